"""A small engine whose `backward` is a method, for the tests of classes as answers."""

from __future__ import annotations

from collections.abc import Sequence


class Value:
    """A number that knows from what it was made, and how fast it answers to each of these."""

    def __init__(
        self, data: float, parents: Sequence[Value] = (), slopes: Sequence[float] = ()
    ) -> None:
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes = parents, slopes

    def __add__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: Value | float) -> Value:
        other = other if isinstance(other, Value) else Value(other)
        return type(self)(self.data * other.data, (self, other), (other.data, self.data))

    def backward(self, above: float = 1.0) -> None:
        """Follow every route."""
        self.grad += above
        for parent, slope in zip(self.parents, self.slopes, strict=True):
            parent.backward(slope * above)
