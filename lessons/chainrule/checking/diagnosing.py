"""Naming the mistake: from what a function gave at the probes to one sentence for its author.

The ladder's rungs are tried from the top, the first that holds speaks:
right · not started · rounded · known misconception · cut off · crash · the same answer everywhere
· form (also: what an earlier call left behind) · nearly right · one entry rounded · constant
factor · constant difference · first wrong link · two slips at once · unknown. Rounding comes before
all that blames the idea: a rounded answer is a right one. A known misconception is matched before
cut off, crash and form because it is matched exactly: at every probe, in value and in form.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from chainrule.checking.case import (
    MISSING,
    Case,
    Diagnosis,
    call_of,
    case_of,
    entry_of,
    measured_at,
    names_of,
    right_parts_of,
    smallest_failing,
    unknown,
    with_call,
)
from chainrule.checking.comparing import (
    SINGLE_PRECISION_TOLERANCE,
    Difference,
    agrees,
    describe,
)
from chainrule.checking.crashes import as_every_python_says, explain_crash
from chainrule.checking.links import first_wrong_link, is_said
from chainrule.checking.ratios import (
    MATCH,
    NEARLY,
    agree,
    constant_difference,
    constant_ratio,
    is_cut_off,
    numbers_of,
    pairs_giving,
    ratios_of,
    rounded_to,
)
from chainrule.checking.tables import Mistake, Table
from chainrule.checking.text import listed, one_line
from chainrule.checking.wording import (
    due_form,
    factor_sentence,
    form_of,
    is_conduct,
    place_in_words,
    show,
    show_answer,
)
from chainrule.probing import IN_PLACE, Outcome
from chainrule.probing.plain import encode

WIDE = 0.1
"""So far from 1 may the ratio of a measured slope to the exact one be."""

MEASURED = "measured"
"""Name of the mistake that gives a measured slope where the exact one is asked."""


def diagnose(outcomes: Sequence[Outcome], table: Table) -> Diagnosis:
    """The one thing to say about these outcomes at the table's probes, and the share earned."""
    case = case_of(outcomes, table)
    return next(filter(None, (rung(case) for rung in _LADDER)))


# --- the rungs ----------------------------------------------------------------------------------


def _right(case: Case) -> Diagnosis | None:
    if any(case.differences) and not _only_more_entries(case):
        return None
    return case.say("right", case.table.success)


def _only_more_entries(case: Case) -> bool:
    """Is every entry that is asked for right, and others stand beside them?"""
    kinds = {difference.kind for difference in case.differences if difference}
    return case.table.graded_by == "entry" and case.share == 1 and kinds == {"keys"}


def _not_started(case: Case) -> Diagnosis | None:
    probe = case.first(lambda outcome: outcome.kind == "not_started")
    if probe is None:
        return None
    return case.say(
        "not_started",
        f"{case.name} is not written yet: replace the line raise NotImplementedError.",
        probe,
    )


def _rounded(case: Case) -> Diagnosis | None:
    if rounded_to(case.outcomes, case.table.right) is None or any(
        d.kind in ("mutated", "conduct") for d in case.differences if d
    ):
        return None
    message = (
        "Right, but rounded: give your numbers back with all their digits, and round only what is "
        "printed."
    )
    return case.say("near", message, smallest_failing(case), "rounded")


def _part_rounded(case: Case) -> Diagnosis | None:
    """The first wrong entry of an answer is right but for rounding: what builds on it suffers."""
    right = right_parts_of(case)
    part = next((part for part in case.table.parts if part not in right), None)
    if case.table.graded_by != "entry" or part is None:
        return None
    given, due = (_entries(outs, part, case) for outs in (case.outcomes, case.table.right))
    if given is None or due is None or rounded_to(given, due) is None:
        return None
    message = (
        f"Your {part} is right, but rounded: keep all its digits, since what is made of it needs "
        "them, and round only what is printed."
    )
    return case.say("near", message, smallest_failing(case, part), "rounded")


