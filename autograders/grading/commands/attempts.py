"""Which of several attempts of one student counts: the newest, the last in time, or the best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from autograders.grading.conditions import Conditions
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.seeds import seed_of
from autograders.grading.notebooks.reading import Unreadable, parse
from autograders.grading.referee.jobs import Failure, Job, evaluate_job, outcome
from autograders.grading.submissions.folders import Submission
from autograders.grading.submissions.hand_in import HandIn
from autograders.grading.text import one_line

BEST = "best"
EARLIER = "what an earlier run graded earns more, and counts"
Attempt = TypeVar("Attempt", bound=HandIn)


@dataclass(frozen=True)
class Best:
    """Judges all attempts of a student, by the tests alone, and takes the one that earns most."""

    book: CourseBook
    seed: str
    unprotected: bool
    conditions: Conditions

    def __call__(self, attempts: Sequence[Attempt]) -> Attempt | None:
        """The best of these, which are in their order; of equals, the newest. None where the grader
        fails at one of them."""
        points = [self._points(attempt) for attempt in attempts]
        if None in points:
            return None
        _, place = max((earned or 0.0, place) for place, earned in enumerate(points))
        return attempts[place]

    def of_all_runs(self, hand_ins: Sequence[HandIn]) -> tuple[list[HandIn], list[str]]:
        """Each of these, or what the course's folder holds of an earlier run where that earns more;
        a line on each of the latter."""
        chosen, lines = [], []
        for hand_in in hand_ins:
            before = self._before(hand_in)
            if before is None or self([before, hand_in]) is not before:
                chosen.append(hand_in)
                continue
            chosen.append(replace(before, is_best=True))
            lines.append(one_line(f"{hand_in.key}: {EARLIER}"))
        return chosen, lines

    def _before(self, hand_in: HandIn) -> Submission | None:
        """Another notebook of this student's in the course's folder."""
        folder = self.book.submitted(hand_in.student, hand_in.lesson)
        if folder.is_symlink() or not folder.is_dir():
            return None
        before = Submission(
            *(hand_in.student, hand_in.lesson, folder, hand_in.number),
            zone=getattr(hand_in, "zone", None),
            uploaded_as=hand_in.uploaded_as,
        )
        try:
            held = before.content()
        except (Unreadable, OSError):
            return None
        try:
            return None if hand_in.content() == held else before
        except Unreadable:
            return before

    def _points(self, attempt: HandIn) -> float | None:
        """What an attempt earns: less than nothing where it cannot be read, None where the grader
        fails."""
        template = self.book.register(attempt.lesson)
        try:
            notebook = template.merge(parse(attempt.content()))
        except Unreadable:
            return -1.0
        seed = seed_of(self.seed, attempt.student, attempt.lesson)
        result = outcome(evaluate_job(Job.of(notebook, seed, self.unprotected, self.conditions)))
        if isinstance(result, Failure):
            return None
        return sum(score.points for score in result.scores.values())
