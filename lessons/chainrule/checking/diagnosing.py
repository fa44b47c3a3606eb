"""Naming the mistake: from what a function gave at the probes to one sentence for its author.

The ladder's rungs are tried from the top, the first that holds speaks:
right · not started · rounded · known misconception · crash · form (also: what an earlier call
left behind, and the same answer everywhere) · nearly right · constant factor · first wrong link ·
two slips at once · unknown. Rounding comes before all that blames the idea: a rounded answer is a
right one. A known misconception is matched before crash and form because it is matched exactly: at
every probe, in value and in form.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from chainrule.checking.comparing import Difference, agrees, compare, describe
from chainrule.checking.crashes import explain_crash
from chainrule.checking.ratios import (
    MATCH,
    agree,
    constant_ratio,
    divide,
    first_wrong,
    pair_numbers,
    pairs_giving,
    ratios_of,
    rounded_to,
)
from chainrule.checking.tables import Mistake, Table
from chainrule.checking.text import one_line
from chainrule.checking.wording import (
    call_and_value,
    due_form,
    form_of,
    is_conduct,
    show_call,
)
from chainrule.probing import IN_PLACE, REMARKS, Outcome
from chainrule.probing.plain import encode

NEARLY = 1e-3
"""Within this of every right value, but not right: a measured or rounded number."""

SIMPLE = 12
"""Largest number in a fraction that is still named at hidden inputs."""

MAX_MESSAGE = 500

MEASURED = "measured"
"""Name of the mistake that gives a measured slope where the exact one is asked."""


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
class _Case:
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


def diagnose(outcomes: Sequence[Outcome], table: Table) -> Diagnosis:
    """The one thing to say about these outcomes at the table's probes, and the share earned."""
    if len(outcomes) != len(table.probes):
        raise ValueError(
            f"{table.exercise}: {len(outcomes)} outcomes for {len(table.probes)} probes"
        )
    outcomes = list(outcomes)
    differences = [
        _difference(outcome, right, table.tolerance)
        for outcome, right in zip(outcomes, table.right, strict=True)
    ]
    case = _Case(outcomes, table, differences, _share(outcomes, differences, table))
    return next(filter(None, (rung(case) for rung in _LADDER)))


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
    right = set(_right_parts(outcomes, differences, table))
    total = sum(table.parts.values())
    earned = sum(points for part, points in table.parts.items() if part in right)
    return earned / total if total else 0.0


def _right_parts(outcomes: list[Outcome], differences: list, table: Table) -> list[str]:
    if table.graded_by == "entry":
        return [part for part in table.parts if _entry_is_right(part, outcomes, table)]
    return [
        part
        for part in table.parts
        if all(d is None for d, p in zip(differences, table.probes, strict=True) if p.part == part)
    ]


def _entry_is_right(part: str, outcomes: list[Outcome], table: Table) -> bool:
    for outcome, right in zip(outcomes, table.right, strict=True):
        if outcome.kind != "value" or (outcome.mutated and not right.mutated):
            return False
        if outcome.remark and not right.remark:
            return False
        given, due = (_entry(value, part, table) for value in (outcome.value, right.value))
        if given is _MISSING or not agrees(given, due, table.tolerance):
            return False
    return True


_MISSING = object()


def _entry(value: Any, part: str, table: Table) -> Any:
    """The entry of an answer that is graded as `part`: by key, or by position in a tuple."""
    if isinstance(value, dict):
        return value.get(part, _MISSING)
    place = list(table.parts).index(part)
    if isinstance(value, (tuple, list)) and len(value) == len(table.parts):
        return value[place]
    return _MISSING


# --- the rungs ----------------------------------------------------------------------------------


def _right(case: _Case) -> Diagnosis | None:
    if any(case.differences) and not _only_more_entries(case):
        return None
    return case.say("right", case.table.success)


def _only_more_entries(case: _Case) -> bool:
    """Is every entry that is asked for right, and others stand beside them?"""
    kinds = {difference.kind for difference in case.differences if difference}
    return case.table.graded_by == "entry" and case.share == 1 and kinds == {"keys"}


