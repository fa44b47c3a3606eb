"""Lesson 05's references against complex steps and autograd, the rules for its probes, and what
its checks say to slips that learners make."""

import inspect
import linecache
import math
from functools import cache

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from chainrule.checking.diagnosing import diagnose
from chainrule.checking.ratios import is_cut_off
from chainrule.machines import sigmoid
from chainrule.probing import run_probes
from hypothesis import given, settings
from hypothesis import strategies as st
from seeds import visible_and_hidden
from sentences import clauses_of, gives_away

from autograders import backprop
from autograders.exercises import lesson_05
from autograders.exercises.lesson_05 import EXERCISES as LESSON

BY_NAME = {exercise.name: exercise for exercise in LESSON}
SEEDS = visible_and_hidden(5)
TINY = 1e-30
ARRAYS = ("route_gradient", "mlp_forward", "sigmoid_backward", "linear_backward", "mlp_backward")


@cache
def probes_of(name, seed):
    return BY_NAME[name].probes(seed)


@cache
def table_of(name, seed):
    return BY_NAME[name].table(seed)


def test_the_lesson_is_worth_fifteen_points():
    assert {e.name: e.points for e in LESSON} == {
        "two_route_grad": 1,
        "route_gradient": 2,
        "mlp_forward": 2,
        "sigmoid_backward": 2,
        "linear_backward": 3,
        "mlp_backward": 5,
    }