def _entries(outcomes: Sequence[Outcome], part: str, case: Case) -> list[Outcome] | None:
    """Outcomes with one entry of each answer in its place; None when one has no such entry."""
    values = [
        entry_of(outcome.value, part, case.table) if outcome.kind == "value" else MISSING
        for outcome in outcomes
    ]
    if any(value is MISSING for value in values):
        return None
    return [replace(one, value=value) for one, value in zip(outcomes, values, strict=True)]


def _cut_off(case: Case) -> Diagnosis | None:
    if not is_cut_off(case.outcomes, case.table.right):
        return None
    message = (
        "Your numbers are the right ones without what comes after the point: //, int() and arrays "
        "of whole numbers cut that off, so divide with / and keep all digits."
    )
    return case.say("near", message, smallest_failing(case), "cut-off")


def _known(case: Case) -> Diagnosis | None:
    others = _far_from(case)
    for place, mistake in enumerate(case.table.mistakes):
        if place not in others and all(map(_is_the_same, case.outcomes, mistake.outcomes)):
            return _named(case, mistake)
    return None


def _far_from(case: Case) -> set[int]:
    """Places of known mistakes that one number at least keeps from being these answers, found at a
    glance for all of them together: wherever `agrees` leaves the most room, it is farther off."""
    given = numbers_of(case.outcomes, case.table.right)
    places, known = case.table.numbers
    if given is None or not known.size:
        return set()
    with np.errstate(all="ignore"):
        room = 2 * SINGLE_PRECISION_TOLERANCE * np.maximum(1.0, np.abs(known).max(axis=1))
        far = (np.abs(given - known) > room[:, np.newaxis]).any(axis=1)
    return {places[row] for row in np.flatnonzero(far)}


def _named(case: Case, mistake: Mistake) -> Diagnosis:
    see = mistake.see or case.table.see
    message = f"{mistake.message} (See {see}.)" if see else mistake.message
    return case.say("misconception", message, smallest_failing(case), mistake.name)


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
    said, text = as_every_python_says(outcome.message), as_every_python_says(known.message)
    return (outcome.error, said) == (known.error, text)


def _crashed(case: Case) -> Diagnosis | None:
    probe = case.first(lambda outcome: outcome.kind == "crashed")
    if probe is None:
        return None
    outcome, hidden = case.outcomes[probe], case.table.hidden
    itself = outcome.remark == "calls_itself"
    call = call_of(case, probe, outcome.step)
    misfit = _misfit(case, outcome)
    if misfit:
        return case.say("crashed", misfit.format(call=call, name=case.name), probe)
    reason = explain_crash(outcome.error, outcome.message, not hidden, itself)
    if outcome.inside and outcome.error in _OF_WHAT_IS_HANDED_OVER and not reason.endswith("?"):
        reason = f"{reason}; does that call hand over the right things, in the right order?"
    if outcome.line.startswith("raise ") and outcome.error in _RAISED_BY_LEARNERS:
        reason = _REACHED
    end = "" if reason.endswith("?") else "."
    place = "" if hidden else _stopping_place(outcome)
    return case.say("crashed", f"{call} stops{place}: {reason}{end}", probe)


_OF_WHAT_IS_HANDED_OVER = ("TypeError", "ValueError", "IndexError")
"""Errors that a function mostly meets in what a call gives to it."""

_OWN_MISFIT = "{call} does not fit your def line: keep its brackets as the lesson gives them."
_BUILT_MISFIT = (
    "The function that {name} gives back is called with one number: let its own brackets after def "
    "(or what stands after lambda) take exactly one."
)


def _misfit(case: Case, outcome: Outcome) -> str:
    """What is said when the check's own call is one that the answer, or the function that it has
    built, does not take; "" otherwise. A learner sees no such call in the code."""
    pattern = r"^([\w.<>]+)\(\) (?:missing|takes|got an unexpected|got multiple)"
    called = re.match(pattern, outcome.message) if outcome.error == "TypeError" else None
    if called is None or outcome.line or outcome.inside or case.table.driver == "call_class":
        return ""
    path = called[1].split(".")
    if path[-1] == case.name:
        return _OWN_MISFIT
    built = case.table.driver == "call_result" and "<locals>" in path
    return _BUILT_MISFIT if built else ""


