"""The one comparer of the course: the learner's check and the grader both use it.

A right value sets the form: its kind (number, array, tuple, dict …), shape and size. What an
honest program may well return instead is accepted: an int or a 0-d array for a float, a nested
list for an array, float32 numbers (compared at 1e-5, all that they can hold). Everything else is
refused with its own reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from chainrule.machines import Machine

SINGLE_PRECISION_TOLERANCE = 1e-5
# An entry is measured against its own size, but not below this fraction of the largest entry.
SMALL_ENTRY = 1e-3


@dataclass(frozen=True)
class Difference:
    """The first way in which an answer differs from the right value.

    kind: "type", "shape", "dtype", "nan", "value", "count", "keys" or "arrangement";
    message: one clause that goes on from "your answer …"; where: the entry, "" for the whole.
    """

    kind: str
    message: str
    where: str = ""


def compare(answer: Any, right: Any, tolerance: float = 1e-9) -> Difference | None:
    """None when the answer is right, else the first difference.

    `tolerance` is relative. nan and inf are wrong unless the right value has them at that place.
    """
    return _compare(answer, right, tolerance, "")


def agrees(answer: Any, right: Any, tolerance: float) -> bool:
    """Does `compare` find no difference? Cheaper, since nobody is told what is different."""
    return _compare(answer, right, tolerance, _UNTOLD) is None


_UNTOLD = "?"
"""Where a difference is that nobody reads: it is neither located nor explained."""


def _inside(where: str, place: object) -> str:
    return where if where == _UNTOLD else f"{where}[{place!r}]"


def _compare(answer: Any, right: Any, tolerance: float, where: str) -> Difference | None:
    if right is None or isinstance(right, (str, bytes, Machine)):
        return _compare_exactly(answer, right, where)
    if isinstance(right, (bool, np.bool_)):
        return _compare_truth(answer, right, where)
    if isinstance(right, dict):
        return _compare_dict(answer, right, tolerance, where)
    if isinstance(right, (set, frozenset)):
        return _compare_exactly(answer, right, where)
    if isinstance(right, (tuple, list)):
        return _compare_sequence(answer, right, tolerance, where)
    if isinstance(right, np.ndarray) and right.ndim:
        return _compare_array(answer, right, tolerance, where)
    if isinstance(right, (int, float, complex, np.number, np.ndarray)):
        return _compare_number(answer, right, tolerance, where)
    raise TypeError(f"a right value of type {type(right).__name__} cannot be compared")


def describe(value: Any) -> str:
    """What a value is, in a learner's words: "a list of 3", "an array of shape (2, 3)"."""
    if value is None:
        return "nothing (None)"
    if isinstance(value, (bool, np.bool_)):
        return f"the truth value {bool(value)}"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, Machine):
        return "a function"
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return f"a number of dtype {value.dtype}"
        return f"an array of shape {value.shape}"
    if isinstance(value, (int, float, np.integer, np.floating)):
        return "one number"
    if isinstance(value, (complex, np.complexfloating)):
        return "a complex number"
    if isinstance(value, tuple) and not value:
        return "an empty tuple (as np.gradient gives of a single number)"
    if isinstance(value, tuple) and len(value) == 1:
        return "a tuple of 1 (a comma behind a value makes one)"
    if isinstance(value, (list, tuple, set, dict)):
        return f"a {type(value).__name__} of {len(value)}"
    return "a function" if callable(value) else f"a {type(value).__name__}"


# --- single values ------------------------------------------------------------------------------


def _compare_exactly(answer: Any, right: Any, where: str) -> Difference | None:
    if type(answer) is not type(right):
        return _other_type(answer, right, where)
    return None if answer == right else Difference("value", "is not the right one", where)


def _compare_truth(answer: Any, right: Any, where: str) -> Difference | None:
    if isinstance(answer, np.ndarray) and answer.ndim == 0 and answer.dtype.kind == "b":
        answer = answer[()]
    if not isinstance(answer, (bool, np.bool_)):
        return _other_type(answer, right, where)
    return None if bool(answer) == bool(right) else Difference("value", "is not right", where)


def _compare_number(answer: Any, right: Any, tolerance: float, where: str) -> Difference | None:
    if type(answer) is type(right) is float and isfinite(answer) and isfinite(right):
        # What `close` says, without an array: by far the most common case.
        near = abs(answer - right) <= tolerance * (abs(right) or 1.0)
        return None if near else Difference("value", "is not right", where)
    numeric = isinstance(answer, (int, float, complex, np.number, np.ndarray))
    if not numeric or isinstance(answer, bool):
        return _other_type(answer, right, where)
    number = np.asarray(answer)
    if number.ndim:
        return Difference("shape", f"is {describe(number)}, where one number is due", where)
    wrong_kind = _wrong_dtype(number, np.asarray(right), where)
    return wrong_kind or _compare_values(number, np.asarray(right), tolerance, where)


