"""Values as tagged JSON and back, without pickle: only plain data crosses a boundary.

Used for the check tables and between the process that runs a student's code and the one that
judges it. `encode` accepts None, bool, int, float (also nan and inf), complex, str, bytes, list,
tuple, set, dict, numpy arrays and scalars of numbers, text and times, `Machine` and `Landscape`. A
subclass of a builtin (a namedtuple, an IntEnum) travels as its base. Everything else raises
`NotPlain`.

In JSON a finite float, a small int, a str, a bool, None and a list stand for themselves; every
JSON object has exactly one key, the tag.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable
from typing import Any, cast

import numpy as np

from chainrule.landscapes import Landscape
from chainrule.machines import Machine

MAX_DEPTH = 32
MAX_NODES = 200_000
MAX_BYTES = 32 * 2**20
_MAX_INT_BITS = 4096
_SAFE_INT = 2**53
_DTYPE = re.compile(r"[<>|](?:[biufcSU]\d{1,9}|[mM]8\[\d{0,9}[A-Za-zμ]{1,2}\])")
_KINDS = "biufcSUmM"


class NotPlain(TypeError):
    """The value cannot be written as plain data (or the data is not a value); says why."""


class _Budget:
    """Counts what one value costs, so that a huge or cyclic one is refused early."""

    def __init__(self) -> None:
        self.nodes = 0
        self.bytes = 0

    def spend(self, depth: int, size: int = 0) -> None:
        self.nodes += 1
        self.bytes += size
        if depth > MAX_DEPTH:
            raise NotPlain("a value nested too deeply")
        if self.nodes > MAX_NODES or self.bytes > MAX_BYTES:
            raise NotPlain("a value that is too big")

    def foresee(self, items: int) -> None:
        """Refuse a container whose items alone cost too much, before the first is looked at."""
        if self.nodes + items > MAX_NODES:
            raise NotPlain("a value that is too big")


def encode(value: object) -> Any:
    """The value as JSON-able data; raises `NotPlain` with a one-line reason."""
    return _encode(value, _Budget(), 0)


def decode(data: object) -> Any:
    """The value that `encode` wrote; raises `NotPlain` for what it cannot have written."""
    try:
        return _decode(data, _Budget(), 0)
    except NotPlain:
        raise
    except Exception as error:  # foreign data: numpy alone has a dozen ways to refuse it
        raise NotPlain(f"not a plain value: {type(error).__name__}") from None


def copied(value: object) -> Any:
    """`decode(encode(value))`: a copy made of plain data, whatever the value's class. Raises
    `NotPlain` as these two do. The few numbers, lists and arrays that most answers are made of are
    copied as they stand, which takes a small part of the time.
    """
    try:
        return _copied(value, [_FEW_THINGS], 0)
    except _Uncommon:
        return decode(encode(value))


def class_name(value: object) -> str:
    """The name of a value's class, read past anything that the class could put in the way."""
    return type.__dict__["__name__"].__get__(type(value))[:60]


FEW = 20
"""Of no more things together it is told which one of them is no data."""


def around_what_is_not_plain(value: object) -> str:
    """Of several things together, which one is no data: "a tuple of 2 whose entry 1 is ", to be
    followed by what `encode` says of it; "" for everything else."""
    kind = type(value)
    if kind not in (tuple, list, dict):
        return ""
    things = cast("tuple | list | dict", value)
    if len(things) > FEW:
        return ""
    for place, entry in things.items() if isinstance(things, dict) else enumerate(things):
        if type(place) in (int, str) and not _is_plain(entry):
            return f"a {kind.__name__} of {len(things)} whose entry {place!r} is "
    return ""


def _is_plain(value: object) -> bool:
    try:
        encode(value)
    except NotPlain:
        return False
    return True


# --- copying --------------------------------------------------------------------------------

