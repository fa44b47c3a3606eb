"""One class by both roads, nbgrader's commands and ours: the same scores, cell by cell."""

import contextlib
import csv
import io
import json
import re
import shutil
from dataclasses import dataclass, fields
from pathlib import Path

import classroom
import nbformat
import pytest
from classroom import (
    LESSON,
    NAMES,
    answered,
    bytes_of,
    mistaken,
    place,
    released,
    right_answers,
    run_nbgrader,
)
from nbgrader.api import Gradebook

from autograders.exercises import EXERCISES
from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting
from autograders.grading.notebooks.outputs import VERDICT
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.notebooks.results import Score
from autograders.grading.referee import jobs
from autograders.grading.reports.records import Record
from autograders.grading.reports.sheet import Totals
from autograders.grading.sandbox import warm
from autograders.grading.sandbox.zygote import SandboxFailed
from autograders.grading.submissions.folders import find

HALF = "def slope(f, x, h=1e-5):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5"


def the_class() -> dict[str, object]:
    """What eleven students hand in."""
    split, copied = answered({}), answered({})
    index = place(split, "chain_rule-answer")
    first, second = nbformat.from_dict(split.cells[index]), nbformat.from_dict(split.cells[index])
    lines = first.source.split("\n")
    first.source, second.source = "\n".join(lines[:3]), "\n".join(lines[3:])
    split.cells[index : index + 1] = [first, second]
    copied.cells.insert(1, nbformat.from_dict(copied.cells[place(copied, "d_triple-answer")]))
    moved = answered({})
    moved.cells.append(moved.cells.pop(place(moved, "compose-answer")))
    deleted = answered({})
    del deleted.cells[place(deleted, "slope")]
    firsts = {name: EXERCISES[name].misconceptions[0].name for name in NAMES}
    script = "d_power = lambda x: None\n'<script>alert(1)</script><img src=x onerror=alert(1)>'"
    return {
        "ada": answered({}),
        "blaise": released(),
        "carla": mistaken(firsts),
        "dora": answered({"slope": HALF}),
        "emmy": answered({"slope": "import os\ndef slope(*a, **k):\n    os._exit(0)"}),
        "fritz": split,
        "gauss": copied,
        "hugo": bytes_of(answered({}))[:5000],
        "ida": moved,
        "=jan()": deleted,
        "kurt": answered({"d_power": script}),
    }


DESERVED = {
    "ada": 14,
    "blaise": 0,
    "carla": 0,
    "dora": 13,
    "emmy": 12,
    "fritz": 14,
    "gauss": 14,
    "hugo": 0,
    "ida": 14,
    "=jan()": 14,
    "kurt": 12,
}


@dataclass(frozen=True)
class Roads:
    """The class graded twice, each time in a course folder of its own."""

    nbgrader: classroom.Classroom
    ours: classroom.Classroom
    out: Path
    said: str
    log: str
    handed_in: dict[str, bytes]


@pytest.fixture(scope="module")
def roads(tmp_path_factory, walls) -> Roads:
    """Grade the class by both roads, with the same seed."""
    rooms = [
        classroom.new_classroom(tmp_path_factory.mktemp(name)) for name in ("nbgrader", "ours")
    ]
    works = the_class()
    handed_in = {s: w if isinstance(w, bytes) else bytes_of(w) for s, w in works.items()}
    for room in rooms:
        for student, content in handed_in.items():
            room.hand_in(student, content)
        (room.course / "grading_seed.txt").write_text("12345\n")
    theirs, ours = rooms
    commands = [f"generate_assignment {LESSON} --force", f"autograde {LESSON}"]
    log = run_nbgrader(theirs, *commands, f"generate_feedback {LESSON}", "export")
    out = ours.folder / "out"
    arguments = [str(ours.submitted), "--course", str(ours.course), "--report", str(out)]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert command.main([*arguments, "--jobs", "1"]) == 0
    return Roads(theirs, ours, out, said.getvalue(), log, handed_in)


