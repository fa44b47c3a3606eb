"""How a check writes a call, a value, and what is wrong with the form of an answer.

What a learner calls and gets differs by driver (chainrule.probing.drivers): a function is called,
a built function is called at points, a class runs a few lines, an iterator gives items.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from chainrule.checking.comparing import Difference, agrees, compare
from chainrule.checking.ratios import MATCH
from chainrule.checking.text import one_line
from chainrule.landscapes import Landscape
from chainrule.machines import Machine
from chainrule.numbers import shown_number

if TYPE_CHECKING:
    from chainrule.probing import Probe

_NOT_WRITTEN = {
    "call_result": {"at"},
    "call_iterator": {"take", "lazily"},
    "call_class": {"given", "steps", "after", "read", "instead", "shown"},
}
"""Keyword arguments of a probe that are the driver's own."""
DRIVERS_OWN = _NOT_WRITTEN["call_class"] - {"shown"}
"""What the lines of a class need besides their numbers."""
_DUE = {
    "call_result": "a function",
    "call_iterator": "something that gives item after item (yield them)",
}


EXACTLY = 1e-9
"""Within this of a fraction, relative, a ratio is called exactly that fraction."""

SIMPLE = 12
"""Largest number in a fraction that is still named at hidden inputs."""

_FEW = 6
"""A table of numbers with more entries than this is shown by its size."""


def show(value: Any) -> str:
    """A value in few characters: four significant digits, long things cut, tables by their size."""
    if isinstance(value, (Machine, Landscape)):
        return value.name
    if isinstance(value, (bool, np.bool_, str)):
        return one_line(repr(value), 90)
    if isinstance(value, (int, float, np.integer, np.floating)):
        return shown_number(value or 0)  # no −0
    if _is_table(value):
        return f"a {value.shape[0]}×{value.shape[1]} array"
    if _is_named_arrays(value):
        zeros = not any(item.any() for item in value.values())
        return f"{{{', '.join(map(str, value))}}}{' of zeros' if zeros else ''}"
    if _is_pairs(value):
        return f"a list of {len(value)} pair{'s' if len(value) > 1 else ''} of arrays"
    if isinstance(value, np.ndarray):
        return one_line(np.array2string(value, precision=4, threshold=12), 80)
    if isinstance(value, (list, tuple)):
        opening, closing = "[]" if isinstance(value, list) else "()"
        closing = ",)" if isinstance(value, tuple) and len(value) == 1 else closing
        return one_line(f"{opening}{', '.join(map(show, value))}{closing}", 80)
    return one_line(repr(value), 80)


def _is_table(value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim == 2 and value.size > _FEW


def _is_named_arrays(value: Any) -> bool:
    """Such as the parameters of a network."""
    is_dict = isinstance(value, dict) and bool(value)
    return is_dict and all(isinstance(item, np.ndarray) for item in value.values())


def _is_pairs(value: Any) -> bool:
    """Such as the layers of a deep network: (W, b), (W, b), …"""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in value)
        and all(isinstance(item, np.ndarray) for pair in value for item in pair)
    )


def show_answer(value: Any) -> str:
    """An answer as `show` writes it; of arrays that are too long for that, the first entries."""
    if _is_table(value):
        return f"{show(value.flat[0])} as its first entry"
    if _is_named_arrays(value):
        firsts = [f"{key} {show(item.flat[0])}" for key, item in value.items() if item.size]
        return one_line(f"as first entries {', '.join(firsts)}", 80)
    if _is_pairs(value):
        firsts = [
            f"{' and '.join(show(item.flat[0]) for item in pair)} in pair {place}"
            for place, pair in enumerate(value)
            if all(item.size for item in pair)
        ]
        return one_line(f"as first entries {', '.join(firsts)}", 120)
    if isinstance(value, (tuple, list)) and any(map(_is_table, value)):
        firsts = [show(np.asarray(item).flat[0]) for item in value if np.size(item)]
        return one_line(f"as first entries {', '.join(firsts)}", 80)
    return show(value)


def begins_rightly(value: Any, due: Any) -> bool:
    """Is an answer too long to be shown, and all that would be shown of it right?"""
    if not is_cut(value):
        return False
    given, right = list(_first_entries(value)), list(_first_entries(due))
    return len(given) == len(right) and agrees(given, right, MATCH)


def is_cut(value: Any) -> bool:
    """Does `show_answer` show no more than the first entries?"""
    several = isinstance(value, (tuple, list)) and any(map(_is_table, value))
    return _is_table(value) or _is_named_arrays(value) or _is_pairs(value) or several


def _first_entries(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (tuple, list)):
        for item in value:
            yield from _first_entries(item)
    elif np.size(value):
        yield np.asarray(value).flat[0]


def entry_at(value: Any, where: str) -> Any:
    """What stands at the place that a Difference names, such as "['W1'][0, 2]"; None when nothing
    can be found there."""
    try:
        for place in re.findall(r"\[([^][]*)\]", where):
            key = ast.literal_eval(place)
            value = np.asarray(value)[key] if isinstance(key, tuple) else value[key]
    except (ValueError, SyntaxError, LookupError, TypeError):
        return None
    return value


_ORDINALS = ("first", "second", "third", "fourth")


