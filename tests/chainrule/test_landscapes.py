"""Landscapes: functions of arrays as plain data, from the check table to a learner's message."""

import numpy as np
import pytest
from chainrule.checking.crashes import explain_crash
from chainrule.checking.wording import show
from chainrule.landscapes import Landscape
from chainrule.probing import Probe, run_probes
from chainrule.probing.plain import NotPlain, decode, encode

ALL = [Landscape("cubes", 2), Landscape("chained", 0.5), Landscape("wave", -0.2)]
V = np.array([[1.5, -2.0], [0.7, 3.0]])


def test_they_compute_what_they_are_called():
    assert ALL[0](V) == pytest.approx(1.5**3 - 8 + 0.7**3 + 27 + 2 * 1.5 * 3)
    assert ALL[1](V) == pytest.approx(
        1.5 * 4 - 2 * 0.49 + 0.7 * 9 + 0.5 * (1.5**3 - 8 + 0.7**3 + 27)
    )
    assert ALL[2](V) == pytest.approx(5 * np.sin(-0.2 * (1.5 - 4 + 2.1 + 12)))
    assert [f.name for f in ALL] == [
        "sum of v³, + 2·first·last",
        "sum of each·next², + 0.5·sum of v³",
        "5·sin(−0.2·(1st + 2·2nd + 3·3rd + …))",
    ]


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.family)
def test_any_shape_of_numbers_gives_one_float(f):
    assert type(f(V)) is float
    assert f(V) == f(V.ravel()) == f(V.tolist())
    assert f(np.array([2, -3, 4])) == f(np.array([2.0, -3.0, 4.0]))


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.family)
def test_the_slope_of_an_entry_depends_on_the_others(f):
    def slope(v, place):
        nudge = np.zeros(4)
        nudge[place] = 1e-5
        return (f(v + nudge) - f(v - nudge)) / 2e-5

    v = V.ravel()
    others = v + np.array([0.3, 0.0, 0.0, 0.0])
    assert len({round(slope(v, place), 6) for place in range(4)}) == 4
    assert abs(slope(v, 3) - slope(others, 3)) + abs(slope(v, 1) - slope(others, 1)) > 0.01


@pytest.mark.parametrize("wrong", [sum, None, "text", [[1], [1, 2]], np.array([]), np.array(["a"])])
def test_what_is_no_array_of_numbers_is_refused_in_plain_words(wrong):
    with pytest.raises(TypeError, match=r"was fed a .*, not an array of numbers") as refusal:
        ALL[0](wrong)
    told = explain_crash("TypeError", str(refusal.value))
    assert told.startswith("f was fed a ")


def test_one_with_a_shape_takes_arrays_of_that_shape_alone():
    f = Landscape("cubes", 2, 2, 3)
    v = np.array([[1.5, -2.0, 0.4], [0.7, 3.0, 2.2]])
    assert f(v) == f(v.tolist()) == Landscape("cubes", 2)(v)
    assert (f.shape, Landscape("cubes", 2).shape) == ((2, 3), ())
    for wrong, said in [
        (v.ravel(), r"an array of shape \(6,\), not an array of shape \(2, 3\)"),
        (v.T, r"an array of shape \(3, 2\), not"),
        (v[0, 0], "a single number, not an array"),
    ]:
        with pytest.raises(TypeError, match=f"was fed {said}") as refusal:
            f(wrong)
        assert explain_crash("TypeError", str(refusal.value)).startswith("f was fed a")
    assert decode(encode(f)) == f != Landscape("cubes", 2)


@pytest.mark.parametrize("parameters", [(), ("1",), (True,), (1, 2.5), (1, 3, 0), (1, "3")])
def test_odd_parameters_are_refused(parameters):
    with pytest.raises(ValueError, match=r"parameter|shape"):
        Landscape("cubes", *parameters)


def test_unknown_families_are_refused():
    with pytest.raises(ValueError, match="use one of cubes, chained, wave"):
        Landscape("hills", 1)
    with pytest.raises(NotPlain):
        decode({"landscape": ["hills", 1.0]})


@pytest.mark.parametrize("f", ALL, ids=lambda f: f.family)
def test_they_cross_a_boundary_and_come_back_the_same(f):
    assert decode(encode([f])) == [f]
    probe = Probe((f, np.array([2, -3, 4])), {"h": 0.1})
    back = Probe.from_json(probe.to_json())
    (there,) = run_probes(lambda g, v, h: g(v + h), "call", [probe])
    (here,) = run_probes(lambda g, v, h: g(v + h), "call", [back])
    assert there == here
    assert show(f) == f.name
    assert f.name in repr(f)


def test_calculating_with_one_is_told_like_any_function():
    (outcome,) = run_probes(lambda f, v: f * v, "call", [Probe((ALL[0], V))])
    assert "calculates with a function itself" in explain_crash(outcome.error, outcome.message)


def test_a_fraction_in_an_array_of_whole_numbers_is_told():
    def in_place(v):
        v += 0.5
        return v

    (outcome,) = run_probes(in_place, "call", [Probe((np.array([2, 3]),))])
    assert "cannot take a fraction" in explain_crash(outcome.error, outcome.message)
