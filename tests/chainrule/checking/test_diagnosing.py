"""The ladder, on small made-up exercises of every form that the course has."""

import re
from dataclasses import replace

import numpy as np
import pytest
from chainrule.checking.case import case_of
from chainrule.checking.diagnosing import _far_from, _is_the_same, diagnose
from chainrule.checking.ratios import pairs_giving
from chainrule.checking.tables import Table
from chainrule.checking.wording import place_in_words, show, show_answer
from chainrule.machines import sin
from chainrule.probing import Outcome, Probe, run_probes
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograders.exercises import Exercise, Misconception


def made_up(reference, visible, misconceptions=(), **settings):
    points = settings.setdefault("points", 2)
    parts = settings.get("parts")
    return Exercise(
        name="made_up",
        lesson="99_made_up",
        number="99.1",
        reference=reference,
        visible=tuple(Probe(args) if isinstance(args, tuple) else args for args in visible),
        draw=lambda random: [],
        misconceptions=tuple(misconceptions),
        **{**settings, "points": sum(parts.values()) if parts else points},
    )


def verdict(exercise, answer, hidden=False):
    table = replace(exercise.table(), hidden=hidden)
    return diagnose(run_probes(answer, table.driver, table.probes), table)


SPEED = made_up(
    lambda x: 2 * x * np.cos(x**2),
    [(1.3,), (0.6,), (-2.4,)],
    [
        Misconception("no-inner", "The inner slope is missing.", lambda x: np.cos(x**2)),
        Misconception("at-x", "Read it at u.", lambda x: 2 * x * np.cos(x), see="step 3"),
        Misconception("unfed", "You fed a function.", lambda x: sin(sin)),
    ],
    measure=lambda probe: "the slope measured there is 1.234",
)


def test_right_answers_get_all_points_and_claim_no_more_than_was_checked():
    right = verdict(SPEED, lambda x: np.cos(x * x) * x * 2)
    assert (right.kind, right.share) == ("right", 1.0)
    assert right.message == "made_up works: 3 of 3 checks pass. Grading tries other inputs, too."


def test_what_stops_a_function_is_one_sentence():
    def endless(*_):
        raise KeyboardInterrupt

    def asks(*_):
        raise EOFError("EOF when reading a line")

    stopped, asked = verdict(SPEED, endless), verdict(SPEED, asks)
    assert stopped.kind == asked.kind == "crashed"
    assert stopped.message.endswith("is there a loop that never ends?")
    assert "waits for somebody to type (input)" in asked.message
    assert asked.message.endswith("in the brackets.")


def test_not_started():
    def stub(x):
        raise NotImplementedError

    assert verdict(SPEED, stub).kind == "not_started"
    assert verdict(SPEED, stub).share == 0


def test_a_known_misconception_is_named():
    named = verdict(SPEED, lambda x: np.cos(x**2) * 1.0)
    assert (named.kind, named.name) == ("misconception", "no-inner")
    assert named.message == "The inner slope is missing."
    assert verdict(SPEED, lambda x: np.cos(x) * x * 2).message == "Read it at u. (See step 3.)"


def test_a_mixture_of_misconceptions_is_none_of_them():
    def mixed(x):
        return np.cos(x**2) if x > 1 else 2 * x * np.cos(x)

    assert verdict(SPEED, mixed).kind == "unknown"
    assert verdict(SPEED, lambda x: np.cos(x**2) * (1 + 1e-5)).kind != "misconception"


def test_a_known_crash_is_named_and_others_translated():
    assert verdict(SPEED, lambda x: sin(sin)).name == "unfed"
    crashed = verdict(SPEED, lambda x: 2 * x * np.cos(x(2)))
    assert crashed.kind == "crashed"
    assert crashed.message.startswith("made_up(1.3) stops at `crashed = verdict(SPEED, lambda x: ")
    assert "`: it puts brackets after a number" in crashed.message


def _helper(a):
    return a @ a


def test_a_known_crash_is_known_by_python_3_14_s_longer_words_too():
    plain = "unhashable type: 'Value'"
    texts = [plain, f"cannot use 'Value' as a set element ({plain})", "another text"]
    crashes = [Outcome("crashed", error="TypeError", message=text) for text in texts]
    assert [_is_the_same(one, crashes[0]) for one in crashes] == [True, True, False]
    assert [_is_the_same(crashes[0], one) for one in crashes] == [True, True, False]


def test_a_crash_is_told_with_the_line_and_the_function_that_stopped():
    def by_itself(x):
        y = np.ones((2, 3))
        return y.T()

    def in_another(x):
        return _helper(np.ones((2, 3)))

    assert verdict(SPEED, by_itself).message.startswith("made_up(1.3) stops at `return y.T()`: it")
    found = verdict(SPEED, in_another)
    assert found.message.startswith(
        "made_up(1.3) stops inside _helper, which `return _helper(np.ones((2, 3)))` calls: your"
    )
    hidden = verdict(SPEED, in_another, hidden=True).message
    assert "_helper" not in hidden and "`" not in hidden


def test_a_question_ends_the_sentence_alone():
    def hangs(x):
        raise KeyboardInterrupt

    assert verdict(SPEED, hangs).message.endswith("is there a loop that never ends?")


