"""Notebooks as a learning management system gives them out: a folder or a zip file of uploads.

Nothing is unpacked or changed: an upload is read from where it lies, within the limits that hold
for every submission. Who handed in what is told by the file's name.
"""

import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path, PurePosixPath

from autograders.exercises import exercises_of
from autograders.grading import reading
from autograders.grading.merging import grade_id
from autograders.grading.reading import Unreadable
from autograders.grading.referee import readable
from autograders.grading.submissions import NothingHandedIn

MOST_FILES = 50_000
NAMES = (
    # Moodle, with "Download submissions in folders" and without
    r"(?:.*/)?(?P<student>[^/]+?)_(?P<id>\d+)_assignsubmission_file_?/(?P<file>.+)\.ipynb",
    r"(?:.*/)?(?P<student>[^/]+?)_(?P<id>\d+)_assignsubmission_file_(?P<file>[^/]+)\.ipynb",
    # Canvas
    r"(?:.*/)?(?P<student>[^/_]+)(?:_LATE)?_(?P<id>\d+)_(?P<number>\d+)_(?P<file>[^/]+)\.ipynb",
    # Blackboard
    r"(?:.*/)?[^/]+_(?P<student>[^/_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?P<file>[^/]*)\.ipynb",
    # nbgrader
    r"(?:.*/)?(?P<student>[^/]+)/(?P<lesson>LESSON)/(?P<file>[^/]+)\.ipynb",
)
"""How systems name uploads, tried in this order; LESSON stands for the name of any lesson."""
BY_FOLDER = (r"(?P<student>[^/]+)/(?P<file>.+)\.ipynb",)
"""A folder for each student, below the one that all have in common."""
BY_NAME = (
    r"(?:.*/)?(?P<student>[^/]+?)[-_ ](?P<file>LESSON[^/]*)\.ipynb",
    r"(?:.*/)?LESSON[-_ ](?P<student>[^/]*[^\W\d][^/]*)\.ipynb",
    r"(?:.*/)?(?P<student>[^/]+)/(?P<file>[^/]+)\.ipynb",
)
"""Named by hand, all in one folder."""
_COPY = re.compile(r"[-_ ]?\((\d+)\)$|-(\d+)$")
_RESERVED = {"grades.csv", "totals.csv", "report.html"}


class BadPattern(ValueError):
    """The file-name pattern cannot be used; one line says why."""


@dataclass(frozen=True)
class Upload:
    """One notebook among many; `student` and `lesson` are read off its name."""

    student: str
    lesson: str
    place: Path
    member: str | None = None
    wrong: str | None = None
    time: datetime | None = None
    order: tuple = ()

    @property
    def key(self) -> str:
        """A name of its own within a run."""
        return f"{self.student}/{self.lesson}"

    def content(self) -> bytes:
        """The file's bytes; Unreadable with a reason for the student."""
        if self.wrong:
            raise Unreadable(self.wrong)
        if self.member is None:
            return reading.content(self.place)
        return _unpacked(self.place, self.member)

    def handed_in(self) -> datetime | None:
        """When, if the name says so."""
        return self.time


@dataclass(frozen=True)
class Collection:
    """What was found: uploads by student and lesson, and a line on everything left out."""

    uploads: list[Upload]
    remarks: list[str]


@dataclass(frozen=True)
class _File:
    """A file of the collection: its name in it, and why it cannot be read (None: it can)."""

    name: str
    place: Path
    member: str | None = None
    wrong: str | None = None


def is_archive(path: Path) -> bool:
    """Is this a zip file?"""
    return path.is_file() and zipfile.is_zipfile(path)


