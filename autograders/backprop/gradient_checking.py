"""Gradients by nudging: slow, free of any formula, and so the judge of every formula.

Lesson 04. One coordinate at a time goes up and down by h; the loss says what that did.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def numerical_grad(f: Callable[[np.ndarray], float], v: np.ndarray, h: float = 1e-5) -> np.ndarray:
    """Return the gradient of f at `v` by central differences, in the shape of `v` (any).

    `f` takes an array like `v` and returns one number. It is called twice per entry, each time
    with a fresh array of floats: `v` stays as it is and may hold integers.
    """
    v = np.asarray(v, dtype=float)
    gradient = np.empty_like(v)
    for index in np.ndindex(v.shape):
        nudge = np.zeros_like(v)
        nudge[index] = h
        gradient[index] = (f(v + nudge) - f(v - nudge)) / (2 * h)
    return gradient


def relative_error(gradient: np.ndarray, reference: np.ndarray) -> float:
    """Return ‖gradient − reference‖ / (‖gradient‖ + ‖reference‖): 0 is equal, 1 is opposite.

    Two zero gradients are equal. Raises ValueError if the shapes differ.
    """
    gradient, reference = np.asarray(gradient, dtype=float), np.asarray(reference, dtype=float)
    if gradient.shape != reference.shape:
        raise ValueError(f"shapes differ: {gradient.shape} and {reference.shape}")
    difference = np.linalg.norm(gradient - reference)
    size = np.linalg.norm(gradient) + np.linalg.norm(reference)
    return float(difference / size) if size else 0.0
