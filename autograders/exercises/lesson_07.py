"""Lesson 07, deep networks: six exercises and the ways in which they go wrong.

Evidence marks such as [M7] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
from chainrule.probing import Probe, steps

from autograders.backprop import (
    clip_by_norm,
    cost_in_forward_passes,
    deep_backward,
    deep_chain_grads,
    deep_forward,
    he_init,
    linear_backward,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    slope,
)
from autograders.exercises.drawing import Random, array, between, digits, signed
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "07_deep_networks"
EXACT = 1e-12
"""Tolerance of values that are made of few operations."""
SUMMED = 1e-11
"""… and of gradients that are sums, in which an honest program may add up in any order."""
SCALED = 1e-7
"""… and of clipped gradients: a length with 1e-6 added, as a guard against 0, is right as well."""
SMALL = (1e-3, 1e5)
TINY = (1e-5, 1e5)
"""Sizes of right values: of one slope, and of the gradients of a whole network."""

Array = np.ndarray
Layers = list[tuple[np.ndarray, np.ndarray]]


# --- 07.1 deep_chain_grads ----------------------------------------------------------------------


def _sums_and_activations(ws: list[float], x: float) -> tuple[list[float], list[float]]:
    sums, activations = [], [x]
    for w in ws:
        sums.append(w * activations[-1])
        activations.append(float(sigmoid(sums[-1])))
    return sums, activations


def _chain(
    *,
    start: Callable = lambda a, y: 2 * (a - y),
    slope_at: Callable = lambda a, z: a * (1 - a),
    last_slope: Callable | None = None,
    received: Callable = lambda n, activations, sums: activations[n],
    weight: Callable = lambda n, ws: ws[n],
    kept: Callable = lambda dz, da, got: dz * got,
    given_back: Callable = lambda grads: grads,
) -> Callable:
    """`deep_chain_grads` with one of its pieces replaced."""

    def answer(ws: list[float], x: float, y: float) -> object:
        ws = list(ws)
        sums, activations = _sums_and_activations(ws, x)
        da = start(activations[-1], y)
        grads = [0.0] * len(ws)
        for n in reversed(range(len(ws))):
            pick = last_slope if last_slope and n == len(ws) - 1 else slope_at
            dz = da * pick(activations[n + 1], sums[n])
            grads[n] = float(kept(dz, da, received(n, activations, sums)))
            da = dz * weight(n, ws)
        return given_back(grads)

    return answer


def _chain_loss(ws: list[float], x: float, y: float) -> float:
    return (_sums_and_activations(ws, x)[1][-1] - y) ** 2


def _nudged_chain(ws: list[float], x: float, y: float) -> list[float]:
    def loss_with(n: int) -> Callable:
        return lambda w: _chain_loss([*ws[:n], w, *ws[n + 1 :]], x, y)

    return [slope(loss_with(n), w) for n, w in enumerate(ws)]


def _forwards(ws: list[float], x: float, y: float) -> list[float]:
    """Begins at the input: each weight gets what belongs to the part before it."""
    _, activations = _sums_and_activations(ws, x)
    signal, grads = 2 * (activations[-1] - y), []
    for n, w in enumerate(ws):
        signal = signal * activations[n + 1] * (1 - activations[n + 1])
        grads.append(float(signal * activations[n]))
        signal = signal * w
    return grads


def _same_error_for_all(ws: list[float], x: float, y: float) -> list[float]:
    _, activations = _sums_and_activations(ws, x)
    error = 2 * (activations[-1] - y)
    return [float(error * b * (1 - b) * a) for a, b in pairwise(activations)]


def _chain_with(combine: Callable) -> Callable:
    """A chain whose sums are made in another way; the way back is the usual one."""

    def answer(ws: list[float], x: float, y: float) -> list[float]:
        received = [x]
        for w in ws:
            received.append(float(sigmoid(combine(w, received[-1]))))
        return _swept_back(ws, received, y, len(ws))

    return answer


def _last_straight(ws: list[float], x: float, y: float) -> list[float]:
    received = [x]
    for place, w in enumerate(ws, 1):
        z = w * received[-1]
        received.append(float(sigmoid(z)) if place < len(ws) else z)
    return _swept_back(ws, received, y, len(ws) - 1)


def _swept_back(ws: list[float], received: list[float], y: float, bends: int) -> list[float]:
    """The gradients of a chain of which only the first `bends` neurons bend."""
    da, grads = 2 * (received[-1] - y), []
    for n in reversed(range(len(ws))):
        a = received[n + 1]
        dz = da * a * (1 - a) if n < bends else da
        grads.append(float(dz * received[n]))
        da = dz * ws[n]
    return grads[::-1]


def _side_by_side(ws: list[float], x: float, y: float) -> list[float]:
    received = [x, *(float(sigmoid(w * x)) for w in ws)]
    da, grads = 2 * (received[-1] - y), []
    for n in reversed(range(len(ws))):
        dz = da * received[n + 1] * (1 - received[n + 1])
        grads.append(float(dz * received[n]))
        da = dz * ws[n]
    return grads[::-1]


def _straight_chain(ws: list[float], x: float, y: float) -> list[float]:
    received = [x]
    for w in ws:
        received.append(w * received[-1])
    signal, grads = 2 * (received[-1] - y), []
    for w, got in zip(reversed(list(ws)), reversed(received[:-1]), strict=True):
        grads.append(float(signal * got))
        signal = signal * w
    return grads[::-1]


def _passed_on(step: Callable) -> Callable:
    """A wrong chain from (what arrives, w, received, a) -> (dz, what goes on)."""

    def answer(ws: list[float], x: float, y: float) -> list[float]:
        _, activations = _sums_and_activations(ws, x)
        da, grads = 2 * (activations[-1] - y), []
        for n in reversed(range(len(ws))):
            dz, da = step(da, ws[n], activations[n], activations[n + 1])
            grads.append(float(dz * activations[n]))
        return grads[::-1]

    return answer


_added_weights = _passed_on(lambda da, w, got, a: (da * a * (1 - a), da * a * (1 - a) + w))
_no_brackets = _passed_on(lambda da, w, got, a: (da * a - a, (da * a - a) * w))


def _wraps_round(ws: list[float], x: float, y: float) -> list[float]:
    _, activations = _sums_and_activations(ws, x)
    first, *others = deep_chain_grads(ws, x, y)
    return [first / x * float(activations[-1]), *others]


def _new_gap(ws: list[float], x: float, y: float) -> list[float]:
    """Every neuron is compared with the target."""
    _, activations = _sums_and_activations(ws, x)
    return [float(2 * (a - y) * a * (1 - a) * got) for got, a in pairwise(activations)]


def _inputs_on_the_way(ws: list[float], x: float, y: float) -> list[float]:
    _, activations = _sums_and_activations(ws, x)
    signal, grads = 2 * (activations[-1] - y), []
    for n in reversed(range(len(ws))):
        a = activations[n + 1]
        signal = signal * a * (1 - a)
        grads.append(float(signal * activations[n]))
        signal = signal * ws[n] * activations[n]
    return grads[::-1]


def _slopes_of_received(ws: list[float], x: float, y: float) -> list[float]:
    _, activations = _sums_and_activations(ws, x)
    da, grads = 2 * (activations[-1] - y), []
    for w, got in zip(reversed(list(ws)), reversed(activations[:-1]), strict=True):
        dz = da * got * (1 - got)
        grads.append(float(dz * got))
        da = dz * w
    return grads[::-1]


def _weights_chain(random: Random, count: int) -> Probe:
    while True:
        ws = [signed(random, 0.6, 2.4) for _ in range(count)]
        x, y = signed(random, 0.5, 1.8), between(random, 0.05, 0.95)
        _, activations = _sums_and_activations(ws, x)
        clear = all(0.1 < a < 0.9 and abs(a - 0.5) > 0.03 for a in activations[1:])
        if clear and abs(activations[-1] - y) > 0.15 and len(set(map(abs, ws))) == count:
            return Probe((ws, x, y))


def _draw_chains(random: Random) -> list[Probe]:
    """Chains of several lengths, with outputs above and below their targets."""
    while True:
        probes = [_weights_chain(random, count) for count in (2, 3, 5)]
        above = {_sums_and_activations(*p.args[:2])[1][-1] > p.args[2] for p in probes}
        if len(above) == 2:
            return probes


def _measured_chain(probe: Probe) -> list[str]:
    measured = _nudged_chain(*probe.args)
    return [
        f"nudging w number {n}, counted from 0, measures {digits(value)}"
        for n, value in enumerate(measured)
    ]


DEEP_CHAIN_GRADS = Exercise(
    name="deep_chain_grads",
    lesson=LESSON,
    number="07.1",
    points=2,
    reference=deep_chain_grads,
    visible=(
        Probe(([1.7, -0.6], -0.7, 0.2)),
        Probe(([-0.9, 2.1, 1.3], 0.8, 0.15)),
        Probe(([0.8, -1.5, 2.2, 0.6], 1.2, 0.9)),
    ),
    draw=_draw_chains,
    tolerance=SUMMED,
    sizes=TINY,
    misconceptions=(
        Misconception(
            "own-weight",
            "One index off on the way back: from a neuron to the one before it, the signal passes "
            "the weight that joins the two.",
            _chain(weight=lambda n, ws: ws[n - 1]),
            "[M10]",
        ),
        Misconception(
            "no-slope",
            "The slopes of σ between the neurons are missing; only the last one is there. They are "
            "what makes gradients vanish.",
            _chain(slope_at=lambda a, z: 1.0, last_slope=lambda a, z: a * (1 - a)),
            "[M20b]",
        ),
        Misconception(
            "no-last-slope",
            "The slope of the last σ is missing: the signal passes back through it first.",
            _chain(last_slope=lambda a, z: 1.0),
            "[M20b]",
        ),
        Misconception(
            "no-slopes",
            "There is no slope of σ in it: every neuron on the way bends, and its slope is a "
            "factor.",
            _chain(slope_at=lambda a, z: 1.0),
            "[M20b]",
        ),
        Misconception(
            "no-weight",
            "The weights are missing on the way back: a nudge is magnified by every weight that it "
            "passes.",
            _chain(weight=lambda n, ws: 1.0),
        ),
        Misconception(
            "no-input",
            "What the neuron received is missing: it is how fast its sum answers to its weight.",
            _chain(kept=lambda dz, da, got: dz),
            "[M4]",
        ),
        Misconception(
            "slope-on-z",
            "The short form of σ's slope got the weighted sums; it needs the activations.",
            _chain(slope_at=lambda a, z: z * (1 - z)),
            "[M7]",
        ),
        Misconception(
            "squash-again",
            "The activations have been through σ already, and you squashed them again for the "
            "slope.",
            _chain(slope_at=lambda a, z: float(sigmoid(a) * (1 - sigmoid(a)))),
            "[M24]",
        ),
        Misconception(
            "height-alone",
            "You took the height of σ for its slope; the slope has a second factor.",
            _chain(slope_at=lambda a, z: a),
            "[M6]",
        ),
        Misconception(
            "one-minus",
            "Of σ's slope only what is left above the height is here; the height is a factor, too.",
            _chain(slope_at=lambda a, z: 1 - a),
            "[M6]",
        ),
        Misconception(
            "tanh",
            "Your slopes are those of tanh; these neurons bend with σ.",
            _chain(slope_at=lambda a, z: 1 - a * a),
        ),
        Misconception(
            "last-only",
            "Only the last weight got a gradient: the sweep goes on to the first.",
            lambda ws, x, y: [0.0] * (len(ws) - 1) + deep_chain_grads(ws, x, y)[-1:],
        ),
        Misconception(
            "first-alone",
            "One number came back, the gradient of the first weight; asked is a list with one for "
            "every weight.",
            lambda ws, x, y: deep_chain_grads(ws, x, y)[0],
        ),
        Misconception(
            "last-alone",
            "One number came back, the gradient of the last weight; asked is a list with one for "
            "every weight.",
            lambda ws, x, y: deep_chain_grads(ws, x, y)[-1],
        ),
        Misconception(
            "stops-early",
            "The gradient of the first weight is missing: the sweep ends one neuron too early.",
            lambda ws, x, y: deep_chain_grads(ws, x, y)[1:],
        ),
        Misconception(
            "reversed",
            "The numbers are right and stand the wrong way round: the first weight's comes first.",
            lambda ws, x, y: deep_chain_grads(ws, x, y)[::-1],
        ),
        Misconception(
            "x-everywhere",
            "Only the first neuron receives x; each other one receives what the neuron before it "
            "puts out.",
            _chain(received=lambda n, activations, sums: activations[0]),
            "[M14]",
        ),
        Misconception(
            "puts-out",
            "You multiplied by what a neuron puts out; its weight multiplied what came in.",
            _chain(received=lambda n, activations, sums: activations[n + 1]),
            "[M14]",
        ),
        Misconception(
            "sums-for-inputs",
            "Each gradient also holds its own weight: a sum answers to its weight with what came "
            "in, whatever the weight is.",
            _chain(received=lambda n, activations, sums: sums[n]),
            "[M14]",
        ),
        Misconception(
            "slope-below",
            "Your slopes of σ are one neuron off: each σ has its slope where its own output is.",
            _slopes_of_received,
            "[M10]",
        ),
        Misconception(
            "forwards",
            "You went from the input to the loss; the signal starts at the loss and passes only "
            "what lies between the loss and a weight.",
            _forwards,
            "[M15]",
        ),
        Misconception(
            "same-error",
            "Every weight got the gap of the output as if it stood next to it; what lies in "
            "between changes the signal on its way back.",
            _same_error_for_all,
        ),
        Misconception(
            "flipped-sign",
            "Everything has the opposite sign: the gap is prediction minus target, in this order.",
            _chain(start=lambda a, y: -2 * (a - y)),
            "[M3]",
        ),
        Misconception(
            "half",
            "Everything is exactly half: the 2 of the square is missing.",
            _chain(start=lambda a, y: a - y),
            "[M5]",
        ),
        Misconception(
            "loss-itself",
            "You began with the loss itself; the way back begins with how fast the loss answers to "
            "the last activation.",
            _chain(start=lambda a, y: (a - y) ** 2),
        ),
        Misconception(
            "gap-still-squared",
            "The 2 came down, but the gap is still squared: as the factor comes down, the exponent "
            "drops by one.",
            _chain(start=lambda a, y: 2 * (a - y) ** 2),
            "[R9]",
        ),
        Misconception(
            "added-forwards",
            "In the forward pass you added weight and input; a weight multiplies what its neuron "
            "receives.",
            _chain_with(lambda w, got: w + got),
        ),
        Misconception(
            "last-straight",
            "The last neuron bends with σ, too; yours puts out its sum as it is.",
            _last_straight,
        ),
        Misconception(
            "gap-size",
            "You lost the sign of the gap: it says which way the output should move.",
            _chain(start=lambda a, y: 2 * abs(a - y)),
        ),
        Misconception(
            "signals",
            "These are the gradients with respect to the activations; one more step leads from "
            "each of them to its weight.",
            _chain(kept=lambda dz, da, got: da),
        ),
        Misconception(
            "before-its-slope",
            "Each gradient was taken before the signal had passed the σ of its own neuron.",
            _chain(kept=lambda dz, da, got: da * got),
            "[M20b]",
        ),
        Misconception(
            "side-by-side",
            "In the forward pass every neuron received x; in a chain each one receives what the "
            "neuron before it puts out.",
            _side_by_side,
        ),
        Misconception(
            "straight",
            "No neuron bends in your chain: what it puts out is σ of its sum.",
            _straight_chain,
        ),
        Misconception(
            "received-added",
            "You added what the neuron received; it is how fast its sum answers to its weight, and "
            "along a route such slopes multiply.",
            _chain(kept=lambda dz, da, got: dz + got),
        ),
        Misconception(
            "added",
            "On the way back you added the weights; along a route slopes and weights multiply.",
            _added_weights,
            "[R4]",
        ),
        Misconception(
            "inputs-on-the-way",
            "What a neuron received came in again on the way down; it counts once, for its own "
            "weight, and what goes on passes the weight.",
            _inputs_on_the_way,
        ),
        Misconception(
            "wraps-round",
            "For the first weight you took what comes out at the end of the chain: place −1 is the "
            "last one of a list. The first neuron received x.",
            _wraps_round,
        ),
        Misconception(
            "first-left-at-zero",
            "The gradient of the first weight was never written: the sweep ends one neuron too "
            "early.",
            lambda ws, x, y: [0.0, *deep_chain_grads(ws, x, y)[1:]],
        ),
        Misconception(
            "new-gap",
            "At each neuron you began anew with the gap between its own activation and the target; "
            "only the last one is compared with it, and the others get their signal from behind.",
            _new_gap,
        ),
        Misconception(
            "gap-brackets",
            "Python multiplied first and subtracted last: the gap needs brackets.",
            _chain(start=lambda a, y: 2 * a - y),
        ),
        Misconception(
            "brackets",
            "Python multiplied first and subtracted last: what is left above the height of σ needs "
            "brackets.",
            _no_brackets,
        ),
        Misconception(
            "stepped",
            "You took a step already; asked are the gradients alone.",
            lambda ws, x, y: [
                w - g for g, w in zip(deep_chain_grads(ws, x, y), list(ws), strict=True)
            ],
            "[M2]",
        ),
        Misconception(
            "added-up",
            "The gradients came back as one sum; each weight has one of its own.",
            lambda ws, x, y: sum(deep_chain_grads(ws, x, y)),
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured or rounded, and "
            "here the exact gradients are wanted.",
            lambda ws, x, y: [g * (1 + 3e-7) for g in deep_chain_grads(ws, x, y)],
            close=True,
        ),
    ),
    see="“Back along the chain”",
    hints=(
        "take two neurons, as “Back along the chain” does, and write down every factor of both "
        "gradients: which of them are the same?",
        "go from one neuron to the one before it: which two things does the signal pass, and where "
        "did you save them in the forward pass?",
    ),
    measure=_measured_chain,
)


# --- 07.2 relu_backward -------------------------------------------------------------------------


def _gated(random: Random, shape: tuple[int, int]) -> Probe:
    """Gates open and shut under gradients of both signs, one sum exactly 0."""
    while True:
        dA = array(random, shape, 0.1, 2.8)
        Z = array(random, shape, 0.1, 3.2)
        kinds = {(bool(z > 0), bool(d > 0)) for z, d in zip(Z.flat, dA.flat, strict=True)}
        # One sum is only just above 0, so that a gate that opens late shows.
        if len(kinds) == 4 and abs(dA).max() > 1.3 and Z[Z > 0].min() < 0.35:
            row, column = int(random.integers(shape[0])), int(random.integers(shape[1]))
            Z[row, column] = 0.0
            kinds = {(bool(z > 0), bool(d > 0)) for z, d in zip(Z.flat, dA.flat, strict=True)}
            if len(kinds) == 4 and Z[Z > 0].min() < 0.35:
                return Probe((dA, Z))


def _draw_gates(random: Random) -> list[Probe]:
    return [_gated(random, shape) for shape in ((2, 3), (3, 3), (4, 2))]


def _measured_gate(probe: Probe) -> list[str]:
    """A clause for every entry of Z."""
    dA, Z = probe.args

    def clause(row: int, column: int) -> str:
        z = Z[row, column]
        moves = (
            "moves what ReLU puts out one for one" if z > 0 else "leaves what ReLU puts out at 0"
        )
        nudge = (
            f"a nudge of Z[{row}, {column}] = {digits(z)} {moves}"
            if z
            else (f"Z[{row}, {column}] is 0, where the gate counts as shut")
        )
        return f"{nudge}, and dA[{row}, {column}] is {digits(dA[row, column])}"

    return [clause(row, column) for row, column in np.ndindex(Z.shape)]


RELU_BACKWARD = Exercise(
    name="relu_backward",
    lesson=LESSON,
    number="07.2",
    points=2,
    reference=relu_backward,
    visible=(
        Probe(
            (
                np.array([[0.5, -1.7, 2.3], [-0.3, 0.7, -0.2]]),
                np.array([[1.4, -2.1, 0.0], [0.4, -0.6, 3.2]]),
            )
        ),
        Probe(
            (
                np.array([[0.6, -0.8, 1.9], [1.2, -0.5, 0.35], [-1.1, 2.4, -0.9]]),
                np.array([[2.2, 0.7, -1.6], [-0.9, 0.0, 0.3], [-2.7, 1.3, 0.55]]),
            )
        ),
        Probe(
            (
                np.array([[-0.62, 1.41], [0.87, -2.15], [1.23, 0.56], [-0.34, 0.91]]),
                np.array([[0.31, -1.74], [2.65, -0.22], [0.0, 1.41], [1.14, 0.93]]),
            )
        ),
    ),
    draw=_draw_gates,
    tolerance=EXACT,
    limits=("answer",),
    misconceptions=(
        Misconception(
            "uses-value",
            "You multiplied by the activation; the slope of ReLU is a gate and no amplifier: what "
            "passes, passes unchanged.",
            lambda dA, Z: dA * np.maximum(Z, 0),
        ),
        Misconception(
            "times-z",
            "You multiplied by Z itself; Z only says whether the gate is open.",
            lambda dA, Z: dA * Z,
        ),
        Misconception(
            "clips-gradient",
            "You sent the gradient through ReLU; Z decides, and a negative gradient passes an open "
            "gate as well.",
            lambda dA, Z: np.maximum(dA, 0),
        ),
        Misconception(
            "gate-by-gradient",
            "Negative gradients were stopped at open gates as well; only Z decides.",
            lambda dA, Z: dA * (dA > 0) * (Z > 0),
        ),
        Misconception(
            "places-swapped",
            "The two changed places: Z is what decides, and dA is what passes.",
            lambda dA, Z: Z * (dA > 0),
        ),
        Misconception(
            "product-cut",
            "You cut off where the product of the two is negative; Z alone decides, and it changes "
            "nothing that passes.",
            lambda dA, Z: np.maximum(dA * Z, 0),
        ),
        Misconception(
            "same-signs",
            "Your gate opens where dA and Z have the same sign; Z alone decides.",
            lambda dA, Z: np.where(dA * Z > 0, dA, 0.0),
        ),
        Misconception(
            "mask-only",
            "That is the gate alone; it has to meet what arrives, dA.",
            lambda dA, Z: (Z > 0) * 1.0,
            "[M21]",
        ),
        Misconception(
            "truths",
            "That is the gate alone, as True and False; it has to meet what arrives, dA.",
            lambda dA, Z: Z > 0,
            "[M21]",
        ),
        Misconception(
            "inverted",
            "The gate is the wrong way round: it is open where the sum is above 0.",
            lambda dA, Z: dA * (Z <= 0),
        ),
        Misconception(
            "one-at-zero",
            "Where Z is exactly 0 the gate counts as shut here (a convention; books differ).",
            lambda dA, Z: dA * (Z >= 0),
            "[M28]",
        ),
        Misconception(
            "half-at-zero",
            "Where Z is exactly 0 half of dA passed; here the gate counts as shut there "
            "(a convention; books differ).",
            lambda dA, Z: dA * np.heaviside(Z, 0.5),
            "[M28]",
        ),
        Misconception(
            "gate-at-one",
            "Your gate opens too late: it is open as soon as the sum is above 0.",
            lambda dA, Z: dA * (Z > 1),
        ),
        Misconception(
            "forward",
            "That is ReLU itself, in the forward pass; asked is the way back.",
            lambda dA, Z: np.maximum(Z, 0),
        ),
        Misconception(
            "passes-all",
            "Everything passed; where Z is negative the gate is shut.",
            lambda dA, Z: dA * 1.0,
        ),
        Misconception(
            "leaky",
            "A little passes your shut gates (that is another bend, the leaky ReLU); here nothing "
            "passes a shut gate.",
            lambda dA, Z: np.where(Z > 0, dA, 0.01 * dA),
        ),
        Misconception(
            "sign",
            "Where the gate is shut you turned the sign; nothing at all passes there.",
            lambda dA, Z: dA * np.sign(Z),
        ),
        Misconception(
            "shut-turned",
            "Behind shut gates the sign is turned, at an exact 0 as well; nothing at all passes "
            "there.",
            lambda dA, Z: dA * np.where(Z > 0, 1, -1),
        ),
        Misconception(
            "inverted-strict",
            "The gate is the wrong way round: it is open where the sum is above 0, not below.",
            lambda dA, Z: dA * (Z < 0),
        ),
        Misconception(
            "sum-behind-shut",
            "Behind shut gates stands Z itself; nothing passes there, so there is 0.",
            lambda dA, Z: np.where(Z > 0, dA, Z),
        ),
        Misconception(
            "added",
            "You added the gate to what arrives; along a route slopes multiply.",
            lambda dA, Z: dA + (Z > 0),
            "[R4]",
        ),
        Misconception(
            "matmul",
            "Each entry has its own gate, so what arrives meets it entry by entry, not with @.",
            lambda dA, Z: dA @ (Z > 0),
            "[M9]",
        ),
        Misconception(
            "sigmoid-slope",
            "That is the slope of σ; ReLU is either flat or rises one for one.",
            lambda dA, Z: dA * sigmoid(Z) * (1 - sigmoid(Z)),
        ),
        Misconception(
            "sigmoid-form",
            "That is the short form that belongs to σ, and fed with sums at that; ReLU is either "
            "flat or rises one for one.",
            lambda dA, Z: dA * Z * (1 - Z),
        ),
        Misconception(
            "tanh-slope",
            "That is the slope of tanh; ReLU is either flat or rises one for one.",
            lambda dA, Z: dA * (1 - np.tanh(Z) ** 2),
        ),
        Misconception(
            "sizes-only",
            "You lost the signs of what arrives: an open gate passes negative gradients as they "
            "are.",
            lambda dA, Z: abs(dA) * (Z > 0),
        ),
        Misconception(
            "turned-sign",
            "Your signs are turned: an open gate passes what arrives as it is.",
            lambda dA, Z: -dA * (Z > 0),
        ),
        Misconception(
            "clipped",
            "You cut off what is larger than 1; an open gate passes gradients of any size.",
            lambda dA, Z: np.clip(dA, -1, 1) * (Z > 0),
        ),
        Misconception(
            "dropped",
            "The entries behind shut gates are gone; dZ has the shape of Z, with zeros there.",
            lambda dA, Z: dA[Z > 0],
        ),
        Misconception(
            "collapsed",
            "You added everything up; every entry has its own gate, so dZ has the shape of Z.",
            lambda dA, Z: float((dA * (Z > 0)).sum()),
        ),
        Misconception(
            "column-sums",
            "You added up over the examples; ReLU acts on every entry alone, so dZ has the shape "
            "of Z.",
            lambda dA, Z: (dA * (Z > 0)).sum(axis=0),
        ),
        Misconception(
            "averaged",
            "You divided by the number of examples; what arrives in dA holds the mean already.",
            lambda dA, Z: dA * (Z > 0) / len(Z),
            "[M26]",
        ),
    ),
    see="“A gate”",
    hints=(
        "draw ReLU and put your finger on one entry of Z: how steep is the curve there?",
        "take one entry of Z above 0 and one below it, and the same entries of dA: what should "
        "come back at each?",
    ),
    measure=_measured_gate,
)


# --- 07.3 he_init -------------------------------------------------------------------------------

_START = """
import numpy as np

