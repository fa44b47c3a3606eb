"""What Python sees of the descent lab and the digit reader: state, numbers, fallback, one line."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chainrule import journal
from chainrule.explorables import DescentLab, DigitReader
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
    assert len(drawn) > 20
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
