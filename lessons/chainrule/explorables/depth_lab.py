"""The depth lab (lesson 07): what becomes of the gradient on its way through many layers.

Neurons in a row, or a deep network on the handwritten digits: a bar for the gradient of every layer
on a ruler of powers of ten. The network trains in the page; a `deep_backward` of the learner's is
run here, on the very weights that the figure shows.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np
from traitlets import Bool, Dict, Enum, Float, Int, List, TraitError, Unicode, observe, validate

from . import still
from .base import CourseWidget
from .diagrams import arrow, box
from .digits import neat

CONTROLS = {
    "chain": ("w", "x", "y", "depth"),
    "net": ("depth", "activation", "start", "output", "cut", "seed", "train"),
}
DEPTH = {"chain": 10, "net": 4}
NAMES = {"sigmoid": "σ", "tanh": "tanh", "relu": "ReLU", "straight": "straight"}
INPUTS, HIDDEN, OUTPUTS = 64, 32, 10
INK = "0123456789abcdefg"
LONGEST_PROBLEM = 300
RANGES: dict[str, tuple[float, float]] = {
    "w": (-6, 6),
    "x": (-2, 2),
    "y": (0, 1),
    "start": (0.25, 8),
    "seed": (0, 99),
}


class DepthLab(CourseWidget):
    """Gradients layer by layer, in a row of neurons or in a deep network on the digits.

    mode: "chain" (neurons in a row, z = w·a without a bias, σ, L = (a − y)²) or "net" (64 inputs,
    hidden layers of 32, 10 outputs). depth: neurons in a row, 1 to 20, or hidden layers, 0 to 20.
    Chain: w (one for all), −6 to 6; x, −2 to 2; y, 0 to 1. Net: activation of the hidden layers,
    "sigmoid", "tanh" or "relu"; start: times the usual spread of the start weights, 0.25 to 8;
    output: "sigmoid" or "straight"; cut: how many of the lowest hidden layers get no signal; seed:
    of the start weights and of the batches. controls: what can be used here, of "w", "x", "y",
    "depth" (chain) or "depth", "activation", "start", "output", "cut", "seed", "train" (net).
    mine: your own `deep_backward(layers, X, Y)`; *Ask mine* runs it on the network shown. `epochs`
    counts the epochs trained, `accuracies` holds the share of test digits read right before each
    and after the last.
    """

    entry = "depth_lab"
    title = "How deep the signal reaches"
    ranges = RANGES

    mode = Enum(["chain", "net"], "net").tag(sync=True)
    depth = Int(4).tag(sync=True)
    w = Float(1.0).tag(sync=True)
    x = Float(1.0).tag(sync=True)
    y = Float(0.0).tag(sync=True)
    activation = Enum(["sigmoid", "tanh", "relu"], "sigmoid").tag(sync=True)
    start = Float(1.0).tag(sync=True)
    output = Enum(["sigmoid", "straight"], "sigmoid").tag(sync=True)
    cut = Int(0, min=0).tag(sync=True)
    seed = Int(0).tag(sync=True)
    controls = List(Unicode()).tag(sync=True)
    epochs = Int(0, min=0).tag(sync=True)
    accuracies = List(Float()).tag(sync=True)
    runs = List(Dict(), help="networks trained before this one").tag(sync=True)
    pixels = Unicode(help="the digits' ink, a character a square").tag(sync=True)
    labels = Unicode(help="the digits, a character each").tag(sync=True)
    mine = Bool(False, help="a function of the learner's can be asked").tag(sync=True)
    asked = Dict(help="the figure's last question to that function").tag(sync=True)
    answered = Dict(help="the answer: a length for each layer, and what went wrong").tag(sync=True)

    def __init__(
        self,
        mode: str = "net",
        *,
        controls: Iterable[str] | None = None,
        mine: Callable | None = None,
        **state: Any,
    ) -> None:
        if mode not in CONTROLS:
            raise TraitError(f"DepthLab: no mode {mode!r}; there are 'chain' and 'net'.")
        self._function = mine
        own = (
            ("w", "x", "y") if mode == "chain" else ("activation", "start", "output", "cut", "seed")
        )
        self.settings = ("mode", "depth", *own, "controls")  # type: ignore[misc]  # by mode
        state.setdefault("depth", DEPTH[mode])
        if mine is not None:
            state.setdefault("activation", "relu")
        if mode == "net":
            state["pixels"], state["labels"] = _digits()
        named = list(CONTROLS[mode] if controls is None else controls)
        super().__init__(mode=mode, controls=named, mine=mine is not None, **state)
        if self.cut > self.depth:
            raise TraitError(
                f"DepthLab: cut is {self.cut}, but there are only {self.depth} hidden layers."
            )

    @validate("depth")
    def _so_deep(self, proposal: Any) -> int:
        least = 1 if self.mode == "chain" else 0
        if not least <= proposal.value <= 20:
            what = "neurons in a row" if self.mode == "chain" else "hidden layers"
            raise TraitError(f"DepthLab: depth must lie between {least} and 20 {what}.")
        return proposal.value

    def _has_control(self, name: str) -> bool:
        return name in CONTROLS[self.mode]

    def _no_control(self, name: str) -> str:
        has = ", ".join(CONTROLS[self.mode])
        return f"DepthLab: no control {name!r} in mode {self.mode!r}; there are {has}."

    @observe("asked")
    def _ask(self, change: Any) -> None:
        """Answer the figure's question with the learner's own function."""
        question = change.new
        if self._function is None or not question:
            return
        lengths, problem = lengths_of(self._function, *_read(question))
        self.answered = {"number": question["number"], "lengths": lengths, "problem": problem}

    def numbers(self) -> list[tuple[str, str]]:
        if self.mode == "chain":
            row = ("neurons in a row", str(self.depth))
            return [row, *((name, neat(getattr(self, name), 3)) for name in ("w", "x", "y"))]
        cut = [("hidden layers without signal", str(self.cut))] if self.cut else []
        return [
            ("hidden layers", str(self.depth)),
            ("activation", NAMES[self.activation]),
            ("start weights", f"× {neat(self.start, 3)}"),
            ("output", NAMES[self.output]),
            *cut,
        ]

    def told(self) -> str:
        if self.mode == "chain":
            what = f"{self.depth} neurons in a row, each with the weight {neat(self.w, 3)}"
            return f"{what}; the input is {neat(self.x, 3)}, the target {neat(self.y, 3)}."
        return (
            f"A network with {INPUTS} inputs, {self.depth} hidden layers of {HIDDEN} neurons and "
            f"{OUTPUTS} outputs; activation in the hidden layers: {NAMES[self.activation]}."
        )

    def picture(self) -> str:
        chain = self.mode == "chain"
        sizes = [INPUTS, *[HIDDEN] * self.depth, OUTPUTS]
        words = ["x", *(["σ"] * self.depth), "L"] if chain else [str(size) for size in sizes]
        picture = still.StillPicture(660, 116)
        step = 600 / (len(words) - 1)
        wide = min(34.0, 0.66 * step)
        for i, word in enumerate(words):
            x = 30 + i * step
            box(picture, (x, 50), (wide, 34), [(word, still.INK)])
            if i:
                arrow(picture, (x - step + wide / 2, 50), (x - wide / 2 - 2, 50))
        ends = ("input", "loss") if chain else ("inputs", "outputs")
        for word, x in zip(ends, (30, 630), strict=True):
            picture.text(x, 96, word, still.MUTED, "middle")
        return str(picture)


@cache
def _digits() -> tuple[str, str]:
    """Every digit's ink, one character a square, and every digit."""
    from chainrule.data import load_digits  # read when the first figure is made

    digits = load_digits()
    ink = "".join(INK[each] for each in digits.pixels.astype(int).ravel().tolist())
    return ink, "".join(str(label) for label in digits.label.astype(int).tolist())


