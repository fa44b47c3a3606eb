"""What stands in the referee for a student's function, and in the student's process for ours.

Calling a proxy sends plain values across and brings plain values back. Probes of an exercise go
across all at once and run beside the student's function.
"""

import builtins
import json
import math
import time
from collections.abc import Sequence

from chainrule.probing import Outcome, Probe
from chainrule.probing.plain import NotPlain

from autograders.grading.inside import parcels
from autograders.grading.stand_ins import (
    MOST_ITEMS,
    MOST_WEIGHT,
    Refusal,
    StandIn,
    StudentError,
    Unsendable,
    Use,
)
from autograders.grading.zygote import Student, StudentGone

CALL_SECONDS = 4.0
"""What one call, or all probes of one exercise at one draw, may take."""
SHORTEST_CALL_SECONDS = 0.5
"""What is left of that when a submission's time (`until`, of time.monotonic) runs out."""


class Conversation:
    """The referee's side of one student's process, and what of its texts may be repeated.

    A function that has seen a hidden input could carry it out in an exception's text, a class name
    or an answer's description. So only texts that came before the first hidden input, when nothing
    but visible inputs had gone in, are ever said again.
    """

    def __init__(self, student: Student, until: float = math.inf) -> None:
        self.student, self.until = student, until
        self.shelf = parcels.Shelf()
        self.visible = True
        self.said: set[str] = set()
        self.asking = Use.READ
        self.items = self.weight = 0

    def ask(self, request: list) -> list:
        """One exchange; functions of ours that the student's code calls are served on the way."""
        left = max(self.until - time.monotonic(), SHORTEST_CALL_SECONDS)
        return self.student.ask(request, min(CALL_SECONDS, left), self._hear)

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


class Proxy(StandIn):
    """A student's function or class, called from the referee."""

    def __init__(
        self, conversation: Conversation, number: int, name: str, use: Use = Use.READ
    ) -> None:
        super().__init__(conversation, number, name, use)
        self.__dict__.update(__name__=name, __qualname__=name, _outcomes={}, gone=None)

    def __call__(self, *args: object, **kwargs: object) -> object:
        shelf = self.__conversation__.shelf
        arguments = [parcels.pack(value, shelf) for value in args]
        keywords = {key: parcels.pack(value, shelf) for key, value in kwargs.items()}
        request = ["call", self.__number__, arguments, keywords]
        return self.__conversation__.exchange(
            request, f"{self.__told__}(…)", max(self.__use__, Use.READ)
        )

    def __instancecheck__(self, instance: object) -> bool:
        """isinstance(…, Value), where Value is a class of the student's."""
        return (
            isinstance(instance, StandIn) and self.__ask__("is", instance, self, told="it") is True
        )

    # A function is what it is: it has a truth value, and equals itself.
    __eq__, __ne__, __hash__ = object.__eq__, object.__ne__, object.__hash__

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"<the student's {self.__told__}>"

    __str__ = __repr__

    def __run_probes__(self, driver: str, probes: Sequence[Probe]) -> list[Outcome]:
        """All probes in one exchange; asked twice, the answer of the first time."""
        request = [driver, [probe.to_json() for probe in probes]]
        key = json.dumps(request)
        if key not in self._outcomes:
            kind, told = (*self._run(["probe", self.__number__, *request]), None)[:2]
            if kind != "outcomes" or not isinstance(told, list) or len(told) != len(probes):
                told = [{"kind": "not_plain", "message": "more than can be taken"}] * len(probes)
            self._outcomes[key] = [self._outcome(outcome) for outcome in told]
        return self._outcomes[key]

    def look_ahead(self, driver: str, probes: Sequence[Probe]) -> None:
        """Run visible probes before any hidden input goes in; `check` gets their outcomes later."""
        try:
            self.__run_probes__(driver, probes)
        except StudentGone as gone:
            self.__dict__["gone"] = str(gone)

    def ask_again(self, driver: str, probes: Sequence[Probe]) -> list[Outcome]:
        """The same probes once more: an honest function gives the same."""
        before = self._outcomes.pop(json.dumps([driver, [probe.to_json() for probe in probes]]))
        outcomes = self.__run_probes__(driver, probes)
        self._outcomes[json.dumps([driver, [probe.to_json() for probe in probes]])] = before
        return outcomes

    def renewed(self, other: "Proxy") -> "Proxy":
        """The same function in a fresh child: another number, the outcomes so far kept."""
        for what in ("__conversation__", "__number__", "__use__"):
            self.__dict__[what] = other.__dict__[what]
        return self

    def _run(self, request: list) -> list:
        if self.gone:
            raise StudentGone(self.gone)
        return self.__conversation__.ask(request)

    def _outcome(self, told: object) -> Outcome:
        repeatable = self.__conversation__.repeatable
        try:
            outcome = Outcome.from_json(told)
        except (NotPlain, ValueError, TypeError, KeyError, AttributeError):
            return Outcome("not_plain", message="something that is no data")
        if outcome.kind not in ("value", "not_started", "crashed", "not_plain"):
            return Outcome("not_plain", message="something that is no data")
        if outcome.kind == "not_plain":
            message = repeatable(outcome.message, "something that is no data")
            return Outcome("not_plain", message=message, mutated=outcome.mutated)
        if outcome.kind == "value" and isinstance(outcome.value, dict):
            returned = outcome.value.get("returned")
            if isinstance(returned, str):
                outcome.value["returned"] = repeatable(returned, "its own")
        return outcome


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
    plain = isinstance(kind, type) and issubclass(kind, Exception)
    if not plain or issubclass(kind, UnicodeError):
        error: Exception = StudentError(f"{name[:60]}: {text[:300]}")
    else:
        error = kind(text[:300])
    error.of_the_student = True
    return error
