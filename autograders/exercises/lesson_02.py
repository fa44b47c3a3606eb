"""Lesson 02, nested machines: five exercises and the ways in which they go wrong.

Evidence marks such as [R8] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence

import numpy as np
from chainrule.machines import Machine, cos, exp, reciprocal, sigmoid, sin, square, times
from chainrule.probing import Probe

from autograders.backprop import (
    backward_sweep,
    local_rates,
    overall_rate,
    predict_change,
    run_machines,
    slope,
)
from autograders.exercises.drawing import Random, between, digits, signed
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "02_nested_machines"

Chain = Sequence[Machine]


def _bent(random: Random) -> Machine:
    """A machine whose rate changes with what it receives."""
    c = signed(random, 1.2, 2.4)
    choices = (
        sin,
        cos,
        square,
        sigmoid,
        Machine("shifted_sin", between(random, 1.3, 2.6), c),
        Machine("power", 3, 0.5),
        Machine("exp", 0.5),
    )
    return choices[int(random.integers(len(choices)))]


def _straight(random: Random) -> Machine:
    return Machine("affine", signed(random, 1.2, 2.4), signed(random, 0.3, 1.9))


def _chain(random: Random, *kinds: Callable[[Random], Machine]) -> list[Machine]:
    """Machines of these kinds (_bent or _straight), no two of them alike."""
    chain: list[Machine] = []
    for kind in kinds:
        machine = kind(random)
        while machine in chain:
            machine = kind(random)
        chain.append(machine)
    return chain


def _three(random: Random) -> list[Machine]:
    return _chain(random, _straight, _bent, _bent)


def _four(random: Random) -> list[Machine]:
    return _chain(random, _bent, _straight, _bent, _straight)


def _two(random: Random) -> list[Machine]:
    return _chain(random, _bent, _bent)


def _rates(chain: Chain) -> list[Machine]:
    return [machine.derivative() for machine in chain]


def _list(values: Sequence[float]) -> str:
    return f"[{', '.join(map(digits, values))}]"


THE_BELT = [times(3), square, sin]
"""The belt of the lesson's figures; the lesson runs it at 0.4, so no probe does."""


# --- 02.1 run_machines --------------------------------------------------------------------------


def _run_no_nesting(x: float, machines: Chain) -> list[float]:
    return [x] + [machine(x) for machine in machines]


def _run_outermost_first(x: float, machines: Chain) -> list[float]:
    return run_machines(x, machines[::-1])


def _run_in_place(x: float, machines: list) -> list[float]:
    for place, machine in enumerate(machines):
        machines[place] = x = machine(x)
    return machines


def _run_each_twice(x: float, machines: Chain) -> list[float]:
    values = [x]
    for machine in machines:
        values.append(machine(machine(values[-1])))
    return values


def _run_sums(x: float, machines: Chain) -> list[float]:
    values = [x]
    for machine in machines:
        values.append(values[-1] + machine(values[-1]))
    return values


def _run_products(x: float, machines: Chain) -> list[float]:
    values = [x]
    for machine in machines:
        values.append(values[-1] * machine(x))
    return values


def _draw_run_machines(random: Random) -> list[Probe]:
    return [
        Probe((between(random, 0.3, 0.9), _three(random))),
        Probe((-between(random, 0.4, 1.4), _four(random))),
        Probe((int(random.choice([-3, -2, 2, 3])), _chain(random, _straight, _bent))),
        Probe((signed(random, 2.05, 2.9), [])),
    ]


def _run_by_hand(probe: Probe) -> str:
    return (
        f"one machine after the other, by hand, puts {_list(run_machines(*probe.args))} on the belt"
    )