_RAISED_BY_LEARNERS = {"ValueError", "KeyError", "RuntimeError", "Exception"}
_REACHED = (
    "this raise is reached, and there is an answer here: which question before it does not hold "
    "as you meant it (texts are equal only letter by letter, an else belongs to the last if alone)?"
)
"""What is said when a raise of the learner's own was reached."""

LONG_LINE = 72
"""Of a longer line of code only its beginning is shown."""


def _stopping_place(outcome: Outcome) -> str:
    """Where a crash was, in words that go on from "f(2.0) stops"."""
    line = one_line(outcome.line, LONG_LINE)
    if outcome.inside:
        return f" inside {outcome.inside}{f', which `{line}` calls' if line else ''}"
    return f" at `{line}`" if line else ""


def _form(case: Case) -> Diagnosis | None:
    """Something other than numbers of the due shape came back, or an argument was changed."""
    early = case.first(_has_called_early)
    if early is not None:
        message = (
            f"{case.name} calls a function before there is an input: call it inside the new one."
        )
        return case.say("form", message, early)
    for probe, (outcome, difference) in enumerate(
        zip(case.outcomes, case.differences, strict=True)
    ):
        if _is_special(difference) and any(d and d.kind == "value" for d in case.differences):
            continue  # a wrong number tells more than one that is none
        if difference and (difference.kind != "value" or is_conduct(difference)):
            return case.say("form", _form_sentence(case, probe, outcome, difference), probe)
    return None


def _has_called_early(outcome: Outcome) -> bool:
    """Did an answer that builds a function call one of those handed over while it built?"""
    report = outcome.value
    if outcome.kind != "value" or not isinstance(report, dict):
        return False
    return report.get("values") is not None and report.get("called_early") is True


def _is_special(difference: Difference | None) -> bool:
    """Did nan, an infinite or a complex number come where an ordinary one is due?"""
    if difference is None or difference.kind not in ("nan", "dtype"):
        return False
    return difference.kind == "nan" or "complex" in difference.message


def _form_sentence(case: Case, probe: int, outcome: Outcome, difference: Difference) -> str:
    name = case.name
    if outcome.kind == "not_plain":
        if case.table.driver == "call_class":
            return f"{name}: {outcome.message}, where plain data is due."
        due = due_form(case.table.driver, describe(case.table.right[probe].value))
        call = " (a function is called with brackets behind its name)"
        if case.table.driver == "call_result" and "entry 'values' is" in outcome.message:
            what = outcome.message.split("entry 'values' is ")[-1].split(" is ")[-1]
            return f"What the function from {name} gives is {what}, where one number is due."
        more = call if outcome.message.endswith("a function") else ""
        return f"{name} returned {outcome.message}, where {due} is due{more}."
    if difference.kind == "mutated":
        return f"{name} changes an argument in place: work on a copy, the caller still needs it."
    difference = replace(
        difference, message=difference.message + _WHENCE.get(difference.message, "")
    )
    if difference.kind == "conduct":
        return f"{name} {difference.message}."
    if case.table.hidden:
        difference = _without_the_answer(difference, case.table.right[probe].value)
    if outcome.value is None:
        return _nothing_sentence(case, probe, outcome.message)
    composite = form_of(name, case.table.driver, outcome.value, difference)
    if composite:
        return f"{composite}{_measured_form(case, probe)}"
    place = place_in_words(difference.where, names_of(case.table))
    if difference.kind == "count" and not (place or case.table.hidden):
        held, said = show_answer(outcome.value), _with_names(difference.message, case)
        return f"{call_of(case, probe)} gives {held}: that {said}."
    # Where an earlier input gave no such thing, it matters which one did.
    tells_input = difference.kind == "nan" or (probe > 0 and not case.table.hidden)
    answer = call_of(case, probe) if tells_input else name
    if place and not place.startswith("["):
        return f"In the answer of {answer}, {place} {difference.message}."
    return f"The answer of {answer}{f' at {place}' if place else ''} {difference.message}."


def _with_names(message: str, case: Case) -> str:
    """Several answers by their names, where the table has some: an array of two numbers is not what
    is meant by two values."""
    names = names_of(case.table)
    return message.replace(f"{len(names)} values are asked", f"{listed(names)} are asked")


