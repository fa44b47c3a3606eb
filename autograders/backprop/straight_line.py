"""One neuron without its bend, y ≈ w·x + b: a loss of two numbers that can be drawn as a landscape.

Lesson 06. The loss is a mean of squares, so it is the same bowl or valley wherever one stands:
its curvatures say how long a step may be (Cauchy 1847; Boyd & Vandenberghe 2004, section 9.3).
"""

from __future__ import annotations

import numpy as np

from autograders.backprop.shapes import require_axes, require_shape


def line_loss(w: float, b: float, x: np.ndarray, y: np.ndarray) -> float:
    """Return the mean of (w·x + b − y)² over the rows. `x`, `y`: (N,)."""
    return float(np.mean(_gaps(w, b, x, y) ** 2))


def line_gradient(w: float, b: float, x: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Return (dL/dw, dL/db) of `line_loss`."""
    gaps = _gaps(w, b, x, y)
    return float(np.mean(2 * gaps * x)), float(np.mean(2 * gaps))


def line_descent(
    x: np.ndarray,
    y: np.ndarray,
    lr: float,
    steps: int,
    start: tuple[float, float] = (0.0, 0.0),
    batch_size: int | None = None,
    rng: np.random.Generator | None = None,
) -> np.ndarray:
    """Return the trail (steps + 1, 2) of (w, b) under training steps.

    `batch_size` None: all rows at each step; otherwise that many rows, drawn without repetition
    from `rng` until none is left, then anew. Raises ValueError when rows are to be drawn and there
    is no `rng`.
    """
    if batch_size is not None and rng is None:
        raise ValueError("rng is missing: the rows of a batch are drawn from it")
    trail, order = [(float(start[0]), float(start[1]))], np.array([], dtype=int)
    for _ in range(steps):
        if batch_size is None or rng is None:
            rows = np.arange(len(x))
        else:
            if not len(order):
                order = rng.permutation(len(x))
            rows, order = order[:batch_size], order[batch_size:]
        w, b = trail[-1]
        dw, db = line_gradient(w, b, x[rows], y[rows])
        trail.append((w - lr * dw, b - lr * db))
    return np.array(trail)


def line_curvatures(x: np.ndarray) -> tuple[float, float]:
    """Return the smallest and the largest curvature of `line_loss`, over all directions.

    A step with all rows falls as long as lr < 2 / largest, and each step shrinks the way left in a
    direction by the factor |1 − lr · curvature|.
    """
    (rows,) = require_axes("x", x, "(N,)")
    second = 2 / rows * np.array([[np.sum(x * x), np.sum(x)], [np.sum(x), rows]])
    low, high = np.linalg.eigvalsh(second)
    return float(low), float(high)


def _gaps(w: float, b: float, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    (rows,) = require_axes("x", x, "(N,)")
    require_shape("y", y, (rows,), "one target per row of x")
    return w * x + b - y
