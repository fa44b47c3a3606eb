"""The figures of lesson 07 in Chromium, without Jupyter: slid, trained, cut, asked."""

import pytest
from chainrule.explorables import CostRuler, DepthLab

from .page import SELDOM


def button(shown, name: str):
    return shown.page.get_by_role("button", name=name)


def slider(shown, name: str):
    return shown.page.get_by_label(name, exact=True)


def text(shown, selector: str) -> str:
    return " ".join(shown.page.locator(selector).first.inner_text().split())


def numbers(shown) -> dict[str, str]:
    """The read-out of the depth lab."""
    pairs = shown.page.locator(".dp-numbers > div:visible").all_inner_texts()
    return dict(pair.split("\n") for pair in pairs)


def bars(shown) -> list[float]:
    """The lengths of the gradients' bars in pixels, from the loss back."""
    found = shown.page.locator(".dp-gradient")
    return found.evaluate_all("(all) => all.map((bar) => Number(bar.getAttribute('width')))")


def with_few_digits(**state) -> DepthLab:
    """A network with little to read, where it does not matter how well it reads."""
    lab = DepthLab(**state)
    lab.labels, lab.pixels = lab.labels[:180], lab.pixels[: 180 * 64]
    return lab


def trained(shown, epochs: int) -> None:
    shown.page.wait_for_function(
        f"() => window.models[0].get('epochs') === {epochs}", timeout=90_000, polling=SELDOM
    )


# ------------------------------------------------------------------ neurons in a row


def test_ten_neurons_let_the_gradient_fade(show):
    shown = show(DepthLab("chain"))
    told = numbers(shown)
    assert told == {"first dL/dw": "3.67×10⁻⁷", "last dL/dw": "0.195", "last ÷ first": "532\xa0000"}
    found = bars(shown)
    assert len(found) == 10 and found == sorted(found, reverse=True)
    slider(shown, "neurons in a row").press("Home")
    assert shown.get("depth") == 1 and len(bars(shown)) == 1


def test_a_weight_below_zero_keeps_the_first_gradient(show):
    shown = show(DepthLab("chain", w=4.0))
    assert "smaller than the last" in text(shown, ".dp-saying")
    shown.set(w=-4.0)
    assert text(shown, ".dp-saying").startswith("The first gradient is 37.7 times smaller")


def test_an_appearance_has_only_its_own_controls(show):
    shown = show(DepthLab("chain", controls=["depth"]))
    assert shown.page.locator("input[type=range]:visible").count() == 1
    shown = show(with_few_digits(controls=["cut"]))
    assert shown.page.locator(".crx-controls :is(input, select, button):visible").count() == 1
    assert not shown.page.get_by_text("Test digits read right").is_visible()
    shown.page.locator(".crx").focus()
    for key in ("t", "n", "m"):
        shown.page.keyboard.press(key)
    assert (shown.get("seed"), shown.get("epochs"), shown.get("asked")) == (0, 0, {})


# ------------------------------------------------------------------ a network on the digits


@pytest.mark.parametrize("motion", [True, False])
def test_a_network_trains_in_the_page(show, motion):
    shown = show(DepthLab(depth=1), motion=motion)
    before = bars(shown)
    button(shown, "Train").click()
    trained(shown, 15)
    reached = shown.get("accuracies")
    assert len(reached) == 16 and reached[0] < 0.3 and reached[-1] > 0.94
    assert numbers(shown)["after 15 epochs"] == f"{100 * reached[-1]:.1f} %"
    assert bars(shown) != before
    assert button(shown, "Train on").is_visible()


def test_training_draws_while_it_goes_on_and_stops(show):
    shown = show(DepthLab(depth=12, activation="tanh"))
    before = bars(shown)
    button(shown, "Train").click()
    shown.page.wait_for_function(
        "(before) => document.querySelector('.dp-gradient').getAttribute('width') !== before",
        arg=str(before[0]),
    )
    assert "epoch 1 of 15 …" in text(shown, ".dp-saying") or "of 15 …" in text(shown, ".dp-saying")
    shown.page.keyboard.press("t")
    shown.page.get_by_role("button", name="Train").wait_for()
    assert shown.get("epochs") < 15


@pytest.mark.parametrize("way", ["key", "button", "Tab"])
def test_what_was_slid_stands_before_it_is_trained_however_late_the_frames_are(show, way):
    shown = show(with_few_digits(depth=0), motion=False)  # so its training waits for no frame
    shown.page.evaluate(
        "() => { window.requestAnimationFrame = (act) => setTimeout(() => act(0), 500); }"
    )
    slider(shown, "hidden layers").focus()
    for key in ("ArrowRight", "ArrowRight"):  # the second waits for a frame
        shown.page.keyboard.press(key)
    if way == "key":
        shown.page.keyboard.press("t")
    elif way == "button":
        button(shown, "Train").evaluate("(node) => node.click()")  # as by touch: nothing is focused
    else:
        shown.page.keyboard.press("Tab")
        assert shown.get("depth") == 2
        shown.page.keyboard.press("t")
    trained(shown, 15)
    assert shown.get("depth") == 2


