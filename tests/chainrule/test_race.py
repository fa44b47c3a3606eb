"""Three ways to train, and the work that each is charged with."""

import numpy as np
import pytest
from chainrule.race import Race

from autograders.backprop import (
    init_mlp,
    minibatches,
    mlp_backward,
    mlp_forward,
    mlp_loss,
    numerical_grad,
    sgd_step,
    train_step,
)

RNG = np.random.default_rng(8)
X, Y = RNG.normal(size=(11, 3)), RNG.random((11, 2))
START = init_mlp(3, 4, 2, RNG)  # 26 numbers
NUMBERS = 26


def test_a_step_by_backprop_costs_three_passes_and_one_by_nudging_two_a_number():
    race = Race(START, X, Y, steps=2, rows=4)
    swept = race.by_backprop(train_step, minibatches)
    nudged = race.by_nudging(mlp_forward, numerical_grad, minibatches)
    assert (swept.steps, swept.passes, swept.example_runs) == (2, 6, 6 * 4)
    assert (nudged.steps, nudged.passes) == (2, 2 * 2 * NUMBERS)
    assert nudged.example_runs == 2 * 2 * NUMBERS * 4


def test_both_take_the_very_same_steps():
    race = Race(START, X, Y, steps=5, rows=4, lr=0.7, seed=3)
    by_hand, rng = START, np.random.default_rng(3)
    for X_few, Y_few in [*minibatches(X, Y, 4, rng), *list(minibatches(X, Y, 4, rng))[:2]]:
        by_hand = sgd_step(by_hand, mlp_backward(by_hand, X_few, Y_few), 0.7)
    for run in (
        race.by_backprop(train_step, minibatches),
        race.by_nudging(mlp_forward, numerical_grad, minibatches),
    ):
        for name, value in by_hand.items():
            np.testing.assert_allclose(run.params[name], value, atol=1e-9)


def test_nothing_is_spent_above_the_limit_and_half_a_step_moves_nothing():
    race = Race(START, X, Y, spend=2 * NUMBERS * 4 + 60, rows=4)
    nudged = race.by_nudging(mlp_forward, numerical_grad, minibatches)
    one = Race(START, X, Y, steps=1, rows=4).by_nudging(mlp_forward, numerical_grad, minibatches)
    assert nudged.steps == 1
    assert nudged.example_runs == 2 * NUMBERS * 4 + 60
    np.testing.assert_array_equal(nudged.params["W1"], one.params["W1"])
    few = Race(START, X, Y, spend=20, rows=4).by_nudging(mlp_forward, numerical_grad, minibatches)
    assert few.steps == 0 and few.params is START


def test_a_blind_walk_keeps_only_what_helps_and_pays_for_every_try():
    run = Race(START, X, Y, spend=11 * 101, seed=5).by_trying(mlp_forward, size=0.1)
    assert (run.steps, run.passes, run.example_runs) == (100, 101, 1111)
    assert mlp_loss(run.params, X, Y) < mlp_loss(START, X, Y)
    # What it kept is a sum of the turns that lowered the loss, in the order in which it drew them.
    rng, params = np.random.default_rng(5), START
    for _ in range(100):
        tried = {name: v + rng.normal(0, 0.1, v.shape) for name, v in params.items()}
        params = tried if mlp_loss(tried, X, Y) < mlp_loss(params, X, Y) else params
    np.testing.assert_array_equal(run.params["W2"], params["W2"])


def test_what_comes_in_stays_as_it_is():
    kept = {name: value.copy() for name, value in START.items()}
    race = Race(START, X, Y, steps=3, rows=4)
    race.by_backprop(train_step, minibatches)
    race.by_nudging(mlp_forward, numerical_grad, minibatches)
    race.by_trying(mlp_forward, size=0.1)
    for name, value in kept.items():
        np.testing.assert_array_equal(START[name], value)


def test_a_race_without_an_end_is_refused():
    with pytest.raises(ValueError, match="steps or spend"):
        Race(START, X, Y)
