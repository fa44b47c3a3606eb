"""Lesson 00's references against sums by hand, its probes, and its sentences against giving the
answer away."""

import math

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.probing import run_probes
from seeds import visible_and_hidden
from sentences import clauses_of, gives_away

from autograders.exercises import EXERCISES, exercises_of
from autograders.exercises.exercise import numbers_in

SEEDS = visible_and_hidden(12)
LESSON = exercises_of("00_predictions")


# --- independent oracles: plain Python, one product after the other -----------------------------


def by_hand(x, w, b):
    return math.fsum([*(float(p) * float(q) for p, q in zip(w, x, strict=True)), float(b)])


def squash(z):
    return math.exp(z) / (1 + math.exp(z)) if z < 0 else 1 / (1 + math.exp(-z))


squash_all = np.vectorize(squash)


def layer(x, W, b):
    return [squash(by_hand(x, column, bias)) for column, bias in zip(W.T, b, strict=True)]


def network(x, W1, b1, W2, b2):
    a1 = layer(x, W1, b1)
    return a1, layer(a1, W2, b2)


ORACLES = {
    "weighted_sum": by_hand,
    "sigmoid": np.vectorize(squash),
    "neuron": lambda x, w, b: squash(by_hand(x, w, b)),
    "forward": network,
    "squared_error": lambda a, y: a * a - 2 * a * y + y * y,
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_references_agree_with_sums_by_hand(exercise, seed):
    for probe in exercise.probes(seed):
        due = numbers_in(ORACLES[exercise.name](*probe.args))
        assert numbers_in(exercise.reference(*probe.args)) == pytest.approx(due, rel=1e-12)


def test_the_lesson_is_worth_eleven_points():
    points = {e.name: e.points for e in LESSON}
    assert points == dict(weighted_sum=2, sigmoid=3, neuron=2, forward=3, squared_error=1)


# --- the rules for probes -------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_probes_obey_the_rules(exercise, seed):
    probes = exercise.probes(seed)
    numbers = [n for probe in probes for n in numbers_in(list(probe.args))]
    assert not {0, 1, -1} & set(numbers)
    assert any(n < 0 for n in numbers) and any(abs(n) > 2 for n in numbers)
    for probe in probes:
        for argument in probe.args:
            own = numbers_in(argument)
            assert len({abs(n) for n in own}) == len(own), "equal numbers hide mistakes"
    assert any(is_whole(a) for probe in probes for a in probe.args), "one input of whole numbers"


def is_whole(argument):
    if isinstance(argument, list):
        return all(type(n) is int for n in argument)
    return type(argument) is int or np.asarray(argument).dtype.kind == "i"


@pytest.mark.parametrize("seed", SEEDS)
def test_networks_are_square_and_not_square(seed):
    shapes = [probe.args[1].shape for probe in EXERCISES["forward"].probes(seed)]
    assert any(rows == columns for rows, columns in shapes)
    assert any(rows < columns for rows, columns in shapes)
    assert any(rows > columns for rows, columns in shapes)


# --- what learners really write -------------------------------------------------------------------


def said_about(name, function):
    table = EXERCISES[name].table()
    return diagnose(run_probes(function, table.driver, table.probes), table)


def logistic(z):
    return 1 / (1 + np.exp(-z))


def test_far_from_zero_the_plain_formula_is_fine_and_its_twin_is_not():
    assert said_about("sigmoid", logistic).kind == "right"
    twin = said_about("sigmoid", lambda z: np.exp(z) / (1 + np.exp(z)))
    assert (twin.name, twin.share) == ("overflow", pytest.approx(2 / 3))


def test_math_is_for_one_number_at_a_time():
    found = said_about("sigmoid", lambda z: 1 / (1 + math.exp(-z)))
    assert "functions of math take one number at a time" in found.message
    assert found.share == pytest.approx(1 / 3)


def test_a_function_that_calls_itself_is_told_so():
    def without_a_last_case(x, w, b):
        return w[0] * x[0] + without_a_last_case(x[1:], w[1:], b)

    def its_own_name(x, W1, b1, W2, b2):
        return its_own_name(x, W1, b1, W2, b2)

    def of_a_helper(x, w, b):
        return helper(x)

    def helper(x):
        return helper(x)

    found = said_about("weighted_sum", without_a_last_case)
    assert "a function that calls itself needs a case in which it stops" in found.message
    assert "it calls itself without end" in said_about("forward", its_own_name).message
    assert "a function calls itself without end" in said_about("weighted_sum", of_a_helper).message


def test_a_loop_over_the_inputs_themselves_is_told_from_one_over_their_places():
    def over_inputs(x, w, b):
        total = 0
        for i in x:
            total += x[i] * w[i]
        return total + b

    message = said_about("weighted_sum", over_inputs).message
    assert "by a number that is not whole" in message and "counting starts" not in message


def test_a_gap_the_other_way_round_is_a_gap():
    assert said_about("squared_error", lambda a, y: y - a).name == "gap-reversed"


def test_evidence_does_not_agree_with_what_it_contradicts():
    """ "gives 0.23, but the height lies between 0 and a half" would say nothing against 0.23."""
    table = EXERCISES["sigmoid"].table()
    assert not any("lies between" in clause for clause in table.measured)
    assert (
        "e to the power of minus z is 1.822 there" in said_about("sigmoid", lambda z: z**2).message
    )


def test_overflow_shows_the_way_out():
    for power in (lambda z: 1 / (1 + 2.718 ** (-z)), lambda z: 1 / (1 + math.e ** (-z))):
        found = said_about("sigmoid", lambda z, power=power: np.vectorize(power)(float(z)))
        assert "sigmoid" in found.message
    plain = said_about("sigmoid", lambda z: 1 / (1 + np.e ** (-z)))
    assert "np.exp gives inf and goes on" in plain.message
    clipped = said_about("sigmoid", lambda z: logistic(np.clip(z, -500, 500)))
    assert clipped.kind == "right", "what the check advises has to pass"


def test_one_sentence_is_not_said_of_two_slips():
    """What takes the largest or the smallest product is no return within the loop."""
    for pick in (np.max, np.min):
        said = said_about("weighted_sum", lambda x, w, b, p=pick: p(np.multiply(w, x)) + b)
        assert said.kind == "unknown", said
    said = said_about("weighted_sum", lambda x, w, b: 1 + np.dot(w, x) + b)
    assert said.message == "Your answer is too big by 1 at every input."
    assert (
        "too small by 1" in said_about("weighted_sum", lambda x, w, b: np.dot(w, x) + b - 1).message
    )


def test_a_product_that_is_left_out_is_told():
    def from_one(x, w, b):
        return b + sum(w[i] * x[i] for i in range(1, len(x)))

    def one_short(x, w, b):
        return b + sum(w[i] * x[i] for i in range(len(x) - 1))

    assert said_about("weighted_sum", from_one).name == "first-missing"
    assert said_about("weighted_sum", one_short).name == "last-missing"


def test_what_a_list_of_inputs_gets_right_by_accident_is_no_praise():
    for wrong in (
        lambda x, w, b: np.dot(w, x) + b * np.sum(x),
        lambda x, w, b: np.dot(w, sorted(x, reverse=True)) + b,
        lambda x, w, b: np.dot(w, np.array(x, dtype=int)) + b,
    ):
        assert "all is right" not in said_about("weighted_sum", wrong).message
    scaled = said_about("weighted_sum", lambda x, w, b: np.dot(w, x) + b * np.sum(x))
    assert scaled.share == 0, "no list of inputs that is shown adds up to 1"


def test_far_from_zero_nearly_every_curve_is_right_and_nothing_is_said_of_it():
    for curve in (
        lambda z: 1 / (1 + 2.0 ** -np.asarray(z)),
        lambda z: np.clip(0.5 + np.asarray(z) / 4, 0, 1),
        lambda z: logistic(z) ** 2,
    ):
        told = said_about("sigmoid", curve).message
        assert "all is right" not in told and "e to the power of minus z" in told
    bounded = said_about("sigmoid", lambda z: logistic(np.clip(z, -20, 20))).message
    assert bounded.startswith(
        "With one number and a whole array all is right, but not with numbers"
    )
    assert "a number that you chose yourself (a step, a bound)" in bounded


def test_other_curves_are_named():
    steep = (lambda z: 1 / (1 + np.exp(-z) ** 2), lambda z: (1 + np.tanh(z)) / 2)
    assert {said_about("sigmoid", curve).name for curve in steep} == {"twice-as-steep"}
    two_sided = (lambda z: 2 / (1 + np.exp(-z)) - 1, lambda z: np.tanh(np.asarray(z) / 2))
    assert {said_about("sigmoid", curve).name for curve in two_sided} == {"from-minus-one"}


def test_a_sentence_blames_no_cause_that_may_be_another():
    minus = "takes brackets"
    inline = said_about("neuron", lambda x, w, b: 1 / (1 + np.exp(-np.dot(w, x) + b)))
    assert inline.name == "bias-subtracted" and minus in inline.message

    def prefixed(x, W1, b1, W2, b2):
        a1 = 1 / (1 + np.exp(-x @ W1 + b1))
        return a1, 1 / (1 + np.exp(-a1 @ W2 + b2))

    both = said_about("forward", prefixed)
    assert both.name == "biases-subtracted" and minus in both.message
    product = said_about("squared_error", lambda a, y: (a - y) * (a + y)).message
    assert "You squared first" not in product
    turned = said_about("squared_error", lambda a, y: (a - y) * (y - a)).message
    assert "not the same gap" in turned
    twice = said_about("weighted_sum", lambda x, w, b: sum(map(float, np.multiply(w, x)), b) + b)
    assert twice.name == "bias-twice"
    mixed = said_about("weighted_sum", lambda x, w, b: b - np.dot(w, x))
    assert mixed.name == "sum-subtracted"


def test_one_array_is_no_pair_though_it_holds_two_numbers():
    def at_once(x, W1, b1, W2, b2):
        return squash_all((x @ W1 + b1) @ W2 + b2)

    told = said_about("forward", at_once).message
    assert "an array of shape (2,), where a1 and a2 are asked for" in told


def test_a_helper_that_stops_may_have_been_handed_the_wrong_things():
    names = {"np": np}
    exec(
        "def weighted_sum(x, w, b): return float(np.dot(w, x) + b)\n"
        "def sigmoid(z): return 1 / (1 + np.exp(-z))\n"
        "def neuron(x, w, b): return sigmoid(weighted_sum(w, b, x))",
        names,
    )
    told = said_about("neuron", names["neuron"]).message
    assert "stops inside weighted_sum" in told
    assert told.endswith("does that call hand over the right things, in the right order?")
    names["neuron"] = None
    exec(
        "def weighted_sum(x, w, b): raise NotImplementedError\n"
        "def forward(x, W1, b1, W2, b2): return weighted_sum(x, W1, 0.5)",
        names,
    )
    assert "hand over" not in said_about("forward", names["forward"]).message


def test_a_slip_in_one_layer_is_told_of_that_layer():
    def layers(first, second):
        def network(x, W1, b1, W2, b2):
            a1 = first(x @ W1, b1)
            return a1, second(a1 @ W2, b2)

        return network

    def right(z, b):
        return squash_all(z + b)

    outside, relu = lambda z, b: squash_all(z) + b, lambda z, b: np.maximum(z + b, 0)
    named = {
        "hidden-bias-outside": layers(outside, right),
        "output-bias-outside": layers(right, outside),
        "hidden-relu": layers(relu, right),
        "hidden-tanh": layers(lambda z, b: np.tanh(z + b), right),
        "falling": layers(lambda z, b: 1 - right(z, b), lambda z, b: 1 - right(z, b)),
        "output-softmax": layers(right, lambda z, b: np.exp(z + b) / np.exp(z + b).sum()),
    }
    for name, network in named.items():
        assert said_about("forward", network).name == name

    def rounds(x, W1, b1, W2, b2):
        a1 = np.round(squash_all(x @ W1 + b1), 3)
        return a1, squash_all(a1 @ W2 + b2)

    assert said_about("forward", rounds).message.startswith("Your a1 is right, but rounded")


def test_evidence_is_for_the_layer_that_is_wrong():
    def wrong_output(x, W1, b1, W2, b2):
        a1 = squash_all(x @ W1 + b1)
        return a1, squash_all(a1 @ W2 - 3 * b2)

    told = said_about("forward", wrong_output).message
    assert "for a2, the right a1 leads to the weighted sums" in told
    both = said_about("forward", lambda x, W1, b1, W2, b2: (x @ W1 - b1, b2)).message
    assert "for a1, the weighted sums of the hidden neurons are" in both
    short = said_about(
        "forward", lambda x, W1, b1, W2, b2: (squash_all(x @ W1 + b1), b2[0])
    ).message
    assert "In the answer of forward, a2 is one number, where an array of shape" in short


def test_slips_on_the_way_through_a_network_are_named():
    def sums_passed_on(x, W1, b1, W2, b2):
        z1 = x @ W1 + b1
        return logistic(z1), logistic(z1 @ W2 + b2)

    def one_array(x, W1, b1, W2, b2):
        a1 = logistic(x @ W1 + b1)
        return np.array([a1, logistic(a1 @ W2 + b2)])

    def rows(x, W1, b1, W2, b2):
        a1 = np.array([logistic(x @ W1[j] + b1[j]) for j in range(len(b1))])
        return a1, np.array([logistic(a1 @ W2[j] + b2[j]) for j in range(len(b2))])

    assert said_about("forward", sums_passed_on).name == "sums-passed-on"
    assert "with a comma between" in said_about("forward", one_array).message
    assert " X " not in said_about("forward", rows).message


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("decimals", [2, 3, 4, 6])
def test_a_rounded_answer_does_not_pass_the_check(exercise, decimals):
    found = said_about(exercise.name, rounded(exercise.reference, decimals))
    assert found.kind != "right"


def rounded(function, decimals):
    def cut(value):
        if isinstance(value, tuple):
            return tuple(map(cut, value))
        return np.round(value, decimals)

    return lambda *args: cut(function(*args))


def test_common_slips_earn_what_is_right_in_them():
    lists = said_about("weighted_sum", lambda x, w, b: np.sum(w * x) + b)
    assert (lists.name, lists.share) == ("arrays-only", 0.5)

    def straight_output(x, W1, b1, W2, b2):
        a1 = logistic(x @ W1 + b1)
        return a1, a1 @ W2 + b2

    found = said_about("forward", straight_output)
    assert (found.name, found.share) == ("linear-output", pytest.approx(1 / 3))
    caret = said_about("squared_error", lambda a, y: (a - y) ^ 2)
    assert "in Python ^ is not a power" in caret.message


def test_a_wrong_product_is_told_by_its_sizes():
    found = said_about("forward", lambda x, W1, b1, W2, b2: np.dot(W1, x) + b1)
    assert "inner sizes are" in found.message


def test_an_unknown_answer_is_met_with_something_to_compare():
    unknown = said_about("weighted_sum", lambda x, w, b: 3 * np.dot(w, w) + b)
    assert "the products there are" in unknown.message or "the bias" in unknown.message
    for exercise in LESSON:
        assert all(exercise.table().measured)


# --- no sentence gives the answer away ------------------------------------------------------------

WRITTEN = {
    "weighted_sum": "def f(x, w, b):\n    return np.dot(w, x) + b",
    "sigmoid": "def f(z):\n    return 1 / (1 + np.exp(-z))",
    "neuron": "def f(x, w, b):\n    return sigmoid(np.dot(w, x) + b)",
    "forward": "def f(x, W1, b1, W2, b2):\n    return sigmoid(sigmoid(x @ W1 + b1) @ W2 + b2)",
    "squared_error": "def f(a, y):\n    return (a - y) ** 2",
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    table = exercise.table()
    sentences = [known.message for known in exercise.misconceptions]
    rest = (exercise.success, exercise.see, *clauses_of(table.measured))
    for sentence in (*sentences, *exercise.hints, *rest):
        assert not gives_away(sentence, WRITTEN[exercise.name]), sentence


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        ("sigmoid", "Write 1 / (1 + np.exp(-z)) instead."),
        ("squared_error", "The loss is (a − y)²."),
        ("neuron", "Return sigmoid(np.dot(w, x) + b)."),
    ],
)
def test_a_leak_would_be_noticed(name, leak):
    assert gives_away(leak, WRITTEN[name])
