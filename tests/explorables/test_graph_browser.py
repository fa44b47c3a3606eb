"""The figures of networks and chains in Chromium, without Jupyter: dragged, keyed, looked at."""

import re
import time

import numpy as np
import pytest
from chainrule.explorables import ConveyorBelt, Dashboard, NeuronMicroscope, NineKnobs

from autograders.backprop import car, networks, single_neuron

from ..support import PATIENCE
from .page import (
    CELLS,
    GIVE_KEYS,
    MOVE_WITHOUT_PAUSE,
    NOTEBOOK_KEYS,
    VALUES,
    WITHOUT_PLACE,
    press_again,
)

FIGURES = [ConveyorBelt, NineKnobs, NeuronMicroscope, Dashboard]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda c: c.__name__)
CONTROLS = (
    ".crx-head button:not(:disabled), .crx-body :is(button:not(:disabled), select, "
    "input:not(:disabled), [role=slider], g[role=button])"
)
# A figure in other clothes: every mode and switch.
FULL = {
    ConveyorBelt: {
        "machines": ["square", "reciprocal", "cos", "sigmoid", "exp"],
        "nudge": True,
        "swept": 6,
    },
    NineKnobs: {"mode": "game", "tries": 12},
    NeuronMicroscope: {"compare": True, "h": 0.5, "half": True},
    Dashboard: {"links": 4, "join": "multiply", "nudge": 10.0},
}
WITH_SLIDERS = {NineKnobs: {"mode": "curve"}}  # where a figure opens without them


def slider(shown, name: str):
    return shown.page.get_by_role("slider", name=name, exact=True)


def press(shown, name: str, *keys: str) -> None:
    slider(shown, name).first.focus()
    for key in keys:
        shown.page.keyboard.press(key)


def button(shown, name: str):
    return shown.page.get_by_role("button", name=name, exact=True)


def pull(shown, node, dx: float, dy: float = 0) -> None:
    """Drag the middle of a node by so many pixels, in three moves."""
    box = node.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = shown.page.mouse
    mouse.move(x, y)
    mouse.down()
    for part in (0.3, 0.7, 1.0):
        mouse.move(x + part * dx, y + part * dy)
    mouse.up()


def until(shown, holds, seen) -> None:
    """Wait until `holds()`, as what glides needs frames to arrive; `seen()` is told if it never."""
    end = time.monotonic() + PATIENCE / 1000
    while not holds():
        assert time.monotonic() < end, seen()
        shown.page.wait_for_timeout(50)


def texts(shown, selector: str) -> list[str]:
    return shown.page.locator(selector).all_text_contents()


def text(shown, selector: str) -> str:
    """Visible text, with narrow and wide spaces alike."""
    return " ".join(shown.page.locator(selector).first.inner_text().split())


def table(shown, number: int = 0) -> list[list[str]]:
    if not shown.get("table"):
        button(shown, "Table view").click()
    rows = shown.page.locator(".crx-tables table").nth(number).locator("tbody tr")
    return rows.evaluate_all(CELLS)


# ------------------------------------------------------------------ conveyor


def lanes(shown) -> tuple[list[str], list[str]]:
    """What stands on the upper and on the lower lane."""
    forward = texts(shown, ".g-token.g-forward text")
    back = texts(shown, ".g-token.g-gradient:not(.g-flat) text")
    return forward, back


def boxes(shown) -> list[str]:
    """The machines' names as they lie on the belt."""
    machines = shown.page.locator(".cv-machine").evaluate_all(
        "nodes => nodes.map(n => [n.getBoundingClientRect().x, n.textContent])"
    )
    placed = sorted(machines)
    return [re.split(r"×(?=[−\d])", words)[0] or "×3" for _, words in placed]


def test_belt_shows_the_lessons_numbers(show):
    shown = show(ConveyorBelt(swept=4))
    assert lanes(shown) == (
        ["0.4", "1.2", "1.44", "0.9915"],
        ["0.9391", "0.3130", "0.1304", "1"],
    )
    assert texts(shown, ".g-token.g-flat text") == ["1", "3", "7.2", "0.9391"]
    assert text(shown, ".cv-summary") == "Overall rate: 3 × 2.4 × 0.1304 = 0.9391"
    rows = table(shown)
    assert rows[2] == ["after square", "1.44", "sin: 0.1304", "7.2", "0.1304"]


def test_belt_keeps_the_products_back_until_they_are_met(show):
    shown = show(ConveyorBelt(sweeps=False, swept=4))
    picture = shown.page.locator("svg.g-picture, .crx-stage svg").first.text_content()
    assert "0.3130" not in picture and "7.2" not in picture and "per x" not in picture
    assert text(shown, ".cv-summary") == "Overall rate: 0.9391"
    for name in ("Sweep back", "One machine back", "Clear the sweep"):
        assert not shown.page.get_by_role("button", name=name).is_visible()
    assert shown.page.get_by_role("button", name="Run the belt").is_visible()
    assert table(shown)[2] == ["after square", "1.44", "sin: 0.1304"]


def test_belt_x_by_keyboard_and_by_drag(show):
    shown = show(ConveyorBelt())
    for name in ("x", "x on the belt"):
        shown.set(x=0.4)
        press(shown, name, "ArrowRight")
        assert shown.get("x") == pytest.approx(0.5)
        press(shown, name, "PageDown")
        assert shown.get("x") == pytest.approx(-0.5)
        press(shown, name, "End")
        assert shown.get("x") == 3
    assert lanes(shown)[0] == ["3", "9", "81", "−0.6299"]
    shown.set(x=0.4)
    pull(shown, slider(shown, "x on the belt"), 90)
    assert shown.get("x") == pytest.approx(1.4, abs=0.02)
    assert float(lanes(shown)[0][1]) == pytest.approx(3 * shown.get("x"), abs=1e-3)


