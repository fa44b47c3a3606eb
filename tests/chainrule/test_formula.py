"""A typed formula: the learner's own graph, beside nudges; and nothing else is let through."""

import math
import re
from xml.etree import ElementTree

import autograd.numpy as anp
import pytest
from autograd import grad
from chainrule.formula import CURVES, FormulaError, compare_with_nudges, graph_of

from autograders.backprop import Value, backward, power, topological_order

NUMBERS = {"x": 1.3, "w": 2.2}
PLAIN = {
    "exp(sin(x**2)) * w": lambda x, w: anp.exp(anp.sin(x**2)) * w,
    "(x − 3) / (w + x**-2) · 2": lambda x, w: (x - 3) / (w + x**-2) * 2,
    "-x * +w - 1": lambda x, w: -x * w - 1,
    "cos(x) + log(w) * pi": lambda x, w: anp.cos(x) + anp.log(w) * math.pi,
    "sqrt(x * w) + tanh(x - w)": lambda x, w: anp.sqrt(x * w) + anp.tanh(x - w),
    "sigmoid(w * x - 1) ** 3": lambda x, w: (1 / (1 + anp.exp(1 - w * x))) ** 3,
    "x**(1/2) * w**2.5": lambda x, w: x**0.5 * w**2.5,
    "x + x * x + x": lambda x, w: x + x * x + x + 0 * w,
}


def compared(formula, numbers=NUMBERS, sweep=backward, cls=Value):
    return compare_with_nudges(formula, numbers, cls, power, sweep)


@pytest.mark.parametrize("formula", PLAIN)
def test_own_engine_and_nudges_agree_with_autograd(formula):
    found = compared(formula)
    x, w = NUMBERS.values()
    assert found.data == pytest.approx(PLAIN[formula](x, w), rel=1e-13)
    assert found.value == pytest.approx(found.data, rel=1e-13)
    due = {"x": grad(PLAIN[formula], 0)(x, w), "w": grad(PLAIN[formula], 1)(x, w)}
    for row in found.rows:
        assert row.engine == pytest.approx(due[row.name], rel=1e-12)
        assert row.nudged == pytest.approx(due[row.name], rel=1e-7, abs=1e-9)
        assert row.agrees


def test_the_graph_is_made_of_the_learners_class_and_a_name_is_one_leaf():
    class Mine(Value):
        def __add__(self, other):
            made.append("+")
            return super().__add__(other)

    made = []
    root, leaves = graph_of("(x + w) * x", NUMBERS, Mine, power)
    assert set(leaves) == {"x", "w"} and all(type(leaf) is Mine for leaf in leaves.values())
    assert made == ["+"]
    nodes = topological_order(root)
    assert [node for node in nodes if not node.parents] == [leaves["x"], leaves["w"]]
    assert {node.made_by for node in nodes} == {"", "*", "+"}


def test_a_wrong_engine_is_seen_beside_the_nudges():
    def overwrites(root):
        root.grad = 1.0
        for node in reversed(topological_order(root)):
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                parent.grad = slope * node.grad

    found = compared("x * x + w", sweep=overwrites)
    assert [row.agrees for row in found.rows] == [False, True]
    assert re.search(r"^x .*1\.3.*2\.6 +no$", repr(found), re.M)

    class Adds(Value):
        def __mul__(self, other):
            return self + other

    assert "but the graph's data is 3.5" in repr(compared("x * w", cls=Adds))


def test_it_shows_a_table():
    found = compared("exp(sin(x**2)) * w", {"x": 1.0, "w": 2.0})
    assert repr(found).splitlines() == [
        "exp(sin(x**2)) * w = 4.63955",
        "name  at  your engine  nudged   agree?",
        "x     1   5.01352      5.01352  yes",
        "w     2   2.31978      2.31978  yes",
    ]
    table = ElementTree.fromstring(found._repr_html_())
    assert table.find("caption").text == "exp(sin(x**2)) * w = 4.63955"
    assert [cell.text for cell in table.iter("th") if cell.get("scope") == "row"] == ["x", "w"]


