"""One neuron with several inputs (lesson 04): a value and a gradient on every number in it.

The loss is followed back in five steps: to the activation, to z, over the sum to the products and
the bias, and over each product to a weight and an input. Inputs, weights and bias are turned at
their nodes. All of it is worked out in JavaScript; only a function of the learner's is asked here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

import numpy as np
from traitlets import Bool, Dict, Float, Int, List, TraitError, Unicode, observe, validate

from chainrule.machines import sigmoid

from .base import CourseWidget
from .diagrams import arrow, box
from .digits import neat
from .still import FORWARD, INK, MUTED, StillPicture

CONTROLS = ("turn", "back", "step", "target")
LARGEST = 3.0
MOST_INPUTS = 4
LONGEST_PROBLEM = 200
LOWERED = "₁₂₃₄"


class NeuronGraph(CourseWidget):
    """One neuron with one to four inputs: z = w·x + b, a = σ(z), L = (a − y)².

    x, w: the inputs and their weights, as many of each, −3 to 3; b: the bias, −3 to 3; y: the
    target, 0 to 1. back: how many of the five steps back from the loss are done. controls: what
    can be used here, out of turn (inputs, weights and bias, at their nodes), back (the steps from
    the loss to the inputs), step (one step of weights and bias against their gradients, `lr` times
    as long) and target. mine: a function of yours, `mine(x, w, b, y)`, that returns the gradients
    of the loss with respect to the weights, an array of shape (D,), and to the bias: the figure
    asks it at every change, and shows what it says. A `mine` that is not written yet raises its
    NotImplementedError.
    """

    entry = "neuron_graph"
    title = "One neuron, several inputs"
    offers = CONTROLS
    settings = ("x", "w", "b", "y", "back", "controls", "lr")
    ranges: ClassVar = {"b": (-LARGEST, LARGEST), "y": (0, 1), "lr": (0.01, 10)}
    styles = ("graph",)

    x = List(Float(), [1.0, -2.0, 0.5]).tag(sync=True)
    w = List(Float(), [1.0, 0.5, -2.0]).tag(sync=True)
    b = Float(1.0).tag(sync=True)
    y = Float(1.0).tag(sync=True)
    back = Int(0, min=0, max=5).tag(sync=True)
    lr = Float(0.5).tag(sync=True)
    walk = Dict(help="the steps taken, where they led to, and the loss before").tag(sync=True)
    controls = List(Unicode(), list(CONTROLS)).tag(sync=True)
    mine = Bool(False, help="a function of the learner's gives the gradients").tag(sync=True)
    asked = Dict(help="the figure's last question to that function").tag(sync=True)
    answered = Dict(help="its answer, and what went wrong").tag(sync=True)

    def __init__(
        self,
        mine: Callable | None = None,
        controls: Iterable[str] = CONTROLS,
        **state: Any,
    ) -> None:
        self._function = mine
        given: dict[str, Any] = {
            name: _as_floats(state[name]) for name in ("x", "w") if name in state
        }
        lengths = {len(given.get(name, getattr(type(self), name).default())) for name in ("x", "w")}
        if len(lengths) > 1:
            raise TraitError("NeuronGraph: x and w need the same length, one weight per input.")
        named: dict[str, Any] = {"controls": list(controls), "mine": mine is not None}
        super().__init__(**{**state, **given, **named})
        if mine is not None:
            refuse_unwritten(mine, np.array(self.x), np.array(self.w), self.b, self.y)

    @validate("x", "w")
    def _few_numbers(self, proposal: Any) -> list[float]:
        name, wish = proposal.trait.name, proposal.value
        if not 1 <= len(wish) <= MOST_INPUTS:
            raise TraitError(f"NeuronGraph: {name} needs one to {MOST_INPUTS} numbers.")
        if not max(abs(value) for value in wish) <= LARGEST:
            raise TraitError(f"NeuronGraph: {name} must lie between −3 and 3.")
        return wish

    @observe("asked")
    def _answer(self, change: Any) -> None:
        """Answer the figure's question with the learner's own function."""
        question = change.new
        if self._function is None or not question:
            return
        x, w = (np.array(question[name], dtype=float) for name in ("x", "w"))
        dw, db, problem = own_gradients(
            self._function, x, w, float(question["b"]), float(question["y"])
        )
        number = question["number"]
        self.answered = {"number": number, "dw": dw, "db": db, "problem": problem}

    def numbers(self) -> list[tuple[str, str]]:
        """What the neuron is made of, and what it predicts; gradients are the figure's own work."""
        z = float(np.dot(self.w, self.x) + self.b)
        a = float(sigmoid(z))
        return [
            ("inputs", ", ".join(neat(value, 3) for value in self.x)),
            ("weights", ", ".join(neat(value, 3) for value in self.w)),
            ("bias", neat(self.b, 3)),
            ("target", neat(self.y, 3)),
            ("z", neat(z, 4)),
            ("a", neat(a, 4)),
            ("loss", neat((a - self.y) ** 2, 4)),
        ]

    def told(self) -> str:
        rows = "; ".join(f"{name}: {value}" for name, value in self.numbers())
        return f"One neuron with {len(self.x)} inputs, from its numbers to its loss. {rows}."

    def picture(self) -> str:
        return str(_still_picture(self))