# --- independent oracles --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_two_routes_agree_with_the_complex_step(seed):
    for probe in probes_of("two_route_grad", seed):
        t = complex(probe.args[0], TINY)
        due = (t * t * np.sin(t)).imag / TINY
        assert BY_NAME["two_route_grad"].reference(*probe.args) == pytest.approx(due, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_route_gradient_is_how_an_output_answers_to_an_input(seed):
    for probe in probes_of("route_gradient", seed):
        W1, W2, i, k = probe.args
        x = np.linspace(0.3, 0.9, len(W1)) + 0j
        x[i] += TINY * 1j
        due = (x @ W1 @ W2)[k].imag / TINY
        assert BY_NAME["route_gradient"].reference(*probe.args) == pytest.approx(due, rel=1e-12)


def squashed(Z):
    return 1 / (1 + anp.exp(-Z))


@pytest.mark.parametrize("seed", SEEDS)
def test_sigmoid_backward_agrees_with_autograd(seed):
    for probe in probes_of("sigmoid_backward", seed):
        dA, A = probe.args
        due = grad(lambda Z, dA=dA: anp.sum(dA * squashed(Z)))(np.log(A / (1 - A)))
        np.testing.assert_allclose(BY_NAME["sigmoid_backward"].reference(dA, A), due, rtol=1e-11)


@pytest.mark.parametrize("seed", SEEDS)
def test_linear_backward_agrees_with_autograd(seed):
    for probe in probes_of("linear_backward", seed):
        dZ, X, W = probe.args
        b = np.linspace(-0.4, 0.7, W.shape[1])

        def pulled(X, W, b, dZ=dZ):
            return anp.sum(dZ * (anp.dot(X, W) + b))

        found = BY_NAME["linear_backward"].reference(dZ, X, W)
        for place, gradient in enumerate(found):
            np.testing.assert_allclose(gradient, grad(pulled, place)(X, W, b), rtol=1e-11)


def loss_of(params, X, Y):
    """By hand, for autograd: a mean over rows of the sum over outputs."""
    A1 = squashed(anp.dot(X, params["W1"]) + params["b1"])
    A2 = squashed(anp.dot(A1, params["W2"]) + params["b2"])
    return anp.sum((A2 - Y) ** 2) / len(X)


def assert_same_gradients(found, due):
    assert found.keys() == due.keys()
    for name in due:
        np.testing.assert_allclose(found[name], due[name], rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("seed", SEEDS)
def test_mlp_backward_agrees_with_autograd(seed):
    for probe in probes_of("mlp_backward", seed):
        found = BY_NAME["mlp_backward"].reference(*probe.args)
        assert_same_gradients(found, grad(loss_of)(*probe.args))


@given(*(st.integers(1, 5) for _ in range(4)), st.integers(0, 10**6))
@settings(deadline=None, max_examples=40)
def test_mlp_backward_agrees_with_autograd_at_any_shape(N, D, H, K, seed):
    random = np.random.default_rng(seed)
    shapes = {"W1": (D, H), "b1": (H,), "W2": (H, K), "b2": (K,)}
    params = {name: random.normal(0.1, 0.8, shape) for name, shape in shapes.items()}
    X, Y = random.normal(0.2, 1.1, (N, D)), random.uniform(0.1, 0.9, (N, K))
    assert_same_gradients(backprop.mlp_backward(params, X, Y), grad(loss_of)(params, X, Y))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_batch_is_what_neurons_give_one_by_one(seed):
    for probe in probes_of("mlp_forward", seed):
        params, X = probe.args
        A1, A2 = BY_NAME["mlp_forward"].reference(params, X)
        for n, x in enumerate(X):
            a1 = [neuron(x, w, b) for w, b in zip(params["W1"].T, params["b1"], strict=True)]
            a2 = [neuron(a1, w, b) for w, b in zip(params["W2"].T, params["b2"], strict=True)]
            assert A1[n] == pytest.approx(a1, rel=1e-12)
            assert A2[n] == pytest.approx(a2, rel=1e-12)


def neuron(x, w, b):
    z = b
    for value, weight in zip(x, w, strict=True):
        z += value * weight
    return 1 / (1 + math.exp(-z))


# --- the rules for probes -------------------------------------------------------------------------


def arrays_in(value):
    if isinstance(value, dict):
        return [a for item in value.values() for a in arrays_in(item)]
    return [value] if isinstance(value, np.ndarray) else []


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("seed", SEEDS)
def test_arrays_hold_nothing_that_hides_a_mistake(name, seed):
    for probe in probes_of(name, seed):
        arrays = [a for value in probe.args for a in arrays_in(value)]
        for array in arrays:
            assert array.dtype.kind == "f"
            assert not np.isin(array, (0, 1, -1)).any()
            if array.ndim == 2 and array.shape[0] == array.shape[1]:
                assert not np.allclose(array, array.T)


@pytest.mark.parametrize("seed", SEEDS)
def test_shapes_differ_somewhere_and_one_probe_is_square(seed):
    for name in ("mlp_forward", "mlp_backward"):
        sizes = []
        for probe in probes_of(name, seed):
            params, X = probe.args[:2]
            sizes.append((*X.shape, *params["W2"].shape))
        assert any(len(set(size)) == 4 for size in sizes), name
        assert any(len(set(size)) == 1 for size in sizes), name
        assert any(size[3] > 1 and size[0] != size[1] for size in sizes), name
    sizes = [(*p.args[1].shape, p.args[2].shape[1]) for p in probes_of("linear_backward", seed)]
    assert any(len(set(size)) == 3 for size in sizes)
    assert any(len(set(size)) == 1 for size in sizes)


@pytest.mark.parametrize("seed", SEEDS)
def test_routes_of_both_signs_in_nets_of_many_shapes(seed):
    for probe in probes_of("route_gradient", seed):
        W1, W2, i, k = probe.args
        routes = W1[i] * W2[:, k]
        assert routes.min() < 0 < routes.max()
    shapes = [(*p.args[0].shape, p.args[1].shape[1]) for p in probes_of("route_gradient", seed)]
    assert sum(D != H for D, H, _ in shapes) >= 3
    assert any(D < H for D, H, _ in shapes) and any(D > H for D, H, _ in shapes)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_arrives_is_large_somewhere_and_no_activation_is_at_an_end(seed):
    for probe in probes_of("sigmoid_backward", seed):
        dA, A = probe.args
        assert abs(dA).max() > 1
        assert A.min() > 0.05 and A.max() < 0.95


# --- what learners really write -------------------------------------------------------------------


def said_about(name, function, seed=None):
    table = table_of(name, seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


def rounded(value, decimals):
    if isinstance(value, dict):
        return {key: rounded(item, decimals) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(rounded(item, decimals) for item in value)
    return np.round(value, decimals)


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_a_rounded_answer_earns_nothing(exercise, decimals):
    found = said_about(exercise.name, lambda *args: rounded(exercise.reference(*args), decimals))
    assert found.kind != "right"
    assert found.share == 0


def test_a_slip_further_up_costs_nothing_in_the_sweep():
    """What 05.3 to 05.5 are due to give is lent while 05.6 is judged."""
    source = (
        "def mlp_forward(params, X):\n    return X, X\n"
        "def sigmoid_backward(dA, A):\n    return dA\n"
        "def linear_backward(dZ, X, W):\n    return X, W, dZ\n"
        "def mlp_backward(params, X, Y):\n"
        "    A1, A2 = mlp_forward(params, X)\n"
        "    dZ2 = sigmoid_backward(2 * (A2 - Y) / len(X), A2)\n"
        "    dA1, dW2, db2 = linear_backward(dZ2, A1, params['W2'])\n"
        "    dZ1 = sigmoid_backward(dA1, A1)\n"
        "    _, dW1, db1 = linear_backward(dZ1, X, params['W1'])\n"
        "    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}\n"
    )
    for seed in (None, 3):
        names: dict = {}
        exec(source, names)
        assert said_about("mlp_backward", names["mlp_backward"], seed).kind == "right"
        assert names["sigmoid_backward"](3, 4) == 3


def test_measured_gradients_are_named_and_earn_nothing():
    for seed in (None, 1):
        found = said_about("mlp_backward", lesson_05._nudged, seed)
        assert (found.name, found.share) == ("measured", 0)


def test_an_entry_alone_earns_its_points():
    def first_layer_wrong(params, X, Y):
        grads = backprop.mlp_backward(params, X, Y)
        return {**grads, "W1": 3.7 * grads["W1"] ** 2, "b1": grads["b1"] + 0.2}

    found = said_about("mlp_backward", first_layer_wrong)
    assert (found.kind, found.name) == ("first_wrong_link", "W1")
    assert found.share == pytest.approx(2 / 5)
    assert found.message.startswith("Up to b2 all is right; the first difference is W1. With ")
    assert "nudges of the first entries measure" in found.message


def slope_in_the_first_column(dA, A):
    slope = np.ones_like(A)
    slope[:, 0] = A[:, 0] * (1 - A[:, 0])
    return dA * slope


def test_slips_that_nobody_listed_are_met_with_something_to_hold_on_to():
    star = said_about("route_gradient", lambda W1, W2, i, k: W1[i] @ W2[k])
    assert "your inner sizes are 2 and 4" in star.message
    assert "X" not in star.message, "this exercise has no X"

    halves = said_about("two_route_grad", lambda x: 2 * x * np.sin(x) + 3 * x)
    assert "with q held still 0.6776, and with p held still 0.2971" in halves.message

    one_column = said_about("sigmoid_backward", slope_in_the_first_column)
    assert "behind A[0, 1]" in one_column.message, "the first entry that is wrong"

    layers = said_about(
        "mlp_forward",
        lambda p, X: (sigmoid(X @ p["W1"] + 1), sigmoid(sigmoid(X @ p["W1"]) @ p["W2"] - 1)),
    )
    assert layers.message.startswith("mlp_forward({W1, b1, W2, b2}, ")
    assert "in A1 and" in layers.message


def test_one_thing_is_said_of_brackets_around_the_slope():
    """What they give is also what two other slips give together."""
    for seed in visible_and_hidden(3):
        found = said_about("sigmoid_backward", lambda dA, A: dA * A - A * A, seed)
        assert (found.kind, found.name) == ("misconception", "brackets-of-the-slope")


def test_two_arrays_in_place_of_one_are_called_so():
    said = said_about("sigmoid_backward", lambda dA, A: (dA, A * (1 - A))).message
    assert "is a tuple of 2, where one array is due" in said


# --- no sentence gives the answer away, or speaks of what is not there ----------------------------


def test_a_helper_that_stops_is_named_with_the_line_that_calls_it():
    text = (
        "def linear_backward(dZ, X, W):\n"
        "    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)\n"
        "def mlp_backward(params, X, Y):\n"
        "    A1, A2 = mlp_forward(params, X)\n"
        "    dZ2 = sigmoid_backward(2 * (A2 - Y) / len(X), A2)\n"
        "    dA1, dW2, db2 = linear_backward(dZ2, A1, params['W2'])\n"
        "    dZ1 = sigmoid_backward(dA1, A1)\n"
        "    _, dW1, db1 = linear_backward(dZ1, X, params['W2'])\n"
        "    return {'W1': dW1, 'b1': db1, 'W2': dW2, 'b2': db2}\n"
    )
    helpers = {n: getattr(backprop, n) for n in ("mlp_forward", "sigmoid_backward")}
    linecache.cache["/tmp/a_cell.py"] = (len(text), None, text.splitlines(True), "/tmp/a_cell.py")
    exec(compile(text, "/tmp/a_cell.py", "exec"), helpers)
    said = said_about("mlp_backward", helpers["mlp_backward"]).message
    call = "_, dW1, db1 = linear_backward(dZ1, X, params['W2'])"
    assert f"stops inside linear_backward, which `{call}` calls: your inner sizes are" in said


def test_where_all_four_are_wrong_the_common_start_is_named_and_the_order_is_one():
    def without_brackets(params, X, Y):
        A1, A2 = backprop.mlp_forward(params, X)
        dZ2 = (2 * A2 - Y / len(X)) * A2 * (1 - A2)
        dZ1 = dZ2 @ params["W2"].T * A1 * (1 - A1)
        return {"W1": X.T @ dZ1, "b1": dZ1.sum(0), "W2": A1.T @ dZ2, "b2": dZ2.sum(0)}

    said = said_about("mlp_backward", without_brackets).message
    given, measured = said.split(" gives as first entries ")[1].split(", but nudges")
    assert [word for word in given.split() if word[0] in "Wb"] == ["W1", "b1", "W2", "b2"]
    order = [measured.index(f"for {key}") for key in ("W1", "b1", "W2", "b2")]
    assert order == sorted(order)
    assert said.endswith(BY_NAME["mlp_backward"].all_wrong)
    squared = lambda params, X: tuple(A**2 for A in backprop.mlp_forward(params, X))  # noqa: E731
    assert said_about("mlp_forward", squared).message.endswith("A2 is made from it.")


def everything_said(exercise):
    yield from (known.message for known in exercise.misconceptions)
    yield from exercise.hints
    yield from (exercise.success, exercise.see)
    yield exercise.all_wrong
    yield from clauses_of(exercise.table().measured)


SOLUTIONS = {
    "two_route_grad": "def f(x):\n    return 2 * x * np.sin(x) + x**2 * np.cos(x)",
    "route_gradient": "def f(W1, W2, i, k):\n    return sum(W1[i, j] * W2[j, k] for j in range(3))",
    "mlp_forward": "def f(X, W1, b1):\n    return sigmoid(X @ W1 + b1)",
    "sigmoid_backward": "def f(dA, A):\n    return dA * A * (1 - A)",
    "linear_backward": "def f(dZ, X, W):\n    return X.T @ dZ",
    "mlp_backward": "def f(A2, Y, N):\n    return 2 * (A2 - Y) / N * A2 * (1 - A2)",
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    for source in (SOLUTIONS[exercise.name], inspect.getsource(exercise.reference)):
        for sentence in everything_said(exercise):
            assert not gives_away(sentence, source), sentence


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_leak_would_be_noticed(name):
    formula = SOLUTIONS[name].split("return ")[1]
    assert gives_away(f"It is {formula}.", SOLUTIONS[name])


NAMES = {
    "two_route_grad": {"p", "q", "x"},
    "route_gradient": {"W1", "W2", "i", "k"},
    "mlp_forward": {"W1", "b1", "W2", "X", "A1", "A2"},
    "sigmoid_backward": {"A", "dA", "dZ", "Z"},
    "linear_backward": {"X", "W", "b", "dZ", "dX", "dW", "db"},
    "mlp_backward": {"W1", "b1", "W2", "b2", "X", "A1", "A2", "dZ2"},
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_a_sentence_speaks_only_of_names_that_its_exercise_has(exercise):
    """And of no path, where the course says route."""
    every = set().union(*NAMES.values()) - NAMES[exercise.name]
    for sentence in everything_said(exercise):
        words = set(sentence.replace("[", " ").replace(".", " ").replace(",", " ").split())
        assert not words & every, sentence
        assert "path" not in sentence.lower(), sentence


def test_routes_that_are_cut_off_one_by_one_are_told_so_where_their_sum_is_cut_off_as_well():
    """As in this draw, where either sentence fits the numbers: the known mistake says more."""
    exercise = BY_NAME["route_gradient"]
    table = exercise.table(100)
    known = next(one for one in exercise.misconceptions if one.name == "cut-off-routes")
    given = run_probes(known.wrong, table.driver, table.probes)
    assert is_cut_off(given, table.right)
    assert diagnose(given, table).name == "cut-off-routes"
