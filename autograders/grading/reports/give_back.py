"""Pages given back: what Moodle, Canvas and a mail program take in, one folder a time.

Moodle: Assignment > View all submissions > Upload multiple feedback files in a zip. It goes by
`NAME_NUMBER_assignsubmission_file_` and the number, so a name may hold no other underscore.
Canvas: Assignment > Upload Submissions. It goes by the first two numbers in `NAME_NUMBER_FILE_…`,
and the second must be that of the file that was handed in.
"""

import csv
import os
import re
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from autograders.grading.reports.in_words import in_words
from autograders.grading.reports.records import Record
from autograders.grading.reports.sheet import harmless
from autograders.grading.text import one_line, readable, some_of

FOLDER = "give_back"
MOODLE, CANVAS, MAIL, COMMENTS = "moodle.zip", "canvas.zip", "mail.csv", "comments.csv"
MAIL_COLUMNS = ("email", "name", "student", "lesson", "points", "max_points", "page")
COMMENT_COLUMNS = ("student", "number", "name", "points", "max_points", "comment")
SHOWN = 20
LONGEST_NAME = 100
_NAME_AND_NUMBER = r"(?P<name>[^/]*?)(?P<late>_LATE)?_(?P<number>\d+)_"
_BY_MOODLE = re.compile(_NAME_AND_NUMBER + r"assignsubmission_[a-z0-9]+_?/?", re.DOTALL)
_BY_CANVAS = re.compile(_NAME_AND_NUMBER + r"(?P<file>\d+)_", re.DOTALL)
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\'=+-][^\s@,;:<>()\[\]\"\\]*@[\w-][\w.-]*\w")
_ALWAYS_THE_SAME = (1980, 1, 1, 0, 0, 0)
"""The time of each file in a zip, so that the same pages make the same file."""


@dataclass
class Pages:
    """One lesson's pages, as they come; all its files lie in `folder`."""

    folder: Path
    lesson: str
    moodle: "_Zip"
    canvas: "_Zip"
    mail: list[tuple[str, ...]] = field(default_factory=list)
    comments: list[tuple[str, ...]] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path, lesson: str) -> "Pages":
        """No pages yet."""
        start = folder / lesson
        moodle, canvas = (_Zip(Path(f"{start}_{name}")) for name in (MOODLE, CANVAS))
        return cls(folder, lesson, moodle, canvas)

    def add(self, record: Record, page: Path, person: tuple[str, str]) -> bool:
        """One student's page, ready to be given back; is there any way for it?

        person: name and e-mail address, as far as they are known. Raises OSError where the page
        cannot be read.
        """
        name, email = person
        points = f"{record.points:g}"
        most = f"{sum(score.max_points for score in record.scores):g}"
        content, ways = page.read_bytes(), []
        if entry := moodles_name(record.uploaded_as):
            ways.append(self.moodle.add(f"{entry}/{self.lesson}.html", content))
        if entry := canvas_name(record.uploaded_as):
            ways.append(self.canvas.add(f"{entry}{self.lesson}.html", content))
        if is_address(email):
            to = (email, name, record.student, self.lesson)
            self.mail.append((*to, points, most, str(page.resolve())))
            ways.append(True)
        who = (record.student, record.number, name)
        self.comments.append((*who, points, most, in_words(record)))
        return any(ways)

    def close(self) -> list[str]:
        """Put the files in place; a line on each."""
        lines = []
        for way in (self.moodle, self.canvas):
            way.close()
            lines += [f"{way.path.name}: {len(way.names)} pages"] if way.names else []
        for rows, columns, name in (
            (self.mail, MAIL_COLUMNS, MAIL),
            (self.comments, COMMENT_COLUMNS, COMMENTS),
        ):
            if rows:
                path = Path(f"{self.folder / self.lesson}_{name}")
                _write(path, columns, rows)
                lines.append(f"{path.name}: {len(rows)} students")
        return lines


class _Zip:
    """A zip file that is made when its first page comes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.names: set[str] = set()
        self._file: zipfile.ZipFile | None = None

    def add(self, name: str, content: bytes) -> bool:
        """Put a file in; not over another one, which is another student's."""
        if name.casefold() in self.names:
            return False
        self._file = self._file or zipfile.ZipFile(self.path, "x", zipfile.ZIP_DEFLATED)
        about = zipfile.ZipInfo(name, _ALWAYS_THE_SAME)
        about.external_attr = 0o644 << 16
        about.compress_type = zipfile.ZIP_DEFLATED
        self._file.writestr(about, content)
        self.names.add(name.casefold())
        return True

    def close(self) -> None:
        if self._file:
            self._file.close()


