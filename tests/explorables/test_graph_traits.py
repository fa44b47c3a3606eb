"""What Python sees of the figures of networks and chains: state, numbers, fallback, waiting."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chainrule import journal
from chainrule.explorables import ConveyorBelt, Dashboard, NeuronMicroscope, NineKnobs
from chainrule.explorables.digits import fixed, grouped, neat, signed
from traitlets import TraitError

from autograders.backprop import car, chains, networks, single_neuron

FIGURES = [ConveyorBelt, NineKnobs, NeuronMicroscope, Dashboard]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda c: c.__name__)

OTHER_STATES = {
    ConveyorBelt: [
        {"machines": []},
        {"machines": ["reciprocal"], "x": 0.0, "nudge": True},
        {"machines": ["exp"] * 5, "x": 3.0, "swept": 6, "nudge": True},
        {"machines": ["cos", "add_one", "sigmoid"], "x": -3.0, "swept": 2},
    ],
    NineKnobs: [
        {"mode": "game", "example": 2, "tries": 3, "best": 0.1},
        {"mode": "curve", "squash": False, "sweep": 2},
        {"hidden": False, "step": 5, "x": [6.0, -6.0]},
        {"W1": np.full((2, 2), 8.0), "b1": np.full(2, 8), "x": np.array([6.0, 6.0])},
    ],
    NeuronMicroscope: [
        {"w": 4, "b": 0, "x": 3, "y": 0, "compare": True, "h": 1e-6},
        {"activation": "tanh", "half": True},
        {"activation": "relu", "w": -6.0, "x": 4.0},
    ],
    Dashboard: [
        {"pedal": 100.0, "gear": 5, "nudge": 20.0, "links": 4, "join": "multiply"},
        {"pedal": 0.0, "gear": 1, "join": "add"},
    ],
}
STATES = [(figure, state) for figure in FIGURES for state in [{}, *OTHER_STATES[figure]]]


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "_open", None)
    return journal.open_in(tmp_path)


@pytest.mark.parametrize(("figure", "state"), STATES, ids=lambda v: getattr(v, "__name__", ""))
def test_fallback_shows_picture_and_numbers(figure, state):
    widget = figure(**state)
    data, _ = widget._repr_mimebundle_()
    page = data["text/html"]
    picture = base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)[1])
    svg = ET.fromstring(picture)
    drawn = [node for node in svg.iter() if node.tag.endswith(("path", "circle", "line", "text"))]
    assert len(drawn) > 1
    assert not re.search(r'"-?(nan|inf)', picture.decode())
    width, height = (float(svg.get(side)) for side in ("width", "height"))
    for node in svg.iter():
        if node.tag.endswith("text"):
            assert 0 <= float(node.get("x")) <= width and 0 < float(node.get("y")) <= height
    for name, printed in widget.numbers():
        assert name in page and printed in page
    assert repr(widget) == repr(figure(**state)) and "0x" not in repr(widget)
    assert widget.fallback() == figure(**state).fallback()


@pytest.mark.parametrize(("figure", "state"), STATES, ids=lambda v: getattr(v, "__name__", ""))
def test_code_makes_the_same_figure(figure, state):
    widget = figure(**state)
    again = eval(widget.code(), {c.__name__: c for c in FIGURES})
    for name in widget.settings:
        assert getattr(again, name) == getattr(widget, name)


@pytest.mark.parametrize(
    ("figure", "name", "value"),
    [
        (ConveyorBelt, "machines", ["sin", "square"]),
        (NineKnobs, "W1", [[1.0, 2.0], [3.0, 4.0]]),
        (NineKnobs, "tries", 3),
        (NeuronMicroscope, "w", 1.25),
        (Dashboard, "last", {"start": 1.0, "end": 2.0}),
    ],
)
def test_a_front_end_message_reaches_python(figure, name, value):
    widget, seen = figure(), []
    widget.observe(lambda change: seen.append(change.new), name)
    widget.set_state({name: value})
    assert seen == [value]


@pytest.mark.parametrize(
    ("figure", "state", "words"),
    [
        (ConveyorBelt, {"machines": ["tan"]}, r"ConveyorBelt: no machine 'tan'; it has triple, "),
        (ConveyorBelt, {"machines": ["sin"] * 6}, "ConveyorBelt: at most 5 machines, not 6"),
        (ConveyorBelt, {"x": 3.5}, "ConveyorBelt: x must lie between -3 and 3"),
        (ConveyorBelt, {"dx": float("nan")}, "ConveyorBelt: dx must lie between 0.001 and 0.2"),
        (NineKnobs, {"W1": [0.1, 0.2]}, r"NineKnobs: W1 needs the shape \(2, 2\)"),
        (NineKnobs, {"W2": [[1.0, 2.0]]}, r"NineKnobs: W2 needs the shape \(2, 1\)"),
        (NineKnobs, {"b1": [9.0, 0.0]}, "NineKnobs: b1 must lie between −8 and 8"),
        (NineKnobs, {"b2": [float("nan")]}, "NineKnobs: b2 must lie between −8 and 8"),
        (NineKnobs, {"x": [1.0, 7.0]}, "NineKnobs: x must lie between −6 and 6"),
        (NineKnobs, {"y": 2.0}, "NineKnobs: y must lie between 0 and 1"),
        (NineKnobs, {"mode": "play"}, "mode"),
        (NeuronMicroscope, {"x": 5.0}, "NeuronMicroscope: x must lie between -4 and 4"),
        (NeuronMicroscope, {"h": 0.0}, "NeuronMicroscope: h must lie between 1e-06 and 1"),
        (NeuronMicroscope, {"w": float("nan")}, "NeuronMicroscope: w must lie"),
        (Dashboard, {"pedal": 101.0}, "Dashboard: pedal must lie between 0 and 100"),
        (Dashboard, {"gear": 6}, "gear"),
    ],
)
def test_wrong_settings_are_one_clear_line(figure, state, words):
    with pytest.raises(TraitError, match=words) as caught:
        figure(**state)
    assert "\n" not in str(caught.value)


@each_figure
def test_an_unknown_setting_is_named(figure):
    with pytest.raises(TypeError, match=rf"{figure.__name__} has no setting 'speeed'; it has "):
        figure(speeed=1)


# ------------------------------------------------------------------ numbers against the reference


def test_belt_numbers():
    numbers = dict(ConveyorBelt(swept=4, nudge=True).numbers())
    machines = [lambda t: 3 * t, np.square, np.sin]
    values = chains.run_machines(0.4, machines)
    rates = chains.local_rates(0.4, machines, [lambda t: 3.0, lambda t: 2 * t, np.cos])
    back = chains.backward_sweep(rates)
    assert [numbers[name] for name in ("x", "after ×3", "after square", "after sin")] == [
        neat(value) for value in values
    ]
    assert numbers["local rate of sin"] == "0.1304" and numbers["local rate of square"] == "2.4"
    assert numbers["overall rate"] == neat(back[0]) == "0.9391"
    sensitivities = [value for name, value in numbers.items() if name.startswith("output per")]
    assert sensitivities == [neat(rate) for rate in back] == ["0.9391", "0.3130", "0.1304", "1"]
    assert numbers["predicted change for dx = 0.01"] == "+0.00939"
    really = chains.run_machines(0.41, machines)[-1] - values[-1]
    assert numbers["real change"] == signed(neat(really, 3))
    assert "output per x" not in dict(ConveyorBelt(swept=2).numbers())
    assert not [n for n in dict(ConveyorBelt(swept=4, sweeps=False).numbers()) if "per" in n]


def test_network_numbers():
    numbers = dict(NineKnobs().numbers())
    assert numbers["hidden 1"] == "z = −0.40, a = 0.401"
    assert numbers["hidden 2"] == "z = −0.90, a = 0.289"
    assert numbers["output"] == "z = 0.58, a = 0.641"
    params = networks.nine_number_network()
    x, y = networks.nine_number_example()
    assert NineKnobs().loss == pytest.approx(networks.mlp_loss(params, x[None], y[None]), rel=1e-12)
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    Y = np.array([[0], [1], [1], [0]], dtype=float)
    assert NineKnobs("game").loss == pytest.approx(networks.mlp_loss(params, X, Y), rel=1e-12)
    straight = NineKnobs("curve", squash=False)
    z2 = (x @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    assert dict(straight.numbers())["output"].startswith(f"z = {fixed(z2[0])}")


def test_network_takes_arrays():
    params = networks.nine_number_network()
    widget = NineKnobs("watch", **params, x=np.array([0.5, 0.25]))
    assert widget.W1 == [[0.3, -0.5], [0.8, 0.2]] and widget.x == [0.5, 0.25]


def test_neuron_numbers():
    widget = NeuronMicroscope()
    numbers = dict(widget.numbers())
    dL_dw, _ = single_neuron.neuron_grads(1.5, -0.8, 0.3, 1.0)
    assert numbers["dL/dw, their product"] == neat(dL_dw, 5) == "−0.43830"
    assert numbers["dL/da"] == "−1.4219" and numbers["da/dz"] == "0.20550"
    assert numbers["a = σ(z)"] == "0.28905" and numbers["L"] == "0.50545"
    assert widget.slope_by_nudging == pytest.approx(dL_dw, rel=1e-5)
    flat = dict(NeuronMicroscope(x=3, w=4, b=0, y=0).numbers())
    assert flat["da/dz"] == "6.1441×10⁻⁶" and flat["dL/dw, their product"] == "3.6865×10⁻⁵"


def test_car_numbers():
    widget = Dashboard(links=4)
    numbers = dict(widget.numbers())
    assert widget.rpm == pytest.approx(car.rpm(20.0)) and grouped(widget.rpm) == "2\u00a0846"
    assert widget.speed == pytest.approx(car.speed(car.rpm(20.0), 1.4))
    dD_du, du_dv, dv_dr, dr_dp = car.drag_rates(20.0, 1.4)
    for name, rate in (("dD/du", dD_du), ("du/dv", du_dv), ("dv/dr", dv_dr), ("dr/dp", dr_dp)):
        assert numbers[name].split()[0] == neat(rate)
    assert numbers["dD/dp, their product"] == f"{neat(car.ddrag_dpedal(20.0, 1.4))} kW per %"
    assert numbers["predicted for +1 %"] == "+1.742 km/h" and numbers["really"] == "+1.721 km/h"
    before = dict(Dashboard(links=4, pushes=False).numbers())
    assert list(before) == list(numbers)[: len(before)] and list(before)[-1] == "dD/du"


def test_printed_numbers():
    assert [neat(v) for v in (0.4, 1.44, 0.99145, 0.31304, 3.0, 0.0)] == [
        *("0.4", "1.44", "0.9915", "0.3130"),
        *("3", "0"),
    ]
    assert neat(1e-6) == "1.000×10⁻⁶" and neat(-0.3) == "−0.3" and neat(1200.0, 3) == "1200"
    assert neat(float("nan")) == "no value"
    assert fixed(-0.001) == "0.00" and fixed(-0.4) == "−0.40"
    assert grouped(2846.04) == "2\u00a0846" and grouped(999) == "999"


# ------------------------------------------------------------------ waiting for a prediction


@each_figure
def test_a_figure_waits_for_its_prediction(own_journal, figure):
    widget = figure(after="first")
    assert widget.locked
    own_journal.commit(journal.Entry("first", answer="up", confidence=2))
    assert not widget.locked and not figure(after="first").locked


def test_every_style_stands_under_the_root_class():
    for figure in FIGURES:
        sheet = figure()._css
        css = re.sub(r"/\*.*?\*/", "", sheet, flags=re.S)
        assert sheet.count("The look of every explorable") == 1
        for selectors in re.findall(r"([^{}]+)\{", css):
            for selector in re.split(r",(?![^(]*\))", selectors):
                if not selector.strip().startswith("@"):
                    assert re.search(r"\.crx\b", selector), selector.strip()
