"""The dashboard (lesson 03), a car; its maths is the twin of js/lib/car.js.

Pedal → engine → speed → drag, with units that cancel.

The same push does less where the engine saturates and in a higher gear for the engine's part; the
rates of linked machines multiply because the unit in the middle cancels.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from traitlets import Bool, Dict, Enum, Float, Int

from .base import CourseWidget
from .diagrams import arrow, box
from .digits import fixed, grouped, neat, signed
from .printing import number
from .still import FORWARD, INK, MUTED, SLOPE, StillPicture

GEARS = (3.6, 2.1, 1.4, 1.0, 0.8)


def _rpm(pedal: float) -> float:
    return float(800 + 5200 * (1 - np.exp(-pedal / 40)))


class Dashboard(CourseWidget):
    """A car: gas pedal, gear lever, dials, a strip chart and the cards of its rates.

    pedal: 0 to 100 %; gear: 1 to 5; nudge: how far Enter pushes, 0.5 to 20 %; join: how the cards
    are put together, "apart", "multiply" or "add"; links: 2 (pedal to speed) or 4 (to the drag);
    pushes: whether the pedal can be pushed by the nudge (False before that is asked: then no
    product either, but by multiply).
    `last` holds the last push: start and end of the pedal, gear, and for speed (km/h) and drag (kW)
    the predicted and the real change.
    """

    entry = "dashboard"
    title = "Dashboard"
    settings = ("pedal", "gear", "nudge", "join", "links", "pushes")
    ranges: ClassVar = {"pedal": (0, 100), "nudge": (0.5, 20)}

    pedal = Float(20.0).tag(sync=True)
    gear = Int(3, min=1, max=5).tag(sync=True)
    nudge = Float(1.0).tag(sync=True)
    join = Enum(["apart", "multiply", "add"], "apart").tag(sync=True)
    links = Enum([2, 4], 2).tag(sync=True)
    pushes = Bool(True).tag(sync=True)
    last = Dict().tag(sync=True)

    @property
    def rpm(self) -> float:
        """The engine's speed in rpm."""
        return _rpm(self.pedal)

    @property
    def speed(self) -> float:
        """The car's speed in km/h."""
        return self.rpm * self._kmh_per_rpm

    @property
    def _kmh_per_rpm(self) -> float:
        return 0.06 * np.pi * 0.64 / (3.9 * GEARS[self.gear - 1])

    @property
    def _rpm_per_percent(self) -> float:
        return (6000 - self.rpm) / 40

    def _rates(self) -> list[tuple[str, float, str]]:
        u = self.speed / 3.6
        return [
            ("dr/dp", self._rpm_per_percent, "rpm per %"),
            ("dv/dr", self._kmh_per_rpm, "km/h per rpm"),
            ("du/dv", 1 / 3.6, "m/s per km/h"),
            ("dD/du", 3 * 0.5 * 1.2 * 0.66 / 1000 * u**2, "kW per m/s"),
        ][: self.links]

    def numbers(self) -> list[tuple[str, str]]:
        rates = self._rates()
        return [
            ("pedal", f"{neat(self.pedal)} %"),
            ("gear, ratio", f"{self.gear}, {fixed(GEARS[self.gear - 1], 1)}"),
            ("engine", f"{grouped(self.rpm)} rpm"),
            ("speed", f"{fixed(self.speed, 1)} km/h"),
            *((name, f"{neat(rate)} {unit}") for name, rate, unit in rates),
            *(self._push_numbers(rates) if self.pushes else []),
        ]

    def _push_numbers(self, rates: list[tuple[str, float, str]]) -> list[tuple[str, str]]:
        whole = ("dD/dp", "kW per %") if self.links == 4 else ("dv/dp", "km/h per %")
        product = float(np.prod([rate for _, rate, _ in rates]))
        per_percent = self._rpm_per_percent * self._kmh_per_rpm
        end = min(100.0, self.pedal + self.nudge)
        really = (_rpm(end) - self.rpm) * self._kmh_per_rpm
        return [
            (f"{whole[0]}, their product", f"{neat(product)} {whole[1]}"),
            ("next percent adds about", f"{number(per_percent)} km/h"),
            (
                f"predicted for +{neat(end - self.pedal)} %",
                _change(per_percent * (end - self.pedal)),
            ),
            ("really", _change(really)),
        ]

    def told(self) -> str:
        links = ", ".join(f"{name} = {neat(rate)} {unit}" for name, rate, unit in self._rates())
        end = "speed to drag" if self.links == 4 else "speed"
        return (
            f"A chain from pedal to engine to {end}: pedal {neat(self.pedal)} %, "
            f"{grouped(self.rpm)} rpm, {fixed(self.speed, 1)} km/h in gear {self.gear}. "
            f"On the arrows the rates {links}."
        )

    def picture(self) -> str:
        return str(_still_picture(self))


def _change(speed: float) -> str:
    return f"{signed(neat(speed))} km/h"


def _still_picture(car: Dashboard) -> StillPicture:
    picture = StillPicture(620, 140)
    u = car.speed / 3.6
    values = [
        ("pedal p", f"{neat(car.pedal)} %"),
        ("engine r", f"{grouped(car.rpm)} rpm"),
        ("speed v", f"{fixed(car.speed, 1)} km/h"),
        ("speed u", f"{neat(u)} m/s"),
        ("drag D", f"{neat(0.5 * 1.2 * 0.66 / 1000 * u**3)} kW"),
    ][: car.links + 1]
    places = [66 + (122 if car.links == 4 else 230) * place for place in range(len(values))]
    for place, (name, value) in zip(places, values, strict=True):
        box(picture, (place, 50), (92, 50), [(name, INK), (value, FORWARD)])
    for place, (name, rate, unit) in zip(places, car._rates(), strict=False):
        width = places[1] - places[0]
        arrow(picture, (place + 47, 50), (place + width - 47, 50))
        picture.text(place + width / 2, 96, f"{name} = {neat(rate)}", SLOPE, "middle")
        picture.text(place + width / 2, 114, unit, MUTED, "middle")
    picture.text(20, 134, f"gear {car.gear}, ratio {fixed(GEARS[car.gear - 1], 1)}", INK)
    return picture
