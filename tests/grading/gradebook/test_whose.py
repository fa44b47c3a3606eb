"""One person is one person: by id, login, number, address or name, never by a guess."""

import csv
import zipfile
from pathlib import Path

import classroom
import pytest
from classroom import LESSON, answered, bytes_of, released
from hypothesis import given
from hypothesis import strategies as st

from autograders.grading.commands import class_list
from autograders.grading.commands import grade as command
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.class_file import Person, read_class
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.gradebook.roster import enlist, roster
from autograders.grading.gradebook.whose import NotCertain, Roster, on_the_list
from autograders.grading.notebooks.results import Score
from autograders.grading.reports.class_page import ClassPage
from autograders.grading.reports.filling import Filling
from autograders.grading.reports.records import Record
from autograders.grading.submissions.folders import find
from autograders.grading.submissions.namesakes import APART
from autograders.grading.submissions.uploads import Upload, is_a_folders_name

OTHER = "02_nested_machines"
KNOWN = [LESSON, OTHER]
ANNA_1 = Person("s0101", "Anna", "Müller", "a1@x.example", "30005", ("U5",))
ANNA_2 = Person("s0102", "Anna", "Müller", "a2@x.example", "30006")
BO = Person("0042", "Bo", "Ng", "bo@x.example", "30007", ("bng",))
LENA = Person("s0104", "Lena", "Müller", "lm@x.example")
SEAN = Person("s0103", "Seán", "O'Brien", "so@x.example")
WANG = Person("s0105", "小明", "王")
CLASS = [ANNA_1, BO, LENA, SEAN, WANG]


def upload(name: str, number: str = "", lesson: str = LESSON) -> Upload:
    return Upload(name, lesson, Path(), number=number, called=name)


def students(told) -> list[str]:
    return [submission.student for submission in told.submissions]


@pytest.mark.parametrize(
    ("name", "number", "who"),
    [
        ("s0101", "", "s0101"),
        ("S0101", "", "s0101"),
        ("a1@x.example", "", "s0101"),
        ("A1@X.example", "", "s0101"),
        ("U5", "", "s0101"),
        ("bng", "", "0042"),
        ("30007", "", "0042"),
        ("Bo Ng", "4712", "0042"),
        ("Ng Bo", "", "0042"),
        ("Ng, Bo", "", "0042"),
        ("bo ng", "", "0042"),
        ("ngbo", "30007", "0042"),
        ("mulleranna", "30005", "s0101"),
        ("Anna Mu\u0308ller", "4711", "s0101"),
        ("Anna Muller", "", "s0101"),
        ("obriensean", "30010", "s0103"),
        ("Seán O Brien", "", "s0103"),
        ("王小明", "", "s0105"),
        ("小明 王", "", "s0105"),
    ],
)
def test_every_name_of_a_person_comes_to_the_id(name, number, who):
    told = on_the_list([upload(name, number)], Roster(CLASS))
    assert students(told) == [who]
    assert told.lines == ([] if name == who else [f"By the class list: {name} is {who}"])


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("s0I03", "s0103"),
        ("42", "0042"),
        ("Anna Mueler", "s0101 (Anna Müller)"),
        ("Bo N", "0042 (Bo Ng)"),
        ("Lena Miller", "s0104 (Lena Müller)"),
        ("nobody at all", ""),
        ("Müller", ""),
        ("Anna", ""),
        ("0", ""),
        ("m", ""),
    ],
)
def test_who_does_not_fit_keeps_the_name_and_the_nearest_is_named(name, near):
    told = on_the_list([upload(name)], Roster(CLASS))
    assert students(told) == [name]
    (line,) = told.lines
    assert line == f"Not on the class list: {name}" + (f"; nearest: {near}" if near else "")