@pytest.mark.parametrize("way", ["pointer", "focus"])
def test_other_depths_are_worked_out_ahead_once_somebody_comes_near(show, way):
    shown = show(with_few_digits())
    shown.page.evaluate(
        "() => { window.asked = 0; window.requestIdleCallback = () => { window.asked += 1; }; }"
    )
    shown.set(seed=2)
    assert shown.page.evaluate("() => window.asked") == 0
    depth = slider(shown, "hidden layers")
    if way == "pointer":
        depth.hover()
    else:
        depth.focus()
    assert shown.page.evaluate("() => window.asked") == 1
    shown.set(seed=3)
    assert shown.page.evaluate("() => window.asked") == 2


def test_training_ends_with_the_figure(show):
    shown = show(with_few_digits(depth=2))
    button(shown, "Train").evaluate(
        """(train) => { train.click(); window.models[0].end(); window.frames = 0;
            const ask = window.requestAnimationFrame.bind(window);
            window.requestAnimationFrame = (act) => { window.frames += 1; return ask(act); }; }"""
    )
    shown.page.wait_for_timeout(200)
    assert shown.page.evaluate("() => window.frames") <= 1
    assert shown.get("epochs") == 0


def test_another_network_starts_anew_and_the_trained_one_stays_as_a_line(show):
    shown = show(DepthLab(depth=0), motion=False)
    button(shown, "Train").click()
    trained(shown, 15)
    slider(shown, "hidden layers").press("ArrowRight")
    shown.page.wait_for_function("() => window.models[0].get('runs').length === 1")
    assert (shown.get("epochs"), shown.get("accuracies")) == (0, [])
    assert text(shown, ".dp-runs").startswith("a: no hidden layer: 9")
    assert shown.page.locator(".dp-run").count() == 1
    assert text(shown, ".dp-saying") == "σ, 1 hidden layer: not trained yet."


def test_the_cut_takes_the_signal_from_the_lowest_layers(show):
    shown = show(with_few_digits(depth=3, activation="tanh"))
    whole = bars(shown)
    shown.page.get_by_label("Signal", exact=True).select_option("hidden 1 to 2 cut off")
    assert shown.get("cut") == 2
    assert bars(shown) == whole[:2]
    assert shown.page.get_by_text("no signal").count() == 2
    assert shown.page.locator(".dp-broken").count() == 1
    slider(shown, "hidden layers").press("Home")
    assert (shown.get("depth"), shown.get("cut")) == (0, 0)


def test_a_network_that_grows_and_one_that_is_flat(show):
    shown = show(DepthLab(depth=20, activation="relu", start=2, output="straight"))
    assert all("×10¹" in each for each in row_numbers(shown)[:3])
    shown.page.get_by_label("Output").select_option("σ")
    assert "exactly 0" in text(shown, ".dp-saying")
    assert set(row_numbers(shown)) == {"0"}


def row_numbers(shown) -> list[str]:
    shown.set(table=True)
    return shown.page.locator(".crx-tables tbody tr td:nth-child(2)").all_inner_texts()


def test_a_page_opened_again_keeps_the_result_as_a_line(show):
    shown = show(with_few_digits(depth=1, epochs=2, accuracies=[0.1, 0.5, 0.75]))
    shown.page.wait_for_function("() => window.models[0].get('runs').length === 1")
    assert text(shown, ".dp-runs") == "a: σ, 1 hidden layer: 75.0 % after 2 epochs"


# ------------------------------------------------------------------ a function of the learner's

ANSWER = """([lengths, problem]) => { const model = window.models[0];
    model.on('change:asked', () => { const { number, layers, X, Y } = model.get('asked');
        if (!number) return;
        window.question = [layers.length, layers[0].W.length, X.length, Y.length];
        setTimeout(() => model.set({ answered: { number, lengths, problem } }), 30); }); }"""


def ask(shown, lengths, problem="") -> None:
    shown.page.evaluate(ANSWER, [lengths, problem])
    button(shown, "Ask mine").click()
    shown.page.wait_for_function(
        "() => !document.querySelector('.dp-saying').textContent.includes('at work')"
    )


def test_my_own_lengths_stand_beside_the_bars(show):
    shown = show(with_few_digits(depth=1, mine=lambda layers, X, Y: None))
    ask(shown, [0.5, None])
    assert shown.page.evaluate("() => window.question") == [2, 2048, 2048, 320]
    assert text(shown, ".dp-saying").startswith("Your function: the length of dW differs in hidden")
    assert shown.page.locator("line.dp-mine").count() == 1
    shown.set(table=True)
    assert "no number" in text(shown, ".crx-tables") and "✗ differs" in text(shown, ".crx-tables")
    slider(shown, "start weights").press("ArrowRight")
    assert shown.page.locator("line.dp-mine").count() == 0, "it was another network"


