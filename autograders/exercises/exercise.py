"""An exercise: its reference, its probes, and the mistakes it knows by name."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from chainrule.checking.tables import Mistake, Table
from chainrule.machines import Machine
from chainrule.probing import Outcome, Probe, run_probes
from chainrule.probing.plain import encode

MAX_DRAWS = 2000
CLEAR = 0.02
"""A known mistake must differ by this, relative, from the right value at one probe at least."""
APART = 0.002
"""… and two mistakes from each other."""
BESIDE = 1e-5
"""… or this much, when one is said to lie beside the other (a check tells 1e-6 apart)."""
ORDINARY = (1e-2, 1e5)
"""Between these lie the right values that a learner can read and compare."""
MARGIN = 1e-3
"""Where a mistake differs from the right value at all, it does so by this much."""


@dataclass(frozen=True)
class Misconception:
    """A wrong way that learners take: code that does it, and the sentence that names it.

    name: short, unique within the exercise; message: second person, about the idea, never the
    exercise's whole expression; wrong: called like the reference; evidence: where it was seen;
    see: where in the lesson the idea is shown; close: near the right value by nature, so that only
    the exercise's tolerance keeps it away (a measured slope where the exact one is wanted); beside:
    the name of another mistake that gives nearly the same by nature (a small addend apart); whole:
    it takes the place of the whole answer, so that no other slip is told together with it but one
    of sign or size.
    """

    name: str
    message: str
    wrong: Callable
    evidence: str = ""
    see: str = ""
    close: bool = False
    beside: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Exercise:
    """Everything the course knows about one graded function.

    name: the function's name, and the check cell's grade_id; lesson: "01_chain_rule"; number:
    "01.3"; reference: the right function; visible: the probes of the student's own check; draw:
    hidden probes from a random generator (`probes` redraws until they tell all mistakes apart);
    driver: how a probe is put to the function (chainrule.probing.drivers); tolerance: relative;
    parts: points of each part, in the order in which they build on each other (default: all points
    on the one part "answer"); graded_by: "probe" or "entry" (see chainrule.checking.tables.Table);
    margins: for a part in which mistakes are close to the right value by nature, how close they
    may come (default MARGIN); limits: parts in which the right value is a limit such as 0.0, of no
    ordinary size; silent: parts that many a wrong answer gets right by accident, so that nothing is
    said of them before those that stand above are right; sizes: what size of a right value is
    ordinary, where inputs lie far apart so that no measured slope is right at all of them (a fixed
    step is too wide at one, too narrow at another); success: one more sentence for a right answer;
    see: where in the lesson it is shown; hints: for the second and the third time of one mistake;
    all_wrong: one sentence, where to look first when no entry of the answer is right; measure: what
    a learner could have measured at a probe, as a clause after "but" (or one clause for each number
    of the answer, of which the first wrong one's is said; of a class, one entry for each expression
    that is read), or None; lend: the right functions of earlier exercises at a probe, as data (see
    chainrule.probing.lending); withheld: machines that would be the answer, put away while the
    function is judged.
    """

    name: str
    lesson: str
    number: str
    points: float
    reference: Callable
    visible: tuple[Probe, ...]
    draw: Callable[[np.random.Generator], list[Probe]]
    misconceptions: tuple[Misconception, ...]
    driver: str = "call"
    tolerance: float = 1e-9
    parts: dict[str, float] = field(default_factory=dict)
    graded_by: str = "probe"
    margins: dict[str, float] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()
    sizes: tuple[float, float] = ORDINARY
    success: str = ""
    see: str = ""
    hints: tuple[str, ...] = ()
    all_wrong: str = ""
    measure: Callable[[Probe], str | list | None] | None = None
    lend: Callable[[Probe], dict[str, Any]] | None = None
    withheld: tuple[Machine, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "visible", tuple(map(self._equipped, self.visible)))
        if not self.parts:
            object.__setattr__(self, "parts", {"answer": self.points})
        if abs(sum(self.parts.values()) - self.points) > 1e-9:
            raise ValueError(f"{self.name}: the parts' points do not add up to {self.points}")
        names = [known.name for known in self.misconceptions]
        if len(set(names)) < len(names):
            raise ValueError(f"{self.name}: two misconceptions have the same name")
        if self.graded_by == "probe" and {p.part for p in self.visible} != set(self.parts):
            raise ValueError(f"{self.name}: the visible probes do not cover exactly its parts")

    def probes(self, seed: int | None = None) -> tuple[Probe, ...]:
        """The visible probes (`seed` None), or the hidden ones of that seed, always the same.

        Raises RuntimeError when no draw tells the known mistakes apart.
        """
        return self._tried(seed).probes

    def _tried(self, seed: int | None) -> Tried:
        """The probes of this seed, with what vetting them has already run."""
        if seed is None:
            return Tried(self, self.visible)
        # The name goes in as well, so that two exercises with one seed do not share their numbers.
        random = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
        suspects = _suspects.setdefault(self.name, [])
        for _ in range(MAX_DRAWS):
            tried = Tried(self, tuple(map(self._equipped, self.draw(random))))
            if not _why_unhealthy(tried, suspects):
                return tried
        raise RuntimeError(f"{self.name}: no good hidden probes for seed {seed}; change its draw")

    def _equipped(self, probe: Probe) -> Probe:
        """The probe with what is lent and what is withheld at it."""
        return replace(probe, lent=self.lend(probe) if self.lend else {}, without=self.withheld)

    def table(self, seed: int | None = None) -> Table:
        """What a check or a grade needs, as values only, at the visible or the hidden probes."""
        tried = self._tried(seed)
        probes = list(tried.probes)
        hidden = seed is not None
        works = f"all {len(probes)} hidden tests pass." if hidden else _visible_success(len(probes))
        measured = self.measure if self.measure and not hidden else lambda probe: None
        return Table(
            exercise=self.name,
            lesson=self.lesson,
            number=self.number,
            points=self.points,
            driver=self.driver,
            tolerance=self.tolerance,
            parts=dict(self.parts),
            probes=probes,
            right=tried.right(),
            mistakes=[
                Mistake(known.name, known.message, tried.wrong(known), known.see, known.whole)
                for known in self.misconceptions
            ],
            measured=[measured(probe) for probe in probes],
            success=" ".join(filter(None, (f"{self.name} works: {works}", self.success))),
            see=self.see,
            hints=list(self.hints),
            graded_by=self.graded_by,
            hidden=hidden,
            all_wrong=self.all_wrong,
            silent=list(self.silent),
        )

    def run(self, function: Callable, probes: Sequence[Probe]) -> list[Outcome]:
        """What a function gives at probes, with numpy's numbers as plain ones."""
        return list(map(_with_plain_numbers, run_probes(function, self.driver, probes)))


