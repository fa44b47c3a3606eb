"""What the tables of errors have in common: how an entry is read, and words of more than one."""

from __future__ import annotations

import re
from collections.abc import Callable


class Nameless:
    """A match that tells none of what it matched."""

    def __getitem__(self, group: int | str) -> str:
        return "…"


Translation = Callable[["re.Match | Nameless"], str]
Entry = tuple[tuple[str, ...], str, Translation]
"""Names of error classes, a pattern that the error's text fits (Python 3.11 to 3.14 and numpy 2),
and what gives a clause that goes on from "d_power stops: …"."""

FUNCTIONS = (
    r"(?:function|method|builtin_function_or_method|numpy\.ufunc|ufunc|Machine|Landscape|Watched)"
)
NOTHING = (
    "it calculates with None: a function that it uses does not return anything, or None was given "
    "to a name"
)