def test_folders_of_nbgraders_layout_come_to_the_ids_too(tmp_path):
    for name in ("Bo Ng", "s0101"):
        (tmp_path / name / LESSON).mkdir(parents=True)
    told = on_the_list(find(tmp_path, [LESSON]), Roster(CLASS))
    assert students(told) == ["0042", "s0101"]
    assert told.submissions[0].folder == tmp_path / "Bo Ng" / LESSON
    kept = on_the_list(find(tmp_path, [LESSON]), Roster(CLASS), keep=True)
    assert students(kept) == ["Bo Ng", "s0101"]
    assert kept.lines == ["Not on the class list: Bo Ng; nearest: 0042 (Bo Ng)"]


def test_without_a_list_nothing_changes():
    uploads = [upload("Bo Ng"), upload("s0101")]
    told = on_the_list(uploads, Roster([]))
    assert (told.submissions, told.lines) == (uploads, [])


def test_two_of_one_name_are_not_guessed():
    uploads = [upload("Anna Müller", "4711"), upload("Bo Ng", "4713")]
    with pytest.raises(NotCertain) as stopped:
        on_the_list(uploads, Roster([*CLASS, ANNA_2]))
    assert "Anna Müller (4711) may be s0101 or s0102" in str(stopped.value)
    assert "--fill" in str(stopped.value) and "\n" not in str(stopped.value)
    told = on_the_list(uploads, Roster([*CLASS, ANNA_2]), APART)
    assert students(told) == ["Anna Müller", "0042"]


def test_the_platforms_own_number_tells_namesakes_apart():
    uploads = [upload("mulleranna", "30006"), upload("mulleranna", "30005"), upload("ngbo", "1")]
    told = on_the_list(uploads, Roster([*CLASS, ANNA_2]))
    # the numbers are the list's, so Bo's other number is somebody else's
    assert students(told) == ["s0102", "s0101", "ngbo"]


def test_moodles_new_numbers_are_looked_up_in_the_worksheet(tmp_path):
    sheet = tmp_path / "worksheet.csv"
    sheet.write_text(
        "Identifier,Full name,Email address,Status,Grade,Maximum Grade\n"
        "Participant 5822,Anna Müller,A2@x.example,S,,14.00\n"
        "Participant 5823,Anna Müller,a1@x.example,S,,14.00\n"
        "Participant 5824,Bo Ng,elsewhere@x.example,S,,14.00\n"
        "Participant 5825,Somebody Else,lm@x.example,S,,14.00\n"
    )
    people = Filling(sheet).people_by_number()
    names = [("Anna Müller", "5822"), ("Anna Müller", "5823"), ("Bo Ng", "5824")]
    uploads = [upload(*one) for one in [*names, ("Lena Müller", "5825")]]
    told = on_the_list(uploads, Roster([*CLASS, ANNA_2], people))
    assert students(told) == ["s0102", "s0101", "0042", "s0104"]
    # a sheet of another assignment, where the number is another person's, decides nothing
    other = dict.fromkeys(people, ("lm@x.example", "Lena Müller"))
    with pytest.raises(NotCertain, match="The sheet given with --fill does not tell them apart"):
        on_the_list(uploads, Roster([*CLASS, ANNA_2], other))


def test_canvas_gradebook_maps_its_numbers_to_the_logins_of_the_list(tmp_path):
    sheet = tmp_path / "export.csv"
    sheet.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section\n"
        "    Points Possible,,,,\n"
        '"Müller, Anna",77,,s0102,A\n"Müller, Anna",78,U5,x,A\n'
    )
    rows = Filling(sheet).people_by_number()
    nobodys = [Person(p.id, p.first_name, p.last_name, others=p.others) for p in (ANNA_1, ANNA_2)]
    uploads = [upload("mulleranna", "77"), upload("mulleranna", "78")]
    assert students(on_the_list(uploads, Roster(nobodys, rows))) == ["s0102", "s0101"]


@pytest.mark.parametrize("group", ["Team 3", "A-1", "Default group"])
def test_groups_before_the_names(group):
    uploads = [upload(f"{group}-Bo Ng", "1"), upload(f"{group}-Anna Müller", "2")]
    assert students(on_the_list(uploads, Roster(CLASS))) == ["0042", "s0101"]
    rows = {"9": ("lm@x.example", "Lena Müller")}
    assert students(on_the_list([upload(f"{group}-Lena Müller", "9")], Roster(CLASS, rows))) == [
        "s0104"
    ]