def test_sweep_back_fills_every_gap_from_the_right(show):
    shown = show(ConveyorBelt())
    assert lanes(shown)[1] == ["?", "?", "?", "?"]
    record = (
        "() => { window.seen = []; window.models[0].on('change:swept', n => window.seen.push(n)) }"
    )
    shown.page.evaluate(record)
    button(shown, "Sweep back").click()
    shown.page.wait_for_selector(".g-token.g-gradient >> text=1")
    shown.page.wait_for_function("() => window.models[0].get('swept') === 4")
    assert shown.page.evaluate("() => window.seen") == [1, 2, 3, 4]
    assert lanes(shown)[1] == ["0.9391", "0.3130", "0.1304", "1"]
    button(shown, "Clear the sweep").click()
    assert lanes(shown)[1] == ["?", "?", "?", "?"]


def test_one_machine_back_at_a_time_without_motion(show):
    shown = show(ConveyorBelt(), motion=False)
    back = button(shown, "One machine back")
    back.click()
    assert lanes(shown)[1] == ["?", "?", "?", "1"]
    for lane in (["?", "?", "0.1304", "1"], ["?", "0.3130", "0.1304", "1"]):
        press_again(back)
        assert lanes(shown)[1] == lane
    press_again(back)
    assert lanes(shown)[1][0] == "0.9391" and back.is_disabled()


def test_a_ride_that_is_interrupted_ends(show):
    shown = show(ConveyorBelt())
    button(shown, "Run the belt").click()
    riding = "() => document.querySelectorAll('.g-token.g-forward').length === 5"
    shown.page.wait_for_function(riding)
    button(shown, "put exponential on the belt").click()
    standing = ["0.4", "1.2", "1.44", "0.9915", "2.695"]
    until(shown, lambda: lanes(shown)[0] == standing, lambda: lanes(shown)[0])
    button(shown, "Sweep back").click()
    shown.page.evaluate("() => window.models[0].end()")
    shown.page.wait_for_timeout(50)
    swept = shown.get("swept")
    shown.page.wait_for_timeout(900)
    assert shown.get("swept") == swept


def test_machines_move_by_keyboard_and_say_so(show):
    shown = show(ConveyorBelt())
    square = shown.page.locator(".cv-machine").nth(1)
    square.focus()
    shown.page.keyboard.press("Alt+ArrowLeft")
    assert shown.get("machines") == ["square", "triple", "sin"]
    assert lanes(shown)[0] == ["0.4", "0.16", "0.48", "0.4618"]
    focused = "() => document.activeElement.getAttribute('aria-label')"
    assert shown.page.evaluate(focused).startswith("square, machine 1 of 3: receives 0.4")
    region = shown.page.locator(".crx [aria-live]")
    shown.page.wait_for_function("() => document.querySelector('.crx [aria-live]').textContent")
    assert region.text_content().startswith("square is now machine 1 of 3.")
    shown.page.keyboard.press("Alt+ArrowLeft")
    shown.page.wait_for_function(
        "() => document.querySelector('.crx [aria-live]').textContent.includes('already the first')"
    )
    assert shown.get("machines") == ["square", "triple", "sin"]
    shown.page.keyboard.press("ArrowRight")
    assert shown.page.evaluate(focused).startswith("times 3, machine 2 of 3")
    for _ in range(2):
        shown.page.keyboard.press("Alt+ArrowRight")
    assert shown.get("machines") == ["square", "sin", "triple"]


def test_the_same_machine_has_another_rate_in_another_place(show):
    shown = show(ConveyorBelt(["square", "triple"], x=0.5))
    first = shown.page.locator(".cv-machine").first
    assert first.text_content() == "square×1"
    first.focus()
    shown.page.keyboard.press("Alt+ArrowRight")
    assert "square×3" in texts(shown, ".cv-machine")


def test_machines_are_dragged_to_another_place(show):
    shown = show(ConveyorBelt())
    triple = shown.page.locator(".cv-machine").first
    gap = shown.page.locator(".cv-machine").nth(1).bounding_box()["x"] - triple.bounding_box()["x"]
    pull(shown, triple, gap)
    assert shown.get("machines") == ["square", "triple", "sin"]
    until(shown, lambda: boxes(shown) == ["square", "×3", "sin"], lambda: boxes(shown))
    last = shown.page.locator(".cv-machine").filter(has_text="sin")
    pull(shown, last, -2.1 * gap)
    assert shown.get("machines") == ["sin", "square", "triple"]
    assert shown.page.locator(".cv-machine.held").count() == 0


def test_machines_are_dragged_on_a_phone_too(show):
    shown = show(ConveyorBelt(), width=360)
    triple = shown.page.locator(".cv-machine").first
    step = shown.page.locator(".cv-machine").nth(1).bounding_box()["y"] - triple.bounding_box()["y"]
    assert step > 60
    pull(shown, triple, 0, 2 * step)
    assert shown.get("machines") == ["square", "sin", "triple"]


def test_palette_and_buttons(show):
    shown = show(ConveyorBelt(["sin"]))
    assert shown.page.locator(".cv-new").count() == 9
    button(shown, "put sigmoid on the belt").click()
    button(shown, "put plus 1 on the belt").click()
    assert shown.get("machines") == ["sin", "sigmoid", "add_one"]
    button(shown, "Move earlier").click()
    assert shown.get("machines") == ["sin", "add_one", "sigmoid"]
    button(shown, "Take off").click()
    assert shown.get("machines") == ["sin", "sigmoid"]
    for name in ("one over", "cosine"):
        press_again(button(shown, f"put {name} on the belt"))
    press_again(button(shown, "put cosine on the belt"))
    assert len(shown.get("machines")) == 5
    assert button(shown, "put cosine on the belt").is_disabled()
    node = shown.page.locator(".cv-machine").first
    node.focus()
    for _ in range(5):
        shown.page.keyboard.press("Delete")
    assert shown.get("machines") == []
    assert lanes(shown) == (["0.4"], ["?"])
    assert shown.page.evaluate("() => document.activeElement.className").endswith("cv-new")


def test_belt_nudge_predicts_and_measures(show):
    shown = show(ConveyorBelt(dx=0.01))
    assert texts(shown, ".g-change") == []
    shown.page.get_by_label("nudge x by dx").check()
    assert texts(shown, ".g-change") == ["+0.01", "+0.03", "+0.0729", "+0.00687"]
    assert "predicts 0.9391 × 0.01 = +0.00939; the output really moves by +0.00687" in text(
        shown, ".cv-summary"
    )
    press(shown, "nudge dx", "Home")
    assert shown.get("dx") == 0.001
    assert "= +9.39×10⁻⁴;" in text(shown, ".cv-summary")


