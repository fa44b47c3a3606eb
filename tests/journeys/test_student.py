"""A learner's first hour, in a real JupyterLab: figures, a wrong answer, a right one, Validate.

In the browser as people have it, where it is there: the other tests take the headless shell.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from ..accessibility.seeing import violations_in_lab
from ..support.chromium import whole_chromium
from ..support.desk import Desk

LESSON = "01_chain_rule"

#: The questions and figures of the first test; the second one works in the whole lesson.
PREDICTED = {
    "smaller_h": "SlopeMicroscope(after=",
    "linked_rates": "ThreeNumberLines(after=",
}
WRONG = "def chain_rule(df, g, dg, x):\n    return df(x) * dg(x)"
RIGHT = {
    "compose": "def compose(f, g):\n    def both(x):\n        return f(g(x))\n    return both",
    "slope": "def slope(f, x, h=1e-5):\n    rise = f(x + h) - f(x - h)\n    return rise / (h + h)",
    "chain_rule": "def chain_rule(df, g, dg, x):\n    u = g(x)\n    return dg(x) * df(u)",
    "d_power": "def d_power(x):\n    return 15 * (3 * x + 1) ** 4",
    "d_sin_square": "def d_sin_square(x):\n    return 2 * x * cos(x**2)",
    "d_triple": "def d_triple(x):\n    return 2 * x * cos(x**2) * exp(sin(x**2))",
}


@pytest.fixture(scope="module")
def desk(browser_type, browser_type_launch_args, browser_context_args, lab) -> Iterator[Desk]:
    """Stands for the desk of all other tests, in a browser of its own."""
    whole = {"executable_path": whole_chromium()} if whole_chromium() else {}
    browser = browser_type.launch(**{**browser_type_launch_args, **whole})
    context = browser.new_context(**browser_context_args)
    yield Desk(context, lab, browser_context_args["viewport"])
    browser.close()


def said_by(lesson, exercise: str) -> str:
    """What a check shows a learner, printed or raised, without the colours."""
    cell = lesson.cell(exercise)
    cell.locator(".jp-OutputArea-output").first.wait_for()
    return cell.locator(".jp-OutputArea").inner_text()


def where_x_is(figure) -> str:
    """The meaning that the control of x speaks."""
    return figure.locator("input[aria-valuetext^='x is']").get_attribute("aria-valuetext")


def test_figures_open_after_a_prediction_and_answer_to_mouse_and_keys(open_lesson):
    questions = {name: f'predict(\n    "{name}"' for name in PREDICTED}
    cells = ("from chainrule import", *questions.values(), *PREDICTED.values())
    lesson = open_lesson(LESSON, cells=cells)
    page = lesson.page
    lesson.run("from chainrule import")
    for prediction, cell in PREDICTED.items():
        lesson.run(questions[prediction])
        lesson.run(cell)
        figure = lesson.cell(cell).locator(".crx")
        cover = figure.locator(".crx-cover")
        expect(cover).to_be_visible()
        form = lesson.cell(questions[prediction]).locator(".crx-question")
        form.get_by_role("radio").first.focus()
        for key in ("Space", "Tab", "Space"):  # the first answer, the first confidence
            page.keyboard.press(key)
        form.get_by_role("button", name="Commit prediction").press("Enter")
        expect(cover).to_be_hidden()

        before = where_x_is(figure)
        figure.locator("input[aria-valuetext^='x is']").press("ArrowRight")
        keyed = where_x_is(figure)
        assert keyed != before
        lesson.drag(figure.locator("[role=slider] .mark").first, 40)
        assert where_x_is(figure) != keyed

    assert (lesson.trouble, lesson.outside) == ([], [])
    assert violations_in_lab(page) == []


def test_a_mistake_is_named_then_the_answer_passes_and_validate_agrees(open_lesson):
    lesson = open_lesson(LESSON)
    lesson.run_all()
    assert "not written yet" in said_by(lesson, "chain_rule")
    assert "failed" in lesson.validate()

    lesson.type_into("chain_rule-answer", WRONG)
    assert lesson.run("chain_rule-answer") == []
    lesson.run("chain_rule")
    said = said_by(lesson, "chain_rule")
    assert "outer slope at x" in said
    assert "Traceback" not in said
    assert len(said.split("\n")) <= 2, "one sentence, no wall of text"

    lesson.type_into("chain_rule-answer", f"{WRONG} +")
    lesson.run("chain_rule-answer")
    lesson.run("chain_rule")
    assert "your earlier chain_rule" in said_by(lesson, "chain_rule")

    for exercise, code in RIGHT.items():
        lesson.type_into(f"{exercise}-answer", code)
        lesson.run(f"{exercise}-answer")
        lesson.run(exercise)
        assert f"{exercise} works: " in said_by(lesson, exercise)
        assert "Grading tries other inputs, too." in said_by(lesson, exercise)

    assert "Success" in lesson.validate()
    assert (lesson.trouble, lesson.outside) == ([], [])