def _read(question: dict) -> tuple[list[tuple[np.ndarray, np.ndarray]], np.ndarray, np.ndarray]:
    """The layers, the inputs and the targets of the network that the figure shows."""
    layers = [
        (
            np.array(layer["W"], dtype=float).reshape(layer["inputs"], layer["outputs"]),
            np.array(layer["b"], dtype=float),
        )
        for layer in question["layers"]
    ]
    X, Y = (np.array(question[name], dtype=float) for name in ("X", "Y"))
    return layers, X.reshape(-1, layers[0][0].shape[0]), Y.reshape(-1, OUTPUTS)


def lengths_of(
    function: Callable, layers: list[tuple[np.ndarray, np.ndarray]], X: np.ndarray, Y: np.ndarray
) -> tuple[list[float | None], str]:
    """The length of every layer's dW as `function(layers, X, Y)` gives it, and what went wrong.

    A length that is no number is None. The function gets copies, so that it cannot change what the
    figure compares it with. Whatever it does wrong is told in one line.
    """
    try:
        made = function([(W.copy(), b.copy()) for W, b in layers], X.copy(), Y.copy())
    except Exception as error:  # whatever the learner's function does, it is told in one line
        said = f"{type(error).__name__}: {error}"
        return [], " ".join(said.split())[:LONGEST_PROBLEM]
    problem = _unfit(made, layers)
    if problem:
        return [], problem
    with np.errstate(all="ignore"):
        lengths = [float(np.linalg.norm(np.asarray(dW, dtype=float))) for dW, _ in made]
    return [length if np.isfinite(length) else None for length in lengths], ""


def _unfit(made: Any, layers: list[tuple[np.ndarray, np.ndarray]]) -> str:
    """What keeps an answer from being a pair (dW, db) for each layer; empty when nothing does."""
    if not isinstance(made, list | tuple):
        return f"It returned {type(made).__name__}, not a list of pairs (dW, db)."
    if len(made) != len(layers):
        return f"It returned {len(made)} pairs for {len(layers)} layers."
    for number, (pair, (W, _)) in enumerate(zip(made, layers, strict=True), start=1):
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            return f"Its layer {number} is not a pair (dW, db)."
        try:
            shape = np.asarray(pair[0], dtype=float).shape
        except (TypeError, ValueError):
            return f"Its dW of layer {number} is no array of numbers."
        if shape != W.shape:
            return f"Its dW of layer {number} has the shape {shape}, but W has {W.shape}."
    return ""
