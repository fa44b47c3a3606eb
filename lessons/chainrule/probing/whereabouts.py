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


def stopped_at(answer: Callable, error: BaseException) -> dict[str, str]:
    """What is known of the place of an error, "" for what is not:

    line: the line of `answer` that was running, as it is written; inside: the name of the function,
    called there, that stopped ("" also where `answer` itself did); step: the line of the probe (see
    chainrule.probing.objects) that was running.
    """
    try:
        return _read(answer, error)
    except Exception:  # a hostile answer may have a code, or an error, of its own making
        return {}


def _read(answer: Callable, error: BaseException) -> dict[str, str]:
    names = names_around(answer)
    frames = list(traceback.walk_tb(error.__traceback__))
    files = (frame.f_code.co_filename for frame, _ in frames)
    step = next((file.removeprefix(CHECKED) for file in files if file.startswith(CHECKED)), "")
    written = [(frame.f_code, line) for frame, line in frames if _is_written(frame, names)]
    if not written:
        return {"step": step}
    outermost, innermost = _owner(written[0][0]), _owner(written[-1][0])
    own = [(code, line) for code, line in written if _owner(code) == outermost]
    # Of calls without end the last one is any of them; the first is the one to look at.
    code, line = own[0 if isinstance(error, RecursionError) else -1]
    text = linecache.getline(code.co_filename, line).strip()
    same = innermost == outermost or innermost.startswith("<")
    return {"line": text, "inside": "" if same else innermost, "step": step}


def _is_written(frame: FrameType, names: dict | None) -> bool:
    """Is it a learner's function, of this lesson or an earlier one, or one brought ready-made?"""
    if names is not None and frame.f_globals is names:
        return True
    return any(mark in frame.f_code.co_filename for mark in _BROUGHT)


def _owner(code: CodeType) -> str:
    """The function in which a piece of code was written: of what is defined inside, the outer."""
    return code.co_qualname.split(".<locals>")[0]
