"""The descending knobs (lesson 06): the game of the nine knobs, won by training steps.

Four points, nine numbers, one loss, as in lesson 00. Every knob has an arrow now: the way and the
size of its next step. The steps are the figure's own, or those of a function of the learner's.
"""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from traitlets import Bool, Dict, Float, Int, List, TraitError, Unicode, observe, validate

from chainrule.machines import sigmoid

from . import still
from .base import CourseWidget
from .digits import fixed, neat
from .nine_knobs import FOUR_POINTS

CONTROLS = ("lr", "direction", "gradients")
SHAPES = {"W1": (2, 2), "b1": (2,), "W2": (2, 1), "b2": (1,)}
LARGEST = 100.0
MOST_AT_ONCE = 400
LONGEST_PROBLEM = 300


class KnobDescent(CourseWidget):
    """Nine knobs that go down the loss by themselves.

    step: a function of yours, `step(params, lr)`, that returns new params (or new params and a
    loss): Step and Run then call it, and the figure replays where it went; without it the figure
    takes its own steps. W1 (2, 2), b1 (2,), W2 (2, 1), b2 (1,): where the walk starts; lr: the
    learning rate, 0.1 to 31.6; uphill: step with the gradient instead of against it; controls:
    what can be used and seen here, of "lr", "direction", "gradients". `steps` counts the training
    steps, `history` holds the loss before each.
    """

    entry = "knob_descent"
    title = "Nine knobs, and each knows its way"
    offers = CONTROLS
    settings = ("W1", "b1", "W2", "b2", "lr", "uphill")
    styles = ("nine_knobs",)

    W1 = List(default_value=[[0.3, -0.5], [0.8, 0.2]]).tag(sync=True)
    b1 = List(default_value=[0.1, -0.2]).tag(sync=True)
    W2 = List(default_value=[[1.2], [-0.7]]).tag(sync=True)
    b2 = List(default_value=[0.3]).tag(sync=True)
    lr = Float(5.0).tag(sync=True)
    uphill = Bool(False).tag(sync=True)
    steps = Int(0, min=0).tag(sync=True)
    history = List(Float()).tag(sync=True)
    controls = List(Unicode()).tag(sync=True)
    mine = Bool(False, help="a function of the learner's makes the steps").tag(sync=True)
    asked = Dict(help="the figure's last question to that function").tag(sync=True)
    walked = Dict(help="the answer: places, and what went wrong").tag(sync=True)

    def __init__(
        self, step: Callable | None = None, controls: Iterable[str] = CONTROLS, **state: Any
    ) -> None:
        self._step = step
        arrays = {n: np.asarray(state[n], dtype=float).tolist() for n in SHAPES if n in state}
        named = {"controls": list(controls), "mine": step is not None}
        super().__init__(**{**state, **arrays, **named})

    @validate(*SHAPES)
    def _in_shape(self, proposal: Any) -> list:
        name = proposal.trait.name
        problem = _unfit(proposal.value, SHAPES[name])
        if problem:
            raise TraitError(f"KnobDescent: {name} {problem}.")
        return np.asarray(proposal.value, dtype=float).tolist()

    @validate("lr")
    def _a_rate(self, proposal: Any) -> float:
        if not 0.1 <= proposal.value <= 31.7:
            raise TraitError("KnobDescent: lr must lie between 0.1 and 31.6.")
        return proposal.value

    @observe("asked")
    def _walk(self, change: Any) -> None:
        """Answer the figure's question with the learner's own steps."""
        question = change.new
        if self._step is None or not question:
            return
        start = {name: np.array(question["params"][name], dtype=float) for name in SHAPES}
        most = min(int(question["steps"]), MOST_AT_ONCE)
        places, problem = walk(self._step, start, float(question["lr"]), most)
        self.walked = {"number": question["number"], "places": places, "problem": problem}

    @property
    def params(self) -> dict[str, np.ndarray]:
        """The nine numbers as they stand now."""
        return {name: np.array(getattr(self, name)) for name in SHAPES}

    def _outputs(self) -> list[float]:
        return [_output(self.params, np.array(point[:2], dtype=float)) for point in FOUR_POINTS]

    @property
    def loss(self) -> float:
        """The loss on the four points, as the knobs stand now."""
        targets = [point[2] for point in FOUR_POINTS]
        return float(np.mean(np.square(np.array(self._outputs()) - targets)))

    def numbers(self) -> list[tuple[str, str]]:
        return [
            ("loss on four points", fixed(self.loss, 3)),
            ("learning rate", neat(self.lr, 3)),
            ("training steps", str(self.steps)),
            *(
                (f"output at ({p}, {q})", fixed(output, 3))
                for (p, q, _), output in zip(FOUR_POINTS, self._outputs(), strict=True)
            ),
        ]

    def told(self) -> str:
        values = dict(self.numbers())
        return (
            f"A network with nine knobs after {values['training steps']} training steps; "
            f"its loss on four points is {values['loss on four points']}."
        )

    def picture(self) -> str:
        picture = still.StillPicture(420, 210)
        picture.text(20, 26, f"loss on four points: {fixed(self.loss, 3)}")
        for i, ((p, q, y), output) in enumerate(zip(FOUR_POINTS, self._outputs(), strict=True)):
            row = 64 + 36 * i
            picture.text(20, row + 4, f"({p}, {q}) → {y}")
            picture.line(120, row, 390, row, still.MUTED)
            picture.dot(120 + 270 * output, row, still.FORWARD)
            picture.dot(120 + 270 * y, row, still.INK, 3)
        return str(picture)


