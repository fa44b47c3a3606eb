"""Lesson 02's references against measurements, its drivers at work, and its sentences."""

import cmath
import inspect
import math

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.machines import Machine, square, times
from chainrule.probing import run_probes
from seeds import visible_and_hidden
from sentences import clauses_of, gives_away

from autograders.exercises import EXERCISES, exercises_of

SEEDS = visible_and_hidden(12)
LESSON = exercises_of("02_nested_machines")


def test_lesson_02_is_worth_twelve_points():
    assert {e.name: e.points for e in LESSON} == {
        "run_machines": 2,
        "local_rates": 3,
        "overall_rate": 2,
        "backward_sweep": 3,
        "predict_change": 2,
    }


# --- independent oracles --------------------------------------------------------------------------


def in_a_row(t, machines):
    """The belt written as one nested call, with complex numbers for the complex step."""
    for machine in machines:
        t = by_hand(machine, t)
    return t


def by_hand(machine: Machine, t: complex) -> complex:
    """The machine's value from its family's formula, by cmath alone."""
    family, numbers = machine.family, machine.parameters
    if family == "sigmoid":
        return numbers[1] / (1 + cmath.exp(-t))
    if family == "shifted_sin":
        return numbers[0] + numbers[1] * cmath.sin(t)
    if family == "affine":
        return numbers[0] * t + numbers[1]
    if family == "power":
        return numbers[1] * t ** int(numbers[0])
    return numbers[0] * {"sin": cmath.sin, "cos": cmath.cos, "exp": cmath.exp}[family](t)


def complex_step(function, t):
    return function(complex(t, 1e-30)).imag / 1e-30


