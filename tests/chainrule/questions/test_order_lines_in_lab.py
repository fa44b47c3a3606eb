"""Lines to order in a real JupyterLab: by keys alone, kept over a restart, and then as code."""

from playwright.sync_api import expect

LESSON = "02_nested_machines"
CELL = "order_lines("
PREDICTION = 'predict(\n    "magnifier"'
CELLS = ("from chainrule import ask", PREDICTION, CELL, "backward_sweep-answer", "backward_sweep")
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
SWEEP = '''def backward_sweep(rates):
    """Return how the output reacts to every value on the belt."""
    s = [1.0]
    for r in reversed(rates):
        s.append(r * s[-1])
    return s[::-1]
'''


def test_the_sweep_is_put_in_order_by_keys_and_written(open_lesson):
    lesson = open_lesson(LESSON, cells=CELLS)
    page = lesson.page
    lesson.run("from chainrule import ask")
    lesson.run(CELL)
    form = lesson.cell(CELL).locator(".crx-question")
    before = [cell["source"] for cell in lesson.cells()]

    for line in ("s.append(r * s[-1])", "s = [1.0]", "for r in rates:"):
        form.get_by_role("radio", name=line).check()
    # Shown: append, return, seed, for. The pressed keys move the line that holds the focus.
    form.get_by_role("radio", name="s = [1.0]").focus()
    for key in ("Alt+ArrowUp", "Alt+ArrowUp"):
        page.keyboard.press(key)
    form.get_by_role("radio", name="for r in rates:").focus()
    for key in ("Alt+ArrowUp", "Alt+ArrowUp"):
        page.keyboard.press(key)
    form.get_by_role("button", name="Check the lines").press("Enter")
    expect(form.locator(".crx-reply p").first).to_have_text("Right.")
    expect(form.locator(".crx-next")).to_have_text("Next: press Shift+Enter twice.")
    assert [cell["source"] for cell in lesson.cells()] == before, "no key reached the notebook"

    lesson.run(PREDICTION)
    asked = lesson.cell(PREDICTION).locator(".crx-question")
    asked.get_by_role("radio", name="square").check()
    asked.get_by_role("radio", name="4").check()

    page.evaluate(RESTART)
    # The form still stands there, and nobody listens to it any more.
    asked.get_by_role("button", name="Commit prediction").click()
    expect(asked.get_by_role("status")).to_contain_text("so this is not kept")
    lesson.run("from chainrule import ask")
    lesson.run(PREDICTION)
    asked = lesson.cell(PREDICTION).locator(".crx-question")
    expect(asked.get_by_role("radio", name="square")).to_be_checked()
    asked.get_by_role("button", name="Commit prediction").click()
    expect(asked.get_by_role("status")).to_contain_text("Committed: “square”")

    lesson.run(CELL)
    form = lesson.cell(CELL).locator(".crx-question")
    expect(form.locator(".lo-line").first).to_contain_text("s = [1.0]")
    expect(form.get_by_role("button")).to_have_count(0)

    lesson.type_into("backward_sweep-answer", SWEEP)
    lesson.run("backward_sweep-answer")
    lesson.run("backward_sweep")
    expect(lesson.cell("backward_sweep")).to_contain_text("backward_sweep works: 5 of 5")
    assert (lesson.errors(), lesson.trouble, lesson.outside) == ([], [], [])
