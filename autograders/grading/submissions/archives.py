"""The files of a folder or zip of uploads: listed and read where they lie, never unpacked."""

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath

from autograders.grading.notebooks import reading, slimming
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.submissions.hand_in import NothingHandedIn

MOST_FILES = 50_000
MOST_CHARACTERS = 400
"""Of a name in a zip: no system gives longer ones, and telling whose it is takes ever longer."""
_UTF_8 = 0x800


@dataclass(frozen=True)
class File:
    """A file of the collection: its name in it, and why it cannot be read (None: it can).

    The name of an empty folder ends with a slash.
    """

    name: str
    place: Path
    member: str | None = None
    wrong: str | None = None

    @property
    def size(self) -> int:
        """Bytes, as the folder or the zip file's list says; no more than a guess for the latter."""
        if self.member is None:
            return self.place.lstat().st_size
        return _opened(self.place).getinfo(self.member).file_size

    @property
    def is_notebook(self) -> bool:
        """By its name."""
        return self.name.lower().endswith(".ipynb")


def is_archive(path: Path) -> bool:
    """Is this a zip file?"""
    return path.is_file() and zipfile.is_zipfile(path)


def files_of(source: Path, remarks: list[str]) -> list[File]:
    """All files of a folder or zip file; a remark on each that is left out."""
    among = _of_archive if is_archive(source) else _of_folder
    files = list(islice(among(source, remarks), MOST_FILES + 1))
    if len(files) > MOST_FILES:
        raise NothingHandedIn(f"{source}: holds more than {MOST_FILES} files")
    return files


def _of_folder(source: Path, remarks: list[str]) -> Iterator[File]:
    for folder, inner, files in os.walk(source, followlinks=False):
        place = Path(folder)
        for name in [name for name in inner if (place / name).is_symlink()]:
            remarks.append(f"{(place / name).relative_to(source)}: a link to a folder")
        if not inner and all(map(_is_clutter, files)):
            yield File(f"{place.relative_to(source).as_posix()}/", place)
        inner[:] = sorted(name for name in inner if not _is_clutter(name))
        for name in sorted(files):
            if not _is_clutter(name):
                yield File((place / name).relative_to(source).as_posix(), place / name)


def _of_archive(source: Path, remarks: list[str]) -> Iterator[File]:
    try:
        members = _opened(source).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NothingHandedIn(f"{source}: the zip file cannot be read ({error})") from None
    last = {member.filename: member for member in members}
    used = {parent for name in last for parent in PurePosixPath(name).parents}
    for member in members:
        name = _name(member)
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or re.match(r"\w:", name):
            remarks.append(f"{name}: its path leads out of the zip file")
        elif len(name) > MOST_CHARACTERS:
            remarks.append(f"{name[:60]}…: its name has more than {MOST_CHARACTERS} characters")
        elif any(map(_is_clutter, path.parts)):
            continue
        elif member is not last[member.filename]:
            remarks.append(f"{name}: it is in the zip file more than once; the last one counts")
        elif not member.is_dir():
            yield File(name, source, member.filename, _why_not(member))
        elif PurePosixPath(member.filename) not in used:
            yield File(name, source, member.filename)


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; some programs write UTF-8 without saying so, which zipfile misreads."""
    if not member.flag_bits & _UTF_8:
        try:
            return member.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            return member.filename
    return member.filename


@lru_cache(maxsize=1)
def _opened(archive: Path) -> zipfile.ZipFile:
    """The zip file, opened once: its list of members may be long."""
    return zipfile.ZipFile(archive)


def _why_not(member: zipfile.ZipInfo) -> str | None:
    """Why a member is not read, to its student."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return "Your notebook is a link or no ordinary file. Hand in the file itself."
    if member.flag_bits & 1:
        return "Your notebook is encrypted. Hand it in without a password."
    return reading.too_large() if member.file_size > slimming.MOST_READ else None


def unpacked(archive: Path, name: str) -> bytes:
    """A member's bytes, never more than a notebook may have, whatever its header says."""
    try:
        with _opened(archive).open(name) as file:
            return reading.bounded(file, lambda: _opened(archive).open(name))
    except Unreadable:
        raise
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise Unreadable(
            "Your notebook is damaged in the zip file of all uploads. Hand it in again."
        ) from error


def changed(place: Path, name: str | None) -> float:
    """When a file, or the member of that name of a zip file, was last changed: seconds since 1970.

    A zip file has the local time of where it was made; one that makes no sense is the file's own.
    """
    if name is not None:
        with suppress(ValueError, OverflowError, OSError):
            return datetime(*_opened(place).getinfo(name).date_time).timestamp()
    return place.lstat().st_mtime


def _is_clutter(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"
