"""Drivers: how one probe is put to a function."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from chainrule.counting import counted
from chainrule.machines import Machine
from chainrule.probing.objects import call_class, call_iterator
from chainrule.probing.plain import class_name


class Watched:
    """A function that notes what it is called with; everything else is the function's own."""

    def __init__(self, function: Callable) -> None:
        self._function = function
        self.calls = 0
        self.inputs: list[Any] = []

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        self.inputs += args
        return self._function(*args)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # a copy in the making has no function yet
            raise AttributeError(name)
        return getattr(self._function, name)

    def __eq__(self, other: object) -> bool:
        return self._function == (other._function if isinstance(other, Watched) else other)

    def __hash__(self) -> int:
        return hash(self._function)

    def __repr__(self) -> str:
        return repr(self._function)


def call(function: Callable, args: tuple, kwargs: dict) -> Any:
    """The plain driver: call the function and take what it returns."""
    return function(*args, **kwargs)


def call_result(function: Callable, args: tuple, kwargs: dict) -> Any:
    """For an answer that is a function: build it, then call it at the points `kwargs["at"]`.

    Returns {"values": [...], "called_early": whether a function among the arguments was called
    while building}. When what was built is not a function, "values" is None and "returned" says
    what came instead.
    """
    points = kwargs["at"]
    others = {name: value for name, value in kwargs.items() if name != "at"}
    watched = tuple(Watched(a) if isinstance(a, Machine) else a for a in args)
    built = function(*watched, **others)
    early = any(a.calls for a in watched if isinstance(a, Watched))
    if built is None:
        return None
    if any(built is a for a in watched):
        built = built._function
    if not callable(built):
        return {"values": None, "called_early": early, "returned": class_name(built)}
    return {"values": [built(t) for t in points], "called_early": early}


@dataclass(frozen=True)
class Noted:
    """What a driver hands over when it has also something to remark."""

    answer: Any
    remark: str = ""


def call_at_x(function: Callable, args: tuple, kwargs: dict) -> Any:
    """For an answer that must come from the machines at x alone, such as a prediction.

    `args` begins with x; its first list of Machines is a chain that x runs through. The remark
    "elsewhere" says that one of them was called with something other than what it receives then.
    """
    chain = next(a for a in args if isinstance(a, list) and a and isinstance(a[0], Machine))
    received = [args[0]]
    for machine in chain:
        received.append(machine(received[-1]))
    original = list(chain)
    watched = [Watched(machine) for machine in original]
    chain[:] = watched  # in place, so that whatever is done to the list still shows
    try:
        answer = function(*args, **kwargs)
    finally:
        chain[:] = [item._function if isinstance(item, Watched) else item for item in chain]
    pairs = zip(watched, received, strict=False)
    elsewhere = any(not _is_near(t, due) for machine, due in pairs for t in machine.inputs)
    return Noted(answer, "elsewhere" if elsewhere else "")


def _is_near(t: Any, due: float) -> bool:
    try:
        return abs(float(t) - due) <= 1e-12 * abs(due)
    except (TypeError, ValueError, OverflowError):
        return False


LONG = 5
"""From this many numbers on, `call_counting` minds how often they are multiplied."""


def call_counting(function: Callable, args: tuple, kwargs: dict) -> Any:
    """For an answer that must be made with few multiplications: one for each number of a list.

    `args` holds one list of floats. The answer comes from a plain call; a second one, with
    numbers that count, leads to the remark "extra_work" when the list is long and its numbers
    were multiplied or divided more often than there are numbers.
    """
    answer = function(*args, **kwargs)
    (numbers,) = args
    if answer is None or len(numbers) < LONG:
        return answer
    copies, tally = counted(numbers)
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
        function(copies, **kwargs)
    return Noted(answer, "extra_work" if tally.count > len(numbers) else "")


DRIVERS: dict[str, Callable[[Callable, tuple, dict], Any]] = {
    "call": call,
    "call_result": call_result,
    "call_at_x": call_at_x,
    "call_counting": call_counting,
    "call_class": call_class,
    "call_iterator": call_iterator,
}
