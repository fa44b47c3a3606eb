"""Lesson 04, a single neuron: five exercises and the ways in which they go wrong.

Evidence marks such as [M7] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from chainrule import machines
from chainrule.landscapes import Landscape
from chainrule.probing import Probe

from autograders.backprop import (
    dsigmoid,
    local_grads,
    neuron_grads,
    neuron_grads_vec,
    numerical_grad,
    sigmoid,
    slope,
    squared_error,
)
from autograders.exercises.drawing import Random, between, digits, signed
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "04_single_neuron"
EXACT = 1e-12
"""Tolerance where the exact slope is asked: no finite difference comes that close."""
SMALL = (1e-3, 1e5)
"""Sizes of right values where a sigmoid is nearly flat."""

Array = np.ndarray
Gradient = tuple[float, float]


# --- 04.1 dsigmoid ------------------------------------------------------------------------------


def _far_right(random: Random) -> tuple[float, ...]:
    """Where the curve is nearly flat and high, so that round-off spoils a measured slope."""
    return tuple(between(random, 4.7 + 0.3 * i, 5 + 0.3 * i) for i in range(3))


def _draw_dsigmoid(random: Random) -> list[Probe]:
    def array(*shape: int) -> Array:
        return np.array([signed(random, 0.25, 3.6) for _ in range(np.prod(shape))]).reshape(shape)

    return [
        Probe((signed(random, 0.3, 1.4),), part="one number"),
        Probe((-between(random, 2.05, 3.8),), part="one number"),
        Probe((int(random.choice([2, 3, 4])),), part="one number"),
        *(Probe((z,), part="one number") for z in _far_right(random)),
        Probe((np.array(_far_right(random)),), part="an array"),
        Probe((array(3),), part="an array"),
        Probe((array(2, 3),), part="an array"),
    ]


def _measured_dsigmoid(probe: Probe) -> str | list[str]:
    (z,) = probe.args
    if not np.ndim(z):
        rate, height = digits(slope(sigmoid, float(z))), digits(float(sigmoid(z)))
        return f"the slope measured there is {rate}, where σ is {height} high"
    return [
        f"the slope measured at its entry {digits(entry)} is {digits(slope(sigmoid, float(entry)))}"
        for entry in z.flat
    ]


DSIGMOID = Exercise(
    name="dsigmoid",
    lesson=LESSON,
    number="04.1",
    points=2,
    reference=dsigmoid,
    withheld=(machines.sigmoid.derivative(),),
    visible=(
        Probe((0.7,), part="one number"),
        Probe((-2.4,), part="one number"),
        Probe((4,), part="one number"),
        Probe((np.array([-2.2, 0.4, 1.5]),), part="an array"),
        Probe((np.array([[0.6, -1.3], [3.1, -0.5], [1.9, 2.7]]),), part="an array"),
    ),
    draw=_draw_dsigmoid,
    sizes=SMALL,
    tolerance=EXACT,
    parts={"one number": 1, "an array": 1},
    misconceptions=(
        Misconception(
            "a-form-on-z",
            "That shortcut is for the output a; you were given z, so squash it first.",
            lambda z: z * (1 - z),
            "[M7][M24]",
            whole=True,
        ),
        Misconception(
            "only-s",
            "That is the height of σ; its slope is the height times what is left to 1.",
            sigmoid,
            whole=True,
        ),
        Misconception(
            "one-minus",
            "What you gave is what is left to 1; the height of σ is a factor too (in the long "
            "form: all that stands below the line is squared).",
            lambda z: 1 - sigmoid(z),
            "[M6]",
            whole=True,
        ),
        Misconception(
            "plus",
            "A sign is off: σ never gets steeper than 0.25, and yours does.",
            lambda z: sigmoid(z) * (1 + sigmoid(z)),
            whole=True,
        ),
        Misconception(
            "negative",
            "Your slope is negative, and σ always rises.",
            lambda z: -sigmoid(z) * sigmoid(-z),
        ),
        Misconception(
            "squashed-twice",
            "You applied σ twice before taking the slope.",
            lambda z: dsigmoid(sigmoid(z)),
            "[M24]",
            whole=True,
        ),
        Misconception(
            "tanh-form",
            "That is the slope of tanh; σ has another one.",
            lambda z: 1 - sigmoid(z) ** 2,
            whole=True,
        ),
        Misconception(
            "half-squashed",
            "One of the two factors holds z itself; both are built from the output a.",
            lambda z: sigmoid(z) * (1 - z),
            "[M7]",
            whole=True,
        ),
        Misconception(
            "z-times-rest",
            "You multiplied what is left to 1 by z; it is the output a that belongs there.",
            lambda z: z * (1 - sigmoid(z)),
            "[M7]",
            whole=True,
        ),
        Misconception(
            "outer-only",
            "That is the slope of the division alone; what stands below the line has a slope too.",
            lambda z: -(sigmoid(z) ** 2),
            "[R7]",
            whole=True,
        ),
        Misconception(
            "squared",
            "Both your factors are the height; one of them is what is left to 1.",
            lambda z: sigmoid(z) ** 2,
            whole=True,
        ),
        Misconception(
            "added",
            "You added the height and what is left to 1, which is 1 everywhere; the two multiply.",
            lambda z: sigmoid(z) + (1 - sigmoid(z)),
            whole=True,
        ),
        Misconception(
            "divided",
            "Your slope grows without end, as the height divided by what is left to 1 does: the "
            "two multiply (in the long form the whole sum stands below the line).",
            lambda z: sigmoid(z) / (1 - sigmoid(z)),
            whole=True,
        ),
        Misconception(
            "rest-squared",
            "Both your factors are what is left to 1; one of them is the height.",
            lambda z: (1 - sigmoid(z)) ** 2,
            whole=True,
        ),
        Misconception(
            "one-minus-square",
            "You took what is left of a² to 1; what belongs there is what is left of a itself.",
            lambda z: sigmoid(z) * (1 - sigmoid(z) ** 2),
            whole=True,
        ),
        Misconception(
            "square-inside",
            "Python squares before it adds: below the line only the exponential is squared, and "
            "the whole sum should be.",
            lambda z: np.exp(-np.asarray(z, float)) / (1 + np.exp(-np.asarray(z, float)) ** 2),
            whole=True,
        ),
        Misconception(
            "sum-below-unbracketed",
            "Python divides before it adds: the sum below the line needs brackets, and the square "
            "belongs to all of it.",
            lambda z: np.exp(-np.asarray(z, float)) / 1 + np.exp(-np.asarray(z, float)) ** 2,
            whole=True,
        ),
        Misconception(
            "divided-other-way",
            "You divided what is left to 1 by the height, or lost the 1 of the sum below the line; "
            "height and rest multiply.",
            lambda z: np.exp(-np.asarray(z, float)),
            whole=True,
        ),
        Misconception(
            "own-sigma-brackets",
            "In your own σ the sum below the line lacks its brackets: Python divides before it "
            "adds.",
            lambda z: -np.exp(-np.asarray(z, float)) - np.exp(-2 * np.asarray(z, float)),
            whole=True,
        ),
        Misconception(
            "no-brackets",
            "Your slope is 0 everywhere: Python multiplies before it subtracts, so what is left to "
            "1 needs brackets.",
            lambda z: sigmoid(z) * 1 - sigmoid(z),
            whole=True,
        ),
        Misconception(
            "tops-at-one",
            "Your slope is four times too steep: σ climbs by at most a quarter per unit of z.",
            lambda z: 4 * dsigmoid(z),
        ),
        Misconception(
            "summed",
            "An array comes in and one number comes out; each entry has a slope of its own.",
            lambda z: float(np.sum(dsigmoid(z))),
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured or rounded, and "
            "here the exact slope is wanted.",
            lambda z: slope(sigmoid, np.asarray(z, dtype=float)),
            close=True,
        ),
    ),
    see="“Two forms of one slope”",
    hints=(
        "take z = 0, where σ gives one half, and work your line out by hand: the slope there is "
        "known, a quarter.",
        "read “Two forms of one slope” again: the short form begins with a. Where does your line "
        "make a out of z?",
    ),
    measure=_measured_dsigmoid,
)


# --- neurons with one input ---------------------------------------------------------------------


def _neuron_probe(random: Random, whole: bool = False, size: float = 1.9) -> Probe:
    """A neuron that is neither sure nor right, so that every factor counts."""
    while True:
        x = int(random.choice([-3, -2, 2, 3])) if whole else signed(random, 0.4, size)
        w, b = signed(random, 0.3, 1.6), signed(random, 0.2, 1.4)
        y = between(random, 0.05, 0.95)
        z = w * x + b
        if 0.3 < abs(z) < 2.6 and abs(sigmoid(z) - y) > 0.2 and abs(x - w) > 0.2:
            return Probe((x, w, b, y))


def _sure(random: Random, size: int) -> tuple[Array, Array, float, float]:
    """A neuron that is sure and wrong: its slopes are small, so that round-off spoils measured
    ones."""
    x = np.array([signed(random, 2.1, 2.9) for _ in range(size)])
    w = np.array([signed(random, 0.2, 0.6) for _ in range(size)])
    b, z = signed(random, 0.2, 0.9), between(random, 5.5, 6.2)
    w[-1] = round((z - b - x[:-1] @ w[:-1]) / x[-1], 2)
    return x, w, b, between(random, 0.05, 0.45)


def _sure_neuron(random: Random) -> Probe:
    x, w, b, y = _sure(random, 1)
    return Probe((float(x[0]), float(w[0]), b, y))


def _draw_neuron(random: Random) -> list[Probe]:
    return [
        _neuron_probe(random),
        Probe((between(random, 2.05, 2.9), *_neuron_probe(random).args[1:])),
        _neuron_probe(random),
        _neuron_probe(random, whole=True),
        *(_sure_neuron(random) for _ in range(4)),
    ]


_NEURONS = (
    Probe((1.5, -0.8, 0.3, 0.9)),
    Probe((-0.7, 1.3, -0.4, 0.85)),
    Probe((2.6, 0.5, -0.9, 0.15)),
    Probe((-2, -0.6, 0.7, 0.35)),
)


def _loss(x: float, w: float, b: float, y: float) -> float:
    return squared_error(sigmoid(w * x + b), y)


# --- 04.2 local_grads ---------------------------------------------------------------------------


def _slip(**wrong: Callable) -> Callable:
    """`local_grads` with other entries: functions of x, w, b, y, z and a."""

    def answer(x: float, w: float, b: float, y: float) -> dict[str, float]:
        z = w * x + b
        a = float(sigmoid(z))
        slips = {key: make(x=x, w=w, b=b, y=y, z=z, a=a) for key, make in wrong.items()}
        return {**local_grads(x, w, b, y), **slips}

    return answer


def _slip_in_z(sum_: Callable) -> Callable:
    """`local_grads` with another pre-activation, a function of x, w and b."""

    def answer(x: float, w: float, b: float, y: float) -> dict[str, float]:
        a = float(sigmoid(sum_(x, w, b)))
        return {**local_grads(x, w, b, y), "dL_da": 2 * (a - y), "da_dz": a * (1 - a)}

    return answer


def _chained_at_the_end(x: float, w: float, b: float, y: float) -> dict[str, float]:
    """The last three cards hold the whole way to the loss."""
    cards = local_grads(x, w, b, y)
    delta = cards["dL_da"] * cards["da_dz"]
    return {**cards, "dz_dw": delta * x, "dz_db": delta, "dz_dx": delta * w}


def _chained(x: float, w: float, b: float, y: float) -> dict[str, float]:
    dL_da, da_dz, *last = local_grads(x, w, b, y).values()
    names = ("dz_dw", "dz_db", "dz_dx")
    products = {name: dL_da * da_dz * rate for name, rate in zip(names, last, strict=True)}
    return {"dL_da": dL_da, "da_dz": dL_da * da_dz, **products}


def _measured_links(probe: Probe) -> list[str]:
    """For each card: what moves, and how fast the next quantity answers."""
    x, w, b, y = probe.args
    z = w * x + b
    a = float(sigmoid(z))
    slopes = {
        # Who made another z or a on the way forward finds it here.
        "dL_da": (f"a, which is {digits(a)},", slope(lambda t: squared_error(t, y), a), "the loss"),
        "da_dz": (f"z, which is {digits(z)},", slope(lambda t: float(sigmoid(t)), z), "a"),
        "dz_dw": ("w", slope(lambda t: t * x + b, w), "z"),
        "dz_db": ("b", slope(lambda t: w * x + t, b), "z"),
        "dz_dx": ("x", slope(lambda t: w * t + b, x), "z"),
    }
    return [
        f"for {card}, nudging {moved} alone moves {answers} {digits(rate)} times as far"
        for card, (moved, rate, answers) in slopes.items()
    ]


LOCAL_GRADS = Exercise(
    name="local_grads",
    lesson=LESSON,
    number="04.2",
    points=5,
    reference=local_grads,
    withheld=(machines.sigmoid.derivative(),),
    visible=_NEURONS,
    draw=_draw_neuron,
    tolerance=EXACT,
    sizes=SMALL,
    parts={"dL_da": 1, "da_dz": 1, "dz_dw": 1, "dz_db": 1, "dz_dx": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "dl-da-sign",
            "Your dL_da has the wrong sign: the gap a − y grows when a grows, so this slope is "
            "negative exactly when a is below y.",
            _slip(dL_da=lambda y, a, **_: 2 * (y - a)),
            "[M1][M2][M3]",
        ),
        Misconception(
            "dl-da-half",
            "In dL_da the factor from the square is missing; without it the loss would carry a ½.",
            _slip(dL_da=lambda y, a, **_: a - y),
            "[M5]",
        ),
        Misconception(
            "dl-da-value",
            "Your dL_da holds the loss itself; what is wanted is how fast it changes with a.",
            _slip(dL_da=lambda y, a, **_: (a - y) ** 2),
        ),
        Misconception(
            "dl-da-size",
            "Your dL_da lost its sign: it tells whether raising a helps or hurts.",
            _slip(dL_da=lambda y, a, **_: 2 * abs(a - y)),
        ),
        Misconception(
            "dl-da-on-z",
            "Your dL_da compares z with y; the prediction is a, what comes out of σ.",
            _slip(dL_da=lambda y, z, **_: 2 * (z - y)),
            "[M7]",
        ),
        Misconception(
            "da-dz-on-z",
            "In da_dz the short form needs the activation a, and you put z in.",
            _slip(da_dz=lambda z, **_: z * (1 - z)),
            "[M7]",
        ),
        Misconception(
            "da-dz-value",
            "Your da_dz holds the height of σ; what is wanted is its slope.",
            _slip(da_dz=lambda a, **_: a),
        ),
        Misconception(
            "da-dz-squashed-twice",
            "In da_dz the activation was squashed once more: what dsigmoid gets, it squashes, so "
            "hand it z.",
            _slip(da_dz=lambda a, **_: float(dsigmoid(a))),
            "[M24]",
        ),
        Misconception(
            "da-dz-at-x",
            "Your da_dz was read at the input x; σ receives z.",
            _slip(da_dz=lambda x, **_: float(dsigmoid(x))),
            "[M4]",
        ),
        Misconception(
            "dz-dw-is-w",
            "In dz_dw, when w moves, it is multiplied by the input, so the slope is the input.",
            _slip(dz_dw=lambda w, **_: w),
        ),
        Misconception(
            "dz-dw-with-b",
            "In dz_dw, b stays where it is while w moves, so it adds nothing to this slope.",
            _slip(dz_dw=lambda x, b, **_: x + b),
        ),
        Misconception(
            "dz-db-zero",
            "Your dz_db is 0: b stays where it is while the others move, but on this card b is "
            "what moves.",
            _slip(dz_db=lambda **_: 0.0),
            "[M6]",
        ),
        Misconception(
            "dz-db-is-b",
            "In dz_db, adding b moves z one for one, whatever b is.",
            _slip(dz_db=lambda b, **_: b),
        ),
        Misconception(
            "dz-db-is-x",
            "In dz_db, b is added, not multiplied by the input.",
            _slip(dz_db=lambda x, **_: x),
        ),
        Misconception(
            "dz-dx-is-x",
            "In dz_dx, when x moves, it is multiplied by the weight, so the slope is the weight.",
            _slip(dz_dx=lambda x, **_: x),
        ),
        Misconception(
            "partners-swapped",
            "Your dz_dw and dz_dx changed places: each factor's slope is the other factor.",
            _slip(dz_dw=lambda w, **_: w, dz_dx=lambda x, **_: x),
        ),
        Misconception(
            "no-bias-in-z",
            "The bias is missing from z, so a and the first two slopes are off.",
            _slip(
                dL_da=lambda x, w, y, **_: 2 * (float(sigmoid(w * x)) - y),
                da_dz=lambda x, w, **_: float(dsigmoid(w * x)),
            ),
        ),
        Misconception(
            "dl-da-square-kept",
            "In your dL_da the square is still there; the slope of a square grows with the gap "
            "itself.",
            _slip(dL_da=lambda y, a, **_: 2 * (a - y) ** 2),
        ),
        Misconception(
            "dl-da-brackets",
            "In dL_da the 2 met the activation alone: the gap needs brackets before anything is "
            "multiplied with it.",
            _slip(dL_da=lambda y, a, **_: 2 * a - y),
        ),
        Misconception(
            "dl-da-no-target",
            "The target is missing from your dL_da: how fast the loss moves depends on how far a "
            "is from y.",
            _slip(dL_da=lambda a, **_: 2 * a),
        ),
        Misconception(
            "dl-da-on-x",
            "Your dL_da compares the input x with y; the prediction is a, what comes out of σ.",
            _slip(dL_da=lambda x, y, **_: 2 * (x - y)),
        ),
        Misconception(
            "da-dz-one-minus",
            "Your da_dz holds what is left to 1; the height of σ is a factor, too.",
            _slip(da_dz=lambda a, **_: 1 - a),
        ),
        Misconception(
            "da-dz-tanh",
            "Your da_dz is the slope of tanh; this neuron uses σ.",
            _slip(da_dz=lambda a, **_: 1 - a**2),
        ),
        Misconception(
            "da-dz-brackets",
            "Your da_dz is 0: Python multiplies before it subtracts, so what is left to 1 needs "
            "brackets.",
            _slip(da_dz=lambda **_: 0.0),
        ),
        Misconception(
            "da-dz-without-bias",
            "Your da_dz was read at the weighted input alone; σ receives the bias as well.",
            _slip(da_dz=lambda x, w, **_: float(dsigmoid(w * x))),
        ),
        Misconception(
            "last-cards-one",
            "Your dz_dw and dz_dx are 1, as if w and x were added to z; each is multiplied by the "
            "other.",
            _slip(dz_dw=lambda **_: 1.0, dz_dx=lambda **_: 1.0),
        ),
        Misconception(
            "products-kept",
            "Your dz_dw and dz_dx hold w · x, the whole product; only one of the two moves, and "
            "the other says how fast.",
            _slip(dz_dw=lambda x, w, **_: w * x, dz_dx=lambda x, w, **_: w * x),
        ),
        Misconception(
            "dz-dx-zero",
            "Your dz_dx is 0: the data stay as they are in training, but on this card x is what "
            "moves.",
            _slip(dz_dx=lambda **_: 0.0),
        ),
        Misconception(
            "dz-dx-with-b",
            "In dz_dx, b stays where it is while x moves, so it adds nothing to this slope.",
            _slip(dz_dx=lambda w, b, **_: w + b),
        ),
        Misconception(
            "first-two-swapped",
            "Your dL_da and da_dz changed places: on top stands what answers, below what moves.",
            _slip(dL_da=lambda a, **_: a * (1 - a), da_dz=lambda y, a, **_: 2 * (a - y)),
        ),
        Misconception(
            "bias-taken-away",
            "You took the bias away from z; it is added, so a and the first two slopes are off.",
            _slip_in_z(lambda x, w, b: w * x - b),
        ),
        Misconception(
            "bias-multiplied",
            "The bias was multiplied by the weight: it is added to z as it is; a and the first two "
            "slopes are off.",
            _slip_in_z(lambda x, w, b: w * (x + b)),
        ),
        Misconception(
            "weight-and-bias-swapped",
            "In your z, weight and bias changed places: the input is multiplied by the weight; a "
            "and the first two slopes are off.",
            _slip_in_z(lambda x, w, b: b * x + w),
        ),
        Misconception(
            "multiplied-at-the-end",
            "The first two cards are right; the others hold the whole way to the loss, and each is "
            "to hold its own link alone.",
            _chained_at_the_end,
        ),
        Misconception(
            "multiplied-already",
            "You multiplied the slopes on the way; here each card holds its own link alone.",
            _chained,
        ),
    ),
    see="“Five cards”",
    hints=(
        "cover everything but the one link: which single quantity moves, and how does the next one "
        "answer?",
        "go through the cards of “Five cards” with x = 2, w = 3, b = 1: raise one of them by 1 and "
        "say how much z rises.",
    ),
    measure=_measured_links,
)


# --- 04.3 neuron_grads --------------------------------------------------------------------------


def _product(make: Callable[..., Gradient]) -> Callable:
    """A wrong `neuron_grads` from its two entries, functions of x, w, b, y, z, a and delta."""

    def answer(x: float, w: float, b: float, y: float) -> Gradient:
        z = w * x + b
        a = float(sigmoid(z))
        delta = 2 * (a - y) * a * (1 - a)
        dL_dw, dL_db = make(x=x, w=w, b=b, y=y, z=z, a=a, delta=delta)
        return float(dL_dw), float(dL_db)

    return answer


def _shared(make: Callable[..., float]) -> Callable:
    """A wrong δ, used rightly: dL/dw = δ·x and dL/db = δ."""

    def both(x: float, **rest: float) -> Gradient:
        delta = make(x=x, **rest)
        return delta * x, delta

    return _product(both)


_SLIPS_OF_DELTA = {
    known.name: known
    for known in (
        Misconception(
            "half",
            "Exactly half: the 2 from the square is missing.",
            lambda delta, **_: delta / 2,
            "[M5]",
        ),
        Misconception(
            "slope-at-a",
            "You took the slope of σ at its own output: one squash too many.",
            lambda y, a, **_: 2 * (a - y) * dsigmoid(a),
            "[M24]",
        ),
        Misconception(
            "slopes-added",
            "You added the slope of the loss and the slope of σ; these two are linked as well, and "
            "linked slopes multiply.",
            lambda y, a, **_: 2 * (a - y) + a * (1 - a),
        ),
        Misconception(
            "gap-brackets",
            "In your first factor the 2 met the prediction alone: the whole gap is to be doubled.",
            lambda y, a, **_: (2 * a - y) * a * (1 - a),
        ),
        Misconception(
            "slope-brackets",
            "Python multiplied first and subtracted last: in the slope of σ, what is left to 1 "
            "needs brackets.",
            lambda y, a, **_: 2 * (a - y) * a * 1 - a,
            whole=True,
        ),
        Misconception(
            "gap-on-z",
            "Your first factor compares z with the target; the prediction is a, what comes out of "
            "σ.",
            lambda y, z, a, **_: 2 * (z - y) * a * (1 - a),
            "[M7]",
        ),
        Misconception(
            "gap-size",
            "You lost the sign of the gap: it says which way the prediction should move.",
            lambda delta, **_: abs(delta),
        ),
        Misconception(
            "square-kept",
            "In your first factor the square is still there; the slope of a square grows with the "
            "gap itself.",
            lambda y, a, **_: 2 * (a - y) ** 2 * a * (1 - a),
        ),
    )
}
"""Slips in δ, in one product or in one array alike: what each makes of the numbers of a neuron."""


def _slip_of_delta(name: str, used: Callable[[Callable], Callable]) -> Misconception:
    """One of them, in an answer that goes on rightly with its δ as `used` says."""
    known = _SLIPS_OF_DELTA[name]
    return replace(known, wrong=used(known.wrong))


def _of_the_error(y: float, a: float, **_: float) -> float:
    error = 2 * (a - y)
    return error * (1 - error)


def _nudged(x: float, w: float, b: float, y: float) -> Gradient:
    return slope(lambda t: _loss(x, t, b, y), w), slope(lambda t: _loss(x, w, t, y), b)


def _measured_nudge(probe: Probe) -> list[str]:
    dL_dw, dL_db = _nudged(*probe.args)
    x, w, b, y = probe.args
    z = w * x + b
    top = digits(slope(lambda a: squared_error(a, y), float(sigmoid(z))))
    middle = digits(slope(lambda t: float(sigmoid(t)), z))
    here = f"z is {digits(z)} and a is {digits(float(sigmoid(z)))} there"
    links = f"{here}; of the links behind z alone: {middle} from z to a, {top} from a to the loss"
    return [
        f"for dL_dw, nudging w alone measures {digits(dL_dw)}; {links}",
        f"for dL_db, nudging b alone measures {digits(dL_db)}; {links}",
    ]


NEURON_GRADS = Exercise(
    name="neuron_grads",
    lesson=LESSON,
    number="04.3",
    points=3,
    reference=neuron_grads,
    withheld=(machines.sigmoid.derivative(),),
    visible=_NEURONS,
    draw=_draw_neuron,
    tolerance=EXACT,
    sizes=SMALL,
    parts={"dL_dw": 2, "dL_db": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "no-activation-slope",
            "The middle factor is missing: the slope of the loss has to pass back through σ.",
            _shared(lambda y, a, **_: 2 * (a - y)),
            "[M20b]",
        ),
        Misconception(
            "no-input",
            "Your dL_dw and dL_db came out equal: the weight's own link dz/dw is missing.",
            _product(lambda delta, **_: (delta, delta)),
            "[M4]",
        ),
        Misconception(
            "flipped-sign",
            "Right size, wrong sign: this is the way to step, and the gradient points uphill.",
            _shared(lambda delta, **_: -delta),
            "[M1][M2][M3]",
        ),
        _slip_of_delta("half", _shared),
        Misconception(
            "slope-of-error",
            "You applied the shortcut for the slope of σ to the slope of the loss; it is built "
            "from the activation.",
            _shared(_of_the_error),
            "[M6]",
        ),
        Misconception(
            "slope-at-x",
            "You took the slope of σ at the input x; σ receives z.",
            _shared(lambda x, y, a, **_: 2 * (a - y) * dsigmoid(x)),
            "[M4]",
        ),
        _slip_of_delta("slope-at-a", _shared),
        Misconception(
            "slope-on-z",
            "In the middle factor the shortcut needs the activation a, and you put z in.",
            _shared(lambda y, z, a, **_: 2 * (a - y) * z * (1 - z)),
            "[M7]",
        ),
        Misconception(
            "tanh-slope",
            "Your middle factor is the slope of tanh; this neuron uses σ.",
            _shared(lambda y, a, **_: 2 * (a - y) * (1 - a**2)),
        ),
        Misconception(
            "height-of-sigma",
            "Your middle factor is the height of σ; what links on is its slope.",
            _shared(lambda y, a, **_: 2 * (a - y) * a),
        ),
        Misconception(
            "uses-w",
            "You multiplied by w: that gives dL/dx; for dL/dw the last link is the input.",
            _product(lambda w, delta, **_: (delta * w, delta)),
            "[M14]",
        ),
        Misconception(
            "bias-zero",
            "Your dL_db is 0, but the bias moves z one for one.",
            _product(lambda x, delta, **_: (delta * x, 0.0)),
            "[M7]",
        ),
        Misconception(
            "bias-one",
            "Your dL_db holds dz/db alone; the two links behind it count as well.",
            _product(lambda x, delta, **_: (delta * x, 1.0)),
        ),
        Misconception(
            "bias-with-input",
            "Your dL_db holds the input as well: b is added to z, and nothing multiplies it.",
            _product(lambda x, delta, **_: (delta * x, delta * x)),
        ),
        Misconception(
            "bias-times-b",
            "You multiplied dL_db by b; its last link is 1, whatever b is.",
            _product(lambda x, b, delta, **_: (delta * x, delta * b)),
        ),
        Misconception(
            "bias-skips-sigma",
            "Your dL_db skips the middle: the bias reaches the loss through σ as well.",
            _product(lambda x, y, a, delta, **_: (delta * x, 2 * (a - y))),
            "[M20b]",
        ),
        _slip_of_delta("slopes-added", _shared),
        Misconception(
            "input-added",
            "You added the input to what stands behind it; the last link multiplies like the "
            "others.",
            _product(lambda x, delta, **_: (delta + x, delta)),
        ),
        Misconception(
            "added",
            "You added the factors; linked slopes multiply.",
            _product(
                lambda x, y, a, **_: (
                    2 * (a - y) + a * (1 - a) + x,
                    2 * (a - y) + a * (1 - a) + 1,
                )
            ),
            whole=True,
        ),
        Misconception(
            "no-brackets",
            "Python multiplies before it subtracts: the gap needs brackets before anything is "
            "multiplied with it.",
            _product(
                lambda x, y, a, **_: (
                    2 * a - y * a * (1 - a) * x,
                    2 * a - y * a * (1 - a),
                )
            ),
            whole=True,
        ),
        Misconception(
            "no-brackets-in-delta",
            "In dL/dz Python multiplies before it subtracts, so only the target met the slope of "
            "σ: the gap needs brackets.",
            _shared(lambda y, a, **_: 2 * a - y * a * (1 - a)),
            whole=True,
        ),
        _slip_of_delta("gap-brackets", _shared),
        _slip_of_delta("slope-brackets", _shared),
        _slip_of_delta("gap-on-z", _shared),
        Misconception(
            "slope-without-bias",
            "You read the slope of σ at the weighted input alone; σ receives the bias as well.",
            _shared(lambda x, w, y, a, **_: 2 * (a - y) * dsigmoid(w * x)),
        ),
        Misconception(
            "slope-of-target",
            "Your middle factor is built from the target; the slope of σ is built from the "
            "activation.",
            _shared(lambda y, a, **_: 2 * (a - y) * y * (1 - y)),
        ),
        Misconception(
            "slope-twice",
            "The slope of σ came in twice; there is one σ on the way.",
            _shared(lambda y, a, **_: 2 * (a - y) * (a * (1 - a)) ** 2),
        ),
        _slip_of_delta("gap-size", _shared),
        Misconception(
            "bias-with-weight",
            "Your dL_db ends with the weight; the last link of the bias's way is dz/db.",
            _product(lambda x, w, delta, **_: (delta * x, delta * w)),
        ),
        Misconception(
            "input-in-both",
            "The input is in what your two answers share, and in dL_dw once more: it is the "
            "weight's own link alone.",
            _product(lambda x, delta, **_: (delta * x * x, delta * x)),
        ),
        Misconception(
            "input-twice",
            "Your dL_dw holds the input twice; it is one link of that way.",
            _product(lambda x, delta, **_: (delta * x * x, delta)),
        ),
        Misconception(
            "divided-by-input",
            "You divided by the input; as the last link of the weight's way it multiplies.",
            _product(lambda x, delta, **_: (delta / x, delta)),
        ),
        Misconception(
            "weight-as-well",
            "Your dL_dw holds the weight as a factor, too: dz/dx is a link of the input's way, "
            "and none of the weight's.",
            _product(lambda x, w, delta, **_: (delta * x * w, delta)),
        ),
        Misconception(
            "output-for-input",
            "Your dL_dw ends with the activation; the weight multiplies what came in.",
            _product(lambda a, delta, **_: (delta * a, delta)),
        ),
        Misconception(
            "z-for-input",
            "Your dL_dw ends with z; how fast z answers to the weight is the input.",
            _product(lambda z, delta, **_: (delta * z, delta)),
        ),
        Misconception(
            "bias-no-loss",
            "Your dL_db stops before the loss: how fast the loss answers to the prediction is "
            "missing there.",
            _product(lambda x, a, delta, **_: (delta * x, a * (1 - a))),
        ),
        Misconception(
            "stepped",
            "You took a step already, and gave the new weight and bias; asked are the gradients "
            "alone.",
            _product(lambda x, w, b, delta, **_: (w - delta * x, b - delta)),
            whole=True,
        ),
        Misconception(
            "loss-itself",
            "Your first factor is the loss; what links on is its slope.",
            _shared(lambda y, a, **_: (a - y) ** 2 * a * (1 - a)),
        ),
        _slip_of_delta("square-kept", _shared),
        Misconception(
            "no-error",
            "The first factor is missing: without the slope of the loss, nothing says how wrong "
            "the prediction was.",
            _shared(lambda a, **_: a * (1 - a)),
        ),
        Misconception(
            "swapped",
            "Your two numbers are right but changed places: the weight's comes first.",
            _product(lambda x, delta, **_: (delta, delta * x)),
        ),
        Misconception(
            "no-bias-in-z",
            "The bias is missing from z, so a is off, and everything after it.",
            _shared(lambda x, w, y, **_: 2 * (float(sigmoid(w * x)) - y) * float(dsigmoid(w * x))),
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured or rounded, and "
            "here the product of the exact slopes is wanted.",
            _nudged,
            close=True,
        ),
    ),
    see="“A worked example”",
    hints=(
        "count your factors: for the weight there is one for every link from w to L, and each is "
        "on one of your five cards.",
        "follow “A worked example” line by line with your own numbers, and stop at the first line "
        "that your code does not have.",
    ),
    measure=_measured_nudge,
)


# --- 04.4 neuron_grads_vec ----------------------------------------------------------------------


def _vector_probe(random: Random, size: int, whole: bool = False) -> Probe:
    while True:
        if whole:
            x = random.choice([-4, -3, -2, 2, 3, 4], size=size, replace=False)
            w = np.array([signed(random, 0.2, 0.6) for _ in range(size)])
        else:
            x = np.array([signed(random, 0.3, 2.6) for _ in range(size)])
            w = np.array([signed(random, 0.2, 1.6) for _ in range(size)])
        b, y = signed(random, 0.2, 1.2), between(random, 0.05, 0.95)
        z = float(w @ x + b)
        if 0.3 < abs(z) < 2.2 and abs(sigmoid(z) - y) > 0.25 and abs(x.sum()) > 0.3:
            return Probe((x, w, b, y))


def _draw_vectors(random: Random) -> list[Probe]:
    return [
        _vector_probe(random, 3),
        _vector_probe(random, 2),
        _vector_probe(random, 5),
        _vector_probe(random, 3, whole=True),
        *(Probe(_sure(random, size)) for size in (2, 3)),
    ]


def _vector(make: Callable) -> Callable:
    """A wrong `neuron_grads_vec` from a function of x, w, b, y, z, a and delta."""

    def answer(x: Array, w: Array, b: float, y: float) -> tuple:
        z = float(w @ x + b)
        a = float(sigmoid(z))
        return make(x=x, w=w, b=b, y=y, z=z, a=a, delta=2 * (a - y) * a * (1 - a))

    return answer


def _vector_delta(make: Callable) -> Callable:
    def both(x: Array, **rest: float) -> tuple:
        delta = float(make(x=x, **rest))
        return delta * x, delta

    return _vector(both)


def _elementwise(x: Array, w: Array, b: float, y: float) -> tuple:
    delta = 2 * (sigmoid(w * x + b) - y) * dsigmoid(w * x + b)
    return delta * x, float(delta.sum())


def _elementwise_kept(x: Array, w: Array, b: float, y: float) -> tuple:
    delta = 2 * (sigmoid(w * x + b) - y) * dsigmoid(w * x + b)
    return delta * x, delta


def _elementwise_summed(x: Array, w: Array, b: float, y: float) -> tuple:
    a = float(np.sum(sigmoid(w * x + b)))
    delta = 2 * (a - y) * a * (1 - a)
    return delta * x, delta


def _like(x: Array, values: Array) -> Array:
    """The values, put into an array of x's own kind of numbers."""
    answer = np.zeros_like(x)
    answer[:] = values
    return answer


