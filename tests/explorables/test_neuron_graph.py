"""One neuron with several inputs: its JavaScript, its traits, and what it shows in Chromium."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chainrule.explorables import NeuronGraph
from chainrule.explorables.neuron_graph import own_gradients
from traitlets import TraitError

from autograders.backprop import single_neuron

from .against_python import needs_node, node_agrees
from .page import press_again


def _row(x: np.ndarray, w: np.ndarray, b: float, y: float) -> dict:
    """Gradients of weights and bias from the reference; dL/dx by swapping x and w in it."""
    dw, db = single_neuron.neuron_grads_vec(x, w, b, y)
    dx, _ = single_neuron.neuron_grads_vec(w, x, b, y)
    z = single_neuron.weighted_sum(x, w, b)
    a = float(single_neuron.sigmoid(z))
    plain = {name: values.tolist() for name, values in (("x", x), ("w", w), ("dw", dw), ("dx", dx))}
    loss = single_neuron.squared_error(a, y)
    return {**plain, "b": b, "y": y, "z": z, "a": a, "L": loss, "delta": db, "db": db}


def golden() -> list[dict]:
    rng = np.random.default_rng(4)
    drawn = [
        _row(rng.uniform(-3, 3, D), rng.uniform(-3, 3, D), float(rng.uniform(-3, 3)), y)
        for D in (1, 2, 3, 4, 3)
        for y in (0.0, 0.35)
    ]
    return [_row(np.array([1, -2, 0.5]), np.array([1, 0.5, -2]), 1.0, 1.0), *drawn]


@needs_node
def test_javascript_agrees_with_the_reference(tmp_path):
    node_agrees("many_inputs.test.mjs", golden(), tmp_path)


def test_the_numbers_of_the_lesson():
    lesson = golden()[0]
    assert lesson["dw"] == [-0.25, 0.5, -0.125] and lesson["db"] == -0.25
    assert (lesson["z"], lesson["a"], lesson["L"]) == (0, 0.5, 0.25)


# ------------------------------------------------------------------ what Python sees


def test_fallback_shows_the_neuron_and_no_gradient():
    widget = NeuronGraph()
    page = widget._repr_mimebundle_()[0]["text/html"]
    svg = ET.fromstring(base64.b64decode(re.search(r"svg\+xml;base64,([^\"]+)", page)[1]))
    assert len([node for node in svg.iter() if node.tag.endswith(("path", "text", "line"))]) > 10
    assert widget.numbers()[-3:] == [("z", "0"), ("a", "0.5"), ("loss", "0.25")]
    for gradient in ("−0.25", "−0.125"):
        assert gradient not in page and gradient not in widget.told()


def test_what_does_not_fit_is_refused_in_one_line():
    for state, words in (
        ({"x": [1, 2]}, "x and w need the same length"),
        ({"x": [], "w": []}, "one to 4 numbers"),
        ({"x": [4, 0, 0]}, "x must lie between −3 and 3"),
        ({"b": 3.5}, "b must lie between -3 and 3"),
        ({"controls": ["fly"]}, "no control 'fly'"),
    ):
        with pytest.raises(TraitError, match=words) as caught:
            NeuronGraph(**state)
        assert "\n" not in str(caught.value)


def test_arrays_are_taken():
    widget = NeuronGraph(x=np.array([0.5, 2]), w=np.array([1, -1]))
    assert widget.x == [0.5, 2] and widget.w == [1, -1]
    assert NeuronGraph(**{name: getattr(widget, name) for name in widget.settings}).w == [1, -1]


X, W = np.array([0.5, 2.0]), np.array([1.5, -0.5])


def test_the_learners_function_answers():
    widget = NeuronGraph(single_neuron.neuron_grads_vec, x=X, w=W)
    state = {"x": [2.0, -1.0], "w": [0.3, 0.7], "b": 0.2, "y": 0.25}
    widget.asked = {"number": 7, **state}
    dw, db = single_neuron.neuron_grads_vec(np.array(state["x"]), np.array(state["w"]), 0.2, 0.25)
    assert widget.answered == {"number": 7, "dw": dw.tolist(), "db": db, "problem": ""}


def spoils(x, w, b, y):
    x[:], w[:] = 0, 0
    return np.array([np.nan, 1]), np.inf


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda x, w, b, y: None, "TypeError"),
        (lambda x, w, b, y: (np.ones(3), 1.0), r"shape \(3,\), not \(2,\)"),
        (lambda x, w, b, y: (np.ones(2), np.ones(2)), "for the bias it gives an array"),
        (lambda x, w, b, y: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_what_goes_wrong_in_it_is_one_line(function, words):
    dw, db, problem = own_gradients(function, X, W, 1.0, 0.0)
    assert (dw, db) == ([], None)
    assert re.search(words, problem) and "\n" not in problem


def test_one_that_is_not_written_yet_is_for_the_cell_to_tell():
    def unwritten(x, w, b, y):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        NeuronGraph(unwritten)
    assert NeuronGraph(lambda x, w, b, y: 1 / 0).mine, "told in the figure"


def test_it_cannot_change_what_is_shown():
    x, w = X.copy(), W.copy()
    assert own_gradients(spoils, x, w, 1.0, 0.0) == ([None, 1.0], None, "")
    assert x.tolist() == X.tolist() and w.tolist() == W.tolist()


# ------------------------------------------------------------------ in Chromium


def button(shown, name: str):
    return shown.page.get_by_role("button", name=name, exact=True)


def gradients(shown) -> list[str]:
    return shown.page.locator(".g-value.g-gradient").all_text_contents()


def test_the_loss_is_followed_back(show):
    shown = show(NeuronGraph())
    assert gradients(shown) == []
    seen = []
    back = button(shown, "One step back")
    for _ in range(5):
        press_again(back) if seen else back.click()
        seen.append(len(gradients(shown)))
    assert seen == [1, 2, 3, 7, 13]
    assert button(shown, "One step back").get_attribute("aria-disabled") == "true"
    assert "w₂ gets δ · x₂ = −0.25 · (−2) = 0.5" in shown.page.locator(".ng-story").inner_text()
    button(shown, "Undo").click()
    assert shown.get("back") == 4


def test_a_number_is_dragged_and_all_follow(show):
    shown = show(NeuronGraph(back=5))
    node = shown.page.get_by_role("slider", name="weight 2")
    box = node.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(x + 45, y, steps=4)
    shown.page.mouse.up()
    w = shown.get("w")
    assert w == [1, 1.5, -2] and shown.get("x") == [1, -2, 0.5]
    want, _ = single_neuron.neuron_grads_vec(np.array([1, -2, 0.5]), np.array(w), 1.0, 1.0)
    texts = shown.page.locator(".g-node").all_text_contents()
    found = next(text for text in texts if text.startswith("w₂"))
    assert f"{want[1]:.3f}" in found


def test_steps_against_the_gradients(show):
    shown = show(NeuronGraph())
    move = button(shown, "Move weights and bias")
    assert move.get_attribute("aria-disabled") == "true"
    button(shown, "All the way back").click()
    move.click()
    assert shown.get("w") == [1.125, 0.25, -1.9375] and shown.get("b") == 1.125
    assert "After one step" in shown.page.locator(".ng-story").inner_text()
    button(shown, "Reset").click()
    assert shown.get("back") == 0 and "After" not in shown.page.locator(".ng-story").inner_text()


def test_without_the_control_nothing_can_be_turned(show):
    shown = show(NeuronGraph(controls=["back"]))
    assert shown.page.get_by_role("slider").count() == 0
    assert not button(shown, "Move weights and bias").is_visible()
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("m")
    assert shown.get("w") == [1, 0.5, -2]


def answers(shown, **told) -> None:
    """Answer the figure's last question as Python does."""
    shown.set(answered={"number": shown.get("asked")["number"], "problem": "", **told})
    shown.settle()


