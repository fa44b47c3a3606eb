"""How far a run is, in one line of the terminal that is written again and again."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TextIO

EVERY_SECONDS = 0.2


def shown(results: Iterable, done: int, count: int, terminal: TextIO | None = None) -> Iterator:
    """The same results; meanwhile the line, where a terminal shows it.

    done: how many were graded before, out of `count`. The line goes to stderr, so that it is in no
    file that the run is written to, and does without the terminal's width: some do not tell it.
    """
    terminal = terminal or sys.stderr
    if not terminal.isatty() or done == count:
        yield from results
        return
    started = last = time.monotonic()
    _rewrite(terminal, _line(0, done, count, 0.0))
    try:
        for number, result in enumerate(results, 1):
            now = time.monotonic()
            if now - last >= EVERY_SECONDS or done + number == count:
                _rewrite(terminal, _line(number, done, count, now - started))
                last = now
            yield result
    finally:
        _rewrite(terminal, "")


def _line(number: int, done: int, count: int, seconds: float) -> str:
    """Graded 37 of 60, about 10 s to go; number: how many of them in these `seconds`."""
    said = f"Graded {done + number} of {count}"
    if number == 0:
        return said
    left = (count - done - number) * seconds / number
    return f"{said}, about {_time(left)} to go"


def _time(seconds: float) -> str:
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


def _rewrite(terminal: TextIO, line: str) -> None:
    terminal.write(f"\r\x1b[K{line}")
    terminal.flush()
