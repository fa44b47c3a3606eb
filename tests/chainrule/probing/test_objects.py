"""Answers that are classes and iterators: what a probe reads of them, and what is said then."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.probing import Probe, run_probes, steps

from autograders.exercises import Exercise, Misconception
from tests.support.engine import Value

TWICE = ("a = Value(x)", "b = a * a + a", "b.backward()")
READ = ("b.data", "a.grad")


class Overwrites(Value):
    """The last share of the gradient alone, because = stands where += is due."""

    def __setattr__(self, name, value):
        if name == "grad" and value and getattr(self, "grad", 0):
            value -= self.grad
        super().__setattr__(name, value)


ENGINE = Exercise(
    name="Value",
    lesson="08_made_up",
    number="08.1",
    points=3,
    reference=Value,
    visible=(steps("Value", TWICE, READ, x=2.0), steps("Value", TWICE, READ, x=-0.7)),
    draw=lambda random: [
        steps("Value", TWICE, READ, x=round(float(random.uniform(1, 2)), 2)) for _ in range(2)
    ],
    misconceptions=(
        Misconception("overwrites", "A value used twice gets two shares.", Overwrites),
    ),
    driver="call_class",
    parts={"b.data": 1, "a.grad": 2},
    graded_by="entry",
)


def minibatches(X, size):
    for start in range(0, len(X), size):
        yield X[start : start + size]


ROWS = np.arange(10.0).reshape(5, 2)
BATCHES = Exercise(
    name="minibatches",
    lesson="08_made_up",
    number="08.2",
    points=2,
    reference=minibatches,
    visible=(Probe((ROWS, 2), {"take": 3, "lazily": True}), Probe((ROWS, 4), {"take": 2})),
    draw=lambda random: [
        Probe((random.normal(size=(7, 2)), 3), {"take": 3}),
        Probe((random.normal(size=(4, 1)), 2), {"take": 2, "lazily": True}),
    ],
    misconceptions=(),
    driver="call_iterator",
)


def said(exercise, answer, seed=None):
    table = exercise.table(seed)
    return diagnose(run_probes(answer, table.driver, table.probes), table)


# --- classes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1])
def test_a_right_class_is_right_and_a_known_mistake_is_named(seed):
    assert said(ENGINE, Value, seed).kind == "right"
    slip = said(ENGINE, Overwrites, seed)
    assert (slip.kind, slip.name, slip.share) == (
        "misconception",
        "overwrites",
        pytest.approx(1 / 3),
    )


class Node:
    """An engine of another make: only what the steps use."""

    def __init__(self, data, back=lambda grad: None):
        self.data, self.back, self.grad = data, back, 0

    def __add__(self, other):
        return type(self)(self.data + other.data, lambda g: (self.take(g), other.take(g)))

    def __mul__(self, other):
        shares = (other.data, self.data)
        return type(self)(
            self.data * other.data,
            lambda g: (self.take(shares[0] * g), other.take(shares[1] * g)),
        )

    def take(self, grad):
        self.grad += grad
        self.back(grad)

    def backward(self):
        self.take(1.0)


class Answers(Node):
    """Everything that is not there is there."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return 4.0


class Equal(Node):
    """Equal to whatever it is compared with, and so are its numbers."""

    def __eq__(self, other):
        return True

    __hash__ = None
    grad = property(lambda self: AlwaysRight(0.0), lambda self, value: None)


class AlwaysRight(float):
    """A float that equals every number, and from which every number is 0 away."""

    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __rsub__, __hash__ = __sub__, None


class Changes(Node):
    """Its gradient is another one each time that it is read."""

    numbers = itertools.count(1)
    grad = property(lambda self: float(next(self.numbers)), lambda self, value: None)


def raising(error):
    class Raises(Node):
        def backward(self):
            raise error

    return Raises


class Gives(Node):
    """Its gradient is a Node where a number is due."""

    grad = property(lambda self: self, lambda self, value: None)


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize(
    ("answer", "share", "sentence"),
    [
        (Node, 1, "Value works"),
        (Answers, 1, "Value works"),
        (Equal, 1 / 3, "Up to b.data all is right"),
        (Changes, 1 / 3, "Up to b.data all is right"),
        (raising(NotImplementedError()), 0, "not written yet"),
        (raising(ZeroDivisionError()), 0, "divides by zero"),
        (raising(KeyboardInterrupt()), 0, "loop that never ends"),
        (Gives, 0, "Value"),
        (lambda x: x * x, 0, "Value"),
        (type("Value", (), {}), 0, "other arguments than its def takes"),
        (3.0, 0, "Value"),
    ],
)
def test_other_classes_get_what_they_deserve(answer, share, sentence, seed):
    found = said(ENGINE, answer, seed)
    assert found.share == pytest.approx(share), found.message
    assert sentence in found.message


