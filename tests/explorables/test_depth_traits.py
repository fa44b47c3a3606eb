"""What Python sees of the depth lab and the cost ruler: state, numbers, fallback, one line."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chainrule import journal
from chainrule.data import load_digits
from chainrule.explorables import CostRuler, DepthLab
from chainrule.explorables.depth_lab import lengths_of
from traitlets import TraitError

from autograders.backprop.single_neuron import sigmoid

RNG = np.random.default_rng(4)
FIGURES = {
    "chain": lambda: DepthLab("chain"),
    "chain elsewhere": lambda: DepthLab("chain", depth=3, w=-4.0, x=0.5, y=1.0),
    "net": DepthLab,
    "no hidden layer": lambda: DepthLab(depth=0),
    "deep net": lambda: DepthLab(depth=20, activation="relu", start=2, output="straight"),
    "net cut": lambda: DepthLab(depth=3, activation="tanh", cut=2, seed=5, controls=["cut"]),
    "ruler": CostRuler,
    "ruler elsewhere": lambda: CostRuler(n=1e9, ns=0.7, controls=["weights"]),
}
each_figure = pytest.mark.parametrize("make", FIGURES.values(), ids=FIGURES)


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "_open", None)
    return journal.open_in(tmp_path)


@each_figure
def test_fallback_shows_picture_and_numbers(make):
    widget = make()
    page = widget._repr_mimebundle_()[0]["text/html"]
    svg = ET.fromstring(base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", page)[1]))
    drawn = [node for node in svg.iter() if node.tag.endswith(("path", "line", "text"))]
    assert len(drawn) > 5
    for name, printed in widget.numbers():
        assert name in page and printed in page
    assert repr(widget) == repr(make()) and "0x" not in repr(widget)
    assert any(letter.isdigit() for letter in widget.told())


@each_figure
def test_code_makes_the_same_figure(make):
    widget = make()
    again = eval(widget.code(), {"DepthLab": DepthLab, "CostRuler": CostRuler})
    assert all(getattr(again, name) == getattr(widget, name) for name in widget.settings)
    assert len(widget.code()) < 200


@each_figure
def test_nothing_is_told_before_the_prediction(make):
    """No gradient, no accuracy, no time: neither in the still picture nor in its words."""
    widget = make()
    shown = widget.fallback() + widget.told()
    for word in ("dL", "accuracy", "×10", "second", "year", "backprop", "%"):
        assert word not in shown.replace("nanosecond", "").replace("max-width:100%", ""), word


def test_the_digits_travel_as_text():
    lab, digits = DepthLab(), load_digits()
    ink = np.array([int(letter, 17) for letter in lab.pixels]).reshape(-1, 64)
    assert np.array_equal(ink, digits.pixels) and [int(each) for each in lab.labels] == list(
        digits.label
    )
    assert DepthLab("chain").pixels == DepthLab("chain").labels == ""


def test_controls_of_a_mode():
    assert DepthLab("chain").controls == ["w", "x", "y", "depth"]
    assert "train" in DepthLab().controls and DepthLab(controls=["cut"]).controls == ["cut"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: DepthLab("ring"), "DepthLab: no mode 'ring'"),
        (lambda: DepthLab(depth=21), "DepthLab: depth must lie between 0 and 20 hidden layers"),
        (lambda: DepthLab("chain", depth=0), "must lie between 1 and 20 neurons in a row"),
        (lambda: DepthLab("chain", w=7.0), "DepthLab: w must lie between -6 and 6"),
        (lambda: DepthLab(start=9.0), "DepthLab: start must lie between 0.25 and 8"),
        (lambda: DepthLab(depth=2, cut=3), "cut is 3, but there are only 2 hidden layers"),
        (lambda: DepthLab("chain", controls=["train"]), "no control 'train' in mode 'chain'"),
        (lambda: DepthLab(controls=["w"]), "DepthLab: no control 'w' in mode 'net'"),
        (lambda: DepthLab(activation="step"), "activation"),
        (lambda: CostRuler(n=5), "CostRuler: n must lie between 10 and 10¹²"),
        (lambda: CostRuler(ns=0.0), "CostRuler: ns must be above 0"),
        (lambda: CostRuler(ns=float("nan")), "CostRuler: ns must be above 0"),
        (lambda: CostRuler(controls=["zoom"]), "CostRuler: no control 'zoom'"),
    ],
)
def test_wrong_settings_are_one_clear_line(make, words):
    with pytest.raises(TraitError, match=words) as caught:
        make()
    assert "\n" not in str(caught.value)


def test_a_measured_time_beyond_the_ruler_stands_at_its_end():
    assert CostRuler(ns=4321.0).ns == 1000 and CostRuler(ns=1e-5).ns == 0.1


# ------------------------------------------------------------------ a function of the learner's


def backward(layers, X, Y):
    """Written for this test: gates of ReLU, σ at the end, the mean over the rows."""
    all_values = [X]
    for k, (W, b) in enumerate(layers):
        Z = all_values[-1] @ W + b
        all_values.append(np.maximum(Z, 0) if k < len(layers) - 1 else sigmoid(Z))
    out = all_values[-1]
    dZ = 2 * (out - Y) / len(X) * out * (1 - out)
    pairs = []
    for k in reversed(range(len(layers))):
        pairs.insert(0, (all_values[k].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ layers[k][0].T) * (all_values[k] > 0)
    return pairs


LAYERS = [
    (RNG.normal(size=(64, 32)), RNG.normal(size=32)),
    (RNG.normal(size=(32, 10)), np.ones(10)),
]
X, Y = RNG.normal(size=(5, 64)), np.eye(10)[RNG.integers(0, 10, 5)]
QUESTION = {
    "number": 3,
    "layers": [
        {"inputs": len(W), "outputs": len(b), "W": W.ravel().tolist(), "b": b.tolist()}
        for W, b in LAYERS
    ],
    "X": X.ravel().tolist(),
    "Y": Y.ravel().tolist(),
}


def test_the_figure_is_answered_by_the_learners_own_function():
    seen = []

    def own(layers, inputs, targets):
        seen.append((layers, inputs, targets))
        return backward(layers, inputs, targets)

    lab = DepthLab(depth=1, mine=own)
    assert (lab.mine, lab.activation) == (True, "relu")
    lab.set_state({"asked": QUESTION})
    [(layers, inputs, targets)] = seen
    assert all(
        np.array_equal(a, b)
        for p, q in zip(layers, LAYERS, strict=True)
        for a, b in zip(p, q, strict=True)
    )
    assert np.array_equal(inputs, X) and np.array_equal(targets, Y)
    due = [float(np.linalg.norm(dW)) for dW, _ in backward(LAYERS, X, Y)]
    assert lab.answered == {"number": 3, "lengths": pytest.approx(due), "problem": ""}
    lab.set_state({"asked": {}})
    assert len(seen) == 1


def test_a_function_cannot_change_what_it_is_compared_with():
    def own(layers, inputs, targets):
        made = backward(layers, inputs, targets)
        for array in (layers[0][0], inputs, targets):
            array *= 0
        return made

    before = LAYERS[0][0].copy()
    lengths_of(own, LAYERS, X, Y)
    assert np.array_equal(LAYERS[0][0], before) and X.any() and Y.any()


def crash(layers, inputs, targets):
    raise ValueError("shapes (5,64)\nand (32,10) not aligned")


PAIRS = backward(LAYERS, X, Y)


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (crash, "ValueError: shapes (5,64) and (32,10) not aligned"),
        (lambda *_: None, "It returned NoneType, not a list of pairs (dW, db)."),
        (lambda *_: PAIRS[:1], "It returned 1 pairs for 2 layers."),
        (lambda *_: [PAIRS[0], 5], "Its layer 2 is not a pair (dW, db)."),
        (lambda *_: [PAIRS[0], ("a", "b")], "Its dW of layer 2 is no array of numbers."),
        (lambda *_: PAIRS[::-1], "Its dW of layer 1 has the shape (32, 10), but W has (64, 32)."),
    ],
)
def test_what_goes_wrong_in_it_is_one_clear_line(own, words):
    assert lengths_of(own, LAYERS, X, Y) == ([], words)


def test_a_gradient_that_is_no_number_is_told():
    def own(*_):
        (dW, db), last = PAIRS
        return [(np.full_like(dW, np.nan), db), last]

    lengths, problem = lengths_of(own, LAYERS, X, Y)
    assert (lengths[0], problem) == (None, "") and lengths[1] > 0


def test_a_figure_waits_for_its_prediction(own_journal):
    lab = DepthLab("chain", after="ten_layers")
    assert lab.locked
    own_journal.commit(journal.Entry(name="ten_layers", answer="a tenth"))
    assert not lab.locked
