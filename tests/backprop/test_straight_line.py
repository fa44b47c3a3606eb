"""A line fitted to a cloud: its loss is a bowl, and the bowl says how long a step may be."""

from itertools import pairwise

import numpy as np
import pytest
from autograd import grad, hessian
from chainrule import data

from autograders import backprop


def cloud(seed=0, rows=7):
    rng = np.random.default_rng(seed)
    return rng.normal(1.5, 2.0, rows), rng.normal(-0.5, 3.0, rows)


def mean_square(weights, x, y):
    return ((weights[0] * x + weights[1] - y) ** 2).sum() / len(x)


def test_loss_gradient_and_curvatures_are_those_of_the_mean_of_squares():
    x, y = cloud()
    at = np.array([0.7, -1.3])
    np.testing.assert_allclose(backprop.line_loss(*at, x, y), mean_square(at, x, y), rtol=1e-12)
    np.testing.assert_allclose(backprop.line_gradient(*at, x, y), grad(mean_square)(at, x, y))
    bends = np.linalg.eigvalsh(hessian(mean_square)(at, x, y))
    np.testing.assert_allclose(backprop.line_curvatures(x), bends, rtol=1e-9)


def test_a_trail_begins_at_the_start_and_goes_against_the_gradient():
    x, y = cloud()
    trail = backprop.line_descent(x, y, 0.1, 3, (0.5, 2.5))
    assert trail.shape == (4, 2) and trail[0].tolist() == [0.5, 2.5]
    for before, after in pairwise(trail):
        np.testing.assert_allclose(after, before - 0.1 * grad(mean_square)(before, x, y))


def test_a_batch_draws_every_row_once_before_any_row_again():
    x, y = cloud(rows=7)
    trail = backprop.line_descent(x, y, 0.05, 5, (0.5, 2.5), 3, np.random.default_rng(4))
    rng = np.random.default_rng(4)
    order, again = rng.permutation(7), rng.permutation(7)
    batches = [order[:3], order[3:6], order[6:], again[:3], again[3:6]]
    for before, after, rows in zip(trail[:-1], trail[1:], batches, strict=True):
        np.testing.assert_allclose(
            after, before - 0.05 * grad(mean_square)(before, x[rows], y[rows])
        )
    with pytest.raises(ValueError, match="rng is missing"):
        backprop.line_descent(x, y, 0.05, 5, batch_size=3)


def cars():
    table = data.load_cars()
    return table.weight_lb / 1000, table.mpg


def in_spreads(column):
    return (column - column.mean()) / column.std()


def test_standardised_cars_lie_in_a_round_bowl_with_its_floor_half_a_step_away():
    x, y = map(in_spreads, cars())
    np.testing.assert_allclose(backprop.line_curvatures(x), (2, 2), rtol=1e-9)
    floor = backprop.line_descent(x, y, 0.5, 1)[-1]
    np.testing.assert_allclose(backprop.line_gradient(*floor, x, y), (0, 0), atol=1e-9)
    across = backprop.line_descent(x, y, 1.0, 4)
    np.testing.assert_allclose(across[2], across[0], atol=1e-9)
    climbing = [backprop.line_loss(*place, x, y) for place in backprop.line_descent(x, y, 1.1, 5)]
    assert climbing == sorted(climbing)
    (dw, db), first = backprop.line_gradient(0, 0, x, y), backprop.line_descent(x, y, 0.1, 1)[-1]
    promise = -0.1 * (dw**2 + db**2)
    truth = backprop.line_loss(*first, x, y) - backprop.line_loss(0, 0, x, y)
    assert (round(promise, 3), round(truth, 3)) == (-0.277, -0.249)


def test_the_same_cars_in_their_own_units_lie_in_a_gorge():
    x, y = cars()
    low, high = backprop.line_curvatures(x)
    assert (round(high / low), round(2 / high, 3)) == (154, 0.095)
    after = backprop.line_descent(x, y, 0.0856, 100)[-1]
    best = np.polyfit(x, y, 1)
    assert round(backprop.line_loss(*after, x, y), 1) == 32.6
    assert round(backprop.line_loss(*best, x, y), 1) == 18.7
    # A little past the limit it climbs away.
    gone = backprop.line_descent(x, y, 1.02 * 2 / high, 100)[-1]
    assert backprop.line_loss(*gone, x, y) > 1e5