class Told(TypeError):
    pass

def pair_of(made):
    if made is None:
        raise Told("he_init gave nothing: end it with return")
    if not isinstance(made, (tuple, list)) or len(made) != 2:
        raise Told("he_init has to return two things, W and b")
    W, b = made
    if np.shape(W) == (fan_out,) and np.shape(b) == (fan_in, fan_out):
        raise Told("the two came back in the other order: W first, then b")
    return W, b

def numbers(value, shape):
    if type(value) not in (np.ndarray, list, tuple) or np.shape(value) != shape:
        return None
    value = np.asarray(value)
    return value.astype(float) if value.dtype.kind in "fiu" and np.isfinite(value).all() else None

def facts_about(he_init):
    rng, equal = np.random.default_rng(seed), np.random.default_rng(seed)
    W, b = pair_of(he_init(fan_in, fan_out, rng))
    next_W, _ = pair_of(he_init(fan_in, fan_out, rng))
    same_W, _ = pair_of(he_init(fan_in, fan_out, equal))
    turned = np.shape(W) == (fan_out, fan_in)
    W, next_W, same_W = (numbers(one, (fan_in, fan_out)) for one in (W, next_W, same_W))
    about_W = {
        "not_turned_around": not turned,
        "shape_fits": W is not None,
        "neurons_differ": W is not None and bool((W[:, 0] != W[:, 1]).any()),
    }
    looked = about_W["neurons_differ"] and next_W is not None and same_W is not None
    about_W["inputs_differ"] = looked and bool((W[0] != W[1]).any())
    about_W["new_at_each_call"] = looked and not np.array_equal(W, next_W)
    about_W["comes_from_rng"] = looked and np.array_equal(W, same_W)
    about_W["both_signs"] = looked and bool(W.min() < 0 < W.max())
    looked = all(about_W.values())
    about_W["mean_near_0"] = looked and bool(abs(W.mean()) < 0.1 * W.std())
    looked = all(about_W.values())
    times = float(W.std() / due) if looked else 0.0
    about_W["spread_fits"] = looked and abs(times - 1) < 0.03
    about_W["spread"] = 1.0 if about_W["spread_fits"] else step_of(times)
    b = np.asarray(b) if np.shape(b) in ((fan_out,), (1, fan_out), (fan_in,), ()) else None
    about_b = {
        "shape_fits": b is not None and b.shape == (fan_out,),
        "size": 0 if b is None else b.ndim * 10 + (b.shape == (fan_in,)),
        "all_0": b is not None and b.dtype.kind in "fiu" and not b.any(),
    }
    return about_W, about_b

