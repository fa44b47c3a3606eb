"""Lesson 07's references against complex steps and autograd, the rules for its probes, and what its
checks say to slips that learners make."""

import inspect
import json
from functools import cache
from itertools import pairwise

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from chainrule.checking.diagnosing import diagnose
from chainrule.machines import sigmoid
from chainrule.probing import run_probes
from seeds import WEEKLY, hidden, visible_and_hidden
from sentences import clauses_of, gives_away

from autograders import backprop
from autograders.exercises import lesson_07, ready
from autograders.exercises.lesson_07 import EXERCISES as LESSON
from autograders.grading.referee import judging

BY_NAME = {exercise.name: exercise for exercise in LESSON}
SEEDS = visible_and_hidden(4)
MORE = range(40 if WEEKLY else 8)
TINY = 1e-30


@cache
def probes_of(name, seed):
    return BY_NAME[name].probes(seed)


@cache
def table_of(name, seed=None):
    return BY_NAME[name].table(seed)


def said_about(name, function, seed=None):
    table = table_of(name, seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


def written(source):
    """The last function of a learner's cell, with names of its own around it."""
    names: dict = {"np": np, "sigmoid": sigmoid}
    exec(source, names)
    return list(names.values())[-1]


def test_the_lesson_is_worth_fifteen_points():
    assert {e.name: e.points for e in LESSON} == {
        "deep_chain_grads": 2,
        "relu_backward": 2,
        "he_init": 2,
        "deep_backward": 5,
        "cost_in_forward_passes": 2,
        "clip_by_norm": 2,
    }


# --- independent oracles --------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_the_chain_agrees_with_the_complex_step(seed):
    for probe in probes_of("deep_chain_grads", seed):
        ws, x, y = probe.args
        due = []
        for n in range(len(ws)):
            a = x + 0j
            for m, w in enumerate(ws):
                a = 1 / (1 + np.exp(-(w + (TINY * 1j if m == n else 0)) * a))
            due.append(((a - y) ** 2).imag / TINY)
        assert BY_NAME["deep_chain_grads"].reference(ws, x, y) == pytest.approx(due, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gate_agrees_with_autograd(seed):
    for probe in probes_of("relu_backward", seed):
        dA, Z = probe.args
        due = grad(lambda Z, dA=dA: anp.sum(dA * anp.where(Z > 0, Z, 0)))(Z)
        np.testing.assert_allclose(BY_NAME["relu_backward"].reference(dA, Z), due, rtol=1e-12)


def deep_loss(layers, X, Y):
    """By hand, for autograd: a mean over rows of the sum over outputs."""
    A = X
    for W, b in layers[:-1]:
        Z = anp.dot(A, W) + b
        A = anp.where(Z > 0, Z, 0)
    W, b = layers[-1]
    A = 1 / (1 + anp.exp(-(anp.dot(A, W) + b)))
    return anp.sum((A - Y) ** 2) / len(X)


@pytest.mark.parametrize("seed", SEEDS)
def test_deep_backward_agrees_with_autograd(seed):
    for probe in probes_of("deep_backward", seed):
        layers, X, Y = probe.args
        found, due = BY_NAME["deep_backward"].reference(layers, X, Y), grad(deep_loss)(layers, X, Y)
        assert len(found) == len(layers)
        for pair, due_pair in zip(found, due, strict=True):
            for one, other in zip(pair, due_pair, strict=True):
                np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("sizes", [(3, 2), (4, 3, 2), (2, 5, 3, 4), (3, 4, 2, 5, 2, 3)])
def test_deep_backward_agrees_with_autograd_at_any_depth(sizes):
    random = np.random.default_rng(len(sizes))
    shapes = list(pairwise(sizes))
    layers = [(random.normal(0, 0.8, s), random.normal(0.4, 0.3, s[1])) for s in shapes]
    X, Y = random.normal(0.2, 1.1, (6, sizes[0])), random.uniform(0.1, 0.9, (6, sizes[-1]))
    for pair, due in zip(
        backprop.deep_backward(layers, X, Y), grad(deep_loss)(layers, X, Y), strict=True
    ):
        np.testing.assert_allclose(pair[0], due[0], rtol=1e-10, atol=1e-15)
        np.testing.assert_allclose(pair[1], due[1], rtol=1e-10, atol=1e-15)


def test_a_network_of_two_layers_of_sigma_and_a_deep_one_share_their_output_layer():
    """With one layer alone there is no ReLU, and deep_backward is a single layer's sweep."""
    random = np.random.default_rng(8)
    W, b = random.normal(size=(3, 2)), random.normal(size=2)
    X, Y = random.normal(size=(4, 3)), random.uniform(0.1, 0.9, (4, 2))
    (pair,) = backprop.deep_backward([(W, b)], X, Y)
    A = 1 / (1 + np.exp(-(X @ W + b)))
    dZ = 2 * (A - Y) / 4 * A * (1 - A)
    np.testing.assert_allclose(pair[0], X.T @ dZ, rtol=1e-12)
    with pytest.raises(ValueError, match=r"Y has shape \(4, 3\), expected \(4, 2\)"):
        backprop.deep_backward([(W, b)], X, np.zeros((4, 3)))


def test_costs_are_those_of_programs_that_count_their_passes():
    passes = []

    def loss(v):
        passes.append(1)
        return float(np.sum(v**2))

    v = np.linspace(0.3, 1.1, 7)
    backprop.numerical_grad(loss, v)
    assert len(passes) == backprop.cost_in_forward_passes(7, "nudging both sides")
    passes.clear()
    base = loss(v)
    [(loss(v + 1e-6 * step) - base) / 1e-6 for step in np.eye(7)]
    assert len(passes) == backprop.cost_in_forward_passes(7, "nudging one side")


# --- the rules for probes -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_chains_have_several_layers_and_gaps_of_both_signs(seed):
    probes = probes_of("deep_chain_grads", seed)
    assert {len(p.args[0]) for p in probes} >= {2, 3} and min(len(p.args[0]) for p in probes) > 1
    ends = []
    for probe in probes:
        ws, a, y = probe.args
        for w in ws:
            a = float(sigmoid(w * a))
        ends.append(a > y)
        assert 0 < y < 1
    assert set(ends) == {True, False}


@pytest.mark.parametrize("seed", SEEDS)
def test_gates_are_open_and_shut_under_gradients_of_both_signs_and_once_at_zero(seed):
    for probe in probes_of("relu_backward", seed):
        dA, Z = probe.args
        met = {(bool(z > 0), bool(d > 0)) for z, d in zip(Z.flat, dA.flat, strict=True)}
        assert len(met) == 4
        assert (Z == 0).sum() == 1 and (dA != 0).all() and abs(dA).max() > 1


@pytest.mark.parametrize("seed", SEEDS)
def test_deep_networks_come_in_several_depths_with_gates_that_vary(seed):
    probes = probes_of("deep_backward", seed)
    depths = [len(p.args[0]) for p in probes]
    assert 1 in depths and max(depths) >= 3 and (seed is None or len(set(depths)) == 3)
    outputs = [p.args[2].shape[1] for p in probes]
    assert min(outputs) > 1 and len(set(outputs)) > 1
    widths = [[p.args[1].shape[1], *(W.shape[1] for W, _ in p.args[0])] for p in probes]
    assert any(len(set(w)) == 1 for w in widths), "a network of one width"
    assert any(len({len(p.args[1]), *w}) == len(w) + 1 for p, w in zip(probes, widths, strict=True))
    for probe in probes:
        layers, X, _ = probe.args
        for W, b in layers:
            assert (b > 0).all() and (W < 0).any()
            assert not np.isin(W, (0, 1, -1)).any()
            assert W.shape[0] != W.shape[1] or not np.allclose(W, W.T)
        for Z in backprop.deep_forward(layers, X)[0][:-1]:
            assert (Z > 0).any(axis=0).all() and (Z < 0).any() and abs(Z).min() > 0.03


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_to_clip_are_long_short_and_zero(seed):
    kinds = set()
    for probe in probes_of("clip_by_norm", seed):
        grads, max_norm = probe.args
        length = float(np.sqrt(sum(np.sum(g**2) for g in grads.values())))
        kinds.add("zero" if not length else "long" if length > max_norm else "short")
        assert not length or abs(length / max_norm - 1) > 0.02
    assert kinds == {"zero", "long", "short"}


@pytest.mark.parametrize("seed", MORE)
def test_an_honest_start_is_never_refused_by_chance(seed):
    """Drawn evenly it has other numbers than the reference's, and the same spread."""
    evenly = written(
        "def he_init(fan_in, fan_out, rng):\n"
        "    end = np.sqrt(6 / fan_in)\n"
        "    return rng.uniform(-end, end, (fan_in, fan_out)), np.zeros(fan_out)\n"
    )
    assert said_about("he_init", evenly, seed).kind == "right"


@pytest.mark.parametrize("start", ["A - Y", "(A - Y) ** 2", "2 * (A - Y) ** 2 / len(X)"])
def test_no_size_of_a_network_stands_for_the_two_of_the_square(start):
    """With two inputs everywhere, a missing 2 and a missing mean were called a mean over inputs."""
    names = {
        n: getattr(backprop, n)
        for n in ("deep_forward", "sigmoid_backward", "linear_backward", "relu_backward")
    }
    exec(
        "def deep_backward(layers, X, Y):\n"
        "    Zs, As = deep_forward(layers, X)\n"
        "    A = As[-1]\n"
        f"    dZ, grads = sigmoid_backward({start}, A), []\n"
        "    for k in reversed(range(len(layers))):\n"
        "        dA, dW, db = linear_backward(dZ, As[k], layers[k][0])\n"
        "        grads.append((dW, db))\n"
        "        if k > 0:\n"
        "            dZ = relu_backward(dA, Zs[k - 1])\n"
        "    return grads[::-1]\n",
        names,
    )
    for seed in SEEDS:
        found = said_about("deep_backward", names["deep_backward"], seed)
        assert found.kind != "right"
        assert "number of inputs" not in found.message, (seed, found.message)
        assert "number of outputs" not in found.message, (seed, found.message)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("raise NotImplementedError", "raises NotImplementedError"),
        ("raise NotImplementedError('which?')", "raises NotImplementedError"),
    ],
)
def test_another_error_for_another_word_is_told(end, said):
    function = cost(end=end)
    assert said in said_about("cost_in_forward_passes", function).message