def test_a_visible_check_quotes_the_lines_with_their_numbers():
    class Off(Node):
        def backward(self):
            self.take(1.5 + self.data**2)

    lines = "a = Value(x); b = a * a + a; b.backward() (with x = {})"
    crash = said(ENGINE, raising(ZeroDivisionError()))
    assert crash.message == f"{lines.format('2')} stops at `raise error`: it divides by zero."
    whole = replace(ENGINE, parts={}, graded_by="probe", visible=ENGINE.visible[:1], draw=None)
    found = said(whole, Off)
    assert found.message == (
        f"a.grad after {lines.format('2')} gives 187.5, and that is not right: follow this input "
        "by hand."
    )


def test_what_an_object_holds_is_taken_when_it_is_read():
    class Holds(Value):
        def __init__(self, data):
            super().__init__(data)
            self.kept = []

        @property
        def shared(self):
            self.kept.append(1)
            return self.kept

    probe = steps("Value", ("a = Value(1)",), ("a.shared", "a.shared + [2]"))
    (outcome,) = run_probes(Holds, "call_class", [probe])
    assert outcome.value == {"a.shared": [1], "a.shared + [2]": [1, 1, 2]}


# --- iterators ------------------------------------------------------------------------------------


class Loader:
    """A class that can be gone through, as an iterator of its own or afresh."""

    def __init__(self, X, size):
        self.parts = list(minibatches(X, size))

    def __iter__(self):
        return iter(self.parts)


def endless(X, size):
    while True:
        yield X[:size]


def goes_on(X, size):
    yield from minibatches(X, size)
    yield X[:0]


def raises_midway(X, size):
    yield X[:size]
    raise IndexError("no more")


def writes_in_place(X, size):
    for start in range(0, len(X), size):
        X[start : start + size] *= 1.5
        yield X[start : start + size]


def one_buffer(X, size):
    buffer = np.zeros((size, X.shape[1]))
    for start in range(0, len(X), size):
        part = X[start : start + size]
        buffer[: len(part)] = part
        yield buffer[: len(part)]


def unwritten(X, size):
    raise NotImplementedError
    yield


@pytest.mark.parametrize("seed", [None, 1])
@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        (minibatches, "right", "minibatches works"),
        (Loader, "right", "minibatches works"),
        (lambda X, size: map(np.copy, minibatches(X, size)), "right", "minibatches works"),
        (lambda X, size: list(minibatches(X, size)), "form", "yield them one at a time"),
        (lambda X, size: iter(list(minibatches(X, size))), "form", "yield them one at a time"),
        (endless, None, "minibatches"),
        (goes_on, "form", "minibatches goes on after its last item."),
        (lambda X, size: itertools.islice(minibatches(X, size), 1), "form", "another number"),
        (raises_midway, "crashed", "an entry that is not there"),
        (writes_in_place, "form", "changes an argument in place"),
        (one_buffer, "unknown", "minibatches"),
        (unwritten, "not_started", "not written yet"),
        (lambda X, size: [].append(size), "form", "returns nothing"),
        (lambda X, size: 7, "form", "a value of type int, where something that gives item after"),
        (lambda X, size: lambda: 1, "form", "a value of type function"),
        (lambda X, size: (object() for _ in range(3)), "form", "an object of type object"),
    ],
)
def test_iterators_get_what_they_deserve(answer, kind, sentence, seed):
    found = said(BATCHES, answer, seed)
    assert kind in (None, found.kind), found.message
    assert found.share == (kind == "right")
    assert sentence in found.message


def test_no_more_is_taken_than_is_asked_for():
    taken = []

    def notes(X, size):
        for number in itertools.count():
            taken.append(number)
            yield number

    (outcome,) = run_probes(notes, "call_iterator", [Probe((ROWS, 2), {"take": 3})])
    assert outcome.value == {"items": [0, 1, 2], "ends": False}
    assert taken == [0, 1, 2, 3]