def step_of(times):
    return float(round(16 * np.log2(times))) / 16 if times > 1e-6 else -99.0
"""
"""What is known of a start: facts, so that any way of drawing is right. One that fails keeps those
after it from being looked at. A spread that does not fit is told in steps of 4 %, which is ten
times what chance makes of it."""

EDGE = 0.12
"""A spread of a known mistake keeps away so far from where one step becomes the next."""


def _start_probe(fan_in: int, fan_out: int, seed: int) -> Probe:
    return steps(
        "he_init",
        ("W, b = facts_about(he_init)",),
        ("W", "b"),
        shown=f"he_init({fan_in}, {fan_out}, rng)",
        given=(f"due = {np.sqrt(2 / fan_in)!r}".replace("np.float64(", "").rstrip(")"), _START),
        fan_in=fan_in,
        fan_out=fan_out,
        seed=seed,
    )


def _wrong_spreads(fan_in: int, fan_out: int) -> dict[str, float]:
    return {
        "variance-as-spread": 2 / fan_in,
        "fan-out": np.sqrt(2 / fan_out),
        "xavier": np.sqrt(1 / fan_in),
        "both-fans": np.sqrt(2 / (fan_in + fan_out)),
        "root-of-two": np.sqrt(2) / fan_in,
        "standard": 1.0,
        "inverse": 1 / fan_in,
        "root-inside": 2 / np.sqrt(fan_in),
        "upside-down": np.sqrt(fan_in / 2),
        "all-weights": np.sqrt(2 / (fan_in * fan_out)),
        "hundredth": 0.01,
    }


def _clear_of_edges(fan_in: int, fan_out: int) -> bool:
    due = np.sqrt(2 / fan_in)
    places = [16 * np.log2(s / due) for s in _wrong_spreads(fan_in, fan_out).values()]
    return all(abs(p - round(float(p))) < 0.5 - EDGE and abs(p) > 1 for p in places)


def _draw_starts(random: Random) -> list[Probe]:
    def probe(few: tuple[int, int], many: tuple[int, int]) -> Probe:
        while True:
            fan_in, fan_out = int(random.integers(*few)), int(random.integers(*many))
            if _clear_of_edges(fan_in, fan_out):
                return _start_probe(fan_in, fan_out, int(random.integers(100, 10_000)))

    return [probe((140, 220), (70, 110)), probe((9, 24), (700, 1400))]


def _started(make_W: Callable, make_b: Callable | None = None) -> Callable:
    """A wrong `he_init` from what it makes of fan_in, fan_out and rng."""

    def answer(fan_in: int, fan_out: int, rng: np.random.Generator) -> tuple[Array, Array]:
        W = make_W(fan_in, fan_out, rng)
        return W, make_b(fan_in, fan_out, rng) if make_b else np.zeros(fan_out)

    return answer


def _spread(name: str) -> Callable:
    return _started(
        lambda fan_in, fan_out, rng: rng.normal(
            0, _wrong_spreads(fan_in, fan_out)[name], (fan_in, fan_out)
        )
    )


def _right_W(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    return rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out))


def _redrawn(fan_in: int, fan_out: int, rng: np.random.Generator) -> Array:
    """Whatever lies beyond two spreads is drawn again."""
    W = rng.normal(0, 1, (fan_in, fan_out))
    while (far := abs(W) > 2).any():
        W[far] = rng.normal(0, 1, int(far.sum()))
    return W * np.sqrt(2 / fan_in)


def _measured_start(probe: Probe) -> list[str]:
    """A clause for W and one for b."""
    fan_in, fan_out = probe.kwargs["fan_in"], probe.kwargs["fan_out"]
    due = np.sqrt(2 / fan_in)
    return [
        f"for {fan_in} inputs and {fan_out} neurons, the W that keeps what passes ReLU at its size "
        f"has the shape ({fan_in}, {fan_out}), the mean 0 and the spread {digits(float(due))} "
        "(print W.shape and W.std() of yours)",
        f"b holds {fan_out} zeros, one for each neuron, and has one axis (print b.shape of yours)",
    ]


HE_INIT = Exercise(
    name="he_init",
    lesson=LESSON,
    number="07.3",
    points=2,
    reference=he_init,
    visible=(_start_probe(167, 93, 7), _start_probe(12, 1107, 3)),
    draw=_draw_starts,
    driver="call_class",
    parts={"W": 1, "b": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "variance-as-spread",
            "You handed over the variance of W where its spread is wanted: the spread is the root "
            "of the variance.",
            _spread("variance-as-spread"),
        ),
        Misconception(
            "fan-out",
            "You scaled by the number of neurons; a sum grows with the number of inputs that a "
            "neuron adds up.",
            _spread("fan-out"),
        ),
        Misconception(
            "xavier",
            "That spread keeps tanh alive; ReLU shuts about half of its gates, and the start has "
            "to make up for it.",
            _spread("xavier"),
        ),
        Misconception(
            "both-fans",
            "That is another rule, Glorot's, with inputs and neurons together; here the inputs "
            "count alone.",
            _spread("both-fans"),
        ),
        Misconception(
            "root-of-two",
            "The root goes over the whole fraction, not over its upper part alone.",
            _spread("root-of-two"),
        ),
        Misconception(
            "root-inside",
            "The root goes over the whole fraction, not over its lower part alone.",
            _spread("root-inside"),
        ),
        Misconception(
            "inverse",
            "The spread of W shrinks too fast with the number of inputs: there is a root in it.",
            _spread("inverse"),
        ),
        Misconception(
            "upside-down",
            "The fraction is upside down: the more inputs a neuron has, the smaller its weights "
            "begin.",
            _spread("upside-down"),
        ),
        Misconception(
            "standard",
            "W has the spread 1 whatever the number of inputs: with many inputs the sums get huge.",
            _spread("standard"),
        ),
        Misconception(
            "hundredth",
            "W has the same small spread whatever the number of inputs: it has to fit how many "
            "numbers a neuron adds up.",
            _spread("hundredth"),
        ),
        Misconception(
            "all-weights",
            "You counted all weights of the layer; what counts is how many inputs one neuron adds "
            "up.",
            _spread("all-weights"),
        ),
        Misconception(
            "uniform-width",
            "Your weights reach as far as their spread should be, to both sides; numbers drawn "
            "evenly between two ends have a smaller spread than that.",
            _started(
                lambda fan_in, fan_out, rng: rng.uniform(
                    -np.sqrt(2 / fan_in), np.sqrt(2 / fan_in), (fan_in, fan_out)
                )
            ),
        ),
        Misconception(
            "uniform-half",
            "Your weights reach half as far to each side as their spread should be; numbers drawn "
            "evenly between two ends have a smaller spread than half their range.",
            _started(
                lambda fan_in, fan_out, rng: (
                    np.sqrt(2 / fan_in) * (rng.random((fan_in, fan_out)) - 0.5)
                )
            ),
        ),
        Misconception(
            "cut-off",
            "The spread is a little too small: did you cut off or clip what lies far out? Take the "
            "weights as they are drawn.",
            _started(
                lambda fan_in, fan_out, rng: (
                    np.sqrt(2 / fan_in) * np.clip(rng.normal(0, 1, (fan_in, fan_out)), -2, 2)
                )
            ),
        ),
        Misconception(
            "redrawn",
            "The spread is too small by an eighth: did you draw anew whatever lay far out? Take "
            "the weights as they are drawn.",
            _started(_redrawn),
        ),
        Misconception(
            "zeros",
            "All your neurons start with the same weights: neurons that start equal get equal "
            "gradients, and stay equal for ever.",
            _started(lambda fan_in, fan_out, rng: np.zeros((fan_in, fan_out))),
        ),
        Misconception(
            "same-inputs",
            "Each neuron has one weight for all its inputs: draw one number for every entry of W.",
            _started(
                lambda fan_in, fan_out, rng: np.repeat(
                    rng.normal(0, np.sqrt(2 / fan_in), (1, fan_out)), fan_in, axis=0
                )
            ),
        ),
        Misconception(
            "all-positive",
            "All your weights have the same sign: centre them on 0.",
            _started(lambda fan_in, fan_out, rng: abs(_right_W(fan_in, fan_out, rng))),
        ),
        Misconception(
            "shifted",
            "The mean of your weights is not 0: centre them.",
            _started(
                lambda fan_in, fan_out, rng: (
                    np.sqrt(2 / fan_in) * rng.normal(0.5, 1, (fan_in, fan_out))
                )
            ),
        ),
        Misconception(
            "transposed",
            "In W rows and columns changed places: it has a row for every input and a column for "
            "every neuron.",
            _started(lambda fan_in, fan_out, rng: _right_W(fan_in, fan_out, rng).T),
            "[M13]",
        ),
        Misconception(
            "own-seed",
            "Every call gives the same weights, so two layers of one size would start as twins: "
            "draw from the rng that is handed in.",
            _started(
                lambda fan_in, fan_out, rng: _right_W(fan_in, fan_out, np.random.default_rng(0))
            ),
        ),
        Misconception(
            "own-rng",
            "Your weights do not come from rng: two equal generators gave two different starts.",
            _started(
                lambda fan_in, fan_out, rng: _right_W(fan_in, fan_out, np.random.default_rng())
            ),
        ),
        Misconception(
            "random-bias",
            "In b, the biases start at 0: the random weights are enough to make neurons differ.",
            _started(_right_W, lambda fan_in, fan_out, rng: rng.normal(0, 1, fan_out)),
        ),
        Misconception(
            "bias-row",
            "Your b has one axis too many: it is one row of numbers, of shape (fan_out,).",
            _started(_right_W, lambda fan_in, fan_out, rng: np.zeros((1, fan_out))),
            "[M22] dlsyscourse/hw2 #8",
        ),
        Misconception(
            "bias-per-input",
            "Your b has an entry for every input; each neuron has a bias, so there are fan_out.",
            _started(_right_W, lambda fan_in, fan_out, rng: np.zeros(fan_in)),
        ),
        Misconception(
            "one-bias",
            "Your b is a single number; each neuron has a bias of its own.",
            _started(_right_W, lambda fan_in, fan_out, rng: 0.0),
        ),
        Misconception(
            "fans-swapped",
            "You took fan_in and fan_out for each other in W and b: fan_in is how many numbers "
            "each neuron receives, fan_out how many neurons there are.",
            lambda fan_in, fan_out, rng: (_right_W(fan_out, fan_in, rng), np.zeros(fan_in)),
        ),
        Misconception(
            "weights-alone",
            "Return two things with a comma between, W and b.",
            lambda fan_in, fan_out, rng: _right_W(fan_in, fan_out, rng),
        ),
        Misconception(
            "back-to-front",
            "The two came back in the other order: W first, then b.",
            lambda fan_in, fan_out, rng: (np.zeros(fan_out), _right_W(fan_in, fan_out, rng)),
        ),
    ),
    see="“The right start”",
    hints=(
        "print the shape, the mean and the spread of your W for 200 inputs, and then for 50: what "
        "should become of the spread?",
        "“The right start” says what a neuron's sum grows with, and what ReLU takes away: where in "
        "your line does each of the two stand?",
    ),
    measure=_measured_start,
)


# --- 07.4 deep_backward -------------------------------------------------------------------------

NO_HIDDEN, ANY_DEPTH = "no hidden layer", "any depth"


def _swept(
    *,
    start: Callable = lambda n: 2 * (n.A - n.Y) / len(n.X),
    output: Callable = lambda dA, n: dA * n.A * (1 - n.A),
    sent: Callable = lambda dZ, W, n, layer: dZ @ W.T,
    gate: Callable = lambda dA, n, layer: _where_open(dA, n.Zs[layer - 1]),
    received: Callable = lambda n, layer: n.As[layer],
    dW: Callable = lambda dW, n: dW,
    db: Callable = lambda dZ, n: dZ.sum(axis=0),
    lowest: int = 0,
    guarded: bool = True,
    kept: Callable = lambda new, old: new,
    collected: Callable = lambda grads, n: grads,
) -> Callable:
    """`deep_backward` with one of its pieces replaced; at half the digits, which is enough to know
    a mistake by, where it is not right."""

    def answer(layers: Layers, X: Array, Y: Array) -> object:
        Zs, As = deep_forward(layers, X)
        n = SimpleNamespace(layers=layers, X=X, Y=Y, Zs=Zs, As=As, A=As[-1])
        dZ = output(start(n), n)
        grads = []
        for layer in reversed(range(lowest, len(layers))):
            grads.append((dW(received(n, layer).T @ dZ, n), db(dZ, n)))
            dA = sent(dZ, layers[layer][0], n, layer)
            if layer > 0 or not guarded:
                dZ = kept(gate(dA, n, layer), dZ)
        return _brief(collected(grads[::-1], n), deep_backward(layers, X, Y))

    return answer


def _where_open(dA: Array, Z: Array) -> Array:
    """As learners write it, without a look at shapes: numpy's own words are known, too."""
    return np.where(Z > 0, dA, 0.0)


