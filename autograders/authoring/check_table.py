"""The check table of a lesson: the values that the student's `check` compares with.

It holds numbers and sentences, no formula. The computed values are written to fourteen significant
digits, so that machines whose sine differs in the last bit write the same file; `check` compares
less strictly than that (its strictest tolerance is 1e-12).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from chainrule.probing import plain

Array = npt.NDArray[Any]

DIGITS = 14

NOTHING_NOTED: dict[str, Any] = {"questions": {}, "blanks": {}}


def check_table(lesson: str, exercises: Sequence[Any], noted: dict[str, Any]) -> bytes:
    """The bytes of `checks/<lesson>.json`.

    `noted` is what the questions of the solution handed over: `{"questions": …, "blanks": …}`.
    """
    table = {
        "lesson": lesson,
        "exercises": {exercise.name: steady(exercise.table().to_json()) for exercise in exercises},
    }
    return _written(table, noted)


def with_noted(table: bytes, noted: dict[str, Any]) -> bytes:
    """The same table with what the questions noted. The exercises' part, the dear one, stays."""
    return _written(json.loads(table), noted)


def _written(table: dict[str, Any], noted: dict[str, Any]) -> bytes:
    whole = table | {"questions": noted["questions"], "blanks": rounded(noted["blanks"])}
    text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    return (text + "\n").encode("utf-8")


def steady(table: dict[str, Any]) -> dict[str, Any]:
    """An exercise's table with the computed values rounded; the probes stay as they are.

    What is lent to a probe is computed, too, but it is found by what it is lent at, and the referee
    asks the same probes: those must be equal to the last bit. `drift` knows that their last digits
    differ from one processor to the next.
    """
    return {
        key: rounded(value) if key in ("right", "mistakes") else value
        for key, value in table.items()
    }


def rounded(data: Any) -> Any:
    """JSON data with every float, also inside plain-coded arrays, to fourteen digits."""
    if isinstance(data, float):
        return _round(data)
    if isinstance(data, list):
        return [rounded(item) for item in data]
    if isinstance(data, dict):
        if data.keys() in ({"array"}, {"scalar"}):
            value = plain.decode(data)
            if value.dtype.kind in "fc":
                return plain.encode(_round_array(value))
            return data
        return {key: rounded(item) for key, item in data.items()}
    return data


def _round(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")


def _round_array(value: Array | np.generic) -> Array | np.generic:
    """float32 and smaller have fewer digits than that, and stay."""
    is_complex = value.dtype.kind == "c"
    if value.dtype.itemsize < (16 if is_complex else 8):
        return value
    array = np.asarray(value)
    made = _rounded(array.real) + 1j * _rounded(array.imag) if is_complex else _rounded(array)
    return made[()] if isinstance(value, np.generic) else np.asarray(made)


def _rounded(array: Array) -> Array:
    flat = [_round(float(number)) for number in np.ravel(array)]
    return np.array(flat, dtype=array.dtype).reshape(np.shape(array))
