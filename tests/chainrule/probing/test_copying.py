"""What a function is given is a copy, equal in all to what the probe holds."""

import copy

import numpy as np
import pytest
from chainrule.machines import sin
from chainrule.probing.copying import anew, surely_as_it_was
from chainrule.probing.plain import encode

from autograders.exercises import EXERCISES

ARRAY = np.arange(6.0).reshape(2, 3)
VALUES = {
    "numbers": (1, 2.5, True, None, 1 + 2j, "text", b"bytes"),
    "nested": {"a": [1.5, (2, [3])], "b": {"c": ARRAY}, "d": ()},
    "keys of all kinds": {1: [2], (3, 4): 5, "x": {None: [6]}},
    "an array in another order": np.asfortranarray(ARRAY),
    "every second": ARRAY[:, ::2],
    "whole numbers": np.arange(3),
    "objects": np.array([[1], None], dtype=object),
    "numpy's number": np.float32(2.5),
    "machines": [sin, sin, lambda t: t],
    "a set": {1, 2},
}
COMMON = list(VALUES)[:6]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_it_gives_what_deepcopy_gives(value):
    made, due = anew(value), copy.deepcopy(value)
    assert type(made) is type(due)
    if isinstance(value, np.ndarray):
        assert (made.dtype, made.strides, made.tolist()) == (due.dtype, due.strides, due.tolist())
        assert not np.shares_memory(made, value)
    else:
        assert repr(made) == repr(due)


@pytest.mark.parametrize("name", EXERCISES)
def test_the_probes_of_the_course_are_copied_to_the_last_bit(name):
    for probe in EXERCISES[name].visible:
        args, kwargs = anew((probe.args, probe.kwargs))
        assert (encode(args), encode(kwargs)) == probe.input


def of(*values):
    return {"given": [1.5, (values, True)]}


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (1.5, 1.25),
        (1, 1.0),
        (True, 1),
        ([1.0], (1.0,)),
        ([1.0, 2.0], [1.0]),
        ([], [1.0]),
        ({"a": 1.0}, {"a": 2.0}),
        ({"a": 1.0}, {"b": 1.0}),
        ({"a": 1.0, "b": 2.0}, {"b": 2.0, "a": 1.0}),
        (ARRAY + 1, ARRAY),
        (ARRAY.T, ARRAY),
        (ARRAY.ravel(), ARRAY),
        (ARRAY.astype(int), ARRAY),
        (ARRAY.astype(np.float32), ARRAY),
        (ARRAY.tolist(), ARRAY),
        (np.float64(1.5), 1.5),
        (np.array([-0.0]), np.array([0.0])),
        (float("nan"), float("nan")),
        (np.array([None]), np.array([None])),
        (None, 0.0),
    ],
    ids=repr,
)
def test_what_is_another_value_is_never_surely_as_it_was(now, before):
    assert not surely_as_it_was(now, before) and not surely_as_it_was(of(now), of(before))


@pytest.mark.parametrize("value", [v for name, v in VALUES.items() if name in COMMON], ids=COMMON)
def test_what_was_copied_is_surely_as_it_was(value):
    assert surely_as_it_was(anew(value), value) and surely_as_it_was(of(anew(value)), of(value))


def test_nothing_that_can_be_changed_is_shared():
    given = {"list": [1.0], "dict": {"a": [2.0]}, "array": ARRAY.copy(), "tuple": ([3.0],)}
    before = repr(given)
    made = anew(given)
    made["list"].append(2.0)
    made["dict"]["a"].append(3.0)
    made["array"] += 1
    made["tuple"][0].append(4.0)
    made["new"] = 5
    assert repr(given) == before


def test_what_is_there_twice_is_one_thing_in_the_copy():
    row, table = [1.0, 2.0], ARRAY.copy()
    rows, first, second, key = anew(([row, row], table, {"again": table}, {0: row}))
    assert rows[0] is rows[1] is key[0] and rows[0] is not row
    assert first is second["again"] and first is not table
