"""The instructor's page after a run: how the class did, which ideas went wrong, what to look at.

One self-contained file like the students' pages. Mistakes are counted, never listed by student;
names stand only where somebody has to act: files that could not be read, and reasons to look.
"""

import math
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from statistics import mean, median

from chainrule.checking.wording import show_call

from autograders.exercises import EXERCISES
from autograders.grading.gradebook.class_file import nearest
from autograders.grading.gradebook.classlist import ClassList, how_long
from autograders.grading.notebooks.results import BY_HAND, NO_ANSWER, OPEN, Score
from autograders.grading.referee import judging
from autograders.grading.reports.causes import Causes
from autograders.grading.reports.page import styled, templates
from autograders.grading.reports.records import Record
from autograders.grading.text import counted, readable

MOST_GROUPS = 300
"""Different wrong answers kept for one exercise; the rest are only counted."""
SHOWN_GROUPS = 12
SHOWN_STRANGERS = 30
MOST_BINS = 16
FEWEST_BINS = 5
TWO_SLIPS = "two_slips"

KINDS = {
    "not_started": "Nothing is written yet.",
    "crashed": "The function stops with an error.",
    "form": "What comes back is not of the asked form.",
    "near": "The numbers are nearly right, but not exactly.",
    "factor": "The answer is off by the same factor everywhere.",
    "first_wrong_link": "The first parts are right, a later one is not.",
    "two_slips": "Two known mistakes at once.",
    "unknown": "Wrong in a way that has no name yet.",
    "gone": "The function ended its process or did not come back.",
    "missing": "There is no such function when its test runs.",
    "assertion": "A test of the lesson's own does not pass.",
    "too_large": "The answer is too large to be tested.",
    "none": "Not judged.",
    "partly": "Some of the lesson's own tests pass.",
    NO_ANSWER: "There is no answer in a cell that is marked by hand.",
}
"""What a diagnosis means that is not a misconception's name."""


@dataclass
class Group:
    """Equal wrong answers to one exercise."""

    score: Score
    code: str
    count: int = 0


@dataclass
class ExerciseView:
    """One exercise over a class."""

    name: str
    points: float
    states: Counter = field(default_factory=Counter)
    diagnoses: Counter = field(default_factory=Counter)
    groups: dict[tuple, Group] = field(default_factory=dict)
    ungrouped: int = 0
    twos: int = 0

    @property
    def title(self) -> str:
        """As in the lesson."""
        exercise = EXERCISES.get(self.name)
        return f"{exercise.number} · {self.name}" if exercise else self.name

    def share(self, state: str) -> float:
        """Which fraction of the class is in this state: right, partly or wrong."""
        return self.states[state] / max(self.states.total(), 1)

    def add(self, score: Score, code: str) -> None:
        """Count one answer."""
        if score.status == OPEN:
            return
        right = score.points >= score.max_points
        self.states["right" if right else "partly" if score.points else "wrong"] += 1
        if score.diagnosis == TWO_SLIPS and (both := self._named_in(score.message)):
            self.diagnoses.update(both)
            self.twos += 1
        elif score.diagnosis not in ("right", BY_HAND):
            self.diagnoses[score.diagnosis] += 1
        if not score.answers:
            return
        key = (score.diagnosis, *score.answers)
        if key not in self.groups and len(self.groups) >= MOST_GROUPS:
            self.ungrouped += 1
            return
        self.groups.setdefault(key, Group(score, code)).count += 1

    def sentence(self, diagnosis: str) -> str:
        """What this diagnosis says: the misconception's own sentence, or what the kind means."""
        return self._sentences().get(diagnosis) or KINDS.get(diagnosis, diagnosis)

    def _sentences(self) -> dict[str, str]:
        known = getattr(EXERCISES.get(self.name), "misconceptions", ())
        return {mistake.name: mistake.message for mistake in known}

    def _named_in(self, message: str) -> list[str]:
        """The misconceptions whose sentences this message gives."""
        return [name for name, sentence in self._sentences().items() if sentence in message]

    def answers(self, group: Group) -> list[tuple[str, str, str]]:
        """(call, what the group gives, what is right) at each visible input."""
        table = judging.visible_table(self.name)
        calls = [show_call(self.name, table.driver, probe) for probe in table.probes]
        right = [judging.written(outcome) for outcome in table.right]
        return list(zip(calls, group.score.answers, right, strict=False))