RUN_MACHINES = Exercise(
    name="run_machines",
    lesson=LESSON,
    number="02.1",
    points=2,
    reference=run_machines,
    visible=(
        Probe((0.7, THE_BELT)),
        Probe((-0.6, [exp, Machine("affine", -2, 0.5), square, cos])),
        Probe((3, [Machine("affine", 0.5, -1.2), Machine("shifted_sin", 2, 1)])),
        Probe((-2.3, [])),
    ),
    draw=_draw_run_machines,
    misconceptions=(
        Misconception(
            "no-nesting",
            "Every machine was given x; each one should receive what the previous one produced.",
            _run_no_nesting,
            "[R3]",
        ),
        Misconception(
            "only-last",
            "You returned the last value alone; keep every value on the way, the backward sweep "
            "will need them.",
            lambda x, machines: run_machines(x, machines)[-1],
        ),
        Misconception(
            "last-in-list",
            "Your list holds the last value alone; keep every value on the way, the backward "
            "sweep will need them.",
            lambda x, machines: run_machines(x, machines)[-1:],
        ),
        Misconception(
            "reversed",
            "The machines ran from right to left; the first one in the list receives x.",
            _run_outermost_first,
            "[R1]",
        ),
        Misconception(
            "no-input",
            "The list should start with x itself, the value that the first machine receives.",
            lambda x, machines: run_machines(x, machines)[1:],
        ),
        Misconception(
            "no-output",
            "The last value is missing: what the last machine produces belongs to the list too.",
            lambda x, machines: run_machines(x, machines)[:-1],
        ),
        Misconception(
            "back-to-front",
            "Right values, but the list is back to front: x stands first, the output last.",
            lambda x, machines: run_machines(x, machines)[::-1],
        ),
        Misconception(
            "first-machine-only",
            "You stopped after the first machine: look at how far the return is indented.",
            lambda x, machines: run_machines(x, machines[:1]),
        ),
        Misconception(
            "return-in-the-loop",
            "You stopped after the first machine, and without any machine nothing comes back: look "
            "at how far the return is indented.",
            lambda x, machines: run_machines(x, machines[:1]) if machines else None,
        ),
        Misconception(
            "other-belt",
            "Your machines are always times 3, square and sin: run those that are handed over, not "
            "a belt of another cell.",
            lambda x, machines: run_machines(x, THE_BELT),
        ),
        Misconception(
            "input-repeated",
            "You kept what each machine received, but x stands there twice and the output is "
            "missing: a new value is kept after its machine has run.",
            lambda x, machines: [x, *run_machines(x, machines)[:-1]],
        ),
        Misconception(
            "each-twice",
            "Every machine ran twice on its value; once each will do.",
            _run_each_twice,
        ),
        Misconception(
            "added-up",
            "You added each output to what came in; a machine's output replaces what it received.",
            _run_sums,
            "[R3]",
        ),
        Misconception(
            "multiplied",
            "You multiplied outputs; a nested machine works on the value that comes in, nothing "
            "is multiplied here.",
            _run_products,
            "[R3][R9]",
        ),
        Misconception(
            "machines-kept",
            "You put the machines themselves into the list; run each one and keep what comes out.",
            lambda x, machines: [x, *machines],
        ),
        Misconception(
            "in-place",
            "You wrote the values into the list of machines; make a new list, the caller still "
            "needs the machines.",
            _run_in_place,
        ),
    ),
    see="“A belt of machines”",
    hints=(
        "follow the token of the conveyor: which number lies in front of each machine, and which "
        "one behind it?",
        "in “The values of one run” four numbers stand below each other; say for each of them "
        "which line of yours makes it.",
    ),
    measure=_run_by_hand,
)


# --- 02.2 local_rates ---------------------------------------------------------------------------


def _rates_measured(x: float, machines: Chain, rates: Chain) -> list[float]:
    received = run_machines(x, machines)[:-1]
    return [slope(m, v) for m, v in zip(machines, received, strict=True)]


def _rates_of_rates(x: float, machines: Chain, rates: Chain) -> list[float]:
    return run_machines(x, rates)[1:]


def _draw_chains(random: Random) -> list[Probe]:
    chains = (_three(random), _four(random), _two(random))
    points = (
        between(random, 0.3, 0.9),
        -between(random, 0.4, 1.4),
        int(random.choice([-3, 3])),
    )
    # Far out on a wave round-off spoils a measured slope, whatever the step.
    far = [Machine("power", 3, signed(random, 0.4, 0.9)), sin]
    out = Probe((signed(random, 14, 19), far, _rates(far)))
    return [*(Probe((x, m, _rates(m))) for x, m in zip(points, chains, strict=True)), out]


def _measured_rates(probe: Probe) -> str:
    return f"the slopes measured on the belt are {_list(_rates_measured(*probe.args))}"


def _lend_the_belt(probe: Probe) -> dict:
    """Every value on this belt."""
    x, machines, _ = probe.args
    return {"run_machines": [((x, machines), run_machines(x, machines))]}


def _at(x: float, chain: list[Machine]) -> Probe:
    return Probe((x, chain, _rates(chain)))


