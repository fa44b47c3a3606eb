"""Both figures in Chromium, without Jupyter: every control is dragged and keyed, and looked at."""

import json
import math
import re
from itertools import pairwise

import pytest
from chainrule.explorables import SlopeMicroscope, ThreeNumberLines
from chainrule.explorables.functions import NAMES

from .page import (
    GIVE_KEYS,
    MOVE_WITHOUT_PAUSE,
    NOTEBOOK_KEYS,
    VALUES,
    WITHOUT_PLACE,
    press_again,
)

FIGURES = [SlopeMicroscope, ThreeNumberLines]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda c: c.__name__)
each_theme = pytest.mark.parametrize("theme", ["light", "dark"])

CONTROLS = ".crx-head button, .crx-body :is(button, select, input, [role=slider])"


def slider(shown, name: str):
    return shown.page.get_by_role("slider", name=name, exact=True)


def press(shown, name: str, *keys: str) -> None:
    slider(shown, name).focus()
    for key in keys:
        shown.page.keyboard.press(key)


def drag(shown, name: str, dx: float, dy: float = 0) -> None:
    """Drag the slider or point of that name by so many pixels, in three moves."""
    node = slider(shown, name)
    mark = node.locator(".mark")
    box = (mark if mark.count() else node).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = shown.page.mouse
    mouse.move(x, y)
    mouse.down()
    for part in (0.3, 0.7, 1.0):
        mouse.move(x + part * dx, y + part * dy)
    mouse.up()


def reading(shown, name: str) -> str:
    """The number beside a row's name in the figure's own table."""
    cells = shown.page.evaluate(
        """name => [...document.querySelectorAll('.crx-readout tr, .tl-fractions tr')]
            .filter(row => [...row.querySelectorAll('th')]
                .some(head => head.textContent.trim().startsWith(name)))
            .flatMap(row => [...row.querySelectorAll('td')].map(cell => cell.innerText))""",
        name,
    )
    return " ".join(cells)


# ------------------------------------------------------------------ the slope microscope


@pytest.mark.parametrize("name", ["x", "point x on the curve"])
def test_microscope_x_by_keyboard(show, name):
    shown = show(SlopeMicroscope("square", x=1.0, h=0.1))
    for keys, x in [
        (["ArrowRight"], 1.05),
        (["ArrowDown", "ArrowLeft"], 0.95),
        (["Shift+ArrowUp"], 1.45),
        (["PageDown"], 0.95),
        (["Home"], -3),
        (["End"], 3),
    ]:
        press(shown, name, *keys)
        assert shown.get("x") == pytest.approx(x)
    assert reading(shown, "exact slope") == "6.00"
    assert reading(shown, "measured slope") == "6.00"
    assert shown.page.evaluate("() => window.models[0].saves") >= 7


@pytest.mark.parametrize("name", ["step h", "step h on the error curve"])
def test_microscope_h_by_keyboard_down_to_the_wall(show, name):
    shown = show(SlopeMicroscope("sin", x=1.0, h=1.0))
    press(shown, name, "PageDown")
    assert shown.get("h") == 0.1
    press(shown, name, "ArrowUp")
    assert shown.get("h") == pytest.approx(10**-0.9)
    press(shown, name, "Home")
    assert shown.get("h") == 1e-17
    assert reading(shown, "measured slope") == "0"
    assert reading(shown, "exact slope") == "0.540"
    assert reading(shown, "distance") == "0.540"
    assert reading(shown, "f(x + h)") == reading(shown, "f(x − h)")
    assert "x + h is x itself" in shown.page.locator(".sm-saying").inner_text()
    assert "2.22×10⁻¹⁶" in shown.page.locator(".sm-saying").inner_text()
    press(shown, name, *["PageUp"] * 12)
    assert shown.get("h") == 1e-5
    assert reading(shown, "measured slope") == "0.540"
    assert float(reading(shown, "distance").split("×")[0]) < 10
    assert reading(shown, "distance").endswith("×10⁻¹¹")


