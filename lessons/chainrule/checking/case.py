"""One run of a learner's function beside its table: what of it is right, and where to look.

What is said here needs no name for the mistake; `diagnosing` looks for one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from chainrule.checking.comparing import Difference, agrees, compare
from chainrule.checking.ratios import first_wrong
from chainrule.checking.tables import Table
from chainrule.checking.text import one_line
from chainrule.checking.wording import (
    DRIVERS_OWN,
    begins_rightly,
    call_and_value,
    entry_at,
    place_in_words,
    show,
    show_call,
)
from chainrule.probing import REMARKS, Outcome, Probe

MAX_MESSAGE = 500
SHOWS = 1e-3
"""A relative difference below this is hardly seen in the four digits that are shown."""


@dataclass(frozen=True)
class Diagnosis:
    """What is to be said about a run.

    kind: right | not_started | crashed | form | misconception | near | factor | first_wrong_link |
    two_slips | unknown; name: of the misconception, or of the wrong part; message: the sentence;
    probe: index of the probe it speaks about; share: earned fraction of the points.
    """

    kind: str
    name: str
    message: str
    probe: int | None
    share: float


@dataclass(frozen=True)
class Case:
    """One run beside its table, with the difference at each probe."""

    outcomes: list[Outcome]
    table: Table
    differences: list[Difference | None]
    share: float

    @property
    def name(self) -> str:
        return self.table.exercise

    def first(self, wanted: Callable[[Outcome], bool]) -> int | None:
        return next((i for i, outcome in enumerate(self.outcomes) if wanted(outcome)), None)

    def say(self, kind: str, message: str, probe: int | None = None, name: str = "") -> Diagnosis:
        # Names of classes and keys in it may be a learner's own, with any characters.
        return Diagnosis(kind, name, one_line(message, MAX_MESSAGE), probe, self.share)


def case_of(outcomes: Sequence[Outcome], table: Table) -> Case:
    """These outcomes beside the table. Raises ValueError when its probes are not as many."""
    if len(outcomes) != len(table.probes):
        raise ValueError(
            f"{table.exercise}: {len(outcomes)} outcomes for {len(table.probes)} probes"
        )
    outcomes = list(outcomes)
    differences = [
        _difference(outcome, right, table.tolerance)
        for outcome, right in zip(outcomes, table.right, strict=True)
    ]
    return Case(outcomes, table, differences, _share(outcomes, differences, table))


# --- right or not, part by part -----------------------------------------------------------------


def _difference(outcome: Outcome, right: Outcome, tolerance: float) -> Difference | None:
    if outcome.kind != "value":
        return Difference(outcome.kind, outcome.message)
    if outcome.mutated and not right.mutated:
        return Difference("mutated", "changes an argument in place")
    wrong = compare(outcome.value, right.value, tolerance)
    # What an answer costs is worth a word only once it is right.
    counts = outcome.remark and not right.remark and not (wrong and outcome.remark == "extra_work")
    return Difference("conduct", REMARKS[outcome.remark]) if counts else wrong


def _share(outcomes: list[Outcome], differences: list, table: Table) -> float:
    right = set(right_parts(outcomes, differences, table))
    total = sum(table.parts.values())
    earned = sum(points for part, points in table.parts.items() if part in right)
    return earned / total if total else 0.0


def right_parts(outcomes: list[Outcome], differences: list, table: Table) -> list[str]:
    if table.graded_by == "entry":
        return [p for p in table.parts if entry_is_right(p, outcomes, table.right, table)]
    return [
        part
        for part in table.parts
        if all(d is None for d, p in zip(differences, table.probes, strict=True) if p.part == part)
    ]


def entry_is_right(
    part: str, outcomes: Sequence[Outcome], rights: Sequence[Outcome], table: Table
) -> bool:
    """Is the entry right in each of these outcomes, each beside its right one?"""
    for outcome, right in zip(outcomes, rights, strict=True):
        if outcome.kind != "value" or (outcome.mutated and not right.mutated):
            return False
        if outcome.remark and not right.remark:
            return False
        given, due = (entry_of(value, part, table) for value in (outcome.value, right.value))
        if given is MISSING or not agrees(given, due, table.tolerance):
            return False
    return True


MISSING = object()


def entry_of(value: Any, part: str, table: Table) -> Any:
    """The entry of an answer that is graded as `part`: by key, or by position in a tuple."""
    if isinstance(value, dict):
        by_name = isinstance(table.right[0].value, dict)
        return value.get(part, MISSING) if by_name else MISSING
    place = list(table.parts).index(part)
    if not isinstance(table.right[0].value, dict) and _has_places(value, len(table.parts)):
        return value[place]
    return MISSING


def _has_places(value: Any, number: int) -> bool:
    """Are there so many values side by side?"""
    several = isinstance(value, (tuple, list)) or (isinstance(value, np.ndarray) and value.ndim)
    return bool(several) and len(value) == number


# --- one probe of it ----------------------------------------------------------------------------


def smallest_failing(case: Case, part: str = "") -> int:
    """The failing probe with the smallest numbers: the easiest to follow by hand. One where the
    answer is a number, and so far off that four digits show it, comes before all others, and one
    without any number to follow, such as an empty list, comes last. With `part`, of those at which
    this entry is wrong."""
    failing = [i for i, difference in enumerate(case.differences) if difference]
    if part and case.table.graded_by == "entry":
        pairs = [([case.outcomes[i]], [case.table.right[i]]) for i in failing]
        wrong = [not entry_is_right(part, *pair, case.table) for pair in pairs]
        failing = [i for i, is_wrong in zip(failing, wrong, strict=True) if is_wrong] or failing

    def ease(probe: int) -> tuple[bool, bool, float, int]:
        size = _size(case.table.probes[probe].args)
        return _hardly_shows(case, probe), not size, size, probe

    return min(failing, key=ease)


def _hardly_shows(case: Case, probe: int) -> bool:
    difference, outcome = case.differences[probe], case.outcomes[probe]
    if difference is None or difference.kind != "value":
        return True
    return agrees(outcome.value, case.table.right[probe].value, SHOWS)


def _size(value: Any) -> float:
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        return float(np.abs(value).sum())
    return abs(float(value)) if isinstance(value, (int, float)) else 0.0


def call_of(case: Case, probe: int, step: str = "") -> str:
    """The call as a learner would write it: "slope(t³, 0.4, h=0.1)". Of a long run of lines only
    the one that was running, `step`, where it is known."""
    if case.table.hidden:
        return f"{case.name}, at a hidden input,"
    call = show_call(case.name, case.table.driver, case.table.probes[probe])
    steps = case.table.probes[probe].kwargs.get("steps", ())
    is_long = len(call) > LONG_CALL or "shown" in case.table.probes[probe].kwargs
    if step not in steps or len(steps) < 2 or not is_long:
        return call
    return show_call(case.name, case.table.driver, only_step(case.table.probes[probe], step))


LONG_CALL = 120
"""A call that is written in more characters is too long to be repeated whole."""


def only_step(probe: Probe, step: str) -> Probe:
    """The probe with one of its lines, and the numbers that this line uses."""
    words = set(re.findall(r"\w+", step))
    used = {key: v for key, v in probe.kwargs.items() if key in words or key in DRIVERS_OWN}
    return replace(probe, kwargs={**used, "steps": (step,)})


def with_call(case: Case, probe: int, told: str) -> str:
    """What was measured or came at a probe, after the call, or without a call that is too long."""
    call = call_of(case, probe)
    if len(call) > LONG_CALL:
        return f" {told[0].upper()}{told[1:]}."
    return f" With {call}, {told}."


def _call_and_value(case: Case, probe: int) -> tuple[str, str]:
    values = case.outcomes[probe].value, case.table.right[probe].value
    table = case.table
    return call_and_value(case.name, table.driver, table.probes[probe], *values, table.tolerance)


def measured_at(case: Case, probe: int) -> str | None:
    """What was measured at a probe; of several clauses the one for the first wrong number (of a
    class: for the first wrong one of the expressions that are read)."""
    measured = case.table.measured[probe]
    given, due = case.outcomes[probe].value, case.table.right[probe].value
    tolerance = case.table.tolerance
    if case.table.driver == "call_class" and isinstance(measured, list):
        read = case.table.probes[probe].kwargs["read"]
        wrong = (
            (clause, given[expression], due[expression])
            for expression, clause in zip(read, measured, strict=True)
            if expression in given and compare(given[expression], due[expression], tolerance)
        )
        measured, given, due = next(wrong, (None, given, due))
    if not isinstance(measured, list):
        return measured
    return measured[first_wrong(given, due, tolerance) or 0]


def unknown(case: Case) -> Diagnosis:
    probe = smallest_failing(case)
    if case.table.hidden:
        message = (
            f"{case.name} is wrong at a hidden input, in a way that has no name here: compare it "
            "with what you measure or work out by hand, at inputs of your own."
        )
        return case.say("unknown", message, probe)
    call, given = _call_and_value(case, probe)
    measured = measured_at(case, probe)
    elsewhere = _wrong_elsewhere(case, probe)
    if elsewhere and isinstance(case.table.measured[probe], list):
        given = elsewhere
    elif elsewhere:
        message = f"{call} begins rightly, but gives {elsewhere}: follow that entry by hand."
        return case.say("unknown", message, probe)
    rest = f"but {measured}" if measured else "and that is not right: follow this input by hand"
    message = f"{call} gives {given}, {rest}.{_where_all_begins(case)}"
    return case.say("unknown", message, probe)


def _where_all_begins(case: Case) -> str:
    """What to look at first when no entry is right, if they have something in common."""
    begins = case.table.all_wrong
    return f" {begins}" if begins and not right_parts_of(case) else ""


def right_parts_of(case: Case) -> list[str]:
    return right_parts(case.outcomes, case.differences, case.table)


def names_of(table: Table) -> list[str]:
    """The names of several answers that come with a comma between, as far as the table knows."""
    return list(table.parts) if table.graded_by == "entry" else []


def _wrong_elsewhere(case: Case, probe: int) -> str:
    """Of an answer whose first entries are right: the first wrong one and its place, or ""."""
    given, due = case.outcomes[probe].value, case.table.right[probe].value
    difference = case.differences[probe]
    if case.table.driver != "call" or not difference or not begins_rightly(given, due):
        return ""
    entry = entry_at(given, difference.where)
    if entry is None or np.ndim(entry):
        return ""
    return f"{show(entry)} at {place_in_words(difference.where, names_of(case.table))}"
