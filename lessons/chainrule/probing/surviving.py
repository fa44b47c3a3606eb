"""A live kernel outlives the function that a check tries in it.

With the kernel go all names of the notebook. So what would end it raises an error meanwhile: ways
to end Python, to become another program, to stop the kernel's event loop or to close what it hears
through, calls without end and memory without end.

Not everything can be met: another program that ends this one, a fault inside a library's own code,
and a thread that ends Python when the check is long over.
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
from typing import Any

from chainrule.probing.surroundings import names_around, replaced

DEEPEST = 3000
"""Calls inside each other that a function may reach: more would overflow the stack, whatever limit
a learner has set. It is what a kernel allows, too."""
MEMORY = 1 << 30
"""Bytes that trying a function may add, where the system can tell: no exercise needs a tenth."""

_WAYS = {
    "os": ("_exit", "abort", "execv", "execve", "kill", "killpg", "close", "closerange", "dup2"),
    "signal": ("raise_signal", "pthread_kill"),
}
_WAYS_OF_A_CLASS = {
    ("asyncio.base_events", "BaseEventLoop"): ("stop",),
    ("tornado.platform.asyncio", "BaseAsyncIOLoop"): ("stop", "close"),
    ("ipykernel.kernelapp", "IPKernelApp"): ("close",),
    ("ipykernel.ipkernel", "IPythonKernel"): ("do_shutdown",),
    ("zmq", "Socket"): ("close",),
    ("zmq", "Context"): ("term", "destroy"),
    ("zmq.eventloop.zmqstream", "ZMQStream"): ("close",),
}
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
    leave, own = os._exit, os.getpid()
    bar = _Bar(stopped)
    try:
        with ExitStack() as stack:
            for name, ways in _WAYS.items():
                module = sys.modules[name]
                known = [way for way in ways if hasattr(module, way)]
                others = {way: bar.instead(f"{name}.{way}", getattr(module, way)) for way in known}
                stack.enter_context(replaced(vars(module), others))
            around = names_around(function)
            if around is not None:  # `from os import _exit`
                imported = {
                    name: bar.of[id(value)] for name, value in around.items() if id(value) in bar.of
                }
                stack.enter_context(replaced(around, imported))
            for (name, class_name), ways in _WAYS_OF_A_CLASS.items():
                kind: Any = getattr(sys.modules.get(name), class_name, None)
                for way in ways if kind is not None else ():
                    others_way = bar.instead(f"{class_name}.{way}", getattr(kind, way))
                    stack.enter_context(_attribute_replaced(kind, way, others_way))
            yield
    finally:
        bar.lifted = True
        if os.getpid() != own:  # a fork of the function's, in which a second kernel would go on
            leave(0)


class _Bar:
    """What stands in place of the ways to end Python, and what of them is the kernel's."""

    def __init__(self, stopped: list[str]) -> None:
        self.stopped = stopped
        self.lifted = False
        self.of: dict[int, Callable] = {}
        self._process = os.getpid()
        # Their ends are their own. A thread that comes meanwhile is the function's.
        self._thread = threading.get_ident()
        self._other_threads = {one.ident for one in threading.enumerate()} - {self._thread}
        self._open = _open_files()
        asyncio: Any = sys.modules.get("asyncio")
        self._loop = asyncio._get_running_loop() if asyncio is not None else None
        program: Any = sys.modules.get("ipykernel.kernelapp")
        running = program is not None and program.IPKernelApp.initialized()
        self._context = program.IPKernelApp.instance().context if running else None

    def instead(self, name: str, original: Callable) -> Callable:
        """What to call meanwhile in place of a way to end Python: it asks first."""

        def asks_first(*args: Any, **kwargs: Any) -> Any:
            elsewhere = threading.get_ident() in self._other_threads
            if elsewhere or os.getpid() != self._process or not self._is_the_end(name, args):
                return original(*args, **kwargs)
            if self.lifted and name in _LATER:  # what the function has left in the event loop
                return None
            self.stopped.append(_SAID.get(name, name))
            if threading.get_ident() != self._thread:
                raise SystemExit  # which alone ends a thread without a word
            raise EndsPython(self.stopped[-1])

        self.of[id(original)] = asks_first
        return asks_first

    def _is_the_end(self, name: str, args: tuple) -> bool:
        """Whether this call would end the kernel, or leave it deaf."""
        if name in ("os.close", "os.closerange", "os.dup2"):
            return self._takes_away(name, args)
        if name == "BaseEventLoop.stop":
            return args[0] is self._loop
        if name.startswith("BaseAsyncIOLoop"):
            return getattr(args[0], "asyncio_loop", None) is self._loop
        if name.startswith("Context"):
            return args[0] is self._context
        if name == "ZMQStream.close":
            return getattr(args[0].socket, "context", None) is self._context
        if name == "Socket.close":
            return getattr(args[0], "context", None) is self._context
        return _is_the_end(name.partition(".")[2], args)

    def _takes_away(self, name: str, args: tuple) -> bool:
        numbers = [one for one in args[:2] if isinstance(one, int)]
        if name == "os.closerange":
            return any(number in self._open for number in range(*numbers[:2]))
        return bool(numbers) and numbers[-1 if name == "os.dup2" else 0] in self._open


_LOOP = "stopping the event loop of this notebook"
_ENDED = "ending the kernel of this notebook"
_SAID = {
    "os.close": "os.close on what this notebook itself has open",
    "os.closerange": "os.closerange over what this notebook itself has open",
    "os.dup2": "os.dup2 in place of what this notebook itself has open",
    **dict.fromkeys(("BaseEventLoop.stop", "BaseAsyncIOLoop.stop", "BaseAsyncIOLoop.close"), _LOOP),
    **dict.fromkeys(("IPKernelApp.close", "IPythonKernel.do_shutdown"), _ENDED),
    **dict.fromkeys(("Context.term", "Context.destroy"), _ENDED),
    **dict.fromkeys(("Socket.close", "ZMQStream.close"), "closing what the kernel hears through"),
}
"""What the sentence says of a way, where its name alone would tell little."""
_LATER = ("BaseEventLoop.stop", "BaseAsyncIOLoop.stop", "BaseAsyncIOLoop.close")


@contextmanager
def _attribute_replaced(owner: type, name: str, other: Callable) -> Iterator[None]:
    own = vars(owner).get(name)
    setattr(owner, name, other)
    try:
        yield
    finally:
        if own is None:
            delattr(owner, name)
        else:
            setattr(owner, name, own)


def _open_files() -> set[int]:
    """Numbers of what this process has open, but for its standard streams; none on Windows."""
    found = set()
    with contextlib.suppress(OSError, ValueError):
        found = {number for number in map(int, os.listdir("/dev/fd")) if number > 2}
    return set(filter(_is_open, found))  # without the one through which the list was read


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


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
