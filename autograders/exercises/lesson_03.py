"""Lesson 03, the gas pedal: five exercises and the ways in which they go wrong.

Evidence marks such as [R8] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from chainrule.probing import Probe

from autograders.backprop import (
    ddrag_dpedal,
    drag,
    drag_rates,
    drpm_dpedal,
    dspeed_dpedal,
    dspeed_drpm,
    rates_from_log,
    rpm,
    slope,
    speed,
)
from autograders.exercises.drawing import between, digits
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "03_gas_pedal"
EXACT = 1e-12
"""Tolerance where the exact rate is asked: no finite difference comes that close."""

Random = np.random.Generator
Array = np.ndarray

NEARLY = (
    "Your numbers are nearly right but not exactly: they look measured or rounded, and here the "
    "exact rate is wanted."
)
NEXT_PERCENT = (
    "You gave what one more whole % of pedal really adds; the rate is what change per % settles on "
    "when the push gets smaller and smaller."
)


def _speed_at(p: float, gear: float) -> float:
    return speed(rpm(p), gear)


def _drag_at(p: float, gear: float) -> float:
    return drag(_speed_at(p, gear) / 3.6)


# --- 03.1 drpm_dpedal -----------------------------------------------------------------------------

ONE = "one pedal position"
SEVERAL = "an array of them"


def _far_down(random: Random) -> tuple[float, ...]:
    """Where the engine gains least per %, so that round-off spoils a measured rate."""
    return tuple(between(random, 92 + i, 93 + i) for i in range(8))


def _draw_pedals(random: Random) -> list[Probe]:
    count = int(random.integers(3, 6))
    return [
        Probe((between(random, 4, 36),), part=ONE),
        Probe((between(random, 45, 95),), part=ONE),
        *(Probe((p,), part=ONE) for p in _far_down(random)),
        Probe((int(random.choice([7, 13, 29, 53, 67, 83])),), part=ONE),
        Probe((np.array([between(random, 3, 95) for _ in range(count)]),), part=SEVERAL),
        Probe((np.array(_far_down(random)),), part=SEVERAL),
        Probe((random.permutation(np.arange(3, 97))[: count - 1],), part=SEVERAL),
    ]


def _measured_engine(probe: Probe) -> str:
    rates = np.atleast_1d(slope(rpm, np.asarray(probe.args[0], float)))
    clause = "the slope measured there is" if rates.size == 1 else "the slopes measured there are"
    told = f"{clause} {', '.join(map(digits, rates))}"
    if rates.size > 1:
        return told
    exponent = -float(probe.args[0]) / 40
    alone = slope(lambda t: 800 + 5200 * (1 - np.exp(t)), exponent)
    return (
        f"{told}; the exponent is {digits(exponent)} there, and moving it alone changes the revs "
        f"by {digits(alone)} per unit"
    )


DRPM_DPEDAL = Exercise(
    name="drpm_dpedal",
    lesson=LESSON,
    number="03.1",
    points=2,
    reference=drpm_dpedal,
    visible=(
        Probe((12.5,), part=ONE),
        Probe((64.0,), part=ONE),
        Probe((30,), part=ONE),
        Probe((np.array([5.0, 22.5, 71.0]),), part=SEVERAL),
        Probe((np.array([90, 3, 45, 18]),), part=SEVERAL),
    ),
    draw=_draw_pedals,
    tolerance=EXACT,
    parts={ONE: 1, SEVERAL: 1},
    misconceptions=(
        Misconception(
            "no-inner",
            "The exponent has a slope of its own; you lost the factor that tells how fast it "
            "moves with the pedal.",
            lambda p: 5200 * np.exp(-p / 40),
            "[R7]",
        ),
        Misconception(
            "sign",
            "Two minus signs meet here and cancel: pressing harder raises the revs.",
            lambda p: -130 * np.exp(-p / 40),
            "[R5]",
        ),
        Misconception(
            "no-inner-sign",
            "The exponent's slope is missing, and so is its sign: pressing harder raises the revs.",
            lambda p: -5200 * np.exp(-p / 40),
            "[R5][R7]",
        ),
        Misconception(
            "kept-constant",
            "The idle speed does not move when you press the pedal; its slope is 0.",
            lambda p: 800 + 130 * np.exp(-p / 40),
            whole=True,
        ),
        Misconception(
            "kept-one",
            "The 1 in the bracket does not move with the pedal; its slope is 0.",
            lambda p: 5200 * (1 + np.exp(-p / 40) / 40),
            whole=True,
        ),
        Misconception(
            "kept-bracket",
            "You left the bracket as it was; how fast it moves is wanted, not what it is.",
            lambda p: 130 * (1 - np.exp(-p / 40)),
        ),
        Misconception(
            "power-rule",
            "You used the power rule on an exponential; an exponential keeps its exponent.",
            lambda p: 5200 * (p / 40) * np.exp(-p / 40 - 1),
            "[R4]",
        ),
        Misconception(
            "value",
            "That is the rpm itself; we want how fast it changes.",
            rpm,
            whole=True,
        ),
        Misconception(
            "average",
            "That is rpm per % averaged from the start; we want the rate right here.",
            lambda p: rpm(p) / p,
            whole=True,
        ),
        Misconception(
            "rise-from-idle",
            "That is the average gain per % since the pedal was touched; we want the rate right "
            "here.",
            lambda p: (rpm(p) - rpm(0)) / p,
            whole=True,
        ),
        Misconception(
            "inner-upside-down",
            "You multiplied by 40, but the exponent moves 40 times as slowly as the pedal.",
            lambda p: 5200 * 40 * np.exp(-p / 40),
        ),
        Misconception(
            "inner-value",
            "The pedal has become a factor, as it does where the exponent itself is multiplied in; "
            "what links on is the exponent's slope.",
            lambda p: 5200 * np.exp(-p / 40) * p / 40,
        ),
        Misconception(
            "exponent-sign",
            "Your rate grows with the pedal, and this engine gains less and less: the sign in the "
            "exponent is off, or the exponential stands below the line.",
            lambda p: 130 * np.exp(p / 40),
        ),
        Misconception(
            "lost-height",
            "The exponential does not come alone: it is multiplied by all the revs there are to "
            "gain.",
            lambda p: np.exp(-p / 40) / 40,
        ),
        Misconception(
            "added",
            "You added the exponential's rate and the exponent's; linked rates multiply.",
            lambda p: -5200 * np.exp(-p / 40) - 1 / 40,
            "[R11]",
            beside="no-inner-sign",
            whole=True,
        ),
        Misconception(
            "power-first",
            "Your exponent is −p alone, and the 40 divides what comes out: put the whole exponent "
            "into brackets.",
            lambda p: 130 * np.exp(-np.asarray(p, float)) / 40,
        ),
        Misconception(
            "exponent-unscaled",
            "Your exponent is −p alone; in this engine it is divided by 40 before the exponential "
            "receives it.",
            lambda p: 130 * np.exp(-np.asarray(p, float)),
        ),
        Misconception(
            "cut-off",
            "In Python // cuts off to a whole number: write / in the exponent.",
            lambda p: 130 * np.exp(-p // 40),
        ),
        Misconception(
            "other-engine",
            "These are the numbers of the smaller engine above; take the height and the scale of "
            "this one.",
            lambda p: 100 * np.exp(-p / 30),
        ),
        Misconception(
            "from-the-entries",
            "You took np.gradient: it measures between the entries of a column, and one pedal "
            "position has no neighbours: work the rate out from the engine's formula.",
            lambda p: np.gradient(rpm(p), p),
        ),
        Misconception(
            "other-height",
            "The smaller engine above gains up to 3000 revs; take the height of this one.",
            lambda p: 3000 / 40 * np.exp(-p / 40),
        ),
        Misconception(
            "other-scale",
            "You divided by 30, as for the smaller engine above; how fast the exponent moves is "
            "to be read off this engine's own.",
            lambda p: 5200 / 30 * np.exp(-p / 40),
        ),
        Misconception(
            "idle-in-height",
            "The 800 idle revs went into your factor; they do not move when you press the pedal, "
            "so only what is multiplied by the bracket counts.",
            lambda p: 6000 / 40 * np.exp(-p / 40),
        ),
        Misconception(
            "revs-times-inner",
            "You multiplied the revs themselves by the exponent's slope; what links on to it is "
            "how fast the revs answer to the exponent.",
            lambda p: rpm(p) / 40,
            whole=True,
        ),
        Misconception(
            "revs-times-inner-sign",
            "You multiplied the revs themselves by the exponent's slope, and that is negative; "
            "what links on to it is how fast the revs answer to the exponent.",
            lambda p: -rpm(p) / 40,
            whole=True,
        ),
        Misconception(
            "exponent-less-one",
            "You took one off the exponent, as one does with a power; an exponential keeps its "
            "exponent as it is.",
            lambda p: 130 * np.exp(-p / 40 - 1),
            "[R4]",
        ),
        Misconception(
            "inner-twice",
            "You divided by 40 twice; the exponent's slope is one factor, once.",
            lambda p: 130 / 40 * np.exp(-p / 40),
        ),
        Misconception(
            "rate-at-zero",
            "You gave the engine's rate at pedal 0; it falls as the pedal goes down.",
            lambda p: 5200 / 40,
            whole=True,
        ),
        Misconception(
            "next-percent", NEXT_PERCENT, lambda p: rpm(p + 1) - rpm(p), close=True, whole=True
        ),
        Misconception("measured", NEARLY, lambda p: slope(rpm, p), close=True),
    ),
    see="“Your turn, with two blanks: another engine”",
    hints=(
        "name what the exponential receives, and ask of each part of the engine's formula: does "
        "it move when the pedal moves?",
        "go through “Your turn, with two blanks: another engine” again, with this engine's numbers "
        "and with p in place of the 30.",
    ),
    measure=_measured_engine,
)


# --- 03.2 dspeed_drpm -----------------------------------------------------------------------------

_TURN = np.pi * 0.64  # m


def _draw_gearbox(random: Random) -> list[Probe]:
    return [
        Probe((between(random, 900, 2400), between(random, 1.55, 2.9))),
        Probe((between(random, 2600, 5800), between(random, 0.7, 0.95))),
        Probe((int(random.integers(1000, 5800)), between(random, 1.1, 1.5))),
        Probe((between(random, 900, 5800), int(random.choice([2, 3])))),
    ]


def _measured_gearbox(probe: Probe) -> str:
    r, gear = probe.args
    return f"from {digits(r)} to {digits(r + 100)} rpm the car gains " + (
        f"{digits(speed(r + 100, gear) - speed(r, gear))} km/h"
    )


DSPEED_DRPM = Exercise(
    name="dspeed_drpm",
    lesson=LESSON,
    number="03.2",
    points=2,
    reference=dspeed_drpm,
    visible=(
        Probe((2000.0, 2.1)),
        Probe((3500, 0.8)),
        Probe((1250.5, 1.4)),
        Probe((4200.0, 3)),
    ),
    draw=_draw_gearbox,
    # Speed is a straight line over rpm, so a measured slope is as good as a worked out one.
    tolerance=1e-6,
    misconceptions=(
        Misconception(
            "speed",
            "That is the speed; the rate is the number that multiplies r.",
            speed,
            whole=True,
        ),
        Misconception(
            "gear-multiplies",
            "A higher ratio (a lower gear) makes the car slower per rpm: divide by it, and keep "
            "all you divide by in brackets.",
            lambda r, gear: 0.06 * _TURN / 3.9 * gear,
        ),
        Misconception(
            "no-final-drive",
            "The final drive was left out: it slows the wheels down a second time.",
            lambda r, gear: 0.06 * _TURN / gear,
        ),
        Misconception(
            "final-drive-multiplies",
            "The final drive makes the wheels turn more slowly than the gearbox, so it divides; "
            "keep all you divide by in brackets.",
            lambda r, gear: 0.06 * _TURN * 3.9 / gear,
        ),
        Misconception(
            "no-gear",
            "Your rate is the same in all gears; the gear ratio slows the wheels down too.",
            lambda r, gear: 0.06 * _TURN / 3.9,
        ),
        Misconception(
            "from-the-entries",
            "You took np.gradient: it measures between the entries of a column, and one number has "
            "no neighbours: work the rate out from the formula.",
            lambda r, gear: np.gradient(speed(r, gear), r),
        ),
        Misconception(
            "circumference-divides",
            "You divided by how far the wheel rolls in a turn; the farther it rolls, the more km/h "
            "an rpm brings.",
            lambda r, gear: 0.06 / (_TURN * 3.9 * gear),
        ),
        Misconception(
            "inverse",
            "That is rpm per km/h; turn the fraction over.",
            lambda r, gear: 3.9 * gear / (0.06 * _TURN),
        ),
        Misconception(
            "per-rpm-average",
            "You divided by r once more than needed; the slope of k·r is k.",
            lambda r, gear: 0.06 * _TURN / (3.9 * gear * r),
        ),
        Misconception(
            "no-pi",
            "In one turn a wheel rolls its circumference, and that is π times its diameter.",
            lambda r, gear: 0.06 * 0.64 / (3.9 * gear),
        ),
        Misconception(
            "diameter-as-radius",
            "Exactly twice too much: 2π would belong to the wheel's radius, and 0.64 m is its "
            "diameter; or you gave what two rpm bring together.",
            lambda r, gear: 2 * 0.06 * _TURN / (3.9 * gear),
        ),
        Misconception(
            "radius",
            "The 0.64 m are the wheel's whole diameter; you rolled it half as far as it goes.",
            lambda r, gear: 0.5 * 0.06 * _TURN / (3.9 * gear),
        ),
        Misconception(
            "metres-per-minute",
            "Your rate is in metres per minute per rpm; the speed is asked in km/h.",
            lambda r, gear: _TURN / (3.9 * gear),
        ),
        Misconception(
            "metres-per-second",
            "Your rate is in metres per second per rpm; the speed is asked in km/h.",
            lambda r, gear: _TURN / 60 / (3.9 * gear),
        ),
        Misconception(
            "kmh-upside-down",
            "An hour has 60 minutes and a kilometre 1000 metres: multiply by the one and divide by "
            "the other.",
            lambda r, gear: 1000 / 60 * _TURN / (3.9 * gear),
        ),
        Misconception(
            "fixed-gear",
            "You always take third gear, the ratio 1.4; the gear comes in as an argument.",
            lambda r, gear: 0.06 * _TURN / (3.9 * 1.4),
        ),
        Misconception(
            "gear-twice",
            "You divided by the ratio twice; the gearbox slows the turns down once.",
            lambda r, gear: 0.06 * _TURN / (3.9 * gear**2),
        ),
        Misconception(
            "arguments-swapped",
            "You handed ratio and rpm to speed in the other order: first what the gearbox "
            "receives, then its ratio.",
            lambda r, gear: speed(gear, r),
            whole=True,
        ),
        Misconception(
            "by-ratio",
            "That is how fast the speed answers to the ratio; asked is how it answers to the rpm, "
            "while the gear stays in.",
            lambda r, gear: -speed(r, gear) / gear,
            whole=True,
        ),
        Misconception(
            "no-wheel",
            "The wheel is missing: how far the car goes in one of its turns is a factor, too.",
            lambda r, gear: 0.06 / (3.9 * gear),
        ),
        Misconception(
            "area",
            "You took the area of a circle with this radius; in one turn a wheel rolls its "
            "circumference.",
            lambda r, gear: 0.06 * np.pi * 0.32**2 / (3.9 * gear),
        ),
        Misconception(
            "diameter-squared",
            "The diameter came in squared; in one turn a wheel rolls its circumference.",
            lambda r, gear: 0.06 * np.pi * 0.64**2 / (3.9 * gear),
        ),
        Misconception(
            "slope-zero",
            "Your rate is 0, but more revs do make the car faster; if you divided with //, that "
            "cut off what comes after the point.",
            lambda r, gear: 0.0,
        ),
    ),
    see="“From engine turns to km/h”",
    hints=(
        "follow one turn of the engine to the road: what does each part make of it, and is it more "
        "afterwards, or less?",
        "in “From engine turns to km/h” the speed stands as a formula with r in it: how does a "
        "straight line through zero move?",
    ),
    measure=_measured_gearbox,
)


# --- 03.3 dspeed_dpedal ---------------------------------------------------------------------------


def _draw_pedal_and_gear(random: Random) -> list[Probe]:
    return [
        Probe((between(random, 6, 24), between(random, 1.55, 2.9))),
        # So far down that even the small gearbox rate shows when it is added to the engine's.
        Probe((between(random, 86, 96), between(random, 0.7, 0.85))),
        Probe((int(random.choice([17, 23, 29, 33, 37])), between(random, 1.1, 1.5))),
        Probe((between(random, 26, 48), int(random.choice([2, 3])))),
        *(Probe((p, between(random, 0.7, 0.85))) for p in _far_down(random)),
    ]


def _chain_of_two(join: Callable[[float, float], float]) -> Callable:
    """A function of pedal and gear that joins dv/dr and dr/dp in this way."""
    return lambda p, gear: join(dspeed_drpm(rpm(p), gear), drpm_dpedal(p))


def _links_measured(p: float, gear: float) -> str:
    engine = digits(slope(rpm, float(p)))
    gearbox = digits(slope(lambda r: speed(r, gear), rpm(p), 1.0))
    return f"engine {engine} rpm per %, gearbox {gearbox} km/h per rpm"


def _measured_on_the_way(probe: Probe) -> str:
    p, gear = probe.args
    whole = digits(slope(lambda t: _speed_at(t, gear), float(p)))
    return f"the slope measured there is {whole}; of each link alone: {_links_measured(p, gear)}"


def _measured_to_the_drag(probe: Probe) -> str:
    p, gear = probe.args
    whole = digits(slope(lambda t: _drag_at(t, gear), float(p)))
    last = digits(slope(drag, _metres_per_second(p, gear)))
    return (
        f"the slope measured there is {whole}; of each link alone: {_links_measured(p, gear)}, "
        f"km/h to m/s {digits(1 / 3.6)}, drag {last} kW per m/s"
    )


def _lend_rates(probe: Probe) -> dict:
    """The car's machines and both rates, right at this pedal and gear."""
    p, gear = probe.args
    r = rpm(p)
    return {
        "rpm": [((p,), r)],
        "speed": [((r, gear), speed(r, gear))],
        "drpm_dpedal": [((p,), drpm_dpedal(p))],
        "dspeed_drpm": [((at, gear), dspeed_drpm(r, gear)) for at in (r, p, 0.0, 1.0)],
    }