def test_microscope_points_are_dragged(show):
    shown = show(SlopeMicroscope("sin", x=1.0, h=0.1))
    width = shown.page.locator(".crx-plot svg").first.bounding_box()["width"]
    drag(shown, "point x on the curve", -width / 3)
    assert shown.get("x") == pytest.approx(-1.0, abs=0.03)
    slope = float(reading(shown, "exact slope"))
    assert slope == pytest.approx(math.cos(shown.get("x")), abs=5e-4)
    drag(shown, "step h on the error curve", -100)
    assert 1e-9 < shown.get("h") < 1e-3
    drag(shown, "step h on the error curve", -900)
    assert shown.get("h") == 1e-17
    track = slider(shown, "x").bounding_box()["width"]
    drag(shown, "x", track / 4)  # pressing a track's middle jumps to it, then follows
    assert shown.get("x") == pytest.approx(1.5, abs=0.15)


def test_microscope_drag_under_magnification_moves_little(show):
    shown = show(SlopeMicroscope("sin", x=1.0, zoom=1000.0))
    drag(shown, "point x on the curve", 120)
    moved = shown.get("x") - 1.0
    assert 1e-3 < moved < 2e-3


def test_zoom_straightens_the_curve_and_then_shows_single_numbers(show):
    shown = show(SlopeMicroscope("sin", x=1.0, h=0.5))
    zoom = slider(shown, "magnification")
    assert re.search(r"bends by \d+ percent", zoom.get_attribute("aria-valuetext"))
    press(shown, "magnification", *["PageUp"] * 3)
    assert shown.get("zoom") == 1000
    assert "looks straight" in zoom.get_attribute("aria-valuetext")
    assert shown.page.locator(".sm-double").count() == 0
    press(shown, "magnification", "End", "PageDown", "PageDown")
    assert shown.get("zoom") == 1e15
    doubles = shown.page.locator(".sm-double")
    assert 10 < doubles.count() < 60  # 6e-15 wide, numbers 2.2e-16 apart below and above 1
    places = doubles.evaluate_all("nodes => nodes.map(node => +node.getAttribute('cx'))")
    gaps = [b - a for a, b in pairwise(places)]
    assert max(gaps) == pytest.approx(2 * min(gaps), rel=0.05)  # at 1 the spacing doubles


def test_zoom_follows_h(show):
    shown = show(SlopeMicroscope("exp", x=0.5, h=0.1))
    shown.page.get_by_label("zoom follows h").check()
    for key in ("PageDown", "PageDown"):
        press(shown, "step h", key)
    assert shown.get("h") == pytest.approx(1e-3)
    assert "2000× " in shown.page.locator(".crx-slider output").nth(2).inner_text() + " "
    assert shown.page.locator(".sm-end").count() == 2
    press(shown, "magnification", "ArrowRight")
    assert shown.get("follow") is False


def test_microscope_menu(show):
    shown = show(SlopeMicroscope("sin", x=2.0, h=0.01))
    for name, slope in [("cube", "12.0"), ("exp", "7.39"), ("reciprocal", "−0.250")]:
        shown.page.get_by_label("Curve", exact=True).select_option(name)
        assert shown.get("function") == name
        assert reading(shown, "exact slope") == slope
    assert "1/x" in shown.page.locator(".crx-plot-name").first.inner_text()


def test_microscope_is_kind_where_there_is_no_value(show):
    shown = show(SlopeMicroscope("reciprocal", x=0.0, h=0.1))
    assert "no value at 0" in shown.page.locator(".sm-saying").inner_text()
    assert "no value" in slider(shown, "x").get_attribute("aria-valuetext")
    shown.set(x=0.05)
    assert "different sides of the gap" in shown.page.locator(".sm-saying").inner_text()
    assert "no meaning" in reading(shown, "measured slope")


def test_digits_that_two_values_share_are_told_apart(show):
    shown = show(SlopeMicroscope("sin", x=1.0, h=1e-9))
    cell = shown.page.locator(".sm-digits").first
    shared, own = cell.locator("span").all_inner_texts()
    assert shared.startswith("0.8414709") and len(own) > 4
    assert float(shared + own) == pytest.approx(0.8414709848, abs=1e-8)
    key = shown.page.get_by_text("Bold: the digits in which the first two differ.")
    assert key.is_visible()
    shown.set(h=1.0)
    assert cell.locator(".strong").count() == 0 and not key.is_visible(), "nothing is shared"


