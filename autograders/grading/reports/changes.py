"""What a run has changed of anybody's points, compared with the last finished run into the same
folder."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

from autograders.grading.files import written_whole
from autograders.grading.reports.records import Record
from autograders.grading.reports.sheet import harmless
from autograders.grading.text import one_line

FILE = "changes.csv"
COLUMNS = ("student", "lesson", "exercise", "before", "now", "mark_by_hand")
SHOWN = 20
"""Students named in the terminal; the file names all."""


@dataclass(frozen=True)
class Change:
    """One exercise's points before and now (None: not in the lesson), and a mark given by hand.

    extra: the extra credit, where the points by hand are the tests' and this.
    """

    exercise: str
    before: float | None
    now: float | None
    by_hand: float | None = None
    extra: float | None = None

    def with_mark(self, mark: float | None, extra: float | None = None) -> "Change":
        """The same with a mark, or extra credit, that was given by hand."""
        return replace(self, by_hand=mark, extra=extra)

    def __str__(self) -> str:
        said = f"{self.exercise} {_points(self.before)} → {_points(self.now)}"
        if self.by_hand is None:
            return said
        what, points = ("mark", self.by_hand)
        if self.extra is not None:
            what, points = ("extra credit", self.extra)
        if self.by_hand == self.now:
            return f"{said} (your {what})"
        return f"{said} (your {what} {points:g} stays)"


def changed(before: Record, now: Record) -> list[Change]:
    """What changed between two gradings of one student's lesson, in the order of the lesson.

    What a person marks, no grading changes.
    """
    old = {score.grade_id: score.points for score in before.scores if not score.by_person}
    new = {score.grade_id: score.points for score in now.scores if not score.by_person}
    names = [*new, *(name for name in old if name not in new)]
    pairs = [Change(name, old.get(name), new.get(name)) for name in names]
    return [pair for pair in pairs if pair.before != pair.now]


class Changes:
    """The changes of a run; `close` writes them to changes.csv, a line an exercise."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._found: dict[tuple[str, str], list[Change]] = {}

    def add(self, student: str, lesson: str, changes: list[Change]) -> None:
        """Note what changed for one student in one lesson."""
        if changes:
            self._found.setdefault((student, lesson), []).extend(changes)

    def __bool__(self) -> bool:
        return bool(self._found)

    def lines(self) -> list[str]:
        """What to print: a line a student, cut after SHOWN."""
        if not self._found:
            return ["no score changed"]
        said = [
            one_line(f"  {student}: {', '.join(map(str, changes))}")
            for (student, _), changes in sorted(self._found.items())
        ]
        more = len(said) - SHOWN
        rest = [f"  and {more} more in {self.path}"] if more > 0 else []
        return ["Changed since the last finished run:", *said[:SHOWN], *rest]

    def close(self) -> None:
        """Write the file."""
        with written_whole(self.path, encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for (student, lesson), changes in sorted(self._found.items()):
                for change in changes:
                    points = (change.before, change.now, change.by_hand)
                    names = (student, lesson, change.exercise)
                    writer.writerow([*map(harmless, names), *map(_field, points)])


def _points(points: float | None) -> str:
    return "none" if points is None else f"{points:g}"


def _field(points: float | None) -> str:
    return "" if points is None else f"{points:g}"
