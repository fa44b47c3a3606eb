"""Run each lesson in a process of its own, and once more without the cell that took it down.

A cell may end Python, refuse to be interrupted or eat up all memory. None of this can be mended in
the process in which it happens; so another one watches, knows which cell is running, and begins the
lesson again without it.
"""

import contextlib
import mmap
import os
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from .stage import PATIENCE, Shown, SiteError, run_lesson

#: Seconds that a cell has to come to its end after it was interrupted.
GRACE = 5.0
#: Bytes that a lesson may fill: far more than any needs, and less than most computers have.
MEMORY = 3 << 30
#: Bytes that have to be left of them for the cells below.
ROOM = 1 << 28
_LOOK = 0.5  # seconds between two looks at whether all was called off
_SPAWN = get_context("spawn")


def run_lessons(
    paths: list[Path], patience: float = PATIENCE, grace: float = GRACE
) -> list[list[Shown]]:
    """What the cells of each lesson show, as `run_lesson` says; several lessons at a time.

    A cell that ends its process, or that `grace` seconds after an interrupt still runs, shows
    `Failed`. Raises SiteError with one line.
    """
    off = threading.Event()

    def run(path: Path) -> list[Shown]:
        return _run_apart(path, patience, grace, off)

    workers = max(1, min(len(paths), os.cpu_count() or 1))
    with ThreadPoolExecutor(max_workers=workers) as watchers:
        runs = [watchers.submit(run, path) for path in paths]
        try:
            return [one.result() for one in runs]
        except BaseException:
            off.set()  # so that no process of ours outlives an interrupt or a mistake
            for one in runs:
                one.cancel()
            raise


def _run_apart(path: Path, patience: float, grace: float, off: threading.Event) -> list[Shown]:
    left_out: dict[int, str] = {}
    while True:
        performance = _Performance(path, patience, left_out)
        try:
            shown = performance.watch(patience + grace, off)
        finally:
            performance.end()
        if shown is not None:
            return shown
        if off.is_set():
            raise SiteError("called off")
        if performance.cell is None:
            raise SiteError(f"{path.name} could not be run: Python ended before its first cell")
        left_out[performance.cell] = performance.why


class _Performance:
    """One run of a lesson in a process: which cell it is in, and what became of it."""

    def __init__(self, path: Path, patience: float, left_out: dict[int, str]) -> None:
        self.cell: int | None = None
        self.why = "ends Python"
        self._folder = tempfile.TemporaryDirectory()
        self._news, telling = _SPAWN.Pipe(duplex=False)
        self._process = _SPAWN.Process(
            target=_perform,
            args=(path, patience, left_out, self._folder.name, telling),
            daemon=True,
        )
        self._process.start()
        telling.close()  # this process's own end of it: otherwise the news would have no end

    def watch(self, longest: float, off: threading.Event) -> list[Shown] | None:
        """What the cells show; None when the lesson did not come to its end."""
        quiet = 0.0
        while not off.is_set():
            ready = wait([self._news, self._process.sentinel], timeout=_LOOK)
            if self._news in ready:
                try:
                    kind, what = self._news.recv()
                except (EOFError, OSError):
                    return None
                if kind == "shown":
                    return what
                if kind == "refused":
                    raise SiteError(what)
                if kind == "full":
                    self.why = "fills the memory and keeps it"
                    return None
                self.cell, quiet = what, 0.0
            elif ready:
                return None
            elif self.cell is not None:  # the start alone may take as long as it takes
                quiet += _LOOK
                if quiet > longest:
                    self.why = f"takes more than {longest:g} seconds and cannot be interrupted"
                    return None
        return None

    def end(self) -> None:
        """Leave nothing behind: no process, no pipe, no folder."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self._news.close()
        with contextlib.suppress(OSError):  # what a cell wrote there may still be open (Windows)
            self._folder.cleanup()


def _perform(
    path: Path, patience: float, left_out: dict[int, str], folder: str, news: Connection
) -> None:
    """Run a lesson in this process and tell of every cell before it runs."""
    _say_nothing()
    own = os.getpid()

    def tell(kind: str, what: Any) -> None:
        if os.getpid() != own:  # a cell has forked, and this is the fork: it has nothing to say
            os._exit(0)
        news.send((kind, what))

    def tell_cell(place: int) -> None:
        """And whether the cell before it left room for this one and those below."""
        if not _is_room():
            tell("full", None)
            os._exit(0)
        tell("cell", place)

    try:
        shown = run_lesson(path, folder, patience, left_out, tell_cell, _limit_memory)
    except SiteError as error:
        tell("refused", str(error))
    except Exception as error:
        tell("refused", f"{path.name} could not be run: {type(error).__name__}: {error}")
    else:
        tell("shown", shown)


def _say_nothing() -> None:
    """What programs that a cell starts, and Python's last words, print is no line of the site's."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


def _limit_memory() -> None:
    """Let a cell that wants too much fail with MemoryError, where the system can do so."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows, macOS
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, hard))


def _is_room() -> bool:
    """Whether memory is left; asked for and not filled, so that the question costs nothing."""
    if not hasattr(mmap, "MAP_PRIVATE"):  # Windows: nothing is limited
        return True
    try:
        mmap.mmap(-1, ROOM, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()
    except (OSError, MemoryError):
        return False
    return True
