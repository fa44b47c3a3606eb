"""How a file of the learner's own is kept: whole, by one writer at a time, never thrown away."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

try:
    from fcntl import LOCK_EX, flock
except ImportError:
    flock = None  # type: ignore[assignment]
    try:
        import msvcrt  # Windows has its own way to lock a file
    except ImportError:
        msvcrt = None  # type: ignore[assignment]  # Python in a browser has none, and nobody to wait for


def read_plain(path: Path) -> bytes:
    """What the file holds; OSError where there is none, or where it is no plain file.

    A pipe of that name would let its reader wait for ever, and so may a device.
    """
    _refuse_all_but_plain(path)
    return path.read_bytes()


def _refuse_all_but_plain(path: Path) -> None:
    mode = path.stat().st_mode
    if not stat.S_ISREG(mode):
        kinds = {stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
        kind = kinds.get(stat.S_IFMT(mode), "a device")
        raise OSError(errno.EINVAL, f"it is {kind} and no file")


def write_whole(path: Path, text: str) -> None:
    """Write the file by way of a neighbour that is then renamed: it is never half written.

    Where the file is a link, what it leads to is written, and the link stays. Half a character, as
    a page can send it, is written as JSON writes it. OSError where something else than a plain file
    has that name: a pipe or a device is not replaced.
    """
    path = Path(os.path.realpath(path))
    with contextlib.suppress(FileNotFoundError):
        _refuse_all_but_plain(path)
    handle, draft = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        with contextlib.suppress(OSError):  # the draft may be renamed already
            os.unlink(draft)
        raise


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Two kernels on one lesson take turns; the lock falls with the process that holds it.

    Where none can be had, they may meet, as without this course: some network drives know no locks,
    and something else may have the name of the lock's file.
    """
    with _lock_file(path) as file:
        if file is None:
            yield
        elif flock is not None:
            with contextlib.suppress(OSError):
                flock(file, LOCK_EX)
            yield
        elif not msvcrt:
            yield
        else:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)


def _lock_file(path: Path) -> contextlib.AbstractContextManager[BinaryIO | None]:
    lock = path.with_name(f".{path.stem}.lock")
    try:
        with contextlib.suppress(FileNotFoundError):
            _refuse_all_but_plain(lock)
        return open(lock, "a+b")
    except OSError:
        return contextlib.nullcontext()


def set_aside(path: Path) -> None:
    """Rename a file that cannot be understood to `.bad`, beside earlier ones, and say so.

    Raises OSError where it cannot be moved: it is then to be left alone.
    """
    spare = path.with_name(path.name + ".bad")
    number = 1
    while os.path.lexists(spare):
        number += 1
        spare = path.with_name(f"{path.name}.bad{number}")
    try:
        path.rename(spare)
    except FileNotFoundError:
        return  # another kernel was quicker to set it aside
    print(f"{path} could not be understood: it is kept as {spare.name}, a new one begins.")