class GiveBack:
    """All lessons' pages; `close` puts the folder in place, whole and under a name of its own.

    people: name and e-mail address of each student.
    """

    def __init__(self, out: Path, people: dict[str, tuple[str, str]]) -> None:
        self._out, self._people = out / FOLDER, people
        self._lessons: dict[str, Pages] = {}
        self._open: list[str] = []
        self._no_way: list[str] = []

    def __enter__(self) -> "GiveBack":
        self._out.mkdir(parents=True, exist_ok=True)
        self._part = Path(mkdtemp(prefix=".part-", dir=self._out))
        return self

    def __exit__(self, *_: object) -> None:
        for pages in self._lessons.values():
            pages.moodle.close()
            pages.canvas.close()
        rmtree(self._part, ignore_errors=True)
        with suppress(OSError):  # it is there for a reason when something is in it
            self._out.rmdir()

    @property
    def left_out(self) -> bool:
        """Is somebody's page not ready, or without a way back?"""
        return bool(self._open or self._no_way)

    def add(self, record: Record, page: Path) -> None:
        """One student's page, unless marks are missing on it."""
        if record.open:
            self._open.append(f"{record.student}/{record.lesson}")
            return
        pages = self._lessons.setdefault(record.lesson, Pages.of(self._part, record.lesson))
        if not pages.add(record, page, self._people.get(record.student, ("", ""))):
            self._no_way.append(f"{record.student}/{record.lesson}")

    def close(self, now: datetime) -> list[str]:
        """Put the folder in place; the lines to print."""
        lines = [f"  {line}" for _, p in sorted(self._lessons.items()) for line in p.close()]
        if lines:
            target = _free(self._out, f"{now:%Y-%m-%d %H.%M.%S}")
            os.chmod(self._part, 0o777 & ~_umask())
            os.rename(self._part, target)
            lines.insert(0, f"To give back: {target}")
        if self._open:
            lines.append(
                f"Left out, marks by hand are missing: {some_of(sorted(self._open), SHOWN)}"
            )
        if self._no_way:
            lines.append(
                "Only in comments.csv (not uploaded through Moodle or Canvas, no e-mail address "
                f"known): {some_of(sorted(self._no_way), SHOWN)}"
            )
        return [one_line(line) for line in lines]


def moodles_name(uploaded_as: str) -> str:
    """The folder of a student in Moodle's feedback zip; "" for what Moodle has not given out."""
    found = _BY_MOODLE.fullmatch(uploaded_as)
    if not found:
        return ""
    name = _plain(found["name"].replace("_", " ")) or "Participant"
    return f"{name}_{int(found['number'])}_assignsubmission_file_"


def canvas_name(uploaded_as: str) -> str:
    """How the file of a student begins in Canvas's zip; "" for what Canvas has not given out."""
    found = _BY_CANVAS.fullmatch(uploaded_as)
    if not found:
        return ""
    name = _plain(found["name"].replace("_", " ")) or "student"
    name = name if not name.isdigit() else f"student{name}"
    return f"{name}{found['late'] or ''}_{int(found['number'])}_{int(found['file'])}_"


def is_address(text: str) -> bool:
    """Is it an e-mail address that a list may hold: one, whole, and no formula?"""
    return len(text) <= 254 and _ADDRESS.fullmatch(text) is not None


def _plain(name: str) -> str:
    """A name that is one part of a path on every system."""
    name = re.sub(r'[/\\:*?"<>|\s]+', " ", readable(name)).strip(" .~")
    return name[:LONGEST_NAME].strip()


def _free(folder: Path, name: str) -> Path:
    """A place in the folder that nothing has yet."""
    names = (name if number == 1 else f"{name} {number}" for number in count(1))
    return next(folder / one for one in names if not os.path.lexists(folder / one))


def _umask() -> int:
    """What new folders leave out; a temporary one is its owner's alone."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _write(path: Path, columns: Iterable[str], rows: Iterable[tuple[str, ...]]) -> None:
    with open(path, "x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([harmless(text) for text in row] for row in sorted(rows))
