"""The digit reader (lesson 06): a learner's own network reads what is drawn on a pad.

The weights are the learner's own, kept after some epochs of training, with the mean and the spread
of the training rows. The figure runs the forward pass alone; nothing is trained in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from traitlets import Dict, Float, Int, List, TraitError, Unicode, validate

from chainrule.machines import sigmoid

from . import still
from .base import CourseWidget
from .digits import fixed

CONTROLS = ("pad", "epochs", "weights", "missed")
#: Beside these there is one that has to be asked for: two buttons that move the ink sideways.
KNOWN = (*CONTROLS, "push")
SIDE, MOST_INK, CLASSES = 8, 16, 10
NAMES = ("W1", "b1", "W2", "b2")
#: What is sent to the page: no eye and no bar sees more digits.
DIGITS = 4
#: Without weights of one's own, the figure shows a network that says the same of everything.
UNTRAINED = {
    "W1": np.zeros((SIDE * SIDE, 32)),
    "b1": np.zeros(32),
    "W2": np.zeros((32, CLASSES)),
    "b2": np.zeros(CLASSES),
}
UNSCALED = (np.zeros(SIDE * SIDE), np.ones(SIDE * SIDE))


class DigitReader(CourseWidget):
    """An 8 × 8 pad, ten outputs, and the weights of every hidden neuron.

    snapshots: {epoch: params} or pairs (epoch, params), params a dict of W1 (64, H), b1 (H,),
    W2 (H, 10), b2 (10,); scale: (mean, spread) of the training rows, 64 numbers each, by which
    the network's inputs were scaled; missed: (pixels, labels, said), digits that can be loaded:
    pixels (n, 64), the right labels, what the network said; pixels: what is on the pad, 64
    numbers from 0 to 16; at: which snapshot is shown (the last by default); neuron: the hidden
    neuron whose weights stand on the pad, 0 for none; controls: what can be used and seen here, of
    "pad", "epochs", "weights", "missed", and "push", which moves what is drawn one column aside.
    """

    entry = "digit_reader"
    title = "A network reads digits"
    offers = KNOWN
    settings = ("pixels", "at", "neuron")

    snapshots = List(Dict()).tag(sync=True)
    mean = List(Float()).tag(sync=True)
    spread = List(Float()).tag(sync=True)
    missed = List(Dict()).tag(sync=True)
    pixels = List(default_value=[0] * (SIDE * SIDE)).tag(sync=True)
    at = Int(0, min=0).tag(sync=True)
    neuron = Int(0, min=0).tag(sync=True)
    loaded = Unicode("").tag(sync=True)
    controls = List(Unicode()).tag(sync=True)

    def __init__(
        self,
        snapshots: Mapping[int, Mapping] | Iterable[tuple[int, Mapping]] | None = None,
        scale: Sequence[Any] = UNSCALED,
        missed: Sequence[Any] | None = None,
        controls: Iterable[str] = CONTROLS,
        **state: Any,
    ) -> None:
        if snapshots is None:
            snapshots = {0: UNTRAINED}
        pairs = list(snapshots.items() if isinstance(snapshots, Mapping) else snapshots)
        if not pairs:
            raise TraitError("DigitReader: snapshots is empty; it needs the weights of one epoch.")
        kept = [{"epoch": int(epoch), **_params(params)} for epoch, params in pairs]
        mean, spread = (_row(column, SIDE * SIDE, "scale") for column in scale)
        state.setdefault("at", len(kept) - 1)
        if "pixels" in state:
            state["pixels"] = np.asarray(state["pixels"]).tolist()
        super().__init__(
            snapshots=kept,
            mean=mean,
            spread=spread,
            missed=_missed(missed),
            controls=list(controls),
            **state,
        )

    @validate("pixels")
    def _ink(self, proposal: Any) -> list:
        pixels = proposal.value
        fits = len(pixels) == SIDE * SIDE and all(0 <= ink <= MOST_INK for ink in pixels)
        if not fits:
            raise TraitError("DigitReader: pixels needs 64 numbers from 0 to 16.")
        return pixels

    @property
    def outputs(self) -> np.ndarray:
        """The ten outputs for what is on the pad, (10,)."""
        shown = {name: np.array(self.snapshots[self.at][name]) for name in NAMES}
        mean, spread = np.array(self.mean), np.array(self.spread)
        centred = np.array(self.pixels, dtype=float) - mean
        x = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0)
        hidden = sigmoid(x @ shown["W1"] + shown["b1"])
        return sigmoid(hidden @ shown["W2"] + shown["b2"])

    def numbers(self) -> list[tuple[str, str]]:
        trained = ("trained for", f"{self.snapshots[self.at]['epoch']} epochs")
        return [trained, *((str(digit), fixed(a, 2)) for digit, a in enumerate(self.outputs))]

    def told(self) -> str:
        if not any(self.pixels) and len(self.snapshots) == 1:
            return f"{self.title}. The pad is empty."
        if not any(self.pixels):
            epoch = self.snapshots[self.at]["epoch"]
            return f"{self.title}. The pad is empty; the weights are those after {epoch} epochs."
        return f"{self.title}. It reads a {int(np.argmax(self.outputs))} on the pad."

    def picture(self) -> str:
        picture = still.StillPicture(400, 200)
        for i, ink in enumerate(self.pixels):
            x, y = 20 + 20 * (i % SIDE), 20 + 20 * (i // SIDE)
            corners = [(x, y), (x + 20, y), (x + 20, y + 20), (x, y + 20)]
            for _ in range(round(6 * ink / MOST_INK)):  # each layer darkens the cell
                picture.area(corners, still.INK)
        for digit, output in enumerate(self.outputs):
            y = 26 + 17 * digit
            picture.text(220, y + 4, str(digit), still.INK, "end")
            picture.line(230, y, 230 + 110 * float(output) + 0.1, y, still.FORWARD, 9)
            picture.text(350, y + 4, fixed(float(output), 2), still.MUTED)
        return str(picture)


def _params(params: Mapping) -> dict[str, list]:
    missing = [name for name in NAMES if name not in params]
    if missing:
        raise TraitError(f"DigitReader: the weights of a snapshot have no {missing[0]!r}.")
    arrays = {name: np.asarray(params[name], dtype=float) for name in NAMES}
    hidden = arrays["W1"].shape[-1]
    due = {"W1": (64, hidden), "b1": (hidden,), "W2": (hidden, CLASSES), "b2": (CLASSES,)}
    for name, shape in due.items():
        if arrays[name].shape != shape:
            raise TraitError(
                f"DigitReader: {name} needs the shape {shape}, not {arrays[name].shape}."
            )
    return {name: _short(array).tolist() for name, array in arrays.items()}


def _short(array: np.ndarray) -> np.ndarray:
    """The numbers to as many digits as can be seen, so that less is sent to the page."""
    return np.array([float(f"{x:.{DIGITS}g}") for x in array.ravel()]).reshape(array.shape)


def _row(column: Any, length: int, name: str) -> list[float]:
    row = np.asarray(column, dtype=float).ravel()
    if row.size != length:
        raise TraitError(f"DigitReader: {name} needs rows of {length} numbers, not {row.size}.")
    return _short(row).tolist()


def _missed(missed: Sequence[Any] | None) -> list[dict]:
    if missed is None:
        return []
    pixels, labels, said = (np.asarray(part) for part in missed)
    return [
        {"pixels": row.tolist(), "label": int(label), "said": int(word)}
        for row, label, word in zip(pixels, labels, said, strict=True)
    ]
