"""The site from a USB stick: files, no network, no kernel. Every figure is dragged and keyed."""

import re
from itertools import pairwise

import pytest
from chainrule.site.reading import read_course
from playwright.sync_api import expect

from ..accessibility.seeing import CONTRAST, TEXT_SPACING, crowded, lost, violations
from ..explorables.page import settle
from .conftest import LESSONS, NARROW, PRESS

LESSON_PAGES = [lesson.page for lesson in read_course(LESSONS)]
WITH_FIGURES = [*LESSON_PAGES, "index.html"]
PAGES = [*WITH_FIGURES, "accessibility.html", "glossary.html"]


def of_each(pages: list[str]) -> pytest.MarkDecorator:
    """For each of these pages, in a visit that all tests of the page share.

    A page that stands at one place in all lists is visited once.
    """
    return pytest.mark.parametrize("visited", pages, indirect=True, scope="module")


def figures(page, questions: bool) -> list[str]:
    """The places of the page's figures, or of its questions."""
    return page.evaluate(
        "(questions) => [...document.querySelectorAll('[data-figure]')]"
        ".filter(node => Boolean(node.querySelector('.crx-question')) === questions)"
        ".map(node => node.dataset.figure)",
        questions,
    )


def test_a_prediction_opens_its_figure_and_comes_back_in_the_reveal(opened_alone):
    page = opened_alone.go("01_chain_rule.html")
    cover = page.locator(".crx-locked").first
    expect(cover).to_contain_text("Commit your prediction first")
    assert page.locator(".held").first.is_hidden()
    form = page.locator("[data-figure]").filter(has_text="smaller and smaller step h").first
    form.get_by_role("radio", name="always better").check()
    form.get_by_role("radio", name="5 certain").check()
    form.get_by_role("button", name="Commit prediction").click()
    revealed = page.locator('[data-reveal="smaller_h"]')
    expect(revealed).to_contain_text("You predicted “always better”, with confidence 5 of 5.")
    expect(revealed).to_contain_text("What happens: better at first, then worse.")
    assert page.locator(".crx-locked").count() == 1, "only the figure of the other prediction waits"
    # A confident miss comes back in the next lesson.
    page = opened_alone.go("02_nested_machines.html")
    again = page.locator('[data-again="01_chain_rule"]')
    opened_alone.reload_until(lambda: again.count() > 0)
    expect(again).to_contain_text("You missed this one when you were sure of it.")
    again.get_by_role("radio", name="better at first, then worse").check()
    again.get_by_role("button", name="Answer").click()
    expect(again.locator(".crx-reply")).to_contain_text("Right.")
    page = opened_alone.go("index.html")
    progress = page.locator('[data-progress="01_chain_rule"]')
    opened_alone.reload_until(lambda: "answered" in progress.inner_text())
    expect(progress).to_have_text(re.compile(r"^1 of \d+ questions answered$"))


def test_a_blank_is_checked(opened):
    page = opened.go("01_chain_rule.html")
    blank = page.locator('[data-blank="inner_slope"]')
    field = blank.get_by_role("textbox", name="inner_slope =")
    for typed, said in (
        ("", "inner_slope is still blank."),
        ("2", "inner_slope = 2 is not it yet. Move x by 1."),
        ("3", "inner_slope = 3 is right."),
    ):
        field.fill(typed)
        field.press("Enter")
        expect(blank.get_by_role("status")).to_contain_text(said)
    thousands = page.locator('[data-blank="dy_dx"]')
    thousands.get_by_role("textbox", name="dy_dx =").fill("6,084")
    thousands.get_by_role("button", name="Check").click()
    expect(thousands.get_by_role("status")).to_contain_text("dy_dx = 6084 is right.")


