"""What lesson 07 tells of deep networks and of the race: kept numbers, and a thinned part again."""

import itertools
import json
import math
import os

import numpy as np
import pytest
from autograd import grad
from autograd import numpy as anp
from chainrule import data

from autograders import backprop
from autograders.backprop import depth_runs


@pytest.fixture(scope="module")
def digits():
    table = data.load_digits()
    return backprop.digit_table(table.pixels, table.label)


# --- the kept file is what the functions give -----------------------------------------------------


def test_the_file_holds_every_training_that_is_told():
    kept = backprop.kept_runs()
    assert kept["deep"].keys() == depth_runs.DEEP.keys()
    assert {len(shares) for shares in kept["deep"].values()} == {len(depth_runs.SEEDS)}
    assert len(kept["steps"]) == len(depth_runs.RACE_SEEDS)
    walks = [(w["size"], w["seed"], w["rows"]) for w in kept["blind"]]
    assert walks == [*depth_runs.BLIND, *depth_runs.BLIND_OF_32_ROWS]
    assert json.loads(depth_runs.KEPT.read_text("utf-8")) == kept


@pytest.mark.parametrize(
    ("name", "seed"),
    [
        ("sigmoid 1", 2),
        ("sigmoid 4", 1),
        ("tanh 2", 3),
        ("relu 4", 0),
        ("sigmoid 4 times 4", 1),
        ("tanh 3 cut 3", 0),
        ("tanh 3 cut 1", 4),
        ("no hidden layer", 1),
    ],
)
def test_a_training_that_is_run_again_reads_as_much(digits, name, seed):
    """Up to a row or two that another way of adding may turn."""
    share = backprop.deep_accuracy(digits, seed=seed, **depth_runs.DEEP[name])
    assert abs(share - backprop.kept_runs()["deep"][name][seed]) < 0.02


@pytest.mark.parametrize("seed", [0, 3])
def test_the_goal_is_reached_again_in_as_many_steps(digits, seed):
    assert abs(backprop.steps_to_goal(digits, seed) - backprop.kept_runs()["steps"][seed]) <= 3


@pytest.mark.skipif(
    not os.environ.get("COURSE_TESTS_MANY_SEEDS"),
    reason="four minutes of trainings: the weekly run (COURSE_TESTS_MANY_SEEDS) makes all anew",
)
def test_everything_that_is_kept_comes_out_again(digits):
    again, kept = backprop.measure_all(digits), backprop.kept_runs()
    assert again.keys() == kept.keys()
    for name, shares in kept["deep"].items():
        np.testing.assert_allclose(again["deep"][name], shares, atol=0.02, err_msg=name)
    np.testing.assert_allclose(again["steps"], kept["steps"], atol=3)
    for walk, other in zip(again["blind"], kept["blind"], strict=True):
        assert (walk["reached"] is None) == (other["reached"] is None)
        assert abs(walk["shares"]["9640"] - other["shares"]["9640"]) < 0.02


def test_the_file_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(depth_runs, "KEPT", tmp_path / "runs.json")
    backprop.keep_runs({"steps": [3]})
    assert backprop.kept_runs() == {"steps": [3]}
    with pytest.raises(TypeError):
        backprop.keep_runs({"steps": object()})
    assert backprop.kept_runs() == {"steps": [3]}
    assert [path.name for path in tmp_path.iterdir()] == ["runs.json"]
    monkeypatch.undo()
    backprop.kept_runs.cache_clear()
    assert len(backprop.kept_runs()["steps"]) == 10


@pytest.mark.parametrize("place", [0, 5, 9])
def test_blind_walks_begin_again_as_they_did(digits, place):
    walk = backprop.kept_runs()["blind"][place]
    again = backprop.blind_tries(digits, walk["size"], walk["seed"], most=100, rows=walk["rows"])
    assert abs(again.shares[100] - walk["shares"]["100"]) < 0.02


def test_nudging_takes_the_same_steps(digits):
    kept = backprop.kept_runs()
    assert kept["nudged_steps"]["3"] == kept["steps"][3]
    assert backprop.nudged_beside_backprop(digits, 0, 1) < 1e-9


# --- what is told ---------------------------------------------------------------------------------


def test_depth_puts_sigma_nets_to_sleep_and_not_the_others():
    _low, mean, high = backprop.kept_shares("sigmoid 4")
    assert high < 0.15 and abs(mean - 0.10) < 0.01
    assert backprop.kept_shares("sigmoid 2")[0] > 0.94
    for name in ("tanh 8", "relu 8"):
        assert backprop.kept_shares(name)[0] > 0.91
    assert backprop.kept_shares("sigmoid 4 times 4")[0] > 0.92
    spread = backprop.kept_shares("sigmoid 8 times 4")
    assert spread[0] < 0.2 and spread[2] > 0.9


def test_layers_that_cannot_learn_are_worse_than_none():
    ranges = [backprop.kept_shares(f"tanh 3 cut {n}") for n in range(4)]
    for (low, _, _), (_, _, high) in itertools.pairwise(ranges):
        assert low > high
    assert ranges[3][0] > 0.75 and ranges[3][2] < 0.8
    assert backprop.kept_shares("no hidden layer")[0] > 0.94
    assert backprop.kept_shares("no hidden layer, lr 0.3")[0] > 0.93


def test_the_race_in_example_runs():
    lanes = backprop.race()
    assert list(lanes) == sorted(lanes, key=lambda lane: lanes[lane][1])
    backprop_lane, blind, nudging = lanes.values()
    assert (round(backprop_lane[0], -3), round(backprop_lane[2], -3)) == (12_000, 21_000)
    assert round(backprop_lane[1], -3) == 17_000
    assert [round(count / 1e6, 1) for count in blind] == [6.6, 8.6, 11.6]
    assert [round(count / 1e6) for count in nudging] == [19, 27, 33]
    assert blind[2] < nudging[0], "every blind walk is cheaper than measuring every slope"


