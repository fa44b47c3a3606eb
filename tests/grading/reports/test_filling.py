"""Points in a copy of what Canvas or Moodle exported: the right rows, and nothing else touched."""

import csv
from dataclasses import replace
from pathlib import Path

import classroom
import pytest
from classroom import LESSON, answered, released

from autograders.grading.commands import grade as command
from autograders.grading.notebooks.results import Score
from autograders.grading.reports.filling import CannotFill, Filling
from autograders.grading.reports.records import Record

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
    assert given == ["", "3", "7", "2", ""]  # two claim Ada's row, and two people are called Bo Ng
    assert "2 students" in lines[0]
    assert lines[1] == "  01 Chain Rule (77) is worth 10 there, and 14 here"
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


@pytest.mark.parametrize("name", ["01 Chain Rule - essay (76)", "Final"])
def test_the_instructor_chooses_the_column(name, tmp_path):
    source, out = tmp_path / "export.csv", tmp_path / "out"
    source.write_text(ALIKE)
    out.mkdir()
    filling = Filling(source, columns=[name])
    filling.add(record("al1", 11.5))
    assert filling.close(out)[0].startswith("Filled in")
    rows = table(out / "canvas.csv")
    assert rows[2][rows[0].index(name)] == "11.5"
    with pytest.raises(CannotFill, match=r"^--column 01 Chain: export\.csv has no column"):
        Filling(source, columns=["01 Chain"])


def test_moodles_worksheet_is_filled_by_participant_email_or_name(tmp_path):
    rows, lines = filled(tmp_path, MOODLE, {"Ada L": 11.5, "bo@x.org": 14}, {"Ada L": "4711"})
    assert [row[4] for row in rows] == ["Grade", "11.5", "14"]
    assert lines == [f"Filled in: {tmp_path / 'out' / 'moodle.csv'}, 2 students"]


def test_folders_are_found_by_the_class_lists_names_and_e_mail_addresses(tmp_path):
    people = {"ada1": ("Ada Lovelace", ""), "bo1": ("", "BO@x.org"), "bo2": ("Bo Nobody", "")}
    rows, lines = filled(tmp_path, MOODLE, {"ada1": 11.5, "bo1": 14, "bo2": 1}, people=people)
    assert [row[4] for row in rows] == ["Grade", "11.5", "14"]
    assert lines[1].endswith("or not for certain: bo2")


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
    room = classroom.new_classroom(tmp_path / "course")
    uploads, out = tmp_path / "in", tmp_path / "out"
    uploads.mkdir()
    for name, work in (("lovelaceada_123", answered({})), ("ngbo_125", released())):
        (uploads / f"{name}_9_{LESSON}.ipynb").write_bytes(classroom.bytes_of(work))
    (tmp_path / "export.csv").write_text(CANVAS)
    options = ["--course", str(room.course), "--report", str(out), "--jobs", "1"]
    fill = ["--fill", str(tmp_path / "export.csv")]
    assert command.main([str(uploads), *options, *fill]) == 0
    assert "canvas.csv, 2 students" in capsys.readouterr().out
    assert [row[5] for row in table(out / "canvas.csv")[3:6]] == ["14", "3", "0"]
    missing = ["--fill", str(tmp_path / "missing.csv")]
    assert command.main([str(uploads), *options, *missing]) == command.WRONG_ARGUMENTS
    assert "missing.csv" in capsys.readouterr().err
