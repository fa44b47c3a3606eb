"""Drivers that also look at the way to an answer: what was called where, and how much was done."""

import copy
import itertools
import math
import operator

import numpy as np
import pytest
from chainrule.counting import Counted, Tally, multiplications
from chainrule.machines import sin, square, times
from chainrule.probing import REMARKS, Outcome, Probe, run_probes
from chainrule.probing.drivers import LONG

CHAIN = [times(3), square, sin]


def outcome_at_x(function, x=0.4):
    (outcome,) = run_probes(function, "call_at_x", [Probe((x, 0.01, CHAIN))])
    return outcome


def run(x, machines):
    for machine in machines:
        x = machine(x)
    return x


# --- call_at_x ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "honest",
    [
        lambda x, dx, machines: run(x, machines),
        lambda x, dx, machines: run(x, machines) + run(x, machines),
        lambda x, dx, machines: run(x, copy.copy(machines)),
        lambda x, dx, machines: run(np.float64(x), copy.deepcopy(machines)),
        lambda x, dx, machines: dx * len(machines),
        lambda x, dx, machines: run(x, [m for m in machines if m.name]),
    ],
)
def test_running_at_x_is_nothing_to_remark(honest):
    outcome = outcome_at_x(honest)
    assert (outcome.kind, outcome.remark, outcome.mutated) == ("value", "", False)


@pytest.mark.parametrize(
    "elsewhere",
    [
        lambda x, dx, machines: run(x + dx, machines),
        lambda x, dx, machines: (run(x + 1e-9, machines) - run(x - 1e-9, machines)) / 2e-9,
        lambda x, dx, machines: run(x, machines[::-1]),
        lambda x, dx, machines: sum(machine(x) for machine in machines),
        lambda x, dx, machines: machines[0](np.array([x, x])).sum(),
    ],
)
def test_running_anywhere_else_is_remarked(elsewhere):
    outcome = outcome_at_x(elsewhere)
    assert (outcome.kind, outcome.remark) == ("value", "elsewhere")


def test_what_is_done_to_the_list_of_machines_shows():
    def empties(x, dx, machines):
        while machines:
            x = machines.pop(0)(x)
        return x

    def reverses(x, dx, machines):
        machines.reverse()
        return x

    assert outcome_at_x(empties).mutated
    assert outcome_at_x(reverses).mutated
    assert len(CHAIN) == 3


def test_a_crash_is_told_as_ever():
    outcome = outcome_at_x(lambda x, dx, machines: machines[3](x))
    assert (outcome.kind, outcome.error) == ("crashed", "IndexError")
    assert outcome_at_x(lambda x, dx, machines: None).value is None


# --- call_counting --------------------------------------------------------------------------------

RATES = [0.5, -2.0, 3.0, 1.5, -0.7, 2.5]


def sweep(rates):
    found = [1.0]
    for rate in reversed(rates):
        found.append(rate * found[-1])
    return found[::-1]


ONCE = {
    "loop": sweep,
    "other side": lambda rates: list(
        itertools.accumulate(rates[::-1], lambda done, rate: done * rate, initial=1.0)
    )[::-1],
    "operator": lambda rates: [*itertools.accumulate(rates[::-1], operator.mul, initial=1)][::-1],
    "cumprod": lambda rates: list(np.cumprod([1.0, *rates[::-1]])[::-1]),
    "array": lambda rates: list(np.cumprod(np.append(1.0, np.array(rates, float)[::-1]))[::-1]),
    "floats": lambda rates: sweep([float(rate) for rate in rates]),
}
AGAIN = {
    "math.prod": lambda rates: [math.prod(rates[i:]) for i in range(len(rates) + 1)],
    "np.prod": lambda rates: [float(np.prod(rates[i:])) for i in range(len(rates) + 1)],
    "divides": lambda rates: (
        [math.prod(rates)]
        + [math.prod(rates) / math.prod(rates[: i + 1]) for i in range(len(rates))]
    ),
    "powers": lambda rates: [rate**2 * rate**-1 for rate in rates],
}


@pytest.mark.parametrize("function", ONCE.values(), ids=ONCE.keys())
def test_one_multiplication_for_each_number_is_nothing_to_remark(function):
    (outcome,) = run_probes(function, "call_counting", [Probe((RATES,))])
    assert outcome.remark == ""
    assert outcome.value == pytest.approx(sweep(RATES))


@pytest.mark.parametrize("function", AGAIN.values(), ids=AGAIN.keys())
def test_more_multiplications_are_remarked_where_it_matters(function):
    short = Probe((RATES[: LONG - 1],))
    outcomes = run_probes(function, "call_counting", [Probe((RATES,)), short, Probe(([],))])
    assert [outcome.remark for outcome in outcomes] == ["extra_work", "", ""]


def test_the_answer_is_that_of_the_plain_numbers(capsys):
    def choosy(rates):
        print("seen")
        if type(rates[0]) is not float:
            raise TypeError("floats only")
        return 2.0

    (outcome,) = run_probes(choosy, "call_counting", [Probe((RATES,))])
    assert (outcome.value, outcome.remark) == (2.0, "")
    assert capsys.readouterr().out == "seen\n", "printed once"


def test_counted_numbers_calculate_as_floats_do():
    tally = Tally()
    a, b = Counted(3.0, tally), Counted(-0.5, tally)
    results = [a * b, 2 * a, a / b, 1 / a, a**2, 2**a, a + b, 1 - a, -a, abs(b), a * np.float64(2)]
    due = [-1.5, 6, -6, 1 / 3, 9, 8, 2.5, -2, -3, 0.5, 6]
    assert [float(result) for result in results] == pytest.approx(due)
    assert tally.count == 7
    assert a > b and b <= 0 and a == 3.0 and a != b and bool(a) and repr(a) == "3.0"


@pytest.mark.parametrize(("function", "due"), [(sweep, 6), (AGAIN["math.prod"], 21)])
def test_multiplications_are_counted(function, due):
    assert multiplications(function, RATES) == due


# --- remarks --------------------------------------------------------------------------------------


def test_a_remark_travels_and_can_be_nothing_but_a_known_one():
    outcome = Outcome("value", value=1.0, remark="elsewhere")
    assert Outcome.from_json(outcome.to_json()) == outcome
    for forged in ("the third rate is 0.7", 3, ["elsewhere"], None):
        assert Outcome.from_json({**outcome.to_json(), "remark": forged}).remark == ""
    assert all(clause[0].islower() and not clause.endswith(".") for clause in REMARKS.values())
