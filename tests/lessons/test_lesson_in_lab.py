"""Questions in a real JupyterLab: keys, the waiting answer, and what a restart leaves."""

import json

from playwright.sync_api import expect

LESSON = "01_chain_rule"
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"


def test_a_prediction_reaches_its_answer_and_survives_a_restart(open_lesson):
    lesson = open_lesson(LESSON)
    page = lesson.page
    lesson.run("from chainrule import")
    lesson.run('predict(\n    "order"')
    lesson.run('reveal("order")')
    answer = lesson.cell('reveal("order")')
    expect(answer).to_contain_text("The answer waits for your prediction above")
    cells = len(lesson.cells())

    form = lesson.cell('predict(\n    "order"').locator(".crx-question")
    form.get_by_label("36", exact=True).check()
    for key in ("b", "x", "d", "d", "a", "ArrowUp", "Tab", "ArrowLeft"):
        page.keyboard.press(key)
    assert len(lesson.cells()) == cells, "no key reached the notebook"
    form.get_by_role("button", name="Commit prediction").click()
    expect(form.get_by_role("status")).to_contain_text("Committed: “18”, confidence 5 of 5")
    expect(answer).to_contain_text("You predicted “18”, with confidence 5 of 5.")

    kept = json.loads((lesson.path.parent / "predictions.json").read_text("utf-8"))
    assert [(entry["name"], entry["answer"]) for entry in kept["entries"]] == [("order", "18")]

    page.evaluate(RESTART)
    lesson.run("from chainrule import")
    lesson.run('predict(\n    "order"')
    again = lesson.cell('predict(\n    "order"').locator(".crx-question")
    expect(again.get_by_role("status")).to_contain_text("Committed: “18”, confidence 5 of 5")
    assert (lesson.errors(), lesson.trouble, lesson.outside) == ([], [], [])
