"""Deep networks: why gradients vanish or explode, and what backpropagation saves.

Lesson 07.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from autograders.backprop.networks import Params
from autograders.backprop.single_neuron import sigmoid


def deep_chain_grads(ws: Sequence[float], x: float, y: float) -> list[float]:
    """Return [dL/dw₁, …, dL/dwₙ] of n one-neuron layers without biases, in one backward sweep.

    a₀ = x, zᵢ = wᵢ·aᵢ₋₁, aᵢ = σ(zᵢ), L = (aₙ − y)².
    """
    activations = [x]
    for w in ws:
        activations.append(float(sigmoid(w * activations[-1])))

    grads = [0.0] * len(ws)
    dL_da = 2 * (activations[-1] - y)
    for layer in reversed(range(len(ws))):
        received, a = activations[layer], activations[layer + 1]
        dL_dz = dL_da * a * (1 - a)
        grads[layer] = dL_dz * received
        dL_da = dL_dz * ws[layer]
    return grads


def max_shrink(depth: int) -> float:
    """Return the largest product that `depth` sigmoid slopes can have: 0.25^depth."""
    return 0.25**depth


def he_init(fan_in: int, fan_out: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return W (fan_in, fan_out), normal with variance 2/fan_in, and b (fan_out,) of zeros.

    The 2 makes up for the half of its inputs that ReLU sets to 0 (He et al. 2015).
    """
    return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out)), np.zeros(fan_out)


def cost_in_forward_passes(n_params: int, method: str) -> int:
    """Return what one gradient costs, counted in forward passes.

    "central": two per parameter. "forward" differences: one per parameter and one to compare
    with. "backprop": 3 whatever their number, for the backward sweep costs about two (Griewank's
    cheap gradient principle). Raises ValueError for any other method.
    """
    costs = {"central": 2 * n_params, "forward": n_params + 1, "backprop": 3}
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
