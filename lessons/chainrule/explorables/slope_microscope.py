"""The slope microscope (lesson 01): a slope is change per change, and a computer's is never exact.

Zoom into a curve until it is straight; measure its slope with a smaller and smaller step, and meet
the round-off wall: below about 1e-16 of x nothing moves any more, and the measured slope is 0.
"""

import math
from typing import Any, ClassVar

from traitlets import Bool, Enum, Float

from chainrule.machines import Machine

from . import still
from .base import CourseWidget
from .functions import NAMES, machine, name_of, value
from .printing import number, power


class SlopeMicroscope(CourseWidget):
    """A curve with a point x, a step h and a magnification.

    function: a name of `chainrule.machines` ("sin") or the machine itself; x: −3 to 3;
    h: 1e-17 to 1; zoom: magnification, 1 to 1e17; follow: the zoom follows h.
    """

    entry = "slope_microscope"
    title = "Slope microscope"
    settings = ("function", "x", "h", "zoom", "follow")
    ranges: ClassVar = {"x": (-3, 3), "h": (1e-17, 1), "zoom": (1, 1e17)}

    function = Enum([name for name in NAMES if name != "double"], "sin").tag(sync=True)
    x = Float(1.0).tag(sync=True)
    h = Float(1.0).tag(sync=True)
    zoom = Float(1.0).tag(sync=True)
    follow = Bool(False).tag(sync=True)

    def __init__(self, function: str | Machine = "sin", **state: Any) -> None:
        super().__init__(function=name_of(function), **state)

    @property
    def measured_slope(self) -> float:
        """The central difference (f(x+h) − f(x−h)) / 2h, in the computer's own doubles."""
        f = machine(self.function)
        return (value(f, self.x + self.h) - value(f, self.x - self.h)) / (2 * self.h)

    @property
    def exact_slope(self) -> float:
        """The slope at x by rule."""
        return value(machine(self.function).derivative(), self.x)

    def numbers(self) -> list[tuple[str, str]]:
        f = machine(self.function)
        return [
            ("curve", f.name),
            ("x", number(self.x)),
            ("step h", power(self.h)),
            ("f(x + h)", number(value(f, self.x + self.h))),
            ("f(x − h)", number(value(f, self.x - self.h))),
            ("measured slope", number(self.measured_slope)),
            ("exact slope", number(self.exact_slope)),
            ("distance", number(abs(self.measured_slope - self.exact_slope))),
        ]

    def told(self) -> str:
        f = machine(self.function)
        return (
            f"The curve of {f.name} around x = {number(self.x)}, and the line through the points "
            f"at x − h and x + h with h = {power(self.h)}. The line has the slope "
            f"{number(self.measured_slope)}, the curve at x the slope {number(self.exact_slope)}."
        )

    def picture(self) -> str:
        picture = still.StillPicture(520, 300)
        f = machine(self.function)
        middle, here = value(f, self.x), self.x
        zoom = min(1e6, max(1.0, 2 / self.h) if self.follow else self.zoom)
        reach = 3.0 / zoom

        def across(x: float) -> float:
            return 260 + (x - here) / reach * 245

        def down(y: float) -> float:
            return 150 - (y - middle) / reach * 245 / 2

        picture.line(15, 270, 505, 270, still.MUTED, 1)
        picture.text(260, 288, f"x = {number(here)}", still.MUTED, "middle")
        picture.text(15, 288, f"this picture is {number(2 * reach)} wide", still.MUTED)
        if not math.isfinite(middle):
            picture.text(260, 150, "the curve has no value here", still.INK, "middle")
            return str(picture)
        span = (here - reach, here + reach)
        for piece in still.curve(lambda x: value(f, x), span, across, down, (10, 268)):
            picture.path(piece, still.FORWARD, 2.5)
        for step in (-self.h, self.h):
            if self.h < reach:
                picture.dot(across(here + step), down(value(f, here + step)), still.FORWARD, 4)
        for piece in still.curve(
            lambda x: (
                (value(f, here + self.h) + value(f, here - self.h)) / 2
                + self.measured_slope * (x - here)
            ),
            span,
            across,
            down,
            (10, 268),
        ):
            picture.path(piece, still.SLOPE, 2)
        picture.dot(across(here), down(middle), still.FORWARD, 6)
        picture.text(20, 28, f"y = f(x), f: {f.name}")
        slope = f"measured slope {number(self.measured_slope)} with h = {power(self.h)}"
        picture.text(500, 28, slope, still.SLOPE, "end")
        return str(picture)
