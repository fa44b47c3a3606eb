"""Whole trainings whose outcome a lesson tells: the game of lesson 00, and digits read.

Lesson 06. Each is worked out once a process, whoever asks. What may be told of them is what no
processor's way of adding changes: the game's steps up to lr 30, losses to three decimals, and
accuracies as a range over seeds, or of one seed to whole percents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from autograders.backprop.layers import layer_forward, linear_backward, sigmoid_backward
from autograders.backprop.networks import (
    Params,
    mlp_backward,
    mlp_forward,
    mlp_loss,
    nine_number_network,
)
from autograders.backprop.shapes import require_shape
from autograders.backprop.single_neuron import sigmoid
from autograders.backprop.training import (
    init_mlp,
    minibatches,
    one_hot,
    sgd_step,
    standardize,
    train_step,
)

GOAL = 0.01
"""Below this the game is won."""
TRIES = 64
"""So many are worked out at once when nobody knows yet which of them helps."""
EPOCHS_KEPT = (0, 1, 2, 3, 5, 10, 20, 30)
"""After how many epochs a run's parameters and accuracy are kept."""

Step = Callable[[Params, np.ndarray, np.ndarray, float], tuple[Params, float]]


# --- the game of lesson 00 ------------------------------------------------------------------------


def four_points() -> tuple[np.ndarray, np.ndarray]:
    """Return X (4, 2) and Y (4, 1) of the game: 1 where exactly one of the inputs is 1."""
    return (
        np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
        np.array([[0.0], [1.0], [1.0], [0.0]]),
    )


@dataclass(frozen=True)
class Game:
    """A game played: `losses`, the first before any step; `steps` until it was won, or None."""

    losses: tuple[float, ...]

    @property
    def steps(self) -> int | None:
        """How many steps it took, or None if it was not won."""
        return len(self.losses) - 1 if self.losses[-1] < GOAL else None


@lru_cache(maxsize=64)
def game_run(lr: float, most: int = 5000, uphill: bool = False) -> Game:
    """Play the game by training steps from the nine numbers, until it is won or `most` are done."""
    (X, Y), params = four_points(), nine_number_network()
    losses = [mlp_loss(params, X, Y)]
    while losses[-1] >= GOAL and len(losses) <= most:
        params = _moved(params, X, Y, -lr if uphill else lr)
        losses.append(mlp_loss(params, X, Y))
    return Game(tuple(losses))


@lru_cache(maxsize=64)
def blind_run(size: float, seed: int, most: int = 5000) -> Game:
    """Play it blindly: turn all nine by normal amounts of spread `size`, keep what lowers the loss.

    A step is a try, that is a forward pass over the four points.
    """
    rng = np.random.default_rng(seed)
    start = nine_number_network()
    nine = np.concatenate([start[name].ravel() for name in ("W1", "b1", "W2", "b2")])
    losses = [float(_game_losses(nine[np.newaxis])[0])]
    turns = np.empty((0, len(nine)))
    while losses[-1] >= GOAL and len(losses) <= most:
        if not len(turns):
            turns = rng.normal(0, size, (TRIES, len(nine)))
        # Many tries from one place at once; those after the first that helps begin elsewhere.
        found = _game_losses(nine + turns)
        helps = np.flatnonzero(found < losses[-1])
        failed = int(helps[0]) if helps.size else len(turns)
        losses += [losses[-1]] * failed
        if helps.size:
            nine = nine + turns[failed]
            losses.append(float(found[failed]))
        turns = turns[failed + 1 :]
    return Game(tuple(losses[: most + 1]))


def _game_losses(nine: np.ndarray) -> np.ndarray:
    """The game's loss for each row of W1, b1, W2, b2 in one line. `nine`: (tries, 9)."""
    X, Y = four_points()
    W1, b1, W2, b2 = np.split(nine, [4, 6, 8], axis=1)
    A1 = sigmoid(X @ W1.reshape(-1, 2, 2) + b1[:, np.newaxis])
    A2 = sigmoid(A1 @ W2[:, :, np.newaxis] + b2[:, np.newaxis])
    return np.sum((A2 - Y) ** 2, axis=(1, 2)) / len(X)


