"""Cells that a person marks: in every total, open until marked, with the answer on the page."""

import base64
import csv
from pathlib import Path

import classroom
import nbformat
import pytest
from bs4 import BeautifulSoup
from classroom import LESSON, PLOT, TASK, WORDS, mark, place, written
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook

from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n a sketch").decode()
DRAWS = "import matplotlib.pyplot as plt\nplt.plot([1, 4, 9])\nplt.show()"
WAYS_TO_DRAW = {
    "%matplotlib inline\nplt.plot([1, 2])": 1,
    "figure, axes = plt.subplots()\naxes.plot([1, 3])\nfigure": 2,  # as a value, and as it is open
    "for start in range(3):\n    plt.figure()\n    plt.plot([start, 1])": 3,
    "figure, axes = plt.subplots()\naxes.imshow([[0, 1], [2, 3]])": 1,
    "plt.plot([1, 4])\nplt.savefig('mine.png')": 1,
    "from IPython.display import Image\nImage('mine.png')": 1,
    "%config InlineBackend.figure_format = 'svg'\nplt.plot([1, 5])": 1,
}
"""Cells of a student's, and how many pictures an ordinary kernel shows below each."""
CANVAS = (
    "Student,ID,SIS Login ID,Section,01 Chain Rule (5002)\n"
    "    Points Possible,,,,26\n"
    "Writer,1,writer,A,\nIdle,2,idle,A,\n"
)


@pytest.fixture(scope="module")
def graded(tmp_path_factory, walls) -> tuple[classroom.Classroom, Path]:
    """writer has answered all, with a pasted picture; idle nothing; torn handed in no notebook."""
    room = classroom.begun_classroom(tmp_path_factory.mktemp("by_hand"))
    classroom.add_cells_to_mark(room)
    below = (project(), *map(new_code_cell, WAYS_TO_DRAW))
    work = written("My sketch: ![s](attachment:Skizze%20ä.png)", DRAWS, below)
    work.cells[place(work, WORDS)]["attachments"] = {"Skizze ä.png": {"image/png": PNG}}
    room.hand_in("writer", work)
    room.hand_in("idle", written())
    room.hand_in("torn", b"no notebook")
    out = room.folder / "out"
    assert grade(room, out) == 0
    return room, out


def project() -> nbformat.NotebookNode:
    return new_markdown_cell("My machine doubles. <script>alert(1)</script>")


def grade(room: classroom.Classroom, out: Path) -> int:
    options = ["--course", str(room.course), "--report", str(out), "--jobs", "1"]
    return command.main([str(room.submitted), *options])


def book(room: classroom.Classroom) -> Gradebook:
    return Gradebook(f"sqlite:///{room.course / 'gradebook.db'}")