def _one_by_one(bias: Callable[[Array], float]) -> Callable:
    """Each input as a neuron of its own; `bias` makes the one dL_db out of theirs."""

    def answer(x: Array, w: Array, b: float, y: float) -> tuple:
        delta = 2 * (sigmoid(w * x + b) - y) * dsigmoid(w * x + b)
        return delta * x, float(bias(delta))

    return answer


def _at_sum(sum_: Callable) -> Callable:
    """The neuron with another z, a function of x, w and b."""

    def answer(x: Array, w: Array, b: float, y: float) -> tuple:
        a = float(sigmoid(sum_(x, w, b)))
        delta = 2 * (a - y) * a * (1 - a)
        return delta * x, delta

    return answer


ONE_BY_ONE = (
    "You made a neuron of every input, each with a z and a δ of its own; there is one neuron, "
    "and it adds all products up to a single z."
)


def _nudged_vector(x: Array, w: Array, b: float, y: float) -> tuple:
    def loss(weights: Array, bias: float) -> float:
        return squared_error(sigmoid(float(weights @ x + bias)), y)

    return numerical_grad(lambda t: loss(t, b), w), slope(lambda t: loss(w, t), b)


def _measured_vector(probe: Probe) -> list[str]:
    dL_dw, dL_db = _nudged_vector(*probe.args)
    x, w, b, y = probe.args
    z = float(w @ x + b)
    delta = digits(slope(lambda t: squared_error(float(sigmoid(t)), y), z))
    shared = f"z is {digits(z)} there, and nudging z alone measures {delta}"
    weights = [
        f"for dL_dw[{i}], nudging w[{i}] alone measures {digits(s)}; {shared}"
        for i, s in enumerate(dL_dw)
    ]
    return [*weights, f"for dL_db, nudging b alone measures {digits(dL_db)}; {shared}"]