# ------------------------------------------------------------------ three number lines


def test_lines_by_keyboard(show):
    shown = show(ThreeNumberLines("square", "sin", x=1.3, dx=0.3))
    assert reading(shown, "measured") == "2.90 −0.510 −1.48"
    assert reading(shown, "by rule") == "2.60 −0.119 −0.309"
    for name in ("x", "x"):
        slider(shown, name).first.focus()
    points = shown.page.locator(".point[role=slider]")
    points.nth(0).focus()
    shown.page.keyboard.press("ArrowLeft")
    assert shown.get("x") == 1.25
    shown.page.keyboard.press("PageDown")
    assert shown.get("x") == 0.75
    points.nth(1).focus()
    shown.page.keyboard.press("Home")
    assert shown.get("dx") == 1e-6
    shown.page.keyboard.press("End")
    assert shown.get("dx") == 0.5
    ranges = shown.page.locator("input[type=range]")
    ranges.nth(0).focus()
    shown.page.keyboard.press("End")
    assert shown.get("x") == 3
    ranges.nth(1).focus()
    shown.page.keyboard.press("Shift+ArrowDown")
    assert shown.get("dx") == pytest.approx(0.05, rel=0.1)


def test_lines_are_dragged(show):
    shown = show(ThreeNumberLines("triple_plus_one", "square", x=0.5, dx=0.2))
    unit = shown.page.locator(".crx-plot svg").first.bounding_box()["width"] / 7.2
    points = shown.page.locator(".point[role=slider]")

    def pull(which: int, by: float) -> None:
        box = points.nth(which).locator(".mark").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        shown.page.mouse.move(x, y)
        shown.page.mouse.down()
        shown.page.mouse.move(x + by / 2, y + 40)
        shown.page.mouse.move(x + by, y + 80)
        shown.page.mouse.up()

    pull(0, -unit)
    assert shown.get("x") == pytest.approx(-0.5, abs=0.02)
    pull(1, 0.2 * unit)
    assert shown.get("dx") == pytest.approx(0.4, abs=0.02)
    pull(1, -3 * unit)
    assert shown.get("dx") == 0.01
    pull(0, 20 * unit)
    assert shown.get("x") == 3


def test_the_ghost(show):
    shown = show(ThreeNumberLines("square", "sin", x=1.3, dx=0.1))
    assert shown.page.locator(".tl-ghost").count() == 0
    points = shown.page.locator(".point[role=slider]")
    points.first.focus()
    shown.page.keyboard.press("g")
    assert shown.get("ghost") is True
    assert reading(shown, "ghost") == "2.60 0.267 0.695"
    assert shown.page.locator(".tl-nudge.tl-ghost").count() == 2  # on the line, and as a bar
    dash = shown.page.locator(".tl-nudge.tl-ghost").first.evaluate(
        "node => getComputedStyle(node).strokeDasharray"
    )
    assert dash != "none"
    assert "misses by 1.00 times dx" in shown.page.locator(".tl-saying").inner_text()
    shown.set(x=1.0)
    assert "happens to be right" in shown.page.locator(".tl-saying").inner_text()
    shown.page.locator("select").first.focus()
    shown.page.keyboard.press("g")  # in a menu, letters choose an option
    assert shown.get("ghost") is True
    shown.page.get_by_label("read the outer slope at x").uncheck()
    assert shown.get("ghost") is False


def test_halving_approaches_the_rule(show):
    shown = show(ThreeNumberLines("square", "sin", x=1.3, dx=0.4), motion=False)
    halve = shown.page.get_by_role("button", name="Halve the nudge")
    distances = []
    for expected in (0.2, 0.1, 0.05, 0.025):
        press_again(halve) if distances else halve.click()
        assert shown.get("dx") == pytest.approx(expected)
        whole = float(reading(shown, "measured").split()[-1].replace("−", "-"))
        distances.append(abs(whole - -0.309))
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < distances[0] / 5


