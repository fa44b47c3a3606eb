"""The figures of networks and chains in a real JupyterLab: their keys are theirs, Python hears."""

import pytest

from ..accessibility.seeing import violations_in_lab
from ..support.notebook import notebook_of

SETUP = """from chainrule.explorables import ConveyorBelt, Dashboard, NeuronMicroscope, NineKnobs
belt = ConveyorBelt()
belt"""
SOURCES = (
    SETUP,
    'net = NineKnobs("game")\nnet',
    "neuron = NeuronMicroscope()\nneuron",
    "car = Dashboard()\ncar",
    "print(belt.machines, net.b1, net.tries, neuron.compare, car.gear, car.pedal)",
)


@pytest.fixture
def notebook(tmp_path):
    return notebook_of(SOURCES, tmp_path / "graphs" / "graphs.ipynb")


def test_graphs_in_jupyterlab(open_lesson, notebook):
    lesson = open_lesson(notebook)
    page = lesson.page
    for number in range(4):
        lesson.run(number)
        lesson.cell(number).locator(".crx .crx-stage svg").first.wait_for()
    before = [(cell["type"], cell["source"]) for cell in lesson.cells()]

    lesson.cell(0).locator(".cv-machine").first.focus()
    for key in ("b", "x", "d", "d", "Alt+ArrowRight", "a"):
        page.keyboard.press(key)
    lesson.cell(1).locator(".nk-knobs input").first.focus()
    for key in ("3", "b", "ArrowRight", "d", "d", "1", "m"):
        page.keyboard.press(key)
    lesson.cell(2).locator(".point").first.focus()
    for key in ("c", "x", "b"):
        page.keyboard.press(key)
    lesson.cell(3).locator("[aria-label='gas pedal']").focus()
    for key in ("5", "d", "d", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    assert [(cell["type"], cell["source"]) for cell in lesson.cells()] == before

    wanted = "['square', 'triple', 'sin'] [0.2, -0.2] 1 True 5 22.0"
    assert lesson.run_until_it_prints(4, wanted.__eq__) == wanted
    assert lesson.errors() == [] and lesson.outside == [] and lesson.trouble == []
    assert violations_in_lab(page) == []