@pytest.mark.parametrize("test", ["'one' in method", "method.startswith('nudging one')"])
def test_a_part_of_a_word_does_not_stand_for_the_word(test):
    function = written(
        "def cost_in_forward_passes(n_params, method):\n"
        f"    if {test}:\n"
        "        return n_params + 1\n"
        "    if method == 'nudging both sides':\n"
        "        return 2 * n_params\n"
        "    if method == 'backprop':\n"
        "        return 3\n"
        "    raise ValueError(method)\n"
    )
    for seed in SEEDS:
        found = said_about("cost_in_forward_passes", function, seed)
        assert (found.name, found.share) == ("part-of-a-word", 0.75)


def test_a_gate_that_opens_late_is_told_truly_wherever_it_opens():
    for edge in (0.5, 1.0, 1.2):

        def late(dA, Z, edge=edge):
            return np.where(edge < Z, dA, 0.0)

        for seed in hidden(12):
            found = said_about("relu_backward", late, seed)
            assert found.kind != "right" and "above 1" not in found.message


def test_tables_are_small():
    for name in BY_NAME:
        assert len(json.dumps(table_of(name).to_json())) < 50_000, name


# --- what learners really write -------------------------------------------------------------------


def rounded(value, decimals):
    if isinstance(value, dict):
        return {key: rounded(item, decimals) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(rounded(item, decimals) for item in value)
    return np.round(value, decimals)


@pytest.mark.parametrize("name", ["deep_chain_grads", "deep_backward"])
@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_a_rounded_answer_earns_nothing(name, decimals):
    function = BY_NAME[name].reference
    found = said_about(name, lambda *args: rounded(function(*args), decimals))
    assert (found.kind, found.share) == ("near", 0)


@pytest.mark.parametrize("seed", [None, 3])
def test_what_a_neuron_received_and_was_added_is_named(seed):
    added = written(
        "def deep_chain_grads(ws, x, y):\n"
        "    went = [x]\n"
        "    for w in ws:\n"
        "        went.append(sigmoid(w * went[-1]))\n"
        "    back, grads = 2 * (went.pop() - y), []\n"
        "    for w in ws[::-1]:\n"
        "        a = sigmoid(w * went[-1])\n"
        "        back = back * a * (1 - a)\n"
        "        grads.insert(0, float(went.pop() + back))\n"
        "        back = back * w\n"
        "    return grads\n"
    )
    assert said_about("deep_chain_grads", added, seed).name == "received-added"


def test_measured_gradients_are_named_and_earn_nothing():
    def nudged(layers, X, Y, h=1e-5):
        grads = []
        for layer, pair in enumerate(layers):
            found = []
            for place, value in enumerate(pair):
                slopes = np.empty_like(value)
                for index in np.ndindex(value.shape):
                    moved = [[W.copy(), b.copy()] for W, b in layers]
                    losses = []
                    for sign in (1, -1):
                        moved[layer][place][index] = value[index] + sign * h
                        losses.append(float(deep_loss(moved, X, Y)))
                    slopes[index] = (losses[0] - losses[1]) / (2 * h)
                found.append(slopes)
            grads.append(tuple(found))
        return grads

    for seed in (None, 1):
        assert said_about("deep_backward", nudged, seed).name == "measured"
        found = said_about("deep_chain_grads", lesson_07._nudged_chain, seed)
        assert (found.name, found.share) == ("measured", 0)


SWEEP = """
def sigmoid_backward(dA, A):
    return dA * A * (1 - A)

def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)

def relu_backward(dA, Z):
    return {gate}

def deep_forward(layers, X):
    Zs, As = [], [X]
    for layer, (W, b) in enumerate(layers):
        Zs.append(As[-1] @ W + b)
        As.append(sigmoid(Zs[-1]) if layer == len(layers) - 1 else np.maximum(Zs[-1], 0))
    return Zs, As

def deep_backward(layers, X, Y):
    Zs, As = deep_forward(layers, X)
    dZ = sigmoid_backward(2 * (As[-1] - Y) / len(X), As[-1])
    grads = []
    for layer in reversed(range(len(layers))):
        dA, dW, db = linear_backward(dZ, As[layer], layers[layer][0])
        grads.append((dW, db))
        {line}
    return grads[::-1]
"""
OPEN, TIMES = "np.where(Z > 0, dA, 0.0)", "dA * (Z > 0)"


def test_a_slip_in_the_gate_costs_nothing_in_the_sweep():
    for asked in ("Zs[layer - 1]", "As[layer]"):
        line = f"if layer > 0: dZ = relu_backward(dA, {asked})"
        for seed in (None, 3):
            function = written(SWEEP.format(gate="dA + 7", line=line))
            assert said_about("deep_backward", function, seed).kind == "right", asked


@pytest.mark.parametrize("gate", [OPEN, TIMES])
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("dZ = relu_backward(dA, Zs[layer - 1])", "no-guard"),
        ("dZ = relu_backward(dA, Zs[layer])", "wrong-gate-no-guard"),
        ("if layer > 0: dZ = relu_backward(dA, Zs[layer])", "wrong-gate"),
        ("if layer > 0: dZ = relu_backward(dA, As[layer - 1])", "gate-by-input"),
        ("if layer > 0: relu_backward(dA, Zs[layer - 1])", "signal-not-kept"),
        ("if layer > 0: dZ = relu_backward(dZ, Zs[layer - 1])", "weights-skipped"),
        ("dZ = dA", "no-relu"),
    ],
)
def test_the_likeliest_slips_of_the_loop_are_named_however_the_gate_is_written(gate, line, name):
    found = said_about("deep_backward", written(SWEEP.format(gate=gate, line=line)))
    assert found.name.removesuffix("-times") == name