def test_a_double_name_is_no_group():
    """Anna-Lena Müller is not on the list: that makes her hand-in not Lena Müller's."""
    for other in (upload("Bo Ng", "2"), upload("Team 3-Bo Ng", "2")):
        told = on_the_list([upload("Anna-Lena Müller", "1"), other], Roster(CLASS))
        assert students(told) == ["Anna-Lena Müller", "0042"]
        assert told.lines[1].startswith("Not on the class list: Anna-Lena Müller")
    doubles = [upload("Anna-Lena Müller", "1"), upload("Anna-Lia Roe", "2"), upload("Bo Ng", "3")]
    assert students(on_the_list(doubles, Roster(CLASS)))[0] == "Anna-Lena Müller"
    listed = [*CLASS, Person("s0109", "Anna-Lena", "Müller")]
    told = on_the_list([upload("Anna-Lena Müller", "1")], Roster(listed))
    assert students(told) == ["s0109"]


def test_two_hand_ins_of_one_person_stop_with_both_named():
    uploads = [upload("Bo Ng", "4712"), upload("bng"), upload("s0101")]
    with pytest.raises(NotCertain) as stopped:
        on_the_list(uploads, Roster(CLASS))
    said = f"Bo Ng (4712) and bng are both 0042 on the class list, in {LESSON}"
    assert said in str(stopped.value)
    assert students(on_the_list(uploads, Roster(CLASS), APART)) == ["Bo Ng", "bng", "s0101"]
    both = [upload("Bo Ng"), upload("bng", lesson=OTHER)]
    assert students(on_the_list(both, Roster(CLASS))) == ["0042", "0042"]


def test_who_was_graded_under_another_name_before_is_said():
    told = on_the_list([upload("Bo Ng")], Roster(CLASS), known={"Bo Ng", "0042"})
    assert told.lines[1].startswith("Graded before under another name")
    assert 'nbgrader db student remove "Bo Ng" --force' in told.lines[1]


def test_an_id_that_leads_elsewhere_is_nobodys():
    """nbgrader's own import takes any id."""
    whose = Roster([Person("../../etc", "Bo", "Ng"), Person(".x", "Cy", "Lee"), ANNA_1])
    told = on_the_list([upload("Bo Ng"), upload("Cy Lee")], whose)
    assert students(told) == ["Bo Ng", "Cy Lee"]


def test_no_text_of_a_list_reaches_the_page_as_html():
    script = "<script>alert(1)</script>"
    page = ClassPage()
    page.class_list = ClassList(frozenset({"s1", "s2"}), names={"s1": script, "s2": script})
    page.add(Record("s1", LESSON, [Score("a", 1.0, 2.0, "right", "", "refused")], [script]))
    page.add(Record(f"s3{script}", LESSON, [Score("a", 1.0, 2.0, "right", "")]))
    assert "<script" not in page.html() and "&lt;script&gt;" in page.html()


NAME = st.text(st.characters(codec="utf-8", exclude_categories=("C",)), max_size=12)


@given(st.lists(st.tuples(NAME, NAME, NAME), max_size=5), NAME, st.sampled_from(["", "1", "30005"]))
def test_any_list_and_any_name_are_found_once_or_kept_or_asked(people, name, number):
    made = {one: Person(one, first, last) for one, first, last in people if one}
    whose = Roster(made.values(), {"1": (name, "x")})
    try:
        (told,) = on_the_list([upload(name, number)], whose).submissions
    except NotCertain as asked:
        assert "\n" not in str(asked) or "\n" in name + "".join(made)
    else:
        assert told.student in {name, *made}
        assert told.student == name or is_a_folders_name(told.student)
        assert told.student == name or name not in made


# ------------------------------------------------------------------ the list itself
@pytest.fixture
def book(tmp_path):
    made = CourseBook(classroom.new_classroom(tmp_path).course)
    yield made
    made.close()


