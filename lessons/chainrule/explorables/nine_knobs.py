"""Nine knobs (lesson 00), a network tuned by hand; its maths is the twin of js/lib/network.js.

Two inputs, two hidden neurons, one output: nine numbers. Watch the forward pass edge by edge; then
turn the knobs: take σ out of the middle, and try to bring the loss down with nine sliders.
"""

from typing import Any

import numpy as np
from traitlets import Bool, Enum, Float, Int, List, TraitError, validate

from chainrule import machines

from .base import CourseWidget
from .diagrams import arrow, box
from .digits import fixed, neat
from .still import FORWARD, INK, MUTED, StillPicture

FOUR_POINTS = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))  # x1, x2, y: exclusive or
LARGEST_KNOB = 8.0
LARGEST_INPUT = 6.0
SHAPES = {"W1": (2, 2), "b1": (2,), "W2": (2, 1), "b2": (1,), "x": (2,)}
LARGEST = {"x": LARGEST_INPUT}


class NineKnobs(CourseWidget):
    """A 2-2-1 network with nine numbers.

    mode: "watch" (the forward pass, edge by edge: no knobs, no target, no loss), "curve" (nine
    sliders, and the output against one input) or "game" (nine sliders, four points, one loss, a
    counter of tries). W1 (2, 2), b1 (2,), W2 (2, 1), b2 (1,):
    the knobs, −8 to 8; x (2,): the inputs, −6 to 6; y: the target, 0 to 1. squash: σ in the
    hidden layer; hidden: there is a hidden layer (without it, W2 and b2 read the inputs).
    step: how many steps of the forward pass are revealed in "watch"; sweep: 1 or 2, the input that
    "curve" varies; example: 0 to 3, the point that "game" shows in the network.
    The game keeps `tries`, the loss after each in `history`, and the `best` of them.
    """

    entry = "nine_knobs"
    title = "Nine knobs"
    settings = (
        *("mode", "W1", "b1", "W2", "b2", "x", "y"),
        *("squash", "hidden", "step", "sweep", "example"),
    )
    styles = ("graph",)

    mode = Enum(["watch", "curve", "game"], "watch").tag(sync=True)
    W1 = List(default_value=[[0.3, -0.5], [0.8, 0.2]]).tag(sync=True)
    b1 = List(default_value=[0.1, -0.2]).tag(sync=True)
    W2 = List(default_value=[[1.2], [-0.7]]).tag(sync=True)
    b2 = List(default_value=[0.3]).tag(sync=True)
    x = List(default_value=[1.0, -1.0]).tag(sync=True)
    y = Float(1.0).tag(sync=True)
    squash = Bool(True).tag(sync=True)
    hidden = Bool(True).tag(sync=True)
    step = Int(0, min=0).tag(sync=True)
    sweep = Enum([1, 2], 1).tag(sync=True)
    example = Int(0, min=0, max=3).tag(sync=True)
    tries = Int(0, min=0).tag(sync=True)
    best = Float(1.0).tag(sync=True)
    history = List(Float()).tag(sync=True)

    def __init__(self, mode: str = "watch", **state: Any) -> None:
        arrays = {name: _as_list(state[name]) for name in SHAPES if name in state}
        super().__init__(mode=mode, **{**state, **arrays})

    @validate(*SHAPES)
    def _in_shape(self, proposal: Any) -> list:
        name, wish = proposal.trait.name, proposal.value
        try:
            numbers = np.array(wish, dtype=float)
        except (TypeError, ValueError):
            numbers = np.empty(0)
        if numbers.shape != SHAPES[name]:
            raise TraitError(f"NineKnobs: {name} needs the shape {SHAPES[name]}, not {wish}.")
        most = LARGEST.get(name, LARGEST_KNOB)
        if not np.max(np.abs(numbers)) <= most:
            raise TraitError(f"NineKnobs: {name} must lie between −{most:g} and {most:g}.")
        return numbers.tolist()

    @validate("y")
    def _between(self, proposal: Any) -> float:
        if not 0 <= proposal.value <= 1:
            raise TraitError("NineKnobs: y must lie between 0 and 1.")
        return proposal.value

    def _forward(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, float, float]:
        z1 = x @ np.array(self.W1) + np.array(self.b1)
        a1 = machines.sigmoid(z1) if self.squash else z1
        z2 = (a1 if self.hidden else x) @ np.array(self.W2) + np.array(self.b2)
        return z1, a1, float(z2[0]), float(machines.sigmoid(z2)[0])

    @property
    def loss(self) -> float:
        """The loss that the figure shows: of one example, or in the game of the four points."""
        if self.mode == "game":
            errors = [self._forward(np.array([p, q]))[3] - y for p, q, y in FOUR_POINTS]
        else:
            errors = [self._forward(np.array(self.x))[3] - self.y]
        return float(np.mean(np.square(errors)))

    def _example(self) -> tuple[np.ndarray, float]:
        if self.mode == "game":
            *x, y = FOUR_POINTS[self.example]
            return np.array(x, dtype=float), float(y)
        return np.array(self.x), self.y

    def numbers(self) -> list[tuple[str, str]]:
        x, y = self._example()
        z1, a1, z2, a2 = self._forward(x)
        loss = "loss on four points" if self.mode == "game" else "loss"
        judged = [("target", neat(y, 3)), (loss, fixed(self.loss, 3))]
        hidden = [
            (f"hidden {j + 1}", f"z = {fixed(z1[j])}, a = {fixed(a1[j], 3)}") for j in range(2)
        ]
        return [
            ("inputs", ", ".join(neat(value, 3) for value in x)),
            *(hidden if self.hidden else []),
            ("output", f"z = {fixed(z2)}, a = {fixed(a2, 3)}"),
            *(judged if self.mode != "watch" else []),
        ]

    def told(self) -> str:
        values = dict(self.numbers())
        neurons = "; ".join(
            f"{name} has {values[name]}"
            for name in ("hidden 1", "hidden 2", "output")
            if name in values
        )
        network = f"A network with two inputs, {values['inputs']}. {neurons}."
        if self.mode == "watch":
            return network
        loss = "loss on four points" if self.mode == "game" else "loss"
        return f"{network} The target is {values['target']}, the {loss} {values[loss]}."

    def picture(self) -> str:
        return str(_still_picture(self))


