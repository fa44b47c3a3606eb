"""Routes through a computation: along a route rates multiply, routes add.

Lessons 05 and 07. A route joins one quantity with one other through everything between them
(chain rule for several variables; as sums over paths in Bauer 1974).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograders.backprop.shapes import require_axes, require_shape


def two_route_grad(x: float | np.ndarray) -> float | np.ndarray:
    """Return the derivative of u·v with u = x², v = sin x, which x reaches by two routes.

    Along a route slopes multiply (the product's slope is the other factor), the two routes add.
    """
    u, v = x**2, np.sin(x)
    through_u = v * 2 * x
    through_v = u * np.cos(x)
    return through_u + through_v


def route_gradient(W1: np.ndarray, W2: np.ndarray, i: int, k: int) -> float:
    """Return ∂out_k/∂x_i of the linear network out = x @ W1 @ W2, by walking every route.

    `W1`: (D, H), `W2`: (H, K). One route a hidden unit j: x_i → hidden j → out_k.
    """
    _, hidden = require_axes("W1", W1, "(D, H)")
    _, outputs = require_axes("W2", W2, "(H, K)")
    require_shape("W2", W2, (hidden, outputs), "one row per hidden unit of W1")
    return float(sum(W1[i, j] * W2[j, k] for j in range(hidden)))


def count_routes(widths: Sequence[int]) -> int:
    """Return how many routes join one input unit with one output unit.

    `widths`: layer sizes from input to output, at least two. A route chooses one unit in every
    hidden layer; a direct connection is one route.
    """
    if len(widths) < 2:
        raise ValueError(f"widths has {len(widths)} layers, expected an input and an output layer")
    return math.prod(int(width) for width in widths[1:-1])
