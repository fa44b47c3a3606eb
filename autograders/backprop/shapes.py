"""Refuse the shapes that numpy would accept and broadcast into a wrong number without a word."""

from __future__ import annotations

from typing import Any

import numpy as np


def require_shape(name: str, value: Any, expected: tuple[int, ...], why: str) -> None:
    """Raise ValueError, naming the argument and the reason, unless `value` has that shape."""
    shape = _shape(value)
    if shape != expected:
        raise ValueError(f"{name} has shape {shape}, expected {expected}: {why}")


def require_axes(name: str, value: Any, axes: str) -> tuple[int, ...]:
    """Return the shape of `value`, which must have the named axes, for example "(N, D)"."""
    shape = _shape(value)
    if len(shape) != axes.count(",") + (not axes.endswith(",)")):
        raise ValueError(f"{name} has shape {shape}, expected {axes}")
    return shape


def require_numbers(**values: object) -> None:
    """Raise ValueError for the first argument that is an array where one number belongs."""
    for name, value in values.items():
        require_shape(name, value, (), "it is one number")


def _shape(value: Any) -> tuple[int, ...]:
    """`np.shape`, asked of an array itself: trainings ask it hundreds of thousands of times."""
    return value.shape if isinstance(value, np.ndarray) else np.shape(value)