def test_the_gradebook_keeps_a_list_with_all_names(book):
    book.gradebook.update_or_create_student("handed in only")
    assert roster(book.gradebook)[0].id == "handed in only"  # an id alone, as nbgrader imports it
    enlist(book.gradebook, [ANNA_1, Person("0042", "Bo", "Ng", "", "", ("bng", "old"))])
    assert roster(book.gradebook) == [Person("0042", "Bo", "Ng", "", "", ("bng", "old")), ANNA_1]
    enlist(book.gradebook, [Person("0042"), Person("s0101", others=("new",))])
    assert roster(book.gradebook) == [
        Person("0042", "Bo", "Ng", "", "", ("bng", "old")),
        Person("s0101", "Anna", "Müller", "a1@x.example", "30005", ("new",)),
    ]


def test_a_list_of_ids_alone_is_a_list(book):
    enlist(book.gradebook, [Person("a"), Person("b")])
    book.gradebook.add_assignment(LESSON)
    for student in ("a", "z"):
        book.gradebook.update_or_create_student(student)
        book.gradebook.add_submission(LESSON, student)
    assert [person.id for person in roster(book.gradebook)] == ["a", "b"]


def test_a_name_given_in_formgrader_makes_nobody_else_a_stranger(book):
    book.gradebook.add_assignment(LESSON)
    for student in ("a", "b"):
        book.gradebook.update_or_create_student(student)
        book.gradebook.add_submission(LESSON, student)
    book.gradebook.update_or_create_student("a", first_name="Ada")
    assert [person.id for person in roster(book.gradebook)] == ["a", "b"]


def test_who_only_handed_in_makes_no_list(book):
    book.gradebook.add_assignment(LESSON)
    book.gradebook.update_or_create_student("z")
    book.gradebook.add_submission(LESSON, "z")
    assert roster(book.gradebook) == []


def test_other_logins_and_numbers_are_read_from_the_file(tmp_path):
    path = tmp_path / "students.csv"
    path.write_text(
        "id,login,Matrikelnummer,Vorname,Nachname\n0042,bng,M-77,Bo,Ng\n7,,7,Ada,Lovelace\n"
    )
    assert read_class(path) == [
        Person("0042", "Bo", "Ng", "", "77", ("M-77", "bng")),
        Person("7", "Ada", "Lovelace", "", "7"),
    ]
    canvas = tmp_path / "canvas.csv"
    canvas.write_text('Student,ID,SIS User ID,SIS Login ID,Section\n"Ng, Bo",9,U9,bng,A\n')
    assert read_class(canvas) == [Person("bng", "Bo", "Ng", "", "9", ("U9",), "A")]


# ------------------------------------------------------------------ the commands
def moodles(path: Path, works: dict[str, bytes], lesson: str = LESSON) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for who, content in works.items():
            archive.writestr(f"{who}_assignsubmission_file/{lesson}.ipynb", content)
    return path


def worksheet(path: Path, *people: tuple[str, str, str]) -> Path:
    rows = [f"Participant {number},{name},{mail},S,,14.00" for number, name, mail in people]
    path.write_text("Identifier,Full name,Email address,Status,Grade,Maximum Grade\n")
    path.write_text(path.read_text() + "\n".join(rows) + "\n")
    return path


def totals(out: Path) -> dict[str, list[str]]:
    with open(out / "totals.csv", encoding="utf-8-sig", newline="") as file:
        return {row[0]: row[2:] for row in csv.reader(file)}


