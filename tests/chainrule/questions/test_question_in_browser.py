"""The question form in a browser, without Jupyter, joined to real widgets in Python.

What the form saves goes through `set_state`, as a front end's message does; what Python changes
comes back. So a test commits in the page and sees the journal, the reply and the open figure.
"""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from chainrule import journal
from chainrule.explorables import ThreeNumberLines
from chainrule.explorables.base import HERE
from chainrule.questions import ask, explain, known, predict
from playwright.sync_api import expect

from ...explorables.kept_page import KeptPage
from ...explorables.page import page_html
from ...support.kernel import new_kernel

# After every save, the page tells Python what changed and takes over what Python made of it.
JOIN = """
window.models.forEach((model, which) => {
  model.save_changes = async () => {
    const names = ['answer', 'confidence', 'skipped', 'settled', 'locked'];
    const said = Object.fromEntries(names.filter((name) => name in model.values)
      .map((name) => [name, model.get(name)]));
    const states = await window.tellPython(which, said);
    states.forEach((state, other) => window.models[other].set(state));
    document.body.dataset.told = Number(document.body.dataset.told ?? 0) + 1;
  };
});
"""
COMES_BACK = ("answer", "confidence", "skipped", "settled", "kept", "reply", "tone", "locked")
CHOICES = ["15", "18", "36"]


@pytest.fixture(autouse=True)
def learner(tmp_path, monkeypatch):
    checks = tmp_path / "checks"
    checks.mkdir()
    table = {
        "questions": {
            "order": {"right": "18", "why": "`g` runs first.", "replies": {"36": "f ran first."}},
            "count": {"right": "3", "why": "Count."},
            "words": {"right": "It receives u.", "why": ""},
        }
    }
    (checks / "01_test.json").write_text(json.dumps(table), "utf-8")
    monkeypatch.setattr(known, "TABLES", checks)
    new_kernel(tmp_path)
    yield
    known.table.cache_clear()


@pytest.fixture(scope="session")
def joined_page(shared_context) -> Iterator[tuple[KeptPage, list]]:
    """A page that tells Python what is saved in it, and the widgets that Python tells of it."""
    shown = []

    def tell_python(which: int, said: dict) -> list[dict]:
        shown[which].set_state(said)
        return [
            {name: getattr(widget, name) for name in COMES_BACK if widget.has_trait(name)}
            for widget in shown
        ]

    kept = KeptPage(shared_context, tellPython=tell_python)
    yield kept, shown
    kept.close()


@pytest.fixture
def show(joined_page, request, tmp_path_factory) -> Iterator[Callable]:
    """Show widgets on a page, joined to Python; no error and no request may happen."""
    kept, shown = joined_page
    with kept.given_to(request.node, tmp_path_factory.getbasetemp() / "screenshots") as page:

        def place(*widgets, theme: str = "light"):
            shown[:] = widgets
            kept.hang(page_html(*widgets, theme=theme, joined=JOIN))
            return page

        yield place


def focused(page) -> str:
    return page.evaluate("() => document.activeElement.value || document.activeElement.textContent")


def test_a_prediction_by_keyboard_alone(show):
    page = show(predict("order", "What is `f(g(3))`?", CHOICES))
    for key in ("Tab", "ArrowDown"):  # into the choices, to the second
        page.keyboard.press(key)
    page.keyboard.press("Tab")  # to the confidence
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    assert focused(page) == "Commit prediction"
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text(
        "Committed: “18”, confidence 4 of 5. Go on and see."
    )
    page.wait_for_selector("body[data-told]")
    kept = journal.current().entry("order")
    assert (kept.answer, kept.confidence, kept.skipped) == ("18", 4, False)
    assert focused(page).startswith("Committed"), "the focus stays in the form"


