"""Calling a learner's function at chosen inputs and writing down, as plain data, what happened.

Nothing here judges: a `Probe` goes in, an `Outcome` comes out. The same code runs beside the
learner's function wherever that is: in the notebook, or in the grader's sandbox.
"""

from __future__ import annotations

import contextlib
import copy
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from chainrule.counting import counted
from chainrule.lending import lent
from chainrule.machines import Machine, withheld
from chainrule.objects import call_class, call_iterator
from chainrule.plain import NotPlain, class_name, decode, encode

MAX_TEXT = 300


@dataclass(frozen=True)
class Probe:
    """One input to try. `args` and `kwargs` are plain values or Machines; `part` names what of
    the exercise this input looks at (parts are scored separately). `lent` gives right functions of
    earlier exercises by name (see chainrule.lending); `without` are machines that may not be used.
    """

    args: tuple
    kwargs: dict = field(default_factory=dict)
    part: str = "answer"
    lent: dict = field(default_factory=dict)
    without: tuple[Machine, ...] = ()

    def to_json(self) -> dict:
        data = {"args": encode(self.args), "kwargs": encode(self.kwargs), "part": self.part}
        more = {"lent": self.lent, "without": self.without}
        return {**data, **{name: encode(value) for name, value in more.items() if value}}

    @classmethod
    def from_json(cls, data: dict) -> Probe:
        return cls(
            tuple(decode(data["args"])),
            dict(decode(data["kwargs"])),
            str(data["part"]),
            dict(decode(data["lent"])) if "lent" in data else {},
            tuple(decode(data["without"])) if "without" in data else (),
        )


def steps(
    name: str,
    lines: Sequence[str],
    read: Sequence[str],
    *,
    given: Sequence[str] = (),
    instead: Sequence[str] = (),
    **numbers: Any,
) -> Probe:
    """A probe of a class (driver "call_class"): run `lines`, in which it is called `name`, then
    read the expressions `read`. Numbers that vary come as keywords, not within the lines.

    given: lines that set up first and are never shown; instead: which of their names stand in the
    answer's own module meanwhile (see chainrule.objects).
    """
    more = {"given": tuple(given), "instead": tuple(instead)}
    more = {key: value for key, value in more.items() if value}
    return Probe((name,), {"steps": tuple(lines), "read": tuple(read), **more, **numbers})


REMARKS = {
    "elsewhere": "runs the machines at another input than x: the rates at x are enough",
    "extra_work": "multiplies or divides more often than there are rates: each of its steps can "
    "use what the step before it has found",
}
"""What a driver may note about the way to an answer: a name, and the clause after "f …"."""


@dataclass(frozen=True)
class Outcome:
    """What happened when a function met one probe; plain data.

    kind: "value" (it returned `value`), "not_started" (NotImplementedError, or an empty body),
    "crashed" (`error` is the exception's class name, `message` its text) or "not_plain" (`message`
    says what came back instead of data). `mutated`: an argument was changed in place.
    With kind "value" and value None, `message` is "printed" when the function prints.
    `remark`: a key of REMARKS, when the driver saw how the answer was made and that counts too.
    """

    kind: str
    value: Any = None
    error: str = ""
    message: str = ""
    mutated: bool = False
    remark: str = ""

    def to_json(self) -> dict:
        data: dict[str, Any] = {"kind": self.kind}
        if self.kind == "value":
            data["value"] = encode(self.value)
        for name in ("error", "message", "mutated", "remark"):
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
            # A fixed set of words: what comes from another process cannot say anything else.
            remark=data["remark"] if data.get("remark") in list(REMARKS) else "",
        )


# --- drivers: how one probe is put to a function -----------------------------------------------


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
        with _quiet(), lent(function, probe.lent), withheld(probe.without):
            answer = driver(function, args, kwargs)
    except NotImplementedError as error:
        return Outcome("not_started", error="NotImplementedError", message=_text_of(error))
    except NotPlain as error:
        return Outcome("not_plain", message=_text_of(error))
    except BaseException as error:  # SystemExit and KeyboardInterrupt of a learner's code included
        return Outcome("crashed", error=class_name(error), message=_text_of(error))
    mutated = _changed(args, probe.args) or _changed(kwargs, probe.kwargs)
    remark = ""
    if isinstance(answer, Noted):
        answer, remark = answer.answer, answer.remark
    if answer is None:
        return _nothing_returned(function, mutated)
    try:
        value = decode(encode(answer))  # a copy made of plain data, whatever the answer's class
    except NotPlain as error:
        return Outcome("not_plain", message=str(error)[:MAX_TEXT], mutated=mutated)
    except BaseException as error:  # a hostile object may raise anything while it is read
        return Outcome("crashed", error=class_name(error), message=_text_of(error), mutated=mutated)
    return Outcome("value", value=value, mutated=mutated, remark=remark)


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
