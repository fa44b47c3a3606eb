"""Functions of many numbers at once, such as a loss over all of a network's weights.

What a `Machine` is for one number, a `Landscape` is for an array: plain data (a family and its
parameters) that can be called, stored in a check table, or sent to another process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from chainrule.numbers import shown_number


@dataclass(frozen=True)
class _Family:
    """One family: how it computes from the flat list of entries, and what it is called.

    In each, the slope of one entry depends on other entries, differs from entry to entry, and
    bends, so that no nudge of another kind gives the same numbers.
    """

    run: Callable[[np.ndarray, float], Any]
    name: Callable[[str], str]


_FAMILIES = {
    "cubes": _Family(
        lambda v, c: (v**3).sum() + c * v[0] * v[-1],
        lambda c: f"sum of v³, + {c}·first·last",
    ),
    "chained": _Family(
        lambda v, c: (v[:-1] * v[1:] ** 2).sum() + c * (v**3).sum(),
        lambda c: f"sum of each·next², + {c}·sum of v³",
    ),
    "wave": _Family(
        lambda v, c: 5 * np.sin(c * (v * np.arange(1, v.size + 1)).sum()),
        lambda c: f"5·sin({c}·(1st + 2·2nd + 3·3rd + …))",
    ),
}


@dataclass(frozen=True, init=False, repr=False)
class Landscape:
    """A function that takes an array and gives one float.

    Families, with the entries v₀ … v₋₁ in reading order and one parameter c:
    cubes = Σ vₖ³ + c·v₀·v₋₁, chained = Σ vₖ·vₖ₊₁² + c·Σ vₖ³, wave = 5·sin(c·Σ (k+1)·vₖ).
    Further parameters are the shape of the arrays that it takes, as a loss takes weights of one
    shape only: Landscape("cubes", 2, 3) takes three numbers in a row. Without them any shape will
    do. Raises TypeError for anything that is not such an array (or list) of numbers, and ValueError
    for an unknown family or a shape that is none.
    """

    family: str
    parameters: tuple[float, ...]

    def __init__(self, family: str, *parameters: float) -> None:
        if not isinstance(family, str) or family not in _FAMILIES:
            raise ValueError(f"no landscape {family!r}: use one of {', '.join(_FAMILIES)}")
        if not parameters:
            raise ValueError(f"{family} takes a parameter, and then perhaps a shape")
        if not all(isinstance(p, Real) and not isinstance(p, bool) for p in parameters):
            raise ValueError(f"the parameters of {family} must be numbers")
        if not all(float(size).is_integer() and size > 0 for size in parameters[1:]):
            raise ValueError(f"the shape of {family} must be whole numbers above 0")
        object.__setattr__(self, "family", family)
        object.__setattr__(self, "parameters", tuple(map(float, parameters)))

    @property
    def name(self) -> str:
        """A readable name: "sum of v³, + 2·first·last"."""
        return _FAMILIES[self.family].name(shown_number(self.parameters[0], digits=6))

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the arrays that it takes; () when any will do."""
        return tuple(map(int, self.parameters[1:]))

    def __call__(self, v: Any) -> float:
        try:
            numbers = np.asarray(v)
        except ValueError:  # rows of different lengths
            numbers = np.empty(0, dtype=object)
        if numbers.dtype.kind not in "fiu" or numbers.size == 0:
            # Worded for a learner who hands over something else than the array.
            raise TypeError(f"the function of arrays was fed {_what(v)}, not an array of numbers")
        if self.shape and numbers.shape != self.shape:
            fed = _form(numbers)
            raise TypeError(
                f"the function of arrays was fed {fed}, not an array of shape {self.shape}"
            )
        flat = numbers.astype(float).ravel()
        return float(_FAMILIES[self.family].run(flat, self.parameters[0]))

    def __repr__(self) -> str:
        return f"<function of arrays: {self.name}>"


def _what(v: Any) -> str:
    return "a function" if callable(v) else f"a {type(v).__name__}"


def _form(numbers: np.ndarray) -> str:
    return f"an array of shape {numbers.shape}" if numbers.ndim else "a single number"
