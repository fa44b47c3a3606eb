"""The numbers that the lessons print, to the digits they print."""

import math

import numpy as np
import pytest

from autograders import backprop

PARAMS = backprop.nine_number_network()
X, Y = backprop.nine_number_example()
TRIPLE, SQUARE, SINE = (lambda t: 3 * t), (lambda t: t * t), math.sin
MACHINES, RATES = [TRIPLE, SQUARE, SINE], [lambda t: 3.0, lambda t: 2 * t, math.cos]


def printed(numbers, digits):
    """The numbers rounded as the page shows them."""
    return tuple(round(float(number), digits) for number in np.ravel(numbers))


def test_the_nine_numbers():
    assert {name: array.tolist() for name, array in PARAMS.items()} == {
        "W1": [[0.3, -0.5], [0.8, 0.2]],
        "b1": [0.1, -0.2],
        "W2": [[1.2], [-0.7]],
        "b2": [0.3],
    }
    assert (X.tolist(), Y.tolist()) == ([1.0, -1.0], [1.0])


def test_lesson_00_neuron_by_hand():
    w, x = [0.5, -0.3, 0.8], [1, 2, -1]
    assert printed(backprop.weighted_sum(x, w, 0.7), 9) == (-0.2,)
    assert printed(backprop.neuron(x, w, 0.7), 3) == (0.45,)


def test_lesson_00_forward_through_the_nine_number_network():
    z1 = backprop.layer_forward(X[None], PARAMS["W1"], PARAMS["b1"])
    a1, a2 = backprop.forward(X, **PARAMS)
    z2 = backprop.layer_forward(a1[None], PARAMS["W2"], PARAMS["b2"])
    assert printed(z1, 9) == (-0.4, -0.9)
    assert printed(a1, 4) == (0.4013, 0.2891)
    assert printed(z2, 4) == (0.5792,)
    assert printed(a2, 4) == (0.6409,)
    assert printed(backprop.squared_error(a2[0], Y[0]), 4) == (0.129,)


def test_lesson_00_output_nearer_one_than_zero_and_parameter_counts():
    assert printed(backprop.forward(X, **PARAMS)[1], 2) == (0.64,)
    for widths, count in {(64, 32, 10): 2410, (64, 30, 10): 2260}.items():
        params = backprop.init_mlp(*widths, np.random.default_rng(0))
        assert sum(array.size for array in params.values()) == count


def test_lesson_01_sine_of_a_square():
    def sine_of_square(t):
        return math.sin(t * t)

    assert printed(backprop.slope(SQUARE, 1.3), 4) == (2.6,)
    assert printed(math.cos(1.69), 4) == (-0.1189,)
    assert printed(backprop.d_sin_square(1.3), 4) == (-0.3092,)
    assert printed(backprop.slope(sine_of_square, 1.3), 4) == (-0.3092,)
    assert printed(2.6 + math.cos(1.69), 2) == (2.48,)
    assert printed(2.6 * math.cos(1.69), 3) == (-0.309,)
    assert backprop.slope(sine_of_square, 1.3, 1e-17) == 0.0


def test_lesson_01_order_of_double_and_square():
    def double(t):
        return 2 * t

    assert backprop.compose(double, SQUARE)(3) == 18
    assert backprop.compose(SQUARE, double)(3) == 36


def test_lesson_02_three_machines():
    rates = backprop.local_rates(0.4, MACHINES, RATES)
    assert printed(backprop.run_machines(0.4, MACHINES), 4) == (0.4, 1.2, 1.44, 0.9915)
    # The page writes 0.1304 for cos 1.44 = 0.130424 and 0.3130 for 2.4 · cos 1.44.
    assert printed(rates, 4) == (3.0, 2.4, 0.1304)
    assert printed(backprop.overall_rate(rates), 4) == (0.9391,)
    assert printed(backprop.backward_sweep(rates), 4) == (0.9391, 0.313, 0.1304, 1.0)


def test_lesson_02_the_network_of_lesson_00_as_a_chain_of_machines():
    """With the second hidden unit held, the path through the first is a line of eight machines."""
    weight, held = PARAMS["W2"][0, 0], PARAMS["W2"][1, 0] * backprop.sigmoid(-0.9)
    bias_1 = X[1] * PARAMS["W1"][1, 0] + PARAMS["b1"][0]
    bias_2 = held + PARAMS["b2"][0]
    steps = [
        (lambda w: w * X[0], lambda w: X[0]),
        (lambda z: z + bias_1, lambda z: 1.0),
        (backprop.sigmoid, backprop.dsigmoid),
        (lambda a: a * weight, lambda a: weight),
        (lambda z: z + bias_2, lambda z: 1.0),
        (backprop.sigmoid, backprop.dsigmoid),
        (lambda a: a - Y[0], lambda a: 1.0),
        (lambda e: e**2, lambda e: 2 * e),
    ]
    machines, rates = zip(*steps, strict=True)
    assert printed(backprop.run_machines(PARAMS["W1"][0, 0], machines)[-1], 4) == (0.129,)
    sweep = backprop.backward_sweep(backprop.local_rates(PARAMS["W1"][0, 0], machines, rates))
    assert printed(sweep[0], 4) == (-0.0477,)