class LessonView:
    """One lesson over a class."""

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        self.most = 0.0
        self.points: Counter = Counter()
        self.exercises: dict[str, ExerciseView] = {}
        self.students: set[str] = set()
        self.unread = 0
        self.causes = Causes()
        self.count = 0
        self.open: dict[str, list[str]] = defaultdict(list)

    def add(self, record: Record) -> None:
        """Count one submission."""
        self.students.add(record.student)
        self.causes.add(record)
        self.most = sum(score.max_points for score in record.scores)
        if record.open:
            for name in record.open:
                self.open[name].append(record.student)
        else:
            self.points[round(record.points, 6)] += 1
        self.count += 1
        if record.refused:
            self.unread += 1
            return
        for score in record.scores:
            view = self.exercises.setdefault(
                score.grade_id, ExerciseView(score.grade_id, score.max_points)
            )
            view.add(score, record.code.get(score.grade_id, ""))

    @property
    def complete(self) -> int:
        """Submissions that have all their points; the others wait for a mark by hand."""
        return self.points.total()

    def to_be_marked(self) -> list[tuple[str, list[str]]]:
        """(cell, whose answers wait for a mark), in the order of the lesson."""
        return [(name, sorted(students)) for name, students in self.open.items()]

    @property
    def mean(self) -> float:
        """Mean points."""
        return mean(self.points.elements())

    @property
    def median(self) -> float:
        """Median points."""
        return median(self.points.elements())

    def distribution(self) -> list[tuple[str, int]]:
        """(points, how many) from none to all, in equal steps of whole points: a row for two
        submissions, FEWEST_BINS to MOST_BINS in all; none where these would be nearly as many as
        the submissions."""
        if self.complete < FEWEST_BINS:
            return []
        rows_wanted = min(max(self.complete // 2, FEWEST_BINS), MOST_BINS)
        step = max(1, math.ceil((self.most + 1) / rows_wanted))
        counts = Counter(int(points // step) for points in self.points.elements())
        top = int(self.most // step)
        rows = []
        for place in range(top + 1):
            low, high = place * step, min((place + 1) * step - 1, math.floor(self.most))
            rows.append((f"{low}" if low == high else f"{low} to {high}", counts[place]))
        return rows

    @property
    def twos(self) -> int:
        """Answers in which two misconceptions were named; each of the two is counted."""
        return sum(view.twos for view in self.exercises.values())

    def mistakes(self) -> list[tuple[ExerciseView, str, int]]:
        """(exercise, diagnosis, how often), the most frequent first."""
        found = [
            (view, diagnosis, count)
            for view in self.exercises.values()
            for diagnosis, count in view.diagnoses.items()
            if diagnosis not in judging.WITHOUT_A_NAME
        ]
        return sorted(found, key=lambda entry: (-entry[2], entry[0].title, entry[1]))

    def nameless(self) -> list[tuple[ExerciseView, list[Group], int]]:
        """(exercise, its largest groups of equal wrong answers, answers in none of these)."""
        found = []
        for view in self.exercises.values():
            groups = sorted(view.groups.values(), key=lambda group: (-group.count, group.code))
            rest = sum(group.count for group in groups[SHOWN_GROUPS:]) + view.ungrouped
            if groups:
                found.append((view, groups[:SHOWN_GROUPS], rest))
        return found


class ClassPage:
    """Counts over a run; memory is bounded by the number of different mistakes.

    class_list: what the gradebook knows of the class besides, set before the page is made.
    """

    def __init__(self) -> None:
        self.class_list = ClassList()
        self.lessons: dict[str, LessonView] = {}
        self.refused: list[tuple[str, str, str]] = []
        self.failed: list[tuple[str, str]] = []
        self.suspicious: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)

    def add(self, record: Record) -> None:
        """Count one graded submission."""
        self.lessons.setdefault(record.lesson, LessonView(record.lesson)).add(record)
        if record.refused:
            self.refused.append((record.student, record.lesson, record.refused))
        if record.suspicions:
            self.suspicious[record.lesson].append((record.student, record.suspicions))

    def fail(self, key: str, reason: str) -> None:
        """Note a submission without a score, which is the grader's fault."""
        self.failed.append((key, reason))

    def head(self, today: date) -> str:
        """The line at the top: when, how many hand-ins, and of how many students."""
        hand_ins = sum(view.count for view in self.lessons.values()) + len(self.failed)
        said = f"{today.day} {today:%B %Y}, {counted(hand_ins, 'hand-in')}"
        known = len(self.class_list.students)
        return f"{said}; {counted(known, 'student')} on the class list" if known else said

    def missing(self, lesson: str) -> list[str]:
        """Who is on the class list and did not hand this lesson in."""
        failed = {key.removesuffix(f"/{lesson}") for key, _ in self.failed}
        missing = self.class_list.students - self.lessons[lesson].students - failed
        return [self.named(student) for student in sorted(missing)]

    def strangers(self, lesson: str) -> list[str]:
        """Who handed this lesson in and is not on the class list, with the nearest who is."""
        listed = self.class_list.students
        others = sorted(self.lessons[lesson].students - listed) if listed else []
        shown = others[:SHOWN_STRANGERS]
        near = [nearest(student, listed) for student in shown]
        more = len(others) - len(shown)
        return [
            *(
                f"{who} (nearest: {one})" if one else who
                for who, one in zip(shown, near, strict=True)
            ),
            *([f"and {more} more"] if more else []),
        ]

    def untimed(self, lesson: str) -> int:
        """Of how many hand-ins no time is known, where there is a deadline."""
        return len(self.class_list.untimed.get(lesson, set()) & self.lessons[lesson].students)

    def named(self, student: str) -> str:
        """A student's id, with the name that the class list gives."""
        name = self.class_list.names.get(student, "")
        return f"{student} ({name})" if name and name != student else student

    def late(self, lesson: str) -> list[str]:
        """Who handed this lesson in late and by how much, the latest first."""
        times = self.class_list.late.get(lesson, {})
        there = [(time, who) for who, time in times.items() if who in self.lessons[lesson].students]
        return [f"{self.named(who)}, {how_long(time)}" for time, who in sorted(there, reverse=True)]

    def html(self) -> str:
        """The page."""
        return readable(
            templates.get_template("report.html").render(
                head=self.head(date.today()),
                report=self,
                lessons=[self.lessons[name] for name in sorted(self.lessons)],
                refused=[(self.named(who), *rest) for who, *rest in sorted(self.refused)],
                failed=sorted(self.failed),
                suspicious={
                    lesson: [(self.named(who), why) for who, why in sorted(found)]
                    for lesson, found in sorted(self.suspicious.items())
                },
                **styled("page.css", "report.css"),
            )
        )
