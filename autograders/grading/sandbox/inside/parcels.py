"""Values that cross the boundary: plain ones as data, all else as numbers of a shelf.

A parcel is {"plain": …} (tagged JSON of chainrule.probing.plain), {"items": […], "as": "list" |
"tuple"} for a sequence that holds such numbers, {"function": number, "name": …} for a callable that
stays where it is, {"object": number, "name": …} for another object that does, {"yours": number} for
what came from the other side and goes back to it, or {"refused": reason}.
"""

import operator
import types
from collections.abc import Callable
from typing import Any

import numpy as np
from chainrule.probing.plain import NotPlain, class_name, decode, encode

MOST_ITEMS = 1000
"""Items of a sequence that may hold functions or objects."""

OPERATIONS: dict[str, Callable] = {
    "get": getattr,
    "set": setattr,
    "is": isinstance,
    "len": len,
    "iter": iter,
    "next": next,
    "item": operator.getitem,
    "put": operator.setitem,
    "text": str,
    "written": repr,
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "pow": operator.pow,
    "matmul": operator.matmul,
}
"""What one side may ask of an object that stays on the other side."""


class Refused(Exception):
    """The other side's value is nothing that can cross, or be referred to."""


class Numbered:
    """Stands on this side for what stays on the other side, where it has this number."""

    __number__: int


class Shelf:
    """Functions and objects that stay on this side while the other side holds their numbers."""

    LIMIT = 100_000

    def __init__(self) -> None:
        self.kept: list[object] = []

    def put(self, value: object) -> int:
        """Keep a value; its number."""
        if len(self.kept) >= self.LIMIT:
            raise Refused("too many objects")
        self.kept.append(value)
        return len(self.kept) - 1

    def get(self, number: object) -> Any:
        """The value of that number."""
        if type(number) is not int or not 0 <= number < len(self.kept):
            raise Refused("unknown object")
        return self.kept[number]


def pack(value: object, shelf: Shelf, objects: bool = False) -> dict:
    """A parcel of any value; what cannot travel becomes {"refused": reason}.

    objects: the other side may ask for more than calls, so objects may be referred to.
    """
    try:
        return {"plain": encode(value)}
    except NotPlain as not_plain:
        reason = str(not_plain)
    if isinstance(value, Numbered):
        return {"yours": value.__number__}
    if (type(value) is list or type(value) is tuple) and len(value) <= MOST_ITEMS:
        items = [pack(item, shelf, objects) for item in value]
        if not any("refused" in item for item in items):
            return {"items": items, "as": type(value).__name__}
    elif callable(value):
        name = getattr(value, "__name__", type(value).__name__)
        return {"function": shelf.put(value), "name": str(name)[:80]}
    elif objects and _is_an_object(value):
        return {"object": shelf.put(value), "name": class_name(value)}
    return {"refused": reason[:300]}


def _is_an_object(value: object) -> bool:
    """Not data that merely went wrong (an array of objects, a huge number), and no module."""
    data = (np.ndarray, np.generic, int, float, complex, str, bytes, bytearray, list, tuple)
    return not issubclass(type(value), (*data, types.ModuleType))


def unpack(
    parcel: dict,
    stand_in: Callable[[dict], object],
    shelf: Shelf | None = None,
    depth: int = 0,
) -> object:
    """The value of a parcel; `stand_in(parcel)` stands for what stays on the other side.

    shelf: of this side, where the other side may send back what it was given.
    """
    if not isinstance(parcel, dict) or depth > 20:
        raise Refused("not a parcel")
    if "plain" in parcel:
        return decode(parcel["plain"])
    if "yours" in parcel and shelf is not None:
        return shelf.get(parcel["yours"])
    if "items" in parcel:
        items = [unpack(item, stand_in, shelf, depth + 1) for item in parcel["items"]]
        return tuple(items) if parcel.get("as") == "tuple" else items
    if "function" in parcel or "object" in parcel:
        return stand_in(parcel)
    raise Refused(str(parcel.get("refused"))[:300])
