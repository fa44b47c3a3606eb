"""What holds for every exercise of the course; a new lesson is covered as soon as it is listed."""

import gc
import pickle
import re
import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, wraps
from pathlib import Path

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.checking.tables import Table
from chainrule.probing import Outcome, run_probes
from mutants import FREE_DRAWS, agrees, changing_values, mutants_of
from right_solutions import RIGHT
from seeds import ONE_MORE, QUICK, WEEKLY, hidden, visible_and_hidden

from autograders.exercises import EXERCISES, exercises_of
from autograders.exercises.exercise import (
    Compared,
    Exercise,
    distance,
    is_apart,
    numbers_in,
    why_unhealthy,
)

ALL = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES.keys())
VISIBLE_AND_HIDDEN = visible_and_hidden(6)
MORE_SEEDS = (*hidden(6), *range(ONE_MORE, ONE_MORE + (20 if WEEKLY else 1)))
SPECIFIC = {"misconception", "factor", "two_slips", "near"}


@cache
def table_of(name, seed=None):
    return EXERCISES[name].table(seed)


@cache
def judged_mutants(name):
    """Every mutant of a reference at visible and hidden probes: (mutant, seed, run, verdict)."""
    judged = []
    mutants = mutants_of(EXERCISES[name].reference)
    for seed in VISIBLE_AND_HIDDEN[: 1 if QUICK else 2]:
        table, said = table_of(name, seed), {}
        for mutant in mutants:
            outcomes = run_probes(mutant.function, table.driver, table.probes)
            same = pickle.dumps(outcomes)  # of all that give this, one thing is said
            said[same] = said.get(same) or diagnose(outcomes, table)
            judged.append((mutant, seed, outcomes, said[same]))
    return judged


def verdict(exercise, function, seed=None):
    table = table_of(exercise.name, seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


# --- the catalogue --------------------------------------------------------------------------------


def test_names_numbers_and_points_are_in_order():
    exercises = list(EXERCISES.values())
    assert [e.name for e in exercises] == list(EXERCISES)
    assert sorted(e.number for e in exercises) == [e.number for e in exercises]
    for exercise in exercises:
        assert exercise.lesson.startswith(exercise.number.split(".")[0])
        assert exercise.reference.__name__ == exercise.name
        assert exercise in exercises_of(exercise.lesson)


def test_lesson_01_is_worth_fourteen_points():
    lesson = exercises_of("01_chain_rule")
    assert {e.name: e.points for e in lesson} == {
        "compose": 2,
        "slope": 2,
        "chain_rule": 3,
        "d_power": 2,
        "d_sin_square": 2,
        "d_triple": 3,
    }


@ALL
def test_sentences_are_sentences(exercise):
    for known in exercise.misconceptions:
        assert re.fullmatch(r"[a-z0-9-]+", known.name)
        assert known.message[0].isupper() and known.message.endswith("."), known.name
        assert len(known.message) < 200, known.name
    messages = [known.message for known in exercise.misconceptions]
    assert len(set(messages)) == len(messages)
    assert len(exercise.hints) == 2


@ALL
def test_hints_point_to_sections_that_exist(exercise):
    source = Path(__file__).parents[2] / "solutions" / f"{exercise.lesson}.py"
    if not source.exists():
        pytest.skip(f"solutions/{source.name} is not written yet: no sections to point to")
    headings = "\n".join(re.findall(r"^# #+ (.*)$", source.read_text(encoding="utf-8"), re.M))
    places = [exercise.see, *exercise.hints, *(m.see for m in exercise.misconceptions)]
    sections = re.findall(r"“(.+?)”", " ".join(places))
    assert sections, "the exercise's `see` quotes no section"
    assert [s for s in sections if s not in headings] == []


# --- probes ---------------------------------------------------------------------------------------


@ALL
def test_visible_probes_are_as_good_as_hidden_ones(exercise):
    nothing = tuple(replace(p, args=()) for p in exercise.visible)
    unseen = replace(exercise, lend=None, visible=nothing)
    assert why_unhealthy(unseen, exercise.visible) == ""


@cache
def drawn_anew(name, seed):
    """An exercise's table, from inputs that are drawn a second time (see conftest.py); the
    functions that ran for it, in order; and how often inputs were drawn."""
    exercise, ran, draws, run = EXERCISES[name], [], [], Exercise.run

    def noted(self, function, probes):
        ran.append(function)
        return run(self, function, probes)

    def draw(random):
        draws.append(1)
        return exercise.draw(random)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exercise, "run", noted)
        return replace(exercise, draw=draw).table(seed), ran, len(draws)


