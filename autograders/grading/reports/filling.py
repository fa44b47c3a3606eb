"""Points filled into the sheet that a learning management system has exported, ready to import.

Canvas: the gradebook's export (Grades > Export); Moodle: an assignment's offline grading worksheet.
The instructor's own file is only read; the filled copy lies beside the other results.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograders.grading.exports import is_about_points, number_at_the_end, rows_of
from autograders.grading.files import written_whole
from autograders.grading.reports.records import Record
from autograders.grading.text import one_line

CANVAS = ("Student", "ID", "Section")
MOODLE = ("Identifier", "Grade")
SHOWN = 20
FILL = (
    "put the points into a copy of the gradebook that you exported from Canvas, or of Moodle's "
    "offline grading worksheet: OUT/canvas.csv or OUT/moodle.csv, ready to import"
)
"""What the option --fill does, for the commands that have it."""
COLUMN = (
    "with --fill, the column of Canvas's gradebook that takes a lesson's points, by its whole "
    "name; needed where no column, or more than one, is called like the lesson alone"
)
"""And what --column does."""
_NUMBER = re.compile(r"\s*\(\d+\)$")
"""What Canvas puts behind an assignment's name."""


class CannotFill(ValueError):
    """The sheet cannot be filled; one line says why."""


class WhichColumn(CannotFill):
    """It is not certain which column is a lesson's; one line names those that may be."""