def test_a_function_that_stops_says_why(show):
    shown = show(with_few_digits(depth=1, mine=lambda layers, X, Y: None))
    ask(shown, [], "ValueError: not aligned")
    assert text(shown, ".dp-saying") == "Your function stopped. ValueError: not aligned"


def test_mine_is_asked_about_relu_and_a_sigmoid_output_alone(show):
    shown = show(with_few_digits(depth=1, activation="tanh", mine=lambda layers, X, Y: None))
    assert button(shown, "Ask mine").get_attribute("aria-disabled") == "true"
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("m")
    assert shown.get("asked") == {}
    assert "is for ReLU" in text(shown, ".dp-saying")
    shown.set(activation="relu")
    assert button(shown, "Ask mine").get_attribute("aria-disabled") is None


def test_where_no_python_answers_the_button_goes_off_and_the_figure_says_so(show):
    shown = show(with_few_digits(depth=1, mine=lambda layers, X, Y: None))
    button(shown, "Ask mine").click()
    assert "at work" in text(shown, ".dp-saying")
    shown.page.wait_for_function(
        "() => document.querySelector('.dp-saying').textContent.startsWith('No Python')",
        timeout=90_000,
        polling=SELDOM,
    )
    assert button(shown, "Ask mine").get_attribute("aria-disabled") == "true"


# ------------------------------------------------------------------ the cost ruler


def lanes(shown) -> list[str]:
    return shown.page.locator(".crx-plot text.strong").all_text_contents()


def test_the_ruler_says_what_a_gradient_costs(show):
    shown = show(CostRuler())
    assert lanes(shown) == ["36 microseconds", "29 milliseconds", "58 milliseconds"]
    slider(shown, "numbers in the network").press("End")
    assert shown.get("n") == 1e12
    assert lanes(shown) == ["4.2 hours", "158 million years", "317 million years"]
    shown.set(n=1e9)
    assert lanes(shown)[::2] == ["15 seconds", "317 years"]
    shown.set(ns=0.5)
    assert lanes(shown)[0] == "1.5 seconds"


@pytest.mark.parametrize("width", [360, 1000])
def test_nothing_stands_on_anything_else(show, width):
    shown = show(CostRuler(n=1e9), DepthLab("chain", depth=20, w=-1.0), width=width)
    boxes = shown.page.locator(".crx-plot svg text").evaluate_all(
        "(all) => all.map((node) => { const { x, y, right, bottom } = node.getBoundingClientRect();"
        " return [node.textContent, x, y, right, bottom]; })"
    )
    crossed = [
        (a[0], b[0])
        for i, a in enumerate(boxes)
        for b in boxes[:i]
        if min(a[3], b[3]) - max(a[1], b[1]) > 1 and min(a[4], b[4]) - max(a[2], b[2]) > 5
    ]
    assert crossed == []
    assert all(right <= width for *_, right, _ in boxes)


# ------------------------------------------------------------------ drawn once a frame

MANY_IN_ONE_FRAME = """async (name) => {
    const slider = document.querySelector('.crx input[type=range]');
    const bars = document.querySelector('.crx svg');
    let drawings = 0;
    const watch = new MutationObserver(() => { drawings += 1; });
    watch.observe(bars, { childList: true, subtree: true });
    const next = () => new Promise((done) => requestAnimationFrame(done));
    const frame = () => next().then(next);
    const press = { key: 'ArrowRight', bubbles: true, cancelable: true };
    await frame();
    drawings = 0;
    for (const depth of [7, 8, 9, 10, 11, 12]) {
        if (name === 'keys') {
            slider.dispatchEvent(new KeyboardEvent('keydown', press));
        } else {
            slider.value = depth;
            slider.dispatchEvent(new Event('input', { bubbles: true }));
        }
        await null;  // what watches the picture is told of each drawing
    }
    const at_once = drawings;
    await frame();
    return [at_once, drawings, window.models[0].get('depth'), Number(slider.value)];
}"""


@pytest.mark.parametrize("hand", ["pointer", "keys"])
def test_the_depth_is_drawn_once_a_frame_and_no_step_is_lost(show, hand):
    shown = show(with_few_digits(depth=6, controls=["depth"]))
    at_once, in_all, depth, place = shown.page.evaluate(MANY_IN_ONE_FRAME, hand)
    assert (at_once, in_all) == (1, 2)  # the first at once, and the last one
    assert depth == place == 12
    assert len(bars(shown)) == 13
