"""Two rings of points that no straight line can part, and what a model says all over the picture.

Made from a seed, nothing measured: an inner ring with target 1 and an outer one with target 0.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

INNER, OUTER = 0.8, 2.0
"""Radii."""
SPREAD = 0.1
"""Of the points around their ring's radius."""
REACH = 2.6
"""The picture shows both coordinates from −REACH to REACH."""
LINES = 27
"""Of the grid on which a model is asked, each way."""


def two_rings(points: int = 32, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return points of two rings: X (points, 2), and the targets y (points,), 1.0 inside.

    Three eighths of them are inner points, spread evenly around, and a little in and out. The same
    points for the same seed. Raises ValueError for fewer than 8 points.
    """
    if points < 8:
        raise ValueError(f"two rings need 8 points at least, not {points}")
    rng = np.random.default_rng(seed)
    inner = points * 3 // 8
    rings = [_ring(inner, INNER, rng), _ring(points - inner, OUTER, rng)]
    return np.vstack(rings), np.repeat([1.0, 0.0], [inner, points - inner])


def _ring(points: int, radius: float, rng: np.random.Generator) -> np.ndarray:
    angle = 2 * np.pi * (np.arange(points) + rng.uniform()) / points
    away = radius + rng.normal(0, SPREAD, points)
    return np.column_stack([away * np.cos(angle), away * np.sin(angle)])


def grid() -> np.ndarray:
    """Return the coordinates of the grid's lines, the same both ways: shape (LINES,)."""
    return np.linspace(-REACH, REACH, LINES)


def outputs_on_grid(model: Callable[[Any], Any]) -> np.ndarray:
    """Return what a model says at every crossing of a grid over the picture: (LINES, LINES).

    model: called with one example [x₁, x₂], gives a Value, or a number. Row: x₂ from below,
    column: x₁ from the left. Nothing is remembered by the model.
    """
    lines = [float(t) for t in grid()]
    return np.array([[_number(model([x, y])) for x in lines] for y in lines])


def share_right(model: Callable[[Any], Any], X: np.ndarray, y: np.ndarray) -> float:
    """Return the share of examples whose output lies on the right side of 0.5."""
    outputs = np.array([_number(model([float(a), float(b)])) for a, b in X])
    return float(np.mean((outputs > 0.5) == (np.asarray(y) > 0.5)))


def _number(output: Any) -> float:
    return float(getattr(output, "data", output))