def rows(path: Path) -> dict[str, dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def part(page: str, name: str) -> BeautifulSoup:
    sections = BeautifulSoup(page, "html.parser").find_all("section")
    return next(one for one in sections if one.h2 and f"· {name}" in one.h2.get_text())


def autograded(room: classroom.Classroom, student: str) -> nbformat.NotebookNode:
    path = room.course / "autograded" / student / LESSON / f"{LESSON}.ipynb"
    return nbformat.read(path, as_version=4)


def test_open_marks_are_listed_and_nobody_is_exported_as_complete(graded, capsys):
    room, out = graded
    sheet = room.folder / "canvas_export.csv"
    sheet.write_text(CANVAS, encoding="utf-8")
    assert reporting.report_on(room.course, out, fill=sheet) == 0
    said = capsys.readouterr().out
    assert f"To be marked by hand in {LESSON}: idle, writer;" in said  # a task is always read
    assert "not filled in, marks by hand are missing: idle, writer" in said
    totals = rows(out / "totals.csv")
    assert [totals[who][LESSON] for who in ("idle", "torn", "writer")] == ["", "0", ""]
    waits = totals["writer"]["to be marked by hand"]
    assert all(name in waits for name in (WORDS, PLOT, TASK))
    assert totals["idle"]["to be marked by hand"] == f"{LESSON} ({TASK})"
    assert totals["torn"]["to be marked by hand"] == ""
    filled = (out / "canvas.csv").read_text(encoding="utf-8-sig")
    assert "writer,A,\n" in filled.replace("\r", "")
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "To be marked by hand" in report and "of 26 points" in report


def test_every_total_counts_them_in_the_maximum(graded):
    room, out = graded
    page = (out / "writer" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "<strong>14</strong> of 26 points" in page
    assert "3 parts are not marked yet" in page
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        found = {(r["student"], r["exercise"]): r for r in csv.DictReader(file)}
    open_one = found["writer", WORDS]
    assert (open_one["points"], open_one["max_points"]) == ("", "4")
    assert open_one["status"] == "to be marked by hand"
    assert found["idle", WORDS]["points"] == "0"
    assert found["torn", PLOT]["status"].startswith("not readable, 0 points")
    with book(room) as gradebook:
        assert gradebook.find_submission(LESSON, "writer").max_score == 26


def test_each_has_its_part_on_the_page_with_the_answer(graded):
    _, out = graded
    page = (out / "writer" / f"{LESSON}.html").read_text(encoding="utf-8")
    words = part(page, WORDS)
    assert words.h2.get_text() == "In words · essay – of 4"
    assert part(page, TASK).h2.get_text() == "A project · project – of 5"
    assert "My sketch: [picture 1]" in words.get_text()
    assert words.img["src"] == f"data:image/png;base64,{PNG}"
    drawn = part(page, PLOT)
    assert "plt.plot([1, 4, 9])" in drawn.get_text()
    assert drawn.img["src"].startswith("data:image/png;base64,iVBOR")
    assert drawn.img["alt"].startswith("<Figure size 640x480")
    assert "My machine doubles" in part(page, TASK).get_text()
    assert "<script" not in page and "Half for the idea" not in page
    idle = (out / "idle" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "There is no answer of yours here" in part(idle, WORDS).get_text()
    assert part(idle, WORDS).find(["img", "pre"]) is None


def test_what_a_marker_opens_holds_the_pictures_and_no_reference_without_one(graded):
    room, _ = graded
    cells = {mark(cell): cell for cell in autograded(room, "writer").cells if mark(cell)}
    assert list(cells[WORDS].attachments.values()) == [{"image/png": PNG}]
    (name,) = cells[WORDS].attachments
    assert f"(attachment:{name})" in cells[WORDS].source
    assert "image/png" in cells[PLOT].outputs[0].data
    assert "Half for the idea" in cells[TASK].source  # what the marker goes by


def test_each_way_to_draw_gives_the_pictures_of_an_ordinary_kernel(graded):
    room, out = graded
    cells = {cell.source: cell for cell in autograded(room, "writer").cells}
    shown = {
        source: sum("image/png" in one.get("data", {}) for one in cells[source].outputs)
        for source in WAYS_TO_DRAW
    }
    assert shown == WAYS_TO_DRAW
    page = part((out / "writer" / f"{LESSON}.html").read_text(encoding="utf-8"), TASK)
    assert len(page.find_all("img", src=True)) == sum(WAYS_TO_DRAW.values())


def test_marks_and_comments_reach_the_page_and_complete_the_totals(graded, capsys):
    room, out = graded
    give_marks(room, "writer", {WORDS: 3.5, PLOT: 3, TASK: 0})
    with book(room) as gradebook:
        comment = gradebook.find_comment(WORDS, LESSON, LESSON, "writer")
        comment.manual_comment = "Name both machines."
        gradebook.db.commit()
    assert reporting.report_on(room.course, out) == 0
    said = capsys.readouterr().out
    assert f"To be marked by hand in {LESSON}: idle;" in said
    assert rows(out / "totals.csv")["writer"][LESSON] == "20.5"
    page = (out / "writer" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "<strong>20.5</strong> of 26 points" in page and "not marked yet" not in page
    assert "Name both machines." in part(page, WORDS).get_text()
    assert "3.5 of 4" in part(page, WORDS).h2.get_text()
    report = (out / "report.html").read_text(encoding="utf-8")
    assert "of 2 with all marks mean 10.2" in " ".join(report.split())


def test_a_regrade_keeps_the_marks(graded, capsys):
    room, out = graded
    give_marks(room, "writer", {WORDS: 3.5, PLOT: 3, TASK: 0})
    assert grade(room, out) == 0
    assert "Marks by hand, kept: writer essay 3.5, writer plot 3, writer project 0" in (
        capsys.readouterr().out
    )


def give_marks(room: classroom.Classroom, student: str, marks: dict[str, float]) -> None:
    with book(room) as gradebook:
        for name, points in marks.items():
            grade = gradebook.find_grade(name, LESSON, LESSON, student)
            grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def test_nbgraders_own_commands_agree_and_write_feedback(tmp_path, walls):
    room = classroom.begun_classroom(tmp_path)
    classroom.add_cells_to_mark(room)
    work = written("![gone](attachment:gone.png) and &#97;ttachment:x", DRAWS)
    room.hand_in("writer", work)
    classroom.run_nbgrader(
        room,
        f"generate_assignment {LESSON} --force",
        f"autograde {LESSON}",
        f"generate_feedback {LESSON}",
    )
    feedback = room.course / "feedback" / "writer" / LESSON / f"{LESSON}.html"
    text = feedback.read_text(encoding="utf-8")
    assert "data:image/png;base64,iVBOR" in text.replace("\n", "")
    assert "Half for the idea" not in text
    out = tmp_path / "out"
    assert reporting.report_on(room.course, out) == 0
    assert rows(out / "totals.csv")["writer"]["to be marked by hand"]
