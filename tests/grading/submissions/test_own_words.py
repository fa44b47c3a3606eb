"""Answers in own words: taken beside the notebook, read side by side, whoever wrote the file."""

import csv
import json
import zipfile
from pathlib import Path

import classroom
import pytest
from bs4 import BeautifulSoup
from classroom import LESSON, bytes_of, released

from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting
from autograders.grading.notebooks.reading import Unreadable
from autograders.grading.reports.own_words import OwnWordsPage
from autograders.grading.submissions.finding import hand_ins
from autograders.grading.submissions.own_words import LONGEST, handed_in, parse

ADA, EVE = "f receives u <b>not</b> x", "=1+1"


def words(answer: str, lesson: str = LESSON, confidence: object = 4) -> bytes:
    told = {"name": "receives", "question": "Why is the outer slope not read at x?"}
    guess = {
        "name": "three",
        "question": "What comes out?",
        "answer": "18",
        "confidence": confidence,
    }
    return json.dumps(
        {
            "lesson": lesson,
            "in_my_own_words": [{**told, "answer": answer}],
            "predictions": [{**guess, "confidence": confidence, "right": True}],
        }
    ).encode()


def grade(room: classroom.Classroom, source: Path) -> int:
    return command.main([str(source), "--course", str(room.course), "--jobs", "1"])


def rows(room: classroom.Classroom) -> list[dict[str, str]]:
    with open(room.course / "reports/own_words.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def room(tmp_path_factory, walls) -> classroom.Classroom:
    """Ada in a folder of her own; Eve through Moodle, with a notebook; Bob with a broken file."""
    room = classroom.begun_classroom(tmp_path_factory.mktemp("own_words"))
    ada = classroom.Classroom(room.folder / "loose").hand_in("ada", released())
    (ada.parent / "my_answers.json").write_bytes(words(ADA))
    uploads = room.folder / "moodle.zip"
    with zipfile.ZipFile(uploads, "w") as archive:
        for name, number, content in (("Eve", 1, words(EVE)), ("Bob", 2, b"{}")):
            folder = f"{name}_{number}_assignsubmission_file_"
            archive.writestr(f"{folder}/{LESSON}.ipynb", bytes_of(released()))
            archive.writestr(f"{folder}/my_answers.json", content)
    assert grade(room, ada.parents[2]) == 0
    assert grade(room, uploads) == 0
    return room


def test_the_whole_class_stands_side_by_side(room):
    page = (room.course / "reports" / "own_words.html").read_text(encoding="utf-8")
    told = BeautifulSoup(page, "html.parser")
    assert told.h3.get_text() == "Why is the outer slope not read at x?"
    assert "One way to say it: The outer machine never sees x" in told.get_text()
    answers = {row.th.get_text(): row.td.get_text() for row in told.table.tbody.find_all("tr")}
    assert answers == {"Eve": EVE, "ada": ADA}
    (guess,) = told.find_all("table")[1].tbody.find_all("tr")
    assert [cell.get_text() for cell in guess.find_all(["th", "td"])] == ["18", "2", "4.0"]
    assert "<b>" not in page
    assert [row["answer"] for row in rows(room) if row["question"] == "receives"] == [
        "'=1+1",
        ADA,
    ]


def test_report_keeps_it_and_says_where_it_is(room, capsys):
    assert reporting.report_on(room.course) == 0
    assert "In their own words, 2 students: " in capsys.readouterr().out
    assert len(rows(room)) == 4


def test_a_newer_file_takes_the_place_and_the_old_one_is_kept(room):
    source = room.folder / "loose" / "autograders" / "submitted"
    (source / "ada" / LESSON / "my_answers.json").write_bytes(words("It is read at u."))
    assert grade(room, source) == 0
    place = room.submitted / "ada" / LESSON
    assert (place / ".my_answers.1.json").read_bytes() == words(ADA)
    assert next(r["answer"] for r in rows(room) if r["student"] == "ada") == "It is read at u."


def test_what_cannot_be_read_is_named(room, capsys):
    assert grade(room, room.folder / "moodle.zip") == 0
    said = capsys.readouterr().out
    assert "Bob_2_assignsubmission_file_/my_answers.json: is not as my_answers() writes it" in said


NEWER = {
    "Canvas": ("fay_4_{}_my_answers.json", "fay_4_{}_" + f"{LESSON}.ipynb", ("9", "10")),
    "Canvas, one name": ("fay_4_41_my_answers{}.json", f"fay_4_41_{LESSON}{{}}.ipynb", ("", "-1")),
    "Blackboard": (
        "Lesson 1_fay_attempt_{}_my_answers.json",
        "Lesson 1_fay_attempt_{}_" + f"{LESSON}.ipynb",
        ("2026-11-09-10-00-00", "2026-11-10-09-00-00"),
    ),
}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("system", NEWER)
def test_of_several_uploads_the_newest_counts_and_one_line_says_so(tmp_path, system, turned):
    answers, notebooks, (old, new) = NEWER[system]
    files = {answers.format(when): words(f"written {when}") for when in (old, new)}
    files |= {notebooks.format(when): bytes_of(released()) for when in (old, new)}
    uploads = tmp_path / "uploads.zip"
    with zipfile.ZipFile(uploads, "w") as archive:
        for name in sorted(files, reverse=turned):
            archive.writestr(name, files[name])
    found, _ = hand_ins(uploads, [LESSON], [LESSON])
    remarks: list[str] = []
    (handed,) = handed_in(uploads, found, [LESSON], remarks)
    assert handed.content == files[answers.format(new)]
    assert remarks == [f"{answers.format(old)}: {answers.format(new)} is newer"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b"\xff\xfe\x00",
        b'{"in_my_own_words": {}}',
        b" " * (2**20 + 1),
        b"9" * 5000,
    ],
)
def test_no_file_stops_the_reader(content):
    with pytest.raises(Unreadable):
        parse(content)


def test_what_is_too_long_or_odd_is_cut_or_left():
    many = [{"answer": "x" * (LONGEST + 5), "name": 3, "question": None}] * 40
    odd = [None, 1, {"answer": 2}, {"answer": "\ud800\x1b[31m", "confidence": True, "right": 1}]
    held = parse(json.dumps({"in_my_own_words": odd, "predictions": many}).encode())
    (answer,) = held.words
    assert (answer.answer, answer.confidence, answer.right) == ("?[31m", None, None)
    assert len(held.predictions) == 40 and len(held.predictions[0].answer) == LONGEST
    with pytest.raises(Unreadable):
        parse(json.dumps({"in_my_own_words": [{}] * 4000}).encode())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_reads_well(open_alone, scheme):
    from ...accessibility.seeing import lost_when_narrow, violations

    page = OwnWordsPage()
    for student, answer in (("ada", ADA), ("eve", "A long answer. " * 40)):
        page.add(student, LESSON, parse(words(answer)))
    sheet = open_alone(page.html(), scheme)
    assert min(sheet.evaluate(classroom.CONTRASTS)) >= 4.5
    assert violations(sheet) == []
    assert lost_when_narrow(sheet) == []