def test_what_a_formula_holds_never_reaches_the_page_as_markup():
    with pytest.raises(FormulaError) as refusal:
        compared("x < w")
    assert "leave out" in str(refusal.value)
    found = compared("x*w")
    object.__setattr__(found, "formula", "<b>x</b>")
    assert "<b>" not in found._repr_html_()


REFUSED = {
    "2x": "write every sign",
    "sin x": "sin(x) with brackets",
    "sin(x": "1 “(” and 0 “)”",
    "x^2": "write **",
    "": "is empty",
    "y + 1": "y has no number (names with one: x, w)",
    "sin": "needs its input in brackets",
    "sin()": "sin takes one input",
    "sin(x, w)": "sin takes one input",
    "sin(x=w)": "sin takes one input",
    "sin(*x)": "without a star",
    "tan(x)": "there is no curve tan here",
    "x(2)": "write * between the two",
    "2(x)": "write * between the two",
    "(x + 1)(w)": "write * between the two",
    "x**w": "has to be a plain number up to 100",
    "x**101": "up to 100",
    "9**9**9": "up to 100",
    "x**True": "plain number",
    "x**(1/0)": "plain number",
    "True * x": "is no number",
    "1j * x": "is no number",
    "'a'": "is no number",
    "1e200 * x": "too large",
    "x % 2": "leave out",
    "x // w": "leave out",
    "x @ w": "leave out",
    "not x": "leave out",
    "[x]": "leave out",
    "x.data": "leave out",
    "x.__class__": "leave out",
    "().__class__.__bases__[0]": "leave out",
    "__import__('os').system('true')": "leave out",
    "exec('1')": "there is no curve exec here",
    "(lambda: x)()": "leave out",
    "x if x else w": "leave out",
    "(y := 2)": "leave out",
    "f'{x}'": "leave out",
    "x\x00": "cannot be read",
    "x\n= 2": "cannot be read",
    "-" * 80 + "x": "nested more than 60 deep",
    "(" * 200 + "x" + ")" * 200: "characters",
    "x" + " + x" * 100: "characters",
    "log(x - 5)": "takes positive numbers alone",
    "sqrt(-w)": "takes positive numbers alone",
    "1 / (x - 1.3)": "divided by 0",
    "(x - 1.3)**0.5": "divided by 0, or 0 has no slope there",
    "(x - 2)**0.5": "is no real number",
    "exp(1000 * x)": "too large",
    "(1e90 * x)**100": "beyond all ordinary numbers",
}


@pytest.mark.parametrize("formula", REFUSED, ids=range(len(REFUSED)))
def test_anything_else_is_refused_in_one_clear_line(formula):
    with pytest.raises(FormulaError) as refusal:
        compared(formula)
    (line,) = refusal.value._render_traceback_()
    assert REFUSED[formula] in line
    assert "\n" not in line and len(line) < 220


@pytest.mark.parametrize(
    ("formula", "numbers", "said"),
    [
        (3, NUMBERS, "put it between quotes"),
        ("x", {"x": "2"}, "x needs one plain number, not str"),
        ("x", {"x": True}, "x needs one plain number, not bool"),
        ("x", {"x": float("nan")}, "x is nan"),
        ("x", {"2x": 1.0}, "cannot be a name"),
        ("x", {"sin": 1.0}, "cannot be a name"),
        ("x", {}, "names with one: none"),
    ],
)
def test_numbers_are_looked_at_too(formula, numbers, said):
    with pytest.raises(FormulaError) as refusal:
        compared(formula, numbers)
    assert said in str(refusal.value)


def test_an_operation_that_gives_back_something_else_is_told():
    class Forgets(Value):
        def __mul__(self, other):
            return None

    with pytest.raises(FormulaError, match="gave back NoneType, where a Value is due"):
        compared("sin(x * w)", cls=Forgets)


def test_every_curve_knows_its_slope():
    for name, curve in CURVES.items():
        x = 0.8
        root, leaves = graph_of(f"{name}(x)", {"x": x}, Value, power)
        backward(root)
        nudged = (curve(x + 1e-5) - curve(x - 1e-5)).real / 2e-5
        assert root.data == pytest.approx(curve(x).real, rel=1e-14)
        assert leaves["x"].grad == pytest.approx(nudged, rel=1e-8)
