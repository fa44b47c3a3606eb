"""What a test may do with a student's object that is no plain data: it stays where it is.

Reading an attribute, calling a method or taking an item goes across, and a plain value comes back:
the referee compares that. Comparing or calculating with the object itself is another matter: its
class could say that it equals everything. So an object is never compared, and only objects of a
class that the lesson asks for calculate, with an object as the result.
"""

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Any, Protocol

from autograders.grading.sandbox.inside import parcels

MOST_ITEMS = 10_000
MOST_WEIGHT = 64 * 2**20
"""What tests may take of iterators, over one submission: items, and characters of their parcels."""


class Use(IntEnum):
    """How far a test may go with something of the student's."""

    CALL = 0
    """A name that the lesson does not ask for: a call, as of any helper of the student's own."""
    READ = 1
    """What the lesson asks for, and what a call gives: attributes, methods, items."""
    CALCULATE = 2
    """A class that the lesson asks for, and its objects: operators, too."""


class StudentError(Exception):
    """A student's function raised an exception that is not one of Python's own."""


class Refusal(StudentError):
    """A test would have to trust a student's object; the text, all ours, says what is due."""


class OtherSide(Protocol):
    """What a stand-in needs of the line to the student's process, and no more."""

    shelf: parcels.Shelf

    def ask(self, request: list) -> list:
        """One exchange."""

    def exchange(self, request: list, name: str, use: Use) -> object:
        """One exchange with values of a test; what comes back is called `name`."""

    def operate(self, operation: str, operands: Sequence[object], name: str, use: Use) -> object:
        """Do something with an object of the student's, beside it."""

    def count_item(self, name: str) -> None:
        """Note an item of an iterator."""

    def repeatable(self, text: str, otherwise: str) -> str:
        """`text` if nothing hidden can be in it, else `otherwise`."""


class StandIn(parcels.Numbered):
    """An object of the student's."""

    __array_ufunc__ = None  # so that numpy leaves `array * object` to the object

    def __init__(self, other_side: OtherSide, number: int, name: str, use: Use) -> None:
        # Names that no student's object has for a test, so that nothing of it is hidden.
        self.__dict__.update(
            __other_side__=other_side, __number__=number, __told__=name, __use__=use
        )

    # -------------------------------------------------------------- what goes across
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or self.__use__ < Use.READ:
            raise AttributeError(f"{self.__told__} has no attribute {name!r} for a test", name=name)
        return self.__ask__("get", self, name, told=f"{self.__told__}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("__") or self.__use__ < Use.READ:
            raise AttributeError(f"a test cannot set {name!r} of {self.__told__}", name=name)
        self.__ask__("set", self, name, value, told=f"{self.__told__}.{name}")

    def __len__(self) -> int:
        return self.__ask__("len", self, told=f"len({self.__told__})")

    def __getitem__(self, key: object) -> Any:
        return self.__ask__("item", self, key, told=f"{self.__told__}[…]")

    def __setitem__(self, key: object, value: object) -> None:
        self.__ask__("put", self, key, value, told=f"{self.__told__}[…]")

    def __iter__(self) -> Any:
        return self.__ask__("iter", self, told=self.__told__)

    def __next__(self) -> Any:
        item = self.__ask__("next", self, told=f"an item of {self.__told__}")
        self.__other_side__.count_item(self.__told__)
        return item

    def __repr__(self) -> str:
        return self.__ask__("written", self, told=f"repr({self.__told__})")

    def __str__(self) -> str:
        return self.__ask__("text", self, told=f"str({self.__told__})")

    def __ask__(self, operation: str, *operands: object, told: str) -> Any:
        if self.__use__ < Use.READ:
            raise self.__refusal__()
        return self.__other_side__.operate(operation, operands, told, self.__use__)

    # -------------------------------------------------------------- what would need trust
    def __refusal__(self) -> Refusal:
        if self.__use__ < Use.CALCULATE:
            return Refusal(
                f"{self.__told__} is an object of a class, where plain data is due (a number, an "
                "array)."
            )
        return Refusal(
            f"{self.__told__} is an object of a class: a test compares plain values of it, such "
            "as an attribute or what a method returns."
        )

    def __refuse__(self, *_: object, **__: object) -> Any:
        raise self.__refusal__()

    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __bool__ = __refuse__
    __float__ = __int__ = __complex__ = __index__ = __round__ = __array__ = __refuse__
    __hash__ = object.__hash__

    def __calculate__(self, operation: str, *operands: object) -> "StandIn":
        if self.__use__ < Use.CALCULATE:
            raise self.__refusal__()
        result = self.__ask__(operation, *operands, told=f"what {self.__told__} calculates")
        if not isinstance(result, StandIn):
            raise Refusal(
                f"An operator on {self.__told__} gives plain data, where an object of its class is "
                "due."
            )
        return result


def _unary(operation: str) -> Callable:
    return lambda self: self.__calculate__(operation, self)


def _binary(operation: str) -> Callable:
    return lambda self, other: self.__calculate__(operation, self, other)


def _reflected(operation: str) -> Callable:
    return lambda self, other: self.__calculate__(operation, other, self)


for _name in ("neg", "pos", "abs"):
    setattr(StandIn, f"__{_name}__", _unary(_name))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(StandIn, f"__{_name}__", _binary(_name))
    setattr(StandIn, f"__r{_name}__", _reflected(_name))


class Unsendable:
    """A student's value that a test can do nothing with: every use says so."""

    _name: str
    _why: str

    def __init__(self, name: str, why: str) -> None:
        self.__dict__.update(_name=name, _why=why)

    def __refuse__(self, *_: object, **__: object) -> Any:
        raise Refusal(f"{self._name} is {self._why}, where plain data is due.")

    __call__ = __getitem__ = __iter__ = __len__ = __float__ = __array__ = __bool__ = __refuse__
    __add__ = __sub__ = __mul__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = __refuse__
    __radd__ = __rsub__ = __rmul__ = __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __refuse__
    __matmul__ = __rmatmul__ = __neg__ = __abs__ = __round__ = __eq__ = __getattr__ = __refuse__
    __array_ufunc__ = None
    __hash__ = None  # type: ignore[assignment]  # so Python marks what cannot be a key
