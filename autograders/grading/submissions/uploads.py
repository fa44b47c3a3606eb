"""Notebooks as a learning management system gives them out: a folder or a zip file of uploads.

Nothing is unpacked or changed: an upload is read from where it lies, within the limits that hold
for every submission. Who handed in what is told by the file's name.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath

from autograders.exercises import exercises_of
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.cells import grade_id
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.submissions import disguised
from autograders.grading.submissions.archives import File, changed, files_of, unpacked
from autograders.grading.submissions.folders import (
    holds_lessons,
    is_a_lessons_name,
)
from autograders.grading.submissions.hand_in import HandIn, NothingHandedIn, instead, is_own_words
from autograders.grading.submissions.naming import NOWHERE, Naming, Origin
from autograders.grading.submissions.times import in_utc
from autograders.grading.text import one_line, readable

_COPY = re.compile(r"[-_ ]?\((\d+)\)$|-(\d+)$")
MOST_RENAMED = 10
"""Files of one student looked into for a notebook under another name."""
NAME_BYTES = 200
"""Of a student's name; a file system takes 255 for a folder."""


@dataclass(frozen=True)
class Upload:
    """One notebook among many; `student` and `lesson` are read off its name.

    wrong: why it cannot be graded; number: what the system calls the student; origin: by what its
    student cannot choose; name: its path in the collection; called: the student's name there,
    before people of one name were told apart; late: the system's name for it says so; renamed: it
    is, or holds, a notebook whatever its name says; uploaded_as: what a system put before the
    file's name; is_best: it was chosen because no other attempt earns more.
    """

    student: str
    lesson: str
    place: Path
    member: str | None = None
    wrong: str | None = None
    time: datetime | None = None
    order: tuple = ()
    number: str = ""
    origin: Origin = NOWHERE
    name: str = ""
    called: str = ""
    late: bool = False
    renamed: bool = False
    uploaded_as: str = ""
    is_best: bool = False

    @property
    def key(self) -> str:
        """A name of its own within a run."""
        return f"{self.student}/{self.lesson}"

    def content(self) -> bytes:
        """The file's bytes; Unreadable with a reason for the student."""
        if self.wrong:
            raise Unreadable(self.wrong)
        found = _bytes(self.place, self.member)
        return (disguised.notebook_in(found, self.lesson) or found) if self.renamed else found

    def changed(self) -> float:
        """When the file was last changed, in seconds since 1970."""
        return changed(self.place, self.member)

    def when(self) -> datetime | None:
        """When it was handed in, if the name says so."""
        return self.time


@dataclass(frozen=True)
class Collection:
    """What was found: uploads by student and lesson, and a line on everything left out."""

    uploads: list[Upload]
    remarks: list[str]


def collect(
    source: Path,
    lessons: list[str],
    known: list[str],
    pattern: str | None = None,
    zone: tzinfo | None = None,
    is_late: Callable[["Upload"], bool] | None = None,
    best: Callable[[Sequence["Upload"]], "Upload | None"] | None = None,
) -> Collection:
    """All uploads of `lessons` in a folder or zip file.

    known: every lesson of the course, so that another lesson's notebook is not taken for one of
    `lessons`; pattern: a regular expression for a file's path below `source`, with the named group
    `student` and, as far as the names tell it, `lesson`, `id`, `number`, `time`, `late` and `file`;
    zone: the clocks by which a time in a name is written (None: this machine's); is_late: with it,
    the last upload in time counts (where there is one), else the newest; best: with it, the one
    that it gives of several, which are in their order (None: it cannot tell).
    """
    remarks: list[str] = []
    files = files_of(source, remarks)
    naming = Naming(files, known, pattern)
    found: list[Upload] = []
    lessons_as_students = 0
    for file in (file for file in files if file.is_notebook):
        match = naming.whose(file)
        if match is None:
            remarks.append(f"{file.name}: the name does not tell whose it is (see --pattern)")
            continue
        if is_a_lessons_name(match["student"], known):
            lessons_as_students += 1
            remarks.append(f"{file.name}: {match['student']} is a lesson, no student")
            continue
        upload, told = _upload(file, match, lessons, known, zone)
        if upload is None:
            remarks.append(f"{file.name}: {told}")
        elif upload.lesson in lessons:
            found.append(
                replace(
                    upload, origin=naming.origin(match), name=file.name, uploaded_as=_before(match)
                )
            )
    if lessons_as_students > len(found):
        raise NothingHandedIn(holds_lessons(source))
    if not found:
        said = f" ({remarks[0]})" if remarks else ""
        raise NothingHandedIn(f"{source}: holds no notebook that can be told apart{said}")
    others = [file for file in files if not file.is_notebook]
    found += _without_a_notebook(others, naming, found, lessons, known, remarks, zone)
    uploads = _newest(_told_apart(found), remarks, is_late, best)
    return Collection(uploads, [one_line(line)[:300] for line in remarks])


