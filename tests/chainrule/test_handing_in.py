"""my_answers(): what a learner chooses to hand in, and nothing else, and nothing overwritten."""

import json
import os
import re
from pathlib import Path

import nbformat
import pytest
from chainrule import journal
from chainrule.handing_in import my_answers
from chainrule.journal import Entry

WORDS = Entry(name="receives", answer="f never sees <x>", question="Why is it not read at x?")
SURE = Entry(name="three", answer="18", confidence=4, question="What comes out?")
QUICK = Entry(name="exit_1", answer="1", right=False, choices=["1", "2"])
LINES = Entry(name="order", answer="a\nb", right=True)
SKIPPED = Entry(name="tell_them", skipped=True)


@pytest.fixture
def lesson(tmp_path):
    """A lesson's folder with a journal in it."""
    folder = tmp_path / "01_chain_rule"
    folder.mkdir()
    before = journal._open
    book = journal.open_in(folder)
    for entry in (WORDS, SURE, QUICK, LINES, SKIPPED):
        book.commit(entry)
    yield folder
    journal._open = before


def held(path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_only_what_was_said_in_own_words_is_in_the_file(lesson):
    made = my_answers()
    content = held(lesson / "my_answers.json")
    assert content["lesson"] == "01_chain_rule"
    assert content["in_my_own_words"] == [
        {"name": WORDS.name, "question": WORDS.question, "answer": WORDS.answer}
    ]
    assert "predictions" not in content
    assert "1 in your own words (receives)" in repr(made) and "Nothing is sent" in repr(made)
    assert '<a href="my_answers.json"' in made._repr_html_()


def test_predictions_are_in_it_when_they_are_asked_for(lesson):
    made = my_answers(predictions=True)
    content = held(lesson / "my_answers.json")
    assert [one["name"] for one in content["predictions"]] == ["three", "exit_1", "order"]
    assert content["predictions"][0]["confidence"] == 4
    assert "3 predictions and quick answers" in repr(made)


def test_what_somebody_changed_is_never_replaced(lesson):
    path = lesson / "my_answers.json"
    my_answers()
    my_answers(predictions=True)  # ours, so it is replaced
    assert "predictions" in held(path)
    path.write_text(path.read_text(encoding="utf-8").replace("never", "hardly"), encoding="utf-8")
    changed = path.read_bytes()
    assert my_answers().path.name == "my_answers-2.json"
    assert path.read_bytes() == changed
    (lesson / "my_answers-2.json").unlink()
    (lesson / "my_answers-2.json").symlink_to(lesson / "elsewhere.json")
    assert my_answers().path.name == "my_answers-3.json"


def test_nothing_to_hand_in_is_said_and_no_file_made(lesson, capsys):
    (lesson / "predictions.json").unlink()
    assert my_answers() is None
    assert "nothing to hand in yet" in capsys.readouterr().out
    assert sorted(os.listdir(lesson)) == [".predictions.lock"]


def test_lesson_08_says_how_and_it_works(lesson):
    """The two lines that the look back shows write the file that it names."""
    look_back = Path(__file__).resolve().parents[2] / "lessons" / "08_your_own_engine"
    notebook = nbformat.read(look_back / "08_your_own_engine.ipynb", as_version=4)
    (text,) = [
        paragraph
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        for paragraph in cell.source.split("\n\n")
        if "my_answers" in paragraph
    ]
    first, second, file = re.findall(r"`([^`]+)`", text)
    names: dict = {}
    exec(f"{first}\nmade = {second}", names)
    assert names["made"].path == lesson / file and (lesson / file).exists()
