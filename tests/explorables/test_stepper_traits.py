"""What Python sees of the graph stepper: any learner's objects, and the record of their sweep."""

import base64
import gc
import inspect
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from chainrule import explorables, journal
from chainrule.explorables import GraphStepper, graph_stepper, recording
from traitlets import TraitError

from . import small_engines as engines
from .small_engines import Maker

STATES = [
    {},
    {"example": "diamond", "mode": "sabotage", "order": "at_once", "place": 3, "seeded": False},
    {"example": "shortcut", "mode": "you", "pressed": [-1, 0], "controls": ["seed", "order:part"]},
    {"example": "shortcut", "mode": "sabotage", "rule": "overwrite", "controls": []},
]
each_style = pytest.mark.parametrize("style", engines.STYLES, ids=lambda style: style.__name__)


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "_open", None)
    return journal.open_in(tmp_path)


def gradients(root) -> list:
    return [node.grad for node in recording.find_nodes(root)[0]]


# ------------------------------------------------------------------ the learner's graph


@each_style
def test_any_object_is_drawn(style):
    root, names = engines.shortcut(Maker(style))
    figure = GraphStepper(root, names)
    assert [(node["name"], node["data"], node["parents"]) for node in figure.nodes] == [
        ("", 48.0, [1, 2]),
        ("b", 6.0, [3]),
        ("c", 8.0, [1, 3]),
        ("a", 2.0, []),
    ]
    assert [node["slopes"] for node in figure.nodes] == [[8, 6], [3], [1, 1], []]
    assert [node["made_by"] for node in figure.nodes] == ["*", "*", "+", ""]
    assert figure.mode == "ready" and figure.own and not figure.recorded


def test_equal_nodes_are_two_nodes():
    make = Maker(engines.Comparing)
    a, b = make.leaf(0.5), make.leaf(0.5)
    figure = GraphStepper(make.add(make.times(a, b), make.leaf(0.5)), {"a": a, "b": b})
    assert len(figure.nodes) == 5
    assert sorted(node["name"] for node in figure.nodes) == ["", "", "", "a", "b"]


def test_plain_numbers_merged_parents_and_missing_words():
    class Bare:
        def __init__(self, data, parents=None, slopes=None):
            self.data, self.parents, self.slopes = data, parents, slopes

    a = Bare(np.float64(3))
    root = Bare(np.int64(10), [Bare(6, [a], (2.0,)), 4], (1, 1))
    figure = GraphStepper(root, names={"a": a})
    assert [node["data"] for node in figure.nodes] == [10.0, 6.0, 4.0, 3.0]
    assert figure.nodes[0]["parents"] == [1, 2] and figure.nodes[2]["name"] == ""
    assert all(node["made_by"] == "" for node in figure.nodes)


def test_names_of_lists_and_names_of_strangers():
    loss, names = engines.nine_numbers()
    figure = GraphStepper(loss, {**names, "other": engines.Plain(2), "loss": loss})
    labels = {node["name"] for node in figure.nodes} - {""}
    assert {"W1[1][0]", "W2[1][0]", "b2[0]", "x[1]", "y", "loss"} <= labels and len(labels) == 13
    assert figure.note == "Not in this graph: other."
    array = np.array([names["W1"][0][0]], dtype=object)
    assert "w[0]" in {node["name"] for node in GraphStepper(loss, {"w": array}).nodes}
    nested = GraphStepper(loss, {"params": {"b2": names["b2"]}})
    assert "params['b2'][0]" in {node["name"] for node in nested.nodes}


def test_a_large_graph_shows_its_end():
    figure = GraphStepper(engines.long_chain(3000), backward=engines.backward)
    assert len(figure.nodes) == 60 and figure.note == "2\u00a0940 more nodes are not drawn."
    assert figure.nodes[-1]["hidden"] == 1 and figure.nodes[-1]["parents"] == []
    assert figure.trouble == "" and {place for place, _, _ in figure.record} == set(range(60))
    assert all(
        len(node["parents"]) == len(node["slopes"])
        for node in GraphStepper(engines.ladder(30)).nodes
    )


def test_a_circle_is_walked_once():
    a, b = engines.Plain(1), engines.Plain(2)
    a.parents, a.slopes, b.parents, b.slopes = (b,), (1,), (a,), (1,)
    assert [node["parents"] for node in GraphStepper(a).nodes] == [[1], [0]]


def test_the_nodes_come_in_no_order_that_a_sweep_could_use():
    """Level by level, nearest first: no answer to the exercise that asks for a safe order."""
    root, _ = engines.shortcut()
    nodes, _ = recording.find_nodes(engines.Plain(1, (root, root.parents[0]), (1, 1)))
    for order in (nodes, nodes[::-1]):
        places = {id(node): place for place, node in enumerate(order)}
        safe = [places[id(p)] < places[id(n)] for n in order for p in n.parents]
        assert not all(safe)
    for module in (recording, graph_stepper):
        source = inspect.getsource(module)
        assert "topolog" not in source and not re.search(r"slope\w* ?\* ?|\* ?slope", source)


