"""A page as a line of text, in Moodle's column of comments; and names in totals.csv."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from classroom import LESSON

from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.gradebook.marks import Marks
from autograders.grading.notebooks.results import BY_HAND, OPEN, Score
from autograders.grading.reports.filling import Filling
from autograders.grading.reports.in_words import in_words
from autograders.grading.reports.of_a_class import Tables
from autograders.grading.reports.own_words import OwnWordsPage
from autograders.grading.reports.records import Record
from autograders.grading.reports.standings import Standings
from autograders.grading.submissions.own_words import Answer, OwnWords

HEADERS = {
    "English": "Identifier,Full name,Grade,Maximum Grade,Feedback comments",
    "German": "ID,Vollständiger Name,Bewertung,Bestwertung,Feedback als Kommentar",
    "French": "Identifiant,Nom complet,Note,Note maximale,Feedback par commentaires",
}
ROWS = "Participant 1,Ada,,14.00,\nParticipant 2,Bob,,14.00,See me.\nParticipant 3,Eve,,14.00,\n"


def record(student: str, message: str = "Read it at <u>, not at x.") -> Record:
    scores = [
        Score("compose", 2.0, 2.0, "right", "It works."),
        Score("slope", 0.0, 8.0, "off", message),
        Score("essay", 3.0, 4.0, BY_HAND, "", BY_HAND, by_person=True),
    ]
    return Record(student, LESSON, scores, comments={"essay": "Name both\nmachines."})


def filled(tmp_path: Path, sheet: str, *records: Record) -> tuple[list[list[str]], list[str]]:
    source, out = tmp_path / "sheet.csv", tmp_path / "out"
    source.write_text(sheet, encoding="utf-8")
    out.mkdir()
    filling = Filling(source)
    for one in records:
        filling.add(one)
    lines = filling.close(out)
    with open(out / "moodle.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file)), lines


def test_the_words_hold_points_sentences_and_what_a_person_wrote():
    assert in_words(replace(record("ada"), besides=-1.0)) == (
        "4 of 14 points. compose: 2 of 2. slope: 0 of 8 (Read it at <u>, not at x). "
        "essay: 3 of 4. Your instructor writes: Name both machines. -1 points besides."
    )


@pytest.mark.parametrize("language", HEADERS)
def test_moodles_comments_are_filled_and_what_a_teacher_wrote_stays(language, tmp_path):
    sheet = f"{HEADERS[language]}\n{ROWS}"
    rows, lines = filled(tmp_path, sheet, record("Ada"), record("Bob"))
    words = [row[4] for row in rows[1:]]
    assert words[0].startswith("5 of 14 points. compose: 2 of 2. slope: 0 of 8 (Read it at &lt;u")
    assert words[1:] == ["See me.", ""]
    assert [row[2] for row in rows[1:]] == ["5", "5", ""]
    name = HEADERS[language].rpartition(",")[2]
    assert f"  {name}: 1 filled in" in lines
    assert f"  {name}: what is there already stays: Bob" in lines


def test_a_sheet_without_such_a_column_gets_none(tmp_path):
    sheet = "Identifier,Full name,Grade,Maximum Grade\nParticipant 1,Ada,,14.00\n"
    rows, lines = filled(tmp_path, sheet, record("Ada"))
    assert rows == [
        ["Identifier", "Full name", "Grade", "Maximum Grade"],
        ["Participant 1", "Ada", "5", "14.00"],
    ]
    assert len(lines) == 1


def test_totals_say_who_is_who_where_a_class_list_does(tmp_path):
    tables = Tables(tmp_path)
    for student in ("s1", "s2"):
        tables.add(record(student))
    tables.close(ClassList(names={"s1": "Ada Lovelace", "s3": "=cmd|'/c calc'!A1"}))
    with open(tmp_path / "totals.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["student", "name", LESSON], ["s1", "Ada Lovelace", "5"], ["s2", "", "5"]]


def test_a_first_mark_is_told_as_one_where_none_was(tmp_path):
    waits = record("ada")
    open_essay = replace(waits.scores[2], points=0.0, status=OPEN, diagnosis=OPEN)
    before = replace(waits, scores=[*waits.scores[:2], open_essay])
    for one, told in ((before, []), (waits, ["essay none → 3 (your mark)"])):
        standings = Standings(tmp_path)
        changes = standings.add(one, Marks(by_hand={"essay": 3.0}), [])
        assert [str(change) for change in changes] == told
        standings.close(True)


def test_own_words_stand_beside_the_name(tmp_path):
    page = OwnWordsPage()
    page.add("s1", LESSON, OwnWords(LESSON, [Answer("receives", "Why?", "Because.")], []))
    page.write(tmp_path, {"s1": "<i>Ada"})
    text = (tmp_path / "own_words.html").read_text(encoding="utf-8")
    assert '<th scope="row">s1<br><span class="soft">&lt;i&gt;Ada</span></th>' in text
