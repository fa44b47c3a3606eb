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
    """A function that takes an array of any shape and gives one float.

    Families, with the entries v₀ … v₋₁ in reading order and one parameter c:
    cubes = Σ vₖ³ + c·v₀·v₋₁, chained = Σ vₖ·vₖ₊₁² + c·Σ vₖ³, wave = 5·sin(c·Σ (k+1)·vₖ).
    Raises TypeError for anything that is not an array (or list) of numbers, and ValueError for an
    unknown family.
    """

    family: str
    parameters: tuple[float, ...]

    def __init__(self, family: str, *parameters: float) -> None:
        if not isinstance(family, str) or family not in _FAMILIES:
            raise ValueError(f"no landscape {family!r}: use one of {', '.join(_FAMILIES)}")
        if len(parameters) != 1:
            raise ValueError(f"{family} takes 1 parameter, got {len(parameters)}")
        if not isinstance(parameters[0], Real) or isinstance(parameters[0], bool):
            raise ValueError(f"the parameter of {family} must be a number")
        object.__setattr__(self, "family", family)
        object.__setattr__(self, "parameters", (float(parameters[0]),))

    @property
    def name(self) -> str:
        """A readable name: "sum of v³, + 2·first·last"."""
        return _FAMILIES[self.family].name(shown_number(self.parameters[0], digits=6))

    def __call__(self, v: Any) -> float:
        try:
            numbers = np.asarray(v)
        except ValueError:  # rows of different lengths
            numbers = np.empty(0, dtype=object)
        if numbers.dtype.kind not in "fiu" or numbers.size == 0:
            # Worded for a learner who hands over something else than the array.
            raise TypeError(f"the function of arrays was fed {_what(v)}, not an array of numbers")
        return float(_FAMILIES[self.family].run(numbers.astype(float).ravel(), *self.parameters))

    def __repr__(self) -> str:
        return f"<function of arrays: {self.name}>"


def _what(v: Any) -> str:
    return "a function" if callable(v) else f"a {type(v).__name__}"
