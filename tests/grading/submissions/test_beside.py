"""What lies beside a notebook: own words are not called left out, and only where they belong."""

import zipfile

import classroom
import pytest
from classroom import LESSON, bytes_of, released

from autograders.grading.commands import grade as command
from autograders.grading.notebooks.results import UNREADABLE, Score
from autograders.grading.reports.in_words import in_words
from autograders.grading.reports.records import Record

WORDS = b'{"lesson": "%s", "in_my_own_words": [{"name": "a", "question": "?", "answer": "b"}]}'
OTHER = "02_nested_machines"


@pytest.fixture
def said(tmp_path, walls, capsys) -> tuple[classroom.Classroom, str]:
    """Own words of the lesson itself, of one that was not handed in, and a picture."""
    room = classroom.begun_classroom(tmp_path)
    for part in ("solutions", "lessons"):
        place = room.folder / part / OTHER / f"{OTHER}.ipynb"
        place.parent.mkdir()
        place.write_bytes((classroom.ROOT / part / OTHER / place.name).read_bytes())
    uploads = room.folder / "moodle.zip"
    with zipfile.ZipFile(uploads, "w") as archive:
        for number, name in enumerate(("Ada", "Eve"), start=1):
            folder = f"{name}_{number}_assignsubmission_file"
            lesson = LESSON if name == "Ada" else OTHER
            archive.writestr(f"{folder}/{LESSON}.ipynb", bytes_of(released()))
            archive.writestr(f"{folder}/my_answers.json", WORDS % lesson.encode())
            archive.writestr(f"{folder}/photo.png", b"")
    assert command.main([str(uploads), "--course", str(room.course), "--jobs", "1"]) == 0
    return room, capsys.readouterr().out


def test_words_that_are_taken_are_not_called_left_out(said):
    _, text = said
    assert "Left out: what is no notebook (.ipynb), 2 in all, such as Ada_1" in text
    assert "Ada_1_assignsubmission_file/my_answers.json" not in text
    assert "In their own words, 1 student: " in text


def test_words_of_a_lesson_that_was_not_handed_in_make_no_hand_in(said):
    """nbgrader would take the folder for one, and formgrader would list it."""
    room, text = said
    told = f"my_answers.json: it is of {OTHER}, and no hand-in of that lesson is beside it"
    assert f"Left out: Eve_2_assignsubmission_file/{told}" in text
    assert not (room.submitted / "Eve" / OTHER).exists()


def test_a_reason_is_said_once():
    why = "You handed in no notebook but a.txt."
    scores = [Score(name, 0.0, 2.0, UNREADABLE, why, "refused") for name in ("a", "b")]
    assert in_words(Record("eve", LESSON, scores)) == f"0 of 4 points. {why}"
