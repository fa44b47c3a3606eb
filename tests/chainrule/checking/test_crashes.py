"""Real errors of this Python and this numpy, in a learner's words."""

import functools
import math

import numpy as np
import pytest
from chainrule.checking.crashes import as_every_python_says, explain_crash
from chainrule.checking.text import one_line
from chainrule.machines import sigmoid, sin, square, withheld

MATRIX = np.ones((2, 3))


class Value:
    """One whose __init__ keeps nothing."""


def first_name(params):
    return params["W1"]


def calls_itself():
    return calls_itself()


def call(function):
    return function(2.0)


def first(values):
    return values[0]


def first_of(values, place):
    return values[place]


def unbound():
    value = value + 1  # noqa: F821, F841


def free():
    def read():
        return late

    read()
    late = 1


def late_import():
    import torch_that_is_not_there  # noqa: F401


def told_shape():
    raise ValueError("W has shape (2, 3), expected (3, 3): one row per column of X")


def first_set(values):
    values[0] = np.ones(2)


def call_it(thing):
    return thing("W1")


def added_in_place(sums, more):
    sums += more


def put_into(places, values):
    places[:] = values


def into_another_shape():
    x = np.ones(2)
    x @= MATRIX


def ready_made():
    with withheld((sigmoid,)):
        return sigmoid(2.0)


