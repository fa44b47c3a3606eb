"""Grading again: only what changed is judged, marks by hand stay, and who changed is told."""

import csv
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import classroom
import in_a_worker
import nbformat
import pytest
from classroom import LESSON, answered, mark, released, with_cell
from nbgrader.api import Gradebook

from autograders.grading.class_run import processes
from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting
from autograders.grading.files import LOCK, Busy, alone
from autograders.grading.notebooks.results import Score
from autograders.grading.referee import jobs
from autograders.grading.reports import changes
from autograders.grading.reports.changes import Change, Changes
from autograders.grading.reports.marked_pages import RESERVED
from autograders.grading.reports.records import Record
from autograders.grading.submissions.folders import Submission

SLEEPS = "import time\ndef slope(*a, **k):\n    time.sleep(1000)"
FAILS = "grade(slope)\nassert False, 'a stricter test'"


def grade(room: classroom.Classroom, out: Path, *more: str) -> int:
    options = ["--course", str(room.course), "--report", str(out), "--jobs", "1", *more]
    return command.main([str(room.submitted), *options])


def change_solution(room: classroom.Classroom, change) -> None:
    path = room.folder / "solutions" / LESSON / f"{LESSON}.ipynb"
    solution = nbformat.read(path, as_version=4)
    change({mark(cell): cell for cell in solution.cells if mark(cell)}, solution)
    nbformat.write(solution, path)


def make_worth(room: classroom.Classroom, name: str, points: float) -> None:
    """Give an exercise other points, in the lesson and in its solution."""
    for part in ("solutions", "lessons"):
        path = room.folder / part / LESSON / f"{LESSON}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[classroom.place(notebook, name)].metadata.nbgrader["points"] = points
        nbformat.write(notebook, path)


def book(room: classroom.Classroom) -> Gradebook:
    return Gradebook(f"sqlite:///{room.course / 'gradebook.db'}")