LOCAL_RATES = Exercise(
    name="local_rates",
    lesson=LESSON,
    number="02.2",
    points=3,
    reference=local_rates,
    lend=_lend_the_belt,
    visible=(
        _at(0.7, THE_BELT),
        _at(-0.6, [exp, Machine("affine", -2, 0.5), square, cos]),
        _at(3, [Machine("power", 3, 0.1), Machine("shifted_sin", 2, 1)]),
    ),
    draw=_draw_chains,
    misconceptions=(
        Misconception(
            "all-at-x",
            "All slopes were read at x; each machine works at the value that it received.",
            lambda x, machines, rates: [rate(x) for rate in rates],
            "[R8]",
        ),
        Misconception(
            "at-outputs",
            "You read each slope at the machine's output; it belongs to what the machine received.",
            lambda x, machines, rates: [
                rate(v) for rate, v in zip(rates, run_machines(x, machines)[1:], strict=True)
            ],
        ),
        Misconception(
            "all-at-the-end",
            "All rates were read at one value, what comes out at the very end; each belongs to "
            "what its own machine received.",
            lambda x, machines, rates: [rate(run_machines(x, machines)[-1]) for rate in rates],
        ),
        Misconception(
            "one-too-early",
            "You read each rate one place too early (and the first one at the end, since place −1 "
            "is the last); count both lists from the same place.",
            lambda x, machines, rates: [
                rate(run_machines(x, machines)[place - 1]) for place, rate in enumerate(rates)
            ],
        ),
        Misconception(
            "reversed",
            "The list is back to front: first machine first.",
            lambda x, machines, rates: local_rates(x, machines, rates)[::-1],
        ),
        Misconception(
            "cumulative",
            "These are running products; here each machine's own factor is wanted.",
            lambda x, machines, rates: [
                math.prod(local_rates(x, machines, rates)[: i + 1]) for i in range(len(rates))
            ],
        ),
        Misconception(
            "values",
            "These are the values, not the rates: the rate functions never ran.",
            lambda x, machines, rates: run_machines(x, machines)[1:],
        ),
        Misconception(
            "values-received",
            "These are the values that the machines received; run each rate function on its own.",
            lambda x, machines, rates: run_machines(x, machines)[:-1],
        ),
        Misconception(
            "rates-nested",
            "You fed one rate into the next; values travel down the belt, rates do not.",
            _rates_of_rates,
            "[R8]",
        ),
        Misconception(
            "mismatched",
            "You read each rate at what another machine received: the belt was run from right to "
            "left.",
            lambda x, machines, rates: [
                rate(v) for rate, v in zip(rates, run_machines(x, machines[::-1])[:-1], strict=True)
            ],
        ),
        Misconception(
            "no-nesting",
            "You read each rate at what the machine before gives for x; on the belt every machine "
            "receives what the previous one produced.",
            lambda x, machines, rates: [
                rate(v) for rate, v in zip(rates, _run_no_nesting(x, machines)[:-1], strict=True)
            ],
            "[R3]",
        ),
        Misconception(
            "multiplied",
            "You multiplied the rates into one number; here each machine's own is wanted, and the "
            "multiplying comes in the next exercise.",
            lambda x, machines, rates: math.prod(local_rates(x, machines, rates)),
        ),
        Misconception(
            "value-times-rate",
            "You multiplied each rate by the value; the rate alone is wanted.",
            lambda x, machines, rates: [
                v * rate(v) for rate, v in zip(rates, run_machines(x, machines)[:-1], strict=True)
            ],
        ),
        Misconception(
            "value-ratio",
            "You divided each value by the one before it; a rate compares changes, and the rate "
            "functions tell it.",
            lambda x, machines, rates: [
                after / before for before, after in itertools.pairwise(run_machines(x, machines))
            ],
        ),
        Misconception(
            "value-differences",
            "You took each value minus the one before it; a rate says how much a nudge grows, and "
            "the rate functions tell it.",
            lambda x, machines, rates: [
                after - before for before, after in itertools.pairwise(run_machines(x, machines))
            ],
        ),
        Misconception(
            "first-machine-only",
            "You stopped after the first machine: look at how far the return is indented.",
            lambda x, machines, rates: local_rates(x, machines, rates)[:1],
        ),
        Misconception(
            "seed-included",
            "There is a 1 too many in front: one rate for each machine.",
            lambda x, machines, rates: [1.0, *local_rates(x, machines, rates)],
        ),
        Misconception(
            "last-missing",
            "The last machine has a rate too: the output is only behind it.",
            lambda x, machines, rates: local_rates(x, machines, rates)[:-1],
        ),
        Misconception(
            "measured",
            "Your numbers are nearly right but not exactly: they look measured, and the exact "
            "rate functions are handed to you.",
            _rates_measured,
            close=True,
        ),
    ),
    see="“Every machine has its own rate”",
    hints=(
        "write the values of the belt in a row, and under each machine the one that it received: "
        "that is where its rate is read.",
        "the table in “Every machine has its own rate” has one line for each machine: which "
        "column does your function get, and which one must it work out first?",
    ),
    tolerance=1e-12,
    measure=_measured_rates,
)


