"""What the tables of errors have in common: how an entry is read, and words of more than one."""

from __future__ import annotations

import re
from collections.abc import Callable


class Nameless:
    """A match that tells none of what it matched."""

    def __getitem__(self, group: int | str) -> str:
        return "…"


Match = re.Match | Nameless
Clause = str | Callable[[Match], str]
"""A clause that goes on from "d_power stops: …": `{0[1]}` in it stands for the pattern's first
group; or a function of the match, where more has to be decided."""
Entry = tuple[tuple[str, ...], str, Clause]
"""Names of error classes, a pattern that the error's text fits (Python 3.11 to 3.14 and numpy 2),
and what is said of it."""

FUNCTIONS = (
    r"(?:function|method|builtin_function_or_method|numpy\.ufunc|ufunc|Machine|Landscape|Watched)"
)
NOTHING = (
    "it calculates with None: a function that it uses does not return anything, or None was given "
    "to a name"
)
