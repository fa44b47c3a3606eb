"""An automatic differentiation engine for single numbers, and a small network built on it.

Lesson 08. A Value remembers what it was made from and how fast it answers to each of these: its
parents and its local slopes, both as plain data. One loop then serves every operation: `backward`
visits the graph from the result to the inputs, every node after all its users, and adds slope times
gradient to each parent's gradient. Vocabulary as in PyTorch and Karpathy's micrograd; slopes in
place of closures as in micrograd #115; the method is reverse accumulation (Linnainmaa 1970,
Speelpenning 1980).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from numbers import Real

import numpy as np


class Value:
    """A number in a graph: `.data`, its gradient `.grad`, and how it was made.

    `.parents` are the Values that it was made from, `.slopes` how fast it answers to each of them,
    in the same order; in a + a the same parent stands twice. `.made_by` is a short name of the
    operation. Two Values are the same node only if they are the same object, whatever numbers they
    hold. Raises TypeError for what is not one real number.
    """

    def __init__(
        self,
        data: float | Real,
        parents: Sequence[Value] = (),
        slopes: Sequence[float] = (),
        made_by: str = "",
    ) -> None:
        self.data = _real(data)
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes
        self.made_by = made_by

    def __repr__(self) -> str:
        return f"Value(data={self.data:.6g}, grad={self.grad:.6g})"

    def __add__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")

    def __mul__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "*")

    # All that follows is made of the two above, and of power.

    def __radd__(self, other: float) -> Value:
        return self + other

    def __rmul__(self, other: float) -> Value:
        return self * other

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Value | float) -> Value:
        return self + -other

    def __rsub__(self, other: float) -> Value:
        return -self + other

    def __pow__(self, n: float) -> Value:
        return power(self, n)

    def __truediv__(self, other: Value | float) -> Value:
        return self * other**-1

    def __rtruediv__(self, other: float) -> Value:
        return self**-1 * other


def _real(number: float | Real) -> float:
    if not isinstance(number, Real):
        raise TypeError(f"a Value holds one real number, not {type(number).__name__}")
    return float(number)


def power(v: Value, n: float) -> Value:
    """Return v to the constant power n.

    Raises TypeError for an exponent that is a Value, ValueError off the reals, ZeroDivisionError
    where the slope is infinite, as that of v**0.5 at 0.
    """
    if not isinstance(n, Real):
        raise TypeError(f"the exponent is a plain number, not {type(n).__name__}")
    if v.data < 0 and not float(n).is_integer():
        raise ValueError(f"{v.data:g} to the power {n:g} is not a real number")
    # v⁰ is 1 everywhere, also at 0, where 0 · v⁻¹ could not be computed.
    slope = n * v.data ** (n - 1) if n else 0.0
    return Value(v.data**n, (v,), (slope,), f"**{n:g}")


def value_sin(v: Value) -> Value:
    """Return the sine of a Value."""
    return Value(math.sin(v.data), (v,), (math.cos(v.data),), "sin")


def value_exp(v: Value) -> Value:
    """Return e to the power of a Value."""
    result = math.exp(v.data)
    return Value(result, (v,), (result,), "exp")


def value_tanh(v: Value) -> Value:
    """Return the hyperbolic tangent of a Value."""
    result = math.tanh(v.data)
    return Value(result, (v,), (1 - result**2,), "tanh")


def value_sigmoid(v: Value) -> Value:
    """Return σ of a Value; never overflows."""
    decay = math.exp(-abs(v.data))
    result = (decay if v.data < 0 else 1.0) / (1 + decay)
    return Value(result, (v,), (result * (1 - result),), "σ")


def value_relu(v: Value) -> Value:
    """Return max(v, 0), with slope 0 at exactly 0."""
    return Value(max(v.data, 0.0), (v,), (float(v.data > 0),), "relu")


def topological_order(root: Value) -> list[Value]:
    """Return every node that `root` was made from, each once and after its parents, root last.

    Depth first with a stack of our own: Python's recursion ends after about 1000 levels. A node
    is the same node only if it is the same object.
    """
    order: list[Value] = []
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, parents_are_listed = stack.pop()
        if parents_are_listed:
            order.append(node)
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent in reversed(node.parents))
    return order


def backward(root: Value) -> None:
    """Add the gradient of `root` with respect to every leaf to the leaf's `.grad`.

    Gradients of inner nodes are those of this sweep alone; leaves gather those of all sweeps since
    they were last set back, as in PyTorch, which is why `zero_grad` exists there.
    """
    order = topological_order(root)
    for node in order:
        if node.parents:
            node.grad = 0.0
    root.grad += 1.0  # the result with respect to itself
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += slope * node.grad


class Network:
    """Layers of neurons in a row, for single examples; the hidden ones squash with tanh, the last
    one with σ.

    sizes: how many inputs, hidden neurons (for each layer) and outputs, such as (2, 6, 1). Weights
    are drawn from `rng` with spread 1, layer by layer and neuron by neuron; biases start at 0.
    Called with one example, it returns its first output.
    """

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator) -> None:
        self.layers = [
            [([Value(w) for w in rng.normal(0, 1, n)], Value(0.0)) for _ in range(m)]
            for n, m in itertools.pairwise(sizes)
        ]

    def __call__(self, x: Sequence[Value | float]) -> Value:
        *hidden, ((weights, bias), *_) = self.layers
        for layer in hidden:
            x = [value_tanh(_weighted_sum(w, x, b)) for w, b in layer]
        return value_sigmoid(_weighted_sum(weights, x, bias))

    def parameters(self) -> list[Value]:
        """All weights and biases, as the Values themselves."""
        return [p for layer in self.layers for weights, bias in layer for p in [*weights, bias]]


def _weighted_sum(weights: Sequence[Value], x: Sequence[Value | float], bias: Value) -> Value:
    total = bias
    for weight, entry in zip(weights, x, strict=True):
        total = total + weight * entry
    return total


def fit(
    model: Network,
    xs: Iterable[Sequence[float]],
    ys: Iterable[float],
    lr: float,
    steps: int,
) -> list[float]:
    """Train a model with one output on mean squared error, all examples in every step.

    Changes the model's parameters in place. Returns the loss before each step.
    """
    examples = list(zip(xs, ys, strict=True))
    history = []
    for _ in range(steps):
        total = Value(0.0)
        for x, y in examples:
            total = total + (model(x) - y) ** 2
        loss = total / len(examples)
        for parameter in model.parameters():
            parameter.grad = 0.0
        backward(loss)
        for parameter in model.parameters():
            parameter.data -= lr * parameter.grad
        history.append(loss.data)
    return history


def never_reset(
    model: Network, xs: Iterable[Sequence[float]], ys: Iterable[float], lr: float, steps: int
) -> list[float]:
    """`fit` without setting the gradients back: every sweep adds to what the ones before left.

    A known slip, seen as a loss that swings: IBM/aihwkit #446. Returns the loss before each step.
    """
    kept = model.parameters()
    history = []
    for _ in range(steps):
        gathered = [parameter.grad for parameter in kept]
        (loss,) = fit(model, xs, ys, 0.0, 1)
        for parameter, before in zip(kept, gathered, strict=True):
            parameter.grad += before
            parameter.data -= lr * parameter.grad
        history.append(loss)
    return history


def unbroadcast(grad: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return `grad` summed back to the `shape` that an operand had before numpy broadcast it.

    Broadcasting copies the operand; every copy's gradient is a part of the operand's, and parts
    add. Raises ValueError if `shape` could not have been broadcast to that of `grad`.
    """
    shape = tuple(shape)
    if np.broadcast_shapes(np.shape(grad), shape) != np.shape(grad):
        raise ValueError(f"an operand of shape {shape} has no gradient of shape {np.shape(grad)}")
    new_axes = np.ndim(grad) - len(shape)
    grad = np.sum(grad, axis=tuple(range(new_axes)))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(grad, axis=stretched, keepdims=True)
