"""The gas pedal: every rate is the slope of its machine, and the units work out."""

import cmath

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograders import backprop

PEDALS = st.floats(0.5, 100)
GEARS = st.sampled_from([3.6, 2.1, 1.4, 1.0, 0.8])


def model(p, gear):
    """The chain written out once more, in complex numbers: (rpm, km/h, m/s, kW)."""
    r = 800 + 5200 * (1 - cmath.exp(-p / 40))
    turns_of_wheel_per_hour = r / gear / 3.9 * 60
    v = turns_of_wheel_per_hour * np.pi * 0.64 / 1000
    u = v * 1000 / 3600
    return r, v, u, 0.5 * 1.2 * 0.66 * u**3 / 1000


@given(PEDALS, GEARS)
def test_values_are_those_of_the_model(p, gear):
    r, v, u, power = (value.real for value in model(complex(p), gear))
    np.testing.assert_allclose(backprop.rpm(p), r, rtol=1e-12)
    np.testing.assert_allclose(backprop.speed(r, gear), v, rtol=1e-12)
    np.testing.assert_allclose(backprop.drag(u), power, rtol=1e-12)


@given(PEDALS, GEARS)
def test_rates_are_the_slopes_of_the_model(p, gear):
    r, v, _, power = (value.imag / 1e-30 for value in model(complex(p, 1e-30), gear))
    np.testing.assert_allclose(backprop.drpm_dpedal(p), r, rtol=1e-12)
    np.testing.assert_allclose(backprop.dspeed_dpedal(p, gear), v, rtol=1e-12)
    np.testing.assert_allclose(backprop.ddrag_dpedal(p, gear), power, rtol=1e-12)
    np.testing.assert_allclose(backprop.dspeed_drpm(backprop.rpm(p), gear), v / r, rtol=1e-12)


@given(PEDALS, GEARS)
def test_each_of_the_four_links_is_right_on_its_own(p, gear):
    r, v, u, power = (value.imag / 1e-30 for value in model(complex(p, 1e-30), gear))
    expected = (power / u, u / v, v / r, r)
    np.testing.assert_allclose(backprop.drag_rates(p, gear), expected, rtol=1e-12)


def test_gear_ratios_are_those_of_the_lesson():
    assert backprop.GEAR_RATIOS == (3.6, 2.1, 1.4, 1.0, 0.8)


def test_rates_work_entry_by_entry_on_arrays():
    pedals = np.array([3.0, 20.0, 71.0])
    for rate in (backprop.dspeed_dpedal, backprop.ddrag_dpedal):
        expected = [rate(p, 1.4) for p in pedals]
        np.testing.assert_allclose(rate(pedals, 1.4), expected, rtol=1e-14)


def weighted_slope(p, v, row):
    """The slope at an inner row of an uneven log: that of the parabola through three rows."""
    parabola = np.polynomial.Polynomial.fit(p[row - 1 : row + 2], v[row - 1 : row + 2], 2)
    return parabola.deriv()(p[row])


def test_rates_from_log_are_slopes_of_parabolas_through_neighbouring_rows():
    p = np.array([2.0, 5.0, 12.0, 21.0, 33.0, 38.0])
    r = np.array([900.0, 1300.0, 2100.0, 2900.0, 3700.0, 3850.0])
    v = np.array([11.0, 17.0, 31.0, 44.0, 52.0, 53.5])
    direct, product = backprop.rates_from_log(p, r, v)
    assert direct.shape == product.shape == p.shape
    for row in range(1, 5):
        np.testing.assert_allclose(direct[row], weighted_slope(p, v, row), rtol=1e-9)
        expected = weighted_slope(r, v, row) * weighted_slope(p, r, row)
        np.testing.assert_allclose(product[row], expected, rtol=1e-9)
    for row, (a, b) in {0: (0, 1), 5: (4, 5)}.items():
        secant = (v[b] - v[a]) / (p[b] - p[a])
        np.testing.assert_allclose([direct[row], product[row]], secant, rtol=1e-9)


@pytest.mark.parametrize(
    ("p", "r", "v", "sentence"),
    [
        ([1.0, 2.0, 3.0], [1.0, 2.0], [1.0, 2.0, 3.0], r"r has shape \(2,\), expected \(3,\)"),
        ([1.0, 2.0, 3.0], [1.0, 2.0, 4.0], [[1.0, 2.0, 3.0]], r"v has shape \(1, 3\)"),
        ([[1.0, 2.0]], [[1.0, 2.0]], [[1.0, 2.0]], r"p has shape \(1, 2\), expected \(N,\)"),
        ([1.0, 2.0, 2.0], [1.0, 2.0, 3.0], [1.0, 2.0, 3.0], "p must increase"),
        ([1.0, 2.0, 3.0], [1.0, 3.0, 2.0], [1.0, 2.0, 3.0], "r must increase"),
    ],
)
def test_a_log_that_cannot_be_read_is_refused(p, r, v, sentence):
    with pytest.raises(ValueError, match=sentence):
        backprop.rates_from_log(np.array(p), np.array(r), np.array(v))