# --- 02.3 overall_rate --------------------------------------------------------------------------


def _overall_adding_up(rates: Sequence[float]) -> float:
    return float(sum(rates))


def _overall_seed_zero(rates: Sequence[float]) -> float:
    product = 0.0
    for rate in rates:
        product *= rate
    return product


def _numbers(random: Random, length: int) -> list[float]:
    """Rates of both signs whose products stay of ordinary size."""
    return [signed(random, 0.35, 2.4) for _ in range(length)]


def _draw_overall_rate(random: Random) -> list[Probe]:
    whole = int(random.choice([2, 3, 4]))
    return [
        Probe(([signed(random, 2.05, 3.4), *_numbers(random, 1)],)),
        Probe(([-between(random, 0.3, 0.9), *_numbers(random, 2)],)),
        Probe(([whole, *_numbers(random, 3)],)),
        Probe(([],)),
    ]


def _followed_nudge(probe: Probe) -> str:
    (rates,) = probe.args
    if not rates:
        return "a belt without machines hands a nudge on as it is"
    sizes = ", then ".join(digits(math.prod(rates[: i + 1])) for i in range(len(rates)))
    return f"a nudge of 1 that passes the machines one by one becomes {sizes}"


OVERALL_RATE = Exercise(
    name="overall_rate",
    lesson=LESSON,
    number="02.3",
    points=2,
    reference=overall_rate,
    visible=(
        Probe(([3.23, -0.417],)),
        Probe(([-0.73, 2.519, 1.6],)),
        Probe(([2, 0.637, -1.5, -2.43],)),
        Probe(([],)),
    ),
    draw=_draw_overall_rate,
    misconceptions=(
        Misconception(
            "added",
            "You added the magnifications; three times as fast, then twice as fast, is six times.",
            _overall_adding_up,
        ),
        Misconception(
            "added-from-one",
            "You started from 1 and then added; from there on every magnification multiplies.",
            lambda rates: 1.0 + sum(rates),
        ),
        Misconception(
            "mean",
            "You averaged the magnifications; linked rates multiply.",
            lambda rates: float(np.mean(rates)) if len(rates) else 0.0,
        ),
        Misconception(
            "empty-zero",
            "With no machine the output still moves with the input: the rate is 1, not 0.",
            lambda rates: math.prod(rates) if len(rates) else 0.0,
        ),
        Misconception(
            "seed-zero",
            "You start from 0, and 0 times anything stays 0: start from the rate of no machine.",
            _overall_seed_zero,
            "[M15]",
        ),
        Misconception(
            "last",
            "Only the last machine is counted; every machine on the belt is one factor.",
            lambda rates: float(rates[-1]) if len(rates) else 1.0,
        ),
        Misconception(
            "first",
            "Only the first machine is counted; every machine on the belt is one factor.",
            lambda rates: float(rates[0]) if len(rates) else 1.0,
        ),
        Misconception(
            "stopped",
            "You stopped after the first machine, and without any machine nothing comes back: look "
            "at how far the return is indented.",
            lambda rates: float(rates[0]) if len(rates) else None,
        ),
        Misconception(
            "first-twice",
            "The first machine is counted twice: the product starts with its rate, and meets it "
            "again. Start from the rate of no machine.",
            lambda rates: float(rates[0]) * math.prod(rates) if len(rates) else 1.0,
        ),
        Misconception(
            "first-twice-and-needed",
            "The first machine is counted twice, and a belt without machines has no first one: "
            "start from the rate of no machine.",
            lambda rates: rates[0] * math.prod(rates),
        ),
        Misconception(
            "biggest",
            "You kept the largest factor; every factor counts.",
            lambda rates: float(max(rates)) if len(rates) else 1.0,
        ),
        Misconception(
            "last-missing",
            "The last machine is missing from your product.",
            lambda rates: math.prod(rates[:-1]),
        ),
        Misconception(
            "first-missing",
            "The first machine is missing from your product.",
            lambda rates: math.prod(rates[1:]),
        ),
        Misconception(
            "sizes",
            "You dropped the signs; a machine that falls while its input rises turns the nudge "
            "round.",
            lambda rates: abs(math.prod(rates)),
        ),
        Misconception(
            "running",
            "You returned all running products; what is wanted is where they end, one number.",
            lambda rates: [math.prod(rates[: i + 1]) for i in range(len(rates))],
        ),
        Misconception(
            "divided",
            "You divided by the rates; each machine stretches the nudge by its rate.",
            lambda rates: 1.0 / math.prod(rates),
        ),
        Misconception(
            "one-added",
            "Your product is right, but 1 was added to it; the 1 is where the product starts.",
            lambda rates: 1.0 + math.prod(rates),
        ),
    ),
    see="“One number for the whole belt”",
    hints=(
        "take two rates, 3 and 2, on paper: a nudge of 1 goes in, how big is it behind each "
        "machine?",
        "“One number for the whole belt” also says what a belt without any machine does to a "
        "nudge: start from there.",
    ),
    measure=_followed_nudge,
)


