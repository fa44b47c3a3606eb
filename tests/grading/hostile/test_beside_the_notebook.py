"""What students may put beside and around a notebook: names, files, words, pictures, options.

None of it gains points, reaches somebody else's page, becomes a formula or a script where an
instructor reads, or ends a run.
"""

import argparse
import csv
import io
import json
import os
import zipfile

import classroom
import pytest
from bs4 import BeautifulSoup
from classroom import LESSON, answered, bytes_of, released, totals
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from autograders.grading.commands import class_list, feedback
from autograders.grading.commands import grade as command
from autograders.grading.commands.options import conditions
from autograders.grading.gradebook.book import CourseError
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.gradebook.deadlines import FILE
from autograders.grading.reports.marked_pages import RESERVED, folder_for
from autograders.grading.reports.overview import Overview
from autograders.grading.reports.own_words import OwnWordsPage
from autograders.grading.reports.records import Record
from autograders.grading.reports.sheet import harmless
from autograders.grading.submissions.own_words import MAX_BYTES, Answer, OwnWords

SCRIPT = "</td></table><script>document.title = 'taken'</script><img src=x onerror=alert(1)>"
SIGNS = "=+-@\t\r\uff1d\uff0b\uff0d\uff20"


def words(answer: str = "b", lesson: str = LESSON) -> bytes:
    said = {"name": SCRIPT, "question": SCRIPT, "answer": answer}
    return json.dumps({"lesson": lesson, "in_my_own_words": [said]}).encode()


# ------------------------------------------------------------------ formulas
FORMULAS = [
    *(f"{sign}cmd|'/c calc'!A1" for sign in SIGNS),
    "Ada;=HYPERLINK(1)",
    'Ada;"=1+1"',
    "Ada\t=1+1",
    "Ada; -1+1",
    "Ada;'\"@SUM(1)",
    "a;b;+1",
    "\uff1bAda\n=1+1",
]


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_no_field_is_a_formula_by_whatever_sign_a_spreadsheet_parts_fields(text, separator):
    written = io.StringIO(newline="")
    csv.writer(written).writerow(["s1", harmless(text), "14"])
    (row,) = csv.reader(io.StringIO(written.getvalue(), newline=""), delimiter=separator)
    assert not [field for field in row if field.lstrip(' "').startswith(tuple(SIGNS))]


@given(st.text(max_size=30))
def test_a_text_keeps_all_its_signs(text):
    assert harmless(text).replace("'", "") == harmless(text.replace("'", "")).replace("'", "")
    ordinary = "".join(sign for sign in text if sign.isalnum() or sign in " .,:()")
    assert harmless(ordinary) == ordinary


# ------------------------------------------------------------------ pages
def test_words_names_and_sections_are_text_on_the_instructors_pages():
    page = OwnWordsPage()
    page.names = {"eve": SCRIPT}
    page.add("eve", LESSON, OwnWords(LESSON, [Answer(SCRIPT, SCRIPT, SCRIPT)], []))
    page.add("bob", LESSON, OwnWords(LESSON, [], [Answer(SCRIPT, SCRIPT, SCRIPT, 5)]))
    overview = Overview()
    overview.add(Record("eve", LESSON, []))
    people = ClassList(frozenset({"eve"}), names={"eve": SCRIPT}, sections={"eve": SCRIPT})
    for text in (page.html(), overview.html(overview.students(people))):
        told = BeautifulSoup(text, "html.parser")
        assert told.find_all(["script", "img"]) == [] and SCRIPT in told.get_text()
        policy = told.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
        assert "default-src 'none'" in policy["content"]


