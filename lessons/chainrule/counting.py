"""Numbers that count how often they are multiplied: work measured without a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


def multiplications(function: Callable[[list], Any], numbers: Iterable[float]) -> int:
    """How often `function` multiplies or divides when it works on this list of numbers."""
    copies, tally = counted(numbers)
    function(copies)
    return tally.count


def counted(numbers: Iterable[float]) -> tuple[list[Counted], Tally]:
    """The numbers as a list of counting ones, and the tally that they share."""
    tally = Tally()
    return [Counted(number, tally) for number in numbers], tally


class Tally:
    """How often numbers were multiplied or divided."""

    count = 0


class Counted:
    """A number that counts, in a shared tally, how often it and its results are multiplied or
    divided. It is no float, so that numpy and math.prod work with it one step at a time."""

    __slots__ = ("_number", "_tally")
    __hash__ = None  # type: ignore[assignment]  # what can be changed has no hash

    def __init__(self, number: float, tally: Tally) -> None:
        self._number, self._tally = number, tally

    def __float__(self) -> float:
        return float(self._number)

    def __repr__(self) -> str:
        return repr(self._number)

    def __bool__(self) -> bool:
        return bool(self._number)

    def __eq__(self, other: object) -> bool:
        return self._number == _number(other)


def _number(value: Any) -> Any:
    return value._number if isinstance(value, Counted) else value


def _arithmetic(name: str, costs: bool) -> Callable:
    def step(self: Counted, *others: Any) -> Any:
        result = getattr(float(self._number), name)(*map(_number, others))
        if result is NotImplemented or isinstance(result, bool):
            return result
        self._tally.count += costs
        return Counted(result, self._tally)

    return step


for _name in ("mul", "rmul", "truediv", "rtruediv", "pow", "rpow"):
    setattr(Counted, f"__{_name}__", _arithmetic(f"__{_name}__", costs=True))
for _name in ("add", "radd", "sub", "rsub", "neg", "pos", "abs", "lt", "le", "gt", "ge"):
    setattr(Counted, f"__{_name}__", _arithmetic(f"__{_name}__", costs=False))
