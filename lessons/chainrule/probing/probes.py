"""A probe is one input to try; an outcome is what happened there. Both are plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chainrule.machines import Machine
from chainrule.probing.plain import decode, encode

MAX_TEXT = 300


@dataclass(frozen=True)
class Probe:
    """One input to try. `args` and `kwargs` are plain values or Machines; `part` names what of
    the exercise this input looks at (parts are scored separately). `lent` gives right functions of
    earlier exercises by name (see chainrule.probing.lending); `without` are machines that may not
    be used.
    """

    args: tuple
    kwargs: dict = field(default_factory=dict)
    part: str = "answer"
    lent: dict = field(default_factory=dict)
    without: tuple[Machine, ...] = ()

    @cached_property
    def input(self) -> tuple[Any, Any]:
        """`args` and `kwargs` as plain data: what they were before a function could change them."""
        return encode(self.args), encode(self.kwargs)

    def to_json(self) -> dict:
        args, kwargs = self.input
        data = {"args": args, "kwargs": kwargs, "part": self.part}
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
    after: Sequence[str] = (),
    instead: Sequence[str] = (),
    shown: str = "",
    **numbers: Any,
) -> Probe:
    """A probe of a class (driver "call_class"): run `lines`, in which it is called `name`, then
    read the expressions `read`. Numbers that vary come as keywords, not within the lines.

    given: lines that set up first and are never shown; after: such that run last; instead: which
    of their names stand in the answer's own module meanwhile (see chainrule.probing.objects);
    shown: what messages show in place of the lines and their numbers.
    """
    more: dict[str, Any] = {"given": tuple(given), "after": tuple(after), "instead": tuple(instead)}
    more["shown"] = shown
    more = {key: value for key, value in more.items() if value}
    return Probe((name,), {"steps": tuple(lines), "read": tuple(read), **more, **numbers})


REMARKS = {
    "elsewhere": "lets a machine work on a number that it never receives when the belt runs at x: "
    "run the belt at x alone, and take the rates from there",
    "calls_itself": "calls itself",
    "extra_work": "multiplies or divides more often than there are rates: each of its steps can "
    "use what the step before it has found",
}
"""What a driver may note about the way to an answer: a name, and the clause after "f …"."""


IN_PLACE = ("append", "clear", "extend", "fill", "insert", "remove", "reverse", "sort", "update")
"""Methods that change a list, a dict or an array in place and give back None."""


@dataclass(frozen=True)
class Outcome:
    """What happened when a function met one probe; plain data.

    kind: "value" (it returned `value`), "not_started" (the course's line or an empty body),
    "crashed" (`error` is the exception's class name, `message` its text) or "not_plain" (`message`
    says what came back instead of data). `mutated`: an argument was changed in place.
    With kind "value" and value None, `message` says what the code tells about it (see
    chainrule.probing.nothing).
    `remark`: a key of REMARKS, when the driver saw how the answer was made and that counts too.
    Of a crash it is "calls_itself", when the function was inside itself; `line` and `inside` tell
    where, and `step` at which line of the probe (see chainrule.probing.whereabouts). These three
    never travel: they are texts, and no part of what happened.
    """

    kind: str
    value: Any = None
    error: str = ""
    message: str = ""
    mutated: bool = False
    remark: str = ""
    line: str = field(default="", compare=False)
    inside: str = field(default="", compare=False)
    step: str = field(default="", compare=False)

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
