"""The verdict on one exercise: hidden probes, the course's comparer, points and one sentence.

The same function judges in an author's kernel (`fn` is the author's function, called in place)
and in the referee (`fn` is a proxy, and the probes run in the student's process).
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

import numpy as np
from chainrule.cells import written_name
from chainrule.checking.comparing import compare
from chainrule.checking.diagnosing import Diagnosis, diagnose
from chainrule.checking.tables import Table
from chainrule.probing import Outcome, run_probes

from autograders.exercises import EXERCISES

AUTHORS_SEED = 0
"""The hidden probes of an author's own run; a class is graded with its private, recorded seed."""
WITHOUT_A_NAME = frozenset({"unknown", "factor", "first_wrong_link", "near"})
"""Diagnoses that say how far an answer is off, but not which idea is behind it."""
LONGEST_ANSWER = 300
MOST_WRITTEN = 60
"""Entries of an answer that are written out, at each of its levels."""
NEAR = 100
"""An answer that is off by less than this many tolerances gets a second draw of inputs."""
SECOND_DRAW = 2**63
"""Added to a seed for that draw; seeds are smaller, so that no draw is another's second one."""


@dataclass(frozen=True)
class Verdict:
    """What one test decided: earned points, and the sentence that the student reads.

    near: the answer was wrong by so little that a second draw of inputs decided.
    """

    exercise: str
    points: float
    max_points: float
    diagnosis: str
    message: str
    near: bool = False


@dataclass
class Sitting:
    """One grading of one notebook: the seed of its hidden probes, and the verdicts so far."""

    seed: int = AUTHORS_SEED
    verdicts: list[Verdict] = field(default_factory=list)


_sitting: ContextVar[Sitting | None] = ContextVar("sitting", default=None)


@contextmanager
def sitting(seed: int) -> Iterator[Sitting]:
    """Let every `grade` inside the block draw its probes from `seed`, and keep its verdicts."""
    begun = Sitting(seed)
    token = _sitting.set(begun)
    try:
        yield begun
    finally:
        _sitting.reset(token)


def grade(fn: Callable) -> float:
    """Judge a learner's function at hidden probes; print the sentence, return the earned points."""
    current = _sitting.get() or Sitting()
    name = written_name(fn, sys._getframe(1), EXERCISES)
    verdict = judge(fn, current.seed, name)
    current.verdicts.append(verdict)
    print(f"{verdict.message} ({verdict.points:g} of {verdict.max_points:g} points)")
    return verdict.points


def judge(fn: Callable, seed: int = AUTHORS_SEED, name: str | None = None) -> Verdict:
    """The verdict on `fn` as the exercise `name` (default: its own), at hidden probes of `seed`.

    Raises LookupError, in one line, when no exercise has that name.
    """
    name = name or getattr(fn, "__name__", type(fn).__name__)
    if name not in EXERCISES:
        raise LookupError(f"grade: no exercise is called {name!r}; known: {', '.join(EXERCISES)}")
    exercise = EXERCISES[name]
    near = False
    for drawn in (seed, seed + SECOND_DRAW):
        table = exercise.table(drawn)
        outcomes = run_probes(fn, table.driver, table.probes)
        if near or not is_near_the_tolerance(outcomes, table):
            break
        near = True
    diagnosis = diagnose(outcomes, table)
    points = earned(diagnosis.share, exercise.points)
    return Verdict(
        exercise=name,
        points=points,
        max_points=float(exercise.points),
        diagnosis=diagnosis.name if diagnosis.kind == "misconception" else diagnosis.kind,
        message=diagnosis.message,
        near=near,
    )


def is_near_the_tolerance(outcomes: list[Outcome], table: Table) -> bool:
    """Is something wrong, and everything that is wrong by less than NEAR tolerances?

    Rounding in another order than the reference's may do that at an unlucky input.
    """
    wrong = False
    for outcome, right in zip(outcomes, table.right, strict=True):
        if (outcome.kind, outcome.mutated, outcome.remark) != (
            "value",
            right.mutated,
            right.remark,
        ):
            return False
        if compare(outcome.value, right.value, table.tolerance):
            wrong = True
            if compare(outcome.value, right.value, NEAR * table.tolerance):
                return False
    return wrong


def earned(share: float, points: float) -> float:
    """`share` of `points` as a plain float that no rounding puts below 0 or above `points`."""
    return float(min(max(round(float(share) * float(points), 6), 0.0), float(points)))


@cache
def visible_table(name: str) -> Table:
    """An exercise's table at the inputs that everybody may see."""
    return EXERCISES[name].table()


def told_by_the_visible(message: str, name: str, seen: Diagnosis) -> str:
    """What a student reads of an answer that is wrong without a name: only one that is right
    wherever the check looks is wrong "at a hidden input".

    seen: the diagnosis at the visible inputs, so that nothing hidden comes in.
    """
    if seen.kind == "right":
        return message
    already = f"{name} is wrong already at an input that the check shows"
    if seen.kind == "unknown":
        return f"{already}: {seen.message}"
    return f"{already}, in a way that has no name here: run the check, and follow that input."


def written(outcome: Outcome) -> str:
    """What a function gave at one input, to six digits: equal texts are equal answers."""
    if outcome.kind != "value":
        text = f"{outcome.kind} {outcome.error} {outcome.message}"
    else:
        text = _written(outcome.value) + (" (changes its argument)" if outcome.mutated else "")
    return text.strip()[:LONGEST_ANSWER]


def _written(value: object) -> str:
    if isinstance(value, np.ndarray):
        few = value if value.size <= MOST_WRITTEN else value.ravel()[:MOST_WRITTEN]
        return f"array {value.shape if few is not value else ''}{_written(few.tolist())}"
    if isinstance(value, float | np.floating):
        return f"{float(value) + 0.0:.6g}"  # + 0.0: no −0
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value[:MOST_WRITTEN]))}]"
    if isinstance(value, dict):
        items = islice(value.items(), MOST_WRITTEN)
        return f"{{{', '.join(f'{_written(key)}: {_written(item)}' for key, item in items)}}}"
    if isinstance(value, str | bytes):
        return repr(value[:LONGEST_ANSWER])
    try:
        return repr(value)
    except Exception as error:  # an answer is the student's, and so is what it makes of repr
        return f"{type(value).__name__} ({type(error).__name__} in its repr)"
