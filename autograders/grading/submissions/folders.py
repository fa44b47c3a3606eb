"""What was handed in: DIR/<student>/<lesson>/<lesson>.ipynb, renamed files found or reported."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from autograders.grading.notebooks.reading import Unreadable, content
from autograders.grading.submissions import disguised
from autograders.grading.submissions.hand_in import NothingHandedIn, instead
from autograders.grading.submissions.times import read_time
from autograders.grading.text import is_utf8

TIMESTAMP = "timestamp.txt"
TIMESTAMP_BYTES = 100


@dataclass(frozen=True)
class Submission:
    """One student's folder of one lesson; number and uploaded_as: what another system calls the
    student, and has put before the file's name; zone: the course's, by which its times are read;
    is_best: never, for a folder holds one attempt."""

    student: str
    lesson: str
    folder: Path
    number: str = ""
    zone: tzinfo | None = None
    uploaded_as: str = ""
    is_best: bool = False

    @property
    def key(self) -> str:
        """A name of its own within a run."""
        return f"{self.student}/{self.lesson}"

    def notebook(self) -> Path:
        """The notebook in the folder: of the lesson's name, or the only one there is."""
        path = self.folder / f"{self.lesson}.ipynb"
        if os.path.lexists(path):
            return path
        others = sorted(p for p in self.folder.glob("*.ipynb") if not p.name.startswith("."))
        if len(others) == 1:
            return others[0]
        if others:
            names = ", ".join(other.name for other in others[:5])
            raise Unreadable(
                f"There is no {path.name} in this submission, and several other notebooks "
                f"({names}). Hand in one, named {path.name}."
            )
        if renamed := disguised.only_one(self._files(), self.lesson):
            return renamed
        raise Unreadable(f"You handed in {self._instead()}. Hand in the notebook, {path.name}.")

    def _files(self) -> list[Path]:
        return [path for path in sorted(self.folder.iterdir()) if path.is_file()]

    def _instead(self) -> str:
        """What a folder without a notebook holds, in words."""
        names = sorted(p.name for p in self.folder.iterdir() if p.name[0] != ".")
        names = [ascii(n)[1:-1] if not is_utf8(n) else n for n in names if n != TIMESTAMP]
        return instead(names)

    def content(self) -> bytes:
        """The notebook's bytes; Unreadable with a reason for the student."""
        path = self.notebook()
        found = content(path)
        if path.suffix == ".ipynb":
            return found
        return disguised.notebook_in(found, self.lesson) or found

    def changed(self) -> float:
        """When the notebook was last changed, in seconds since 1970."""
        return self.notebook().lstat().st_mtime

    def when(self) -> datetime | None:
        """When it was handed in (UTC), by the collector's timestamp.txt, where one can be read."""
        try:
            return _time(self.folder / TIMESTAMP, self.zone)
        except (OSError, ValueError, OverflowError):
            return None

    def beside(self) -> str | None:
        """A notebook that lies there, too, and has more answers than the one that counts."""
        path = self.folder / f"{self.lesson}.ipynb"
        found = disguised.better_beside(path, self.lesson) if os.path.lexists(path) else None
        return found and f"{self.key}: {found}"

    def remark(self) -> str | None:
        """What is wrong with its timestamp.txt, which then does not count."""
        path = self.folder / TIMESTAMP
        try:
            if os.path.lexists(path):
                _time(path, self.zone)
        except OSError:
            return f"{self.key}/{TIMESTAMP}: a link, or it cannot be opened"
        except (ValueError, OverflowError):
            return (
                f"{self.key}/{TIMESTAMP}: no ordinary file with nothing but a date and time, or "
                "its time zone is not known (--timezone)"
            )
        return None


def _time(path: Path, zone: tzinfo | None) -> datetime:
    """The time in this file, which may be anything: a student may have put it there."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise ValueError("not an ordinary file")
        found = os.read(descriptor, TIMESTAMP_BYTES + 1)
    finally:
        os.close(descriptor)
    if len(found) > TIMESTAMP_BYTES:
        raise ValueError("too long")
    return read_time(found.decode("utf-8"), zone)


def find(folder: Path, lessons: list[str], zone: tzinfo | None = None) -> list[Submission]:
    """All submissions of these lessons below `folder`, by student and lesson."""
    if not folder.is_dir():
        raise NothingHandedIn(
            f"{folder}: no such folder or zip file; give the one that holds what was handed in"
        )
    found = [
        Submission(student.name, lesson, student / lesson, zone=zone)
        for student in _students(folder)
        if is_utf8(student.name)
        for lesson in lessons
        if _is_folder(student / lesson)
    ]
    if not found:
        wanted = " or ".join(f"<student>/{lesson}/{lesson}.ipynb" for lesson in lessons)
        raise NothingHandedIn(f"{folder}: holds no {wanted}")
    return found


def is_a_lessons_name(name: str | None, known: list[str]) -> bool:
    """Is this no student, but a lesson's folder in the place of one?"""
    return (name or "").casefold() in {lesson.casefold() for lesson in known}


def holds_lessons(source: Path) -> str:
    """What to say of a folder or zip file of one student's lessons, given as a class's."""
    if source.is_dir():
        above = source.parent if source.name and source.parent.name else source.resolve().parent
        return f"{source}: holds lessons, not students; give the folder above it, {above}"
    return (
        f"{source}: holds lessons, not students; unpack it into a folder that has the student's "
        "name, and give the folder above that"
    )


def left_out(
    folder: Path, lessons: list[str], known: list[str], zone: tzinfo | None = None
) -> Iterator[str]:
    """A line on each folder and timestamp that `find` passes by; known: every lesson there is."""
    for submission in find(folder, lessons, zone):
        yield from filter(None, (submission.remark(), submission.beside()))
    for entry in sorted(folder.iterdir()):
        there = [lesson for lesson in known if _is_folder(entry / lesson)]
        links = [entry, *(entry / lesson for lesson in lessons)]
        if link := next((one for one in links if one.is_symlink() and one.is_dir()), None):
            yield f"{link.relative_to(folder)}: a link to a folder"
        elif there and entry.name.startswith("."):
            yield f"{entry.name}: its name begins with a dot; rename the folder"
        elif there and not is_utf8(entry.name):
            yield f"{entry.name!a}: its name is not UTF-8; rename the folder"
        elif not there and _holds_notebooks(entry):
            yield f"{entry.name}: it has notebooks, but no folder named {' or '.join(lessons)}"


def is_loose(folder: Path, known: list[str]) -> bool:
    """Is it no nbgrader's layout, though some students may have handed in such a folder?

    Notebooks that lie loose, or in a folder without a lesson's, are counted against folders with.
    """
    in_layout = [any(_is_folder(one / lesson) for lesson in known) for one in _students(folder)]
    around = [_holds_notebooks(one) for one in _students(folder)]
    loose = sum(a and not b for a, b in zip(around, in_layout, strict=True))
    return sum(in_layout) <= loose + len(list(folder.glob("*.ipynb")))


def _students(folder: Path) -> list[Path]:
    return [one for one in sorted(folder.iterdir()) if _is_folder(one) and one.name[0] != "."]


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _holds_notebooks(folder: Path) -> bool:
    return _is_folder(folder) and any(folder.glob("*.ipynb"))