def _lend_the_car(probe: Probe) -> dict:
    """What `_lend_rates` lends, and the rate of both."""
    p, gear = probe.args
    u = _metres_per_second(p, gear)
    return {
        **_lend_rates(probe),
        "drag": [((u,), drag(u))],
        "dspeed_dpedal": [((p, gear), dspeed_dpedal(p, gear))],
    }


DSPEED_DPEDAL = Exercise(
    name="dspeed_dpedal",
    lesson=LESSON,
    number="03.3",
    points=3,
    reference=dspeed_dpedal,
    lend=_lend_rates,
    visible=(
        Probe((12.5, 2.1)),
        Probe((92.0, 0.8)),
        Probe((35, 1.4)),
        Probe((28.5, 3)),
    ),
    draw=_draw_pedal_and_gear,
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "added",
            "You added km/h per rpm to rpm per %: those units cannot be added, but multiplied the "
            "rpm cancel.",
            _chain_of_two(lambda dv_dr, dr_dp: dv_dr + dr_dp),
            "[R11]",
            whole=True,
        ),
        Misconception(
            "divided",
            "You divided the rates, and the rpm do not cancel like that: what is left is no km/h "
            "per %.",
            _chain_of_two(lambda dv_dr, dr_dp: dr_dp / dv_dr),
            whole=True,
        ),
        Misconception(
            "divided-other-way",
            "You divided the gearbox's rate by the engine's; linked rates multiply, so that the "
            "rpm cancel.",
            _chain_of_two(lambda dv_dr, dr_dp: dv_dr / dr_dp),
            whole=True,
        ),
        Misconception(
            "average",
            "That is the speed divided by the pedal, an average; the question is about the next "
            "little push.",
            lambda p, gear: _speed_at(p, gear) / p,
            whole=True,
        ),
        Misconception(
            "rise-over-run",
            "That is the average slope from pedal 0 to p; use the slope at p.",
            lambda p, gear: (_speed_at(p, gear) - _speed_at(0, gear)) / p,
            whole=True,
        ),
        Misconception(
            "only-engine",
            "This is only the engine's half, in rpm per %; the gearbox still has to turn rpm into "
            "km/h.",
            _chain_of_two(lambda dv_dr, dr_dp: dr_dp),
        ),
        Misconception(
            "only-gearbox",
            "This is only the gearbox's half, in km/h per rpm; a % of pedal brings more "
            "than one rpm.",
            _chain_of_two(lambda dv_dr, dr_dp: dv_dr),
        ),
        Misconception(
            "speed",
            "That is the speed itself, in km/h; we want how fast it changes with the pedal.",
            _speed_at,
            whole=True,
        ),
        Misconception(
            "value-times-rate",
            "You multiplied a speed by a rate; a chain links rates with rates.",
            lambda p, gear: _speed_at(p, gear) * drpm_dpedal(p),
        ),
        Misconception(
            "value-times-gearbox",
            "You multiplied the speed itself by the gearbox's rate; what links on to that rate is "
            "the engine's.",
            lambda p, gear: _speed_at(p, gear) * dspeed_drpm(rpm(p), gear),
            whole=True,
        ),
        Misconception(
            "engine-twice",
            "The engine's rate is in your product twice; each machine of the chain has one rate "
            "there.",
            lambda p, gear: dspeed_dpedal(p, gear) * drpm_dpedal(p),
        ),
        Misconception(
            "engine-at-rpm",
            "You read the engine's rate at the rpm; the engine receives the pedal.",
            lambda p, gear: dspeed_drpm(rpm(p), gear) * drpm_dpedal(rpm(p)),
            "[R8]",
        ),
        Misconception(
            "arguments-swapped",
            "You handed rpm and ratio to the gearbox in the other order: first what it receives.",
            lambda p, gear: dspeed_drpm(gear, rpm(p)) * drpm_dpedal(p),
        ),
        Misconception(
            "engine-times-ratio",
            "This is the engine's half times the ratio: the gearbox turns rpm into km/h with a "
            "rate of its own, and in that the ratio divides.",
            lambda p, gear: drpm_dpedal(p) * gear,
        ),
        Misconception(
            "gear-ignored",
            "Your rate is the same in every gear: either the ratio never reaches the gearbox, or "
            "you multiplied by it and undid what the gearbox does.",
            lambda p, gear: dspeed_drpm(rpm(p), 1.0) * drpm_dpedal(p),
        ),
        Misconception(
            "gear-twice",
            "You divided by the ratio once more; the gearbox's rate holds it already.",
            lambda p, gear: dspeed_dpedal(p, gear) / gear,
        ),
        Misconception(
            "pedal-for-ratio",
            "You handed the pedal to the gearbox where its ratio is due.",
            lambda p, gear: dspeed_drpm(rpm(p), p) * drpm_dpedal(p),
        ),
        Misconception(
            "fixed-gear",
            "You always take third gear, the ratio 1.4: hand the ratio on to the gearbox.",
            lambda p, gear: dspeed_drpm(rpm(p), 1.4) * drpm_dpedal(p),
        ),
        Misconception(
            "fixed-pedal",
            "You read the engine's rate at 20 % whatever the pedal is: it belongs to p.",
            lambda p, gear: dspeed_drpm(rpm(20), gear) * drpm_dpedal(20),
        ),
        Misconception(
            "times-pedal",
            "The pedal itself has become a factor (on its own, or in speed(p)): a chain links "
            "rates with rates, and no value is multiplied in.",
            lambda p, gear: dspeed_dpedal(p, gear) * p,
        ),
        Misconception(
            "gear-multiplies",
            "A higher ratio (a lower gear) makes the car slower per rpm, so it divides.",
            lambda p, gear: dspeed_drpm(rpm(p), 1.0) * gear * drpm_dpedal(p),
        ),
        Misconception(
            "inverse",
            "That is % per km/h; turn the fraction over.",
            lambda p, gear: 1 / dspeed_dpedal(p, gear),
            whole=True,
        ),
        Misconception(
            "divided-by-pedal",
            "You divided by the pedal at the end; a rate is per % already, and the chain has no "
            "more links.",
            lambda p, gear: dspeed_dpedal(p, gear) / p,
        ),
        Misconception(
            "in-metres-per-second",
            "Your rate is in m/s per %; asked is km/h per %, and that is what the gearbox gives.",
            lambda p, gear: dspeed_dpedal(p, gear) / 3.6,
        ),
        Misconception(
            "times-unit",
            "You multiplied by 3.6; the gearbox gives km/h already, so no unit has to change.",
            lambda p, gear: dspeed_dpedal(p, gear) * 3.6,
        ),
        Misconception(
            "next-percent",
            NEXT_PERCENT,
            lambda p, gear: _speed_at(p + 1, gear) - _speed_at(p, gear),
            close=True,
            whole=True,
        ),
        Misconception(
            "measured",
            NEARLY,
            lambda p, gear: slope(lambda t: _speed_at(t, gear), p),
            close=True,
        ),
    ),
    see="“A worked example”",
    hints=(
        "write the unit under each of your numbers: which units cancel, and which are left?",
        "go through “A worked example” again: which two numbers met in its last line, and how?",
    ),
    measure=_measured_on_the_way,
)


