"""What stands in the referee for a student's function, and in the student's process for ours.

Calling a proxy sends plain values across and brings plain values back. Probes of an exercise go
across all at once and run beside the student's function.
"""

import builtins
import json
from collections.abc import Sequence

from chainrule.plain import NotPlain
from chainrule.probing import Outcome, Probe

from autograders.grading.inside import parcels
from autograders.grading.zygote import Student, StudentGone

CALL_SECONDS = 4.0
"""What one call, or all probes of one exercise at one draw, may take."""


class StudentError(Exception):
    """A student's function raised an exception that is not one of Python's own."""


class Conversation:
    """The referee's side of one student's process, and what of its texts may be repeated.

    A function that has seen a hidden input could carry it out in an exception's text, a class name
    or an answer's description. So only texts that came before the first hidden input, when nothing
    but visible inputs had gone in, are ever said again.
    """

    def __init__(self, student: Student) -> None:
        self.student = student
        self.shelf = parcels.Shelf()
        self.visible = True
        self.said: set[str] = set()

    def ask(self, request: list, seconds: float = CALL_SECONDS) -> list:
        """One exchange; functions of ours that the student's code calls are served on the way."""
        return self.student.ask(request, seconds, self._hear)

    def _hear(self, message: list) -> list | None:
        if message[0] != "call back":
            return None  # what a function prints while it is tested belongs to no cell
        try:
            _, number, arguments, keywords = message
            args = [parcels.unpack(parcel, self.proxy) for parcel in arguments]
            kwargs = {key: parcels.unpack(value, self.proxy) for key, value in keywords.items()}
            return ["answer", parcels.pack(self.shelf.get(number)(*args, **kwargs), self.shelf)]
        except Exception as error:
            return ["raised", type(error).__name__, str(error)[:300]]

    def proxy(self, number: int, name: str) -> "Proxy":
        """A stand-in for the student's function of that number."""
        return Proxy(self, number, name)

    def value(self, parcel: dict, name: str) -> object:
        """What a name of the student's notebook stands for, as the tests see it."""
        try:
            value = parcels.unpack(parcel, self.proxy)
        except (parcels.Refused, NotPlain, ValueError, TypeError, KeyError) as error:
            return Unsendable(name, str(error)[:200])
        if isinstance(value, Proxy):
            value.__name__ = value.__qualname__ = name
        return value

    def repeatable(self, text: str, otherwise: str) -> str:
        """`text` if nothing hidden can be in it, else `otherwise`."""
        if self.visible:
            self.said.add(text)
        return text if text in self.said else otherwise


class Proxy:
    """A student's function, called from the referee."""

    def __init__(self, conversation: Conversation, number: int, name: str) -> None:
        self._conversation, self._number = conversation, number
        self._outcomes: dict[str, list[Outcome]] = {}
        self.__name__ = self.__qualname__ = name
        self.gone: str | None = None

    def __call__(self, *args: object, **kwargs: object) -> object:
        conversation = self._conversation
        arguments = [parcels.pack(value, conversation.shelf) for value in args]
        keywords = {key: parcels.pack(value, conversation.shelf) for key, value in kwargs.items()}
        conversation.visible = False
        kind, *details = self._ask(["call", self._number, arguments, keywords])
        if kind == "raised" and len(details) == 2:
            raise _exception(str(details[0]), str(details[1]))
        if kind != "answer" or len(details) != 1:
            raise StudentError("the answer is too large or is no data")
        return conversation.value(details[0], f"{self.__name__}(…)")

    def __run_probes__(self, driver: str, probes: Sequence[Probe]) -> list[Outcome]:
        """All probes in one exchange; asked twice, the answer of the first time."""
        request = [driver, [probe.to_json() for probe in probes]]
        key = json.dumps(request)
        if key not in self._outcomes:
            kind, told = (*self._ask(["probe", self._number, *request]), None)[:2]
            if kind != "outcomes" or not isinstance(told, list) or len(told) != len(probes):
                told = [{"kind": "not_plain", "message": "more than can be taken"}] * len(probes)
            self._outcomes[key] = [self._outcome(outcome) for outcome in told]
        return self._outcomes[key]

    def look_ahead(self, driver: str, probes: Sequence[Probe]) -> None:
        """Run visible probes before any hidden input goes in; `check` gets their outcomes later."""
        try:
            self.__run_probes__(driver, probes)
        except StudentGone as gone:
            self.gone = str(gone)

    def ask_again(self, driver: str, probes: Sequence[Probe]) -> list[Outcome]:
        """The same probes once more: an honest function gives the same."""
        before = self._outcomes.pop(json.dumps([driver, [probe.to_json() for probe in probes]]))
        outcomes = self.__run_probes__(driver, probes)
        self._outcomes[json.dumps([driver, [probe.to_json() for probe in probes]])] = before
        return outcomes

    def renewed(self, other: "Proxy") -> "Proxy":
        """The same function in a fresh child: another number, the outcomes so far kept."""
        self._conversation, self._number = other._conversation, other._number
        return self

    def _ask(self, request: list) -> list:
        if self.gone:
            raise StudentGone(self.gone)
        return self._conversation.ask(request)

    def _outcome(self, told: object) -> Outcome:
        repeatable = self._conversation.repeatable
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


class Unsendable:
    """A student's value that is neither plain data nor a function: every use says so."""

    def __init__(self, name: str, why: str) -> None:
        self.__dict__.update(_name=name, _why=why)

    def _refuse(self, *_: object, **__: object) -> None:
        raise StudentError(f"{self._name} is not plain data or a function ({self._why})")

    __call__ = __getitem__ = __iter__ = __len__ = __float__ = __array__ = __bool__ = _refuse
    __add__ = __sub__ = __mul__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = _refuse

    def __eq__(self, other: object) -> bool:
        self._refuse()
        return False

    __hash__ = None

    def __getattr__(self, name: str) -> object:
        self._refuse()
        return None


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