# --- 02.4 backward_sweep ------------------------------------------------------------------------

SHORT, LONG = "the sensitivities", "each rate multiplied once"


def _sweep_each_anew(rates: Sequence[float]) -> list[float]:
    return [math.prod(rates[i:], start=1.0) for i in range(len(rates) + 1)]


def _sweep_forward(rates: Sequence[float]) -> list[float]:
    products = [1.0]
    for rate in rates:
        products.append(products[-1] * rate)
    return products


def _sweep_sums(rates: Sequence[float]) -> list[float]:
    return [float(sum(rates[i:])) for i in range(len(rates) + 1)]


def _sweep_sums_from_one(rates: Sequence[float]) -> list[float]:
    return [1.0 + sum(rates[i:]) for i in range(len(rates) + 1)]


def _draw_backward_sweep(random: Random) -> list[Probe]:
    whole = int(random.choice([2, 3, 4]))
    return [
        Probe(([signed(random, 2.05, 3.4), *_numbers(random, 1)],), part=SHORT),
        Probe(([-between(random, 0.3, 0.9), whole, *_numbers(random, 1)],), part=SHORT),
        Probe((_numbers(random, 4),), part=SHORT),
        Probe(([],), part=SHORT),
        Probe((_numbers(random, int(random.integers(6, 9))),), part=LONG),
    ]


def _nudged_in_front(probe: Probe) -> list[str]:
    """For each value on the belt: how much larger a nudge of it comes out."""
    (rates,) = probe.args
    told = [
        f"a nudge of 1 in front of machine {i + 1} comes out as {digits(math.prod(rates[i:]))}"
        for i in range(len(rates))
    ]
    return [*told, "a nudge of 1 at the very end is 1 there"]