def _times_open(dA: Array, Z: Array) -> Array:
    return dA * (Z > 0)


def _brief(given: Any, right: Any) -> Any:
    if isinstance(given, (list, tuple)):
        as_many = isinstance(right, (list, tuple)) and len(right) == len(given)
        beside = right if as_many else [None] * len(given)
        return type(given)(_brief(one, due) for one, due in zip(given, beside, strict=True))
    same = right is not None and np.shape(given) == np.shape(right)
    if same and np.allclose(given, right, rtol=1e-12, atol=0):
        return right
    return np.asarray(given, np.float32)


def _relu_too(dA: Array, n: SimpleNamespace) -> Array:
    return _where_open(dA, n.Zs[-1])


def _gate_too_late(layers: Layers, X: Array, Y: Array) -> object:
    """The gate is passed only after dW and db of its layer are taken."""
    Zs, As = deep_forward(layers, X)
    signal, grads = sigmoid_backward(2 * (As[-1] - Y) / len(X), As[-1]), []
    for layer in reversed(range(len(layers))):
        grads.append((As[layer].T @ signal, signal.sum(axis=0)))
        if layer < len(layers) - 1:
            signal = _where_open(signal, Zs[layer])
        signal = signal @ layers[layer][0].T
    return _brief(grads[::-1], deep_backward(layers, X, Y))