def test_a_network_without_hidden_layers_alone_earns_its_point():
    def shallow(layers, X, Y):
        if len(layers) == 1:
            return backprop.deep_backward(layers, X, Y)
        return [(0.3 + 0 * W, 0.2 + 0 * b) for W, b in layers]

    found = said_about("deep_backward", shallow)
    assert found.share == pytest.approx(1 / 5)
    assert "With no hidden layer all is right" in found.message
    assert "a list of 3 pairs of arrays" in found.message
    assert "in pair 0" in found.message and "in layer 0" in found.message


THREE = """
def cost_in_forward_passes(n_params, method):
    if method == "nudging one side":
        return {one}
    if method == "nudging both sides":
        return {both}
    if method == "backprop":
        return {swept}
    {end}
"""


def cost(one="n_params + 1", both="2 * n_params", swept="3", end="raise ValueError"):
    return written(THREE.format(one=one, both=both, swept=swept, end=end))


def test_each_count_is_judged_for_itself():
    found = said_about("cost_in_forward_passes", cost(one="n_params", swept="2"))
    assert found.share == pytest.approx(1 / 2)
    assert "both_sides and another_word are right" in found.message
    assert "In one_side a forward pass is missing" in found.message


def test_three_wrong_ways_to_meet_another_word_get_three_messages():
    ends = {
        "raise KeyError(method)": "key-error",
        "assert False, method": "asserted",
        'return ValueError("unknown")': "returned",
        'return "unknown method"': "returned",
        "return None": "fell-through",
        "pass": "fell-through",
    }
    for seed in (None, 2):
        named = {end: said_about("cost_in_forward_passes", cost(end=end), seed) for end in ends}
        assert {end: found.name for end, found in named.items()} == ends
        assert all(found.share == pytest.approx(3 / 4) for found in named.values())
    assert said_about("cost_in_forward_passes", cost(swept="3.0")).kind == "right"


