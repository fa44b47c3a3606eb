"""What every submission counted when a run was last finished, so that each change is told.

A total rests on more than the tests: marks given by hand, points for other cells, extra credit, the
penalty for being late, and what the exercises are worth. All of that is compared.
"""

import json
from pathlib import Path

from autograders.grading.files import write_whole
from autograders.grading.gradebook.marks import Marks
from autograders.grading.notebooks.results import OPEN
from autograders.grading.reports.changes import Change
from autograders.grading.reports.records import Record

FILE = ".standings.json"
LATE, OTHERS, MOST = "late penalty", "points for other cells", "maximum"
"""Changes that belong to no exercise."""


class Standings:
    """The last finished run's, and this one's as they come; `close` keeps these for the next."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._before: dict[str, dict[str, float | None]] = _read(self._path)
        self._now: dict[str, dict[str, float | None]] = {}

    def add(self, record: Record, marks: Marks, told: list[Change]) -> list[Change]:
        """Note a record with its marks; all that has changed about it besides what is told.

        record: with the marks in it; told: changes of what the tests gave.
        """
        key = f"{record.student}/{record.lesson}"
        now: dict[str, float | None] = {
            score.grade_id: None if score.status == OPEN else score.points
            for score in record.scores
        }
        most = sum(score.max_points for score in record.scores)
        now |= {f"({LATE})": marks.late, f"({OTHERS})": record.besides + marks.late}
        now[f"({MOST})"] = most
        self._now[key] = {
            name: None if points is None else round(points, 6) for name, points in now.items()
        }
        if key not in self._before:
            return []
        before, now = self._before[key], self._now[key]
        known = {change.exercise for change in told}
        found = []
        for name in [*now, *(name for name in before if name not in now)]:
            exercise = name.strip("()")
            old, new = before.get(name), now.get(name)
            if old != new and exercise not in known:
                change = Change(exercise, old, new)
                extra = marks.extra.get(exercise)
                found.append(change.with_mark(marks.by_hand.get(exercise), extra))
        return found

    def close(self, done: bool) -> None:
        """Keep them, if this run has finished; whoever was not in it counts what they did."""
        if done:
            write_whole(self._path, json.dumps({**self._before, **self._now}))


def _read(path: Path) -> dict[str, dict[str, float | None]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # none yet, or nothing that tells changes: the run writes it anew
        return {}
    return found if isinstance(found, dict) else {}
