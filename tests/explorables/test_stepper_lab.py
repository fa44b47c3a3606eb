"""The graph stepper in a real JupyterLab: it fits its window, and its keys are its own."""

import pytest

from ..accessibility.seeing import violations_in_lab
from ..support.notebook import notebook_of

ENGINE = """from chainrule.explorables import GraphStepper

class Value:
    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes, self.made_by = parents, slopes, made_by

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")

def squash(v):
    out = 1 / (1 + 2.718281828459045 ** -v.data)
    return Value(out, (v,), (out * (1 - out),), "sigmoid")

def backward(root):
    order = []
    def visit(node):
        if not any(node is other for other in order):
            for parent in node.parents:
                visit(parent)
            order.append(node)
    visit(root)
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.slopes):
            parent.grad += slope * node.grad

v = [Value(number) for number in (0.3, 0.8, 0.1, -0.5, 0.2, -0.2, 1.2, -0.7, 0.3)]
x, y = [Value(1), Value(-1)], Value(-1)
h1 = squash(x[0] * v[0] + x[1] * v[1] + v[2])
h2 = squash(x[0] * v[3] + x[1] * v[4] + v[5])
error = squash(h1 * v[6] + h2 * v[7] + v[8]) + y
loss = error * error"""
SOURCES = (
    ENGINE + '\nmine = GraphStepper(loss, {"v": v, "x": x}, backward, '
    'controls=["mode", "step", "seed", "order", "rule", "judge", "queue"], place=999)\nmine',
    'you = GraphStepper(example="shortcut", mode="you")\nyou',
    'other = GraphStepper(example="diamond", mode="sabotage", order="at_once")\nother',
    "print(mine.place, you.pressed, other.place, [node.grad for node in v[:2]])",
)
FIGURES = 3


@pytest.fixture
def notebook(tmp_path):
    return notebook_of(SOURCES, tmp_path / "stepper" / "stepper.ipynb")


def test_the_stepper_in_jupyterlab(open_lesson, notebook):
    lesson = open_lesson(notebook)
    page = lesson.page
    page.set_viewport_size({"width": 1280, "height": 800})
    for number in range(FIGURES):
        lesson.run(number)
        lesson.cell(number).locator(".crx .gs-map svg").first.wait_for()
    before = [(cell["type"], cell["source"]) for cell in lesson.cells()]
    room = page.locator(".jp-WindowedPanel-outer").first.bounding_box()["height"]
    for number in range(FIGURES):
        tall = lesson.cell(number).locator(".crx").bounding_box()["height"]
        assert tall < room, f"figure {number} is {tall} high in a notebook of {room}"

    lesson.cell(0).get_by_role("button", name="Back", exact=True).focus()
    for key in ("b", "x", "d", "d", "p", "p", "n", "a", "e", "p"):
        page.keyboard.press(key)
    lesson.cell(1).locator(".gs-node[tabindex='0']").focus()
    for key in ("s", "b", "x", "d", "d", "Enter", "ArrowLeft", "Space", "a", "m"):
        page.keyboard.press(key)
    lesson.cell(2).get_by_role("button", name="Step", exact=True).focus()
    for key in ("b", "d", "d", "n", "n", "y", "m"):
        page.keyboard.press(key)
    assert [(cell["type"], cell["source"]) for cell in lesson.cells()] == before

    wanted = "31 [-1, 0, 1] 2 [0.0, 0.0]"
    assert lesson.run_until_it_prints(3, wanted.__eq__) == wanted
    assert lesson.errors() == [] and lesson.outside == [] and lesson.trouble == []
    assert violations_in_lab(page) == []