# --- 03.4 ddrag_dpedal ----------------------------------------------------------------------------


def _chain_of_four(join: Callable[[float, float, float, float], float]) -> Callable:
    """A function of pedal and gear that joins dD/du, du/dv, dv/dr and dr/dp in this way."""
    return lambda p, gear: join(*drag_rates(p, gear))


def _drag_rate_read_at(value: Callable[[float, float], float]) -> Callable:
    """The four rates multiplied, but with dD/du read at another value than u."""

    def rate(p: float, gear: float) -> float:
        dD_du, du_dv, dv_dr, dr_dp = drag_rates(p, gear)
        u = _speed_at(p, gear) / 3.6
        return dD_du / u**2 * value(p, gear) ** 2 * du_dv * dv_dr * dr_dp

    return rate


def _metres_per_second(p: float, gear: float) -> float:
    return _speed_at(p, gear) / 3.6


def _drag_slope_with(power: int, factor: float) -> Callable:
    """The four rates multiplied, with factor · c · u^power in place of dD/du."""

    def rate(p: float, gear: float) -> float:
        _, du_dv, dv_dr, dr_dp = drag_rates(p, gear)
        c = drag(1.0)
        return factor * c * _metres_per_second(p, gear) ** power * du_dv * dv_dr * dr_dp

    return rate


