"""Layers: forward by loops, backward by `autograd` with a gradient from above that is not 1."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from autograders import backprop

# (N, D, H): all different, one example, one feature, one unit, and the square that hides transposes
SHAPES = [(5, 3, 2), (4, 2, 7), (1, 3, 2), (6, 1, 4), (3, 5, 1), (4, 4, 4)]


def draw(seed, *shapes):
    """Arrays without zeros, ones, equal entries or symmetry."""
    rng = np.random.default_rng(seed)
    return [rng.normal(0.2, 1.3, shape) for shape in shapes]


@given(st.floats(-3, 3))
def test_two_route_gradient_is_the_complex_step_through_both_routes(x):
    t = complex(x, 1e-30)
    expected = (t**2 * np.sin(t)).imag / 1e-30
    np.testing.assert_allclose(backprop.two_route_grad(x), expected, rtol=1e-12, atol=1e-14)


@given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 3), st.integers(0, 99))
def test_route_gradient_is_an_entry_of_the_matrix_product(inputs, hidden, outputs, seed):
    W1, W2 = draw(seed, (inputs, hidden), (hidden, outputs))
    answer = [
        [backprop.route_gradient(W1, W2, i, k) for k in range(outputs)] for i in range(inputs)
    ]
    np.testing.assert_allclose(answer, W1 @ W2, rtol=1e-9, atol=1e-12)
    assert type(answer[0][0]) is float


@pytest.mark.parametrize("shape", SHAPES)
def test_layer_forward_gives_each_example_its_own_weighted_sums(shape):
    N, D, H = shape
    X, W, b = draw(1, (N, D), (D, H), (H,))
    expected = [
        [sum(X[n, d] * W[d, h] for d in range(D)) + b[h] for h in range(H)] for n in range(N)
    ]
    np.testing.assert_allclose(backprop.layer_forward(X, W, b), expected, rtol=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
def test_linear_backward_equals_autograd(shape):
    N, D, H = shape
    dZ, X, W, b = draw(2, (N, H), (N, D), (D, H), (H,))

    def loss(X, W, b):
        return anp.sum(dZ * (anp.dot(X, W) + b))

    before = dZ.copy(), X.copy(), W.copy()
    answer = backprop.linear_backward(dZ, X, W)
    for i, (gradient, argument) in enumerate(zip(answer, (X, W, b), strict=True)):
        assert gradient.shape == argument.shape
        np.testing.assert_allclose(gradient, grad(loss, i)(X, W, b), rtol=1e-9, atol=1e-14)
    for now, then in zip((dZ, X, W), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("shape", [(5, 3), (1, 4), (3, 3), (4,)])
def test_sigmoid_backward_equals_autograd(shape):
    dA, Z = draw(3, shape, shape)
    A = 1 / (1 + np.exp(-Z))
    expected = grad(lambda Z: anp.sum(dA / (1 + anp.exp(-Z))))(Z)
    np.testing.assert_allclose(backprop.sigmoid_backward(dA, A), expected, rtol=1e-9)


@pytest.mark.parametrize("shape", [(5, 3), (1, 4), (3, 3), (4,)])
def test_relu_and_its_backward_equal_autograd(shape):
    dA, Z = draw(4, shape, shape)
    assert (Z < 0).any() and (Z > 0).any() and (dA < 0).any()
    expected = grad(lambda Z: anp.sum(dA * anp.where(Z > 0, Z, 0 * Z)))(Z)
    np.testing.assert_allclose(backprop.relu_backward(dA, Z), expected, rtol=1e-9)
    positive_part = np.reshape([max(float(z), 0.0) for z in Z.flat], shape)
    np.testing.assert_array_equal(backprop.relu(Z), positive_part)


def test_relu_has_no_slope_at_exactly_zero():
    dA, Z = np.array([2.5, -3.5, 4.5]), np.array([0.0, -0.0, 1e-300])
    np.testing.assert_array_equal(backprop.relu_backward(dA, Z), [0.0, 0.0, 4.5])
    np.testing.assert_array_equal(backprop.relu(Z), [0.0, 0.0, 1e-300])


X, W, b, dZ = draw(5, (5, 3), (3, 2), (2,), (5, 2))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: backprop.layer_forward(X, W.T, b), r"W has shape \(2, 3\), expected \(3, 3\)"),
        (lambda: backprop.layer_forward(X[0], W, b), r"X has shape \(3,\), expected \(N, D\)"),
        (lambda: backprop.layer_forward(X, W, b[:1]), r"b has shape \(1,\), expected \(2,\)"),
        (lambda: backprop.layer_forward(X, W, X[:, :1]), r"b has shape \(5, 1\), expected \(2,\)"),
        (lambda: backprop.linear_backward(dZ[:1], X, W), r"dZ has shape \(1, 2\), expected"),
        (lambda: backprop.linear_backward(dZ, X, W.T), r"W has shape \(2, 3\), expected \(3, 3\)"),
        (lambda: backprop.linear_backward(dZ, X[0], W), r"X has shape \(3,\), expected \(N, D\)"),
        (lambda: backprop.linear_backward(dZ, X, b), r"W has shape \(2,\), expected \(D, H\)"),
        (lambda: backprop.sigmoid_backward(dZ[:, :1], dZ), r"dA has shape \(5, 1\), expected"),
        (lambda: backprop.relu_backward(dZ[0], dZ), r"dA has shape \(2,\), expected \(5, 2\)"),
        (lambda: backprop.route_gradient(X, dZ, 0, 0), r"W2 has shape \(5, 2\), expected \(3, 2\)"),
        (lambda: backprop.route_gradient(X[0], W, 0, 0), r"W1 has shape \(3,\), expected"),
        (lambda: backprop.route_gradient(X, b, 0, 0), r"W2 has shape \(2,\), expected \(H, K\)"),
    ],
)
def test_shapes_that_would_broadcast_are_refused_in_one_line(call, sentence):
    with pytest.raises(ValueError, match=sentence) as refusal:
        call()
    assert "\n" not in str(refusal.value)
