"""Small graphs of numbers in several styles, as learners write them, and sweeps of every kind.

Each style is a class whose objects have .data, .parents and .slopes; `made` makes a node of it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class Plain:
    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data, self.grad = float(data), 0.0
        self.parents, self.slopes, self.made_by = parents, slopes, made_by


class Slotted:
    __slots__ = ("data", "grad", "made_by", "parents", "slopes")

    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data, self.grad, self.made_by = data, 0, made_by
        self.parents, self.slopes = list(parents), list(slopes)


@dataclass(eq=True)
class Comparing:
    """Equal when its numbers are equal, and without a hash: a trap for sets and dicts."""

    data: float
    parents: tuple = ()
    slopes: tuple = ()
    made_by: str = field(default="", compare=False)
    grad: float = 0.0


class Guarded:
    """The gradient is a property; its class has a `__setattr__` of its own."""

    def __init__(self, data, parents=(), slopes=(), made_by=""):
        self.data, self.parents, self.slopes, self.made_by = data, parents, slopes, made_by
        self._grad = 0.0

    def __setattr__(self, name, value):
        object.__setattr__(self, name, value)

    @property
    def grad(self):
        return self._grad

    @grad.setter
    def grad(self, value):
        self._grad = value


class Derived(Plain):
    """A class that inherits everything."""


STYLES: tuple[type, ...] = (Plain, Slotted, Comparing, Guarded, Derived)


@dataclass
class Maker:
    """Makes numbers of one style from numbers: value, parents, local slopes, what made it."""

    style: Callable[..., Any] = Plain

    def leaf(self, data):
        return self.style(data)

    def add(self, a, b):
        return self.style(a.data + b.data, (a, b), (1.0, 1.0), "+")

    def times(self, a, b):
        return self.style(a.data * b.data, (a, b), (b.data, a.data), "*")

    def scaled(self, factor, a):
        """The constant is left out of the parents."""
        return self.style(factor * a.data, (a,), (factor,), "*")

    def power(self, a, n):
        return self.style(a.data**n, (a,), (n * a.data ** (n - 1),), f"**{n}")

    def sin(self, a):
        return self.style(math.sin(a.data), (a,), (math.cos(a.data),), "sin")

    def exp(self, a):
        return self.style(math.exp(a.data), (a,), (math.exp(a.data),), "exp")

    def sigmoid(self, a):
        out = 1 / (1 + math.exp(-a.data))
        return self.style(out, (a,), (out * (1 - out),), "sigmoid")


PLAIN = Maker()


def diamond(make: Maker = PLAIN):
    a = make.leaf(3.0)
    b = make.add(a, a)
    return make.add(b, b), {"a": a, "b": b}


def shortcut(make: Maker = PLAIN):
    """d = b · c with b = 3a and c = b + a: two routes of unequal length to a."""
    a = make.leaf(2.0)
    b = make.scaled(3.0, a)
    c = make.add(b, a)
    return make.times(b, c), {"a": a, "b": b, "c": c}


def nine_numbers(make: Maker = PLAIN):
    """The loss of the network with nine numbers on its one example; names of its leaves."""
    W1 = [[make.leaf(0.3), make.leaf(-0.5)], [make.leaf(0.8), make.leaf(0.2)]]
    b1 = [make.leaf(0.1), make.leaf(-0.2)]
    W2, b2 = [[make.leaf(1.2)], [make.leaf(-0.7)]], [make.leaf(0.3)]
    x, y = [make.leaf(1.0), make.leaf(-1.0)], make.leaf(1.0)
    hidden = [
        make.sigmoid(
            make.add(make.add(make.times(x[0], W1[0][j]), make.times(x[1], W1[1][j])), b1[j])
        )
        for j in range(2)
    ]
    z = make.add(make.add(make.times(hidden[0], W2[0][0]), make.times(hidden[1], W2[1][0])), b2[0])
    error = make.add(make.sigmoid(z), make.scaled(-1.0, y))
    loss = make.power(error, 2)
    return loss, {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "x": x, "y": y}


def long_chain(length: int, make: Maker = PLAIN):
    value = make.leaf(0.5)
    for _ in range(length - 1):
        value = make.sin(value)
    return value


def ladder(rungs: int, make: Maker = PLAIN):
    """Two chains that read each other, two nodes a rung and as many routes as 2 to that power."""
    p, q = make.leaf(0.3), make.leaf(-0.4)
    for _ in range(rungs):
        p, q = make.times(p, q), make.sin(make.add(p, q))
    return make.add(p, q)


def many_functions(make: Maker = PLAIN):
    """Every operation that can be nudged, each made by another word; two have no word at all."""
    x, y = make.leaf(0.7), make.leaf(-1.3)
    made = make.style
    curves = [
        ("tanh", math.tanh(0.7), 1 - math.tanh(0.7) ** 2),
        ("log", math.log(0.7), 1 / 0.7),
        ("cos", math.cos(0.7), -math.sin(0.7)),
        ("sqrt", math.sqrt(0.7), 0.5 / math.sqrt(0.7)),
        ("relu", 0.7, 1.0),
        ("", math.exp(0.7), math.exp(0.7)),
        ("pow", 0.7**-1.5, -1.5 * 0.7**-2.5),
        ("3/", 3 / 0.7, -3 / 0.49),
        ("+4", 4.7, 1.0),
        ("1-", 0.3, -1.0),
    ]
    total = made(0.7 / -1.3, (x, y), (1 / -1.3, -0.7 / 1.69), "/")
    for name, value, slope in curves:
        total = make.add(total, made(value, (x,), (slope,), name))
    less = made(total.data - y.data, (total, y), (1.0, -1.0), "sub")
    doubled = made(2 * y.data, (y,), (2.0,), "+")
    return made(less.data * doubled.data, (less, doubled), (doubled.data, less.data)), {"x": x}


def ordered(root):
    """Parents first, by identity and without recursion."""
    done, order, waiting = set(), [], [(root, False)]
    while waiting:
        node, left = waiting.pop()
        if left:
            order.append(node)
        elif id(node) not in done:
            done.add(id(node))
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in node.parents)
    return order


# ------------------------------------------------------------------ sweeps, right and wrong


def backward(root):
    """Inner nodes begin anew, leaves add up; each node hands on when all its readers have."""
    order = ordered(root)
    for node in order:
        if len(node.parents) > 0:
            node.grad = 0.0
    root.grad = 1.0
    for node in reversed(order):
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += slope * node.grad


def pulling(root):
    """The other way round: each node collects from all that is made of it, in one write."""
    order = ordered(root)
    root.grad = 1.0
    for node in reversed(order[:-1]):
        total = 0.0
        for reader in order:
            for parent, slope in zip(reader.parents, reader.slopes, strict=True):
                if parent is node:
                    total += slope * reader.grad
        node.grad = total


def overwriting(root):
    root.grad = 1.0
    for node in reversed(ordered(root)):
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad = slope * node.grad


def at_once(root, first=True):
    if first:
        root.grad = 1.0
    for parent, slope in zip(root.parents, root.slopes, strict=True):
        parent.grad += slope * root.grad
        at_once(parent, False)


def each_listing(root, first=True):
    if first:
        root.grad = 1.0
    for parent, slope in zip(root.parents, root.slopes, strict=True):
        parent.grad += slope * root.grad
    for parent in root.parents:
        each_listing(parent, False)


def part_by_part(root, part=1.0):
    root.grad += part
    for parent, slope in zip(root.parents, root.slopes, strict=True):
        part_by_part(parent, slope * part)


def as_found(root, seen=None):
    """Each node once, depth first, before all its readers have handed on."""
    if seen is None:
        seen = set()
        root.grad = 1.0
    if id(root) in seen:
        return
    seen.add(id(root))
    for parent, slope in zip(root.parents, root.slopes, strict=True):
        parent.grad += slope * root.grad
    for parent in root.parents:
        as_found(parent, seen)


def by_levels(root):
    root.grad = 1.0
    seen, waiting = {id(root)}, [root]
    for node in waiting:
        for parent, slope in zip(node.parents, node.slopes, strict=True):
            parent.grad += slope * node.grad
            if id(parent) not in seen:
                seen.add(id(parent))
                waiting.append(parent)
