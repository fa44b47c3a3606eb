"""`python3 autograders formgrader` in a real browser: scores, the Autograde button, feedback."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime

import classroom
import pytest
from bs4 import BeautifulSoup
from classroom import LESSON, answered, released
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from autograders.exercises import EXERCISES
from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting
from tests.support import PATIENCE
from tests.support.formgrader import formgrader_of

NEVER_GIVEN_OUT = "02_nested_machines"
WRONG = "def d_power(x):\n    return 5 * (3 * x + 1) ** 4"
MESSAGE = {m.name: m.message for m in EXERCISES["d_power"].misconceptions}["no-inner"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, walls) -> classroom.Classroom:
    """A class of two, graded by the command, and a third whose work came later."""
    room = classroom.new_classroom(tmp_path_factory.mktemp("formgrader"))
    room.hand_in("ada", answered({"d_power": WRONG}))
    loose = classroom.Classroom(room.folder / "from_moodle")
    handed_in = loose.hand_in("bob", released())
    (handed_in.parent / "timestamp.txt").write_text("2026-11-20 10:00:00 UTC")
    for folder in (room.submitted, loose.submitted):
        assert command.main([str(folder), "--course", str(room.course), "--jobs", "1"]) == 0
    room.hand_in("eve", answered({"d_power": WRONG}))
    unseen = room.folder / "lessons" / NEVER_GIVEN_OUT / f"{NEVER_GIVEN_OUT}.ipynb"
    for path in (unseen, room.folder / "solutions" / NEVER_GIVEN_OUT / unseen.name):
        path.parent.mkdir()
        shutil.copy(classroom.ROOT / path.relative_to(room.folder), path)
    return room


@pytest.fixture(scope="module")
def server(graded) -> Iterator[tuple[str, str]]:
    """Formgrader, started by its command; the address and the token that it prints."""
    with formgrader_of(graded) as (base, token):
        yield base, token


def test_formgrader_lists_the_scores_and_opens_a_graded_notebook(server, page):
    address, token = server
    page.set_default_timeout(PATIENCE / 3)
    page.goto(f"{address}/formgrader?token={token}")  # the address that the server prints
    page.get_by_role("link", name=LESSON).first.wait_for()
    row = page.locator("tbody tr").filter(has_text=LESSON)
    expect(row.locator("td.num-submissions")).to_have_text("3")
    assert page.locator(".alert").count() == 0, page.locator(".alert").all_inner_texts()
    page.goto(f"{address}/formgrader/gradebook/{LESSON}/{LESSON}")
    rows = page.locator("tbody tr").filter(has_text="Submission #")
    rows.nth(1).wait_for()
    scores = sorted(text.split("\t")[2].strip() for text in rows.all_inner_texts())
    assert {"0 / 14", "12 / 14"} <= set(scores)
    page.goto(f"{address}/formgrader/manage_students/ada/{LESSON}")
    page.get_by_role("link", name=LESSON).last.wait_for()
    page.get_by_role("link", name=LESSON).last.click()
    page.get_by_text(MESSAGE[:40]).wait_for()
    expect(page.locator("input#d_power")).to_have_attribute("placeholder", "0", timeout=PATIENCE)
    expect(page.locator("input#compose")).to_have_attribute("placeholder", "2", timeout=PATIENCE)


def test_its_button_grades_with_our_grader(server, graded, page, tmp_path):
    address, token = server
    page.set_default_timeout(PATIENCE / 3)
    page.goto(f"{address}/formgrader?token={token}")
    page.get_by_role("link", name=LESSON).first.wait_for()
    page.goto(f"{address}/formgrader/manage_submissions/{LESSON}")
    page.locator("tbody tr").filter(has_text="eve").locator("td.autograde a").click()
    page.get_by_text("Successfully autograded").wait_for()
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        assert book.find_submission(LESSON, "eve").score == 12
    assert reporting.report_on(graded.course, tmp_path) == 0
    pages = [(tmp_path / student / f"{LESSON}.html").read_text() for student in ("ada", "eve")]
    assert MESSAGE.split("'")[0] in pages[1]
    assert pages[0].replace("ada", "eve") == pages[1]


def test_a_lesson_that_nobody_handed_in_is_not_in_the_gradebook(server, graded):
    """nbgrader's export would give everybody 0 points for it."""
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        assert [lesson.name for lesson in book.assignments] == [LESSON]


def test_its_button_grades_what_grade_took_from_another_folder(server, graded, page):
    """It is in the list with its score, needs nothing, and can be graded again."""
    address, token = server
    page.set_default_timeout(PATIENCE / 3)
    page.goto(f"{address}/formgrader?token={token}")
    page.goto(f"{address}/formgrader/manage_submissions/{LESSON}")
    row = page.locator("tbody tr").filter(has_text="bob")
    expect(row.locator("td.score")).to_have_text("0 / 14")
    expect(row.locator("td.status")).to_have_text("graded")
    row.locator("td.autograde a").click()
    page.get_by_text("Successfully autograded").wait_for()
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        assert book.find_submission(LESSON, "bob").timestamp == datetime(2026, 11, 20, 10)


def test_its_feedback_page_stands_alone(server, graded, page, open_alone):
    """nbgrader's own page: no outside request, formulas drawn, no hidden test, no script."""
    address, token = server
    made = page.request.post(
        f"{address}/formgrader/api/assignment/{LESSON}/ada/generate_feedback",
        headers={"Authorization": f"token {token}"},
    )
    assert made.json()["success"], made.json()
    path = graded.course / "feedback" / "ada" / LESSON / f"{LESSON}.html"
    text = path.read_text(encoding="utf-8")
    shown = open_alone(text)
    assert shown.locator("math").count() > 20
    assert shown.get_by_text(MESSAGE[:40]).is_visible()
    assert shown.locator("html").get_attribute("lang") == "en"
    words = BeautifulSoup(text, "html.parser")
    for told in words.find_all(["math", "pre", "style"]):
        told.decompose()
    assert not re.search(r"\$[^$]*\\", words.get_text()), "a formula is shown as TeX"
    for secret in ("<script", "HIDDEN TESTS", "grade(d_power)", "autograders.grading"):
        assert secret not in text