DDRAG_DPEDAL = Exercise(
    name="ddrag_dpedal",
    lesson=LESSON,
    number="03.4",
    points=3,
    reference=ddrag_dpedal,
    lend=_lend_the_car,
    visible=(
        Probe((12.5, 2.1)),
        Probe((92.0, 0.8)),
        Probe((35, 1.4)),
        Probe((28.5, 2)),
    ),
    draw=_draw_pedal_and_gear,
    tolerance=EXACT,
    misconceptions=(
        Misconception(
            "no-unit-link",
            "From km/h to m/s is a link too, with a rate of its own; that factor is missing.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du * dv_dr * dr_dp),
        ),
        Misconception(
            "kmh-inside",
            "Either you read the drag's slope at the speed in km/h, where it receives m/s, or the "
            "change of unit went in upside down: both miss by the same factor.",
            _drag_rate_read_at(_speed_at),
        ),
        Misconception(
            "kmh-throughout",
            "You stayed in km/h to the end; the drag receives m/s, and the change of unit is a "
            "link of the chain.",
            lambda p, gear: 3.6 * _drag_rate_read_at(_speed_at)(p, gear),
        ),
        Misconception(
            "at-pedal",
            "You read the drag's slope at the pedal position; use the speed reached.",
            _drag_rate_read_at(lambda p, gear: p),
            "[R8]",
        ),
        Misconception(
            "at-rpm",
            "You read the drag's slope at the rpm; that machine receives the speed in m/s.",
            _drag_rate_read_at(lambda p, gear: rpm(p)),
            "[R8]",
        ),
        Misconception(
            "speed-of-pedal",
            "You handed the pedal to the gearbox; it receives the revs, and the drag then the "
            "speed that they bring.",
            _drag_rate_read_at(lambda p, gear: speed(p, gear) / 3.6),
            "[R8]",
        ),
        Misconception(
            "fixed-pedal",
            "You read the first rate at 40 % whatever the pedal is: run forward from p.",
            _drag_rate_read_at(lambda p, gear: _metres_per_second(40, gear)),
        ),
        Misconception(
            "power-down-by-two",
            "The exponent of u dropped by two; it drops by one.",
            _drag_slope_with(1, 3),
        ),
        Misconception(
            "twice-u",
            "You wrote u times 2, where its second power is meant: in Python that is **.",
            _drag_slope_with(1, 6),
        ),
        Misconception(
            "drag-of-kmh",
            "Your first factor is the drag itself, and it was fed km/h: the first factor is the "
            "drag's slope, and the drag receives m/s.",
            lambda p, gear: drag(_speed_at(p, gear)) * dspeed_dpedal(p, gear),
            whole=True,
        ),
        Misconception(
            "drag-of-a-rate",
            "You fed the rate from pedal to speed to the drag: the drag receives a speed, and what "
            "links on is the drag's slope there.",
            lambda p, gear: drag(dspeed_dpedal(p, gear) / 3.6),
            whole=True,
        ),
        Misconception(
            "unit-upside-down",
            "From km/h to m/s you multiplied by 3.6; a speed is a smaller number in m/s.",
            _drag_rate_read_at(lambda p, gear: _speed_at(p, gear) * 3.6),
        ),
        Misconception(
            "gearbox-twice",
            "The gearbox is in your product twice: the rate from pedal to speed holds it already.",
            _chain_of_four(
                lambda dD_du, du_dv, dv_dr, dr_dp: dD_du * du_dv * dv_dr * dv_dr * dr_dp
            ),
        ),
        Misconception(
            "no-power-rule",
            "You used the drag itself as the first factor; the first factor is its slope.",
            _drag_slope_with(3, 1),
        ),
        Misconception(
            "power-kept",
            "The exponent came down as a factor, but it must also drop by one.",
            _drag_slope_with(3, 3),
        ),
        Misconception(
            "no-three",
            "The exponent dropped by one, but it did not come down as a factor.",
            _drag_slope_with(2, 1),
        ),
        Misconception(
            "power-two",
            "You treated the drag as a square; it grows with the third power of the speed.",
            _drag_slope_with(1, 2),
        ),
        Misconception(
            "stopped",
            "You stopped at the engine speed; one more link takes you back to the pedal.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du * du_dv * dv_dr),
            "[R6]",
        ),
        Misconception(
            "no-gearbox",
            "The gearbox is missing: between rpm and km/h lies a link as well.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du * du_dv * dr_dp),
            "[R6]",
        ),
        Misconception(
            "no-drag-link",
            "That is m/s per %; the last machine, from speed to drag, has a rate too.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: du_dv * dv_dr * dr_dp),
            "[R6]",
        ),
        Misconception(
            "only-drag-link",
            "That is kW per m/s, one link of four; the way back to the pedal has three more.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du),
        ),
        Misconception(
            "added",
            "You added the four rates; their units differ, and linked rates multiply.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du + du_dv + dv_dr + dr_dp),
            whole=True,
        ),
        Misconception(
            "drag",
            "That is the drag power itself; we want how fast it changes with the pedal.",
            _drag_at,
            whole=True,
        ),
        Misconception(
            "average",
            "That is the drag power divided by the pedal, an average; the question is about the "
            "next little push.",
            lambda p, gear: _drag_at(p, gear) / p,
            whole=True,
        ),
        Misconception(
            "watts",
            "Your answer is in watts per %; the drag power is asked in kW.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: 1000 * dD_du * du_dv * dv_dr * dr_dp),
        ),
        Misconception(
            "no-half",
            "The ½ at the front of the drag power got lost.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: 2 * dD_du * du_dv * dv_dr * dr_dp),
        ),
        Misconception(
            "engine-twice",
            "The engine's rate is in your product twice: the rate from pedal to speed holds it "
            "already.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du * du_dv * dv_dr * dr_dp**2),
        ),
        Misconception(
            "inverse",
            "That is % per kW; turn the fraction over.",
            lambda p, gear: 1 / ddrag_dpedal(p, gear),
            whole=True,
        ),
        Misconception(
            "unit-upside-down-twice",
            "You multiplied by 3.6 on the way to m/s, and once more as the link: a speed is a "
            "smaller number in m/s.",
            lambda p, gear: 3.6**6 * ddrag_dpedal(p, gear),
        ),
        Misconception(
            "unit-twice",
            "The change of unit is in your product twice; it is one link, once.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du * du_dv**2 * dv_dr * dr_dp),
        ),
        Misconception(
            "speed-rate-below",
            "The rate from pedal to speed stands below the line; linked rates multiply.",
            _chain_of_four(lambda dD_du, du_dv, dv_dr, dr_dp: dD_du * du_dv / (dv_dr * dr_dp)),
        ),
        Misconception(
            "rate-for-speed",
            "You read the drag's slope at a rate; that machine receives the speed itself, in m/s.",
            _drag_rate_read_at(lambda p, gear: dspeed_dpedal(p, gear) / 3.6),
            "[R8]",
        ),
        Misconception(
            "fixed-gear",
            "You always take fourth gear, the ratio 1.0: hand the ratio on to the gearbox.",
            lambda p, gear: ddrag_dpedal(p, 1.0),
        ),
        Misconception(
            "speed-in-fixed-gear",
            "You read the drag's slope at the speed in fourth gear: run forward in the gear that "
            "comes in.",
            _drag_rate_read_at(lambda p, gear: _metres_per_second(p, 1.0)),
        ),
        Misconception(
            "engine-fixed-pedal",
            "You read the engine's rate at 40 % whatever the pedal is: it belongs to p.",
            lambda p, gear: ddrag_dpedal(p, gear) / drpm_dpedal(p) * drpm_dpedal(40),
        ),
        Misconception(
            "all-fixed-pedal",
            "Your answer is the one for 40 % whatever the pedal is: every link is read on the way "
            "from p.",
            lambda p, gear: ddrag_dpedal(40, gear),
        ),
        Misconception(
            "all-fixed-at-twenty",
            "Your answer is the one for 20 % whatever the pedal is: every link is read on the way "
            "from p.",
            lambda p, gear: ddrag_dpedal(20, gear),
        ),
        Misconception(
            "two-comes-down",
            "A 2 came down as a factor, and u has another exponent in the drag than 2.",
            _drag_slope_with(2, 2),
        ),
        Misconception(
            "three-below",
            "You divided by the exponent of u; in a slope it comes down as a factor.",
            _drag_slope_with(2, 1 / 3),
        ),
        Misconception(
            "exponent-up",
            "You went the other way and raised the exponent of u; for a slope it drops by one, "
            "and comes down as a factor.",
            _drag_slope_with(4, 1 / 4),
        ),
        Misconception(
            "no-area",
            "The drag area, 0.66 m², is missing from your first factor.",
            _drag_slope_with(2, 3 / 0.66),
        ),
        Misconception(
            "no-density",
            "The density of the air, 1.2 kg/m³, is missing from your first factor.",
            _drag_slope_with(2, 3 / 1.2),
        ),
        Misconception(
            "front-for-area",
            "You took the car's front, 2.2 m²; the drag area is smaller, because of its shape.",
            _drag_slope_with(2, 3 * 2.2 / 0.66),
        ),
        Misconception(
            "next-percent",
            NEXT_PERCENT,
            lambda p, gear: _drag_at(p + 1, gear) - _drag_at(p, gear),
            close=True,
            whole=True,
        ),
        Misconception(
            "measured",
            NEARLY,
            lambda p, gear: slope(lambda t: _drag_at(t, gear), p),
            close=True,
        ),
    ),
    see="“Your turn, with two blanks: 40 % pedal”",
    hints=(
        "write the four links below each other, each with its unit: which units cancel?",
        "go through “Your turn, with two blanks: 40 % pedal” again, and say for each line there "
        "what its machine receives.",
    ),
    measure=_measured_to_the_drag,
)