def walk(
    step: Callable, params: dict[str, np.ndarray], lr: float, most: int
) -> tuple[list[dict[str, list]], str]:
    """The places to which `step` leads from `params`, at most `most`, and why it stopped early.

    It stops at the goal of the game as well. The step gets copies, so that a function that changes
    what it is given cannot change the walk.
    """
    places: list[dict[str, list]] = []
    here = params
    for _ in range(most):
        try:
            made = step({name: array.copy() for name, array in here.items()}, lr)
        except Exception as error:  # whatever the learner's function does, it is told in one line
            return places, f"{type(error).__name__}: {error}"[:LONGEST_PROBLEM].replace("\n", " ")
        new = made[0] if isinstance(made, tuple) else made
        problem = _wrong_params(new)
        if problem:
            return places, problem
        here = {name: np.asarray(new[name], dtype=float) for name in SHAPES}
        places.append({name: array.tolist() for name, array in here.items()})
        if _game_loss(here) < 0.01:
            break
    return places, ""


def _wrong_params(params: Any) -> str:
    if not isinstance(params, dict):
        return f"It returned {type(params).__name__}, not a dict of W1, b1, W2, b2."
    missing = [name for name in SHAPES if name not in params]
    if missing:
        return f"The dict that it returned has no {missing[0]!r}."
    for name, shape in SHAPES.items():
        problem = _unfit(params[name], shape)
        if problem:
            return f"{name} {problem}."
    return ""


def _unfit(value: Any, shape: tuple[int, ...]) -> str:
    try:
        numbers = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return f"needs the shape {shape}"
    if numbers.shape != shape:
        return f"needs the shape {shape}, not {numbers.shape}"
    if not np.max(np.abs(numbers)) <= LARGEST:
        return f"has left the range from −{LARGEST:g} to {LARGEST:g}"
    return ""


def _output(params: dict[str, np.ndarray], x: np.ndarray) -> float:
    hidden = sigmoid(x @ params["W1"] + params["b1"])
    return float(sigmoid(hidden @ params["W2"] + params["b2"])[0])


def _game_loss(params: dict[str, np.ndarray]) -> float:
    errors = [_output(params, np.array(point[:2], dtype=float)) - point[2] for point in FOUR_POINTS]
    return float(np.mean(np.square(errors)))
