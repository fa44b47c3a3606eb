"""A text for every picture: in the lessons, in what their cells show, in the still pictures."""

import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest

from .exhibits import FIGURES

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("lessons", "solutions")
    for path in (ROOT / folder).glob("[0-9][0-9]_*/*.ipynb")
)
FEWEST_WORDS = 8  # a name alone does not tell what a picture shows


class Pictures(HTMLParser):
    """The texts of all pictures in a piece of HTML; an empty one for a picture without."""

    def __init__(self, markup: str):
        super().__init__()
        self.texts: list[str] = []
        self._inside = 0
        self.feed(markup)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        if tag == "img":
            self.texts.append(known.get("alt") or "")
        if tag in ("svg", "canvas"):
            if not self._inside and known.get("aria-hidden") != "true":
                told = known.get("role") == "img" and known.get("aria-label")
                self.texts.append(told or "")
            self._inside += 1

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag in ("svg", "canvas")


def pictures(name: str) -> list[tuple[str, str]]:
    """(place, text) of every picture in a notebook: in Markdown, and in what cells show."""
    found = []
    for number, cell in enumerate(nbformat.read(ROOT / name, as_version=4).cells, start=1):
        place = f"{name}, cell {number}"
        if cell.cell_type == "markdown":
            words = re.findall(r"!\[([^\]]*)\]\(", cell.source)
            found += [(place, text) for text in [*words, *Pictures(cell.source).texts]]
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            bare = [kind for kind in data if kind.startswith("image/")]
            assert not bare, f"{place} shows {bare[0]}, which carries no text"
            found += [(place, text) for text in Pictures(data.get("text/html", "")).texts]
    return found


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_picture_of_a_notebook_is_told(name):
    for place, text in pictures(name):
        assert len(text.split()) >= FEWEST_WORDS, f"{place}: {text!r} does not tell the picture"


def test_the_solutions_show_pictures():
    assert sum(len(pictures(name)) for name in NOTEBOOKS) > 15


@pytest.mark.parametrize("name", FIGURES)
def test_the_still_picture_of_a_figure_is_told(name):
    widget = FIGURES[name]()
    (text,) = Pictures(widget.fallback()).texts
    assert len(text.split()) >= FEWEST_WORDS and any(letter.isdigit() for letter in text)
    assert "nan" not in text
    assert widget.numbers(), "and its numbers stand below"


def test_a_picture_without_words_is_found():
    markup = "<img src=x><svg><g/></svg><svg role=img aria-label='A curve'></svg>"
    assert Pictures(markup).texts == ["", "", "A curve"]
