"""grades.csv: one line an exercise, harmless in a spreadsheet."""

import csv
import os
from pathlib import Path

from autograders.grading.records import Record
from autograders.grading.referee import readable

COLUMNS = ("student", "lesson", "exercise", "points", "max_points", "diagnosis", "status")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    text = readable(text).replace("\n", " ")
    return f"'{text}" if text.startswith(_FORMULA) else text


class Sheet:
    """Lines are written as results come; `close` sorts them and puts the file in place."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        self._file = open(self._part, "w", encoding="utf-8", newline="")  # noqa: SIM115
        self._writer = csv.writer(self._file)
        self._rows: list[tuple] = []

    def add(self, record: Record) -> None:
        """One submission's lines."""
        for place, score in enumerate(record.scores):
            row = (
                harmless(record.student),
                harmless(record.lesson),
                harmless(score.grade_id),
                f"{score.points:g}",
                f"{score.max_points:g}",
                harmless(score.diagnosis),
                harmless(score.status),
            )
            self._rows.append((record.student, record.lesson, place, row))
            self._writer.writerow(row)
        self._file.flush()

    def close(self) -> None:
        """Write all lines in order under the final name."""
        self._file.close()
        with open(self._part, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(row for *_, row in sorted(self._rows))
        os.replace(self._part, self.path)


class Totals:
    """totals.csv: one line a student, one column of points a lesson, as an LMS imports it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._points: dict[str, dict[str, float]] = {}

    def add(self, record: Record) -> None:
        """One submission's points."""
        self._points.setdefault(record.student, {})[record.lesson] = record.points

    def close(self) -> None:
        """Write the file; a lesson without a score leaves its field empty, not 0."""
        lessons = sorted({lesson for points in self._points.values() for lesson in points})
        part = self.path.with_name(f".{self.path.name}.part")
        with open(part, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["student", *map(harmless, lessons)])
            for student, points in sorted(self._points.items()):
                fields = [f"{points[name]:g}" if name in points else "" for name in lessons]
                writer.writerow([harmless(student), *fields])
        os.replace(part, self.path)
