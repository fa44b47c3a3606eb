"""The two-layer network: forward, loss, and backpropagation.

Lessons 00 and 05. A1 = σ(X @ W1 + b1), A2 = σ(A1 @ W2 + b2), L = (1/N) Σₙ Σₖ (A2 − Y)².
Parameters are a dict with the keys W1 (D, H), b1 (H,), W2 (H, K), b2 (K,); gradients are a dict
with the same keys and shapes. Formulas: Rumelhart, Hinton & Williams 1986, without their ½.
"""

from __future__ import annotations

import numpy as np

from autograders.backprop.layers import layer_forward, linear_backward, sigmoid_backward
from autograders.backprop.shapes import require_axes, require_shape
from autograders.backprop.single_neuron import sigmoid

Params = dict[str, np.ndarray]


def nine_number_network() -> Params:
    """Return the 2-2-1 network whose nine numbers run through the course (fresh arrays)."""
    return {
        "W1": np.array([[0.3, -0.5], [0.8, 0.2]]),
        "b1": np.array([0.1, -0.2]),
        "W2": np.array([[1.2], [-0.7]]),
        "b2": np.array([0.3]),
    }


def nine_number_example() -> tuple[np.ndarray, np.ndarray]:
    """Return the example that goes with it: x = (1, −1), y = (1,)."""
    return np.array([1.0, -1.0]), np.array([1.0])


def forward(
    x: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the activations (a1, a2) for one example. `x`: (D,), a1: (H,), a2: (K,)."""
    require_axes("x", x, "(D,)")
    a1, a2 = mlp_forward({"W1": W1, "b1": b1, "W2": W2, "b2": b2}, np.asarray(x)[np.newaxis])
    return a1[0], a2[0]


def mlp_forward(params: Params, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the activations (A1, A2) for a batch. `X`: (N, D), A1: (N, H), A2: (N, K)."""
    A1 = sigmoid(layer_forward(X, params["W1"], params["b1"]))
    A2 = sigmoid(layer_forward(A1, params["W2"], params["b2"]))
    return A1, A2


def mlp_loss(params: Params, X: np.ndarray, Y: np.ndarray) -> float:
    """Return L = (1/N) Σₙ Σₖ (A2 − Y)²: a mean over examples of a sum over outputs. `Y`: (N, K)."""
    _, A2 = mlp_forward(params, X)
    require_shape("Y", Y, A2.shape, "one row per example, one column per output")
    return float(np.sum((A2 - Y) ** 2) / len(X))


def mlp_backward(params: Params, X: np.ndarray, Y: np.ndarray) -> Params:
    """Return the gradients of the loss with respect to all parameters, in one backward sweep."""
    A1, A2 = mlp_forward(params, X)
    require_shape("Y", Y, A2.shape, "one row per example, one column per output")
    dA2 = 2 * (A2 - Y) / len(X)
    dZ2 = sigmoid_backward(dA2, A2)
    dA1, dW2, db2 = linear_backward(dZ2, A1, params["W2"])
    dZ1 = sigmoid_backward(dA1, A1)
    _, dW1, db1 = linear_backward(dZ1, X, params["W1"])
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def four_factors(
    params: Params, x: np.ndarray, y: np.ndarray, i: int, j: int, k: int = 0
) -> tuple[float, float, float, float]:
    """Return the factors along one route, weight W1[i, j] → hidden j → output k → loss.

    (∂L/∂a2ₖ, ∂a2ₖ/∂a1ⱼ, ∂a1ⱼ/∂z1ⱼ, ∂z1ⱼ/∂W1ᵢⱼ) for one example, `x`: (D,), `y`: (K,). The second
    is itself a chain, σ′(z2ₖ)·W2ⱼₖ. With several outputs the gradient is the sum over k of the
    products; with one it is the product.
    """
    a1, a2 = forward(x, **params)
    require_shape("y", y, a2.shape, "one target per output")
    dL_da2 = 2 * (a2[k] - y[k])
    da2_da1 = a2[k] * (1 - a2[k]) * params["W2"][j, k]
    da1_dz1 = a1[j] * (1 - a1[j])
    return float(dL_da2), float(da2_da1), float(da1_dz1), float(x[i])