def _without_a_notebook(
    others: list[File],
    naming: Naming,
    found: list[Upload],
    lessons: list[str],
    known: list[str],
    remarks: list[str],
    zone: tzinfo | None,
) -> list[Upload]:
    """Students who handed in something else instead of a notebook: they get the reason."""
    there = {(upload.student, upload.number, upload.lesson) for upload in found}
    graded = {upload.lesson for upload in found}
    instead: dict[tuple[str, str, str], list[File]] = defaultdict(list)
    firsts: dict[tuple[str, str, str], re.Match] = {}
    left = []
    for file in others:
        match = naming.whose(file)
        told = match.groupdict() if match else {}
        student = student_name(told.get("student") or "")
        lesson = _named(told.get("lesson") or told.get("file") or "", known)
        if lesson is None and len(graded) == 1:
            (lesson,) = graded
        who = (student, told.get("id") or "", lesson or "")
        nobody = not student or is_a_lessons_name(student, known)
        if match is None or nobody or lesson not in lessons or who in there:
            if not is_own_words(file.name):  # these are taken beside the notebook
                left.append(file.name)
        else:
            instead[who].append(file)
            firsts.setdefault(who, match)
    if left:
        some = ", ".join(left[:3])
        remarks.append(f"what is no notebook (.ipynb), {len(left)} in all, such as {some}")
    uploads = []
    for who, files in instead.items():
        student, number, lesson = who
        told = firsts[who].groupdict()
        written = _time(told.get("time"))
        upload = _renamed(files, lesson) or Upload(
            "", lesson, files[0].place, wrong=_instead(files, lesson)
        )
        uploads.append(
            replace(
                upload,
                student=student,
                number=number,
                time=in_utc(written, zone) if written else None,
                origin=naming.origin(firsts[who]),
                late=bool(told.get("late")),
                uploaded_as=_before(firsts[who]),
            )
        )
    return uploads


def _renamed(files: list[File], lesson: str) -> Upload | None:
    """The notebook that one of these files is, or holds, under another name."""
    found = []
    for file in [f for f in files if disguised.may_be(PurePosixPath(f.name).name)][:MOST_RENAMED]:
        with suppress(Unreadable):
            if not file.wrong and disguised.notebook_in(_bytes(file.place, file.member), lesson):
                upload = Upload("", lesson, file.place, file.member, name=file.name, renamed=True)
                found.append(upload)
    return found[0] if len(found) == 1 else None


def _bytes(place: Path, member: str | None) -> bytes:
    return reading.content(place) if member is None else unpacked(place, member)


def _instead(files: list[File], lesson: str) -> str:
    names = [PurePosixPath(file.name).name for file in files if not file.name.endswith("/")]
    return f"You handed in {instead(names)}. Hand in the notebook itself, {lesson}.ipynb."


# ------------------------------------------------------------------ whose, and of which lesson
def _before(match: re.Match) -> str:
    """What stands before the file's name, from the student's on: a system wrote it, no student."""
    told = match.groupdict()
    if not (told.get("id") and told.get("file")):
        return ""
    return match.string[match.start("student") : match.start("file")]


def _upload(
    file: File, match: re.Match, lessons: list[str], known: list[str], zone: tzinfo | None
) -> tuple[Upload | None, str]:
    told = match.groupdict()
    student = student_name(told.get("student") or "")
    if not student:
        return None, "the name does not tell whose it is (see --pattern)"
    written = _time(told.get("time"))
    stem = told.get("file") or PurePosixPath(file.name).stem
    order = order_of(file, match)
    number = told.get("id") or ""
    time = in_utc(written, zone) if written else None
    late = bool(told.get("late"))
    upload = Upload(
        student, "", file.place, file.member, file.wrong, time, order, number, late=late
    )
    lesson = _named(told.get("lesson") or stem, known) or _by_content(upload, known)
    if lesson is None and len(lessons) == 1:
        lesson = lessons[0]
    if lesson is None:
        return None, "it cannot be told of which lesson it is (give --lesson)"
    return replace(upload, lesson=lesson), ""


