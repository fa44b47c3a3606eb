"""What a submission uses beyond its share.

The kernel's own limits bound one process. They do not bound threads where the grader runs as root,
nor files where there is no file system of one's own; so the warm process looks at its child.
"""

import errno
import os
import time

INTERVAL = 0.02
"""Seconds between two looks at the threads; a look costs some 20 microseconds."""
FILES_INTERVAL = 0.2
MOST_THREADS = 64
MOST_FILES = 4000

TOO_MANY_THREADS = "started more threads than it may"
TOO_MANY_FILES = "wrote more files than it may"


class Watch:
    """Looks at one child and its folder from time to time.

    most_bytes: what its files may hold together. It has to be what the folder's own file system
    holds, where there is one: less would end some submissions, and spare those that were quicker
    than the next look.
    """

    def __init__(self, child: int, folder: str, most_bytes: int) -> None:
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


def is_overfull(folder: str, most_bytes: int) -> bool:
    """More files, more bytes, or deeper folders than a lesson could want; looks no further."""
    count = size = 0
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if count > MOST_FILES or size > most_bytes:
                        return True
        except OSError as error:  # what has just gone is nobody's burden
            if error.errno == errno.ENAMETOOLONG:
                return True
    return False
