"""What Python sees of the descent lab and the digit reader: state, numbers, fallback, one line."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chainrule import journal
from chainrule.explorables import DescentLab, DigitReader, KnobDescent
from chainrule.explorables.knob_descent import walk
from traitlets import TraitError

RNG = np.random.default_rng(12)
PARAMS = {
    "W1": RNG.normal(size=(64, 5)) / 8,
    "b1": RNG.normal(size=5),
    "W2": RNG.normal(size=(5, 10)),
    "b2": RNG.normal(size=10),
}
MEAN, SPREAD = RNG.uniform(2, 9, 64), RNG.uniform(1, 6, 64)
PIXELS = RNG.integers(0, 17, 64)
SCALE = (MEAN, SPREAD)


def read(**state) -> DigitReader:
    return DigitReader({3: PARAMS}, SCALE, **state)


FIGURES = {
    "lab": DescentLab,
    "lab in its own units": lambda: DescentLab(units="own", w=-5.0, b=40.0, lr=0.01, steps=7),
    "knobs": KnobDescent,
    "knobs elsewhere": lambda: KnobDescent(lr=30.0, W2=[[9.0], [-9.0]], steps=4, history=[0.3]),
    "reader": read,
    "reader with a digit": lambda: read(pixels=PIXELS, neuron=2),
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
    drawn = [node for node in svg.iter() if node.tag.endswith(("circle", "line", "text"))]
    assert len(drawn) > 10
    for name, printed in widget.numbers():
        assert name in page and printed in page
    assert repr(widget) == repr(make()) and "0x" not in repr(widget)
    assert any(letter.isdigit() for letter in widget.told()) or "empty" in widget.told()


def test_code_makes_the_same_lab():
    lab = DescentLab(units="own", w=-5.0, b=40.0, lr=0.25, batch=8, steps=7, seed=3)
    again = eval(lab.code(), {"DescentLab": DescentLab})
    assert all(getattr(again, name) == getattr(lab, name) for name in lab.settings)


def test_the_lab_knows_the_cars_and_their_loss():
    assert len(DescentLab().cars) == 392
    assert DescentLab().loss == pytest.approx(1)
    own = DescentLab(units="own", w=-7.6473, b=46.2165)
    assert own.loss == pytest.approx(18.6766, abs=1e-3)


def test_a_walk_of_ones_own_is_a_list_of_places():
    walk = np.array([[0.0, 0.0], [0.5, 1.5]])
    assert DescentLab(trail=walk).trail == walk.tolist()


def test_the_reader_says_what_numpy_says():
    reader = read(pixels=PIXELS)
    x = (PIXELS - MEAN) / SPREAD
    hidden = 1 / (1 + np.exp(-(x @ PARAMS["W1"] + PARAMS["b1"])))
    due = 1 / (1 + np.exp(-(hidden @ PARAMS["W2"] + PARAMS["b2"])))
    assert np.allclose(reader.outputs, due, atol=2e-3)  # four digits of each weight are sent
    assert f"reads a {np.argmax(due)}" in reader.told()


def test_a_constant_column_says_nothing():
    spread = SPREAD.copy()
    spread[[0, 32]] = 0
    other = PIXELS.copy()
    other[[0, 32]] = 16
    first, second = (DigitReader({3: PARAMS}, (MEAN, spread), pixels=p) for p in (PIXELS, other))
    assert np.array_equal(first.outputs, second.outputs)


def test_snapshots_open_at_the_last_and_travel_short():
    reader = DigitReader([(0, PARAMS), (20, PARAMS)], SCALE)
    assert reader.at == 1 and [each["epoch"] for each in reader.snapshots] == [0, 20]
    sent = reader.snapshots[0]["W1"]
    assert np.allclose(sent, PARAMS["W1"], rtol=1e-3)
    assert max(len(repr(number)) for row in sent for number in row) <= 10


def test_missed_digits_go_along():
    said = (RNG.integers(0, 17, (2, 64)), np.array([3, 9]), [5, 4])
    first, second = read(missed=said).missed
    assert (first["label"], first["said"], second["label"]) == (3, 5, 9)
    assert len(first["pixels"]) == 64


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: DescentLab(lr=3.0), "DescentLab: lr must lie between 0.005 and 2"),
        (lambda: DescentLab(lr=float("nan")), "DescentLab: lr must lie between"),
        (lambda: DescentLab(controls=["zoom"]), "DescentLab: no control 'zoom'"),
        (lambda: DescentLab(trail=[[1, 2, 3]]), "DescentLab: trail is a list of places"),
        (lambda: DescentLab(batch=7), "batch"),
        (lambda: KnobDescent(lr=50.0), "KnobDescent: lr must lie between 0.1 and 31.6"),
        (lambda: KnobDescent(b1=[1.0]), r"KnobDescent: b1 needs the shape \(2,\), not \(1,\)"),
        (lambda: KnobDescent(controls=["x"]), "KnobDescent: no control 'x'"),
        (lambda: read(pixels=[1, 2]), "DigitReader: pixels needs 64 numbers from 0 to 16"),
        (lambda: read(pixels=[17] * 64), "DigitReader: pixels needs 64 numbers"),
        (lambda: DigitReader({}, SCALE), "DigitReader: snapshots is empty"),
        (lambda: DigitReader({0: {"W1": 1}}, SCALE), "weights of a snapshot have no 'b1'"),
        (
            lambda: DigitReader({0: {**PARAMS, "W2": PARAMS["W2"].T}}, SCALE),
            r"DigitReader: W2 needs the shape \(5, 10\), not \(10, 5\)",
        ),
        (lambda: DigitReader({0: PARAMS}, (MEAN[:5], SPREAD)), "rows of 64 numbers, not 5"),
    ],
)
def test_wrong_settings_are_one_clear_line(make, words):
    with pytest.raises(TraitError, match=words) as caught:
        make()
    assert "\n" not in str(caught.value)


def shrink(params, lr):
    """A step that is told apart from the figure's own: every number a little smaller."""
    return {name: array * (1 - lr / 10) for name, array in params.items()}