def test_forms():
    def prints(x):
        print(x)

    def forgets(x):
        x = x + 1

    sentences = {
        prints: "made_up prints, but returns nothing: end it with return.",
        forgets: "made_up works something out but returns nothing: end it with return.",
        (lambda x: [x]): "The answer of made_up is a list of 1, where one number is due.",
        (lambda x: "x"): "The answer of made_up is a text, where one number is due.",
        (lambda x: x > 1): "The answer of made_up is the truth value True, where one number is due",
        (lambda x: np.array([x])): "The answer of made_up is an array of shape (1,), where one",
        (lambda x: float("nan")): "The answer of made_up(1.3) is nan (no number, as 0 / 0",
        (lambda x: -np.inf): "The answer of made_up(1.3) is infinite (as dividing by 0",
        (lambda x: sin): "The answer of made_up is a function, where one number is due.",
        (lambda x: print): "made_up returned a function, where one number is due (a function is",
        (lambda x: (yield)): "made_up returned a generator (from yield, or",
        (lambda x: np.ma.array([x])): "made_up returned a masked array",
        (lambda x: (x, print)): "made_up returned a tuple of 2 whose entry 1 is a function, where "
        "one number is due (a function is called with brackets behind its name).",
        (lambda x: {"a": print}): "made_up returned a dict of 1 whose entry 'a' is a function",
    }
    for answer, sentence in sentences.items():
        given = verdict(SPEED, answer)
        assert given.kind == "form"
        assert given.message.startswith(sentence)


def test_rounding_is_told_before_anything_else_is_blamed():
    half_off = Misconception("half", "Half.", lambda x: 0.5 * np.round(4 * x * np.cos(x**2), 2))
    measured = Misconception(
        "measured", "Measured.", lambda x: 2 * x * np.cos(x**2) + 1e-9, close=True
    )
    for decimals in (2, 3, 4, 6, 7):
        for known in ([], [half_off], [measured]):
            exercise = made_up(lambda x: 2 * x * np.cos(x**2), [(1.3,), (0.6,), (-2.4,)], known)
            given = verdict(exercise, lambda x, d=decimals: round(2 * x * np.cos(x**2), d))
            assert given.name == "rounded", given
            assert given.message.startswith("Right, but rounded")
    assert verdict(SPEED, lambda x: round(np.cos(x**2), 3)).name != "rounded"
    assert verdict(SPEED, lambda x: round(2 * x * np.cos(x**2), 3) if x > 1 else 0.1).name == ""
    in_part = verdict(SPEED, lambda x: round(2 * x * np.cos(x**2), 3 if x > 1 else 20))
    assert in_part.name == "rounded", "the others may be whole"
    nearly = made_up(lambda x: 2 * x * np.cos(x**2), [(1.3,), (0.6,), (-2.4,)], [measured])
    assert verdict(nearly, lambda x: 2 * x * np.cos(x**2) + 1e-9).name == "measured"
    tiny = made_up(lambda x: 0.01 * x, [(0.13,), (0.24,)])
    assert verdict(tiny, lambda x: 0.0).name != "rounded", "nothing is left to tell it by"
    worked_on = made_up(lambda v: v / 3, [(np.array([1.3, 2.0]),)])

    def in_place(v):
        v[:] = np.round(v / 3, 3)
        return v

    assert "changes an argument in place" in verdict(worked_on, in_place).message


