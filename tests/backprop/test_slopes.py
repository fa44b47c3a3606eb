"""Composition, measured slopes and the chain rule, against complex-step differences."""

import cmath

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograders.backprop import chain_rule, compose, d_power, d_sin_square, d_triple, slope

numbers = st.floats(-2, 2)

# name: (function of a complex number, its derivative)
ANALYTIC = {
    "square": (lambda t: t**2, lambda t: 2 * t),
    "sine": (cmath.sin, np.cos),
    "exponential": (cmath.exp, np.exp),
    "line": (lambda t: 3 * t + 1, lambda t: 3.0),
    "cube less": (lambda t: t**3 - 0.7 * t, lambda t: 3 * t**2 - 0.7),
}
names = st.sampled_from(sorted(ANALYTIC))


def complex_step(f, x):
    """The derivative of an analytic function, without any subtraction and so without round-off."""
    return f(complex(x, 1e-30)).imag / 1e-30


def real(f):
    return lambda t: f(complex(t)).real


@pytest.mark.parametrize("x", [1.3, 0.6, -0.8, -2.4])
@pytest.mark.parametrize(
    ("derivative", "function"),
    [
        (d_power, lambda t: (3 * t + 1) ** 5),
        (d_sin_square, lambda t: cmath.sin(t * t)),
        (d_triple, lambda t: cmath.exp(cmath.sin(t * t))),
    ],
)
def test_derivatives_of_nested_functions_are_exact(derivative, function, x):
    np.testing.assert_allclose(derivative(x), complex_step(function, x), rtol=1e-12)


@pytest.mark.parametrize("derivative", [d_power, d_sin_square, d_triple])
def test_derivatives_work_entry_by_entry_on_arrays(derivative):
    points = np.array([[0.4, -1.7], [2.2, 0.9]])
    expected = [[derivative(t) for t in row] for row in points]
    np.testing.assert_allclose(derivative(points), expected, rtol=1e-14)


@given(names, names, numbers)
def test_chain_rule_equals_the_complex_step_through_both_functions(outer, inner, x):
    f, df = ANALYTIC[outer]
    g, dg = ANALYTIC[inner]
    expected = complex_step(lambda t: f(g(t)), x)
    np.testing.assert_allclose(chain_rule(df, real(g), dg, x), expected, rtol=1e-9, atol=1e-12)


def test_chain_rule_reads_the_outer_slope_where_the_outer_function_is():
    seen = []

    def outer_slope(u):
        seen.append(u)
        return 10.0

    assert chain_rule(outer_slope, lambda t: t + 7, lambda t: 2.0, 1.5) == 20.0
    assert seen == [8.5]


@given(names, names, names, numbers)
def test_composition_is_associative(first, second, third, x):
    f, g, h = (real(ANALYTIC[name][0]) for name in (first, second, third))
    # exp(exp(exp(2))) is beyond any float.
    assume((first, second, third).count("exponential") < 2)
    assert compose(f, compose(g, h))(x) == compose(compose(f, g), h)(x)


def test_composition_runs_the_inner_function_first_and_waits_until_called():
    calls = []

    def doubled(t):
        calls.append(("doubled", t))
        return 2 * t

    def squared(t):
        calls.append(("squared", t))
        return t * t

    composed = compose(doubled, squared)
    assert calls == []
    assert composed(3) == 18
    assert calls == [("squared", 3), ("doubled", 9)]


@given(numbers, st.floats(0.01, 0.5))
def test_slope_uses_the_given_step_and_both_sides(x, h):
    # For t³ the central difference is 3x² + h² exactly, the one-sided ones are not.
    np.testing.assert_allclose(slope(lambda t: t**3, x, h), 3 * x**2 + h**2, rtol=1e-9)


def test_slope_is_exact_for_a_parabola_whatever_the_step():
    np.testing.assert_allclose(slope(lambda t: 4 * t**2 - 3 * t, 1.7, 0.3), 10.6, rtol=1e-12)


@pytest.mark.parametrize("x", [1.3, -0.8])
def test_slope_by_default_is_right_to_nine_digits(x):
    np.testing.assert_allclose(slope(np.sin, x), np.cos(x), rtol=1e-9)
    # At 0 the central difference of t³ is h² and nothing else, so it shows the default step.
    np.testing.assert_allclose(slope(lambda t: t**3, 0.0), 1e-10, rtol=1e-9)


def test_a_step_too_small_to_move_x_measures_nothing():
    assert slope(np.sin, 1.3, 1e-17) == 0.0
    with pytest.raises(ZeroDivisionError):
        slope(abs, 1.3, 0)
