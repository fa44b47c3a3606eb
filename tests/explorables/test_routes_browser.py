"""The figures of lesson 05 in Chromium, without Jupyter: walked, merged, dragged, looked at."""

import re

import numpy as np
import pytest
from chainrule.explorables import RouteTracer, ShapeWorkbench

from autograders.backprop import layers, networks

from .page import CELLS, WITHOUT_PLACE, press_again

FIGURES = [RouteTracer, ShapeWorkbench]
NAMES = (
    *("W1[0][0]", "W1[1][0]", "b1[0]"),
    *("W1[0][1]", "W1[1][1]", "b1[1]"),
    *("W2[0][0]", "W2[1][0]", "b2[0]"),
)


def button(shown, name: str):
    return shown.page.get_by_role("button", name=name, exact=True)


def texts(shown, selector: str) -> list[str]:
    return [" ".join(words.split()) for words in shown.page.locator(selector).all_text_contents()]


def lines(shown) -> list[str]:
    """The lines below the map that can be seen."""
    seen = shown.page.locator(".rt-line:visible").all_inner_texts()
    return [" ".join(line.split()) for line in seen]


def counts(shown) -> list[list[str]]:
    return shown.page.locator(".rt-counts tbody tr").evaluate_all(CELLS)


def plugs(shown) -> list[str]:
    """The last words of each plug."""
    last = "(plugs) => plugs.map((plug) => [...plug.querySelectorAll('text')].at(-1).textContent)"
    return shown.page.locator(".rt-plug").evaluate_all(last)


def number(words: str) -> float:
    return float(words.replace("−", "-"))


def gradients(**changes) -> dict[str, float]:
    """The reference's gradients by name, for the nine numbers with some of them changed."""
    params = networks.nine_number_network()
    x, y = networks.nine_number_example()
    for name, values in changes.items():
        params[name] = np.array(values)
    found = networks.mlp_backward(params, x[None], y[None])
    return {
        f"{name}{''.join(f'[{place}]' for place in at)}": float(values[at])
        for name, values in found.items()
        for at in np.ndindex(values.shape)
    }


# ------------------------------------------------------------------ walking


def test_the_two_routes_of_an_input(show):
    shown = show(RouteTracer("nine", start="x1", controls=["routes", "nudge", "counts"]))
    assert lines(shown)[0] == "No route is walked yet."
    assert shown.page.locator(".g-edge.g-on").count() == 0
    button(shown, "Next route").click()
    assert lines(shown)[0] == "Route 1 of 2: −0.7182 · 0.2301 · 1.2 · 0.2403 · 0.3 = −0.0143"
    assert shown.page.locator(".g-edge.g-on").count() == 5
    shown.page.keyboard.press("n")
    assert lines(shown) == [
        "Route 2 of 2: −0.7182 · 0.2301 · (−0.7) · 0.2055 · (−0.5) = −0.0119",
        "Sum of all routes: −0.0143 − 0.0119 = −0.0262",
        "Nudging input 1 says −0.0262.",
    ]
    assert counts(shown)[0] == ["walked", "2 of 2 routes", "10", "1"]
    button(shown, "Route back").click()
    assert shown.get("walked") == 1
    shown.page.keyboard.press("a")
    assert shown.get("walked") == 2
    assert button(shown, "Next route").get_attribute("aria-disabled") == "true"


def test_two_strong_routes_and_no_effect(show):
    """The prediction of the first part: the weight −0.7 is turned to 0.84."""
    shown = show(RouteTracer("nine", start="x1", controls=["routes", "W2[1][0]"], walked=2))
    knob = shown.page.locator("input[aria-label^='number 8,']")
    assert shown.page.locator("input[type=range]:visible").count() == 1
    knob.focus()
    for key in (*["PageUp"] * 15, *["ArrowRight"] * 4):
        shown.page.keyboard.press(key)
    assert shown.get("W2") == [[1.2], [0.84]]
    assert lines(shown)[1] == "Sum of all routes: −0.0089 + 0.0089 = 0.0000"


def test_a_weight_of_zero_silences_what_lies_before_it(show):
    shown = show(RouteTracer("nine", start="all", controls=["merge", "W2[0][0]"], merged=5))
    shown.set(W2=[[0.0], [-0.7]])
    told = plugs(shown)
    silent = [k for k, words in enumerate(told, 1) if words == "0"]
    assert silent == [1, 2, 3]
    wanted = gradients(W2=[[0.0], [-0.7]])["W2[0][0]"]
    assert number(told[6]) == pytest.approx(wanted, abs=6e-5)