def test_what_is_cut_off_is_told():
    exercise = made_up(lambda x: 5.5 * x, [(1.3,), (0.6,), (-2.4,)])
    for cut in (lambda x: 5.5 * x // 1, lambda x: int(5.5 * x), lambda x: np.trunc(5.5 * x)):
        said = verdict(exercise, cut)
        assert (said.kind, said.name) == ("near", "cut-off"), said
        assert "cut that off" in said.message
    assert verdict(exercise, lambda x: 0.0).name != "cut-off"
    assert verdict(exercise, lambda x: int(5.5 * x) if x > 1 else 7.0).name != "cut-off"


def test_a_raise_of_the_learners_own_that_is_reached_is_told_so():
    def refuses(x):
        if x == "1.3":
            return 5.5 * x
        raise ValueError(x)

    exercise = made_up(lambda x: 5.5 * x, [(1.3,), (0.6,)])
    said = verdict(exercise, refuses)
    assert said.kind == "crashed" and "this raise is reached" in said.message
    assert "ValueError: " not in said.message
    other = verdict(exercise, lambda x: int("x"))
    assert "this raise is reached" not in other.message


def test_two_arrays_where_one_is_due_are_told_as_two():
    exercise = made_up(lambda v: 2 * v, [(np.array([[1.5, 2.5], [3.5, 4.5]]),)])
    said = verdict(exercise, lambda v: (2 * v, v))
    assert "is a tuple of 2, where one array is due" in said.message
    rows = verdict(exercise, lambda v: [[3.0, 5.0]])
    assert "has shape (1, 2), where (2, 2) is due" in rows.message


def test_a_constant_difference_is_told():
    exercise = made_up(lambda x: 5.5 * x, [(1.3,), (0.6,), (-2.4,)])
    assert verdict(exercise, lambda x: 1 + 5.5 * x).message == (
        "Your answer is too big by 1 at every input."
    )
    assert verdict(exercise, lambda x: 5.5 * x - 0.25).message == (
        "Your answer is too small by 0.25 at every input."
    )
    assert "too big by the same number" in (
        verdict(exercise, lambda x: 5.5 * x + 0.37261, hidden=True).message
    )
    assert verdict(exercise, lambda x: 5.5 * x + x**2).kind == "unknown"
    same = made_up(lambda x: 2.5, [(1.5,), (-2.5,)])
    assert verdict(same, lambda x: 3.5).kind == "unknown"


def test_evidence_is_taken_where_the_difference_shows():
    exercise = made_up(lambda x: 5.5 * x, [(0.5,), (2.5,)], measure=lambda probe: "it is so")
    said = verdict(exercise, lambda x: 5.5 * x * (1 + 1e-6 * x**14)).message
    assert said.startswith("made_up(2.5) gives 18.87")


def test_a_wrong_number_tells_more_than_one_that_is_none():
    exercise = made_up(lambda x: 2.0**x, [(-0.5,), (0.6,)], measure=lambda probe: "it is so")

    def a_root(x):
        return x**0.5

    assert verdict(exercise, a_root).message == "made_up(0.6) gives 0.7746, but it is so."
    assert "complex numbers" in verdict(exercise, lambda x: (-x - 5) ** 0.5).message
    assert verdict(exercise, lambda x: np.log(x)).message.startswith("made_up(0.6) gives −0.51")


def test_a_step_that_is_too_wide_is_suspected_where_slopes_can_be_measured():
    def sized(x):
        return 2 * x * np.cos(x**2)

    measured = Misconception("measured", "Measured.", lambda x: sized(x) + 1e-9, close=True)
    exercise = made_up(sized, [(1.3,), (0.6,), (-2.4,)], [measured])
    assert "too wide a step" in verdict(exercise, lambda x: 0.94127 * sized(x)).message
    assert "too wide a step" not in verdict(exercise, lambda x: 0.84127 * sized(x)).message
    assert "too wide a step" not in verdict(SPEED, lambda x: 0.94127 * sized(x)).message


def test_no_fraction_of_large_numbers_is_called_exact():
    assert "always 167.962 times" in verdict(SPEED, lambda x: 3.6**4 * 2 * x * np.cos(x**2)).message
    assert "always 2.00031 times" in verdict(SPEED, lambda x: 4.00062 * x * np.cos(x**2)).message


def test_an_error_within_another_function_says_where():
    names = {"np": np}
    exec(
        "def helper(x):\n    return x[0]\n\n"
        "def made_up(x):\n    return helper(x)\n\n"
        "def own(x):\n    return x[0]\n",
        names,
    )
    assert "stops inside helper: it looks for entries" in verdict(SPEED, names["made_up"]).message
    assert "made_up(1.3) stops: it looks for entries" in verdict(SPEED, names["own"]).message
    assert "helper" not in verdict(SPEED, names["made_up"], hidden=True).message


def test_an_item_that_is_no_plain_data_is_found():
    said = verdict(ENTRIES, lambda x: {"w": 2 * x, "b": print}).message
    assert said.startswith("made_up returned a dict of 2 whose entry 'b' is a function")


def test_the_entries_of_a_pair_have_names():
    said = verdict(PAIR, lambda x, y: (x * y, [x + 2 * y])).message
    assert said == "In the answer of made_up, sum is a list of 1, where one number is due."


def test_what_print_gives_back_is_told_from_no_return():
    assert verdict(SPEED, lambda x: print(x)).message == (
        "made_up returns what print() gives back, and that is nothing: return the answer."
    )


def test_an_answer_of_another_length_is_shown():
    assert verdict(ITEMS, lambda xs: [2 * x for x in xs[1:]]).message == (
        "made_up([1.5, 2.5]) gives [5]: that has 1 value instead of 2."
    )


ITEMS = made_up(lambda xs: [2 * x for x in xs], [([1.5, 2.5],), ([0.5, 3.5, 4.5],)])


def test_a_return_in_the_wrong_place_is_told_from_none_at_all():
    def within_the_loop(xs):
        for x in xs:
            if x > 2:
                return xs

    def reverses(xs):
        s = [2 * x for x in xs][::-1]
        return s.reverse()

    def behind_a_name(xs):
        s = [2 * x for x in xs]
        s = s.sort()
        return s  # noqa: RET504, the slip itself

    def drops_a_function(xs):
        def inside(x):
            return 2 * x

    def none_at_all(xs):
        _ = [2 * x for x in xs]

    empty = made_up(lambda xs: 2.5 + sum(xs), [([],), ([1.5, 2.5],)])
    told = verdict(empty, within_the_loop).message
    assert told.startswith("made_up([]) gives None although there is a return")
    assert "not reached" in told
    assert "reverse() changes things in place" in verdict(ITEMS, reverses).message
    told = verdict(ITEMS, behind_a_name).message
    assert "although there is a return" in told
    assert "something that returns nothing" in told
    assert "defines a function inside" in verdict(ITEMS, drops_a_function).message
    assert "works something out but returns nothing" in verdict(ITEMS, none_at_all).message
    assert "made_up([" not in verdict(ITEMS, behind_a_name, hidden=True).message


def test_zeros_are_not_taken_for_two_slips_at_once():
    exercise = made_up(
        lambda v: v**2,
        [(np.array([1.5, 2.5]),), (np.array([4.5, 5.5, 6.5]),)],
        [
            Misconception("first", "First.", lambda v: v**2 * (v == v[0])),
            Misconception("last", "Last.", lambda v: v**2 * (v == v[-1])),
        ],
    )
    assert verdict(exercise, lambda v: 0.0 * v).kind == "unknown"


def test_what_an_earlier_call_left_in_a_list_is_told():
    def keeps(xs, found=[]):  # noqa: B006, the slip itself
        found.extend(2 * x for x in xs)
        return found

    assert verdict(ITEMS, keeps).name == "left-over"
    assert verdict(ITEMS, lambda xs: [2 * x for x in xs][:1]).name != "left-over"
    longer = made_up(lambda xs: [2 * x for x in xs], [([1.5, 2.5],), ([1.5, 3.5, 4.5],)])
    assert verdict(longer, lambda xs: [0.0 for _ in xs]).name != "left-over", "zeros tell nothing"


def test_evidence_speaks_of_the_first_entry_that_is_wrong():
    exercise = made_up(
        lambda v: v**2,
        [(np.array([1.5, 2.5, -3.5]),), (np.array([4.5, 5.5, 6.5]),)],
        measure=lambda probe: [f"v[{i}] is {x:g}" for i, x in enumerate(probe.args[0])],
    )
    assert "v[0] is 1.5" in verdict(exercise, lambda v: v**2 + v).message
    assert "v[1] is 2.5" in verdict(exercise, lambda v: v**2 + np.array([0, 1, 2])).message
    assert "v[2] is −3.5" in verdict(exercise, lambda v: np.where(v < 0, v, v**2)).message.replace(
        "-", "−"
    )
    assert "is 2.5" not in verdict(exercise, lambda v: v**2 + v, hidden=True).message


@pytest.mark.parametrize(
    ("ratio", "sentence"),
    [
        (-1, "Your answer has the right size and the wrong sign, at every input."),
        (2, "Your answer is exactly twice the right one, at every input."),
        (0.5, "Your answer is exactly half the right one, at every input."),
        (-2, "Your answer has the wrong sign and is exactly twice the right one, at every input."),
        (7, "Your answer is exactly 7 times the right one, at every input."),
        (1 / 7, "Your answer is exactly 7 times smaller than the right one, at every input."),
        (2 / 3, "Your answer is exactly 2/3 of the right one, at every input."),
        (np.pi, "Your answer is always 3.142 times the right one, at every input."),
    ],
)
def test_a_constant_factor_is_told(ratio, sentence):
    given = verdict(SPEED, lambda x: ratio * 2 * x * np.cos(x**2))
    assert (given.kind, given.message) == ("factor", sentence)


def test_the_same_answer_everywhere_is_told():
    for constant in (0.0, 3840, np.float64(2.5)):
        same = verdict(SPEED, lambda x, constant=constant: constant)
        assert (same.kind, same.name) == ("form", "constant")
        assert f"gives the same answer, {constant:g}, at every input" in same.message
        assert f"{constant:g}" not in verdict(SPEED, lambda x, c=constant: c, hidden=True).message
    fixed = made_up(lambda x: 2.5, [(1.5,), (-2.5,)])
    assert verdict(fixed, lambda x: 3.5).kind == "unknown"


def test_nearly_right_is_said_to_be_nearly_right():
    near = verdict(SPEED, lambda x: round(2 * x * np.cos(x**2), 6))
    assert near.kind == "near"
    assert near.share == 0


def test_two_slips_at_once_are_told_only_when_exact():
    two = verdict(SPEED, lambda x: -np.cos(x**2))
    assert two.kind == "two_slips"
    assert two.message.startswith(
        "Your numbers are what two slips give together. First: The inner slope is missing."
    )
    assert two.message.endswith("And then: The sign is flipped.")
    both = verdict(SPEED, lambda x: np.cos(x))
    assert "First: The inner slope is missing. And then: Read it at u." in both.message
    assert verdict(SPEED, lambda x: -np.cos(x**2) * (1 + 1e-4)).kind == "unknown"


def test_two_slips_that_miss_a_small_ratio_beside_a_large_one_are_not_told():
    """As of a training that runs away: its first losses count as much as its last."""
    one, other = np.array([1.0, 3.0, 2e25]), np.array([3.0, 1.0, 5.0])
    assert pairs_giving(one * other, [one, other]) == [(0, 1)]
    assert pairs_giving(one * other * [5.0, 1.0, 1.0], [one, other]) == []


def test_two_slips_are_not_told_when_other_two_explain_as_much():
    powers = [
        Misconception(f"times-{n}", f"Power {n}.", lambda x, n=n: (3 * x + 7) * x**n)
        for n in (1, 2, 3, 4)
    ]
    exercise = made_up(lambda x: 3 * x + 7, [(1.5,), (-0.7,), (2.3,)], powers)
    assert verdict(exercise, lambda x: (3 * x + 7) * x**6).kind == "two_slips"
    assert verdict(exercise, lambda x: (3 * x + 7) * x**5).kind == "unknown"


def test_unknown_gives_the_smallest_failing_input_and_what_was_measured():
    unknown = verdict(SPEED, lambda x: x**3)
    assert unknown.kind == "unknown"
    assert unknown.probe == 1
    assert unknown.message == "made_up(0.6) gives 0.216, but the slope measured there is 1.234."


ENTRIES = made_up(
    lambda x: {"w": 2 * x, "b": x + 1},
    [(1.3,), (0.6,), (-2.4,)],
    parts={"w": 1, "b": 1},
    graded_by="entry",
)
CARRIERS = {
    "a key": lambda x: {"w": 0.1, f"x was {x}": 1.0},
    "a shape": lambda x: {"w": np.zeros((0, int(abs(x) * 1e6))), "b": x + 1},
    "a length": lambda x: {"w": [0.0] * int(abs(x) * 1000), "b": x + 1},
    "a dtype": lambda x: {"w": np.array("a", f"<U{int(abs(x) * 1e6)}"), "b": x + 1},
}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_a_hidden_input_is_not_carried_out_by(carrier):
    probes = [Probe((x,)) for x in (1.375921, 0.612733)]
    exercise = replace(ENTRIES, visible=tuple(probes))
    said = verdict(exercise, CARRIERS[carrier], hidden=True)
    assert (said.kind, said.share) in [("form", 0.0), ("form", 0.5)]
    assert not re.search(r"\d\d", said.message), said.message


def test_a_factor_carries_few_digits_out_of_hidden_inputs():
    def off(ratio):
        return lambda x: ratio * 2 * x * np.cos(x**2)

    assert "exactly 3/7 of" in verdict(SPEED, off(3 / 7), hidden=True).message
    for ratio in (0.87351, 87 / 100, 8732.0):
        assert "is a fixed multiple of the right one" in verdict(SPEED, off(ratio), True).message
    assert "always 0.8735 times" in verdict(SPEED, off(0.87351)).message


def test_entries_that_are_not_asked_for_cost_nothing_where_entries_are_graded():
    said = verdict(ENTRIES, lambda x: {"w": 2 * x, "b": x + 1, "z": 7.0})
    assert (said.kind, said.share) == ("right", 1.0)
    one = verdict(ENTRIES, lambda x: {"w": 2 * x, "b": x + 2, "z": 7.0})
    assert (one.kind, one.share) == ("form", 0.5)


def test_hidden_inputs_and_values_are_not_told():
    for answer in (lambda x: x**3, lambda x: 1 / 0, lambda x: "0.6", lambda x: np.nan, float.hex):
        said = verdict(SPEED, answer, hidden=True).message
        assert not any(number in said for number in ("1.3", "0.6", "2.4", "0.216", "1.234"))


# --- arrays, changed arguments ------------------------------------------------------------------

ROWS = made_up(
    lambda X: X * [1.0, 2.0, 4.0],
    [(np.array([[1.5, -2.0, 3.0], [0.5, 4.0, -1.0]]),), (np.array([[2.5, 0.25, -6.0]]),)],
)


def test_array_answers():
    def in_place(X):
        X *= [1.0, 2.0, 4.0]
        return X

    assert verdict(ROWS, lambda X: (X * [1.0, 2.0, 4.0]).tolist()).kind == "right"
    assert verdict(ROWS, lambda X: (X * [1, 2, 4]).astype(np.float32)).kind == "right"
    assert "changes an argument" in verdict(ROWS, in_place).message
    assert "but transposed" in verdict(ROWS, lambda X: (X * [1.0, 2.0, 4.0]).T).message
    assert "has shape (3, 2), where (2, 3) is due" in verdict(ROWS, lambda X: X.T).message
    assert "exactly twice" in verdict(ROWS, lambda X: X * [2.0, 4.0, 8.0]).message
    assert verdict(ROWS, lambda X: X @ X).message.startswith("made_up([[ 1.5")
    assert "your inner sizes are" in verdict(ROWS, lambda X: X @ X).message


# --- answers with several entries, graded one by one --------------------------------------------


def gradients(x, w, y):
    z = w * x
    dL_dz = 2 * (z - y)
    return {"dL_dz": dL_dz, "dL_dw": dL_dz * x, "dL_dx": dL_dz * w}


LINKS = made_up(
    gradients,
    [(1.5, -2.0, 0.7), (0.4, 2.5, -1.2), (-2.2, 0.6, 0.3)],
    parts={"dL_dz": 1, "dL_dw": 1, "dL_dx": 2},
    graded_by="entry",
)


def test_the_first_wrong_link_is_named_and_right_entries_earn_their_points():
    def slip(x, w, y):
        return {**gradients(x, w, y), "dL_dw": 2 * (w * x - y) * w}

    found = verdict(LINKS, slip)
    assert (found.kind, found.name, found.share) == ("first_wrong_link", "dL_dw", 0.75)
    assert found.message == (
        "Up to dL_dz all is right; the first difference is dL_dw. With made_up(−2.2, 0.6, 0.3), "
        "your dL_dw is −1.944."
    )
    assert "−1.944" not in verdict(LINKS, slip, hidden=True).message


def test_a_constant_factor_in_one_link_is_told():
    def slip(x, w, y):
        return {**gradients(x, w, y), "dL_dx": -2 * (w * x - y) * w}

    found = verdict(LINKS, slip)
    assert found.share == 0.5
    assert found.message == (
        "Up to dL_dw all is right; the first difference is dL_dx: your answer has the right size "
        "and the wrong sign."
    )


def test_a_wrong_first_link_is_named_with_what_is_right():
    def slip(x, w, y):
        return {**gradients(x, w, y), "dL_dz": w * x + y}

    assert verdict(LINKS, slip).message == (
        "dL_dw and dL_dx are right; the first difference is dL_dz. With made_up(−2.2, 0.6, 0.3), "
        "your dL_dz is −1.02."
    )


def test_the_evidence_is_taken_where_the_entry_that_is_named_is_wrong():
    def wrong_at_one(x, w, y):
        known = gradients(x, w, y)
        return {**known, "dL_dx": 0.0, "dL_dw": known["dL_dw"] + (x == 1.5)}

    message = verdict(LINKS, wrong_at_one).message
    assert "the first difference is dL_dw. With made_up(1.5, −2, 0.7), your dL_dw is" in message


def test_where_nothing_is_right_it_is_said_where_all_of_it_begins():
    linked = replace(LINKS, all_wrong="All begin with dL_dz.")

    def slip(x, w, y):
        dL_dz = w * x + y
        return {"dL_dz": dL_dz, "dL_dw": dL_dz * x, "dL_dx": dL_dz * w}

    assert verdict(linked, slip).message.endswith("All begin with dL_dz.")
    assert "begin with" not in verdict(LINKS, slip).message
    one_right = verdict(linked, lambda x, w, y: {**slip(x, w, y), "dL_dw": 2 * (w * x - y) * x})
    assert "begin with" not in one_right.message
    assert Table.from_json(linked.table().to_json()).all_wrong == "All begin with dL_dz."


def test_a_missing_entry_costs_its_own_points_only():
    def short(x, w, y):
        return {k: v for k, v in gradients(x, w, y).items() if k != "dL_dx"}

    found = verdict(LINKS, short)
    assert (found.kind, found.share) == ("form", 0.5)
    assert "has no entry 'dL_dx'" in found.message


PAIR = made_up(
    lambda x, y: (x * y, x + 2 * y),
    [(1.5, -2.0), (0.4, 2.5), (3.0, 0.2)],
    parts={"product": 1, "sum": 1},
    graded_by="entry",
)


def test_tuple_answers_are_graded_by_position():
    assert verdict(PAIR, lambda x, y: [x * y, x + 2 * y]).kind == "right"
    assert verdict(PAIR, lambda x, y: (x * y, x + y)).share == 0.5
    assert "in the other order" in verdict(PAIR, lambda x, y: (x + 2 * y, x * y)).message
    assert "product and sum are asked for" in verdict(PAIR, lambda x, y: x * y).message
    assert verdict(PAIR, lambda x, y: (x * y, x + 2 * y, 0)).share == 0
    named = verdict(PAIR, lambda x, y: {"product": x * y, "sum": x + 2 * y})
    assert (named.kind, named.share) == ("form", 0), "names are not asked for, and unpack wrongly"


PARTED = made_up(
    lambda x, h=0.5: x + h,
    [
        Probe((1.5,), part="default"),
        Probe((2.5,), part="default"),
        Probe((1.5,), {"h": 0.25}, part="given"),
    ],
    parts={"default": 1, "given": 3},
)


def test_parts_by_probe():
    found = verdict(PARTED, lambda x, h=0.5: x + 0.5)
    assert (found.kind, found.name, found.share) == ("first_wrong_link", "given", 0.25)
    assert found.message == (
        "With default all is right, but not with given. made_up(1.5, h=0.25) gives 2, and that is "
        "not right: follow this input by hand."
    )


def test_of_a_part_that_is_right_by_accident_nothing_is_said():
    silent = replace(PARTED, silent=("given",))
    reached = verdict(silent, lambda x, h=0.25: x + h + (h == 0.5) / 8)
    assert (reached.kind, reached.share) == ("unknown", 0.75)
    assert verdict(silent, lambda x, h=0.25: x + h / 2).kind == "unknown"
    assert verdict(PARTED, lambda x, h=0.3: x + h).message.startswith(
        "With given all is right, but not with default"
    )
    before = verdict(silent, lambda x, h=0.5: x + 0.5)
    assert before.message.startswith("With default all is right, but not with given")
    assert Table.from_json(silent.table().to_json()).silent == ["given"]
    assert "silent" not in PARTED.table().to_json()


def test_numbers_that_are_nearly_right_are_told_with_the_inputs_where_they_are():
    found = verdict(PARTED, lambda x, h=0.5001: x + h)
    assert (found.kind, found.name) == ("first_wrong_link", "default")
    assert found.message.startswith(
        "With given all is right, but not with default: there your numbers are nearly right but not"
    )
    assert "gives 2" not in found.message, "what is shown would look right"
    everywhere = verdict(PARTED, lambda x, h=0.5: (x + h) * 1.0001 + x / 1e5)
    assert everywhere.kind == "near"


def test_a_factor_that_is_nearly_one_is_no_factor():
    scaled = verdict(PARTED, lambda x, h=0.5: (x + h) * (1 if h == 0.25 else 1 + 1e-7))
    assert (scaled.kind, "times" in scaled.message) == ("first_wrong_link", False)


def test_an_entry_that_is_right_but_rounded_is_told_before_what_is_made_of_it():
    def rounds(x, y):
        product = round(x * y, 2)
        return product, product + 7

    def rounds_last(x, y):
        return x * y + 1, round(x + 2 * y, 2)

    found = verdict(FINE_PAIR, rounds)
    assert (found.kind, found.name, found.share) == ("near", "rounded", 0)
    assert found.message.startswith("Your product is right, but rounded: keep all its digits")
    assert "rounded" not in verdict(FINE_PAIR, rounds_last).message
    assert "rounded" not in verdict(FINE_PAIR, lambda x, y: (x, y)).message


FINE_PAIR = made_up(
    lambda x, y: (x * y, x + 2 * y),
    [(1.2345, 2.3456), (-0.7171, 3.1313)],
    parts={"product": 1, "sum": 1},
    graded_by="entry",
)


def test_the_check_s_own_call_is_told_from_calls_in_the_code():
    def made_up(x):
        return x

    found = verdict(PARTED, made_up)
    assert found.message == (
        "made_up(1.5, h=0.25) does not fit your def line: keep its brackets as the lesson gives "
        "them."
    )
    hidden = verdict(PARTED, made_up, hidden=True).message
    assert hidden.startswith("made_up, at a hidden input, does not fit your def line")
    inside = verdict(SPEED, lambda x: (lambda a, b: a)(x))
    assert "a call leaves out an argument" in inside.message


def test_an_input_without_a_number_is_shown_only_where_no_other_is_wrong():
    total = made_up(lambda rates: sum(rates) + 1, [([2.5, 1.5],), ([],)])
    assert "made_up([2.5, 1.5]) gives" in verdict(total, lambda rates: 3 * sum(rates)).message
    only = verdict(total, lambda rates: sum(rates) + (1 if rates else 0)).message
    assert "made_up([]) gives 0" in only


def test_a_zero_everywhere_may_be_cut_off():
    small = made_up(lambda x: x / 10, [(1.3,), (-2.6,)])
    assert "is it cut off by int() or //" in verdict(small, lambda x: int(x / 10)).message
    assert "cut off" not in verdict(small, lambda x: 0.5).message


# --- answers that are functions -----------------------------------------------------------------

BUILDER = made_up(
    lambda f: lambda x: f(x) + 1,
    [Probe((sin,), {"at": (0.5, 1.5)}), Probe((sin,), {"at": (-2.5, 3)})],
    driver="call_result",
)


def test_built_functions():
    def early(f):
        f(0.5)
        return lambda x: f(x) + 1

    assert verdict(BUILDER, lambda f: lambda x: 1 + f(x)).kind == "right"
    assert verdict(BUILDER, early).message == (
        "made_up calls a function before there is an input: call it inside the new one."
    )

    def early_and_wrong(f):
        inner = f(0.5)
        return lambda x: inner

    assert verdict(BUILDER, early_and_wrong).message == verdict(BUILDER, early).message

    def made_up(f):
        def built():
            return f

        return built

    assert verdict(BUILDER, made_up).message == (
        "The function that made_up gives back is called with one number: let its own brackets "
        "after def (or what stands after lambda) take exactly one."
    )
    returned = {"a number": 3.0, "a text": "f", "a list": [0.5], "a value of type set": {0.5}}
    for what, value in returned.items():
        said = verdict(BUILDER, lambda f, value=value: value).message
        assert said == f"made_up returned {what}, where a function is due."
    assert verdict(BUILDER, lambda f: lambda x: None if f else 1).message == (
        "The function that made_up gives back returns nothing: end it, too, with return."
    )
    assert verdict(BUILDER, lambda f: lambda x: f).message == (
        "What the function from made_up gives is a function, where one number is due."
    )
    assert verdict(BUILDER, lambda f: lambda x: f(x) + x).message == (
        "made_up(sin)(0.5) gives 0.9794, and that is not right: follow this input by hand."
    )


# --- whatever comes -----------------------------------------------------------------------------


def test_outcomes_must_fit_the_table():
    with pytest.raises(ValueError, match="1 outcomes for 3 probes"):
        diagnose([Outcome("value", value=1.0)], SPEED.table())


@pytest.mark.parametrize("exercise", [SPEED, ROWS, LINKS, PAIR, PARTED, BUILDER])
@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "text",
        b"raw",
        1 + 1j,
        float("nan"),
        [],
        [None],
        [[1.0], [2.0, 3.0]],
        {},
        {"values": None},
        {"values": [1.0], "called_early": False},
        {"values": "text", "called_early": "text", "returned": 5},
        {1: 2, "dL_dz": None},
        (1.0, None),
        {1.0, 2.0},
        np.zeros((0, 3)),
        np.array("text"),
        np.array(["2020-01-01"], "M8[D]"),
        np.datetime64("2020-01-01"),
        np.bool_(True),
        10**400,
        np.array([[np.nan, 1.0, 2.0]]),
    ],
    ids=repr,
)
def test_any_plain_value_gets_a_sentence_and_no_points(exercise, value):
    table = exercise.table()
    found = diagnose([Outcome("value", value=value)] * len(table.probes), table)
    assert found.kind != "right"
    assert found.share == 0
    assert found.message
    assert "\n" not in found.message