def _not_started(case: _Case) -> Diagnosis | None:
    probe = case.first(lambda outcome: outcome.kind == "not_started")
    if probe is None:
        return None
    return case.say(
        "not_started",
        f"{case.name} is not written yet: replace the line raise NotImplementedError.",
        probe,
    )


def _rounded(case: _Case) -> Diagnosis | None:
    if rounded_to(case.outcomes, case.table.right) is None or any(
        d.kind in ("mutated", "conduct") for d in case.differences if d
    ):
        return None
    message = (
        "Right, but rounded: give your numbers back with all their digits, and round only what is "
        "printed."
    )
    return case.say("near", message, _smallest_failing(case), "rounded")


def _known(case: _Case) -> Diagnosis | None:
    for mistake in case.table.mistakes:
        if all(map(_is_the_same, case.outcomes, mistake.outcomes)):
            return _named(case, mistake)
    return None


def _named(case: _Case, mistake: Mistake) -> Diagnosis:
    see = mistake.see or case.table.see
    message = f"{mistake.message} (See {see}.)" if see else mistake.message
    return case.say("misconception", message, _smallest_failing(case), mistake.name)


def _is_the_same(outcome: Outcome, known: Outcome) -> bool:
    if (outcome.kind, outcome.mutated) != (known.kind, known.mutated):
        return False
    # A wrong answer stays the same mistake when it was made with more work than needed.
    if outcome.remark != known.remark and (outcome.remark != "extra_work" or known.remark):
        return False
    if outcome.kind == "value":
        if outcome.value is None or known.value is None:
            return outcome.value is known.value
        return agrees(outcome.value, known.value, MATCH)
    return (outcome.error, outcome.message) == (known.error, known.message)


def _crashed(case: _Case) -> Diagnosis | None:
    probe = case.first(lambda outcome: outcome.kind == "crashed")
    if probe is None:
        return None
    outcome, hidden = case.outcomes[probe], case.table.hidden
    itself = outcome.remark == "calls_itself"
    reason = explain_crash(outcome.error, outcome.message, not hidden, itself)
    end = "" if reason.endswith("?") else "."
    return case.say("crashed", f"{_call(case, probe)} stops: {reason}{end}", probe)


def _form(case: _Case) -> Diagnosis | None:
    """Something other than numbers of the due shape came back, or an argument was changed."""
    for probe, (outcome, difference) in enumerate(
        zip(case.outcomes, case.differences, strict=True)
    ):
        if difference and (difference.kind != "value" or is_conduct(difference)):
            return case.say("form", _form_sentence(case, probe, outcome, difference), probe)
    return None


def _form_sentence(case: _Case, probe: int, outcome: Outcome, difference: Difference) -> str:
    name = case.name
    if outcome.kind == "not_plain":
        if case.table.driver == "call_class":
            return f"{name}: {outcome.message}, where plain data is due."
        due = due_form(case.table.driver, describe(case.table.right[probe].value))
        return f"{name} returned {outcome.message}, where {due} is due."
    if difference.kind == "mutated":
        return f"{name} changes an argument in place: work on a copy, the caller still needs it."
    if difference.kind == "conduct":
        return f"{name} {difference.message}."
    if case.table.hidden:
        difference = _without_the_answer(difference, case.table.right[probe].value)
    if outcome.value is None:
        return _nothing_sentence(case, probe, outcome.message)
    composite = form_of(name, case.table.driver, outcome.value, difference)
    if composite:
        return composite
    where = f" at {difference.where}" if difference.where else ""
    if difference.kind == "nan":
        return f"The answer of {_call(case, probe)}{where} {difference.message}."
    return f"The answer of {name}{where} {difference.message}."


