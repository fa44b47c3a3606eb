"""The figures of lesson 07 in a real JupyterLab: they fit its window, and ask the kernel."""

import pytest

from ..accessibility.seeing import violations_in_lab
from ..support.notebook import notebook_of

OWN = """import numpy as np
from chainrule.explorables import CostRuler, DepthLab

def own(layers, X, Y):
    return [(0 * W, b) for W, b in layers]"""
SOURCES = (
    f'{OWN}\n\nchain = DepthLab("chain", depth=20)\nchain',
    'net = DepthLab(depth=20, activation="tanh")\nnet',
    'asked = DepthLab(depth=2, mine=own, controls=["depth", "train"])\nasked',
    "ruler = CostRuler()\nruler",
    "print(chain.depth, net.depth, net.seed, asked.answered.get('lengths'), ruler.n)",
)
FIGURES = 4


@pytest.fixture
def notebook(tmp_path):
    return notebook_of(SOURCES, tmp_path / "depth" / "depth.ipynb")


def test_deep_networks_in_jupyterlab(open_lesson, notebook):
    lesson = open_lesson(notebook)
    page = lesson.page
    page.set_viewport_size({"width": 1280, "height": 800})
    for number in range(FIGURES):
        lesson.run(number)
        lesson.cell(number).locator(".crx .crx-stage svg").first.wait_for()
    before = [(cell["type"], cell["source"]) for cell in lesson.cells()]
    room = page.locator(".jp-WindowedPanel-outer").first.bounding_box()["height"]
    for number in range(FIGURES):
        tall = lesson.cell(number).locator(".crx").bounding_box()["height"]
        assert tall < room, f"figure {number} is {tall} high in a notebook of {room}"

    lesson.cell(0).locator("input[type=range]:visible").last.focus()
    for key in ("b", "x", "d", "d", "Home", "ArrowRight"):
        page.keyboard.press(key)
    lesson.cell(1).locator("input[type=range]:visible").first.focus()
    for key in ("b", "d", "d", "Home", "n", "ArrowRight"):
        page.keyboard.press(key)
    lesson.cell(2).get_by_role("button", name="Ask mine").click()
    saying = lesson.cell(2).locator(".dp-saying", has_text="differs in")
    saying.wait_for()
    assert "hidden 1, hidden 2 and output" in saying.inner_text()
    lesson.cell(3).locator("input[type=range]").first.focus()
    page.keyboard.press("Home")
    assert [(cell["type"], cell["source"]) for cell in lesson.cells()] == before

    wanted = "2 1 1 [0.0, 0.0, 0.0] 10.0"
    assert lesson.run_until_it_prints(4, wanted.__eq__) == wanted
    assert lesson.errors() == [] and lesson.outside == [] and lesson.trouble == []
    assert violations_in_lab(page) == []
