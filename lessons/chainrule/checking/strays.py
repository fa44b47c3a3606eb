"""What an answer takes from outside its brackets: a value that another cell has left behind.

Read from the compiled code and the names around it. An answer that works with such a value runs,
and gives numbers that no known mistake gives.
"""

from __future__ import annotations

import dis
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import numpy as np

from chainrule import machines
from chainrule.checking.text import listed
from chainrule.machines import Machine
from chainrule.probing.surroundings import names_around, unwrapped

_MOST = 3
"""Of more names than this the others are not listed."""

_DATA = (int, float, complex, str, np.ndarray, np.number, list, tuple, dict, set)


def told_of_strays(function: Callable) -> str:
    """One sentence on the values that `function` takes from around it; "" when it takes none."""
    found = values_from_outside(function)
    if not found:
        return ""
    return (
        f"It takes {listed(found)} from outside the function: work with what the brackets after "
        "def hand over."
    )


def values_from_outside(function: Callable) -> list[str]:
    """Names of the module or notebook that stand for a value, not for a function, and that the
    function reads; the first few, in the order in which they are read. Of a class, none."""
    code = getattr(unwrapped(function), "__code__", None)
    if not isinstance(code, CodeType):
        return []
    names = names_around(function)
    if names is None:
        return []
    read = dict.fromkeys(_globals_read(code))
    return [name for name in read if name in names and _is_value(name, names[name])][:_MOST]


def _globals_read(code: CodeType) -> Iterator[str]:
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(step.argval)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _globals_read(constant)


def _is_value(name: str, value: Any) -> bool:
    if isinstance(value, Machine):  # imported it is a tool; under another name, a value left behind
        return getattr(machines, name, None) is not value
    return isinstance(value, _DATA)
