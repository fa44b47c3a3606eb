"""Lesson 08's references against oracles of their own, the rules for its probes, what stands in
while an engine is judged, and what its checks say to slips that learners make."""

import inspect
import json
import math
from functools import cache

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.probing import run_probes
from seeds import visible_and_hidden
from sentences import clauses_of, gives_away

from autograders import backprop
from autograders.exercises.lesson_08 import EXERCISES as LESSON

from ..support.learners_engine import CLASS, NOTEBOOK, POWER, SWEEP

BY_NAME = {exercise.name: exercise for exercise in LESSON}
SEEDS = visible_and_hidden(4)


@cache
def table_of(name, seed):
    return BY_NAME[name].table(seed)


def said_about(name, function, seed=None):
    table = table_of(name, seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


def notebook(**changes):
    """The names of a learner's notebook, with other answers in some of its cells."""
    names: dict = {"np": np, "math": math}
    for name, source in NOTEBOOK.items():
        exec(changes.get(name, source), names)
    return names


def changed(name, old, new):
    source = NOTEBOOK[name].replace(old, new)
    assert source != NOTEBOOK[name]
    return notebook(**{name: source})[name]


def test_the_lesson_is_worth_sixteen_points():
    assert {e.name: e.points for e in LESSON} == {
        "Value": 3,
        "power": 1,
        "topological_order": 3,
        "backward": 4,
        "fit": 3,
        "unbroadcast": 2,
    }


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", NOTEBOOK)
def test_the_lessons_own_solution_is_right(name, seed):
    assert said_about(name, notebook()[name], seed).kind == "right"


def test_a_stub_in_one_operation_costs_that_operation_alone():
    head, tail = CLASS.split("    def __mul__(self, other):\n")
    stub = "    def __mul__(self, other):\n        raise NotImplementedError\n"
    rest = tail[tail.index("\n    def __radd__") :]
    found = said_about("Value", notebook(Value=head + stub + rest)["Value"])
    assert (found.kind, found.share) == ("not_started", 1 / 3)


# --- independent oracles --------------------------------------------------------------------------


def ran(exercise, probe):
    (outcome,) = exercise.run(exercise.reference, [probe])
    return outcome.value


@pytest.mark.parametrize("seed", SEEDS)
def test_slopes_of_operations_are_what_nudges_say(seed):
    for probe in BY_NAME["Value"].probes(seed):
        x, y = probe.kwargs["x"], probe.kwargs["y"]
        f = (lambda a, b: a + b) if probe.part == "sums" else (lambda a, b: a * b)
        found = ran(BY_NAME["Value"], probe)
        assert found["c.data"] == found["e.data"] == pytest.approx(f(x, y), rel=1e-14)
        measured = {
            "slope(c, a)": f(x + 1, y) - f(x, y),
            "slope(c, b)": f(x, y + 1) - f(x, y),
            "slope(d, a)": (f(x + 1, x + 1) - f(x - 1, x - 1)) / 2,
            "slope(e, a)": f(x + 1, y) - f(x, y),
        }
        for expression, slope in measured.items():
            assert found[expression] == pytest.approx(slope, rel=1e-9)
    for probe in BY_NAME["power"].probes(seed):
        x, n = probe.kwargs["x"], probe.kwargs["n"]
        found = ran(BY_NAME["power"], probe)
        assert found["p.data"] == pytest.approx(math.exp(n * math.log(abs(x))) * (x / abs(x)) ** n)
        assert found["slope(p, v)"] == pytest.approx(((x + 1e-5) ** n - (x - 1e-5) ** n) / 2e-5)


def graph_of(probe):
    """The plan of a probe's graph, its numbers, its slopes, and the place of its root."""
    (line,) = (line for line in probe.kwargs["given"] if line.startswith("plan"))
    names = {"x": probe.kwargs["x"]}
    exec(line, names)
    return names["plan"], names["data"], names["slopes"], names.get("top", len(names["plan"]) - 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_are_sums_over_routes_of_products_along_them(seed):
    for probe in BY_NAME["backward"].probes(seed):
        plan, _, slopes, root = graph_of(probe)

        def over_routes(start, end, plan=plan, slopes=slopes):
            if start == end:
                return 1.0
            edges = zip(plan[start], slopes[start], strict=True)
            return sum(slope * over_routes(parent, end) for parent, slope in edges)

        due = [over_routes(root, node) for node in range(len(plan))]
        found = ran(BY_NAME["backward"], probe)
        assert found["[node.grad for node in nodes]"] == pytest.approx(due, rel=1e-12)
        assert found["look() == before"] is True


@pytest.mark.parametrize("seed", SEEDS)
def test_training_goes_down_the_slopes_that_nudges_find(seed):
    for probe in BY_NAME["fit"].probes(seed):
        (line,) = (line for line in probe.kwargs["given"] if line.startswith("numbers"))
        names: dict = {}
        exec(line, names)
        numbers, X, y = np.array(names["numbers"]), np.array(names["xs"]), np.array(names["ys"])

        def loss(v, X=X, y=y):
            return np.mean(((X @ v[:2] + v[2]) * v[3] - y) ** 2)

        history = []
        for _ in range(probe.kwargs["n_steps"]):
            history.append(loss(numbers))
            nudges = 1e-5 * np.eye(4)
            gradient = [(loss(numbers + h) - loss(numbers - h)) / 2e-5 for h in nudges]
            numbers = numbers - probe.kwargs["lr"] * np.array(gradient)
        found = ran(BY_NAME["fit"], probe)
        assert found["history"] == pytest.approx(history, rel=1e-7)
        assert found["weights"] == pytest.approx(numbers.tolist(), rel=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_unbroadcast_is_what_nudges_of_the_operand_say(seed):
    for probe in BY_NAME["unbroadcast"].probes(seed):
        grad, shape = probe.args
        found = BY_NAME["unbroadcast"].reference(grad, shape)
        operand = np.zeros(shape)
        assert np.shape(found) == shape
        for place in np.ndindex(shape):
            operand[place] = 1.0
            moved = float(np.sum(grad * (operand + np.zeros(grad.shape))))
            assert np.asarray(found)[place] == pytest.approx(moved, rel=1e-12)
            operand[place] = 0.0


# --- the rules for probes -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_powers_are_asked_for_a_cube_a_reciprocal_and_a_number_below_zero(seed):
    probes = [probe.kwargs for probe in BY_NAME["power"].probes(seed)]
    assert {3, -1} <= {probe["n"] for probe in probes}
    assert any(probe["x"] < 0 for probe in probes)
    assert not any(probe["x"] in (1, 2) for probe in probes)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", ["topological_order", "backward"])
def test_graphs_have_trees_and_shared_nodes_with_routes_of_several_lengths(name, seed):
    unequal = []
    for probe in BY_NAME[name].probes(seed):
        plan, data, _, root = graph_of(probe)
        users = [sum(k in parents for parents in plan) for k in range(len(plan))]
        twice = any(len(set(parents)) < len(parents) for parents in plan)
        if name == "topological_order":
            assert len(set(data)) < len(data), "nodes with the same number are not one node"
        if probe.part in ("a tree", "one route"):
            assert max(users) == 1 and not twice
            continue
        assert max(users) > 1 and twice
        routes: dict[int, set[int]] = {k: set() for k in range(len(plan))}

        def walk(node, length, plan=plan, routes=routes):
            routes[node].add(length)
            for parent in plan[node]:
                walk(parent, length + 1)

        walk(root, 0)
        unequal.append(any(len(found) > 1 for found in routes.values()))
    assert any(unequal)


@pytest.mark.parametrize("seed", SEEDS)
def test_arrays_come_with_new_axes_stretched_ones_both_and_neither(seed):
    shapes = [(p.args[0].shape, p.args[1]) for p in BY_NAME["unbroadcast"].probes(seed)]
    assert any(full == shape for full, shape in shapes)
    assert any(shape == () for _, shape in shapes)
    assert any(len(full) == len(shape) + 2 for full, shape in shapes)
    assert any(len(full) > len(shape) and 1 in shape for full, shape in shapes)
    squares = {shape for full, shape in shapes if full == (len(full) and full[0],) * 2}
    assert {len(shape) for shape in squares} >= {1, 2}


def places_too_early(plan, order):
    place = {k: n for n, k in enumerate(order)}
    return sum(place[parent] > place[k] for k in order for parent in plan[k])


def walks(plan, turned):
    """Three orders that are not safe: by levels, as the nodes are met, by the length of the way."""
    parents = [p[::-1] if turned else p for p in plan]
    root = len(plan) - 1
    levels = [root]
    for k in levels:
        levels += [
            p for n, p in enumerate(parents[k]) if p not in levels and p not in parents[k][:n]
        ]
    met, far = [], {}

    def visit(k, way):
        if k not in far:
            met.append(k)
            far[k] = way
            for p in parents[k]:
                visit(p, way + 1)

    visit(root, 0)
    return levels[::-1], met[::-1], sorted(far, key=lambda k: -far[k])


@pytest.mark.parametrize("seed", SEEDS)
def test_at_some_graph_no_unsafe_order_looks_safe_or_like_another(seed):
    told_apart = []
    for probe in BY_NAME["topological_order"].probes(seed):
        mixed, _, _, top = graph_of(probe)
        old = sorted(range(len(mixed)), key=lambda k: (k % 2, k))
        plan = [()] * len(mixed)
        for new, k in enumerate(old):
            plan[k] = tuple(old[p] for p in mixed[new])
        assert old[top] == len(plan) - 1
        counts = [
            {places_too_early(plan, order) for order in pair}
            for pair in zip(walks(plan, False), walks(plan, True), strict=True)
        ]
        apart = sum(map(len, counts)) == len(set.union(*counts))
        told_apart.append(apart and 0 not in set.union(*counts))
    assert any(told_apart)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slope_of_the_numbers_size_is_refused(seed):
    size = notebook(power=POWER.replace("n * v.data", "n * abs(v.data)"))["power"]
    assert said_about("power", size, seed).kind != "right"


@pytest.mark.parametrize("seed", SEEDS)
def test_an_axis_that_is_named_by_its_length_is_refused(seed):
    mixed_up = changed("unbroadcast", "for axis, length in enumerate(shape):", "for axis in shape:")
    source = (
        NOTEBOOK["unbroadcast"]
        .replace("for axis, length in enumerate(shape):", "for axis in shape:")
        .replace("length == 1", "axis == 1")
    )
    assert said_about("unbroadcast", mixed_up, seed).kind != "right"
    found = said_about("unbroadcast", notebook(unbroadcast=source)["unbroadcast"], seed)
    assert found.name == "length-for-axis"


def test_a_rounded_product_is_refused():
    rounded = changed("Value", "self.data * other.data", "round(self.data * other.data, 2)")
    assert said_about("Value", rounded).kind != "right"


def test_tables_stay_small():
    for exercise in LESSON:
        size = len(json.dumps(table_of(exercise.name, None).to_json()))
        assert size < 36_000, (exercise.name, size)


# --- what stands in -------------------------------------------------------------------------------


def test_slips_of_earlier_exercises_cost_nothing_later():
    wrong = notebook(
        Value=CLASS.replace("(other.data, self.data)", "(self.data, other.data)"),
        power="def power(v, n): return Value(0.0)",
        topological_order="def topological_order(root): return []",
        backward=SWEEP.replace("+=", "="),
    )
    for name in ("fit", "unbroadcast"):
        for seed in (None, 2):
            assert said_about(name, wrong[name], seed).kind == "right"
    right_sweep = notebook(topological_order="def topological_order(root): return []")["backward"]
    assert said_about("backward", right_sweep).kind == "right"


@pytest.mark.parametrize("name", ["power", "topological_order", "backward", "fit"])
def test_the_learners_own_names_are_back_afterwards(name):
    names = notebook()
    before = dict(names)
    said_about(name, names[name])
    assert names == before


def test_what_stands_in_holds_no_formula_of_an_exercise():
    """No local slope of a product or a power, no sweep, no walk that is a safe order."""
    for exercise in LESSON:
        for probe in (*exercise.visible, *exercise.probes(1)):
            text = "\n".join(probe.kwargs.get("given", ()))
            for formula in ("other.data, self.data", "n * ", "(n - 1)", ".grad +="):
                assert formula not in text, (exercise.name, formula)


def test_the_nodes_lie_there_in_no_safe_order():
    for seed in SEEDS:
        for probe in BY_NAME["topological_order"].probes(seed):
            plan, *_ = graph_of(probe)
            pairs = [(k, child) for child, parents in enumerate(plan) for k in parents]
            assert any(k > child for k, child in pairs) and any(k < child for k, child in pairs)


def test_a_recursion_is_no_mistake_on_these_graphs():
    for seed in SEEDS:
        assert said_about("topological_order", notebook()["topological_order"], seed).share == 1


@pytest.mark.parametrize(
    "sweep",
    [
        SWEEP,
        SWEEP.replace(
            "    root.grad",
            "    for v in topological_order(root):\n        v.grad = 0.0\n    root.grad",
        ),
        SWEEP.replace(
            "    root.grad",
            "    for v in topological_order(root):\n        if v.parents:\n"
            "            v.grad = 0.0\n    root.grad",
        ),
        SWEEP.replace("root.grad = 1.0", "root.grad += 1"),
    ],
    ids=["as in micrograd", "wipes all", "as in PyTorch", "adds the seed"],
)
def test_whether_leaves_gather_is_not_judged(sweep):
    for seed in SEEDS:
        assert said_about("backward", notebook(backward=sweep)["backward"], seed).kind == "right"


def test_nothing_said_before_the_loop_tells_that_gradients_gather():
    """The prediction of the loop without a reset stays one."""
    for name in ("Value", "power", "topological_order", "backward"):
        for sentence in everything_said(BY_NAME[name]):
            for word in ("reset", "gather over", "second call of backward", "from sweep to sweep"):
                assert word not in sentence, sentence


def test_slots_and_other_shapes_of_a_node_are_honest():
    slots = CLASS.replace(
        "class Value:\n",
        'class Value:\n    __slots__ = ("data", "grad", "made_by", "parents", "slopes")\n',
    )
    for seed in SEEDS:
        assert said_about("Value", notebook(Value=slots)["Value"], seed).kind == "right"


# --- what learners really write -------------------------------------------------------------------

NEW_NODE = 'return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")'

TOLD = [
    ("Value", "(other.data, self.data)", "other.data", "slopes is a float: a tuple of one"),
    ("Value", "(1.0, 1.0)", "(2.0, 2.0)", "a nudge of a by 0.01 moves a + b by 0.01"),
    ("Value", "(1.0, 1.0)", "(1.0,)", "parents: 2, slopes: 1"),
    ("Value", "self.data + other.data", "self.data - other.data", "1.7 + (−0.6) is 1.1"),
    (
        "Value",
        NEW_NODE,
        "return self.data + other.data",
        "a float came back, where a new Value is due",
    ),
    (
        "Value",
        NEW_NODE,
        "self.data += other.data\n        return self",
        "gives 'the operand itself'",
    ),
    ("power", "v.data**n", "v**n", "the power of a whole Value"),
    ("power", "(v,)", "v", "parents is a Value: a tuple of one"),
    ("power", "v.data ** (n - 1)", "v.data**n - 1", "the lower exponent needs brackets"),
    ("power", "(n * v", "(0.7 * n * v", "nudging v says"),
    ("Value", "self.grad = 0.0", "self.grad = None", "gives 'None in .grad'"),
    ("Value", '(1.0, 1.0), "+"', '"+"', "slopes is a text: a Value is made of its number"),
    (
        "Value",
        NEW_NODE,
        "self.parents, self.slopes = (self, other), (1.0, 1.0)\n        "
        "return Value(self.data + other.data)",
        "a node stands among its own parents",
    ),
    ("power", "n * v.data ** (n - 1)", "n * v.data", "right for the square alone"),
    ("topological_order", "order.append(node)", "order.append((node, 1))", "holds a tuple where"),
    ("topological_order", "    visit(root)\n", "", "see that the walk begins"),
    (
        "backward",
        "for parent, slope in zip(node.parents, node.slopes):",
        "for parent, slope in [(p, s) for p in node.parents for s in node.slopes]:",
        "Every parent got all slopes of its node",
    ),
    (
        "backward",
        "for parent, slope in zip(node.parents, node.slopes):",
        "for parent, slope in [(p, node.slopes[node.parents.index(p)]) for p in node.parents]:",
        "index finds the first place only",
    ),
    (
        "fit",
        "for x, y in zip(xs, ys)",
        "for x in xs for y in ys",
        "Every output was compared with every target",
    ),
    ("fit", "backward(loss)", "backward(model)", "backward takes the loss, a Value, not a Model"),
    ("Value", "self.grad = 0.0", "self.grad = 1.0", "gives '1.0 in .grad'"),
    ("Value", "self.data = float(data)", "data = float(data)", "does __init__ write it to self"),
    (
        "Value",
        NEW_NODE,
        "slopes = (*self.slopes, 1.0, 1.0)\n        "
        "return Value(self.data + other.data, (*self.parents, self, other), slopes)",
        "a nudge of b by 0.01 moves a + b + b by 0.02",
    ),
    ("topological_order", "    return order\n", "", "end the function with return"),
    ("topological_order", "            order.append", "                order.append", "of 6 nodes"),
    ("topological_order", "in seen:", "in seen and node.parents:", "inputs are missing"),
    ("topological_order", "return order", "return set(order)", "gave back a set, and no list"),
    ("backward", "    root.grad = 1.0\n", "", "how does the root answer to itself"),
    (
        "backward",
        "reversed(topological_order(root))",
        "topological_order(root)",
        "from the root back",
    ),
    ("backward", "slope * node.grad", "slope * parent", "with a whole Value"),
    ("backward", "parent.grad += ", "parent.grad = ", "by a second route overwrote"),
    ("backward", "slope * node.grad", "node.grad / slope", "following every route"),
    ("fit", "            p.grad = 0.0\n", "            pass\n", "Old gradients are still in .grad"),
    ("fit", "        backward(loss)\n", "        loss.backward()\n", "backward(loss)"),
    ("fit", "p.data -= lr", "p -= lr", "never moved"),
    ("fit", "append(loss.data)", "append(loss)", "holds Values; append the number"),
    ("fit", "    return history", "        return history", "the return stands inside it"),
    (
        "fit",
        "sum((model(x) - y) ** 2 for x, y in zip(xs, ys))",
        "(model(xs) - ys) ** 2",
        "one example at",
    ),
    ("fit", "(model(x) - y) ** 2", "abs(model(x) - y)", "abs knows no Value"),
    ("fit", "history.append(loss.data)", "history.append(round(loss.data, 3))", "but rounded"),
    ("fit", "lr * p.grad", "lr / (step + 1) * p.grad", "it stays as it was handed in"),
    (
        "fit",
        "append(loss.data)\n",
        "append(loss.data)\n        if loss.data > history[step - 1]:\n            break\n",
        "You stopped when the loss rose",
    ),
    (
        "topological_order",
        "            for parent in node.parents:\n                visit(parent)",
        "            for parent in node.parents:\n                topological_order(parent)",
        "comes into one list",
    ),
    ("fit", "(model(x) - y)", "(model(x).data - y)", "takes the loss, a Value, not a float"),
    ("unbroadcast", "while", "if", "there can be more of them"),
    ("unbroadcast", "keepdims=True", "keepdims=False", "Axes of length 1 are gone"),
    ("unbroadcast", "sum(axis=0)", "mean(axis=0)", "due"),
    (
        "unbroadcast",
        "            grad = grad.sum",
        "            grad.sum",
        "stretched from length 1",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), TOLD)
def test_slips_get_a_sentence_that_leads_on(name, old, new, said):
    found = said_about(name, changed(name, old, new))
    assert found.kind != "right" and found.share < 1
    if said != "due":
        assert said in found.message, found.message


def test_an_own_equality_is_told_where_nodes_are_made():
    equal = CLASS + "\n    def __eq__(self, other):\n        return self.data == other.data\n"
    assert "leave __eq__ out" in said_about("Value", notebook(Value=equal)["Value"]).message
    both = equal + "\n    def __hash__(self):\n        return hash(self.data)\n"
    assert (
        "a node is itself and no other"
        in said_about("Value", notebook(Value=both)["Value"]).message
    )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("step_first", [True, False])
def test_whoever_stops_when_the_loss_rises_is_noticed(step_first, seed):
    """At the visible inputs as at the hidden ones, before the step or after it."""
    stop = "        if history and loss.data > history[-1]:\n            break\n"
    if step_first:
        early = changed("fit", "        history.append", stop + "        history.append")
    else:
        early = changed("fit", "        backward(loss)\n", stop + "        backward(loss)\n")
    found = said_about("fit", early, seed)
    assert found.kind != "right" and found.share < 1
    assert "history" in found.message or "stopped" in found.message, found.message


def test_lists_in_the_def_line_are_told():
    source = (
        "def topological_order(root, order=[]):\n"
        "    if root not in order:\n"
        "        for parent in root.parents:\n"
        "            topological_order(parent)\n"
        "        order.append(root)\n"
        "    return order\n"
    )
    found = said_about("topological_order", notebook(topological_order=source)["topological_order"])
    assert found.share == 0 and "of another graph" in found.message
    assert "a new list" in found.message


def test_a_measured_or_rounded_slope_is_refused():
    measured = notebook(
        power="def power(v, n):\n    h = 1e-5\n"
        "    s = ((v.data + h) ** n - (v.data - h) ** n) / (2 * h)\n"
        "    return Value(v.data**n, (v,), (s,))\n"
    )["power"]
    for seed in SEEDS:
        assert said_about("power", measured, seed).kind != "right"
    for decimals in (2, 3, 4, 6):
        rounded = notebook(
            power="def power(v, n):\n    return Value("
            f"round(v.data**n, {decimals}), (v,), (round(n * v.data**(n - 1), {decimals}),))"
        )["power"]
        for seed in (1, 2):
            assert said_about("power", rounded, seed).share == 0, decimals


# --- no sentence gives the answer away ------------------------------------------------------------


def everything_said(exercise):
    yield from (known.message for known in exercise.misconceptions)
    yield from exercise.hints
    yield from (exercise.success, exercise.see)
    yield from clauses_of(exercise.table().measured)


SOLUTIONS = {
    "Value": "def f(self, other):\n    return Value(self.data * other.data, (self, other))",
    "power": "def f(v, n):\n    return n * v ** (n - 1)",
    "backward": "def f(slope, node):\n    return slope * node.grad",
    "fit": "def f(p, lr):\n    return p.data - lr * p.grad",
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    sources = [SOLUTIONS.get(exercise.name), inspect.getsource(exercise.reference)]
    for sentence in everything_said(exercise):
        assert "path" not in sentence.lower(), sentence
        for source in filter(None, sources):
            assert not gives_away(sentence, source), sentence


# --- the engine as a whole ------------------------------------------------------------------------


def test_the_notebooks_engine_is_the_reference():
    """Own class, own sweep: the gradients of the reference, with all operations in it."""
    names = notebook()

    def expression(x, w):
        return (x * w + 2) / (w - 3 * x) - (1 - x) ** 3 + 4 / w

    found = []
    for Value, backward in (
        (names["Value"], names["backward"]),
        (backprop.Value, backprop.backward),
    ):
        x, w = Value(0.7), Value(-1.3)
        root = expression(x, w)
        backward(root)
        found.append((root.data, x.grad, w.grad))
    assert found[0] == pytest.approx(found[1], rel=1e-13)


def test_what_a_learner_never_wrote_is_not_shown():
    """The lines around `fit` and the record that they keep are the check's own."""
    slow = changed("fit", "/ len(xs)", "/ steps")
    said = said_about("fit", slow).message
    assert "history after fit(model, xs, ys, 0.7, 4) with 3 examples gives" in said
    assert "with_weights" not in said
