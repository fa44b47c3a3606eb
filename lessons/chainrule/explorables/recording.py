"""Reading a learner's graph of numbers, and noting what the learner's own sweep writes into it.

A node is any object with `.data`, `.parents` and `.slopes`; a parent may be a plain number. Nodes
are told apart by what they are, never by `==`. Nothing here knows how gradients are worked out: the
nodes come in the order in which one finds them, level by level from the last one.
"""

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

MOST_WRITES = 5000  # and 10 more for every node
LONGEST_PROBLEM = 300
NOTHING = object()  # where a node has no gradient at all


class Constant:
    """A plain number that is a parent."""

    made_by = ""
    parents = slopes = ()

    def __init__(self, data: float) -> None:
        self.data = data


class TooManyWritesError(BaseException):
    """Stops a sweep that does not end; no `except Exception` on its way swallows it."""


def find_nodes(root: Any) -> tuple[list[Any], list[list[int]]]:
    """Return the nodes that `root` is made of, nearest first, and each one's parents as places.

    A node that is its own ancestor is no trouble here. Raises TypeError, in one line, for what is
    not a graph.
    """
    if not hasattr(root, "data"):
        raise TypeError(
            "GraphStepper needs the last node of a graph, an object with .data, .parents and "
            f".slopes; {type(root).__name__} has no .data."
        )
    nodes, parents, places = [root], [], {id(root): 0}
    waiting = deque([root])
    while waiting:
        found = []
        for parent in _parents(waiting.popleft()):
            number = isinstance(parent, (int, float, np.number))
            each = Constant(float(parent)) if number else parent
            if id(each) not in places:
                places[id(each)] = len(nodes)
                nodes.append(each)
                waiting.append(each)
            found.append(places[id(each)])
        parents.append(found)
    return nodes, parents


def _parents(node: Any) -> list[Any]:
    for name in ("data", "parents", "slopes"):
        if not hasattr(node, name):
            raise TypeError(f"GraphStepper: {called(node)} has no .{name}.")
    parents = [] if node.parents is None else list(node.parents)
    slopes = [] if node.slopes is None else list(node.slopes)
    if len(parents) != len(slopes):
        raise TypeError(
            f"GraphStepper: {called(node)} has {_counted(len(parents), 'parent')} and "
            f"{_counted(len(slopes), 'slope')}; every parent needs one slope."
        )
    return parents


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def called(node: Any) -> str:
    """How an error calls a node: "the node made by +", "the node 0.5", "a node of type list"."""
    made_by = getattr(node, "made_by", "")
    if isinstance(made_by, str) and made_by:
        return f"the node made by {made_by[:20]}"
    data = getattr(node, "data", None)
    return f"the node {data:g}" if isinstance(data, (int, float)) else f"a {type(node).__name__}"


def as_number(value: Any) -> float | None:
    """Return `value` as a float, or None where it is no finite number."""
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def named_nodes(names: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (name, node) of every node in `names`; lists give "W1[0][1]"."""
    for name, value in names.items():
        if isinstance(value, Mapping):
            yield from named_nodes({f"{name}[{key!r}]": each for key, each in value.items()})
        elif isinstance(value, (list, tuple, np.ndarray)):
            yield from named_nodes({f"{name}[{place}]": each for place, each in enumerate(value)})
        else:
            yield name, value


def record_sweep(
    backward: Callable[[Any], Any], root: Any, nodes: Sequence[Any], calls: int = 1
) -> tuple[list[list], str]:
    """Run `backward(root)` `calls` times; return each write of a gradient, and what went wrong.

    A write is [place in `nodes`, gradient before, gradient after], in the order in which they
    happened, with None for what is no finite number. The sweep starts from gradients of 0. When it
    is over, by itself or by an exception, every node has its own gradient again and every class is
    as it was.
    """
    writes: list[list] = []
    held: list[tuple[Any, Any]] = []
    problem = ""
    try:
        for node in nodes:
            grad = getattr(node, "grad", NOTHING)
            if grad is not NOTHING:
                node.grad = 0.0
            held.append((node, grad))
        with _noting(nodes, writes):
            for _ in range(calls):
                backward(root)
    except TooManyWritesError:
        problem = f"Stopped after {len(writes)} writes."
    except Exception as error:  # whatever the learner's code does, it is told in one line
        problem = f"{type(error).__name__}: {error}"[:LONGEST_PROBLEM].replace("\n", " ")
    finally:
        for node, grad in held:
            _put_back(node, grad)
    return writes, problem


def _put_back(node: Any, grad: Any) -> None:
    if grad is not NOTHING:
        node.grad = grad
    elif hasattr(node, "grad"):
        del node.grad


@contextmanager
def _noting(nodes: Sequence[Any], writes: list[list]) -> Iterator[None]:
    """Note what is written to `.grad` of `nodes`, as long as the `with` lasts."""
    places = {id(node): place for place, node in enumerate(nodes)}
    kinds = {type(node) for node in nodes} - {Constant}
    before: dict[type, Callable] = {kind: kind.__setattr__ for kind in kinds}
    own = {kind: vars(kind).get("__setattr__", NOTHING) for kind in kinds}

    def noting(kind: type) -> Any:
        def write(node: Any, name: str, value: Any) -> None:
            place = places.get(id(node)) if name == "grad" else None
            old = None if place is None else as_number(getattr(node, "grad", 0.0))
            before[kind](node, name, value)
            if place is None:
                return
            writes.append([place, old, as_number(value)])
            if len(writes) >= MOST_WRITES + 10 * len(nodes):
                raise TooManyWritesError

        return write

    try:
        for kind in kinds:
            kind.__setattr__ = noting(kind)
        yield
    finally:
        for kind in kinds:
            if own[kind] is not NOTHING:
                kind.__setattr__ = own[kind]
            elif "__setattr__" in vars(kind):
                del kind.__setattr__