def _nothing_sentence(case: _Case, probe: int, how: str) -> str:
    """What to do about None; `how` is what the function's code tells (see probing.nothing)."""
    name = case.name
    if how == "printed":
        return f"{name} prints its answer but returns nothing: end it with return."
    if how == "defined":
        return f"{name} defines a function inside but does not give it back: end it with return."
    if how in IN_PLACE:
        return (
            f"{name} gives back None, because {how}() changes things in place and returns nothing: "
            f"do that on a line of its own, and return the changed thing on the next."
        )
    if how == "has_return":
        return (
            f"{_call(case, probe)} gives None although there is a return: either it was not "
            "reached (does it stand inside the loop, or behind an if?), or what it gives back is "
            "the result of something that returns nothing, such as reverse() or append()."
        )
    return f"{name} works something out but returns nothing: end it with return."


def _left_over(case: _Case) -> Diagnosis | None:
    """Lists that begin with what the call before has returned: one list for all calls."""
    lists = [outcome.value for outcome in case.outcomes]
    if len(lists) < 2 or not all(isinstance(given, list) and given for given in lists):
        return None
    pairs = itertools.pairwise(lists)
    if not all(len(a) < len(b) and encode(b[: len(a)]) == encode(a) for a, b in pairs):
        return None
    message = (
        f"The list of {case.name} still holds what an earlier call put there: make a new list "
        "inside the function (one that is written after a name in the def line is made only once)."
    )
    return case.say("form", message, _smallest_failing(case), "left-over")


def _without_the_answer(difference: Difference, due: Any) -> Difference:
    """The same difference in words that hold nothing of the answer: at a hidden input a key, a
    shape or a length could carry that input out."""
    whole = f"is not {describe(due)}" if not difference.where else "is not of the kind due there"
    neutral = {
        "type": whole,
        "shape": "has another shape than is due",
        "count": "has another number of values than is due",
        "dtype": "holds numbers of another dtype than is due",
        "keys": "has other entries than are asked for",
    }
    return replace(difference, message=neutral.get(difference.kind, difference.message))


def _same_everywhere(case: _Case) -> Diagnosis | None:
    """One answer to all inputs, as from a variable of another cell in place of the argument."""
    if len(case.outcomes) < 2 or not _all_the_same(case.outcomes):
        return None
    if _all_the_same(case.table.right):
        return None
    message = (
        f"{case.name} gives the same answer at every input: does it work with its own argument, or "
        "with a variable of another cell?"
    )
    return case.say("form", message, _smallest_failing(case), "constant")


def _all_the_same(outcomes: Sequence[Outcome]) -> bool:
    first = encode(outcomes[0].value)
    return all(encode(outcome.value) == first for outcome in outcomes[1:])


def _near(case: _Case) -> Diagnosis | None:
    for outcome, right in zip(case.outcomes, case.table.right, strict=True):
        if outcome.kind != "value" or not agrees(outcome.value, right.value, NEARLY):
            return None
    measured = next((m for m in case.table.mistakes if m.name == MEASURED), None)
    if measured:
        return _named(case, measured)
    message = (
        "Your numbers are nearly right but not exactly: keep all digits, and round or approximate "
        "nothing."
    )
    return case.say("near", message, _smallest_failing(case))


def _factor(case: _Case) -> Diagnosis | None:
    ratio = constant_ratio(ratios_of(case.outcomes, case.table.right))
    if ratio is None:
        return None
    message = f"{_factor_sentence(ratio, case.table.hidden)}, at every input."
    return case.say("factor", message, _smallest_failing(case))


def _factor_sentence(ratio: float, hidden: bool) -> str:
    if abs(ratio + 1) < MATCH:
        return "Your answer has the right size and the wrong sign"
    if ratio < 0:
        return f"Your answer has the wrong sign and is {_times(-ratio, hidden)} the right one"
    return f"Your answer is {_times(ratio, hidden)} the right one"


def _times(ratio: float, hidden: bool) -> str:
    """The ratio in words; at hidden inputs, whose numbers it could carry out, only a simple one."""
    words = {2: "exactly twice", 0.5: "exactly half"}
    known = next((text for value, text in words.items() if abs(ratio / value - 1) < MATCH), None)
    if known:
        return known
    simple = Fraction(ratio).limit_denominator(SIMPLE if hidden else 100)
    if hidden and simple.numerator > SIMPLE:
        return "a fixed multiple of"
    if simple and abs(ratio / float(simple) - 1) < MATCH:
        if simple.denominator == 1:
            return f"exactly {simple} times"
        if simple.numerator == 1:
            return f"exactly {simple.denominator} times smaller than"
        return f"exactly {simple} of"
    return "a fixed multiple of" if hidden else f"always {ratio:.4g} times"