# ------------------------------------------------------------------ nine knobs


def node_values(shown) -> list[str]:
    return texts(shown, ".g-node .g-value")


def test_watch_reveals_the_network_edge_by_edge(show):
    shown = show(NineKnobs(), motion=False)
    assert node_values(shown) == ["1", "−1", "?", "?", "?", "?", "?", "?"]
    assert "Nothing is computed yet" in text(shown, ".nk-saying")
    step = button(shown, "Next step")
    told, sums, blue = [], [], []
    for _ in range(12):
        press_again(step) if told else step.click()
        told.append(text(shown, ".nk-saying"))
        sums.append(node_values(shown)[2])
        blue.append(texts(shown, ".g-node .g-value.g-forward")[2:3])
    assert sums[:4] == ["0.30", "−0.50", "−0.40", "−0.40"]  # the sum grows, then it is z
    assert blue[:3] == [[], [], ["−0.40"]]
    assert "To hidden 1: 0.3 × 1 = 0.3" in told[0]
    assert "To hidden 1: 0.8 × (−1) = −0.8, together −0.5" in told[1]
    assert "hidden 1: add the bias 0.1, so z = −0.40" in told[2]
    assert "hidden 1: a = σ(−0.40) = 0.401" in told[3]
    assert "output: add the bias 0.3, so z = 0.58" in told[10]
    assert told[11] == "The output is 0.641: this is the prediction."
    assert node_values(shown) == [
        *("1", "−1", "−0.40", "0.401"),
        *("−0.90", "0.289", "0.58", "0.641"),
    ]
    assert step.is_disabled() and shown.get("step") == 12
    button(shown, "Back").click()
    assert shown.get("step") == 11
    rows = table(shown)
    assert rows[2] == ["hidden 1", "−0.4000", "0.4013", "hidden 1: z = −0.40, a = 0.401"]
    assert rows[-1][:3] == ["output", "0.5792", "not yet"]
    button(shown, "Show all").click()
    assert table(shown)[-1][2] == "0.6409"


def test_a_half_finished_sum_is_not_called_z(show):
    shown = show(NineKnobs(step=2))
    assert texts(shown, ".g-cell-label")[2:] == ["sum", "a", "z", "a", "z", "a"]
    assert node_values(shown)[2] == "−0.50"
    shown.set(step=3)
    assert texts(shown, ".g-cell-label")[2] == "z" and node_values(shown)[2] == "−0.40"


def test_watch_has_steps_alone_no_knob_no_target_no_loss(show):
    shown = show(NineKnobs(step=12, table=True))
    seen = shown.page.locator(".crx").inner_text()
    assert not re.search(r"loss|target|L =|σ in", seen) and "prediction" in seen
    sliders = shown.page.locator("input, [role=slider]").all()
    assert not [node for node in sliders if node.is_visible()]
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("1")
    assert shown.page.evaluate("() => document.activeElement.tagName") != "INPUT"
    steps = shown.page.locator(".nk-steps button")
    assert len({node.bounding_box()["y"] for node in steps.all()}) == 1, "one row"
    shown.set(mode="curve")
    assert slider(shown, "target y").last.is_visible() and "L =" in text(shown, ".nk-left")


def test_no_line_of_a_step_breaks_at_its_equals_sign(show):
    shown = show(NineKnobs())
    for step in range(3, 13):
        shown.set(step=step)
        words = shown.page.locator(".nk-saying").text_content()
        assert "×" in words or not re.search("[ ]=|=[ ]", words), words


def test_watch_marks_the_edge_by_thickness_and_dashes(show):
    shown = show(NineKnobs(step=4))
    button(shown, "Next step").click()
    shown.page.wait_for_function("() => window.models[0].get('step') === 5")
    marked = shown.page.locator(".g-edge.g-on .g-line")
    assert marked.count() == 1
    style = marked.evaluate(
        "n => [getComputedStyle(n).strokeWidth, getComputedStyle(n).strokeDasharray]"
    )
    assert float(style[0][:-2]) > 4 and style[1] != "none"


def test_impatient_steps_are_not_lost(show):
    shown = show(NineKnobs())
    step = button(shown, "Next step")
    for _ in range(5):
        step.click()
    shown.page.wait_for_function("() => window.models[0].get('step') === 5")
    shown.page.wait_for_timeout(700)
    assert shown.get("step") == 5 and texts(shown, ".g-token") == []
    step.click()
    button(shown, "Back").click()  # calls the value on its way back
    shown.page.wait_for_timeout(700)
    assert shown.get("step") == 5
    step.click()
    button(shown, "Reset").click()
    shown.page.wait_for_timeout(700)
    assert shown.get("step") == 0 and texts(shown, ".g-token") == []


def test_watch_plays_pauses_and_ends_with_its_view(show):
    shown = show(NineKnobs(), motion=False)
    button(shown, "Play").click()
    shown.page.wait_for_function("() => window.models[0].get('step') >= 2")
    button(shown, "Pause").click()
    step = shown.get("step")
    shown.page.wait_for_timeout(1300)
    assert shown.get("step") == step
    button(shown, "Play").evaluate("(play) => { play.click(); window.models[0].end(); }")
    shown.page.wait_for_timeout(1300)
    assert shown.get("step") <= step + 1


def test_number_keys_focus_the_nine_knobs_and_mark_their_way(show):
    shown = show(NineKnobs("curve"))
    shown.page.locator(".crx").focus()
    edges = {1: 2, 2: 2, 3: 1, 4: 2, 5: 2, 6: 1, 7: 1, 8: 1, 9: 0}
    for key in range(1, 10):
        shown.page.keyboard.press(str(key))
        name = shown.page.evaluate("() => document.activeElement.getAttribute('aria-label')")
        assert name.startswith(f"knob {key}, ")
        assert shown.page.locator(".g-edge.g-on").count() == edges[key]
    shown.page.keyboard.press("ArrowRight")
    assert shown.get("b2") == [0.4]
    shown.page.keyboard.press("5")
    shown.page.keyboard.press("Shift+ArrowUp")
    assert shown.get("W1") == [[0.3, -0.5], [0.8, 1.2]]