# --- 03.5 rates_from_log --------------------------------------------------------------------------


def _log(p: list[float], r: list[float], v: list[float]) -> Probe:
    return Probe((np.array(p), np.array(r), np.array(v)))


def _draw_logs(random: Random) -> list[Probe]:
    """Short logs with strides of very different length: of a car, of a car in whole numbers, and of
    a ship, whose slow engine brings much speed per rpm."""
    return [
        _draw_log(random, 4, top=6000, fastest=180, decimals=(2, 1, 2)),
        _draw_log(random, 5, top=6000, fastest=180, decimals=(0, 0, 0)),
        _draw_log(random, 6, top=110, fastest=30, decimals=(2, 2, 2)),
    ]


def _draw_log(
    random: Random, rows: int, top: float, fastest: float, decimals: tuple[int, int, int]
) -> Probe:
    strides = random.permutation([3.0, 24.0, 6.0, 18.0, 9.0])[: rows - 1]
    p = np.cumsum([between(random, 3, 6), *strides + random.uniform(0, 1.9, rows - 1)])
    share = 1 - 0.9 * np.exp(-p / 30)
    v = fastest * share ** random.uniform(1.7, 2.3)
    columns = [np.round(c, d) for c, d in zip((p, top * share, v), decimals, strict=True)]
    if not any(decimals):
        columns = [column.astype(int) for column in columns]
    return Probe(tuple(columns))


