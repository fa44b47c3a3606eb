"""Errors of cells that cost exercises further down: what an instructor may be able to mend."""

from collections import Counter
from dataclasses import dataclass, field

from autograders.grading.referee.stopped_cells import missing_package
from autograders.grading.reports.records import Record

MOST = 200
"""Different errors kept for a lesson."""


@dataclass
class Cause:
    """One error: whom it cost something, and which exercises."""

    error: str
    students: set[str] = field(default_factory=set)
    exercises: Counter = field(default_factory=Counter)

    @property
    def package(self) -> str:
        """The package that was missing, if that is why."""
        return missing_package(self.error)

    @property
    def cost(self) -> str:
        """The exercises that it cost, the most frequent first: slope, d_power (3 students)."""
        shown = (
            name if times == 1 else f"{name} ({times} students)"
            for name, times in self.exercises.most_common()
        )
        return ", ".join(shown)


class Causes:
    """The errors of one lesson over a class."""

    def __init__(self) -> None:
        self._known: dict[str, Cause] = {}

    def add(self, record: Record) -> None:
        """Count one submission."""
        for score in record.scores:
            error = score.because
            if not error or (error not in self._known and len(self._known) >= MOST):
                continue
            cause = self._known.setdefault(error, Cause(error))
            cause.students.add(record.student)
            cause.exercises[score.grade_id] += 1

    def rows(self) -> list[Cause]:
        """Missing packages first, then by how many students it cost something."""
        return sorted(
            self._known.values(),
            key=lambda cause: (not cause.package, -len(cause.students), cause.error),
        )

    @property
    def packages(self) -> list[str]:
        """Missing packages by name."""
        return sorted({cause.package for cause in self._known.values() if cause.package})
