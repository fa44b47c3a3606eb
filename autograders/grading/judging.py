"""The verdict on one exercise: hidden probes, the course's comparer, points and one sentence.

The same function judges in an author's kernel (`fn` is the author's function, called in place) and in
the referee (`fn` is a proxy, and the probes run in the student's process).
"""

import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from chainrule.checking import Table
from chainrule.comparing import compare
from chainrule.diagnosing import Diagnosis, diagnose
from chainrule.probing import Outcome, run_probes

from autograders.exercises import EXERCISES

AUTHORS_SEED = 0
"""The hidden probes of an author's own run; a class is graded with its private, recorded seed."""

SPEAKS_OF_VALUES = {"first_wrong_link", "two_slips", "unknown"}
"""Diagnoses whose sentence may quote an input or an answer, which a hidden test keeps to itself."""


@dataclass(frozen=True)
class Verdict:
    """What one test decided: earned points, and the sentence that the student reads."""

    exercise: str
    points: float
    max_points: float
    diagnosis: str
    message: str


@dataclass
class Sitting:
    """One grading of one notebook: the seed of its hidden probes, and the verdicts so far."""

    seed: int = AUTHORS_SEED
    verdicts: list[Verdict] = field(default_factory=list)


_sitting: ContextVar[Sitting | None] = ContextVar("sitting", default=None)


@contextmanager
def sitting(seed: int) -> Iterator[Sitting]:
    """Let every `grade` inside the block draw its probes from `seed`, and keep its verdicts."""
    token = _sitting.set(Sitting(seed))
    try:
        yield _sitting.get()
    finally:
        _sitting.reset(token)


def grade(fn: Callable) -> float:
    """Judge a learner's function at hidden probes; print the sentence, return the earned points."""
    current = _sitting.get() or Sitting()
    verdict = judge(fn, current.seed)
    current.verdicts.append(verdict)
    print(verdict.message)
    return verdict.points


def judge(fn: Callable, seed: int = AUTHORS_SEED) -> Verdict:
    """The verdict on `fn`, whose `__name__` is an exercise's, at the hidden probes of `seed`.

    Raises LookupError, in one line, when no exercise has that name.
    """
    name = getattr(fn, "__name__", type(fn).__name__)
    if name not in EXERCISES:
        raise LookupError(f"grade: no exercise is called {name!r}; known: {', '.join(EXERCISES)}")
    exercise = EXERCISES[name]
    table = exercise.table(seed)
    outcomes = run_probes(fn, table.driver, table.probes)
    diagnosis = diagnose(outcomes, table)
    points = earned(diagnosis.share, exercise.points)
    return Verdict(
        exercise=name,
        points=points,
        max_points=float(exercise.points),
        diagnosis=diagnosis.name or diagnosis.kind,
        message=sentence(fn, table, diagnosis, outcomes, points),
    )


def earned(share: float, points: float) -> float:
    """`share` of `points` as a plain float that no rounding puts below 0 or above `points`."""
    return float(min(max(round(float(share) * float(points), 6), 0.0), float(points)))


def sentence(
    fn: Callable, table: Table, diagnosis: Diagnosis, outcomes: list[Outcome], points: float
) -> str:
    """What the student reads: it names the mistake, and quotes no hidden input or right answer."""
    name, of = table.exercise, f"{points:g} of {table.points:g} points"
    if diagnosis.kind == "right":
        return f"{name} works: all hidden tests pass ({of})."
    if diagnosis.kind == "crashed":
        return f"{crash_sentence(fn, table, outcomes)} ({of})"
    if diagnosis.kind in SPEAKS_OF_VALUES:
        return f"{unknown_sentence(table, outcomes)} ({of})"
    return f"{diagnosis.message} ({of})"


def crash_sentence(fn: Callable, table: Table, outcomes: list[Outcome]) -> str:
    """Name the exception only: its text is the student's own and could carry a hidden input out."""
    error = next(outcome.error for outcome in outcomes if outcome.kind == "crashed")
    if not isinstance(getattr(builtins, error, None), type):
        error = "an error of its own"
    crashed = sum(outcome.kind == "crashed" for outcome in outcomes)
    where = "every input" if crashed == len(outcomes) else "some of the inputs"
    return f"{table.exercise} stops with {error} for {where} of the hidden tests."


def unknown_sentence(table: Table, outcomes: list[Outcome]) -> str:
    """How many hidden tests pass, when no known mistake explains the answers."""
    passed = sum(map(passes, outcomes, table.right, [table.tolerance] * len(outcomes)))
    return f"{table.exercise}: {passed} of {len(outcomes)} hidden tests pass."


def passes(outcome: Outcome, right: Outcome, tolerance: float) -> bool:
    """Did one probe end as it should?"""
    if outcome.kind != "value" or outcome.mutated:
        return False
    return compare(outcome.value, right.value, tolerance) is None