def test_zeros_that_are_divided_are_met_with_what_they_are():
    divided = written(
        "def clip_by_norm(grads, max_norm):\n"
        "    import math\n"
        "    n = math.sqrt(sum((g**2).sum() for g in grads.values()))\n"
        "    return {k: g * min(1, max_norm / n) for k, g in grads.items()}\n"
    )
    found = said_about("clip_by_norm", divided)
    assert found.message == "clip_by_norm({W, b} of zeros, 5.36) stops: it divides by zero."
    assert found.share == pytest.approx(1 / 2)


def test_a_gate_is_met_with_its_own_sum():
    said = said_about("relu_backward", lambda dA, Z: np.where(Z > 0.5, dA, 0)).message
    assert said.endswith(
        "but a nudge of Z[1, 0] = 0.4 moves what ReLU puts out one for one, and dA[1, 0] is −0.3."
    )
    at_zero = said_about("relu_backward", lambda dA, Z: np.where(Z == 0, 7.5, dA * (Z > 0))).message
    assert "Z[0, 2] is 0, where the gate counts as shut" in at_zero


def test_what_is_wrong_with_one_layer_too_is_looked_for_where_all_begins():
    def off(layers, X, Y):
        return [(3 + dW, db) for dW, db in backprop.deep_backward(layers, X, Y)]

    assert "It is wrong with one layer alone, too" in said_about("deep_backward", off).message