def test_nothing_is_called_kept_that_nobody_heard(show):
    """As after a restart of the kernel: the form still stands there, and nobody listens."""
    page = show(explain("words", "Why?"))
    page.evaluate("() => { window.models[0].save_changes = () => {}; }")
    page.locator("textarea").fill("It receives u.")
    page.get_by_role("button", name="Save").click()
    status = page.get_by_role("status")
    expect(status).to_contain_text("Nobody has answered yet, so this is not kept.")
    expect(status).not_to_contain_text("Saved")
    assert page.evaluate("() => [...globalThis.crxDrafts.values()].map(({given}) => given)") == [
        "It receives u."
    ]
    page.evaluate("() => window.models[0].set({kept: 'file'})")
    expect(status).to_have_text("Saved.")
    assert page.evaluate("() => globalThis.crxDrafts.size") == 0


def test_what_the_disk_refused_is_said(show):
    page = show(explain("words", "Why?"))
    page.evaluate("() => window.models[0].set({answer: 'u', settled: true, kept: 'kernel'})")
    expect(page.get_by_role("status")).to_have_text(
        "Saved. Kept only until Python stops: the file could not be written."
    )


def test_what_a_screen_reader_meets(show):
    page = show(predict("order", "What is `f(g(3))`?", CHOICES))
    tree = page.locator("body").aria_snapshot()
    assert 'group "What is f(g(3))?"' in tree
    assert [f'radio "{choice}"' in tree for choice in CHOICES] == [True] * 3
    assert 'group "How sure are you?"' in tree and 'radio "5 certain"' in tree
    assert 'button "Commit prediction"' in tree and 'button "skip"' in tree
    assert page.get_by_role("status").count() == 1


def test_nothing_is_committed_without_an_answer_and_a_confidence(show):
    page = show(predict("order", "?", CHOICES))
    commit = page.get_by_role("button", name="Commit prediction")
    commit.click()
    expect(page.get_by_role("status")).to_have_text("Choose an answer first.")
    page.get_by_label("36").check()
    commit.click()
    expect(page.get_by_role("status")).to_have_text("Now say how sure you are, from 1 to 5.")
    assert not journal.is_settled("order")


def test_a_committed_prediction_cannot_be_changed(show):
    page = show(predict("order", "?", CHOICES).commit("36", confidence=2))
    expect(page.get_by_label("36")).to_be_checked()
    assert all(box.is_disabled() for box in page.get_by_role("radio").all())
    assert page.get_by_role("button").count() == 0
    expect(page.get_by_role("status")).to_contain_text("Committed: “36”, confidence 2 of 5")


def test_committing_opens_the_figure_below(show):
    page = show(predict("order", "?", CHOICES), ThreeNumberLines(after="order"))
    cover = page.get_by_text("Commit your prediction first.")
    expect(cover).to_be_visible()
    page.get_by_label("18").check()
    page.get_by_label("5 certain").check()
    page.get_by_role("button", name="Commit prediction").click()
    expect(cover).to_be_hidden()


def test_skipping_opens_the_figure_too(show):
    page = show(predict("order", "?", CHOICES), ThreeNumberLines(after="order"))
    page.get_by_role("button", name="skip", exact=True).click()
    expect(page.get_by_text("Commit your prediction first.")).to_be_hidden()
    expect(page.get_by_role("status").first).to_contain_text("Skipped.")
    assert journal.current().entry("order").skipped


def test_a_quick_question_answers_at_once(show):
    page = show(ask("order", "?", CHOICES))
    page.get_by_label("36").check()
    page.get_by_role("button", name="Answer").click()
    reply = page.locator(".crx-reply p")
    expect(reply).to_have_text(["Not this time. The answer: 18.", "f ran first.", "g runs first."])
    assert page.locator(".crx-reply code").text_content() == "g", "back ticks mark code"
    assert page.locator(".crx-question").get_attribute("data-tone") == "wrong"


def test_a_number_is_typed_and_sent_with_enter(show):
    page = show(ask("count", "How many?"))
    page.get_by_role("textbox", name="How many?").fill("many")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Type a number first")
    page.get_by_role("textbox").fill("6/2")
    page.keyboard.press("Enter")
    expect(page.locator(".crx-reply p").first).to_have_text("Right.")


