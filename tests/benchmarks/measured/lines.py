"""One line of the table: what was measured, in several runs, and what stands beside it."""

import math
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`samples` are the runs, in `unit`; `beside` compares with something else, in words."""

    what: str
    unit: str
    samples: tuple[float, ...]
    beside: str = ""

    def __post_init__(self) -> None:
        if not self.samples or not all(math.isfinite(value) for value in self.samples):
            raise ValueError(f"{self.what}: no figure came out ({self.samples})")

    @property
    def median(self) -> float:
        return statistics.median(self.samples)

    @property
    def value(self) -> str:
        """The median with its unit (a rate or count may have none)."""
        return f"{number(self.median)} {self.unit}".strip()

    @property
    def spread(self) -> str:
        """Least to most; one number when all are alike, nothing when there was one run."""
        if len(self.samples) == 1:
            return ""
        least, most = number(min(self.samples)), number(max(self.samples))
        return least if least == most else f"{least} to {most}"


def number(value: float) -> str:
    """The digits that count, two below 100 and three above, no exponent: 0.053, 7.4, 118, 23500."""
    rounded = float(f"{value:.1e}" if abs(value) < 100 else f"{value:.2e}")
    if not rounded or abs(rounded) >= 100:
        return f"{rounded:.0f}"
    return f"{rounded:.{max(0, 1 - math.floor(math.log10(abs(rounded))))}f}"


def slower(this: Iterable[float], others: dict[str, Iterable[float]], unit: str = "") -> str:
    """Other waits or costs beside this one: "`interact` 407 ms (365 to 650), 24×".

    Without a unit only the ratio of the medians: "`interact` 24×".
    """
    own = statistics.median(this)
    return _beside(others, unit, lambda other: other / own)


def oftener(this: Iterable[float], others: dict[str, Iterable[float]], unit: str = "") -> str:
    """Other rates beside this one, as `slower`; the ratio says how much better this one is."""
    own = statistics.median(this)
    return _beside(others, unit, lambda other: own / other)


def _beside(others: dict[str, Iterable[float]], unit: str, ratio: Callable[[float], float]) -> str:
    told = []
    for name, samples in others.items():
        line = Line(name, unit, tuple(samples))
        spread = f" ({line.spread})" if line.spread else ""
        full = f" {line.value}{spread}," if unit else ""
        told.append(f"{name}{full} {number(ratio(line.median))}×")
    return "; ".join(told)
