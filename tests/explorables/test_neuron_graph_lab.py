"""One neuron with several inputs in a real JupyterLab, driven by a function of the learner."""

import pytest
from playwright.sync_api import expect

from ..accessibility.seeing import violations_in_lab
from ..support.notebook import notebook_of

OWN = """import numpy as np
from chainrule.explorables import NeuronGraph
from chainrule.machines import sigmoid

def neuron_grads_vec(x, w, b, y):
    a = sigmoid(w @ x + b)
    delta = 2 * (a - y) * a * (1 - a)
    return delta * x, delta"""
SOURCES = (
    OWN,
    "graph = NeuronGraph(neuron_grads_vec, back=5)\ngraph",
    "NeuronGraph(lambda x, w, b, y: (x, y), back=5)",
    "NeuronGraph(lambda x, w, b, y: 1 / 0, back=5)",
    "print(graph.w, graph.walk['steps'])",
)


@pytest.fixture
def notebook(tmp_path):
    return notebook_of(SOURCES, tmp_path / "graph" / "graph.ipynb")


def test_the_learners_function_drives_the_figure(open_lesson, notebook):
    lesson = open_lesson(notebook)
    page = lesson.page
    page.set_viewport_size({"width": 1280, "height": 800})
    lesson.run(0)
    for number, words in ((1, "all agree"), (2, "Your own function says"), (3, "stopped: Zero")):
        lesson.run(number)
        expect(lesson.cell(number).locator(".ng-story")).to_contain_text(words)
    before = [(cell["type"], cell["source"]) for cell in lesson.cells()]

    figure = lesson.cell(1)
    weight = figure.get_by_role("slider", name="weight 2")
    weight.focus()
    for key in ("b", "x", "d", "d", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(figure.locator(".ng-story")).to_contain_text("all agree")
    expect(figure.locator(".ng-right")).to_have_count(4)
    page.keyboard.press("m")
    expect(figure.locator(".ng-story")).to_contain_text("After one step")
    assert [(cell["type"], cell["source"]) for cell in lesson.cells()] == before

    said = lesson.run_until_it_prints(4, lambda said: said.endswith("] 1"))
    assert said.endswith("] 1") and not said.startswith("[1.0, 0.6, -2.0]")
    assert lesson.errors() == [] and lesson.outside == [] and lesson.trouble == []
    assert violations_in_lab(page) == []
