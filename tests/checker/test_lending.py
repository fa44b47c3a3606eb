"""A neuron is judged for its own line, whatever the functions that it builds on give."""

import numpy as np
import pytest
from chainrule.lending import sigmoid, weighted_sum
from chainrule.probing import Probe, run_probes

from autograders import backprop

PROBE = Probe((np.array([2.0, -1.5]), np.array([0.5, -0.3]), 0.7))

WRONG_BEFORE = """
def weighted_sum(x, w, b): raise NotImplementedError
def sigmoid(z): return 0.0
def neuron(x, w, b): return sigmoid(weighted_sum(x, w, b))
"""


def learner(source):
    names = {"np": np}
    exec(source, names)
    return names["neuron"], names


def outcome(function):
    (found,) = run_probes(function, "call_with_parts", [PROBE])
    return found


@pytest.mark.parametrize("z", [0.3, -4, 1000.0, -1000.0, np.array([[-2.0, 3.5], [0.1, 800.0]])])
def test_the_lent_sigmoid_is_the_reference(z):
    assert sigmoid(z) == pytest.approx(backprop.sigmoid(z), rel=1e-14, abs=1e-300)


@pytest.mark.parametrize("size", [1, 2, 5])
def test_the_lent_weighted_sum_is_the_reference(size):
    x, w = np.random.default_rng(size).normal(size=(2, size))
    for args in ((x, w, 0.4), (x.tolist(), w.tolist(), 0.4)):
        assert weighted_sum(*args) == pytest.approx(backprop.weighted_sum(x, w, 0.4), rel=1e-14)


def test_slips_further_up_cost_nothing_here():
    function, names = learner(WRONG_BEFORE)
    own = dict(names)
    assert outcome(function).value == pytest.approx(backprop.neuron(*PROBE.args))
    assert names == own, "the learner's functions are back in place"


def test_what_was_not_there_is_gone_again_after_a_crash():
    function, names = learner("def neuron(x, w, b): return sigmoid(x) / nothing")
    assert outcome(function).error == "NameError"
    assert "sigmoid" not in names and "weighted_sum" not in names