def ask(widget, **question):
    start = {name: np.asarray(array).tolist() for name, array in widget.params.items()}
    widget.set_state({"asked": {"number": 1, "steps": 3, "lr": 2.0, "params": start, **question}})
    return widget.walked


def test_the_learners_own_function_makes_the_steps():
    answer = ask(KnobDescent(step=shrink))
    assert (answer["number"], answer["problem"], len(answer["places"])) == (1, "", 3)
    assert answer["places"][-1]["b2"] == pytest.approx([0.3 * 0.8**3])


def test_a_step_may_hand_back_the_loss_as_well():
    assert len(ask(KnobDescent(step=lambda params, lr: (shrink(params, lr), 0.5)))["places"]) == 3


def test_without_a_function_nothing_is_answered():
    assert ask(KnobDescent()) == {}


def test_a_step_that_changes_what_it_is_given_changes_no_place():
    def in_place(params, lr):
        for array in params.values():
            array *= 0.5
        return params

    places, problem = walk(in_place, {**KnobDescent().params}, 1.0, 2)
    assert problem == "" and places[0]["b2"] == [0.15] and places[1]["b2"] == [0.075]


def late(params, lr):
    if params["b2"][0] < 0.29:
        raise ZeroDivisionError("by hand\nin two lines")
    return shrink(params, lr)


@pytest.mark.parametrize(
    ("step", "made", "words"),
    [
        (late, 1, "ZeroDivisionError: by hand in two lines"),
        (lambda params, lr: None, 0, "It returned NoneType, not a dict of W1, b1, W2, b2."),
        (lambda params, lr: {"W1": params["W1"]}, 0, "The dict that it returned has no 'b1'."),
        (
            lambda params, lr: {**params, "W2": params["W2"].T},
            0,
            "W2 needs the shape (2, 1), not (1, 2).",
        ),
        (lambda params, lr: {**params, "b2": [float("nan")]}, 0, "b2 has left the range"),
        (lambda params, lr: {**params, "b1": "x"}, 0, "b1 needs the shape (2,)"),
    ],
)
def test_what_a_step_does_wrong_is_one_line(step, made, words):
    answer = ask(KnobDescent(step=step), lr=0.5, steps=5)
    assert len(answer["places"]) == made
    assert words in answer["problem"] and "\n" not in answer["problem"]


def test_a_walk_stops_at_the_goal_and_at_its_most():
    won = {
        "W1": np.array([[6.0, 6.0], [6.0, 6.0]]),
        "b1": np.array([-3.0, -9.0]),
        "W2": np.array([[9.0], [-9.0]]),
        "b2": np.array([-4.0]),
    }
    assert len(walk(lambda params, lr: params, won, 1.0, 50)[0]) == 1
    assert len(walk(lambda params, lr: params, KnobDescent().params, 1.0, 50)[0]) == 50
    assert len(ask(KnobDescent(step=shrink), lr=0.0, steps=10**6)["places"]) == 400