def test_halving_glides_unless_less_motion_is_wanted(show):
    shown = show(ThreeNumberLines(dx=0.4))
    record = (
        "() => { window.seen = []; window.models[0].on('change:dx', v => window.seen.push(v)) }"
    )
    shown.page.evaluate(record)
    halve = shown.page.get_by_role("button", name="Halve the nudge")
    for _ in range(10):  # a browser that waits for a processor draws but the first and the last
        shown.set(dx=0.4)
        shown.page.evaluate("() => { window.seen = []; }")
        halve.click()
        shown.page.wait_for_function("() => window.models[0].get('dx') === 0.2")
        if len(shown.page.evaluate("() => window.seen")) > 2:
            break
    assert len(shown.page.evaluate("() => window.seen")) > 2
    halve.click()
    shown.page.get_by_role("button", name="Reset").click()
    shown.page.wait_for_timeout(400)
    assert shown.get("dx") == 0.4  # a glide gives way to whatever else moves dx


def test_line_menus_and_units(show):
    shown = show(ThreeNumberLines("square", "sin", x=1.5, dx=0.1))
    shown.page.get_by_label("inner g").select_option("triple_plus_one")
    shown.page.get_by_label("outer f").select_option("double")
    assert (shown.get("inner"), shown.get("outer")) == ("triple_plus_one", "double")
    assert reading(shown, "by rule") == "3.00 2.00 6.00"
    assert reading(shown, "measured") == "3.00 2.00 6.00"
    lengths = (
        shown.page.locator(".crx-plot")
        .first.locator(".tl-nudge")
        .evaluate_all(
            "nodes => nodes.slice(0, 3).map(n => n.getAttribute('x2') - n.getAttribute('x1'))"
        )
    )
    assert lengths[1] == pytest.approx(3 * lengths[0])  # equal units: stretching is what it looks
    assert lengths[2] == pytest.approx(6 * lengths[0])


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"inner": "reciprocal", "x": 0.0}, "1/x has no value where x is 0"),
        ({"inner": "reciprocal", "x": -0.1, "dx": 0.3}, "carries x across 0"),
        ({"inner": "square", "outer": "reciprocal", "x": 0.0}, "1/u has no value where u is 0"),
        ({"inner": "reciprocal", "outer": "exp", "x": 0.001, "dx": 1e-6}, "larger here than any"),
        ({"inner": "square", "x": -0.05, "dx": 0.1}, "du is 0"),
    ],
)
def test_lines_are_kind_where_there_is_no_value(show, state, words):
    shown = show(ThreeNumberLines(**state))
    assert words in shown.page.locator(".tl-saying").inner_text()
    shown.set(x=1.3)
    assert words not in shown.page.locator(".tl-saying").inner_text()


# ------------------------------------------------------------------ both figures


# Names and kinds of figure go in.
SWEEP = """(look) => {
    const [names, microscope] = [%s, %s];
    for (const x of [-3, -0.05, 0, 1e-3, 0.4, 3]) {
        if (microscope) {
            for (const name of names.filter(n => n !== 'double'))
                for (const h of [1, 1e-3, 1e-17])
                    for (const zoom of [1, 1e7, 1e17]) look({ function: name, x, h, zoom });
        } else {
            for (const inner of names)
                for (const outer of names)
                    for (const dx of [0.5, 1e-6])
                        look({ inner, outer, x, dx, ghost: true });
        }
    }
}"""


@each_figure
def test_nothing_drawn_is_without_place(show, figure):
    """No function, no x and no step gives NaN or infinite coordinates."""
    shown = show(figure())
    sweep = SWEEP % (json.dumps(list(NAMES)), json.dumps(figure is SlopeMicroscope))
    assert shown.page.evaluate(WITHOUT_PLACE, sweep) == []


@each_figure
def test_a_change_from_python_redraws(show, figure):
    shown = show(figure(x=0.5))
    before = shown.page.locator(".crx").inner_text()
    shown.set(x=2.0)
    assert shown.page.locator(".crx").inner_text() != before
    assert slider(shown, "x").last.get_attribute("aria-valuetext").startswith("x is 2.00")


