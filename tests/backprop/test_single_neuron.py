"""One neuron, against arbitrary-precision decimals, `autograd` and complex-step differences."""

import warnings
from decimal import Decimal, localcontext

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given
from hypothesis import strategies as st

from autograders import backprop

SCALARS = [(1.5, -0.8, 0.3, 1.0), (-0.7, 2.0, -0.4, 0.2), (3.0, 0.5, -1.0, 0.9), (2.5, 2.0, 3, 0.1)]


def exact_sigmoid(z):
    with localcontext() as context:
        context.prec = 60
        return 1 / (1 + (-Decimal(z)).exp())


def loss(w, b, x, y):
    """Written for autograd and for complex numbers; shares nothing with the reference."""
    return (1 / (1 + anp.exp(-(anp.dot(x, w) + b))) - y) ** 2


@given(st.floats(-700, 700))
def test_sigmoid_is_right_to_the_last_digits_in_both_tails(z):
    np.testing.assert_allclose(backprop.sigmoid(z), float(exact_sigmoid(z)), rtol=1e-14)


@given(st.floats(-300, 300))
def test_slope_of_sigmoid_is_right_to_the_last_digits_in_both_tails(z):
    s = exact_sigmoid(z)
    with localcontext() as context:
        context.prec = 400
        expected = float(s * s * (-Decimal(z)).exp())
    np.testing.assert_allclose(backprop.dsigmoid(z), expected, rtol=1e-13)


def test_sigmoid_never_overflows():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(backprop.sigmoid(np.array([-1000.0, 1000.0])), [0.0, 1.0])
        np.testing.assert_array_equal(backprop.dsigmoid(np.array([-1000.0, 1000.0])), [0.0, 0.0])


@pytest.mark.parametrize("function", [backprop.sigmoid, backprop.dsigmoid])
def test_sigmoid_keeps_shape_and_answers_a_number_with_a_number(function):
    Z = np.array([[-2.0, 0.3, 5.0], [1.5, 4.0, -0.1]])
    assert function(Z).shape == (2, 3)
    assert function(Z.tolist()).shape == (2, 3)
    assert isinstance(function(2), float)
    assert function(0) == {backprop.sigmoid: 0.5, backprop.dsigmoid: 0.25}[function]


@pytest.mark.parametrize("inputs", [1, 2, 5])
def test_weighted_sum_and_neuron_follow_their_definition(inputs):
    rng = np.random.default_rng(inputs)
    x, w, b = rng.normal(size=inputs), rng.normal(size=inputs), 0.7
    z = sum(w[i] * x[i] for i in range(inputs)) + b
    for kind in (np.array, list):
        np.testing.assert_allclose(backprop.weighted_sum(kind(x), kind(w), b), z, rtol=1e-12)
        expected = float(exact_sigmoid(z))
        np.testing.assert_allclose(backprop.neuron(kind(x), kind(w), b), expected, rtol=1e-12)
    assert type(backprop.weighted_sum(x, w, b)) is type(backprop.neuron(x, w, b)) is float


def test_squared_error_has_no_half_and_no_sign():
    assert backprop.squared_error(0.25, 1) == backprop.squared_error(1.75, 1) == 0.5625
    assert type(backprop.squared_error(np.float64(0.25), 1)) is float


@pytest.mark.parametrize(("x", "w", "b", "y"), SCALARS)
def test_local_derivatives_are_the_slopes_of_their_own_links(x, w, b, y):
    h = 1e-30j
    z = w * x + b
    a = float(exact_sigmoid(z))
    expected = {
        "dL_da": ((a + h - y) ** 2).imag / 1e-30,
        "da_dz": (1 / (1 + np.exp(-(z + h)))).imag / 1e-30,
        "dz_dw": ((w + h) * x + b).imag / 1e-30,
        "dz_db": (w * x + (b + h)).imag / 1e-30,
        "dz_dx": (w * (x + h) + b).imag / 1e-30,
    }
    answer = backprop.local_grads(x, w, b, y)
    assert answer.keys() == expected.keys()
    for name, value in expected.items():
        np.testing.assert_allclose(answer[name], value, rtol=1e-12, err_msg=name)
        assert type(answer[name]) is float


@pytest.mark.parametrize(("x", "w", "b", "y"), SCALARS)
def test_neuron_gradients_equal_autograd_and_the_complex_step(x, w, b, y):
    answer = backprop.neuron_grads(x, w, b, y)
    by_autograd = [grad(loss, i)(float(w), float(b), x, y) for i in (0, 1)]
    by_step = [loss(w + 1e-30j, b, x, y).imag, loss(w, b + 1e-30j, x, y).imag]
    np.testing.assert_allclose(answer, by_autograd, rtol=1e-9)
    np.testing.assert_allclose(answer, np.array(by_step) / 1e-30, rtol=1e-9)


@pytest.mark.parametrize("inputs", [1, 3, 6])
def test_vector_gradients_equal_autograd_and_leave_their_arguments_alone(inputs):
    rng = np.random.default_rng(inputs)
    x, w, b, y = rng.normal(size=inputs), rng.normal(size=inputs), -0.4, 0.3
    before = x.copy(), w.copy()
    dL_dw, dL_db = backprop.neuron_grads_vec(x, w, b, y)
    assert dL_dw.shape == (inputs,)
    assert type(dL_db) is float
    np.testing.assert_allclose(dL_dw, grad(loss, 0)(w, b, x, y), rtol=1e-9)
    np.testing.assert_allclose(dL_db, grad(loss, 1)(w, b, x, y), rtol=1e-9)
    np.testing.assert_array_equal((x, w), before)


def test_vector_gradients_with_one_input_are_the_scalar_ones():
    x, w, b, y = SCALARS[1]
    dL_dw, dL_db = backprop.neuron_grads_vec([x], [w], b, y)
    np.testing.assert_allclose((dL_dw[0], dL_db), backprop.neuron_grads(x, w, b, y), rtol=1e-12)


def test_gradient_survives_where_one_minus_a_would_round_to_zero():
    # w = 40: a rounds to 1, but σ′ = e⁻⁴⁰ is an ordinary number.
    dL_dw, dL_db = backprop.neuron_grads(1.0, 40.0, 0.0, 0.0)
    np.testing.assert_allclose((dL_dw, dL_db), 2 * np.exp(-40.0), rtol=1e-12)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: backprop.weighted_sum([1, 2, 3], [1, 2], 0.5), r"w has shape \(2,\), expected"),
        (lambda: backprop.weighted_sum(2.0, 3.0, 0.5), r"x has shape \(\), expected \(D,\)"),
        (lambda: backprop.weighted_sum([1, 2], [1, 2], [1, 2]), r"b has shape \(2,\)"),
        (lambda: backprop.neuron_grads_vec([1, 2], [1, 2], 0.5, [1, 0]), r"y has shape \(2,\)"),
        (lambda: backprop.neuron_grads([1, 2], 3.0, 0.5, 1.0), r"x has shape \(2,\)"),
        (lambda: backprop.squared_error([0.2, 0.4], 1.0), r"a has shape \(2,\)"),
        (lambda: backprop.squared_error(0.2, [1.0, 0.0]), r"y has shape \(2,\)"),
    ],
)
def test_shapes_that_would_broadcast_are_refused_in_one_line(call, sentence):
    with pytest.raises(ValueError, match=sentence) as refusal:
        call()
    assert "\n" not in str(refusal.value)