def test_every_knob_input_and_target_changes_the_numbers(show):
    shown = show(NineKnobs("curve"))
    params = networks.nine_number_network()
    matrices = ["W1", "W1", "b1", "W1", "W1", "b1", "W2", "W2", "b2"]
    places = [(0, 0), (1, 0), (0,), (0, 1), (1, 1), (1,), (0, 0), (1, 0), (0,)]
    x, y = np.array([1.0, -1.0]), np.array([1.0])
    for key, (matrix, place) in enumerate(zip(matrices, places, strict=True), start=1):
        knob = shown.page.locator(f"input[aria-label^='knob {key},']")
        knob.focus()
        shown.page.keyboard.press("PageUp")
        params[matrix][place] += 1
        assert np.allclose(shown.get(matrix), params[matrix])
        (a1, a2), values = networks.forward(x, **params), node_values(shown)
        assert [float(values[3]), float(values[5])] == pytest.approx(a1.tolist(), abs=6e-4)
        assert float(values[7]) == pytest.approx(a2[0], abs=6e-4)
    press(shown, "input 1", "ArrowLeft")
    assert shown.get("x") == pytest.approx([0.9, -1.0])
    press(shown, "input 2", "Home")
    assert shown.get("x") == [0.9, -6.0]
    press(shown, "target y", "PageDown")
    assert shown.get("y") == 0.5
    loss = networks.mlp_loss(params, np.array([[0.9, -6.0]]), y[None] / 2)
    assert f"L = (a − y)² = {loss:.3f}" in " ".join(texts(shown, ".nk-left svg text"))
    knob = shown.page.locator("input[aria-label^='knob 1,']")
    pull(shown, knob, knob.bounding_box()["width"] / 4)
    assert shown.get("W1")[0][0] == pytest.approx(
        4.6, abs=0.3
    )  # the thumb's width shortens the track


def curve(shown, number: int) -> np.ndarray:
    path = shown.page.locator(".nk-right .crx-plot path.line").nth(number).get_attribute("d")
    points = [[float(v) for v in pair.split(",")] for pair in re.split("[ML]", path) if pair]
    return np.array(points)


def turns(points: np.ndarray) -> int:
    steps = np.diff(points[:, 1])
    steps = steps[np.abs(steps) > 0.011]  # the path is written in hundredths of a pixel
    return int(np.sum(np.diff(np.sign(steps)) != 0))


def test_without_sigma_z_is_straight_and_the_output_one_s(show):
    shown = show(NineKnobs("curve"))
    button(shown, "Set a bump").click()
    assert turns(curve(shown, 0)) == 1 and turns(curve(shown, 1)) == 1
    assert "bumps and dips are possible" in text(shown, ".nk-saying")
    shown.page.get_by_label("σ in the hidden layer").uncheck()
    rng = np.random.default_rng(1)
    for _ in range(4):
        W1, W2 = rng.integers(-3, 4, (2, 2)).tolist(), rng.integers(-3, 4, (2, 1)).tolist()
        shown.set(W1=W1, W2=W2)
        points = curve(shown, 0)
        bend = np.diff(points[:, 1], 2)
        assert np.max(np.abs(bend)) < 0.05
        assert turns(curve(shown, 1)) == 0
    assert "the two layers are one neuron" in text(shown, ".nk-saying")
    w = np.array(W1) @ np.array(W2)
    shown.page.get_by_label("Sweep").select_option("2")
    assert shown.get("sweep") == 2
    assert f"{w[0, 0]:g}".replace("-", "−") + "·x₁" in text(shown, ".nk-saying")


def test_without_hidden_layer_the_inputs_go_straight_through(show):
    shown = show(NineKnobs("curve"))
    shown.page.get_by_label("hidden layer", exact=True).uncheck()
    assert shown.get("hidden") is False
    a = float(single_neuron.sigmoid(1.2 * 1 + -0.7 * -1 + 0.3))
    assert node_values(shown)[-1] == f"{a:.3f}"
    assert shown.page.locator("input[aria-label^='knob 1,']").is_disabled()
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("1")
    assert shown.page.evaluate("() => document.activeElement.tagName") != "INPUT"
    assert shown.page.locator(".g-edge").count() == 2
    assert "single S" in text(shown, ".nk-saying")


def test_points_on_the_curve_and_on_the_line_are_dragged(show):
    shown = show(NineKnobs("curve"))
    point = slider(shown, "input on the curve")
    width = shown.page.locator(".nk-right svg").nth(1).bounding_box()["width"] - 50
    pull(shown, point.locator(".mark"), -width / 6)
    assert shown.get("x")[0] == pytest.approx(-1.0, abs=0.1)
    target = slider(shown, "target y").last
    pull(shown, shown.page.locator(".nk-target .mark"), -150)
    assert 0.4 < shown.get("y") < 0.9
    assert target.get_attribute("aria-valuetext").startswith(("target", "0"))


def test_the_game_counts_tries_and_knows_its_goal(show):
    shown = show(NineKnobs("game"))
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
    Y = np.array([[0], [1], [1], [0]], dtype=float)
    loss = networks.mlp_loss(networks.nine_number_network(), X, Y)
    assert f"L = {loss:.3f}" in texts(shown, ".nk-right svg text")
    assert text(shown, ".nk-saying").startswith("0 tries.")
    shown.page.locator("input[aria-label^='knob 1,']").focus()
    shown.page.keyboard.down("ArrowRight")
    shown.page.keyboard.down("ArrowRight")  # held down: it repeats
    assert shown.get("tries") == 0
    shown.page.keyboard.up("ArrowRight")
    assert shown.get("tries") == 1 and len(shown.get("history")) == 1
    shown.page.keyboard.press("Tab")
    assert shown.get("tries") == 1
    shown.page.keyboard.press("ArrowLeft")
    assert shown.get("tries") == 2
    knob = shown.page.locator("input[aria-label^='knob 7,']")
    pull(shown, knob, 30)
    assert shown.get("tries") == 3
    knob.click(position={"x": knob.bounding_box()["width"] / 2, "y": 10})
    assert shown.get("tries") == 4
    assert shown.get("best") == min(shown.get("history"))
    shown.set(W1=[[6, 6], [6, 6]], b1=[-3, -8], W2=[[8], [-8]], b2=[-4])
    assert text(shown, ".nk-saying").startswith("Goal reached: L = 0.0")
    shown.page.get_by_label("Shown in the network").select_option("2")
    assert node_values(shown)[:2] == ["1", "0"]
    assert len(table(shown, 2)) == 4
    button(shown, "New game").click()
    assert (shown.get("tries"), shown.get("history"), shown.get("best")) == (0, [], 1)
    assert shown.get("W1") == [[0.3, -0.5], [0.8, 0.2]]