_WHENCE = {
    "is nan": " (no number, as 0 / 0 gives, or a root of something below 0)",
    "is infinite": " (as dividing by 0 gives, or an exponential too big)",
}
"""Where such an answer comes from."""


def _measured_form(case: Case, probe: int) -> str:
    """Of a class whose numbers come in another form: where that was, and what was measured."""
    if case.table.driver != "call_class" or case.table.hidden:
        return ""
    measured = measured_at(case, probe) if isinstance(case.outcomes[probe].value, dict) else None
    return with_call(case, probe, measured) if measured else ""


def _nothing_sentence(case: Case, probe: int, how: str) -> str:
    """What to do about None; `how` is what the function's code tells (see probing.nothing)."""
    name = case.name
    if how == "printed":
        return f"{name} prints, but returns nothing: end it with return."
    if how == "print":
        return f"{name} returns what print() gives back, and that is nothing: return the answer."
    if how == "defined":
        return f"{name} defines a function inside but does not give it back: end it with return."
    if how in IN_PLACE:
        return (
            f"{name} gives back None, because {how}() changes things in place and returns nothing: "
            f"do that on a line of its own, and return the changed thing on the next."
        )
    if how == "has_return":
        return (
            f"{call_of(case, probe)} gives None although there is a return: either it was not "
            "reached (does it stand inside the loop, or behind an if?), or what it gives back is "
            "the result of something that returns nothing, such as print(), reverse() or append()."
        )
    return f"{name} works something out but returns nothing: end it with return."


def _left_over(case: Case) -> Diagnosis | None:
    """Lists that begin with what the call before has returned: one list for all calls."""
    lists = [outcome.value for outcome in case.outcomes]
    if len(lists) < 2 or not all(isinstance(given, list) and given for given in lists):
        return None
    pairs = itertools.pairwise(lists)
    if not all(len(a) < len(b) and encode(b[: len(a)]) == encode(a) for a, b in pairs):
        return None
    if all(type(one) in (int, float) and not one for one in lists[0]):
        return None  # zeros begin with zeros, whoever wrote them
    message = (
        f"The list of {case.name} still holds what an earlier call put there: make a new list "
        "inside the function (one that is written after a name in the def line is made only once)."
    )
    return case.say("form", message, smallest_failing(case), "left-over")


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


def _same_everywhere(case: Case) -> Diagnosis | None:
    """One answer to all inputs, as from a variable of another cell in place of the argument."""
    if len(case.outcomes) < 2 or not _all_the_same(case.outcomes):
        return None
    first = case.outcomes[0].value
    if not _is_of_numbers(first) or _all_the_same(case.table.right):
        return None
    far = isinstance(first, int) and abs(first) > 1e15
    cut = "is it cut off by int() or //, " if type(first) is int and not first else ""
    given = "" if case.table.hidden or far else f", {show_answer(first)},"
    message = (
        f"{case.name} gives the same answer{given} at every input: {cut}does what it works out "
        "from what is in its brackets reach the return, or is a fixed number returned, a starting "
        "value that never changes, or a variable of another cell?"
    )
    return case.say("form", message, smallest_failing(case), "constant")


def _is_of_numbers(value: Any) -> bool:
    """One finite number, or several things in an array, a list or a tuple?"""
    if isinstance(value, np.ndarray):
        return value.size > 0 and value.dtype.kind in "fiu" and bool(np.isfinite(value).all())
    if isinstance(value, (list, tuple)):
        return len(value) > 0
    return type(value) is int or (isinstance(value, float) and bool(np.isfinite(value)))


def _all_the_same(outcomes: Sequence[Outcome]) -> bool:
    first = encode(outcomes[0].value)
    return all(encode(outcome.value) == first for outcome in outcomes[1:])


def _near(case: Case) -> Diagnosis | None:
    if _a_part_is_right(case):
        return None  # which inputs they are tells more
    for outcome, right in zip(case.outcomes, case.table.right, strict=True):
        if outcome.kind != "value" or not agrees(outcome.value, right.value, NEARLY):
            return None
    measured = next((m for m in case.table.mistakes if m.name == MEASURED), None)
    if measured:
        return _named(case, measured)
    message = (
        "Your numbers are nearly right but not exactly: keep all digits, round or approximate "
        "nothing, and let nothing that you add against a division by 0 be large enough to show."
    )
    return case.say("near", message, smallest_failing(case))


