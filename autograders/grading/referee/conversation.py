"""The referee's side of one student's process: what is asked, what comes back, what may be said."""

import builtins
from collections.abc import Sequence
from dataclasses import dataclass, field

from chainrule.probing.plain import NotPlain

from autograders.grading.referee.proxies import Proxy
from autograders.grading.referee.stand_ins import (
    MOST_ITEMS,
    MOST_WEIGHT,
    Refusal,
    StandIn,
    StudentError,
    Unsendable,
    Use,
)
from autograders.grading.sandbox.inside import parcels
from autograders.grading.sandbox.zygote import Student, StudentGone

CALL_SECONDS = 4.0
"""What one call, or all probes of one exercise at one draw, may take (processor time and sleep)."""
EXERCISE_SECONDS = 12.0
"""What all calls for the tests of one exercise may take; no cell and no other exercise uses it."""


@dataclass
class Allowance:
    """What is left for the tests of one exercise, in seconds."""

    left: float = field(default_factory=lambda: EXERCISE_SECONDS)


class Conversation:
    """The referee's side of one student's process, and what of its texts may be repeated.

    A function that has seen a hidden input could carry it out in an exception's text, a class name
    or an answer's description. So only texts that came before the first hidden input, when nothing
    but visible inputs had gone in, are ever said again.
    """

    def __init__(self, student: Student, times: float = 1.0) -> None:
        self.student, self.times = student, times
        self.allowance = Allowance()
        self.shelf = parcels.Shelf()
        self.visible = True
        self.said: set[str] = set()
        self.asking = Use.READ
        self.items = self.weight = 0

    def ask(self, request: list) -> list:
        """One exchange; functions of ours that the student's code calls are served on the way."""
        allowance = self.allowance
        if allowance.left <= 0:
            most = self.times * EXERCISE_SECONDS
            raise StudentGone(f"has used up the {most:g} seconds of its tests")
        seconds = min(self.times * CALL_SECONDS, allowance.left)
        try:
            return self.student.ask(request, seconds, self._hear)
        finally:
            allowance.left -= self.student.spent

    def _hear(self, message: list) -> list | None:
        if message[0] != "call back":
            return None  # what a function prints while it is tested belongs to no cell
        try:
            _, number, arguments, keywords = message
            args = [self._open(parcel, "what f is called with") for parcel in arguments]
            kwargs = {key: self._open(value, f"its {key}") for key, value in keywords.items()}
            return ["answer", parcels.pack(self.shelf.get(number)(*args, **kwargs), self.shelf)]
        except Exception as error:
            return ["raised", type(error).__name__, str(error)[:300]]

    def operate(self, operation: str, operands: Sequence[object], name: str, use: Use) -> object:
        """Do something with an object of the student's, beside it; the result is called `name`."""
        packed = [parcels.pack(operand, self.shelf) for operand in operands]
        if refused := next((p["refused"] for p in packed if "refused" in p), None):
            raise Refusal(f"The test gives {refused} to {name}, and only plain data can cross.")
        return self.exchange(["do", operation, packed], name, use)

    def exchange(self, request: list, name: str, use: Use) -> object:
        """Send a request with values of a test, and take what comes back as `name`."""
        self.visible = False
        before, self.asking = self.asking, use
        try:
            kind, *details = self.ask(request)
        finally:
            self.asking = before
        if kind == "raised" and len(details) == 2:
            raise _exception(str(details[0]), str(details[1]))
        if kind != "answer" or len(details) != 1:
            raise StudentError("the answer is too large or is no data")
        if request[:2] == ["do", "next"]:
            self.weight += _weight(details)
        return self.value(details[0], name, use)

    def count_item(self, name: str) -> None:
        """Note an item of an iterator; Refusal when tests have taken more than they can."""
        self.items += 1
        if self.items > MOST_ITEMS or self.weight > MOST_WEIGHT:
            raise Refusal(f"{name} gives more items than a test can take: does it ever end?")

    def value(self, parcel: dict, name: str, use: Use = Use.READ) -> object:
        """What a student's value, called `name` here, is for the tests."""
        try:
            return self._open(parcel, name[:80], use)
        except (parcels.Refused, NotPlain, ValueError, TypeError, KeyError) as error:
            return Unsendable(name, self.repeatable(str(error)[:200], "something else"))

    def _open(self, parcel: dict, name: str, use: Use | None = None) -> object:
        use = self.asking if use is None else use

        def stand_in(found: dict) -> StandIn:
            if "function" in found:
                return Proxy(self, found["function"], name, use)
            if use < Use.READ:
                raise parcels.Refused("an object of a class")
            return StandIn(self, found["object"], name, use)

        return parcels.unpack(parcel, stand_in)

    def repeatable(self, text: str, otherwise: str) -> str:
        """`text` if nothing hidden can be in it, else `otherwise`."""
        if self.visible:
            self.said.add(text)
        return text if text in self.said else otherwise


def _weight(data: object) -> int:
    """Characters of the texts in a parcel: nearly all that a large one consists of."""
    if isinstance(data, str):
        return len(data)
    if isinstance(data, dict):
        return sum(map(_weight, data.values()))
    return sum(map(_weight, data)) if isinstance(data, list) else 1


def _exception(name: str, text: str) -> Exception:
    """The student's exception as one of Python's own, so that a test may expect it."""
    kind = getattr(builtins, name, None)
    error: Exception = StudentError(f"{name[:60]}: {text[:300]}")
    is_error = isinstance(kind, type) and issubclass(kind, Exception)
    if kind is not None and is_error and not issubclass(kind, UnicodeError):
        error = kind(text[:300])
    error.of_the_student = True  # type: ignore[attr-defined]  # any exception takes a note
    return error