# ------------------------------------------------------------------ one class of them
RIGHT, EMPTY = bytes_of(answered({})), bytes_of(released())
MOODLE = {
    # a name of Ada's inside Eve's own upload, three ways
    f"Eve_2_assignsubmission_file/Ada_1_assignsubmission_file/{LESSON}.ipynb": EMPTY,
    "Eve_2_assignsubmission_file/Ada_1_assignsubmission_file/my_answers.json": words("of Eve"),
    f"Ada_1_assignsubmission_file/{LESSON}.ipynb": RIGHT,
    "Ada_1_assignsubmission_file/my_answers.json": words("=of Ada"),
    f"Bob_3_assignsubmission_file_Ada_1_assignsubmission_file_{LESSON}.ipynb": EMPTY,
    # files that are no words
    f"Cy_4_assignsubmission_file/{LESSON}.ipynb": EMPTY,
    "Cy_4_assignsubmission_file/my_answers.json": b"[" * 10_000,
    f"Di_5_assignsubmission_file/{LESSON}.ipynb": EMPTY,
    "Di_5_assignsubmission_file/my_answers.json": b" " * 2 * MAX_BYTES,
    f"=cmd;=1_6_assignsubmission_file/{LESSON}.ipynb": EMPTY,
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, walls):
    """All of them in one zip from Moodle, and a folder of people called like our own files."""
    room = classroom.new_classroom(tmp_path_factory.mktemp("beside"))
    uploads = room.folder / "moodle.zip"
    with zipfile.ZipFile(uploads, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in MOODLE.items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("Bob_3_assignsubmission_file_my_answers.json")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("../Ada_1_assignsubmission_file/my_answers.json", words("from outside"))
    loose = classroom.Classroom(room.folder / "loose")
    for name in ("overview.html", "items.csv", "give_back"):
        loose.hand_in(name, released())
    secret = room.folder / "secret.json"
    secret.write_bytes(words("a secret"))
    place = loose.submitted / "items.csv" / LESSON
    (place / "my_answers.json").symlink_to(secret)
    os.mkfifo(place / "my_answers-2.json")
    (place / "my_answers-3.json").mkdir()
    (room.course / FILE).write_text(
        f"[{LESSON}]\ndue = 2026-11-24 23:59:00\n"
        f'[{LESSON}.extensions]\n"\\u001b[31m" = "9 weeks"\n',
        encoding="utf-8",
    )
    options = ["--course", str(room.course), "--jobs", "1"]
    codes = [command.main([str(source), *options]) for source in (uploads, loose.submitted)]
    return room, codes


def rows(path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_the_runs_end_well_and_everybody_has_the_own_points(graded):
    room, codes = graded
    assert codes == [0, 0]
    points = totals(room.course / "reports")
    assert points.pop("Ada") == 14.0
    assert set(points.values()) == {0.0} and len(points) == 8


def test_words_stay_with_whoever_handed_them_in(graded):
    room, _ = graded
    said = {row["student"]: row["answer"] for row in rows(room.course / "reports/own_words.csv")}
    assert said == {"Ada": "'=of Ada", "Eve": "of Eve"}
    assert not any(path.is_symlink() for path in room.submitted.rglob("*"))


def test_every_page_goes_back_to_the_own_number(graded, capsys):
    room, _ = graded
    feedback.main(["--course", str(room.course)])
    (folder,) = (room.course / "reports" / "give_back").iterdir()
    with zipfile.ZipFile(folder / f"{LESSON}_moodle.zip") as archive:
        found = {name: archive.read(name).decode() for name in archive.namelist()}
    right = [name for name, page in found.items() if "<strong>14</strong>" in page]
    assert right == [f"Ada_1_assignsubmission_file_/{LESSON}.html"]
    assert len(found) == 6
    assert not [name for name in found if name.startswith(("/", ".")) or "\\" in name]
    for path in folder.glob("*.csv"):
        for row in rows(path):
            assert not [text for text in row.values() if text.startswith(tuple(SIGNS))]


def test_nobody_is_called_like_a_file_of_ours(graded):
    room, _ = graded
    out = room.course / "reports"
    ours = {path.name for path in out.iterdir() if path.is_file() and path.name[0] != "."}
    assert {"overview.html", "items.csv", "own_words.html"} <= ours <= RESERVED
    for name in RESERVED:
        assert folder_for(name) not in RESERVED
    assert (out / "overview.html_" / f"{LESSON}.html").is_file()


# ------------------------------------------------------------------ options and lists
@pytest.mark.parametrize("name", ["", "..", "../evil", "a\nb\x1b[31m", "x" * 5000, "-rf", "a;b"])
def test_an_odd_package_is_refused_in_one_line(name):
    options = argparse.Namespace(time=1.0, memory=None, package=[name])
    with pytest.raises(CourseError) as refused:
        conditions(options)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("time", [float("nan"), float("inf"), -1.0, 0.0])
def test_an_odd_time_is_refused(time):
    with pytest.raises(CourseError, match="--time"):
        conditions(argparse.Namespace(time=time, memory=None, package=[]))


def test_a_class_list_with_what_students_call_themselves(graded, tmp_path, capsys):
    room, _ = graded
    path = tmp_path / "students.csv"
    names = [SCRIPT, "=1+1", "\x1b[31m", "../..", "x" * 1000, "a;b\tc", "\u202eadA"]
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "first_name", "section"])
        writer.writerows([f"s{number}", name, name] for number, name in enumerate(names))
    assert class_list.main([str(path), "--course", str(room.course)]) == 1  # the others have none
    said = capsys.readouterr().out
    assert "\x1b" not in said and "\u202e" not in said


def test_no_name_is_a_tag_in_formgrader(graded, tmp_path):
    """Its page of a submission writes names as HTML."""
    room, _ = graded
    path = tmp_path / "students.csv"
    path.write_text(f'id,first_name,last_name\nAda,"{SCRIPT}","<b>"\n', encoding="utf-8")
    class_list.main([str(path), "--course", str(room.course)])
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        ada = book.find_student("Ada")
        assert "<" not in ada.first_name + ada.last_name
        assert "script›document.title" in ada.first_name and ada.last_name == "‹b›"