def state(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != ".grading.lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_two_annas_over_two_lessons_are_two_people(tmp_path, walls, capsys):
    room, out = classroom.new_classroom(tmp_path / "course"), tmp_path / "out"
    for part in ("solutions", "lessons"):
        source = classroom.ROOT / part / OTHER / f"{OTHER}.ipynb"
        target = room.folder / part / OTHER / source.name
        target.parent.mkdir()
        target.write_bytes(source.read_bytes())
    listed = tmp_path / "students.csv"
    listed.write_text(
        "id,first_name,last_name,email\ns1,Anna,Müller,a1@x.y\ns2,Anna,Müller,a2@x.y\n"
        "s3,Bo,Ng,bo@x.y\ns4,Cy,Lee,cy@x.y\n"
    )
    course = ["--course", str(room.course)]
    assert class_list.main([str(listed), *course]) == 0
    right, empty = bytes_of(answered({})), bytes_of(released())
    other = (room.folder / "lessons" / OTHER / f"{OTHER}.ipynb").read_bytes()
    first = moodles(
        tmp_path / "1.zip",
        {"Anna Müller_4711": right, "Anna Müller_4712": empty, "Bo Ng_4713": right, "Di_9": right},
    )
    second = moodles(
        tmp_path / "2.zip",
        {"Anna Müller_5822": other, "Anna Müller_5823": other, "Bo Ng_5824": other},
        OTHER,
    )
    sheet_1 = worksheet(
        tmp_path / "1.csv",
        ("4711", "Anna Müller", "a1@x.y"),
        ("4712", "Anna Müller", "a2@x.y"),
        ("4713", "Bo Ng", "bo@x.y"),
    )
    sheet_2 = worksheet(
        tmp_path / "2.csv",
        ("5822", "Anna Müller", "a2@x.y"),
        ("5823", "Anna Müller", "a1@x.y"),
        ("5824", "Bo Ng", "bo@x.y"),
    )
    options = [*course, "--report", str(out), "--jobs", "1"]

    # without the sheet nothing says which Anna it is: nothing is graded
    before = state(room.folder)
    capsys.readouterr()
    assert command.main([str(first), *options]) == command.WRONG_ARGUMENTS
    said = capsys.readouterr().err
    assert "Anna Müller (4711) may be s1 or s2; Anna Müller (4712) may be s1 or s2" in said
    assert not list(out.glob("*.csv"))
    assert {k: v for k, v in state(room.folder).items() if "gradebook" not in k} == {
        k: v for k, v in before.items() if "gradebook" not in k
    }

    assert command.main([str(first), *options, "--fill", str(sheet_1)]) == 0
    said = capsys.readouterr().out
    assert "the name is there more than once" not in said and "Left out" not in said
    assert (
        "By the class list: Anna Müller-4711 is s1, Anna Müller-4712 is s2, Bo Ng is s3\n" in said
    )
    assert "Not on the class list: Di\n" in said
    assert command.main([str(second), *options, "--fill", str(sheet_2), "--lesson", OTHER]) == 0
    assert totals(out) == {
        "student": [LESSON, OTHER],
        "s1": ["14", "0"],
        "s2": ["0", "0"],
        "s3": ["14", "0"],
        "Di": ["14", ""],
    }
    assert "moodle.csv, 3 students" in capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "4 students on the class list" in page
    assert "On the class list and not handed in: s4 (Cy Lee)" in page
    assert "Handed in and not on the class list: Di" in page

    # the same person in a folder of the own id, too: both are named, and nothing is overwritten
    before = state(out)
    both = tmp_path / "both"
    for name in ("s3", "Bo Ng"):
        (both / name / LESSON).mkdir(parents=True)
        (both / name / LESSON / f"{LESSON}.ipynb").write_bytes(empty)
    assert command.main([str(both), *options]) == command.WRONG_ARGUMENTS
    assert "Bo Ng and s3 are both s3 on the class list" in capsys.readouterr().err
    assert state(out) == before

    # a lesson's sheet, and the others' points stay in all tables
    from autograders.grading.commands import report

    fill = ["--fill", str(sheet_1), "--lesson", LESSON]
    assert report.main([*options[:-2], *fill]) == 0
    assert totals(out)["student"] == [LESSON, OTHER]
    assert {row.split(",")[1] for row in (out / "grades.csv").read_text().splitlines()[1:]} == {
        LESSON,
        OTHER,
    }
    assert OTHER in (out / "report.html").read_text(encoding="utf-8")
    with open(out / "moodle.csv", encoding="utf-8-sig", newline="") as file:
        assert [row[4] for row in csv.reader(file)] == ["Grade", "14", "0", "14"]