def collect(
    source: Path, lessons: list[str], known: list[str], pattern: str | None = None
) -> Collection:
    """All uploads of `lessons` in a folder or zip file.

    known: every lesson of the course, so that another lesson's notebook is not taken for one of
    `lessons`; pattern: a regular expression for a file's path below `source`, with the named group
    `student` and, as far as the names tell it, `lesson`, `id`, `number`, `time` and `file`.
    """
    named = compiled(pattern, known)
    remarks: list[str] = []
    files = _files(source, remarks)
    notebooks = [file for file in files if file.name.lower().endswith(".ipynb")]
    others = [file.name for file in files if not file.name.lower().endswith(".ipynb")]
    folders = {str(PurePosixPath(file.name).parent) for file in notebooks}
    shared = len(os.path.commonpath(folders)) if len(folders) > 1 else 0
    found: list[tuple[Upload, str]] = []
    for file in notebooks:
        match = _first(named, file.name)
        if match is None and pattern is None:
            by_hand = _compiled(BY_FOLDER if len(folders) > 1 else BY_NAME, known)
            match = _first(by_hand, file.name[shared:].lstrip("/"))
        if match is None:
            remarks.append(f"{file.name}: the name does not tell whose it is (see --pattern)")
            continue
        upload, told = _upload(file, match, lessons, known)
        if upload is None:
            remarks.append(f"{file.name}: {told}")
        elif upload.lesson in lessons:
            found.append((upload, match.groupdict().get("id") or ""))
    if others:
        some = ", ".join(others[:3])
        remarks.append(f"what is no notebook (.ipynb), {len(others)} in all, such as {some}")
    if not found:
        said = f" ({remarks[0]})" if remarks else ""
        raise NothingHandedIn(f"{source}: holds no notebook that can be told apart{said}")
    uploads = _newest(_told_apart(found, remarks), remarks)
    return Collection(uploads, [readable(remark)[:300] for remark in remarks])


def compiled(pattern: str | None, known: list[str]) -> list[re.Pattern]:
    """The instructor's pattern, or the ones in NAMES."""
    if pattern is None:
        return _compiled(NAMES, known)
    try:
        (made,) = _compiled((pattern,), known)
    except re.error as error:
        raise BadPattern(f"--pattern: {error}; it is a regular expression of Python's") from None
    if "student" not in made.groupindex:
        raise BadPattern("--pattern: it needs a group (?P<student>…) that names the student")
    return [made]


def _compiled(names: tuple[str, ...], known: list[str]) -> list[re.Pattern]:
    lesson = "(?:" + "|".join(map(re.escape, known)) + ")"
    return [re.compile(name.replace("LESSON", lesson), re.IGNORECASE) for name in names]


def _first(patterns: list[re.Pattern], name: str) -> re.Match | None:
    return next(filter(None, (pattern.fullmatch(name) for pattern in patterns)), None)


# ------------------------------------------------------------------ files of a folder or a zip
def _files(source: Path, remarks: list[str]) -> list[_File]:
    among = _of_archive if is_archive(source) else _of_folder
    files = list(islice(among(source, remarks), MOST_FILES + 1))
    if len(files) > MOST_FILES:
        raise NothingHandedIn(f"{source}: holds more than {MOST_FILES} files")
    return files


def _of_folder(source: Path, remarks: list[str]) -> Iterator[_File]:
    for folder, inner, files in os.walk(source, followlinks=False):
        place = Path(folder)
        for name in [name for name in inner if (place / name).is_symlink()]:
            remarks.append(f"{(place / name).relative_to(source)}: a link to a folder")
        inner[:] = sorted(name for name in inner if not _is_clutter(name))
        for name in sorted(files):
            if not _is_clutter(name):
                yield _File((place / name).relative_to(source).as_posix(), place / name)


def _of_archive(source: Path, remarks: list[str]) -> Iterator[_File]:
    try:
        members = _opened(source).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise NothingHandedIn(f"{source}: the zip file cannot be read ({error})") from None
    last = {member.filename: member for member in members}
    for member in members:
        name = member.filename
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or re.match(r"\w:", name):
            remarks.append(f"{name}: its path leads out of the zip file")
        elif member.is_dir() or any(map(_is_clutter, path.parts)):
            continue
        elif member is not last[name]:
            remarks.append(f"{name}: it is in the zip file more than once; the last one counts")
        else:
            yield _File(name, source, name, _why_not(member))


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
    return reading.TOO_LARGE if member.file_size > reading.MAX_BYTES else None