REAL = [
    (lambda: undefined_name + 1, "it uses the name undefined_name, which stands for nothing"),  # noqa: F821
    (lambda: cube(2.0), "run the import cell at the top first"),  # noqa: F821
    (lambda: math.pi * numpy.pi, "run import numpy in a cell above"),  # noqa: F821
    (lambda: np.ones(3)[1.5], "for an entry by a number that is not whole"),
    (lambda: [1, 2][np.float64(0.5)], "for an entry by a number that is not whole"),
    (lambda: np.ones(3)[1, 2], "by more places than its shape has"),
    (lambda: np.float64(3)[0], "inside a single number"),
    (lambda: max(0, np.ones(3)), "min or max asks one yes-or-no of a whole array"),
    (unbound, "it uses value before value has a value: a name that gets its value inside"),
    (
        lambda: np.array([np.ones(3), np.ones(2)]),
        "several things of different shapes for one array",
    ),
    (
        lambda: np.ones((2, 3)).T(),
        "brackets after an array as if the array were a function: leave them",
    ),
    (lambda: math.exp(1000.0), "np.exp gives inf and goes on"),
    (lambda: 2.718**1000.0, "np.exp gives inf and goes on"),
    (lambda: float(10**400), "a number grew too big for the computer"),
    (lambda: float(np.ones(3)), "float() and the functions of math take one number at a time"),
    (lambda: (lambda x, h: x)(1), "a call leaves out an argument"),
    (lambda: (lambda x: x)(1, 2), "a call gives other arguments"),
    (lambda: (lambda x: x)(y=2), "a call gives other arguments"),
    (lambda: call(3.0), "write * between a number and a bracket"),
    (lambda: call(3), "write * between a number and a bracket"),
    (lambda: call(np.float64(3)), "write * between a number and a bracket"),
    (lambda: call([1]), "its type is list"),
    (lambda: None * 2.0, "it calculates with None"),
    (lambda: 2.0 + None, "it calculates with None"),
    (lambda: -None, "it calculates with None"),
    (lambda: call(None), "does not return anything"),
    (lambda: first(None), "looks inside None"),
    (lambda: [].append(1).append(2), "leave out a name and = before it"),
    (lambda: float(None), "something that it uses has no return"),
    (lambda: float([1.0]), "a whole list came"),
    (lambda: [1.0] + None, "it adds None to a list"),
    (lambda: [1.0] + 2.0, "put the single thing in brackets of the same kind"),
    (lambda: {"w": 1.0}.values() * 2.0, ".values() of a dict as a whole"),
    (lambda: first_of([1.0], "w"), "a list has places, counted from 0"),
    (lambda: first_of((1.0, 2.0), "w"), "needs two names before the ="),
    (lambda: (2.0).keys(), "asks for .keys of a single number"),
    (lambda: np.ones(2).index(1.0), "asks for .index of an array"),
    (lambda: np.random.default_rng(0)(0, 1), "numbers are drawn by its methods"),
    (lambda: np.random.default_rng(0).normal(0, 1, 2, 3), "a shape goes in as one thing"),
    (lambda: MATRIX.sum(axis=[0]), "axis takes one, or a tuple of them"),
    (lambda: np.zeros(2, 3), "a shape goes in as one thing"),
    (lambda: np.split(np.arange(5), 2), "makes equal parts only"),
    (lambda: told_shape(), "W has the shape (2, 3) there, where (3, 3) is expected: one row"),
    (lambda: list(None), "looks inside None"),
    (lambda: None.shape, "does not return anything"),
    (lambda: math.sin * 2.0, "calculates with a function itself"),
    (lambda: sin * 2.0, "calculates with a function itself"),
    (lambda: 2.0 * (lambda x: x), "calculates with a function itself"),
    (lambda: np.sin(lambda x: x), "calculates with a function itself"),
    (lambda: math.sin(sin), "calculates with a function itself"),
    (lambda: sin[2.0], "round brackets"),
    (lambda: sin.real, "it asks a function for .real"),
    (lambda: sin(square), "the machine sin was fed a function, and a machine takes a number"),
    (lambda: 2.5 ^ 2, "in Python ^ is not a power"),
    (lambda: "3" * 2.5, "a text or a list as if it were a number"),
    (lambda: "3" + 2, "a text or a list as if it were a number"),
    (lambda: [1.0] - 2.0, "a text or a list as if it were a number"),
    (lambda: -[1.0], "make an array of the list with np.array"),
    (lambda: 2.0 + (0.5, 1.5), "several values in brackets as if they were one number"),
    (lambda: (0.5, 1.5) ** 2, "is there a comma too many"),
    (lambda: -sin, "calculates with a function itself"),
    (lambda: abs(math.sin), "calculates with a function itself"),
    (lambda: float(sin), "calculates with a function itself"),
    (lambda: [3, 2][sin], "a loop over a list runs through its entries"),
    (lambda: range(np.ones(3)), "it counts up to a whole array"),
    (lambda: functools.reduce(max, []), "hand it the value to begin with"),
    (lambda: list(zip([3], [3, 2], strict=True)), "two lists of different lengths"),
    (lambda: np.cross([2.5], [3.5]), "another product, one of arrows in space"),
    (lambda: math.exp([3.0]), "stands where one number is needed"),
    (lambda: round([3.0], 2), "it takes for a number what is none"),
    (lambda: float("three"), "it takes a text for a number"),
    (lambda: np.exp("three"), "holds no numbers, such as a text"),
    (lambda: np.concatenate(3.0, 2.0), "joins several arrays is handed a single number"),
    (lambda: np.array([3, 2]) ** -2, "make floats of them first"),
    (lambda: [3].index(2), "something that is not there"),
    (lambda: np.gradient([3.0]), "too few numbers for that"),
    (lambda: reversed(3.0), "turns a single number round"),
    (lambda: [3].length, "is told by len(…)"),
    (lambda: None.append(3), "which changes things in place and gives back None"),
    (lambda: ready_made(), "is put away here: write it yourself"),
    (lambda: np.array([])[-1], "an entry of an array that has none, as when a list is empty"),
    (lambda: np.ones(1)[3], "along an axis of 1 (axis 0), whose only place is 0: is it"),
    (lambda: np.einsum("ij,j", np.ones((2, 3)), np.ones(2)), "one letter of an einsum"),
    (lambda: e**2.0, "numpy's is np.e"),  # noqa: F821
    (lambda: list(zip(3.0, 2.0, strict=True)), "is a loop needed there at all"),
    (lambda: {"W1": 1.0} - 2.0, "a whole dict: take its entries one at a time"),
    (lambda: first_name(({"W1": 1.0}, 2.0)), "two things needs two names before the ="),
    (lambda: math.sin(np.ones(3)), "for a whole array take numpy's"),
    (lambda: float(np.ones(3)), "for a whole array take numpy's"),
    (lambda: first(2.5), "looks for entries inside a single number"),
    (lambda: list(2.5), "a list takes one number more with append"),
    (lambda: list(np.array(2.5)), "a list takes one number more with append"),
    (lambda: MATRIX["W1"], "or by a name"),
    (lambda: MATRIX[np.array([0.5])], "has to hold places, not values"),
    (lambda: {MATRIX}, "every value has its name before it"),
    (lambda: {}.append(1), "a dict gets its entries by name"),
    (lambda: {}.W1, "it asks a dict for .W1: an entry is asked for in square brackets"),
    (lambda: MATRIX @ "W1", "it calculates with a text"),
    (lambda: MATRIX @ np.transpose, "@ takes two arrays"),
    (lambda: MATRIX @ 2.0, "@ takes two arrays"),
    (lambda: sorted([1j, 2j]), "things of type complex, which have no order"),
    (lambda: 2 > (3,), "it compares a thing of type int with one of type tuple"),
    (lambda: np.broadcast_to(MATRIX, (3,)), "never into a smaller one"),
    (lambda: MATRIX.reshape(4), "it puts 6 numbers into the shape (4,)"),
    (lambda: reversed(call), "call it first, with round brackets"),
    (lambda: [1.5].grad, "it asks a list for .grad: ask its entries"),
    (lambda: (1.5,).grad, "it asks a tuple for .grad: ask its entries"),
    (lambda: [a for a, b in ([1, 2, 3], [4, 5, 6])], "two lists side by side take zip"),
    (lambda: [].__setitem__(0, 1.5), "a list grows with append"),
    (free, "it uses late before late has a value"),
    (lambda: sqrt(2.0), "numpy's is np.sqrt"),  # noqa: F821
    (lambda: np.where(MATRIX > 0, MATRIX), "np.where takes three things"),
    (lambda: first_of([1, 2], (0, 1)), "a list takes one place at a time"),
    (lambda: [][-1], "an empty list has none"),
    (lambda: range((2, 3)), "range takes one of its numbers, such as shape[0]"),
    (lambda: range([2, 3]), "range takes one number, such as len(…)"),
    (lambda: range(2.5), "with a number that is not whole"),
    (lambda: [].append(1, 2), "append takes one thing"),
    (lambda: np.linalg.inv(MATRIX), "what only a square array has"),
    (lambda: MATRIX[0, 5], "place 5 along an axis of 3 (axis 1), whose places are 0 to 2"),
    (calls_itself, "a function calls itself without end"),
    (lambda: 1 / 0, "it divides by zero"),
    (lambda: 2.0**5000, "a number grew too big"),
    (lambda: math.log(-1), "impossible input"),
    (lambda: [1][3], "an entry that is not there"),
    (lambda: np.ones(2)[5], "place 5 along an axis of 2 (axis 0), whose places are 0 to 1"),
    (lambda: {}["dW"], "the key 'dW'"),
    (lambda: np.sine(1), "numpy has nothing called sine"),
    (lambda: MATRIX @ MATRIX, "your inner sizes are 3 and 2, and"),
    (lambda: np.dot(MATRIX, MATRIX), "your inner sizes are 3 and 2"),
    (lambda: MATRIX + np.ones(2), "combined entry by entry: (2,3) (2,)"),
    (lambda: bool(MATRIX > 0), "yes-or-no of a whole array"),
    (lambda: (lambda a, b: a)(*[1]), "a call leaves out an argument"),
    (lambda: [a for a, b in [(1, 2, 3)]], "into more names, or fewer, than it has parts"),
    (lambda: [a for a, b in {"w": 1.0}], "over its .items() pairs"),
    (lambda: [a for a, b in [1]], "and it is a single int"),
    (lambda: exp(1.0), "numpy's is np.exp, or run the cell that imports it"),  # noqa: F821
    (lambda: pi * 2, "numpy's is np.pi"),  # noqa: F821
    (lambda: sin([1.0]), "the machine sin was fed a list"),
    (lambda: 2.0 @ 3.0, "@ stands between two single numbers"),
    (lambda: np.float64(2.0) @ MATRIX, "@ takes two arrays"),
    (lambda: np.float64(2.0) ^ 2, "in Python ^ is not a power"),
    (lambda: len(2.5), "it asks for the length of a single number"),
    (lambda: np.gradient(np.ones(3), np.ones(3), np.ones(3)), "more columns than it can"),
    (lambda: [1].dot([2]), "it asks a plain list for .dot: make an array of it first"),
    (lambda: (2.5).append(1), "it asks a number or an array for .append"),
    (lambda: max([]), "the largest or the smallest of no numbers"),
    (lambda: np.max(np.ones(0)), "the largest or the smallest of no numbers"),
    (lambda: first_set(np.ones(3)), "a whole array into a place where one number belongs"),
    (into_another_shape, "a product with @ has another shape"),
    (lambda: [1.5][7], "how long a thing is can be different at every call"),
    (late_import, "it imports torch_that_is_not_there"),
    (lambda: exit(), "it leaves Python"),
    (lambda: next(iter(())), "more from an iterator than it has"),
    (lambda: np.ones(3).argmax(axis=1), "it goes along axis 1, and the array there has 1 axis,"),
    (lambda: MATRIX.sum(axis=-3), "it goes along axis -3, and the array there has 2 axes,"),
    (lambda: Value().data, "asks a Value for .data, which it does not have"),
    (lambda: abs(Value()), "abs knows no Value"),
]


