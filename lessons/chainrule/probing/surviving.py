"""A live kernel outlives the function that a check tries in it.

With the kernel go all names of the notebook. So what would end it raises an error meanwhile: ways
to end Python, to become another program, calls without end and memory without end.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from chainrule.probing.surroundings import names_around, replaced

DEEPEST = 3000
"""Calls inside each other that a function may reach: more would overflow the stack, whatever limit
a learner has set. It is what a kernel allows, too."""
MEMORY = 1 << 30
"""Bytes that trying a function may add, where the system can tell: no exercise needs a tenth."""

_WAYS = [
    (os, ("_exit", "abort", "execv", "execve", "kill", "killpg")),
    (signal, ("raise_signal", "pthread_kill")),
]
_HARMLESS = {
    getattr(signal, name, None) for name in ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH", "SIGINFO")
}
"""Signals that do nothing unless somebody has asked for them."""


class EndsPython(SystemExit):
    """What a call raises that would have ended the kernel; its text is the name of the call."""


@contextmanager
def kernel_kept(function: Callable, live: bool) -> Iterator[list[str]]:
    """Run the block without losing the kernel; gives a list of the calls that would have ended it.

    The list knows also of an EndsPython that `function` has swallowed. Nothing is done unless
    `live`: where no notebook would be lost, as in the grader's process, an end is an end.
    """
    stopped: list[str] = []
    if not live:
        yield stopped
        return
    with _calls_bounded(), _memory_bounded(), _ways_barred(function, stopped):
        yield stopped


def in_a_live_kernel() -> bool:
    """Whether this process is a notebook's kernel. ipykernel is never loaded for the question."""
    program = sys.modules.get("ipykernel.kernelapp")
    return program is not None and bool(program.IPKernelApp.initialized())


# --- ways to end Python -------------------------------------------------------------------------


@contextmanager
def _ways_barred(function: Callable, stopped: list[str]) -> Iterator[None]:
    own, thread = os.getpid(), threading.get_ident()
    leave = os._exit
    barred: dict[int, tuple[Any, Callable]] = {}

    def bar(module: ModuleType, name: str) -> Callable:
        original = getattr(module, name)

        def instead(*args: Any, **kwargs: Any) -> Any:
            # Another thread is not the function's, and another process has to be able to end.
            ours = os.getpid() == own and threading.get_ident() == thread
            if ours and _is_the_end(name, args):
                stopped.append(f"{module.__name__}.{name}")
                raise EndsPython(stopped[-1])
            return original(*args, **kwargs)

        barred[id(original)] = (original, instead)
        return instead

    try:
        with ExitStack() as stack:
            for module, names in _WAYS:
                known = [name for name in names if hasattr(module, name)]
                others = {name: bar(module, name) for name in known}
                stack.enter_context(replaced(vars(module), others))
            around = names_around(function)
            if around is not None:  # `from os import _exit`
                imported = {
                    name: barred[id(value)][1]
                    for name, value in around.items()
                    if id(value) in barred
                }
                stack.enter_context(replaced(around, imported))
            yield
    finally:
        if os.getpid() != own:  # a fork of the function's, in which a second kernel would go on
            leave(0)


def _is_the_end(name: str, args: tuple) -> bool:
    """Whether this call would end (or stop for good) the process that makes it."""
    if name in ("kill", "killpg", "raise_signal", "pthread_kill"):
        if name == "kill":
            here = args[0] in (os.getpid(), 0, -1) or args[0] == -_group()
        else:
            here = name != "killpg" or args[0] in (0, _group())
        return here and _is_deadly(args[-1])
    return True


def _group() -> int:
    return os.getpgrp() if hasattr(os, "getpgrp") else 0


def _is_deadly(number: Any) -> bool:
    if number == 0 or number in _HARMLESS:
        return False
    try:
        handler = signal.getsignal(number)
    except (TypeError, ValueError):  # no signal: let the call itself say so
        return False
    return handler in (signal.SIG_DFL, None)


# --- calls without end, memory without end ------------------------------------------------------


@contextmanager
def _calls_bounded() -> Iterator[None]:
    """Let no function call deeper than DEEPEST, whatever it or an earlier cell says."""
    say, before = sys.setrecursionlimit, sys.getrecursionlimit()

    def bounded(limit: int, /) -> None:
        say(min(limit, DEEPEST))

    sys.setrecursionlimit = bounded
    try:
        bounded(before)
        yield
    finally:
        sys.setrecursionlimit = say
        say(before)


@contextmanager
def _memory_bounded() -> Iterator[None]:
    """Let what wants ever more memory fail with MemoryError, before the system ends the kernel."""
    before = None
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource  # not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = _filled() + MEMORY  # OSError where the system does not tell (macOS)
        if soft == resource.RLIM_INFINITY or soft > wanted:
            resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))
            before = (soft, hard)
    try:
        yield
    finally:
        if before is not None:
            resource.setrlimit(resource.RLIMIT_DATA, before)


def _filled() -> int:
    """Bytes of data that this process has asked for (Linux)."""
    for line in Path("/proc/self/status").read_text("ascii", "replace").splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise OSError("not told")
