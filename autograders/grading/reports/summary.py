"""What an instructor sees at the end of a run, in the terminal."""

from collections import Counter, defaultdict
from statistics import mean, median

from autograders.grading.reports.records import Record
from autograders.grading.text import readable

SHOWN = 20
"""Submissions listed for each reason; report.html lists all."""
NO_NAME = {"right", "partly", "unknown", "none", "unreadable"}


class Summary:
    """Counts over a run, kept small: no submission is held."""

    def __init__(self) -> None:
        self.totals: dict[str, list[float]] = defaultdict(list)
        self.most: dict[str, float] = {}
        self.shares: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.diagnoses: dict[tuple[str, str], Counter] = defaultdict(Counter)
        self.refused: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    def add(self, record: Record) -> None:
        """Count one graded submission."""
        lesson = record.lesson
        self.totals[lesson].append(record.points)
        self.most[lesson] = sum(score.max_points for score in record.scores)
        if record.refused:
            self.refused[f"{record.student}/{lesson}"] = record.refused
            return
        for score in record.scores:
            exercise = (lesson, score.grade_id)
            self.shares[exercise].append(score.points >= score.max_points)
            self.diagnoses[exercise][score.diagnosis] += 1

    def fail(self, key: str, reason: str) -> None:
        """Note a submission that could not be graded, which is the grader's fault."""
        self.failed[key] = reason

    def text(self, seconds: float) -> str:
        """The lines to print."""
        lines = []
        for lesson, totals in sorted(self.totals.items()):
            lines.append(
                f"{lesson}: {len(totals)} graded, mean {mean(totals):.1f}, median "
                f"{median(totals):g} of {self.most[lesson]:g} points"
            )
            unread = sum(key.endswith(f"/{lesson}") for key in self.refused)
            if unread:
                lines.append(f"  right, of the {len(totals) - unread} that could be read:")
            lines += self._exercises(lesson)
        lines += self._list("Not readable, 0 points", self.refused)
        lines += self._list("NOT GRADED, the grader's fault, run again", self.failed)
        count = sum(map(len, self.totals.values())) + len(self.failed)
        lines.append(f"{count} notebooks in {seconds:.1f} s")
        return "\n".join(readable(line) for line in lines)

    def _exercises(self, lesson: str) -> list[str]:
        lines = []
        for (of, exercise), shares in self.shares.items():
            if of == lesson:
                named = [
                    f"{name} {count}"
                    for name, count in self.diagnoses[of, exercise].most_common()
                    if name not in NO_NAME
                ]
                mistakes = f"   {', '.join(named)}" if named else ""
                lines.append(f"  {exercise:<16} {mean(shares):4.0%} right{mistakes}")
        return lines

    @staticmethod
    def _list(title: str, entries: dict[str, str]) -> list[str]:
        shown = [f"  {key}: {why}" for key, why in list(entries.items())[:SHOWN]]
        more = len(entries) - SHOWN
        rest = [f"  and {more} more in report.html"] if more > 0 else []
        return [f"{title}:", *shown, *rest] if entries else []
