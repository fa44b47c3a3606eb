"""Calling a learner's function at chosen inputs and writing down, as plain data, what happened.

Nothing here judges: a `Probe` goes in, an `Outcome` comes out. The same code runs beside the
learner's function wherever that is: in the notebook, or in the grader's sandbox.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chainrule.machines import Machine
from chainrule.plain import NotPlain, class_name, decode, encode

MAX_TEXT = 300


@dataclass(frozen=True)
class Probe:
    """One input to try. `args` and `kwargs` are plain values or Machines; `part` names what of
    the exercise this input looks at (parts are scored separately)."""

    args: tuple
    kwargs: dict = field(default_factory=dict)
    part: str = "answer"

    def to_json(self) -> dict:
        return {"args": encode(self.args), "kwargs": encode(self.kwargs), "part": self.part}

    @classmethod
    def from_json(cls, data: dict) -> Probe:
        return cls(tuple(decode(data["args"])), dict(decode(data["kwargs"])), str(data["part"]))


@dataclass(frozen=True)
class Outcome:
    """What happened when a function met one probe; plain data.

    kind: "value" (it returned `value`), "not_started" (NotImplementedError, or an empty body),
    "crashed" (`error` is the exception's class name, `message` its text) or "not_plain" (`message`
    says what came back instead of data). `mutated`: an argument was changed in place.
    With kind "value" and value None, `message` is "printed" when the function prints.
    """

    kind: str
    value: Any = None
    error: str = ""
    message: str = ""
    mutated: bool = False

    def to_json(self) -> dict:
        data: dict[str, Any] = {"kind": self.kind}
        if self.kind == "value":
            data["value"] = encode(self.value)
        for name in ("error", "message", "mutated"):
            if getattr(self, name):
                data[name] = getattr(self, name)
        return data

    @classmethod
    def from_json(cls, data: dict) -> Outcome:
        return cls(
            kind=str(data["kind"]),
            value=decode(data.get("value")),
            error=str(data.get("error", ""))[:MAX_TEXT],
            message=str(data.get("message", ""))[:MAX_TEXT],
            mutated=bool(data.get("mutated", False)),
        )


# --- drivers: how one probe is put to a function -----------------------------------------------


class Watched:
    """A function that counts its calls; everything else is the function's own."""

    def __init__(self, function: Callable) -> None:
        self._function = function
        self.calls = 0

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        return self._function(*args)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)

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


DRIVERS: dict[str, Callable[[Callable, tuple, dict], Any]] = {
    "call": call,
    "call_result": call_result,
}


# --- running -----------------------------------------------------------------------------------


def run_probes(function: Callable, driver: str, probes: Sequence[Probe]) -> list[Outcome]:
    """One outcome for each probe, in order; never raises because of the function.

    A function with an attribute `__run_probes__(driver, probes)` (a stand-in for one that lives in
    another process) runs them itself. An interrupt ends the run: the probes after it count as
    interrupted too, so that stopping an endless loop takes one key press.
    """
    if driver not in DRIVERS:
        raise ValueError(f"no probe driver {driver!r}: use one of {', '.join(DRIVERS)}")
    elsewhere = getattr(type(function), "__run_probes__", None)
    if elsewhere is not None:
        return list(elsewhere(function, driver, list(probes)))
    outcomes: list[Outcome] = []
    for probe in probes:
        if outcomes and outcomes[-1].error == "KeyboardInterrupt":
            outcomes.append(outcomes[-1])
        else:
            outcomes.append(_run_one(function, DRIVERS[driver], probe))
    return outcomes


def _run_one(function: Callable, driver: Callable, probe: Probe) -> Outcome:
    args, kwargs = copy.deepcopy((probe.args, probe.kwargs))
    try:
        with _quiet():
            answer = driver(function, args, kwargs)
    except NotImplementedError as error:
        return Outcome("not_started", error="NotImplementedError", message=_text_of(error))
    except BaseException as error:  # SystemExit and KeyboardInterrupt of a learner's code included
        return Outcome("crashed", error=class_name(error), message=_text_of(error))
    mutated = _changed(args, probe.args) or _changed(kwargs, probe.kwargs)
    if answer is None:
        return _nothing_returned(function, mutated)
    try:
        value = decode(encode(answer))  # a copy made of plain data, whatever the answer's class
    except NotPlain as error:
        return Outcome("not_plain", message=str(error)[:MAX_TEXT], mutated=mutated)
    except BaseException as error:  # a hostile object may raise anything while it is read
        return Outcome("crashed", error=class_name(error), message=_text_of(error), mutated=mutated)
    return Outcome("value", value=value, mutated=mutated)


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _changed(now: Any, before: Any) -> bool:
    try:
        return encode(now) != encode(before)
    except NotPlain:
        return True


def _nothing_returned(function: Callable, mutated: bool) -> Outcome:
    code = getattr(function, "__code__", None)
    if code is None or code.co_code in _EMPTY_BODIES:
        return Outcome("not_started", mutated=mutated)
    prints = "print" in getattr(code, "co_names", ())
    return Outcome("value", value=None, message="printed" if prints else "", mutated=mutated)


def _pass_only(*args):
    pass


def _pass_only_with_docstring(*args):
    """A body of a docstring alone."""


def _pass_with_docstring(*args):
    """A docstring, then pass."""
    pass


_EMPTY_BODIES = {
    body.__code__.co_code for body in (_pass_only, _pass_only_with_docstring, _pass_with_docstring)
}


def _text_of(error: BaseException) -> str:
    try:
        return str.__str__(str(error))[:MAX_TEXT]
    except BaseException:  # an exception whose own text fails to be made
        return ""
