"""Learning: gradients say which way, gradient descent takes the step, and an epoch repeats it.

Lesson 06. Backpropagation computes gradients; what happens here uses them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from autograders.backprop.networks import Params, mlp_backward, mlp_loss
from autograders.backprop.shapes import require_axes, require_shape


def sgd_step(params: Params, grads: Params, lr: float) -> Params:
    """Return new parameters p − lr · g for every key: a step against the gradient (Cauchy 1847).

    Raises ValueError if the keys or the shapes of the two dicts differ.
    """
    if params.keys() != grads.keys():
        raise ValueError(f"params has {sorted(params)}, but grads has {sorted(grads)}")
    for name, gradient in grads.items():
        require_shape(f"grads[{name!r}]", gradient, np.shape(params[name]), "as its parameter")
    return {name: params[name] - lr * grads[name] for name in params}


def train_step(params: Params, X: np.ndarray, Y: np.ndarray, lr: float) -> tuple[Params, float]:
    """Return the parameters after one step and the loss before it.

    All gradients are taken at the same, old parameters before any of them moves.
    """
    loss = mlp_loss(params, X, Y)
    grads = mlp_backward(params, X, Y)
    return sgd_step(params, grads, lr), loss


def standardize(X_train: np.ndarray, X_other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both tables as (x − mean) / standard deviation, column by column.

    `X_train`: (N, D), `X_other`: (M, D). Mean and deviation are those of `X_train` for both: the
    other rows stand for data not yet seen. A column constant in training says nothing: it
    becomes 0 in both.
    """
    _, features = require_axes("X_train", X_train, "(N, D)")
    rows, _ = require_axes("X_other", X_other, "(M, D)")
    require_shape("X_other", X_other, (rows, features), "the columns of X_train")
    mean, spread = np.mean(X_train, axis=0), np.std(X_train, axis=0)
    # Exact, where the deviation of a constant column may round to 1e-17.
    is_constant = np.ptp(X_train, axis=0) == 0
    spread = np.where(is_constant, np.inf, spread)
    return (X_train - mean) / spread, (X_other - mean) / spread


def minibatches(
    X: np.ndarray, Y: np.ndarray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield one epoch of batches: every row once, shuffled, rows of X and Y kept together.

    The last batch holds what is left. Raises ValueError at once, not at the first batch.
    """
    if len(X) != len(Y):
        raise ValueError(f"X has {len(X)} rows, but Y has {len(Y)}: each example needs its target")
    if batch_size < 1:
        raise ValueError(f"batch_size is {batch_size}, expected at least 1")
    order = rng.permutation(len(X))
    rows_of = (order[start : start + batch_size] for start in range(0, len(X), batch_size))
    return ((X[rows], Y[rows]) for rows in rows_of)


def accuracy(A2: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of rows whose largest output (the first, in a tie) is at the label.

    `A2`: (N, K), `labels`: (N,) integers.
    """
    rows, _ = require_axes("A2", A2, "(N, K)")
    require_shape("labels", labels, (rows,), "one label per row of A2")
    return float(np.mean(np.argmax(A2, axis=1) == labels))


def init_mlp(inputs: int, hidden: int, outputs: int, rng: np.random.Generator) -> Params:
    """Return random weights with variance 1/fan_in (LeCun et al. 1998) and zero biases.

    Random, because units that start equal get equal gradients and stay equal.
    """
    return {
        "W1": rng.normal(0, np.sqrt(1 / inputs), (inputs, hidden)),
        "b1": np.zeros(hidden),
        "W2": rng.normal(0, np.sqrt(1 / hidden), (hidden, outputs)),
        "b2": np.zeros(outputs),
    }


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Return the targets (N, classes) of labels (N,): 1 in the label's column, 0 elsewhere.

    Raises ValueError for a label that is not one of 0, 1, …, classes − 1.
    """
    (rows,) = require_axes("labels", labels, "(N,)")
    strangers = sorted(set(np.asarray(labels).tolist()) - set(range(classes)))
    if strangers:
        raise ValueError(f"labels holds {strangers[0]}, expected 0 to {classes - 1}")
    targets = np.zeros((rows, classes))
    targets[np.arange(rows), np.asarray(labels, dtype=int)] = 1.0
    return targets


def train(
    params: Params,
    X: np.ndarray,
    Y: np.ndarray,
    epochs: int,
    lr: float,
    batch_size: int,
    rng: np.random.Generator,
) -> tuple[Params, list[float]]:
    """Train a two-layer network from `params` on by mini-batch gradient descent.

    `X`: (N, D), `Y`: (N, K). Returns the last parameters, and the loss over all rows after each
    epoch. Every epoch's order comes from `rng`; the same generator state gives the same run.
    """
    require_axes("X", X, "(N, D)")
    require_axes("Y", Y, "(N, K)")
    history = []
    for _ in range(epochs):
        for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
            params, _ = train_step(params, X_batch, Y_batch, lr)
        history.append(mlp_loss(params, X, Y))
    return params, history
