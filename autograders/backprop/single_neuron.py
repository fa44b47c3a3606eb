"""One neuron: weighted sum, sigmoid, squared error, and the gradients of that loss.

Lessons 00 and 04. z = w·x + b, a = σ(z), L = (a − y)². Formulas: the chain rule; the use of its
product as a learning signal is Rumelhart, Hinton & Williams 1986.
"""

from __future__ import annotations

from typing import overload

import numpy as np

from autograders.backprop.shapes import require_axes, require_numbers, require_shape

Number = float | np.ndarray


def weighted_sum(x: np.ndarray, w: np.ndarray, b: float) -> float:
    """Return the pre-activation z = w·x + b. `x`, `w`: (D,), arrays or lists; `b`: one number."""
    (inputs,) = require_axes("x", x, "(D,)")
    require_shape("w", w, (inputs,), "one weight per input")
    require_numbers(b=b)
    return float(np.dot(w, x) + b)


@overload
def sigmoid(z: float) -> float: ...
@overload
def sigmoid(z: np.ndarray) -> np.ndarray: ...
def sigmoid(z: Number) -> Number:
    """Return σ(z) = 1 / (1 + e^(−z)), of any shape, between 0 and 1.

    Only e to a negative power is formed, so nothing overflows, at z = ±1000 either.
    """
    z = np.asarray(z, dtype=float)
    decay = np.exp(-np.abs(z))
    return np.where(z < 0, decay, 1.0) / (1 + decay)


@overload
def dsigmoid(z: float) -> float: ...
@overload
def dsigmoid(z: np.ndarray) -> np.ndarray: ...
def dsigmoid(z: Number) -> Number:
    """Return σ′(z) = σ(z)(1 − σ(z)), of any shape, at most 0.25.

    1 − σ(z) is written as σ(−z): for z = 40 the subtraction would round to 0.
    """
    z = np.asarray(z, dtype=float)
    return sigmoid(z) * sigmoid(-z)


def neuron(x: np.ndarray, w: np.ndarray, b: float) -> float:
    """Return the activation a = σ(w·x + b), in (0, 1). `x`, `w`: (D,); `b`: one number."""
    return float(sigmoid(weighted_sum(x, w, b)))


def squared_error(a: float, y: float) -> float:
    """Return the loss L = (a − y)² of prediction `a` for target `y` (no ½ in this course)."""
    require_numbers(a=a, y=y)
    return float((a - y) ** 2)


def local_grads(x: float, w: float, b: float, y: float) -> dict[str, float]:
    """Return the five local derivatives of a neuron with one input and squared error."""
    require_numbers(x=x, w=w, b=b, y=y)
    z = w * x + b
    return {
        "dL_da": float(2 * (sigmoid(z) - y)),
        "da_dz": float(dsigmoid(z)),
        "dz_dw": float(x),
        "dz_db": 1.0,
        "dz_dx": float(w),
    }


def neuron_grads(x: float, w: float, b: float, y: float) -> tuple[float, float]:
    """Return (dL/dw, dL/db) of a neuron with one input: the local derivatives, multiplied."""
    local = local_grads(x, w, b, y)
    dL_dz = local["dL_da"] * local["da_dz"]
    return dL_dz * local["dz_dw"], dL_dz * local["dz_db"]


def neuron_grads_vec(x: np.ndarray, w: np.ndarray, b: float, y: float) -> tuple[np.ndarray, float]:
    """Return (dL/dw, dL/db) of a neuron with D inputs. `x`, `w`, dL/dw: (D,); the rest: numbers.

    The neuron has one error δ = dL/dz, shared by all its weights: dL/dw = δ·x, dL/db = δ.
    """
    require_numbers(y=y)
    z = weighted_sum(x, w, b)
    delta = float(2 * (sigmoid(z) - y) * dsigmoid(z))
    return delta * np.asarray(x, dtype=float), delta
