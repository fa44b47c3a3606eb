"""Lesson 04's references against measurements, and its sentences against giving the answer away."""

import cmath
import inspect

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.landscapes import Landscape
from chainrule.machines import sigmoid
from chainrule.probing import run_probes
from seeds import visible_and_hidden
from sentences import clauses_of, gives_away

from autograders.exercises import EXERCISES, exercises_of

SEEDS = visible_and_hidden(12)
LESSON = exercises_of("04_single_neuron")
TINY = 1e-30


def test_the_lesson_is_worth_sixteen_points():
    assert {e.name: e.points for e in LESSON} == {
        "dsigmoid": 2,
        "local_grads": 5,
        "neuron_grads": 3,
        "neuron_grads_vec": 3,
        "numerical_grad": 3,
    }


# --- independent oracles: Im f(x + iε)/ε, a derivative without differences ------------------------


def squash(z):
    return 1 / (1 + cmath.exp(-z))


def loss(x, w, b, y):
    """The loss of a neuron, by plain complex arithmetic; x and w lists of the same length."""
    z = sum((weight * value for weight, value in zip(w, x, strict=True)), b)
    return (squash(z) - y) ** 2


def slope_of(f, at):
    return f(complex(at, TINY)).imag / TINY


def slopes(x, w, b, y):
    """(dL/dw, dL/db), one weight after the other."""
    for_weights = [
        slope_of(lambda t, i=i: loss(x, [*w[:i], t, *w[i + 1 :]], b, y), w[i])
        for i in range(len(w))
    ]
    return for_weights, slope_of(lambda t: loss(x, w, t, y), b)


