"""Gradients by nudging: exact where theory says how far off they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from autograders.backprop import numerical_grad, relative_error

tensors = arrays(float, array_shapes(max_dims=3, max_side=4), elements=st.floats(-3, 3))


@given(tensors, st.floats(0.05, 0.5))
def test_gradient_of_a_cubic_is_off_by_exactly_h_squared(v, h):
    weights = np.arange(2.0, 2.0 + v.size).reshape(v.shape)
    answer = numerical_grad(lambda q: float(np.sum(weights * q**3)), v, h)
    assert answer.shape == v.shape
    np.testing.assert_allclose(answer, weights * (3 * v**2 + h**2), rtol=1e-7, atol=1e-7)


def test_default_step_is_right_to_eight_digits():
    v = np.array([0.4, -1.3, 2.2])
    answer = numerical_grad(lambda q: float(np.exp(q[0]) * np.sin(q[1]) + q[2] ** 2 * q[0]), v)
    expected = [
        np.exp(0.4) * np.sin(-1.3) + 2.2**2,
        np.exp(0.4) * np.cos(-1.3),
        2 * 2.2 * 0.4,
    ]
    np.testing.assert_allclose(answer, expected, rtol=1e-8)
    # At 0 the central difference of q³ is h² and nothing else, so it shows the default step.
    at_zero = numerical_grad(lambda q: float(np.sum(q**3)), np.zeros(2))
    np.testing.assert_allclose(at_zero, 1e-10, rtol=1e-9)


def test_integers_are_nudged_as_floats_and_nothing_is_changed():
    v = np.array([[1, 2], [-3, 4]])
    answer = numerical_grad(lambda q: float(np.sum(q**2 * [[1, 2], [3, 4]])), v, 0.1)
    np.testing.assert_allclose(answer, [[2, 8], [-18, 32]], rtol=1e-12)
    np.testing.assert_array_equal(v, [[1, 2], [-3, 4]])
    assert v.dtype.kind == "i"


def test_a_function_that_writes_on_its_argument_disturbs_nothing():
    def careless(q):
        value = float(np.sum(q**2))
        q[:] = 99.0
        return value

    v = np.array([1.5, -2.5])
    np.testing.assert_allclose(numerical_grad(careless, v, 0.1), [3.0, -5.0], rtol=1e-12)
    np.testing.assert_array_equal(v, [1.5, -2.5])


def test_two_calls_per_entry():
    calls = []
    numerical_grad(lambda q: calls.append(1) or 0.0, np.ones((3, 2)))
    assert len(calls) == 12


def test_relative_error_is_zero_for_equal_one_for_opposite_and_free_of_scale():
    v = np.array([3.0, -4.0])
    assert relative_error(v, v) == 0.0
    assert relative_error(v, -v) == 1.0
    assert relative_error(np.zeros(2), np.zeros(2)) == 0.0
    # ‖(3,−4)−(3,−1)‖ = 3, norms 5 and √10
    expected = 3 / (5 + 10**0.5)
    for scale in (1.0, 1e-6):
        answer = relative_error(scale * v, scale * np.array([3.0, -1.0]))
        np.testing.assert_allclose(answer, expected, rtol=1e-12)
    assert type(relative_error(v, v)) is float


def test_gradients_of_different_shapes_are_not_compared():
    with pytest.raises(ValueError, match="shapes differ"):
        relative_error(np.ones(3), np.ones((3, 1)))
