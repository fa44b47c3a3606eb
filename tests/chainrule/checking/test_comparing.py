"""The comparer: honest variants pass, everything else is refused with its own reason."""

import numpy as np
import pytest
from chainrule.checking.comparing import compare
from chainrule.machines import Machine, cos, sin

VECTOR = np.array([1.5, -2.0, 3.25])
MATRIX = np.array([[1.5, -2.0, 3.25], [0.5, 4.0, -1.0]])
GRADS = {"W": MATRIX, "b": VECTOR}

ACCEPTED = [
    (2.5, 2.5),
    (2.0, 2),
    (2.0, np.int64(2)),
    (2.5, np.float64(2.5)),
    (2.5, np.array(2.5)),
    (0.1, np.float32(0.1)),
    (0.1, np.array(0.1, np.float32)),
    (2.5, 2.5 * (1 + 5e-10)),
    (3, 3),
    (3, 3.0),
    (3, np.uint8(3)),
    (np.float64(2.5), 2.5),
    (np.array(2.5), 2.5),
    (float("inf"), float("inf")),
    (float("nan"), float("nan")),
    (1 + 2j, np.complex128(1 + 2j)),
    (VECTOR, VECTOR.copy()),
    (VECTOR, [1.5, -2, 3.25]),
    (VECTOR, (1.5, -2, 3.25)),
    (VECTOR, VECTOR.astype(np.float32)),
    (np.array([1.0, 2.0]), np.array([1, 2])),
    (MATRIX, MATRIX.tolist()),
    (MATRIX, np.asfortranarray(MATRIX)),
    (MATRIX, list(MATRIX)),
    (np.array([True, False]), np.array([True, False])),
    (np.zeros(3), np.zeros(3)),
    (np.zeros((0, 2)), np.zeros((0, 2))),
    ((1.5, VECTOR), (1.5, VECTOR)),
    ((1.5, VECTOR), [1.5, [1.5, -2.0, 3.25]]),
    ([1.5, 2.5], (1.5, 2.5)),
    ([1.5, 2.5], np.array([1.5, 2.5])),
    ((1.5, 2.5), np.array([1.5, 2.5])),
    ((VECTOR, 2 * VECTOR), np.stack([VECTOR, 2 * VECTOR])),
    ([], []),
    (GRADS, {"b": VECTOR.tolist(), "W": MATRIX}),
    ("text", "text"),
    (True, np.True_),
    (None, None),
    ({1, 2}, {2, 1}),
]


@pytest.mark.parametrize(("right", "answer"), ACCEPTED, ids=repr)
def test_honest_variants_are_accepted(right, answer):
    assert compare(answer, right) is None


REFUSED = [
    (2.5, 2.5 * (1 + 5e-9), "value"),
    (2.5, -2.5, "value"),
    (2.5, np.float32(2.5 * 1.0001), "value"),
    (0.0, 1e-8, "value"),
    (2.5, float("nan"), "nan"),
    (2.5, float("inf"), "nan"),
    (2.5, None, "type"),
    (2.5, "2.5", "type"),
    (1.0, True, "type"),
    (1.0, np.True_, "type"),
    (1.0, np.array(True), "dtype"),
    (2.5, 2.5 + 0j, "dtype"),
    (2.5, [2.5], "type"),
    (2.5, (2.5,), "type"),
    (2.5, {"value": 2.5}, "type"),
    (2.5, np.array([2.5]), "shape"),
    (2.5, np.array("2.5"), "dtype"),
    (3, 3.5, "value"),
    (3, True, "type"),
    (float("inf"), 1e300, "value"),
    (float("nan"), 1.0, "value"),
    (VECTOR, VECTOR[:2], "shape"),
    (VECTOR, VECTOR[None], "shape"),
    (VECTOR, VECTOR[:, None], "shape"),
    (VECTOR, 1.5, "shape"),
    (VECTOR, None, "type"),
    (VECTOR, [1.5, -2.0], "shape"),
    (VECTOR, [1.5, [-2.0], 3.25], "shape"),
    (VECTOR, [1.5, None, 3.25], "type"),
    (VECTOR, [True, False, True], "type"),
    (VECTOR, ["1.5", "-2", "3.25"], "type"),
    (VECTOR, VECTOR.astype(str), "dtype"),
    (VECTOR, VECTOR.astype(complex), "dtype"),
    (VECTOR, VECTOR > 0, "dtype"),
    (VECTOR, np.where(VECTOR < 0, np.nan, VECTOR), "nan"),
    (VECTOR, VECTOR * [1, 1, 1.001], "value"),
    (VECTOR, VECTOR[::-1], "arrangement"),
    (VECTOR, VECTOR[[1, 2, 0]], "arrangement"),
    (MATRIX, MATRIX.T, "arrangement"),
    (MATRIX, MATRIX[::-1], "arrangement"),
    (MATRIX, MATRIX.reshape(3, 2), "shape"),
    (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 3.0], [2.0, 4.0]]), "arrangement"),
    (np.ones(3), np.ones((3, 1)), "shape"),
    (np.array([True, False]), np.array([1, 0]), "dtype"),
    ((1.5, 2.5), 1.5, "count"),
    ((1.5, 2.5), (1.5, 2.5, 3.5), "count"),
    ((1.5, 2.5), (2.5, 1.5), "arrangement"),
    ((1.5, 2.5), (1.5, 2.6), "value"),
    ((1.5, VECTOR), (1.5, VECTOR[None]), "shape"),
    ([1.5, 2.5], 1.5, "type"),
    ([1.5, 2.5, 3.5], [3.5, 2.5, 1.5], "arrangement"),
    ([1.5, 2.5, 3.5], [3.5, 1.5, 2.5], "arrangement"),
    ([1.5, 2.5], [1.5], "count"),
    (GRADS, {"W": MATRIX}, "keys"),
    (GRADS, {**GRADS, "c": 1.0}, "keys"),
    (GRADS, (MATRIX, VECTOR), "type"),
    (GRADS, {"W": MATRIX, "b": VECTOR * 2}, "value"),
    ("text", b"text", "type"),
    ("text", "Text", "value"),
    (True, 1, "type"),
    (True, False, "value"),
    (None, 0, "type"),
]


