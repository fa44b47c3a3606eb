"""What a learner's function does to the Python around it is undone, and a flood of text is cut."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

LONGEST_PRINT = 20_000
"""Characters that one check shows of what the function prints: some four hundred lines."""
CUT = "\n… (the rest of what it prints is left out)\n"


@contextmanager
def as_it_was(shell: Any | None = None) -> Iterator[None]:
    """Run the block; standard output and the recursion limit are afterwards what they were.

    Meanwhile not more than LONGEST_PRINT characters are printed. In IPython (`shell`), `quit()`
    only asks for the end, which comes later: in the block it raises SystemExit, as in plain Python.
    """
    limit, out, err = sys.getrecursionlimit(), sys.stdout, sys.stderr
    asks = vars(shell).get("ask_exit") if shell is not None else None
    if out is not None:
        sys.stdout = _Bounded(out)
    if shell is not None:
        shell.ask_exit = _leave
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err
        sys.setrecursionlimit(limit)
        if shell is not None and asks is not None:
            shell.ask_exit = asks
        elif shell is not None:
            del shell.ask_exit


def _leave() -> NoReturn:
    raise SystemExit


class _Bounded:
    """A stream that passes on the first LONGEST_PRINT characters; all else is the stream's own."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._room = LONGEST_PRINT

    def write(self, text: str) -> int:
        if self._room >= 0:
            self._stream.write(text if len(text) <= self._room else text[: self._room] + CUT)
            self._room -= len(text)
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