def varies(probe):
    """An empty list is the only one of its kind: it is there in every draw."""
    return any(len(a) if isinstance(a, list) else True for a in probe.args)


@ALL
def test_hidden_probes_are_good_repeatable_and_new(exercise):
    shown = {repr(probe.to_json()) for probe in exercise.visible if varies(probe)}
    first = None
    for seed in MORE_SEEDS:
        probes = exercise.probes(seed)
        written = [repr(probe.to_json()) for probe in probes]
        assert not shown.intersection(written)
        if exercise.graded_by == "probe":
            assert {probe.part for probe in probes} == set(exercise.parts)
        if first is None or WEEKLY:  # drawing vets every seed in the same way
            assert why_unhealthy(exercise, probes) == ""
            anew, _, _ = drawn_anew(exercise.name, seed)
            assert written == [repr(probe.to_json()) for probe in anew.probes]
        assert written != first
        first = first or written


@ALL
def test_hidden_tables_tell_no_input_and_no_measurement(exercise):
    table = table_of(exercise.name, VISIBLE_AND_HIDDEN[-1])
    assert table.hidden
    assert table.measured == [None] * len(table.probes)


# --- right answers --------------------------------------------------------------------------------


@ALL
@pytest.mark.parametrize("seed", VISIBLE_AND_HIDDEN)
def test_the_reference_and_other_right_solutions_pass(exercise, seed):
    solutions = RIGHT[exercise.name]
    assert len(solutions) >= 2
    for solution in (exercise.reference, *solutions):
        found = verdict(exercise, solution, seed)
        assert (found.kind, found.share) == ("right", 1.0), found.message


