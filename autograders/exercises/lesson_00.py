"""Lesson 00, predictions: five exercises and the ways in which they go wrong.

Evidence marks such as [R5] are those of the course design's list of studies and threads.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from chainrule import machines
from chainrule.probing import Probe

from autograders.backprop import forward, neuron, sigmoid, squared_error, weighted_sum
from autograders.exercises.drawing import Random, between, digits, signed
from autograders.exercises.exercise import Exercise, Misconception

LESSON = "00_predictions"

Pair = tuple[np.ndarray, np.ndarray]


def _several(random: Random, low: float, high: float, *shape: int) -> np.ndarray:
    """Numbers of both signs, no two of the same size."""
    count = int(np.prod(shape))
    while True:
        numbers = [signed(random, low, high) for _ in range(count)]
        if len({abs(number) for number in numbers}) == count:
            return np.array(numbers).reshape(shape)


def _whole(random: Random, count: int) -> list[int]:
    """Different whole numbers, none of them 0 or ±1, one negative."""
    sizes = random.choice([2, 3, 4], size=count, replace=False)
    return [int(-size if place == 0 else size) for place, size in enumerate(sizes)]


def _list(values: np.ndarray) -> str:
    return ", ".join(map(digits, np.ravel(values)))


# --- 00.1 weighted_sum --------------------------------------------------------------------------

ARRAYS, LISTS = "arrays", "plain lists"


def _bias_in_loop(x: np.ndarray, w: np.ndarray, b: float) -> float:
    return float(sum(wi * xi + b for wi, xi in zip(w, x, strict=True)))


def _in_place(x: np.ndarray, w: np.ndarray, b: float) -> float:
    x *= w
    return float(np.sum(x) + b)


def _draw_weighted_sum(random: Random) -> list[Probe]:
    return [
        Probe(
            (_several(random, 0.3, 2.6, 4), _several(random, 0.3, 1.9, 4), signed(random, 0.3, 2)),
            part=ARRAYS,
        ),
        Probe(
            (_several(random, 2.05, 3, 1), _several(random, 0.3, 1.9, 1), signed(random, 0.3, 2)),
            part=ARRAYS,
        ),
        Probe(
            (_whole(random, 3), _several(random, 0.3, 1.9, 3).tolist(), -between(random, 0.3, 2)),
            part=LISTS,
        ),
    ]


def _measured_products(probe: Probe) -> str:
    x, w, b = probe.args
    products = _list(np.multiply(w, x))
    if len(x) == 1:
        return f"weight times input is {products} there, and the bias {digits(b)} comes on top"
    return f"the products there are {products}, and the bias {digits(b)} comes on top"


WEIGHTED_SUM = Exercise(
    name="weighted_sum",
    lesson=LESSON,
    number="00.1",
    points=2,
    reference=weighted_sum,
    visible=(
        # Eight decimals in the sum, so that a rounded answer is noticed here and not in grading.
        # The largest product is not the first here and not the last below, so that what takes the
        # largest or the smallest is no other known mistake. No list of inputs adds up to ±1, which
        # would hide a factor.
        Probe((np.array([-1.5, 2.0817, 0.4]), np.array([-0.3, 0.5772, 0.8]), 0.7), part=ARRAYS),
        Probe((np.array([2.3]), np.array([-1.7]), 0.9), part=ARRAYS),
        Probe(([-2, 4], [1.4, -0.6], -1.2), part=LISTS),
    ),
    draw=_draw_weighted_sum,
    parts={ARRAYS: 1, LISTS: 1},
    silent=(LISTS,),
    misconceptions=(
        Misconception(
            "no-bias",
            "Your answer is the weighted sum alone: the bias never got added.",
            lambda x, w, b: float(np.dot(w, x)),
        ),
        Misconception(
            "bias-scales",
            "You multiplied by the bias; it shifts the sum, it does not scale it.",
            lambda x, w, b: float(np.dot(w, x) * b),
        ),
        Misconception(
            "bias-per-term",
            "You added the bias once for every input; it belongs outside the sum, once.",
            lambda x, w, b: float(np.sum(w * x + b)),
        ),
        Misconception(
            "bias-in-loop",
            "The bias went in at every step of your loop; it is added once, after the loop.",
            _bias_in_loop,
        ),
        Misconception(
            "bias-subtracted",
            "You took the bias away; it is added, and where it should lower z it is negative.",
            lambda x, w, b: float(np.dot(w, x) - b),
        ),
        Misconception(
            "bias-twice",
            "The bias is in your sum twice, as when a loop starts from it and it is added again.",
            lambda x, w, b: float(np.dot(w, x) + 2 * b),
        ),
        Misconception(
            "sum-subtracted",
            "You took the weighted sum away from the bias; the two of them are added.",
            lambda x, w, b: float(b - np.dot(w, x)),
        ),
        Misconception(
            "bias-to-inputs",
            "You added the bias to the inputs, where the weights scale it; it comes after the sum.",
            lambda x, w, b: float(np.dot(w, x + b)),
        ),
        Misconception(
            "no-sum",
            "You returned one number per input; a neuron adds its products up into a single z.",
            lambda x, w, b: w * x + b,
            "[M25]",
        ),
        Misconception(
            "no-sum-list",
            "You made one number of each pair and gave back all of them; they still have to be "
            "added up into a single z.",
            lambda x, w, b: np.multiply(w, x) + b,
            "[M25]",
        ),
        Misconception(
            "sums-first",
            "Every weight met every input, as when the two totals are multiplied; each weight must "
            "multiply its own input alone, before anything is added.",
            lambda x, w, b: float(np.sum(w) * np.sum(x) + b),
            "[R5]",
        ),
        Misconception(
            "add-pairs",
            "You added each weight to its input; a weight says how strongly an input counts, so it "
            "multiplies.",
            lambda x, w, b: float(np.sum(w) + np.sum(x) + b),
        ),
        Misconception(
            "first-only",
            "Only the first input counts in your answer; if you loop, look at how far the return "
            "is indented.",
            lambda x, w, b: float(w[0] * x[0] + b),
        ),
        Misconception(
            "last-only",
            "Only the last product is left: add each one to the sum, do not replace the sum by it.",
            lambda x, w, b: float(w[-1] * x[-1] + b),
        ),
        Misconception(
            "first-missing",
            "The first product is missing: Python counts places from 0, so a loop begins there.",
            lambda x, w, b: float(np.dot(w[1:], x[1:]) + b),
        ),
        Misconception(
            "last-missing",
            "The last product is missing; if you loop, range(len(x)) ends with the last place by "
            "itself, and nothing is to be taken off.",
            lambda x, w, b: float(np.dot(w[:-1], x[:-1]) + b),
        ),
        Misconception(
            "multiplied",
            "You multiplied the products with each other; they are added up.",
            lambda x, w, b: float(np.prod(np.multiply(w, x)) + b),
        ),
        Misconception(
            "averaged",
            "You averaged the products; a neuron adds them up, however many there are.",
            lambda x, w, b: float(np.mean(np.multiply(w, x)) + b),
        ),
        Misconception(
            "averaged-with-bias",
            "You divided the whole by the number of inputs; a neuron adds up, however many there "
            "are.",
            lambda x, w, b: float((np.dot(w, x) + b) / len(x)),
        ),
        Misconception(
            "squashed-already",
            "You sent z through σ already; here z itself is wanted, the activation comes later.",
            lambda x, w, b: neuron(x, w, b),
        ),
        Misconception(
            "arrays-only",
            "Right for arrays; two plain lists do not multiply entry by entry, so make arrays of "
            "them first, or take a function that accepts both.",
            lambda x, w, b: float(np.sum(w * x) + b),
        ),
        Misconception(
            "in-place",
            "You wrote the products into the caller's x; make new numbers, x is still needed.",
            _in_place,
        ),
    ),
    see="“A neuron by hand”",
    hints=(
        "do the four steps of “A neuron by hand” with the numbers of this call: after which step "
        "does your code say something else?",
        "in “A neuron by hand”, say for each of the first three steps which part of your line does "
        "it, and how often.",
    ),
    measure=_measured_products,
)


# --- 00.2 sigmoid -------------------------------------------------------------------------------

ONE, WHOLE, FAR = "one number", "a whole array", "numbers far from zero"


def _draw_sigmoid(random: Random) -> list[Probe]:
    return [
        Probe((between(random, 0.3, 0.95),), part=ONE),
        Probe((-between(random, 0.3, 0.95),), part=ONE),
        Probe((int(random.choice([-4, -3, -2, 3])),), part=ONE),
        Probe((_several(random, 0.3, 3.6, 2, 3),), part=WHOLE),
        Probe((_several(random, 0.3, 3.6, 4),), part=WHOLE),
        Probe((-between(random, 800, 2000),), part=FAR),
        Probe((between(random, 800, 2000),), part=FAR),
    ]


def _measured_height(probe: Probe) -> str:
    (z,) = probe.args
    if np.ndim(z):
        first = float(np.ravel(z)[0])
        return (
            f"for the entry {digits(first)}, e to the power of minus z is {digits(np.exp(-first))}"
        )
    if abs(z) > 100:
        return f"so far {'right' if z > 0 else 'left'} the curve is flat, at {int(z > 0)}"
    return f"e to the power of minus z is {digits(np.exp(-z))} there, and the 1 is still to come"


SIGMOID = Exercise(
    name="sigmoid",
    lesson=LESSON,
    number="00.2",
    points=3,
    reference=sigmoid,
    withheld=(machines.sigmoid,),
    visible=(
        Probe((0.7,), part=ONE),
        Probe((-0.6,), part=ONE),
        Probe((2,), part=ONE),
        Probe((np.array([[-2.0, 0.3], [1.5, 3.4]]),), part=WHOLE),
        Probe((-1000.0,), part=FAR),
        Probe((1000.0,), part=FAR),
    ),
    draw=_draw_sigmoid,
    parts={ONE: 1, WHOLE: 1, FAR: 1},
    limits=(FAR,),
    silent=(FAR,),
    misconceptions=(
        Misconception(
            "exp-sign",
            "Your curve falls as z grows: a sign is turned round, inside the exponential or in "
            "front of the fraction.",
            lambda z: 1 / (1 + np.exp(z)),
        ),
        Misconception(
            "exponential-above",
            "Your curve falls as z grows, and far to the left it gives nan: what stands above the "
            "line is 1.",
            lambda z: np.exp(-z) / (1 + np.exp(-z)),
        ),
        Misconception(
            "no-one",
            "The 1 in the denominator is missing, so your curve has no ceiling: it grows past 1.",
            lambda z: 1 / np.exp(-z),
        ),
        Misconception(
            "precedence",
            "What you gave is the denominator: 1 still has to be divided by all of it (Python "
            "divides before it adds, so without brackets of its own only the first term is "
            "divided by).",
            lambda z: 1 / 1 + np.exp(-z),
        ),
        Misconception(
            "minus",
            "You subtracted in the denominator; then the curve jumps at 0 in place of rising "
            "through a half.",
            lambda z: 1 / (1 - np.exp(-z)),
        ),
        Misconception(
            "exp-alone",
            "That is the exponential alone; it goes into the denominator, beside the 1.",
            lambda z: np.exp(-z),
        ),
        Misconception(
            "e-times",
            "You multiplied e by −z; it is raised to that power.",
            lambda z: 1 / (1 + np.e * -z),
        ),
        Misconception(
            "slope-instead",
            "That is the slope of the sigmoid; here only its height is wanted.",
            lambda z: sigmoid(z) * (1 - sigmoid(z)),
        ),
        Misconception(
            "tanh",
            "That is tanh, which runs from −1 to 1; the sigmoid runs from 0 to 1.",
            lambda z: np.tanh(z),
        ),
        Misconception(
            "from-minus-one",
            "Your curve runs from −1 to 1; the sigmoid runs from 0 to 1, and crosses a half at 0.",
            lambda z: np.tanh(np.asarray(z) / 2),
        ),
        Misconception(
            "twice-as-steep",
            "That is the curve's height at 2z: somewhere z is doubled, as when the exponential is "
            "squared (and as tanh does by itself).",
            lambda z: sigmoid(2 * np.asarray(z)),
        ),
        Misconception(
            "softmax",
            "You divided by a sum over all entries, so that together they make 1; σ looks at each "
            "number alone.",
            lambda z: np.exp(z) / np.sum(np.exp(z)),
        ),
        Misconception(
            "threshold",
            "A hard step has slope 0 on either side of its jump, so nothing could be learned from "
            "it; use the smooth curve.",
            lambda z: (np.asarray(z) > 0) * 1.0,
        ),
        Misconception(
            "relu",
            "That is the ReLU, which grows without end; the sigmoid stays between 0 and 1.",
            lambda z: np.maximum(0, z),
        ),
        Misconception(
            "overflow",
            "Right near zero, but far to the right the exponential is infinite above and below the "
            "line, and that gives nan; use another form for positive z, or clip z far out, at "
            "±500.",
            lambda z: np.exp(z) / (1 + np.exp(z)),
        ),
    ),
    see="“Squash”",
    hints=(
        "put z = 0 into your line by hand: the curve in “Squash” is at a half there; then try a "
        "large z.",
        "“Squash” says in words what stands above and below the line of the fraction; where does "
        "your denominator begin, and where does it end?",
    ),
    measure=_measured_height,
)


# --- 00.3 neuron --------------------------------------------------------------------------------


def _draw_neuron(random: Random) -> list[Probe]:
    def bias() -> float:
        return signed(random, 0.3, 1.6)

    return [
        Probe((_several(random, 0.3, 2.6, 3), _several(random, 0.3, 1.4, 3), bias())),
        Probe((np.array(_whole(random, 2)), _several(random, 0.3, 0.9, 2), bias())),
        Probe((_several(random, 2.05, 3, 1), _several(random, 0.3, 0.9, 1), bias())),
    ]


def _of_z(a: Callable[[float], float]) -> Callable:
    return lambda x, w, b: float(a(np.dot(w, x) + b))


def _squashed_on_the_way(x: np.ndarray, w: np.ndarray, b: float) -> float:
    z = b
    for wi, xi in zip(w, x, strict=True):
        z = sigmoid(z + wi * xi)
    return float(z)


def _lend_parts_of_a_neuron(probe: Probe) -> dict:
    """A right sigmoid, and the weighted sum at this probe."""
    return {"sigmoid": machines.sigmoid, "weighted_sum": _sums(*probe.args)}


def _sums(x: np.ndarray, w: np.ndarray, b: float) -> list[tuple]:
    z = weighted_sum(x, w, b)
    return [((x, w, b), z), ((w, x, b), z)]


NEURON = Exercise(
    name="neuron",
    lesson=LESSON,
    number="00.3",
    points=2,
    reference=neuron,
    visible=(
        Probe((np.array([2.2, -0.7, -1.3]), np.array([0.5, -0.3, 0.8]), 0.7)),
        Probe((np.array([-3, 2]), np.array([0.6, -0.45]), 1.35)),
        Probe((np.array([2.4]), np.array([0.8]), -0.9)),
    ),
    draw=_draw_neuron,
    lend=_lend_parts_of_a_neuron,
    misconceptions=(
        Misconception(
            "no-activation",
            "You returned z; send it through σ to get the activation a.",
            _of_z(lambda z: z),
        ),
        Misconception(
            "bias-outside",
            "You added the bias after the squashing; it is part of z, so it goes inside.",
            lambda x, w, b: float(sigmoid(np.dot(w, x)) + b),
        ),
        Misconception(
            "bias-again",
            "You added the bias a second time, after the squashing; z holds it already.",
            lambda x, w, b: neuron(x, w, b) + b,
        ),
        Misconception(
            "bias-twice",
            "The bias went into z twice: the weighted sum holds it already.",
            lambda x, w, b: float(sigmoid(np.dot(w, x) + 2 * b)),
        ),
        Misconception(
            "bias-per-term",
            "The bias went into z once for every input; it belongs outside the sum, once.",
            lambda x, w, b: float(sigmoid(np.sum(w * x + b))),
        ),
        Misconception(
            "squash-each",
            "You squashed each product separately; add first, then squash once.",
            lambda x, w, b: float(np.sum(sigmoid(w * x)) + b),
            "[R5]",
        ),
        Misconception(
            "squash-each-with-bias",
            "You squashed every product together with the bias, and then added up; there is one "
            "sum, and it is squashed once.",
            lambda x, w, b: float(np.sum(sigmoid(w * x + b))),
            "[R5]",
        ),
        Misconception(
            "squash-parts",
            "You squashed the sum and the bias separately; they make one z, squashed once.",
            lambda x, w, b: float(sigmoid(np.dot(w, x)) + sigmoid(b)),
            "[R5]",
        ),
        Misconception(
            "squash-inputs",
            "You squashed the inputs; the activation acts on the weighted sum.",
            lambda x, w, b: float(np.dot(w, sigmoid(x)) + b),
        ),
        Misconception(
            "squash-inputs-too",
            "You squashed the inputs as well; they go into the sum as they are.",
            lambda x, w, b: float(sigmoid(np.dot(w, sigmoid(x)) + b)),
        ),
        Misconception(
            "double-squash",
            "You applied σ twice; once is enough.",
            _of_z(lambda z: sigmoid(sigmoid(z))),
            "[M24]",
        ),
        Misconception(
            "no-bias",
            "Your neuron has lost its bias: it belongs to z, before the squashing.",
            lambda x, w, b: float(sigmoid(np.dot(w, x))),
        ),
        Misconception(
            "bias-scales",
            "You multiplied by the bias before squashing; it shifts z.",
            lambda x, w, b: float(sigmoid(np.dot(w, x) * b)),
        ),
        Misconception(
            "falling",
            "Your neuron answers low where z is high: a sign is turned round inside the "
            "exponential, or you gave what is left to 1.",
            _of_z(lambda z: sigmoid(-z)),
        ),
        Misconception(
            "bias-subtracted",
            "The bias is taken away inside your z, and it is added there (a minus in an exponent "
            "has to reach all of z, which takes brackets).",
            lambda x, w, b: float(sigmoid(np.dot(w, x) - b)),
        ),
        Misconception(
            "precedence",
            "What you gave is the denominator: 1 still has to be divided by all of it, so it needs "
            "brackets of its own.",
            _of_z(lambda z: 1 + np.exp(-z)),
        ),
        Misconception(
            "relu",
            "You cut z off at 0, as a ReLU does; this course's neurons squash with σ.",
            _of_z(lambda z: max(z, 0.0)),
        ),
        Misconception(
            "last-input-only",
            "Your z holds the last input alone: every turn of a loop wrote over what the one "
            "before had found, so add up first, and squash after the loop.",
            lambda x, w, b: float(sigmoid(w[-1] * x[-1] + b)),
        ),
        Misconception(
            "squash-at-every-step",
            "You squashed at every step of your loop; add all up first, and squash once, after the "
            "loop.",
            _squashed_on_the_way,
        ),
        Misconception(
            "slope-instead",
            "That is the slope of the sigmoid at z; the neuron gives its height.",
            _of_z(lambda z: sigmoid(z) * (1 - sigmoid(z))),
        ),
        Misconception(
            "tanh",
            "You squashed with tanh, which can be negative; this course's neurons use σ.",
            _of_z(np.tanh),
        ),
        Misconception(
            "threshold",
            "You answered with a hard 0 or 1; σ lets the neuron say everything in between.",
            _of_z(lambda z: z > 0),
        ),
        Misconception(
            "one-per-input",
            "You returned one activation for each input; a neuron has one, made of its one z.",
            lambda x, w, b: sigmoid(w * x + b),
            "[M25]",
        ),
    ),
    see="“A neuron by hand”",
    hints=(
        "which of the four steps of “A neuron by hand” comes last, and what exactly does it "
        "receive?",
        "both halves of “A neuron by hand” are functions that you have written: what does the "
        "first return, and where does that go?",
    ),
    measure=lambda probe: f"z is {digits(weighted_sum(*probe.args))} there",
)


# --- 00.4 forward -------------------------------------------------------------------------------


def _network(random: Random, inputs: int, hidden: int, outputs: int) -> Probe:
    return Probe(
        (
            _several(random, 0.4, 2.6, inputs),
            _several(random, 0.3, 1.6, inputs, hidden),
            _several(random, 0.3, 1.2, hidden),
            _several(random, 0.3, 1.8, hidden, outputs),
            _several(random, 0.3, 1.2, outputs),
        )
    )


def _draw_forward(random: Random) -> list[Probe]:
    square = _network(random, 2, 2, 2)
    whole = np.array(_whole(random, 2))
    return [
        _network(random, 2, 3, 2),
        Probe((whole, *square.args[1:])),
        _network(random, 3, 2, 1),
    ]


def _by_layers(first: Callable, second: Callable) -> Callable:
    """A forward pass whose layers compute `first(x, W1, b1)` and `second(a1, W2, b2)`."""

    def wrong(x, W1, b1, W2, b2) -> Pair:
        a1 = first(x, W1, b1)
        return a1, second(a1, W2, b2)

    return wrong


def _layer(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(x @ W + b)


def _straight(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return x @ W + b


def _without_bias(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(x @ W)


def _squashed_twice(a1: np.ndarray, W2: np.ndarray, b2: np.ndarray) -> np.ndarray:
    return _layer(sigmoid(a1), W2, b2)


def _bias_after(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(x @ W) + b


def _bias_taken_away(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(x @ W - b)


def _falling(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(-(x @ W + b))


def _relu(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.maximum(0, x @ W + b)


def _tanh(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.tanh(x @ W + b)


def _softmax(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    raised = np.exp(x @ W + b)
    return raised / raised.sum()


def _weights_first(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(W @ x + b)


def _turned_over(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(x @ W.T + b)


def _entry_by_entry(x: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return sigmoid(x * W + b)


def _skip_hidden(x, W1, b1, W2, b2) -> Pair:
    return _layer(x, W1, b1), _layer(x, W2, b2)


def _sums_passed_on(x, W1, b1, W2, b2) -> Pair:
    return _layer(x, W1, b1), _layer(_straight(x, W1, b1), W2, b2)


def _sums_returned(x, W1, b1, W2, b2) -> Pair:
    z1 = x @ W1 + b1
    return z1, sigmoid(z1) @ W2 + b2


def _hidden_sums_returned(x, W1, b1, W2, b2) -> Pair:
    return x @ W1 + b1, forward(x, W1, b1, W2, b2)[1]


def _measured_sums(probe: Probe) -> list[str]:
    """For each number of a1, then of a2: what its layer squashes."""
    x, W1, b1, W2, b2 = probe.args
    hidden = f"for a1, the weighted sums of the hidden neurons are {_list(x @ W1 + b1)} there"
    sums = _list(forward(*probe.args)[0] @ W2 + b2)
    output = f"for a2, the right a1 leads to the weighted sums {sums} in the output layer"
    return [hidden] * len(b1) + [output] * len(b2)


def _lend_parts_of_a_network(probe: Probe) -> dict:
    """A right sigmoid, and the weighted sum of every neuron at this probe."""
    x, W1, b1, W2, b2 = probe.args
    a1, _ = forward(*probe.args)
    layers = ((x, W1, b1), (a1, W2, b2))
    sums = [
        pair
        for received, W, b in layers
        for w, bias in zip(W.T, b, strict=True)
        for pair in _sums(received, w.copy(), float(bias))
    ]
    return {"sigmoid": machines.sigmoid, "weighted_sum": sums}


FORWARD = Exercise(
    name="forward",
    lesson=LESSON,
    number="00.4",
    points=3,
    reference=forward,
    visible=(
        Probe(
            (
                np.array([0.7, -2.2]),
                np.array([[0.4, -0.6, 1.3], [0.9, 0.2, -0.8]]),
                np.array([0.1, -0.3, 0.5]),
                np.array([[1.1, -0.7], [0.6, 1.4], [-1.5, 0.35]]),
                np.array([0.25, -0.45]),
            )
        ),
        Probe(
            (
                np.array([3, -2]),
                np.array([[0.4, -0.6], [0.9, 0.2]]),
                np.array([0.15, -0.3]),
                np.array([[1.3, 0.8], [-0.7, 1.6]]),
                np.array([0.25, -0.5]),
            )
        ),
        Probe(
            (
                np.array([-0.6, 1.8, 2.3]),
                np.array([[0.3, -1.2], [0.7, 0.45], [-0.9, 0.65]]),
                np.array([0.55, -0.2]),
                np.array([[1.7], [-0.85]]),
                np.array([-0.35]),
            )
        ),
    ),
    draw=_draw_forward,
    lend=_lend_parts_of_a_network,
    parts={"a1": 1, "a2": 2},
    graded_by="entry",
    misconceptions=(
        Misconception(
            "skip-hidden",
            "Layer 2 read the raw input x; its input is the hidden layer's output a1.",
            _skip_hidden,
            see="“Who receives what”",
        ),
        Misconception(
            "sums-passed-on",
            "The output layer read the hidden layer's sums z1; what the hidden layer puts out is "
            "its squashed a1.",
            _sums_passed_on,
        ),
        Misconception(
            "linear-hidden",
            "The hidden layer never went through σ; without it two layers collapse into one.",
            _by_layers(_straight, _layer),
            see="“Why the bend is there”",
        ),
        Misconception(
            "linear-output",
            "The output layer is missing its σ.",
            _by_layers(_layer, _straight),
        ),
        Misconception(
            "no-activation",
            "Neither layer went through σ: these are two straight-line steps in a row.",
            _by_layers(_straight, _straight),
            see="“Why the bend is there”",
        ),
        Misconception(
            "sums-returned",
            "You worked the activations out and returned the weighted sums z; return a1 and a2.",
            _sums_returned,
        ),
        Misconception(
            "hidden-sums-returned",
            "What you returned for the hidden layer are its sums z1; a1 is what σ makes of them.",
            _hidden_sums_returned,
        ),
        Misconception(
            "transposed",
            "You put W1 before x; with W1 stored as (inputs, hidden) the input comes first (square "
            "matrices hide this mistake).",
            _by_layers(_weights_first, _layer),
            "[M12][M13]",
            see="“Shapes as dominoes”",
        ),
        Misconception(
            "both-transposed",
            "In both layers the weights stand before the input; with weights stored as (inputs, "
            "neurons) what comes in stands first.",
            _by_layers(_weights_first, _weights_first),
            "[M12][M13]",
            see="“Shapes as dominoes”",
        ),
        Misconception(
            "turned-over",
            "Each neuron got a row of the weights, where its own stand in a column (.T turns them "
            "over too); stored as (inputs, neurons) they fit as they are.",
            _by_layers(_turned_over, _turned_over),
            see="“Shapes as dominoes”",
        ),
        Misconception(
            "entry-by-entry",
            "You multiplied entry by entry; @ multiplies and adds up, so that one number is left "
            "for each neuron.",
            _by_layers(_entry_by_entry, _entry_by_entry),
            see="“Shapes as dominoes”",
        ),
        Misconception(
            "only-output",
            "Return both layers: the hidden a1 will be needed on the way back.",
            lambda *layers: forward(*layers)[1],
        ),
        Misconception(
            "only-hidden",
            "You stopped after the hidden layer; the output layer goes on from a1.",
            lambda *layers: forward(*layers)[0],
        ),
        Misconception(
            "swapped",
            "Right values in the other order: the hidden layer comes first, then the output.",
            lambda *layers: forward(*layers)[::-1],
        ),
        Misconception(
            "no-biases",
            "Both layers lost their biases.",
            _by_layers(_without_bias, _without_bias),
        ),
        Misconception(
            "no-hidden-bias",
            "The hidden layer lost its bias b1.",
            _by_layers(_without_bias, _layer),
        ),
        Misconception(
            "no-output-bias",
            "The output layer lost its bias b2.",
            _by_layers(_layer, _without_bias),
        ),
        Misconception(
            "biases-outside",
            "You added the biases after the squashing; they are part of z, so they go inside.",
            _by_layers(_bias_after, _bias_after),
        ),
        Misconception(
            "hidden-bias-outside",
            "You added b1 after the squashing; it is part of z1, so it goes inside.",
            _by_layers(_bias_after, _layer),
        ),
        Misconception(
            "output-bias-outside",
            "You added b2 after the squashing; it is part of z2, so it goes inside.",
            _by_layers(_layer, _bias_after),
        ),
        Misconception(
            "biases-subtracted",
            "The biases are taken away inside your sums, and they are added there (a minus in an "
            "exponent has to reach all of z, which takes brackets).",
            _by_layers(_bias_taken_away, _bias_taken_away),
        ),
        Misconception(
            "falling",
            "Your neurons answer low where z is high: a sign is turned round inside the "
            "exponential.",
            _by_layers(_falling, _falling),
        ),
        Misconception(
            "hidden-relu",
            "Your hidden layer cuts its sums off at 0, as a ReLU does; this course's neurons "
            "squash with σ.",
            _by_layers(_relu, _layer),
        ),
        Misconception(
            "hidden-tanh",
            "Your hidden layer squashes with tanh, which can be negative; this course's neurons "
            "use σ.",
            _by_layers(_tanh, _layer),
        ),
        Misconception(
            "output-softmax",
            "Your output layer makes its activations share a total of 1, as softmax does; here "
            "each neuron squashes its own sum with σ.",
            _by_layers(_layer, _softmax),
        ),
        Misconception(
            "double-squash",
            "The hidden layer was squashed twice on its way to the output.",
            _by_layers(_layer, _squashed_twice),
            "[M24]",
        ),
    ),
    see="“Who receives what”",
    hints=(
        "lay the shapes of your product side by side as in “Shapes as dominoes”: do the inner ends "
        "match, and what is left?",
        "in “Who receives what”, point at the layer you are writing: what comes in, which weights "
        "and biases are its own, and what goes out?",
    ),
    measure=_measured_sums,
)


# --- 00.5 squared_error -------------------------------------------------------------------------


def _cross_entropy(a: float, y: float) -> float:
    return float(-(y * np.log(a) + (1 - y) * np.log(1 - a)))


def _draw_squared_error(random: Random) -> list[Probe]:
    return [
        Probe((between(random, 0.6, 0.95), between(random, 0.2, 0.4))),
        Probe((between(random, 0.1, 0.4), -between(random, 0.3, 1.4))),
        Probe((between(random, 2.05, 3), int(random.choice([-3, -2, 4, 5])))),
        Probe((-between(random, 0.3, 1.9), between(random, 1.05, 1.9))),
    ]


SQUARED_ERROR = Exercise(
    name="squared_error",
    lesson=LESSON,
    number="00.5",
    points=1,
    reference=squared_error,
    visible=(
        Probe((0.8, 0.3)),
        Probe((0.35, -0.9)),
        Probe((2.6, 4)),
        # Eight decimals in the square, so that a rounded answer is noticed here.
        Probe((-0.7071, 1.2247)),
    ),
    draw=_draw_squared_error,
    misconceptions=(
        Misconception(
            "no-square",
            "That is the gap; squared error squares it, so misses on either side count as "
            "positive.",
            lambda a, y: float(a - y),
        ),
        Misconception(
            "gap-reversed",
            "That is the gap, taken the other way round; the loss is the gap times itself.",
            lambda a, y: float(y - a),
        ),
        Misconception(
            "abs",
            "That is the gap without its sign; here the square is used, because its slope is easy "
            "and grows with the miss.",
            lambda a, y: float(abs(a - y)),
        ),
        Misconception(
            "half",
            "You used the convention with ½ in front (fine in other books); here there is none.",
            lambda a, y: float(0.5 * (a - y) ** 2),
            "[M5]",
        ),
        Misconception(
            "diff-of-squares",
            "Your answer is the difference of two squares; subtract first, and multiply the gap by "
            "itself.",
            lambda a, y: float(a**2 - y**2),
            "[R5]",
        ),
        Misconception(
            "sum-of-squares",
            "You squared both and added them; the loss is made of one gap, squared.",
            lambda a, y: float(a**2 + y**2),
            "[R5]",
        ),
        Misconception(
            "brackets",
            "Only the target got squared: Python takes powers before it subtracts, so the gap "
            "needs brackets.",
            lambda a, y: float(a - y**2),
            "[R5]",
        ),
        Misconception(
            "brackets-turned-round",
            "Only the prediction got squared: Python takes powers before it subtracts, so the gap "
            "needs brackets.",
            lambda a, y: float(y - a**2),
            "[R5]",
        ),
        Misconception(
            "sum-inside",
            "You added the target; the loss measures the gap, so subtract.",
            lambda a, y: float((a + y) ** 2),
            "[M1]",
        ),
        Misconception(
            "doubled",
            "You doubled the gap; squared means the gap times itself.",
            lambda a, y: float(2 * (a - y)),
        ),
        Misconception(
            "relative",
            "You divided the gap by the target; here the gap itself is squared.",
            lambda a, y: float(((a - y) / y) ** 2),
        ),
        Misconception(
            "cross-entropy",
            "That is the cross-entropy, another loss (fine in other books); this course uses the "
            "squared gap.",
            _cross_entropy,
        ),
        Misconception(
            "negative",
            "Your loss is negative, and a square never is: look for a minus in front, or for two "
            "factors that are not the same gap.",
            lambda a, y: float(-((a - y) ** 2)),
        ),
    ),
    see="“How wrong is it”",
    hints=(
        "in “How wrong is it” the loss of one prediction is worked out: which step comes first?",
        "work the example of “How wrong is it” with your own line, number by number.",
    ),
    measure=lambda probe: (
        f"the gap between the two is {digits(abs(probe.args[0] - probe.args[1]))}"
    ),
)

EXERCISES = (WEIGHTED_SUM, SIGMOID, NEURON, FORWARD, SQUARED_ERROR)
