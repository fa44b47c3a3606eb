"""Elementary functions that know their name and their own derivative.

A lesson hands functions to functions (`compose(sin, square)`), and so do its checks. A `Machine`
is such a function written as plain data (a family and its parameters): it can be stored in a check
table or sent to another process, and it behaves the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import inf, isfinite
from numbers import Complex, Real
from typing import Any

import numpy as np

from chainrule.numbers import shown_number

_SIGMOID_ORDERS = range(9)
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def _number(value: float) -> str:
    return shown_number(value, digits=6)


def _scaled(factor: float, body: str) -> str:
    if factor == 1:
        return body
    return f"−{body}" if factor == -1 else f"{_number(factor)}{body}"


def _power_name(exponent: float, factor: float) -> str:
    if exponent == -1 and factor == 1:
        return "1/t"
    raised = "" if exponent == 1 else f"{exponent:g}".translate(_RAISED)
    return _scaled(factor, f"t{raised}")


def _affine_name(slope: float, offset: float) -> str:
    sign = "−" if offset < 0 else "+"
    return f"{_scaled(slope, 't')} {sign} {_number(abs(offset))}" if offset else _scaled(slope, "t")


def _wave_name(wave: str, factor: float) -> str:
    return wave if factor == 1 else f"{_scaled(factor, ' ')}{wave}".replace("− ", "−")


@dataclass(frozen=True)
class _Family:
    """One family of functions: how it computes, what it is called, what its derivative is."""

    parameters: int
    run: Callable[..., Any]
    name: Callable[..., str]
    derivative: Callable[..., tuple]


def _power_derivative(exponent: float, factor: float) -> tuple:
    if exponent in (0, 1):
        return ("constant", factor * exponent)
    return ("power", exponent - 1, factor * exponent)


def _sigmoid(t: Any, order: float, factor: float) -> Any:
    """c · σ⁽ⁿ⁾(t), n = 0, 1, 2, …: every derivative of σ is a polynomial in s = σ(t), because
    σ′ = s(1 − s). Worked out here: numpy's polynomials alone take longer to load than a check."""
    if ("sigmoid", float(order)) in _withheld:  # also where it is not called through a Machine
        raise RuntimeError("the ready-made sigmoid is put away here: write it yourself")
    # e^(−|t|) never overflows; it is σ(t) or 1 − σ(t), up to the same denominator.
    small = np.exp(-np.sqrt(t * t) if np.iscomplexobj(t) else -np.abs(t))
    s = np.where(np.real(t) >= 0, 1 / (1 + small), small / (1 + small))[()]
    *lower, highest = _sigmoid_polynomial(round(order))
    value = np.float64(highest) + 0 * s
    for coefficient in reversed(lower):
        value = coefficient + value * s
    return factor * value


@cache
def _sigmoid_polynomial(order: int) -> tuple[float, ...]:
    """Its coefficients, the lowest power first. The derivative of p(s) is p′(s) · (s − s²)."""
    if order == 0:
        return (0.0, 1.0)
    _, *slopes = (power * one for power, one in enumerate(_sigmoid_polynomial(order - 1)))
    once, twice = (0.0, *slopes, 0.0), (0.0, 0.0, *slopes)  # p′(s) times s, and times s²
    return tuple(one - other for one, other in zip(once, twice, strict=True))


def _sigmoid_name(order: float, factor: float) -> str:
    return _scaled(factor, "σ" + "′" * round(order))


_FAMILIES: dict[str, _Family] = {
    # c
    "constant": _Family(1, lambda t, c: c + 0 * t, _number, lambda c: ("constant", 0.0)),
    # a t + b
    "affine": _Family(2, lambda t, a, b: a * t + b, _affine_name, lambda a, b: ("constant", a)),
    # c tⁿ
    "power": _Family(2, lambda t, n, c: c * t**n, _power_name, _power_derivative),
    # c sin t
    "sin": _Family(
        1, lambda t, c: c * np.sin(t), lambda c: _wave_name("sin", c), lambda c: ("cos", c)
    ),
    # c cos t
    "cos": _Family(
        1, lambda t, c: c * np.cos(t), lambda c: _wave_name("cos", c), lambda c: ("sin", -c)
    ),
    # c eᵗ
    "exp": _Family(
        1, lambda t, c: c * np.exp(t), lambda c: _wave_name("exp", c), lambda c: ("exp", c)
    ),
    # s + c sin t
    "shifted_sin": _Family(
        2,
        lambda t, s, c: s + c * np.sin(t),
        lambda s, c: f"{_number(s)} + {_wave_name('sin', c)}",
        lambda s, c: ("cos", c),
    ),
    # c σ⁽ⁿ⁾(t): the sigmoid 1/(1 + e⁻ᵗ) and its derivatives
    "sigmoid": _Family(2, _sigmoid, _sigmoid_name, lambda n, c: ("sigmoid", n + 1, c)),
}