def dress(value, how):
    """The same numbers in other clothes."""
    if isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {key: dress(item, how) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(dress(item, how) for item in value)
    if hasattr(value, "__next__"):
        return (dress(item, how) for item in value)
    is_number = isinstance(value, (int, float, np.ndarray, np.generic))
    return how(value) if is_number else value  # an object of a learner's class has one form


def as_list(value):
    return value.tolist() if isinstance(value, np.ndarray) else value


def as_whole_number(value):
    return int(value) if np.ndim(value) == 0 and value == int(value) else value


CLOTHES = {
    "0-d array": lambda value: np.array(value),
    "numpy scalar": lambda value: np.asarray(value)[()],
    "float32": lambda value: np.asarray(value, np.float32)[()],
    "list": as_list,
    "int": as_whole_number,
}


@ALL
@pytest.mark.parametrize("how", CLOTHES.values(), ids=CLOTHES.keys())
def test_right_numbers_in_other_clothes_pass(exercise, how):
    if exercise.driver == "call_result":

        def dressed(*args, **kwargs):
            built = exercise.reference(*args, **kwargs)
            return lambda x: dress(built(x), how)

    else:

        @wraps(exercise.reference)  # so that stand-ins are put where the reference finds them
        def dressed(*args, **kwargs):
            return dress(exercise.reference(*args, **kwargs), how)

    for seed in VISIBLE_AND_HIDDEN:
        assert verdict(exercise, dressed, seed).kind == "right"


# --- known mistakes -------------------------------------------------------------------------------

MISTAKES = [
    pytest.param(exercise, known, id=f"{exercise.name}-{known.name}")
    for exercise in EXERCISES.values()
    for known in exercise.misconceptions
]


@pytest.mark.parametrize(("exercise", "known"), MISTAKES)
def test_each_misconception_is_rejected_and_named(exercise, known):
    for seed in (*VISIBLE_AND_HIDDEN, *(range(ONE_MORE, ONE_MORE + 8) if WEEKLY else ())):
        found = verdict(exercise, known.wrong, seed)
        assert (found.kind, found.name) == ("misconception", known.name)
        assert found.message.startswith(known.message)
        assert found.share < 1


@ALL
def test_misconceptions_are_told_apart(exercise):
    for seed in VISIBLE_AND_HIDDEN:
        mistakes = table_of(exercise.name, seed).mistakes
        runs = [
            (known, list(map(Compared, mistake.outcomes)))
            for known, mistake in zip(exercise.misconceptions, mistakes, strict=True)
        ]
        for place, (known, one) in enumerate(runs):
            for other_known, other in runs[place + 1 :]:
                beside = other_known.name == known.beside or other_known.beside == known.name
                least = 5e-6 if beside else 1e-3
                apart = any(is_apart(a, b, least) for a, b in zip(one, other, strict=True))
                assert apart, (known.name, other_known.name)


ROUNDED = [
    pytest.param(exercise, id=exercise.name)
    for exercise in EXERCISES.values()
    if exercise.driver in ("call", "call_at_x", "call_counting", "call_result")
]


def rounded(value, decimals):
    """The answer with its numbers rounded; a function that is an answer rounds what it gives."""
    if isinstance(value, (list, tuple)):
        return type(value)(rounded(item, decimals) for item in value)
    if isinstance(value, dict):
        return {key: rounded(item, decimals) for key, item in value.items()}
    if callable(value):
        return lambda t: rounded(value(t), decimals)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return np.round(value, decimals)
    return round(value, decimals) if isinstance(value, float) else value


@pytest.mark.parametrize("exercise", ROUNDED)
def test_rounded_answers_are_refused_where_hidden_checks_refuse_them(exercise):
    """… and rounding is what is blamed."""
    for decimals in (2, 3, 4, 6):

        def answer(*args, decimals=decimals, **kwargs):
            return rounded(exercise.reference(*args, **kwargs), decimals)

        unseen = [verdict(exercise, answer, seed).kind for seed in hidden(3)]
        seen = verdict(exercise, answer, None)
        if seen.kind == "right":
            assert set(unseen) == {"right"}, decimals
        else:
            assert (seen.name, seen.kind) == ("rounded", "near"), (decimals, seen.message)


def differ(one, other):
    """Is their distance above 0?"""
    return one is not other and is_apart(one, other, sys.float_info.min)


@ALL
def test_a_mixture_of_two_misconceptions_is_not_named(exercise):
    table = table_of(exercise.name)
    runs = [list(map(Compared, mistake.outcomes)) for mistake in table.mistakes]
    for first, second in zip(runs, [*runs[1:], runs[0]], strict=True):
        mixed = [first[0], *second[1:]]
        if not all(any(map(differ, mixed, run)) for run in runs):
            continue
        mixed = [one.outcome for one in mixed]
        found = diagnose(mixed, table)
        named = next((m for m in table.mistakes if m.name == found.name), None)
        assert named is None or max(map(distance, mixed, named.outcomes)) < 1e-6


# --- automatic mutants ----------------------------------------------------------------------------


@ALL
def test_mutants_that_change_values_are_rejected(exercise):
    judged = judged_mutants(exercise.name)
    assert len(judged) > 10
    accepted = {mutant: seed for mutant, seed, _, found in judged if found.share == 1}
    # Only those that a check takes for right have to be tried at inputs that are not its own.
    for mutant in changing_values(exercise, accepted, draws=FREE_DRAWS if WEEKLY else 3):
        raise AssertionError((mutant.change, accepted[mutant]))


@ALL
def test_mutants_get_a_specific_diagnosis_only_when_their_values_match(exercise):
    for mutant, seed, outcomes, found in judged_mutants(exercise.name):
        if found.kind in SPECIFIC:
            table = table_of(exercise.name, seed)
            assert fits(found, outcomes, table), (mutant.change, seed, found.message)


def fits(found, outcomes: list[Outcome], table: Table) -> bool:
    """Is a specific diagnosis true? Worked out here without the ladder's own arithmetic."""
    right = [number for outcome in table.right for number in numbers_in(outcome.value)]
    given = [number for outcome in outcomes for number in numbers_in(outcome.value)]
    if found.kind == "misconception":
        known = next(m for m in table.mistakes if m.name == found.name)
        nearly = 2e-3 if known.name == "measured" else 2e-6
        return max(map(distance, outcomes, known.outcomes)) < nearly
    # Where a limit is 0 for both, there is no ratio.
    ratios = [a / b for a, b in zip(given, right, strict=True) if a or b]
    apart = [a - b for a, b in zip(given, right, strict=True)]
    if found.name == "offset":
        return max(apart) - min(apart) < 1e-8 * max(map(abs, right))
    if found.name == "cut-off":
        return all(abs(number) < 1 and a == int(a) for number, a in zip(apart, given, strict=True))
    if found.kind == "near":
        return max(abs(ratio - 1) for ratio in ratios) < 2e-3
    if found.kind == "factor":
        return max(ratios) - min(ratios) < 1e-5 * abs(ratios[0])
    slips = [
        [a / b for a, b in zip(numbers, right, strict=True) if a or b]
        for mistake in table.mistakes
        if mistake.message in found.message
        for numbers in [[n for outcome in mistake.outcomes for n in numbers_in(outcome.value)]]
    ]
    constant = {"sign is flipped": -1, "is twice what that": 2, "is half of what": 0.5}
    slips += [
        [c] * len(ratios)
        for text, c in constant.items()
        if len(slips) < 2 and text in found.message
    ]
    one, other = slips[:2]
    return all(
        abs(a * b - ratio) < 1e-5 * abs(ratio)
        for a, b, ratio in zip(one, other, ratios, strict=True)
    )


# --- whatever a learner returns or raises ---------------------------------------------------------


class Hostile:
    """Agrees with everything, and breaks when it is looked at."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __getattr__(self, name):
        raise SystemExit(name)

    def __array__(self, *args, **kwargs):
        raise KeyboardInterrupt

    def __float__(self):
        raise RecursionError

    def __len__(self):
        return 10**12

    def __repr__(self):
        raise RuntimeError


class AlwaysEqual(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


class AlwaysEqualArray(np.ndarray):
    def __eq__(self, other):
        return True

    __hash__ = None


def generator(*args, **kwargs):
    yield 1.0


async def coroutine(*args, **kwargs):
    return 1.0


def endless(*args, **kwargs):
    return endless(*args, **kwargs)


def raising(error):
    def function(*args, **kwargs):
        raise error.with_traceback(None)  # else it would keep those of all times before

    return function


VALUES = {
    "None": None,
    "nan": float("nan"),
    "inf": float("inf"),
    "nan array": np.array(np.nan),
    "text": "1.0",
    "bytes": b"1.0",
    "true": True,
    "complex": 1.0 + 1e-20j,
    "empty list": [],
    "list": [1.0],
    "extra axis": np.ones((1, 1)),
    "wrong shape": np.ones((7, 3)),
    "masked": np.ma.array([1.0], mask=[True]),
    "masked constant": np.ma.masked,
    "objects": np.array([1.0, None], dtype=object),
    "object 0-d": np.full((), None, dtype=object),
    "structured": np.zeros(1, dtype=[("a", float)]),
    "dates": np.array(["2020-01-01"], "M8[D]"),
    "hostile": Hostile(),
    "hostile inside": [Hostile()],
    "equal float": AlwaysEqual(1.0),
    "equal array": np.ones(1).view(AlwaysEqualArray),
    "huge int": 10**5000,
    "huge array": np.broadcast_to(1.0, (10**6, 10**6)),
    "huge list": [0.0] * 10**6,
    "class": Hostile,
    "function": raising(ValueError()),
    "module": np,
    "forged report": {"values": [1.0] * 3, "called_early": False},
}

FUNCTIONS = {name: (lambda value: lambda *args, **kwargs: value)(v) for name, v in VALUES.items()}
BUILT = {
    f"built {name}": (lambda value: lambda *args, **kwargs: lambda x: value)(v)
    for name, v in VALUES.items()
}
RAISING = {
    type(error).__name__: raising(error)
    for error in (
        ValueError("text"),
        SystemExit(0),
        KeyboardInterrupt(),
        GeneratorExit(),
        StopIteration(),
        AssertionError(),
        MemoryError(),
        NotImplementedError("later"),
        UnicodeError("\ud800"),
        ExceptionGroup("two", [ValueError(), TypeError()]),
        BaseException("plain"),
    )
}
OTHERS = {
    "generator": generator,
    "endless recursion": endless,
    "no arguments": lambda: 1.0,
    "no function": 5.0,
    "class as function": Hostile,
}


@contextmanager
def new_garbage_collected():
    """What becomes garbage in here is gone afterwards: a coroutine that nobody awaits warns when it
    goes, and may in no test to come. All else that lives is not looked through, as nothing here
    grows older than the youngest generation."""
    gc.disable()
    try:
        yield
        gc.collect(0)
    finally:
        gc.enable()


@ALL
@pytest.mark.filterwarnings("ignore:coroutine")
def test_nothing_that_is_returned_or_raised_breaks_the_checker_or_passes(exercise):
    tables = table_of(exercise.name), table_of(exercise.name, 0)

    def is_refused(name, function):
        for table in tables:
            found = diagnose(run_probes(function, table.driver, table.probes), table)
            assert found.kind != "right", name
            assert found.share == 0, name
            assert found.message and found.message.isprintable(), name
            assert len(found.message) < 500, name

    for name, function in {**FUNCTIONS, **BUILT, **RAISING, **OTHERS}.items():
        is_refused(name, function)
    with new_garbage_collected():
        is_refused("coroutine", coroutine)


@ALL
def test_changed_arguments_never_pass(exercise):
    for seed in (None, 0):
        table = table_of(exercise.name, seed)
        changed = [replace(outcome, mutated=True) for outcome in table.right]
        found = diagnose(changed, table)
        assert found.share == 0
        if found.kind == "misconception":  # an exercise that knows this mistake by name
            assert "the caller's own" in found.message
        else:
            assert found.kind == "form" and "changes an argument" in found.message


@ALL
def test_values_in_the_wrong_form_never_pass(exercise):
    """The right numbers, wrapped, widened, or turned into text."""
    table = table_of(exercise.name)
    wraps = (
        lambda value: [value],
        lambda value: (value, value),
        lambda value: {"answer": value},
        str,
        lambda value: None,
    )
    for wrap in wraps:
        found = diagnose([replace(o, value=wrap(o.value)) for o in table.right], table)
        assert found.kind == "form"
        assert found.share == 0


@ALL
def test_a_test_can_tell_agreement_from_disagreement(exercise):
    """The tests' own measure: `agrees` holds for the reference and fails for a mistake."""
    probes = table_of(exercise.name, VISIBLE_AND_HIDDEN[-1]).probes
    right = exercise.run(exercise.reference, probes)
    wrong = exercise.run(exercise.misconceptions[0].wrong, probes)
    assert all(agrees(r, r, exercise.tolerance) for r in right)
    assert not all(agrees(w, r, exercise.tolerance) for w, r in zip(wrong, right, strict=True))


@ALL
def test_a_hidden_table_runs_each_function_once_for_each_draw(exercise):
    """Vetting a draw and making its table share their runs; the values are those of a fresh run."""
    table, ran, draws = drawn_anew(exercise.name, MORE_SEEDS[0])
    for function in (exercise.reference, *(known.wrong for known in exercise.misconceptions)):
        assert 1 <= ran.count(function) <= draws
    for mistake, known in zip(table.mistakes, exercise.misconceptions, strict=True):
        fresh = exercise.run(known.wrong, table.probes)
        assert [o.to_json() for o in mistake.outcomes] == [o.to_json() for o in fresh]