_FEW_THINGS = 1000
"""Of no more entries in all lists together, and of no more numbers in one array, is what is common:
far below all bounds of `encode`."""
_NOT_DEEP = 6
"""So often may lists stand in lists; one that holds itself is deeper than any."""


class _Uncommon(Exception):
    """A value that is left to `encode` and `decode`, which know every kind and every bound."""


def _copied(value: Any, left: list[int], depth: int) -> Any:
    """`left`: how many entries there may still be, one number for the whole value."""
    kind = type(value)
    if kind is float or kind is bool or value is None:
        return value
    if kind is int and -_SAFE_INT < value < _SAFE_INT:
        return value
    if kind is str and len(value) <= _FEW_THINGS and value.isascii():
        return value
    if kind is np.ndarray and value.size <= _FEW_THINGS:
        dtype = value.dtype
        if dtype.kind in "biuf" and dtype.itemsize <= 8 and dtype.isbuiltin == 1:
            return value.copy()
    elif kind is list or kind is tuple or kind is dict:
        left[0] -= len(value)
        if left[0] >= 0 and depth < _NOT_DEEP:
            return _copied_together(value, left, depth + 1)
    raise _Uncommon


def _copied_together(value: Any, left: list[int], depth: int) -> Any:
    kind = type(value)
    if kind is list:
        return [_copied(item, left, depth) for item in value]
    if kind is tuple:
        return tuple([_copied(item, left, depth) for item in value])
    if all(type(key) is str and key.isascii() for key in value):
        return {key: _copied(item, left, depth) for key, item in value.items()}
    raise _Uncommon


# --- writing --------------------------------------------------------------------------------


def _encode(value: Any, budget: _Budget, depth: int) -> Any:
    budget.spend(depth)
    kind = type(value)
    if kind is float:
        return _encode_float(value)
    if value is None or kind is bool:
        return value
    writer = _WRITERS.get(kind)
    if writer is not None:
        return writer(value, budget, depth)
    if issubclass(kind, np.generic):
        return {"scalar": _encode_array(np.asarray(value), budget, depth)[::2]}
    for base, writer in _WRITERS.items():
        if issubclass(kind, base):
            return writer(value, budget, depth)
    if kind is Machine:
        return {"machine": [value.family, *map(_encode_float, value.parameters)]}
    if kind is Landscape:
        return {"landscape": [value.family, *map(_encode_float, value.parameters)]}
    raise NotPlain(_what_it_is(value))


def _encode_complex(value: Any, budget: _Budget, depth: int) -> dict:
    number = complex.__complex__(value)
    return {"complex": [_encode_float(number.real), _encode_float(number.imag)]}


def _encode_bytes(value: Any, budget: _Budget, depth: int) -> dict:
    budget.spend(depth, memoryview(value).nbytes)
    raw = bytes(memoryview(value))
    return {"bytes": base64.b64encode(raw).decode()}


def _encode_list(value: Any, budget: _Budget, depth: int) -> list:
    budget.foresee(list.__len__(value))
    return [_encode(item, budget, depth + 1) for item in list.__iter__(value)]


def _encode_tuple(value: Any, budget: _Budget, depth: int) -> dict:
    budget.foresee(tuple.__len__(value))
    return {"tuple": [_encode(item, budget, depth + 1) for item in tuple.__iter__(value)]}


def _encode_set(value: Any, budget: _Budget, depth: int) -> dict:
    base = set if issubclass(type(value), set) else frozenset
    budget.foresee(base.__len__(value))
    items = [_encode(item, budget, depth + 1) for item in base.__iter__(value)]
    return {"set": sorted(items, key=repr)}


def _encode_dict(value: Any, budget: _Budget, depth: int) -> dict:
    budget.foresee(dict.__len__(value))
    pairs = [
        [_encode(key, budget, depth + 1), _encode(item, budget, depth + 1)]
        for key, item in dict.items(value)
    ]
    return {"dict": pairs}