# ------------------------------------------------------------------ what is no graph


def broken(**changes):
    node = engines.Plain(6.0, (engines.Plain(2.0), engines.Plain(3.0)), (3.0, 2.0), "*")
    for name, value in changes.items():
        setattr(node, name, value)
    return node


@pytest.mark.parametrize(
    ("root", "words"),
    [
        (3, "needs the last node of a graph, .*; int has no .data"),
        ([engines.Plain(1)], "list has no .data"),
        (broken(slopes=(1.0,)), r"the node made by \* has 2 parents and 1 slope; every parent"),
        (broken(parents={engines.Plain(2)}), r"the node made by \* has 1 parent and 2 slopes"),
        (broken(parents=("x", 1)), "a str has no .data"),
        (broken(data=np.zeros((2, 3))), r"\* is no finite number: an array of shape \(2, 3\)"),
        (broken(data=float("nan")), r"\* is no finite number: nan"),
        (broken(data="six"), r"\* is no finite number: 'six'"),
    ],
)
def test_what_is_no_graph_is_one_clear_line(root, words):
    with pytest.raises(TypeError, match=words) as caught:
        GraphStepper(root)
    assert "\n" not in str(caught.value) and "GraphStepper" in str(caught.value)


def test_a_node_without_slopes_is_named():
    class Half:
        data, parents = 2.5, ()

    with pytest.raises(TypeError, match=r"GraphStepper: the node 2.5 has no .slopes\."):
        GraphStepper(Half())


# ------------------------------------------------------------------ the record


@each_style
def test_every_write_is_noted_and_nothing_is_changed(style):
    root, names = engines.shortcut(Maker(style))
    names["a"].grad, names["b"].grad = 7.0, -2.5
    before = gradients(root)
    attributes = {kind: dict(vars(kind)) for kind in (style, engines.Plain)}
    figure = GraphStepper(root, names, engines.backward)
    assert figure.mode == "mine" and figure.trouble == ""
    assert figure.record[-5:] == [[1, 0, 8], [2, 0, 6], [1, 8, 14], [3, 0, 6], [3, 6, 48]]
    assert [0, 0, 1] in figure.record
    assert gradients(root) == before
    assert {kind: dict(vars(kind)) for kind in (style, engines.Plain)} == attributes
    engines.backward(root)
    assert names["a"].grad == 55.0, "afterwards the learner's sweep works as ever"


@each_style
def test_a_crash_leaves_nothing_behind(style):
    root, names = engines.diamond(Maker(style))
    names["a"].grad = 3.5
    attributes = dict(vars(style))

    def crashing(last):
        last.grad = 1.0
        names["b"].grad += 1.0
        raise ZeroDivisionError("float division\nby zero")

    figure = GraphStepper(root, names, crashing)
    assert figure.record == [[0, 0, 1], [1, 0, 1]]
    assert figure.trouble == "ZeroDivisionError: float division by zero"
    assert dict(vars(style)) == attributes
    assert names["a"].grad == 3.5 and names["b"].grad == 0
    names["b"].grad = 2.0
    assert len(figure.record) == 2, "nothing listens any more"


def test_an_interrupted_sweep_leaves_nothing_behind():
    root, names = engines.diamond()

    def stopped(last):
        last.grad = 1.0
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        GraphStepper(root, names, stopped)
    assert "__setattr__" not in vars(engines.Plain) and root.grad == 0


def test_a_sweep_without_end_is_stopped():
    root, _ = engines.diamond()

    def endless(last):
        while True:
            try:
                last.grad += 1
            except Exception:
                last.grad = 0

    figure = GraphStepper(root, backward=endless)
    assert recording.MOST_WRITES == 5000 and len(figure.record) == 2000
    assert figure.trouble == "Stopped after 5030 writes." and root.grad == 0


def test_a_gradient_that_is_made_by_the_sweep_is_gone_again():
    class Late:
        def __init__(self, data, parents=(), slopes=()):
            self.data, self.parents, self.slopes = data, parents, slopes

    a = Late(2.0)
    root = Late(6.0, (a,), (3.0,))

    def sweep(last):
        last.grad = 1.0
        last.parents[0].grad = last.slopes[0] * last.grad

    assert GraphStepper(root, backward=sweep).record == [[0, 0, 1], [1, 0, 3]]
    assert not hasattr(root, "grad") and not hasattr(a, "grad")


def test_what_is_no_number_is_none():
    root, names = engines.diamond()

    def odd(last):
        last.grad = None
        names["a"].grad = float("inf")
        names["b"].grad = np.array([1.0, 2.0])

    assert GraphStepper(root, names, odd).record == [[0, 0, None], [2, 0, None], [1, 0, None]]


