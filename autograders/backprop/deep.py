"""Deep networks: why gradients vanish or explode, and what backpropagation saves.

Lesson 07.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograders.backprop.layers import (
    layer_forward,
    linear_backward,
    relu,
    relu_backward,
    sigmoid_backward,
)
from autograders.backprop.networks import Params
from autograders.backprop.shapes import require_shape
from autograders.backprop.single_neuron import sigmoid

Layers = Sequence[tuple[np.ndarray, np.ndarray]]


def deep_chain_grads(ws: Sequence[float], x: float, y: float) -> list[float]:
    """Return [dL/dw₁, …, dL/dwₙ] of n one-neuron layers without biases, in one backward sweep.

    a₀ = x, zᵢ = wᵢ·aᵢ₋₁, aᵢ = σ(zᵢ), L = (aₙ − y)².
    """
    activations = _activations_along(ws, x)
    grads = [0.0] * len(ws)
    dL_da = 2 * (activations[-1] - y)
    for layer in reversed(range(len(ws))):
        received, a = activations[layer], activations[layer + 1]
        dL_dz = dL_da * a * (1 - a)
        grads[layer] = dL_dz * received
        dL_da = dL_dz * ws[layer]
    return grads


def _activations_along(ws: Sequence[float], x: float) -> list[float]:
    """x, and what each neuron of the chain puts out."""
    activations = [x]
    for w in ws:
        activations.append(float(sigmoid(w * activations[-1])))
    return activations


def max_shrink(depth: int) -> float:
    """Return the largest product that `depth` sigmoid slopes can have: 0.25^depth."""
    return 0.25**depth


def he_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return W (fan_in, fan_out), normal with variance 2/fan_in, and b (fan_out,) of zeros.

    The 2 makes up for the half of its inputs that ReLU sets to 0 (He et al. 2015).
    """
    return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out)), np.zeros(fan_out)


def deep_forward(layers: Layers, X: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return Zs and As: what each layer summed, and X followed by what each layer put out.

    `layers`: pairs of W (D, H) and b (H,), the one nearest to the input first; hidden layers bend
    with ReLU, the last one with σ. `X`: (N, D). Layer n received As[n] and put out As[n + 1].
    """
    Zs, As = [], [X]
    for place, (W, b) in enumerate(layers):
        Zs.append(layer_forward(As[-1], W, b))
        As.append(sigmoid(Zs[-1]) if place == len(layers) - 1 else relu(Zs[-1]))
    return Zs, As


def deep_backward(
    layers: Layers, X: np.ndarray, Y: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return (dW, db) of every layer, in the order of `layers`, from one sweep back.

    The loss is a mean over the N rows of the sum over the outputs of (A − Y)². `layers`, `X`: as
    `deep_forward` takes them; `Y`: (N, K). Raises ValueError where shapes do not fit.
    """
    Zs, As = deep_forward(layers, X)
    require_shape("Y", Y, np.shape(As[-1]), "one row per example, one column per output")
    dZ = sigmoid_backward(2 * (As[-1] - Y) / len(X), As[-1])
    grads = []
    for place in reversed(range(len(layers))):
        dA, dW, db = linear_backward(dZ, As[place], layers[place][0])
        grads.append((dW, db))
        if place > 0:
            dZ = relu_backward(dA, Zs[place - 1])
    return grads[::-1]


ONE_SIDE, BOTH_SIDES, BACKPROP = "nudging one side", "nudging both sides", "backprop"


def cost_in_forward_passes(n_params: int, method: str) -> int:
    """Return what one gradient costs, counted in forward passes.

    "nudging both sides": two per parameter. "nudging one side": one per parameter and one, without
    a nudge, to compare with. "backprop": 3 whatever their number, its own forward pass and a sweep
    back that costs two at most (Griewank's cheap gradient principle). Raises ValueError for any
    other method.
    """
    costs = {ONE_SIDE: n_params + 1, BOTH_SIDES: 2 * n_params, BACKPROP: 3}
    if method not in costs:
        raise ValueError(f"unknown method {method!r}: choose from {', '.join(costs)}")
    return costs[method]


def clip_by_norm(grads: Params, max_norm: float) -> Params:
    """Return the gradients, shrunk together if their common norm exceeds `max_norm`.

    The norm is that of all entries of all arrays as one vector, so the direction stays
    (Pascanu, Mikolov & Bengio 2013). Smaller gradients come back unchanged.
    """
    norm = math.sqrt(sum(float(np.sum(gradient**2)) for gradient in grads.values()))
    scale = max_norm / norm if norm > max_norm else 1.0
    return {name: gradient * scale for name, gradient in grads.items()}
