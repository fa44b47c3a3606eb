"""Run each lesson in a process of its own, and once more without the cell that took it down.

A cell may end Python, refuse to be interrupted or eat up all memory. None of this can be mended in
the process in which it happens; so another one watches, knows which cell is running, and begins the
lesson again without it.

Most of what a lesson takes is to load the same libraries as the others. On Linux, one process loads
them and divides for each run; it ends with the export. Elsewhere each run loads them for itself.
"""

import contextlib
import gc
import mmap
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from .stage import PATIENCE, Shown, SiteError, load_libraries, run_lesson

#: Seconds that a cell has to come to its end after it was interrupted.
GRACE = 5.0
#: Bytes that a lesson may fill: far more than any needs, and less than most computers have.
MEMORY = 3 << 30
#: Bytes that have to be left of them for the cells below.
ROOM = 1 << 28
_LOOK = 0.5  # seconds between two looks at whether a cell takes too long
_SPAWN = get_context("spawn")
#: Not on macOS, where system libraries do not survive that a process divides.
DIVIDES = sys.platform == "linux"


def run_lessons(
    paths: list[Path], patience: float = PATIENCE, grace: float = GRACE
) -> list[list[Shown]]:
    """What the cells of each lesson show, as `run_lesson` says; several lessons at a time.

    A cell that ends its process, or that `grace` seconds after an interrupt still runs, shows
    `Failed`. Raises SiteError with one line.
    """
    if DIVIDES:
        return _run_in_company(paths, patience, grace)
    return _watch_all(paths, patience, grace, _SPAWN)


def _run_in_company(paths: list[Path], patience: float, grace: float) -> list[list[Shown]]:
    """What `_watch_all` gives, from a process that has loaded the libraries and divides."""
    news, theirs = _SPAWN.Pipe()
    company = _SPAWN.Process(target=_company, args=(paths, patience, grace, theirs))
    company.start()
    theirs.close()
    try:
        while not wait([news], timeout=_LOOK):
            if not company.is_alive() and not news.poll():
                raise EOFError
        kind, what = news.recv()
    except (EOFError, OSError):
        raise SiteError("the lessons could not be run: Python ended") from None
    finally:
        news.close()  # it ends what it has begun, and itself
        company.join()
        company.close()
    if kind == "refused":
        raise SiteError(what)
    return what


def _company(paths: list[Path], patience: float, grace: float, theirs: Connection) -> None:
    """Load what every lesson needs, run all of them in divisions of this process, and tell."""
    _say_nothing()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever waits for us says when to end
    told: tuple[str, Any]
    with tempfile.TemporaryDirectory() as folder:
        try:
            load_libraries(folder, pictures=len(paths) > 1)
            gc.freeze()  # a division that collects garbage would copy all of it
            told = ("shown", _watch_all(paths, patience, grace, get_context("fork"), theirs))
        except SiteError as error:
            told = ("refused", str(error))
        except Exception as error:
            told = ("refused", f"the lessons could not be run: {type(error).__name__}: {error}")
        with contextlib.suppress(OSError):  # nobody waits any more
            theirs.send(told)


def _watch_all(
    paths: list[Path],
    patience: float,
    grace: float,
    context: Any,
    asks: Connection | None = None,
) -> list[list[Shown]]:
    """Run the lessons in processes of `context`, so many at a time as there are processors.

    What comes from `asks`, if only its end, calls all off.
    """
    found: dict[int, list[Shown]] = {}
    left_out: list[dict[int, str]] = [{} for _ in paths]
    waiting = list(range(len(paths)))
    running: dict[int, _Performance] = {}
    workers = os.cpu_count() or 1
    try:
        while len(found) < len(paths):
            while waiting and len(running) < workers:
                place = waiting.pop(0)
                running[place] = _Performance(
                    paths[place], patience, grace, left_out[place], context
                )
            signs = [sign for one in running.values() for sign in one.signs]
            if asks in wait([*signs, *([asks] if asks else [])], timeout=_LOOK):
                raise SiteError("called off")
            for place, one in list(running.items()):
                one.look()
                if one.over:
                    del running[place]
                    one.end()
                    if one.shown is not None:
                        found[place] = one.shown
                    else:
                        left_out[place][one.cell_lost()] = one.why
                        waiting.insert(0, place)
    finally:  # no process of ours outlives an interrupt or a mistake
        for one in running.values():
            one.end()
    return [found[place] for place in range(len(paths))]


class _Performance:
    """One run of a lesson in a process: which cell it is in, and what became of it."""

    def __init__(
        self,
        path: Path,
        patience: float,
        grace: float,
        left_out: dict[int, str],
        context: Any,
    ) -> None:
        self.over = False
        self.shown: list[Shown] | None = None
        self.why = "ends Python"
        self._path = path
        self._longest = patience + grace
        self._cell: int | None = None
        self._heard = time.monotonic()
        self._folder = tempfile.TemporaryDirectory()
        self._news, telling = context.Pipe(duplex=False)
        self._process = context.Process(
            target=_perform,
            args=(path, patience, dict(left_out), self._folder.name, telling),
            daemon=True,
        )
        self._process.start()
        telling.close()  # this process's own end of it: otherwise the news would have no end

    @property
    def signs(self) -> Sequence[Any]:
        """What to wait for: its news, and its end."""
        return (self._news, self._process.sentinel)

    def look(self) -> None:
        """Take one piece of news, if there is one; else see whether it has ended or hangs."""
        if self._news.poll():
            try:
                self._hear(*self._news.recv())
            except (EOFError, OSError):
                self.over = True
        elif not self._process.is_alive():
            self.over = not self._news.poll()  # its last words may have come just now
        elif self._cell is not None and time.monotonic() - self._heard > self._longest:
            # the start alone may take as long as it takes
            self.why = f"takes more than {self._longest:g} seconds and cannot be interrupted"
            self.over = True

    def _hear(self, kind: str, what: Any) -> None:
        if kind == "refused":
            raise SiteError(what)
        self._heard = time.monotonic()
        if kind == "cell":
            self._cell = what
        elif kind == "full":
            self.why = "fills the memory and keeps it"
        else:
            self.shown = what
        self.over = kind != "cell"

    def cell_lost(self) -> int:
        """The cell in which a run came to its end; SiteError when it was in none."""
        if self._cell is None:
            raise SiteError(
                f"{self._path.name} could not be run: Python ended before its first cell"
            )
        return self._cell

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
