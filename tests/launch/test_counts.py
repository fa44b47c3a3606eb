"""Nobody counts lessons by hand: a page that says how many there are counts those that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "lessons").glob("[0-9][0-9]_*/*.ipynb"))
WORDS = ("three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {word: number for number, word in enumerate(WORDS, 3)}
COUNT = re.compile(
    rf"\b({'|'.join(WORDS)}|[3-9]|1[0-9])\b (?:of \w+ )?(?:\w+ )?lessons\b(?! \d)", re.IGNORECASE
)
PROMISE = re.compile(
    r"finished so far|\w+ are planned|lessons? (?:is|are) (?:planned|finished)", re.I
)
#: What a run has measured, with its date, and what an old release had.
DATED = re.compile(r"<!-- (measured|headlines): written.*?<!-- \1: end -->", re.DOTALL)
READ = (
    *ROOT.glob("*.md"),
    *ROOT.glob("*.txt"),
    *ROOT.glob(".github/CONTRIBUTING.md"),
    *ROOT.glob(".github/workflows/*"),
    *ROOT.glob(".devcontainer/*"),
    *ROOT.glob("*/README.md"),
    *ROOT.glob("lessons/GLOSSARY.md"),
    *ROOT.glob("*/pyproject.toml"),
    *ROOT.glob("pyproject.toml"),
    *(path for path in ROOT.glob("binder/*") if path.is_file()),
    *ROOT.glob("lessons/__main__.py"),
    *ROOT.glob("lessons/chainrule/site/**/*.j2"),
    *ROOT.glob("lessons/chainrule/site/*.py"),
    *ROOT.glob("lessons/chainrule/certificate*"),
    *ROOT.glob("tests/benchmarks/**/*.py"),
)


def counted(text: str) -> list[str]:
    """Numbers of lessons that somebody wrote by hand, and promises of more."""
    text = DATED.sub("", text)
    return [found[0] for pattern in (COUNT, PROMISE) for found in pattern.finditer(text)]


def test_pages_of_every_kind_are_read():
    assert len(READ) > 30
    assert {".md", ".j2", ".py", ".toml", ".json"} <= {path.suffix for path in READ}


@pytest.mark.parametrize("path", READ, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_counts_the_lessons_by_hand(path):
    assert counted(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_that_counts_them_counts_right(path):
    said = [found[1].casefold() for found in COUNT.finditer(path.read_text("utf-8"))]
    assert [
        word for word in said if NUMBERS.get(word, word) not in (len(LESSONS), str(len(LESSONS)))
    ] == []


@pytest.mark.parametrize(
    "line",
    [
        "Finished so far: lesson 00.",
        "Nine are planned.",
        "All nine lessons are there.",
        "5 of 9 lessons are ready.",
        "The seven finished lessons.",
    ],
)
def test_a_count_is_found(line):
    assert counted(line)


@pytest.mark.parametrize(
    "line", ["python3 lessons 01", "two lessons share it", "lessons 05 and 06"]
)
def test_what_is_no_count_is_free(line):
    assert counted(line) == []