def _from_the_front(turned: bool) -> Callable:
    """The loop goes from the first layer to the last, with the signal of the loss."""

    def answer(layers: Layers, X: Array, Y: Array) -> object:
        Zs, As = deep_forward(layers, X)
        dZ, grads = sigmoid_backward(2 * (As[-1] - Y) / len(X), As[-1]), []
        for layer in range(len(layers)):
            grads.append((As[layer].T @ dZ, dZ.sum(axis=0)))
            dA = dZ @ layers[layer][0].T
            if layer > 0:
                dZ = _where_open(dA, Zs[layer - 1])
        return _brief(grads[::-1] if turned else grads, deep_backward(layers, X, Y))

    return answer


def _of_one_bend(bend: Callable, back: Callable) -> Callable:
    """A network whose layers all bend alike."""

    def answer(layers: Layers, X: Array, Y: Array) -> object:
        As = [X]
        for W, b in layers:
            As.append(bend(As[-1] @ W + b))
        dA, grads = 2 * (As[-1] - Y) / len(X), []
        for layer in reversed(range(len(layers))):
            dZ = back(dA, As[layer + 1])
            grads.append((As[layer].T @ dZ, dZ.sum(axis=0)))
            dA = dZ @ layers[layer][0].T
        return _brief(grads[::-1], deep_backward(layers, X, Y))

    return answer


def _two_layers_alone(layers: Layers, X: Array, Y: Array) -> object:
    return _brief(deep_backward([layers[0], layers[1]], X, Y), deep_backward(layers, X, Y))


def _pairs_for_weights(layers: Any, X: Array, Y: Array) -> object:
    return [pair.T for pair in layers]


def _as_if_measured(layers: Layers, X: Array, Y: Array) -> Layers:
    """As far off as a nudge may be, but to the last digit the same on every processor."""
    return [(dW * (1 + 3e-7), db * (1 + 3e-7)) for dW, db in deep_backward(layers, X, Y)]


def _numbers(random: Random, shape: tuple[int, ...], low: float, high: float) -> Array:
    """Numbers between `low` and `high` in size, of either sign, none of them whole."""
    sizes = np.round(random.uniform(low, high, shape), 2)
    return (sizes + 0.01 * (sizes % 1 == 0)) * random.choice([-1.0, 1.0], shape)


def _layers(random: Random, sizes: tuple[int, ...]) -> Layers:
    """Biases above 0: with random ones a whole layer of gates may be shut, and every slip behind
    it would hide."""
    return [
        (_numbers(random, shape, 0.2, 1.4), abs(_numbers(random, shape[1:], 0.1, 0.9)))
        for shape in pairwise(sizes)
    ]


def _gates_vary(Zs: list[Array]) -> bool:
    """Is every hidden neuron open at some row, is some gate of every hidden layer shut, and is none
    on the edge?"""
    return all((Z > 0).any(axis=0).all() and (Z < 0).any() and abs(Z).min() > 0.04 for Z in Zs[:-1])


def _deep_probe(random: Random, part: str, rows: int, *sizes: int) -> Probe:
    while True:
        layers = _layers(random, sizes)
        X = _numbers(random, (rows, sizes[0]), 0.2, 2.4)
        Y = np.round(random.uniform(0.04, 0.96, (rows, sizes[-1])), 2)
        Zs, As = deep_forward(layers, X)
        if not all((W < 0).any() for W, _ in layers):
            continue
        if not _gates_vary(Zs) or abs(Zs[-1]).max() > 3.5 or abs(As[-1] - Y).min() < 0.05:
            continue
        grads = [abs(entry) for pair in deep_backward(layers, X, Y) for entry in pair]
        if min(entry.min() for entry in grads) > 2e-4:
            return Probe((layers, X, Y), part=part)


def _draw_deep(random: Random) -> list[Probe]:
    return [
        # Sizes of which none is 2, as the factor is that comes from the square.
        _deep_probe(random, NO_HIDDEN, 5, 3, 4),
        _deep_probe(random, ANY_DEPTH, 5, 2, 3, 4, 2),
        _deep_probe(random, ANY_DEPTH, 3, 2, 2, 2, 2, 2),
    ]


def _lend_the_gates(probe: Probe) -> dict:
    """What a right `relu_backward` gives at every hidden layer, asked with Z or with A."""
    layers, X, Y = probe.args
    Zs, As = deep_forward(layers, X)
    dZ = sigmoid_backward(2 * (As[-1] - Y) / len(X), As[-1])
    values = []
    for layer in reversed(range(1, len(layers))):
        dA, _, _ = linear_backward(dZ, As[layer], layers[layer][0])
        dZ = relu_backward(dA, Zs[layer - 1])
        values += [((dA, Zs[layer - 1]), dZ), ((dA, As[layer]), dZ)]
    return {"relu_backward": values} if values else {}


def _deep_loss(layers: Layers, X: Array, Y: Array) -> float:
    return float(np.sum((deep_forward(layers, X)[1][-1] - Y) ** 2) / len(X))


def _measured_deep(probe: Probe) -> str:
    layers, X, Y = probe.args

    def loss_with(layer: int, place: int, value: float) -> float:
        moved = [(W.copy(), b.copy()) for W, b in layers]
        moved[layer][place].flat[0] = value
        return _deep_loss(moved, X, Y)

    def nudged(layer: int, place: int) -> str:
        start = float(layers[layer][place].flat[0])
        return digits(slope(lambda value: loss_with(layer, place, value), start))

    told = [f"{nudged(n, 0)} and {nudged(n, 1)} in layer {n}" for n in range(len(layers))]
    return f"nudges of the first entries of W and b measure {', '.join(told)}"


_VISIBLE_DEEP = np.random.default_rng(74)