def order_of(file: File, match: re.Match) -> tuple:
    """What grows with each upload of one student: the time or number in its name, and the number
    that a second file of one name gets."""
    told = match.groupdict()
    stem = told.get("file") or PurePosixPath(file.name).stem
    if not file.is_notebook:
        stem = stem.removesuffix(PurePosixPath(file.name).suffix)
    copy = _COPY.search(stem)
    return (
        _time(told.get("time")) or datetime.min,
        int(told.get("number") or 0),
        int(next(filter(None, copy.groups()))) if copy else 0,
    )


def student_name(text: str) -> str:
    """A name that can be a folder's: no path, no control codes, not hidden."""
    text = unicodedata.normalize("NFC", readable(text))
    text = re.sub(r'[/\\:*?"<>|\s]+', " ", text).lstrip(". ")[:100]
    return text.encode(errors="replace")[:NAME_BYTES].decode(errors="ignore").rstrip()


def is_a_folders_name(student: str) -> bool:
    """May a folder be called like this student?"""
    return student_name(student) == unicodedata.normalize("NFC", student) != ""


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
    best = max(counts, key=counts.__getitem__, default=None)
    return best if best and counts[best] else None


def _time(text: str | None) -> datetime | None:
    digits = re.sub(r"\D", "", text or "")
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S")
    except ValueError:
        return None


def told_apart(submissions: Iterable[HandIn]) -> list[str]:
    """A line on each name that several people have, and on what they are called here."""
    people: dict[str, set[str]] = defaultdict(set)
    for submission in submissions:
        if isinstance(submission, Upload) and submission.student != submission.called:
            people[submission.called].add(submission.student)
    return [
        one_line(
            f"{name}: the name is there more than once, so here it is {', '.join(sorted(here))}"
        )
        for name, here in sorted(people.items())
    ]


def _told_apart(found: list[Upload]) -> list[Upload]:
    """Two people of one name get the system's number behind it; so do Ada and ADA, or a 2."""
    people = {(upload.student, upload.number) for upload in found}
    numbers, spellings = defaultdict(set), defaultdict(set)
    for student, number in people:
        numbers[student.casefold()].add(number)
        spellings[student.casefold()].add(student)
    endings = {}
    for student, number in people:
        name = student.casefold()
        if len(numbers[name]) > 1:
            endings[student, number] = f"-{number}" if number else ""
        else:
            place = sorted(spellings[name]).index(student)
            endings[student, number] = f"-{place + 1}" if place else ""
    names: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for who in sorted(people, key=lambda who: (bool(endings[who]), who)):
        name = who[0] + endings[who]
        while endings[who] and name.casefold() in taken:
            name += "_"
        names[who] = name
        taken.add(name.casefold())
    return [
        replace(upload, student=names[upload.student, upload.number], called=upload.student)
        for upload in found
    ]


def _newest(
    uploads: list[Upload],
    remarks: list[str],
    is_late: Callable[[Upload], bool] | None,
    best: Callable[[Sequence[Upload]], Upload | None] | None = None,
) -> list[Upload]:
    """Of several uploads of one student to one lesson, the newest by name; the rest reported.

    With `is_late`, the newest of those that came in time, where there is one; with `best`, the one
    that it chooses.

    Only of one origin: what lies elsewhere, or may be another person's, replaces nothing.
    """
    groups = defaultdict(list)
    for upload in uploads:
        groups[upload.key].append(upload)
    chosen = []
    for key, group in sorted(groups.items()):
        first = min((upload.origin for upload in group), key=lambda o: (o.depth, o.person))
        own = [upload for upload in group if upload.origin == first]
        own.sort(key=lambda upload: (upload.order, upload.name))
        in_time = [upload for upload in own if is_late and not is_late(upload)]
        newest = (in_time or own)[-1]
        found = best(own) if best and len(own) > 1 else None
        counts = found or newest
        chosen.append(replace(found, is_best=True) if found else newest)
        for other in group:
            if other is counts:
                continue
            why = "is newer" if other.order < counts.order else "is the last by name"
            if other.origin != first:
                why = "comes first, and the two may not be one student's"
            elif in_time and other not in in_time:
                why = "is the last that came in time"
            elif found:
                why = "earns the most points, or as many and is newer"
            remarks.append(f"{key}: not {other.name}, because {counts.name} {why}")
    return chosen
