"""Files that nothing spoils: one run writes at a time, and what it writes is whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LOCK = ".grading.lock"


class Busy(RuntimeError):
    """This run cannot have the place for itself; one line says why and what to do."""


@contextmanager
def alone(path: Path, what: str) -> Iterator[None]:
    """Hold the lock on this file; Busy where another process has it.

    what: what both would write into. The file stays; the kernel lets the lock go with the process
    that holds it, however that ends.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise Busy(
            f"{path}: cannot be opened ({error.strerror}); you need to write there"
        ) from None
    try:
        _take(descriptor, what)
        yield
    finally:
        os.close(descriptor)


def _take(descriptor: int, what: str) -> None:
    import fcntl  # not on Windows, where nothing is graded: another line says so before

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Busy(f"{what}: another run is grading into it; wait until it has ended") from None


@contextmanager
def written_whole(
    path: Path, mode: str = "w", encoding: str | None = None, newline: str | None = None
) -> Iterator[IO]:
    """A file to write, opened as by `open`, that takes the place of `path` once it is whole.

    What stood there stays when something goes wrong on the way.
    """
    part = path.with_name(f".{path.name.removeprefix('.')}.part")
    try:
        with open(part, mode, encoding=encoding, newline=newline) as file:
            yield file
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    os.replace(part, path)


def write_whole(path: Path, text: str) -> None:
    """Write a text file that is there in whole or not at all."""
    with written_whole(path, encoding="utf-8") as file:
        file.write(text)