BACKWARD_SWEEP = Exercise(
    name="backward_sweep",
    lesson=LESSON,
    number="02.4",
    points=3,
    reference=backward_sweep,
    visible=(
        # Five decimals in the product, so that a rounded answer is noticed here.
        Probe(([3.23, -0.417],), part=SHORT),
        Probe(([-0.7, 2, 1.6],), part=SHORT),
        Probe(([2.4, 0.6, -1.5, -0.8],), part=SHORT),
        Probe(([],), part=SHORT),
        Probe(([0.53, -1.27, 2.5, 1.4, -0.7, 1.8, 0.9],), part=LONG),
    ),
    draw=_draw_backward_sweep,
    driver="call_counting",
    parts={SHORT: 2, LONG: 1},
    silent=(LONG,),
    misconceptions=(
        Misconception(
            "forward-products",
            "You accumulated from the left: that tells how each value reacts to x, not how the "
            "output reacts to each value.",
            _sweep_forward,
        ),
        Misconception(
            "back-to-front",
            "Right numbers, reversed order: entry 0 belongs to the input x.",
            lambda rates: backward_sweep(rates)[::-1],
        ),
        Misconception(
            "forward-back-to-front",
            "Your products grow from the first machine on, and then the list is back to front: the "
            "first product to make is that of the last machine.",
            lambda rates: _sweep_forward(rates)[::-1],
        ),
        Misconception(
            "seed-zero",
            "Starting from 0 wipes everything out; the output's rate with respect to itself is 1.",
            lambda rates: [0.0] * (len(rates) + 1),
            "[M15]",
        ),
        Misconception(
            "no-seed",
            "The last entry is missing: the output with respect to itself.",
            lambda rates: backward_sweep(rates)[:-1],
        ),
        Misconception(
            "no-input",
            "The first entry is missing: how the output reacts to x.",
            lambda rates: backward_sweep(rates)[1:],
        ),
        Misconception(
            "suffix-sums",
            "You added the remaining rates; linked rates multiply.",
            _sweep_sums,
        ),
        Misconception(
            "suffix-sums-from-one",
            "You added each rate to what stands behind it; a nudge is multiplied on its way.",
            _sweep_sums_from_one,
        ),
        Misconception(
            "local-only",
            "These are local rates; each needs the product of everything to its right.",
            lambda rates: [*rates, 1.0],
        ),
        Misconception(
            "no-accumulation",
            "Every rate was multiplied with the seed only; each step starts from the sensitivity "
            "just found.",
            lambda rates: [1.0, *rates],
        ),
        Misconception(
            "overall-only",
            "That is the overall rate alone, the first of the sensitivities; keep the others too.",
            lambda rates: math.prod(rates),
        ),
        Misconception(
            "first-step-only",
            "You stopped after one machine: look at how far the return is indented.",
            lambda rates: [float(rates[-1]), 1.0] if len(rates) else None,
        ),
        Misconception(
            "own-rate-missing",
            "Each entry lacks its own machine: a nudge in front of a machine is stretched by that "
            "machine, too, before it meets the others.",
            lambda rates: [math.prod(rates[i + 1 :], start=1.0) for i in range(len(rates) + 1)],
        ),
        Misconception(
            "each-anew",
            "Right numbers, but with more multiplications than there are machines: each step can "
            "use the sensitivity just found.",
            _sweep_each_anew,
        ),
    ),
    see="“Backwards, in one sweep”",
    hints=(
        "in “Both ways side by side” read the last column upwards: which two numbers make the "
        "new one each time?",
        "look at your lines in “Four lines to order”, which walk from the left: work them out by "
        "hand with the rates 2, 5 and 0.1, and say what must change for the walk from the right.",
    ),
    measure=_nudged_in_front,
)


# --- 02.5 predict_change ------------------------------------------------------------------------


def _output(x: float, machines: Chain) -> float:
    return run_machines(x, machines)[-1]


def _rate(x: float, machines: Chain, rates: Chain) -> float:
    return overall_rate(local_rates(x, machines, rates))


def _true_change(x: float, dx: float, machines: Chain, rates: Chain) -> float:
    return _output(x + dx, machines) - _output(x, machines)


def _draw_predict_change(random: Random) -> list[Probe]:
    chains = (_three(random), _two(random), _four(random))
    points = (
        between(random, 0.3, 0.9),
        -between(random, 0.4, 1.4),
        int(random.choice([-3, 3])),
    )
    nudges = (
        between(random, 0.11, 0.3),
        -between(random, 0.11, 0.3),
        signed(random, 0.11, 0.3),
    )
    return [Probe((x, dx, m, _rates(m))) for x, dx, m in zip(points, nudges, chains, strict=True)]


def _lend_the_rates(probe: Probe) -> dict:
    """The belt's values and rates at x, and the rate of the whole."""
    x, _, machines, rates = probe.args
    local = local_rates(x, machines, rates)
    return {
        "run_machines": [((x, machines), run_machines(x, machines))],
        "local_rates": [((x, machines, rates), local)],
        "overall_rate": [((local,), overall_rate(local))],
    }


def _nudged(x: float, dx: float, chain: list[Machine]) -> Probe:
    return Probe((x, dx, chain, _rates(chain)))


def _measured_at_x(probe: Probe) -> str:
    x, dx, machines, _ = probe.args
    rate = digits(slope(lambda t: _output(t, machines), x))
    return f"measured at x the whole belt has the rate {rate}, and x moves by {digits(dx)}"