def _at_the_lines(probe: Probe) -> list[str]:
    """For each line, direct and then product: what its neighbours say."""
    p, r, v = probe.args
    lines = range(len(p))
    direct = [
        f"for direct, at {_place(i)}, v gains {_to_neighbours(v, p, i)} per unit of p"
        for i in lines
    ]
    product = [
        f"for product, at {_place(i)}, v gains {_to_neighbours(v, r, i)} per unit of r, and r "
        f"{_to_neighbours(r, p, i)} per unit of p"
        for i in lines
    ]
    return [*direct, *product]


def _place(line: int) -> str:
    return f"line {line + 1}, counted from 1"


def _to_neighbours(y: Array, x: Array, line: int) -> str:
    """Change per change from the line before, and to the next one."""
    steps = [(i, i + 1) for i in (line - 1, line) if 0 <= i < len(x) - 1]
    slopes = [digits((y[j] - y[i]) / (x[j] - x[i])) for i, j in steps]
    return " before it and ".join(slopes) + " behind it" * (len(slopes) > 1)


def _both(
    direct: Callable[..., np.ndarray], product: Callable[..., np.ndarray]
) -> Callable[..., tuple]:
    return lambda p, r, v: (direct(p, r, v), product(p, r, v))


def _direct(p: np.ndarray, r: np.ndarray, v: np.ndarray) -> np.ndarray:
    return np.gradient(v, p)