@pytest.mark.parametrize("seed", SEEDS)
def test_values_are_those_of_the_nested_calls(seed):
    exercise = EXERCISES["run_machines"]
    for probe in exercise.probes(seed):
        x, machines = probe.args
        due = [in_a_row(complex(x), machines[:i]).real for i in range(len(machines) + 1)]
        assert exercise.reference(x, machines) == pytest.approx(due, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_local_rates_agree_with_the_complex_step_of_each_machine(seed):
    exercise = EXERCISES["local_rates"]
    for probe in exercise.probes(seed):
        x, machines, rates = probe.args
        assert rates == [machine.derivative() for machine in machines]
        due = []
        for i, machine in enumerate(machines):
            received = in_a_row(complex(x), machines[:i]).real
            due.append(complex_step(lambda t, m=machine: by_hand(m, t), received))
        assert exercise.reference(x, machines, rates) == pytest.approx(due, rel=1e-11)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_prediction_agrees_with_the_complex_step_of_the_whole_belt(seed):
    exercise = EXERCISES["predict_change"]
    for probe in exercise.probes(seed):
        x, dx, machines, rates = probe.args
        due = complex_step(lambda t, ms=machines: in_a_row(t, ms), x) * dx
        assert exercise.reference(x, dx, machines, rates) == pytest.approx(due, rel=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_sensitivities_agree_with_logarithms(seed):
    """|dvₙ/dvᵢ| = exp Σ ln|rate|, its sign by counting the negative rates."""
    for name in ("overall_rate", "backward_sweep"):
        exercise = EXERCISES[name]
        for probe in exercise.probes(seed):
            (rates,) = probe.args
            due = [
                math.exp(sum(math.log(abs(rate)) for rate in rates[i:]))
                * (-1) ** sum(rate < 0 for rate in rates[i:])
                for i in range(len(rates) + 1)
            ]
            given = exercise.reference(rates)
            assert given == pytest.approx(due[0] if name == "overall_rate" else due, rel=1e-12)


# --- the rules for probes -------------------------------------------------------------------------


def plain_numbers(exercise, seed):
    for probe in exercise.probes(seed):
        for argument in probe.args:
            items = argument if isinstance(argument, list) else [argument]
            yield from (item for item in items if not isinstance(item, Machine))


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_probes_obey_the_rules(exercise, seed):
    numbers = list(plain_numbers(exercise, seed))
    assert not {0, 1, -1} & set(numbers)
    assert any(n < 0 for n in numbers)
    assert any(abs(n) > 2 for n in numbers)
    assert any(type(n) is int for n in numbers)
    for probe in exercise.probes(seed):
        for argument in probe.args:
            if isinstance(argument, list):
                assert len(set(map(repr, argument))) == len(argument) or len(argument) > 3


@pytest.mark.parametrize("name", ["run_machines", "overall_rate", "backward_sweep"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_belt_without_machines_is_among_the_probes(name, seed):
    assert any([] in probe.args for probe in EXERCISES[name].probes(seed))


@pytest.mark.parametrize("name", ["run_machines", "local_rates", "predict_change"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_belt_has_a_bent_machine_that_receives_something_else_than_x(name, seed):
    for probe in EXERCISES[name].probes(seed):
        x, machines = probe.args[0], next(a for a in probe.args if isinstance(a, list))
        if machines:
            received = [in_a_row(complex(x), machines[:i]).real for i in range(len(machines))]
            bent = [i for i, m in enumerate(machines) if m.family != "affine"]
            assert any(abs(received[i] - x) > 1e-3 for i in bent if i) or len(machines) == 1


# --- the way to an answer -------------------------------------------------------------------------


def said_about(name, function, seed=None):
    table = EXERCISES[name].table(seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


@pytest.mark.parametrize("seed", (None, 0))
def test_a_sweep_that_multiplies_anew_earns_the_points_for_its_numbers(seed):
    for anew in (
        lambda rates: [math.prod(rates[i:], start=1.0) for i in range(len(rates) + 1)],
        lambda rates: [float(np.prod(rates[i:])) for i in range(len(rates) + 1)],
    ):
        found = said_about("backward_sweep", anew, seed)
        assert (found.name, found.share) == ("each-anew", pytest.approx(2 / 3))


def test_a_sweep_that_divides_its_way_along_is_told():
    def divides(rates):
        total = math.prod(rates)
        found = [total]
        for rate in rates:
            found.append(found[-1] / rate)
        return found

    found = said_about("backward_sweep", divides)
    assert (found.name, found.share) == ("each-anew", pytest.approx(2 / 3))
    assert "more multiplications than there are machines" in found.message


@pytest.mark.parametrize("seed", (None, 0))
def test_a_prediction_that_measures_a_slope_runs_the_machines_elsewhere(seed):
    def measured(x, dx, machines, rates):
        def output(t):
            for machine in machines:
                t = machine(t)
            return t

        return (output(x + 1e-6) - output(x - 1e-6)) / 2e-6 * dx

    found = said_about("predict_change", measured, seed)
    assert (found.kind, found.share) == ("form", 0)
    assert "lets a machine work on a number that it never receives" in found.message


# --- what learners really write -------------------------------------------------------------------


def test_common_slips_get_a_sentence():
    def forgets_return(x, machines):
        values = [x]
        for machine in machines:
            values.append(machine(values[-1]))

    def returns_too_early(x, machines):
        values = [x]
        for machine in machines:
            values.append(machine(values[-1]))
            return values
        return values

    def append_returned(rates):
        s = [1.0]
        for r in reversed(rates):
            s = s.append(r * s[-1])
        return s

    def whole_lists(x, machines, rates):
        return rates(machines)

    assert "returns nothing" in said_about("run_machines", forgets_return).message
    assert said_about("run_machines", returns_too_early).name == "first-machine-only"
    assert said_about("backward_sweep", append_returned).kind == "crashed"
    assert said_about("local_rates", whole_lists).kind == "crashed"
    assert said_about("overall_rate", lambda rates: sum(rates)).name == "added"
    unknown = said_about("predict_change", lambda x, dx, machines, rates: 3 * dx + 0.7)
    assert "measured at x the whole belt has the rate" in unknown.message


# --- no sentence gives the answer away ------------------------------------------------------------


def test_a_return_that_is_not_reached_and_one_of_nothing_are_told_apart():
    def in_the_loop(rates):
        product = 1.0
        for rate in rates:
            product *= rate
            return product

    def reverses(rates):
        s = [1.0]
        for rate in reversed(rates):
            s.append(rate * s[-1])
        return s.reverse()

    def iterates(rates):
        s = [1.0]
        for rate in reversed(rates):
            s.append(rate * s[-1])
        return reversed(s)

    def skips_its_own(rates):
        return [math.prod(rates[i + 1 :]) for i in range(len(rates))] + [1.0]

    def from_the_left_anew(rates):
        return [math.prod(rates[:i], start=1.0) for i in range(len(rates) + 1)]

    assert said_about("backward_sweep", from_the_left_anew).name == "forward-products"
    assert said_about("overall_rate", in_the_loop).name == "stopped"
    told = said_about("backward_sweep", reverses).message
    assert "reverse() changes things in place" in told
    assert "end it with return" not in told
    assert "list(...)" in said_about("backward_sweep", iterates).message
    assert said_about("backward_sweep", skips_its_own).name == "own-rate-missing"


def test_values_of_other_places_are_told_from_rates():
    def leaked(x, machines, rates):
        values, found = in_turn(x, machines), []
        for rate in rates:
            for value in values:
                slope = rate(value)
            found.append(slope)
        return found

    def shifted(x, machines, rates):
        values = in_turn(x, machines)
        return [rates[i](values[i - 1]) for i in range(len(rates))]

    assert said_about("local_rates", leaked).name == "all-at-the-end"
    assert said_about("local_rates", shifted).name == "one-too-early"
    apart = said_about("local_rates", lambda x, machines, rates: np.diff(in_turn(x, machines)))
    assert apart.name == "value-differences"


def in_turn(x, machines):
    values = [x]
    for machine in machines:
        values.append(machine(values[-1]))
    return values


def test_a_sum_that_starts_from_one_is_a_sum():
    def sums(rates):
        total = 1
        for rate in rates:
            total += rate
        return total

    assert said_about("overall_rate", sums).name == "added-from-one"


def test_an_empty_belt_is_shown_only_where_no_other_is_wrong():
    def of_none(rates):
        return math.prod(rates) if rates else -1.0

    assert "hands a nudge on as it is" in said_about("overall_rate", of_none).message
    squares = said_about("overall_rate", lambda rates: np.dot(rates, rates)).message
    assert "becomes 3.23, then −1.347" in squares

    def no_output(rates):
        found = [1.0 if rates else 0.0]
        for rate in reversed(rates):
            found.insert(0, rate * found[0])
        return found

    swept = said_about("backward_sweep", no_output).message
    assert "all is right" not in swept and "backward_sweep([]) gives [0]" in swept


def test_a_prediction_of_another_size_is_not_called_near():
    told = said_about("predict_change", lambda x, dx, machines, rates: dx**2 + x).message
    assert "measured at x the whole belt has the rate" in told
    assert "not far from right" not in told


def test_evidence_shows_what_comes_by_hand():
    ran = said_about("run_machines", lambda x, machines: [x] * (1 + len(machines))).message
    assert "by hand, puts [−0.6, 0.5488" in ran
    product = said_about("overall_rate", lambda rates: 0.5 + sum(rates)).message
    assert "becomes 3.23, then −1.347" in product
    swept = said_about("backward_sweep", lambda rates: [*rates[::-1], 1.0]).message
    assert "a nudge of 1 in front of machine 1 comes out as −1.347" in swept


def everything_said(exercise):
    yield from (known.message for known in exercise.misconceptions)
    yield from exercise.hints
    yield from (exercise.success, exercise.see)
    yield from clauses_of(exercise.table().measured)


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_code(exercise):
    source = inspect.getsource(exercise.reference)
    lines = [line.strip() for line in source.split("\n")]
    steps = [line for line in lines if line.startswith(("sens", "values.", "product *", "return"))]
    assert steps
    for sentence in everything_said(exercise):
        assert not gives_away(sentence, source), sentence
        assert not any(step in sentence for step in steps), sentence
        assert "[-1]" not in sentence and "for " + "rate in" not in sentence, sentence


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        ("predict_change", "Return overall_rate(local_rates(x, machines, rates)) * dx."),
        ("predict_change", "It is dx * overall_rate(local_rates(x, machines, rates))."),
    ],
)
def test_a_leak_would_be_noticed(name, leak):
    assert gives_away(leak, inspect.getsource(EXERCISES[name].reference))


def test_the_belt_of_the_lesson_is_not_probed_where_the_lesson_runs_it():
    for name in ("run_machines", "local_rates", "predict_change"):
        for probe in EXERCISES[name].probes():
            machines = next(a for a in probe.args if isinstance(a, list))
            assert not (machines[:2] == [times(3), square] and probe.args[0] == 0.4)


# --- a slip costs its points once -----------------------------------------------------------------

SLIPPED = """
def run_machines(x, machines):
    for machine in machines:
        yield machine(x)

def local_rates(x, machines, rates):
    received = run_machines(x, machines)
    return [rate(v) for rate, v in zip(rates, received)]

def overall_rate(rates):
    return sum(rates)

def predict_change(x, dx, machines, rates):
    return overall_rate(local_rates(x, machines, rates)) * dx
"""


@pytest.mark.parametrize("seed", (None, 1, 2))
@pytest.mark.parametrize("name", ["local_rates", "predict_change"])
def test_what_is_built_on_a_slip_is_judged_for_its_own_line(name, seed):
    names = {}
    exec(SLIPPED, names)
    table = EXERCISES[name].table(seed)
    found = diagnose(run_probes(names[name], table.driver, table.probes), table)
    assert (found.kind, found.share) == ("right", 1.0), found.message
