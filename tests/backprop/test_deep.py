"""Deep chains, initialisation, clipping, and what a gradient costs."""

import itertools
import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from autograders import backprop
from autograders.backprop import deep

WEIGHTS = st.lists(st.floats(0.2, 3) | st.floats(-3, -0.2), min_size=1, max_size=8)


def chain_loss(ws, x, y):
    for w in ws:
        x = 1 / (1 + anp.exp(-w * x))
    return (x - y) ** 2


@given(WEIGHTS, st.floats(-2, 2), st.floats(1.1, 2))
def test_deep_chain_gradients_equal_autograd(ws, x, y):
    expected = grad(chain_loss)(ws, x, y)
    answer = backprop.deep_chain_grads(ws, x, y)
    np.testing.assert_allclose(answer, expected, rtol=1e-9, atol=1e-15)
    np.testing.assert_array_equal(backprop.deep_chain_grads(np.array(ws), x, y), answer)


def test_deep_chain_gradients_come_as_a_list_of_floats_first_layer_first():
    answer = backprop.deep_chain_grads([0.8, -1.5, 2.0], 1.2, 1.0)
    assert isinstance(answer, list) and {type(g) for g in answer} == {float}
    assert backprop.deep_chain_grads([], 1.2, 1.0) == []


@pytest.mark.parametrize("depth", [1, 5, 40])
def test_one_sweep_runs_each_layer_once(monkeypatch, depth):
    calls = []
    monkeypatch.setattr(deep, "sigmoid", lambda z: calls.append(z) or 1 / (1 + np.exp(-z)))
    backprop.deep_chain_grads([1.3] * depth, 0.4, 1.0)
    assert len(calls) == depth


@given(st.lists(st.floats(-6, 6), max_size=8))
def test_no_product_of_sigmoid_slopes_exceeds_max_shrink(points):
    slopes = [math.exp(-z) / (1 + math.exp(-z)) ** 2 for z in points]
    assert math.prod(slopes) <= backprop.max_shrink(len(points)) * (1 + 1e-12)


def test_max_shrink_is_reached_at_zero():
    assert [backprop.max_shrink(depth) for depth in (0, 1, 2, 10)] == [1, 0.25, 0.0625, 2**-20]


def test_he_init_draws_normal_weights_with_variance_two_over_fan_in():
    W, b = backprop.he_init(400, 250, np.random.default_rng(0))
    assert W.shape == (400, 250) and b.shape == (250,)
    assert not b.any()
    np.testing.assert_allclose(W.std() * math.sqrt(400 / 2), 1, rtol=0.02)
    assert abs(W.mean()) < 1e-3
    # A normal distribution holds 68.3 % within one standard deviation, a uniform one 57.7 %.
    np.testing.assert_allclose((abs(W) < math.sqrt(2 / 400)).mean(), 0.683, atol=0.01)
    again, _ = backprop.he_init(400, 250, np.random.default_rng(0))
    np.testing.assert_array_equal(W, again)


def test_he_init_keeps_the_size_of_activations_through_relu():
    rng = np.random.default_rng(0)
    A = rng.normal(size=(200, 300))
    for _ in range(20):
        A = backprop.relu(A @ backprop.he_init(300, 300, rng)[0])
    assert 0.3 < np.sqrt((A**2).mean()) < 3


def test_cost_counts_the_forward_passes_of_a_numerical_gradient():
    passes = []
    parameters = np.linspace(0.1, 1.3, 13)
    backprop.numerical_grad(lambda v: passes.append(1) or float(np.sum(v**2)), parameters)
    assert backprop.cost_in_forward_passes(13, "nudging both sides") == len(passes)
    assert backprop.cost_in_forward_passes(2410, "nudging both sides") == 4820
    assert backprop.cost_in_forward_passes(2410, "nudging one side") == 2411
    assert backprop.cost_in_forward_passes(2410, "backprop") == 3
    assert backprop.cost_in_forward_passes(10, "backprop") == 3
    with pytest.raises(ValueError, match="unknown method 'magic': choose from nudging one side"):
        backprop.cost_in_forward_passes(10, "magic")


@given(st.lists(st.integers(1, 4), min_size=2, max_size=6))
def test_routes_are_counted_as_by_walking_them(widths):
    first, *hidden, last = widths
    walked = list(itertools.product([0], *(range(width) for width in hidden), [0]))
    assert backprop.count_routes([first, *hidden, last]) == len(walked)


def test_routes_of_the_lesson_and_of_nets_too_deep_for_64_bits():
    assert backprop.count_routes([1, 16, 16, 1]) == 256
    assert backprop.count_routes(np.array([5, 7])) == 1
    assert backprop.count_routes([1] + [100] * 40 + [1]) == 10**80
    with pytest.raises(ValueError, match="widths has 1 layers"):
        backprop.count_routes([4])


def norm(grads):
    return float(np.linalg.norm(np.concatenate([g.ravel() for g in grads.values()])))


@given(st.floats(0.01, 20), st.integers(0, 99))
def test_clipping_keeps_the_direction_and_bounds_the_norm(max_norm, seed):
    rng = np.random.default_rng(seed)
    grads = {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
    before = {name: g.copy() for name, g in grads.items()}
    clipped = backprop.clip_by_norm(grads, max_norm)
    assert clipped.keys() == grads.keys()
    np.testing.assert_allclose(norm(clipped), min(norm(grads), max_norm), rtol=1e-9)
    for name, g in clipped.items():
        np.testing.assert_allclose(g * norm(grads), grads[name] * norm(clipped), rtol=1e-9)
        np.testing.assert_array_equal(grads[name], before[name])


def test_small_gradients_come_back_as_they_are_and_zero_gradients_stay_zero():
    grads = {"W": np.array([[0.3, -0.4]]), "b": np.array([0.0])}
    np.testing.assert_array_equal(backprop.clip_by_norm(grads, 0.6)["W"], grads["W"])
    nothing = {"W": np.zeros((2, 2))}
    np.testing.assert_array_equal(backprop.clip_by_norm(nothing, 0.5)["W"], nothing["W"])
