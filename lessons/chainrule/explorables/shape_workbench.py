"""The shape workbench (lesson 05): the arrays of one layer beside its network.

Choose an entry of an array: the row or column that it collects is framed, and its products stand on
the edges of the network where they happened, one copy of the network for each example. What is
collected is worked out in JavaScript alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from traitlets import Bool, Enum, Int, List, TraitError, Unicode, validate

from .base import CourseWidget
from .digits import neat
from .still import FORWARD, INK, MUTED, SLOPE, StillPicture

MOST = 4  # examples, inputs or neurons
LARGEST = 100.0
ARRAYS = ("X", "W", "dZ")
AXES = {"X": ("examples", "inputs"), "W": ("inputs", "neurons"), "dZ": ("examples", "neurons")}
TARGETS = ("Z", "dW", "dX", "db")
CONTROLS = (*TARGETS, "entry", "all", "bench")
ON_BENCH = ("", "X", "XT", "W", "WT", "dZ", "dZT")


class ShapeWorkbench(CourseWidget):
    """One layer's arrays, entry by entry.

    X (N, D), W (D, H), dZ (N, H): the numbers, with N, D and H from 1 to 4. target: the array whose
    entries are collected, "Z" (X W, before the bias), "dW", "dX" or "db". row, column: the entry
    that is chosen, counted from 0, or −1. whole: every entry of the target is shown, not the chosen
    one alone. left, right: what lies on the bench, "X", "W" or "dZ", turned with a T behind it.
    controls: what the figure offers, out of Z, dW, dX, db (targets in the menu), entry (choose
    one), all (the switch for `whole`) and bench.
    """

    entry = "shape_workbench"
    title = "Shape workbench"
    offers = CONTROLS
    settings = (
        *("target", "controls", "X", "W", "dZ", "row", "column"),
        *("whole", "left", "right"),
    )
    styles = ("graph",)

    target = Enum(TARGETS, "dW").tag(sync=True)
    controls = List(Unicode(), list(CONTROLS)).tag(sync=True)
    X = List(default_value=[[1.0, 2.0, -1.0], [3.0, 0.0, 2.0]]).tag(sync=True)
    W = List(default_value=[[1.0, -1.0], [2.0, 0.0], [0.0, 3.0]]).tag(sync=True)
    dZ = List(default_value=[[0.5, -1.0], [1.0, 2.0]]).tag(sync=True)
    row = Int(-1, min=-1).tag(sync=True)
    column = Int(-1, min=-1).tag(sync=True)
    whole = Bool(False).tag(sync=True)
    left = Enum(ON_BENCH, "").tag(sync=True)
    right = Enum(ON_BENCH, "").tag(sync=True)

    def __init__(
        self, target: str = "dW", *, controls: Iterable[str] | None = None, **state: Any
    ) -> None:
        arrays = {name: _as_list(state[name]) for name in ARRAYS if name in state}
        wanted = {} if controls is None else {"controls": list(controls)}
        super().__init__(target=target, **{**state, **arrays, **wanted})
        self._meet()

    @validate(*ARRAYS)
    def _in_shape(self, proposal: Any) -> list:
        name, wish = proposal.trait.name, proposal.value
        try:
            numbers = np.array(wish, dtype=float)
        except (TypeError, ValueError):
            numbers = np.empty(0)
        if numbers.ndim != 2 or not all(1 <= size <= MOST for size in numbers.shape):
            raise TraitError(
                f"ShapeWorkbench: {name} needs 1 to 4 {AXES[name][0]} as rows and 1 to 4 "
                f"{AXES[name][1]} as columns, not {wish}."
            )
        if not np.max(np.abs(numbers)) <= LARGEST:
            raise TraitError(f"ShapeWorkbench: {name} must lie between −100 and 100.")
        return numbers.tolist()

    def _meet(self) -> None:
        """Raise TraitError unless the three arrays belong to one layer."""
        (N, D), (inputs, H), (rows, units) = (np.shape(getattr(self, name)) for name in ARRAYS)
        for ours, theirs, what in (
            (D, inputs, "inputs: the columns of X and the rows of W"),
            (N, rows, "examples: the rows of X and of dZ"),
            (H, units, "neurons: the columns of W and of dZ"),
        ):
            if ours != theirs:
                raise TraitError(f"ShapeWorkbench: {ours} and {theirs} {what} must agree.")

    def numbers(self) -> list[tuple[str, str]]:
        """The arrays as they are given; what is collected is the figure's own work."""
        rows = []
        for name in ARRAYS:
            values = getattr(self, name)
            text = "; ".join(", ".join(neat(value) for value in row) for row in values)
            rows.append((f"{name}, {len(values)} × {len(values[0])}", text))
        return rows

    def told(self) -> str:
        arrays = ". ".join(f"{name}: {values}" for name, values in self.numbers())
        return f"The arrays of one layer, row by row. {arrays}."

    def picture(self) -> str:
        return str(_still_picture(self))


def _as_list(values: Any) -> Any:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _still_picture(bench: ShapeWorkbench) -> StillPicture:
    D, H = np.shape(bench.W)
    picture = StillPicture(560, 220)
    rows = [[45 + (k + 0.5) * 150 / count for k in range(count)] for count in (D, H)]
    for start in rows[0]:
        for end in rows[1]:
            picture.line(60, start, 200, end, MUTED, 1)
    for x, column, colour in ((60, rows[0], FORWARD), (200, rows[1], SLOPE)):
        for y in column:
            picture.dot(x, y, colour, 9)
    picture.text(60, 28, "inputs", INK, "middle")
    picture.text(200, 28, "neurons", INK, "middle")
    top = 30
    for name, colour in zip(ARRAYS, (FORWARD, INK, SLOPE), strict=True):
        values = getattr(bench, name)
        picture.text(270, top, f"{name} =", INK)
        for place, row in enumerate(values):
            picture.text(310, top + 15 * place, "  ".join(neat(value) for value in row), colour)
        top += 15 * len(values) + 12
    return picture