def _encode_int(number: int) -> Any:
    if number.bit_length() > _MAX_INT_BITS:
        raise NotPlain("an integer with more than a thousand digits")
    return number if abs(number) < _SAFE_INT else {"int": hex(number)}


def _encode_float(number: float) -> Any:
    return number if math.isfinite(number) else {"float": repr(number)}


def _encode_text(text: str, budget: _Budget, depth: int) -> str:
    budget.spend(depth, len(text))
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotPlain("a text with broken characters") from None
    return text


def _encode_array(array: np.ndarray, budget: _Budget, depth: int) -> list:
    if type(array) is not np.ndarray:
        masked = issubclass(type(array), np.ma.MaskedArray)
        what = "a masked array" if masked else f"an array of the subclass {class_name(array)}"
        raise NotPlain(f"{what} (give a plain numpy array)")
    if array.dtype.kind == "O":
        raise NotPlain("an array of Python objects (its rows may have different lengths)")
    if array.dtype.kind not in _KINDS or not _DTYPE.fullmatch(array.dtype.str):
        raise NotPlain(f"an array of dtype {str(array.dtype)[:40]}")
    if array.dtype.kind in "fc" and array.dtype.itemsize > (8 if array.dtype.kind == "f" else 16):
        raise NotPlain(f"numbers of dtype {array.dtype} (use float64)")
    budget.spend(depth, array.nbytes)
    raw = np.ascontiguousarray(array).tobytes()
    return [array.dtype.str, list(array.shape), base64.b64encode(raw).decode()]


_WRITERS: dict[type, Callable[[Any, _Budget, int], Any]] = {
    np.ndarray: lambda value, budget, depth: {"array": _encode_array(value, budget, depth)},
    int: lambda value, budget, depth: _encode_int(int.__int__(value)),
    float: lambda value, budget, depth: _encode_float(float.__float__(value)),
    complex: _encode_complex,
    str: lambda value, budget, depth: _encode_text(str.__str__(value), budget, depth),
    bytes: _encode_bytes,
    bytearray: _encode_bytes,
    list: _encode_list,
    tuple: _encode_tuple,
    set: _encode_set,
    frozenset: _encode_set,
    dict: _encode_dict,
}
"""How a value of each class is written, and of a subclass: with the base class's own methods, so
that a subclass cannot answer in their place."""


def _what_it_is(value: object) -> str:
    kind = type(value)
    name = class_name(value)
    if issubclass(kind, type):
        return "a class"
    common = {
        "function": "a function",
        "Watched": "a function",
        "builtin_function_or_method": "a function",
        "method": "a function",
        "ufunc": "a function",
        "partial": "a function",
        "generator": "a generator (from yield, or from a for in round brackets: a list has square "
        "ones)",
        "list_reverseiterator": "a reversed(...) that is no list yet (put it into list(...))",
        "map": "a map(...) that is no list yet (put it into list(...))",
        "filter": "a filter(...) that is no list yet (put it into list(...))",
        "zip": "a zip(...) that is no list yet (put it into list(...))",
        "accumulate": "an accumulate(...) that is no list yet (put it into list(...))",
        "coroutine": "a coroutine (leave out async)",
        "module": "a module",
        "ellipsis": "... (three dots)",
        "NotImplementedType": "NotImplemented",
    }
    return common.get(name, f"an object of type {name}")


# --- reading --------------------------------------------------------------------------------


def _decode(data: Any, budget: _Budget, depth: int) -> Any:
    budget.spend(depth, len(data) if type(data) is str else 0)
    kind = type(data)
    if data is None or kind in (bool, str):
        return data
    if kind is int:
        if abs(data) >= _SAFE_INT:
            raise NotPlain("not a plain value: an untagged big integer")
        return data
    if kind is float:
        if not math.isfinite(data):
            raise NotPlain("not a plain value: an untagged nan or inf")
        return data
    if kind is list:
        return [_decode(item, budget, depth + 1) for item in data]
    if kind is not dict or len(data) != 1:
        raise NotPlain("not a plain value: a JSON object without one single tag")
    ((tag, body),) = data.items()
    reader = _READERS.get(tag)
    if reader is None:
        raise NotPlain("not a plain value: an unknown tag")
    return reader(body, budget, depth)


