"""Three number lines (lesson 01): why the outer slope is read at u, the value f receives.

A nudge dx on the line of x moves u = g(x) by du and y = f(u) by dy. The measured fractions
multiply because du is the same number in both; the ghost reads the outer slope at x, and misses.
"""

import math
from itertools import pairwise
from typing import Any, ClassVar

from traitlets import Bool, Enum, Float

from chainrule.machines import Machine
from chainrule.numbers import with_minus

from . import still
from .base import CourseWidget
from .functions import NAMES, machine, name_of, value
from .printing import number


class ThreeNumberLines(CourseWidget):
    """One nudge through two machines: x → u = g(x) → y = f(u).

    inner, outer: names of `chainrule.machines` ("square") or the machines themselves;
    x: −3 to 3; dx: the nudge, 1e-6 to 0.5; ghost: also show what reading the outer slope at x
    would predict.
    """

    entry = "three_number_lines"
    title = "Three number lines"
    settings = ("inner", "outer", "x", "dx", "ghost")
    ranges: ClassVar = {"x": (-3, 3), "dx": (1e-6, 0.5)}

    inner = Enum(NAMES, "square").tag(sync=True)
    outer = Enum(NAMES, "sin").tag(sync=True)
    x = Float(1.3).tag(sync=True)
    dx = Float(0.3).tag(sync=True)
    ghost = Bool(False).tag(sync=True)

    def __init__(
        self, inner: str | Machine = "square", outer: str | Machine = "sin", **state: Any
    ) -> None:
        super().__init__(inner=name_of(inner), outer=name_of(outer), **state)

    def _through(self, x: float) -> tuple[float, float]:
        u = value(machine(self.inner), x)
        return u, value(machine(self.outer), u)

    @property
    def nudges(self) -> tuple[float, float, float]:
        """dx, du and dy: how far x, u and y move."""
        (u, y), (u_end, y_end) = self._through(self.x), self._through(self.x + self.dx)
        return self.dx, u_end - u, y_end - y

    @property
    def inner_slope(self) -> float:
        """g′(x), by rule."""
        return value(machine(self.inner).derivative(), self.x)

    @property
    def outer_slope(self) -> float:
        """f′(u), by rule, read at u = g(x)."""
        return value(machine(self.outer).derivative(), self._through(self.x)[0])

    @property
    def ghost_slope(self) -> float:
        """f′(x): the outer slope read at the wrong place."""
        return value(machine(self.outer).derivative(), self.x)

    def numbers(self) -> list[tuple[str, str]]:
        u, y = self._through(self.x)
        dx, du, dy = self.nudges
        over = [a / b if b else float("nan") for a, b in ((du, dx), (dy, du), (dy, dx))]
        product = self.inner_slope * self.outer_slope
        rows = [
            ("inner g", machine(self.inner).name),
            ("outer f", machine(self.outer).name),
            ("x, u, y", f"{number(self.x)}, {number(u)}, {number(y)}"),
            ("dx, du, dy", f"{number(dx)}, {number(du)}, {number(dy)}"),
            (
                "measured: du/dx × dy/du = dy/dx",
                f"{number(over[0])} × {number(over[1])} = {number(over[2])}",
            ),
            (
                "by rule: g′(x) × f′(u)",
                f"{number(self.inner_slope)} × {number(self.outer_slope)} = {number(product)}",
            ),
        ]
        if self.ghost:
            wrong = self.inner_slope * self.ghost_slope
            rows.append(
                (
                    "ghost: g′(x) × f′(x)",
                    f"{number(self.inner_slope)} × {number(self.ghost_slope)} = {number(wrong)}",
                )
            )
        return rows

    def told(self) -> str:
        u, y = self._through(self.x)
        rows = zip(("x", "u", "y"), (self.x, u, y), self.nudges, strict=True)
        moves = "; ".join(
            f"{name} is {number(start)} and moves by {number(move)}" for name, start, move in rows
        )
        return f"Three number lines with one unit, from x to u = g(x) to y = f(u): {moves}."

    def picture(self) -> str:
        picture = still.StillPicture(520, 240)
        u, y = self._through(self.x)
        dx, du, dy = self.nudges
        rows = (("x", self.x, dx, "dx"), ("u = g(x)", u, du, "du"), ("y = f(u)", y, dy, "dy"))
        ends = [_draw_line(picture, 50 + 80 * i, *row) for i, row in enumerate(rows)]
        for i, (upper, lower) in enumerate(pairwise(ends)):
            if upper and lower:
                top, bottom = 54 + 80 * i, 124 + 80 * i
                corners = [(upper[0], top), (lower[0], bottom), (lower[1], bottom), (upper[1], top)]
                picture.area(corners, still.FORWARD)
                picture.line(*corners[0], *corners[1], still.FORWARD)
                picture.line(*corners[3], *corners[2], still.FORWARD)
        return str(picture)


HALF, CALM = 3.6, 2.4  # half a line's length; a line scrolls when its value is beyond CALM


def _middle(start: float, end: float) -> float:
    """Where a line is centred: its value lies in the calm part and, if it can be, `end` in view."""
    middle = start - max(-CALM, min(CALM, start))
    edge = 0.95 * HALF
    wish = end - max(middle - edge, min(middle + edge, end))
    return middle + max(start - middle - edge, min(start - middle + edge, wish)) if wish else middle


def _draw_line(
    picture: still.StillPicture, row: float, name: str, start: float, move: float, move_name: str
) -> tuple[float, float] | None:
    """Draw one number line with its value and its nudge; gives their two ends in pixels."""
    if not (math.isfinite(start) and math.isfinite(move)):
        picture.text(12, row - 16, f"{name} has no value here")
        return None
    middle = _middle(start, start + move)

    def across(value: float) -> float:
        return min(510.0, max(10.0, 260 + (value - middle) * 500 / (2 * HALF)))

    picture.line(10, row, 510, row, still.MUTED, 1)
    for tick in range(math.ceil(middle - HALF), math.floor(middle + HALF) + 1):
        picture.line(across(tick), row - 4, across(tick), row + 4, still.MUTED, 1)
        if abs(tick) < 1e6:  # longer ones do not fit, and rounded they are all alike
            picture.text(across(tick), row + 18, with_minus(str(tick)), still.MUTED, "middle")
    tint = still.MIDDLE if move_name == "du" else still.INK
    picture.text(12, row - 16, f"{name} = {number(start)}")
    picture.text(508, row - 16, f"{move_name} = {number(move)}", tint, "end")
    picture.line(across(start), row, across(start + move), row, tint, 5)
    picture.dot(across(start), row, still.FORWARD)
    return across(start), across(start + move)
