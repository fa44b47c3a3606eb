"""The page a student reads: self-contained, escaped, accessible, in light and dark."""

import re
from dataclasses import replace

import classroom
import pytest
from classroom import NAMES, answered, right_answers

from autograders.grading.gradebook.marks import Marks
from autograders.grading.notebooks import reading, results
from autograders.grading.notebooks.results import UNREADABLE
from autograders.grading.reports.page import page

from ...accessibility.seeing import lost_when_narrow, violations

HALF = "def slope(f, x, h=1e-5):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5"
HOSTILE = (
    "'''</pre></code><script>document.title = 'owned'</script>\n"
    "<img src=http://example.org/x.png onerror=\"document.title='owned'\">\n"
    "<style>body { display: none }</style>\x1b[31m'''\n"
)


@pytest.fixture
def text(template, result_of) -> str:
    answers = {"slope": HALF, "d_power": HOSTILE, "d_triple": HOSTILE + right_answers()["d_triple"]}
    notebook = answered(answers)
    merged = template.merge(reading.parse(classroom.bytes_of(notebook)))
    return page("<b>ada</b>", classroom.LESSON, merged, result_of(notebook))


def test_each_exercise_has_its_heading_points_message_and_code(text):
    headings = re.findall(r"<h2[^>]*>(Exercise 01\.\d · \w+)", text)
    assert headings == [f"Exercise 01.{i} · {name}" for i, name in enumerate(NAMES, 1)]
    assert "You ignored the h argument" in text
    assert "1 of 2" in text
    assert "return (f(x + 1e-5)" in text


def test_it_is_escaped_and_says_that_nothing_may_be_fetched_or_run(text):
    assert "<script" not in text
    assert "<img" not in text
    assert "<b>ada" not in text
    assert "\x1b" not in text
    assert "default-src 'none'" in text
    assert len(text.encode()) < 2**20


def test_it_shows_no_hidden_test(text):
    assert "grade(" not in text
    assert "HIDDEN" not in text


@pytest.fixture
def unread(template) -> str:
    """The page of somebody who handed in no notebook; one exercise has got a mark by hand."""
    merged = template.unanswered()
    result = results.refuse(merged, "You handed in no notebook but a.pdf.", UNREADABLE, "refused")
    slope = result.scores["slope"]
    result.scores["slope"] = replace(slope, points=2.0, status="by_hand")
    return page("gina", classroom.LESSON, merged, result, Marks(by_hand={"slope": 2.0}))


def test_a_file_that_is_no_notebook_has_its_reason_once_and_no_code(unread):
    assert unread.count("no notebook but a.pdf") == 1
    assert unread.index("a.pdf") < unread.index("<nav")
    for absent in ("Your code", "NotImplementedError", "not yet", "To reread", "no code of yours"):
        assert absent not in unread
    assert unread.count(">not read<") == len(NAMES) - 1
    assert re.findall(r"<h2[^>]*>(Exercise \S+ · \w+)", unread) == ["Exercise 01.2 · slope"]
    assert set(re.findall(r'href="#(.+?)"', unread)) == set(re.findall(r'id="(part.+?)"', unread))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_that_page_reads_well_too(unread, scheme, open_alone):
    sheet = open_alone(unread, scheme)
    assert min(sheet.evaluate(classroom.CONTRASTS)) >= 4.5
    assert violations(sheet) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_it_reads_well_and_asks_for_nothing(text, scheme, open_alone):
    sheet = open_alone(text, scheme)
    assert "owned" not in sheet.title()
    assert sheet.locator("html").get_attribute("lang") == "en"
    assert sheet.get_by_role("heading", level=1).count() == 1
    assert sheet.get_by_role("region", name="Your code for Exercise 01.2").is_visible()
    lowest = min(sheet.evaluate(classroom.CONTRASTS))
    assert lowest >= 4.5
    assert violations(sheet) == []
    assert lost_when_narrow(sheet) == []
