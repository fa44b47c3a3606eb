"""Marks and comments given by hand and penalties for being late, put over what the tests gave.

`grade` and `report` both read them here, so that tables and pages agree with nbgrader's export.
One query a lesson tells whom they are about; only these submissions cost more.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import nbformat

from autograders.grading.files import write_whole
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.marks import Marks, marks_of
from autograders.grading.notebooks.results import (
    BY_HAND,
    NO_ANSWER,
    OPEN,
    UNREADABLE,
    Result,
    Score,
)
from autograders.grading.reports.page import page
from autograders.grading.reports.records import Record
from autograders.grading.text import one_line, some_of

FILE = ".marked.json"
SHOWN = 20
"""Marks named in the terminal."""
RESERVED = {
    "canvas.csv",
    "changes.csv",
    "give_back",
    "grades.csv",
    "items.csv",
    "left_out.txt",
    "mistakes.csv",
    "moodle.csv",
    "overview.csv",
    "overview.html",
    "own_words.csv",
    "own_words.html",
    "report.html",
    "totals.csv",
}
"""Files of ours in OUT; those that begin with a dot are safe, since no student's name does."""


def folder_for(student: str) -> str:
    """The folder of a student's pages in OUT, which must not take the place of a file there."""
    return f"{student}_" if student.casefold().rstrip("_") in RESERVED else student


class MarkedPages:
    """The gradebook's marks over a run's records; `close` notes which pages show marks.

    out: where the pages lie; a page is written again when its marks are not those it shows.
    """

    def __init__(self, book: CourseBook, out: Path) -> None:
        self.book, self.out = book, out
        self.kept: list[str] = []
        self.extra: list[str] = []
        self.above: list[str] = []
        self.open: dict[str, list[str]] = {}
        self._marked: dict[str, set[str]] = {}
        self._file = out / FILE
        self._shown: dict[str, str] = _read(self._file)

    def write(self, record: Record, notebook: nbformat.NotebookNode) -> None:
        """The student's page of this graded notebook, with the marks."""
        marks = self.marks(record)
        scores = _with(record.scores, marks, record.refused)
        result = Result({score.grade_id: score for score in scores})
        target = self.page(record.student, record.lesson)
        target.parent.mkdir(exist_ok=True)
        write_whole(target, page(record.student, record.lesson, notebook, result, marks))
        self._shown[f"{record.student}/{record.lesson}"] = _fingerprint(marks)

    def over(self, record: Record) -> Record:
        """The record with its marks in it; its page is written again where it shows others."""
        marks = self.marks(record)
        shown = self._shown.get(f"{record.student}/{record.lesson}", "")
        if shown != _fingerprint(marks) and (graded := self._graded(record)):
            self.write(record, graded)
        for score in record.scores:
            if score.grade_id in marks.by_hand and score.grade_id not in marks.open:
                now = f"{score.grade_id} {marks.by_hand[score.grade_id]:g}"
                tests = "" if score.by_person else f" (the tests: {score.points:g})"
                extra = score.grade_id in marks.extra
                (self.extra if extra else self.kept).append(
                    one_line(f"{record.student} {now}{tests}")
                )
                if score.grade_id in marks.above:
                    self.above.append(one_line(f"{record.student} {now} of {score.max_points:g}"))
        marked = _marked(record, marks)
        if marked.open:
            self.open.setdefault(record.lesson, []).append(record.student)
        return marked

    def look_again(self, student: str, lesson: str) -> None:
        """Its scores were written just now, and a penalty may have come or gone."""
        self._of(lesson).add(student)

    def lines(self) -> list[str]:
        """What to print on the marks that stay, and on those that are missing."""
        kept = [f"Marks by hand, kept: {some_of(sorted(self.kept), SHOWN)}"] if self.kept else []
        if self.extra:
            kept.append(f"Extra credit, kept: {some_of(sorted(self.extra), SHOWN)}")
        if self.above:
            some = some_of(sorted(self.above), SHOWN)
            kept.append(
                f"Marks by hand above what the exercise is worth, counted as they are: {some}"
            )
        return kept + [
            one_line(
                f"To be marked by hand in {lesson}: {some_of(sorted(students), SHOWN)}; without "
                "points in totals.csv until then"
            )
            for lesson, students in sorted(self.open.items())
        ]

    def close(self) -> None:
        """Note which pages show marks, for the next run."""
        if shown := {key: mark for key, mark in self._shown.items() if mark}:
            write_whole(self._file, json.dumps(shown))
        else:
            self._file.unlink(missing_ok=True)

    def page(self, student: str, lesson: str) -> Path:
        """Where a student's page lies."""
        return self.out / folder_for(student) / f"{lesson}.html"

    def _of(self, lesson: str) -> set[str]:
        if lesson not in self._marked:
            self._marked[lesson] = self.book.marked(lesson)
        return self._marked[lesson]

    def marks(self, record: Record) -> Marks:
        """What the gradebook holds of this submission besides the verdicts of its tests."""
        if record.student not in self._of(record.lesson):
            return Marks()
        names = {score.grade_id for score in record.scores}
        return marks_of(self.book, record.student, record.lesson, names)

    def _graded(self, record: Record) -> nbformat.NotebookNode | None:
        if not self.book.has_notebook(record.student, record.lesson):
            return None
        return nbformat.read(self.book.autograded(record.student, record.lesson), as_version=4)


def _with(scores: Iterable[Score], marks: Marks, refused: str | None = None) -> list[Score]:
    """Scores in which marks given by hand replace the tests' points, or stand where no test is.

    refused: why the file could not be read; what it should have answered is not open then.
    """
    return [_settled(score, marks, refused) for score in scores]


def _settled(score: Score, marks: Marks, refused: str | None) -> Score:
    name = score.grade_id
    points = marks.by_hand.get(name, 0.0)
    waits = name in marks.open
    if score.by_person and refused and (waits or name not in marks.by_hand):
        return replace(score, diagnosis=UNREADABLE, message=refused, status="refused")
    if score.by_person and waits:
        return replace(score, points=points, diagnosis=OPEN, status=OPEN)
    if name in marks.by_hand:
        diagnosis = BY_HAND if score.by_person else score.diagnosis
        return replace(score, points=points, diagnosis=diagnosis, status=BY_HAND)
    if score.by_person:
        return replace(score, points=0.0, diagnosis=NO_ANSWER, status="graded")
    return score


def _marked(record: Record, marks: Marks) -> Record:
    scores = _with(record.scores, marks, record.refused)
    besides = marks.others - marks.late
    return replace(record, scores=scores, besides=besides, comments=marks.comments)


def _fingerprint(marks: Marks) -> str:
    """What a page shows of marks; empty where there are none."""
    if marks == Marks():
        return ""
    parts = [marks.by_hand, marks.comments, marks.others, marks.late, sorted(marks.open)]
    parts += [marks.extra] if marks.extra else []
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _read(path: Path) -> dict[str, str]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
