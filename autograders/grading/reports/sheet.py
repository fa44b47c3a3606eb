"""grades.csv: one line an exercise, harmless in a spreadsheet."""

import codecs
import csv
import io
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from autograders.grading.files import written_whole
from autograders.grading.notebooks.results import OPEN, Score
from autograders.grading.reports.records import Record
from autograders.grading.text import one_line

COLUMNS = ("student", "lesson", "exercise", "points", "max_points", "diagnosis", "status")
TO_BE_MARKED = "to be marked by hand"
"""Status of a cell that waits for a mark, and the last column of totals.csv where there are any."""
NOBODY: Mapping[str, str] = MappingProxyType({})
_FORMULA = re.compile(r"(^|[;\t])(?=[\s\"']*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
"""Where a field may begin with a sign of a formula, or a field that a spreadsheet makes of a part:
in many countries it parts fields at semicolons, and asks nobody."""


def harmless(text: str) -> str:
    """Text of which a spreadsheet takes neither the whole nor a part for a formula."""
    text = one_line(text)
    return _FORMULA.sub(r"\1'", text)


class Sheet:
    """Lines are written as results come; `close` sorts them and puts the file in place.

    Only where each submission's lines stand is held, so memory does not grow with the exercises.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._unsorted = path.with_name(f".{path.name}.unsorted")
        self._file = open(self._unsorted, "w+b")  # noqa: SIM115
        self._places: list[tuple[str, str, int, int]] = []

    def add(self, record: Record) -> None:
        """One submission's lines."""
        lines = _lines(_row(record, score) for score in record.scores)
        self._places.append((record.student, record.lesson, self._file.tell(), len(lines)))
        self._file.write(lines)
        self._file.flush()

    def close(self) -> None:
        """Write all lines in order under the final name."""
        with written_whole(self.path, "wb") as file:
            file.write(codecs.BOM_UTF8)  # by which a spreadsheet knows the encoding
            file.write(_lines([COLUMNS]))
            for *_, start, length in sorted(self._places):
                self._file.seek(start)
                file.write(self._file.read(length))
        self._file.close()
        self._unsorted.unlink()


def _lines(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _row(record: Record, score: Score) -> tuple[str, ...]:
    refused, waits = score.status == "refused", score.status == OPEN
    return (
        harmless(record.student),
        harmless(record.lesson),
        harmless(score.grade_id),
        "" if waits else f"{score.points:g}",
        f"{score.max_points:g}",
        harmless(score.diagnosis),
        harmless(
            f"not readable, 0 points: {score.message}"
            if refused
            else TO_BE_MARKED
            if waits
            else score.status
        ),
    )


class Totals:
    """totals.csv: one line a student, one column of points a lesson, as an LMS imports it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._points: dict[str, dict[str, float]] = {}
        self._open: dict[str, list[str]] = {}

    def add(self, record: Record) -> None:
        """One submission's points; none where marks are missing."""
        points = self._points.setdefault(record.student, {})
        if record.open:
            points[record.lesson] = math.nan
            names = f"{record.lesson} ({', '.join(record.open)})"
            self._open.setdefault(record.student, []).append(names)
        else:
            points[record.lesson] = record.points

    def close(self, names: Mapping[str, str] = NOBODY) -> None:
        """Write the file; a lesson without a score leaves its field empty, not 0.

        names: by student, as far as the class list gave them; there is a column of them then.
        Where marks are missing, a last column says which; the points come with the last mark.
        """
        lessons = sorted({lesson for points in self._points.values() for lesson in points})
        with written_whole(self.path, encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            more = [TO_BE_MARKED] if self._open else []
            name = ["name"] if names else []
            writer.writerow(["student", *name, *map(harmless, lessons), *more])
            for student, points in sorted(self._points.items()):
                all_points = [points.get(name, math.nan) for name in lessons]
                fields = ["" if math.isnan(given) else f"{given:g}" for given in all_points]
                waits = [harmless("; ".join(sorted(self._open.get(student, ()))))] if more else []
                called = [harmless(names.get(student, ""))] if name else []
                writer.writerow([harmless(student), *called, *fields, *waits])