def error_of(function):
    try:
        function()
    except BaseException as error:
        return type(error).__name__, str(error)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize(("function", "clause"), REAL, ids=[clause for _, clause in REAL])
def test_usual_errors_are_translated(function, clause):
    explained = explain_crash(*error_of(function))
    assert clause in explained
    assert "Traceback" not in explained


@pytest.mark.parametrize(("function", "clause"), REAL, ids=[clause for _, clause in REAL])
def test_without_quoting_nothing_of_the_message_is_told(function, clause):
    error, message = error_of(function)
    secret = message.replace("3", "31415").replace("2", "27182").replace("value", "secret")
    explained = explain_crash(error, secret, quote=False)
    assert not any(word in explained for word in ("31415", "27182", "secret", "undefined_name"))


@pytest.mark.parametrize(
    ("error", "clause"),
    [
        ("RecursionError", "its own name, used inside, means the very function"),
        ("IndexError", "until there is no entry left to take"),
        ("OverflowError", "until a number is too big"),
    ],
)
def test_a_function_inside_itself_is_told_so(error, clause):
    assert clause in explain_crash(error, "some text", itself=True)
    assert clause not in explain_crash(error, "some text")
    assert explain_crash("KeyError", "'W1'", itself=True) == explain_crash("KeyError", "'W1'")