def test_own_words_ask_once_for_the_word_and_then_save(show):
    page = show(explain("words", "Why?", use_word="receives"))
    page.get_by_role("textbox", name="Why?").fill("Because it gets u.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("does not use the word “receives” yet")
    assert not journal.is_settled("words")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".crx-reply p")).to_have_text(["One way to say it:", "It receives u."])
    assert journal.current().entry("words").answer == "Because it gets u."


def test_enter_in_own_words_makes_a_new_line(show):
    page = show(explain("words", "Why?"))
    page.get_by_role("textbox").fill("It gets u.")
    page.keyboard.press("Enter")
    page.keyboard.type("So g.")
    expect(page.get_by_role("textbox")).to_have_value("It gets u.\nSo g.")
    assert not journal.is_settled("words")


def test_what_is_not_committed_yet_stands_in_the_next_form_of_the_page(show):
    page = show(predict("order", "?", CHOICES), ask("count", "How many?"))
    page.get_by_label("36").check()
    page.get_by_role("radio", name="4").check()
    page.get_by_role("textbox").fill("6/")
    # New content in the same window, as the output of a cell that is run again.
    page = show(predict("order", "?", CHOICES), ask("count", "How many?"))
    expect(page.get_by_label("36")).to_be_checked()
    expect(page.get_by_role("radio", name="4")).to_be_checked()
    expect(page.get_by_role("textbox", name="How many?")).to_have_value("6/")
    page.get_by_role("button", name="Commit prediction").click()
    page.wait_for_selector("body[data-told]")
    assert journal.current().entry("order").answer == "36"
    assert page.evaluate("() => globalThis.crxDrafts.size") == 1, "what is committed is no draft"


def test_no_page_without_cells_speaks_of_keys_for_the_next_one(show):
    page = show(ask("order", "?", CHOICES))
    page.get_by_label("18").check()
    page.get_by_role("button", name="Answer").click()
    expect(page.locator(".crx-reply p").first).to_have_text("Right.")
    expect(page.locator(".crx-next")).to_be_hidden()


def test_ids_are_unique_though_every_form_has_its_own_modules(show):
    page = show(ask("count", "How many?"), explain("words", "Why?"), ask("order", "?", CHOICES))
    ids = page.evaluate("() => [...document.querySelectorAll('[id]')].map(node => node.id)")
    assert len(ids) == len(set(ids))
    expect(page.get_by_role("textbox", name="Why?")).to_have_count(1)


def test_reopened_own_words_are_shown_again(show):
    explain("words", "Why?").commit("It gets what g gives.")
    page = show(explain("words", "Why?"))
    expect(page.get_by_role("textbox")).to_have_value("It gets what g gives.")
    expect(page.get_by_role("textbox")).to_be_disabled()


TYPED = [
    "3",
    "6/2",
    "−0,309",
    " - 1.5 ",
    "1e-5",
    "+2",
    ".5",
    "1/0",
    "",
    "/",
    "1/2/3",
    "three",
    "1 000",
]


def test_form_and_python_read_the_same_numbers(page):
    source = (HERE / "js/lib/typed.js").read_text("utf-8")
    page.set_content("<!doctype html><title>Typed</title>")
    read = page.evaluate(
        """async ([source, texts]) => {
          const place = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
          const { typedNumber } = await import(place);
          return texts.map(typedNumber);
        }""",
        [source, TYPED],
    )
    assert dict(zip(TYPED, read, strict=True)) == {text: known.typed_number(text) for text in TYPED}


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_legible_in_both_themes(show, theme):
    page = show(
        predict("order", "?", CHOICES),
        ask("count", "How many?").commit("4"),
        theme=theme,
    )
    ground = {"light": 1.0, "dark": luminance("rgb(17, 17, 17)")}[theme]
    pieces = page.locator(":is(.crx legend, .crx label, .crx .crx-quiet, .crx p):visible")
    inks = pieces.evaluate_all("all => all.map(n => [n.textContent, getComputedStyle(n).color])")
    assert len(inks) > 10
    for words, colour in inks:
        ink = luminance(colour)
        contrast = (max(ink, ground) + 0.05) / (min(ink, ground) + 0.05)
        assert not words or contrast >= 4.5, f"{words!r} in the {theme} theme: {contrast:.1f}"
