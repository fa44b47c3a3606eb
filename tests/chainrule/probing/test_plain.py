"""Plain data: what goes in comes out, and nothing else does."""

import base64
import enum
import json
import math
from collections import OrderedDict, namedtuple

import numpy as np
import pytest
from chainrule.machines import Machine, sin
from chainrule.probing.plain import (
    MAX_BYTES,
    NotPlain,
    around_what_is_not_plain,
    copied,
    decode,
    encode,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

numbers = st.one_of(
    st.booleans(),
    st.integers(-(2**200), 2**200),
    st.floats(),
    st.complex_numbers(),
)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
arrays = hnp.arrays(
    dtype=st.one_of(
        hnp.boolean_dtypes(),
        hnp.integer_dtypes(),
        hnp.unsigned_integer_dtypes(),
        hnp.floating_dtypes(sizes=(16, 32, 64)),
        hnp.complex_number_dtypes(sizes=(64, 128)),
        hnp.unicode_string_dtypes(min_len=1, max_len=4),
        hnp.datetime64_dtypes(),
    ),
    shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
keys = st.one_of(st.none(), st.integers(), texts, st.tuples(st.integers(), texts))
values = st.recursive(
    st.one_of(st.none(), numbers, texts, st.binary(max_size=20), arrays),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(keys, inner, max_size=4),
        st.sets(st.one_of(st.integers(), texts), max_size=4),
    ),
    max_leaves=12,
)


def identical(one, other):
    """Same type, same value; nan equals nan."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        same_form = one.shape == other.shape and one.dtype == other.dtype
        return same_form and one.tobytes() == other.tobytes()
    if isinstance(one, np.generic):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(identical, one, other))
    if isinstance(one, dict):
        return identical(list(one.items()), list(other.items()))
    if isinstance(one, complex):
        return identical([one.real, one.imag], [other.real, other.imag])
    if isinstance(one, float):
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or (one == other and math.copysign(1, one) == math.copysign(1, other))
    return one == other


@settings(max_examples=300, deadline=None)
@given(values)
def test_every_plain_value_comes_back(value):
    assert identical(decode(json.loads(json.dumps(encode(value)))), value)
    assert identical(copied(value), value)


@settings(max_examples=50, deadline=None)
@given(arrays.map(lambda array: array[()] if array.ndim == 0 else array.ravel()))
def test_numpy_scalars_and_arrays_keep_their_dtype(value):
    assert identical(decode(encode(value)), value)


def test_machines_travel_by_name():
    data = encode([sin, Machine("shifted_sin", 2, 3)])
    assert data == [{"machine": ["sin", 1.0]}, {"machine": ["shifted_sin", 2.0, 3.0]}]
    assert decode(data) == [sin, Machine("shifted_sin", 2, 3)]


def test_arrays_are_copied_and_may_lie_anyhow_in_memory():
    array = np.arange(12.0).reshape(3, 4)[:, ::-2].T
    copy = decode(encode(array))
    assert identical(copy, np.ascontiguousarray(array))
    copy[0, 0] = 99
    assert array[0, 0] != 99


Point = namedtuple("Point", "x y")


class Colour(enum.IntEnum):
    RED = 3


class Liar(float):
    def __float__(self):
        return 42.0

    def __eq__(self, other):
        return True

    __hash__ = float.__hash__


def test_subclasses_travel_as_their_base():
    assert identical(decode(encode(Point(1, 2.5))), (1, 2.5))
    assert identical(decode(encode(Colour.RED)), 3)
    assert identical(decode(encode(OrderedDict(a=1))), {"a": 1})
    assert identical(decode(encode(Liar(1.5))), 1.5)


class Opaque:
    def __getattr__(self, name):
        raise RuntimeError("touched")


cyclic: list = []
cyclic.append(cyclic)
doubling: list = [0.0]
for _ in range(25):
    doubling = [doubling, doubling]

REFUSED = {
    "a function": lambda x: x,
    "a class": int,
    "a generator": (i for i in ()),
    "a module": math,
    "three dots": ...,
    "an object of type Opaque": Opaque(),
    "a masked array": np.ma.array([1.0], mask=[True]),
    "subclass recarray": np.zeros(2).view(np.recarray),
    "array of Python objects": np.array([1, [2]], dtype=object),
    "dtype float128": np.longdouble(1),
    "nested too deeply": cyclic,
    "too big": doubling,
    "thousand digits": 10**5000,
    "broken characters": "\ud800",
    "an array of dtype": np.zeros(2, dtype=[("a", float)]),
}


@pytest.mark.parametrize(("reason", "value"), REFUSED.items(), ids=REFUSED.keys())
def test_what_is_no_plain_data_is_refused_with_its_reason(reason, value):
    if reason == "dtype float128" and np.longdouble().itemsize == 8:
        pytest.skip("this platform's long double is an ordinary double")
    for write in (encode, copied):
        with pytest.raises(NotPlain) as refusal:
            write(value)
        assert reason.replace("float128", str(np.dtype(np.longdouble))) in str(refusal.value)
        assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED.keys())
def test_nothing_is_copied_with_what_is_refused_in_it(value):
    if isinstance(value, np.longdouble) and value.itemsize == 8:
        pytest.skip("this platform's long double is an ordinary double")
    for around in ([value], (1.5, value), {"a": [value]}):
        with pytest.raises(NotPlain):
            copied(around)


def test_a_copy_shares_nothing_that_can_be_changed():
    row, array = [1.0, 2.0], np.arange(6.0).reshape(2, 3).T
    given = {"rows": [row, row], "pair": (array, array)}
    made = copied(given)
    made["rows"][0].append(3.0)
    made["pair"][0][0, 0] = 99
    assert made["rows"][1] == row == [1.0, 2.0] and made["pair"][1][0, 0] == array[0, 0] == 0


def test_a_copy_of_a_subclass_is_of_its_base():
    for value in (Point(1, 2.5), Colour.RED, OrderedDict(a=1), Liar(1.5)):
        for whole in (value, [value], {"a": (value,)}):
            assert repr(copied(whole)) == repr(decode(encode(whole)))


def test_a_huge_array_is_refused_before_it_is_copied():
    with pytest.raises(NotPlain, match="too big"):
        encode(np.broadcast_to(1.0, (MAX_BYTES, MAX_BYTES)))


HOSTILE = [
    {},
    {"a": 1, "b": 2},
    {"unknown": 1},
    {"__class__": "os.system"},
    {"array": ["<f8", [2], "AAAA"]},
    {"array": ["<f8", [-1], ""]},
    {"array": ["<f8", [10**12, 0], ""]},
    {"array": ["<f8", [True], "AAAAAAAAAAA="]},
    {"array": ["O", [1], "AAAAAAAAAAA="]},
    {"array": ["|O8", [1], "AAAAAAAAAAA="]},
    {"array": ["<U0", [10**9], ""]},
    {"array": ["<U999999999", [1], "AAAA"]},
    {"array": ["<f8,<f8", [1], "AAAAAAAAAAAAAAAAAAAAAA=="]},
    {"array": ["<f3", [1], "AAAA"]},
    {"array": ["<f8", [1] * 40, "AAAAAAAAAAA="]},
    {"array": ["<f8", [1], "not base64!"]},
    {"array": {"array": 1}},
    {"scalar": ["<f8", "AAAA"]},
    {"scalar": ["<f8"]},
    {"int": "0x" + "f" * 10_000},
    {"int": "one"},
    {"int": 5},
    {"float": "1e999"},
    {"float": ["nan"]},
    {"complex": [1.0]},
    {"complex": ["a", "b"]},
    {"bytes": 5},
    {"bytes": "%"},
    {"tuple": 5},
    {"tuple": "abc"},
    {"set": [[1]]},
    {"dict": [[1]]},
    {"dict": {"a": 1}},
    {"dict": [[[1], 2]]},
    {"machine": []},
    {"machine": ["eval", 1.0]},
    {"machine": ["sin", "1"]},
    {"machine": "sin"},
    float("nan"),
    10**400,
    b"raw",
    object(),
]


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: repr(data).split(" at 0x")[0][:40])
def test_hostile_data_is_refused(data):
    with pytest.raises(NotPlain):
        decode(data)


def test_deep_and_wide_data_is_refused():
    deep = 1
    for _ in range(1000):
        deep = [deep]
    for data in (deep, [0] * 10**6):
        with pytest.raises(NotPlain):
            decode(data)


json_like = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(texts, inner, max_size=2),
        st.fixed_dictionaries({}, optional={"array": st.lists(inner, max_size=4)}),
        st.builds(
            lambda tag, body: {tag: body},
            st.sampled_from(["int", "float", "complex", "bytes", "tuple", "set", "dict"])
            | st.sampled_from(["array", "scalar", "machine"]),
            inner,
        ),
        st.builds(
            lambda dtype, shape, text: {"array": [dtype, shape, text]},
            st.sampled_from(["<f8", "<i4", "|b1", "<U1", "<M8[s]", "<c16", "|O8", "V8", "<m8"]),
            st.lists(st.integers(-2, 5), max_size=3),
            st.sampled_from(["", "AAAAAAAAAAA=", "AA==", "?"]),
        ),
    ),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None)
@given(json_like)
def test_any_json_is_a_plain_value_or_refused(data):
    try:
        value = decode(data)
    except NotPlain:
        return
    assert identical(decode(encode(value)), value)


@pytest.mark.parametrize(
    "data",
    [
        {"array": ["<U1", [2], base64.b64encode(b"\xff" * 8).decode()]},
        {"array": ["<U1", [1], base64.b64encode(b"\x00\xd8\0\0").decode()]},
        {"scalar": ["<U1", base64.b64encode(b"\xff" * 4).decode()]},
        {"scalar": ["<M8", base64.b64encode(bytes(8)).decode()]},
        {"machine": ["sigmoid", {"float": "inf"}, 1]},
        {"machine": ["sigmoid", 1e6, 1]},
        {"machine": [["sigmoid"], 1]},
        {"set": [[1]]},
    ],
)
def test_what_no_value_is_written_as_is_refused_in_one_way(data):
    with pytest.raises(NotPlain):
        decode(data)


def test_of_several_things_the_one_that_is_no_data_is_named():
    assert around_what_is_not_plain((1.5, print)) == "a tuple of 2 whose entry 1 is "
    assert around_what_is_not_plain({"W": 1.5, "b": print}) == "a dict of 2 whose entry 'b' is "
    within_itself: list = []
    within_itself.append(within_itself)
    assert around_what_is_not_plain(within_itself) == "a list of 1 whose entry 0 is "
    for whole in (print, [1.5], {(1, 2): print}, [print] * 1000, "text"):
        assert around_what_is_not_plain(whole) == ""