def _other_type(answer: Any, right: Any, where: str) -> Difference:
    return Difference("type", f"is {describe(answer)}, where {describe(right)} is due", where)


# --- arrays -------------------------------------------------------------------------------------


def _compare_array(
    answer: Any, right: np.ndarray, tolerance: float, where: str
) -> Difference | None:
    several = None
    if isinstance(answer, (list, tuple)):
        if not _all_numbers(answer):
            return Difference("type", "holds something that is no number", where)
        several, answer = answer, _as_array(answer)
        if answer is None and any(isinstance(item, np.ndarray) for item in several):
            return Difference("shape", f"is {describe(several)}, where one array is due", where)
        if answer is None:
            return Difference("shape", "has rows of different lengths", where)
        if answer.ndim > right.ndim and isinstance(several[0], np.ndarray):
            return Difference("shape", f"is {describe(several)}, where one array is due", where)
    if not isinstance(answer, (np.ndarray, np.number, int, float)) or isinstance(answer, bool):
        return _other_type(answer, right, where)
    array = np.asarray(answer)
    wrong_kind = _wrong_dtype(array, right, where)
    if wrong_kind:
        return wrong_kind
    if array.shape != right.shape:
        message = f"has shape {array.shape}, where {right.shape} is due"
        if isinstance(several, tuple) and any(isinstance(item, np.ndarray) for item in several):
            message = f"is {describe(several)}, where one array is due"
        elif not array.ndim:
            message = f"is one number, where {describe(right)} is due"
        difference: Difference | None = Difference("shape", message, where)
    else:
        difference = _compare_values(array, right, tolerance, where)
    if difference is None or difference.kind not in ("shape", "value") or where == _UNTOLD:
        return difference
    return _rearranged(array, right, tolerance, where) or difference


def _as_array(nested: Any) -> np.ndarray | None:
    """A nested list of numbers as an array; None when it is none."""
    if not _all_numbers(nested):
        return None
    try:
        array = np.array(nested)
    except (ValueError, TypeError, OverflowError):
        return None
    return None if array.dtype.kind == "O" else array


def _all_numbers(nested: Any) -> bool:
    if isinstance(nested, (list, tuple)):
        return all(_all_numbers(item) for item in nested)
    return isinstance(nested, (int, float, complex, np.number, np.ndarray)) and not isinstance(
        nested, bool
    )


def _wrong_dtype(array: np.ndarray, right: np.ndarray, where: str) -> Difference | None:
    accepted = {"f": "fiu", "i": "fiu", "u": "fiu", "c": "fiuc", "b": "b", "U": "U", "S": "S"}
    if array.dtype.kind in accepted.get(right.dtype.kind, right.dtype.kind):
        return None
    if array.dtype.kind == "b":
        message = "holds truth values, where numbers are due"
    elif array.dtype.kind == "c":
        message = (
            "holds complex numbers: a negative number went under a root or into a broken power"
        )
    elif array.dtype.kind == "O":
        message = "is too big to calculate with, or no number at all"
    else:
        message = f"has dtype {array.dtype}, where {right.dtype} is due"
    return Difference("dtype", message, where)


def _compare_values(
    array: np.ndarray, right: np.ndarray, tolerance: float, where: str
) -> Difference | None:
    if right.dtype.kind not in "fiuc":
        same = array == right
    else:
        if array.dtype.kind == "f" and array.dtype.itemsize < 8 and right.dtype.kind in "fc":
            tolerance = max(tolerance, SINGLE_PRECISION_TOLERANCE)
        kind = complex if "c" in (array.dtype.kind, right.dtype.kind) else float
        given, due = array.astype(kind), right.astype(kind)
        finite = np.isfinite(given)
        unexpected = ~finite & np.isfinite(due)
        if unexpected.any():
            first = given[unexpected].ravel()[0]
            name = "nan" if np.isnan(first) else "infinite"
            return Difference("nan", f"is {name}", _entry(where, unexpected))
        same = close(given, due, tolerance)
    same = np.asarray(same)
    return None if same.all() else Difference("value", "is not right", _entry(where, ~same))


def close(given: np.ndarray, due: np.ndarray, tolerance: float) -> np.ndarray:
    """Entry by entry: |given − due| ≤ tolerance · size, where size is |due| (but not less than
    SMALL_ENTRY of the largest entry, and 1 when all entries due are 0); equal nan and inf agree."""
    given, due = np.asarray(given), np.asarray(due)
    finite = np.isfinite(due)
    all_finite = finite.all()
    with np.errstate(all="ignore"):
        sizes = np.abs(due if all_finite else np.where(finite, due, 0))
        largest = float(sizes.max()) if sizes.size else 0.0
        room = tolerance * (np.maximum(sizes, SMALL_ENTRY * largest) if largest else 1.0)
        near = np.abs(given - due) <= room
        if all_finite:
            return near
        same_special = (given == due) | (np.isnan(given) & np.isnan(due))
    return np.where(finite, near, same_special)