def _first_wrong_link(case: _Case) -> Diagnosis | None:
    parts = list(case.table.parts)
    right = _right_parts(case.outcomes, case.differences, case.table)
    if len(parts) < 2 or not right:
        return None
    wrong = next(part for part in parts if part not in right)
    ratio = constant_ratio(_part_ratios(case, wrong))
    told = (
        f": {_lower_first(_factor_sentence(ratio, case.table.hidden))}" if ratio is not None else ""
    )
    if case.table.graded_by == "probe":
        message = f"With {' and '.join(right)} all is right, but not with {wrong}{told}."
        if not told and not case.table.hidden:
            message = f"{message} {_unknown(case).message}"
    else:
        place = f"{_what_is_right(right, wrong, parts)}; the first difference is {wrong}"
        place += _false_fact(case, wrong)
        known = _known_entry(case, wrong)
        rest = "" if told else _measured_there(case, wrong)
        message = f"{place}. {known}" if known else f"{place}{told}.{rest}"
    return case.say("first_wrong_link", message, _smallest_failing(case), wrong)


def _part_ratios(case: _Case, part: str) -> np.ndarray | None:
    given: list[float] = []
    due: list[float] = []
    for outcome, known, probe in zip(
        case.outcomes, case.table.right, case.table.probes, strict=True
    ):
        values = outcome.value, known.value
        if case.table.graded_by == "entry":
            values = tuple(_entry(value, part, case.table) for value in values)
        elif probe.part != part:
            continue
        if outcome.kind != "value" or not pair_numbers(*values, given, due):
            return None
    return divide(given, due)


def _measured_there(case: _Case, part: str) -> str:
    """What was measured at the easiest input, when it tells of this entry."""
    probe = _smallest_failing(case)
    measured = _measured(case, probe)
    if case.table.hidden or not measured or not re.search(rf"\b{re.escape(part)}\b", measured):
        return ""
    if case.table.driver == "call_class":
        return f" {measured[0].upper()}{measured[1:]}."
    return f" With {_call(case, probe)}, {measured}."


def _measured(case: _Case, probe: int) -> str | None:
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
            if compare(given[expression], due[expression], tolerance)
        )
        measured, given, due = next(wrong)
    if not isinstance(measured, list):
        return measured
    return measured[first_wrong(given, due, tolerance) or 0]


def _false_fact(case: _Case, part: str) -> str:
    """Of an entry that holds facts, the first one that is not as it should be."""
    probe = _smallest_failing(case)
    given, due = (
        _entry(outcome.value, part, case.table)
        for outcome in (case.outcomes[probe], case.table.right[probe])
    )
    if not isinstance(given, dict) or not isinstance(due, dict):
        return ""
    wrong = [key for key, fact in due.items() if fact is True and given.get(key) is False]
    return f", where {wrong[0]} is False" if wrong else ""


def _known_entry(case: _Case, part: str) -> str:
    """The sentence of a known mistake in this entry alone, when the entry is that mistake's at
    every probe; nothing otherwise."""
    for mistake in case.table.mistakes:
        pairs = zip(case.outcomes, mistake.outcomes, strict=True)
        same = all(_same_entry(given, known, part, case.table) for given, known in pairs)
        if same and _wrong_parts(mistake.outcomes, case.table) == [part]:
            return mistake.message
    return ""


def _wrong_parts(outcomes: Sequence[Outcome], table: Table) -> list[str]:
    return [part for part in table.parts if not _entry_is_right(part, list(outcomes), table)]


