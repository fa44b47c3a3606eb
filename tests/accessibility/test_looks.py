"""All widgets on one page: what axe-core says, what narrow windows lose, colours and contrast."""

import pytest

from .exhibits import COVERED, EXHIBITS, FIGURES, FORMS
from .seeing import (
    CONTRAST,
    FAINT,
    KINDS_OF_TEXT,
    OF_COLOURS,
    TEXT_SPACING,
    crowded,
    lost,
    violations,
)

# ------------------------------------------------------------------ axe-core


def test_axe_finds_nothing_serious_in_any_widget(gallery):
    """Each widget in each form: covered, open, unanswered, right, wrong, skipped, with tables."""
    assert violations(gallery.hang()) == []


def test_axe_finds_nothing_serious_in_the_dark(gallery):
    """The dark theme changes colours alone."""
    page = gallery.hang(theme="dark")
    assert violations(page, only=(CONTRAST,)) == []


def test_axe_finds_nothing_serious_on_a_phone(gallery):
    """What a narrow window changes: things scroll, and targets move together."""
    page = gallery.hang(width=360)
    rules = ("scrollable-region-focusable", "target-size", "label", "aria-hidden-focus")
    assert violations(page, only=rules) == []


PLANTED = """<style>
    p { color: #333; } .faint { color: #aaa; } .dark { background: #444; } .big { font-size: 30px; }
    .mid { color: #888; } a { color: #00c; text-decoration: none; }
    .over { position: relative; } .over i { position: absolute; inset: 0; background: #444; }
</style>
<p>well</p><p>well again</p><p class="faint">faint</p><p class="faint">faint, the same</p>
<p style="color: #bbb">faint by itself</p><div class="dark"><p>dark on dark</p><b>too</b></div>
<p class="mid">small</p><p class="mid big">large, so it may</p>
<p style="opacity: .3">half gone</p><input value="pale" style="color: #ccc" aria-label="a field">
<p class="over"><i></i><span>behind it</span></p>
<p>A <a href="#a" style="color: #222">link like text</a>, and enough words beside it, not links.</p>
<p>A <a href="#b" style="color: #222; text-decoration: underline">link with a line</a>, and enough
words beside it, not links.</p>"""
# The first of its kind is nothing that the rule means, or too short for an answer.
BEHIND = (
    '<input type="range" aria-label="x" style="color: #bbb"><b style="color: #bbb">faint</b>',
    '<p style="color: #bbb">X</p><p style="color: #bbb">faint</p>',
)

WORDS = "(node) => node.value && node.type !== 'range' ? node.value : node.textContent"


def test_what_is_asked_of_a_few_of_each_kind_of_text_holds_for_all(page):
    """No kind holds both texts that axe-core finds faint and others."""
    page.set_content(PLANTED)
    first = violations(page, only=OF_COLOURS)
    assert {line.split(":")[0] for line in first} == set(OF_COLOURS)
    assert violations(page, only=OF_COLOURS) == first, "what was faint is asked again"
    kinds = page.evaluate(
        f"() => [...({KINDS_OF_TEXT})('').values()].map((nodes) => nodes.map({WORDS}))"
    )
    everything = page.evaluate(
        f"""async () => (await axe.run(document, {{ runOnly: {list(OF_COLOURS)} }})).violations
            .flatMap((found) => found.nodes)
            .map(({{ target }}) => ({WORDS})(document.querySelector(target[0])))"""
    )
    assert {"faint", "faint, the same", "small", "half gone"} < set(everything)
    assert {"dark on dark", "pale", "link like text"} < set(everything)
    assert ["faint", "faint, the same"] in kinds and len(kinds) > 10
    for words in kinds:
        told = [each for each in words if each in everything]
        assert told in ([], words), f"{told} are faint, and others of their kind are not: {words}"
    for beginning in BEHIND:
        page.set_content(beginning)
        assert len(violations(page, only=(CONTRAST,))) == 1, beginning
    page.set_content("<main></main>")
    assert violations(page, only=(CONTRAST,)) == []


# ------------------------------------------------------------------ narrow windows, large text