def test_no_count_of_layers_stands_for_the_rows():
    for seed in SEEDS:
        for probe in BY_NAME["deep_backward"].probes(seed):
            layers, X, _ = probe.args
            assert len(layers) != len(X)


def test_of_several_calls_the_one_that_stops_is_told():
    stops = written(
        "def cost_in_forward_passes(n_params, method):\n"
        "    return {'nudging one side': n_params + 1}[method]\n"
    )
    said = said_about("cost_in_forward_passes", stops).message
    assert said.startswith(
        'both_sides = cost_in_forward_passes(n_params, "nudging both sides") (with n_params = 12) '
        "stops: it asks a dict"
    )
    squared = written(
        "def cost_in_forward_passes(n_params, method):\n"
        "    costs = {'nudging one side': n_params + 1, 'nudging both sides': n_params**2}\n"
        "    if method not in (*costs, 'backprop'):\n"
        "        raise ValueError(method)\n"
        "    return costs.get(method, 3)\n"
    )
    assert said_about("cost_in_forward_passes", squared).message == (
        "Up to one_side all is right; the first difference is both_sides. With "
        "cost_in_forward_passes(12, …), a program that nudges 12 numbers to both sides and counts "
        "its forward passes counts 24, and your both_sides is 144."
    )


def test_starts_are_looked_at_fact_by_fact():
    def start(W, b="np.zeros(fan_out)"):
        return written(f"def he_init(fan_in, fan_out, rng):\n    return {W}, {b}\n")

    right = "rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))"
    assert said_about("he_init", start(right)).kind == "right"
    flat = said_about("he_init", start("rng.normal(0, np.sqrt(2 / fan_in), fan_in * fan_out)"))
    assert "the first difference is W, where shape_fits is False" in flat.message
    wide = said_about("he_init", start("rng.normal(0, np.sqrt(7 / fan_in), (fan_in, fan_out))"))
    assert "where spread_fits is False" in wide.message and "0.1094" in wide.message
    edge = f"np.clip({right}, -2 * np.sqrt(2 / fan_in), 2 * np.sqrt(2 / fan_in))"
    assert said_about("he_init", start(edge)).name == "cut-off"
    ones = said_about("he_init", start(right, "np.ones(fan_out)"))
    assert (ones.name, ones.share) == ("random-bias", 1 / 2)