NEURON_GRADS_VEC = Exercise(
    name="neuron_grads_vec",
    lesson=LESSON,
    number="04.4",
    points=3,
    reference=neuron_grads_vec,
    withheld=(machines.sigmoid.derivative(),),
    visible=(
        Probe((np.array([1.5, -2.2, 0.4]), np.array([0.3, 0.8, -0.9]), 0.2, 0.9)),
        Probe((np.array([0.4, 0.9]), np.array([-1.3, 2.1]), -0.5, 0.15)),
        Probe(
            (np.array([-0.6, 1.7, 2.3, -1.1]), np.array([0.5, -0.7, 0.6, 1.2]), 0.7, 0.85),
        ),
        Probe((np.array([2, -3, 4]), np.array([0.4, 0.3, -0.5]), 0.6, 0.75)),
    ),
    draw=_draw_vectors,
    tolerance=EXACT,
    sizes=SMALL,
    parts={"dL_dw": 2, "dL_db": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "collapsed",
            "You summed dL_dw into one number; it must have one entry per weight.",
            _vector(lambda x, delta, **_: (float((delta * x).sum()), delta)),
        ),
        Misconception(
            "bias-vector",
            "There is one bias, so dL_db is one number.",
            _vector(lambda x, delta, **_: (delta * x, delta * np.ones(len(x)))),
            "[M6]",
        ),
        Misconception(
            "uses-w",
            "You multiplied by the weights: that is dL/dx; the weights' own link is the inputs.",
            _vector(lambda w, delta, **_: (delta * w, delta)),
            "[M14]",
        ),
        _slip_of_delta("slopes-added", _vector_delta),
        Misconception(
            "inputs-added",
            "You added the inputs to what stands behind them; the last link multiplies like the "
            "others.",
            _vector(lambda x, delta, **_: (delta + x, delta)),
        ),
        Misconception(
            "elementwise-z",
            "You made one z for every input; the neuron adds the products up to a single z.",
            _elementwise,
            "[M25]",
            whole=True,
        ),
        Misconception(
            "elementwise-kept",
            "You made one z, and so one δ, for every input; the neuron adds the products up "
            "to a single z.",
            _elementwise_kept,
            "[M25]",
        ),
        Misconception(
            "one-by-one-last",
            f"{ONE_BY_ONE} Your dL_db is the last one's.",
            _one_by_one(lambda delta: delta[-1]),
            "[M25]",
        ),
        Misconception(
            "one-by-one-mean",
            f"{ONE_BY_ONE} Your dL_db is their mean.",
            _one_by_one(np.mean),
            "[M25]",
        ),
        Misconception(
            "one-by-one-first",
            f"{ONE_BY_ONE} Your dL_db is the first one's.",
            _one_by_one(lambda delta: delta[0]),
            "[M25]",
        ),
        Misconception(
            "bias-for-every-input",
            "The bias went into your z once for every input; it is added once, to the sum.",
            _at_sum(lambda x, w, b: np.sum(w * x + b)),
        ),
        Misconception(
            "last-input-only",
            "Your z holds the last input alone: every turn of a loop wrote over what the one "
            "before had found, so add up instead.",
            _at_sum(lambda x, w, b: w[-1] * x[-1] + b),
        ),
        Misconception(
            "last-input-missing",
            "The last input is missing from your z: look how far the loop goes.",
            _at_sum(lambda x, w, b: w[:-1] @ x[:-1] + b),
        ),
        Misconception(
            "first-input-missing",
            "The first input is missing from your z: places are counted from 0.",
            _at_sum(lambda x, w, b: w[1:] @ x[1:] + b),
        ),
        Misconception(
            "averaged-in-z",
            "You took the mean of the products for z; the neuron adds them up.",
            _at_sum(lambda x, w, b: np.mean(w * x) + b),
        ),
        Misconception(
            "squashed-one-by-one",
            "You squashed each input's sum and added the results up; the neuron adds first, and "
            "squashes once.",
            _elementwise_summed,
            "[M25]",
        ),
        Misconception(
            "bias-multiplied",
            "The bias was added to every input, and so multiplied by the weights; it is added to "
            "the sum as it is.",
            _at_sum(lambda x, w, b: w @ (x + b)),
        ),
        Misconception(
            "averaged-throughout",
            "You divided the gap by the number of inputs; averaging is over examples, and here is "
            "one.",
            _vector(lambda x, delta, **_: (delta * x / len(x), delta / len(x))),
            "[M26]",
        ),
        Misconception(
            "bias-averaged",
            "Your dL_db is divided by the number of inputs; there is one bias, and it moves z one "
            "for one.",
            _vector(lambda x, delta, **_: (delta * x, delta / len(x))),
            "[M26]",
        ),
        Misconception(
            "int-answer",
            "Where x holds whole numbers, your answer's array took that over and cut its entries "
            "off: make it an array of floats.",
            _vector(lambda x, delta, **_: (_like(x, delta * x), delta)),
        ),
        Misconception(
            "averaged",
            "You divided by the number of inputs; averaging is over examples, and here is one.",
            _vector(lambda x, delta, **_: (delta * x / len(x), delta)),
            "[M26]",
        ),
        Misconception(
            "flipped-sign",
            "Right size, wrong sign: the gap is prediction minus target, in this order.",
            _vector_delta(lambda delta, **_: -delta),
            "[M1][M3]",
        ),
        _slip_of_delta("half", _vector_delta),
        Misconception(
            "no-activation-slope",
            "The slope of σ is missing: the slope of the loss has to pass back through it.",
            _vector_delta(lambda y, a, **_: 2 * (a - y)),
            "[M20b]",
        ),
        _slip_of_delta("square-kept", _vector_delta),
        Misconception(
            "slope-on-z",
            "In the slope of σ the shortcut needs the activation a, and you put z in.",
            _vector_delta(lambda y, z, a, **_: 2 * (a - y) * z * (1 - z)),
            "[M7]",
        ),
        _slip_of_delta("slope-at-a", _vector_delta),
        Misconception(
            "no-squashing",
            "Your neuron never went through σ: you compared z itself with the target, and no slope "
            "of σ is there.",
            _vector_delta(lambda y, z, **_: 2 * (z - y)),
            whole=True,
        ),
        _slip_of_delta("gap-on-z", _vector_delta),
        Misconception(
            "no-brackets-in-delta",
            "In δ Python multiplies before it subtracts, so only the target met the slope of σ: "
            "the gap needs brackets.",
            _vector_delta(lambda y, a, **_: 2 * a - y * a * (1 - a)),
            whole=True,
        ),
        _slip_of_delta("gap-brackets", _vector_delta),
        _slip_of_delta("slope-brackets", _vector_delta),
        _slip_of_delta("gap-size", _vector_delta),
        Misconception(
            "uses-both",
            "Your dL_dw holds the weights as a factor, too; each weight's own link is its input "
            "alone.",
            _vector(lambda x, w, delta, **_: (delta * x * w, delta)),
        ),
        Misconception(
            "inputs-squared",
            "Your dL_dw holds each input twice; it is one link of its weight's way.",
            _vector(lambda x, delta, **_: (delta * x**2, delta)),
        ),
        Misconception(
            "stepped",
            "You took a step already, and gave the new weights and bias; asked are the gradients "
            "alone.",
            _vector(lambda x, w, b, delta, **_: (w - delta * x, b - delta)),
            whole=True,
        ),
        Misconception(
            "no-input",
            "Every weight got the same entry: each has its own input as last link.",
            _vector(lambda x, delta, **_: (delta * np.ones(len(x)), delta)),
            "[M4]",
        ),
        Misconception(
            "one-error-only",
            "Your dL_dw is one number, δ; each weight's own link still multiplies it.",
            _vector(lambda delta, **_: (delta, delta)),
            "[M4]",
        ),
        Misconception(
            "bias-summed",
            "You summed over the inputs for dL_db; the bias has no input, it moves z by itself.",
            _vector(lambda x, delta, **_: (delta * x, float((delta * x).sum()))),
            "[M6]",
        ),
        Misconception(
            "bias-zero",
            "Your dL_db is 0, but the bias moves z one for one.",
            _vector(lambda x, delta, **_: (delta * x, 0.0)),
            "[M7]",
        ),
        Misconception(
            "bias-repeated",
            "You counted δ once for every input; there is one bias, and it moves z once.",
            _vector(lambda x, delta, **_: (delta * x, delta * len(x))),
        ),
        Misconception(
            "outer-product",
            "You multiplied every input by every weight; each weight meets its own input alone.",
            _vector(lambda x, w, delta, **_: (delta * np.outer(w, x), delta)),
        ),
        Misconception(
            "no-bias-in-z",
            "The bias is missing from z, so a is off, and everything after it.",
            _vector_delta(
                lambda x, w, y, **_: 2 * (sigmoid(w @ x) - y) * dsigmoid(w @ x),
            ),
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured or rounded, and "
            "here the product of the exact slopes is wanted.",
            _nudged_vector,
            close=True,
        ),
    ),
    see="“One δ for all weights”",
    hints=(
        "write down the shape of every name in your code: which are one number, and which have an "
        "entry for each input?",
        "look at the table in “One δ for all weights”: which column is the same in "
        "every row, and which is not?",
    ),
    measure=_measured_vector,
)