# --- wrong gradients that read digits all the same ------------------------------------------------


def stale_grads(params: Params, X: np.ndarray, Y: np.ndarray, lr: float) -> Params:
    """Return the gradients of a program that moves W2 first and sends δ back through the new one.

    A known slip: joelgrus/data-science-from-scratch #31, CodingTrain/Toy-Neural-Network-JS #72,
    louisjc/mnist-neural-network #1.
    """
    right = mlp_backward(params, X, Y)
    moved = {**params, "W2": params["W2"] - lr * right["W2"]}
    return {**right, **_first_layer_grads(params, moved["W2"], X, Y, hidden_slope=True)}


def grads_without_hidden_slope(params: Params, X: np.ndarray, Y: np.ndarray) -> Params:
    """Return the gradients of a program that leaves out σ′ of the hidden layer."""
    right = mlp_backward(params, X, Y)
    return {**right, **_first_layer_grads(params, params["W2"], X, Y, hidden_slope=False)}


def _first_layer_grads(
    params: Params, W2: np.ndarray, X: np.ndarray, Y: np.ndarray, hidden_slope: bool
) -> Params:
    A1, A2 = mlp_forward(params, X)
    dZ2 = sigmoid_backward(2 * (A2 - Y) / len(X), A2)
    dA1 = dZ2 @ W2.T
    dZ1 = sigmoid_backward(dA1, A1) if hidden_slope else dA1
    _, dW1, db1 = linear_backward(dZ1, X, params["W1"])
    return {"W1": dW1, "b1": db1}


def stale_step(params: Params, X: np.ndarray, Y: np.ndarray, lr: float) -> tuple[Params, float]:
    """Return the parameters after a step along `stale_grads`, and the loss before it."""
    return sgd_step(params, stale_grads(params, X, Y, lr), lr), mlp_loss(params, X, Y)


def step_without_hidden_slope(
    params: Params, X: np.ndarray, Y: np.ndarray, lr: float
) -> tuple[Params, float]:
    """Return the parameters after a step along `grads_without_hidden_slope`, and the loss."""
    return sgd_step(params, grads_without_hidden_slope(params, X, Y), lr), mlp_loss(params, X, Y)


# --- digits ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class DigitRun:
    """A network trained on digits. The dicts are by epoch, for those of EPOCHS_KEPT it came to.

    `accuracy`: share of the kept rows that are read right; `params`; `loss`: over all training
    rows; `missed`: rows of the table that it reads wrong at the end.
    """

    accuracy: dict[int, float]
    loss: dict[int, float]
    params: dict[int, Params]
    missed: tuple[int, ...]


@dataclass(frozen=True)
class _Rows:
    """An array that equals another one with the same content, so that a run is found again."""

    key: str
    array: np.ndarray = field(compare=False)

    @classmethod
    def of(cls, array: np.ndarray) -> _Rows:
        array = np.ascontiguousarray(array)
        content = repr((array.shape, array.dtype.str)).encode() + array.tobytes()
        return cls(hashlib.sha256(content).hexdigest(), array.copy())


def digit_run(
    pixels: np.ndarray,
    label: np.ndarray,
    kept: np.ndarray,
    *,
    epochs: int = 20,
    hidden: int = 32,
    lr: float = 1.0,
    batch_size: int = 32,
    seed: int = 0,
    step: Step = train_step,
    scaled: bool = True,
    even_or_odd: bool = False,
    pairs: bool = True,
) -> DigitRun:
    """Train a network on the rows that are not `kept`, and try it on those that are.

    `pixels`: (N, 64) ink from 0 to 16, `label`: (N,) from 0 to 9, `kept`: (N,) mask. The network is
    64-`hidden`-10 (no hidden layer for 0), its columns standardised by the training rows, or with
    `scaled` False only divided by 16. `even_or_odd`: one output that says whether the digit is odd.
    `pairs` False: pictures and targets are shuffled apart, each epoch. The same arguments, arrays
    with the same content included, give the same run, which is trained once.
    """
    rows = len(pixels)
    require_shape("label", label, (rows,), "one per picture")
    require_shape("kept", kept, (rows,), "one per picture")
    return _digit_run(
        _Rows.of(np.asarray(pixels, dtype=float)),
        _Rows.of(np.asarray(label, dtype=int)),
        _Rows.of(np.asarray(kept, dtype=bool)),
        (epochs, hidden, float(lr), batch_size, seed, step, scaled, even_or_odd, pairs),
    )