@each_figure
def test_reset_goes_back_to_the_cell(show, figure):
    widget = figure(x=0.5)
    shown = show(widget)
    slider(shown, "x").last.focus()
    shown.page.keyboard.press("End")
    shown.page.locator("select").first.select_option("exp")
    shown.page.get_by_role("button", name="Reset").click()
    assert shown.values(*widget.settings) == {
        name: getattr(widget, name) for name in widget.settings
    }


@each_figure
def test_settings_are_copied_as_code_that_runs(show, figure):
    shown = show(figure())
    shown.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    slider(shown, "x").last.focus()
    shown.page.keyboard.press("ArrowRight")
    shown.page.get_by_role("button", name="Copy as code").click()
    code = shown.page.locator(".crx-note code").inner_text()
    again = eval(code, {c.__name__: c for c in FIGURES})
    assert isinstance(again, figure)
    assert shown.values(*again.settings) == {name: getattr(again, name) for name in again.settings}
    shown.page.context.clear_permissions()


@each_figure
def test_table_view_has_the_numbers(show, figure):
    shown = show(figure(x=1.3))
    button = shown.page.get_by_role("button", name="Table view")
    assert button.get_attribute("aria-expanded") == "false"
    button.click()
    assert button.get_attribute("aria-expanded") == "true" and shown.get("table") is True
    tables = shown.page.locator(".crx-tables table")
    text = tables.all_inner_texts()
    assert tables.count() == 2
    assert tables.first.locator("caption").count() == 1
    assert "1.30" in text[0]
    if figure is ThreeNumberLines:
        assert "dy = −0.444" in text[0] and "−0.309" in text[1]
    else:
        assert "10⁻¹⁷" in text[1]
    slider(shown, "x").last.focus()
    shown.page.keyboard.press("End")
    assert "3.00" in tables.first.inner_text()
    button.click()
    assert not tables.first.is_visible()


@each_figure
def test_the_live_region_says_one_sentence_after_a_pause(show, figure):
    shown = show(figure(x=1.0))
    region = shown.page.locator(".crx [aria-live=polite]")
    assert region.inner_text() == ""
    heard = (
        "() => { window.heard = []; new MutationObserver(() => window.heard.push("
        "document.querySelector('.crx [aria-live]').textContent)).observe("
        "document.querySelector('.crx [aria-live]'), { childList: true, characterData: true,"
        " subtree: true }); }"
    )
    shown.page.evaluate(heard)
    slider(shown, "x").last.evaluate(MOVE_WITHOUT_PAUSE, 8)
    shown.page.wait_for_function("() => window.heard.length > 0")
    shown.page.wait_for_timeout(100)
    sentences = shown.page.evaluate("() => window.heard")
    assert len(sentences) == 1
    assert sentences[0].startswith("x is 1.40")
    assert "NaN" not in sentences[0]


@each_figure
def test_names_values_and_meanings(show, figure):
    shown = show(figure(x=1.3))
    tree = shown.page.locator(".crx").aria_snapshot()
    assert re.search(r'group "(Slope microscope|Three number lines)"', tree)
    assert tree.count("slider") == len(re.findall(r'slider "[^"]+"', tree))
    sliders = shown.page.locator(CONTROLS).and_(shown.page.locator("[role=slider], [type=range]"))
    meanings = sliders.evaluate_all("nodes => nodes.map(n => n.getAttribute('aria-valuetext'))")
    assert len(meanings) >= 4
    for meaning in meanings:
        assert len(meaning.split()) > 3 and "undefined" not in meaning
    points = shown.page.locator(".point").evaluate_all(VALUES)
    assert points
    for low, now, high in points:
        assert low <= now <= high


@each_figure
def test_targets_are_large_enough_to_touch(show, figure):
    shown = show(figure(), width=360)
    sizes = shown.page.evaluate(
        f"""() => [...document.querySelectorAll('{CONTROLS}')].map(node => {{
            const target = node.querySelector('.hit') ?? node.closest('label') ?? node;
            const {{ width, height }} = target.getBoundingClientRect();
            return [node.outerHTML.slice(0, 60), width, height];
        }})"""
    )
    for what, width, height in sizes:
        assert width >= 24 and height >= 24, what


