"""What Python sees of the figures of lesson 05: state, fallback, the learner's own gradients."""

import base64
import inspect
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chainrule import explorables, journal
from chainrule.explorables import RouteTracer, ShapeWorkbench
from traitlets import TraitError

from autograders.backprop import networks

FIGURES = [RouteTracer, ShapeWorkbench]
OTHER_STATES = {
    RouteTracer: [
        {"start": 2, "controls": ["routes", "W2[1][0]"], "walked": 1, "four": True},
        {"mode": "deep", "depth": 6, "merged": 3, "merge_from": "start"},
        {"mode": "deep", "depth": 1},
        {"W1": np.full((2, 2), -3.0), "b1": np.full(2, 3), "x": np.array([3.0, -3.0]), "y": 0.0},
    ],
    ShapeWorkbench: [
        {"target": "dX", "row": 1, "column": 2, "controls": ["entry", "dX", "db"]},
        {"X": np.ones((4, 4)), "W": np.full((4, 4), -99.5), "dZ": np.zeros((4, 4))},
        {"X": [[1]], "W": [[2]], "dZ": [[0.5]], "left": "XT", "right": "dZ", "whole": True},
    ],
}
STATES = [(figure, state) for figure in FIGURES for state in [{}, *OTHER_STATES[figure]]]
each_state = pytest.mark.parametrize(
    ("figure", "state"), STATES, ids=lambda v: getattr(v, "__name__", "")
)


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "_open", None)
    return journal.open_in(tmp_path)


@each_state
def test_fallback_shows_picture_and_numbers(figure, state):
    widget = figure(**state)
    page = widget._repr_mimebundle_()[0]["text/html"]
    picture = base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)[1])
    svg = ET.fromstring(picture)
    width, height = (float(svg.get(side)) for side in ("width", "height"))
    words = [node for node in svg.iter() if node.tag.endswith("text")]
    assert len(words) > 1 and not re.search(r'"-?(nan|inf)', picture.decode())
    for node in words:
        assert 0 <= float(node.get("x")) <= width and 0 < float(node.get("y")) <= height
    for name, printed in widget.numbers():
        assert name in page and printed in page
    assert repr(widget) == repr(figure(**state)) and "0x" not in repr(widget)
    assert len(widget.told().split()) > 5


@each_state
def test_code_makes_the_same_figure(figure, state):
    widget = figure(**state)
    again = eval(widget.code(), {c.__name__: c for c in FIGURES})
    for name in widget.settings:
        assert getattr(again, name) == getattr(widget, name)


def test_python_holds_no_gradient():
    """The still picture shows what is given; what is worked out stands in JavaScript alone."""
    for figure in FIGURES:
        source = inspect.getsource(inspect.getmodule(figure))
        assert not re.search(r"np\.exp|\bsigmoid\b|@ ?np|\.T\b|np\.dot|matmul|einsum", source)
    shown = " ".join(value for _, value in RouteTracer(walked=2, merged=4).numbers())
    assert not re.search(r"0\.0477|0\.7182|0\.2301|0\.4013", shown)


def test_starts_have_names_and_places():
    assert RouteTracer(start=2).start == "W1[1][0]" and RouteTracer(start="b2[0]").start == "b2[0]"
    assert RouteTracer(start=9).start == "b2[0]" and RouteTracer().start == "x1"


def test_controls_that_are_not_asked_for_are_all_there():
    assert {"routes", "merge", "weights", "depth"} <= set(RouteTracer().controls)
    assert RouteTracer(controls=()).controls == []
    assert ShapeWorkbench(controls=["entry"]).controls == ["entry"]


def test_a_learners_gradients_are_taken_as_they_are():
    x, y = networks.nine_number_example()
    gradients = networks.mlp_backward(networks.nine_number_network(), x[None], y[None])
    widget = RouteTracer("nine", mine=gradients)
    assert widget.mine == {name: values.tolist() for name, values in gradients.items()}
    assert "mine" not in widget.settings
    odd = {**gradients, "b2": np.array([np.nan]), "W2": [[np.inf], [1]], "more": 3}
    assert RouteTracer(mine=odd).mine["b2"] == [None]
    assert RouteTracer(mine=odd).mine["W2"] == [[None], [1.0]]
    assert RouteTracer(mine={}).mine == {} and RouteTracer(mine=None).mine == {}


GIVEN = {"W1": np.zeros((2, 2)), "b1": np.zeros(2), "W2": np.zeros((2, 1)), "b2": np.zeros(1)}


@pytest.mark.parametrize(
    ("figure", "state", "words"),
    [
        (RouteTracer, {"start": "x3"}, r"RouteTracer: no start 'x3'; it has x1, x2, W1\[0\]\[0\]"),
        (RouteTracer, {"start": 10}, "RouteTracer: no start '10'"),
        (RouteTracer, {"controls": ["cut"]}, "RouteTracer: no control 'cut'; it has routes, "),
        (RouteTracer, {"W1": [0.1, 0.2]}, r"RouteTracer: W1 needs the shape \(2, 2\)"),
        (RouteTracer, {"b1": [float("nan"), 0]}, "RouteTracer: b1 must lie between −3 and 3"),
        (RouteTracer, {"x": [3.5, 0]}, "RouteTracer: x must lie between −3 and 3"),
        (RouteTracer, {"y": 2.0}, "RouteTracer: y must lie between 0 and 1"),
        (RouteTracer, {"depth": 7}, "RouteTracer: depth must lie between 1 and 6"),
        (RouteTracer, {"mine": {"W1": GIVEN["W1"]}}, "RouteTracer: mine has no 'b1'"),
        (
            RouteTracer,
            {"mine": {**GIVEN, "b1": np.zeros((1, 2))}},
            r"RouteTracer: mine\['b1'\] needs the shape \(2,\), not \(1, 2\)",
        ),
        (RouteTracer, {"mine": {**GIVEN, "b2": None}}, r"mine\['b2'\] needs the shape \(1,\)"),
        (ShapeWorkbench, {"X": [1, 2]}, "ShapeWorkbench: X needs 1 to 4 examples as rows"),
        (ShapeWorkbench, {"W": [[1] * 5] * 3}, "ShapeWorkbench: W needs 1 to 4 inputs as rows"),
        (ShapeWorkbench, {"dZ": [[1e3, 0]] * 2}, "ShapeWorkbench: dZ must lie between −100"),
        (ShapeWorkbench, {"X": [[1, 2]] * 2}, "ShapeWorkbench: 2 and 3 inputs: the columns of X"),
        (ShapeWorkbench, {"dZ": [[1, 2]]}, "ShapeWorkbench: 2 and 1 examples: the rows of X"),
        (ShapeWorkbench, {"controls": ["x"]}, "ShapeWorkbench: no control 'x'; it has Z, dW"),
        (ShapeWorkbench, {"target": "dL"}, "target"),
    ],
)
def test_wrong_settings_are_one_clear_line(figure, state, words):
    with pytest.raises(TraitError, match=words) as caught:
        figure(**state)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("figure", FIGURES)
def test_an_unknown_setting_is_named(figure):
    with pytest.raises(TypeError, match=rf"{figure.__name__} has no setting 'speeed'; it has "):
        figure(speeed=1)
    assert figure.__name__ in explorables.__all__


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_waits_for_its_prediction(own_journal, figure):
    widget = figure(after="first")
    assert widget.locked
    own_journal.commit(journal.Entry("first", answer="up", confidence=2))
    assert not widget.locked and not figure(after="first").locked