# --- 04.5 numerical_grad ------------------------------------------------------------------------

FLAT, MATRIX, WHOLE = "arrays of one axis", "arrays of two axes", "arrays of whole numbers"


def _by_entry(make: Callable) -> Callable:
    """A wrong `numerical_grad` from a function of f, v (floats), a unit nudge e, and h."""

    def answer(f: Callable, v: Array, h: float = 1e-5) -> Array:
        v = np.asarray(v, dtype=float)
        gradient = np.empty_like(v)
        for index in np.ndindex(v.shape):
            e = np.zeros_like(v)
            e[index] = 1
            gradient[index] = make(f, v, e, h)
        return gradient

    return answer


def _not_restored(f: Callable, v: Array, h: float = 1e-5) -> Array:
    v = np.array(v, dtype=float)
    gradient = np.empty_like(v)
    for index in np.ndindex(v.shape):
        v[index] += h
        right = f(v)
        v[index] -= 2 * h
        gradient[index] = (right - f(v)) / (2 * h)
    return gradient


def _two_copies(f: Callable, v: Array, h: float = 1e-5) -> Array:
    right, left = np.array(v, dtype=float), np.array(v, dtype=float)
    gradient = np.empty_like(right)
    for index in np.ndindex(v.shape):
        right[index] += h
        left[index] -= h
        gradient[index] = (f(right) - f(left)) / (2 * h)
    return gradient


