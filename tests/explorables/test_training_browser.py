"""The figures of lesson 06 in Chromium, without Jupyter: dragged, keyed, drawn on, run."""

import numpy as np
import pytest
from chainrule.explorables import DescentLab, DigitReader, KnobDescent

from .page import SELDOM

RNG = np.random.default_rng(3)
PARAMS = {
    "W1": RNG.normal(size=(64, 32)) / 8,
    "b1": RNG.normal(size=32),
    "W2": RNG.normal(size=(32, 10)),
    "b2": RNG.normal(size=10),
}
SCALE = (np.full(64, 5.0), np.full(64, 6.0))


def reader(**state) -> DigitReader:
    later = {name: 2 * array for name, array in PARAMS.items()}
    return DigitReader({0: PARAMS, 20: later}, SCALE, **state)


def button(shown, name: str):
    return shown.page.get_by_role("button", name=name)


def text(shown, selector: str) -> str:
    return " ".join(shown.page.locator(selector).first.inner_text().split())


def numbers(shown) -> dict[str, str]:
    """The read-out of the descent lab."""
    pairs = shown.page.locator(".dl-numbers > div:visible").all_inner_texts()
    return dict(pair.split("\n") for pair in pairs)


def drag(shown, node, dx: float, dy: float) -> None:
    box = node.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = shown.page.mouse
    mouse.move(x, y)
    mouse.down()
    for part in (0.3, 0.7, 1.0):
        mouse.move(x + part * dx, y + part * dy)
    mouse.up()


# ------------------------------------------------------------------ the descent lab


def test_the_lab_promises_and_gives(show):
    shown = show(DescentLab())
    told = numbers(shown)
    assert told["loss"] == "1.00" and told["dL/dw"] == "1.66" and told["dL/db"] == "0"
    assert (told["next step promises"], told["and gives"]) == ("−0.277", "−0.249")
    button(shown, "Step").first.click()
    assert shown.get("steps") == 1 and numbers(shown)["loss"] == "0.751"


def test_half_lands_one_jumps_more_climbs(show):
    shown = show(DescentLab(lr=0.5, steps=1))
    assert "as low as it gets, 0.307" in text(shown, ".dl-saying")
    shown.set(lr=1.0, steps=50)
    assert "the walk jumps across and back" in text(shown, ".dl-saying")
    shown.set(lr=1.1)
    assert "every step lands farther away" in text(shown, ".dl-saying")
    shown.set(units="own", lr=0.0856, steps=100)
    assert "the loss is 32.6; it fell at every step. The lowest possible is 18.7" in text(
        shown, ".dl-saying"
    )


def test_the_walk_follows_the_start_and_the_learning_rate_while_they_are_dragged(show):
    shown = show(DescentLab(steps=12, lr=0.3))
    drag(shown, shown.page.locator(".point.crx-forward"), -40, -30)
    assert shown.get("w") < -0.2 and shown.get("b") > 0.2
    before = shown.get("lr")
    shown.set(steps=0, w=0.0, b=0.0)
    drag(shown, shown.page.locator(".point.crx-slope"), -30, 0)
    assert shown.get("lr") > before + 0.05


def test_small_batches_are_noisy_and_go_down(show):
    shown = show(DescentLab(batch=1, lr=0.05, steps=50))
    said = text(shown, ".dl-saying")
    fell = int(said.split("it fell at ")[1].split()[0])
    assert 10 < fell < 45
    assert float(numbers(shown)["loss"]) < 0.5


def test_an_appearance_has_only_its_own_controls(show):
    shown = show(DescentLab(controls=["lr", "steps"]))
    assert not shown.page.get_by_label("Units").is_visible()
    assert not shown.page.get_by_label("Cars a step").is_visible()
    assert set(numbers(shown)) == {"w", "b", "loss"}
    shown.page.locator(".crx").focus()
    shown.page.keyboard.press("r")
    assert shown.get("steps") == 50


# ------------------------------------------------------------------ the descending knobs


def test_run_wins_the_game_in_219_steps(show):
    shown = show(KnobDescent(), motion=False)
    button(shown, "Run").click()
    shown.page.wait_for_function("() => window.models[0].get('steps') === 219")
    assert "is below 0.01, after 219 training steps" in text(shown, ".nk-saying")
    assert len(shown.get("history")) == 219
    button(shown, "Start again").click()
    assert shown.get("steps") == 0 and shown.get("W1") == [[0.3, -0.5], [0.8, 0.2]]


