"""Every figure of lessons 00 to 08, with its controls, fits a 1280 × 800 window of JupyterLab."""

import nbformat
import pytest
from chainrule.explorables.base import style

from ..support.notebook import notebook_of
from .lesson_figures import appearances, page_of, solved_lessons
from .page import settle

WINDOW = {"width": 1280, "height": 800}
LEAST_TEXT = 12  # pixels; only numbers of very full pictures are smaller than 13
ROOM = """() => {
    const outer = document.querySelector('.jp-WindowedPanel-outer').getBoundingClientRect();
    const output = document.querySelector('.jp-OutputArea-output .crx').parentElement;
    return [outer.height, output.getBoundingClientRect().width];
}"""
HEIGHTS = """() => [...document.querySelectorAll('body > div > .crx')]
    .map((node) => node.getBoundingClientRect().height)"""
SMALL = """(least) => [...document.querySelectorAll('.crx *')].filter((node) => {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    return own && node.checkVisibility() && parseFloat(getComputedStyle(node).fontSize) < least;
}).map((node) => `${getComputedStyle(node).fontSize}: ${node.textContent.trim().slice(0, 30)}`)"""
# A line of running text: how many characters stand in the widest of each paragraph of words.
LINES = """(selector) => [...document.querySelectorAll(selector)].filter((node) =>
    node.checkVisibility() && node.textContent.trim().length > 85).map((node) => {
        const range = document.createRange();
        const widths = [];
        const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
        const rows = new Map();
        for (let text = walk.nextNode(); text; text = walk.nextNode()) {
            for (let i = 0; i < text.length; i += 1) {
                range.setStart(text, i); range.setEnd(text, i + 1);
                const box = range.getClientRects()[0];
                if (!box || box.width === 0) continue;
                const row = Math.round(box.bottom / 8);
                rows.set(row, (rows.get(row) ?? 0) + 1);
            }
        }
        return [Math.max(...rows.values()), node.textContent.trim().slice(0, 60)];
    })"""


@pytest.fixture(scope="session")
def shown(made_once):
    return made_once("figures-of-lessons", lambda: appearances(solved_lessons()))


def test_every_figure_fits_a_window_of_jupyterlab(shown, open_lesson, new_context, tmp_path):
    assert len({each.kind for each in shown}) > 12 and len({each.lesson for each in shown}) == 9
    source = "from chainrule.explorables import SlopeMicroscope\nSlopeMicroscope()"
    lesson = open_lesson(notebook_of([source], tmp_path / "fits" / "fits.ipynb"))
    lesson.page.set_viewport_size(WINDOW)
    lesson.run(0)
    lesson.cell(0).locator(".crx svg").first.wait_for()
    height, width = lesson.page.evaluate(ROOM)
    assert 600 < height < 800 and 800 < width < 1280

    page = new_context().new_page()
    page.set_viewport_size({"width": round(width), "height": round(height)})
    page.set_content(page_of(shown))
    page.wait_for_selector("body[data-ready]")
    settle(page)
    heights = page.evaluate(HEIGHTS)
    tall = {
        each.name: round(tallness)
        for each, tallness in zip(shown, heights, strict=True)
        if tallness > height
    }
    # On a page with several kinds of figures the shared sheet comes again after a figure's own.
    again = page.add_style_tag(content=style("no such sheet"))
    settle(page)
    with_it = page.evaluate(HEIGHTS)
    again.evaluate("(sheet) => sheet.remove()")
    settle(page)
    # Before and after: a figure may say meanwhile that nobody answers, and grow by that line.
    moved = [
        each.name
        for each, before, moment, after in zip(
            shown, heights, with_it, page.evaluate(HEIGHTS), strict=True
        )
        if abs(before - moment) > 1 and abs(after - moment) > 1
    ]
    small = sorted(set(page.evaluate(SMALL, LEAST_TEXT)))
    wide = [
        f"{count}: {words}"
        for count, words in page.evaluate(LINES, ".crx p, .crx li")
        if count > 80
    ]
    page.close()
    assert tall == {}, f"higher than the {height:.0f} pixels of the notebook"
    assert moved == [], "css/base.css wins over the figure's own sheet"
    assert small == [], "smaller than can be read"
    assert wide == [], "more than 80 characters in a line"


def test_lines_of_a_lesson_stay_short_at_any_width(open_lesson, tmp_path):
    words = "Every figure of this course answers while it is dragged, and says what it shows. " * 6
    place = tmp_path / "lines" / "lines.ipynb"
    source = 'from chainrule import ask\nask("one", "How many factors are there?", ["1", "2"])'
    notebook_of([source], place)
    book = nbformat.read(place, 4)
    book.cells.insert(0, nbformat.v4.new_markdown_cell(f"{words}\n\n* {words}\n\n> {words}"))
    nbformat.write(book, place)
    lesson = open_lesson(place)
    lesson.run(0)
    lesson.run(1)
    lesson.cell(1).locator(".crx-question").wait_for()
    for width in (1280, 1920):
        lesson.page.set_viewport_size({"width": width, "height": 900})
        settle(lesson.page)
        counted = lesson.page.evaluate(LINES, ".jp-RenderedMarkdown :is(p, li)")
        assert len(counted) >= 3
        assert [count for count, _ in counted if not 40 < count <= 80] == []