def _put_back_the_wrong_way(f: Callable, v: Array, h: float = 1e-5) -> Array:
    v = np.array(v, dtype=float)
    gradient = np.empty_like(v)
    for index in np.ndindex(v.shape):
        v[index] += h
        right = f(v)
        v[index] -= 2 * h
        gradient[index] = (right - f(v)) / (2 * h)
        v[index] -= h
    return gradient


def _nudges_like_v(f: Callable, v: Array, h: float = 1e-5) -> Array:
    """The array of nudges is made like v: of whole numbers, where v holds such."""
    gradient = np.zeros(v.shape)
    for index in np.ndindex(v.shape):
        nudge = np.zeros_like(v)
        nudge[index] = h
        gradient[index] = (f(v + nudge) - f(v - nudge)) / (2 * h)
    return gradient


def _only(place: int) -> Callable:
    """The gradient's first (0) or last (−1) entry, and 0 at the others."""

    def answer(f: Callable, v: Array, h: float = 1e-5) -> Array:
        gradient = numerical_grad(f, v, h)
        kept = np.zeros_like(gradient)
        kept.flat[place] = gradient.flat[place]
        return kept

    return answer


def _in_place(f: Callable, v: Array, h: float = 1e-5) -> Array:
    """Nudges the caller's own array, and leaves the last nudge in it."""
    gradient = np.zeros(v.shape)
    for index in np.ndindex(v.shape):
        v[index] += h
        right = f(v)
        v[index] -= 2 * h
        gradient[index] = (right - f(v)) / (2 * h)
    return gradient