@dataclass(frozen=True, init=False, repr=False)
class Machine:
    """A function of one number, given by its family and parameters.

    Families: constant(c), affine(a, b) = a·t + b, power(n, c) = c·tⁿ, sin(c) = c·sin t,
    cos(c), exp(c), shifted_sin(s, c) = s + c·sin t, sigmoid(n, c) = c times the n-th derivative of
    σ(t) = 1/(1 + e⁻ᵗ). Calling it with a float gives a float, with an
    array an array of the same shape. Raises TypeError for anything that is not a number, and
    ValueError for an unknown family.
    """

    family: str
    parameters: tuple[float, ...]

    def __init__(self, family: str, *parameters: float) -> None:
        known = _FAMILIES.get(family) if isinstance(family, str) else None
        if known is None:
            raise ValueError(f"no machine family {family!r}: use one of {', '.join(_FAMILIES)}")
        if len(parameters) != known.parameters:
            raise ValueError(f"{family} takes {known.parameters} parameters, got {len(parameters)}")
        if not all(isinstance(p, Real) and not isinstance(p, bool) for p in parameters):
            raise ValueError(f"the parameters of {family} must be numbers")
        try:
            numbers = tuple(float(p) for p in parameters)
        except OverflowError:
            numbers = (inf,)
        if not all(map(isfinite, numbers)):
            raise ValueError(f"the parameters of {family} must be finite")
        if family == "sigmoid" and numbers[0] not in _SIGMOID_ORDERS:
            raise ValueError(f"the sigmoid has derivatives 0 to {_SIGMOID_ORDERS[-1]} here")
        object.__setattr__(self, "family", family)
        object.__setattr__(self, "parameters", numbers)

    @property
    def name(self) -> str:
        """A readable name: "sin", "t²", "3t + 1"."""
        return _FAMILIES[self.family].name(*self.parameters)

    def derivative(self) -> Machine:
        """The machine that gives this one's slope."""
        return Machine(*_FAMILIES[self.family].derivative(*self.parameters))

    @property
    def shape(self) -> tuple:
        """What it is apart from its factor: the family, and all parameters but the last."""
        return (self.family, *self.parameters[:-1])

    def __call__(self, t: Any) -> Any:
        if self.shape in _withheld:
            raise RuntimeError(f"the ready-made {self.name} is put away here: write it yourself")
        run = _FAMILIES[self.family].run
        if isinstance(t, np.ndarray) and t.dtype.kind in "biufc":
            numbers = t if t.dtype.kind in "fc" else t.astype(float)
            return run(numbers, *self.parameters)
        if isinstance(t, Real):
            return float(run(float(t), *self.parameters))
        if isinstance(t, Complex):
            return complex(run(complex(t), *self.parameters))
        if callable(t):
            # Worded for a learner: this is what `f(g)` instead of `f(g(x))` runs into.
            raise TypeError(f"the machine {self.name} was fed a function, not a number")
        raise TypeError(f"the machine {self.name} was fed {type(t).__name__}, not a number")

    def __repr__(self) -> str:
        return f"<machine {self.name}>"


_withheld: set[tuple] = set()


@contextmanager
def withheld(machines: Iterable[Machine]) -> Iterator[None]:
    """Put machines away for a while, with any factor: the exercise asks for them."""
    added = {machine.shape for machine in machines} - _withheld
    _withheld.update(added)
    try:
        yield
    finally:
        _withheld.difference_update(added)


square = Machine("power", 2, 1)
cube = Machine("power", 3, 1)
sin = Machine("sin", 1)
cos = Machine("cos", 1)
exp = Machine("exp", 1)
reciprocal = Machine("power", -1, 1)
triple_plus_one = Machine("affine", 3, 1)
double = Machine("affine", 2, 0)
sigmoid = Machine("sigmoid", 0, 1)


def times(factor: float) -> Machine:
    """The machine that multiplies what it receives by `factor`."""
    return Machine("affine", factor, 0)


def plus(offset: float) -> Machine:
    """The machine that adds `offset` to what it receives."""
    return Machine("affine", 1, offset)
