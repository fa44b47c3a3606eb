"""The certificate: true, whole, printable, no grade, and no file of anybody else is touched."""

import os
import re
from datetime import date
from html.parser import HTMLParser

import chainrule
import pytest
from chainrule import journal, passes
from chainrule.calibration import calibrate
from chainrule.certificates import page
from chainrule.journal import Entry, Journal
from hypothesis import example, given
from hypothesis import strategies as st

from ..accessibility.seeing import violations
from ..support.kernel import new_kernel

DAY = date(2026, 11, 29)
EXERCISES = {
    "00_predictions": {"weighted_sum": True, "sigmoid": False},
    "04_single_neuron": {"dsigmoid": True},
}
SEEN = calibrate([Entry("a", "1", 5, right=True), Entry("b", "1", 5, right=False)])
NONE = calibrate([])


@pytest.fixture
def lesson(tmp_path):
    folder = tmp_path / "04_single_neuron"
    folder.mkdir()
    new_kernel(folder)
    return folder


class Reader(HTMLParser):
    """The words of a page, and its elements."""

    def __init__(self, text: str):
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_data(self, data):
        self.words.append(data)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def made(name: str = "", calibrations=None) -> str:
    return page(name, EXERCISES, calibrations or {"00_predictions": SEEN, "": SEEN}, DAY)


# ------------------------------------------------------------------ what it says


def test_it_says_that_it_is_no_grade_and_what_it_counts():
    words = " ".join(" ".join(Reader(made("Ada")).words).split())
    assert "This is no grade." in words
    assert "2 of 3 exercises passed their check" in words
    assert "00 Predictions 1 of 2 weighted_sum 1 of 2" in words
    assert "04 Single neuron 1 of 1 dsigmoid none seen" in words
    assert "as of 2026-11-29" in words
    assert "Of 2 predictions whose outcome you have seen, 1 was right." in words


@given(st.text(max_size=200) | st.text(st.characters(), max_size=5))
@example("\0\ud800")
def test_any_name_is_text_and_nothing_else(name):
    plain, named = Reader(made("x")), Reader(made(name))
    assert [tag for tag, _ in plain.tags] == [tag for tag, _ in named.tags]
    made(name).encode()  # a file can hold it
    shown = re.sub(r"[\0-\x1f\x7f-\x9f\ud800-\udfff]", "", " ".join(name.split()))[:120].strip()
    place = next(n for n, (tag, held) in enumerate(named.tags) if "name" in held.get("class", ""))
    assert ("blank" in named.tags[place][1]["class"]) == (not shown)
    lines = made(name).splitlines()
    found = next(line for line in lines if line.startswith(("<p class=name>", '<p class="name')))
    assert "".join(Reader(found).words) == (shown or "Name:")


def test_it_asks_for_nothing_from_elsewhere_and_runs_nothing():
    text = made('"><script>alert(1)</script><img src="https://example.org/x">')
    found = Reader(text)
    assert not {"script", "img", "link", "iframe"} & {tag for tag, _ in found.tags}
    assert not any({"src", "href", "onclick"} & held.keys() for _, held in found.tags)
    assert "default-src 'none'" in text
    assert re.findall(r"https?://[^\"'< ]*", re.sub("&quot;.*?&lt;/script", "", text)) in (
        [],
        ["https://example.org/x&quot;&gt;", "http://www.w3.org/2000/svg"],
    )


# ------------------------------------------------------------------ which file


def test_it_counts_what_lies_beside_all_lessons(lesson, tmp_path):
    (tmp_path / "00_predictions").mkdir()
    book = Journal(tmp_path / "00_predictions")
    book.commit(Entry("nearer", "1", 4, right=True))
    passes.note("dsigmoid")
    shown = chainrule.certificate("Ada Lovelace")
    assert repr(shown).startswith("certificate.html is written")
    assert 'href="certificate.html"' in shown._repr_html_()
    text = (lesson / "certificate.html").read_text("utf-8")
    words = " ".join(" ".join(Reader(text).words).split())
    assert "Ada Lovelace" in words and "dsigmoid" in words
    assert re.search(r"00 Predictions 0 of \d+ 1 of 1", words)
    assert re.search(r"04 Single neuron 1 of \d+ dsigmoid none seen", words)


def test_a_new_one_replaces_the_old_one(lesson):
    chainrule.certificate("Ada")
    chainrule.certificate("Grace")
    assert "Grace" in (lesson / "certificate.html").read_text("utf-8")
    assert [path.name for path in lesson.glob("*")] == ["certificate.html"] or sorted(
        path.name for path in lesson.iterdir()
    ) == [".certificate.lock", "certificate.html"]


@pytest.mark.parametrize("changed", [b"mine", b"", b"\xff\xfe", None])
def test_a_file_of_the_learner_is_left_alone(lesson, changed):
    path = lesson / "certificate.html"
    if changed is None:  # one of ours, into which the learner wrote
        chainrule.certificate("Ada")
        changed = path.read_bytes().replace(b"Ada", b"Ada, with my own words")
    path.write_bytes(changed)
    shown = chainrule.certificate("Grace")
    assert path.read_bytes() == changed
    assert shown.path.name == "certificate-2.html" and "certificate-2.html" in repr(shown)
    assert chainrule.certificate("Grace").path.name == "certificate-2.html"


def test_a_folder_of_that_name_is_left_alone(lesson):
    (lesson / "certificate.html").mkdir()
    assert chainrule.certificate().path.name == "certificate-2.html"


def test_a_link_of_that_name_is_not_followed(lesson, tmp_path):
    (tmp_path / "mine.html").write_text("mine")
    (lesson / "certificate.html").symlink_to(tmp_path / "mine.html")
    assert chainrule.certificate().path.name == "certificate-2.html"
    assert (tmp_path / "mine.html").read_text() == "mine"


def test_where_it_cannot_be_written_no_name_is_said(lesson, monkeypatch, capsys):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert chainrule.certificate("Ada") is None
    assert "could not be written" in capsys.readouterr().out
    assert not list(lesson.glob("*.html"))


def test_a_damaged_journal_stops_no_certificate(lesson, capsys):
    journal.current().path.write_text("{")
    (lesson / "passed.json").write_text("{")
    assert chainrule.certificate() is not None
    assert len(capsys.readouterr().out.splitlines()) == 2


# ------------------------------------------------------------------ seen, and printed


def whole_course() -> str:
    """Everything passed, long names: the most that a page has to hold."""
    everything = {
        lesson: dict.fromkeys(of_lesson, True)
        for lesson, of_lesson in passes.of_all_lessons().items()
    }
    return page("Ada " * 20, everything, {**dict.fromkeys(everything, SEEN), "": SEEN}, DAY)


@pytest.mark.parametrize("text", [made(), made("Ada", {"": NONE})], ids=["blank", "no predictions"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(page, theme, text):
    page.emulate_media(color_scheme=theme)
    page.set_content(text)
    assert violations(page) == []


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_fits_two_sheets_of_paper_of_either_kind(page, lesson, paper):
    page.set_content(whole_course())
    printed = page.pdf(format=paper, prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_a_narrow_window_loses_nothing(page, lesson):
    page.set_viewport_size({"width": 360, "height": 740})
    page.set_content(whole_course())
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