def _truncated(f: Callable, v: Array, h: float = 1e-5) -> Array:
    v = np.array(v)
    gradient = np.empty(v.shape)
    for index in np.ndindex(v.shape):
        old = v[index]
        v[index] = old + h
        right = f(v)
        v[index] = old - h
        gradient[index] = (right - f(v)) / (2 * h)
        v[index] = old
    return gradient


def _whole_answer(f: Callable, v: Array, h: float = 1e-5) -> Array:
    gradient = np.zeros_like(v)
    gradient[...] = numerical_grad(f, v, h)
    return gradient


def _all_at_once(f: Callable, v: Array, h: float = 1e-5) -> Array:
    v = np.asarray(v, dtype=float)
    return np.full(v.shape, (f(v + h) - f(v - h)) / (2 * h))


def _one_number(f: Callable, v: Array, h: float = 1e-5) -> float:
    return float(_all_at_once(f, v, h).flat[0])


def _whole_rows(f: Callable, v: Array, h: float = 1e-5) -> Array:
    v = np.asarray(v, dtype=float)
    gradient = np.empty_like(v)
    for row in range(len(v)):
        nudge = np.zeros_like(v)
        nudge[row] = h
        gradient[row] = (f(v + nudge) - f(v - nudge)) / (2 * h)
    return gradient