def _items(body: Any, budget: _Budget, depth: int) -> list:
    if type(body) is not list:
        raise NotPlain("not a plain value: a list was expected")
    return [_decode(item, budget, depth + 1) for item in body]


def _read_int(body: Any, budget: _Budget, depth: int) -> int:
    if type(body) is not str or len(body) > _MAX_INT_BITS // 4 + 4:
        raise NotPlain("not a plain value: a bad integer")
    return int(body, 16)


def _read_float(body: Any, budget: _Budget, depth: int) -> float:
    if body not in ("nan", "inf", "-inf"):
        raise NotPlain("not a plain value: a bad float")
    return float(body)


def _read_complex(body: Any, budget: _Budget, depth: int) -> complex:
    real, imaginary = _items(body, budget, depth)
    if type(real) is not float or type(imaginary) is not float:
        raise NotPlain("not a plain value: a bad complex number")
    return complex(real, imaginary)


def _read_bytes(body: Any, budget: _Budget, depth: int) -> bytes:
    if type(body) is not str:
        raise NotPlain("not a plain value: bad bytes")
    budget.spend(depth, len(body))
    return base64.b64decode(body, validate=True)


def _read_dict(body: Any, budget: _Budget, depth: int) -> dict:
    if type(body) is not list or not all(type(pair) is list and len(pair) == 2 for pair in body):
        raise NotPlain("not a plain value: a bad dict")
    return {
        _decode(key, budget, depth + 1): _decode(value, budget, depth + 1) for key, value in body
    }


def _read_array(body: Any, budget: _Budget, depth: int) -> np.ndarray:
    if type(body) is not list or len(body) != 3:
        raise NotPlain("not a plain value: a bad array")
    name, shape, text = body
    if type(name) is not str or not _DTYPE.fullmatch(name) or type(text) is not str:
        raise NotPlain("not a plain value: a bad array")
    if type(shape) is not list or len(shape) > 32:
        raise NotPlain("not a plain value: a bad array shape")
    if not all(type(n) is int and 0 <= n <= MAX_BYTES for n in shape):
        raise NotPlain("not a plain value: a bad array shape")
    budget.spend(depth, len(text))
    dtype = np.dtype(name)
    raw = base64.b64decode(text, validate=True)
    count = math.prod(shape)
    if dtype.itemsize == 0 or count * dtype.itemsize != len(raw):
        raise NotPlain("not a plain value: an array whose shape and bytes disagree")
    flat = np.frombuffer(raw, dtype) if count else np.empty(0, dtype)
    if dtype.kind == "U":
        "".join(flat.tolist()).encode()  # ValueError where something is no character
    return flat.reshape(shape).copy()


def _read_scalar(body: Any, budget: _Budget, depth: int) -> Any:
    if type(body) is not list or len(body) != 2:
        raise NotPlain("not a plain value: a bad numpy number")
    return _read_array([body[0], [], body[1]], budget, depth)[()]


def _read_machine(body: Any, budget: _Budget, depth: int) -> Machine:
    family, *parameters = _items(body, budget, depth)
    return Machine(family, *parameters)


def _read_landscape(body: Any, budget: _Budget, depth: int) -> Landscape:
    family, *parameters = _items(body, budget, depth)
    return Landscape(family, *parameters)


_READERS = {
    "int": _read_int,
    "float": _read_float,
    "complex": _read_complex,
    "bytes": _read_bytes,
    "tuple": lambda body, budget, depth: tuple(_items(body, budget, depth)),
    "set": lambda body, budget, depth: set(_items(body, budget, depth)),
    "dict": _read_dict,
    "array": _read_array,
    "scalar": _read_scalar,
    "machine": _read_machine,
    "landscape": _read_landscape,
}
