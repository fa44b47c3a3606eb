"""What a submission uses beyond its share, on ways around the limits that it is told of.

The kernel's own limits bound one process. They do not bound threads where the grader runs as root,
nor files where there is no file system of one's own; `bounds` counts what Python makes. So the warm
process looks at its child, and allows more than they do: nobody who keeps to those is ended by the
moment of a look.
"""

import errno
import os
import time

INTERVAL = 0.02
"""Seconds between two looks at the threads; a look costs some 20 microseconds."""
FILES_INTERVAL = 0.2
MOST_THREADS = 160
MOST_FILES = 8000

TOO_MANY_THREADS = "started more threads than it may"
TOO_MANY_FILES = "wrote more files than it may"


class Watch:
    """Looks at one child and its folder from time to time.

    most_bytes: what its files may hold together, where no file system of the folder's own sees to
    that.
    """

    def __init__(self, child: int, folder: str, most_bytes: int | None) -> None:
        self._child, self._folder, self._most_bytes = child, folder, most_bytes
        self._next = 0.0

    def excess(self) -> str:
        """What the child has too much of, worded for the student; nothing when all is well."""
        if threads_of(self._child) > MOST_THREADS:
            return TOO_MANY_THREADS
        now = time.monotonic()
        if now >= self._next:
            self._next = now + FILES_INTERVAL
            if is_overfull(self._folder, self._most_bytes):
                return TOO_MANY_FILES
        return ""


def threads_of(process: int) -> int:
    """Threads of a process; 0 when it is gone or this system does not tell."""
    try:
        with open(f"/proc/{process}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[17])
    except (OSError, IndexError, ValueError):
        return 0


def is_overfull(folder: str, most_bytes: int | None = None) -> bool:
    """More files, more bytes, or deeper folders than a lesson could want; looks no further."""
    return entries(folder, MOST_FILES + 1, most_bytes) > MOST_FILES


def entries(folder: str, most: int, most_bytes: int | None = None) -> int:
    """Files and folders in it, at any depth, up to `most`; `most`, too, when they hold more bytes
    or a path is too long to be followed."""
    count = size = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    elif most_bytes is not None:
                        size += _bytes_of(entry)
                        if size > most_bytes:
                            return most
                    if count >= most:
                        return most
        except OSError as error:  # what has just gone is nobody's burden
            if error.errno == errno.ENAMETOOLONG:
                return most
    return count


def _bytes_of(entry: os.DirEntry) -> int:
    """What it takes on the disk; a file of several names has a share under each."""
    known = entry.stat(follow_symlinks=False)
    return known.st_blocks * 512 // max(known.st_nlink, 1)
