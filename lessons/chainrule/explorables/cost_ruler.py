"""The cost ruler (lesson 07): how long one gradient takes, from a blink to the universe's age.

Three ways to find the gradient of a network, counted in forward passes and drawn on a ruler of
powers of ten: backpropagation, a nudge of every number one way, a nudge of every number both ways.
"""

import math
from collections.abc import Iterable
from typing import Any

from traitlets import Float, List, TraitError, Unicode, validate

from . import still
from .base import CourseWidget
from .digits import grouped, neat

CONTROLS = ("weights", "ns")
LEAST_NS, MOST_NS = 0.1, 1000.0
YEAR = 365.25 * 24 * 3600
#: Seconds; the twin of js/cost_ruler/present.js. The universe is 13.8 billion years old.
MARKS = (
    ("1 µs", 1e-6),
    ("blink", 0.2),
    ("coffee", 300.0),
    ("night", 8 * 3600.0),
    ("life", 80 * YEAR),
    ("universe", 13.8e9 * YEAR),
)


class CostRuler(CourseWidget):
    """The time of one gradient, found in three ways.

    n: how many numbers (weights and biases) the network has, 10 to 10¹²; ns: nanoseconds that a
    forward pass takes for each of them, 0.1 to 1000 (a measured time outside goes to the nearer
    end); controls: what can be moved here, of "weights", "ns".
    """

    entry = "cost_ruler"
    title = "What one gradient costs"
    offers = CONTROLS
    settings = ("n", "ns", "controls")

    n = Float(2410.0).tag(sync=True)
    ns = Float(5.0).tag(sync=True)
    controls = List(Unicode()).tag(sync=True)

    def __init__(self, *, controls: Iterable[str] = CONTROLS, **state: Any) -> None:
        super().__init__(controls=list(controls), **state)

    @validate("n")
    def _as_many(self, proposal: Any) -> float:
        if not 10 <= proposal.value <= 1e12:
            raise TraitError("CostRuler: n must lie between 10 and 10¹².")
        return float(round(proposal.value))

    @validate("ns")
    def _so_fast(self, proposal: Any) -> float:
        if not proposal.value > 0:
            raise TraitError("CostRuler: ns must be above 0.")
        return min(max(proposal.value, LEAST_NS), MOST_NS)

    def numbers(self) -> list[tuple[str, str]]:
        return [
            ("numbers in the network", grouped(self.n)),
            ("nanoseconds a number and forward pass", neat(self.ns, 3)),
        ]

    def told(self) -> str:
        return (
            f"A ruler of times. The network has {grouped(self.n)} numbers, and a forward pass "
            f"takes {neat(self.ns, 3)} ns for each."
        )

    def picture(self) -> str:
        picture = still.StillPicture(660, 110)
        picture.text(30, 30, f"{grouped(self.n)} numbers")
        picture.line(30, 60, 630, 60, still.INK)
        low, high = (math.log10(seconds) for _, seconds in (MARKS[0], MARKS[-1]))
        for i, (mark, seconds) in enumerate(MARKS):
            x = 30 + 600 * (math.log10(seconds) - low) / (high - low)
            picture.line(x, 52, x, 68, still.INK)
            anchor = "start" if i == 0 else "end" if mark == MARKS[-1][0] else "middle"
            picture.text(x, 88, mark, still.MUTED, anchor)
        return str(picture)
