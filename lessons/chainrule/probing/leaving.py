"""What a learner's function does to the Python around it is undone, and a flood of text is cut."""

from __future__ import annotations

import _signal
import builtins
import contextlib
import decimal
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
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

    def close(self) -> None:
        """It is the notebook's: whoever closes it would silence every cell to come."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


# --- what a live kernel still needs -------------------------------------------------------------


@contextmanager
def chance_as_it_was(live: bool) -> Iterator[None]:
    """Run the block; the random numbers that come after it are those that were due before it."""
    undo = [*_of_random(), *_of_numpy_random()] if live else []
    try:
        yield
    finally:
        for back in undo:
            back()


class Undone:
    """A block after which Python's state is what it was, for one call in a `live` kernel.

    That is the working folder, environment variables, built-in names, where modules are found,
    which are loaded, how numpy prints, decimals, matplotlib's settings, standard input, signals and
    timers. It is put back before any other line of the course's runs, since that needs the
    built-in names.
    """

    def __init__(self, live: bool) -> None:
        self._kinds = _KINDS if live else ()
        self._undo: list[Callable[[], object]] = []

    def __enter__(self) -> None:
        for kind in self._kinds:
            self._undo += kind()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for back in self._undo:
            back()


def _of_builtins() -> Iterator[Callable[[], object]]:
    names, before, without = vars(builtins), dict(vars(builtins)), dict.pop
    update, list_of = names.update, list

    def back() -> None:
        update(before)
        for name in list_of(names):
            if name not in before:
                without(names, name)

    yield back


def _of_the_working_folder() -> Iterator[Callable[[], object]]:
    with contextlib.suppress(OSError):  # it may be gone
        before = os.getcwd()
        yield lambda: _go_back(before)


def _go_back(folder: str) -> None:
    with contextlib.suppress(OSError):
        os.chdir(folder)


def _of_the_environment() -> Iterator[Callable[[], object]]:
    variables = os.environ
    # As the system has them: to decode them all, at every call, takes longer than all else here.
    written = getattr(variables, "_data", variables)
    key, value = (getattr(variables, name, str) for name in ("decodekey", "decodevalue"))
    before = dict(written)

    def back() -> None:
        os.environ = variables  # noqa: B003 (the name alone may mean another object)
        if written != before:
            variables.clear()
            variables.update({key(name): value(text) for name, text in before.items()})

    yield back


def _of_the_modules_path() -> Iterator[Callable[[], object]]:
    path, before, stdin = sys.path, list(sys.path), sys.stdin

    def back() -> None:
        sys.path, sys.stdin = path, stdin
        path[:] = before

    yield back


#: As plain numbers; and _signal gives handlers as the system has them. The enums of `signal` are
#: for people, and to make one for each signal takes longer than all else here.
_SIGNALS = tuple(map(int, signal.valid_signals()))


def _of_signals() -> Iterator[Callable[[], object]]:
    """Handlers and the timer that sends one of them: without its handler it would end Python."""
    if threading.current_thread() is not threading.main_thread():
        return  # only that one may change them
    before = {number: _signal.getsignal(number) for number in _SIGNALS}
    timer = signal.getitimer(signal.ITIMER_REAL) if hasattr(signal, "getitimer") else None

    def back() -> None:
        if timer is not None and signal.getitimer(signal.ITIMER_REAL) != timer:
            signal.setitimer(signal.ITIMER_REAL, *timer)
        for number, handler in before.items():
            if handler is not None and _signal.getsignal(number) != handler:
                signal.signal(number, handler)

    yield back


def _of_random() -> Iterator[Callable[[], object]]:
    random: Any = sys.modules.get("random")
    if hasattr(random, "getstate"):
        before = random.getstate()
        yield lambda: random.setstate(before)


def _of_numpy_random() -> Iterator[Callable[[], object]]:
    random: Any = sys.modules.get("numpy.random")
    if hasattr(random, "get_state"):
        before = random.get_state()
        yield lambda: random.set_state(before)


def _of_numpy_s_printing() -> Iterator[Callable[[], object]]:
    numpy: Any = sys.modules.get("numpy")
    if hasattr(numpy, "get_printoptions"):
        before = numpy.get_printoptions()
        yield lambda: numpy.set_printoptions(**before)


def _of_matplotlib() -> Iterator[Callable[[], object]]:
    """Its settings; with the backend, figures would no longer come below their cell."""
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if not hasattr(pyplot, "rcParams"):
        return
    settings = pyplot.rcParams
    # As they are written down: to ask matplotlib for its backend would choose one.
    before = dict(dict.items(settings))

    def back() -> None:
        now = dict.__getitem__(settings, "backend")
        if now != before["backend"] and isinstance(before["backend"], str):
            pyplot.switch_backend(before["backend"])
        present = dict(dict.items(settings))
        for name, value in before.items():
            if present.get(name, present) is not value:
                dict.__setitem__(settings, name, value)

    yield back


def _of_modules() -> Iterator[Callable[[], object]]:
    """Those that are loaded: numpy, for one, cannot be loaded twice."""
    before = dict(sys.modules)

    def back() -> None:
        if not before.keys() <= sys.modules.keys():
            for name, module in before.items():
                sys.modules.setdefault(name, module)

    yield back


def _of_decimals_and_rubbish() -> Iterator[Callable[[], object]]:
    before, collects = decimal.getcontext().copy(), gc.isenabled()

    def back() -> None:
        decimal.setcontext(before)
        (gc.enable if collects else gc.disable)()

    yield back


_KINDS = (
    *(_of_builtins, _of_signals, _of_the_working_folder, _of_the_environment),
    *(_of_the_modules_path, _of_numpy_s_printing, _of_matplotlib),
    *(_of_modules, _of_decimals_and_rubbish),
)