def _entry(where: str, wrong: np.ndarray) -> str:
    if wrong.ndim == 0 or where == _UNTOLD:
        return where
    index = tuple(int(i[0]) for i in np.nonzero(wrong))
    return f"{where}[{', '.join(map(str, index))}]"


def _rearranged(
    array: np.ndarray, right: np.ndarray, tolerance: float, where: str
) -> Difference | None:
    """The right numbers at the wrong places, when they are different enough to tell."""
    if array.size != right.size or array.size < 2 or array.dtype.kind not in "fiu":
        return None
    if len(np.unique(right)) < 2:
        return None

    def same(candidate: np.ndarray) -> bool:
        return candidate.shape == right.shape and bool(
            np.all(close(candidate.astype(float), right.astype(float), tolerance))
        )

    if array.ndim == 2 and same(array.T):
        return Difference("arrangement", "holds the right numbers, but transposed", where)
    if array.shape != right.shape:
        return None
    if same(array[::-1]):
        return Difference("arrangement", "holds the right numbers, but back to front", where)
    flat = np.sort(array.ravel()), np.sort(right.ravel())
    if bool(np.all(close(flat[0].astype(float), flat[1].astype(float), tolerance))):
        return Difference("arrangement", "holds the right numbers, but at other places", where)
    return None


# --- several values -----------------------------------------------------------------------------


def _compare_dict(answer: Any, right: dict, tolerance: float, where: str) -> Difference | None:
    if not isinstance(answer, dict):
        return _other_type(answer, right, where)
    missing = [key for key in right if key not in answer]
    extra = [key for key in answer if key not in right]
    if missing:
        instead = f", but one called {extra[0]!r}" if extra else ""
        return Difference("keys", f"has no entry {missing[0]!r}{instead}"[:200], where)
    if extra:
        return Difference("keys", f"has an entry {extra[0]!r} that is not asked for"[:200], where)
    for key, due in right.items():
        difference = _compare(answer[key], due, tolerance, _inside(where, key))
        if difference:
            return difference
    return None


def _compare_sequence(
    answer: Any, right: tuple | list, tolerance: float, where: str
) -> Difference | None:
    """A tuple may come as a list and the other way round; a list of numbers also as an array, and
    several values of one shape, too: such an array can be taken apart as they can."""
    if _is_row_by_row(answer, right):
        answer = list(answer)
    if not isinstance(answer, (list, tuple)):
        if isinstance(right, tuple):
            due = f"where {len(right)} values are asked for (return them with a comma between)"
            return Difference("count", f"is {describe(answer)}, {due}", where)
        return _other_type(answer, right, where)
    if len(answer) != len(right):
        held = "1 value" if len(answer) == 1 else f"{len(answer)} values"
        return Difference("count", f"has {held} instead of {len(right)}", where)
    first: Difference | None = None
    for place, (item, due) in enumerate(zip(answer, right, strict=True)):
        first = _compare(item, due, tolerance, _inside(where, place))
        if first:
            break
    if first and first.kind != "nan" and len(right) > 1 and where != _UNTOLD:
        return _reordered(answer, right, tolerance, where) or first
    return first


def _is_row_by_row(answer: Any, right: tuple | list) -> bool:
    """An array in place of a list of numbers, or one with as many rows as there are values. (With
    one number for each value, where not all are numbers, it is one array and no pair.)"""
    if not isinstance(answer, np.ndarray) or not answer.ndim:
        return False
    if isinstance(right, list):
        return answer.ndim == 1
    holds_rows = answer.ndim > 1 or not any(np.ndim(value) for value in right)
    return holds_rows and len(answer) == len(right)


def _reordered(
    answer: list | tuple, right: list | tuple, tolerance: float, where: str
) -> Difference | None:
    def same(candidate: Any) -> bool:
        pairs = zip(candidate, right, strict=True)
        return all(agrees(item, due, tolerance) for item, due in pairs)

    if same(answer[::-1]):
        order = "back to front" if len(right) > 2 else "in the other order"
        return Difference("arrangement", f"holds the right values, but {order}", where)
    numbers = [
        n
        for n in (_as_array(answer), _as_array(right))
        if n is not None and n.ndim == 1 and n.dtype.kind in "fiu"
    ]
    return _rearranged(numbers[0], numbers[1], tolerance, where) if len(numbers) == 2 else None