@each_figure
def test_keys_do_not_leak_into_the_notebook(show, figure):
    """Jupyter matches shortcuts at the target, while capturing, unless the target is marked."""
    shown = show(figure())
    shown.page.evaluate(NOTEBOOK_KEYS)
    keys = ["b", "x", "d", "d", "a", "ArrowDown"]
    assert shown.page.evaluate(GIVE_KEYS, [CONTROLS, keys]) > 5
    for key in keys:  # by hand as well
        shown.page.keyboard.press(key)
    assert shown.page.evaluate("() => window.leaked") == []
    shown.page.keyboard.press("Control+s")
    shown.page.keyboard.press("Shift+Enter")
    assert shown.page.evaluate("() => window.leaked.filter(k => k === 's' || k === 'Enter')") == [
        "s",
        "Enter",
    ]


@each_figure
def test_a_view_that_ends_lets_go_of_the_page(show, figure):
    shown = show(figure())
    shown.page.evaluate("() => window.models[0].end()")
    shown.page.evaluate(NOTEBOOK_KEYS)
    slider(shown, "x").last.focus()
    shown.page.keyboard.press("b")
    assert shown.page.evaluate("() => window.leaked") == ["b"]


def test_two_views_share_no_id(show):
    shown = show(SlopeMicroscope(), SlopeMicroscope(), ThreeNumberLines())
    ids = shown.page.evaluate("() => [...document.querySelectorAll('.crx [id]')].map(n => n.id)")
    assert len(ids) == len(set(ids)) > 10
    shown.set(0, x=-2.0)
    assert shown.get("x", 1) == 1.0


# ------------------------------------------------------------------ looks


@each_theme
@each_figure
def test_no_overflow_on_a_phone(show, figure, theme):
    widget = figure(table=True)
    shown = show(widget, theme=theme, width=360)
    for state in ({}, {"x": -3.0}, {"x": 0.001}):
        shown.set(**state)
        assert shown.page.evaluate("() => document.documentElement.scrollWidth") <= 360
        spilled = shown.page.evaluate(
            """() => [...document.querySelectorAll('.crx svg text')].filter(node => {
                const box = node.getBoundingClientRect();
                return box.width && (box.left < -1 || box.right > innerWidth + 1);
            }).map(node => node.textContent)"""
        )
        assert spilled == []


@each_figure
def test_twice_the_size_still_works(show, figure):
    shown = show(figure(x=0.5), width=900)
    shown.page.evaluate("() => { document.body.style.zoom = 2; }")
    shown.settle()
    assert shown.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    point = shown.page.locator(".point .mark").first
    box = point.bounding_box()
    width = shown.page.locator(".crx-plot svg").first.bounding_box()["width"]
    span = 6 if figure is SlopeMicroscope else 7.2
    shown.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    shown.page.mouse.down()
    shown.page.mouse.move(box["x"] + box["width"] / 2 - width / span, box["y"] + box["height"] / 2)
    shown.page.mouse.up()
    assert shown.get("x") == pytest.approx(-0.5, abs=0.05)


TOKENS = ("fg", "muted", "forward", "slope", "middle", "ghost", "rule", "focus")
GROUNDS = {"light": ["#ffffff", "#f3f3f3"], "dark": ["#111111", "#1e1e1e", "#212121"]}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def tokens(page) -> dict[str, str]:
    return page.evaluate(
        """names => { const style = getComputedStyle(document.querySelector('.crx'));
            const value = name => style.getPropertyValue(`--${name}`).trim();
            return Object.fromEntries(names.map(name => [name, value(name)])); }""",
        list(TOKENS),
    )


@each_theme
def test_text_and_lines_are_legible(show, theme):
    shown = show(SlopeMicroscope(), theme=theme)
    colours = tokens(shown.page)
    for ground in GROUNDS[theme]:
        for name, colour in colours.items():
            wanted = 3 if name in ("rule", "focus") else 4.5
            assert contrast(colour, ground) >= wanted, f"{name} {colour} on {ground}"


