"""A lesson in Notebook 7: the course's settings hold, figures answer, checks speak, Validate works.

The server is the JupyterLab of the other tests, as after `python3 lessons --notebook`.
"""

from playwright.sync_api import expect

#: The first cells of the lesson as they stand, and those that the test runs.
CELLS = (
    "# The chain rule",
    "| part | minutes |",
    "from chainrule import",
    "## 2. A slope under the microscope",
    'predict(\n    "smaller_h"',
    "Zoom into the curve",
    "SlopeMicroscope(after=",
    "compose-answer",
    "compose",
)
#: Where Notebook 7's own scripts lie. They have errors on every page, also without the course
#: ("Cannot read properties of undefined (reading 'schema')" in 7.6).
ITS_OWN = "/static/notebook/"


def position(figure) -> str:
    return figure.locator("input[aria-valuetext^='x is']").get_attribute("aria-valuetext")


def test_a_lesson_works_in_notebook_7(page, open_lesson):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
    lesson = open_lesson("01_chain_rule", notebook_7=True, cells=CELLS)
    expect(page.get_by_role("menuitem", name="Help", exact=True)).to_be_visible()
    expect(page.get_by_role("menuitem", name="Nbgrader")).to_have_count(0)

    question, figure = 'predict(\n    "smaller_h"', "SlopeMicroscope(after="
    for cell in ("from chainrule import", question, figure):
        assert [out for out in lesson.run(cell) if out["output_type"] == "error"] == []
    form = lesson.cell(question).locator(".crx-question")
    form.get_by_role("radio").first.focus()
    cells = len(lesson.cells())
    for key in ("Space", "Tab", "Space", "b", "d", "d", "x"):
        page.keyboard.press(key)
    assert len(lesson.cells()) == cells, "no key reached the notebook"
    form.get_by_role("button", name="Commit prediction").press("Enter")

    drawing = lesson.cell(figure).locator(".crx")
    expect(drawing.locator(".crx-cover")).to_be_hidden()
    before = position(drawing)
    drawing.locator("input[aria-valuetext^='x is']").press("ArrowRight")
    keyed = position(drawing)
    assert keyed != before
    lesson.drag(drawing.locator("[role=slider] .mark").first, 40)
    assert position(drawing) != keyed

    lesson.run("compose-answer")
    lesson.run("compose")
    expect(lesson.cell("compose").locator(".jp-OutputArea")).to_contain_text("not written yet")
    assert "failed" in lesson.validate()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert [error for error in errors if ITS_OWN not in error] == []
    assert lesson.outside == []