def test_what_another_tab_has_kept_stands(opened_alone):
    """Also before this tab has heard of it."""
    page = opened_alone.go("01_chain_rule.html")
    place = figures(page, questions=True)[0]
    page.evaluate(
        """(name) => {
            const { lesson } = JSON.parse(document.getElementById('lesson').textContent);
            const entries = [{ name, answer: 'first', confidence: null, skipped: false,
                right: null, question: '', choices: [] }];
            localStorage.setItem(`chain-rule-course/${lesson}`, JSON.stringify({ entries }));
        }""",
        opened_alone.values(place)["name"],
    )
    form = page.locator(f'[data-figure="{place}"]')
    form.get_by_role("button", name=re.compile("^skip")).click()
    expect(form.locator(".crx-question")).to_have_attribute("data-settled", "true")
    kept = page.evaluate(
        "() => Object.values(localStorage).map((text) => JSON.parse(text).entries)"
    )
    assert [entry["answer"] for entry in kept[0]] == ["first"]


def test_a_browser_that_keeps_nothing_still_answers(opened):
    opened.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }});"
    )
    page = opened.go("01_chain_rule.html")
    place = figures(page, questions=True)[0]
    page.locator(f'[data-figure="{place}"]').get_by_role("button", name="skip and show").click()
    assert opened.values(place)["settled"]
    status = page.locator(f'[data-figure="{place}"]').get_by_role("status")
    expect(status).to_contain_text("Kept only until you leave the page")
    expect(page.locator("#keeps")).to_contain_text("This browser stores nothing")
    page.get_by_role("button", name="Dark theme").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_two_tabs_on_one_lesson_lose_nothing(opened_alone):
    page = opened_alone.go("01_chain_rule.html")
    first, second, third = figures(page, questions=True)[:3]
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("body[data-ready]")
    skip = {"name": re.compile("^skip")}
    page.locator(f'[data-figure="{first}"]').get_by_role("button", **skip).click()
    expect(other.locator(f'[data-figure="{first}"] .crx-question')).to_have_attribute(
        "data-settled", "true"
    )
    other.locator(f'[data-figure="{second}"]').get_by_role("button", **skip).click()
    page.locator(f'[data-figure="{third}"]').get_by_role("button", **skip).click()
    other.close()
    three = (first, second, third)
    kept = opened_alone.reload_until(lambda: all(opened_alone.settled(*three).values()))
    assert kept, opened_alone.settled(*three)


def test_what_is_typed_and_not_committed_outlasts_a_reload(opened_alone):
    page = opened_alone.go("01_chain_rule.html")
    field = page.locator("textarea").first
    field.fill("It receives u.")
    typed = page.locator("textarea").first
    opened_alone.reload_until(lambda: typed.input_value() == "It receives u.")
    expect(typed).to_have_value("It receives u.")


def test_the_theme_follows_the_system_and_the_switch(opened):
    page = opened.go("01_chain_rule.html", theme="dark")
    colour = "() => getComputedStyle(document.body).backgroundColor"
    figure = (
        "() => getComputedStyle(document.querySelector('.crx')).getPropertyValue('--fg').trim()"
    )
    assert (page.evaluate(colour), page.evaluate(figure)) == ("rgb(20, 23, 26)", "#e8eaed")
    page.get_by_role("button", name="Light theme").click()
    assert (page.evaluate(colour), page.evaluate(figure)) == ("rgb(255, 255, 255)", "#1f2328")
    for _ in range(20):  # a browser may write what it keeps a moment later
        page = opened.go("index.html", theme="dark")
        if page.evaluate(colour) == "rgb(255, 255, 255)":
            break
        page.wait_for_timeout(100)
    assert page.evaluate(colour) == "rgb(255, 255, 255)", "the choice holds on the next page"