_suspects: dict[str, list[str]] = {}
"""Known mistakes for which a draw was refused, by exercise, the last one first: they are looked at
first in the next, since most refusals are for a few, and a draw is refused at the first."""


class Tried:
    """Probes, and what the reference and the known mistakes give at them; each is run once, when
    it is first asked for, so that vetting a draw and making its table share their runs."""

    def __init__(self, exercise: Exercise, probes: tuple[Probe, ...]) -> None:
        self.exercise, self.probes = exercise, probes
        self._right: list[Outcome] | None = None
        self._wrong: dict[str, list[Outcome]] = {}

    def right(self) -> list[Outcome]:
        """What is right at each probe."""
        if self._right is None:
            self._right = self.exercise.run(self.exercise.reference, self.probes)
        return list(self._right)

    def wrong(self, known: Misconception) -> list[Outcome]:
        """What a known mistake gives at each probe."""
        if known.name not in self._wrong:
            self._wrong[known.name] = self.exercise.run(known.wrong, self.probes)
        return list(self._wrong[known.name])


def why_unhealthy(exercise: Exercise, probes: Sequence[Probe]) -> str:
    """Why these probes would be bad hidden ones ("" when they are good).

    Good probes are new, have right values of ordinary size, and keep every known mistake at a
    distance from the right values and from every other mistake.
    """
    return _why_unhealthy(Tried(exercise, tuple(probes)))


def _why_unhealthy(tried: Tried, suspects: list[str] | None = None) -> str:
    """The same; `suspects` are mistakes to look at first, and are kept up to date."""
    exercise, probes = tried.exercise, tried.probes
    written = [repr(probe.to_json()) for probe in probes]
    known = {repr(probe.to_json()) for probe in exercise.visible}
    # A probe without any number, such as an empty list, has nothing that could be new.
    fixed = {one for one, probe in zip(written, probes, strict=True) if not _can_vary(probe)}
    if known.intersection(written) - fixed or len(set(written)) < len(written):
        return "a probe is there twice"
    right = [Compared(outcome) for outcome in tried.right()]
    for probe, one in zip(probes, right, strict=True):
        if one.outcome.kind != "value" or not all(map(math.isfinite, one.numbers)):
            return "the reference has no finite value"
        if probe.part in exercise.limits:
            continue
        low, high = exercise.sizes
        sizes = list(map(abs, one.numbers))
        if sizes and not (max(sizes) < high and min(sizes) > low):
            return "a right value is not of ordinary size"
    runs: dict[str, list[Compared]] = {}
    for mistake in _suspects_first(exercise.misconceptions, suspects or []):
        outcomes = [Compared(outcome) for outcome in tried.wrong(mistake)]
        why = _too_close(mistake, outcomes, right, tried) or _too_close_to_another(
            mistake, outcomes, runs, exercise
        )
        if why:
            if suspects is not None:
                suspects[:] = [mistake.name, *(one for one in suspects if one != mistake.name)]
            return why
        runs[mistake.name] = outcomes
    return ""


def _suspects_first(
    known: Sequence[Misconception], suspects: Sequence[str]
) -> Iterator[Misconception]:
    by_name = {mistake.name: mistake for mistake in known}
    yield from (by_name[name] for name in suspects if name in by_name)
    yield from (mistake for mistake in known if mistake.name not in suspects)


