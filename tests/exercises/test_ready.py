"""The ready-made functions are right, by the reference and by the exercises that ask for them."""

import inspect

import numpy as np
import pytest

from autograders import backprop
from autograders.exercises import EXERCISES, ready
from autograders.grading.referee import judging

FUNCTIONS = {f.__name__: f for functions in ready.HOMES.values() for f in functions}


@pytest.mark.parametrize("name", sorted(FUNCTIONS.keys() & EXERCISES.keys()))
def test_it_earns_all_points_of_its_exercise(name):
    verdict = judging.judge(FUNCTIONS[name], 3, name)
    assert verdict.points == verdict.max_points, verdict


@pytest.mark.parametrize("name", FUNCTIONS)
def test_it_is_called_as_the_exercise_says(name):
    own, reference = (
        list(inspect.signature(f).parameters) for f in (FUNCTIONS[name], getattr(backprop, name))
    )
    assert own == reference


def same(found, due):
    if isinstance(due, dict):
        assert found.keys() == due.keys()
        found, due = list(found.values()), list(due.values())
    if isinstance(due, list | tuple):
        assert len(found) == len(due)
        for one, other in zip(found, due, strict=True):
            same(one, other)
        return
    assert np.shape(found) == np.shape(due)
    np.testing.assert_allclose(found, due, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("seed", [0, 1])
def test_it_gives_what_the_reference_gives(seed):
    rng = np.random.default_rng(seed)
    P = {"W1": rng.normal(size=(3, 4)), "b1": rng.normal(size=4)}
    P |= {"W2": rng.normal(size=(4, 2)), "b2": rng.normal(size=2)}
    X, Y, A = rng.normal(size=(5, 3)), rng.uniform(0.1, 0.9, (5, 2)), rng.uniform(0.1, 0.9, (5, 4))
    dZ, generator = rng.normal(size=(5, 4)), np.random.default_rng
    calls = {
        "numerical_grad": lambda f: f(lambda v: float(np.sum(v**3 * X)), X + 2, 1e-4),
        "mlp_forward": lambda f: f(P, X),
        "sigmoid_backward": lambda f: f(dZ, A),
        "linear_backward": lambda f: f(dZ, X, P["W1"]),
        "mlp_backward": lambda f: f(P, X, Y),
        "minibatches": lambda f: list(f(X, Y, 2, generator(seed))),
        "train_step": lambda f: f(P, X, Y, 0.7),
    }
    assert calls.keys() == FUNCTIONS.keys()
    for name, call in calls.items():
        same(call(FUNCTIONS[name]), call(getattr(backprop, name)))