def test_four_factors_of_a_weight(show):
    shown = show(RouteTracer("nine", start=1, controls=["routes", "four", "start"], walked=1))
    assert lines(shown)[0].endswith("−0.7182 · 0.2301 · 1.2 · 0.2403 · 1 = −0.0477")
    shown.page.get_by_label("four factors").check()
    assert lines(shown)[0].endswith("−0.7182 · 0.2762 · 0.2403 · 1 = −0.0477")
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("2")
    assert (shown.get("start"), shown.get("walked")) == ("W1[1][0]", 0)
    button(shown, "Next route").click()
    assert lines(shown)[0].endswith("−0.7182 · 0.2762 · 0.2403 · (−1) = 0.0477")


def test_every_slider_moves_the_routes_within_the_page(show):
    """Turned by hand, the sum over routes is the reference's gradient; nothing else is asked."""
    shown = show(RouteTracer("nine", start=5, walked=1))
    for key, trait, place in ((8, "W2", (1, 0)), (5, "W1", (1, 1)), (6, "b1", (1,))):
        knob = shown.page.locator(f"input[aria-label^='number {key},']")
        box = knob.bounding_box()
        shown.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        shown.page.mouse.down()
        shown.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
        shown.page.mouse.up()
        value = np.array(shown.get(trait))[place]
        assert 0.8 < value < 1.6
    wanted = gradients(W1=shown.get("W1"), b1=shown.get("b1"), W2=shown.get("W2"))["W1[1][1]"]
    assert number(lines(shown)[0].split(" = ")[1]) == pytest.approx(wanted, abs=6e-5)
    shown.set(x=[0.5, 2.0], y=0.2)
    params = {name: np.array(shown.get(name)) for name in ("W1", "b1", "W2", "b2")}
    found = networks.mlp_backward(params, np.array([[0.5, 2.0]]), np.array([[0.2]]))
    assert number(lines(shown)[0].split(" = ")[1]) == pytest.approx(found["W1"][1, 1], abs=6e-5)


# ------------------------------------------------------------------ merging


def test_one_sweep_from_the_loss_brings_nine_gradients(show):
    controls = ["merge", "end", "counts"]
    shown = show(RouteTracer("nine", start="all", controls=controls), motion=False)
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("m")
    assert lines(shown) == ["a of the output: (−0.7182) · 1 = −0.7182"]
    button(shown, "Merge all").click()
    assert shown.get("merged") == 5
    assert counts(shown)[1] == ["merged from the loss", "1 sweep", "15", "9"]
    wanted = gradients()
    for name, words in zip(NAMES, plugs(shown), strict=True):
        assert number(words) == pytest.approx(wanted[name], abs=6e-5)
    shown.page.get_by_label("Merge from").select_option("start")
    assert shown.get("merged") == 0
    merge = button(shown, "Merge one step")
    merge.click()
    for _ in range(8):
        press_again(merge)
    assert counts(shown)[1] == ["merged from the start", "9 of 9 sweeps", "39", "9"]
    button(shown, "Take apart").click()
    assert shown.get("merged") == 0


def test_merging_plays_by_itself_and_ends_with_its_view(show):
    shown = show(RouteTracer("deep", depth=2, controls=["merge"]))
    # In one go with what is asked of it: a busy machine is slower than the next merge.
    merge = button(shown, "Merge all")
    merged = "window.models[0].get('merged')"
    assert merge.evaluate(f"(all) => {{ all.click(); return {merged}; }}") == 1
    shown.page.wait_for_function(f"() => {merged} === 3")
    button(shown, "Take apart").click()
    twice = merge.evaluate(f"(all) => {{ all.click(); all.click(); return {merged}; }}")
    assert twice == 3, "a second press goes to the end at once"
    button(shown, "Take apart").click()
    merge.evaluate("(all) => { all.click(); window.models[0].end(); }")
    shown.page.wait_for_timeout(1000)
    assert shown.get("merged") == 1


@pytest.mark.parametrize("depth", range(1, 7))
def test_walking_and_merging_are_counted(show, depth):
    shown = show(RouteTracer("deep", depth=depth, walked=3**depth))
    walked, merged = [6, 27, 108, 405, 1458, 5103][depth - 1], 9 * depth - 3
    assert counts(shown)[0][1:] == [f"{3**depth} of {3**depth} routes", str(walked)]
    total = lines(shown)[1].split(" = ")[-1].split(": ")[-1]
    for end, last in (("loss", 0), ("start", -1)):
        shown.set(merge_from=end, merged=depth + 1)
        assert counts(shown)[1][1:] == ["1 sweep", str(merged)]
        nodes = shown.page.locator(".g-node text.g-value").all_text_contents()
        assert nodes[last] == total


