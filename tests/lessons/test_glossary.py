"""One word, one meaning: a term enters where the glossary says, and none stands for two things."""

import re
from pathlib import Path

import nbformat
import pytest

from autograders.authoring import glossary
from autograders.authoring.glossary import SYMBOLS, WORDS, second_meanings
from autograders.exercises import exercises_of

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted((ROOT / "solutions").glob("[0-9][0-9]_*.py"))
TERMS = (*SYMBOLS, *WORDS)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """What a learner reads in each lesson, by number, without the list of symbols."""
    found = {}
    for path in sorted((ROOT / "lessons").glob("[0-9][0-9]_*/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        found[path.stem[:2]] = "\n".join(
            cell.source for cell in cells if not cell.source.startswith("## Symbols")
        )
    return found


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_a_term_is_used_in_the_lesson_where_it_enters(term, texts):
    if term.lesson not in texts:
        pytest.skip(f"{term.name} waits for lesson {term.lesson}")
    assert term.pattern.search(texts[term.lesson]), f"{term.name} is not in lesson {term.lesson}"


@pytest.mark.parametrize("term", WORDS, ids=lambda term: term.name)
def test_a_word_is_introduced_in_no_earlier_lesson(term, texts):
    """To introduce a word is to set it in bold."""
    bold = {
        number
        for number, text in texts.items()
        for words in re.findall(r"\*\*([^*]+)\*\*", text)
        if words.casefold() == term.name.casefold()
    }
    earlier = sorted(number for number in bold if number < term.lesson)
    assert term.name == "chain rule" or not earlier


def test_no_term_stands_twice_and_none_means_two_things():
    names = [term.name.casefold() for term in TERMS]
    assert len(set(names)) == len(names)
    signs = [sign for term in SYMBOLS for sign in re.findall(r"`(\w+)`", term.code)]
    assert len(set(signs)) == len(signs), "one name in code stands for two symbols"
    assert all(re.fullmatch("0[0-8]", term.lesson) and term.meaning for term in TERMS)


def test_lesson_00_lists_the_very_same_symbols():
    source = (ROOT / "solutions" / "00_predictions.py").read_text("utf-8")
    listed = re.findall(r"^# \| (\$.+?) \| (.+?) \| (.+?) \|$", source.split("## Symbols")[1], re.M)
    assert listed == [(term.name, term.code, term.meaning) for term in SYMBOLS]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_no_word_has_a_second_meaning(path):
    assert second_meanings(path.stem, path.read_text("utf-8")) == []


def test_no_sentence_of_a_check_uses_a_word_in_a_second_meaning():
    found = []
    for path in SOURCES:
        for exercise in exercises_of(path.stem):
            sentences = [mistake.message for mistake in exercise.misconceptions]
            found += second_meanings(path.stem, "\n".join([*sentences, *exercise.hints]))
    assert found == []


@pytest.mark.parametrize(
    ("lesson", "line", "says"),
    [
        ("04_single_neuron", "# The error goes back to every weight.", "“error”"),
        ("05_layers", "# Follow the path to the loss.", "write route"),
        ("05_layers", "# Each weight has its share, and they add.", "write part"),
        ("04_single_neuron", "# The rate of σ is small here.", "write slope"),
        ("05_layers", "# Its sensitivity is small.", "write gradient"),
        ("07_deep_networks", "# It has 2410 weights.", "2410 numbers"),
    ],
)
def test_a_second_meaning_is_found(lesson, line, says):
    (found,) = second_meanings(lesson, f"# Fine.\n{line}")
    assert found.startswith(f"{lesson}.py:2") and says in found


@pytest.mark.parametrize(
    ("lesson", "line"),
    [
        ("04_single_neuron", "# A relative error below 1e-6 is fine."),
        ("06_weight_updates", "# The learning rate is too large."),
        ("02_nested_machines", "# These are the sensitivities, and each rate is local."),
        ("06_weight_updates", "# The share of rows that are read right."),
        ("05_layers", "#| path of the error's share  <-  1"),
    ],
)
def test_the_one_meaning_is_free(lesson, line):
    assert second_meanings(lesson, line) == []


def test_the_page_lists_each_term_of_the_lessons_that_exist():
    page = (ROOT / "lessons" / "GLOSSARY.md").read_text("utf-8")
    there = {path.stem[:2] for path in SOURCES}
    for term in TERMS:
        rows = [line for line in page.splitlines() if line.startswith(f"| {term.name} |")]
        assert len(rows) == (term.lesson in there), term.name


def test_a_lesson_that_is_not_written_yet_lists_nothing():
    made = glossary.table({"00": "00_predictions"})
    assert "| weight |" in made and "| epoch |" not in made