@pytest.mark.parametrize(("width", "height"), [(360, 740), (640, 450)])
def test_a_narrow_window_loses_nothing(gallery, width, height):
    """640 × 450 is what a window of 1280 × 900 shows at 200 %."""
    page = gallery.hang(width=width, height=height)
    assert lost(page) == []
    assert crowded(page) == []
    spaced = page.add_style_tag(content=TEXT_SPACING)
    gallery.settle()
    gallery.settle()
    found = lost(page)
    spaced.evaluate("(node) => node.remove()")
    assert found == []


# ------------------------------------------------------------------ names


UNNAMED = """() => [...document.querySelectorAll('svg, canvas, img')].filter((node) => {
    if (node.closest('[aria-hidden=true]')) return false;
    const name = node.getAttribute('aria-label') ?? node.getAttribute('alt') ?? '';
    return !/\\w+ \\w+/.test(name);
}).map((node) => node.outerHTML.slice(0, 120))"""

TOLD = """() => [...document.querySelectorAll('.crx[aria-describedby]')].map((root) => {
    const told = document.getElementById(root.getAttribute('aria-describedby'));
    return [document.getElementById(root.getAttribute('aria-labelledby')).textContent,
        told.textContent];
})"""


def test_every_picture_has_a_name_and_every_figure_tells_what_it_shows(gallery):
    page = gallery.hang()
    assert page.evaluate(UNNAMED) == []
    page.wait_for_function(f"() => ({TOLD})().every(([, words]) => words)")
    told = page.evaluate(TOLD)
    assert len(told) == len(FIGURES) + len(COVERED)
    for (title, words), name in zip(told, [*FIGURES, *COVERED], strict=True):
        assert title
        if name in COVERED:
            assert words == "Covered until you commit your prediction."
        else:
            assert any(letter.isdigit() for letter in words), f"{name}: {words!r}"
            assert len(words.split()) > 5
            assert "−" not in words and "NaN" not in words, f"{name}: {words!r}"


def test_live_regions_are_polite(gallery):
    page = gallery.hang()
    loud = "() => document.querySelectorAll('[aria-live=assertive], [role=alert]').length"
    assert page.evaluate(loud) == 0
    regions = page.locator("[aria-live=polite], [role=status]").count()
    assert regions >= len(EXHIBITS)


# ------------------------------------------------------------------ contrast