def _draw_arrays(random: Random) -> list[Probe]:
    def landscape(*shape: int) -> Landscape:
        family = random.choice(["cubes", "chained", "wave"])
        c = between(random, 0.15, 0.35) if family == "wave" else between(random, 0.6, 2.4)
        return Landscape(str(family), c, *shape)

    def array(*shape: int) -> Array:
        return np.array([signed(random, 0.4, 2.6) for _ in range(np.prod(shape))]).reshape(shape)

    def step() -> dict:
        return {"h": between(random, 0.1, 0.4)}

    whole = random.choice([-4, -3, -2, 2, 3, 4], size=3, replace=False)
    return [
        Probe((Landscape("cubes", between(random, 0.6, 2.4), 3), array(3)), step(), part=FLAT),
        Probe((landscape(4), array(4)), part=FLAT),
        Probe(
            (Landscape("chained", between(random, 0.6, 1.4), 2, 3), array(2, 3)),
            step(),
            part=MATRIX,
        ),
        Probe((landscape(3, 2), array(3, 2)), step(), part=MATRIX),
        Probe((Landscape("cubes", between(random, 0.6, 2.4), 3), whole), step(), part=WHOLE),
    ]


def _nudged_each(probe: Probe) -> list[str]:
    """For every entry of v what f gives on both sides of it."""
    f, v = probe.args
    h = probe.kwargs.get("h", 1e-5)
    return [_nudged_at(f, v.astype(float), index, h) for index in np.ndindex(v.shape)]


def _nudged_at(f: Landscape, v: Array, index: tuple[int, ...], h: float) -> str:
    nudge = np.zeros_like(v)
    nudge[index] = h
    right, left = f(v + nudge), f(v - nudge)
    place = f"v[{', '.join(map(str, index))}]"
    size = 9 if h < 1e-3 else 6
    return f"with {place} alone moved by ±h, f gives {right:.{size}g} and {left:.{size}g}".replace(
        "-", "−"
    )


