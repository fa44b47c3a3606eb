"""Points in a copy of what Canvas or Moodle exported: the right rows, and nothing else touched."""

import csv
from dataclasses import replace
from pathlib import Path

import classroom
import pytest
from classroom import LESSON, answered, released

from autograders.grading.commands import grade as command
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.notebooks.results import Score
from autograders.grading.reports.changes import Changes
from autograders.grading.reports.filling import CannotFill, Filling
from autograders.grading.reports.of_a_class import Tables
from autograders.grading.reports.records import Record
from autograders.grading.submissions.uploads import collect

CANVAS = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,01 Chain Rule (77),Essay (78),Final
,,,,,Manual Posting,,(read only)
    Points Possible,,,,,10,5,(read only)
"Lovelace, Ada",123,u1,al1,S1,,4,80
"Ng, Bo",124,u2,bn2,S1,3,5,90
"Ng, Bo",125,u3,bn3,S2,,,
"=1+1, Eve",126,u4,ee4,S1,,,
"Student, Test",127,,zz,S1,,,
"""
MOODLE = """Identifier,"Full name","Email address",Status,Grade,"Maximum Grade"
"Participant 4711","Ada Lovelace",ada@x.org,Submitted,,14
"Participant 4712","Bo Ng",bo@x.org,Submitted,2,14
"""


def record(student: str, points: float, lesson: str = LESSON) -> Record:
    return Record(student, lesson, [Score("a", points, 14.0, "right", "")])


def table(path: Path) -> list[list[str]]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def filled(tmp_path, text: str, points: dict[str, float], numbers=None, lesson=LESSON, people=None):
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_text(text, encoding="utf-8")
    out.mkdir()
    before = source.read_bytes()
    filling = Filling(source, people or {})
    for student, gained in points.items():
        number = (numbers or {}).get(student, "")
        filling.add(replace(record(student, gained, lesson), number=number))
    lines = filling.close(out)
    assert source.read_bytes() == before
    (made,) = out.iterdir()
    return table(made), lines


def test_canvas_rows_are_found_by_number_login_or_a_name_that_is_there_once(tmp_path):
    points = {"lovelaceada": 11.5, "bn3": 7, "Eve =1+1": 2, "Bo Ng": 9, "nobody": 1, "AL1": 3}
    rows, lines = filled(tmp_path, CANVAS, points, {"lovelaceada": "123", "nobody": "999"})
    source = table(tmp_path / "export.csv")
    for old, new in zip(source, rows, strict=True):
        assert new[:5] + new[6:] == old[:5] + old[6:]
    given = [row[5] for row in rows[3:]]
    # two claim Ada's row, and two people are called Bo Ng; 7 and 2 of 14 are these of 10
    assert given == ["", "3", "5", "1.43", ""]
    assert "2 students" in lines[0]
    assert lines[1] == (
        "  01 Chain Rule (77) is worth 10 there and 14 here: points are converted, 14 become 10"
    )
    assert lines[2].endswith("or not for certain: AL1, Bo Ng, lovelaceada, nobody")


def test_canvas_gets_a_new_column_for_a_lesson_that_it_does_not_have(tmp_path):
    rows, _ = filled(tmp_path, CANVAS, {"al1": 11.5}, lesson="02_nested_machines")
    assert rows[0][-1] == "02_nested_machines"
    assert [row[-1] for row in rows[1:4]] == ["", "14", "11.5"]
    assert [row[5] for row in rows] == [row[5] for row in table(tmp_path / "export.csv")]


ALIKE = """Student,ID,SIS Login ID,Section,01 Chain Rule - essay (76),01 Chain Rule (77),Final
    Points Possible,,,,5,14,(read only)
