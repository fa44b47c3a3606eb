"""What depth does to learning, and what a gradient costs: trainings whose outcome lesson 07 tells.

A deep network here has hidden layers of 32 neurons of one bend, and ten σ outputs; it reads the
shipped digits, standardised by the training rows, with every fifth row kept for the test.

Some of these trainings take minutes, for the race needs thousands of forward passes over all rows.
They were run once, and what came out is kept beside this file, in `depth_runs.json`: `kept_runs`
reads it, `kept_shares` and `race` sum it up. To make the file anew, in a few minutes:

    from chainrule import load_digits
    from autograders import backprop

    table = load_digits()
    backprop.keep_runs(backprop.measure_all(backprop.digit_table(table.pixels, table.label)))

The tests run a thinned part again: single seeds of the
trainings, the first tries of blind walks, two steps by nudging. What may be told is what no
processor's way of adding changes: ranges over seeds, in whole percents, and counts in two digits.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from autograders.backprop.deep import deep_chain_grads
from autograders.backprop.layers import (
    layer_forward,
    linear_backward,
    relu,
    relu_backward,
    sigmoid_backward,
)
from autograders.backprop.networks import Params, mlp_backward, mlp_forward, mlp_loss
from autograders.backprop.single_neuron import sigmoid
from autograders.backprop.training import (
    accuracy,
    init_mlp,
    minibatches,
    one_hot,
    sgd_step,
    standardize,
)

KEPT = Path(__file__).with_name("depth_runs.json")
WIDTH = 32
EPOCHS = 15
RATES = {"sigmoid": 1.0, "tanh": 0.3, "relu": 0.1}
"""The learning rate for each bend."""
GOAL = 0.94
"""The race ends when this share of the kept rows is read right."""

Layers = list[tuple[np.ndarray, np.ndarray]]
Gradients = Callable[[Params, np.ndarray, np.ndarray], Params]


@dataclass(frozen=True, eq=False)
class DigitTable:
    """The shipped digits: standardised rows to train on and rows kept for the test."""

    X: np.ndarray
    Y: np.ndarray
    X_kept: np.ndarray
    labels_kept: np.ndarray


def digit_table(pixels: np.ndarray, label: np.ndarray) -> DigitTable:
    """Split a table of digits, `pixels` (N, 64) and `label` (N,): every fifth row is kept."""
    kept = np.arange(len(pixels)) % 5 == 0
    X, X_kept = standardize(pixels[~kept], pixels[kept])
    return DigitTable(X, one_hot(label[~kept], 10), X_kept, label[kept])


# --- a chain of neurons ---------------------------------------------------------------------------


def weights_that_keep(within: float, x: float = 1.0, y: float = 0.0, depth: int = 10) -> list[int]:
    """Return the whole numbers w from −8 to 8 with which a chain of `depth` neurons, all of weight
    w, keeps the first gradient within a factor of the last."""
    found = []
    for w in range(-8, 9):
        grads = np.abs(deep_chain_grads([float(w)] * depth, x, y))
        if grads[0] > 0 and 1 / within <= grads[0] / grads[-1] <= within:
            found.append(w)
    return found


# --- deep networks --------------------------------------------------------------------------------


BENDS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": relu,
}


def _bend_backward(bend: str, dA: np.ndarray, Z: np.ndarray, A: np.ndarray) -> np.ndarray:
    if bend == "relu":
        return relu_backward(dA, Z)
    return sigmoid_backward(dA, A) if bend == "sigmoid" else dA * (1 - A**2)


def start_layers(
    hidden: int, bend: str, rng: np.random.Generator, times: float = 1.0, width: int = WIDTH
) -> Layers:
    """Return start weights of 64-`width`-…-10 with `hidden` hidden layers, and zero biases.

    Spread √(1/fan_in), for ReLU √(2/fan_in) (He et al. 2015), `times` as large.
    """
    sizes = [64, *[width] * hidden, 10]
    gain = 2 if bend == "relu" else 1
    return [
        (rng.normal(0, times * np.sqrt(gain / fan_in), (fan_in, fan_out)), np.zeros(fan_out))
        for fan_in, fan_out in itertools.pairwise(sizes)
    ]


def net_outputs(
    layers: Layers, X: np.ndarray, bend: str, straight: bool = False
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the weighted sums of every layer, and X followed by every layer's activations.

    `straight`: the last layer does not squash.
    """
    Zs, As = [], [X]
    for place, (W, b) in enumerate(layers):
        Z = layer_forward(As[-1], W, b)
        last = place == len(layers) - 1
        Zs.append(Z)
        As.append((Z if straight else sigmoid(Z)) if last else BENDS[bend](Z))
    return Zs, As