def test_with_the_gradient_the_loss_climbs_and_run_can_be_stopped(show):
    shown = show(KnobDescent(uphill=True))
    button(shown, "Run").click()
    shown.page.wait_for_function("() => window.models[0].get('steps') > 3")
    button(shown, "Stop").click()
    shown.page.wait_for_function(
        "() => document.querySelector('.kd-knobs') "
        "&& [...document.querySelectorAll('button')].some((b) => b.textContent.startsWith('Run'))"
    )
    assert shown.get("steps") < 2000
    assert "more than the 0.284 of the start" in text(shown, ".nk-saying")


def test_every_knob_has_its_arrow_and_its_gradient(show):
    shown = show(KnobDescent())
    texts = shown.page.locator(".kd-gradient").all_inner_texts()
    assert texts == [
        *("+0.0058", "+0.0073", "+0.020", "−0.0067", "−0.0061", "−0.014"),
        *("+0.051", "+0.033", "+0.080"),
    ]
    assert shown.page.locator(".kd-pull path[visibility=visible]").count() == 9
    shown.set(W2=[[2.0], [-0.7]])
    assert shown.page.locator(".kd-gradient").all_inner_texts() != texts


ANSWER = """(problem) => { const model = window.models[0];
    model.on('change:asked', () => { const { number, params, lr, steps } = model.get('asked');
        window.question = { lr, steps };
        const places = [0.25, 0.2].map((b) => ({ ...params, b2: [b] }));
        setTimeout(() => model.set({ walked: { number, places, problem } }), 30); }); }"""


def test_a_function_of_ones_own_makes_the_steps(show):
    shown = show(KnobDescent(step=lambda params, lr: params), motion=False)
    shown.page.evaluate(ANSWER, "")
    button(shown, "Step").click()
    shown.page.wait_for_function("() => window.models[0].get('steps') === 2")
    assert shown.get("b2") == [0.2]
    assert shown.page.evaluate("() => window.question") == {"lr": 5, "steps": 1}
    assert "Your own function makes the steps" in text(shown, ".nk-saying")


LATER = """() => { const model = window.models[0];
    window.answerNow = () => { const { number, params } = model.get('asked');
        const places = [0.25, 0.2].map((b) => ({ ...params, b2: [b] }));
        model.set({ walked: { number, places, problem: '' } }); }; }"""


def test_what_comes_after_stop_is_not_walked(show):
    shown = show(KnobDescent(step=lambda params, lr: params), motion=False)
    shown.page.evaluate(LATER)
    button(shown, "Run").click()
    button(shown, "Stop").click()
    assert button(shown, "Run").is_visible()
    shown.page.evaluate("() => window.answerNow()")
    shown.settle()
    assert (shown.get("steps"), shown.get("history")) == (0, [])
    button(shown, "Step").click()
    assert shown.get("asked")["number"] == 2
    shown.page.evaluate("() => window.answerNow()")
    shown.page.wait_for_function("() => window.models[0].get('history').length === 2")
    assert shown.get("steps") == 2


def test_starting_again_in_the_middle_of_a_run_forgets_it(show):
    shown = show(KnobDescent(), motion=True)
    button(shown, "Run").click()
    shown.page.wait_for_function("() => window.models[0].get('steps') > 3")
    button(shown, "Start again").click()
    shown.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert (shown.get("steps"), shown.get("history")) == (0, [])


def test_a_function_that_stops_says_why(show):
    shown = show(KnobDescent(step=lambda params, lr: params), motion=False)
    shown.page.evaluate(ANSWER, "ZeroDivisionError: division by zero")
    button(shown, "Step").click()
    shown.page.wait_for_function("() => window.models[0].get('steps') === 2")
    assert text(shown, ".nk-saying").startswith("Your function stopped. ZeroDivisionError")