def gradebook(room: classroom.Classroom) -> dict[tuple[str, str], tuple[float, float, bool]]:
    """Every score of a gradebook."""
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        return {
            (submission.student.id, grade.name): (
                grade.score,
                grade.max_score,
                grade.needs_manual_grade,
            )
            for submission in book.assignment_submissions(LESSON)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def sheet(roads: Roads) -> list[dict[str, str]]:
    with open(roads.out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_both_roads_give_the_same_scores_cell_by_cell(roads):
    scores = gradebook(roads.nbgrader)
    assert scores == gradebook(roads.ours)
    assert len(scores) == len(DESERVED) * len(NAMES)
    totals = dict.fromkeys(DESERVED, 0.0)
    for (student, _), (points, _, by_hand) in scores.items():
        totals[student] += points
        assert not by_hand
    assert totals == DESERVED


def test_both_roads_note_who_gave_no_answer(roads):
    def comments(room):
        with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
            return {
                (submission.student.id, comment.name): comment.auto_comment
                for submission in book.assignment_submissions(LESSON)
                for notebook in submission.notebooks
                for comment in notebook.comments
            }

    noted = comments(roads.ours)
    assert noted == comments(roads.nbgrader)
    assert noted["blaise", "compose-answer"] == "No response."
    assert noted["ada", "compose-answer"] is None


def test_both_roads_say_the_same_to_a_student(roads):
    for student in DESERVED:
        texts = []
        for room in (roads.nbgrader, roads.ours):
            path = room.course / "autograded" / student / LESSON / f"{LESSON}.ipynb"
            graded = nbformat.read(path, as_version=4)
            texts.append([graded.cells[place(graded, name)].outputs[0].text for name in NAMES])
        assert texts[0] == texts[1]


def test_the_sheet_has_a_line_for_every_exercise(roads):
    rows = sheet(roads)
    assert ",".join(rows[0]) == "student,lesson,exercise,points,max_points,diagnosis,status"
    scores = {
        (row["student"].lstrip("'"), row["exercise"]): (float(row["points"]), row["diagnosis"])
        for row in rows
    }
    book = gradebook(roads.ours)
    assert {key: points for key, (points, _) in scores.items()} == {
        k: v[0] for k, v in book.items()
    }
    for name in NAMES:
        assert scores["carla", name][1] == EXERCISES[name].misconceptions[0].name
        assert scores["blaise", name][1] == "not_started"
    (status,) = {row["status"] for row in rows if row["student"] == "hugo"}
    assert status.startswith("not readable, 0 points: Your file is not a notebook that can be read")


def test_the_totals_have_one_line_a_student(roads):
    with open(roads.out / "totals.csv", encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["student", LESSON]
    assert {student.lstrip("'"): float(points) for student, points in rows} == DESERVED
    assert not any(student.startswith("=") for student, _ in rows)


def test_a_lesson_without_a_score_is_empty_in_the_totals_and_not_0(tmp_path):
    score = Score("compose", 1.5, 2.0, "right", "It works.")
    totals = Totals(tmp_path / "totals.csv")
    totals.add(Record("bob", "b", [score, score]))
    totals.add(Record("ada", "a", [score]))
    totals.close()
    assert (tmp_path / "totals.csv").read_text("utf-8-sig").split() == [
        "student,a,b",
        "ada,1.5,",
        "bob,,3",
    ]


def test_no_cell_of_the_sheet_is_a_formula(roads):
    for row in sheet(roads):
        assert not any(value.startswith(("=", "+", "-", "@")) for value in row.values())


def test_feedback_names_the_mistake_and_shows_no_hidden_test(roads):
    for folder in (roads.nbgrader.course / "feedback", roads.out):
        pages = {path: path.read_text(encoding="utf-8") for path in folder.glob("*/**/*.html")}
        assert len(pages) == len(DESERVED)
        for path, text in pages.items():
            assert "HIDDEN TESTS" not in text, path
            assert "autograders" not in re.sub(r"SOURCES = .*", "", text) or "carla" in str(path)
            assert "12345" not in text
            if "carla" in str(path):
                plain = re.sub(r"\s+", " ", re.sub("<[^>]+>", "", text)).replace("&#39;", "'")
                message = EXERCISES["compose"].misconceptions[0].message
                assert message.replace("'", "") in plain.replace("'", "")


def test_no_script_of_a_submission_is_in_its_feedback(roads):
    for folder in (roads.nbgrader.course / "feedback", roads.out):
        (path,) = folder.glob("kurt/**/*.html")
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_what_was_handed_in_is_not_changed(roads):
    for student, content in roads.handed_in.items():
        path = roads.ours.submitted / student / LESSON / f"{LESSON}.ipynb"
        assert path.read_bytes() == content
        assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_the_terminal_tells_what_an_instructor_needs(roads):
    assert roads.said.startswith("Sandbox: ")
    assert f"{LESSON}: 11 graded, mean" in roads.said
    assert re.search(r"slope +\d+% right .*own-h 1", roads.said)
    assert "hugo" in roads.said
    assert "broken or cut off" in roads.said
    assert "broken or cut off" in roads.log


def test_the_report_on_the_class_lies_beside_the_pages(roads):
    text = (roads.out / "report.html").read_text(encoding="utf-8")
    assert "<strong>11</strong> graded" in text
    assert "own-h" in text
    assert f"Report: {roads.out / 'report.html'}" in roads.said


def test_nbgrader_exports_the_scores(roads):
    with open(roads.nbgrader.course / "grades.csv", encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}
    assert rows == DESERVED


def test_a_class_list_gives_names_and_those_who_handed_in_nothing(roads):
    room = roads.nbgrader
    people = ["id,first_name,last_name,email", "ada,Ada,Byron,a@example.org", "nora,Nora,N,"]
    (room.folder / "students.csv").write_text("\n".join(people) + "\n")
    run_nbgrader(room, "db student import ../students.csv", "export --to=named.csv")
    with open(room.course / "named.csv", encoding="utf-8", newline="") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert (rows["ada"]["first_name"], rows["ada"]["last_name"]) == ("Ada", "Byron")
    assert float(rows["nora"]["score"]) == 0
    assert {s: float(rows[s]["raw_score"]) for s in DESERVED} == DESERVED
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        book.remove_student("nora")  # the report would say that she handed in nothing
        nothing = {"first_name": None, "last_name": None, "email": None}
        book.update_or_create_student("ada", **nothing)  # and name her


def test_a_second_run_gives_the_same_and_keeps_marks_given_by_hand(roads, capsys):
    room = roads.ours
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        grade = book.find_grade("compose", LESSON, LESSON, "blaise")
        grade.manual_score = 1.5
        book.db.commit()
    before = (roads.out / "grades.csv").read_text().replace("\r", "").splitlines()
    arguments = [str(room.submitted), "--course", str(room.course), "--report", str(roads.out)]
    assert command.main([*arguments, "--jobs", "1", "--lesson", LESSON]) == 0
    after = (roads.out / "grades.csv").read_text().replace("\r", "").splitlines()
    assert set(after) - set(before) == {f"blaise,{LESSON},compose,1.5,2,not_started,by_hand"}
    assert len(after) == len(before)
    assert gradebook(room)["blaise", "compose"][0] == 1.5
    assert "11 notebooks" in capsys.readouterr().out
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        book.find_grade("compose", LESSON, LESSON, "blaise").manual_score = None
        book.db.commit()
    assert command.main([*arguments, "--jobs", "1"]) == 0
    assert (roads.out / "grades.csv").read_text().replace("\r", "").splitlines() == before


def test_late_work_gets_nbgraders_penalty(roads, tmp_path):
    room = roads.ours
    with open(room.course / "nbgrader_config.py", "a", encoding="utf-8") as config:
        config.write("\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        book.update_or_create_assignment(LESSON, duedate="2026-01-01 12:00:00 UTC")
    folder = tmp_path / "late" / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(bytes_of(answered({})))
    (folder / "timestamp.txt").write_text("2026-01-02 12:00:00 UTC\n")
    arguments = [str(tmp_path), "--course", str(room.course), "--report", str(tmp_path / "out")]
    assert command.main([*arguments, "--jobs", "1"]) == 0
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        submission = book.find_submission(LESSON, "late")
        assert (submission.score, submission.late_submission_penalty) == (14, 14)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nowhere"], "no such folder"),
        (["{submitted}", "--lesson", "99_none"], "no lesson 99_none"),
        (["{submitted}", "--jobs", "0"], "--jobs must be 1 or more"),
        (["{course}", "--lesson", LESSON], "holds no"),
        (["{submitted}", "--course", "{submitted}"], "nbgrader_config.py"),
    ],
)
def test_a_mistake_in_the_arguments_is_one_line(roads, arguments, said, capsys):
    room = roads.ours
    places = {"submitted": room.submitted, "course": room.course}
    given = [argument.format(**places) for argument in arguments]
    if "--course" not in given:
        given += ["--course", str(room.course)]
    assert command.main(given) == 2
    error = capsys.readouterr().err.strip()
    assert said in error
    assert "\n" not in error


def test_a_failing_sandbox_is_reported_as_ours_with_its_own_code(
    roads, tmp_path, monkeypatch, capsys
):
    def fails(*_):
        raise SandboxFailed("the sandbox did not start: no space left")

    room = roads.ours
    before = gradebook(room)
    jobs.close_zygotes()
    monkeypatch.setattr(warm, "Zygote", fails)
    arguments = [str(room.submitted), "--course", str(room.course), "--report", str(tmp_path)]
    assert command.main([*arguments, "--jobs", "1"]) == 3
    said = capsys.readouterr().out
    assert "NOT GRADED" in said
    assert "no space left" in said
    assert gradebook(room) == before
    lines = (tmp_path / "grades.csv").read_text("utf-8-sig").splitlines()
    assert {line.split(",")[0] for line in lines} == {"student", "hugo"}


def test_a_renamed_notebook_is_found_and_two_are_asked_about(tmp_path):
    room = classroom.new_classroom(tmp_path)
    path = room.hand_in("ada", answered({}))
    (submission,) = find(room.submitted, [LESSON])
    renamed = path.with_name("my homework (2).ipynb")
    path.rename(renamed)
    assert submission.notebook() == renamed
    renamed.with_name("other.ipynb").write_bytes(b"{}")
    with pytest.raises(Unreadable, match="several other notebooks"):
        submission.notebook()


def test_the_right_answers_are_the_solutions(roads):
    data = json.loads((roads.ours.submitted / "ada" / LESSON / f"{LESSON}.ipynb").read_text())
    assert right_answers()["compose"] in [cell["source"] for cell in data["cells"]]


# ------------------------------------------------------------------ report
def written(folder: Path) -> dict[str, bytes]:
    """What an instructor or a student reads in a folder of reports."""
    tables = [folder / name for name in ("report.html", "totals.csv", "grades.csv")]
    found = [*folder.glob("*/*.html"), *tables]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def reported(roads, tmp_path_factory) -> Path:
    """What `report` writes of the class that nbgrader's own command has graded."""
    out = tmp_path_factory.mktemp("reported")
    assert reporting.main(["--course", str(roads.nbgrader.course), "--report", str(out)]) == 0
    return out


def test_report_writes_of_nbgraders_road_what_grade_writes(roads, reported):
    pages = written(roads.out)
    assert len(pages) == len(DESERVED) + 3
    assert written(reported) == pages


def test_marks_by_hand_comments_and_lateness_are_on_the_page_and_in_the_totals(roads, tmp_path):
    room = roads.nbgrader
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        grade = book.find_grade("compose", LESSON, LESSON, "blaise")
        comment = book.find_comment("slope-answer", LESSON, LESSON, "blaise")
        (handed_in,) = book.find_submission(LESSON, "blaise").notebooks
        grade.manual_score, comment.manual_comment = 1.5, "Nearly <there>."
        handed_in.late_submission_penalty = 0.5
        book.db.commit()
        try:
            assert reporting.report_on(room.course, tmp_path, LESSON) == 0
        finally:
            grade.manual_score = comment.manual_comment = None
            handed_in.late_submission_penalty = None
            book.db.commit()
    text = (tmp_path / "blaise" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "marked this by hand" in text
    assert "Your instructor writes: Nearly &lt;there&gt;." in text
    assert "Handed in late: 0.5 points less." in text
    assert "<strong>1</strong> of 14 points" in text
    assert "blaise,1\n" in (tmp_path / "totals.csv").read_text().replace("\r", "")
    rows = [
        line.split(",") for line in (tmp_path / "grades.csv").read_text("utf-8-sig").splitlines()
    ]
    assert ["blaise", LESSON, "compose", "1.5", "2", "not_started", "by_hand"] in rows
    other = (tmp_path / "ada" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert not re.search("by hand|instructor|late", other)


def test_what_is_not_graded_yet_is_left_out_by_name(roads, tmp_path, capsys):
    room = roads.nbgrader
    folder = room.submitted / "lea" / LESSON
    folder.mkdir(parents=True)
    old = room.course / "autograded" / "ada" / LESSON / f"{LESSON}.ipynb"
    before = old.read_bytes()
    try:
        graded = nbformat.reads(before.decode(), as_version=4)
        del graded.cells[place(graded, "slope")].metadata[VERDICT]
        old.unlink()
        old.write_text(nbformat.writes(graded))
        assert reporting.report_on(room.course, tmp_path) == 1
    finally:
        old.unlink()
        old.write_bytes(before)
        shutil.rmtree(folder.parent)
    said = capsys.readouterr().out
    assert f"Left out: lea/{LESSON}: it was handed in and is not graded yet" in said
    assert f"Left out: ada/{LESSON}: it was graded by another version" in said
    assert not (tmp_path / "ada").exists()
    assert reporting.main(["--course", str(room.course), "--lesson", "99_none"]) == 2
    assert "no graded 99_none" in capsys.readouterr().err


def test_a_verdict_in_a_notebook_is_plain_and_holds_nothing_hidden(roads):
    hidden = {
        name: [str(n) for p in EXERCISES[name].probes(5) for n in p.args if type(n) is float]
        for name in NAMES
    }
    for student in DESERVED:
        path = roads.nbgrader.course / "autograded" / student / LESSON / f"{LESSON}.ipynb"
        graded = nbformat.read(path, as_version=4)
        for name in NAMES:
            verdict = graded.cells[place(graded, name)].metadata[VERDICT]
            assert set(verdict) == {field.name for field in fields(Score)}
            assert not any(number in str(verdict.message) for number in hidden[name])
