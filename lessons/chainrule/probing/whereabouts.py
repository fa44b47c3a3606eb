"""An answer stopped with an error: at which of its own lines, inside which other function, and at
which line of the probe.

Read from the traceback. It is for the one who wrote the answer, beside it: an outcome that travels
takes none of it along.
"""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable
from types import CodeType, FrameType

from chainrule.probing.objects import CHECKED
from chainrule.probing.surroundings import names_around

_BROUGHT = ("<ready-made ", ".ipynb, code cell ")
"""In the file name of what `bring` has brought."""


def stopped_at(answer: Callable, error: BaseException) -> tuple[str, str]:
    """(the line of `answer` that was running, as it is written; the name of the function, called
    there, that stopped). Either is "" where nothing is known of it, the second also where the
    answer itself stopped."""
    try:
        return _read(answer, error)
    except Exception:  # a hostile answer may have a code of its own making
        return "", ""


def step_running(error: BaseException) -> str:
    """The line of a probe (see chainrule.probing.objects) that was running, or ""."""
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith(CHECKED):
            return frame.f_code.co_filename.removeprefix(CHECKED)
    return ""


def _read(answer: Callable, error: BaseException) -> tuple[str, str]:
    names = names_around(answer)
    written = [
        (frame.f_code, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if _is_written(frame, names)
    ]
    if not written:
        return "", ""
    outermost = _owner(written[0][0])
    own = [(code, line) for code, line in written if _owner(code) == outermost]
    # Of calls without end the last one is any of them; the first is the one to look at.
    code, line = own[0 if isinstance(error, RecursionError) else -1]
    inside = _owner(written[-1][0])
    text = linecache.getline(code.co_filename, line).strip()
    return text, "" if inside == outermost or inside.startswith("<") else inside


def _is_written(frame: FrameType, names: dict | None) -> bool:
    """Is it a learner's function, of this lesson or an earlier one, or one brought ready-made?"""
    if names is not None and frame.f_globals is names:
        return True
    return any(mark in frame.f_code.co_filename for mark in _BROUGHT)


def _owner(code: CodeType) -> str:
    """The function in which a piece of code was written: of what is defined inside, the outer."""
    return code.co_qualname.split(".<locals>")[0]