# ------------------------------------------------------------------ the learner's own gradients


def test_ones_own_gradients_stand_beside_the_sums(show):
    x, y = networks.nine_number_example()
    mine = networks.mlp_backward(networks.nine_number_network(), x[None], y[None])
    shown = show(RouteTracer("nine", controls=["W2[0][0]"], mine=mine))
    assert texts(shown, ".rt-mine tbody td:last-child") == ["✓ agrees"] * 9
    assert shown.page.locator(".rt-plug.rt-right").count() == 9
    wrong = {name: values.tolist() for name, values in mine.items()}
    wrong["W1"][0][0], wrong["b2"][0] = -0.0457, None
    shown.set(mine=wrong)
    assert texts(shown, ".rt-mine tbody td:last-child") == [
        *("✗ differs", *["✓ agrees"] * 7, "✗ no number"),
    ]
    assert texts(shown, ".rt-plug text")[0] == "① 0.3 ✗"
    assert texts(shown, ".rt-mine tbody td")[:2] == ["−0.0477", "−0.0457"]
    shown.set(W2=[[0.5], [-0.7]])
    assert texts(shown, ".rt-mine caption") == ["Your gradients, worked out for other numbers"]
    assert not [words for words in texts(shown, ".rt-plug text") if re.search("[✓✗]", words)]


def test_gradients_by_central_differences_agree_too(show):
    """h = 1e-5 is off by less than a millionth part: the map says agrees, an exercise decides."""
    params = networks.nine_number_network()
    x, y = networks.nine_number_example()
    measured = {name: np.zeros_like(values) for name, values in params.items()}
    for name, values in params.items():
        for at in np.ndindex(values.shape):
            ends = []
            for step in (1e-5, -1e-5):
                moved = {key: part.copy() for key, part in params.items()}
                moved[name][at] += step
                ends.append(networks.mlp_loss(moved, x[None], y[None]))
            measured[name][at] = (ends[0] - ends[1]) / 2e-5
    shown = show(RouteTracer("nine", controls=[], mine=measured))
    assert texts(shown, ".rt-mine tbody td:last-child") == ["✓ agrees"] * 9


# ------------------------------------------------------------------ what was not asked for


@pytest.mark.parametrize("figure", FIGURES)
def test_controls_that_were_not_asked_for_are_neither_seen_nor_heard(show, figure):
    shown = show(figure(controls=[]))
    assert shown.page.locator(".crx-body :is(button, input, select):visible").count() == 0
    assert shown.page.locator(".crx-body [tabindex='0']").count() == 0
    shown.page.locator(".crx").focus()
    before = shown.page.evaluate("() => JSON.stringify(window.models[0].values)")
    for key in ("n", "p", "a", "m", "5"):
        shown.page.keyboard.press(key)
    assert shown.page.evaluate("() => JSON.stringify(window.models[0].values)") == before


def test_the_table_view_tells_no_more_than_the_figure(show):
    shown = show(RouteTracer("nine", start="x1", controls=["routes"], table=True))
    words = shown.page.locator(".crx-tables").inner_text()
    assert "−0.0143" not in words and "−0.0262" not in words
    button(shown, "All routes").click()
    words = shown.page.locator(".crx-tables").inner_text()
    assert "−0.0143" in words and "−0.0262" in words
    bench = show(ShapeWorkbench("dW", controls=["entry"], table=True))
    assert "3.5" not in bench.page.locator(".crx-tables").inner_text()


# ------------------------------------------------------------------ the shape workbench


def test_an_entry_frames_what_it_collects(show):
    shown = show(ShapeWorkbench("dW"))
    assert set(texts(shown, ".sb-target td")) == {"?"}
    shown.page.locator(".sb-target td").nth(1).click()
    assert (shown.get("row"), shown.get("column")) == (0, 1)
    assert texts(shown, ".sb-framed") == ["1", "3", "−1", "2"]
    assert texts(shown, ".sb-sum")[0].endswith("1 · (−1) + 3 · 2 = 5")
    assert texts(shown, ".g-label.g-on text") == ["1 · (−1)", "3 · 2"]
    shown.page.get_by_label("Collect").select_option("dX")
    assert shown.get("row") == -1 and texts(shown, ".sb-framed") == []
    shown.page.locator(".sb-target td").nth(1).click()
    assert texts(shown, ".sb-framed") == ["2", "0", "0.5", "−1"]
    assert texts(shown, ".sb-sum")[0].endswith("0.5 · 2 + (−1) · 0 = 1")
    assert "row 1 of dZ and row 2 of W" in texts(shown, ".sb-from")[0]


