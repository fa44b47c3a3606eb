"""Slopes and the chain rule: composing functions, measuring a slope, multiplying slopes.

Lesson 01. A function is a machine: a value goes in, a value comes out. The chain rule says how
fast the last value moves when the first one does: every machine's slope, read at the value that
machine receives, multiplied together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

_Number = TypeVar("_Number", float, np.ndarray)
"""One number or an array: what goes in decides what comes out."""
Function = Callable[[_Number], _Number]


def compose(f: Function[_Number], g: Function[_Number]) -> Function[_Number]:
    """Return f∘g, the function x ↦ f(g(x)): g acts first, then f.

    Neither f nor g is called before the returned function is.
    """

    def composed(x: _Number) -> _Number:
        return f(g(x))

    return composed


def slope(f: Function[_Number], x: _Number, h: float = 1e-5) -> _Number:
    """Measure how fast `f` changes at `x`: the central difference (f(x+h) − f(x−h)) / 2h.

    Exact for straight lines and parabolas, otherwise off by about h²·f‴(x)/6 (Taylor), plus
    round-off that grows as h shrinks: the default balances the two for numbers around 1.

    Unit: unit of f per unit of x. Raises ZeroDivisionError for h = 0.
    """
    return (f(x + h) - f(x - h)) / (2 * h)


def chain_rule(
    df: Function[_Number], g: Function[_Number], dg: Function[_Number], x: _Number
) -> _Number:
    """Return the slope of f(g(x)) at `x`, given f's derivative `df`, and `g` with its derivative.

    d/dx f(g(x)) = f′(g(x)) · g′(x): the outer slope is read at g(x), the value f receives.
    """
    return df(g(x)) * dg(x)


def d_power(x: _Number) -> _Number:
    """Return the derivative of (3x + 1)⁵: outer slope 5u⁴ at u = 3x + 1, inner slope 3."""
    u = 3 * x + 1
    return 5 * u**4 * 3


def d_sin_square(x: _Number) -> _Number:
    """Return the derivative of sin(x²): outer slope cos(u) at u = x², inner slope 2x."""
    return np.cos(x**2) * 2 * x


def d_triple(x: _Number) -> _Number:
    """Return the derivative of exp(sin(x²)): three machines, three slopes, one product."""
    u = x**2
    v = np.sin(u)
    return np.exp(v) * np.cos(u) * 2 * x