@pytest.mark.parametrize(("right", "answer", "kind"), REFUSED, ids=repr)
def test_what_is_wrong_is_refused_with_its_own_reason(right, answer, kind):
    difference = compare(answer, right)
    assert difference is not None
    assert difference.kind == kind
    assert difference.message
    assert "\n" not in difference.message


def test_the_place_of_a_wrong_entry_is_named():
    wrong = {"W": MATRIX.copy(), "b": VECTOR}
    wrong["W"][1, 2] = 7
    assert compare(wrong, GRADS).where == "['W'][1, 2]"
    assert compare((1.0, 2.0, 9.0), (1.0, 2.0, 3.0)).where == "[2]"


def test_the_tolerance_is_relative_to_each_entry():
    right = np.array([1e6, 1e4])
    assert compare(np.array([1e6, 1e4 + 1e-6]), right) is None
    assert compare(np.array([1e6, 1e4 + 1e-4]), right).kind == "value"


def test_an_entry_that_is_zero_is_measured_against_the_others():
    right = np.array([0.0, 2.0])
    assert compare(np.array([1e-13, 2.0]), right) is None
    assert compare(np.array([1e-9, 2.0]), right).kind == "value"


def test_a_right_value_without_rules_is_the_authors_mistake():
    with pytest.raises(TypeError, match="cannot be compared"):
        compare(1.0, object())


def test_a_machine_is_compared_as_it_is():
    assert compare([sin, 1.0], [Machine("sin", 1), 1.0]) is None
    assert compare(cos, sin).kind == "value"
    assert compare(sin, 1.0).message == "is a function, where one number is due"


def test_several_arrays_in_place_of_one_are_called_so():
    both = (np.ones((2, 3)), np.ones((2, 2)))
    found = compare(both, np.full((2, 3), 0.5))
    assert found.kind == "shape" and found.message == "is a tuple of 2, where one array is due"
    assert "different lengths" in compare([[1.5, 2.5], [3.5]], np.ones((2, 2))).message


@pytest.mark.parametrize(
    ("answer", "right", "message"),
    [
        ((1.5,), 1.5, "is a tuple of 1 (a comma behind a value makes one), where one number"),
        (np.float64(1.5), VECTOR, "is one number, where an array of shape (3,) is due"),
        ((MATRIX, MATRIX), MATRIX, "is a tuple of 2, where one array is due"),
        ([VECTOR, VECTOR, VECTOR], MATRIX, "has shape (3, 3), where (2, 3) is due"),
        (MATRIX, (1.5, 2.5, 3.5), "is an array of shape (2, 3), where 3 values are asked for"),
        (np.ones((2, 3)), (1.5, 2.5), "is an array of shape (3,), where one number is due"),
    ],
)
def test_another_form_is_named_as_a_learner_made_it(answer, right, message):
    assert compare(answer, right).message.startswith(message)