def net_gradients(
    layers: Layers, X: np.ndarray, Y: np.ndarray, bend: str, straight: bool = False, cut: int = 0
) -> Layers:
    """Return (dW, db) of every layer; of the first `cut` layers zeros: no signal reaches them."""
    Zs, As = net_outputs(layers, X, bend, straight)
    dA = 2 * (As[-1] - Y) / len(X)
    dZ = dA if straight else sigmoid_backward(dA, As[-1])
    grads: Layers = [(np.zeros_like(W), np.zeros_like(b)) for W, b in layers]
    for place in reversed(range(cut, len(layers))):
        dA, dW, db = linear_backward(dZ, As[place], layers[place][0])
        grads[place] = dW, db
        if place:
            dZ = _bend_backward(bend, dA, Zs[place - 1], As[place])
    return grads


def gradient_lengths(grads: Layers) -> list[float]:
    """Return the length of dW of every layer, first layer first."""
    return [float(np.sqrt(np.sum(dW**2))) for dW, _ in grads]


@lru_cache(maxsize=256)
def deep_accuracy(
    digits: DigitTable,
    hidden: int,
    bend: str,
    *,
    times: float = 1.0,
    cut: int = 0,
    seed: int = 0,
    epochs: int = EPOCHS,
    lr: float | None = None,
) -> float:
    """Train a deep network (32 rows a batch), and return its share of kept rows read right."""
    rng = np.random.default_rng(seed)
    lr = RATES[bend] if lr is None else lr
    layers = start_layers(hidden, bend, rng, times)
    for _ in range(epochs):
        for X, Y in minibatches(digits.X, digits.Y, 32, rng):
            grads = net_gradients(layers, X, Y, bend, cut=cut)
            layers = [
                (W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(layers, grads, strict=True)
            ]
    return accuracy(net_outputs(layers, digits.X_kept, bend)[1][-1], digits.labels_kept)


def lengths_at_start(
    digits: DigitTable,
    hidden: int,
    bend: str,
    *,
    times: float = 1.0,
    seed: int = 0,
    straight: bool = False,
) -> list[float]:
    """Return the length of dW of every layer before any step, over all training rows."""
    layers = start_layers(hidden, bend, np.random.default_rng(seed), times)
    return gradient_lengths(net_gradients(layers, digits.X, digits.Y, bend, straight))


# --- the race -------------------------------------------------------------------------------------


def _share(digits: DigitTable, params: Params) -> float:
    return accuracy(mlp_forward(params, digits.X_kept)[1], digits.labels_kept)


def steps_to_goal(
    digits: DigitTable, seed: int, grads: Gradients = mlp_backward, goal: float = GOAL
) -> int:
    """Return how many training steps (32 rows, lr 1) 64-32-10 takes until `goal` is read right.

    `grads`: how the gradients are found. The share is looked at after every step, and looking is
    not counted. Raises RuntimeError after 2000 steps.
    """
    rng = np.random.default_rng(seed)
    params = init_mlp(64, WIDTH, 10, rng)
    for step, (X, Y) in enumerate(itertools.islice(_endless(digits, rng), 2000), 1):
        params = sgd_step(params, grads(params, X, Y), 1.0)
        if _share(digits, params) >= goal:
            return step
    raise RuntimeError(f"seed {seed}: {goal:.0%} is not reached in 2000 steps")


def _endless(digits: DigitTable, rng: np.random.Generator) -> Iterator[tuple]:
    while True:
        yield from minibatches(digits.X, digits.Y, 32, rng)


def nudged_grads(params: Params, X: np.ndarray, Y: np.ndarray, h: float = 1e-5) -> Params:
    """Return all slopes of the loss measured by nudging both sides: two passes for each number."""
    grads = {}
    for name, value in params.items():
        tried, slopes = value.copy(), np.empty_like(value)
        moved = {**params, name: tried}
        for place in np.ndindex(value.shape):
            tried[place] = value[place] + h
            up = mlp_loss(moved, X, Y)
            tried[place] = value[place] - h
            slopes[place] = (up - mlp_loss(moved, X, Y)) / (2 * h)
            tried[place] = value[place]
        grads[name] = slopes
    return grads


def nudged_beside_backprop(digits: DigitTable, seed: int, steps: int) -> float:
    """Return the largest difference of any weight after `steps` steps, one network trained by
    backpropagation and one by nudging, on the same batches."""
    rng = np.random.default_rng(seed)
    swept = nudged = init_mlp(64, WIDTH, 10, rng)
    for X, Y in itertools.islice(_endless(digits, rng), steps):
        swept = sgd_step(swept, mlp_backward(swept, X, Y), 1.0)
        nudged = sgd_step(nudged, nudged_grads(nudged, X, Y), 1.0)
    return max(float(np.max(np.abs(swept[name] - nudged[name]))) for name in swept)


@dataclass(frozen=True)
class BlindWalk:
    """A blind walk: the share read right after some numbers of tries, and the try at which the
    goal was reached, or None."""

    shares: dict[int, float]
    reached: int | None


def blind_tries(
    digits: DigitTable,
    size: float,
    seed: int,
    *,
    most: int = 9640,
    rows: int | None = None,
    goal: float = GOAL,
    look_at: tuple[int, ...] = (100, 1000, 9640),
) -> BlindWalk:
    """Turn all numbers of 64-32-10 at once by normal amounts of spread `size`, and keep what
    lowers the loss, `most` times.

    `rows`: None for all training rows at every try; else so many drawn for each try, at which the
    old and the new numbers are compared.
    """
    rng = np.random.default_rng(seed)
    params = init_mlp(64, WIDTH, 10, rng)
    loss, reached, shares = mlp_loss(params, digits.X, digits.Y), None, {}
    for attempt in range(1, most + 1):
        X, Y = digits.X, digits.Y
        if rows:
            drawn = rng.integers(len(X), size=rows)
            X, Y = X[drawn], Y[drawn]
            loss = mlp_loss(params, X, Y)
        tried = {name: value + rng.normal(0, size, value.shape) for name, value in params.items()}
        new = mlp_loss(tried, X, Y)
        if new < loss:
            params, loss = tried, new
            if reached is None and _share(digits, params) >= goal:
                reached = attempt
        if attempt in look_at:
            shares[attempt] = _share(digits, params)
    return BlindWalk(shares, reached)


# --- what was measured ----------------------------------------------------------------------------

SEEDS = range(5)
RACE_SEEDS = range(10)
DEEP: dict[str, dict[str, Any]] = {
    **{f"sigmoid {n}": {"hidden": n, "bend": "sigmoid"} for n in (1, 2, 4, 8)},
    **{f"tanh {n}": {"hidden": n, "bend": "tanh"} for n in (1, 2, 4, 8)},
    **{f"relu {n}": {"hidden": n, "bend": "relu"} for n in (1, 2, 4, 8)},
    "sigmoid 4 times 2": {"hidden": 4, "bend": "sigmoid", "times": 2.0},
    "sigmoid 4 times 4": {"hidden": 4, "bend": "sigmoid", "times": 4.0},
    "sigmoid 8 times 4": {"hidden": 8, "bend": "sigmoid", "times": 4.0},
    **{f"tanh 3 cut {n}": {"hidden": 3, "bend": "tanh", "cut": n} for n in (0, 1, 2, 3)},
    "no hidden layer": {"hidden": 0, "bend": "sigmoid"},
    "no hidden layer, lr 0.3": {"hidden": 0, "bend": "tanh"},
}
"""The trainings that are told, by name: what `deep_accuracy` gets."""
BLIND = [(size, seed, None) for size in (0.01, 0.02, 0.03) for seed in range(3)]
BLIND_OF_32_ROWS = [(size, 0, 32) for size in (0.003, 0.01, 0.03)]
"""The blind walks of 9 640 tries: spread of a try, seed, rows a try (None: all)."""


@lru_cache(maxsize=1)
def kept_runs() -> dict[str, Any]:
    """Return what `depth_runs.json` holds.

    "deep": for each name of DEEP the share read right, by seed; "steps": training steps to the
    goal, by seed; "nudged_steps": the same by nudging, {seed: steps}; "blind": walks as dicts of
    size, seed, rows, reached and shares.
    """
    return json.loads(KEPT.read_text(encoding="utf-8"))


def kept_shares(name: str) -> tuple[float, float, float]:
    """Return the smallest, the mean and the largest share that a training of DEEP reached."""
    shares = kept_runs()["deep"][name]
    return min(shares), float(np.mean(shares)), max(shares)


def race() -> dict[str, tuple[float, float, float]]:
    """Return how many example-runs it took to read GOAL of the kept rows: smallest, mean, largest.

    An example-run is one example sent forward once; backpropagation counts 3 a step and example,
    nudging two for each of the 2 410 numbers (its steps are those of backpropagation: the weights
    are the same), a blind try all 1 437 rows. Of blind trying the two better sizes count.
    """
    steps = kept_runs()["steps"]
    tries = [w["reached"] for w in kept_runs()["blind"] if not w["rows"] and w["size"] <= 0.02]
    example_runs = {
        "backprop": [3 * 32 * n for n in steps],
        "blind": [1437 * n for n in tries],
        "nudging": [2 * 2410 * 32 * n for n in steps],
    }
    return {
        lane: (min(counts), float(np.mean(counts)), max(counts))
        for lane, counts in example_runs.items()
    }


def measure_all(digits: DigitTable) -> dict[str, Any]:
    """Run everything that `depth_runs.json` keeps, and return it in that form."""
    return {
        "deep": {
            name: [deep_accuracy(digits, seed=seed, **how) for seed in SEEDS]
            for name, how in DEEP.items()
        },
        "steps": [steps_to_goal(digits, seed) for seed in RACE_SEEDS],
        "nudged_steps": {"3": steps_to_goal(digits, 3, nudged_grads)},
        "blind": [
            {"size": size, "seed": seed, "rows": rows, "reached": walk.reached}
            | {"shares": {str(tries): share for tries, share in walk.shares.items()}}
            for size, seed, rows in (*BLIND, *BLIND_OF_32_ROWS)
            for walk in [blind_tries(digits, size, seed, rows=rows)]
        ],
    }


def keep_runs(measured: dict[str, Any]) -> None:
    """Write what `measure_all` found to `depth_runs.json`."""
    unfinished = KEPT.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(KEPT)
    kept_runs.cache_clear()
