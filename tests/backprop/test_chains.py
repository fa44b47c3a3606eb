"""Chains of machines: the two ways through a chain agree, and each is walked once."""

import cmath
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograders.backprop import (
    backward_sweep,
    local_rates,
    overall_rate,
    predict_change,
    run_machines,
)

TINY = 1e-290  # products near the smallest float lose digits, whatever the order
RATES = st.lists(st.floats(-3, 3), max_size=7)
MACHINES = [lambda t: t * t + 0.3, cmath.sin, lambda t: 2.5 * t - 1, cmath.exp]
SLOPES = [lambda t: 2 * t, math.cos, lambda t: 2.5, math.exp]


class Counted(float):
    """A number that counts how often it is multiplied."""

    multiplications = 0

    def __mul__(self, other):
        Counted.multiplications += 1
        return Counted(float(self) * float(other))

    __rmul__ = __mul__


def real(machine):
    return lambda t: machine(complex(t)).real


def test_run_machines_keeps_every_value_in_order():
    assert run_machines(2, [lambda t: t + 3, lambda t: t * t, lambda t: -t]) == [2, 5, 25, -25]
    assert run_machines(2.5, []) == [2.5]


def test_each_rate_is_read_at_the_value_its_machine_received():
    received = []

    def note(t):
        received.append(t)
        return t / 10

    machines = [lambda t: t + 3, lambda t: t * t]
    assert local_rates(2.0, machines, [note, note]) == [0.2, 0.5]
    assert received == [2.0, 5.0]


def test_every_machine_needs_its_rate():
    with pytest.raises(ValueError, match="2 machines but 1 rates"):
        local_rates(1.5, [math.sin, math.cos], [math.cos])


@pytest.mark.parametrize("x", [0.7, -1.2])
@pytest.mark.parametrize("length", range(5))
def test_overall_rate_is_the_slope_of_the_whole_chain(x, length):
    value = complex(x, 1e-30)
    for machine in MACHINES[:length]:
        value = machine(value)
    rates = local_rates(x, [real(m) for m in MACHINES[:length]], SLOPES[:length])
    np.testing.assert_allclose(overall_rate(rates), value.imag / 1e-30, rtol=1e-12)


@given(RATES)
def test_the_sweep_starts_at_the_overall_rate_and_ends_at_one(rates):
    sweep = backward_sweep(rates)
    assert len(sweep) == len(rates) + 1
    assert sweep[-1] == 1.0
    np.testing.assert_allclose(sweep[0], overall_rate(rates), rtol=1e-12, atol=TINY)


@given(RATES)
def test_every_sensitivity_is_the_product_of_the_rates_to_its_right(rates):
    expected = [math.prod(rates[i:]) for i in range(len(rates) + 1)]
    np.testing.assert_allclose(backward_sweep(rates), expected, rtol=1e-12, atol=TINY)


@given(RATES, RATES)
def test_order_of_multiplication_makes_no_difference(left, right):
    together = overall_rate(left + right)
    np.testing.assert_allclose(
        overall_rate(left) * overall_rate(right), together, rtol=1e-12, atol=TINY
    )
    np.testing.assert_allclose(overall_rate((left + right)[::-1]), together, rtol=1e-12, atol=TINY)


def test_the_sweep_multiplies_each_rate_once():
    Counted.multiplications = 0
    backward_sweep([Counted(r) for r in (3.0, 2.4, 0.13, -0.7, 1.9)])
    assert Counted.multiplications == 5


def test_predicted_change_is_first_order_and_never_runs_the_chain_at_the_new_value():
    visited = []

    def watched(t):
        visited.append(t)
        return t**3

    prediction = predict_change(2.0, 0.25, [watched], [lambda t: 3 * t**2])
    assert prediction == 3.0
    assert set(visited) == {2.0}


def test_predicted_change_is_off_by_the_square_of_the_nudge():
    machines = [real(m) for m in MACHINES]
    misses = []
    for nudge in (1e-3, 5e-4):
        truth = run_machines(0.7 + nudge, machines)[-1] - run_machines(0.7, machines)[-1]
        misses.append(truth - predict_change(0.7, nudge, machines, SLOPES))
    np.testing.assert_allclose(misses[0] / misses[1], 4, rtol=0.01)
