"""Limits that a line of Python meets at once, at the line that goes too far: threads and files.

What is only looked at from time to time ends one run and spares the next, and it ends whatever
happens to run at that moment, which may be another exercise's cell. So these are counted where they
are made. A student who works at it gets around that; `leftovers` waits there, with more room.
"""

import _thread
import errno
import os
import sys
import threading
from collections.abc import Callable

MOST_THREADS = 60
"""Of a submission at a time, besides the one that runs its cells."""
MOST_FILES = 4000
"""Files and folders of a submission at a time."""

_STARTS = ("start_new_thread", "start_new", "start_joinable_thread")
_MADE = {"os.mkdir", "os.link", "os.symlink"}


def limit_threads() -> None:
    """Let this process's next thread be refused, as a system does it, while it has MOST_THREADS."""
    count = _Count()
    for name in _STARTS:
        if hasattr(_thread, name):
            counted = count.of(getattr(_thread, name))
            setattr(_thread, name, counted)
            if hasattr(threading, f"_{name}"):
                setattr(threading, f"_{name}", counted)


class _Count:
    """How many threads are running that were started by what `of` gives."""

    def __init__(self) -> None:
        self._running, self._guard = 0, _thread.allocate_lock()

    def of(self, start):
        """The same way to start a thread, counted."""

        def counted(function, *arguments, **options):
            def run(*args, **kwargs):
                try:
                    return function(*args, **kwargs)
                finally:
                    self._add(-1)

            self._add(1)
            try:
                return start(run, *arguments, **options)
            except BaseException:
                self._add(-1)
                raise

        return counted

    def _add(self, number: int) -> None:
        with self._guard:
            if number > 0 and self._running >= MOST_THREADS:
                raise RuntimeError("can't start new thread")
            self._running += number


def limit_files(entries: Callable[[int], int]) -> None:
    """Let what makes one more than MOST_FILES fail, as on a disk that is full.

    entries: how many there are now, counted up to the number that it is given.
    """
    room = MOST_FILES

    def heard(event: str, arguments: tuple) -> None:
        nonlocal room
        if event == "open":
            if not (isinstance(arguments[2], int) and arguments[2] & os.O_CREAT):
                return
        elif event not in _MADE:
            return
        if room <= 0:  # so many have been made: how many are left of them?
            room = MOST_FILES - entries(MOST_FILES)
            if room <= 0:
                told = f"a submission may have {MOST_FILES} files and folders"
                raise OSError(errno.ENOSPC, told)
        room -= 1

    sys.addaudithook(heard)
