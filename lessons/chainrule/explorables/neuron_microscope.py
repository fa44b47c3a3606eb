"""The neuron microscope (lesson 04); its maths is the twin of js/lib/network.js.

Three small slopes multiply to one.

z = w·x + b, a = σ(z), L = (a − y)²: each link has its own curve and its own slope, and the slope of
L against w is their product. Where σ is flat the product dies, however wrong the prediction is.
"""

from typing import ClassVar

import numpy as np
from traitlets import Bool, Enum, Float

from .base import CourseWidget
from .diagrams import arrow, box
from .digits import neat
from .functions import sigmoid, sigmoid_slope
from .printing import power
from .still import FORWARD, INK, MUTED, SLOPE, StillPicture

DIGITS = 5


# name → (symbol, value, slope)
ACTIVATIONS = {
    "sigmoid": ("σ", sigmoid, sigmoid_slope),
    "tanh": ("tanh", lambda z: float(np.tanh(z)), lambda z: float(1 / np.cosh(z) ** 2)),
    "relu": ("ReLU", lambda z: max(z, 0.0), lambda z: float(z > 0)),
}


class NeuronMicroscope(CourseWidget):
    """One neuron with one input, its three local slopes and their product.

    w, b: −6 to 6; x: −4 to 4; y: the target, 0 to 1; compare: show the slope by nudging w as well;
    h: that nudge, 1e-6 to 1; half: L = ½(a − y)²; activation: "sigmoid", "tanh" or "relu".
    """

    entry = "neuron_microscope"
    title = "Neuron microscope"
    settings = ("w", "b", "x", "y", "compare", "h", "half", "activation")
    ranges: ClassVar = {"w": (-6, 6), "b": (-6, 6), "x": (-4, 4), "y": (0, 1), "h": (1e-6, 1)}
    styles = ("graph",)

    w = Float(-0.8).tag(sync=True)
    b = Float(0.3).tag(sync=True)
    x = Float(1.5).tag(sync=True)
    y = Float(1.0).tag(sync=True)
    compare = Bool(False).tag(sync=True)
    h = Float(0.001).tag(sync=True)
    half = Bool(False).tag(sync=True)
    activation = Enum(list(ACTIVATIONS), "sigmoid").tag(sync=True)

    def _loss(self, w: float) -> float:
        _, activate, _ = ACTIVATIONS[self.activation]
        return (0.5 if self.half else 1.0) * (activate(w * self.x + self.b) - self.y) ** 2

    @property
    def slope_by_nudging(self) -> float:
        """The central difference (L(w + h) − L(w − h)) / 2h."""
        return (self._loss(self.w + self.h) - self._loss(self.w - self.h)) / (2 * self.h)

    def _slopes(self) -> tuple[float, float, float]:
        """The three links from L back to w: dL/da, da/dz, dz/dw."""
        _, activate, slope = ACTIVATIONS[self.activation]
        z = self.w * self.x + self.b
        return (1 if self.half else 2) * (activate(z) - self.y), slope(z), self.x

    def numbers(self) -> list[tuple[str, str]]:
        symbol, activate, _ = ACTIVATIONS[self.activation]
        z = self.w * self.x + self.b
        slopes = self._slopes()
        product = float(np.prod(slopes))
        values = [("z = w·x + b", z), (f"a = {symbol}(z)", activate(z)), ("L", self._loss(self.w))]
        rates = list(zip(("dL/da", "da/dz", "dz/dw"), slopes, strict=True))
        rows = [*values, *rates, ("dL/dw, their product", product)]
        return [
            *((name, neat(getattr(self, name))) for name in ("w", "b", "x", "y")),
            *((name, neat(number, DIGITS)) for name, number in rows),
            (f"nudging w by ±{power(self.h)}", neat(self.slope_by_nudging, DIGITS)),
        ]

    def told(self) -> str:
        values = dict(self.numbers())
        z, a = list(values)[4:6]
        slopes = ", ".join(f"{name} = {values[name]}" for name in ("dz/dw", "da/dz", "dL/da"))
        product = values["dL/dw, their product"]
        return (
            f"A chain of four boxes: w = {values['w']}, {z} = {values[z]}, {a} = {values[a]}, "
            f"L = {values['L']}. Between them the slopes {slopes}; their product is {product}."
        )

    def picture(self) -> str:
        return str(_still_picture(self))


def _still_picture(neuron: NeuronMicroscope) -> StillPicture:
    symbol, activate, _ = ACTIVATIONS[neuron.activation]
    z = neuron.w * neuron.x + neuron.b
    loss = "½(a − y)²" if neuron.half else "(a − y)²"
    values = [
        ("w", neuron.w, f"x = {neat(neuron.x)}, b = {neat(neuron.b)}"),
        ("z", z, "w·x + b"),
        ("a", activate(z), f"{symbol}(z)"),
        ("L", neuron._loss(neuron.w), f"{loss}, y = {neat(neuron.y)}"),
    ]
    picture = StillPicture(640, 150)
    places = [70 + 165 * place for place in range(4)]
    for place, (name, value, formula) in zip(places, values, strict=True):
        box(picture, (place, 60), (86, 50), [(name, INK), (neat(value), FORWARD)])
        picture.text(place, 104, formula, MUTED, "middle")
    slopes = neuron._slopes()
    for place, name, slope in zip(
        places, ("dz/dw", "da/dz", "dL/da"), reversed(slopes), strict=False
    ):
        arrow(picture, (place + 45, 60), (place + 120, 60))
        picture.text(place + 82, 24, f"{name} =", SLOPE, "middle")
        picture.text(place + 82, 42, neat(slope, DIGITS), SLOPE, "middle")
    printed = [neat(slope, DIGITS) for slope in slopes]
    factors = " × ".join(f"({one})" if one.startswith("−") else one for one in printed)
    product = neat(float(np.prod(slopes)), DIGITS)
    picture.text(20, 138, f"dL/dw = {factors} = {product}", SLOPE)
    return picture
