"""Functions of earlier lessons that a later one lends to whoever has not written them (`bring`).

Each is complete in itself but for numpy: its text travels packed in the student's package
(`ready/<lesson>.json`, one file a lesson that brings something), so that nothing readable lies
there. A lesson brings from earlier lessons alone, and no lesson's file holds a function of that
lesson: a ready-made function never earns the points of its own exercise.
"""

from __future__ import annotations

import base64
import inspect
import json
import textwrap
import zlib
from collections.abc import Callable

import numpy as np


def numerical_grad(f, v, h=1e-5):
    v = np.asarray(v, dtype=float)
    gradient = np.empty_like(v)
    for index in np.ndindex(v.shape):
        nudge = np.zeros_like(v)
        nudge[index] = h
        gradient[index] = (f(v + nudge) - f(v - nudge)) / (2 * h)
    return gradient


def mlp_forward(params, X):
    A1 = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    A2 = 1 / (1 + np.exp(-(A1 @ params["W2"] + params["b2"])))
    return A1, A2


def sigmoid_backward(dA, A):
    return dA * A * (1 - A)


def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def mlp_backward(params, X, Y):
    A1 = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    A2 = 1 / (1 + np.exp(-(A1 @ params["W2"] + params["b2"])))
    dZ2 = 2 * (A2 - Y) / len(X) * A2 * (1 - A2)
    dZ1 = dZ2 @ params["W2"].T * A1 * (1 - A1)
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}


def minibatches(X, Y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], Y[rows]


def train_step(params, X, Y, lr):
    A1 = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    A2 = 1 / (1 + np.exp(-(A1 @ params["W2"] + params["b2"])))
    loss = float(np.sum((A2 - Y) ** 2) / len(X))
    dZ2 = 2 * (A2 - Y) / len(X) * A2 * (1 - A2)
    dZ1 = dZ2 @ params["W2"].T * A1 * (1 - A1)
    grads = {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}
    return {name: params[name] - lr * grads[name] for name in params}, loss


HOMES: dict[str, tuple[Callable, ...]] = {
    "04_single_neuron": (numerical_grad,),
    "05_layers": (mlp_forward, sigmoid_backward, linear_backward, mlp_backward),
    "06_weight_updates": (minibatches, train_step),
}
"""The lesson in which a learner writes each of them."""

BROUGHT: dict[str, tuple[Callable, ...]] = {
    "05_layers": (numerical_grad,),
    "06_weight_updates": (mlp_forward, mlp_backward),
    "07_deep_networks": (
        numerical_grad,
        mlp_forward,
        sigmoid_backward,
        linear_backward,
        minibatches,
        train_step,
    ),
    "08_your_own_engine": (mlp_backward,),
}
"""What each lesson may bring."""


def ready_for(lesson: str) -> dict[str, dict[str, str]]:
    """What `bring` may give in a lesson: {name: {"lesson": its home, "code": packed text}}."""
    return {
        function.__name__: {"lesson": home, "code": packed(function)}
        for home, functions in HOMES.items()
        for function in functions
        if function in BROUGHT.get(lesson, ()) and home < lesson
    }


def packed(function: Callable) -> str:
    """A function's text so that nobody reads it by chance.

    Stored, not squeezed: another zlib squeezes to other bytes, and a build is the same everywhere.
    """
    text = textwrap.dedent(inspect.getsource(function))
    return base64.b85encode(zlib.compress(text.encode(), 0)).decode("ascii")


def ready_file(lesson: str) -> bytes | None:
    """The bytes of `ready/<lesson>.json`; None for a lesson that brings nothing."""
    ready = ready_for(lesson)
    if not ready:
        return None
    text = json.dumps({"lesson": lesson, "ready": ready}, indent=1, sort_keys=True)
    return (text + "\n").encode("ascii")