def _too_close(
    mistake: Misconception, outcomes: list[Compared], right: list[Compared], tried: Tried
) -> str:
    """Why a mistake is not far enough from what is right."""
    exercise = tried.exercise
    distances = [_distance(one, due) for one, due in zip(outcomes, right, strict=True)]
    if max(distances) < (10 * exercise.tolerance if mistake.close else CLEAR):
        return f"{mistake.name} is too close to right"
    for probe, apart in zip(tried.probes, distances, strict=True):
        # Equal by nature is fine (the mistake does not show in this part), a near miss is not.
        if not mistake.close and 1e-9 < apart < exercise.margins.get(probe.part, MARGIN):
            return f"{mistake.name} is too close to right at one probe"
    return ""


def _too_close_to_another(
    mistake: Misconception,
    outcomes: list[Compared],
    others: dict[str, list[Compared]],
    exercise: Exercise,
) -> str:
    """Why a mistake cannot be told from one of those before it."""
    beside = {one.name for one in exercise.misconceptions if one.beside == mistake.name}
    for other, theirs in others.items():
        apart = BESIDE if mistake.beside == other or other in beside else APART
        # One number that tells them apart is enough, and the first one mostly does.
        if not any(
            is_apart(one, another, apart) for one, another in zip(outcomes, theirs, strict=True)
        ):
            return f"{mistake.name} and {other} are too close"
    return ""


def _can_vary(probe: Probe) -> bool:
    values = [*probe.args, *probe.kwargs.values()]
    return bool(numbers_in(values)) or "machine" in repr(encode(values))


class Compared:
    """An outcome that is compared with many others: what is looked at is taken out of it once."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome

    @cached_property
    def numbers(self) -> list[float]:
        return numbers_in(self.outcome.value)

    @cached_property
    def kind(self) -> tuple:
        return _kind(self.outcome)

    @cached_property
    def form(self) -> Any:
        return _form(self.outcome.value)


def distance(one: Outcome, other: Outcome) -> float:
    """How far two outcomes are apart: the largest relative difference of their numbers, infinite
    when they differ in kind or form."""
    return _distance(Compared(one), Compared(other))


def _distance(one: Compared, other: Compared) -> float:
    return max(_distances(one, other), default=0.0)


def is_apart(one: Compared, other: Compared, least: float) -> bool:
    """Is their `distance` at least so much? Looks no further than the first number that is."""
    return any(apart >= least for apart in _distances(one, other))


def _distances(one: Compared, other: Compared) -> Iterator[float]:
    if len(one.numbers) != len(other.numbers) or one.kind != other.kind:
        yield math.inf
        return
    yield from map(_relative, one.numbers, other.numbers)
    # Last, since two answers mostly have the same form and other numbers.
    if one.form != other.form:
        yield math.inf


def _kind(outcome: Outcome) -> tuple:
    """What is no value of an outcome; of a value, what it says does not count."""
    said = "" if outcome.kind == "value" else outcome.message
    return outcome.kind, outcome.error, outcome.mutated, outcome.remark, said


def _relative(a: float, b: float) -> float:
    if a == b:
        return 0.0
    if math.isnan(a) or math.isnan(b):
        return 0.0 if math.isnan(a) and math.isnan(b) else math.inf
    apart = abs(a - b) / max(abs(a), abs(b))
    return apart if math.isfinite(apart) else math.inf


def numbers_in(value: Any) -> list[float]:
    """All numbers of a plain value, in order (truth values are not numbers)."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "fiu":
        return value.astype(float).ravel().tolist()
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in numbers_in(item)]
    number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
    return [float(value)] if number else []


def _form(value: Any) -> Any:
    """What is left of a value when its numbers are taken out."""
    if isinstance(value, np.ndarray):
        # Truth values are no numbers, so an array of them has another form.
        return "array", value.shape, value.dtype.kind == "b"
    if isinstance(value, dict):
        return "dict", [(key, _form(item)) for key, item in value.items()]
    if isinstance(value, (list, tuple)):
        kinds = set(map(type, value))
        if all(issubclass(kind, (int, float, np.number)) and kind is not bool for kind in kinds):
            return type(value).__name__, len(value)  # numbers alone, as most are
        return type(value).__name__, [_form(item) for item in value]
    if isinstance(value, (int, float, np.number)) and not isinstance(value, bool):
        return "number"
    return value


def _with_plain_numbers(outcome: Outcome) -> Outcome:
    value = _tidy(outcome.value)
    return outcome if value is outcome.value else replace(outcome, value=value)


def _tidy(value: Any) -> Any:
    if isinstance(value, (np.integer, np.floating)):
        return value.item()
    if isinstance(value, (list, tuple)):
        return type(value)(map(_tidy, value))
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    return value


def _visible_success(count: int) -> str:
    checks = "check passes" if count == 1 else "checks pass"
    return f"{count} of {count} {checks}. Grading tries other inputs, too."