NUMERICAL_GRAD = Exercise(
    name="numerical_grad",
    lesson=LESSON,
    number="04.5",
    points=3,
    reference=numerical_grad,
    visible=(
        Probe((Landscape("cubes", 2, 3), np.array([1.5, -2.0, 0.7])), {"h": 0.1}, part=FLAT),
        Probe((Landscape("wave", 0.3, 4), np.array([0.8, -0.6, 1.7, 0.9])), part=FLAT),
        Probe(
            (Landscape("chained", 0.5, 2, 3), np.array([[0.9, -1.4, 2.1], [1.2, 0.6, -0.8]])),
            {"h": 0.2},
            part=MATRIX,
        ),
        Probe(
            (Landscape("cubes", 1.5, 2, 2), np.array([[1.3, -0.7], [2.4, 0.6]])),
            {"h": 0.3},
            part=MATRIX,
        ),
        Probe((Landscape("cubes", 1.2, 3), np.array([2, -3, 4])), {"h": 0.25}, part=WHOLE),
    ),
    draw=_draw_arrays,
    # A measured slope carries round-off of about 1e-9 here; an honest variant must not fail for it.
    tolerance=1e-7,
    parts={FLAT: 1, MATRIX: 1, WHOLE: 1},
    # With a step of 1e-5 a one-sided slope is off by some 1e-5 only: that is its nature.
    margins={FLAT: 1.5e-6},
    misconceptions=(
        Misconception(
            "all-at-once",
            "You nudged every coordinate together; nudge one at a time to see whose effect it is.",
            _all_at_once,
        ),
        Misconception(
            "one-number",
            "You nudged everything together and got one number; a gradient has an entry for every "
            "entry of v, each from a nudge of its own.",
            _one_number,
        ),
        Misconception(
            "whole-rows",
            "You nudged a whole row at a time; every single entry of a matrix is a weight of its "
            "own.",
            _whole_rows,
        ),
        Misconception(
            "one-sided",
            "One-sided steps are off by about h; step both ways.",
            _by_entry(lambda f, v, e, h: (f(v + h * e) - f(v)) / h),
            "[M26]",
        ),
        Misconception(
            "left-sided",
            "You stepped to the left only; step both ways, so that what is off cancels.",
            _by_entry(lambda f, v, e, h: (f(v) - f(v - h * e)) / h),
        ),
        Misconception(
            "not-restored",
            "After nudging a coordinate you never put it back, so later entries are measured at "
            "the wrong point.",
            _not_restored,
        ),
        Misconception(
            "two-copies-not-restored",
            "Earlier nudges are still there when a later entry is measured, in the copies or in "
            "the array of nudges: put each entry back, or make them anew every time.",
            _two_copies,
        ),
        Misconception(
            "first-entry-only",
            "You stopped after the first entry: look at how far the return is indented.",
            _only(0),
        ),
        Misconception(
            "last-entry-only",
            "Only the last entry is left: an array for the answer that is made inside the loop "
            "begins anew every time.",
            _only(-1),
        ),
        Misconception(
            "put-back-the-wrong-way",
            "You put a coordinate back in the wrong direction: after the step down it has to go up "
            "by h again.",
            _put_back_the_wrong_way,
        ),
        Misconception(
            "nothing-moved",
            "Your slopes are 0 everywhere: both values come from one and the same array (a second "
            "name for an array is no copy), or nothing was written into the answer.",
            lambda f, v, h=1e-5: np.zeros(np.shape(v)),
        ),
        Misconception(
            "totals",
            "Every entry holds the sum of all slopes: write each one into its own entry of the "
            "answer.",
            lambda f, v, h=1e-5: np.full(np.shape(v), numerical_grad(f, v, h).sum()),
        ),
        Misconception(
            "averaged",
            "You divided by the number of entries; each entry has a slope of its own, and nothing "
            "is averaged.",
            lambda f, v, h=1e-5: numerical_grad(f, v, h) / np.size(v),
        ),
        Misconception(
            "in-place",
            "You nudged the caller's own array and left it changed; work on a copy, and put every "
            "coordinate back.",
            _in_place,
        ),
        Misconception(
            "no-two",
            "The two points are 2h apart, and you divided by h.",
            _by_entry(lambda f, v, e, h: (f(v + h * e) - f(v - h * e)) / h),
        ),
        Misconception(
            "halved",
            "You divided by 2 alone; the two points are two steps apart, and a step is h.",
            _by_entry(lambda f, v, e, h: (f(v + h * e) - f(v - h * e)) / 2),
        ),
        Misconception(
            "one-step-over-two",
            "You stepped to one side only but divided by two steps.",
            _by_entry(lambda f, v, e, h: (f(v + h * e) - f(v)) / (2 * h)),
        ),
        Misconception(
            "flipped",
            "Your sign is flipped: the value after a step up, minus the value after a step down.",
            _by_entry(lambda f, v, e, h: (f(v - h * e) - f(v + h * e)) / (2 * h)),
        ),
        Misconception(
            "brackets",
            "Only the second term got divided; bracket the whole difference.",
            _by_entry(lambda f, v, e, h: f(v + h * e) - f(v - h * e) / (2 * h)),
        ),
        Misconception(
            "times-h",
            "Python divided by 2 and then multiplied by h: what stands below the line needs its "
            "own brackets.",
            _by_entry(lambda f, v, e, h: (f(v + h * e) - f(v - h * e)) / 2 * h),
        ),
        Misconception(
            "one-entry-handed-over",
            "You handed f a single entry; f takes the whole array, with that entry nudged.",
            _by_entry(lambda f, v, e, h: f(v[e == 1][0] + h)),
        ),
        Misconception(
            "undivided",
            "You returned the changes themselves; a slope is change per step.",
            _by_entry(lambda f, v, e, h: f(v + h * e) - f(v - h * e)),
        ),
        Misconception(
            "unit-nudge",
            "You nudged by a whole unit and divided by the small step; the nudge itself is h.",
            _by_entry(lambda f, v, e, h: (f(v + e) - f(v - e)) / (2 * h)),
        ),
        Misconception(
            "unit-step",
            "Your step is 1, whatever h is; the nudge is h, and so is what you divide by.",
            lambda f, v, h=1e-5: numerical_grad(f, v, 1.0),
        ),
        Misconception(
            "sizes",
            "Your slopes have lost their signs: the value after a step up can be the smaller one.",
            lambda f, v, h=1e-5: abs(numerical_grad(f, v, h)),
        ),
        Misconception(
            "double-steps",
            "You moved each entry by 2h; the step to either side is h, and the two points are two "
            "steps apart.",
            lambda f, v, h=1e-5: numerical_grad(f, v, 2 * h),
            close=True,
        ),
        Misconception(
            "half-steps",
            "You moved each entry by h/2; the step to either side is h.",
            lambda f, v, h=1e-5: numerical_grad(f, v, h / 2),
            close=True,
        ),
        Misconception(
            "relative-step",
            "You moved each entry by a share of itself and divided by the plain step: the step is "
            "h, however large the entry is.",
            _by_entry(lambda f, v, e, h: (f(v + h * e * v) - f(v - h * e * v)) / (2 * h)),
        ),
        Misconception(
            "relative-step-throughout",
            "You moved each entry by a share of itself; the step is h, however large the entry is.",
            _by_entry(
                lambda f, v, e, h: (
                    (f(v + h * e * v) - f(v - h * e * v)) / (2 * h * float(v[e == 1][0]))
                )
            ),
            close=True,
        ),
        Misconception(
            "set-not-moved",
            "You wrote the step over the entry; the entry is to move by it, up and down from where "
            "it is.",
            _by_entry(
                lambda f, v, e, h: (f(v * (1 - e) + h * e) - f(v * (1 - e) - h * e)) / (2 * h)
            ),
        ),
        Misconception(
            "nudge-alone",
            "You handed f the nudge alone; f takes the whole array, with the nudge added to it.",
            _by_entry(lambda f, v, e, h: (f(h * e) - f(-h * e)) / (2 * h)),
        ),
        Misconception(
            "values-added",
            "You added the two values of f; how far f has moved is their difference.",
            _by_entry(lambda f, v, e, h: (f(v + h * e) + f(v - h * e)) / (2 * h)),
        ),
        Misconception(
            "own-h",
            "You ignored the h argument and used a step of your own.",
            lambda f, v, h=1e-5: numerical_grad(f, v),
        ),
        Misconception(
            "flattened",
            "Your numbers come in one row; the gradient has the same shape as v.",
            lambda f, v, h=1e-5: numerical_grad(f, v, h).ravel(),
        ),
        Misconception(
            "int-truncation",
            "In an array of whole numbers a small nudge is cut off at once: copy v as floats "
            "first.",
            _truncated,
        ),
        Misconception(
            "int-nudges",
            "Your array of nudges took over the whole numbers of v, and so the small step became "
            "0: make it an array of floats.",
            _nudges_like_v,
        ),
        Misconception(
            "int-answer",
            "Your answer's array took over the whole numbers of v, and cut its entries off: make "
            "it an array of floats.",
            _whole_answer,
        ),
    ),
    see="“Never trust, always check”",
    hints=(
        "take f(v) = v[0] · v[1] at v = (2, 3) and go through your loop with pencil and paper: "
        "what is in the array each time f is called?",
        "“Never trust, always check” nudges a single weight: how do you do the same for one entry "
        "of an array, and leave all the others as they were?",
    ),
    measure=_nudged_each,
)

EXERCISES = (DSIGMOID, LOCAL_GRADS, NEURON_GRADS, NEURON_GRADS_VEC, NUMERICAL_GRAD)