def test_where_no_python_answers_the_figure_takes_its_own_steps(show):
    shown = show(KnobDescent(step=lambda params, lr: params), motion=False)
    button(shown, "Run").click()
    assert "Your own function makes the steps …" in text(shown, ".nk-saying")
    shown.page.wait_for_function(
        "() => window.models[0].get('steps') === 219", timeout=90_000, polling=SELDOM
    )
    assert text(shown, ".nk-saying").startswith("No Python answers here")


# ------------------------------------------------------------------ the digit reader


def outputs(shown) -> list[str]:
    return [
        label.removesuffix(" ◂")
        for label in shown.page.locator(".dr-bar + text").all_text_contents()
    ]


def test_the_pad_is_drawn_on_wiped_and_emptied(show):
    shown = show(reader())
    assert text(shown, ".dr-reading") == "The pad is empty."
    pad = shown.page.get_by_role("grid")
    before = outputs(shown)
    drag(shown, pad, 0, 70)
    inked = shown.get("pixels")
    assert 6 <= sum(ink > 0 for ink in inked) <= 24 and max(inked) >= 14
    assert text(shown, ".dr-reading").startswith("It reads a ") and outputs(shown) != before
    shown.page.get_by_label("wipe").check()
    drag(shown, pad, 0, 70)
    assert sum(shown.get("pixels")) < sum(inked) / 3
    button(shown, "Empty the pad").click()
    assert shown.get("pixels") == [0] * 64


def test_the_page_reads_what_python_reads(show):
    pixels = RNG.integers(0, 17, 64)
    widget = reader(pixels=pixels)
    shown = show(widget)
    assert outputs(shown) == [f"{value:.2f}" for value in widget.outputs]
    assert f"It reads a {np.argmax(widget.outputs)}" in text(shown, ".dr-reading")
    shown.set(at=0)
    assert outputs(shown) != [f"{value:.2f}" for value in widget.outputs]


def test_a_hidden_neuron_shows_its_weights_on_the_pad(show):
    shown = show(reader())
    assert shown.page.locator(".dr-sign").count() == 0
    box = shown.page.locator("canvas").bounding_box()
    shown.page.mouse.click(box["x"] + 60, box["y"] + 10)
    assert shown.get("neuron") == 2
    signs = shown.page.locator(".dr-cell text").all_text_contents()
    weights = PARAMS["W1"][:, 1]
    strong = np.abs(weights) > 0.12 * np.abs(weights).max()
    due = [
        "" if not big else "+" if weight > 0 else "−"
        for big, weight in zip(strong, weights, strict=True)
    ]
    assert signs == due
    assert text(shown, ".dr-story").startswith("Hidden neuron 2 gives a = ")


def test_a_test_digit_is_loaded(show):
    missed = (RNG.integers(0, 17, (2, 64)), [3, 8], [5, 1])
    shown = show(reader(missed=missed))
    shown.page.get_by_label("Load a test digit").select_option(label="2: a 8, read as 1")
    assert shown.get("pixels") == missed[0][1].tolist()


def test_the_pad_alone_is_enough(show):
    shown = show(reader(controls=["pad"], at=0))
    assert not shown.page.locator("canvas").is_visible()
    assert not shown.page.get_by_label("trained for").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_weights_are_painted_in_the_themes_colours(show, theme):
    shown = show(reader(), theme=theme)
    colours = shown.page.evaluate(
        "() => { const c = document.querySelector('canvas'); const d = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data; const s = new Set();"
        "for (let i = 0; i < d.length; i += 4) s.add(d.slice(i, i + 3).join()); return s.size; }"
    )
    assert colours > 50


def test_what_is_drawn_can_be_pushed_aside(show):
    pixels = np.arange(64) % 17
    shown = show(DigitReader({20: PARAMS}, SCALE, pixels=pixels, controls=["pad", "push"]))
    button(shown, "Push left").click()
    moved = np.pad(pixels.reshape(8, 8)[:, 1:], ((0, 0), (0, 1)))
    assert shown.get("pixels") == moved.ravel().tolist()
    button(shown, "Push right").click()
    moved = np.pad(moved[:, :-1], ((0, 0), (1, 0)))
    assert shown.get("pixels") == moved.ravel().tolist()
    button(shown, "Empty the pad").click()
    assert button(shown, "Push left").get_attribute("aria-disabled") == "true"
    assert "epoch" not in shown.page.inner_text(".crx"), "one network was not seen in training"
