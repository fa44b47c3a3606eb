"""Layers forward and backward, for a batch: rows of X are examples.

Lessons 05 and 07. In array code dZ means ∂L/∂Z and has the shape of Z. A backward function takes
the gradient from above and returns gradients for what the layer received (chain rule; in this
matrix form Rumelhart, Hinton & Williams 1986).
"""

from __future__ import annotations

import numpy as np

from autograders.backprop.shapes import require_axes, require_shape


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
