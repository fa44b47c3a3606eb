"""A page looks back on the predictions of all lessons that this browser keeps."""

import re

import nbformat
import pytest
from chainrule.site.pages import make_site
from playwright.sync_api import expect

from ..accessibility.seeing import lost, violations
from .conftest import without_network

CHOICES = ("nearer to 0", "nearer to 1")
PREDICT = f"""from chainrule import looking_back, predict, reveal
predict("nearer", "Nearer to 0 or to 1?", {list(CHOICES)})"""


def a_course(folder):
    """Two lessons; the second one asks a prediction, reveals it, and looks back."""
    for name, cells in {
        "00_predictions": ["1 + 1"],
        "01_chain_rule": [PREDICT, 'reveal("nearer")', "looking_back()"],
    }.items():
        (folder / name).mkdir(parents=True)
        written = [nbformat.v4.new_markdown_cell(f"# Lesson {name}\n\nText.")]
        written += [nbformat.v4.new_code_cell(source) for source in cells]
        nbformat.write(nbformat.v4.new_notebook(cells=written), folder / name / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def small_site(tmp_path_factory):
    place = tmp_path_factory.mktemp("small")
    site = make_site(a_course(place / "lessons"), say=lambda line: None)
    assert site.complaints == ()
    site.write(place / "site")
    return place / "site"


@pytest.fixture
def opened(kept_context, small_site):
    page = kept_context.new_page()
    try:
        yield from without_network(page, small_site)
    finally:
        page.evaluate("localStorage.clear()")
        page.close()


def keep(page, lesson: str, text: str) -> None:
    """What an earlier visit has left in this browser."""
    page.evaluate(
        "([key, text]) => localStorage.setItem(key, text)", [f"chain-rule-course/{lesson}", text]
    )


ENTRY = '{"name": "%s", "answer": "1", "choices": [], "confidence": %d, "skipped": false%s}'
EARLIER = [
    ENTRY % ("a", 5, ', "right": true'),
    ENTRY % ("b", 5, ', "right": false'),
    ENTRY % ("c", 2, ', "right": null'),
    ENTRY % ("d", 99, ', "right": true'),
    '{"name": "e", "answer": "", "choices": [], "confidence": null, "skipped": true}',
    '"no entry"',
]


def test_it_counts_all_lessons_and_the_answer_just_given(opened):
    page = opened.go("01_chain_rule.html")
    place = page.locator("[data-looking-back]")
    expect(place.locator("figcaption")).to_contain_text("No prediction of yours is kept here yet")
    keep(page, "00_predictions", f'{{"entries": [{", ".join(EARLIER)}]}}')
    page = opened.go("01_chain_rule.html")
    expect(place.locator("figcaption")).to_have_text(
        "Of 2 predictions whose outcome you have seen, 1 was right. When you were sure (4 or 5), "
        "1 of 2 was right. That is too few to say how well you know what you know. 1 prediction "
        "was wrong although you were sure: that one is worth a second look. "
        "1 prediction more waits for you to see the outcome."
    )
    page.get_by_role("radio", name=CHOICES[1]).check()
    page.get_by_role("radio", name=re.compile("^1")).check()
    page.get_by_role("button", name="Commit prediction").click()
    expect(place.locator("figcaption")).to_contain_text("Of 3 predictions")
    picture = place.get_by_role("img")
    assert "Confidence 1: 1 of 1 right." in picture.get_attribute("aria-label")
    heights = picture.locator("rect").evaluate_all(
        "bars => bars.map(bar => Number(bar.getAttribute('height')))"
    )
    assert heights == [132, 0, 0, 0, 66]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"entries": {}}', '{"entries": [null, 3]}'])
def test_what_is_damaged_counts_as_nothing(opened, text):
    page = opened.go("01_chain_rule.html")
    keep(page, "00_predictions", text)
    page = opened.go("01_chain_rule.html")
    expect(page.locator("[data-looking-back] figcaption")).to_contain_text("No prediction")


def test_it_can_be_seen_by_everybody(opened):
    page = opened.go("01_chain_rule.html")
    keep(page, "00_predictions", f'{{"entries": [{", ".join(EARLIER)}]}}')
    for theme in ("light", "dark"):
        page = opened.go("01_chain_rule.html", theme=theme)
        assert violations(page) == []
    page = opened.go("01_chain_rule.html", width=360, height=740)
    assert lost(page) == []


def test_without_scripts_it_says_what_is_missing(browser, small_site):
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    page.goto((small_site / "01_chain_rule.html").as_uri())
    assert page.locator("[data-looking-back] noscript p").is_visible()
    context.close()
