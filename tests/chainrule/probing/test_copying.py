"""What a function is given is a copy, equal in all to what the probe holds."""

import copy

import numpy as np
import pytest
from chainrule.machines import sin
from chainrule.probing.copying import anew
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
