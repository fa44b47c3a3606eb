"""Values that cross the boundary: plain ones as data, functions as numbers of a shelf.

A parcel is {"plain": …} (chainrule.plain's tagged JSON), {"items": […], "as": "list" | "tuple"}
for a sequence that holds functions, {"function": number, "name": …} for a callable that stays
where it is, or {"refused": reason} for what is neither.
"""

from collections.abc import Callable

from chainrule.plain import NotPlain, decode, encode


class Refused(Exception):
    """The other side's value is neither plain data nor a function."""


class Shelf:
    """Functions that stay on this side while the other side holds their numbers."""

    LIMIT = 10_000

    def __init__(self) -> None:
        self.functions: list[Callable] = []

    def put(self, function: Callable) -> int:
        """Keep a function; its number."""
        if len(self.functions) >= self.LIMIT:
            raise Refused("too many functions")
        self.functions.append(function)
        return len(self.functions) - 1

    def get(self, number: object) -> Callable:
        """The function of that number."""
        if type(number) is not int or not 0 <= number < len(self.functions):
            raise Refused("unknown function")
        return self.functions[number]


def pack(value: object, shelf: Shelf) -> dict:
    """A parcel of any value; what cannot travel becomes {"refused": reason}."""
    try:
        return {"plain": encode(value)}
    except NotPlain as not_plain:
        reason = str(not_plain)
    if type(value) in (list, tuple) and len(value) <= 100:
        items = [pack(item, shelf) for item in value]
        if not any("refused" in item for item in items):
            return {"items": items, "as": type(value).__name__}
    elif callable(value):
        name = getattr(value, "__name__", type(value).__name__)
        return {"function": shelf.put(value), "name": str(name)[:80]}
    return {"refused": reason[:300]}


def unpack(parcel: dict, proxy: Callable[[int, str], Callable], depth: int = 0) -> object:
    """The value of a parcel; `proxy(number, name)` stands for a function of the other side."""
    if not isinstance(parcel, dict) or depth > 20:
        raise Refused("not a parcel")
    if "plain" in parcel:
        return decode(parcel["plain"])
    if "items" in parcel:
        items = [unpack(item, proxy, depth + 1) for item in parcel["items"]]
        return tuple(items) if parcel.get("as") == "tuple" else items
    if "function" in parcel:
        return proxy(parcel["function"], str(parcel.get("name")))
    raise Refused(str(parcel.get("refused"))[:300])
