"""The course at a glance: everybody's points over all lessons, and what its exercises are worth.

One page and three tables. They name students and what each of them got wrong, so they are the
instructor's alone.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean

from autograders.exercises import EXERCISES
from autograders.grading.files import write_whole, written_whole
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.notebooks.results import Score
from autograders.grading.referee import judging
from autograders.grading.reports.item_plot import FIELD, PLOT, ItemPlot
from autograders.grading.reports.items import Items, Spread
from autograders.grading.reports.page import styled, templates
from autograders.grading.reports.records import Record
from autograders.grading.reports.sheet import harmless
from autograders.grading.text import counted, readable

PAGE, STUDENTS, ITEMS, MISTAKES = "overview.html", "overview.csv", "items.csv", "mistakes.csv"
MOST_ROWS = 400
"""Rows of a table on the page; the CSV has all."""
SHOWN_NAMES = 40
FIRST_ROWS = 25
"""Misconceptions shown at once; the others are folded away."""


_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass
class Student:
    """One person's points by lesson (None: not complete yet), and named mistakes by lesson."""

    id: str
    name: str = ""
    section: str = ""
    points: dict[str, float | None] = field(default_factory=dict)
    mistakes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def sum(self) -> float:
        """All points so far."""
        return sum(points for points in self.points.values() if points is not None)


@dataclass
class Mistake:
    """One misconception at one exercise, and whom it fell to."""

    lesson: str
    exercise: str
    name: str
    students: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        """What the student reads."""
        known = getattr(EXERCISES.get(self.exercise), "misconceptions", ())
        return next((one.message for one in known if one.name == self.name), "")

    @property
    def title(self) -> str:
        """The exercise as in the lesson."""
        exercise = EXERCISES.get(self.exercise)
        return f"{exercise.number} · {self.exercise}" if exercise else self.exercise


@dataclass
class LessonRow:
    """One lesson over a class."""

    name: str
    most: float
    spread: Spread
    mistakes: float

    def at(self, points: float) -> float:
        """Where points lie on a line from 0 to 100."""
        return 100 * min(max(points / self.most, 0.0), 1.0) if self.most else 0.0


