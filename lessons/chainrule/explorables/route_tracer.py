"""The route tracer (lesson 05): every route from a number to the loss, walked or merged.

The map draws each value as a node and each local slope as an edge. Walk the routes one by one, or
merge them from either end; the counts say what both ways cost. Slopes, products and sums are worked
out in JavaScript alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from traitlets import Bool, Dict, Enum, Float, Int, List, TraitError, Unicode, validate

from .base import CourseWidget
from .diagrams import arrow, box
from .digits import neat
from .still import FORWARD, INK, MUTED, StillPicture

SHAPES = {"W1": (2, 2), "b1": (2,), "W2": (2, 1), "b2": (1,), "x": (2,)}
LARGEST = 3.0
NUMBERS = (
    *("W1[0][0]", "W1[1][0]", "b1[0]"),
    *("W1[0][1]", "W1[1][1]", "b1[1]"),
    *("W2[0][0]", "W2[1][0]", "b2[0]"),
)
STARTS = ("x1", "x2", *NUMBERS, "all")
CONTROLS = (
    *("routes", "merge", "end", "start", "inputs", "weights", "nudge", "counts", "four", "depth"),
    *NUMBERS,
)
ALL_CONTROLS = CONTROLS[:-9]


class RouteTracer(CourseWidget):
    """Routes through a network, walked, counted, merged.

    mode: "nine" (the 2-2-1 network with nine numbers) or "deep" (one input, `depth` layers of
    three neurons without σ, one output). start: where routes begin in "nine": "x1", "x2", one of
    the nine numbers as "W1[1][0]" or by its place 1 to 9, or "all" nine of them. controls: what
    the figure offers, out of routes (walk them), merge, end (from which end to merge), start,
    inputs (x and y), weights (nine sliders), one number's name (its slider alone), nudge (what a
    nudge says), counts, four (a neuron's σ′ and the weight behind it as one factor), depth.
    W1 (2, 2), b1 (2,), W2 (2, 1), b2 (1,), x (2,): −3 to 3; y: 0 to 1; depth: 1 to 6. walked: how
    many routes are walked; merged: how many steps of merging are done; merge_from: "loss" or
    "start". mine: the learner's own gradients, a dict with W1, b1, W2, b2, drawn beside the sums
    over routes.
    """

    entry = "route_tracer"
    title = "Routes"
    offers = CONTROLS
    settings = (
        *("mode", "start", "controls", "W1", "b1", "W2", "b2", "x", "y", "depth"),
        *("walked", "merged", "merge_from", "four"),
    )
    styles = ("graph",)

    mode = Enum(["nine", "deep"], "nine").tag(sync=True)
    start = Unicode("x1").tag(sync=True)
    controls = List(Unicode(), list(ALL_CONTROLS)).tag(sync=True)
    W1 = List(default_value=[[0.3, -0.5], [0.8, 0.2]]).tag(sync=True)
    b1 = List(default_value=[0.1, -0.2]).tag(sync=True)
    W2 = List(default_value=[[1.2], [-0.7]]).tag(sync=True)
    b2 = List(default_value=[0.3]).tag(sync=True)
    x = List(default_value=[1.0, -1.0]).tag(sync=True)
    y = Float(1.0).tag(sync=True)
    depth = Int(4).tag(sync=True)
    walked = Int(0, min=0).tag(sync=True)
    merged = Int(0, min=0).tag(sync=True)
    merge_from = Enum(["loss", "start"], "loss").tag(sync=True)
    four = Bool(False).tag(sync=True)
    mine = Dict().tag(sync=True)

    def __init__(
        self,
        mode: str = "nine",
        *,
        start: str | int = "x1",
        controls: Iterable[str] | None = None,
        mine: Mapping[str, Any] | None = None,
        **state: Any,
    ) -> None:
        if isinstance(start, int) and 1 <= start <= len(NUMBERS):
            start = NUMBERS[start - 1]
        given = {name: _as_list(state[name]) for name in SHAPES if name in state}
        wanted = {} if controls is None else {"controls": list(controls)}
        own = {} if mine is None else {"mine": dict(mine)}
        super().__init__(mode=mode, start=str(start), **{**state, **given, **wanted, **own})

    @validate(*SHAPES)
    def _in_shape(self, proposal: Any) -> list:
        name, wish = proposal.trait.name, proposal.value
        try:
            numbers = np.array(wish, dtype=float)
        except (TypeError, ValueError):
            numbers = np.empty(0)
        if numbers.shape != SHAPES[name]:
            raise TraitError(f"RouteTracer: {name} needs the shape {SHAPES[name]}, not {wish}.")
        if not np.max(np.abs(numbers)) <= LARGEST:
            raise TraitError(f"RouteTracer: {name} must lie between −3 and 3.")
        return numbers.tolist()

    @validate("y")
    def _between(self, proposal: Any) -> float:
        if not 0 <= proposal.value <= 1:
            raise TraitError("RouteTracer: y must lie between 0 and 1.")
        return proposal.value

    @validate("depth")
    def _shallow_enough(self, proposal: Any) -> int:
        if not 1 <= proposal.value <= 6:
            raise TraitError("RouteTracer: depth must lie between 1 and 6 hidden layers.")
        return proposal.value

    @validate("start")
    def _known_start(self, proposal: Any) -> str:
        if proposal.value not in STARTS:
            raise TraitError(
                f"RouteTracer: no start {proposal.value!r}; it has {', '.join(STARTS)}."
            )
        return proposal.value

    def _no_control(self, name: str) -> str:
        has = ", ".join(ALL_CONTROLS)
        return (
            f"RouteTracer: no control {name!r}; it has {has}, "
            "and the name of a number, such as 'W2[1][0]'."
        )

    @validate("mine")
    def _nine_gradients(self, proposal: Any) -> dict[str, list]:
        given = proposal.value
        if not given:
            return {}
        return {name: _gradient(given, name) for name in ("W1", "b1", "W2", "b2")}

    def _weights(self, neuron: int) -> str:
        first, second = (neat(row[neuron], 3) for row in self.W1)
        return f"{first} and {second}, bias {neat(self.b1[neuron], 3)}"

    def numbers(self) -> list[tuple[str, str]]:
        """What the network is made of; routes and sums are the figure's own work."""
        if self.mode == "deep":
            return [("hidden layers", str(self.depth)), ("neurons in each", "3")]
        last = " and ".join(neat(row[0], 3) for row in self.W2)
        return [
            ("inputs", " and ".join(neat(value, 3) for value in self.x)),
            ("target", neat(self.y, 3)),
            ("weights into hidden 1", self._weights(0)),
            ("weights into hidden 2", self._weights(1)),
            ("weights into the output", f"{last}, bias {neat(self.b2[0], 3)}"),
        ]

    def told(self) -> str:
        rows = "; ".join(f"{name}: {value}" for name, value in self.numbers())
        shape = "Layers, each joined to the next" if self.mode == "deep" else "A 2-2-1 network"
        return f"{shape}. {rows}."

    def picture(self) -> str:
        return str(_deep_picture(self) if self.mode == "deep" else _nine_picture(self))


def _as_list(values: Any) -> Any:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _gradient(given: Mapping[str, Any], name: str) -> list:
    """One array of the learner's gradients as lists; what is no finite number becomes None."""
    if name not in given:
        raise TraitError(f"RouteTracer: mine has no {name!r}; it needs W1, b1, W2 and b2.")
    try:
        numbers = np.array(given[name], dtype=float)
    except (TypeError, ValueError):
        numbers = np.empty(0)
    if numbers.shape != SHAPES[name]:
        shape = np.shape(given[name])
        raise TraitError(
            f"RouteTracer: mine[{name!r}] needs the shape {SHAPES[name]}, not {shape}."
        )

    def plain(value: Any) -> Any:
        if isinstance(value, list):
            return [plain(each) for each in value]
        return value if math.isfinite(value) else None

    return plain(numbers.tolist())


def _nine_picture(net: RouteTracer) -> StillPicture:
    picture = StillPicture(560, 250)
    rows, (first, second, third) = (70, 180), (60, 260, 460)
    for row, value, name in zip(rows, net.x, ("x₁", "x₂"), strict=True):
        box(picture, (first, row), (70, 44), [(f"{name} = {neat(value, 3)}", FORWARD)])
    for j, row in enumerate(rows):
        box(picture, (second, row), (96, 44), [("z → a", INK)])
        picture.text(second, row - 30, f"hidden {j + 1}", INK, "middle")
        picture.text(second, row + 40, f"bias {neat(net.b1[j], 3)}", MUTED, "middle")
        for i, start in enumerate(rows):
            at = 0.5 if start == row else 0.25
            arrow(picture, (96, start), (210, row), neat(net.W1[i][j], 3), at)
        arrow(picture, (310, row), (410, 125), neat(net.W2[j][0], 3), 0.5)
    box(picture, (third, 125), (96, 44), [("z → a", INK)])
    picture.text(third, 95, "output", INK, "middle")
    picture.text(third, 165, f"bias {neat(net.b2[0], 3)}", MUTED, "middle")
    picture.text(third, 230, f"loss, with the target {neat(net.y, 3)}", INK, "middle")
    return picture


def _deep_picture(net: RouteTracer) -> StillPicture:
    picture = StillPicture(110 * (net.depth + 2), 220)
    layers = [[110], *([[50, 110, 170]] * net.depth), [110]]
    for place, (before, after) in enumerate(pairwise(layers)):
        left, right = 55 + 110 * place, 55 + 110 * (place + 1)
        for start in before:
            for end in after:
                picture.line(left, start, right, end, MUTED, 1)
    for place, layer in enumerate(layers):
        for row in layer:
            picture.dot(55 + 110 * place, row, FORWARD, 8)
    picture.text(55, 145, "input", INK, "middle")
    picture.text(picture.width - 55, 145, "output", INK, "middle")
    return picture