DEEP_BACKWARD = Exercise(
    name="deep_backward",
    lesson=LESSON,
    number="07.4",
    points=5,
    reference=deep_backward,
    visible=(
        _deep_probe(_VISIBLE_DEEP, NO_HIDDEN, 5, 3, 4),
        # Layers of one width, so that a slip of one index gives numbers, and no error of shapes.
        _deep_probe(_VISIBLE_DEEP, ANY_DEPTH, 9, 2, 2, 2, 2),
    ),
    draw=_draw_deep,
    lend=_lend_the_gates,
    tolerance=SUMMED,
    sizes=TINY,
    parts={NO_HIDDEN: 1, ANY_DEPTH: 4},
    misconceptions=(
        Misconception(
            "back-to-front",
            "The numbers are right and stand the wrong way round: the layer nearest to the input "
            "comes first.",
            _swept(collected=lambda grads, n: grads[::-1]),
        ),
        Misconception(
            "last-only",
            "Only the last layer got a gradient: the loop has to go on to the first.",
            _swept(
                collected=lambda grads, n: [
                    *((0 * dW, 0 * db) for dW, db in grads[:-1]),
                    grads[-1],
                ]
            ),
        ),
        Misconception(
            "stops-early",
            "The gradients of the first layer are missing: the loop ends one layer too early.",
            _swept(lowest=1),
        ),
        Misconception(
            "no-relu",
            "The gates of the hidden layers are missing, or stand open everywhere: where a sum was "
            "negative, nothing passes.",
            _swept(gate=lambda dA, n, layer: dA),
        ),
        Misconception(
            "gate-too-late",
            "A hidden layer's own gradients were taken before its gate: what arrives has to pass "
            "the gate first.",
            _gate_too_late,
        ),
        Misconception(
            "sigmoid-inside",
            "In the hidden layers you took the slope of σ; they bend with ReLU.",
            _swept(gate=lambda dA, n, layer: dA * n.As[layer] * (1 - n.As[layer])),
        ),
        Misconception(
            "gradient-clipped",
            "You sent the gradient through ReLU; the layer's own sum decides, not the gradient.",
            _swept(gate=lambda dA, n, layer: np.maximum(dA, 0)),
        ),
        Misconception(
            "gate-times-value",
            "A gate multiplied the signal by the activation; what passes, passes unchanged.",
            _swept(gate=lambda dA, n, layer: dA * n.As[layer]),
        ),
        Misconception(
            "gate-places-swapped",
            "At the gates the two changed places: the layer's own sum decides, and what arrives "
            "passes.",
            _swept(gate=lambda dA, n, layer: _where_open(n.Zs[layer - 1], dA)),
        ),
        Misconception(
            "gate-alone",
            "Behind a hidden layer only the gate is left; it has to meet the signal that arrives.",
            _swept(gate=lambda dA, n, layer: (n.Zs[layer - 1] > 0) * 1.0),
            "[M21]",
        ),
        Misconception(
            "wrong-gate",
            "The gate is one layer off: it belongs to the layer that the signal enters, not to the "
            "one that it leaves.",
            _swept(gate=lambda dA, n, layer: _where_open(dA, n.Zs[layer])),
            "[M10]",
        ),
        Misconception(
            "lowest-gate-missing",
            "The lowest hidden layer has a gate, too, and in yours the signal passes by it.",
            _swept(
                gate=lambda dA, n, layer: dA if layer == 1 else _where_open(dA, n.Zs[layer - 1])
            ),
        ),
        Misconception(
            "no-guard",
            "Below the lowest layer there is no gate, only X: the loop ends with that layer's own "
            "gradients.",
            _swept(guarded=False),
        ),
        Misconception(
            "no-guard-times",
            "Under the lowest layer there is no gate, only X: with that layer's own gradients the "
            "loop has done its work.",
            _swept(guarded=False, gate=lambda dA, n, layer: _times_open(dA, n.Zs[layer - 1])),
        ),
        Misconception(
            "wrong-gate-no-guard",
            "Below the lowest layer there is no gate; and above it yours are one layer off: a gate "
            "belongs to the layer that the signal enters.",
            _swept(guarded=False, gate=lambda dA, n, layer: _where_open(dA, n.Zs[layer])),
            "[M10]",
        ),
        Misconception(
            "wrong-gate-no-guard-times",
            "Under the lowest layer there is no gate; and above it yours are one layer off: a gate "
            "belongs to the layer that the signal enters.",
            _swept(guarded=False, gate=lambda dA, n, layer: _times_open(dA, n.Zs[layer])),
            "[M10]",
        ),
        Misconception(
            "gate-by-input",
            "Your gate looks at what a layer received; it opens by what the layer made of it.",
            _swept(gate=lambda dA, n, layer: _where_open(dA, n.As[layer - 1])),
            "[M10]",
        ),
        Misconception(
            "signal-not-kept",
            "Every layer got the same signal: what the gate lets through has to be kept, for the "
            "next turn of the loop goes on from it.",
            _swept(kept=lambda new, old: old),
        ),
        Misconception(
            "weights-skipped",
            "The signal passed the gates but not the weights: what enters the layer below is dA.",
            _swept(sent=lambda dZ, W, n, layer: dZ),
        ),
        Misconception(
            "wrong-weights",
            "The signal went back through the weights of another layer: it leaves a layer through "
            "that layer's own.",
            _swept(sent=lambda dZ, W, n, layer: dZ @ n.layers[layer - 1][0].T),
            "[M10]",
        ),
        Misconception(
            "pairs-for-weights",
            "A layer is a pair (W, b), and you handed over the pair where its W is wanted.",
            _pairs_for_weights,
        ),
        Misconception(
            "forward-weights",
            "The signal went back through W as it stands; on the way back an input collects its "
            "row, not a column.",
            _swept(sent=lambda dZ, W, n, layer: dZ @ W),
            "[M12]",
        ),
        Misconception(
            "puts-out",
            "A layer's weights multiplied what came in; you took what it puts out.",
            _swept(received=lambda n, layer: n.As[layer + 1]),
            "[M14]",
        ),
        Misconception(
            "own-sums",
            "You multiplied by the sums that a layer makes; its weights multiplied what came in.",
            _swept(received=lambda n, layer: n.Zs[layer]),
            "[M14]",
        ),
        Misconception(
            "x-everywhere",
            "Only the first layer received X; each other one received what the layer before it put "
            "out.",
            _swept(received=lambda n, layer: n.X),
            "[M14]",
        ),
        Misconception(
            "no-output-slope",
            "The slope of σ at the output is missing: the signal passes back through it first.",
            _swept(output=lambda dA, n: dA),
            "[M4][M20b]",
        ),
        Misconception(
            "relu-output",
            "At the last layer you put a gate; it bends with σ.",
            _swept(output=_relu_too),
        ),
        Misconception(
            "slope-on-z",
            "At the output the short form of σ's slope got the sums; it needs the activations.",
            _swept(output=lambda dA, n: dA * n.Zs[-1] * (1 - n.Zs[-1])),
            "[M7]",
        ),
        Misconception(
            "sum-for-mean",
            "All gradients are too large, by the number of examples: the loss is a mean over them.",
            _swept(start=lambda n: 2 * (n.A - n.Y)),
            "[M26]",
        ),
        Misconception(
            "mean-over-entries",
            "You also divided by the number of outputs: the loss is a mean over examples, but a "
            "sum over outputs.",
            _swept(start=lambda n: 2 * (n.A - n.Y) / n.A.size),
            "[M26] PyTorch's MSELoss does divide",
        ),
        Misconception(
            "outputs-for-rows",
            "You divided by the number of outputs in place of the number of examples: the loss is "
            "a mean over examples, but a sum over outputs.",
            _swept(start=lambda n: 2 * (n.A - n.Y) / n.Y.shape[1]),
            "[M26]",
        ),
        Misconception(
            "columns-for-rows",
            "You divided by the number of inputs; the loss is a mean over examples, and these are "
            "the rows of X.",
            _swept(start=lambda n: 2 * (n.A - n.Y) / n.X.shape[1]),
            "[M26]",
        ),
        Misconception(
            "mean-again-below",
            "The signal was averaged again at every gate; the mean over the batch comes in once, "
            "at the loss.",
            _swept(gate=lambda dA, n, layer: _where_open(dA, n.Zs[layer - 1]) / len(n.X)),
            "[M26]",
        ),
        Misconception(
            "mean-at-each-layer",
            "You averaged at every layer; the mean over the batch comes in once, at the loss.",
            _swept(
                dW=lambda dW, n: dW / len(n.X),
                db=lambda dZ, n: dZ.mean(axis=0),
                start=lambda n: 2 * (n.A - n.Y) / len(n.X),
            ),
            "[M26]",
        ),
        Misconception(
            "forwards",
            "The loop goes from the input to the loss; the way back begins at the last layer.",
            _from_the_front(turned=False),
            "[M15]",
        ),
        Misconception(
            "forwards-turned",
            "The loop goes from the input to the loss, and turning the list round at the end does "
            "not help: the way back begins at the last layer.",
            _from_the_front(turned=True),
            "[M15]",
        ),
        Misconception(
            "all-sigmoid",
            "In your network every layer bends with σ; here the hidden ones bend with ReLU, in the "
            "forward pass as well.",
            _of_one_bend(sigmoid, lambda dA, A: dA * A * (1 - A)),
        ),
        Misconception(
            "all-relu",
            "In your network every layer bends with ReLU; here the last one bends with σ, in the "
            "forward pass as well.",
            _of_one_bend(lambda Z: np.maximum(Z, 0), lambda dA, A: dA * (A > 0)),
        ),
        Misconception(
            "two-layers",
            "You wrote the way back through two layers; here there may be any number of them, so "
            "let a loop go through all.",
            _two_layers_alone,
        ),
        Misconception(
            "flipped-sign",
            "Everything has the opposite sign: the gap is prediction minus target, in this order.",
            _swept(start=lambda n: -2 * (n.A - n.Y) / len(n.X)),
            "[M3]",
        ),
        Misconception(
            "half",
            "Everything is exactly half: the 2 of the square is missing.",
            _swept(start=lambda n: (n.A - n.Y) / len(n.X)),
            "[M5]",
        ),
        Misconception(
            "loss-itself",
            "You began with the squared gaps, the loss itself; the way back begins with how fast "
            "it answers to the output.",
            _swept(start=lambda n: (n.A - n.Y) ** 2 / len(n.X)),
        ),
        Misconception(
            "gap-still-squared",
            "The 2 came down, but the gap is still squared: as the factor comes down, the exponent "
            "drops by one.",
            _swept(start=lambda n: 2 * (n.A - n.Y) ** 2 / len(n.X)),
            "[R9]",
        ),
        Misconception(
            "sigma-places-swapped",
            "At the output, gradient and activation changed places: the slope of σ is made of the "
            "activation.",
            _swept(output=lambda dA, n: n.A * dA * (1 - dA)),
        ),
        Misconception(
            "gap-brackets",
            "Python divided before it subtracted: the gap needs brackets before it is divided by "
            "the number of examples.",
            _swept(start=lambda n: 2 * (n.A - n.Y / len(n.X))),
        ),
        Misconception(
            "no-bias-grads",
            "The gradients of the biases are 0, but a bias moves its sum one for one.",
            _swept(db=lambda dZ, n: 0 * dZ.sum(axis=0)),
            "[M7]",
        ),
        Misconception(
            "bias-means",
            "In the gradients of the biases you averaged over the examples; the mean came in at "
            "the loss, so add up.",
            _swept(db=lambda dZ, n: dZ.mean(axis=0)),
            "[M26]",
        ),
        Misconception(
            "bias-per-example",
            "The gradients of the biases have a row for every example; all examples push the same "
            "bias, so add up over them.",
            _swept(db=lambda dZ, n: dZ),
            "[M6]",
        ),
        Misconception(
            "weights-turned",
            "In the gradients of the weights rows and columns changed places; each has the shape "
            "of its W.",
            _swept(dW=lambda dW, n: dW.T),
            "[M12]",
        ),
        Misconception(
            "without-pairs",
            "The gradients stand in one long list; asked is a pair (dW, db) for every layer.",
            _swept(collected=lambda grads, n: [entry for pair in grads for entry in pair]),
        ),
        Misconception(
            "bias-first",
            "In your pairs the gradient of the bias comes first; asked is (dW, db), as in layers.",
            _swept(collected=lambda grads, n: [pair[::-1] for pair in grads]),
        ),
        Misconception(
            "stepped",
            "You took a step already; asked are the gradients alone.",
            _swept(
                collected=lambda grads, n: [
                    (W - dW, b - db) for (W, b), (dW, db) in zip(n.layers, grads, strict=True)
                ]
            ),
            "[M2]",
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured or rounded, and "
            "here the exact gradients are wanted.",
            _as_if_measured,
            close=True,
        ),
    ),
    see="“Any depth in one loop”",
    all_wrong="It is wrong with one layer alone, too: look first at the forward pass, and at where "
    "the way back begins, at the loss and the output's σ.",
    hints=(
        "take the network with one hidden layer and write the way back without a loop, as in "
        "lesson 05: which of your lines come twice?",
        "write beside each line of your loop which layer's Z, A and W it uses: the signal leaves "
        "one layer and enters the one before it.",
    ),
    measure=_measured_deep,
)