# ------------------------------------------------------------------ neuron microscope


def slopes(shown) -> dict[str, str]:
    rows = table(shown, 1)
    return {row[0].split(",")[0].split(" =")[0]: row[1] for row in rows}


def test_neuron_shows_the_lessons_numbers(show):
    shown = show(NeuronMicroscope())
    assert "(−1.4219) × 0.20550 × 1.5 = −0.43830" in text(shown, ".nm-product")
    assert "dL/db = −0.29220 dL/dx = 0.23376" in text(shown, ".nm-product")
    assert texts(shown, ".g-rate") == ["dz/dw = 1.5", "da/dz = 0.20550", "dL/da = −1.4219"]
    assert texts(shown, ".g-node .g-value") == ["−0.8", "−0.9", "0.2891", "0.5054"]
    named = slopes(shown)
    assert named["dL/dw"] == "−0.43830" and named["dL/da"] == "−1.4219"


NEURON_SLIDERS = [
    ("weight w", "w", 0.1, -6, 6),
    ("bias b", "b", 0.1, -6, 6),
    ("input x", "x", 0.1, -4, 4),
    ("target y", "y", 0.05, 0, 1),
    ("w on the line of z", "w", 0.1, -6, 6),
    ("z on the activation, moved by b", "b", 0.1, -6, 6),
    ("w on the loss curve", "w", 0.1, -6, 6),
]


def test_neuron_sliders_and_points_by_keyboard(show):
    shown = show(NeuronMicroscope(table=True))
    for name, trait, step, low, high in NEURON_SLIDERS:
        shown.set(x=1.5, w=-0.8, b=0.3, y=0.5)
        before = shown.get(trait)
        press(shown, name, "ArrowLeft")
        assert shown.get(trait) == pytest.approx(before - step), name
        dL_dw, dL_db = single_neuron.neuron_grads(**shown.values(*"xwby"))
        named = slopes(shown)
        assert float(named["dL/dw"].replace("−", "-")) == pytest.approx(dL_dw, rel=1e-4)
        assert float(named["dL/db"].replace("−", "-")) == pytest.approx(dL_db, rel=1e-4)
        below = pytest.approx(high - 10 * step)
        for key, value in (("Home", low), ("End", high), ("PageDown", below)):
            shown.page.keyboard.press(key)  # the focus stays
            assert shown.get(trait) == value


def test_neuron_points_are_dragged(show):
    shown = show(NeuronMicroscope(w=0.0, b=0.0, y=0.5))
    marks = {
        name: shown.page.locator(f"[aria-label='{name}'] .mark")
        for name in ("w on the line of z", "z on the activation, moved by b", "w on the loss curve")
    }
    small = shown.page.locator(".crx-plot svg").nth(1).bounding_box()["width"] - 48
    pull(shown, marks["w on the line of z"], small / 12)
    assert shown.get("w") == pytest.approx(1.0, abs=0.06)
    shown.set(w=0.0)
    pull(shown, marks["z on the activation, moved by b"], small / 8)
    assert shown.get("b") == pytest.approx(2.0, abs=0.1)
    shown.set(b=0.0)
    big = shown.page.locator(".crx-plot svg").nth(4).bounding_box()["width"] - 56
    pull(shown, marks["w on the loss curve"], -big / 6)
    assert shown.get("w") == pytest.approx(-2.0, abs=0.1)
    pull(shown, shown.page.locator(".nm-target .mark"), 60)
    assert 0.6 < shown.get("y") < 1


def test_the_one_tangent_has_the_products_slope(show):
    shown = show(NeuronMicroscope())
    line = shown.page.locator(".nm-tangent").last.evaluate(
        "n => ['x1','y1','x2','y2'].map(a => +n.getAttribute(a))"
    )
    grid = shown.page.locator(".crx-plot").nth(4)
    labels = grid.locator("text.tick").evaluate_all(
        "nodes => nodes.map(n => [n.textContent, +n.getAttribute('x'), +n.getAttribute('y')])"
    )
    across = {name: x for name, x, y in labels[:3]}
    down = {name: y for name, x, y in labels[3:]}
    per_w = (across["5"] - across["0"]) / 5
    per_l = down["1"] - down["0"]
    drawn = ((line[3] - line[1]) / per_l) / ((line[2] - line[0]) / per_w)
    assert drawn == pytest.approx(-0.4383, abs=2e-3)


def test_saturation_kills_the_product(show):
    shown = show(NeuronMicroscope(x=3.0, w=4.0, b=0.0, y=0.0))
    words = text(shown, ".nm-product")
    assert "2.0000 × 6.1441×10⁻⁶ × 3 = 3.6865×10⁻⁵" in words
    assert "σ is flat here" in words and "misses by 1.00" in words
    assert shown.page.locator(".nm-flat").count() >= 1
    shown.set(w=0.1)
    assert "flat here" not in text(shown, ".nm-product")


def test_c_compares_with_the_nudge(show):
    shown = show(NeuronMicroscope())
    assert shown.page.locator(".nm-nudged").count() == 0
    slider(shown, "weight w").focus()
    shown.page.keyboard.press("c")
    assert shown.get("compare") is True
    assert "Nudging w by ±10⁻³: −0.43830, relative error 2.2×10⁻⁷" in text(shown, ".nm-product")
    press(shown, "nudge h", "End")
    assert shown.get("h") == 1
    loss = lambda w: single_neuron.squared_error(single_neuron.neuron([1.5], [w], 0.3), 1.0)  # noqa: E731
    measured = (loss(0.2) - loss(-1.8)) / 2
    assert f"{measured:.5f}".replace("-", "−") in text(shown, ".nm-product")
    assert shown.page.locator(".nm-nudged").count() == 2
    shown.page.get_by_label("compare with the nudge").uncheck()
    assert shown.page.locator(".nm-nudged").count() == 0


