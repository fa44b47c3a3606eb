"""What a course folder holds from before the wings goes on working: nobody loses a mark.

`old_class` was made by the grader as it was then: a lesson cut down to two exercises, three
students graded, a mark and a comment given by hand, two more handed in, and the run stopped by
Ctrl+C after the first of these. `nbgrader_config.py` has the dotted names of that time. (The
gradebook lies there as SQL text.)
"""

import json
import shutil
import sqlite3
from pathlib import Path

import classroom
import nbformat
import pytest
from classroom import LESSON, run_nbgrader, totals
from nbgrader.api import Gradebook

from autograders.grading.commands import grade as command
from autograders.grading.commands import report as reporting

OLD = Path(__file__).parent / "old_class"
GRADED = {"ada": 4.0, "ben": 3.5, "cyd": 0.0, "dora": 2.0}


@pytest.fixture
def room(tmp_path) -> classroom.Classroom:
    """A copy of the old class, with its gradebook in place."""
    shutil.copytree(OLD, tmp_path / "class")
    made = classroom.Classroom(tmp_path / "class")
    dump = made.course / "gradebook.sql"
    book = sqlite3.connect(made.course / "gradebook.db")
    book.executescript(dump.read_text(encoding="utf-8"))
    book.close()
    dump.unlink()
    return made


def book(room: classroom.Classroom) -> Gradebook:
    return Gradebook(f"sqlite:///{room.course / 'gradebook.db'}")


def test_a_run_that_was_stopped_goes_on_with_marks_by_hand(room, walls, capsys):
    out = room.course / "reports"
    options = ["--course", str(room.course), "--jobs", "1", "--seed", "4711"]
    assert command.main([str(room.submitted), *options]) == 0
    said = capsys.readouterr().out
    assert "graded before and have not changed" not in said  # another grader: all anew, once
    assert "2 graded for the first time\n" in said
    assert "no score changed\n" in said
    assert "Marks by hand, kept: ben slope 1.5 (the tests: 0)\n" in said
    assert totals(out) == {**GRADED, "eve": 4.0}
    with book(room) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(LESSON)}
        assert scores == {**GRADED, "eve": 4.0}
    assert "Well put." in (out / "ada" / f"{LESSON}.html").read_text(encoding="utf-8")
    lines = (out / ".graded.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)[0] for line in lines} == {f"{who}/{LESSON}" for who in scores}
    assert not (out / ".progress.jsonl").exists()

    assert command.main([str(room.submitted), *options]) == 0  # and the next run has nothing to do
    assert "5 of 5 were graded before and have not changed since" in capsys.readouterr().out


def test_what_was_graded_then_is_reported_as_it_was(room, tmp_path, capsys):
    out = tmp_path / "pages"
    arguments = ["--course", str(room.course), "--report", str(out)]
    assert reporting.main(arguments) == reporting.TO_LOOK_AT
    said = capsys.readouterr().out
    assert f"Left out: eve/{LESSON}: it was handed in and is not graded yet" in said
    assert totals(out) == GRADED
    assert "marked this by hand" in (out / "ben" / f"{LESSON}.html").read_text(encoding="utf-8")


def test_nbgrader_grades_with_the_configuration_of_then(room, walls):
    (room.course / "grading_seed.txt").write_text("4711\n")
    run_nbgrader(room, f"autograde {LESSON} --force", f"generate_feedback {LESSON}")
    with book(room) as gradebook:
        scores = {s.student.id: s.score for s in gradebook.assignment_submissions(LESSON)}
    assert scores == {**GRADED, "eve": 4.0}
    graded = room.course / "autograded" / "eve" / LESSON / f"{LESSON}.ipynb"
    notebook = nbformat.read(graded, as_version=4)
    assert (
        notebook.cells[classroom.place(notebook, "slope")].outputs[0].text.startswith("slope works")
    )
    page = room.course / "feedback" / "eve" / LESSON / f"{LESSON}.html"
    assert "default-src 'none'" in page.read_text(encoding="utf-8")