def test_the_learners_numbers_are_drawn(show):
    shown = show(NeuronGraph(lambda x, w, b, y: None, back=5))
    assert shown.get("asked")["x"] == [1, -2, 0.5]
    answers(shown, dw=[-0.25, -0.5, -0.125], db=-0.25)
    assert shown.page.locator(".ng-wrong").count() == 1
    assert shown.page.locator(".ng-right").count() == 3
    assert "says −0.5 for w₂" in shown.page.locator(".ng-story").inner_text()
    button(shown, "Move weights and bias").click()
    assert shown.get("w") == [1.125, 0.75, -1.9375], "the learner's numbers make the step"
    answers(shown, dw=[], db=None, problem="ZeroDivisionError: division by zero")
    assert "Your function stopped: Zero" in shown.page.locator(".ng-story").inner_text()
    assert button(shown, "Move weights and bias").get_attribute("aria-disabled") == "true"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 640, 1000])
def test_nothing_sticks_out(show, width, theme):
    shown = show(
        NeuronGraph(x=[-2.85] * 4, w=[-2.15] * 4, b=-1.35, back=5), theme=theme, width=width
    )
    wide = shown.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
    widths = shown.page.locator(".g-node").evaluate_all(
        """(nodes) => nodes.flatMap((node) => {
            const plate = node.querySelector('.g-plate').getBoundingClientRect().width;
            return [...node.querySelectorAll('.g-value')].map((word) => (
                [word.textContent, word.getBoundingClientRect().width, plate]));
        })"""
    )
    assert len(widths) > 10
    for words, width, plate in widths:
        assert width <= plate + 1, words
