"""What an exercise is given belongs to whoever called it: an answer that changes it in place is
refused with a sentence that says so, and the docstring said it before; one that copies passes."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from chainrule.checking.diagnosing import diagnose
from chainrule.probing import run_probes

from autograders import backprop
from autograders.exercises import EXERCISES

LESSONS = Path(__file__).resolve().parents[2] / "lessons"
GIVEN = [
    *("route_gradient", "mlp_forward", "sigmoid_backward", "linear_backward", "mlp_backward"),
    *("sgd_step", "standardize", "train_step", "minibatches", "accuracy", "train"),
    *("deep_chain_grads", "relu_backward", "deep_backward", "clip_by_norm"),
    *("topological_order", "backward", "fit", "unbroadcast"),
]
"""The exercises of lessons 05 to 08 that are given arrays, lists, dicts or nodes."""
ALONE = [name for name in GIVEN if EXERCISES[name].driver == "call"]
STAYS = r"stays? as (it is|they are)|Nothing that comes in is changed|stay in their order"


def said_about(name, function, seed=None):
    table = EXERCISES[name].table(seed)
    return diagnose(run_probes(function, table.driver, table.probes), table)


def spoil(given):
    """Change what was given in place, a little, whatever it is."""
    if isinstance(given, np.ndarray):
        given += 1
    elif isinstance(given, dict):
        given.update({name: entry + 1 for name, entry in given.items()})
    elif isinstance(given, list):
        given.reverse()
    else:
        return False
    return True


@pytest.mark.parametrize("name", ALONE)
def test_each_argument_that_is_changed_in_place_is_refused(name):
    exercise = EXERCISES[name]
    for place in range(len(exercise.visible[0].args)):
        spoiled = []

        def answer(*args, place=place, spoiled=spoiled):
            value = exercise.reference(*args)
            spoiled.append(spoil(args[place]))
            return value

        found = said_about(name, answer)
        assert (found.kind == "right") is not any(spoiled), (place, found.message)
        assert not any(spoiled) or re.search("in place|caller's own", found.message)


@pytest.mark.parametrize("name", GIVEN)
def test_the_docstring_says_what_stays(name):
    number = EXERCISES[name].lesson
    notebook = nbformat.read(LESSONS / number / f"{number}.ipynb", as_version=4)
    (text,) = [
        cell.source
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
        and re.search(rf"^def {name}\b", cell.source, re.MULTILINE)
    ]
    assert re.search(STAYS, " ".join(text.split())), name


def written(source, name):
    names = {"np": np, "minibatches": None, "train_step": None, "mlp_loss": None}
    exec(source, names)
    return names[name]


LOOP = """
def train(params, X, Y, epochs, lr, batch_size, rng):
    history = []
    {before}
    for epoch in range(epochs):
        for X_batch, Y_batch in minibatches(X, Y, batch_size, rng):
            new, _ = train_step(params, X_batch, Y_batch, lr)
            {keep}
        history.append(mlp_loss(params, X, Y))
    return params, history
"""
ONE_BY_ONE = "for name in params: params[name][...] = new[name]"


@pytest.mark.parametrize("seed", [None, 0])
@pytest.mark.parametrize(
    ("before", "keep", "is_right"),
    [
        ("pass", "params = new", True),
        ("params = dict(params)", "params.update(new)", True),
        ("params = params.copy()", "params.update(new)", True),
        ("params = {k: v.copy() for k, v in params.items()}", ONE_BY_ONE, True),
        ("pass", "params.update(new)", False),
        ("pass", "for name in params: params[name] = new[name]", False),
        ("pass", ONE_BY_ONE, False),
        ("params = dict(params)", ONE_BY_ONE, False),  # the copy holds the caller's own arrays
    ],
)
def test_training_works_with_a_dict_of_its_own(before, keep, is_right, seed):
    found = said_about("train", written(LOOP.format(before=before, keep=keep), "train"), seed)
    assert (found.kind == "right") is is_right, found.message
    assert is_right or "changed the dict that came in" in found.message
    assert is_right or found.share == pytest.approx(3 / 4)


FIT = """
def fit(model, xs, ys, lr, steps):
    history = []
    {before}
    for step in range(steps):
        loss = sum((model(x) - y) * (model(x) - y) for x, y in zip(xs, ys)) / len(xs)
        for p in model.parameters():
            p.grad = 0.0
        backward(loss)
        for p in model.parameters():
            p.data -= lr * p.grad
        history.append(loss.data)
    return history
"""


@pytest.mark.parametrize("seed", [None, 0])
@pytest.mark.parametrize(
    ("before", "is_right"),
    [
        ("pass", True),
        ("xs, ys = list(xs), [Value(y) for y in ys]", True),
        ("ys[:] = [Value(y) for y in ys]", False),
        ("for n, y in enumerate(ys): ys[n] = Value(y)", False),
        ("xs.reverse(); ys.reverse()", False),
    ],
)
def test_the_engine_s_loop_leaves_its_examples_as_they_are(before, is_right, seed):
    found = said_about("fit", written(FIT.format(before=before), "fit"), seed)
    assert (found.kind == "right") is is_right, found.message
    assert is_right or "the lists xs and ys are other ones now" in found.message


def test_the_caller_of_train_has_its_weights_still():
    """What the lesson does with them: the start is trained from a second time."""
    random = np.random.default_rng(4)
    start = backprop.init_mlp(3, 4, 2, random)
    before = {name: entry.copy() for name, entry in start.items()}
    X, Y = random.normal(size=(6, 3)), random.uniform(0.1, 0.9, (6, 2))
    backprop.train(start, X, Y, 2, 1.0, 4, random)
    assert all(np.array_equal(start[name], before[name]) for name in before)