"Lovelace, Ada",123,al1,S1,4,,80
"""


def test_the_column_that_is_called_like_the_lesson_takes_the_points(tmp_path):
    rows, lines = filled(tmp_path, ALIKE, {"al1": 11.5})
    assert rows[2][4:] == ["4", "11.5", "80"]
    assert len(lines) == 1


UNCERTAIN = {
    "none is called like it alone": ALIKE.replace("Rule (77)", "Rule - plots (77)"),
    "one is called like it and more": ALIKE.replace("01 Chain Rule (77)", "Other (77)"),
    "two are called like it": ALIKE.replace("Rule - essay", "Rule"),
}


@pytest.mark.parametrize("kind", UNCERTAIN)
def test_a_column_that_is_not_certain_is_asked_for_and_nothing_is_filled(kind, tmp_path):
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_text(UNCERTAIN[kind])
    out.mkdir()
    filling = Filling(source)
    filling.add(record("al1", 11.5))
    (line,) = filling.close(out)
    assert not list(out.iterdir())
    assert "--column" in line
    for name in table(source)[0][4:6]:
        assert (repr(name) in line) == name.startswith("01")


@pytest.mark.parametrize(
    ("name", "points"), [("01 Chain Rule - essay (76)", "4.11"), ("Final", "11.5")]
)
def test_the_instructor_chooses_the_column(name, points, tmp_path):
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_text(ALIKE)
    out.mkdir()
    filling = Filling(source, columns=[name])
    filling.add(record("al1", 11.5))
    assert filling.close(out)[0].startswith("Filled in")
    rows = table(out / "canvas.csv")
    assert rows[2][rows[0].index(name)] == points
    with pytest.raises(CannotFill, match=r"^--column 01 Chain: export\.csv has no column"):
        Filling(source, columns=["01 Chain"])


def test_moodles_worksheet_is_filled_by_participant_email_or_name(tmp_path):
    rows, lines = filled(tmp_path, MOODLE, {"Ada L": 11.5, "bo@x.org": 14}, {"Ada L": "4711"})
    assert [row[4] for row in rows] == ["Grade", "11.5", "14"]
    assert lines == [f"Filled in: {tmp_path / 'out' / 'moodle.csv'}, 2 students"]


def test_participants_without_names_are_filled_by_their_numbers(tmp_path):
    """Moodle's blind marking: everybody is called Participant, and the sheet has no names."""
    for number in (4711, 4712):
        folder = tmp_path / "in" / f"Participant_{number}_assignsubmission_file"
        folder.mkdir(parents=True)
        (folder / f"{LESSON}.ipynb").write_bytes(b"{}")
    uploads = collect(tmp_path / "in", [LESSON], [LESSON]).uploads
    numbers = {upload.student: upload.number for upload in uploads}
    blind = "Identifier,Status,Grade,Maximum Grade\n" + "".join(
        f"Participant {number},Submitted,,14.00\n" for number in (4713, 4712, 4711)
    )
    points = dict(zip(sorted(numbers), (9.5, 14), strict=True))
    rows, lines = filled(tmp_path, blind, points, numbers)
    assert [row[2] for row in rows[1:]] == ["", "14", "9.5"]
    assert "2 students" in lines[0]


def test_folders_are_found_by_the_class_lists_names_and_e_mail_addresses(tmp_path):
    people = {"ada1": ("Ada Lovelace", ""), "bo1": ("", "BO@x.org"), "bo2": ("Bo Nobody", "")}
    rows, lines = filled(tmp_path, MOODLE, {"ada1": 11.5, "bo1": 14, "bo2": 1}, people=people)
    assert [row[4] for row in rows] == ["Grade", "11.5", "14"]
    assert lines[1].endswith("or not for certain: bo2")


# ------------------------------------------------------------------ another maximum
def test_another_maximum_of_moodles_is_converted_and_said(tmp_path):
    rows, lines = filled(tmp_path, MOODLE.replace(",14", ",100.00"), {"bo@x.org": 11.5})
    assert [row[4] for row in rows] == ["Grade", "", "82.14"]
    assert lines[1] == "  Grade is worth 100 there and 14 here: points are converted, 14 become 100"