def _short(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.diff(y) / np.diff(x)


def _forward(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    steps = _short(y, x)
    return np.append(steps, steps[-1])


def _backward(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    steps = _short(y, x)
    return np.append(steps[0], steps)


def _plain_mean(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Of the slopes to both neighbours, whatever their distance."""
    return (_forward(y, x) + _backward(y, x)) / 2


def _without_ends(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Change between the two neighbours, and 0 where there is but one."""
    rates = np.zeros(len(y))
    rates[1:-1] = (y[2:] - y[:-2]) / (x[2:] - x[:-2])
    return rates


def _into_its_own_kind(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Put into an array that is made like y: of whole numbers, where y holds such."""
    rates = np.zeros_like(y)
    rates[:] = np.gradient(y, x)
    return rates


def _mean_step(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.gradient(y, np.mean(np.diff(x)))


def _even(y: np.ndarray, x: np.ndarray) -> np.ndarray:
    return np.gradient(y, x[1] - x[0])


def _overall(y: np.ndarray, x: np.ndarray) -> float:
    return (y[-1] - y[0]) / (x[-1] - x[0])


RATES_FROM_LOG = Exercise(
    name="rates_from_log",
    lesson=LESSON,
    number="03.5",
    points=2,
    reference=rates_from_log,
    visible=(
        _log([4.0, 9.5, 30.0, 34.5, 60.0], [1295, 2066, 4013, 4290, 5270], [20, 45, 118, 130, 165]),
        _log([3, 17, 20, 41], [22, 54, 59, 85], [2, 7, 9, 18]),
    ),
    draw=_draw_logs,
    parts={"direct": 1, "product": 1},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "per-sample",
            "Those are changes per log line; np.gradient also takes the column to measure along.",
            lambda p, r, v: (np.gradient(v), np.gradient(v) * np.gradient(r)),
        ),
        Misconception(
            "per-sample-product",
            "The direct rates are right; in the product each np.gradient needs its own column to "
            "measure along.",
            _both(_direct, lambda p, r, v: np.gradient(v) * np.gradient(r)),
        ),
        Misconception(
            "added",
            "The direct rates are right; the two measured rates multiply, so that the rpm cancel.",
            _both(_direct, lambda p, r, v: np.gradient(v, r) + np.gradient(r, p)),
        ),
        Misconception(
            "divided",
            "The direct rates are right; the two others were divided, and linked rates multiply.",
            _both(_direct, lambda p, r, v: np.gradient(v, r) / np.gradient(r, p)),
        ),
        Misconception(
            "inverted",
            "You measured pedal per speed: swap what changes and what it is measured along.",
            lambda p, r, v: (np.gradient(p, v), np.gradient(r, v) * np.gradient(p, r)),
        ),
        Misconception(
            "secant",
            "Value ÷ value is an average from zero; use changes ÷ changes.",
            lambda p, r, v: (v / p, (v / r) * (r / p)),
        ),
        Misconception(
            "short",
            "Your answers are one entry short: there is one change fewer than there are lines, "
            "and one rate per line is wanted.",
            lambda p, r, v: (_short(v, p), _short(v, r) * _short(r, p)),
        ),
        Misconception(
            "even-spacing",
            "You gave one spacing for the whole log, but its lines are unevenly spaced: hand over "
            "the whole column.",
            lambda p, r, v: (_even(v, p), _even(v, r) * _even(r, p)),
        ),
        Misconception(
            "unweighted",
            "You took the change between the two neighbours; where they are not equally far away "
            "the nearer one must count more, and np.gradient does that when you hand it the column "
            "to measure along.",
            lambda p, r, v: (
                np.gradient(v) / np.gradient(p),
                np.gradient(v) / np.gradient(r) * (np.gradient(r) / np.gradient(p)),
            ),
        ),
        Misconception(
            "forward",
            "Your rates look forward only, from each line to the next; a line in the middle has a "
            "neighbour before it as well.",
            lambda p, r, v: (_forward(v, p), _forward(v, r) * _forward(r, p)),
        ),
        Misconception(
            "engine-inverted",
            "The direct rates are right; in the product you measured pedal per rpm: swap what "
            "changes and what it is measured along.",
            _both(_direct, lambda p, r, v: np.gradient(v, r) * np.gradient(p, r)),
        ),
        Misconception(
            "gearbox-inverted",
            "The direct rates are right; in the product you measured rpm per speed: swap what "
            "changes and what it is measured along.",
            _both(_direct, lambda p, r, v: np.gradient(r, v) * np.gradient(r, p)),
        ),
        Misconception(
            "backward",
            "Your rates look back only, from each line to the one before; a line in the middle has "
            "a neighbour behind it as well.",
            lambda p, r, v: (_backward(v, p), _backward(v, r) * _backward(r, p)),
        ),
        Misconception(
            "plain-mean",
            "You took the plain mean of the slopes to both neighbours; the nearer neighbour's "
            "slope counts more.",
            lambda p, r, v: (_plain_mean(v, p), _plain_mean(v, r) * _plain_mean(r, p)),
        ),
        Misconception(
            "ends-left-out",
            "The first and the last line have no rate in your answers: they have one neighbour "
            "only, so take the slope to that one.",
            lambda p, r, v: (_without_ends(v, p), _without_ends(v, r) * _without_ends(r, p)),
        ),
        Misconception(
            "mean-spacing",
            "You gave the mean step as spacing for the whole log, but its lines are unevenly "
            "spaced: hand over the whole column.",
            lambda p, r, v: (_mean_step(v, p), _mean_step(v, r) * _mean_step(r, p)),
        ),
        Misconception(
            "int-answer",
            "Where the log holds whole numbers, your answer's array took that over and cut the "
            "rates off: make it an array of floats.",
            lambda p, r, v: (
                _into_its_own_kind(v, p),
                _into_its_own_kind(v, r) * _into_its_own_kind(r, p),
            ),
        ),
        Misconception(
            "direct-inverted",
            "The product is right; in direct you measured pedal per speed: swap what changes and "
            "what it is measured along.",
            lambda p, r, v: (np.gradient(p, v), np.gradient(v, r) * np.gradient(r, p)),
        ),
        Misconception(
            "direct-along-revs",
            "The product is right; in direct you measured the speed along the revs, and asked is "
            "speed per % of pedal.",
            lambda p, r, v: (np.gradient(v, r), np.gradient(v, r) * np.gradient(r, p)),
        ),
        Misconception(
            "product-inverted",
            "The direct rates are right; in the product both rates are upside down: swap in each "
            "what changes and what it is measured along.",
            _both(_direct, lambda p, r, v: np.gradient(r, v) * np.gradient(p, r)),
        ),
        Misconception(
            "product-summed",
            "The direct rates are right; in the product you added up over the lines, as @ and "
            "np.dot do: multiply line by line.",
            _both(_direct, lambda p, r, v: np.asarray(np.gradient(v, r) @ np.gradient(r, p))),
        ),
        Misconception(
            "gearbox-formula",
            "The direct rates are right; in the product the gearbox's rate comes from the lesson's "
            "formula, and this log may be of any car: measure it in the columns.",
            _both(_direct, lambda p, r, v: dspeed_drpm(r, 1.4) * np.gradient(r, p)),
        ),
        Misconception(
            "formulas",
            "You worked the rates out from the formulas of the lesson's car; a log holds none, and "
            "this one may be of any engine: measure in its columns.",
            lambda p, r, v: (dspeed_dpedal(p, 1.4), dspeed_drpm(r, 1.4) * drpm_dpedal(p)),
        ),
        Misconception(
            "overall",
            "You measured from the first line to the last, one average for the whole drive; a rate "
            "for every line is wanted.",
            lambda p, r, v: (_overall(v, p), _overall(v, r) * _overall(r, p)),
        ),
        Misconception(
            "direct-twice",
            "You gave the direct rates twice; the second answer is made of two other rates.",
            _both(_direct, _direct),
        ),
        Misconception(
            "order",
            "You returned the two in the other order: first the direct rates, then the product.",
            lambda p, r, v: (np.gradient(v, r) * np.gradient(r, p), np.gradient(v, p)),
        ),
        Misconception(
            "unlinked",
            "In your product no unit cancels: what is below in the one rate must be on top in the "
            "other.",
            _both(_direct, lambda p, r, v: np.gradient(v, p) * np.gradient(r, p)),
        ),
        Misconception(
            "linked-wrongly",
            "Speed per rpm times speed per % is no speed per %: the second rate is the engine's.",
            _both(_direct, lambda p, r, v: np.gradient(v, r) * np.gradient(v, p)),
        ),
        Misconception(
            "only-engine",
            "The direct rates are right; your second answer is the engine's rate alone, in rpm per "
            "%.",
            _both(_direct, lambda p, r, v: np.gradient(r, p)),
        ),
        Misconception(
            "only-gearbox",
            "The direct rates are right; your second answer is the gearbox's rate alone, in km/h "
            "per rpm.",
            _both(_direct, lambda p, r, v: np.gradient(v, r)),
        ),
    ),
    see="“A rate for every line”",
    hints=(
        "for each np.gradient of yours say the unit of what comes out: what changes, and along "
        "what?",
        "in “A rate for every line” there is one call with its two columns: which two columns does "
        "each of your three rates need?",
    ),
    measure=_at_the_lines,
)

EXERCISES = (DRPM_DPEDAL, DSPEED_DRPM, DSPEED_DPEDAL, DDRAG_DPEDAL, RATES_FROM_LOG)