@lru_cache(maxsize=256)
def _digit_run(pixels: _Rows, label: _Rows, kept: _Rows, how: tuple) -> DigitRun:
    epochs, hidden, lr, batch_size, seed, step, scaled, even_or_odd, pairs = how
    kept_rows, labels = kept.array, label.array
    X_train, X_kept = pixels.array[~kept_rows], pixels.array[kept_rows]
    X_train, X_kept = standardize(X_train, X_kept) if scaled else (X_train / 16, X_kept / 16)
    Y = labels[:, np.newaxis] % 2 * 1.0 if even_or_odd else one_hot(labels, 10)
    Y_train = Y[~kept_rows]
    rng = np.random.default_rng(seed)
    params, network = _start(X_train.shape[1], hidden, Y.shape[1], rng, step)

    found = DigitRun({}, {}, {}, ())
    for epoch in range(epochs + 1):
        if epoch:
            X_epoch = X_train if pairs else X_train[rng.permutation(len(X_train))]
            for X_batch, Y_batch in minibatches(X_epoch, Y_train, batch_size, rng):
                params = network.step(params, X_batch, Y_batch, lr)
        if epoch in EPOCHS_KEPT or epoch == epochs:
            outputs = network.outputs(params, X_kept)
            right = (
                (outputs[:, 0] > 0.5) == (labels[kept_rows] % 2 == 1)
                if even_or_odd
                else np.argmax(outputs, axis=1) == labels[kept_rows]
            )
            gaps = network.outputs(params, X_train) - Y_train
            found.accuracy[epoch] = float(np.mean(right))
            found.loss[epoch] = float(np.sum(gaps**2) / len(gaps))
            found.params[epoch] = params
    missed = np.flatnonzero(kept_rows)[~right]
    return DigitRun(found.accuracy, found.loss, found.params, tuple(missed.tolist()))


def _start(
    inputs: int, hidden: int, outputs: int, rng: np.random.Generator, step: Step
) -> tuple[Params, SimpleNamespace]:
    """Start weights, and how this network steps and what it puts out."""
    if hidden:
        network = SimpleNamespace(
            step=_moved if step is train_step else lambda *given: step(*given)[0],
            outputs=lambda params, X: mlp_forward(params, X)[1],
        )
        return init_mlp(inputs, hidden, outputs, rng), network
    weights = rng.normal(0, np.sqrt(1 / inputs), (inputs, outputs))
    network = SimpleNamespace(step=_one_layer_step, outputs=_one_layer)
    return {"W1": weights, "b1": np.zeros(outputs)}, network


def _one_layer(params: Params, X: np.ndarray) -> np.ndarray:
    return sigmoid(layer_forward(X, params["W1"], params["b1"]))


def _moved(params: Params, X: np.ndarray, Y: np.ndarray, lr: float) -> Params:
    """The parameters that `train_step` gives; its loss, a forward pass more, is not asked for."""
    return sgd_step(params, mlp_backward(params, X, Y), lr)


def _one_layer_step(params: Params, X: np.ndarray, Y: np.ndarray, lr: float) -> Params:
    A = _one_layer(params, X)
    dZ = sigmoid_backward(2 * (A - Y) / len(X), A)
    _, dW, db = linear_backward(dZ, X, params["W1"])
    return sgd_step(params, {"W1": dW, "b1": db}, lr)


def digit_accuracies(
    pixels: np.ndarray, label: np.ndarray, kept: np.ndarray, seeds: int, epoch: int, **how: Any
) -> tuple[float, float, float]:
    """Return the smallest, the mean and the largest accuracy over the seeds 0, 1, …, seeds − 1.

    `epoch`: when; `how`: as `digit_run` takes it.
    """
    shares = [
        digit_run(pixels, label, kept, seed=seed, **{"epochs": epoch, **how}).accuracy[epoch]
        for seed in range(seeds)
    ]
    return min(shares), float(np.mean(shares)), max(shares)