def _as_list(values: Any) -> Any:
    return values.tolist() if isinstance(values, np.ndarray) else values


def _still_picture(net: NineKnobs) -> StillPicture:
    x, _ = net._example()
    z1, a1, z2, a2 = net._forward(x)
    picture = StillPicture(560, 250)
    rows, (first, second, third) = (70, 180), (60, 260, 460)
    for row, value, name in zip(rows, x, ("x₁", "x₂"), strict=True):
        box(picture, (first, row), (70, 44), [(f"{name} = {neat(value, 3)}", FORWARD)])
    if net.hidden:
        for j, row in enumerate(rows):
            lines = [(f"z = {fixed(z1[j])}", FORWARD), (f"a = {fixed(a1[j], 3)}", FORWARD)]
            box(picture, (second, row), (110, 50), lines)
            picture.text(second, row - 32, f"hidden {j + 1}", INK, "middle")
            picture.text(second, row + 42, f"bias {neat(net.b1[j], 3)}", MUTED, "middle")
            for i, start in enumerate(rows):
                at = 0.5 if start == row else 0.25
                arrow(picture, (96, start), (204, row), neat(net.W1[i][j], 3), at)
            arrow(picture, (316, row), (404, 125), neat(net.W2[j][0], 3), 0.5)
    else:
        for i, row in enumerate(rows):
            arrow(picture, (96, row), (404, 125), neat(net.W2[i][0], 3), 0.5)
    lines = [(f"z = {fixed(z2)}", FORWARD), (f"a = {fixed(a2, 3)}", FORWARD)]
    box(picture, (third, 125), (110, 50), lines)
    picture.text(third, 93, "output", INK, "middle")
    picture.text(third, 167, f"bias {neat(net.b2[0], 3)}", MUTED, "middle")
    if net.mode != "watch":
        picture.text(third, 230, f"loss {fixed(net.loss, 3)}", INK, "middle")
    return picture