def test_paper_shows_the_text_light_and_unfolded(opened):
    page = opened.go("01_chain_rule.html", theme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator(".steps, .toc, .turn").evaluate_all(
        "nodes => nodes.every(n => getComputedStyle(n).display === 'none')"
    )
    assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(31, 35, 40)"
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("h1").is_visible()
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_page_has_a_way_for_the_keyboard(opened):
    page = opened.go("01_chain_rule.html")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_without_scripts_the_text_and_still_pictures_stand(browser, folder):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((folder / "01_chain_rule.html").as_uri())
    assert page.locator("noscript p.about").is_visible()
    assert page.locator("noscript img").first.is_visible()
    assert page.get_by_text("Is 1 + 1e-17 still 1? True").first.is_visible(), (
        "held output is not lost"
    )
    context.close()


# ------------------------------------------------------------------ looks at every page

# A page as a list of what it consists of, for those who do not see it.
PLAN = """() => {
    const named = (node) => node.getAttribute('aria-label')
        ?? document.getElementById(node.getAttribute('aria-labelledby'))?.textContent ?? '';
    const pictures = [...document.querySelectorAll('main :is(img, svg, canvas)')]
        .filter((node) => !node.closest('[aria-hidden=true]'));
    return {
        language: document.documentElement.lang,
        title: document.title,
        levels: [...document.querySelectorAll('h1, h2, h3, h4')]
            .filter((node) => node.checkVisibility()).map((node) => Number(node.tagName[1])),
        parts: ['header', 'main', 'footer'].map((tag) => document.querySelectorAll(
            `body > ${tag}, body > .columns > ${tag}`).length),
        navigation: [...document.querySelectorAll('nav')].map(named),
        first: document.querySelector('body a').textContent,
        unnamed: pictures.filter((node) => !/\\w \\w/.test(node.getAttribute('alt') ?? named(node)))
            .map((node) => node.outerHTML.slice(0, 100)),
        pictures: pictures.length,
        loud: document.querySelectorAll('[aria-live=assertive], [role=alert]').length,
    };
}"""


def check_plan(page) -> None:
    plan = page.evaluate(PLAN)
    assert plan["language"] == "en"
    levels = plan["levels"]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels
    assert plan["parts"] == [1, 1, 1]
    assert len(set(plan["navigation"])) == len(plan["navigation"]) and all(plan["navigation"])
    assert plan["first"] == "Skip to the text"
    assert plan["unnamed"] == []
    assert plan["loud"] == 0


#: What looks otherwise once it is opened or answered.
CHANGES = "[data-figure], [data-reveal], [data-after], [data-blank], [data-again], [data-progress]"


# Without a hand: that each of these buttons is reached and answers is tested above.
OPEN_AND_SETTLE = """() => {
    const seen = (selector, words = /./) => [...document.querySelectorAll(selector)]
        .filter((node) => node.checkVisibility() && words.test(node.textContent.trim()));
    const onlyOne = (nodes) => nodes.slice(0, 1); // a click may open or close others
    for (const next of [() => seen('.crx-cover button'), () => seen('button', /^(skip|give up)/)])
        for (let i = 0; i < 100 && onlyOne(next()).map((node) => node.click()).length; i += 1);
    for (const node of [...seen('button', /^Table view/), ...document.querySelectorAll('summary')])
        node.click();
}"""


def switch_theme(page, theme: str) -> None:
    """Let the system ask for the other theme, and see that the page has its colours."""
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.wait_for_selector(f"html[data-theme={theme}]")
    (red, *_) = re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert (int(red) < 128) == (theme == "dark")


@of_each(WITH_FIGURES)
def test_axe_finds_nothing_serious_before_an_answer(visit):
    """With every figure covered: in what looks otherwise later.

    The dark theme changes colours alone, so there only these are asked.
    """
    page = visit.fresh()
    visit.show()
    assert page.locator(CHANGES).count()
    assert violations(page, within=CHANGES) == []
    switch_theme(page, "dark")
    assert violations(page, within=CHANGES, only=(CONTRAST,)) == []


# Leave each of these questions unanswered; what was in the way, and what the question then is.
SKIP_EACH = f"""(places) => {{ {PRESS}
    return places.map((place) => {{
        const button = [...document.querySelectorAll(`[data-figure="${{place}}"] button`)]
            .find((one) => seen(one) && /^(skip|give up)/.test(one.textContent.trim()));
        const trouble = button ? press(button) : 'no button to skip it';
        return [place, trouble, window.models[place].values];
    }});
}}"""

# How many answers the browser has stored for this page, or -1 where it has stored nothing.
KEPT = """() => {
    const { lesson } = JSON.parse(document.getElementById('lesson').textContent);
    return JSON.parse(localStorage.getItem(`chain-rule-course/${lesson}`))?.entries.length ?? -1;
}"""


@of_each(LESSON_PAGES)
def test_every_question_closes_and_replies(visit):
    page, name = visit.fresh(), visit.name
    visit.state = ""
    visit.show()
    places = figures(page, questions=True)
    assert places and not any(visit.get("settled", *places))
    form = page.locator(f'[data-figure="{places[0]}"]')
    form.get_by_role("button", name=re.compile("^(skip|give up)")).first.click()
    first = (places[0], "", visit.values(places[0]))
    for place, trouble, values in (first, *page.evaluate(SKIP_EACH, places[1:])):
        assert not trouble and values["settled"], f"{name} {place}: {trouble}"
        assert values["reply"] or values.get("kind") == "prediction"
    assert page.locator(".revelation.waiting").count() == 0
    assert page.locator(".held:not([hidden])").count() == page.locator(".held").count()
    assert page.locator(".crx-cover:visible").count() == 0, "every figure is open now"
    assert page.evaluate(KEPT) >= len(places), f"{name} did not keep every answer"
    visit.show(**NARROW)
    all_kept = visit.reload_until(lambda: all(visit.settled(*places).values()))
    told = f"{visit.settled(*places)}; stored: {page.evaluate(KEPT)}"
    assert all_kept, f"{name} forgot an answer: {told}"
    with page.expect_navigation():
        page.get_by_role("button", name="Forget them").click()
    page.wait_for_selector("body[data-ready]")
    assert not any(visit.get("settled", *places))
    visit.state = "fresh"


FORMULAS = """() => [...document.querySelectorAll('math')].map(node => {
    const box = node.getBoundingClientRect();
    return [node.dataset.latex ?? node.textContent, box.width, box.height]; })"""

UNREACHABLE = """() => [...document.querySelectorAll('pre, .scrolls')].filter(n => n.clientWidth
    && n.scrollWidth > n.clientWidth && n.tabIndex < 0).map(n => n.textContent.slice(0, 40))"""


@of_each(PAGES)
def test_a_narrow_window_loses_nothing(visit):
    """And every formula is drawn. 640 × 450 is what a window of 1280 × 900 shows at 200 %."""
    visit.anyhow(**NARROW)
    visit.show(**NARROW)
    page = visit.uncovered()
    if visit.name in LESSON_PAGES:
        check_formulas(page)
    assert page.evaluate(UNREACHABLE) == [], "scrolls inside itself, but not by keyboard"
    for width, height in ((360, 740), (640, 450)):
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        assert lost(page) == []
        assert crowded(page) == []
        spaced = page.add_style_tag(content=TEXT_SPACING)
        settle(page)
        assert lost(page) == []
        spaced.evaluate("(node) => node.remove()")


def check_formulas(page) -> None:
    sizes = page.evaluate(FORMULAS)
    assert sizes
    for latex, width, height in sizes:
        assert width > 4 and height > 4, latex
    drawn = page.evaluate("() => document.fonts.check('16px \"Course Math\"')")
    assert drawn, "the font of the formulas has not been read"


@of_each(PAGES)
def test_axe_finds_nothing_serious(visit):
    """In both themes, with every figure open and every question settled."""
    page = visit.uncovered()
    visit.show("dark")
    switch_theme(page, "dark")
    page.evaluate(OPEN_AND_SETTLE)
    visit.state = "settled"
    assert page.locator(".crx-cover:visible").count() == 0
    assert page.get_by_role("button", name=re.compile("^(skip|give up)")).count() == 0
    assert page.get_by_role("button", name="Table view", expanded=False).count() == 0
    assert violations(page, only=(CONTRAST,)) == []
    switch_theme(page, "light")
    assert violations(page) == []
    check_plan(page)


# Remember a figure's traits when it comes into sight; gives its text and its mode.
REMEMBER = "window.kept = JSON.stringify(window.models[place].values);"
LOOK_AT = f"""(place) => {{
    const figure = document.querySelector(`[data-figure="${{place}}"]`);
    figure.scrollIntoView({{ block: 'nearest' }});
    {REMEMBER}
    return [figure.innerText, window.models[place].values.mode ?? null];
}}"""
# The same and put the focus on a handle; or say whether it has changed, its middle and its width.
READY_FOR_KEYS = f"(node, place) => {{ {REMEMBER} node.focus(); }}"
READY_FOR_DRAG = f"""(node, place) => {{
    const changed = window.kept !== JSON.stringify(window.models[place].values);
    {REMEMBER}
    node.scrollIntoView({{ block: 'center' }});
    const {{ left, top, width, height }} = node.getBoundingClientRect();
    return [changed, left + width / 2, top + height / 2, width];
}}"""


@of_each(WITH_FIGURES)
def test_every_figure_answers_keys_and_drags(visit):
    page, name = visit.uncovered(also_settled=True), visit.name
    visit.show()
    visit.state = ""
    places = figures(page, questions=False)
    assert places, f"{name} has no figure"
    for place in places:
        figure = page.locator(f'[data-figure="{place}"]')
        text, mode = page.evaluate(LOOK_AT, place)
        # No Python is waited for, and none is promised.
        assert "Your own function" not in text
        handles = figure.locator('[role="slider"]:visible, input[type="range"]:visible')
        if mode == "watch":  # its steps are all there is to it
            assert handles.count() == 0
            figure.get_by_role("button", name="Show all").click()
            assert visit.get("step", place) == [12]
            continue
        if mode == "ready" and not figure.locator(".crx-controls button:visible").count():
            continue  # a graph with its slopes: here it is looked at alone
        if not handles.count():  # here it is pressed and drawn on alone
            pad = figure.get_by_role("gridcell").first
            ready = ".crx-controls button:visible:not([aria-disabled=true])"
            menu = figure.locator(".crx-controls select:visible").first
            if menu.count():
                menu.focus()
                page.keyboard.press("ArrowDown")
                if not visit.has_changed(place):
                    page.keyboard.press("ArrowUp")  # its last choice was chosen
            if not visit.has_changed(place):
                (pad if pad.count() else figure.locator(ready).first).click()
            for _ in range(100):  # what trains shows its first epoch after a while
                if visit.has_changed(place):
                    break
                page.wait_for_timeout(100)
            assert visit.has_changed(place), f"{name} {place} answers nothing"
            continue
        moved = {"keys": False, "drags": False}
        for number in range(handles.count()):
            handle = handles.nth(number)
            handle.evaluate(READY_FOR_KEYS, place)
            page.keyboard.press("ArrowRight")
            changed, x, y, width = handle.evaluate(READY_FOR_DRAG, place)
            if not changed:
                page.keyboard.press("ArrowLeft")  # it stood at its end
                changed, x, y, width = handle.evaluate(READY_FOR_DRAG, place)
            moved["keys"] |= changed
            page.mouse.move(x, y)
            page.mouse.down()
            for step in (5, 20, max(38, width / 8)):  # a wide slider has wide steps
                page.mouse.move(x + step, y - step / 3)
            page.mouse.up()
            moved["drags"] |= visit.has_changed(place)
            if all(moved.values()):
                break
        assert moved["keys"] and moved["drags"], f"{name} {place}: {moved}"
    visit.state = "used"


@of_each(WITH_FIGURES)
def test_previous_and_next_walk_through_the_course(visit):
    """From the map to the first lesson, to the next one, and in the end to the map."""
    page = visit.anyhow()
    if visit.name == "index.html":
        link = page.get_by_role("link", name=re.compile("^Start with lesson"))
    else:
        link = page.locator(".turn a").last
    visit.state = ""
    with page.expect_navigation(wait_until="commit"):
        link.click()
    following = dict(pairwise(["index.html", *LESSON_PAGES, "index.html"]))
    assert page.url.rpartition("/")[2] == following[visit.name]


def test_no_two_pages_have_one_title(site):
    titles = [re.search("<title>(.*?)</title>", text)[1] for text in site.files.values()]
    assert len(set(titles)) == len(titles) == len(PAGES)
