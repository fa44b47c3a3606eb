"""Which of several uploads of one student counts: the newest, the last in time, or the best."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograders.grading.conditions import Conditions
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.seeds import seed_of
from autograders.grading.notebooks.reading import Unreadable, parse
from autograders.grading.referee.jobs import Failure, Job, close_zygotes, evaluate_job, outcome
from autograders.grading.submissions.uploads import Upload

BEST = "best"


@dataclass(frozen=True)
class Best:
    """Judges all attempts of a student, by the tests alone, and takes the one that earns most."""

    book: CourseBook
    seed: str
    unprotected: bool
    conditions: Conditions

    def __call__(self, attempts: Sequence[Upload]) -> Upload | None:
        """The best of these, which are in their order; of equals, the newest. None where the grader
        fails at one of them."""
        try:
            points = [self._points(attempt) for attempt in attempts]
        finally:
            close_zygotes()
        if None in points:
            return None
        _, place = max((earned or 0.0, place) for place, earned in enumerate(points))
        return attempts[place]

    def _points(self, attempt: Upload) -> float | None:
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
