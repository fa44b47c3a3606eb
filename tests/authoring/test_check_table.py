"""Tables are sorted, without formulas, and the same on machines that round differently."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from chainrule.machines import Machine
from chainrule.probing import plain

from autograders.authoring.check_table import NOTHING_NOTED, check_table, rounded, with_noted
from autograders.authoring.drift import difference, same_text


def exercise(**table):
    return SimpleNamespace(name="double", table=lambda: SimpleNamespace(to_json=lambda: table))


def test_the_last_bit_of_a_value_does_not_matter():
    values = [np.sin(1.0).item(), np.float64(np.sin(1.0)), np.sin([1.0, 2.0]), np.sin(1.0) * 1j]
    nudged = [
        np.nextafter(np.sin(1.0), 2).item(),
        np.nextafter(np.float64(np.sin(1.0)), 2),
        np.nextafter(np.sin([1.0, 2.0]), 2),
        np.nextafter(np.sin(1.0), 2) * 1j,
    ]
    for value, other in zip(values, nudged, strict=True):
        assert plain.encode(value) != plain.encode(other)
        assert rounded(plain.encode(value)) == rounded(plain.encode(other))
        back = plain.decode(rounded(plain.encode(value)))
        assert type(back) is type(value)
        assert np.allclose(back, value, rtol=1e-13, atol=0)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        7,
        True,
        None,
        "0.123456789012345678",
        float("nan"),
        np.array([1, 2]),
        np.float32(0.1),
        np.array([0.1], dtype=np.float32),
        np.array([]),
        np.array(2.5),
        np.array([[1.5, np.inf], [np.nan, -0.0]]),
        Machine("affine", 3, 1),
    ],
)
def test_what_needs_no_rounding_stays(value):
    assert rounded(plain.encode(value)) == plain.encode(value)


def test_probes_are_never_rounded_nor_what_they_lend():
    """A right value is lent at arguments; a rounded machine would be another one."""
    third, machine = 1 / 3, plain.encode(Machine("affine", 0.1 + 0.2, 1.0))
    probe = {"args": [third], "lent": [machine, third]}
    table = exercise(probes=[probe], right=[third])
    made = json.loads(check_table("01_x", [table], NOTHING_NOTED))
    assert made["exercises"]["double"] == {"probes": [probe], "right": [0.33333333333333]}


def test_what_was_noted_is_added_without_making_the_exercises_again():
    made = exercise(probes=[1 / 3], right=[np.float64(0.1) + 0.2])
    noted = {"questions": {"which": {"right": 2}}, "blanks": {"gap": 0.1 + 0.2}}
    bare = check_table("01_x", [made], NOTHING_NOTED)
    assert with_noted(bare, noted) == check_table("01_x", [made], noted) != bare


def test_no_nan_gets_into_the_file():
    with pytest.raises(ValueError, match="not JSON compliant"):
        check_table("01_x", [exercise(probes=[], right=[float("nan")])], NOTHING_NOTED)


def test_numbers_of_another_machine_are_no_drift(tmp_path):
    path = tmp_path / "table.json"
    path.write_text('{"right": [0.84147098480789, 2]}\n')
    assert difference(path, b'{"right": [0.84147098480781, 2]}\n') is None
    assert difference(path, b'{"right": [0.84147099, 2]}\n') == "differs at /right/0"
    assert difference(path, b'{"right": [0.84147098480789, 3]}\n') == "differs at /right/1"
    assert difference(path, b'{"right": [0.84147098480789, 2.0]}\n') == "differs at /right/1"


def written(path, value):
    data = {"mistakes": [{"outcomes": [{"value": plain.encode(value)}]}], "text": "as it was"}
    text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return path.read_bytes()


PACKED = [
    np.array([[0.3, -1.7, 2.25], [1e-4, 31.0, -0.6]]),
    np.array([0.25 - 1.5j, -0.75 + 2j]),
    np.float64(0.7310585786300049),
]


@pytest.mark.parametrize("value", PACKED, ids=["array", "complex", "scalar"])
def test_a_packed_number_may_differ_in_its_last_digits_and_no_more(tmp_path, value):
    path = tmp_path / "table.json"
    made = written(path, value)
    tag = "array" if np.ndim(value) else "scalar"
    where = "differs at /mistakes/0/outcomes/0/value"
    for shift, said in ((1e-11, None), (1e-6, where)):
        assert written(path, value + shift) != made
        assert difference(path, made) == said, (tag, shift)


@pytest.mark.parametrize(
    "other",
    [
        np.array([[0.3, -1.7], [2.25, 0.5]]),
        np.array([0.3, -1.7, 2.25, 0.5], dtype=np.float32),
        np.array([1, 2, 3, 4]),
        np.array([0.3, -1.7, 2.25, np.nan]),
        np.array(["0.3", "-1.7", "2.25", "0.5"]),
        [0.3, -1.7, 2.25, 0.5],
    ],
    ids=["shape", "single", "whole", "nan", "text", "list"],
)
def test_kind_and_shape_of_a_packed_array_must_be_equal(tmp_path, other):
    path = tmp_path / "table.json"
    made = written(path, np.array([0.3, -1.7, 2.25, 0.5]))
    written(path, other)
    assert difference(path, made) == "differs at /mistakes/0/outcomes/0/value"


def test_whole_numbers_and_texts_in_arrays_must_be_equal(tmp_path):
    path = tmp_path / "table.json"
    for was, now in ((np.array([10**12]), np.array([10**12 + 1])), (np.array("a"), np.array("b"))):
        made = written(path, was)
        written(path, now)
        assert difference(path, made) == "differs at /mistakes/0/outcomes/0/value"


def test_rounding_is_all_that_is_left_next_to_zero(tmp_path):
    path = tmp_path / "table.json"
    made = written(path, np.array([1e-17, 0.4, np.nan]))
    written(path, np.array([-3e-17, 0.4, np.nan]))
    assert difference(path, made) is None


def test_order_and_layout_must_be_equal(tmp_path):
    path = tmp_path / "table.json"
    path.write_text('{"a": 1.5, "b": "x"}\n')
    assert difference(path, b'{"b": "x", "a": 1.5}\n') == "differs in layout"
    assert difference(path, b'{"a": 1.5,  "b": "x"}\n') == "differs in layout"
    assert difference(path, b'{"a": 1.5000000000000002, "b": "x"}\n') is None


def test_text_with_numbers():
    assert same_text("slope 2.00000000001 at 1", "slope 2.00000000002 at 1")
    assert not same_text("slope 2.1 at 1", "slope 2.2 at 1")
    assert not same_text("slope 2.1 at 1", "slope 2.1 at 2")
    assert not same_text("slope 2.1", "Slope 2.1")
    assert same_text("rounding 3e-17", "rounding 1e-17")
    assert not same_text("step 1e-5", "step 1e-6")