# --- 07.5 cost_in_forward_passes ----------------------------------------------------------------

_ANSWERS = """
LIKE = ("nudging one side twice", "nudging both", "nudging", "back", "backprop backwards")

def what_happens(function, n_params, word):
    for asked in (word, *LIKE):
        found = what_comes(function, n_params, asked)
        if found != "raises ValueError":
            return found if asked == word else f"{found} to a word like one of the three"
    return found

def what_comes(function, *arguments):
    try:
        given = function(*arguments)
    except Exception as error:
        return f"raises {type(error).__name__}"
    if given is None:
        return "gives nothing"
    return "gives an error back" if isinstance(given, (Exception, str, type)) else "gives an answer"
"""
_CALLS = (
    'one_side = cost_in_forward_passes(n_params, "nudging one side")',
    'both_sides = cost_in_forward_passes(n_params, "nudging both sides")',
    'backprop = cost_in_forward_passes(n_params, "backprop")',
    'another_word = what_happens(cost_in_forward_passes, n_params, "guessing")',
)
_COSTS = {"one_side": 0.5, "both_sides": 0.5, "backprop": 0.5, "another_word": 0.5}


def _cost_probe(n_params: int) -> Probe:
    return steps(
        "cost_in_forward_passes",
        _CALLS,
        tuple(_COSTS),
        given=(_ANSWERS,),
        shown=f"cost_in_forward_passes({n_params}, …)",
        n_params=n_params,
    )


def _draw_costs(random: Random) -> list[Probe]:
    return [
        _cost_probe(int(random.integers(6, 12))),
        _cost_probe(int(random.integers(2500, 9000))),
    ]


def _costs(
    one: Callable = lambda n: n + 1,
    both: Callable = lambda n: 2 * n,
    swept: Callable = lambda n: 3,
    other: Callable | None = None,
) -> Callable:
    """A wrong `cost_in_forward_passes` from its three counts and what it does with another word."""

    def answer(n_params: int, method: str) -> object:
        counts = {"nudging one side": one, "nudging both sides": both, "backprop": swept}
        if method in counts:
            return counts[method](n_params)
        return other(method) if other else cost_in_forward_passes(n_params, method)

    return answer


def _guessed(method: str) -> str:
    """The way whose telling part stands somewhere in the word."""
    ways = ("nudging one side", "nudging both sides", "backprop")
    parts = ("one", "both", "back")
    found = (way for part, way in zip(parts, ways, strict=True) if part in method)
    return next(found, method)


def _raise(error: Exception) -> object:
    raise error


def _measured_cost(probe: Probe) -> list[str]:
    """A clause for each of the four words."""
    n = probe.kwargs["n_params"]
    return [
        f"a program that nudges {n} numbers to one side and counts its forward passes counts "
        f"{n + 1}",
        f"a program that nudges {n} numbers to both sides and counts its forward passes counts "
        f"{2 * n}",
        "backprop makes as many products with @ as 3 forward passes do, whatever the network",
        "any other word has to end in a ValueError",
    ]


COST_IN_FORWARD_PASSES = Exercise(
    name="cost_in_forward_passes",
    lesson=LESSON,
    number="07.5",
    points=2,
    reference=cost_in_forward_passes,
    visible=(_cost_probe(12), _cost_probe(2410)),
    draw=_draw_costs,
    driver="call_class",
    parts=_COSTS,
    graded_by="entry",
    # With thousands of numbers one pass more or less is a small part of all.
    margins={"answer": 1e-5},
    misconceptions=(
        Misconception(
            "no-base",
            "In one_side a forward pass is missing: each nudged loss is compared with the one "
            "without a nudge, and that has to be worked out, too.",
            _costs(one=lambda n: n),
        ),
        Misconception(
            "base-each-time",
            "In one_side the loss without a nudge is worked out anew for every number; it is the "
            "same each time, so once is enough.",
            _costs(one=lambda n: 2 * n),
        ),
        Misconception(
            "both-sides-once",
            "In both_sides each number is nudged twice, up and down, and each of the two needs a "
            "forward pass.",
            _costs(both=lambda n: n),
        ),
        Misconception(
            "both-sides-base",
            "In both_sides the two nudged losses are compared with each other, so the loss without "
            "a nudge is not needed.",
            _costs(both=lambda n: 2 * n + 1),
        ),
        Misconception(
            "one-side-again",
            "In both_sides you counted a nudge to one side only and the loss without a nudge; here "
            "each number is nudged up and down.",
            _costs(both=lambda n: n + 1),
        ),
        Misconception(
            "both-doubled",
            "In both_sides you doubled the whole of the other method; the loss without a nudge is "
            "not needed here.",
            _costs(both=lambda n: 2 * (n + 1)),
        ),
        Misconception(
            "sides-swapped",
            "The costs of nudging one side and of nudging both changed places.",
            _costs(one=lambda n: 2 * n, both=lambda n: n + 1),
        ),
        Misconception(
            "two-passes",
            "In backprop a pass is missing: there is a forward pass, and the way back makes two "
            "products in a layer where the forward pass makes one.",
            _costs(swept=lambda n: 2),
        ),
        Misconception(
            "two-and-a-half",
            "In backprop you left out the lowest layer's product, which is true of this network; "
            "here the way back counts as two whole passes, the most it can be.",
            _costs(swept=lambda n: 2.5),
        ),
        Misconception(
            "one-pass",
            "In backprop only one pass is counted: the signal has to come back as well, and that "
            "is not free.",
            _costs(swept=lambda n: 1),
        ),
        Misconception(
            "four-passes",
            "In backprop you counted a pass too many: one forward pass, and the way back counts as "
            "two.",
            _costs(swept=lambda n: 4),
        ),
        Misconception(
            "pass-each",
            "In backprop one sweep brings all gradients; its cost does not grow with how many "
            "there are.",
            _costs(swept=lambda n: n),
            "[R12]",
        ),
        Misconception(
            "three-each",
            "In backprop you multiplied by how many numbers there are; one sweep brings all "
            "gradients at once.",
            _costs(swept=lambda n: 3 * n),
            "[R12]",
        ),
        Misconception(
            "two-each",
            "In backprop you counted two passes for each number, as for nudging; one sweep brings "
            "all gradients at once.",
            _costs(swept=lambda n: 2 * n),
            "[R12]",
        ),
        Misconception(
            "backprop-log",
            "In backprop, counted in forward passes, it plays no part how many numbers there are.",
            _costs(swept=lambda n: int(np.log2(n)) + 1),
        ),
        Misconception(
            "free",
            "In backprop you counted nothing: one sweep is cheap, but it has to go forward and "
            "back.",
            _costs(swept=lambda n: 0),
        ),
        Misconception(
            "squared",
            "In both ways of nudging you multiplied the numbers with each other; a nudge needs "
            "whole forward passes, and it is these that are counted.",
            _costs(one=lambda n: n * n, both=lambda n: n * n),
        ),
        Misconception(
            "key-error",
            "In another_word a KeyError comes, as a dict raises it; asked is a ValueError, "
            "so look first whether the word is known.",
            _costs(other=lambda method: _raise(KeyError(method))),
        ),
        Misconception(
            "asserted",
            "In another_word an assert speaks; it is for what can never happen. Here a user may "
            "mistype, so raise a ValueError.",
            _costs(other=lambda method: _raise(AssertionError())),
        ),
        Misconception(
            "returned",
            "In another_word an exception or a text is given back, and a program would go on "
            "calculating with it; raise the ValueError.",
            _costs(other=lambda method: ValueError(method)),
        ),
        Misconception(
            "fell-through",
            "In another_word nothing comes back, so the program goes on with None: what stands "
            "after all the ifs has to raise a ValueError.",
            _costs(other=lambda method: None),
        ),
        Misconception(
            "went-on",
            "In another_word an answer comes back as if the word were known; raise a ValueError.",
            _costs(other=lambda method: 3),
        ),
        Misconception(
            "part-of-a-word",
            "In another_word a word that is only like one of the three is taken for it: compare "
            "the whole word.",
            lambda n_params, method: cost_in_forward_passes(n_params, _guessed(method)),
        ),
        Misconception(
            "plain-exception",
            "In another_word an Exception of no kind is raised; say which kind it is, a "
            "ValueError.",
            _costs(other=lambda method: _raise(Exception(method))),
        ),
        Misconception(
            "type-error",
            "In another_word a TypeError comes; a text is the right type here, only its "
            "value is unknown.",
            _costs(other=lambda method: _raise(TypeError(method))),
        ),
    ),
    see="“Counting forward passes”",
    hints=(
        "take a network of two numbers and write down every forward pass that each way of nudging "
        "needs.",
        "“Counting forward passes” counts the products of one layer: how many in the forward pass, "
        "how many on the way back?",
    ),
    measure=_measured_cost,
)


# --- 07.6 clip_by_norm --------------------------------------------------------------------------

TOO_LONG, SHORT_ENOUGH = "too long", "short enough"
Grads = dict[str, np.ndarray]


