"""An answer of several parts: up to where it is right, and what is wrong with the first part that
is not.

A part is a group of probes or an entry of the answer (see `tables.Table.graded_by`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from chainrule.checking.case import (
    MISSING,
    Case,
    Diagnosis,
    entry_is_right,
    entry_of,
    measured_at,
    right_parts,
    smallest_failing,
    unknown,
    with_call,
)
from chainrule.checking.comparing import agrees, compare
from chainrule.checking.ratios import MATCH, NEARLY, constant_ratio, divide, pair_numbers
from chainrule.checking.tables import Table
from chainrule.checking.wording import (
    begins_rightly,
    entry_at,
    factor_sentence,
    is_cut,
    place_in_words,
    show,
    show_answer,
)
from chainrule.probing import Outcome

_NEARLY_RIGHT = (
    "there your numbers are nearly right but not exactly, as when something is rounded, or a "
    "number that you chose yourself (a step, a bound) does not suit"
)


def first_wrong_link(case: Case) -> Diagnosis | None:
    parts = list(case.table.parts)
    right = right_parts(case.outcomes, case.differences, case.table)
    if len(parts) < 2 or not right:
        return None
    wrong = next(part for part in parts if part not in right)
    right = [part for part in right if is_said(part, wrong, case.table)]
    if not right:
        return None
    ratio = constant_ratio(_part_ratios(case, wrong))
    told = ""
    if ratio is not None and abs(ratio - 1) >= NEARLY:
        told = f": {_lower_first(factor_sentence(ratio, case.table.hidden))}"
    elif case.table.graded_by == "probe" and _is_near(case, wrong):
        told = f": {_NEARLY_RIGHT}"
    if case.table.graded_by == "probe":
        message = f"With {' and '.join(right)} all is right, but not with {wrong}{told}."
        if not told and not case.table.hidden:
            message = f"{message} {unknown(case).message}"
    else:
        place = f"{_what_is_right(right, wrong, parts)}; the first difference is {wrong}"
        place += _false_fact(case, wrong)
        known = _known_entry(case, wrong)
        rest = "" if told else _evidence(case, wrong)
        message = f"{place}. {known}" if known else f"{place}{told}.{rest}"
    return case.say("first_wrong_link", message, smallest_failing(case, wrong), wrong)


def is_said(part: str, wrong: str, table: Table) -> bool:
    """Does it say something that this part is right, when `wrong` is the first that is not?"""
    parts = list(table.parts)
    return part not in table.silent or parts.index(part) < parts.index(wrong)


def _is_near(case: Case, part: str) -> bool:
    return all(
        outcome.kind == "value" and agrees(outcome.value, known.value, NEARLY)
        for outcome, known, probe in zip(
            case.outcomes, case.table.right, case.table.probes, strict=True
        )
        if probe.part == part
    )


def _part_ratios(case: Case, part: str) -> np.ndarray | None:
    given: list[float] = []
    due: list[float] = []
    for outcome, known, probe in zip(
        case.outcomes, case.table.right, case.table.probes, strict=True
    ):
        values = outcome.value, known.value
        if case.table.graded_by == "entry":
            values = tuple(entry_of(value, part, case.table) for value in values)
        elif probe.part != part:
            continue
        if outcome.kind != "value" or not pair_numbers(*values, given, due):
            return None
    return divide(given, due)


def _evidence(case: Case, part: str) -> str:
    """At the easiest input where this entry is wrong: what was measured of it, and what came."""
    if case.table.hidden:
        return ""
    probe = smallest_failing(case, part)
    elsewhere, yours = _yours(case, probe, part)
    # What was measured of a first entry says nothing of another one.
    measured = "" if elsewhere else _measured_there(case, probe, part)
    told = ", and ".join(filter(None, (measured, yours)))
    return with_call(case, probe, told) if told else ""


def _measured_there(case: Case, probe: int, part: str) -> str:
    """What was measured, when it tells of this entry."""
    measured = measured_at(case, probe)
    by_entry = case.table.driver == "call_class" and isinstance(case.table.measured[probe], list)
    if measured and (by_entry or re.search(rf"\b{re.escape(part)}\b", measured)):
        return measured
    return ""


LONGEST = 60
"""Of what is written in more characters, nothing is quoted."""


def _yours(case: Case, probe: int, part: str) -> tuple[bool, str]:
    """(is it told of another entry than the first?, what came, such as "your dz is 0.3")."""
    given, due = (
        entry_of(outcome.value, part, case.table)
        for outcome in (case.outcomes[probe], case.table.right[probe])
    )
    if given is MISSING or _holds_facts(due):
        return False, ""
    if begins_rightly(given, due):
        difference = compare(given, due, case.table.tolerance)
        entry = entry_at(given, difference.where) if difference else None
        if difference is None or entry is None or np.ndim(entry):
            return True, ""
        return True, f"your {part} has {show(entry)} at {place_in_words(difference.where)}"
    if is_cut(given):
        return False, f"your {part} has {show_answer(given)}"
    shown = show(given)
    if len(shown) <= LONGEST:
        return False, f"your {part} is {shown}"
    return False, _one_of_many(given, due, case.table.tolerance)


def _one_of_many(given: object, due: object, tolerance: float) -> str:
    """Of a list that is too long to be shown: how many there are, if too many or too few, or the
    first wrong number, which is what was measured."""
    difference = compare(given, due, tolerance)
    if difference and difference.kind == "count":
        return f"yours has {len(given)}" if isinstance(given, (list, tuple)) else ""
    entry = entry_at(given, difference.where) if difference else None
    return "" if entry is None or np.ndim(entry) else f"yours has {show(entry)} there"


def _holds_facts(due: object) -> bool:
    return isinstance(due, dict) and any(isinstance(fact, bool) for fact in due.values())


def _false_fact(case: Case, part: str) -> str:
    """Of an entry that holds facts, the first one that is not as it should be."""
    probe = smallest_failing(case, part)
    given, due = (
        entry_of(outcome.value, part, case.table)
        for outcome in (case.outcomes[probe], case.table.right[probe])
    )
    if not isinstance(given, dict) or not isinstance(due, dict):
        return ""
    wrong = [key for key, fact in due.items() if fact is True and given.get(key) is False]
    return f", where {wrong[0]} is False" if wrong else ""


def _known_entry(case: Case, part: str) -> str:
    """The sentence of a known mistake in this entry alone, when the entry is that mistake's at
    every probe; nothing otherwise."""
    for mistake in case.table.mistakes:
        pairs = zip(case.outcomes, mistake.outcomes, strict=True)
        same = all(_same_entry(given, known, part, case.table) for given, known in pairs)
        if same and _wrong_parts(mistake.outcomes, case.table) == [part]:
            return mistake.message
    return ""


def _wrong_parts(outcomes: Sequence[Outcome], table: Table) -> list[str]:
    return [part for part in table.parts if not entry_is_right(part, outcomes, table.right, table)]


def _same_entry(given: Outcome, known: Outcome, part: str, table: Table) -> bool:
    if (given.kind, known.kind) != ("value", "value"):
        return False
    one, other = (entry_of(outcome.value, part, table) for outcome in (given, known))
    return not (one is MISSING or other is MISSING) and agrees(one, other, MATCH)


def _what_is_right(right: list[str], wrong: str, parts: list[str]) -> str:
    before = parts[: parts.index(wrong)]
    if before:  # `wrong` is the first wrong one
        return f"Up to {before[-1]} all is right"
    one = len(right) == 1 and not re.search(r"[^s]s$", right[0])  # not of weights, but of a loss
    return f"{' and '.join(right)} {'is' if one else 'are'} right"


def _lower_first(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
