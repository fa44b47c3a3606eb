"""Layers forward and backward, for a batch: rows of X are examples.

Lessons 05 and 07. In array code dZ means ∂L/∂Z and has the shape of Z. A backward function takes
the gradient from above and returns gradients for what the layer received (chain rule; in this
matrix form Rumelhart, Hinton & Williams 1986).
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from autograders.backprop.shapes import require_axes, require_shape

_Number = TypeVar("_Number", float, np.ndarray)


def two_path_grad(x: _Number) -> _Number:
    """Return the derivative of u·v with u = x², v = sin x, where x acts along two paths.

    Along a path slopes multiply (the product gate's slope is the other input), paths add.
    """
    u, v = x**2, np.sin(x)
    through_u = v * 2 * x
    through_v = u * np.cos(x)
    return through_u + through_v


def path_gradient(W1: np.ndarray, W2: np.ndarray, i: int, k: int) -> float:
    """Return ∂out_k/∂x_i of the linear network out = x @ W1 @ W2, by walking every path.

    `W1`: (D, H), `W2`: (H, K). One path per hidden unit j: x_i → hidden j → out_k.
    """
    _, hidden = require_axes("W1", W1, "(D, H)")
    _, outputs = require_axes("W2", W2, "(H, K)")
    require_shape("W2", W2, (hidden, outputs), "one row per hidden unit of W1")
    return float(sum(W1[i, j] * W2[j, k] for j in range(hidden)))


def layer_forward(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return Z = X @ W + b. `X`: (N, D), `W`: (D, H), `b`: (H,), Z: (N, H)."""
    _, features = require_axes("X", X, "(N, D)")
    _, units = require_axes("W", W, "(D, H)")
    require_shape("W", W, (features, units), "one row per column of X")
    require_shape("b", b, (units,), "one bias per unit")
    return X @ W + b


def linear_backward(
    dZ: np.ndarray, X: np.ndarray, W: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (dX, dW, db) of Z = X @ W + b. `dZ`: (N, H), `X`: (N, D), `W`: (D, H).

    A mean over the batch is part of the loss: its 1/N has arrived with dZ, none is added here.
    """
    (rows, features), (_, units) = require_axes("X", X, "(N, D)"), require_axes("W", W, "(D, H)")
    require_shape("W", W, (features, units), "one row per column of X")
    require_shape("dZ", dZ, (rows, units), "the shape of Z = X @ W + b")
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)


def sigmoid_backward(dA: np.ndarray, A: np.ndarray) -> np.ndarray:
    """Return dZ = dA · A(1 − A), entry by entry. `A` = σ(Z) as saved in the forward pass."""
    require_shape("dA", dA, np.shape(A), "the shape of A")
    return dA * A * (1 - A)


def relu(Z: np.ndarray) -> np.ndarray:
    """Return max(Z, 0), entry by entry."""
    return np.maximum(Z, 0.0)


def relu_backward(dA: np.ndarray, Z: np.ndarray) -> np.ndarray:
    """Return dZ: dA where Z > 0, else 0. The slope at exactly 0 is taken as 0, as in PyTorch."""
    require_shape("dA", dA, np.shape(Z), "the shape of Z")
    return dA * (Z > 0)