def _length(grads: Grads) -> float:
    return float(np.sqrt(sum(np.sum(g**2) for g in grads.values())))


def _clipped(
    length: Callable = _length,
    factor: Callable = lambda max_norm, length: max_norm / length if length > max_norm else 1.0,
) -> Callable:
    """A wrong `clip_by_norm` from how it measures, and what it makes of length and max_norm."""

    def answer(grads: Grads, max_norm: float) -> Grads:
        with np.errstate(all="ignore"):
            scale = factor(max_norm, np.float64(length(grads)))
            return {name: g * scale for name, g in grads.items()}

    return answer


def _each_array(grads: Grads, max_norm: float) -> Grads:
    return {name: clip_by_norm({name: g}, max_norm)[name] for name, g in grads.items()}


def _grads_probe(
    random: Random, part: str, shapes: dict[str, tuple[int, ...]], times: float
) -> Probe:
    """Gradients whose common length is about `times` as long as is allowed."""
    while True:
        grads = {name: array(random, shape, 0.9, 9.5) for name, shape in shapes.items()}
        max_norm = round(_length(grads) / times * random.uniform(0.97, 1.03), 1)
        arrays = list(grads.values())
        longest = max(_length({"": g}) for g in arrays)
        largest = max(abs(g).max() for g in arrays)
        # So long that every way of measuring shows: one array alone, and the largest entry, too.
        if part == SHORT_ENOUGH or (longest > 1.1 * max_norm and largest > 1.1 * max_norm):
            return Probe((grads, max_norm), part=part)


_SHAPES = {"W1": (2, 3), "b1": (3,), "W2": (3, 1)}
_OTHER_SHAPES = {"W": (3, 2), "b": (2,)}


def _nearly_too_long(random: Random, shapes: dict[str, tuple[int, ...]]) -> Probe:
    """Short enough, though other measures than the length would shrink it."""
    while True:
        grads = {name: array(random, shape, 0.9, 9.5) for name, shape in shapes.items()}
        max_norm = round(_length(grads) * random.uniform(1.03, 1.15), 1)
        lengths = [_length({"": g}) for g in grads.values()]
        if sum(lengths) > 1.1 * max_norm:
            return Probe((grads, max_norm), part=SHORT_ENOUGH)


def _nothing(random: Random, shapes: dict[str, tuple[int, ...]]) -> Probe:
    grads = {name: np.zeros(shape) for name, shape in shapes.items()}
    return Probe((grads, between(random, 0.6, 5.5)), part=SHORT_ENOUGH)


def _draw_grads(random: Random) -> list[Probe]:
    return [
        _grads_probe(random, TOO_LONG, _OTHER_SHAPES, 4.0),
        _grads_probe(random, TOO_LONG, _SHAPES, 6.0),
        _nearly_too_long(random, _SHAPES),
        _nothing(random, _OTHER_SHAPES),
    ]


def _measured_clip(probe: Probe) -> str:
    grads, max_norm = probe.args
    length = _length(grads)
    if length > max_norm:
        return (
            f"all entries together have the length {digits(length)}, which is above "
            f"{digits(max_norm)}, and the first entry becomes "
            f"{digits(next(iter(clip_by_norm(grads, max_norm).values())).flat[0])}"
        )
    return (
        f"all entries together have the length {digits(length)}, which is not above "
        f"{digits(max_norm)}, so they come back as they are"
    )


_VISIBLE_GRADS = np.random.default_rng(76)

CLIP_BY_NORM = Exercise(
    name="clip_by_norm",
    lesson=LESSON,
    number="07.6",
    points=2,
    reference=clip_by_norm,
    visible=(
        _grads_probe(_VISIBLE_GRADS, TOO_LONG, _OTHER_SHAPES, 4.0),
        _grads_probe(_VISIBLE_GRADS, TOO_LONG, _SHAPES, 6.0),
        _nearly_too_long(_VISIBLE_GRADS, _OTHER_SHAPES),
        _nothing(_VISIBLE_GRADS, _OTHER_SHAPES),
    ),
    draw=_draw_grads,
    tolerance=SCALED,
    parts={TOO_LONG: 1, SHORT_ENOUGH: 1},
    limits=(SHORT_ENOUGH,),
    misconceptions=(
        Misconception(
            "entrywise",
            "You cut every entry on its own, and that bends the direction; shrink all of them "
            "alike.",
            lambda grads, max_norm: {k: np.clip(g, -max_norm, max_norm) for k, g in grads.items()},
            "[M21]",
        ),
        Misconception(
            "always",
            "Short gradients were made longer: shrink only what is too long.",
            _clipped(factor=lambda max_norm, length: max_norm / (length or 1.0)),
        ),
        Misconception(
            "always-with-zeros",
            "Gradients that are short enough were scaled as well, and zeros divided by their "
            "length, which is 0: leave alone what is not too long.",
            _clipped(factor=lambda max_norm, length: max_norm / length),
        ),
        Misconception(
            "per-array",
            "Each array was measured and shrunk on its own; use one length and one factor for all.",
            _each_array,
        ),
        Misconception(
            "no-root",
            "The root is missing: the length is the root of the sum of squares.",
            _clipped(lambda grads: _length(grads) ** 2),
        ),
        Misconception(
            "no-root-in-factor",
            "You asked the right length whether it is too long, and shrank by its square: the "
            "same length belongs in both places.",
            _clipped(
                factor=lambda max_norm, length: max_norm / length**2 if length > max_norm else 1.0
            ),
        ),
        Misconception(
            "sum-of-sizes",
            "You added the sizes of the entries; the length is the root of the sum of squares.",
            _clipped(lambda grads: sum(float(abs(g).sum()) for g in grads.values())),
        ),
        Misconception(
            "sum-of-lengths",
            "You added the lengths of the arrays; take the length of all entries together.",
            _clipped(lambda grads: sum(_length({"": g}) for g in grads.values())),
        ),
        Misconception(
            "longest-array",
            "You measured the longest array alone; all entries of all arrays count together.",
            _clipped(lambda grads: max(_length({"": g}) for g in grads.values())),
        ),
        Misconception(
            "first-array",
            "You measured the first array alone; all entries of all arrays count together.",
            _clipped(lambda grads: _length({"": next(iter(grads.values()))})),
        ),
        Misconception(
            "last-array",
            "You measured the last array alone; the sum has to go on over all arrays.",
            _clipped(lambda grads: _length({"": list(grads.values())[-1]})),
        ),
        Misconception(
            "largest",
            "You measured by the largest entry; all entries count.",
            _clipped(lambda grads: max(float(abs(g).max()) for g in grads.values())),
        ),
        Misconception(
            "mean-square",
            "You took a mean of the squares; the length needs their sum.",
            _clipped(lambda grads: _length(grads) / np.sqrt(sum(g.size for g in grads.values()))),
        ),
        Misconception(
            "sum",
            "You added the entries as they are, and those of opposite sign undid each other; "
            "square them first.",
            _clipped(lambda grads: abs(sum(float(g.sum()) for g in grads.values()))),
        ),
        Misconception(
            "to-one",
            "Too long gradients were shrunk to the length 1; their length should become max_norm.",
            _clipped(factor=lambda max_norm, length: 1 / length if length > max_norm else 1.0),
        ),
        Misconception(
            "always-to-one",
            "Every gradient came out with the length 1: leave alone what is not too long, and "
            "shrink the others to max_norm.",
            _clipped(factor=lambda max_norm, length: 1 / (length or 1.0)),
        ),
        Misconception(
            "by-max-norm",
            "Too long gradients were divided by max_norm; how long they are has to play a part.",
            _clipped(factor=lambda max_norm, length: 1 / max_norm if length > max_norm else 1.0),
        ),
        Misconception(
            "times-max-norm",
            "Too long gradients were multiplied by max_norm; how long they are has to play a part.",
            _clipped(factor=lambda max_norm, length: max_norm if length > max_norm else 1.0),
        ),
        Misconception(
            "upside-down",
            "The factor is upside down: yours makes long gradients longer.",
            _clipped(
                factor=lambda max_norm, length: length / max_norm if length > max_norm else 1.0
            ),
        ),
        Misconception(
            "wrong-way-round",
            "You scaled what is short enough and left alone what is too long: the question is the "
            "wrong way round.",
            _clipped(
                factor=lambda max_norm, length: max_norm / length if 0 < length < max_norm else 1.0
            ),
        ),
        Misconception(
            "unchanged",
            "Nothing was shrunk: where the length is above max_norm, all entries get smaller.",
            _clipped(factor=lambda max_norm, length: 1.0),
        ),
        Misconception(
            "zeroed",
            "Too long gradients became 0; they should get shorter and keep their direction.",
            _clipped(factor=lambda max_norm, length: 0.0 if length > max_norm else 1.0),
        ),
        Misconception(
            "subtracted",
            "You took the same amount away from every entry; a common factor keeps the direction.",
            lambda grads, max_norm: {
                k: g - max(_length(grads) - max_norm, 0.0) for k, g in grads.items()
            },
        ),
        Misconception(
            "half",
            "Too long gradients were halved, however long they were: the length should become "
            "max_norm.",
            _clipped(factor=lambda max_norm, length: 0.5 if length > max_norm else 1.0),
        ),
        Misconception(
            "first-array-alone",
            "Only the first array came back: the return belongs after the loop.",
            lambda grads, max_norm: dict(list(clip_by_norm(grads, max_norm).items())[:1]),
        ),
        Misconception(
            "last-array-alone",
            "Only the last array came back: collect every array before you return.",
            lambda grads, max_norm: dict(list(clip_by_norm(grads, max_norm).items())[-1:]),
        ),
        Misconception(
            "norm-alone",
            "The length came back; asked are the gradients, in a dict.",
            lambda grads, max_norm: _length(grads),
        ),
    ),
    see="“Shrink all alike”",
    hints=(
        "work out by hand how long your answer is: what should that be where the gradients were "
        "too long?",
        "“Shrink all alike” has one length and one factor for all arrays: how many of each does "
        "your function work out?",
    ),
    measure=_measured_clip,
)

EXERCISES = (
    DEEP_CHAIN_GRADS,
    RELU_BACKWARD,
    HE_INIT,
    DEEP_BACKWARD,
    COST_IN_FORWARD_PASSES,
    CLIP_BY_NORM,
)