def test_shapes_that_do_not_fit_in_a_call_to_itself_are_told_so():
    error, message = error_of(lambda: MATRIX @ MATRIX)
    for quote in (True, False):
        plain = explain_crash(error, message, quote)
        assert "a product with @ needs them equal" in plain
        assert explain_crash(error, message, quote, itself=True) == (
            f"in a call to itself, {plain}"
        )


IMPOSSIBLE = [
    (math.log, (-1.0,), "expected a positive input"),
    (math.sqrt, (-1.0,), "expected a nonnegative input, got -1.0"),
    (math.cos, (math.inf,), "expected a finite input, got inf"),
    (math.acos, (2.0,), "expected a number in range from -1 up to 1, got 2.0"),
    (math.atanh, (1.0,), "expected a number between -1 and 1, got 1.0"),
    (math.gamma, (-1.0,), "expected a noninteger or positive integer, got -1.0"),
    (math.log1p, (-1.0,), "expected argument value > -1, got -1.0"),
]


@pytest.mark.parametrize(("function", "given", "since_3_14"), IMPOSSIBLE)
def test_an_impossible_input_reads_alike_on_every_python(function, given, since_3_14):
    """Here, on the Pythons before 3.14 ("math domain error") and since, which say what is due."""
    error, here = error_of(lambda: function(*given))
    said = {explain_crash(error, text) for text in (here, "math domain error", since_3_14)}
    assert said == {"a math function got an impossible input"}


def test_the_words_that_python_3_14_puts_around_an_error_are_left_out():
    plain = "unhashable type: 'Value'"
    for around in (
        "cannot use 'Value' as a set element ({})",
        "cannot use 'tuple' as a dict key ({})",
    ):
        assert as_every_python_says(around.format(plain)) == plain
    assert as_every_python_says(plain) == plain
    assert as_every_python_says("cannot use 'x' as a key") == "cannot use 'x' as a key"
    _, here = error_of(lambda: {[]})
    assert as_every_python_says(here) == "unhashable type: 'list'"


