"""The conveyor (lesson 02), a belt of machines; its maths is the twin of js/lib/chain.js.

Values run forward, sensitivities come back. Each machine stretches a nudge by its local rate, read
at the value that it received. One trip back with an orange token that starts at 1 fills in how the
output reacts to every value on the way. Tests hold the twins together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, ClassVar

import numpy as np
from traitlets import Bool, Float, Int, List, TraitError, Unicode, validate

from chainrule.machines import Machine

from .base import CourseWidget
from .diagrams import arrow, box
from .digits import neat, signed
from .functions import sigmoid, sigmoid_slope, value
from .still import FORWARD, INK, SLOPE, StillPicture

MOST_MACHINES = 5


def _known(machine: Machine) -> tuple[Callable[[float], float], Callable[[float], float]]:
    return partial(value, machine), partial(value, machine.derivative())


# name → (label on its box, (what it does, its rate))
MACHINES = {
    "triple": ("×3", _known(Machine("affine", 3, 0))),
    "add_one": ("+1", _known(Machine("affine", 1, 1))),
    "square": ("square", _known(Machine("power", 2, 1))),
    "sin": ("sin", _known(Machine("sin", 1))),
    "cos": ("cos", _known(Machine("cos", 1))),
    "exp": ("exp", _known(Machine("exp", 1))),
    "sigmoid": ("σ", (sigmoid, sigmoid_slope)),
    "reciprocal": ("1/t", _known(Machine("power", -1, 1))),
    "always_one": ("always 1", _known(Machine("affine", 0, 1))),  # a belt that has come off
}


class ConveyorBelt(CourseWidget):
    """A belt of up to five machines with a token on it.

    machines: names, in order, out of triple, add_one, square, sin, cos, exp, sigmoid, reciprocal,
    always_one (it answers to nothing: its belt has come off);
    x: what goes in, −3 to 3; nudge: also show what x + dx changes; dx: the nudge, 0.001 to 0.2;
    swept: how many gaps the sweep back has filled, counted from the output (0: none); sweeps:
    whether the products along the belt and the way back are there at all (False before they are
    met: values, local rates and the overall rate as one number are left).
    """

    entry = "conveyor"
    title = "Conveyor"
    settings = ("machines", "x", "nudge", "dx", "swept", "sweeps")
    ranges: ClassVar = {"x": (-3, 3), "dx": (0.001, 0.2)}
    styles = ("graph",)

    machines = List(Unicode(), ["triple", "square", "sin"]).tag(sync=True)
    x = Float(0.4).tag(sync=True)
    nudge = Bool(False).tag(sync=True)
    dx = Float(0.01).tag(sync=True)
    swept = Int(0, min=0).tag(sync=True)
    sweeps = Bool(True).tag(sync=True)

    def __init__(self, machines: Iterable[str] | None = None, **state: Any) -> None:
        super().__init__(**state if machines is None else {**state, "machines": list(machines)})

    @validate("machines")
    def _on_the_belt(self, proposal: Any) -> list[str]:
        wish = proposal.value
        for name in wish:
            if name not in MACHINES:
                raise TraitError(
                    f"ConveyorBelt: no machine {name!r}; it has {', '.join(MACHINES)}."
                )
        if len(wish) > MOST_MACHINES:
            raise TraitError(f"ConveyorBelt: at most {MOST_MACHINES} machines, not {len(wish)}.")
        return wish

    def _trace(self, x: float) -> tuple[list[float], list[float]]:
        """The values in the gaps and the machines' rates."""
        values, rates = [x], []
        for name in self.machines:
            run, rate = MACHINES[name][1]
            rates.append(rate(values[-1]))
            values.append(run(values[-1]))
        return values, rates

    def numbers(self) -> list[tuple[str, str]]:
        values, rates = self._trace(self.x)
        labels = [MACHINES[name][0] for name in self.machines]
        back = np.cumprod([1.0, *reversed(rates)])[::-1]
        rows = [("x", neat(values[0]))]
        for label, rate, after in zip(labels, rates, values[1:], strict=True):
            rows.append((f"local rate of {label}", neat(rate)))
            rows.append((f"after {label}", neat(after)))
        rows.append(("overall rate", neat(float(back[0]))))
        if self.nudge:
            really = self._trace(self.x + self.dx)[0][-1] - values[-1]
            predicted = float(back[0]) * self.dx
            rows.append((f"predicted change for dx = {neat(self.dx)}", signed(neat(predicted, 3))))
            rows.append(("real change", signed(neat(really, 3))))
        if self.swept and self.sweeps:
            places = ["x", *(f"the value after {label}" for label in labels)]
            known = list(zip(places, back, strict=True))[-self.swept :]
            rows += [(f"output per {place}", neat(float(rate))) for place, rate in known]
        return rows

    def told(self) -> str:
        values, rates = self._trace(self.x)
        steps = "".join(
            f"{MACHINES[name][0]}, local rate {neat(rate)}, gives {neat(after)}; "
            for name, rate, after in zip(self.machines, rates, values[1:], strict=True)
        )
        overall = neat(float(np.prod(rates)))
        return f"A belt of machines: {neat(self.x)} goes in; {steps}overall rate {overall}."

    def picture(self) -> str:
        return str(_still_picture(self))


def _still_picture(belt: ConveyorBelt) -> StillPicture:
    values, rates = belt._trace(belt.x)
    width, across = 150, 64
    picture = StillPicture(max(240, 110 + width * len(rates)), 120)
    places = [50 + width * place for place in range(len(values))]
    for place, after in zip(places, values, strict=True):
        picture.text(place, across + 5, neat(after), FORWARD, "middle")
    picture.text(places[0], across - 26, "x", INK, "middle")
    for name, rate, place in zip(belt.machines, rates, places, strict=False):
        middle = place + width / 2
        arrow(picture, (place + 26, across), (middle - 33, across))
        lines = [(MACHINES[name][0], INK), (f"×{neat(rate)}", SLOPE)]
        box(picture, (middle, across), (64, 50), lines)
        arrow(picture, (middle + 33, across), (middle + 48, across))
    overall = neat(float(np.prod(rates)))
    picture.text(20, 112, f"overall rate {overall}", SLOPE)
    return picture
