"""The two-layer network, against `autograd`, loops over units, and nudged weights."""

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from autograders import backprop

# (N, D, H, K): all different, one example, one output, and the square that hides transposes
SHAPES = [(5, 3, 4, 2), (7, 2, 3, 1), (1, 3, 2, 4), (4, 4, 4, 4), (32, 64, 16, 10)]


def draw(shape, seed=0):
    N, D, H, K = shape
    rng = np.random.default_rng(seed)
    params = {
        "W1": rng.normal(0, 1, (D, H)) / math.sqrt(D),
        "b1": rng.normal(0, 0.5, H),
        "W2": rng.normal(0, 1, (H, K)),
        "b2": rng.normal(0, 0.5, K),
    }
    return params, rng.normal(0.3, 1.2, (N, D)), rng.uniform(0.05, 0.95, (N, K))


def loss(params, X, Y):
    """Written for autograd; shares nothing with the reference."""
    hidden = 1 / (1 + anp.exp(-(anp.dot(X, params["W1"]) + params["b1"])))
    outputs = 1 / (1 + anp.exp(-(anp.dot(hidden, params["W2"]) + params["b2"])))
    return anp.mean(anp.sum((outputs - Y) ** 2, axis=1))


def unit(inputs, weights, bias):
    z = sum(float(i) * float(w) for i, w in zip(inputs, weights, strict=True)) + float(bias)
    return 1 / (1 + math.exp(-z))


@pytest.mark.parametrize("shape", SHAPES[:4])
def test_forward_computes_every_unit_on_its_own(shape):
    params, X, _ = draw(shape)
    A1, A2 = backprop.mlp_forward(params, X)
    for x, a1, a2 in zip(X, A1, A2, strict=True):
        hidden = [unit(x, params["W1"][:, j], params["b1"][j]) for j in range(len(a1))]
        outputs = [unit(hidden, params["W2"][:, k], params["b2"][k]) for k in range(len(a2))]
        np.testing.assert_allclose(a1, hidden, rtol=1e-9)
        np.testing.assert_allclose(a2, outputs, rtol=1e-9)
        one_example = backprop.forward(x, **params)
        np.testing.assert_allclose(one_example[0], hidden, rtol=1e-9)
        np.testing.assert_allclose(one_example[1], outputs, rtol=1e-9)
        assert [a.shape for a in one_example] == [a1.shape, a2.shape]


@pytest.mark.parametrize("shape", SHAPES)
def test_loss_is_a_mean_over_examples_of_a_sum_over_outputs(shape):
    params, X, Y = draw(shape)
    answer = backprop.mlp_loss(params, X, Y)
    np.testing.assert_allclose(answer, loss(params, X, Y), rtol=1e-9)
    assert type(answer) is float


@pytest.mark.parametrize("shape", SHAPES)
def test_backward_equals_autograd(shape):
    params, X, Y = draw(shape)
    before = {name: array.copy() for name, array in params.items()}
    answer = backprop.mlp_backward(params, X, Y)
    expected = grad(loss)(params, X, Y)
    assert answer.keys() == params.keys()
    for name, gradient in answer.items():
        assert gradient.shape == params[name].shape
        np.testing.assert_allclose(gradient, expected[name], rtol=1e-9, atol=1e-15)
        np.testing.assert_array_equal(params[name], before[name])


@pytest.mark.parametrize("shape", SHAPES[:4])
def test_backward_equals_nudged_weights(shape):
    params, X, Y = draw(shape, seed=1)
    for name, gradient in backprop.mlp_backward(params, X, Y).items():
        for index in np.ndindex(gradient.shape):
            ends = []
            for h in (1e-5, -1e-5):
                nudged = {key: array.copy() for key, array in params.items()}
                nudged[name][index] += h
                ends.append(loss(nudged, X, Y))
            np.testing.assert_allclose(gradient[index], (ends[0] - ends[1]) / 2e-5, rtol=1e-5)


@pytest.mark.parametrize("shape", [(1, 3, 4, 2), (1, 2, 2, 1), (1, 3, 3, 3)])
def test_products_of_the_four_factors_add_up_to_the_gradient(shape):
    params, X, Y = draw(shape)
    _, D, H, K = shape
    gradient = grad(loss)(params, X, Y)["W1"]
    for i in range(D):
        for j in range(H):
            paths = [
                math.prod(backprop.four_factors(params, X[0], Y[0], i, j, k)) for k in range(K)
            ]
            np.testing.assert_allclose(sum(paths), gradient[i, j], rtol=1e-9)


def test_each_of_the_four_factors_is_the_slope_of_its_link():
    params, X, Y = draw((1, 3, 4, 2))
    x, y, i, j, k = X[0], Y[0], 2, 1, 1
    hidden = np.array([unit(x, params["W1"][:, n], params["b1"][n]) for n in range(4)])
    output = unit(hidden, params["W2"][:, k], params["b2"][k])

    def output_of(a1):
        return 1 / (1 + anp.exp(-(anp.dot(a1, params["W2"][:, k]) + params["b2"][k])))

    z1 = math.log(hidden[j] / (1 - hidden[j]))
    expected = (
        grad(lambda a: (a - y[k]) ** 2)(output),
        grad(output_of)(hidden)[j],
        grad(lambda z: 1 / (1 + anp.exp(-z)))(z1),
        x[i],
    )
    answer = backprop.four_factors(params, x, y, i, j, k)
    np.testing.assert_allclose(answer, expected, rtol=1e-9)
    assert {type(factor) for factor in answer} == {float}
    first_output = backprop.four_factors(params, x, y, i, j)
    assert first_output == backprop.four_factors(params, x, y, i, j, 0) != answer


def test_the_nine_number_network_is_fresh_on_every_call():
    params, (x, y) = backprop.nine_number_network(), backprop.nine_number_example()
    assert sum(array.size for array in params.values()) == 9
    params["W1"][:] = 0.0
    x[:] = y[:] = 0.0
    assert backprop.nine_number_network()["W1"][0, 0] == 0.3
    assert backprop.nine_number_example()[0][0] == 1.0


def test_targets_that_would_broadcast_are_refused():
    params, X, Y = draw((5, 3, 4, 2))
    for wrong in (Y[0], Y[:, :1], Y[:1]):
        for function in (backprop.mlp_loss, backprop.mlp_backward):
            with pytest.raises(ValueError, match=r"Y has shape .*, expected \(5, 2\)"):
                function(params, X, wrong)
    with pytest.raises(ValueError, match=r"y has shape \(1,\), expected \(2,\)"):
        backprop.four_factors(params, X[0], Y[0, :1], 0, 0)
    with pytest.raises(ValueError, match=r"x has shape \(5, 3\), expected \(D,\)"):
        backprop.forward(X, **params)