def test_half_and_other_activations(show):
    shown = show(NeuronMicroscope())
    shown.page.get_by_label("L with ½").check()
    assert "(−0.71095) × 0.20550 × 1.5 = −0.21915" in text(shown, ".nm-product")
    shown.page.get_by_label("Activation", exact=True).select_option("relu")
    assert shown.get("activation") == "relu"
    assert slopes(shown)["da/dz"] == "0" and "ReLU is flat here" in text(shown, ".nm-product")
    shown.page.get_by_label("Activation", exact=True).select_option("tanh")
    assert slopes(shown)["da/dz"] == f"{1 / np.cosh(0.9) ** 2:.5f}"


# ------------------------------------------------------------------ dashboard

SAID = "2 846 rpm, 62.9 km/h; next percent adds about 1.74 km/h"


def spoken(shown, name: str) -> str:
    said = slider(shown, name).first.get_attribute("aria-valuetext")
    return " ".join(said.split())


def dials(shown) -> list[str]:
    return [" ".join(word.split()) for word in texts(shown, "text.db-number")][1:]


def test_dashboard_shows_the_lessons_numbers(show):
    shown = show(Dashboard())
    assert dials(shown) == ["2 846", "62.9", "2.11"]
    assert SAID in spoken(shown, "gas pedal") and SAID in spoken(shown, "gear lever")
    cells = [" ".join(cell.split()) for row in table(shown) for cell in row]
    assert SAID in cells
    assert ["average v/p", "3.144", "km/h per %"] in table(shown, 1)
    assert ["dv/dp, their product", "1.742", "km/h per %"] in table(shown, 1)


def test_pedal_by_keyboard_and_by_drag(show):
    shown = show(Dashboard(), motion=False)
    for name in ("pedal p", "gas pedal"):
        shown.set(pedal=20.0)
        slider(shown, name).first.focus()
        for key, pedal in (("ArrowUp", 21), ("PageUp", 31), ("End", 100), ("Home", 0)):
            shown.page.keyboard.press(key)
            assert shown.get("pedal") == pedal
    assert dials(shown)[0] == "800"
    pull(shown, shown.page.locator(".db-plate"), 0, 25)
    assert shown.get("pedal") == pytest.approx(40, abs=2)
    r = float(car.rpm(shown.get("pedal")))
    assert dials(shown)[0] == f"{r:,.0f}".replace(",", " ")
    assert dials(shown)[1] == f"{car.speed(r, 1.4):.1f}"


def test_gears_by_keys_buttons_and_lever(show):
    shown = show(Dashboard(), motion=False)
    slider(shown, "gas pedal").focus()
    for key, ratio in zip("12345", car.GEAR_RATIOS, strict=True):
        shown.page.keyboard.press(key)
        assert shown.get("gear") == int(key)
        assert dials(shown)[1] == f"{car.speed(car.rpm(20.0), ratio):.1f}"
    press(shown, "gear lever", "ArrowLeft")
    assert shown.get("gear") == 4
    shown.page.get_by_role("radio", name="2", exact=True).check()
    assert shown.get("gear") == 2
    pull(shown, shown.page.locator(".db-knob"), 68, -64)
    assert shown.get("gear") == 5
    pull(shown, shown.page.locator(".db-knob"), -34, 64)
    assert shown.get("gear") == 4


def test_enter_applies_the_nudge_and_compares(show):
    shown = show(Dashboard(), motion=False)
    assert "Next 1 %: predicted +1.742 km/h (1.742 × 1)." in text(shown, ".db-reality")
    assert "really" not in text(shown, ".db-reality").replace("really happens", "")
    slider(shown, "gas pedal").focus()
    shown.page.keyboard.press("Enter")
    assert shown.get("pedal") == 21
    assert (
        "Last push, 20 % to 21 %: predicted +1.742, really +1.721 km/h: "
        "the prediction is 1.3 % too large." in text(shown, ".db-reality")
    )
    assert shown.get("last")["speed"]["real"] == pytest.approx(1.72055, abs=1e-5)
    button(shown, "Table view").focus()
    shown.page.keyboard.press("Enter")  # a button's own Enter does not push
    assert shown.get("pedal") == 21 and shown.get("table") is True
    shown.page.keyboard.press("Shift+Enter")
    assert shown.get("pedal") == 21
    press(shown, "nudge", "End")
    assert shown.get("nudge") == 20
    push = shown.page.locator(".db-push")
    push.click()
    assert shown.get("pedal") == 41
    for pedal in (61, 81, 100, 100):
        press_again(push)
        assert shown.get("pedal") == pedal
    assert "at the floor" in text(shown, ".db-reality")
    press(shown, "gas pedal", "Home")
    assert "Last push" not in text(shown, ".db-reality")


def test_dashboard_keeps_the_push_and_its_product_back_until_they_are_asked(show):
    last = {"start": 19.0, "end": 20.0, "gear": 3}
    pair = {"predicted": 1.786, "real": 1.764}
    car_without = Dashboard(pushes=False, last={**last, "speed": pair, "drag": pair})
    still = car_without.picture() + str(car_without.numbers()) + car_without.told()
    shown = show(car_without, motion=False)
    slider(shown, "gas pedal").focus()
    shown.page.keyboard.press("Enter")
    assert shown.get("pedal") == 20
    for name in ("Push Enter", "Push"):
        assert not shown.page.get_by_role("button", name=name, exact=True).is_visible()
    assert not slider(shown, "nudge").is_visible()
    for part in (".db-push", ".db-ahead-end", ".db-ghost"):
        assert not shown.page.locator(part).first.is_visible(), part
    heard = spoken(shown, "gas pedal") + spoken(shown, "gear lever")
    heard += shown.page.locator(".crx").aria_snapshot()
    visible = shown.page.locator(".crx").inner_text()
    tables = str([table(shown, number) for number in range(2)])
    assert shown.page.locator(".crx-tables table").count() == 2
    for told in (still, tables, heard, visible):
        for word in (
            "predicted",
            "really",
            "their product",
            "1.74",
            "next percent",
            "Next 1",
            "floor",
        ):
            assert word not in told, (word, told)
    assert "pushes the pedal" not in visible and "change gear." in visible
    shown.page.get_by_role("radio", name="multiply").check()
    assert texts(shown, ".db-whole .db-card-value") == ["1.742"]


