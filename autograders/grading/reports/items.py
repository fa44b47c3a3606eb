"""Item analysis: how hard each exercise is, and how well it tells strong from weak.

The measures are those of classical test theory (Crocker and Algina, Introduction to Classical and
Modern Test Theory, 1986, chapter 14): difficulty is the share of the points that the class earned,
so that a high one is an easy exercise; discrimination is the correlation of an exercise's points
with the points of all other exercises of the same lesson.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, pstdev, quantiles

from autograders.exercises import EXERCISES
from autograders.grading.reports.records import Record

FEWEST = 5
"""Hand-ins from which on a correlation is said."""
FEWEST_FOR_A_REMARK = 10
EASY, HARD, FLAT = 0.95, 0.3, 0.2


@dataclass(frozen=True)
class Spread:
    """How numbers lie: mean, standard deviation, and the five that a box plot shows."""

    count: int
    mean: float
    deviation: float
    least: float
    lower: float
    median: float
    upper: float
    most: float

    @classmethod
    def of(cls, numbers: list[float]) -> "Spread":
        """Of one number or more."""
        several = len(numbers) > 1
        lower, _, upper = quantiles(numbers, n=4, method="inclusive") if several else numbers * 3
        return cls(
            len(numbers),
            fmean(numbers),
            pstdev(numbers),
            min(numbers),
            lower,
            median(numbers),
            upper,
            max(numbers),
        )


@dataclass
class Item:
    """One exercise over a class; shares: of its points, rests: points of the lesson's others."""

    name: str
    lesson: str
    points: float
    number: int = 0
    shares: list[float] = field(default_factory=list)
    rests: list[float] = field(default_factory=list)

    @property
    def title(self) -> str:
        """As in the lesson."""
        exercise = EXERCISES.get(self.name)
        return f"{exercise.number} · {self.name}" if exercise else self.name

    @property
    def difficulty(self) -> float:
        """The share of its points that the class earned, from 0 to 1."""
        return fmean(self.shares)

    @property
    def deviation(self) -> float:
        """The standard deviation of that share."""
        return pstdev(self.shares)

    @property
    def discrimination(self) -> float | None:
        """Correlation with the lesson's other points; None where too few or all are alike."""
        return correlation(self.shares, self.rests) if len(self.shares) >= FEWEST else None

    def part(self, state: str) -> float:
        """Which fraction of the class is in this state: right, partly or wrong."""
        states = Counter(
            "right" if share >= 1 else "partly" if share > 0 else "wrong" for share in self.shares
        )
        return states[state] / len(self.shares)

    @property
    def remark(self) -> str:
        """What an instructor may look at, in a class that is large enough to say so."""
        tells = self.discrimination
        if len(self.shares) < FEWEST_FOR_A_REMARK:
            return ""
        if tells is not None and tells < 0:
            return "Who does well elsewhere does worse here: look at its text and its tests."
        if self.difficulty < HARD:
            return "Hard: less than a third of the points."
        if self.difficulty > EASY:
            return "Nearly everybody can do it."
        if tells is not None and tells < FLAT:
            return "It hardly tells strong from weak."
        return ""


class Items:
    """The exercises of all lessons."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str], Item] = {}

    def add(self, record: Record) -> None:
        """Count one hand-in; a file that could not be read says nothing on exercises."""
        if record.refused or record.open:
            return
        total = sum(score.points for score in record.scores)
        for score in record.scores:
            if score.max_points > 0:
                key = (record.lesson, score.grade_id)
                item = self._items.setdefault(
                    key, Item(score.grade_id, record.lesson, score.max_points)
                )
                item.shares.append(score.points / score.max_points)
                item.rests.append(total - score.points)

    def rows(self) -> list[Item]:
        """All exercises in the order of the course, numbered from 1."""
        known = list(EXERCISES)
        place = {name: number for number, name in enumerate(known)}
        found = sorted(
            self._items.values(), key=lambda item: (item.lesson, place.get(item.name, len(known)))
        )
        for number, item in enumerate(found, 1):
            item.number = number
        return found


def correlation(ones: Sequence[float], others: Sequence[float]) -> float | None:
    """Pearson's correlation of two rows of numbers; None where one of them does not vary."""
    a, b = fmean(ones), fmean(others)
    spread = math.sqrt(sum((x - a) ** 2 for x in ones) * sum((y - b) ** 2 for y in others))
    if spread < 1e-12:
        return None
    return sum((x - a) * (y - b) for x, y in zip(ones, others, strict=True)) / spread
