"""What a check knows about one exercise: values and sentences, no code and no formula."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from chainrule.checking.ratios import numbers_of, ratios_of
from chainrule.probing import Outcome, Probe


@dataclass(frozen=True)
class Mistake:
    """A known wrong way: what it gives at every probe, and the sentence that names it.

    `see` says where in the lesson the idea was shown; `whole`: it takes the place of the whole
    answer, so that beside it no other mistake is made but in sign or size.
    """

    name: str
    message: str
    outcomes: list[Outcome]
    see: str = ""
    whole: bool = False

    def to_json(self) -> dict:
        outcomes = [outcome.to_json() for outcome in self.outcomes]
        plain = {"name": self.name, "message": self.message, "outcomes": outcomes, "see": self.see}
        return {**plain, "whole": True} if self.whole else plain

    @classmethod
    def from_json(cls, data: dict) -> Mistake:
        outcomes = [Outcome.from_json(outcome) for outcome in data["outcomes"]]
        whole = bool(data.get("whole", False))
        return cls(data["name"], data["message"], outcomes, data["see"], whole)


@dataclass(frozen=True)
class Table:
    """Everything needed to judge one exercise at given probes.

    parts: points of each part, in the order in which the parts build on each other. With
    `graded_by` "probe" a part is a group of probes (`Probe.part`); with "entry" it is an entry of
    the answer, by key of a dict or by position of a tuple.
    measured: for each probe what a learner could have measured there, as a clause, or as one
    clause for each number of the answer in their order, or None; of a class, a list has one such
    entry for each expression that is read. A table of hidden
    probes (`hidden`) is judged without quoting inputs or measured values.
    hints: said when the same mistake comes back a second and a third time; all_wrong: where to look
    first when no entry of an answer is right, if they have something in common; silent: parts of
    which nothing is said as long as one before them is wrong.
    """

    exercise: str
    lesson: str
    number: str
    points: float
    driver: str
    tolerance: float
    parts: dict[str, float]
    probes: list[Probe]
    right: list[Outcome]
    mistakes: list[Mistake]
    measured: list[str | list | None]
    success: str
    see: str = ""
    hints: list[str] = field(default_factory=list)
    graded_by: str = "probe"
    hidden: bool = False
    all_wrong: str = ""
    silent: list[str] = field(default_factory=list)

    @cached_property
    def ratios(self) -> list[np.ndarray | None]:
        """What each known mistake gives, divided by what is right (see ratios.ratios_of)."""
        return [ratios_of(mistake.outcomes, self.right) for mistake in self.mistakes]

    @cached_property
    def numbers(self) -> tuple[list[int], np.ndarray]:
        """Places of the known mistakes that give as many numbers as are right, in the same form,
        and these numbers, shape (mistakes, n)."""
        given = [numbers_of(mistake.outcomes, self.right) for mistake in self.mistakes]
        places = [place for place, numbers in enumerate(given) if numbers is not None]
        return places, np.array([given[place] for place in places], float)

    def to_json(self) -> dict[str, Any]:
        """A JSON-able dict; `from_json` reads it back."""
        plain = {name: getattr(self, name) for name in _AS_THEY_ARE}
        if self.all_wrong:
            plain["all_wrong"] = self.all_wrong
        if self.silent:
            plain["silent"] = self.silent
        lists = {
            "probes": [probe.to_json() for probe in self.probes],
            "right": [outcome.to_json() for outcome in self.right],
            "mistakes": [mistake.to_json() for mistake in self.mistakes],
        }
        # A list of pairs, because the order of the parts matters and JSON files sort their keys.
        return {**plain, **lists, "parts": [list(part) for part in self.parts.items()]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Table:
        """The table that `to_json` wrote; raises ValueError when the data is no table."""
        try:
            return cls(
                **{name: data[name] for name in _AS_THEY_ARE},
                parts={name: points for name, points in data["parts"]},  # noqa: C416, pairs alone
                probes=[Probe.from_json(probe) for probe in data["probes"]],
                right=[Outcome.from_json(outcome) for outcome in data["right"]],
                mistakes=[Mistake.from_json(mistake) for mistake in data["mistakes"]],
                all_wrong=data.get("all_wrong", ""),
                silent=list(data.get("silent", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ValueError(f"not a check table: {type(error).__name__} {error}") from None


_AS_THEY_ARE = (
    "exercise",
    "lesson",
    "number",
    "points",
    "driver",
    "tolerance",
    "measured",
    "success",
    "see",
    "hints",
    "graded_by",
    "hidden",
)