# --- naive inputs would let mistakes pass ---------------------------------------------------------


def test_a_chain_of_one_neuron_would_hide_what_the_probes_show():
    """The probes' reason: at a single layer many mistakes give the right value."""
    right = backprop.deep_chain_grads([1.0], 1.0, 0.0)
    hidden = [
        known.name
        for known in BY_NAME["deep_chain_grads"].misconceptions
        if known.wrong([1.0], 1.0, 0.0) == right
    ]
    assert {"own-weight", "no-slope", "no-weight", "last-only", "reversed"} <= set(hidden)
    for name in hidden:
        (known,) = (k for k in BY_NAME["deep_chain_grads"].misconceptions if k.name == name)
        assert said_about("deep_chain_grads", known.wrong).name == name


# --- nothing ready-made earns the points of its own exercise --------------------------------------


def test_the_lesson_brings_only_what_earlier_lessons_asked_for():
    brought = ready.ready_for("07_deep_networks")
    measuring = {"mlp_forward", "numerical_grad"}
    assert brought.keys() == measuring | {
        *("sigmoid_backward", "linear_backward", "minibatches", "train_step")
    }
    assert not brought.keys() & BY_NAME.keys()
    assert not ready.ready_for("08_your_own_engine").keys() & BY_NAME.keys()


@pytest.mark.parametrize("name", BY_NAME)
def test_no_ready_made_function_earns_points_here(name):
    for function in ready.BROUGHT["07_deep_networks"]:
        assert judging.judge(function, 3, name).points == 0


# --- no sentence gives the answer away, or speaks of what is not there ----------------------------


def everything_said(exercise):
    yield from (known.message for known in exercise.misconceptions)
    yield from exercise.hints
    yield from (exercise.success, exercise.see)
    yield exercise.all_wrong
    yield from clauses_of(exercise.table().measured)


SOLUTIONS = {
    "deep_chain_grads": "def f(dL_da, a, got):\n    return dL_da * a * (1 - a) * got",
    "relu_backward": "def f(dA, Z):\n    return dA * (Z > 0)",
    "he_init": "def f(fan_in):\n    return np.sqrt(2 / fan_in)",
    "deep_backward": "def f(A, Y, X):\n    return 2 * (A - Y) / len(X) * A * (1 - A)",
    "cost_in_forward_passes": "def f(n_params):\n    return n_params + 1",
    "clip_by_norm": "def f(max_norm, length, gradient):\n    return max_norm / length * gradient",
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    sources = [SOLUTIONS[exercise.name]]
    if exercise.name != "deep_backward":  # it returns a list turned round, which is no formula
        sources.append(inspect.getsource(exercise.reference))
    for source in sources:
        for sentence in everything_said(exercise):
            assert not gives_away(sentence, source), sentence


@pytest.mark.parametrize("name", ["deep_chain_grads", "he_init", "deep_backward", "clip_by_norm"])
def test_a_leak_would_be_noticed(name):
    formula = SOLUTIONS[name].split("return ")[1]
    assert gives_away(f"It is {formula}.", SOLUTIONS[name])


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_sentences_use_the_words_of_the_course(exercise):
    for sentence in everything_said(exercise):
        words = set(sentence.lower().replace(",", " ").replace(".", " ").split())
        assert not words & {"path", "norm", "unit", "units", "central", "obviously"}, sentence
        if exercise.name != "cost_in_forward_passes":
            assert not words & {"dl/dw"}, sentence
