"""The descent lab (lesson 06): how long may a step be?

392 cars, weight against miles per gallon, and a straight line with two numbers, w and b. Its loss
is a landscape over w and b: round where both columns have spread 1, a gorge in the cars' own units.
A walk goes down it; the whole walk follows the learning rate while it is dragged.
"""

from functools import cache
from typing import Any

import numpy as np
from traitlets import Enum, Float, Int, List, TraitError, Unicode, validate

from . import still
from .base import CourseWidget
from .digits import neat
from .printing import number

CONTROLS = ("lr", "steps", "arrow", "promise", "start", "batch", "units")
BATCHES = (1, 8, 64, 392)
MOST_STEPS = 200


class DescentLab(CourseWidget):
    """A walk down the loss of a straight line through 392 cars.

    units: "standard" (weight and mpg with mean 0 and spread 1) or "own" (1000 lb, mpg); w, b:
    where the walk starts; lr: the learning rate, 0.005 to 2; batch: cars a step, 1, 8, 64 or 392;
    steps: how many have been made, 0 to 200; seed: the order of the cars in small batches;
    trail: a walk of your own, a list of [w, b], drawn beside it; controls: what can be used and
    seen here, of "lr", "steps", "arrow", "promise", "start", "batch", "units".
    """

    entry = "descent_lab"
    title = "How long a step?"
    offers = CONTROLS
    settings = ("units", "w", "b", "lr", "batch", "steps", "seed")

    units = Enum(["standard", "own"], "standard").tag(sync=True)
    w = Float(0.0).tag(sync=True)
    b = Float(0.0).tag(sync=True)
    lr = Float(0.1).tag(sync=True)
    batch = Enum(BATCHES, 392).tag(sync=True)
    steps = Int(0, min=0, max=MOST_STEPS).tag(sync=True)
    seed = Int(0, min=0).tag(sync=True)
    trail = List(List(Float())).tag(sync=True)
    controls = List(Unicode()).tag(sync=True)
    cars = List(List(Float())).tag(sync=True)

    def __init__(self, **state: Any) -> None:
        trail = np.asarray(state.pop("trail", [])).tolist()
        named = list(state.pop("controls", CONTROLS))
        super().__init__(cars=[list(car) for car in _cars()], trail=trail, controls=named, **state)

    @validate("lr")
    def _a_rate(self, proposal: Any) -> float:
        if not 0.005 <= proposal.value <= 2:
            raise TraitError("DescentLab: lr must lie between 0.005 and 2.")
        return proposal.value

    @validate("trail")
    def _places(self, proposal: Any) -> list[list[float]]:
        if any(len(place) != 2 for place in proposal.value):
            raise TraitError("DescentLab: trail is a list of places [w, b].")
        return proposal.value

    def _columns(self) -> tuple[np.ndarray, np.ndarray]:
        weight, mpg = np.array(self.cars).T
        if self.units == "own":
            return weight / 1000, mpg
        return (weight - weight.mean()) / weight.std(), (mpg - mpg.mean()) / mpg.std()

    @property
    def loss(self) -> float:
        """The loss over all cars at the start of the walk."""
        x, y = self._columns()
        return float(np.mean((self.w * x + self.b - y) ** 2))

    def numbers(self) -> list[tuple[str, str]]:
        return [
            ("units", "spread 1" if self.units == "standard" else "1000 lb and mpg"),
            ("start w", neat(self.w, 3)),
            ("start b", neat(self.b, 3)),
            ("loss at the start", number(self.loss)),
            ("learning rate", neat(self.lr, 3)),
            ("cars a step", str(self.batch)),
        ]

    def told(self) -> str:
        values = dict(self.numbers())
        return (
            "392 cars, weight against miles per gallon, and a straight line with w = "
            f"{values['start w']} and b = {values['start b']}; its loss is "
            f"{values['loss at the start']}."
        )

    def picture(self) -> str:
        picture = still.StillPicture(420, 280)
        x, y = self._columns()

        def across(value: float) -> float:
            return 40 + 360 * (value - x.min()) / np.ptp(x)

        def down(value: float) -> float:
            return 250 - 220 * (value - y.min()) / np.ptp(y)

        for weight, mpg in zip(x, y, strict=True):
            picture.dot(across(weight), down(mpg), still.MUTED, 1.8)
        ends = np.array([x.min(), x.max()])
        line = np.clip(self.w * ends + self.b, y.min(), y.max())
        picture.line(across(ends[0]), down(line[0]), across(ends[1]), down(line[1]), still.FORWARD)
        picture.text(220, 272, "weight", still.MUTED, "middle")
        picture.text(12, 20, "mpg", still.MUTED)
        return str(picture)


@cache
def _cars() -> tuple[tuple[float, float], ...]:
    """(weight in lb, mpg) of every car."""
    from chainrule.data import load_cars  # read when the first figure is made

    cars = load_cars()
    return tuple(zip(cars.weight_lb.tolist(), cars.mpg.tolist(), strict=True))