# Everything drawn with a line or a surface must stand out by 3:1 from what it lies on, unless it
# only supports: grids, washes, bands of colour between lines, haloes, what has been put away.
SUPPORTING = (
    *("grid", "sm-pane", "tl-pane", "g-under", "g-fan", "g-divider", "cv-loop", "hit", "db-hit"),
    *("tl-band-g", "tl-band-f", "nm-flat", "nk-row", "nk-goal", "ring", "db-ring", "sm-zero"),
    *("dl-ground", "dr-paper", "dr-ink", "dr-track"),  # ink is as dark as its number says
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_drawn_stands_out(gallery, theme):
    page = gallery.hang(theme=theme)
    looked, faint = page.evaluate(FAINT, list(SUPPORTING))
    assert looked > 500
    assert faint == []


@pytest.mark.parametrize("system", ["light", "dark"])
def test_forced_colours_hide_nothing(gallery, system):
    """A desktop in high contrast, light or dark, while the notebook has the other theme."""
    theme = {"light": "dark", "dark": "light"}[system]
    page = gallery.hang(theme=theme, system=system, forced=True)
    looked, faint = page.evaluate(FAINT, [*SUPPORTING, "g-fan"])
    assert looked > 500
    assert faint == []


# ------------------------------------------------------------------ colour is never alone

# Lines that stand in one picture, and must differ in their dashes.
SERIES = {
    "SlopeMicroscope": [".sm-exact", ".slope.line", ".sm-key-exact", ".sm-key-measured"],
    "ThreeNumberLines, with the ghost": [".tl-nudge.tl-ghost", ".tl-nudge.tl-rule"],
    "Dashboard": [".db-pedal", ".db-rpm", ".db-speed"],
    "NeuronMicroscope, compared": [".line.ghost", ".nm-tangent"],
}


def test_lines_of_one_picture_differ_in_their_dashes(gallery):
    gallery.hang()
    for name, lines in SERIES.items():
        host = gallery.place(name)
        dashes = [
            host.locator(line).first.evaluate(
                "(node) => { const style = getComputedStyle(node); return node.ownerSVGElement"
                " ? style.strokeDasharray : style.borderBottomStyle; }"
            )
            for line in lines
        ]
        assert len(set(dashes)) == len(dashes), f"{name}: {dashes}"


def test_values_and_gradients_have_words_beside_them(gallery):
    page = gallery.hang()
    words = page.locator("svg text").all_text_contents()
    for lane in ("value", "per value", "per x", "local", "rate"):
        assert lane in words, "each lane of the belt is named"
    for name in ("rule", "ghost", "dy by rule", "dy of the ghost", "pedal", "engine", "speed"):
        assert name in words


def test_right_and_wrong_are_words(gallery):
    gallery.hang()
    for name in FORMS:
        form = gallery.place(name)
        tone = form.locator(".crx-question").get_attribute("data-tone")
        first = {"right": "Right.", "wrong": "Not"}.get(tone)
        if first:
            assert form.locator(".crx-reply p").first.inner_text().startswith(first), name


# ------------------------------------------------------------------ motion

ACTIONS = {
    "ThreeNumberLines": ["Halve the nudge"],
    "ConveyorBelt": ["Run the belt", "Sweep back"],
    "NineKnobs, watch": ["Next step", "Next step"],
    "Dashboard": ["Push"],
}
RESTLESS = """() => [...document.querySelectorAll('.crx, .crx *')].filter((node) => {
    const style = getComputedStyle(node);
    return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
}).length + document.getAnimations().length"""


def test_a_figure_tells_its_new_state_once_it_rests(gallery):
    page = gallery.touch(["ThreeNumberLines"])
    page.wait_for_function(f"() => ({TOLD})()[0][1]")
    before = page.evaluate(TOLD)[0][1]
    slider = page.get_by_role("slider", name="x", exact=True).last
    moving = slider.evaluate(
        f"""(node) => {{ for (let i = 0; i < 4; i += 1) node.dispatchEvent(
            new KeyboardEvent('keydown', {{ key: 'ArrowLeft', bubbles: true }}));
            return [({TOLD})()[0][1], window.models[0].get('x')]; }}"""
    )
    assert moving == [before, 1.1], "not during the movement"
    page.wait_for_function(
        "(before) => document.getElementById(document.querySelector('.crx')"
        ".getAttribute('aria-describedby')).textContent !== before",
        arg=before,
    )
    assert page.evaluate(TOLD)[0][1].startswith("x is 1.10")


@pytest.mark.parametrize("motion", [False, True])
def test_nothing_moves_by_itself_when_less_motion_is_wanted(gallery, motion):
    page = gallery.touch(ACTIONS, motion=motion)
    page.evaluate(
        """() => { window.frames = 0; const ask = window.requestAnimationFrame.bind(window);
            window.requestAnimationFrame = (act) => { window.frames += 1; return ask(act); }; }"""
    )
    for place, names in enumerate(ACTIONS.values()):
        figure = page.locator("[data-model]").nth(place)
        for name in names:
            figure.get_by_role("button", name=name).first.click()
    trace = page.locator(".db-trace.db-speed").get_attribute("d")
    if motion:  # a busy browser may draw no frame for a while
        page.wait_for_function(
            "(trace) => document.querySelector('.db-trace.db-speed').getAttribute('d') !== trace",
            arg=trace,
        )
    else:
        page.wait_for_timeout(250)
    moved = [
        page.evaluate("() => window.frames") > 0,
        page.evaluate(RESTLESS) > 0,
        page.locator(".db-trace.db-speed").get_attribute("d") != trace,
    ]
    assert moved == [motion] * 3
    if not motion:
        values = page.evaluate("() => window.models.map((m) => [m.get('dx'), m.get('swept')])")
        assert values[:2] == [[0.15, None], [0.01, 4]], "it is there at once"
