"""An extension is for the person whom the class list knows by that name, login or address."""

from datetime import timedelta

import pytest
from classroom import LESSON, answered, begun_classroom, run_nbgrader
from nbgrader.api import Gradebook

from autograders.grading.commands import class_list
from autograders.grading.commands import grade as command
from autograders.grading.gradebook.deadlines import FILE

LIST = (
    "id,first_name,last_name,email,login\n"
    "s1,Ada,Lovelace,ada@uni.example,lovelacea\n"
    "s2,Anna,Müller,a2@uni.example,\ns3,Anna,Müller,a3@uni.example,\n"
)
DAY = timedelta(days=1)


@pytest.fixture
def room(tmp_path):
    room = begun_classroom(tmp_path / "course")
    listed = tmp_path / "students.csv"
    listed.write_text(LIST, encoding="utf-8")
    assert class_list.main([str(listed), "--course", str(room.course)]) == 0
    return room


def write_extensions(room, *lines: str) -> None:
    text = f"[{LESSON}]\ndue = 2026-11-24 23:59:00+00:00\n[{LESSON}.extensions]\n"
    (room.course / FILE).write_text(text + "\n".join(lines), encoding="utf-8")


def grade(room) -> int:
    return command.main([str(room.submitted), "--course", str(room.course), "--jobs", "1"])


def extensions(room) -> dict[str, timedelta | None]:
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        return {s.student_id: s.extension for s in book.find_assignment(LESSON).submissions}


@pytest.mark.parametrize(
    "called", ["s1", '"ada@uni.example"', "lovelacea", '"Ada Lovelace"', '"Lovelace, Ada"']
)
def test_both_roads_know_whose_it_is(called, room, walls):
    room.hand_in("s1", answered({}))
    write_extensions(room, f'{called} = "2 days"')
    if called == "lovelacea":
        run_nbgrader(room, f"generate_assignment {LESSON} --force --create", f"autograde {LESSON}")
    else:
        assert grade(room) == 0
    assert extensions(room) == {"s1": 2 * DAY}


def test_a_name_that_two_have_and_a_line_of_the_id_itself(room, walls, capsys):
    for student in ("s1", "s2"):
        room.hand_in(student, answered({}))
    write_extensions(room, '"Anna Müller" = "2 days"', 's1 = "1 day"', 'lovelacea = "3 days"')
    assert grade(room) == 0
    assert extensions(room) == {"s1": DAY, "s2": None}
    said = capsys.readouterr().out
    assert "deadlines.toml: an extension for nobody that is known: Anna Müller" in said