def _unpacked(archive: Path, name: str) -> bytes:
    """A member's bytes, never more than a notebook may have, whatever its header says."""
    try:
        with _opened(archive).open(name) as file:
            content = file.read(reading.MAX_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
        raise Unreadable(
            "Your notebook is damaged in the zip file of all uploads. Hand it in again."
        ) from error
    if len(content) > reading.MAX_BYTES:
        raise Unreadable(reading.TOO_LARGE)
    return content


def _is_clutter(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


# ------------------------------------------------------------------ whose, and of which lesson
def _upload(
    file: _File, match: re.Match, lessons: list[str], known: list[str]
) -> tuple[Upload | None, str]:
    told = match.groupdict()
    student = student_name(told.get("student") or "")
    if not student:
        return None, "the name does not tell whose it is (see --pattern)"
    time = _time(told.get("time"))
    stem = told.get("file") or PurePosixPath(file.name).stem
    copy = _COPY.search(stem)
    order = (
        time or datetime.min,
        int(told.get("number") or 0),
        int(next(filter(None, copy.groups()))) if copy else 0,
    )
    upload = Upload(student, "", file.place, file.member, file.wrong, time, order)
    lesson = _named(told.get("lesson") or stem, known) or _by_content(upload, known)
    if lesson is None and len(lessons) == 1:
        lesson = lessons[0]
    if lesson is None:
        return None, "it cannot be told of which lesson it is (give --lesson)"
    return replace(upload, lesson=lesson), ""


def student_name(text: str) -> str:
    """A name that can be a folder's: no path, no control codes, not hidden."""
    text = unicodedata.normalize("NFC", readable(text))
    text = re.sub(r'[/\\:*?"<>|\s]+', " ", text).lstrip(". ")[:100].rstrip()
    return f"{text}_" if text.lower() in _RESERVED else text


def _named(text: str, known: list[str]) -> str | None:
    """The lesson whose name is in this text; some systems put other signs between the words."""

    def plain(name: str) -> str:
        return re.sub(r"[\W_]+", "", name).lower()

    return next((lesson for lesson in known if plain(lesson) in plain(text)), None)


def _by_content(upload: Upload, known: list[str]) -> str | None:
    """For a renamed file: the lesson most of whose exercises are in it."""
    try:
        notebook = reading.parse(upload.content())
    except Unreadable:
        return None
    there = {grade_id(cell) for cell in notebook.cells}
    counts = {
        lesson: len(there & {exercise.name for exercise in exercises_of(lesson)})
        for lesson in known
    }
    best = max(counts, key=counts.get, default=None)
    return best if best and counts[best] else None


def _time(text: str | None) -> datetime | None:
    digits = re.sub(r"\D", "", text or "")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S")
    except ValueError:
        return None


def _told_apart(found: list[tuple[Upload, str]], remarks: list[str]) -> list[Upload]:
    """Two people of one name get the system's number behind it."""
    ids = defaultdict(set)
    for upload, number in found:
        ids[upload.key].add(number)
    uploads = []
    for upload, number in found:
        if len(ids[upload.key]) > 1:
            student = f"{upload.student}-{number}"
            remarks.append(f"{upload.student}: the name is there more than once; one is {student}")
            upload = replace(upload, student=student)
        uploads.append(upload)
    return uploads


def _newest(uploads: list[Upload], remarks: list[str]) -> list[Upload]:
    """Of several uploads of one student to one lesson, the newest by name; the rest reported."""
    groups = defaultdict(list)
    for upload in uploads:
        groups[upload.key].append(upload)
    chosen = []
    for key, group in sorted(groups.items()):
        newest = max(group, key=lambda upload: (upload.order, _where(upload)))
        chosen.append(newest)
        for other in group:
            if other is not newest:
                why = "is newer" if other.order < newest.order else "is the last by name"
                remarks.append(f"{key}: not {_where(other)}, because {_where(newest)} {why}")
    return chosen


def _where(upload: Upload) -> str:
    return upload.member or upload.place.name
