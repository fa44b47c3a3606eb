"""The class list as spreadsheets and learning platforms write it, and who does not fit."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograders.grading.commands import class_list
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.class_file import NoClassList, Person, nearest, read_class
from autograders.grading.gradebook.classlist import ClassList

from ..classroom import new_classroom

OURS = (
    "id,first_name,last_name,email\ns0102,Jürgen,Müller,jm@uni.example\n0042,Bo,Ng,bo@uni.example\n"
)
CLASS = [
    Person("s0102", "Jürgen", "Müller", "jm@uni.example"),
    Person("0042", "Bo", "Ng", "bo@uni.example"),
]


def written(folder, data: bytes | str):
    path = folder / "students.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize(
    "data",
    [
        OURS.encode(),
        OURS.encode("utf-8-sig"),
        OURS.encode("cp1252"),
        OURS.encode("utf-16"),
        OURS.replace(",", ";").encode("utf-8-sig"),
        OURS.replace(",", "\t").encode(),
        OURS.replace("id,first_name,last_name", "ID,First_Name,Last Name").encode(),
        OURS.replace("\n", "\r\n").encode() + b",,,\r\n",
        OURS.replace(
            "id,first_name,last_name,email", "id,vorname,Nachname,E-Mail-Adresse"
        ).encode(),
        OURS.replace("id,first_name,last_name,email", "id,Prénom,Nom,Adresse de courriel").encode(),
    ],
)
def test_a_spreadsheets_list_is_read_whatever_it_is_saved_as(tmp_path, data):
    assert read_class(written(tmp_path, data)) == CLASS


def test_what_canvas_and_moodle_export_is_read(tmp_path):
    canvas = (
        "Student,ID,SIS Login ID,Section,01 Chain Rule (5002)\n"
        "Points Possible,,,,14\n"
        '"Lovelace, Ada",77,ada@uni.example,A,\n'
        '"Turing, Alan",78,alan@uni.example,B,\n'
    )
    assert read_class(written(tmp_path, canvas)) == [
        Person("ada@uni.example", "Ada", "Lovelace", number="77", section="A"),
        Person("alan@uni.example", "Alan", "Turing", number="78", section="B"),
    ]
    moodle = (
        "\ufeffVorname,Nachname,Anmeldename,ID-Nummer,E-Mail-Adresse\n"
        "Ada,Lovelace,alo,4711,ada@x.y\n"
    )
    assert read_class(written(tmp_path, moodle)) == [
        Person("alo", "Ada", "Lovelace", "ada@x.y", "4711")
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "begins with 'nothing'"),
        ("colour,size\nred,3\n", "no column tells who is who"),
        ("id,email\n", "no line below the first names anybody"),
        ("id\ns1\ns2\ns1\n", "s1 stands there more than once"),
        (b"PK\x03\x04\x00\x00", "is no text; save it as CSV"),
    ],
)
def test_what_is_no_class_list_is_refused_in_one_line(tmp_path, data, said):
    with pytest.raises(NoClassList) as refused:
        read_class(written(tmp_path, data))
    assert said in str(refused.value) and "\n" not in str(refused.value)


def test_no_file_is_one_line(tmp_path):
    with pytest.raises(NoClassList, match=r"gone\.csv: cannot be read \(No such file"):
        read_class(tmp_path / "gone.csv")


FIELD = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=9)


@given(st.lists(FIELD, min_size=1, max_size=6, unique=True), st.sampled_from(",;\t"))
def test_any_names_come_back(tmp_path_factory, ids, separator):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([["id", "email"], *([one, ""] for one in ids)])
    path = written(tmp_path_factory.mktemp("list"), text.getvalue().encode("utf-8-sig"))
    assert [person.id for person in read_class(path)] == ids


@pytest.mark.parametrize(
    ("one", "close"),
    [("s0I03", "s0103"), ("S0102", "s0102"), ("42", "0042"), ("s102", "s0102"), ("zoe", None)],
)
def test_the_nearest_on_the_list(one, close):
    assert nearest(one, ["s0102", "s0103", "0042"]) == close


# ------------------------------------------------------------------ the command


@pytest.fixture
def room(tmp_path):
    return new_classroom(tmp_path / "course")


def people(room) -> dict[str, tuple[str, str]]:
    book = CourseBook(room.course)
    try:
        return book.people()
    finally:
        book.close()


def test_a_list_fills_the_gradebook_and_says_who_does_not_fit(room, tmp_path, capsys):
    arguments = [str(written(tmp_path, OURS)), "--course", str(room.course)]
    assert class_list.main(arguments) == 0
    assert capsys.readouterr().out == (
        "students.csv: 2 of 2 on the list are in the gradebook, 2 new\n"
    )
    assert people(room) == {
        "s0102": ("Jürgen Müller", "jm@uni.example"),
        "0042": ("Bo Ng", "bo@uni.example"),
    }
    room.hand_in("s0I02", b"{}")
    assert class_list.main(arguments) == 1
    assert capsys.readouterr().out.splitlines() == [
        "students.csv: 2 of 2 on the list are in the gradebook, 0 new",
        "  not on the list: s0I02; nearest on the list: s0102",
    ]


def test_somebody_with_another_id_is_found_by_the_name(room, tmp_path, capsys):
    """The nearest spelling would be another person."""
    class_list.main([str(written(tmp_path, OURS)), "--course", str(room.course)])
    capsys.readouterr()
    changed = OURS.replace("s0102", "s0113").replace("0042", "s0101")
    assert class_list.main([str(written(tmp_path, changed)), "--course", str(room.course)]) == 1
    said = capsys.readouterr().out
    called = "the gradebook's name for it is Jürgen Müller, the list calls that person s0113"
    assert f"not on the list: s0102; {called}" in said


def test_nobody_becomes_two_people_by_lost_zeros_or_letters(room, tmp_path, capsys):
    class_list.main([str(written(tmp_path, OURS)), "--course", str(room.course)])
    capsys.readouterr()
    by_excel = OURS.replace("0042", "42").replace("s0102", "S0102").replace("Jürgen", "Jörg")
    assert class_list.main([str(written(tmp_path, by_excel)), "--course", str(room.course)]) == 1
    said = capsys.readouterr().out
    assert "not taken in: 42, for the gradebook has 0042; which one is it?" in said
    assert "not taken in: S0102, for the gradebook has s0102" in said
    assert people(room)["s0102"][0] == "Jürgen Müller" and len(people(room)) == 2


def test_an_empty_field_takes_nothing_away(room, tmp_path):
    for data in (OURS, "id,email\ns0102,new@uni.example\n0042,\n"):
        class_list.main([str(written(tmp_path, data)), "--course", str(room.course)])
    assert people(room) == {
        "s0102": ("Jürgen Müller", "new@uni.example"),
        "0042": ("Bo Ng", "bo@uni.example"),
    }


def test_a_hostile_name_stays_in_its_line(room, tmp_path, capsys):
    path = written(tmp_path, 'id,first_name,login\ns1,"a\nb\x1b[31m","c\x1b[31m"\n')
    arguments = [str(path), "--course", str(room.course)]
    class_list.main(arguments)
    room.hand_in("d\x1b[31m", b"{}")
    room.hand_in("c\x1b[31m", b"{}")
    class_list.main(arguments)
    path.write_text('id,email\n"a\nb\x1b[31m",x@y.z\n')
    class_list.main(arguments)
    said, refused = capsys.readouterr()
    assert "\x1b" not in said + refused and len(said.splitlines()) == 4
    assert len(refused.splitlines()) == 1


@pytest.mark.parametrize(
    "unfit", ["../up", "a/b", "a\\b", ".hidden", "..", "/etc", "C:x", "a*", "x" * 101, "a\tb"]
)
def test_an_id_that_leads_elsewhere_is_refused(room, tmp_path, unfit, capsys):
    path = written(tmp_path, f'id,email\ns1,\n"{unfit}",\n')
    assert class_list.main([str(path), "--course", str(room.course)]) == 2
    said = capsys.readouterr().err
    assert "cannot be the name of a student's folder" in said and said.count("\n") == 1
    assert people(room) == {}


def test_a_refused_list_changes_nothing(room, tmp_path, capsys):
    path = written(tmp_path, "id\ns1\ns1\n")
    assert class_list.main([str(path), "--course", str(room.course)]) == 2
    assert capsys.readouterr().err.startswith("class: ") and people(room) == {}


@pytest.mark.parametrize("column", ["section", "Group", "Tutor", "Gruppe"])
def test_a_section_is_kept_and_stays_where_a_later_list_has_none(tmp_path, column):
    room = new_classroom(tmp_path)
    listed = written(tmp_path, f"id,first_name,last_name,{column}\ns1,Jo,Ng,Mon 10\ns2,Bo,Ng,\n")
    assert class_list.main([str(listed), "--course", str(room.course)]) == 0
    again = written(tmp_path, "id,first_name,last_name\ns1,Jo,Ng\ns2,Bo,Ng\n")
    assert class_list.main([str(again), "--course", str(room.course)]) == 0
    book = CourseBook(room.course)
    try:
        found = ClassList.of(book)
    finally:
        book.close()
    assert found.sections == {"s1": "Mon 10"}
    assert found.names == {"s1": "Jo Ng", "s2": "Bo Ng"}