numbers = st.floats() | st.integers() | st.booleans() | st.none() | st.text(max_size=3)
shapes = st.recursive(
    numbers | hnp.arrays(float, hnp.array_shapes(min_dims=0, max_dims=2, max_side=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.sampled_from(["dL_dz", "dL_dw", "dL_dx", "values"]), inner),
        st.fixed_dictionaries({"values": inner, "called_early": inner}),
    ),
    max_leaves=6,
)
outcomes = st.one_of(
    st.builds(Outcome, st.just("value"), value=shapes, mutated=st.booleans()),
    st.builds(
        Outcome,
        st.sampled_from(["crashed", "not_plain", "not_started", "forged"]),
        error=st.text(max_size=9),
        message=st.text(max_size=30),
    ),
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([SPEED, ROWS, LINKS, PAIR, PARTED, BUILDER]), st.booleans(), st.data())
def test_any_outcomes_get_one_printable_sentence(exercise, hidden, data):
    table = replace(exercise.table(), hidden=hidden)
    given_outcomes = [data.draw(outcomes) for _ in table.probes]
    found = diagnose(given_outcomes, table)
    assert found.message.isprintable()
    assert 0 <= found.share <= 1
    assert (found.kind == "right") == (found.share == 1)


@pytest.mark.parametrize("exercise", [SPEED, ROWS, LINKS, PAIR, PARTED, BUILDER])
@pytest.mark.parametrize("nearly", [1.0, 1 + 9e-7, 1 - 9e-7, np.float32(1 + 9e-6), 1.001, -1.0])
def test_no_mistake_is_passed_over_that_is_the_same(exercise, nearly):
    """At a glance many are found to be others: never one that is the same when it is looked at."""
    table = exercise.table()
    for known in table.mistakes:
        given = [replace(outcome, value=times(outcome.value, nearly)) for outcome in known.outcomes]
        passed_over = _far_from(case_of(given, table))
        for place, mistake in enumerate(table.mistakes):
            same = all(map(_is_the_same, given, mistake.outcomes))
            assert not (same and place in passed_over), (known.name, mistake.name)
        assert nearly < 1.001 or passed_over or all(o.kind != "value" for o in known.outcomes)