def test_with_32_rows_a_try_blind_walks_do_not_arrive():
    walks = [w for w in backprop.kept_runs()["blind"] if w["rows"]]
    assert [w["reached"] for w in walks] == [None] * 3
    assert min(w["shares"]["9640"] for w in walks) > 0.6
    assert max(w["shares"]["9640"] for w in walks) < 0.85


def test_a_chain_keeps_its_first_gradient_only_with_weights_below_0():
    assert backprop.weights_that_keep(50) == [-5, -4]
    first, *_, last = backprop.deep_chain_grads([1.0] * 10, 1.0, 0.0)
    assert f"{first:.1e}" == "3.7e-07" and round(last, 3) == 0.195
    assert round(last / first, -4) == 530_000
    ends = {w: backprop.deep_chain_grads([float(w)] * 10, 1.0, 0.0) for w in (2, 4, -4)}
    assert [f"{grads[0]:.1e}" for grads in ends.values()] == ["1.0e-06", "3.0e-12", "-7.1e-04"]
    assert round(ends[-4][0] / ends[-4][-1], 3) == round(-1 / 37.7, 3)


def test_gradients_shrink_by_a_fifth_to_a_third_a_layer(digits):
    for seed in range(3):
        lengths = backprop.lengths_at_start(digits, 4, "sigmoid", seed=seed)
        factors = [one / other for one, other in itertools.pairwise(lengths)]
        assert all(0.05 < factor < 0.3 for factor in factors)
        even = backprop.lengths_at_start(digits, 4, "tanh", seed=seed)
        assert max(even) < 2 * min(even)
        bent = backprop.lengths_at_start(digits, 4, "relu", seed=seed)
        assert max(bent) < 5 * min(bent)


def test_twice_the_right_start_explodes(digits):
    for seed in range(3):
        straight = backprop.lengths_at_start(
            digits, 20, "relu", times=2.0, seed=seed, straight=True
        )
        assert straight[0] > 1e12
        squashed = backprop.lengths_at_start(digits, 20, "relu", times=2.0, seed=seed)
        assert squashed[0] < 0.1, "the output saturates, and mostly nothing comes back"


# --- the machinery --------------------------------------------------------------------------------


@pytest.mark.parametrize("bend", ["sigmoid", "tanh", "relu"])
@pytest.mark.parametrize("straight", [True, False])
def test_gradients_agree_with_autograd_at_any_depth(bend, straight):
    rng = np.random.default_rng(5)
    bends = {"sigmoid": lambda z: 1 / (1 + anp.exp(-z)), "tanh": anp.tanh}
    bends["relu"] = lambda z: anp.where(z > 0, z, 0)
    sizes = [3, 4, 5, 2]
    layers = [
        (rng.normal(0, 0.7, s), rng.normal(0.2, 0.3, s[1])) for s in itertools.pairwise(sizes)
    ]
    X, Y = rng.normal(0.1, 1.1, (6, 3)), rng.uniform(0.1, 0.9, (6, 2))

    def loss(layers):
        A = X
        for place, (W, b) in enumerate(layers):
            Z = anp.dot(A, W) + b
            last = place == len(layers) - 1
            A = (Z if straight else bends["sigmoid"](Z)) if last else bends[bend](Z)
        return anp.sum((A - Y) ** 2) / len(X)

    due = grad(loss)(layers)
    found = backprop.net_gradients(layers, X, Y, bend, straight)
    for (dW, db), (due_W, due_b) in zip(found, due, strict=True):
        np.testing.assert_allclose(dW, due_W, rtol=1e-9)
        np.testing.assert_allclose(db, due_b, rtol=1e-9)
    if bend == "relu" and not straight:
        for pair, other in zip(found, backprop.deep_backward(layers, X, Y), strict=True):
            np.testing.assert_array_equal(pair[0], other[0])
    cut = backprop.net_gradients(layers, X, Y, bend, straight, cut=2)
    assert not any(entry.any() for pair in cut[:2] for entry in pair)
    np.testing.assert_array_equal(cut[2][0], found[2][0])


def test_start_weights_have_the_spread_of_their_bend():
    for bend, gain in (("tanh", 1), ("relu", 2)):
        layers = backprop.start_layers(3, bend, np.random.default_rng(1), times=1.5, width=200)
        assert [W.shape for W, _ in layers] == [(64, 200), (200, 200), (200, 200), (200, 10)]
        for W, b in layers[:3]:
            assert W.std() == pytest.approx(1.5 * math.sqrt(gain / len(W)), rel=0.03)
            assert not b.any()


def test_slopes_by_nudging_agree_with_the_sweep():
    rng = np.random.default_rng(2)
    params = backprop.init_mlp(3, 4, 2, rng)
    X, Y = rng.normal(size=(5, 3)), rng.uniform(size=(5, 2))
    kept = {name: value.copy() for name, value in params.items()}
    found = backprop.nudged_grads(params, X, Y)
    for name, due in backprop.mlp_backward(params, X, Y).items():
        np.testing.assert_allclose(found[name], due, rtol=1e-6, atol=1e-9)
        np.testing.assert_array_equal(params[name], kept[name])


def test_a_goal_out_of_reach_is_said(digits):
    with pytest.raises(RuntimeError, match="seed 0: 101% is not reached in 2000 steps"):
        backprop.steps_to_goal(
            digits, 0, lambda params, X, Y: {k: 0 * v for k, v in params.items()}, 1.01
        )