def table(out: Path) -> list[list[str]]:
    with open(out / "changes.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def rows_of(out: Path, without: tuple | list = ()) -> list[str]:
    rows = (out / "grades.csv").read_bytes().decode().splitlines(keepends=True)
    return [row for row in rows if row.split(",")[0] not in without]


def state_of(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_class_is_graded_again_and_again(tmp_path, walls, capsys, monkeypatch):
    room, out = classroom.begun_classroom(tmp_path), tmp_path / "out"
    formula = "=HYPERLINK(1)"
    for student in ("anna", formula):
        room.hand_in(student, answered({}))
    handed_in = room.hand_in("ben", released())
    odd = [*sorted(RESERVED), "REPORT.html", "report.html_"]
    for name in [*odd, ".graded.jsonl"]:
        room.hand_in(name, released()).write_bytes(b"{}")
    (room.submitted / os.fsdecode(b"zo\xeb") / LESSON).mkdir(parents=True)
    judged: list[jobs.Job] = []
    judge = jobs.evaluate_job

    def noted(job):
        judged.append(job)
        return judge(job)

    monkeypatch.setattr(processes, "evaluate_job", noted)
    in_a_worker.short_limits(monkeypatch.setattr)

    assert grade(room, out) == 0
    said = capsys.readouterr().out
    assert "score changed" not in said  # there is nothing to compare with
    assert "for the first time" not in said
    assert "Left out: .graded.jsonl: its name begins with a dot; rename the folder\n" in said
    assert "Left out: 'zo\\udceb': its name is not UTF-8; rename the folder\n" in said
    assert all((out / f"{name}_" / f"{LESSON}.html").is_file() for name in odd)
    assert all((out / name).is_file() for name in ("grades.csv", "totals.csv", "report.html"))
    with book(room) as gradebook:
        assert {s.id for s in gradebook.students} == {"anna", "ben", formula, *odd}
    for name in odd:  # what follows is about the others
        shutil.rmtree(room.submitted / name)

    # another run into the same gradebook or folder is turned away, and has touched nothing there
    elsewhere = tmp_path / "elsewhere"
    for place, held, into in ((room.course, "gradebook.db.lock", elsewhere), (out, LOCK, out)):
        before = state_of(place)
        with alone(place / held, "the first run"):
            assert grade(room, into) == command.WRONG_ARGUMENTS
        said = capsys.readouterr().err
        assert said.startswith("grade: ")
        assert said.endswith(": another run is grading into it; wait until it has ended\n")
        assert said.count("\n") == 1
        assert state_of(place) == before
    assert not elsewhere.exists()

    # nothing has changed: nothing is judged, and all files are as they were
    sheet, judged[:] = rows_of(out, odd), []
    assert grade(room, out) == 0
    said = capsys.readouterr().out
    assert "3 of 3 were graded before and have not changed since" in said
    assert "no score changed" in said
    assert judged == []
    assert table(out) == []
    assert rows_of(out, odd) == sheet
    with open(out / "totals.csv", encoding="utf-8-sig", newline="") as file:
        points = {row[0]: row[1] for row in csv.reader(file)}
    assert [points[name] for name in (f"'{formula}", "anna", "ben")] == ["14", "14", "0"]
    assert set(odd) < set(points)  # not in this run, and still graded in this course

    # one hands in again: the others are not judged; what is slow costs the same each time
    handed_in.write_bytes(classroom.bytes_of(with_cell(released(), "note = 1")))
    assert grade(room, out) == 0
    assert len(judged) == 1
    assert "no score changed" in capsys.readouterr().out
    handed_in.write_bytes(classroom.bytes_of(answered({"slope": SLEEPS})))
    assert grade(room, out) == 0
    said = capsys.readouterr().out
    assert "  ben: compose 0 → 2, chain_rule 0 → 3, d_power 0 → 2" in said
    assert {row[0] for row in table(out)} == {"ben"}

    # a test and what an exercise is worth change: all are judged anew, and a mark by hand stays
    with book(room) as gradebook:
        gradebook.find_grade("slope", LESSON, LESSON, "anna").manual_score = 1.5
        gradebook.db.commit()
    change_solution(room, lambda cells, _: cells["slope"].update(source=FAILS))
    make_worth(room, "compose", 1)
    judged[:] = []
    assert grade(room, out) == 0
    assert len(judged) == 3
    said = capsys.readouterr().out
    worth = "maximum 14 → 13\n"
    assert f"  anna: compose 2 → 1, slope 2 → 0 (your mark 1.5 stays), {worth}" in said
    assert f"  ben: compose 2 → 1, {worth}" in said
    assert "Marks by hand, kept: anna slope 1.5 (the tests: 0)\n" in said
    everybody = [["compose", "2", "1", ""], ["maximum", "14", "13", ""]]
    for who, slope in {f"'{formula}": [""], "anna": ["1.5"], "ben": []}.items():
        rows = [*everybody[:1], *(["slope", "2", "0", mark] for mark in slope), *everybody[1:]]
        assert [row[2:] for row in table(out) if row[0] == who] == rows
    with book(room) as gradebook:
        assert gradebook.find_submission(LESSON, "anna").score == 12.5
        assert gradebook.find_submission(LESSON, formula).score == 11

    # the page, the scores or the graded notebook is gone: it is made again
    (out / "anna" / f"{LESSON}.html").unlink()
    (room.course / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb").unlink()
    judged[:] = []
    assert grade(room, out) == 0
    assert len(judged) == 2
    assert table(out) == []
    assert (out / "anna" / f"{LESSON}.html").exists()

    # a deadline is set, and put off again: the penalty comes, and goes
    with book(room) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate="2026-01-01 12:00:00 UTC")
    with open(room.course / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    (handed_in.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC\n")
    for due, penalty in ((1, 11), (3, 0)):
        with book(room) as gradebook:
            day = f"2026-01-0{due} 12:00:00 UTC"
            gradebook.update_or_create_assignment(LESSON, duedate=day)
        assert grade(room, out) == 0
        with book(room) as gradebook:
            assert gradebook.find_submission(LESSON, "ben").late_submission_penalty == penalty
        said = capsys.readouterr().out
        assert f"  ben: late penalty {11 - penalty} → {penalty}\n" in said
        assert table(out) == [["ben", LESSON, "late penalty", f"{11 - penalty}", f"{penalty}", ""]]

    # an exercise is taken out, which nbgrader's gradebook cannot follow
    def take_out(cells, solution):
        solution.cells.remove(cells["slope"])

    change_solution(room, take_out)
    capsys.readouterr()
    assert grade(room, out) == command.WRONG_ARGUMENTS
    assert "Move gradebook.db away and grade anew" in capsys.readouterr().err


def total_of(out: Path) -> dict[str, str]:
    with open(out / "totals.csv", encoding="utf-8-sig", newline="") as file:
        return {row[0]: row[-1] for row in csv.reader(file)}


def files_of(out: Path) -> dict[str, bytes]:
    """What an instructor uploads or gives back."""
    return {
        name: text for name, text in state_of(out).items() if name[0] != "." and "/." not in name
    }


def test_late_hand_ins_alone_keep_the_class_and_its_marks_by_hand(tmp_path, walls, capsys):
    """`grade` writes what `report` writes, whoever is graded and whichever comes last."""
    room, out = classroom.begun_classroom(tmp_path), tmp_path / "out"
    late = classroom.Classroom(tmp_path / "late")
    for student in ("ada", "ben", "cleo"):
        room.hand_in(student, released())
    late.hand_in("dora", released())
    sheet = tmp_path / "worksheet.csv"
    people = {"ada": "Ada Byron,ada@x.org", "ben": "Benjamin Z,b@x.org", "cleo": "Cleo,c@x.org"}
    rows = [f"Participant {n},{who},Submitted,,14" for n, who in enumerate(people.values())]
    head = "Identifier,Full name,Email address,Status,Grade,Maximum Grade"
    sheet.write_text("\n".join([head, *rows]) + "\n")
    fill = ["--fill", str(sheet)]
    assert grade(room, out, *fill) == 0
    with book(room) as gradebook:
        gradebook.find_grade("slope", LESSON, LESSON, "ada").manual_score = 1.5
        comment = gradebook.find_comment("slope-answer", LESSON, LESSON, "ben")
        comment.manual_comment = "See me."
        gradebook.db.commit()
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="Byron")
        gradebook.update_or_create_student("ben", email="b@x.org")
        gradebook.update_or_create_student("ghost")
    (room.course / "autograded" / "ghost" / LESSON).mkdir(parents=True)
    graded = room.course / "autograded"
    notebook = f"{LESSON}/{LESSON}.ipynb"
    shutil.copy(graded / "cleo" / notebook, graded / "ghost" / notebook)

    capsys.readouterr()
    options = ["--course", str(room.course), "--report", str(out)]
    assert command.main([str(late.submitted), *options, "--jobs", "1", *fill]) == 0
    said = capsys.readouterr().out
    assert "1 graded for the first time\n" in said
    assert "no score changed" not in said
    assert "Marks by hand, kept: ada slope 1.5 (the tests: 0)\n" in said
    assert "  ada: slope 0 → 1.5 (your mark)\n" in said  # though only dora is graded
    assert f"{LESSON}: 1 graded" in said  # the terminal is about this run
    points = {"student": LESSON, "ada": "1.5", "ben": "0", "cleo": "0", "dora": "0"}
    assert total_of(out) == points
    assert "<strong>4</strong> graded" in (out / "report.html").read_text()
    pages = {name: (out / name / f"{LESSON}.html").read_text() for name in ("ada", "ben", "cleo")}
    assert "marked this by hand" in pages["ada"]
    assert "See me." in pages["ben"]
    assert "by hand" not in pages["cleo"]
    with open(out / "moodle.csv", encoding="utf-8-sig", newline="") as file:
        assert [row[4] for row in csv.reader(file)] == ["Grade", "1.5", "0", "0"]
    assert "moodle.csv, 3 students" in said

    by_grade = files_of(out)
    assert reporting.main([*options, *fill]) == 0
    said = capsys.readouterr().out
    assert f"Left out: ghost/{LESSON}: the gradebook does not have it" in said
    assert files_of(out) == by_grade
    with alone(out / LOCK, "a run"):
        assert reporting.main(options) == reporting.WRONG_ARGUMENTS

    with book(room) as gradebook:  # the mark is taken back: so it is on the page
        gradebook.find_grade("slope", LESSON, LESSON, "ada").manual_score = None
        gradebook.db.commit()
    capsys.readouterr()
    assert reporting.main(options) == 0
    assert "  ada: slope 1.5 → 0\n" in capsys.readouterr().out
    assert table(out) == [["ada", LESSON, "slope", "1.5", "0", ""]]
    assert grade(room, out) == 0
    assert "no score changed" in capsys.readouterr().out
    assert total_of(out) == {**points, "ada": "0"}
    assert "by hand" not in (out / "ada" / f"{LESSON}.html").read_text()

    # extra credit and a mark may be more than an exercise is worth; of the mark that is said
    with book(room) as gradebook:
        gradebook.find_grade("slope", LESSON, LESSON, "ada").manual_score = 3.0
        gradebook.find_grade("slope", LESSON, LESSON, "ben").extra_credit = 4.0
        gradebook.db.commit()
    above = "above what the exercise is worth, counted as they are: ada slope 3 of 2\n"
    for again in (lambda: reporting.main(options), lambda: grade(room, out)):
        capsys.readouterr()
        assert again() == 0
        said = capsys.readouterr().out
        assert above in said
        assert "Extra credit, kept: ben slope 4 (the tests: 0)\n" in said
        assert total_of(out) == {**points, "ada": "3", "ben": "4"}
    page = (out / "ben" / f"{LESSON}.html").read_text()
    assert "include extra credit from your instructor: 4." in page
    assert "marked this by hand" not in page

    # who is taken out of the gradebook stays out, unless the hand-in is still there
    for is_there in (True, False):
        with book(room) as gradebook:  # as `nbgrader db student remove dora --force`
            gradebook.remove_student("dora")
        assert reporting.main(options) == 0
        assert f"Left out: dora/{LESSON}: the gradebook" in capsys.readouterr().out
        assert "dora" not in total_of(out)
        if not is_there:
            shutil.rmtree(room.submitted / "dora")
        assert grade(room, out) == 0
        assert ("dora" in total_of(out)) == is_there


def record(points: dict[str, float]) -> Record:
    return Record("ada", LESSON, [Score(n, p, 2.0, "right", "") for n, p in points.items()])


def test_what_changed_between_two_gradings():
    before, now = record({"a": 1.0, "b": 2.0, "c": 2.0}), record({"a": 1.0, "b": 0.5, "d": 2.0})
    found = changes.changed(before, now)
    assert list(map(str, found)) == ["b 2 → 0.5", "d none → 2", "c 2 → none"]
    assert changes.changed(now, now) == []


def test_the_terminal_names_twenty_and_the_file_all(tmp_path):
    made = Changes(tmp_path / "changes.csv")
    for number in range(34):
        name = f"s{number:02}" if number else "\x1b[31mred\nother: a 9 → 9"
        made.add(name, LESSON, [Change("a", 3.0, 2.0)])
    made.add("same", LESSON, [])
    title, *students, more = made.lines()
    assert title == "Changed since the last finished run:"
    assert len(students) == 20
    assert "\x1b" not in "".join(students)
    assert not any("\n" in line for line in students)
    assert students[1] == "  s01: a 3 → 2"
    assert more == f"  and 14 more in {tmp_path / 'changes.csv'}"
    made.close()
    assert len(table(tmp_path)) == 34


def test_a_timestamp_that_is_no_small_ordinary_file_does_not_count(tmp_path):
    folder = tmp_path / "mal" / LESSON
    folder.mkdir(parents=True)
    submission = Submission("mal", LESSON, folder)
    time, elsewhere, pipes = folder / "timestamp.txt", tmp_path / "elsewhere", []
    assert (submission.when(), submission.remark()) == (None, None)
    for text, due in {
        "2026-01-02 12:00:00 UTC\n": datetime(2026, 1, 2, 12),
        "2026-01-02 12:00:00+05:00": datetime(2026, 1, 2, 7),
    }.items():
        time.write_text(text)
        assert (submission.when(), submission.remark()) == (due, None)
    elsewhere.write_text("2026-01-02 12:00:00 UTC")
    for make in (
        lambda: os.mkfifo(time),
        lambda: filled_pipe(time, pipes),
        lambda: time.symlink_to(elsewhere),
        lambda: time.mkdir(),
        lambda: time.write_text("2026-01-02 12:00:00" + " " * 100),
        lambda: time.write_bytes(b"\xff\xfe"),
        lambda: time.write_text("yesterday"),
        lambda: time.write_text("0001-01-01 00:00:00+09:00"),
    ):
        time.unlink()
        make()
        assert submission.when() is None
        assert submission.remark().startswith(f"mal/{LESSON}/timestamp.txt: ")
        if time.is_dir() and not time.is_symlink():
            time.rmdir()
            time.touch()
    os.close(*pipes)


def filled_pipe(path: Path, opened: list[int]) -> None:
    os.mkfifo(path)
    opened.append(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    os.write(opened[-1], b"2026-01-02 12:00:00 UTC")


def test_a_lock_ends_with_whoever_holds_it(tmp_path):
    path = tmp_path / LOCK
    hold = "import sys; from pathlib import Path; from autograders.grading.files import alone\n"
    hold += "with alone(Path(sys.argv[1]), 'x'): print('held', flush=True); sys.stdin.read()"
    options = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", hold, str(path)], **options) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(Busy, match=r"^OUT: another run"), alone(path, "OUT"):
            pass
        holder.kill()
        holder.wait()
        with alone(path, "OUT"):
            assert path.exists()
    with pytest.raises(Busy, match=r"^[^\n]*cannot be opened[^\n]*$"), alone(tmp_path, "OUT"):
        pass