RARER = [
    (
        lambda: put_into(np.zeros(3), np.ones(2)),
        "an array of shape (2,) into a place of shape (3,)",
    ),
    (lambda: added_in_place(np.zeros(3), MATRIX), "keeps its shape"),
    (lambda: np.einsum("ij,ij->ij", MATRIX, MATRIX.T), "one letter of an einsum"),
    (lambda: np.einsum("ijk->i", MATRIX), "letters of einsum"),
    (lambda: np.hstack([MATRIX, MATRIX.T]), "do not fit side by side"),
    (lambda: np.stack([MATRIX, MATRIX.T]), "do not fit side by side"),
    (lambda: np.concatenate((1.0, 2.0)), "joins single numbers"),
    (lambda: np.gradient(np.ones(4), np.ones(3)), "makes the steps itself"),
    (lambda: np.gradient(np.ones(4), MATRIX), "measures along one column"),
    (lambda: np.gradient(np.ones(1)), "too few numbers for that"),
    (lambda: np.tensordot(MATRIX, MATRIX.T), "different sizes"),
    (lambda: np.array([2, 3]) ** -1, "negative power"),
    (lambda: int(float("nan")), "whole number of nan"),
    (lambda: float("W1"), "takes a text for a number"),
    (lambda: f"{MATRIX:.2f}", "give the numbers back"),
    (lambda: np.trace(np.ones(2)), "the diagonal"),
    (lambda: list(range(MATRIX)), "counts up to a whole array"),
    (lambda: list(range("W1")), "counts with something that is no whole number"),
    (lambda: list(range(None)), "counts with something that is no whole number"),
    (lambda: np.zeros(3, 4), "brackets of its own"),
    (lambda: MATRIX.sum(0, 1), "brackets of its own"),
    (lambda: np.ones(2.5), "takes whole numbers"),
    (lambda: float((1.0, 2.0)), "take its entries one at a time"),
    (lambda: math.exp([1.0]), "needs two names before the ="),
    (lambda: float({"W1": 2.0}), "a whole dict came"),
    (lambda: math.exp("W1"), "something of type str stands"),
    (lambda: math.exp(None), "does not return anything"),
    (lambda: np.exp(None), "does not return anything"),
    (lambda: -{"W1": 2.0}, "one at a time"),
    (lambda: np.exp("W1"), "holds no numbers"),
    (lambda: np.exp({"W1": 2.0}), "one at a time"),
    (lambda: -call, "calculates with a function itself"),
    (lambda: abs(call), "calculates with a function itself"),
    (lambda: first({"W1": 2.0}.values()), "numbers the entries of a dict"),
    (lambda: first_set((1.0, 2.0)), "which cannot be changed"),
    (lambda: np.dot(MATRIX, MATRIX.T, 2.0), "one thing too many"),
    (lambda: sum([1], 2, 3), "compare the two brackets"),
    (lambda: next(MATRIX), "next takes"),
    (lambda: (2.0).T, "of a single number, which has none"),
    (lambda: (2).copy(), "of a single number, which has none"),
    (lambda: MATRIX.dZ, "asks for .dZ of an array"),
    (lambda: "W1".T, "asks for .T of a text"),
    (lambda: np.linalg.zz, "numpy.linalg has nothing called zz"),
    (lambda: call_it({"W1": 2.0}), "an entry is asked for in square brackets"),
    (lambda: MATRIX.shape(0), "an entry is asked for in square brackets"),
    (lambda: "W1" * "b1", "multiplies two texts"),
]


@pytest.mark.parametrize(("function", "clause"), RARER)
def test_errors_that_come_now_and_then_are_translated(function, clause):
    error, message = error_of(function)
    told = explain_crash(error, message)
    assert clause in told
    assert error not in told
    untold = explain_crash(error, message, quote=False)
    assert untold != "an error that is none of the usual ones"
    assert not any(number in untold for number in ("(2,)", "dZ", "zz"))


def test_a_ready_machine_that_is_put_away_says_so_without_the_name_of_an_error():
    text = "the ready-made σ′ is put away here: write it yourself"
    assert explain_crash("RuntimeError", text).startswith("the ready-made σ′ is put away")


def test_what_a_checks_own_lines_tell_stands_alone_and_is_not_quoted_at_hidden_inputs():
    told = "one pair came back, and so one batch"
    assert explain_crash("Told", told) == told
    assert told not in explain_crash("Told", told, quote=False)


def test_an_unusual_error_is_named_with_its_text():
    assert explain_crash("Weird", "went\n\x1b[31mwrong") == "Weird: went [31mwrong"
    assert explain_crash("Weird", "") == "Weird"
    assert "text" not in explain_crash("Weird", "text", quote=False)


def test_texts_are_one_short_line():
    assert one_line("a\r\n\tb\u2028c\ud800d") == "a b c d"
    assert len(one_line("x" * 1000)) == 200