# Press the button so many times: what the sum below says after each.
EACH_SUM = """(next, times) => Array.from({ length: times }, () => {
    next.click();
    return document.querySelector('.sb-sum').textContent.replace(/\\s+/g, ' ').trim();
})"""


def test_every_entry_is_the_references(show):
    shown = show(ShapeWorkbench("dW", whole=True))
    X, W, dZ = (np.array(shown.get(name)) for name in ("X", "W", "dZ"))
    dX, dW, db = layers.linear_backward(dZ, X, W)
    wanted = {"Z": X @ W, "dW": dW, "dX": dX, "db": db[None]}
    for target, values in wanted.items():
        shown.set(target=target, row=-1, column=-1)
        cells = [number(cell) for cell in texts(shown, ".sb-target td")]
        assert cells == values.ravel().tolist(), target
        sums = button(shown, "Next entry").evaluate(EACH_SUM, values.size)
        assert [number(words.split(" = ")[1]) for words in sums] == cells, target


def test_the_bench_says_why(show):
    shown = show(ShapeWorkbench("dW", controls=["bench"]))
    left, right = shown.page.get_by_label("Bench: left"), shown.page.get_by_label("@ right")
    left.select_option("X")
    right.select_option("dZ")
    said = lambda: texts(shown, ".sb-said")[0]  # noqa: E731
    assert said() == "Refused: a row of X has 3 entries, a column of dZ has 2."
    left.select_option("dZT")
    right.select_option("X")
    assert said() == "dZ.T @ X has the shape 2 × 3; dW needs 3 × 2."
    left.select_option("XT")
    right.select_option("dZ")
    assert said().endswith("as dW needs; 6 of its 6 numbers are right.")
    assert texts(shown, ".sb-result td")[0] == "3.5 ✓"
    right.select_option("dZT")
    assert "0 of its 6" in said() or "✗" in " ".join(texts(shown, ".sb-result td"))


# ------------------------------------------------------------------ both

SWEEPS = {
    RouteTracer: """look => {
        for (const mode of ['nine', 'deep']) for (const start of ['x2', 'all', 'b2[0]'])
            for (const merge_from of ['loss', 'start']) for (const walked of [0, 1, 1000])
                for (const merged of [0, 2, 1000])
                    look({ mode, start, merge_from, walked, merged });
        for (const v of [-3, 0, 3])
            look({ W1: [[v, v], [v, v]], b1: [v, v], W2: [[v], [v]], b2: [v] });
    }""",
    ShapeWorkbench: """look => {
        for (const target of ['Z', 'dW', 'dX', 'db']) for (const row of [-1, 0, 3])
            for (const column of [-1, 0, 1]) look({ target, row, column });
        for (const left of ['X', 'WT', 'dZ']) for (const right of ['XT', 'W', ''])
            look({ left, right });
        look({ X: [[1]], W: [[2]], dZ: [[3]], target: 'dW', row: 0, column: 0 });
        const four = (row) => [row, row, row, row];
        look({ X: four([1, 2, 3, 4]), W: four([1, 2]), dZ: four([5, 6]), target: 'dX' });
    }""",
}


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_drawn_is_without_place(show, figure, width):
    shown = show(figure(table=True), width=width)
    assert shown.page.evaluate(WITHOUT_PLACE, SWEEPS[figure]) == []


@pytest.mark.parametrize("figure", FIGURES)
def test_reset_and_copy(show, figure):
    shown = show(figure())
    first = shown.page.evaluate("() => JSON.stringify(window.models[0].values)")
    shown.set(**({"walked": 1, "x": [0.5, 0.5]} if figure is RouteTracer else {"whole": True}))
    button(shown, "Copy as code").click()
    code = texts(shown, ".crx-note code")[0]
    again = eval(code, {figure.__name__: figure})
    assert all(getattr(again, name) == shown.get(name) for name in figure.settings)
    button(shown, "Reset").click()
    assert shown.page.evaluate("() => JSON.stringify(window.models[0].values)") == first