def _same_entry(given: Outcome, known: Outcome, part: str, table: Table) -> bool:
    if (given.kind, known.kind) != ("value", "value"):
        return False
    one, other = (_entry(outcome.value, part, table) for outcome in (given, known))
    return not (one is _MISSING or other is _MISSING) and agrees(one, other, MATCH)


def _what_is_right(right: list[str], wrong: str, parts: list[str]) -> str:
    before = parts[: parts.index(wrong)]
    if before:  # `wrong` is the first wrong one
        return f"Up to {before[-1]} all is right"
    return f"{' and '.join(right)} {'is' if len(right) == 1 else 'are'} right"


def _two_slips(case: _Case) -> Diagnosis | None:
    """Exactly the product of two known ratios, and of no other two."""
    given = ratios_of(case.outcomes, case.table.right)
    if given is None or len(given) < 2:
        return None
    slips = [slip for slip in _slips(case.table) if slip[1].shape == given.shape]
    pairs = pairs_giving(given, [ratios for _, ratios in slips])
    if len(pairs) != 1:
        return None
    first, second = (slips[place][0] for place in pairs[0])
    message = f"Two things at once. First: {first} And then: {second}"
    return case.say("two_slips", message, _smallest_failing(case))


def _slips(table: Table) -> list[tuple[str, np.ndarray]]:
    """Known single slips as (sentence, ratio to the right values): misconceptions and factors."""
    slips = []
    for mistake in table.mistakes:
        ratios = ratios_of(mistake.outcomes, table.right)
        # A mistake that gives 0 somewhere hides there whatever else is wrong.
        if ratios is not None and np.all(ratios) and mistake.name != MEASURED:
            slips.append((mistake.message, ratios))
    if not slips:
        return []
    for sentence, ratio in _SMALL_FACTORS.items():
        constant = np.full(slips[0][1].shape, ratio)
        if not any(agree(constant, known) for _, known in slips if known.shape == constant.shape):
            slips.append((sentence, constant))
    return slips


_SMALL_FACTORS = {
    "The sign is flipped.": -1.0,
    "The answer is twice too big.": 2.0,
    "The answer is only half as big as it should be.": 0.5,
}


def _unknown(case: _Case) -> Diagnosis:
    probe = _smallest_failing(case)
    if case.table.hidden:
        message = (
            f"{case.name} is wrong at a hidden input, in a way that has no name here: compare it "
            "with what you measure or work out by hand, at inputs of your own."
        )
        return case.say("unknown", message, probe)
    call, given = _call_and_value(case, probe)
    measured = _measured(case, probe)
    rest = f"but {measured}" if measured else "and that is not right: follow this input by hand"
    return case.say("unknown", f"{call} gives {given}, {rest}.", probe)


_LADDER: tuple[Callable[[_Case], Diagnosis | None], ...] = (
    _right,
    _not_started,
    _rounded,
    _known,
    _crashed,
    _left_over,
    _form,
    _same_everywhere,
    _near,
    _factor,
    _first_wrong_link,
    _two_slips,
    _unknown,
)


# --- words --------------------------------------------------------------------------------------


def _smallest_failing(case: _Case) -> int:
    """The failing probe with the smallest numbers: the easiest to follow by hand."""
    failing = [i for i, difference in enumerate(case.differences) if difference]
    return min(failing, key=lambda i: (_size(case.table.probes[i].args), i))


def _size(value: Any) -> float:
    if isinstance(value, (list, tuple)):
        return sum(map(_size, value))
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        return float(np.abs(value).sum())
    return abs(float(value)) if isinstance(value, (int, float)) else 0.0


def _call(case: _Case, probe: int) -> str:
    """The call as a learner would write it: "slope(t³, 0.4, h=0.1)"."""
    if case.table.hidden:
        return f"{case.name}, at a hidden input,"
    return show_call(case.name, case.table.driver, case.table.probes[probe])


def _call_and_value(case: _Case, probe: int) -> tuple[str, str]:
    values = case.outcomes[probe].value, case.table.right[probe].value
    table = case.table
    return call_and_value(case.name, table.driver, table.probes[probe], *values, table.tolerance)


def _lower_first(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
