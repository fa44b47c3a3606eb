"""A function gave None: what its code tells about why.

Read from the compiled code, since a learner's source is not always at hand.
"""

from __future__ import annotations

import dis
from types import CodeType
from typing import Any

from chainrule.probing.probes import IN_PLACE, Outcome


def nothing_returned(function: Any, mutated: bool) -> Outcome:
    """The outcome of a call that gave None.

    Kind "not_started" for a body that does nothing; else "value" with a message: "printed",
    "print" or a name of IN_PLACE whose result was returned, "has_return" (a return of something,
    not reached or of None), "defined" (a function was made inside and dropped) or "".
    """
    code = getattr(function, "__code__", None)
    if not isinstance(code, CodeType) or code.co_code in _EMPTY_BODIES:
        return Outcome("not_started", mutated=mutated)
    return Outcome("value", value=None, message=_how(code), mutated=mutated)


def _how(code: CodeType) -> str:
    returned = list(_returned(code))
    in_place = next((name for name in returned if name in IN_PLACE), None)
    if in_place:
        return in_place
    if "print" in returned:
        return "print"
    if not returned and "print" in code.co_names:
        return "printed"
    if returned:
        return "has_return"
    return "defined" if any(map(_is_named_function, code.co_consts)) else ""


def _is_named_function(constant: Any) -> bool:
    return isinstance(constant, CodeType) and not constant.co_name.startswith("<")


def _returned(code: CodeType) -> list[str]:
    """For each return of something: whose result it is (of a call with plain arguments), or ""."""
    steps = [step for step in dis.get_instructions(code) if step.opname not in _FILLERS]
    found = []
    for place, step in enumerate(steps):
        if step.opname != "RETURN_VALUE":  # RETURN_CONST gives a constant, such as None
            continue
        before = steps[place - 1]
        if before.opname.startswith("LOAD_CONST") and before.argval is None:
            continue
        found.append(_called(steps[:place]) if before.opname.startswith("CALL") else "")
    return found


def _called(steps: list[dis.Instruction]) -> str:
    """The name of what the last call calls when it is given names and constants alone."""
    for step in reversed(steps[:-1]):
        if step.opname in ("LOAD_METHOD", "LOAD_ATTR", "LOAD_GLOBAL"):
            return str(step.argval)
        if not step.opname.startswith("LOAD_"):
            return ""
    return ""


_FILLERS = {"CACHE", "NOP", "PRECALL", "PUSH_NULL", "RESUME"}


def _pass_only(*args):
    pass


def _pass_only_with_docstring(*args):
    """A body of a docstring alone."""


def _pass_with_docstring(*args):
    """A docstring, then pass."""
    pass  # noqa: PIE790, whose code is looked at above


_EMPTY_BODIES = {
    body.__code__.co_code for body in (_pass_only, _pass_only_with_docstring, _pass_with_docstring)
}