def test_lesson_03_car_at_twenty_percent_in_third_gear():
    assert round(float(backprop.rpm(20.0))) == 2846
    assert printed(backprop.drpm_dpedal(20.0), 2) == (78.85,)
    assert printed(backprop.dspeed_drpm(2846.0, 1.4), 5) == (0.02209,)
    assert printed(backprop.dspeed_dpedal(20.0, 1.4), 3) == (1.742,)
    before, after = (backprop.speed(backprop.rpm(p), 1.4) for p in (20.0, 21.0))
    assert printed(before, 1) == (62.9,)
    assert printed(after - before, 3) == (1.721,)


def test_lesson_03_average_against_local_rate():
    v = backprop.speed(backprop.rpm(20.0), 1.4)
    assert printed([v / 20, backprop.dspeed_dpedal(20.0, 1.4)], 2) == (3.14, 1.74)


def test_lesson_04_one_neuron():
    x, w, b, y = 1.5, -0.8, 0.3, 1.0
    local = backprop.local_grads(x, w, b, y)
    a = backprop.neuron([x], [w], b)
    assert printed(w * x + b, 9) == (-0.9,)
    assert printed([a, backprop.squared_error(a, y)], 5) == (0.28905, 0.50545)
    assert printed([local["dL_da"], local["da_dz"], local["dz_dw"]], 5) == (-1.4219, 0.2055, 1.5)
    assert printed(backprop.neuron_grads(x, w, b, y), 5) == (-0.4383, -0.2922)
    nudged = backprop.slope(lambda w: backprop.squared_error(backprop.neuron([x], [w], b), y), w)
    assert printed(nudged, 5) == (-0.4383,)


def test_lesson_04_saturated_neuron():
    a = backprop.neuron([3.0], [4.0], 0.0)
    assert printed([a], 6) == (0.999994,)
    assert printed(backprop.squared_error(a, 0.0), 5) == (0.99999,)
    assert f"{backprop.dsigmoid(12.0):.0e}" == "6e-06"
    assert f"{backprop.neuron_grads(3.0, 4.0, 0.0, 0.0)[0]:.1e}" == "3.7e-05"


def test_lesson_05_four_factors():
    factors = backprop.four_factors(PARAMS, X, Y, 0, 0)
    assert printed(factors, 4) == (-0.7182, 0.2762, 0.2403, 1.0)
    assert printed(math.prod(factors), 5) == (-0.04766,)
    assert printed(backprop.mlp_backward(PARAMS, X[None], Y[None])["W1"][0, 0], 5) == (-0.04766,)

    def loss(weight):
        params = backprop.nine_number_network()
        params["W1"][0, 0] = weight
        return backprop.mlp_loss(params, X[None], Y[None])

    assert printed(backprop.slope(loss, 0.3), 5) == (-0.04766,)


def test_lesson_05_slope_of_the_output_sigmoid():
    (z2,) = backprop.forward(X, **PARAMS)[0] @ PARAMS["W2"] + PARAMS["b2"]
    assert printed(backprop.dsigmoid(z2), 4) == (0.2301,)
    assert printed(backprop.dsigmoid(z2) * 1.2, 4) == (0.2762,)


def test_lesson_07_counts():
    assert backprop.cost_in_forward_passes(1_000_000, "nudging both sides") == 2_000_000
    assert backprop.count_routes([1, 16, 16, 1]) == 256


@pytest.mark.parametrize(
    ("warm_up", "answer"),
    [
        (lambda: backprop.weighted_sum([3, 4], [2, -1], 1), 3),
        (lambda: backprop.d_power(0), 15),
        (lambda: backprop.backward_sweep([2, 5, 0.1])[0], 1),
        (lambda: backprop.backward_sweep([2, 5, 0.1])[1], 0.5),
        (lambda: backprop.backward_sweep([2, 5, 0.1])[2], 0.1),
        (lambda: backprop.sgd_step({"w": 0.0}, {"w": 2.0}, 0.1)["w"], -0.2),
        (lambda: backprop.max_shrink(1), 0.25),
        (lambda: backprop.cost_in_forward_passes(1000, "nudging both sides"), 2000),
    ],
)
def test_answers_of_the_retrieval_bank(warm_up, answer):
    np.testing.assert_allclose(warm_up(), answer, rtol=1e-12)