@each_theme
@each_figure
def test_ground_is_transparent_and_text_has_its_tokens_colour(show, figure, theme):
    shown = show(figure(ghost=True) if figure is ThreeNumberLines else figure(), theme=theme)
    seen = shown.page.evaluate(
        """() => { const root = document.querySelector('.crx');
            const fills = new Set([...root.querySelectorAll('svg text')]
                .map(node => getComputedStyle(node).fill));
            return { ground: getComputedStyle(root).backgroundColor, fills: [...fills] }; }"""
    )
    assert seen["ground"] == "rgba(0, 0, 0, 0)"
    allowed = {
        "rgb({}, {}, {})".format(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))
        for colour in tokens(shown.page).values()
    }
    assert set(seen["fills"]) <= allowed


def test_dark_theme_is_found_in_every_host(show):
    shown = show(SlopeMicroscope(), theme="light")
    light = tokens(shown.page)["fg"]
    body = "document.body"
    shown.page.evaluate(f"() => {body}.dataset.jpThemeLight = 'false'")
    dark = tokens(shown.page)["fg"]
    assert luminance(dark) > luminance(light)
    shown.page.evaluate(f"() => {{ delete {body}.dataset.jpThemeLight; }}")
    assert tokens(shown.page)["fg"] == light
    shown.page.evaluate(f"() => {body}.classList.add('vscode-dark')")
    assert tokens(shown.page)["fg"] == dark
    shown.page.evaluate(f"() => {body}.classList.remove('vscode-dark')")
    shown.page.emulate_media(color_scheme="dark")
    assert tokens(shown.page)["fg"] == dark
    shown.page.evaluate(f"() => {body}.dataset.jpThemeLight = 'true'")
    assert tokens(shown.page)["fg"] == light  # a light notebook on a dark desktop stays light


# ------------------------------------------------------------------ waiting for a prediction


@each_figure
def test_a_covered_figure_opens_by_its_prediction(show, figure):
    widget = figure()
    widget.locked = True
    shown = show(widget)
    cover = shown.page.locator(".crx-cover")
    assert cover.is_visible() and "Commit your prediction first" in cover.inner_text()
    assert not shown.page.locator(".crx svg, .crx table, .crx input").first.is_visible()
    for _ in range(4):
        shown.page.keyboard.press("Tab")
        place = shown.page.evaluate("() => document.activeElement.closest('.crx-body') === null")
        assert place, "the keyboard reached a covered figure"
    shown.set(locked=False)
    assert not cover.is_visible()
    slider(shown, "x").last.focus()
    shown.page.keyboard.press("End")
    assert shown.get("x") == 3


def test_the_quiet_skip_opens_the_figure_and_tells_python(show):
    widget = SlopeMicroscope()
    widget.locked = True
    shown = show(widget)
    shown.page.get_by_role("button", name="Open it without predicting").click()
    assert shown.get("locked") is False
    assert shown.page.evaluate("() => window.models[0].saves") == 1
    assert not shown.page.locator(".crx-cover").is_visible()
    assert shown.page.evaluate(
        "() => document.querySelector('.crx').contains(document.activeElement)"
    )
    shown.page.wait_for_function(
        "() => document.querySelector('.crx [aria-live]').textContent === 'The figure is open.'"
    )
    # Nobody listens here, as after a restart of the kernel: the figure works, and says so.
    unheard = shown.page.locator(".crx-unheard")
    unheard.wait_for()
    assert unheard.inner_text().startswith("Nobody has answered yet, so your skip is not kept.")
    shown.set(_heard=True)
    assert not unheard.is_visible()


# ------------------------------------------------------------------ without JavaScript


@each_figure
def test_the_fallback_is_a_real_picture(page, figure):
    page.set_content(figure().fallback())
    loaded = (
        "() => { const i = document.querySelector('img'); return i.complete && i.naturalWidth }"
    )
    assert page.wait_for_function(loaded).json_value() > 400
    assert page.locator("table tr").count() >= 6
    assert figure.__name__ + "(" in page.locator("code").inner_text()
