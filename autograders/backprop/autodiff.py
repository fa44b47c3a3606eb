"""An automatic differentiation engine for single numbers, and a small network built on it.

Lesson 08. A Value remembers the values it was made from and how to hand its gradient back to
them. `backward` visits the graph from the result to the inputs, every node after all its users.
Vocabulary as in PyTorch and Karpathy's micrograd; the method is reverse accumulation
(Linnainmaa 1970, Speelpenning 1980).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from numbers import Real
from typing import Any, cast

import numpy as np


class Value:
    """A number in a graph: `.data`, its gradient `.grad`, and how it was made.

    `._prev` holds the parents in a tuple: in a + a the same parent stands twice, where a set
    would keep it once. `._backward` adds this node's share to each parent's gradient: += because
    a value that is used twice receives two shares. Two Values are the same node only if they are
    the same object, whatever numbers they hold.
    """

    def __init__(self, data: float | Real, _prev: tuple[Value, ...] = (), _op: str = "") -> None:
        if not isinstance(data, Real):
            raise TypeError(f"a Value holds one real number, not {type(data).__name__}")
        self.data = float(data)
        self.grad = 0.0
        self._prev = _prev
        self._op = _op
        self._backward: Callable[[], None] = _nothing_to_hand_back

    def __repr__(self) -> str:
        return f"Value(data={self.data:.6g}, grad={self.grad:.6g})"

    def __add__(self, other: Value | float) -> Value:
        other = _as_value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: Value | float) -> Value:
        other = _as_value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, exponent: float | Real) -> Value:
        """Return x to a constant power. Raises TypeError for a Value, ValueError off the reals.

        Where the slope is infinite, as that of x**0.5 at 0, `backward` raises ZeroDivisionError.
        """
        if not isinstance(exponent, Real):
            raise TypeError(f"the exponent is a plain number, not {type(exponent).__name__}")
        power = float(exponent)
        if self.data < 0 and not power.is_integer():
            raise ValueError(f"{self.data:g} to the power {power:g} is not a real number")
        # x⁰ is 1 everywhere, also at 0, where 0 · x⁻¹ could not be computed.
        return self._apply(
            f"**{power:g}",
            self.data**power,
            lambda: power * self.data ** (power - 1) if power else 0.0,
        )

    def exp(self) -> Value:
        result = math.exp(self.data)
        return self._apply("exp", result, lambda: result)

    def sin(self) -> Value:
        return self._apply("sin", math.sin(self.data), lambda: math.cos(self.data))

    def tanh(self) -> Value:
        result = math.tanh(self.data)
        return self._apply("tanh", result, lambda: 1 - result**2)

    def sigmoid(self) -> Value:
        decay = math.exp(-abs(self.data))
        result = (decay if self.data < 0 else 1.0) / (1 + decay)
        return self._apply("sigmoid", result, lambda: result * (1 - result))

    def relu(self) -> Value:
        """Return max(x, 0), with slope 0 at exactly 0."""
        return self._apply("relu", max(self.data, 0.0), lambda: float(self.data > 0))

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Value | float) -> Value:
        return self + -_as_value(other)

    def __truediv__(self, other: Value | float) -> Value:
        return self * _as_value(other) ** -1

    def __radd__(self, other: float) -> Value:
        return self + other

    def __rmul__(self, other: float) -> Value:
        return self * other

    def __rsub__(self, other: float) -> Value:
        return _as_value(other) - self

    def __rtruediv__(self, other: float) -> Value:
        return _as_value(other) / self

    def backward(self) -> None:
        """Add the gradient of this value with respect to every leaf to the leaf's `.grad`.

        Gradients of inner nodes are those of this sweep alone; leaves gather those of all sweeps
        since their last reset, as in PyTorch, which is why `zero_grad` exists.
        """
        order = topological_order(self)
        for node in order:
            if node._prev:
                node.grad = 0.0
        self.grad += 1.0  # the result with respect to itself
        for node in reversed(order):
            node._backward()

    def _apply(self, op: str, result: float, slope: Callable[[], float]) -> Value:
        """Return the outcome of a one-parent operation with the given local slope."""
        out = Value(result, (self,), op)

        def _backward() -> None:
            self.grad += slope() * out.grad

        out._backward = _backward
        return out


def _as_value(number: Value | float) -> Value:
    return number if isinstance(number, Value) else Value(number)


def _nothing_to_hand_back() -> None:
    """A leaf was made from nothing: its gradient stays where it is."""


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
            stack.extend((parent, False) for parent in reversed(node._prev))
    return order


class _Module:
    """What neurons, layers and networks share: they have `parameters()`."""

    def parameters(self) -> list[Value]:
        raise NotImplementedError

    def zero_grad(self) -> None:
        """Set all gradients to 0, so that the next `backward` starts afresh."""
        for parameter in self.parameters():
            parameter.grad = 0.0


class Neuron(_Module):
    """A neuron with `nin` inputs: tanh(w·x + b), or w·x + b if `linear`.

    Weights are drawn from `rng`, or anew each time, with variance 1/nin (LeCun et al. 1998); the
    bias starts at 0.
    """

    def __init__(
        self, nin: int, linear: bool = False, rng: np.random.Generator | None = None
    ) -> None:
        rng = np.random.default_rng() if rng is None else rng
        self.w = [Value(weight) for weight in rng.normal(0, math.sqrt(1 / nin), nin)]
        self.b = Value(0.0)
        self.linear = linear

    def __call__(self, x: Sequence[Value | float]) -> Value:
        if len(x) != len(self.w):
            raise ValueError(f"the neuron has {len(self.w)} weights, but got {len(x)} inputs")
        z = sum((w * xi for w, xi in zip(self.w, x, strict=True)), self.b)
        return z if self.linear else z.tanh()

    def parameters(self) -> list[Value]:
        return [*self.w, self.b]


class Layer(_Module):
    """`nout` neurons that read the same `nin` inputs."""

    def __init__(
        self, nin: int, nout: int, linear: bool = False, rng: np.random.Generator | None = None
    ) -> None:
        self.neurons = [Neuron(nin, linear, rng) for _ in range(nout)]

    def __call__(self, x: Sequence[Value | float]) -> list[Value]:
        return [neuron(x) for neuron in self.neurons]

    def parameters(self) -> list[Value]:
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP(_Module):
    """Layers in a row, from `nin` inputs to `nouts[-1]` outputs; the last one is linear.

    Returns a list of Values, or the Value itself if there is one output.
    """

    def __init__(
        self, nin: int, nouts: Sequence[int], rng: np.random.Generator | None = None
    ) -> None:
        sizes = [nin, *nouts]
        last = len(nouts) - 1
        self.layers = [
            Layer(sizes[i], sizes[i + 1], linear=i == last, rng=rng) for i in range(len(nouts))
        ]

    def __call__(self, x: Sequence[Value | float]) -> Value | list[Value]:
        values: Sequence[Any] = x
        for layer in self.layers:
            values = layer(values)
        return values[0] if len(values) == 1 else list(values)

    def parameters(self) -> list[Value]:
        return [parameter for layer in self.layers for parameter in layer.parameters()]


def fit(
    model: MLP, inputs: Iterable[Sequence[float]], targets: Iterable[float], lr: float, steps: int
) -> list[float]:
    """Train a model with one output on mean squared error, all examples in every step.

    Changes the model's parameters in place. Returns the loss before each step.
    """
    examples = list(zip(inputs, targets, strict=True))
    history = []
    for _ in range(steps):
        errors = (cast(Value, model(x)) - y for x, y in examples)
        loss = sum((error**2 for error in errors), Value(0.0)) / len(examples)
        model.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            parameter.data -= lr * parameter.grad
        history.append(loss.data)
    return history


def unbroadcast(grad: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return `grad` summed back to the `shape` that an operand had before numpy broadcast it.

    Broadcasting copies the operand; every copy's gradient is a share of the operand's, and shares
    add. Raises ValueError if `shape` could not have been broadcast to that of `grad`.
    """
    shape = tuple(shape)
    if np.broadcast_shapes(np.shape(grad), shape) != np.shape(grad):
        raise ValueError(f"an operand of shape {shape} has no gradient of shape {np.shape(grad)}")
    new_axes = np.ndim(grad) - len(shape)
    grad = np.sum(grad, axis=tuple(range(new_axes)))
    stretched = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(grad, axis=stretched, keepdims=True)
