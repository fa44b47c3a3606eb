"""Lesson 01, the chain rule: six exercises and the ways in which they go wrong.

Evidence marks such as [R8] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from chainrule.machines import (
    Machine,
    cos,
    cube,
    double,
    exp,
    reciprocal,
    sin,
    square,
    triple_plus_one,
)
from chainrule.probing import Probe

from autograders.backprop import chain_rule, compose, d_power, d_sin_square, d_triple, slope
from autograders.exercises.drawing import Random, between, digits, signed
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "01_chain_rule"
EXACT = 1e-12
"""Tolerance where the exact derivative is asked: no finite difference comes that close."""


def _pick(random: Random, *choices: Machine) -> Machine:
    return choices[int(random.integers(len(choices)))]


# --- 01.1 compose -------------------------------------------------------------------------------


def _called_early(f: Callable, g: Callable) -> Callable:
    g(1.5)
    return compose(f, g)


def _draw_compose(random: Random) -> list[Probe]:
    outer = [
        _pick(random, sin, cos),
        _pick(random, Machine("power", 2, 2), Machine("power", 3, 1), Machine("power", 2, -1)),
        Machine("affine", signed(random, 1.2, 3.5), signed(random, 0.4, 2.5)),
    ]
    inner = [
        Machine("affine", signed(random, 1.2, 2.5), signed(random, 0.4, 2)),
        Machine("shifted_sin", between(random, 1.3, 2.5), 1),
        # Odd ones, so that what comes out of the last is negative where its input is.
        _pick(random, cube, Machine("power", 3, 0.5), Machine("power", 3, -0.4)),
    ]
    last = (3, between(random, 2.1, 2.9), -2)
    points = [
        # Ranges that do not overlap, so that no input comes twice.
        (
            between(random, 0.2 + 0.25 * i, 0.4 + 0.25 * i),
            -between(random, 0.3 + i / 2, 0.7 + i / 2),
        )
        for i in range(3)
    ]
    return [Probe((outer[i], inner[i]), {"at": (*points[i], last[i])}) for i in range(3)]


def _in_the_middle(probe: Probe) -> list[str]:
    """For each point: what lies between the two machines."""
    _, g = probe.args
    return [
        f"g makes {digits(g(t))} of {digits(t)}, and f goes on from there"
        for t in probe.kwargs["at"]
    ]


COMPOSE = Exercise(
    name="compose",
    lesson=LESSON,
    number="01.1",
    points=2,
    reference=compose,
    visible=(
        Probe((sin, square), {"at": (0.5, 1.3, -2.2)}),
        Probe((exp, triple_plus_one), {"at": (0.4, -0.9, 2)}),
        Probe((triple_plus_one, cube), {"at": (-0.7, 1.6, 3)}),
    ),
    draw=_draw_compose,
    driver="call_result",
    misconceptions=(
        Misconception(
            "swapped",
            "You ran the machines in the other order: in f∘g the machine g acts first.",
            lambda f, g: lambda x: g(f(x)),
            "[R1][R2]",
        ),
        Misconception(
            "product",
            "You multiplied the two functions; composing feeds one's output into the other.",
            lambda f, g: lambda x: f(x) * g(x),
            "[R3][R9]",
        ),
        Misconception(
            "sum",
            "You added the two functions; composing feeds one's output into the other.",
            lambda f, g: lambda x: f(x) + g(x),
            "[R3]",
        ),
        Misconception(
            "outer-only", "The inner machine g was never run.", lambda f, g: lambda x: f(x)
        ),
        Misconception(
            "inner-only", "The outer machine f was never run.", lambda f, g: lambda x: g(x)
        ),
        Misconception(
            "outer-twice",
            "You ran the outer machine twice; the inner one comes first, and once each will do.",
            lambda f, g: lambda x: f(f(x)),
        ),
        Misconception(
            "inner-twice",
            "You ran the inner machine twice; its output goes to the outer one.",
            lambda f, g: lambda x: g(g(x)),
        ),
        Misconception(
            "called-early",
            "You ran a machine while building the new one: there is no input yet, so nothing may "
            "run before the returned function is called.",
            _called_early,
        ),
        Misconception(
            "machine-as-input",
            "You handed one machine to the other as if it were a number: a machine has to be run "
            "on an input first, and its output goes on.",
            lambda f, g: f(g),
        ),
        Misconception(
            "input-missing",
            "There is no x yet while you build: make a new function that takes x, and give that "
            "back.",
            lambda f, g: f(g(x)),  # type: ignore[name-defined]  # noqa: F821
        ),
        Misconception(
            "value-returned",
            "You returned a number, worked out at an input of your own; what is wanted is a new "
            "function that waits for its input.",
            lambda f, g: f(g(1.5)),
        ),
        Misconception(
            "fixed-machines",
            "What you built runs sin and square whatever is handed over; let it run f and g.",
            lambda f, g: lambda x: sin(square(x)),
        ),
        Misconception(
            "fixed-square-and-double",
            "What you built doubles a square whatever is handed over; let it run f and g.",
            lambda f, g: lambda x: double(square(x)),
        ),
        Misconception(
            "pair-returned",
            "You returned the two functions side by side; joining them makes one new function.",
            lambda f, g: (f, g),
        ),
    ),
    see="“Inner and outer”",
    hints=(
        "follow one number through both machines on paper: which machine receives it, and what "
        "does the other one receive?",
        "go back to “Inner and outer” and name the value in the middle: which machine makes it, "
        "and which one receives it?",
    ),
    measure=_in_the_middle,
)


# --- 01.2 slope ---------------------------------------------------------------------------------


def _slope_one_sided(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + h) - f(x)) / h


def _slope_left(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x) - f(x - h)) / h


def _slope_no_two(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + h) - f(x - h)) / h


def _slope_brackets(f: Callable, x: float, h: float = 1e-5) -> float:
    return f(x + h) - f(x - h) / (2 * h)


def _slope_no_brackets(f: Callable, x: float, h: float = 1e-5) -> float:
    return f(x + h) - f(x - h) / 2 * h


def _slope_halved(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + h) - f(x - h)) / 2


def _slope_upside_down(f: Callable, x: float, h: float = 1e-5) -> float:
    return 2 * h / (f(x + h) - f(x - h))


def _slope_flipped(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x - h) - f(x + h)) / (2 * h)


def _slope_own_step(f: Callable, x: float, h: float = 1e-5) -> float:
    return slope(f, x)


def _slope_times_h(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + h) - f(x - h)) / 2 * h


def _slope_undivided(f: Callable, x: float, h: float = 1e-5) -> float:
    return f(x + h) - f(x - h)


def _slope_one_step_over_two(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + h) - f(x)) / (2 * h)


def _slope_added(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + h) + f(x - h)) / (2 * h)


def _slope_half_step(f: Callable, x: float, h: float = 1e-5) -> float:
    return slope(f, x, h / 2)


def _slope_double_step(f: Callable, x: float, h: float = 1e-5) -> float:
    return slope(f, x, 2 * h)


def _slope_double_step_over_two(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + 2 * h) - f(x - 2 * h)) / (2 * h)


def _slope_forward_two(f: Callable, x: float, h: float = 1e-5) -> float:
    return slope(f, x + h, h)


def _slope_of_one_point(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x + h) - f(x + h)) / (2 * h)


def _slope_from_origin(f: Callable, x: float, h: float = 1e-5) -> float:
    return f(x) / x


def _slope_of_inputs(f: Callable, x: float, h: float = 1e-5) -> float:
    return (f(x) + h - (f(x) - h)) / (2 * h)


def _draw_slope(random: Random) -> list[Probe]:
    by_default = "the default step"
    given = "a step that you pass"
    bent = (exp, sin, cube, Machine("power", 4, 0.5), Machine("cos", 2), Machine("exp", -0.5))
    return [
        Probe((_pick(random, *bent), between(random, 0.3, 1.4)), part=by_default),
        Probe((_pick(random, *bent), -between(random, 2.05, 2.6)), part=by_default),
        Probe(
            (_pick(random, cube, Machine("power", 4, 0.5)), between(random, 1.45, 2.8)),
            {"h": between(random, 0.1, 0.4)},
            part=given,
        ),
        Probe(
            (_pick(random, exp, Machine("shifted_sin", 2, 3)), -between(random, 0.4, 1.9)),
            {"h": between(random, 0.2, 0.6)},
            part=given,
        ),
        Probe(
            (Machine("power", 3, signed(random, 0.4, 1.6)), int(random.choice([-3, -2, 2, 3]))),
            {"h": between(random, 0.3, 0.7)},
            part=given,
        ),
    ]


def _measured_between(probe: Probe) -> str:
    value = slope(*probe.args, **probe.kwargs)
    return f"a ruler through the two points has the slope {digits(value)}"


SLOPE = Exercise(
    name="slope",
    lesson=LESSON,
    number="01.2",
    points=2,
    reference=slope,
    visible=(
        Probe((sin, 0.4), part="the default step"),
        Probe((exp, -0.7), part="the default step"),
        Probe((cube, 2.3), {"h": 0.5}, part="a step that you pass"),
        # Here the curve falls, so that the sign counts.
        Probe((Machine("shifted_sin", 2, 3), -2.3), {"h": 0.25}, part="a step that you pass"),
        Probe((cube, -2), {"h": 0.7}, part="a step that you pass"),
    ),
    draw=_draw_slope,
    # A measured slope carries round-off of about 1e-11; an honest variant must not fail for that.
    tolerance=1e-7,
    parts={"the default step": 1, "a step that you pass": 1},
    # With a step of 1e-5 a one-sided slope is off by some 1e-6 only: that is its nature.
    margins={"the default step": 1.5e-6},
    misconceptions=(
        Misconception(
            "forward",
            "You used the one-sided slope; it leans to one side, and the central one cancels that.",
            _slope_one_sided,
            "[M26]",
        ),
        Misconception(
            "backward",
            "You used the left-hand slope only; step the same way to both sides of x.",
            _slope_left,
        ),
        Misconception(
            "no-two",
            "You are exactly twice too big: look how far apart the two points are along x.",
            _slope_no_two,
        ),
        Misconception(
            "brackets",
            "Only the second term got divided; bracket the whole difference.",
            _slope_brackets,
        ),
        Misconception(
            "no-brackets",
            "Python divides and multiplies before it subtracts: the whole difference needs "
            "brackets, and so does what it is divided by.",
            _slope_no_brackets,
        ),
        Misconception(
            "halved",
            "You divided by 2 alone; the two points are two steps apart, and a step is h.",
            _slope_halved,
        ),
        Misconception(
            "upside-down",
            "You divided the step by the change; a slope is change of output per change of input.",
            _slope_upside_down,
        ),
        Misconception(
            "flipped", "Your sign is flipped: new value minus old value.", _slope_flipped
        ),
        Misconception(
            "own-h",
            "You ignored the h argument: your answer is the same whatever step is handed over.",
            _slope_own_step,
        ),
        Misconception(
            "times-h",
            "Python divided by 2 and then multiplied by h: what stands below the line needs its "
            "own brackets.",
            _slope_times_h,
        ),
        Misconception(
            "undivided",
            "You returned the change itself; a slope is change per step, so divide by how far "
            "apart the two points are.",
            _slope_undivided,
        ),
        Misconception(
            "one-step-over-two",
            "You stepped to one side only but divided by two steps.",
            _slope_one_step_over_two,
        ),
        Misconception(
            "added",
            "You added the two values; how much f changes is a difference.",
            _slope_added,
        ),
        Misconception(
            "no-difference",
            "Your slope is 0 everywhere, as when both values of f are taken at the same point.",
            _slope_of_one_point,
        ),
        Misconception(
            "half-step",
            "You stepped only half of h to each side; h is the step to either side of x.",
            _slope_half_step,
        ),
        Misconception(
            "double-step",
            "You stepped 2h to each side; h is the step to either side of x.",
            _slope_double_step,
        ),
        Misconception(
            "double-step-over-two",
            "Your two points are four steps apart, and you divided by two; h is the step to either "
            "side of x.",
            _slope_double_step_over_two,
        ),
        Misconception(
            "forward-two",
            "You took both steps to the right of x; take one to each side.",
            _slope_forward_two,
        ),
        Misconception(
            "from-origin",
            "You divided the value by x; a slope compares two values of f close to each other.",
            _slope_from_origin,
        ),
        Misconception(
            "step-outside",
            "Your two values differ by 2h whatever f is; it is the input of f that is moved by h.",
            _slope_of_inputs,
        ),
        Misconception(
            "fixed-slope",
            "That is the slope of the square, whatever f is; measure the f that is handed over.",
            lambda f, x, h=1e-5: 2 * x,
        ),
    ),
    see="“A slope under the microscope”",
    hints=(
        "set a big h in the slope microscope and look at the two points that the line goes "
        "through: how far apart are they along x, and how far up?",
        "“A slope under the microscope” works one slope out by hand, the cube's at 2: find each "
        "of its numbers in your own line.",
    ),
    measure=_measured_between,
)


# --- 01.3 chain_rule ----------------------------------------------------------------------------

_INNER = (
    square,
    exp,
    Machine("shifted_sin", 2, 1),
    Machine("power", 3, 0.5),
    Machine("affine", -2, 0.5),
    Machine("cos", 2),
)
_OUTER = (sin, cos, Machine("power", 4, 1), Machine("power", 3, -1), reciprocal, Machine("exp", 2))


def _chain(f: Machine, g: Machine, x: float) -> Probe:
    return Probe((f.derivative(), g, g.derivative(), x))


def _draw_chain_rule(random: Random) -> list[Probe]:
    inner = random.choice(len(_INNER), size=4, replace=False)
    outer = random.choice(len(_OUTER), size=4, replace=False)
    points = (
        between(random, 0.3, 1.6),
        -between(random, 0.3, 1.6),
        between(random, 2.05, 2.6),
        int(random.choice([-2, 2, 3])),
    )
    return [_chain(_OUTER[o], _INNER[i], x) for o, i, x in zip(outer, inner, points, strict=True)]


def _measured_composition(probe: Probe) -> str:
    df, g, _, x = probe.args
    f = _integral(df)
    return (
        f"the slope measured there is {digits(slope(compose(f, g), x))}, of g alone "
        f"{digits(slope(g, x))}, and of f alone, nudged at what it receives, "
        f"{digits(slope(f, g(x)))}"
    )


def _integral(df: Machine) -> Machine:
    """A machine whose derivative is `df` (for the families the probes use)."""
    c = df.parameters[-1]
    if df.family == "power":
        n = df.parameters[0]
        return Machine("power", n + 1, c / (n + 1))
    candidates = {"cos": ("sin", c), "sin": ("cos", -c), "exp": ("exp", c)}
    return Machine(*candidates[df.family])


CHAIN_RULE = Exercise(
    name="chain_rule",
    lesson=LESSON,
    number="01.3",
    points=3,
    reference=chain_rule,
    visible=(
        _chain(sin, square, 1.3),
        _chain(Machine("power", 4, 1), exp, -0.4),
        _chain(reciprocal, Machine("shifted_sin", 2, 1), 2.4),
        _chain(Machine("power", 3, 1), Machine("affine", -2, 0.5), 3),
    ),
    draw=_draw_chain_rule,
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "no-inner",
            "You stopped after the outer slope; multiply by how fast the inner machine is moving, "
            "dg(x).",
            lambda df, g, dg, x: df(g(x)),
            "[R7][R9]",
        ),
        Misconception(
            "outer-at-x",
            "You read the outer slope at x; the outer machine never sees x, it sees g(x).",
            lambda df, g, dg, x: df(x) * dg(x),
            "[R8]",
        ),
        Misconception(
            "primes-nested",
            "You fed one slope into the other; slopes multiply, values are what gets fed.",
            lambda df, g, dg, x: df(dg(x)),
            "[R8]",
        ),
        Misconception(
            "added",
            "You added the two rates; a rate of a rate multiplies (3 times as fast, then 2 times "
            "as fast, is 6 times).",
            lambda df, g, dg, x: df(g(x)) + dg(x),
        ),
        Misconception(
            "inner-value",
            "You multiplied by the inner value g(x) instead of the inner slope dg(x).",
            lambda df, g, dg, x: df(g(x)) * g(x),
        ),
        Misconception(
            "divided",
            "You divided the rates; to link them multiply, so that the middle quantity cancels.",
            lambda df, g, dg, x: df(g(x)) / dg(x),
        ),
        Misconception(
            "inner-only",
            "Only the inner rate is here; the outer machine stretches it again by its own.",
            lambda df, g, dg, x: dg(x),
        ),
        Misconception(
            "inner-at-u",
            "You read the inner slope at g(x); the inner machine receives x.",
            lambda df, g, dg, x: df(g(x)) * dg(g(x)),
        ),
        Misconception(
            "slope-inside",
            "The inner slope slipped into the brackets of the outer one; it multiplies outside.",
            lambda df, g, dg, x: df(g(x) * dg(x)),
            "[R8]",
        ),
        Misconception(
            "inner-value-alone",
            "You returned the inner value g(x); what is wanted is a slope, made of two slopes.",
            lambda df, g, dg, x: g(x),
        ),
        Misconception(
            "product-rule",
            "You took slope times value and added a slope, as for functions that are multiplied; "
            "here one machine feeds the other, and two slopes multiply.",
            lambda df, g, dg, x: df(x) * g(x) + dg(x),
        ),
        Misconception(
            "product-rule-twice",
            "This is a sum of two products, as the product rule has; that is for two functions "
            "that are multiplied, and here one feeds the other.",
            lambda df, g, dg, x: df(x) * g(x) + df(x) * dg(x),
        ),
        Misconception(
            "product-rule-values",
            "You linked slopes and values as the product rule does; here one machine feeds the "
            "other, which takes a single product, of slopes alone.",
            lambda df, g, dg, x: df(x) * g(x) + g(x) * dg(x),
        ),
        Misconception(
            "product-rule-at-u",
            "Slope times value, twice, and added up: that is the product rule, for functions that "
            "are multiplied; here one feeds the other.",
            lambda df, g, dg, x: df(g(x)) * x + g(x) * dg(x),
        ),
        Misconception(
            "outer-only-at-x",
            "Only the outer slope is here, and it is read at x; the outer machine receives g(x), "
            "and the inner machine has a slope too.",
            lambda df, g, dg, x: df(x),
            "[R7][R8]",
        ),
        Misconception(
            "divided-other-way",
            "You divided the inner rate by the outer one; to link rates multiply them, so that the "
            "middle quantity cancels.",
            lambda df, g, dg, x: dg(x) / df(g(x)),
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured or rounded, and the "
            "inner slope is handed to you as dg.",
            lambda df, g, dg, x: df(g(x)) * slope(g, x),
            close=True,
        ),
        Misconception(
            "function-returned",
            "You returned a function; here the slope at the given x is wanted, one number.",
            lambda df, g, dg, x: lambda t: df(g(t)) * dg(t),
        ),
    ),
    see="“The rule, three times”",
    hints=(
        "in “A worked example”, point at each of the two slopes: what did that machine receive?",
        "read the rule in words in “The rule, three times”, and find for each of df, g, dg and x "
        "the word that speaks of it.",
    ),
    measure=_measured_composition,
)


# --- 01.4 to 01.6: exact derivatives ------------------------------------------------------------


def _at(*points: float) -> tuple[Probe, ...]:
    return tuple(Probe((x,)) for x in points)


def _draw_points(
    low: float, high: float, whole: tuple[int, ...], far: Callable[[Random], tuple[float, ...]]
) -> Callable[[Random], list]:
    """Inputs: one small of either sign, one beyond ±2, one negative, one integer, and `far` ones,
    where no fixed step measures the slope as exactly as it can be worked out."""

    def draw(random: Random) -> list[Probe]:
        return [
            *_at(
                signed(random, 0.3, 0.95),
                signed(random, 2.05, high),
                -between(random, 1.05, -low),
                int(random.choice(whole)),
                *far(random),
            )
        ]

    return draw


def _far_apart(random: Random) -> tuple[float, ...]:
    """One where 3x + 1 is small, and one where it is some hundreds; both of either sign."""
    return float(random.choice([-0.49, -0.47, -0.2, -0.18])), signed(random, 150, 330)


def _far_out(random: Random) -> tuple[float, ...]:
    """Two where the wave has become so fast that a step over it must be tiny."""
    return signed(random, 14, 19), signed(random, 20, 26)


def _measured_slope(h: Callable, *machines: tuple[str, Callable]) -> Callable[[Probe], str]:
    """What is measured at x: of the whole, and of each machine, nudged alone where it works."""

    def measure(probe: Probe) -> str:
        (x,) = probe.args
        told = f"the slope measured there is {digits(slope(h, x))}"
        received, alone = x, []
        for name, machine in machines:
            alone.append(f"{digits(slope(machine, received))} ({name})")
            received = machine(received)
        return f"{told}; of each machine alone, at what it receives: {', '.join(alone)}"

    return measure


def _power(x: float) -> float:
    return (3 * x + 1) ** 5


def _sin_square(x: float) -> float:
    return np.sin(x**2)


def _triple(x: float) -> float:
    return np.exp(np.sin(x**2))


def _measured(h: Callable) -> Misconception:
    return Misconception(
        "measured",
        "Your numbers are nearly right but not exactly: they look measured or rounded, and here "
        "the exact derivative is wanted.",
        lambda x: slope(h, x),
        close=True,
    )


def _itself(h: Callable, written: str) -> Misconception:
    return Misconception(
        "function-itself",
        f"You returned {written} itself; what is wanted is how fast it changes.",
        h,
    )


D_POWER = Exercise(
    name="d_power",
    lesson=LESSON,
    number="01.4",
    points=2,
    reference=d_power,
    # At −0.9173 with many decimals, so that a rounded answer is noticed here.
    visible=_at(0.4, -0.9173, 2.1, -2),
    draw=_draw_points(-1.9, 2.6, (-3, -2, 2, 3), _far_apart),
    sizes=(1e-2, 1e15),
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "no-inner",
            "You forgot the factor 3: the inside grows three times as fast as x.",
            lambda x: 5 * (3 * x + 1) ** 4,
            "[R7]",
        ),
        Misconception(
            "kept-exponent",
            "The exponent must drop by one.",
            lambda x: 15 * (3 * x + 1) ** 5,
            "[R9]",
        ),
        Misconception(
            "kept-x", "The inner slope is 3, not 3x.", lambda x: 5 * (3 * x + 1) ** 4 * 3 * x
        ),
        Misconception(
            "power-distributed",
            "The fifth power receives 3x + 1 as a whole, not x: read its slope there (and a power "
            "does not spread over a sum).",
            lambda x: 5 * 3 * x**4,
            "[R4][R5]",
        ),
        Misconception(
            "added",
            "Multiply by the inner slope, do not add it.",
            lambda x: 5 * (3 * x + 1) ** 4 + 3,
        ),
        Misconception(
            "inner-only",
            "You replaced the inside by its own slope; it stays 3x + 1.",
            lambda x: 5 * 3**4,
            "[R8]",
        ),
        Misconception(
            "no-five",
            "The old exponent must come down as a factor: that is the outer slope's 5.",
            lambda x: 3 * (3 * x + 1) ** 4,
        ),
        Misconception(
            "lost-one",
            "The + 1 inside got lost; the outer slope is read at the whole inside.",
            lambda x: 15 * (3 * x) ** 4,
        ),
        Misconception(
            "lost-one-no-inner",
            "The + 1 inside got lost, and how fast the inside grows is missing, too.",
            lambda x: 5 * (3 * x) ** 4,
            "[R7]",
        ),
        Misconception(
            "inner-value",
            "You multiplied by the value of the inside; what links on is how fast the inside "
            "grows.",
            lambda x: 5 * (3 * x + 1) ** 4 * (3 * x + 1),
        ),
        Misconception(
            "exponent-down-two",
            "The exponent drops by one only, from 5 to 4.",
            lambda x: 15 * (3 * x + 1) ** 3,
        ),
        Misconception(
            "inner-twice",
            "The factor 3 went in twice; the inside has one slope.",
            lambda x: 45 * (3 * x + 1) ** 4,
        ),
        Misconception(
            "x-for-inner",
            "You multiplied by x itself; what links on is how fast the inside grows when x does.",
            lambda x: 5 * (3 * x + 1) ** 4 * x,
        ),
        Misconception(
            "new-exponent-down",
            "The factor that comes down is the old exponent; the new one is for the power alone.",
            lambda x: 4 * (3 * x + 1) ** 4 * 3,
            "[R9]",
        ),
        Misconception(
            "constant-kept",
            "The + 1 stays where it is however x moves: it adds nothing to the inner slope.",
            lambda x: 5 * (3 * x + 1) ** 4 * (3 + 1),
        ),
        Misconception(
            "all-in-power",
            "Your factors stand under the fourth power too; only the inside is raised to it, and "
            "they multiply outside.",
            lambda x: (15 * (3 * x + 1)) ** 4,
        ),
        Misconception(
            "inner-in-power",
            "The 3 slipped under the fourth power; it multiplies outside.",
            lambda x: 5 * (3 * (3 * x + 1)) ** 4,
            "[R8]",
        ),
        Misconception(
            "five-in-power",
            "The 5 slipped under the fourth power; it multiplies outside.",
            lambda x: (5 * (3 * x + 1)) ** 4 * 3,
        ),
        Misconception(
            "five-twice",
            "The factor 5 went in twice; the exponent comes down once.",
            lambda x: 5 * 15 * (3 * x + 1) ** 4,
        ),
        Misconception(
            "divided",
            "You divided by the inner slope; to link two rates, multiply them.",
            lambda x: 5 * (3 * x + 1) ** 4 / 3,
        ),
        Misconception(
            "factors-added",
            "You added the 5 and the 3; one is a factor of the outer slope, the other is the inner "
            "slope, and linked slopes multiply.",
            lambda x: (5 + 3) * (3 * x + 1) ** 4,
        ),
        _itself(_power, "(3x+1)⁵"),
        _measured(_power),
    ),
    see="“Your turn, with one blank”",
    hints=(
        "in “Your turn, with one blank”, which line is about the inside alone, and which is not?",
        "go through “Your turn, with one blank” again with x in place of the 1: run forward, the "
        "outer slope at what comes out, the inner slope, and then what links the two.",
    ),
    measure=_measured_slope(
        _power, ("inside", triple_plus_one), ("fifth power", Machine("power", 5, 1))
    ),
)


D_SIN_SQUARE = Exercise(
    name="d_sin_square",
    lesson=LESSON,
    number="01.5",
    points=2,
    reference=d_sin_square,
    visible=_at(1.3, 0.6, -0.8, -3),
    draw=_draw_points(-1.9, 2.7, (-3, -2, 2, 3), _far_out),
    tolerance=EXACT,
    misconceptions=(
        Misconception("no-inner", "The 2x from inside is missing.", lambda x: np.cos(x**2), "[R7]"),
        Misconception(
            "inner-diffed-inside",
            "You differentiated the inside in place; the inside stays as it is, and its slope "
            "multiplies outside.",
            lambda x: np.cos(2 * x),
            "[R8]",
        ),
        Misconception(
            "outer-at-x",
            "The cosine must be taken at x², the value the outer machine receives.",
            lambda x: np.cos(x) * 2 * x,
        ),
        Misconception(
            "sin-squared",
            "Your answer holds sin 2x, the slope of (sin x)²; here the square happens first, and "
            "the sine's slope is the cosine.",
            lambda x: 2 * np.sin(x) * np.cos(x),
            "[R1]",
        ),
        Misconception(
            "sign",
            "Your sign is turned round: the derivative of sin is +cos.",
            lambda x: -np.cos(x**2) * 2 * x,
            "[R5]",
        ),
        Misconception(
            "added",
            "The two slopes multiply, they do not add.",
            lambda x: np.cos(x**2) + 2 * x,
        ),
        Misconception(
            "sine-kept",
            "The sine is still a sine; its slope is the cosine.",
            lambda x: np.sin(x**2) * 2 * x,
        ),
        Misconception(
            "minus-sine",
            "Minus the sine is the slope of the cosine; the outer machine here is the sine.",
            lambda x: -np.sin(x**2) * 2 * x,
        ),
        Misconception(
            "inner-halved",
            "You are exactly half: the slope of x² is twice x.",
            lambda x: np.cos(x**2) * x,
        ),
        Misconception(
            "inner-constant",
            "You put 2 for the inner slope, but the slope of x² is another one at every x.",
            lambda x: np.cos(x**2) * 2,
        ),
        Misconception(
            "inside-and-outside",
            "You put the slope of x² inside the cosine; the cosine is taken at x² itself.",
            lambda x: np.cos(2 * x) * 2 * x,
            "[R8]",
        ),
        Misconception(
            "inner-value",
            "You multiplied by the inner value x²; what links on is the slope of x².",
            lambda x: np.cos(x**2) * x**2,
        ),
        Misconception(
            "inner-value-too",
            "The value x² became a factor of its own; slopes link, values do not.",
            lambda x: np.cos(x**2) * 2 * x * x**2,
        ),
        Misconception(
            "inner-twice",
            "The 2x went in twice; the inside has one slope.",
            lambda x: np.cos(x**2) * 4 * x**2,
        ),
        Misconception(
            "inner-value-doubled",
            "You doubled the inner value x²; the slope of x² is another thing, twice x.",
            lambda x: np.cos(x**2) * 2 * x**2,
        ),
        Misconception(
            "slope-inside",
            "The 2x slipped inside the cosine; it multiplies outside.",
            lambda x: np.cos(x**2 * 2 * x),
            "[R8]",
        ),
        Misconception(
            "product-rule",
            "That is the product rule, for sin x times x²; here the sine receives x², and nothing "
            "is multiplied before you take slopes.",
            lambda x: np.cos(x) * x**2 + np.sin(x) * 2 * x,
        ),
        Misconception(
            "inner-sum",
            "You added the 2 and the x; the slope of x² is twice x.",
            lambda x: np.cos(x**2) * (2 + x),
        ),
        Misconception(
            "two-added",
            "You added the 2 to the cosine, and only the x multiplies; both belong to the slope of "
            "x², which is a factor as a whole.",
            lambda x: (np.cos(x**2) + 2) * x,
        ),
        Misconception(
            "x-added",
            "You added the x at the end; it belongs to the slope of x², which is a factor as a "
            "whole.",
            lambda x: np.cos(x**2) * 2 + x,
        ),
        _itself(_sin_square, "sin(x²)"),
        _measured(_sin_square),
    ),
    see="“A worked example”",
    hints=(
        "put your line beside “A worked example” and use x = 1.3: which of its numbers does yours "
        "not produce?",
        "go through “A worked example” again and turn each of its steps into a line of code with "
        "x in place of the 1.3.",
    ),
    measure=_measured_slope(_sin_square, ("square", square), ("sin", sin)),
)


D_TRIPLE = Exercise(
    name="d_triple",
    lesson=LESSON,
    number="01.6",
    points=3,
    reference=d_triple,
    visible=_at(1.3, 0.6, -2.2, -3),
    draw=_draw_points(-1.9, 2.7, (-3, -2, 2, 3), _far_out),
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "stopped-early",
            "One link is missing: x² has a slope too.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2),
            "[R6][R7]",
        ),
        Misconception(
            "skipped-middle",
            "You jumped over the sine; every machine on the way contributes a factor.",
            lambda x: np.exp(np.sin(x**2)) * 2 * x,
            "[R6]",
        ),
        Misconception(
            "lost-outer",
            "The exponential's own slope is missing; the last machine contributes a factor too.",
            lambda x: np.cos(x**2) * 2 * x,
            "[R6]",
        ),
        Misconception(
            "inside-exponent",
            "The exponential's slope is itself, unchanged inside; the other factors multiply "
            "outside.",
            lambda x: np.exp(np.cos(x**2) * 2 * x),
            "[R8]",
        ),
        Misconception(
            "all-at-x",
            "Each slope must be read at the value that machine receives, not at x.",
            lambda x: np.exp(x) * np.cos(x) * 2 * x,
        ),
        Misconception(
            "misplaced",
            "The 2x slipped inside the cosine; it multiplies at the end.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2 * 2 * x),
            "[R8]",
        ),
        Misconception(
            "added",
            "You added the slopes; three linked rates multiply.",
            lambda x: np.exp(np.sin(x**2)) + np.cos(x**2) + 2 * x,
        ),
        Misconception(
            "primes-nested",
            "You fed the slopes into each other; slopes multiply, values are what gets fed.",
            lambda x: np.exp(np.cos(2 * x)),
            "[R8]",
        ),
        Misconception(
            "outer-at-square",
            "You read the exponential's slope at x²; it receives what comes out of the sine.",
            lambda x: np.exp(x**2) * np.cos(x**2) * 2 * x,
            "[R8]",
        ),
        Misconception(
            "sine-kept",
            "The sine is still a sine in the middle factor; its slope is the cosine.",
            lambda x: np.exp(np.sin(x**2)) * np.sin(x**2) * 2 * x,
        ),
        Misconception(
            "minus-sine",
            "Minus the sine is the slope of the cosine; the machine in the middle is the sine.",
            lambda x: np.exp(np.sin(x**2)) * -np.sin(x**2) * 2 * x,
        ),
        Misconception(
            "outer-at-x",
            "You read the exponential's slope at x; it receives what comes out of the sine.",
            lambda x: np.exp(x) * np.cos(x**2) * 2 * x,
            "[R8]",
        ),
        Misconception(
            "middle-at-x",
            "You read the sine's slope at x; the sine receives x².",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x) * 2 * x,
            "[R8]",
        ),
        Misconception(
            "middle-at-slope",
            "You put the slope of x² inside the cosine; the cosine is taken at x² itself.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(2 * x) * 2 * x,
            "[R8]",
        ),
        Misconception(
            "inner-constant",
            "You put 2 for the slope of x², but that slope is another one at every x.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) * 2,
        ),
        Misconception(
            "inner-value",
            "You multiplied by the value x²; what links on is the slope of x².",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) * x**2,
        ),
        Misconception(
            "inner-value-too",
            "The value x² became a factor of its own; slopes link, values do not.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) * 2 * x * x**2,
        ),
        Misconception(
            "inner-twice",
            "The 2x went in twice: what you multiplied it with holds it already.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) * 4 * x**2,
        ),
        Misconception(
            "inner-value-doubled",
            "You doubled the value x²; the slope of x² is another thing, twice x.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) * 2 * x**2,
        ),
        Misconception(
            "power-rule-outside",
            "You took the power rule for the exponential; there the variable is the exponent, and "
            "the exponential is its own slope.",
            lambda x: np.sin(x**2) * np.exp(np.sin(x**2) - 1) * np.cos(x**2) * 2 * x,
        ),
        Misconception(
            "power-rule-alone",
            "You took the power rule for the exponential, and stopped there: the exponential is "
            "its own slope, and the two machines before it have slopes, too.",
            lambda x: np.sin(x**2) * np.exp(np.sin(x**2) - 1),
        ),
        Misconception(
            "cosine-in-exponent",
            "The exponent became a cosine; the exponential keeps what it receives, and the cosine "
            "is a factor of its own.",
            lambda x: np.exp(np.cos(x**2)) * np.cos(x**2) * 2 * x,
            "[R8]",
        ),
        Misconception(
            "cosine-in-exponent-alone",
            "The exponent became a cosine; the exponential keeps what it receives, and the slopes "
            "of sine and square are factors outside.",
            lambda x: np.exp(np.cos(x**2)) * 2 * x,
            "[R8]",
        ),
        Misconception(
            "last-added",
            "You added the slope of x² to the other two; all three are linked, and linked slopes "
            "multiply.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) + 2 * x,
        ),
        Misconception(
            "first-added",
            "You added the exponential's slope to the other two; all three are linked, and linked "
            "slopes multiply.",
            lambda x: np.exp(np.sin(x**2)) + np.cos(x**2) * 2 * x,
        ),
        Misconception(
            "outer-two-added",
            "You added the slopes of exponential and sine; these two multiply as well.",
            lambda x: (np.exp(np.sin(x**2)) + np.cos(x**2)) * 2 * x,
        ),
        Misconception(
            "inner-two-added",
            "You added the slopes of sine and square; these two multiply as well.",
            lambda x: np.exp(np.sin(x**2)) * (np.cos(x**2) + 2 * x),
        ),
        Misconception(
            "inner-sum",
            "You added the 2 and the x; the slope of x² is twice x.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) * (2 + x),
        ),
        Misconception(
            "x-added",
            "You added the x at the end; it belongs to the slope of x², which is a factor as a "
            "whole.",
            lambda x: np.exp(np.sin(x**2)) * np.cos(x**2) * 2 + x,
        ),
        _itself(_triple, "exp(sin(x²))"),
        _measured(_triple),
    ),
    see="“Three machines in a row”",
    hints=(
        "write the three machines below each other, and beside each what it receives.",
        "make the table of “Three machines in a row” for your own machines: one line for each, "
        "and one factor from each line.",
    ),
    measure=_measured_slope(_triple, ("square", square), ("sin", sin), ("exp", exp)),
)

EXERCISES = (COMPOSE, SLOPE, CHAIN_RULE, D_POWER, D_SIN_SQUARE, D_TRIPLE)
