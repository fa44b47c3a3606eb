"""Questions in a real JupyterLab: keys, the waiting answer, and what a restart leaves."""

import json

from playwright.sync_api import expect

LESSON = "01_chain_rule"
#: The cells that the first test looks at, and those on which Shift+Enter arrives.
CELLS = (
    "from chainrule import",
    'ask("weighted_sum"',
    "Were you sure of something",
    "again(",
    "## 1. Which machine runs first?",
    'predict(\n    "order"',
    'reveal("order")',
    "explain(",
)
#: Of the first lesson: the questions, the refresher, and enough between them to have to scroll.
LINKED = (
    "### Four quick questions",
    "## 1. Nine numbers and an answer",
    "### The question of this course",
    "## 2. One neuron",
    "## 3. Why the bend is there",
    "### The same in arrays",
    "### Shapes as dominoes",
    "## 6. Find the bug",
    "## Appendix: a refresher",
    'ask("refresh_slope"',
    "or on to [products]",
    "### Products",
    '"refresh_product"',
    "or on to [shapes]",
    "### Shapes\n",
    '"refresh_shape"',
    "Back to the [four quick questions](#Four-quick-questions).",
    "## Symbols",
)
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"

ACTIVE_CELL_IS = (
    "(index) => window.jupyterapp.shell.currentWidget.content.activeCellIndex === index"
)


def test_a_prediction_reaches_its_answer_and_survives_a_restart(open_lesson):
    lesson = open_lesson(LESSON, cells=CELLS)
    page = lesson.page
    lesson.run("from chainrule import")
    lesson.run('predict(\n    "order"')
    lesson.run('reveal("order")')
    answer = lesson.cell('reveal("order")')
    expect(answer).to_contain_text("This cell waits for your prediction above")
    expect(answer).not_to_contain_text("The answer waits")  # one line is enough for both
    expect(answer.locator(".jp-OutputArea")).not_to_contain_text("f(g(3)): 18")
    cells = len(lesson.cells())

    form = lesson.cell('predict(\n    "order"').locator(".crx-question")
    form.get_by_label("36", exact=True).check()
    for key in ("b", "x", "d", "d", "a", "ArrowUp", "Tab", "ArrowLeft"):
        page.keyboard.press(key)
    assert len(lesson.cells()) == cells, "no key reached the notebook"
    form.get_by_role("button", name="Commit prediction").click()
    expect(form.get_by_role("status")).to_contain_text("Committed: “18”, confidence 5 of 5")
    expect(answer).to_contain_text("You predicted “18”, with confidence 5 of 5.")
    expect(answer).to_contain_text("f(g(3)): 18")
    expect(answer).not_to_contain_text("waits for your prediction")

    kept = json.loads((lesson.path.parent / "predictions.json").read_text("utf-8"))
    assert [(entry["name"], entry["answer"]) for entry in kept["entries"]] == [("order", "18")]

    # Lab keeps Enter from text fields; the form acts on it all the same, and keeps a draft.
    own_words = lesson.cell("explain(")
    lesson.run("explain(")
    field = own_words.locator("textarea")
    field.fill("The outer slope")
    field.press("Enter")
    page.keyboard.type("was read at x.")
    lesson.run("explain(")
    expect(own_words.locator("textarea")).to_have_value("The outer slope\nwas read at x.")

    number = 'ask("weighted_sum"'
    lesson.run(number)
    field = lesson.cell(number).get_by_role("textbox")
    field.fill("3")
    field.press("Enter")
    expect(lesson.cell(number).locator(".crx-reply p").first).to_have_text("Right.")
    expect(lesson.cell(number).locator(".crx-next")).to_have_text("Next: press Shift+Enter twice.")
    assert len(lesson.cells()) == cells, "Enter reached the form alone"
    for _ in range(2):
        page.keyboard.press("Shift+Enter")
    page.wait_for_function(ACTIVE_CELL_IS, arg=lesson.index(number) + 2)

    page.evaluate(RESTART)
    lesson.run("from chainrule import")
    lesson.run('predict(\n    "order"')
    again = lesson.cell('predict(\n    "order"').locator(".crx-question")
    expect(again.get_by_role("status")).to_contain_text("Committed: “18”, confidence 5 of 5")
    assert (lesson.errors(), lesson.trouble, lesson.outside) == ([], [], [])


def test_the_refresher_is_one_click_away_and_so_is_the_way_back(open_lesson):
    lesson = open_lesson("00_predictions", cells=LINKED)
    page = lesson.page
    for place, name in enumerate(("Slopes", "Products", "Shapes")):
        link = lesson.cell("### Four quick questions").get_by_role("link", name=name.casefold())
        there = page.get_by_role("heading", name=name, exact=True)
        wait_until_lab_knows_its_headings(link, there, page)
        page.get_by_role("link", name="four quick questions").nth(place).click()
        expect(page.get_by_role("heading", name="Four quick questions")).to_be_in_viewport()
    assert (lesson.trouble, lesson.outside) == ([], [])


def wait_until_lab_knows_its_headings(link, heading, page):
    """Click until it leads there: Lab finds the headings of a notebook some time after its text."""
    for _ in range(20):
        link.click()
        page.wait_for_timeout(500)
        top = heading.evaluate("(node) => node.getBoundingClientRect().top")
        if 0 <= top < page.viewport_size["height"]:
            break
    expect(heading).to_be_in_viewport()
