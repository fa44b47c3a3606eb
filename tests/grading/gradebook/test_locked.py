"""A gradebook that cannot be written to stops a command with one line, and nothing is changed."""

import sqlite3
import threading

import pytest
from classroom import LESSON, answered, begun_classroom, totals
from sqlalchemy import create_engine

from autograders.grading.commands import class_list, feedback, grade, report
from autograders.grading.gradebook import book


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A course with a gradebook; nobody waits long for a lock."""
    made = begun_classroom(tmp_path)
    made.hand_in("ada", answered({}))
    (made.folder / "students.csv").write_text("id\nada\n")
    book.CourseBook(made.course).close()
    monkeypatch.setattr(
        "nbgrader.api.create_engine",
        lambda url, **more: create_engine(url, connect_args={"timeout": 0.1}, **more),
    )
    return made


COMMANDS = {
    "grade": lambda room: grade.main([str(room.submitted), "--course", str(room.course)]),
    "report": lambda room: report.main(["--course", str(room.course)]),
    "class": lambda room: class_list.main(
        [str(room.folder / "students.csv"), "--course", str(room.course)]
    ),
}


class WithoutALog:
    """In the place of SQLAlchemy's events: nothing is done to a connection."""

    @staticmethod
    def listens_for(engine, what):
        return lambda function: function


def give_back(room):
    return feedback.main(["--course", str(room.course)])


@pytest.mark.parametrize("begin", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_gradebook_that_another_program_is_changing_is_told_in_one_line(
    name, begin, room, capsys
):
    other = sqlite3.connect(room.course / "gradebook.db", isolation_level=None)
    other.execute(begin)
    try:
        assert COMMANDS[name](room) == 2
    finally:
        other.close()
    said = capsys.readouterr().err.strip()
    assert "another program has it open" in said
    assert "\n" not in said
    assert not (room.course / "autograded" / "ada" / LESSON).exists()


def test_a_gradebook_that_is_locked_in_mid_run_loses_nothing(room, walls, monkeypatch, capsys):
    """Waited for; and when that takes too long, the run ends in one line and goes on later."""
    room.hand_in("ben", answered({}))
    monkeypatch.setattr(book, "TRIES_TO_SAVE", 2)
    arguments = [str(room.submitted), "--course", str(room.course), "--jobs", "1"]
    save, roll_back = book.CourseBook._save, book.CourseBook.roll_back
    other = sqlite3.connect(room.course / "gradebook.db", isolation_level=None)

    def is_locked_for(student):
        def noted(here, whose, *rest):
            if whose == student and not other.in_transaction:
                other.execute("BEGIN IMMEDIATE")
            return save(here, whose, *rest)

        monkeypatch.setattr(book.CourseBook, "_save", noted)

    try:
        is_locked_for("ben")
        assert grade.main(arguments) == grade.OUR_FAULT
        said = capsys.readouterr().err.strip()
        assert "another program has it open" in said
        assert "goes on from here" in said
        assert "\n" not in said
        out = room.course / "reports"
        assert totals(out) == {"ada": 14.0}

        def over(here):  # as soon as the run has met it
            roll_back(here)
            other.rollback()
            monkeypatch.setattr(book.CourseBook, "_save", save)

        other.rollback()
        monkeypatch.setattr(book.CourseBook, "roll_back", over)
        assert grade.main(arguments) == 0
    finally:
        other.close()
    assert "1 of 2 were graded before" in capsys.readouterr().out
    assert totals(out) == {"ada": 14.0, "ben": 14.0}


def test_a_gradebook_that_somebody_reads_for_a_moment_is_waited_for(room, monkeypatch):
    """As formgrader does, while marks are looked at: a log beside it cannot be begun then."""
    monkeypatch.undo()  # the ordinary patience
    other = sqlite3.connect(
        room.course / "gradebook.db", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN")
    other.execute("SELECT * FROM student").fetchall()
    done = threading.Timer(1.0, other.rollback)
    done.start()
    try:
        assert COMMANDS["grade"](room) == 0
    finally:
        done.join()
        other.close()


@pytest.mark.parametrize("name", [*COMMANDS, "feedback"])
def test_a_gradebook_that_is_held_while_it_is_read_ends_in_one_line(
    name, room, walls, monkeypatch, capsys
):
    """Where there is no log beside it (on a network drive), a writer keeps readers out, too."""
    monkeypatch.setattr(book, "event", WithoutALog)
    if name in ("report", "feedback"):
        assert COMMANDS["grade"](room) == 0
    other = sqlite3.connect(room.course / "gradebook.db", isolation_level=None)
    people = book.CourseBook.people

    def held(here):
        here.gradebook.db.rollback()
        if not other.in_transaction:
            other.execute("BEGIN EXCLUSIVE")
        return people(here)

    monkeypatch.setattr(book.CourseBook, "people", held)
    capsys.readouterr()
    try:
        expected = grade.OUR_FAULT if name == "grade" else 2
        assert {**COMMANDS, "feedback": give_back}[name](room) == expected
        assert other.in_transaction
    finally:
        other.close()
    said = capsys.readouterr().err.strip()
    assert said.startswith(f"{name}: ") and "another program has it open" in said
    assert "\n" not in said
    monkeypatch.setattr(book.CourseBook, "people", people)
    assert COMMANDS["grade"](room) == 0
    assert totals(room.course / "reports") == {"ada": 14.0}


def test_a_file_that_is_no_gradebook_is_told_in_one_line(room, capsys):
    (room.course / "gradebook.db").write_text("points: 14\n" * 200)
    assert COMMANDS["grade"](room) == 2
    said = capsys.readouterr().err.strip()
    assert "cannot be used as a gradebook" in said
    assert "\n" not in said


def test_a_free_gradebook_opens(room):
    book.CourseBook(room.course).close()
