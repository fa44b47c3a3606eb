"""Lesson 01's references against measurements, and its sentences against giving the answer away."""

import cmath
import inspect
import math
import re

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.machines import Machine
from chainrule.probing import run_probes
from seeds import hidden, visible_and_hidden
from sentences import clauses_of, gives_away

from autograders.exercises import EXERCISES, exercises_of

SEEDS = visible_and_hidden(12)
LESSON = exercises_of("01_chain_rule")


# --- independent oracles --------------------------------------------------------------------------


def complex_step(h, x):
    """Im h(x + iε)/ε: a derivative without differences, exact to the last digits."""
    return h(complex(x, 1e-30)).imag / 1e-30


FUNCTIONS = {
    "d_power": lambda x: (3 * x + 1) ** 5,
    "d_sin_square": lambda x: cmath.sin(x * x),
    "d_triple": lambda x: cmath.exp(cmath.sin(x * x)),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_exact_derivatives_agree_with_the_complex_step(name, seed):
    exercise = EXERCISES[name]
    for probe in exercise.probes(seed):
        (x,) = probe.args
        assert exercise.reference(x) == pytest.approx(complex_step(FUNCTIONS[name], x), rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_chain_rule_agrees_with_the_complex_step_of_the_composition(seed):
    exercise = EXERCISES["chain_rule"]
    for probe in exercise.probes(seed):
        df, g, dg, x = probe.args
        assert dg == g.derivative()
        outer = next(f for f in OUTER if f.derivative() == df)
        due = complex_step(lambda z, outer=outer, g=g: outer(g(z)), x)
        assert exercise.reference(*probe.args) == pytest.approx(due, rel=1e-12)


OUTER = [Machine(wave, c) for wave in ("sin", "cos", "exp") for c in (1, 2)] + [
    Machine("power", n, c) for n in (-1, 3, 4) for c in (-1, 1)
]


@pytest.mark.parametrize("seed", SEEDS)
def test_slope_agrees_with_taylor(seed):
    """The central difference is f′ + h²f‴/6 + h⁴f⁽⁵⁾/120 + …, for our functions within h⁶."""
    exercise = EXERCISES["slope"]
    for probe in exercise.probes(seed):
        f, x = probe.args
        h = probe.kwargs.get("h", 1e-5)
        derivatives = [f]
        for _ in range(9):
            derivatives.append(derivatives[-1].derivative())
        due = sum(derivatives[n](x) * h ** (n - 1) / math.factorial(n) for n in (1, 3, 5, 7, 9))
        assert exercise.reference(*probe.args, **probe.kwargs) == pytest.approx(due, rel=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_compose_runs_one_machine_after_the_other(seed):
    exercise = EXERCISES["compose"]
    for probe, outcome in zip(
        exercise.probes(seed), exercise.run(exercise.reference, exercise.probes(seed)), strict=True
    ):
        f, g = probe.args
        middles = [g(x) for x in probe.kwargs["at"]]
        assert outcome.value == {"values": [f(u) for u in middles], "called_early": False}


# --- the rules for probes -------------------------------------------------------------------------


def inputs(exercise, seed):
    for probe in exercise.probes(seed):
        yield from probe.kwargs.get("at", [a for a in probe.args if not isinstance(a, Machine)])


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_probes_obey_the_rules(exercise, seed):
    numbers = list(inputs(exercise, seed))
    assert not {0, 1, -1} & set(numbers)
    assert len(set(numbers)) == len(numbers)
    assert any(n < 0 for n in numbers)
    assert any(abs(n) > 2 for n in numbers)
    assert any(type(n) is int for n in numbers)


@pytest.mark.parametrize("name", ["d_power", "d_sin_square", "d_triple"])
@pytest.mark.parametrize("seed", SEEDS)
def test_measured_slopes_do_not_pass_for_exact_ones(name, seed):
    """Whatever the step, one-sided, central or by four points: a finite difference is noticed.

    The exception are the visible inputs, which lie close together: four points on a polynomial of
    degree five pass there, and fail at the hidden ones (see test_measured_slopes).
    """
    exercise, h = EXERCISES[name], lambda x: complex(FUNCTIONS[name](x)).real

    def central(step):
        return lambda x: (h(x + step) - h(x - step)) / (2 * step)

    def forward(step):
        return lambda x: (h(x + step) - h(x)) / step

    def four_points(step):
        return lambda x: (4 * central(step)(x) - central(2 * step)(x)) / 3

    table = exercise.table(seed)
    visible = seed is None and name == "d_power"
    ways = (central, forward) if visible else (central, forward, four_points)
    for way in ways:
        for exponent in range(2, 11):
            found = diagnose(run_probes(way(10.0**-exponent), "call", table.probes), table)
            assert found.kind != "right", (way.__name__, exponent)
            if exponent == 6 or (exponent == 5 and way is not forward):
                assert found.name == "measured", (way.__name__, exponent)


# --- what learners really write -------------------------------------------------------------------


def said_about(name, function):
    table = EXERCISES[name].table()
    return diagnose(run_probes(function, table.driver, table.probes), table)


def test_common_slips_get_their_own_sentence():
    assert said_about("compose", lambda f, g: f(g)).name == "machine-as-input"
    assert said_about("compose", lambda f, g: g(f(2.0))).name == "value-returned"
    assert "returns nothing" in said_about("compose", lambda f, g: print(f(g(2.0)))).message
    doubled = said_about("compose", lambda f, g: lambda x: 2 * x * x)
    assert doubled.name == "fixed-square-and-double"
    assert said_about("slope", lambda f, x, h=1e-5: x + x).name == "fixed-slope"
    stopped = said_about("d_triple", lambda x: np.exp(np.sin(x * x) - 1) * np.sin(x * x))
    assert stopped.name == "power-rule-alone"
    caret = said_about("d_power", lambda x: 15 * (3 * x + 1) ^ 4).message
    assert caret.startswith("d_power(0.4) stops at `") and caret.endswith(
        "`: in Python ^ is not a power: write **."
    )
    five = 5
    juxtaposed = said_about("d_power", lambda x: five(3 * x + 1) ** 4)
    assert "write * between a number and a bracket" in juxtaposed.message
    no_default = said_about("slope", lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h))
    assert "a call leaves out an argument" in no_default.message

    def slope(f, x):
        return f(x)

    assert "does not fit your def line" in said_about("slope", slope).message
    assert no_default.share == 0.5
    uncalled = said_about("chain_rule", lambda df, g, dg, x: df * dg)
    assert "calculates with a function itself" in uncalled.message
    unfed = said_about("chain_rule", lambda df, g, dg, x: df(g) * dg(x))
    assert "was fed a function" in unfed.message
    assert said_about("d_sin_square", lambda x: 2 * np.cos(x**2)).name == "inner-constant"
    two = said_about("d_triple", lambda x: -np.exp(np.sin(x**2)) * np.cos(x**2))
    assert two.kind == "two_slips"


def test_a_slope_without_its_sign_does_not_pass():
    found = said_about("slope", lambda f, x, h=1e-5: abs(f(x + h) - f(x - h)) / (2 * h))
    assert found.kind != "right"


def test_slips_that_lessons_warn_of_are_named():
    sin, cos, exp = np.sin, np.cos, np.exp
    named = {
        "d_sin_square": {
            "product-rule": lambda x: cos(x) * x**2 + sin(x) * 2 * x,
            "slope-inside": lambda x: cos(x**2 * 2 * x),
            "function-itself": lambda x: sin(x**2),
        },
        "d_triple": {
            "inner-constant": lambda x: exp(sin(x**2)) * cos(x**2) * 2,
            "power-rule-outside": lambda x: sin(x**2) * exp(sin(x**2) - 1) * cos(x**2) * 2 * x,
            "cosine-in-exponent": lambda x: exp(cos(x**2)) * cos(x**2) * 2 * x,
        },
        "d_power": {
            "inner-value": lambda x: 5 * (3 * x + 1) ** 5,
            "power-distributed": lambda x: 15 * x**4,
            "function-itself": lambda x: (3 * x + 1) ** 5,
        },
        "chain_rule": {
            "product-rule": lambda df, g, dg, x: df(x) * g(x) + dg(x),
            "product-rule-at-u": lambda df, g, dg, x: df(g(x)) * x + g(x) * dg(x),
        },
    }
    for name, slips in named.items():
        for slip, function in slips.items():
            assert said_about(name, function).name == slip
    receives = said_about("d_power", lambda x: 5 * x**4 * 3).message
    assert "receives 3x + 1" in receives, "two causes give these values: name what they share"
    for name in ("d_power", "d_sin_square", "d_triple"):
        assert not re.search(r"\bh\b", said_about(name, FUNCTIONS_THEMSELVES[name]).message)


def test_a_plus_between_slopes_that_multiply_is_named():
    """Wherever among the factors it stands; as learners write it, one line for each."""
    sin, cos, exp = np.sin, np.cos, np.exp
    added = {
        "d_power": {
            "added": lambda x: 3 + 5 * (3 * x + 1) ** 4,
            "factors-added": lambda x: 8 * (3 * x + 1) ** 4,
        },
        "d_sin_square": {
            "added": lambda x: cos(x**2) + 2 * x,
            "inner-sum": lambda x: (x + 2) * cos(x**2),
            "two-added": lambda x: 2 * x + x * cos(x**2),
            "x-added": lambda x: 2 * cos(x * x) + x,
        },
        "d_triple": {
            "added": lambda x: 2 * x + cos(x**2) + exp(sin(x**2)),
            "last-added": lambda x: cos(x**2) * exp(sin(x**2)) + x + x,
            "first-added": lambda x: 2 * x * cos(x**2) + exp(sin(x**2)),
            "outer-two-added": lambda x: 2 * x * cos(x**2) + 2 * x * exp(sin(x**2)),
            "inner-two-added": lambda x: (2 * x + cos(x**2)) * exp(sin(x**2)),
            "inner-sum": lambda x: (2 + x) * cos(x**2) * exp(sin(x**2)),
            "x-added": lambda x: 2 * cos(x**2) * exp(sin(x**2)) + x,
        },
    }
    for name, slips in added.items():
        for slip, function in slips.items():
            for seed in (None, 3):
                table = EXERCISES[name].table(seed)
                outcomes = run_probes(function, table.driver, table.probes)
                assert diagnose(outcomes, table).name == slip, (name, slip, seed)


FUNCTIONS_THEMSELVES = {
    "d_power": lambda x: (3 * x + 1) ** 5,
    "d_sin_square": lambda x: np.sin(x**2),
    "d_triple": lambda x: np.exp(np.sin(x**2)),
}


@pytest.mark.parametrize("exercise", LESSON[1:], ids=lambda e: e.name)
@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_a_rounded_answer_does_not_pass_the_check(exercise, decimals):
    def rounded(*args, **kwargs):
        return round(float(exercise.reference(*args, **kwargs)), decimals)

    assert said_about(exercise.name, rounded).kind != "right"


def test_printing_and_forgetting_to_return_are_told():
    def prints(x):
        print(x)

    def forgets(x):
        slope = 15 * (3 * x + 1) ** 4  # noqa: F841

    assert "prints, but returns nothing" in said_about("d_power", prints).message
    assert "works something out but returns nothing" in said_about("d_power", forgets).message


def test_an_unknown_answer_is_met_with_a_measurement():
    unknown = said_about("d_power", lambda x: 7 * x + 2)
    assert unknown.message == (
        "d_power(0.4) gives 4.8, but the slope measured there is 351.4; of each machine alone, at "
        "what it receives: 3 (inside), 117.1 (fifth power)."
    )
    linked = said_about("chain_rule", lambda df, g, dg, x: df(g(x)) * dg(x) * g(x) * x)
    assert "of g alone 0.6703, and of f alone, nudged at what it receives, 1.205" in linked.message
    between = said_about("compose", lambda f, g: lambda x: f(g(x)) + x)
    assert "g makes 0.25 of 0.5, and f goes on from there" in between.message
    assert all(all(exercise.table().measured) for exercise in LESSON)


def test_constants_that_stand_at_the_wrong_place_are_named():
    named = {
        "constant-kept": lambda x: 20 * (3 * x + 1) ** 4,
        "all-in-power": lambda x: (5 * (3 * x + 1) * 3) ** 4,
        "inner-in-power": lambda x: 5 * (9 * x + 3) ** 4,
        "five-in-power": lambda x: 3 * (15 * x + 5) ** 4,
        "five-twice": lambda x: 5 * (3 * x + 1) ** 4 * 3 * 5,
        "divided": lambda x: 5 * (3 * x + 1) ** 4 / 3,
        "factors-added": lambda x: 8 * (3 * x + 1) ** 4,
        "lost-one-no-inner": lambda x: 405 * x**4,
        "x-for-inner": lambda x: 5 * x * (3 * x + 1) ** 4,
        "new-exponent-down": lambda x: 12 * (3 * x + 1) ** 4,
    }
    for name, function in named.items():
        assert said_about("d_power", function).name == name


def test_minus_the_sine_is_one_slip_and_sin_2x_blames_no_cause():
    minus = said_about("d_sin_square", lambda x: -2 * x * np.sin(x * x))
    assert minus.name == "minus-sine"
    of_three = said_about("d_triple", lambda x: -2 * x * np.sin(x**2) * np.exp(np.sin(x**2)))
    assert of_three.name == "minus-sine"
    inside = said_about("d_sin_square", lambda x: np.sin(2 * x)).message
    assert "holds sin 2x" in inside and "You differentiated" not in inside


def test_another_step_is_told_as_such():
    def wider(divisor):
        return lambda f, x, h=1e-5: (f(x + 2 * h) - f(x - 2 * h)) / (divisor * h)

    assert said_about("slope", wider(4)).name == "double-step"
    assert said_about("slope", wider(2)).name == "double-step-over-two"
    right_only = said_about("slope", lambda f, x, h=1e-5: (f(x + 2 * h) - f(x)) / (2 * h))
    assert right_only.name == "forward-two"
    still = said_about("slope", lambda f, x, h=1e-5: (f(x - h) - f(x - h)) / (2 * h))
    assert still.name == "no-difference"
    exact = said_about("slope", lambda f, x, h=1e-5: f.derivative()(x))
    assert exact.name == "own-h" and "step of your own" not in exact.message


@pytest.mark.parametrize("step", [1e-2, 1e-3, 1e-10])
def test_a_default_step_that_does_not_suit_is_told_from_rounding(step):
    found = said_about("slope", lambda f, x, h=step: (f(x + h) - f(x - h)) / (2 * h))
    assert found.message.startswith(
        "With a step that you pass all is right, but not with the default step: there your numbers "
        "are nearly right but not exactly"
    )


@pytest.mark.parametrize("seed", hidden(20))
def test_what_comes_out_of_the_inner_machine_keeps_its_sign(seed):
    table = EXERCISES["compose"].table(seed)
    sizes = run_probes(lambda f, g: lambda x: f(abs(g(x))), table.driver, table.probes)
    assert diagnose(sizes, table).kind != "right"


def test_machines_run_early_or_always_the_same_are_told():
    def early(f, g):
        inner = g(0.5)
        return lambda x: f(inner)

    assert "calls a function before there is an input" in said_about("compose", early).message
    fixed = said_about("compose", lambda f, g: lambda x: np.sin(x**2))
    assert fixed.name == "fixed-machines"


def test_slips_of_one_kind_are_not_taken_for_two():
    assert said_about("slope", lambda f, x, h=1e-5: (f(x + h) - f(x - h)) / 2).name == "halved"
    doubled = said_about("d_sin_square", lambda x: np.cos(x**2) * 2 * x**2)
    assert doubled.name == "inner-value-doubled"
    value_too = said_about("d_triple", lambda x: EXERCISES["d_triple"].reference(x) * x**2)
    assert value_too.name == "inner-value-too"


def test_a_measured_inner_slope_does_not_pass_for_the_one_handed_over():
    for seed in hidden(6):
        exercise = EXERCISES["chain_rule"]
        for h in (1e-4, 1e-5, 1e-6):

            def measures(df, g, dg, x, h=h):
                return df(g(x)) * (g(x + h) - g(x - h)) / (2 * h)

            table = exercise.table(seed)
            outcomes = run_probes(measures, table.driver, table.probes)
            assert diagnose(outcomes, table).share < 1


# --- no sentence gives the answer away ------------------------------------------------------------


def everything_said(exercise):
    yield from (known.message for known in exercise.misconceptions)
    yield from exercise.hints
    yield from (exercise.success, exercise.see)
    yield from clauses_of(exercise.table().measured)


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    source = inspect.getsource(exercise.reference)
    for sentence in everything_said(exercise):
        assert not gives_away(sentence, source), sentence


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        ("compose", "Return a function that gives f(g(x))."),
        ("slope", "It should be (f(x + h) − f(x − h)) / (2h)."),
        ("chain_rule", "Multiply: df(g(x)) · dg(x)."),
        ("chain_rule", "Multiply dg(x)*df(g(x)) instead."),
        ("d_power", "The answer is 5(3x + 1)⁴ · 3."),
        ("d_power", "The answer is 15(3x+1)⁴."),
        ("d_sin_square", "It is cos(x²) · 2x."),
        ("d_sin_square", "It is 2x cos(x²), of course."),
        ("d_triple", "Write exp(sin(x²)) · cos(x²) · 2x."),
        ("d_triple", "Write np.exp(np.sin(x**2)) * np.cos(x**2) * 2 * x."),
    ],
)
def test_a_leak_would_be_noticed(name, leak):
    assert gives_away(leak, inspect.getsource(EXERCISES[name].reference))