def test_a_method_is_a_sweep_and_can_be_called_twice():
    class Own(engines.Plain):
        def backward(self):
            engines.backward(self)

    root, names = engines.diamond(Maker(Own))
    once = GraphStepper(root, names, Own.backward)
    twice = GraphStepper(root, names, Own.backward, calls=2)
    assert once.record[-1] == [2, 2, 4] and twice.record[-1] == [2, 6, 8]
    assert once.record == twice.record[: len(once.record)]
    assert gradients(root) == [0, 0, 0]


def test_nodes_that_the_sweep_makes_are_not_noted():
    root, names = engines.diamond()

    def making(last):
        engines.Plain(5).grad = 9.0
        last.grad = 1.0

    assert GraphStepper(root, names, making).record == [[0, 0, 1]]


def test_no_node_is_kept_alive():
    root, names = engines.diamond()
    figure = GraphStepper(root, names, engines.backward)
    gc.collect()
    assert sys.getrefcount(root) <= 2 + 1
    assert figure.nodes


# ------------------------------------------------------------------ the figure


@pytest.mark.parametrize("state", STATES)
def test_fallback_shows_values_and_nothing_that_is_asked(state):
    figure = GraphStepper(**state)
    page = figure._repr_mimebundle_()[0]["text/html"]
    picture = base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)[1])
    svg = ET.fromstring(picture)
    width, height = (float(svg.get(side)) for side in ("width", "height"))
    words = [node for node in svg.iter() if node.tag.endswith("text")]
    assert len(words) > 4
    for node in words:
        assert 0 <= float(node.get("x")) <= width and 0 < float(node.get("y")) <= height
    for name, printed in figure.numbers():
        assert name in page and printed in page
    secret = {"belt": "2.4 0.1304", "diamond": "1 2 4 8", "shortcut": "1 14 30 24 72"}
    told = page.split("Other numbers without")[0].replace(re.search('src="[^"]+', page)[0], "")
    seen = set(re.findall(r"[\d.]*\d", told + " ".join(node.text for node in words)))
    assert not seen & set(secret[figure.example].split())
    assert "course's own example" in figure.told()
    assert repr(figure) == "<GraphStepper: run this cell (Shift+Enter) to use it>"


def test_the_fallback_of_a_large_graph_stays_small():
    loss, names = engines.nine_numbers()
    figure = GraphStepper(loss, names, engines.backward)
    assert len(figure.picture()) < 20_000 and "and 22 more" in figure.picture()
    assert "0.0477" not in figure._repr_mimebundle_()[0]["text/html"]
    chain = GraphStepper(engines.long_chain(100))
    assert len(chain.picture()) < 20_000


@pytest.mark.parametrize("state", STATES)
def test_code_makes_the_same_figure(state):
    figure = GraphStepper(**state)
    again = eval(figure.code(), {"GraphStepper": GraphStepper})
    for name in figure.settings:
        assert getattr(again, name) == getattr(figure, name)


def test_the_code_of_ones_own_graph_begins_with_it():
    root, names = engines.shortcut()
    figure = GraphStepper(root, names, engines.backward, place=2)
    assert figure.code().startswith("GraphStepper(root, names=names, backward=backward, example=")
    here = {"GraphStepper": GraphStepper, "root": root, "names": names}
    again = eval(figure.code(), {**here, "backward": engines.backward})
    assert again.record == figure.record and (again.mode, again.place) == ("mine", 2)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"controls": ["cut"]}, "GraphStepper: no control 'cut'; it has step, seed"),
        ({"controls": ["step:right"]}, "no control 'step:right'"),
        ({"controls": ["order:right,alphabet"]}, "no order 'alphabet'; it has right, at_once"),
        ({"example": "neuron"}, "example"),
        ({"mode": "theirs"}, "mode"),
        ({"place": -1}, "place"),
    ],
)
def test_wrong_settings_are_one_clear_line(state, words):
    with pytest.raises(TraitError, match=words) as caught:
        GraphStepper(**state)
    assert "\n" not in str(caught.value)


def test_what_is_missing_is_named():
    with pytest.raises(TypeError, match="the mode 'mine' needs root and backward"):
        GraphStepper(mode="mine")
    with pytest.raises(TypeError, match="GraphStepper has no setting 'speeed'; it has example"):
        GraphStepper(speeed=1)
    assert "GraphStepper" in explorables.__all__


def test_it_waits_for_its_prediction(own_journal):
    figure = GraphStepper(example="diamond", mode="sabotage", after="first")
    assert figure.locked
    own_journal.commit(journal.Entry("first", answer="4", confidence=2))
    assert not figure.locked


def test_the_examples_are_right():
    """Values and slopes of the course's own graphs, by differences of what their rows say."""
    belt = {node["name"]: node for node in GraphStepper(example="belt").nodes}
    assert belt["y"]["data"] == pytest.approx(np.sin((3 * 0.4) ** 2))
    assert np.prod([node["slopes"] or [1.0] for node in belt.values()]) == pytest.approx(
        (np.sin((3 * (0.4 + 1e-6)) ** 2) - np.sin((3 * (0.4 - 1e-6)) ** 2)) / 2e-6
    )
    assert Path(recording.__file__).parent.name == "explorables"
