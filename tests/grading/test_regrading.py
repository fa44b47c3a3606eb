"""Grading again: only what changed is judged, marks by hand stay, and who changed is told."""

import csv
from pathlib import Path

import classroom
import nbformat
from classroom import LESSON, answered, mark, released, with_cell
from nbgrader.api import Gradebook

from autograders.grading import changes, command, execution
from autograders.grading.changes import Change, Changes
from autograders.grading.records import Record
from autograders.grading.referee import Score

FAILS = "grade(slope)\nassert False, 'a stricter test'"


def grade(room: classroom.Classroom, out: Path, *more: str) -> int:
    options = ["--course", str(room.course), "--report", str(out), "--jobs", "1", *more]
    return command.main([str(room.submitted), *options])


def change_solution(room: classroom.Classroom, change) -> None:
    path = room.folder / "solutions" / LESSON / f"{LESSON}.ipynb"
    solution = nbformat.read(path, as_version=4)
    change({mark(cell): cell for cell in solution.cells if mark(cell)}, solution)
    nbformat.write(solution, path)


def book(room: classroom.Classroom) -> Gradebook:
    return Gradebook(f"sqlite:///{room.course / 'gradebook.db'}")


def table(out: Path) -> list[list[str]]:
    with open(out / "changes.csv", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_a_class_is_graded_again_and_again(tmp_path, walls, capsys, monkeypatch):
    room, out = classroom.new_classroom(tmp_path), tmp_path / "out"
    formula = "=HYPERLINK(1)"
    for student in ("anna", formula):
        room.hand_in(student, answered({}))
    handed_in = room.hand_in("ben", released())
    judged: list[execution.Job] = []
    judge = execution.evaluate_job

    def noted(job):
        judged.append(job)
        return judge(job)

    monkeypatch.setattr(execution, "evaluate_job", noted)

    assert grade(room, out) == 0
    assert "score changed" not in capsys.readouterr().out  # there is nothing to compare with

    # nothing has changed: nothing is judged, and all files are as they were
    sheet, judged[:] = (out / "grades.csv").read_bytes(), []
    assert grade(room, out) == 0
    said = capsys.readouterr().out
    assert "3 of 3 were graded before and have not changed since" in said
    assert "no score changed" in said
    assert judged == []
    assert table(out) == []
    assert (out / "grades.csv").read_bytes() == sheet
    with open(out / "totals.csv", encoding="utf-8", newline="") as file:
        assert [row[1] for row in csv.reader(file)] == [LESSON, "14", "14", "0"]

    # one hands in again: the others are not judged
    handed_in.write_bytes(classroom.bytes_of(with_cell(released(), "note = 1")))
    assert grade(room, out) == 0
    assert len(judged) == 1
    assert "no score changed" in capsys.readouterr().out
    handed_in.write_bytes(classroom.bytes_of(answered({"slope": "slope = None"})))
    assert grade(room, out) == 0
    said = capsys.readouterr().out
    assert "  ben: compose 0 → 2, chain_rule 0 → 3, d_power 0 → 2" in said
    assert {row[0] for row in table(out)} == {"ben"}

    # a test of the lesson changes: all are judged anew, and a mark given by hand stays
    with book(room) as gradebook:
        gradebook.find_grade("slope", LESSON, LESSON, "anna").manual_score = 1.5
        gradebook.db.commit()
    change_solution(room, lambda cells, _: cells["slope"].update(source=FAILS))
    judged[:] = []
    assert grade(room, out) == 0
    assert len(judged) == 3
    said = capsys.readouterr().out
    assert "  anna: slope 2 → 0 (your mark 1.5 stays)\n" in said
    assert "ben" not in said
    assert table(out) == [
        [f"'{formula}", LESSON, "slope", "2", "0", ""],
        ["anna", LESSON, "slope", "2", "0", "1.5"],
    ]
    with book(room) as gradebook:
        assert gradebook.find_submission(LESSON, "anna").score == 13.5
        assert gradebook.find_submission(LESSON, formula).score == 12

    # the page, the scores or the graded notebook is gone: it is made again
    (out / "anna" / f"{LESSON}.html").unlink()
    (room.course / "autograded" / "ben" / LESSON / f"{LESSON}.ipynb").unlink()
    judged[:] = []
    assert grade(room, out) == 0
    assert len(judged) == 2
    assert (out / "anna" / f"{LESSON}.html").exists()

    # a deadline is set, and put off again: the penalty comes, and goes
    with book(room) as gradebook:
        gradebook.update_or_create_assignment(LESSON, duedate="2026-01-01 12:00:00 UTC")
    with open(room.course / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    (handed_in.parent / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC\n")
    for due, penalty in ((1, 12), (3, 0)):
        with book(room) as gradebook:
            day = f"2026-01-0{due} 12:00:00 UTC"
            gradebook.update_or_create_assignment(LESSON, duedate=day)
        assert grade(room, out) == 0
        with book(room) as gradebook:
            assert gradebook.find_submission(LESSON, "ben").late_submission_penalty == penalty

    # an exercise is taken out, which nbgrader's gradebook cannot follow
    def take_out(cells, solution):
        solution.cells.remove(cells["slope"])

    change_solution(room, take_out)
    capsys.readouterr()
    assert grade(room, out) == command.WRONG_ARGUMENTS
    assert "Move gradebook.db away and grade anew" in capsys.readouterr().err


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
