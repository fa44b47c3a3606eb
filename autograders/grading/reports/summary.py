"""What an instructor sees at the end of a run, in the terminal."""

from collections import Counter, defaultdict
from statistics import mean, median

from autograders.grading.notebooks.results import BY_HAND, NO_ANSWER, OPEN
from autograders.grading.reports.records import Record
from autograders.grading.text import counted, readable

SHOWN = 20
"""Submissions listed for each reason; report.html lists all."""
NO_NAME = {"right", "partly", "unknown", "none", "unreadable", BY_HAND, NO_ANSWER}


class Summary:
    """Counts over a run, kept small: no submission is held."""

    def __init__(self) -> None:
        self.counts: Counter = Counter()
        self.open: dict[str, list[str]] = defaultdict(list)
        self.totals: dict[str, list[float]] = defaultdict(list)
        self.most: dict[str, float] = {}
        self.shares: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.diagnoses: dict[tuple[str, str], Counter] = defaultdict(Counter)
        self.refused: dict[str, str] = {}
        self.failed: dict[str, str] = {}

    def add(self, record: Record) -> None:
        """Count one graded submission."""
        lesson = record.lesson
        if record.open:
            self.open[lesson].append(record.student)
        else:
            self.totals[lesson].append(record.points)
        self.counts[lesson] += 1
        self.most[lesson] = sum(score.max_points for score in record.scores)
        if record.refused:
            self.refused[f"{record.student}/{lesson}"] = record.refused
            return
        for score in (score for score in record.scores if score.status != OPEN):
            exercise = (lesson, score.grade_id)
            self.shares[exercise].append(score.points >= score.max_points)
            self.diagnoses[exercise][score.diagnosis] += 1

    def fail(self, key: str, reason: str) -> None:
        """Note a submission that could not be graded, which is the grader's fault."""
        self.failed[key] = reason

    def text(self, seconds: float) -> str:
        """The lines to print."""
        lines = []
        for lesson, count in sorted(self.counts.items()):
            totals = self.totals[lesson]
            said = f"{lesson}: {count} graded"
            if totals:
                spread = f"mean {mean(totals):.1f}, median {median(totals):g}"
                of_these = f"; of the {len(totals)} marked" if self.open[lesson] else ","
                said += f"{of_these} {spread} of {self.most[lesson]:g} points"
            lines.append(said)
            unread = sum(key.endswith(f"/{lesson}") for key in self.refused)
            if unread:
                lines.append(f"  right, of the {count - unread} that could be read:")
            lines += self._exercises(lesson)
        lines += self._list("Not readable, 0 points", self.refused)
        lines += self._list("NOT GRADED, the grader's fault, run again", self.failed)
        count = self.counts.total() + len(self.failed)
        lines.append(f"{counted(count, 'notebook')} in {seconds:.1f} s")
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
