"""The figures of lesson 05 in a real JupyterLab: they fit its window, their keys are theirs."""

import pytest

from ..accessibility.seeing import violations_in_lab
from ..support.notebook import notebook_of

MINE = "dict(W1=[[-0.5, 0.1], [0.2, 0.3]], b1=[0.1, 0.2], W2=[[0.3], [0.4]], b2=[float('nan')])"
SOURCES = (
    "from chainrule.explorables import RouteTracer, ShapeWorkbench\nroutes = RouteTracer()\nroutes",
    f'RouteTracer("nine", start="all", controls=["routes", "merge", "counts"], mine={MINE})',
    'deep = RouteTracer("deep", depth=6)\ndeep',
    "bench = ShapeWorkbench()\nbench",
    "print(routes.walked, routes.start, routes.W1[0], deep.merged, bench.row, bench.column)",
)
FIGURES = 4


@pytest.fixture
def notebook(tmp_path):
    return notebook_of(SOURCES, tmp_path / "routes" / "routes.ipynb")


def test_routes_in_jupyterlab(open_lesson, notebook):
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

    knob = lesson.cell(0).locator("input[aria-label^='number 1,']")
    knob.focus()
    for key in ("b", "x", "d", "d", "ArrowRight", "n", "a", "m", "2", "n"):
        page.keyboard.press(key)
    lesson.cell(2).locator("input[type=range]:visible").focus()
    for key in ("b", "d", "d", "Home", "m", "m"):
        page.keyboard.press(key)
    lesson.cell(3).locator(".sb-target td").first.focus()
    for key in ("b", "x", "d", "d", "ArrowDown", "ArrowRight", "a"):
        page.keyboard.press(key)
    assert [(cell["type"], cell["source"]) for cell in lesson.cells()] == before

    wanted = "1 W1[1][0] [0.31, -0.5] 2 1 1"
    assert lesson.run_until_it_prints(4, wanted.__eq__) == wanted
    assert lesson.errors() == [] and lesson.outside == [] and lesson.trouble == []
    assert violations_in_lab(page) == []