@pytest.mark.parametrize("seed", SEEDS)
def test_dsigmoid_agrees_with_the_complex_step(seed):
    exercise = EXERCISES["dsigmoid"]
    for probe in exercise.probes(seed):
        (z,) = probe.args
        due = [slope_of(squash, float(t)) for t in np.ravel(z)]
        assert np.ravel(exercise.reference(z)) == pytest.approx(due, rel=1e-12)
        assert np.shape(exercise.reference(z)) == np.shape(z)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_card_agrees_with_the_complex_step(seed):
    exercise = EXERCISES["local_grads"]
    for probe in exercise.probes(seed):
        x, w, b, y = probe.args
        z = w * x + b
        a = squash(z).real
        assert exercise.reference(x, w, b, y) == pytest.approx(
            {
                "dL_da": slope_of(lambda t, y=y: (t - y) ** 2, a),
                "da_dz": slope_of(squash, z),
                "dz_dw": slope_of(lambda t, x=x, b=b: t * x + b, w),
                "dz_db": slope_of(lambda t, x=x, w=w: w * x + t, b),
                "dz_dx": slope_of(lambda t, w=w, b=b: w * t + b, x),
            },
            rel=1e-12,
        )


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_agree_with_the_complex_step(seed):
    for probe in EXERCISES["neuron_grads"].probes(seed):
        x, w, b, y = probe.args
        (dL_dw,), dL_db = slopes([x], [w], b, y)
        found = EXERCISES["neuron_grads"].reference(*probe.args)
        assert found == pytest.approx((dL_dw, dL_db), rel=1e-12)
    for probe in EXERCISES["neuron_grads_vec"].probes(seed):
        x, w, b, y = probe.args
        for_weights, for_bias = slopes(x.tolist(), w.tolist(), b, y)
        found = EXERCISES["neuron_grads_vec"].reference(*probe.args)
        assert found[0] == pytest.approx(for_weights, rel=1e-12)
        assert found[1] == pytest.approx(for_bias, rel=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_numerical_grad_is_the_difference_of_two_calls_for_each_entry(seed):
    exercise = EXERCISES["numerical_grad"]
    for probe in exercise.probes(seed):
        f, v = probe.args
        h = probe.kwargs.get("h", 1e-5)
        flat = [float(entry) for entry in v.ravel()]
        due = []
        for i in range(v.size):
            up, down = ([*flat[:i], flat[i] + step, *flat[i + 1 :]] for step in (h, -h))
            up, down = (np.reshape(moved, v.shape) for moved in (up, down))
            due.append((f(up) - f(down)) / (2 * h))
        found = exercise.reference(f, v, **probe.kwargs)
        assert found.shape == v.shape
        assert found.ravel() == pytest.approx(due, rel=1e-7)


# --- the rules for probes -------------------------------------------------------------------------


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
@pytest.mark.parametrize("seed", SEEDS)
def test_probes_obey_the_rules(exercise, seed):
    numbers, whole = [], False
    for probe in exercise.probes(seed):
        for value in probe.args:
            if not isinstance(value, Landscape):
                whole |= np.asarray(value).dtype.kind == "i"
                numbers += np.ravel(value).astype(float).tolist()
    assert not {0, 1, -1} & set(numbers)
    assert any(n < 0 for n in numbers)
    assert any(abs(n) > 2 for n in numbers)
    assert whole


@pytest.mark.parametrize("seed", SEEDS)
def test_the_probes_of_vectors_have_different_lengths_and_those_of_matrices_differ_in_axes(seed):
    lengths = {len(p.args[0]) for p in EXERCISES["neuron_grads_vec"].probes(seed)}
    assert len(lengths) >= 3
    shapes = [p.args[1].shape for p in EXERCISES["numerical_grad"].probes(seed)]
    assert {len(shape) for shape in shapes} == {1, 2}
    assert any(len(shape) == 2 and shape[0] != shape[1] for shape in shapes)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_function_that_is_handed_over_takes_arrays_of_one_shape(seed):
    """… as a loss does, so that a single entry or a flat array is refused by it."""
    for probe in EXERCISES["numerical_grad"].probes(seed):
        f, v = probe.args
        assert f.shape == v.shape
        for wrong in (v.ravel()[0], v.ravel()[None], v.ravel()[:-1]):
            with pytest.raises(TypeError, match="not an array of shape"):
                f(wrong)


# --- what learners really write -------------------------------------------------------------------


def said_about(name, function, seed=None):
    table = EXERCISES[name].table(seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


@pytest.mark.parametrize("name", ["dsigmoid", "neuron_grads", "neuron_grads_vec"])
@pytest.mark.parametrize("seed", SEEDS)
def test_measured_slopes_do_not_pass_for_exact_ones(name, seed):
    def central(f, at, h):
        return (f(at + h) - f(at - h)) / (2 * h)

    def measured(h):
        if name == "dsigmoid":
            return lambda z: central(sigmoid, np.asarray(z, float), h)

        def gradients(x, w, b, y):
            def loss_of(w, b):
                return (sigmoid(float(np.dot(w, x)) + b) - y) ** 2

            nudges = np.eye(w.size)
            for_weights = [central(lambda t, e=e: loss_of(w + t * e, b), 0.0, h) for e in nudges]
            return np.array(for_weights), central(lambda t: loss_of(w, t), b, h)

        def gradients_of_numbers(x, w, b, y):
            (dL_dw,), dL_db = gradients(np.array([x]), np.array([w]), b, y)
            return dL_dw, dL_db

        return gradients if name == "neuron_grads_vec" else gradients_of_numbers

    for exponent in (3, 4, 5, 6, 7):
        found = said_about(name, measured(10.0**-exponent), seed)
        assert found.kind != "right", exponent
        assert found.share < 1
        if exponent in (4, 5, 6):
            assert found.name == "measured", exponent


def test_one_wrong_card_costs_one_point_and_two_name_the_first():
    def cards(x, w, b, y):
        a = sigmoid(w * x + b)
        return {"dL_da": 2 * (a - y), "da_dz": a, "dz_dw": w, "dz_db": 1, "dz_dx": w}

    found = said_about("local_grads", cards)
    assert (found.kind, found.name, found.share) == ("first_wrong_link", "da_dz", 0.6)
    assert found.message == (
        "Up to dL_da all is right; the first difference is da_dz. Your da_dz holds the height of "
        "σ; what is wanted is its slope."
    )
    for known in EXERCISES["local_grads"].misconceptions:
        expected = {"multiplied-already": 0.2, "multiplied-at-the-end": 0.4}
        two_cards = ("partners-swapped", "no-bias-in-z", "last-cards-one", "products-kept")
        two_cards += ("first-two-swapped", "bias-taken-away", "bias-multiplied")
        expected |= dict.fromkeys((*two_cards, "weight-and-bias-swapped"), 0.6)
        share = said_about("local_grads", known.wrong).share
        assert share == pytest.approx(expected.get(known.name, 0.8))


def test_evidence_for_the_first_cards_tells_what_they_are_read_at():
    """… since a slope can be off though its own line is right."""

    def notebook_s_own(x, w, b, y):
        z = -0.9  # a variable of another cell
        a = sigmoid(z)
        return {"dL_da": 2 * (a - y), "da_dz": a * (1 - a), "dz_dw": x, "dz_db": 1, "dz_dx": w}

    assert "nudging a, which is 0.2125, alone" in said_about("local_grads", notebook_s_own).message
    other = said_about(
        "local_grads",
        lambda x, w, b, y: {**EXERCISES["local_grads"].reference(x, w, b, y), "da_dz": 7 * x},
    ).message
    assert "nudging z, which is −1.31, alone" in other


def test_cards_without_their_names_earn_nothing():
    """A check refuses them, so a grade cannot count them."""

    def side_by_side(*args):
        return tuple(EXERCISES["local_grads"].reference(*args).values())

    for seed in (None, 0):
        found = said_about("local_grads", side_by_side, seed)
        assert (found.kind, found.share) == ("form", 0)


def test_both_gradients_may_come_as_one_array():
    for seed in (None, 0):
        found = said_about(
            "neuron_grads", lambda *a: np.array(EXERCISES["neuron_grads"].reference(*a)), seed
        )
        assert (found.kind, found.share) == ("right", 1)


def test_a_slope_that_overtook_its_own_sum_is_told_of_the_sum():
    """1/e² · e is the height divided by what is left to 1, and comes of a lost sum as well."""
    said = said_about("dsigmoid", lambda z: -1 / np.exp(-z) ** 2 * -np.exp(-z)).message
    assert "the whole sum stands below the line" in said


def test_no_two_slips_are_told_of_that_cannot_be_made_together():
    """By chance these numbers are those of two slips, of which each is the whole answer."""

    def divided_by_the_square_below(z):
        decay = np.exp(-np.asarray(z, float))
        return decay / np.power(1 + decay, -2)

    for seed in (None, 0):
        assert said_about("dsigmoid", divided_by_the_square_below, seed).kind == "unknown"
    turned = said_about("dsigmoid", lambda z: 2 * z * (1 - z))
    assert turned.kind == "two_slips", "a factor goes together with everything"


def test_nudges_that_stay_are_named_wherever_they_are_kept():
    def one_array_of_nudges(f, v, h=1e-5):
        gradient, nudge = np.zeros(v.shape), np.zeros(v.shape)
        for i in np.ndindex(v.shape):
            nudge[i] = h
            gradient[i] = (f(v + nudge) - f(v - nudge)) / (2 * h)
        return gradient

    said = said_about("numerical_grad", one_array_of_nudges).message
    assert "in the copies or in the array of nudges" in said


def test_evidence_of_a_neuron_tells_what_it_came_to_on_the_way_forward():
    def swapped(x, w, b, y):
        return EXERCISES["neuron_grads"].reference(x, b, w, y)

    assert "z is −1.31 and a is 0.2125 there" in said_about("neuron_grads", swapped).message


def test_common_slips_get_their_own_sentence():
    math_exp = said_about("dsigmoid", lambda z: squash(z).real * (1 - squash(z).real))
    assert math_exp.share == 0.5

    missing = said_about("local_grads", lambda x, w, b, y: {"dL_da": 1.0})
    assert "has no entry 'da_dz'" in missing.message

    one_value = said_about("neuron_grads", lambda x, w, b, y: 2 * (sigmoid(w * x + b) - y))
    assert "where dL_dw and dL_db are asked for" in one_value.message

    star = said_about("neuron_grads_vec", lambda x, w, b, y: (w * x + b, 1.0))
    assert star.kind != "right"

    def forgets(f, v, h=1e-5):
        gradient = np.zeros(v.shape)  # noqa: F841

    assert "returns nothing" in said_about("numerical_grad", forgets).message
    uncalled = said_about("numerical_grad", lambda f, v, h=1e-5: (f + h) / v)
    assert "calculates with a function itself" in uncalled.message
    single = said_about("numerical_grad", lambda f, v, h=1e-5: f(f))
    assert "takes an array of numbers" in single.message

    def adds_to_whole_numbers(f, v, h=1e-5):
        gradient = np.zeros(v.shape)
        for i in np.ndindex(v.shape):
            e = np.zeros(v.shape)
            e[i] = h
            right, left = v.copy(), v.copy()
            right += e
            left -= e
            gradient[i] = (f(right) - f(left)) / (2 * h)
        return gradient

    cast = said_about("numerical_grad", adds_to_whole_numbers)
    assert (cast.kind, cast.share) == ("crashed", pytest.approx(2 / 3))
    assert "cannot take a fraction" in cast.message


def test_an_unknown_answer_is_met_with_a_measurement():
    unknown = said_about("neuron_grads", lambda x, w, b, y: (7 * x, w))
    assert unknown.message.startswith("neuron_grads(")
    assert "nudging w and b measures −" in unknown.message or "measures " in unknown.message
    for exercise in LESSON:
        assert all(exercise.table().measured), exercise.name


# --- no sentence gives the answer away ------------------------------------------------------------


def test_evidence_is_for_the_first_entry_that_is_wrong():
    def grows(f, v, h=1e-5):
        """The first entry is right, each later one is off by its place."""
        right = EXERCISES["numerical_grad"].reference(f, v, h)
        return right + np.arange(v.size).reshape(v.shape)

    assert "with v[1] alone moved by ±h" in said_about("numerical_grad", grows).message

    def second_weight(x, w, b, y):
        dL_dw, dL_db = EXERCISES["neuron_grads_vec"].reference(x, w, b, y)
        return dL_dw + np.eye(len(x))[1], dL_db

    assert "nudging w[1] alone measures" in said_about("neuron_grads_vec", second_weight).message

    def last_card(x, w, b, y):
        return {**EXERCISES["local_grads"].reference(x, w, b, y), "dz_dx": w * x}

    told = said_about("local_grads", last_card).message
    assert "for dz_dx, nudging x alone moves z 1.3 times as far" in told


@pytest.mark.parametrize("seed", [None, 3])
def test_a_plus_between_slopes_that_multiply_is_named(seed):
    def slopes_added(x, w, b, y):
        a = float(sigmoid(np.dot(w, x) + b))
        both = 2 * (a - y) + a * (1 - a)
        return x * both, both

    def input_added(x, w, b, y):
        a = float(sigmoid(np.dot(w, x) + b))
        delta = 2 * (a - y) * a * (1 - a)
        return x + delta, delta

    assert said_about("neuron_grads", slopes_added, seed).name == "slopes-added"
    assert said_about("neuron_grads_vec", slopes_added, seed).name == "slopes-added"
    assert said_about("neuron_grads", input_added, seed).name == "input-added"
    assert said_about("neuron_grads_vec", input_added, seed).name == "inputs-added"


def test_copies_that_keep_their_nudges_are_named():
    def two_copies(f, v, h=1e-5):
        up, down = v.astype(float), v.astype(float)
        gradient = np.zeros(v.shape)
        for i in np.ndindex(v.shape):
            up[i] += h
            down[i] -= h
            gradient[i] = (f(up) - f(down)) / (2 * h)
        return gradient

    def single_entries(f, v, h=1e-5):
        gradient = np.zeros(v.shape)
        for i in np.ndindex(v.shape):
            gradient[i] = (f(v[i] + h) - f(v[i] - h)) / (2 * h)
        return gradient

    def flat(f, v, h=1e-5):
        return np.array([f(np.r_[v.ravel()[:-1], v.ravel()[-1] + h])] * v.size)

    assert said_about("numerical_grad", two_copies).name == "two-copies-not-restored"
    assert "a single entry" in said_about("numerical_grad", single_entries).message
    assert "single entry" in said_about("numerical_grad", single_entries, seed=3).message
    assert "of shape (2, 3)" in said_about("numerical_grad", flat).message


def everything_said(exercise):
    yield from (known.message for known in exercise.misconceptions)
    yield from exercise.hints
    yield from (exercise.success, exercise.see)
    yield from clauses_of(exercise.table().measured)


SOLUTIONS = {
    "dsigmoid": "def f(z):\n    return a * (1 - a)",
    "neuron_grads": "def f(x, w, b, y):\n    return 2 * (a - y) * a * (1 - a) * x",
    "neuron_grads_vec": "def f(x, w, b, y):\n    return 2 * (a - y) * a * (1 - a) * x",
    "local_grads": "def f(a, y):\n    return 2 * (a - y)",
    "numerical_grad": "def f(v, h, e):\n    return (f(v + e) - f(v - e)) / (2 * h)",
}


@pytest.mark.parametrize("exercise", LESSON, ids=lambda e: e.name)
def test_no_sentence_holds_the_formula(exercise):
    for source in (SOLUTIONS[exercise.name], inspect.getsource(exercise.reference)):
        for sentence in everything_said(exercise):
            assert not gives_away(sentence, source), sentence


@pytest.mark.parametrize(
    ("name", "leak"),
    [
        ("dsigmoid", "It is a(1 − a)."),
        ("local_grads", "It should be 2(a − y)."),
        ("neuron_grads", "Multiply 2(a − y) · a(1 − a) · x."),
        ("neuron_grads_vec", "Multiply 2(a − y) · a(1 − a) · x."),
        ("numerical_grad", "Return (f(v + e) − f(v − e)) / (2h)."),
    ],
)
def test_a_leak_would_be_noticed(name, leak):
    assert gives_away(leak, SOLUTIONS[name])