def test_cards_multiply_and_refuse_to_add(show):
    shown = show(Dashboard(), motion=False)
    cards = ".db-card"
    assert shown.page.locator(cards).count() == 2
    shown.page.get_by_role("radio", name="multiply").check()
    assert texts(shown, f"{cards} s") == ["rpm", "rpm"]
    assert texts(shown, ".db-whole .db-card-value") == ["1.742"]
    assert "rpm cancels: what is left is km/h per %." in text(shown, ".db-verdict")
    shown.page.get_by_role("radio", name="add").check()
    assert text(shown, ".db-verdict") == (
        "You cannot add km/h per rpm to rpm per %: the units differ."
    )
    assert shown.page.locator(".db-whole").count() == 0
    shown.page.get_by_label("all four links, to the drag").check()
    shown.page.get_by_role("radio", name="multiply").check()
    values = [float(v) for v in texts(shown, f"{cards}:not(.db-whole) .db-card-value")]
    assert values == pytest.approx(list(car.drag_rates(20.0, 1.4)), rel=1e-3)
    assert texts(shown, ".db-whole .db-card-value") == ["0.1754"]
    shown.page.locator(".db-push").click()
    real = car.drag(car.speed(car.rpm(21.0), 1.4) / 3.6) - car.drag(
        car.speed(car.rpm(20.0), 1.4) / 3.6
    )
    assert f"really +{real:.4f} kW" in text(shown, ".db-reality")


def test_strip_chart_rolls_and_ends_with_its_view(show):
    shown = show(Dashboard())
    trace = shown.page.locator(".db-trace.db-speed")
    assert shown.page.locator(".db-trace").count() == 3
    press(shown, "gas pedal", "PageUp")
    first = trace.get_attribute("d")
    shown.page.wait_for_function(
        "first => document.querySelector('.db-trace.db-speed').getAttribute('d') !== first",
        arg=first,
    )
    shown.page.evaluate("() => window.models[0].end()")
    shown.page.wait_for_timeout(150)
    last = trace.get_attribute("d")
    shown.page.wait_for_timeout(300)
    assert trace.get_attribute("d") == last


def test_strip_chart_stands_still_when_less_motion_is_wanted(show):
    shown = show(Dashboard(), motion=False)
    press(shown, "gas pedal", "PageUp")
    drawn = shown.page.locator(".db-trace.db-speed").get_attribute("d")
    shown.page.wait_for_timeout(300)
    assert shown.page.locator(".db-trace.db-speed").get_attribute("d") == drawn


# ------------------------------------------------------------------ all of them

SWEEPS = {
    ConveyorBelt: """look => { const names = ['triple', 'add_one', 'square', 'sin', 'cos', 'exp',
            'sigmoid', 'reciprocal', 'always_one'];
        for (const x of [-3, 0, 0.4, 3]) for (const a of names) for (const b of names)
            look({ machines: [a, b, a], x, nudge: true, swept: 2 });
        look({ machines: [] }); look({ machines: Array(5).fill('exp'), x: 3 }); }""",
    NineKnobs: """look => { for (const mode of ['watch', 'curve', 'game'])
        for (const v of [-8, 0, 8]) for (const squash of [true, false])
        for (const hidden of [true, false]) for (const step of [0, 3, 13])
            look({ mode, squash, hidden, step, b2: [v], W1: [[v, -v], [0, v]],
                b1: [v, 0], W2: [[v], [v]], x: [v * 0.75, 6] }); }""",
    NeuronMicroscope: """look => { for (const activation of ['sigmoid', 'tanh', 'relu'])
        for (const w of [-6, 0, 6]) for (const x of [-4, 0, 4]) for (const b of [-6, 6])
        for (const y of [0, 1])
            look({ activation, w, x, b, y, compare: true, h: x ? 1 : 1e-6 }); }""",
    Dashboard: """look => { for (const pedal of [0, 20, 100]) for (const gear of [1, 5])
        for (const join of ['apart', 'multiply', 'add']) for (const links of [2, 4])
        look({ pedal, gear, join, links, nudge: 20 }); }""",
}


@each_figure
def test_nothing_drawn_is_without_place(show, figure):
    shown = show(figure(table=True))
    assert shown.page.evaluate(WITHOUT_PLACE, SWEEPS[figure]) == []


@each_figure
def test_reset_and_copied_code(show, figure):
    widget = figure(**WITH_SLIDERS.get(figure, {}))
    shown = show(widget)
    first = shown.page.locator("input[type=range]").first
    first.focus()
    shown.page.keyboard.press("PageUp")
    changed = shown.values(*widget.settings)
    assert changed != {name: getattr(widget, name) for name in widget.settings}
    button(shown, "Copy as code").click()
    code = shown.page.locator(".crx-note code").inner_text()
    again = eval(code, {c.__name__: c for c in FIGURES})
    assert shown.values(*widget.settings) == {
        name: getattr(again, name) for name in widget.settings
    }
    button(shown, "Reset").click()
    assert shown.values(*widget.settings) == {
        name: getattr(widget, name) for name in widget.settings
    }


@each_figure
def test_one_sentence_after_a_pause(show, figure):
    shown = show(figure(**WITH_SLIDERS.get(figure, {})))
    shown.page.evaluate(
        """() => { window.heard = []; const region = document.querySelector('.crx [aria-live]');
            new MutationObserver(() => window.heard.push(region.textContent))
                .observe(region, { childList: true, characterData: true, subtree: true }); }"""
    )
    shown.page.locator("input[type=range]").first.evaluate(MOVE_WITHOUT_PAUSE, 6)
    shown.page.wait_for_function("() => window.heard.length > 0")
    shown.page.wait_for_timeout(100)
    sentences = shown.page.evaluate("() => window.heard")
    assert len(sentences) == 1 and "−" not in sentences[0]


