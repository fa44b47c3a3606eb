"""Judging a function for its own line: while it runs, the functions it builds on are right.

A slip in an early exercise then costs its points once, and not again in every later one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from chainrule import machines

_ABSENT = object()


@contextmanager
def lent(function: Callable, helpers: Iterable[Callable]) -> Iterator[None]:
    """Put helpers behind their names in the module or notebook of `function` for a while.

    The function's own name stays its own; a function without Python names gets nothing.
    """
    names = getattr(function, "__globals__", None)
    if not isinstance(names, dict):
        yield
        return
    own = getattr(function, "__name__", "")
    helpers = {helper.__name__: helper for helper in helpers if helper.__name__ != own}
    before = {name: names.get(name, _ABSENT) for name in helpers}
    names.update(helpers)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is _ABSENT:
                names.pop(name, None)
            else:
                names[name] = value


def weighted_sum(x, w, b):
    """z of a neuron; `x` and `w` have the same length."""
    return float(np.inner(w, x)) + b


def sigmoid(z):
    """The sigmoid of a number or of each entry of an array."""
    return machines.sigmoid(np.asarray(z, dtype=float))[()]


PARTS_OF_A_NEURON = (weighted_sum, sigmoid)
