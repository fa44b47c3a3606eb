"""What stands in the referee for a student's function or class.

Calling a proxy sends plain values across and brings plain values back. Probes of an exercise go
across all at once and run beside the student's function.
"""

import json
from collections.abc import Sequence
from typing import Any

from chainrule.probing import Outcome, Probe
from chainrule.probing.plain import NotPlain

from autograders.grading.referee.stand_ins import OtherSide, StandIn, Use
from autograders.grading.sandbox.inside import parcels
from autograders.grading.sandbox.zygote import StudentGone


class Proxy(StandIn):
    """A student's function or class, called from the referee."""

    def __init__(self, other_side: OtherSide, number: int, name: str, use: Use = Use.READ) -> None:
        super().__init__(other_side, number, name, use)
        self.__dict__.update(__name__=name, __qualname__=name, _outcomes={}, gone=None, within=[])

    def __call__(self, *args: object, **kwargs: object) -> object:
        shelf = self.__other_side__.shelf
        arguments = [parcels.pack(value, shelf) for value in args]
        keywords = {key: parcels.pack(value, shelf) for key, value in kwargs.items()}
        request = ["call", self.__number__, arguments, keywords]
        return self.__other_side__.exchange(
            request, f"{self.__told__}(…)", max(self.__use__, Use.READ)
        )

    def __instancecheck__(self, instance: object) -> bool:
        """isinstance(…, Value), where Value is a class of the student's."""
        return (
            isinstance(instance, StandIn) and self.__ask__("is", instance, self, told="it") is True
        )

    # A function is what it is: it has a truth value, and equals itself. Of other stand-ins these
    # ask the other side and give back whatever it says; to give less is what mypy is told to allow.
    __eq__, __ne__ = object.__eq__, object.__ne__  # type: ignore[assignment]
    __hash__ = object.__hash__

    def __bool__(self) -> bool:  # type: ignore[override]
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
            self.__dict__.update(gone=str(gone), within=getattr(gone, "within", []))

    def ask_again(self, driver: str, probes: Sequence[Probe]) -> list[Outcome]:
        """The same probes once more: an honest function gives the same."""
        before = self._outcomes.pop(json.dumps([driver, [probe.to_json() for probe in probes]]))
        outcomes = self.__run_probes__(driver, probes)
        self._outcomes[json.dumps([driver, [probe.to_json() for probe in probes]])] = before
        return outcomes

    def renewed(self, other: "Proxy") -> "Proxy":
        """The same function in a fresh child: another number, the outcomes so far kept."""
        for what in ("__other_side__", "__number__", "__use__"):
            self.__dict__[what] = other.__dict__[what]
        return self

    def _run(self, request: list) -> list:
        if self.gone:
            raise StudentGone(self.gone)
        return self.__other_side__.ask(request)

    def _outcome(self, told: Any) -> Outcome:
        repeatable = self.__other_side__.repeatable
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