@each_figure
def test_every_control_has_a_name_and_a_meaning(show, figure):
    shown = show(figure(**WITH_SLIDERS.get(figure, {})))
    tree = shown.page.locator(".crx").aria_snapshot()
    assert tree.count("slider") == len(re.findall(r'slider "[^"]+"', tree)) > 2
    sliders = shown.page.locator(":is([role=slider], input[type=range]):visible")
    meanings = sliders.evaluate_all("nodes => nodes.map(n => n.getAttribute('aria-valuetext'))")
    assert len(meanings) > 2
    for meaning in meanings:
        assert len(meaning.split()) >= 2 and "undefined" not in meaning and "−" not in meaning
    for low, now, high in shown.page.locator("svg [role=slider]:visible").evaluate_all(VALUES):
        assert low <= now <= high


@each_figure
def test_targets_are_large_enough_to_touch(show, figure):
    shown = show(figure(**WITH_SLIDERS.get(figure, {})), width=360)
    sizes = shown.page.evaluate(
        """controls => [...document.querySelectorAll(controls)].filter(n => n.checkVisibility())
            .map(node => {
                const target = node.querySelector('.hit, .db-hit') ?? node.closest('label') ?? node;
                const { width, height } = target.getBoundingClientRect();
                return [node.outerHTML.slice(0, 80), width, height];
            })""",
        CONTROLS,
    )
    assert len(sizes) > 5
    for what, width, height in sizes:
        assert width >= 24 and height >= 24, what


@each_figure
def test_keys_do_not_leak_into_the_notebook(show, figure):
    shown = show(figure(**WITH_SLIDERS.get(figure, {})))
    shown.page.evaluate(NOTEBOOK_KEYS)
    keys = ["b", "x", "d", "d", "a", "1", "ArrowDown"]
    assert shown.page.evaluate(GIVE_KEYS, [CONTROLS, keys]) > 5
    for key in keys:  # by hand as well
        shown.page.keyboard.press(key)
    assert shown.page.evaluate("() => window.leaked") == []
    shown.page.keyboard.press("Control+s")
    shown.page.keyboard.press("Shift+Enter")
    kept = "() => window.leaked.filter(key => key === 's' || key === 'Enter')"
    assert shown.page.evaluate(kept) == ["s", "Enter"]


def test_two_views_share_no_id(show):
    shown = show(*(figure() for figure in [*FIGURES, Dashboard]))
    ids = shown.page.evaluate("() => [...document.querySelectorAll('.crx [id]')].map(n => n.id)")
    groups = shown.page.evaluate(
        "() => new Set([...document.querySelectorAll('input[type=radio]')].map(n => n.name)).size"
    )
    assert len(ids) == len(set(ids)) > 20 and groups == 4


@each_figure
def test_no_overflow_on_a_phone(show, figure):
    shown = show(figure(table=True, **FULL[figure]), width=360)
    modes = [{}, {"mode": "watch"}, {"mode": "curve"}] if figure is NineKnobs else [{}]
    for state in modes:
        shown.set(**state)
        shown.settle()
        assert shown.page.evaluate("() => document.documentElement.scrollWidth") <= 360
        spilled = shown.page.evaluate(
            """() => [...document.querySelectorAll('.crx svg text')].filter(node => {
                const box = node.getBoundingClientRect();
                return box.width && (box.left < -1 || box.right > innerWidth + 1);
            }).map(node => node.textContent)"""
        )
        assert spilled == []


@each_figure
def test_values_fit_their_plates(show, figure):
    shown = show(figure(**FULL[figure]))
    for width in (1000, 360):
        shown.page.set_viewport_size({"width": width, "height": 900})
        shown.settle()
        wide = shown.page.evaluate(
            """() => [...document.querySelectorAll('.g-node, .g-token')].flatMap(node => {
                const plate = node.querySelector('.g-plate').getBoundingClientRect();
                return [...node.querySelectorAll('text.g-value')].filter(text => {
                    const box = text.getBoundingClientRect();
                    return box.left < plate.left - 1 || box.right > plate.right + 1;
                }).map(text => [text.textContent, plate.width]);
            })"""
        )
        assert wide == []


@each_figure
def test_twice_the_size_still_works(show, figure):
    shown = show(figure(**FULL[figure]), width=900)
    shown.page.evaluate("() => { document.body.style.zoom = 2; }")
    shown.settle()
    assert shown.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    if figure is Dashboard:
        pull(shown, shown.page.locator(".db-plate"), 0, 50)
        assert shown.get("pedal") == pytest.approx(60, abs=2)


@each_figure
def test_ground_is_transparent_and_text_has_its_tokens_colour(show, figure):
    shown = show(figure(**FULL[figure]))
    grounds = set()
    for light in ("true", "false"):
        shown.page.evaluate("light => { document.body.dataset.jpThemeLight = light; }", light)
        seen = shown.page.evaluate(
            """() => { const root = document.querySelector('.crx');
                const probe = document.createElement('i');
                root.append(probe);
                const allowed = ['fg', 'muted', 'forward', 'slope', 'middle', 'ghost'].map(name => {
                    probe.style.color = `var(--${name})`;
                    return getComputedStyle(probe).color;
                });
                probe.remove();
                const odd = [...root.querySelectorAll('svg text')]
                    .filter(node => !allowed.includes(getComputedStyle(node).fill))
                    .map(node => [node.textContent, getComputedStyle(node).fill]);
                return { ground: getComputedStyle(root).backgroundColor, odd, fg: allowed[0] }; }"""
        )
        assert (seen["ground"], seen["odd"]) == ("rgba(0, 0, 0, 0)", [])
        grounds.add(seen["fg"])
    assert len(grounds) == 2


@each_figure
def test_a_covered_figure_opens_by_its_prediction(show, figure):
    widget = figure()
    widget.locked = True
    shown = show(widget)
    assert shown.page.locator(".crx-cover").is_visible()
    shown.page.locator(".crx").focus()
    state = shown.values(*widget.settings)
    for key in ("Enter", "1", "5", "c"):
        shown.page.keyboard.press(key)
    assert shown.values(*widget.settings) == state
    shown.set(locked=False)
    assert not shown.page.locator(".crx-cover").is_visible()
