"""The course's folder `submitted`, where nbgrader looks for everything that was handed in.

What `grade` has read from another folder is put there as well, so that formgrader and
`nbgrader autograde` know of it. Nothing older takes the place of something newer, and a file that
somebody else has put there is never lost: where a newer one takes its place, it stays under a name
that begins with a dot.
"""

import hashlib
import os
from contextlib import suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from autograders.grading.files import write_whole, written_whole
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.submissions.folders import TIMESTAMP, Submission
from autograders.grading.submissions.hand_in import HandIn
from autograders.grading.submissions.own_words import FILE_NAME, Handed
from autograders.grading.text import one_line

COPIED = ".copied_by_grade"
"""Beside a copy: its fingerprint, which tells it from a file that somebody else has put there."""
SHOWN = 20


class Submitted:
    """The folder of a course, and what is to be said of it; source: what this run reads."""

    def __init__(self, book: CourseBook, source: Path) -> None:
        self._book = book
        here, there = book.submitted().resolve(), source.resolve()
        self._is_source = here == there or here in there.parents or there in here.parents
        self._remarks: dict[Path, str] = {}

    def put(self, hand_in: HandIn, content: bytes) -> None:
        """Put what was read of this hand-in there, unless it holds something newer."""
        if self._is_source:
            return
        place = self._book.submitted(hand_in.student, hand_in.lesson)
        try:
            remark = _put(place, hand_in, content)
        except OSError as error:
            remark = f"nothing can be put there ({error.strerror}), so nbgrader does not know of it"
        if remark:
            self._remarks[place] = remark

    def put_words(self, words: Handed) -> None:
        """Put a student's own words there; what stood in their place stays under another name."""
        if self._is_source:
            return
        place = self._book.submitted(words.student, words.lesson)
        try:
            remark = _put_words(place, words.content)
        except OSError as error:
            remark = f"{FILE_NAME} cannot be put there ({error.strerror})"
        if remark:
            self._remarks[place / FILE_NAME] = remark

    def lines(self) -> list[str]:
        """What to print."""
        said = [one_line(f"{place}: {remark}") for place, remark in sorted(self._remarks.items())]
        more = len(said) - SHOWN
        rest = [f"and {more} more in {self._book.submitted()}"] if more > 0 else []
        return [*said[:SHOWN], *rest]


def _put(place: Path, hand_in: HandIn, content: bytes) -> str:
    """Put it there; what is to be said of that, if anything."""
    if place.is_symlink() or place.parent.is_symlink():
        return "is a link, and stays as it is; nbgrader grades what it leads to"
    zone = getattr(hand_in, "zone", None)
    there, kept = Submission(hand_in.student, hand_in.lesson, place, zone=zone), ""
    target = place / f"{hand_in.lesson}.ipynb"
    if old := _notebooks(place):
        try:
            same = there.notebook() == target and there.content() == content
        except Unreadable:
            return "holds something else than one ordinary notebook, and stays as it is"
        if same:
            _tell_when(there, hand_in)
            return ""
        if _time(there) > _time(hand_in):
            return "holds a newer notebook than the one that is graded here, and it stays"
        kept = _kept(place, old[0])
    place.mkdir(parents=True, exist_ok=True)
    write_whole(place / COPIED, hashlib.sha256(content).hexdigest())
    with written_whole(target, "wb") as file:
        file.write(content)
    os.utime(target, (_time(hand_in), _time(hand_in)))
    _tell_when(there, hand_in)
    return f"a newer notebook is there now; the one of before is kept as {kept}" if kept else ""


def _put_words(place: Path, content: bytes) -> str:
    if place.is_symlink() or place.parent.is_symlink():
        return "the folder is a link, and stays as it is"
    target, kept = place / FILE_NAME, ""
    if os.path.lexists(target):
        if target.is_file() and not target.is_symlink() and target.read_bytes() == content:
            return ""
        names = (f".{target.stem}.{number}.json" for number in count(1))
        kept = next(name for name in names if not os.path.lexists(place / name))
        os.rename(target, place / kept)
    place.mkdir(parents=True, exist_ok=True)
    with written_whole(target, "wb") as file:
        file.write(content)
    return f"another one is there now; the one of before is kept as {kept}" if kept else ""


def _notebooks(folder: Path) -> list[Path]:
    return [path for path in folder.glob("*.ipynb") if not path.name.startswith(".")]


def _kept(place: Path, old: Path) -> str:
    """Move away what would be written over, with its time; its new name ("": it was a copy)."""
    with suppress(OSError):
        copied = (place / COPIED).read_text(encoding="utf-8")
        if copied == hashlib.sha256(reading.content(old)).hexdigest():
            (place / TIMESTAMP).unlink(missing_ok=True)
            return ""
    day = datetime.fromtimestamp(old.stat().st_mtime, UTC)
    names = (f".{old.stem}.{day:%Y-%m-%d_%H.%M.%S}.{number}" for number in count(1))
    name = next(name for name in names if not os.path.lexists(place / f"{name}.ipynb"))
    os.rename(old, place / f"{name}.ipynb")
    if os.path.lexists(place / TIMESTAMP):
        os.rename(place / TIMESTAMP, place / f"{name}.{TIMESTAMP}")
    return f"{name}.ipynb"


def _tell_when(there: Submission, hand_in: HandIn) -> None:
    """Say when it was handed in, as nbgrader does, unless a later time stands there."""
    when, told = hand_in.when(), there.when()
    if when is not None and (told is None or told < when):
        write_whole(there.folder / TIMESTAMP, f"{when.isoformat(sep=' ')} UTC\n")


def _time(hand_in: HandIn) -> float:
    """When it was handed in, or else when its file was last changed; seconds since 1970."""
    when = hand_in.when()
    return when.replace(tzinfo=UTC).timestamp() if when else hand_in.changed()