def _a_part_is_right(case: Case) -> bool:
    """Is one group of inputs right, of which something is said?"""
    right = right_parts_of(case)
    wrong = next((part for part in case.table.parts if part not in right), None)
    if case.table.graded_by != "probe" or wrong is None:
        return False
    return any(is_said(part, wrong, case.table) for part in right)


def _factor(case: Case) -> Diagnosis | None:
    ratio = constant_ratio(ratios_of(case.outcomes, case.table.right))
    if ratio is None or abs(ratio - 1) < NEARLY:
        return None
    message = f"{factor_sentence(ratio, case.table.hidden)}, at every input."
    measured = any(m.name == MEASURED for m in case.table.mistakes)
    if measured and "always" in message and abs(ratio - 1) < WIDE:
        message = f"{message[:-1]}, as a slope that is measured with too wide a step can be."
    return case.say("factor", message, smallest_failing(case))


def _offset(case: Case) -> Diagnosis | None:
    """The right value with the same number added to it everywhere, as from a sum that starts at 1
    in place of 0."""
    offset = constant_difference(case.outcomes, case.table.right)
    if offset is None:
        return None
    size = "by the same number" if case.table.hidden else f"by {show(abs(offset))}"
    message = f"Your answer is too {'big' if offset > 0 else 'small'} {size} at every input."
    return case.say("factor", message, smallest_failing(case), "offset")


def _two_slips(case: Case) -> Diagnosis | None:
    """Exactly the product of two known ratios, and of no other two."""
    given = ratios_of(case.outcomes, case.table.right)
    if given is None or len(given) < 2:
        return None
    slips = [slip for slip in _slips(case.table) if slip[1].shape == given.shape]
    pairs = [
        (first, second)
        for first, second in pairs_giving(given, [ratios for _, ratios, _ in slips])
        if _go_together(slips[first], slips[second])
    ]
    if len(pairs) != 1:
        return None
    first, second = (slips[place][0] for place in pairs[0])
    message = f"Your numbers are what two slips give together. First: {first} And then: {second}"
    return case.say("two_slips", message, smallest_failing(case))


Slip = tuple[str, np.ndarray, bool]
"""A sentence, the ratio to the right values, and whether it is the whole answer."""


def _go_together(one: Slip, other: Slip) -> bool:
    """Can both be made in one answer? Beside what takes the place of the whole answer there is
    room for a slip in sign or size alone, which is the same at every input."""
    whole = one[2] or other[2]
    return not whole or any(constant_ratio(ratios) is not None for _, ratios, _ in (one, other))


def _slips(table: Table) -> list[Slip]:
    """Known single slips: misconceptions and factors."""
    slips: list[Slip] = []
    for mistake, ratios in zip(table.mistakes, table.ratios, strict=True):
        # A mistake that gives 0 somewhere hides there whatever else is wrong.
        if ratios is not None and ratios.all() and mistake.name != MEASURED:
            slips.append((mistake.message, ratios, mistake.whole))
    if not slips:
        return []
    for sentence, ratio in _SMALL_FACTORS.items():
        constant = np.full(slips[0][1].shape, ratio)
        same = (known for _, known, _ in slips if known.shape == constant.shape)
        if not any(agree(constant, known) for known in same):
            slips.append((sentence, constant, False))
    return slips


_SMALL_FACTORS = {
    "The sign is flipped.": -1.0,
    "Your answer is twice what that alone would give.": 2.0,
    "Your answer is half of what that alone would give.": 0.5,
}


_LADDER: tuple[Callable[[Case], Diagnosis | None], ...] = (
    _right,
    _not_started,
    _rounded,
    _known,
    _cut_off,
    _crashed,
    _same_everywhere,
    _left_over,
    _form,
    _near,
    _part_rounded,
    _factor,
    _offset,
    first_wrong_link,
    _two_slips,
    unknown,
)
