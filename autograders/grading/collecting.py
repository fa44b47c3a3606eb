"""Notebooks as a learning management system gives them out: a folder or a zip file of uploads.

Nothing is unpacked or changed: an upload is read from where it lies, within the limits that hold
for every submission. Who handed in what is told by the file's name.
"""

import os
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path, PurePosixPath

from autograders.exercises import exercises_of
from autograders.grading import reading
from autograders.grading.archives import File, files_of, unpacked
from autograders.grading.merging import grade_id
from autograders.grading.reading import Unreadable
from autograders.grading.referee import readable
from autograders.grading.submissions import NothingHandedIn

NOTEBOOK = r"\.ipynb"
ANY_FILE = r"(?:\.\w*)*"
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
_RESERVED = {"grades.csv", "totals.csv", "report.html", "changes.csv", "canvas.csv", "moodle.csv"}
NAME_BYTES = 200
"""Of a student's name; a file system takes 255 for a folder."""


class BadPattern(ValueError):
    """The file-name pattern cannot be used; one line says why."""


@dataclass(frozen=True)
class Upload:
    """One notebook among many; `student` and `lesson` are read off its name.

    wrong: why it cannot be graded; number: what the system calls the student.
    """

    student: str
    lesson: str
    place: Path
    member: str | None = None
    wrong: str | None = None
    time: datetime | None = None
    order: tuple = ()
    number: str = ""

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
        return unpacked(self.place, self.member)

    def handed_in(self) -> datetime | None:
        """When, if the name says so."""
        return self.time


@dataclass(frozen=True)
class Collection:
    """What was found: uploads by student and lesson, and a line on everything left out."""

    uploads: list[Upload]
    remarks: list[str]


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
    files = files_of(source, remarks)
    notebooks = [file for file in files if file.is_notebook]
    folders = {str(PurePosixPath(file.name).parent) for file in notebooks}
    shared = len(os.path.commonpath(folders)) if len(folders) > 1 else 0
    by_hand = () if pattern else BY_FOLDER if len(folders) > 1 else BY_NAME

    def whose(file: File, patterns: list[re.Pattern], others: list[re.Pattern]) -> re.Match | None:
        name = f"{file.name}nothing" if file.name.endswith("/") else file.name
        return _first(patterns, name) or _first(others, name[shared:].lstrip("/"))

    found: list[Upload] = []
    for file in notebooks:
        match = whose(file, named, _compiled(by_hand, known))
        if match is None:
            remarks.append(f"{file.name}: the name does not tell whose it is (see --pattern)")
            continue
        upload, told = _upload(file, match, lessons, known)
        if upload is None:
            remarks.append(f"{file.name}: {told}")
        elif upload.lesson in lessons:
            found.append(upload)
    if not found:
        said = f" ({remarks[0]})" if remarks else ""
        raise NothingHandedIn(f"{source}: holds no notebook that can be told apart{said}")
    any_file = compiled(pattern, known, ANY_FILE)
    any_by_hand = _compiled(by_hand[:2], known, ANY_FILE)
    others = [(f, whose(f, any_file, any_by_hand)) for f in files if not f.is_notebook]
    found += _without_a_notebook(others, found, lessons, known, remarks)
    uploads = _newest(_told_apart(found, remarks), remarks)
    return Collection(uploads, [readable(line).replace("\n", " ")[:300] for line in remarks])


def _without_a_notebook(
    others: list[tuple[File, re.Match | None]],
    found: list[Upload],
    lessons: list[str],
    known: list[str],
    remarks: list[str],
) -> list[Upload]:
    """Students who handed in something else instead of a notebook: they get the reason."""
    there = {(upload.student, upload.number, upload.lesson) for upload in found}
    graded = {upload.lesson for upload in found}
    instead: dict[tuple[str, str, str], list[File]] = defaultdict(list)
    left = []
    for file, match in others:
        told = match.groupdict() if match else {}
        student = student_name(told.get("student") or "")
        lesson = _named(told.get("lesson") or told.get("file") or "", known)
        if lesson is None and len(graded) == 1:
            (lesson,) = graded
        who = (student, told.get("id") or "", lesson)
        if not student or lesson not in lessons or who in there:
            left.append(file.name)
        else:
            instead[who].append(file)
    if left:
        some = ", ".join(left[:3])
        remarks.append(f"what is no notebook (.ipynb), {len(left)} in all, such as {some}")
    return [
        Upload(student, lesson, files[0].place, None, _instead(files, lesson), number=number)
        for (student, number, lesson), files in instead.items()
    ]


def _instead(files: list[File], lesson: str) -> str:
    names = [PurePosixPath(file.name).name for file in files if not file.name.endswith("/")]
    what = f"no notebook but {', '.join(names[:3])}" if names else "an empty folder"
    return f"You handed in {readable(what)[:200]}. Hand in the notebook itself, {lesson}.ipynb."


def compiled(pattern: str | None, known: list[str], ending: str = NOTEBOOK) -> list[re.Pattern]:
    """The instructor's pattern, or the ones in NAMES; ending: of which files."""
    if pattern is None:
        return _compiled(NAMES, known, ending)
    try:
        (made,) = _compiled((pattern,), known, ending)
    except re.error as error:
        raise BadPattern(f"--pattern: {error}; it is a regular expression of Python's") from None
    if "student" not in made.groupindex:
        raise BadPattern("--pattern: it needs a group (?P<student>…) that names the student")
    return [made]


def _compiled(names: tuple[str, ...], known: list[str], ending: str = NOTEBOOK) -> list[re.Pattern]:
    lesson = "(?:" + "|".join(map(re.escape, known)) + ")"
    return [
        re.compile(
            name.replace("LESSON", lesson).replace(NOTEBOOK, ending), re.IGNORECASE | re.DOTALL
        )
        for name in names
    ]


def _first(patterns: list[re.Pattern], name: str) -> re.Match | None:
    return next(filter(None, (pattern.fullmatch(name) for pattern in patterns)), None)


# ------------------------------------------------------------------ whose, and of which lesson
def _upload(
    file: File, match: re.Match, lessons: list[str], known: list[str]
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
    number = told.get("id") or ""
    upload = Upload(student, "", file.place, file.member, file.wrong, time, order, number)
    lesson = _named(told.get("lesson") or stem, known) or _by_content(upload, known)
    if lesson is None and len(lessons) == 1:
        lesson = lessons[0]
    if lesson is None:
        return None, "it cannot be told of which lesson it is (give --lesson)"
    return replace(upload, lesson=lesson), ""


def student_name(text: str) -> str:
    """A name that can be a folder's: no path, no control codes, not hidden."""
    text = unicodedata.normalize("NFC", readable(text))
    text = re.sub(r'[/\\:*?"<>|\s]+', " ", text).lstrip(". ")[:100]
    text = text.encode()[:NAME_BYTES].decode(errors="ignore").rstrip()
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


def _told_apart(found: list[Upload], remarks: list[str]) -> list[Upload]:
    """Two people of one name get the system's number behind it; so do Ada and ADA, or a 2."""
    numbers, spellings = defaultdict(set), defaultdict(set)
    for upload in found:
        numbers[upload.key.casefold()].add(upload.number)
        spellings[upload.key.casefold()].add(upload.student)
    uploads = []
    for upload in found:
        key, student = upload.key.casefold(), upload.student
        if len(numbers[key]) > 1:
            student = f"{student}-{upload.number}"
        elif place := sorted(spellings[key]).index(student):
            student = f"{student}-{place + 1}"
        if student != upload.student:
            remarks.append(f"{upload.student}: the name is there more than once; one is {student}")
        uploads.append(replace(upload, student=student))
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
