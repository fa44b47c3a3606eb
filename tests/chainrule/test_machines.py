"""Machines: their values, names and derivatives."""

import math
import pickle

import numpy as np
import pytest
from chainrule.machines import (
    Machine,
    cos,
    cube,
    double,
    exp,
    plus,
    reciprocal,
    sigmoid,
    sin,
    square,
    times,
    triple_plus_one,
)

FAMILIES = [
    Machine("constant", -3),
    Machine("affine", -1, 0.5),
    Machine("power", 2, 3),
    Machine("power", -2, 1),
    Machine("power", 1, 4),
    Machine("sin", -2),
    Machine("cos", 0.5),
    Machine("exp", -1.5),
    Machine("shifted_sin", 2, 3),
    Machine("sigmoid", 0, 2),
    Machine("sigmoid", 1, -1),
    Machine("sigmoid", 2, 1),
]

BY_HAND = [
    (square, lambda t: t * t),
    (cube, lambda t: t * t * t),
    (sin, math.sin),
    (cos, math.cos),
    (exp, math.exp),
    (reciprocal, lambda t: 1 / t),
    (triple_plus_one, lambda t: t + t + t + 1),
    (double, lambda t: t + t),
    (sigmoid, lambda t: 1 / (1 + math.exp(-t))),
    (sigmoid.derivative(), lambda t: math.exp(-t) / (1 + math.exp(-t)) ** 2),
    (times(-2), lambda t: -2 * t),
    (plus(0.5), lambda t: t + 0.5),
]


@pytest.mark.parametrize(("machine", "by_hand"), BY_HAND, ids=lambda m: getattr(m, "name", ""))
def test_ready_machines_compute_what_they_are_called(machine, by_hand):
    for t in (0.7, -1.9, 3):
        value = machine(t)
        assert type(value) is float
        assert value == pytest.approx(by_hand(t), rel=1e-14)


@pytest.mark.parametrize("machine", FAMILIES, ids=repr)
def test_derivative_agrees_with_the_complex_step(machine):
    for t in (0.6, 1.7):
        by_complex_step = machine(t + 1e-30j).imag / 1e-30
        assert machine.derivative()(t) == pytest.approx(by_complex_step, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("machine", FAMILIES, ids=repr)
def test_arrays_go_through_entry_by_entry(machine):
    points = np.array([[0.5, 2.0], [1.5, 3.0]])
    values = machine(points)
    assert values.shape == points.shape
    assert values.tolist() == [[machine(t) for t in row] for row in points.tolist()]
    assert machine(np.array([1, 2])).dtype == float


def test_names_are_readable():
    names = [m.name for m in (sin, square, triple_plus_one, reciprocal, Machine("affine", -1, -2))]
    assert names == ["sin", "t²", "3t + 1", "1/t", "−t − 2"]
    assert Machine("shifted_sin", 2, 1).name == "2 + sin"
    assert len({m.name for m in FAMILIES}) == len(FAMILIES)


def test_machines_are_values():
    assert Machine("sin", 1) == sin
    assert hash(Machine("sin", 1.0)) == hash(sin)
    assert Machine("sin", 2) != sin
    assert pickle.loads(pickle.dumps(square)) == square
    with pytest.raises(AttributeError):
        sin.family = "cos"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("tangent", 1), "no machine family 'tangent'"),
        ((["sin"], 1), "no machine family"),
        (("sin",), "sin takes 1 parameters, got 0"),
        (("sin", "1"), "must be numbers"),
        (("sin", True), "must be numbers"),
    ],
)
def test_unknown_machines_are_refused(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        Machine(*arguments)


@pytest.mark.parametrize("wrong", [None, "1", [1.0], np.array(["a"])])
def test_only_numbers_go_in(wrong):
    with pytest.raises(TypeError, match="the machine sin was fed"):
        sin(wrong)


def test_a_function_is_no_input():
    with pytest.raises(TypeError, match="the machine sin was fed a function, not a number"):
        sin(square)


def test_the_sigmoid_is_finite_far_out_and_named_with_its_derivatives():
    assert (sigmoid(1000), sigmoid(-1000), sigmoid.derivative()(1000)) == (1.0, 0.0, 0.0)
    assert [m.name for m in (sigmoid, sigmoid.derivative(), sigmoid.derivative().derivative())] == [
        "σ",
        "σ′",
        "σ′′",
    ]
