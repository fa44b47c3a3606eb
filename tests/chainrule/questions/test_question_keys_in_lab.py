"""Keys between a question and its notebook, in a real JupyterLab: Tab to it, Shift+Enter in it."""

import pytest
from playwright.sync_api import expect

from ...support.notebook import notebook_of

CHOICES = '["15", "18", "36"]'
SOURCES = (
    "from chainrule import ask, explain, order_lines, predict\n"
    "from chainrule.explorables import SlopeMicroscope",
    f'predict("order", "What is f(g(3))?", {CHOICES})',
    'ask("count", "How many factors?")',
    'explain("words", "What does the outer machine receive?")',
    'order_lines("lines", "Put them in order.", ["return a", "a = 2"])',
    "SlopeMicroscope()",
    "print('the end')",
)
FOCUS = """() => {
    const at = document.activeElement;
    const cell = at.closest('.jp-Cell');
    const all = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];
    return [all.indexOf(cell), at.tagName.toLowerCase(), at.value || at.textContent];
}"""
FRAMED = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"


@pytest.fixture
def lesson(open_lesson, tmp_path):
    lesson = open_lesson(notebook_of(SOURCES, tmp_path / "keys" / "keys.ipynb"))
    lesson.run(0)
    lesson.page.evaluate(
        "() => { const book = window.jupyterapp.shell.currentWidget.content;"
        " book.activeCellIndex = 1; book.mode = 'command'; book.node.focus(); }"
    )
    yield lesson
    assert (lesson.errors(), lesson.trouble) == ([], [])


def run_framed(lesson) -> int:
    """Press Shift+Enter as a learner does, and wait for what the cell shows; gives its place."""
    place = lesson.page.evaluate(FRAMED)
    lesson.page.keyboard.press("Shift+Enter")
    lesson.page.wait_for_function(f"({FRAMED})() === {place + 1}")
    lesson.page.locator(".jp-Notebook .jp-Cell").nth(place).locator(".crx").first.wait_for()
    return place


def test_the_first_tab_reaches_what_was_run(lesson):
    page = lesson.page
    for wanted in (
        [1, "input", "15"],
        [2, "input", ""],
        [3, "textarea", ""],
        [4, "button", "↑"],
        [5, "button", "Reset"],
    ):
        place = run_framed(lesson)
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS) == wanted
        # Back on the notebook, with the next cell framed, a second Tab is the notebook's own.
        page.evaluate(
            f"() => {{ const book = window.jupyterapp.shell.currentWidget.content;"
            f" book.activeCellIndex = {place + 1}; book.node.focus(); }}"
        )
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS)[:2] != wanted[:2]
        page.evaluate(
            f"() => {{ const book = window.jupyterapp.shell.currentWidget.content;"
            f" book.activeCellIndex = {place + 1}; book.mode = 'command'; book.node.focus(); }}"
        )


def test_tab_stays_with_the_code_that_is_edited(lesson):
    run_framed(lesson)
    lesson.page.keyboard.press("Enter")  # into the next cell's code
    lesson.page.keyboard.press("End")
    before = lesson.cells()[2]["source"]
    lesson.page.keyboard.press("Tab")
    assert lesson.page.evaluate(FOCUS)[0] == 2
    assert lesson.cells()[2]["source"] != before or lesson.page.locator(".jp-Completer").count()


def test_shift_enter_commits_what_is_typed_and_stays(lesson):
    page = lesson.page
    place = run_framed(lesson)
    form = lesson.cell(place).locator(".crx-question")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # chooses 18
    page.keyboard.press("Shift+Enter")
    expect(form.get_by_role("status")).to_have_text("Now say how sure you are, from 1 to 5.")
    page.keyboard.press("Space")
    page.keyboard.press("Shift+Enter")
    expect(form.get_by_role("status")).to_contain_text("Committed: “18”, confidence 1 of 5")
    assert page.evaluate(FRAMED) == place, "the cell has not run away"
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    page.wait_for_function(f"({FRAMED})() === {place + 2}")

    typed = lesson.cell(2).locator(".crx-question")
    typed.get_by_role("textbox").click()
    page.keyboard.type("3")
    page.keyboard.press("Shift+Enter")
    expect(typed.get_by_role("status")).to_contain_text("Your answer: “3”.")

    lesson.run(3)
    words = lesson.cell(3).locator(".crx-question")
    words.get_by_role("textbox").click()
    page.keyboard.type("It receives u.")
    page.keyboard.press("Shift+Enter")
    expect(words.get_by_role("status")).to_contain_text("Saved.")
    assert len(lesson.cells()) == len(SOURCES)


def test_shift_enter_in_an_empty_form_goes_on(lesson):
    place = run_framed(lesson)
    page = lesson.page
    page.keyboard.press("Tab")
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    page.wait_for_function(f"({FRAMED})() === {place + 2}")
    expect(lesson.cell(place).locator("input[type=radio]:checked")).to_have_count(0)