def place_in_words(where: str, names: Sequence[str] = ()) -> str:
    """The place of a difference as it is read: "['W1'][0, 2]" as "W1[0, 2]". `names` are those of
    several answers that come with a comma between."""
    named = re.match(r"\['(\w+)'\](.*)", where)
    if named:
        return named[1] + named[2]
    numbered = re.match(r"\[(\d+)\](.*)", where)
    if numbered is None:
        return where
    number = int(numbered[1])
    if number < len(names):
        return names[number] + numbered[2]
    if numbered[2] and number < len(_ORDINALS):
        return f"{numbered[2]} of the {_ORDINALS[number]} of its answers"
    return where


def show_call(name: str, driver: str, probe: Probe) -> str:
    """The call as a learner would write it: "slope(t³, 0.4, h=0.1)"; of a class the lines, with
    their numbers: "a = Value(x); b = a + a (with x = 2)", or what the probe says of itself."""
    if driver == "call_class" and "shown" in probe.kwargs:
        return str(probe.kwargs["shown"])
    own = _NOT_WRITTEN.get(driver, set())
    keywords = {key: value for key, value in probe.kwargs.items() if key not in own}
    if driver == "call_class":
        lines = "; ".join(" ".join(step.split()) for step in probe.kwargs["steps"])
        numbers = ", ".join(f"{key} = {show(value)}" for key, value in keywords.items())
        return f"{lines} (with {numbers})" if numbers else lines
    args = [*map(show, probe.args), *(f"{key}={show(value)}" for key, value in keywords.items())]
    return f"{name}({', '.join(args)})"


def call_and_value(
    name: str, driver: str, probe: Probe, given: Any, due: Any, tolerance: float
) -> tuple[str, str]:
    """(the call, what it gave): of a composite answer, the first part that is not right."""
    call = show_call(name, driver, probe)
    if driver == "call_result":
        for point, one, other in zip(
            probe.kwargs["at"], given["values"], due["values"], strict=True
        ):
            if compare(one, other, tolerance):
                return f"{call}({show(point)})", show(one)
    if driver == "call_class":
        for expression in probe.kwargs["read"]:
            if compare(given[expression], due[expression], tolerance):
                return f"{expression} after {call}", show(given[expression])
    if driver == "call_iterator":
        pairs = zip(given["items"], due["items"], strict=False)
        for number, (one, other) in enumerate(pairs, 1):
            if compare(one, other, tolerance):
                return f"item {number} of {call}", show(one)
    return call, show_answer(given)


def due_form(driver: str, described: str) -> str:
    """What an answer has to be: for some drivers not data at all."""
    return _DUE.get(driver, described)


def is_conduct(difference: Difference) -> bool:
    """Is it about how a composite answer behaves, and not about one of its numbers?"""
    return any(word in difference.where for word in ("called_early", "['ends']", "['lazy']"))


def form_of(name: str, driver: str, value: Any, difference: Difference) -> str | None:
    """One sentence on the form of a composite answer; None for a driver without an own one.

    `value` may be anything: it may come from another process.
    """
    write = {"call_result": _of_built, "call_class": _of_reads, "call_iterator": _of_items}
    return write[driver](name, value, difference) if driver in write else None


def _of_built(name: str, value: Any, difference: Difference) -> str:
    report = value if isinstance(value, dict) else {}
    if report.get("values", difference) is None:
        returned = one_line(str(report.get("returned", "")), 60)
        known = {"str": "a text", "list": "a list", "tuple": "a tuple", "dict": "a dict"}
        numbers = dict.fromkeys(("int", "float", "float64", "float32", "int64"), "a number")
        what = {**known, **numbers}.get(returned, f"a value of type {returned}")
        return f"{name} returned {what}, where a function is due."
    if "called_early" in difference.where:
        return f"{name} calls a function before there is an input: call it inside the new one."
    if difference.message.startswith("is nothing"):
        return f"The function that {name} gives back returns nothing: end it, too, with return."
    return f"What the function from {name} gives {difference.message}."


def _of_reads(name: str, value: Any, difference: Difference) -> str:
    entry = difference.where.removeprefix("['").replace("']", "", 1)
    return f"With your {name}, {entry} {difference.message}."


def _of_items(name: str, value: Any, difference: Difference) -> str:
    report = value if isinstance(value, dict) else {}
    where = difference.where
    if report.get("items", difference) is None:
        returned = one_line(str(report.get("returned", "")), 60)
        due = _DUE["call_iterator"]
        return f"{name} returned a value of type {returned}, where {due} is due."
    if where == "['ends']":
        later = report.get("ends") is False
        return f"{name} {'goes on after' if later else 'ends before'} its last item."
    if where == "['lazy']":
        return f"{name} makes all items before the first is asked for: yield them one at a time."
    if where == "['items']" and difference.kind == "count":
        return f"{name} gives another number of items: it {difference.message}."
    if where.startswith("['items']["):
        number, _, rest = where.removeprefix("['items'][").partition("]")
        place = f"Item {int(number) + 1} of {name}" if number.isdigit() else f"An item of {name}"
        return f"{place}{f' at {rest}' if rest else ''} {difference.message}."
    return f"What {name} gives {difference.message}."


def factor_sentence(ratio: float, hidden: bool) -> str:
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
    # Among all fractions of larger numbers one is near to any ratio.
    readable = simple.denominator == 1 or simple.numerator <= 100
    if simple and readable and abs(ratio / float(simple) - 1) < EXACTLY:
        if simple.denominator == 1:
            return f"exactly {simple} times"
        if simple.numerator == 1:
            return f"exactly {simple.denominator} times smaller than"
        return f"exactly {simple} of"
    near_whole = f"{ratio:.4g}".isdigit()  # 2.0001 is no 2
    return "a fixed multiple of" if hidden else f"always {ratio:.{6 if near_whole else 4}g} times"