@dataclass
class Filling:
    """An exported sheet, and the points to put into it as results come.

    people: name and e-mail address of each student, as the gradebook has them; columns: names of
    columns that the instructor has chosen.
    """

    path: Path
    people: dict[str, tuple[str, str]] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    points: dict[str, dict[str, float]] = field(default_factory=dict)
    most: dict[str, float] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    open: set[str] = field(default_factory=set)
    columns: Sequence[str] = ()

    def __post_init__(self) -> None:
        try:
            text = self.path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotFill(f"--fill {self.path}: cannot be read as text ({error})") from None
        self.rows, self.separator = rows_of(text)
        self.header = [name.strip() for name in self.rows[0]] if self.rows else []
        if set(CANVAS) <= set(self.header):
            self.system = "canvas"
        elif set(MOODLE) <= set(self.header):
            self.system = "moodle"
        else:
            raise CannotFill(
                f"--fill {self.path}: neither a gradebook exported from Canvas (columns "
                f"{', '.join(CANVAS)}) nor Moodle's offline grading worksheet (columns "
                f"{', '.join(MOODLE)})"
            )
        for name in self.columns:
            if self.header.count(name.strip()) != 1:
                count = self.header.count(name.strip())
                raise CannotFill(
                    f"--column {name}: {self.path.name} has {count or 'no'} columns of that name"
                )

    def add(self, record: Record) -> None:
        """One submission's points."""
        self.most[record.lesson] = sum(score.max_points for score in record.scores)
        if record.open:
            self.open.add(record.student)
            return
        self.points.setdefault(record.student, {})[record.lesson] = record.points
        if record.number:
            self.numbers[record.student] = record.number

    def close(self, folder: Path) -> list[str]:
        """Write the filled copy into `folder`; the lines to print."""
        target = folder / f"{self.system}.csv"
        if target.resolve() == self.path.resolve():
            return [f"--fill {self.path}: is what would be overwritten; move it elsewhere"]
        try:
            columns = {lesson: self._column(lesson) for lesson in sorted(self.most)}
        except WhichColumn as question:
            return [one_line(str(question))]
        if self.system == "moodle" and len(columns) > 1:
            return ["--fill: Moodle's worksheet takes one lesson; name it with --lesson"]
        students, unmatched = self._matched()
        for student, row in students.items():
            for lesson, points in self.points[student].items():
                row[columns[lesson]] = f"{points:g}"
        with written_whole(target, encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=self.separator).writerows(self.rows)
        lines = [f"Filled in: {target}, {len(students)} students", *self.remarks]
        if unmatched:
            some = ", ".join(unmatched[:SHOWN])
            more = f" and {len(unmatched) - SHOWN} more" if len(unmatched) > SHOWN else ""
            lines.append(f"  not found in {self.path.name}, or not for certain: {some}{more}")
        if self.open:
            waiting = sorted(self.open)[:SHOWN]
            rest = f" and {len(self.open) - SHOWN} more" if len(self.open) > SHOWN else ""
            said = f"{', '.join(waiting)}{rest}"
            lines.append(f"  not filled in, marks by hand are missing: {said}")
        return list(map(one_line, lines))

    def _column(self, lesson: str) -> int:
        """The column of a lesson's points; Canvas makes an assignment of a new one."""
        if self.system == "moodle":
            return self.header.index("Grade")
        named = [place for place, name in enumerate(self.header) if _plain(lesson) in _plain(name)]
        chosen = [place for place in named if self.header[place] in map(str.strip, self.columns)]
        if not chosen and len(self.most) == len(self.columns) == 1:
            chosen = [self.header.index(self.columns[0].strip())]
        chosen = chosen or [place for place in named if _is_called(self.header[place], lesson)]
        if len(chosen) == 1:
            self._compare(lesson, chosen[0])
            return chosen[0]
        if named:
            names = ", ".join(repr(self.header[place]) for place in chosen or named)
            raise WhichColumn(
                f"--fill {self.path.name}: nothing is filled in, because it is not certain which "
                f"column takes the points of {lesson}: {names}. Name it: --column "
                f'"{self.header[(chosen or named)[0]]}"'
            )
        self.header.append(lesson)
        for row in self.rows:
            row += [""] * (len(self.header) - len(row))
        self.rows[0][-1] = lesson
        for row in self.rows[1:]:
            if is_about_points(row):
                row[-1] = f"{self.most[lesson]:g}"
        return len(self.header) - 1

    def _compare(self, lesson: str, column: int) -> None:
        worth = next((row[column] for row in self.rows[1:] if is_about_points(row)), "")
        if re.fullmatch(r"[\d.]+", worth.strip()) and float(worth) != self.most[lesson]:
            name = self.header[column]
            self.remarks.append(f"  {name} is worth {worth} there, and {self.most[lesson]:g} here")

    def _matched(self) -> tuple[dict[str, list[str]], list[str]]:
        """Each student's row, where exactly one is theirs; and who has none."""
        rows = [row for row in self.rows[1:] if row and not is_about_points(row)]
        for row in rows:
            row += [""] * (len(self.header) - len(row))
        keys = [
            self._by(rows, names, plain)
            for names, plain in (
                (("ID", "Identifier"), number_at_the_end),
                (("SIS Login ID", "SIS User ID", "Email address", "ID number"), str.casefold),
                (("Student", "Full name"), _words),
            )
        ]
        found: dict[str, list[str]] = {}
        for student in sorted(self.points):
            number = self.numbers.get(student, "")
            name, email = self.people.get(student, ("", ""))
            asked = (
                (keys[0], number),
                (keys[1], student.casefold()),
                (keys[1], email.strip().casefold()),
                (keys[2], _words(name)),
                (keys[2], _words(student)),
            )
            hits = (index.get(key, []) for index, key in asked if key)
            hit: list[list[str]] = next((rows for rows in hits if rows), [])
            if len(hit) == 1:
                found[student] = hit[0]
        taken = [id(row) for row in found.values()]
        found = {student: row for student, row in found.items() if taken.count(id(row)) == 1}
        return found, [student for student in sorted(self.points) if student not in found]

    def _by(self, rows: Iterable[list[str]], names: tuple[str, ...], plain: Callable) -> dict:
        """Rows by what stands in any of these columns."""
        index: dict[str, list[list[str]]] = {}
        for place in (self.header.index(name) for name in names if name in self.header):
            for row in rows:
                if key := plain(row[place].strip()):
                    known = index.setdefault(key, [])
                    if not any(row is other for other in known):
                        known.append(row)
        return index


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _is_called(column: str, lesson: str) -> bool:
    """Is a column called like a lesson, and nothing more?"""
    return _plain(_NUMBER.sub("", column)) == _plain(lesson)


def _words(text: str) -> str:
    """A name whatever the order of its words: `Lovelace, Ada`, `Ada Lovelace`."""
    return " ".join(sorted(re.findall(r"\w+", text.casefold())))
