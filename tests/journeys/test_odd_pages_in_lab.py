"""A learner's JupyterLab in odd states, at one sitting: nothing is called kept that is not.

What another project left open, a page whose words a translator exchanged, a restarted kernel with
its forms still there, a reloaded page, the same notebook in a second tab, an exported page.
"""

import json
import urllib.request

import nbformat
import pytest
from playwright.sync_api import expect

from autograders.authoring.clear_answers import GOES_ON

from ..support.notebook import Lesson, notebook_of

SOURCES = (
    'raise ValueError("a wrong answer")',
    "from chainrule import ask, explain, predict, reveal\n"
    "from chainrule.explorables import SlopeMicroscope",
    'predict("order", "What is f(g(3))?", ["15", "18", "36", "54"])',
    'reveal("order")',
    'ask("weighted_sum", "What is z?")',
    'explain("tell_them", "Tell the learner what happened.")',
    'SlopeMicroscope(after="smaller_h")',
)
WRONG, _, PREDICT, REVEAL, ASK, EXPLAIN, FIGURE = range(len(SOURCES))
RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
UNHEARD = "Nobody has answered yet, so this is not kept."
#: As browsers' translators do: each text node gives way to two elements that hold another text.
TRANSLATE = """() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    const own = '.cm-editor, script, style';
    for (const text of texts.filter(one => one.data.trim() && !one.parentElement.closest(own))) {
        const outer = document.createElement('font');
        const inner = outer.appendChild(document.createElement('font'));
        inner.textContent = `¿${text.data}?`;
        text.replaceWith(outer);
    }
}"""
# A workspace that shows a notebook of another project, which is gone.
LEFT_OVER = {
    "metadata": {"id": "left-over"},
    "data": {
        "layout-restorer:data": {
            "main": {
                "dock": {"type": "tab-area", "currentIndex": 0, "widgets": ["notebook:gone.ipynb"]},
                "current": "notebook:gone.ipynb",
            },
            "left": {"collapsed": True, "widgets": []},
            "right": {"collapsed": True, "widgets": []},
        },
        "notebook:gone.ipynb": {"data": {"path": "gone.ipynb", "factory": "Notebook"}},
    },
}


def ask_server(lab, place: str, method: str = "GET", body: dict | None = None) -> str:
    request = urllib.request.Request(
        f"{lab.base}/{place}",
        method=method,
        data=json.dumps(body).encode() if body else None,
        headers={"Authorization": f"token {lab.token}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


@pytest.fixture
def sitting(open_lesson, tmp_path):
    """The notebook, each of its cells run."""
    path = notebook_of(SOURCES, tmp_path / "odd" / "odd.ipynb")
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[WRONG].metadata["tags"] = [GOES_ON]  # as every cell of an exercise has it
    nbformat.write(notebook, path)
    lesson = open_lesson(path)
    for cell in range(len(SOURCES)):
        lesson.run(cell)
    return lesson


@pytest.fixture
def second_tab(sitting):
    """A tab beside the sitting's: the kernel and what the browser keeps are the same."""
    tab = sitting.page.context.new_page()
    yield tab
    tab.close()


def commit(lesson, choice: int):
    """Choose, say how sure, and press the button, by place: the words may be others by now."""
    form = lesson.cell(PREDICT).locator(".crx-question")
    form.locator("input").nth(choice).check()
    form.locator(".crx-sure input").last.check()
    form.locator("button.crx-commit").click()
    return form


def kept(lesson) -> dict[str, str]:
    file = lesson.path.parent / "predictions.json"
    entries = json.loads(file.read_text("utf-8"))["entries"] if file.exists() else []
    return {entry["name"]: entry["answer"] for entry in entries}


def test_nothing_is_lost_and_nothing_is_called_kept_too_early(sitting, second_tab, lab):
    lesson, page = sitting, sitting.page

    # The kernel was restarted; the forms still stand there.
    page.evaluate(RESTART)
    expect(commit(lesson, 1).get_by_role("status")).to_contain_text(UNHEARD)
    expect(lesson.cell(REVEAL)).to_contain_text("The answer waits for your prediction above")
    words = lesson.cell(EXPLAIN)
    words.locator("textarea").fill("It receives u.")
    words.locator("button.crx-commit").click()
    number = lesson.cell(ASK)
    number.locator(".crx-question input").fill("3")
    number.locator("button.crx-commit").click()
    for form in (words, number):
        expect(form.get_by_role("status")).to_contain_text(UNHEARD)
    assert kept(lesson) == {}
    lesson.run_all()  # which a wrong answer above does not stop
    expect(words.locator("textarea")).to_have_value("It receives u.")
    expect(number.locator(".crx-question input")).to_have_value("3")
    expect(lesson.cell(PREDICT).locator(".crx-choices input").nth(1)).to_be_checked()

    # The page is reloaded with words that nobody saved.
    words.locator("textarea").fill("It receives what the inner machine produces.")
    page.reload()
    lesson.wait()
    for cell in range(len(SOURCES)):
        lesson.run(cell)
    expect(words.locator("textarea")).to_have_value("It receives what the inner machine produces.")

    # The same notebook in a second tab, in a workspace that another project left: what is
    # committed there stands, also against the first.
    ask_server(lab, "lab/api/workspaces/left-over", "PUT", LEFT_OVER)
    second = Lesson(second_tab, lab, lesson.path)
    place = f"lab/workspaces/left-over/tree/{lesson.path.relative_to(lab.root).as_posix()}"
    second.open(lab.address(place))
    expect(second_tab.locator(".jp-Dialog")).to_have_count(0)
    second.run(PREDICT)
    expect(commit(second, 1).get_by_role("status")).to_contain_text("Committed: “18”")
    expect(commit(lesson, 2).get_by_role("status")).to_contain_text("Committed: “18”")
    assert kept(lesson) == {"order": "18"}

    # A translator goes over that page, and all goes on as before.
    second.run(ASK)
    second.run(FIGURE)
    number, figure = second.cell(ASK), second.cell(FIGURE)
    expect(figure.get_by_role("button", name="Open it without predicting")).to_be_visible()
    second_tab.evaluate(TRANSLATE)
    number.locator(".crx-question input").fill("3")
    number.locator("button.crx-commit").click()
    expect(number).to_contain_text("Your answer: “3”.")
    figure.get_by_role("button").first.click()
    slider = figure.get_by_role("slider").first
    slider.press("ArrowLeft")
    second_tab.evaluate(TRANSLATE)
    slider.press("ArrowLeft")
    shown = float(slider.get_attribute("aria-valuenow"))
    expect(figure.locator(".crx-slider output, .crx-value").first).to_contain_text(f"{shown:.2f}")

    assert (lesson.errors(), second.errors()) == (["ValueError: a wrong answer"], [])
    assert (lesson.trouble, second.trouble) == ([], [])
    assert kept(lesson) == {"order": "18", "weighted_sum": "3", "smaller_h": ""}  # opened without
