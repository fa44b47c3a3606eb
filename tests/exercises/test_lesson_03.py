"""Lesson 03's references against measurements, and its fairness to who slipped further up."""

import cmath
import inspect
import math

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.probing import run_probes
from seeds import visible_and_hidden
from sentences import clauses_of, gives_away

from autograders.exercises import EXERCISES, exercises_of

SEEDS = visible_and_hidden(12)
LESSON = exercises_of("03_gas_pedal")


# --- independent oracles --------------------------------------------------------------------------


def revs(p):
    return 6000 - 5200 * cmath.exp(-p / 40)


def kmh(r, gear):
    """Wheel turns per minute, times the way of one turn, times 60 minutes, in kilometres."""
    return r / gear / 3.9 * math.pi * 0.64 * 60 / 1000


def kilowatts(p, gear):
    return 0.396 * (kmh(revs(p), gear) / 3.6) ** 3 / 1000


CHAINS = {
    "drpm_dpedal": lambda p: revs(p),
    "dspeed_drpm": lambda r, gear: kmh(r, gear),
    "dspeed_dpedal": lambda p, gear: kmh(revs(p), gear),
    "ddrag_dpedal": kilowatts,
}


@pytest.mark.parametrize("name", CHAINS)
@pytest.mark.parametrize("seed", SEEDS)
def test_rates_agree_with_the_complex_step(name, seed):
    exercise = EXERCISES[name]
    for probe in exercise.probes(seed):
        at, *gear = probe.args
        due = [CHAINS[name](complex(x, 1e-30), *gear).imag / 1e-30 for x in np.atleast_1d(at)]
        assert np.atleast_1d(exercise.reference(*probe.args)) == pytest.approx(due, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_rates_from_a_log_are_exact_on_parabolas_and_agree_at_the_ends(seed):
    """Inside, the measured rate is that of the parabola through three neighbouring lines."""
    exercise = EXERCISES["rates_from_log"]

    def parabola(x, y):
        inside = [
            np.polyval(np.polyder(np.polyfit(x[i - 1 : i + 2] - x[i], y[i - 1 : i + 2], 2)), 0)
            for i in range(1, len(x) - 1)
        ]
        return np.array(inside)

    for probe in exercise.probes(seed):
        p, r, v = (np.asarray(column, float) for column in probe.args)
        direct, product = exercise.reference(*probe.args)
        assert direct[1:-1] == pytest.approx(parabola(p, v), rel=1e-6)
        assert product[1:-1] == pytest.approx(parabola(r, v) * parabola(p, r), rel=1e-6)
        assert product[[0, -1]] == pytest.approx(direct[[0, -1]], rel=1e-12)


# --- the rules for probes -------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_probes_obey_the_rules(exercise, seed):
    """No 0, 1 or equal numbers, one whole number; nothing the car could not do; an uneven log."""
    whole = False
    for probe in exercise.probes(seed):
        for value in probe.args:
            numbers = np.atleast_1d(value)
            assert len(set(numbers.tolist())) == numbers.size
            assert not {0, 1} & set(numbers.tolist()) and np.all(numbers > 0)
            whole |= numbers.dtype.kind == "i"
        if exercise.name == "rates_from_log":
            assert all(np.all(np.diff(column) > 0) for column in probe.args)
            assert np.ptp(np.diff(probe.args[0])) > 2, "steps of different length"
            assert len(probe.args[0]) >= 4
        elif exercise.name != "dspeed_drpm":
            assert np.all(np.asarray(probe.args[0]) < 100)
    assert whole


# --- what learners really write -------------------------------------------------------------------


def said_about(name, function, seed=None):
    table = EXERCISES[name].table(seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


def notebook(source):
    """The functions of a learner's notebook."""
    names = {"np": np}
    exec(source, names)
    return names


SLIPPED = """
def rpm(p): return 800 + 5200 * (1 - np.exp(-p / 40))
def speed(r, gear): return r * 0.06 * np.pi * 0.64 / (3.9 * gear)
def drpm_dpedal(p): return 5200 * np.exp(-p / 40)
def dspeed_drpm(r, gear): raise NotImplementedError
def dspeed_dpedal(p, gear): return dspeed_drpm(rpm(p), gear) + drpm_dpedal(p)
def ddrag_dpedal(p, gear):
    u = speed(rpm(p), gear) / 3.6
    return 3 * 0.396 * u**2 / 1000 / 3.6 * dspeed_drpm(rpm(p), gear) * drpm_dpedal(p)
"""


@pytest.mark.parametrize("seed", (None, 0, 1))
def test_every_exercise_is_judged_for_its_own_line(seed):
    learner = notebook(SLIPPED)
    assert said_about("drpm_dpedal", learner["drpm_dpedal"], seed).name == "no-inner"
    assert said_about("dspeed_drpm", learner["dspeed_drpm"], seed).kind == "not_started"
    assert said_about("dspeed_dpedal", learner["dspeed_dpedal"], seed).name == "added"
    assert said_about("ddrag_dpedal", learner["ddrag_dpedal"], seed).kind == "right"


def test_arrays_are_half_of_the_first_exercise():
    one_by_one = said_about("drpm_dpedal", lambda p: 130 * math.exp(-p / 40))
    assert one_by_one.share == 0.5
    assert "math" in one_by_one.message or "array" in one_by_one.message


def test_each_of_the_two_measurements_earns_its_point():
    only_direct = said_about("rates_from_log", lambda p, r, v: (np.gradient(v, p), 0 * p))
    assert (only_direct.share, only_direct.name) == (0.5, "product")
    added = said_about(
        "rates_from_log", lambda p, r, v: (np.gradient(v, p), np.gradient(v, r) + np.gradient(r, p))
    )
    assert (added.share, added.name) == (0.5, "added")


def test_an_unknown_answer_is_met_with_a_measurement():
    assert "but the slope measured there is" in said_about("dspeed_dpedal", lambda p, g: p).message
    gearbox = said_about("dspeed_drpm", lambda r, gear: 1 / (r + 70 * gear)).message
    assert "from 1250 to 1350 rpm the car gains 2.209 km/h" in gearbox
    gained = said_about("rates_from_log", lambda p, r, v: (p, v)).message
    assert "for direct, at line 1, counted from 1, v gains 0.3571 per unit of p" in gained
    product = said_about(
        "rates_from_log", lambda p, r, v: (np.gradient(v, p), np.gradient(v, r) * np.gradient(p))
    ).message
    assert "for product, at line 1, counted from 1, v gains 0.1562 per unit of r" in product
    forward = said_about(
        "rates_from_log",
        lambda p, r, v: (np.gradient(v, p) + np.arange(len(p)) % 2, np.gradient(v, p)),
    ).message
    assert "at line 2, counted from 1, v gains 0.3571 before it and 0.6667 behind it" in forward
    assert all(all(exercise.table().measured) for exercise in LESSON)


@pytest.mark.parametrize("name", ["drpm_dpedal", "dspeed_dpedal", "ddrag_dpedal"])
def test_measured_slopes_do_not_pass_for_exact_ones(name):
    def central(step):
        def rate(at, *gear):
            high, low = (np.vectorize(CHAINS[name])(at + d, *gear).real for d in (step, -step))
            return (high - low) / (2 * step)

        return rate

    for exponent in range(2, 9):
        for seed in (None, 0):
            found = said_about(name, central(10.0**-exponent), seed)
            assert found.kind != "right", exponent
    assert said_about(name, central(1e-5)).name == "measured"


def test_a_factor_of_two_is_told_with_both_of_its_causes():
    def two_rpm(r, gear):
        return kmh(r + 1, gear) - kmh(r - 1, gear)

    said = said_about("dspeed_drpm", two_rpm).message
    assert "its diameter; or you gave what two rpm bring together" in said


def test_a_rate_that_grows_is_told_with_both_of_its_causes():
    said = said_about("drpm_dpedal", lambda p: 5200 / (40 * np.exp(-p / 40))).message
    assert "or the exponential stands below the line" in said


def test_a_rate_that_is_cut_off_to_nothing_is_told_so():
    said = said_about("dspeed_drpm", lambda r, gear: 0.06 * np.pi * 0.64 // (3.9 * gear)).message
    assert "if you divided with //" in said


def test_both_measurements_may_come_as_the_rows_of_one_array():
    for seed in (None, 0):
        found = said_about(
            "rates_from_log",
            lambda p, r, v: np.stack([np.gradient(v, p), np.gradient(v, r) * np.gradient(r, p)]),
            seed,
        )
        assert (found.kind, found.share) == ("right", 1)


# --- no sentence gives the answer away ------------------------------------------------------------


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    source = inspect.getsource(exercise.reference)
    said = [known.message for known in exercise.misconceptions]
    for sentence in (*said, *exercise.hints, exercise.see, *clauses_of(exercise.table().measured)):
        assert not gives_away(sentence, source), sentence


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        ("dspeed_dpedal", "Write dspeed_drpm(rpm(p), ratio) * drpm_dpedal(p)."),
        ("rates_from_log", "It is np.gradient(v, p), np.gradient(v, r) * np.gradient(r, p)."),
    ],
)
def test_a_leak_would_be_noticed(name, leak):
    assert gives_away(leak, inspect.getsource(EXERCISES[name].reference))