@pytest.mark.parametrize("maximum", ["Good", "-", "0.00", "nan", "1e3", "-14", "14 or 15"])
def test_a_maximum_that_is_no_number_is_refused_and_nothing_is_filled(maximum, tmp_path):
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_text(MOODLE.replace(",14", f",{maximum}"))
    out.mkdir()
    filling = Filling(source)
    filling.add(record("bo@x.org", 11.5))
    (line,) = filling.close(out)
    assert "nothing is filled in" in line and maximum in line
    assert not list(out.iterdir())


def test_two_maxima_in_one_sheet_are_refused(tmp_path):
    source = tmp_path / "export.csv"
    source.write_text(MOODLE.replace("2,14", "2,100"))
    filling = Filling(source)
    for who in ("ada@x.org", "bo@x.org"):
        filling.add(record(who, 11.5))
    assert "'100' and '14'" in filling.close(tmp_path / "out")[0]


def test_points_above_the_maximum_are_named_for_moodle(tmp_path):
    rows, lines = filled(tmp_path, MOODLE, {"bo@x.org": 15, "ada@x.org": 14})
    assert [row[4] for row in rows] == ["Grade", "14", "15"]
    assert lines[1] == "  above the maximum, so Moodle does not take it: bo@x.org"


def test_canvas_worth_nothing_takes_points_as_they_are(tmp_path):
    rows, lines = filled(tmp_path, ALIKE.replace(",5,14,", ",5,0,"), {"al1": 11.5})
    assert rows[2][5] == "11.5"
    assert lines[1] == "  01 Chain Rule (77) is worth 0 there, and 14 here"