PREDICT_CHANGE = Exercise(
    name="predict_change",
    lesson=LESSON,
    number="02.5",
    points=2,
    reference=predict_change,
    lend=_lend_the_rates,
    visible=(
        _nudged(0.7, 0.15, THE_BELT),
        _nudged(-0.6, -0.2, [exp, Machine("affine", -2, 0.5), square, cos]),
        _nudged(3, 0.25, [Machine("power", 3, 0.1), Machine("shifted_sin", 2, 1)]),
        _nudged(2.6, -0.12, [reciprocal, square, Machine("sin", 2)]),
    ),
    draw=_draw_predict_change,
    driver="call_at_x",
    misconceptions=(
        Misconception(
            "true-change",
            "That is the exact change, found by running the belt again; here predict it from the "
            "rates alone.",
            _true_change,
        ),
        Misconception(
            "rate-only",
            "That is the rate, change per unit; the nudge is of another size.",
            lambda x, dx, machines, rates: _rate(x, machines, rates),
        ),
        Misconception(
            "first-machine-only",
            "Only the first machine's rate is in your product; every machine stretches the nudge.",
            lambda x, dx, machines, rates: local_rates(x, machines, rates)[0] * dx,
            "[R6]",
        ),
        Misconception(
            "nudge-alone",
            "That is dx itself, how far the input moves: the rate of the whole belt is missing "
            "(the last number of a sweep, always 1, is the output's own).",
            lambda x, dx, machines, rates: dx,
        ),
        Misconception(
            "new-value",
            "That is the new value; return only the change.",
            lambda x, dx, machines, rates: _output(x, machines) + _rate(x, machines, rates) * dx,
        ),
        Misconception(
            "divided",
            "You divided by the nudge; a rate is change per unit of x.",
            lambda x, dx, machines, rates: _rate(x, machines, rates) / dx,
        ),
        Misconception(
            "at-x-plus-dx",
            "You read the slopes after the nudge; a prediction has only those at x.",
            lambda x, dx, machines, rates: _rate(x + dx, machines, rates) * dx,
        ),
        Misconception(
            "all-at-x",
            "You read every slope at x; each machine works at the value that it received.",
            lambda x, dx, machines, rates: math.prod(rate(x) for rate in rates) * dx,
            "[R8]",
        ),
        Misconception(
            "rates-added",
            "You added the rates along the belt; linked rates multiply.",
            lambda x, dx, machines, rates: sum(local_rates(x, machines, rates)) * dx,
        ),
        Misconception(
            "rate-plus-nudge",
            "You added the nudge to the rate; so much change per unit, and dx units.",
            lambda x, dx, machines, rates: _rate(x, machines, rates) + dx,
        ),
        Misconception(
            "times-x",
            "You multiplied by x; the change comes from how far x moves, dx.",
            lambda x, dx, machines, rates: _rate(x, machines, rates) * x,
        ),
        Misconception(
            "times-moved-x",
            "You multiplied by x + dx; the change comes from how far x moves alone.",
            lambda x, dx, machines, rates: _rate(x, machines, rates) * (x + dx),
        ),
        Misconception(
            "dx-at-each",
            "You multiplied by the nudge at every machine; it enters once, at x, and the rates "
            "carry it on.",
            lambda x, dx, machines, rates: (
                _rate(x, machines, rates) * dx ** len(local_rates(x, machines, rates))
            ),
        ),
        Misconception(
            "machines-at-dx",
            "You ran the belt on dx alone; a change is no value that a machine receives.",
            lambda x, dx, machines, rates: _output(dx, machines),
        ),
        Misconception(
            "rates-at-dx",
            "You read the rates at dx; the machines work at x and what becomes of it.",
            lambda x, dx, machines, rates: _rate(dx, machines, rates) * dx,
        ),
        Misconception(
            "output-times-dx",
            "You multiplied the output by the nudge; how far the output moves is told by the "
            "rates.",
            lambda x, dx, machines, rates: _output(x, machines) * dx,
        ),
        Misconception(
            "last-machine-only",
            "Only the last machine's rate is in your product; every machine stretches the nudge.",
            lambda x, dx, machines, rates: local_rates(x, machines, rates)[-1] * dx,
            "[R6]",
        ),
    ),
    see="“Predict without running”",
    hints=(
        "say in words what the overall rate tells, with the word per: what is still missing to "
        "have a change?",
        "“Predict without running” makes its prediction from two numbers; which of your earlier "
        "functions gives the first?",
    ),
    measure=_measured_at_x,
)

EXERCISES: tuple[Exercise, ...] = (
    RUN_MACHINES,
    LOCAL_RATES,
    OVERALL_RATE,
    BACKWARD_SWEEP,
    PREDICT_CHANGE,
)
