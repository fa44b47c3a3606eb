"""Marking by hand in the real formgrader: the answer with its pictures, a mark, a comment."""

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path

import classroom
import pytest
from classroom import LESSON, PLOT, TASK, WORDS, place, written
from nbformat.v4 import new_markdown_cell
from playwright.sync_api import expect

from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting
from tests.support import PATIENCE
from tests.support.formgrader import formgrader_of

DRAWS = (
    "%matplotlib inline\nimport matplotlib.pyplot as plt\n"
    "from chainrule.pictures import compare_curves\n"
    "plt.plot([1, 4, 9])\nplt.show()\n"
    "figure, axes = plt.subplots()\naxes.imshow([[0, 1], [2, 3]])\nplt.show()\n"
    "compare_curves({'x squared': lambda x: x ** 2}, -1, 1, 'A bowl.')"
)
SKETCH = base64.b64encode((Path(__file__).parent / "sketch.png").read_bytes()).decode()


@pytest.fixture(scope="module")
def room(tmp_path_factory, walls) -> classroom.Classroom:
    room = classroom.new_classroom(tmp_path_factory.mktemp("marking"))
    classroom.add_cells_to_mark(room)
    below = new_markdown_cell("My machine doubles what it gets.")
    work = written("I drew it: ![s](attachment:Skizze%20ä.png)", DRAWS, (below,))
    work.cells[place(work, WORDS)]["attachments"] = {"Skizze ä.png": {"image/png": SKETCH}}
    lost = written("![lost](attachment:lost.png) stays lost", "raise ValueError('no idea')")
    for student, notebook in (("ada", work), ("bob", lost)):
        room.hand_in(student, notebook)
    assert command.main([str(room.submitted), "--course", str(room.course), "--jobs", "1"]) == 0
    return room


@pytest.fixture(scope="module")
def server(room) -> Iterator[tuple[str, str]]:
    with formgrader_of(room) as (base, token):
        yield base, token


def open_submission(page, server, student: str) -> None:
    address, token = server
    page.set_default_timeout(PATIENCE / 3)
    page.goto(f"{address}/formgrader?token={token}")
    page.goto(f"{address}/formgrader/manage_students/{student}/{LESSON}")
    page.get_by_role("link", name=LESSON).last.wait_for()
    page.get_by_role("link", name=LESSON).last.click()
    page.locator(f"input#{WORDS}").wait_for()


def put(page, field, text: str) -> None:
    """Write into a field and leave it; formgrader saves it then."""
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        field.fill(text)
        field.dispatch_event("change")


def keep_a_picture(page, name: str, of: str) -> None:
    """For whoever wants to look: of the page as far as one sees it around an element."""
    if folder := os.environ.get("PICTURES"):
        page.locator(of).first.scroll_into_view_if_needed()
        page.screenshot(path=f"{folder}/{name}.png")


def test_a_marker_sees_each_answer_with_its_pictures(server, page):
    open_submission(page, server, "ada")
    drawn = page.locator("img[src^='data:image/']")
    expect(drawn).to_have_count(5, timeout=PATIENCE)  # the lesson's own picture, too
    widths = drawn.evaluate_all("all => all.map(one => one.naturalWidth)")
    assert all(width > 20 for width in widths), widths
    page.get_by_text("My machine doubles what it gets.").wait_for()
    page.get_by_text("Half for the idea.").wait_for()
    keep_a_picture(page, "formgrader_ada", f"input#{PLOT}")


def test_an_answer_with_a_lost_picture_opens_too(server, page):
    open_submission(page, server, "bob")
    page.get_by_text("stays lost").wait_for()
    page.get_by_text("no idea").first.wait_for()


def test_a_mark_and_a_comment_reach_page_and_totals(server, page, room):
    open_submission(page, server, "ada")
    for name, points in ((WORDS, "3.5"), (PLOT, "2"), (TASK, "5")):
        field = page.locator(f"input#{name}")
        expect(field).to_have_class(re.compile("needs_manual_grade"), timeout=PATIENCE)
        put(page, field, points)
    put(page, page.locator(f"textarea#{WORDS}-comment"), "Name both machines.")
    keep_a_picture(page, "formgrader_marked", f"textarea#{WORDS}-comment")
    out = room.folder / "out"
    assert reporting.report_on(room.course, out) == 0
    text = (out / "ada" / f"{LESSON}.html").read_text(encoding="utf-8")
    assert "<strong>24.5</strong> of 26 points" in text and "not marked yet" not in text
    assert "Name both machines." in text
    totals = (out / "totals.csv").read_text(encoding="utf-8").splitlines()
    assert totals[1].startswith("ada,24.5,") and totals[2].startswith("bob,,")


@pytest.mark.parametrize("student", ["ada", "bob"])
def test_nbgraders_feedback_can_be_made(server, page, room, student):
    address, token = server
    made = page.request.post(
        f"{address}/formgrader/api/assignment/{LESSON}/{student}/generate_feedback",
        headers={"Authorization": f"token {token}"},
    )
    assert made.json()["success"], made.json()
    path = room.course / "feedback" / student / LESSON / f"{LESSON}.html"
    text = path.read_text(encoding="utf-8")
    assert "Half for the idea" not in text
    if student == "ada":
        assert text.replace("\n", "").count("data:image/png;base64,") == 3
        assert "data:image/svg+xml;base64," in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_students_page_with_pictures_reads_well(room, scheme, open_alone):
    from ...accessibility.seeing import lost_when_narrow, violations

    reports = room.course / "reports" / "ada" / f"{LESSON}.html"
    sheet = open_alone(reports.read_text(encoding="utf-8"), scheme)
    assert min(sheet.evaluate(classroom.CONTRASTS)) >= 4.5
    assert violations(sheet) == []
    assert lost_when_narrow(sheet) == []
    shown = sheet.locator("section img").evaluate_all("all => all.map(one => one.naturalWidth)")
    assert len(shown) == 4 and min(shown) > 20
    keep_a_picture(sheet, f"page_{scheme}", "section img")
