"""Points filled into the sheet that a learning management system has exported, ready to import.

Canvas: the gradebook's export (Grades > Export); Moodle: an assignment's offline grading worksheet,
in English, German, French or Spanish. The instructor's own file is only read; the filled copy lies
beside the other results. Where the system gives another maximum than the lesson, points are
converted, and numbers are written as the sheet writes them, with a point or a comma.
"""

import csv
import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from autograders.grading.exports import (
    COMMENTS,
    EMAIL,
    FULL_NAME,
    ID_NUMBER,
    WORKSHEET,
    decoded,
    has_commas,
    is_about_points,
    number,
    number_at_the_end,
    plain,
    rows_of,
    words,
)
from autograders.grading.files import written_whole
from autograders.grading.reports.in_words import in_words
from autograders.grading.reports.records import Record
from autograders.grading.reports.sheet import harmless
from autograders.grading.text import one_line, some_of

CANVAS = ("Student", "ID", "Section")
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
    words: dict[str, str] = field(default_factory=dict)
    columns: Sequence[str] = ()

    def __post_init__(self) -> None:
        try:
            self.rows, self.separator = rows_of(decoded(self.path.read_bytes()))
        except OSError as error:
            raise CannotFill(f"--fill {self.path}: cannot be read ({error.strerror})") from None
        except ValueError as error:
            raise CannotFill(f"--fill {self.path}: {error}") from None
        self.header = [name.strip() for name in self.rows[0]] if self.rows else []
        self._plain = [plain(name) for name in self.header]
        moodles = [names for names in WORKSHEET if set(names[:2]) <= set(self._plain)]
        if set(CANVAS) <= set(self.header):
            self.system = "canvas"
        elif moodles:
            self.system = "moodle"
            (self._worksheet, *_) = moodles
        else:
            raise CannotFill(
                f"--fill {self.path}: neither a gradebook exported from Canvas (columns "
                f"{', '.join(CANVAS)}) nor Moodle's offline grading worksheet (columns "
                "Identifier and Grade, or the same in German, French or Spanish)"
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
        self.words[record.student] = in_words(record)
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
        try:
            scales = self._scales(columns, students.values())
        except CannotFill as refused:
            return [one_line(str(refused))]
        for student, row in students.items():
            for lesson, points in self.points[student].items():
                row[columns[lesson]] = self._number(points, scales[lesson])
        self._comment(students)
        with written_whole(target, encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=self.separator).writerows(self.rows)
        self._note_too_much(students)
        lines = [f"Filled in: {target}, {len(students)} students", *self.remarks]
        if unmatched:
            some = some_of(unmatched, SHOWN)
            lines.append(f"  not found in {self.path.name}, or not for certain: {some}")
        if self.open:
            some = some_of(sorted(self.open), SHOWN)
            lines.append(f"  not filled in, marks by hand are missing: {some}")
        return list(map(one_line, lines))

    def _column(self, lesson: str) -> int:
        """The column of a lesson's points; Canvas makes an assignment of a new one."""
        if self.system == "moodle":
            return self._plain.index(self._worksheet[1])
        named = [
            place for place, name in enumerate(self.header) if _compact(lesson) in _compact(name)
        ]
        chosen = [place for place in named if self.header[place] in map(str.strip, self.columns)]
        if not chosen and len(self.most) == len(self.columns) == 1:
            chosen = [self.header.index(self.columns[0].strip())]
        chosen = chosen or [place for place in named if _is_called(self.header[place], lesson)]
        if len(chosen) == 1:
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
                row[-1] = self._number(self.most[lesson], None)
        return len(self.header) - 1

    def _scales(
        self, columns: dict[str, int], rows: Iterable[list[str]]
    ) -> dict[str, float | None]:
        """What points of each lesson are multiplied with, where the system's maximum is another.

        Raises CannotFill where it is no number, or not the same for everybody.
        """
        scales: dict[str, float | None] = {}
        for lesson, column in columns.items():
            name, most = self.header[column], self.most[lesson]
            there = {text for text in self._maxima(column, rows) if text}
            values = {number(text) for text in there}
            if self.system == "moodle" and (None in values or 0 in values or len(values) > 1):
                raise CannotFill(
                    f"--fill {self.path.name}: nothing is filled in, because Moodle's maximum is "
                    f"{' and '.join(sorted(map(repr, there))[:3])}; points need one number for all "
                    "(Assignment > Settings > Grade > Type: Point), then download the sheet again"
                )
            (worth,) = values if len(values) == 1 else {None}
            scales[lesson] = None
            if worth and most and worth != most:
                scales[lesson] = worth / most
                self.remarks.append(
                    f"  {name} is worth {worth:g} there and {most:g} here: points are converted, "
                    f"{most:g} become {worth:g}"
                )
            elif worth == 0:
                self.remarks.append(f"  {name} is worth 0 there, and {most:g} here")
        return scales

    def _comment(self, students: dict[str, list[str]]) -> None:
        """Put each page's words into Moodle's column of comments; what stands there stays.

        Moodle takes what it imports there for HTML.
        """
        places = [place for place, name in enumerate(self._plain) if name in COMMENTS]
        if self.system != "moodle" or len(places) != 1:
            return
        kept = []
        for student, row in students.items():
            if row[places[0]].strip():
                kept.append(student)
            else:
                row[places[0]] = harmless(html.escape(self.words[student], quote=False))
        name = self.header[places[0]]
        self.remarks.append(f"  {name}: {len(students) - len(kept)} filled in")
        if kept:
            self.remarks.append(f"  {name}: what is there already stays: {some_of(kept, SHOWN)}")

    def _note_too_much(self, students: Iterable[str]) -> None:
        """Name those whose points Moodle does not take, because they are above the maximum."""
        much = [who for who in students if any(self._is_above(who, one) for one in self.most)]
        if much and self.system == "moodle":
            some = some_of(much, SHOWN)
            self.remarks.append(f"  above the maximum, so Moodle does not take it: {some}")

    def _is_above(self, student: str, lesson: str) -> bool:
        return self.points[student].get(lesson, 0.0) > self.most[lesson]

    def _maxima(self, column: int, rows: Iterable[list[str]]) -> list[str]:
        """What the sheet says that a lesson is worth: Canvas in one row, Moodle in each."""
        if self.system == "canvas":
            worth = [row[column] for row in self.rows[1:] if is_about_points(row)]
            return [text.strip() for text in worth if number(text) is not None]
        if self._worksheet[2] not in self._plain:
            return []
        place = self._plain.index(self._worksheet[2])
        return [row[place].strip() for row in rows]

    def _number(self, points: float, scale: float | None) -> str:
        """Points as the sheet writes numbers; two decimals where they are converted."""
        text = f"{points:g}" if scale is None else f"{round(points * scale, 2):g}"
        return text.replace(".", ",") if self._has_commas() else text

    def _has_commas(self) -> bool:
        if self.system == "canvas":
            return has_commas(field for row in self.rows if is_about_points(row) for field in row)
        places = [self._plain.index(name) for name in self._worksheet[1:] if name in self._plain]
        rows = self.rows[1:]
        return has_commas(row[place] for row in rows for place in places if place < len(row))

    def _matched(self) -> tuple[dict[str, list[str]], list[str]]:
        """Each student's row, where exactly one is theirs; and who has none."""
        rows = [row for row in self.rows[1:] if row and not is_about_points(row)]
        for row in rows:
            row += [""] * (len(self.header) - len(row))
        keys = [
            self._by(rows, names, form)
            for names, form in (
                (("id",) if self.system == "canvas" else self._worksheet[:1], number_at_the_end),
                (("sisloginid", "sisuserid", *EMAIL, *ID_NUMBER), str.casefold),
                (("student", *FULL_NAME), words),
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
                (keys[2], words(name)),
                (keys[2], words(student)),
            )
            hits = (index.get(key, []) for index, key in asked if key)
            hit: list[list[str]] = next((rows for rows in hits if rows), [])
            if len(hit) == 1:
                found[student] = hit[0]
        taken = [id(row) for row in found.values()]
        found = {student: row for student, row in found.items() if taken.count(id(row)) == 1}
        return found, [student for student in sorted(self.points) if student not in found]

    def people_by_number(self) -> dict[str, tuple[str, ...]]:
        """What the sheet says of each person of a number: addresses and logins, then the name."""
        numbers = ("id",) if self.system == "canvas" else self._worksheet[:1]
        logins = ("sisloginid", "sisuserid", *EMAIL, *ID_NUMBER)
        found: dict[str, tuple[str, ...]] = {}
        for row in self.rows[1:]:
            about = dict(zip(self._plain, map(str.strip, row), strict=False))
            key = next((number_at_the_end(about.get(name, "")) for name in numbers), "")
            if key and not is_about_points(row):
                called = next(
                    (about[name] for name in (*FULL_NAME, "student") if name in about), ""
                )
                found[key] = (*(about[name] for name in logins if about.get(name)), called)
        return found

    def _by(self, rows: Iterable[list[str]], names: tuple[str, ...], form: Callable) -> dict:
        """Rows by what stands in any of these columns."""
        index: dict[str, list[list[str]]] = {}
        for place in (self._plain.index(name) for name in names if name in self._plain):
            for row in rows:
                if key := form(row[place].strip()):
                    known = index.setdefault(key, [])
                    if not any(row is other for other in known):
                        known.append(row)
        return index


def _compact(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _is_called(column: str, lesson: str) -> bool:
    """Is a column called like a lesson, and nothing more?"""
    return _compact(_NUMBER.sub("", column)) == _compact(lesson)