class Overview:
    """Points of everybody in every lesson; a few numbers are held for each hand-in."""

    def __init__(self) -> None:
        self.items = Items()
        self.most: dict[str, float] = {}
        self._students: dict[str, Student] = {}
        self._mistakes: dict[tuple[str, str, str], Mistake] = {}

    def add(self, record: Record) -> None:
        """One graded hand-in, with marks given by hand in it."""
        student = self._students.setdefault(record.student, Student(record.student))
        self.most[record.lesson] = sum(score.max_points for score in record.scores)
        student.points[record.lesson] = None if record.open else record.points
        self.items.add(record)
        for score in record.scores:
            known = getattr(EXERCISES.get(score.grade_id), "misconceptions", ())
            if score.diagnosis in judging.WITHOUT_A_NAME:
                continue
            for name in [one.name for one in known if _is_named(one.name, one.message, score)]:
                key = (record.lesson, score.grade_id, name)
                self._mistakes.setdefault(key, Mistake(*key)).students.append(record.student)
                student.mistakes[record.lesson].append(name)

    # -------------------------------------------------------------- what the tables hold
    @property
    def lessons(self) -> list[str]:
        """Every lesson that somebody handed in."""
        return sorted(self.most)

    @property
    def maximum(self) -> float:
        """The points of all these lessons."""
        return sum(self.most.values())

    def students(self, class_list: ClassList) -> list[Student]:
        """Everybody graded or on the class list, by section, then by name."""
        people = {name: self._students.get(name, Student(name)) for name in class_list.students}
        people |= self._students
        for student in people.values():
            student.name = class_list.names.get(student.id, "")
            student.section = class_list.sections.get(student.id, "")
        return sorted(
            people.values(),
            key=lambda one: (not one.section, one.section, one.name.casefold(), one.id),
        )

    def per_cent(self, student: Student) -> float:
        """Of all points that there were so far."""
        return 100 * student.sum / self.maximum if self.maximum else 0.0

    def lesson_rows(self) -> list[LessonRow]:
        """How the points of each lesson lie; without those that wait for a mark."""
        rows = []
        for lesson in self.lessons:
            handed_in = [one for one in self._students.values() if lesson in one.points]
            given = [one.points[lesson] for one in handed_in]
            points = [each for each in given if each is not None]
            if points:
                mistakes = fmean(len(one.mistakes.get(lesson, ())) for one in handed_in)
                rows.append(LessonRow(lesson, self.most[lesson], Spread.of(points), mistakes))
        return rows

    def sections(self, students: Iterable[Student]) -> list[tuple[str, int, list[float | None]]]:
        """(section, people, mean per cent of each lesson and of all), where there are sections."""
        groups: dict[str, list[Student]] = defaultdict(list)
        for student in students:
            groups[student.section].append(student)
        if not any(groups):
            return []
        return [
            (section, len(people), [self._mean(people, lesson) for lesson in self.lessons])
            for section, people in sorted(groups.items(), key=lambda group: (not group[0], group))
        ]

    def _mean(self, people: Iterable[Student], lesson: str) -> float | None:
        given = [points for one in people if (points := one.points.get(lesson)) is not None]
        return 100 * fmean(given) / self.most[lesson] if given and self.most[lesson] else None

    def mistakes(self) -> list[Mistake]:
        """Misconceptions, the most frequent first."""
        return sorted(
            self._mistakes.values(),
            key=lambda one: (-len(one.students), one.lesson, one.exercise, one.name),
        )

    # -------------------------------------------------------------- files
    def close(self, out: Path, class_list: ClassList) -> None:
        """Write the page and the tables."""
        students = self.students(class_list)
        _write(out / STUDENTS, self._student_rows(students))
        _write(out / ITEMS, self._item_rows())
        _write(out / MISTAKES, self._mistake_rows(students))
        write_whole(out / PAGE, self.html(students))

    def _student_rows(self, students: Sequence[Student]) -> Iterable[Sequence[str]]:
        lessons = [f"{name} (of {self.most[name]:g})" for name in self.lessons]
        yield ["student", "name", "section", *lessons, "sum", "maximum", "per_cent", "not_complete"]
        for one in students:
            points = [one.points.get(name) for name in self.lessons]
            waits = [name for name in self.lessons if one.points.get(name, 0.0) is None]
            yield [
                *(one.id, one.name, one.section),
                *("" if each is None else f"{each:g}" for each in points),
                *(f"{one.sum:g}", f"{self.maximum:g}", f"{self.per_cent(one):.1f}"),
                "; ".join(waits),
            ]

    def _item_rows(self) -> Iterable[Sequence[str]]:
        yield [
            *("lesson", "exercise", "points", "hand_ins", "difficulty", "discrimination"),
            *("standard_deviation", "right", "partly", "wrong", "remark"),
        ]
        for item in self.items.rows():
            tells = item.discrimination
            yield [
                *(item.lesson, item.name, f"{item.points:g}", str(len(item.shares))),
                *(f"{item.difficulty:.3f}", "" if tells is None else f"{tells:.3f}"),
                f"{item.deviation:.3f}",
                *(f"{item.part(state):.3f}" for state in ("right", "partly", "wrong")),
                item.remark,
            ]

    def _mistake_rows(self, students: Sequence[Student]) -> Iterable[Sequence[str]]:
        people = {one.id: one for one in students}
        yield ["lesson", "exercise", "misconception", "student", "name", "section"]
        for mistake in sorted(self._mistakes.values(), key=lambda m: (m.lesson, m.exercise)):
            for student in sorted(mistake.students):
                one = people[student]
                told = (mistake.lesson, mistake.exercise, mistake.name)
                yield [*told, student, one.name, one.section]

    def html(self, students: Sequence[Student]) -> str:
        """The page."""
        today = date.today()
        names = {one.id: one.name or one.id for one in students}
        items = self.items.rows()
        plot = ItemPlot(items)
        return readable(
            templates.get_template("overview.html").render(
                overview=self,
                head=", ".join(
                    (
                        f"{today.day} {today:%B %Y}",
                        counted(len(students), "student"),
                        counted(len(self.lessons), "lesson"),
                        counted(self.maximum, "point"),
                    )
                ),
                students=students,
                sections=self.sections(students),
                items=items,
                dots=plot.dots(),
                ticks=plot.ticks(),
                plot=PLOT,
                field=FIELD,
                names=names,
                most_rows=MOST_ROWS,
                first_rows=FIRST_ROWS,
                shown_names=SHOWN_NAMES,
                **styled("page.css", "report.css", "overview.css"),
            )
        )


def _is_named(name: str, message: str, score: Score) -> bool:
    """Is this misconception the verdict, or one of the two that a verdict names at once?"""
    both = score.diagnosis == "two_slips" and message in score.message
    return score.diagnosis == name or both


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with written_whole(path, encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(map(_harmless, rows))


def _harmless(row: Sequence[str]) -> list[str]:
    """Fields that a spreadsheet takes for no formula; a number below 0 is none."""
    return [each if _NUMBER.fullmatch(each) else harmless(each) for each in row]