def refuse_unwritten(function: Callable, x: np.ndarray, w: np.ndarray, b: float, y: float) -> None:
    """Raise the error of a function that nobody has written yet: the cell says what it waits for
    (see `waits_for`). Whatever else goes wrong in it, the figure tells."""
    try:
        function(x, w, b, y)
    except NotImplementedError:
        raise
    except Exception:  # whatever the learner's function does
        return


def own_gradients(
    function: Callable, x: np.ndarray, w: np.ndarray, b: float, y: float
) -> tuple[list[float | None], float | None, str]:
    """What `function(x, w, b, y)` says: gradients of the D weights and of the bias, and a problem.

    `x`, `w`: (D,). A number that is not finite is None. With a problem, in one line, there are no
    gradients. The function gets copies, so that it cannot change what the figure shows.
    """
    try:
        dw, db = function(x.copy(), w.copy(), b, y)
        weights, bias = np.asarray(dw, dtype=float), np.asarray(db, dtype=float)
    except Exception as error:  # whatever the learner's function does, it is told in one line
        told = f"{type(error).__name__}: {error}"
        return [], None, told[:LONGEST_PROBLEM].replace("\n", " ")
    if weights.shape != w.shape:
        return [], None, f"its first array has the shape {weights.shape}, not {w.shape}."
    if bias.size != 1:
        return [], None, f"for the bias it gives an array of shape {bias.shape}, not one number."
    return [_finite(value) for value in weights.tolist()], _finite(bias.item()), ""


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _as_floats(values: Any) -> list[float]:
    return np.asarray(values, dtype=float).ravel().tolist()


def _still_picture(figure: NeuronGraph) -> StillPicture:
    count = len(figure.x)
    picture = StillPicture(560, max(60 * count + 70, 150))
    z = float(np.dot(figure.w, figure.x) + figure.b)
    a = float(sigmoid(z))
    middle = (60 * count + 50) / 2
    places = {"z": (290, middle), "a": (400, middle), "L": (505, middle)}
    for i, (x, w) in enumerate(zip(figure.x, figure.w, strict=True)):
        row = 35 + 60 * i
        box(picture, (75, row), (120, 40), [(f"x{LOWERED[i]} = {neat(x, 3)}", FORWARD)])
        arrow(picture, (137, row), (248, middle), f"w{LOWERED[i]} = {neat(w, 3)}", 0.35)
    row = 35 + 60 * count
    picture.text(75, row, f"b = {neat(figure.b, 3)}", INK, "middle")
    arrow(picture, (137, row - 4), (248, middle), "", 0.5, MUTED)
    for name, value in (("z", z), ("a", a), ("L", (a - figure.y) ** 2)):
        box(picture, places[name], (80, 40), [(f"{name} = {neat(value, 3)}", FORWARD)])
    arrow(picture, (332, middle), (358, middle))
    arrow(picture, (442, middle), (463, middle))
    return picture