# ------------------------------------------------------------------ other languages and numbers
HEADERS = {
    "German": (
        "ID;Vollständiger Name;E-Mail-Adresse;Status;Bewertung;Bestwertung;"
        "Bewertung kann geändert werden;Zuletzt geändert (Abgabe)",
        "Teilnehmer/in",
    ),
    "French": (
        "Identifiant;Nom complet;Adresse de courriel;Statut;Note;Note maximale;"
        "La note peut être modifiée;Dernière modification (travail remis)",
        "Participant ",
    ),
    "Spanish": (
        "Identificador;Nombre completo;Dirección de correo;Estado;Calificación;"
        "Calificación máxima;La calificación puede ser cambiada;Última modificación (envío)",
        "Participante ",
    ),
    "English": (
        "Identifier;Full name;Email address;Status;Grade;Maximum Grade;Grade can be changed;"
        "Last modified (submission)",
        "Participant ",
    ),
}


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("language", HEADERS)
def test_moodles_worksheet_in_other_languages(language, separator, tmp_path):
    header, who = HEADERS[language]
    lines = [
        header,
        f"{who}4000;Ada Lovelace;ada@x.org;-;;14,00;-;-",
        f"{who}4001;Jürgen Müller;jm@x.org;-;2,5;14,00;-;-",
        f"{who}4002;Seán O'Brien;so@x.org;-;;14,00;-;-",
    ]
    text = "\ufeff" + "\n".join(
        separator.join(f'"{field}"' for field in line.split(";")) for line in lines
    )
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_text(text)
    out.mkdir()
    filling = Filling(source, {"s3": ("Seán O'Brien", "")})
    for student, number in (("x", "4000"), ("jm@x.org", ""), ("s3", "")):
        filling.add(replace(record(student, 9.5), number=number))
    assert filling.close(out) == [f"Filled in: {out / 'moodle.csv'}, 3 students"]
    with open(out / "moodle.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=separator))
    assert [row[4] for row in rows[1:]] == ["9,5"] * 3
    assert rows[0] == header.split(";") and {row[5] for row in rows[1:]} == {"14,00"}


@pytest.mark.parametrize(
    ("sheet", "given"),
    [
        ("Student;ID;SIS Login ID;Section;01 Chain Rule (7)\n Points Possible;;;;14,00\n", "9,5"),
        ("Student;ID;SIS Login ID;Section;01 Chain Rule (7)\n Points Possible;;;;14.00\n", "9.5"),
        ("Student;ID;SIS Login ID;Section;01 Chain Rule (7)\n Points Possible;;;;7,00\n", "4,75"),
        ("Student;ID;SIS Login ID;Section;Other (8)\n Points Possible;;;;14,5\n", "9,5"),
    ],
)
def test_numbers_are_written_as_canvas_writes_them(sheet, given, tmp_path):
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_text(sheet + '"One, W";1;w1;S;\n')
    out.mkdir()
    filling = Filling(source)
    filling.add(record("w1", 9.5))
    filling.close(out)
    *_, row = (out / "canvas.csv").read_text("utf-8-sig").splitlines()
    assert row.split(";")[-1] == given


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_worksheet_that_a_spreadsheet_has_saved_is_read(encoding, tmp_path):
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_bytes(MOODLE.replace("Bo Ng", "Zoë Ng").encode(encoding))
    out.mkdir()
    filling = Filling(source)
    filling.add(record("Zoë Ng", 9.5))
    assert "1 students" in filling.close(out)[0]


@pytest.mark.parametrize("header", ["id,grade", "ID;Grade", "Identifiant;Bewertung", "grade,note"])
def test_columns_of_two_languages_are_no_worksheet(header, tmp_path):
    source = tmp_path / "x.csv"
    source.write_text(f"{header}\n1,2\n")
    with pytest.raises(CannotFill, match="German, French or Spanish"):
        Filling(source)


def test_our_own_tables_open_rightly_in_a_spreadsheet(tmp_path):
    tables = Tables(tmp_path)
    tables.add(record("Jürgen Müller", 9.5))
    tables.close(ClassList())
    changes = Changes(tmp_path / "changes.csv")
    changes.close()
    for name in ("grades.csv", "totals.csv", "changes.csv"):
        data = (tmp_path / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\xef\xbb\xbf") == 1
        data.decode("utf-8")


def test_a_lesson_too_many_or_the_original_is_refused(tmp_path):
    source = tmp_path / "moodle.csv"
    source.write_text(MOODLE)
    filling = Filling(source)
    filling.add(record("Ada Lovelace", 3))
    assert "would be overwritten" in filling.close(tmp_path)[0]
    filling.add(record("Ada Lovelace", 3, "02_nested_machines"))
    assert "--lesson" in filling.close(tmp_path / "out")[0]
    assert source.read_text() == MOODLE


@pytest.mark.parametrize("content", [b"", b"name,points\nada,3\n", b"\xff\xfe\x00"])
def test_another_file_is_refused_in_one_line(tmp_path, content):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(CannotFill, match=r"^--fill [^\n]*x\.csv: [^\n]*$"):
        Filling(tmp_path / "x.csv")


def test_the_command_fills_what_canvas_exported(tmp_path, walls, capsys):
    room = classroom.begun_classroom(tmp_path / "course")
    uploads, out = tmp_path / "in", tmp_path / "out"
    uploads.mkdir()
    for name, work in (("lovelaceada_123", answered({})), ("ngbo_125", released())):
        (uploads / f"{name}_9_{LESSON}.ipynb").write_bytes(classroom.bytes_of(work))
    (tmp_path / "export.csv").write_text(CANVAS)
    options = ["--course", str(room.course), "--report", str(out), "--jobs", "1"]
    fill = ["--fill", str(tmp_path / "export.csv")]
    assert command.main([str(uploads), *options, *fill]) == 0
    assert "canvas.csv, 2 students" in capsys.readouterr().out
    assert [row[5] for row in table(out / "canvas.csv")[3:6]] == ["10", "3", "0"]
    missing = ["--fill", str(tmp_path / "missing.csv")]
    assert command.main([str(uploads), *options, *missing]) == command.WRONG_ARGUMENTS
    assert "missing.csv" in capsys.readouterr().err