def times(value, factor):
    if isinstance(value, dict):
        return {key: times(item, factor) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(times(item, factor) for item in value)
    if isinstance(value, np.ndarray):
        return (value * factor).astype(np.asarray(factor).dtype)
    return value * factor if isinstance(value, float) else value


def test_values_are_shown_in_few_characters():
    assert show(-0.0) == "0" and show(np.float64(-0.0)) == "0"
    assert show((3,)) == "(3,)" and show((2, 1)) == "(2, 1)" and show([3]) == "[3]"
    assert show(-0.123456) == "−0.1235"
    assert show(12) == "12"
    assert show((sin, "a\nb")) == r"(sin, 'a\nb')"
    assert len(show(np.arange(10_000).reshape(100, 100))) <= 80
    assert len(show({"a": list(range(1000))})) <= 80


# --- tables and dicts of arrays, which no message could print whole -------------------------------

X = np.array([[0.5, -1.2, 1.9, 0.3], [1.4, 0.3, -0.7, 2.2]])
PARAMS = {
    "W": np.array([[0.4, -0.7], [1.1, 0.6], [-0.5, 0.9], [0.2, 1.3]]),
    "b": np.array([0.3, 2.0]),
}
GRADS = made_up(
    lambda params, X: {"W": X.T @ (X @ params["W"]), "b": params["b"] * X.sum()},
    [(PARAMS, X), (PARAMS, X[::-1] * 1.5)],
    parts={"W": 2, "b": 1},
    graded_by="entry",
    measure=lambda probe: "nudges of the first entries measure 1.2 for W and 3.4 for b",
)


def test_layers_are_shown_by_their_number_and_their_gradients_by_first_entries():
    layers = [(np.full((2, 3), 0.5), np.zeros(3)), (np.full((3, 1), -0.25), np.full(1, 2.0))]
    assert show(layers) == "a list of 2 pairs of arrays"
    assert show([list(layers[0])]) == "a list of 1 pair of arrays"
    assert show_answer(layers) == ("as first entries 0.5 and 0 in pair 0, −0.25 and 2 in pair 1")
    assert show([(1.5, 2.5)]) == "[(1.5, 2.5)]", "numbers are no layers"
    assert show([(np.ones(2), 3.0)]) != "a list of 1 pair of arrays"
    assert "pair" not in show_answer([(np.zeros((0, 2)), np.zeros(0))])


def test_arrays_of_zeros_are_said_to_be_so():
    nothing = {"W": np.zeros((2, 2)), "b": np.zeros(2)}
    assert show(nothing) == "{W, b} of zeros"
    assert show({**nothing, "b": np.ones(2)}) == "{W, b}"


def test_tables_are_shown_by_their_size_and_answers_by_their_first_entries():
    assert show(X) == "a 2×4 array"
    assert show(X[:, :3]) == "[[ 0.5 -1.2 1.9] [ 1.4 0.3 -0.7]]"
    assert show(PARAMS) == "{W, b}"
    found = verdict(GRADS, lambda params, X: {"W": params["W"] * 7 + X[0, 0], "b": params["b"] + 7})
    assert found.message == (
        "made_up({W, b}, a 2×4 array) gives as first entries W 3.3, b 7.3, but nudges of the first "
        "entries measure 1.2 for W and 3.4 for b."
    )


def test_a_wrong_entry_is_met_with_what_was_measured_for_it():
    def half_right(params, X):
        return {**GRADS.reference(params, X), "b": params["b"] + 7}

    found = verdict(GRADS, half_right)
    assert (found.kind, found.name, found.share) == ("first_wrong_link", "b", pytest.approx(2 / 3))
    assert found.message == (
        "Up to W all is right; the first difference is b. With made_up({W, b}, a 2×4 array), "
        "nudges of the first entries measure 1.2 for W and 3.4 for b, and your b is [7.3 9. ]."
    )
    assert "nudges" not in verdict(GRADS, half_right, hidden=True).message


def test_a_wrong_entry_behind_right_first_ones_is_shown_with_its_place():
    def last_lost(params, X):
        known = GRADS.reference(params, X)
        return {**known, "W": known["W"] * (np.indices(known["W"].shape).sum(axis=0) < 2)}

    W = GRADS.reference(PARAMS, X)["W"]
    found = verdict(GRADS, last_lost)
    assert W[1, 1] and "your W has 0 at [1, 1]" in found.message and "nudges" not in found.message
    alone = replace(GRADS, parts={}, graded_by="probe")
    assert verdict(alone, last_lost).message == (
        "made_up({W, b}, a 2×4 array) begins rightly, but gives 0 at W[1, 1]: follow that entry by "
        "hand."
    )


def test_places_are_named_as_they_are_read():
    assert place_in_words("['W1'][0, 2]") == "W1[0, 2]"
    assert place_in_words("[1][0, 2]", ["dX", "dW"]) == "dW[0, 2]"
    assert place_in_words("[1][0, 2]") == "[0, 2] of the second of its answers"
    assert place_in_words("[3]") == "[3]" and place_in_words("") == ""
    shapes = verdict(PAIR, lambda x, y: (x * y, np.array([x, y])))
    assert shapes.message.startswith("In the answer of made_up, sum is an array of shape (2,)")


def test_of_an_entry_that_holds_facts_the_false_one_is_named():
    facts = made_up(
        lambda n: {"size": n + 0.5, "rows": {"each_once": True, "kept": True}},
        [(1.5,), (2.5,)],
        parts={"size": 1, "rows": 1},
        graded_by="entry",
    )
    found = verdict(facts, lambda n: {"size": n + 0.5, "rows": {"each_once": True, "kept": False}})
    assert found.message == (
        "Up to size all is right; the first difference is rows, where kept is False."
    )


def test_a_form_that_only_one_input_gets_is_told_with_that_input():
    two = made_up(lambda v: v**2, [(np.array([1.5, 2.5]),), (np.array([3.5, 4.5, 5.5]),)])
    late = verdict(two, lambda v: (v**2)[:2])
    assert late.message == (
        "The answer of made_up([3.5 4.5 5.5]) has shape (2,), where (3,) is due."
    )
    assert "made_up has shape" in verdict(two, lambda v: v[:1]).message
    assert "5.5" not in verdict(two, lambda v: (v**2)[:2], hidden=True).message


def test_one_thing_with_a_plural_name_is_spoken_of_as_several():
    def of(name):
        return made_up(
            lambda x: {"first": x**2, name: x**3},
            [(1.5,), (2.5,)],
            parts={"first": 1, name: 1},
            graded_by="entry",
        )

    for name, verb in (("weights", "are"), ("loss", "is"), ("history", "is")):
        found = verdict(of(name), lambda x, name=name: {"first": x + 1, name: x**3})
        assert found.message.startswith(f"{name} {verb} right; the first difference is first.")
