"""No submission, whatever is in it, keeps another one from its scores."""

import csv
import json

import classroom
import pytest
from classroom import NAMES, answered, totals, with_cell

from autograders.grading.commands import grade as command
from autograders.grading.gradebook.book import CourseBook
from autograders.grading.referee import jobs, trial
from autograders.grading.sandbox.inside import frames

SAY = """
import json, os, struct
body = json.dumps({message}).encode()
os.write(3, struct.pack(">I", len(body)) + body)
"""
AWKWARD = {
    "half a character": with_cell(answered({}), 'print("\\ud800")\nraise ValueError("\\udfff")'),
    "a one-word answer": with_cell(answered({}), SAY.format(message='["ran"]')),
    "a one-word output": with_cell(answered({}), SAY.format(message='["output"]')),
    "a nest": with_cell(
        answered({}), SAY.format(message="['output', " + "[" * 300 + "]" * 300 + "]")
    ),
    "an endless machine": answered(
        {
            "slope": "from chainrule.machines import Machine\n"
            "def slope(*a, **k):\n"
            "    machine = Machine('sin', 1.0)\n"
            "    object.__setattr__(machine, 'family', 'sigmoid')\n"
            "    object.__setattr__(machine, 'parameters', (float('inf'), 1.0))\n"
            "    return machine"
        }
    ),
    "half a character as an answer": answered({"slope": "def slope(*a, **k): return '\\ud800'"}),
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory, walls):
    """A class of an honest student, awkward ones, and another honest one: their points."""
    room = classroom.new_classroom(tmp_path_factory.mktemp("class"))
    room.hand_in("a honest", answered({}))
    for name, work in AWKWARD.items():
        room.hand_in(name, work)
    room.hand_in("z honest", answered({}))
    out = room.folder / "out"
    arguments = [str(room.submitted), "--course", str(room.course), "--report", str(out)]
    code = command.main([*arguments, "--jobs", "1"])
    with open(out / "grades.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    return code, totals(out), rows


def test_everybody_has_scores(graded):
    code, points, rows = graded
    assert code == 0
    assert points["a honest"] == points["z honest"] == 14.0
    assert points.keys() == {"a honest", "z honest", *AWKWARD}
    assert all(len([r for r in rows if r["student"] == who]) == len(NAMES) for who in points)


@pytest.mark.parametrize(
    "name, most",
    [("half a character", 14), ("an endless machine", 12), ("half a character as an answer", 12)],
)
def test_only_what_is_wrong_costs_points(graded, name, most):
    assert graded[1][name] == most


def test_a_bug_of_ours_is_ours_and_ends_no_run(monkeypatch, walls):
    def fails(*_):
        raise KeyError("a bug")

    monkeypatch.setattr(trial, "evaluate", fails)
    job = jobs.Job(json.dumps(answered({})), 1)
    assert jobs.evaluate_job(job) == {"failed": "the grader stops with KeyError: 'a bug'"}


def test_a_result_that_cannot_be_written_ends_no_run(monkeypatch, tmp_path, walls, capsys):
    room = classroom.new_classroom(tmp_path)
    for student in ("anna", "ben"):
        room.hand_in(student, answered({}))
    save = CourseBook.save

    def full_for_anna(book, student, *rest):
        if student == "anna":
            raise OSError("no space left")
        save(book, student, *rest)

    monkeypatch.setattr(CourseBook, "save", full_for_anna)
    out = tmp_path / "out"
    arguments = [str(room.submitted), "--course", str(room.course), "--report", str(out)]
    assert command.main([*arguments, "--jobs", "1"]) == command.OUR_FAULT
    assert totals(out) == {"ben": 14.0}
    assert "no space left" in capsys.readouterr().out


def test_emojis_cross_whole():
    import socket

    ours, theirs = socket.socketpair()
    with ours, theirs:
        frames.send(ours, ["output", {"text": "\N{SLIGHTLY SMILING FACE} \ud83d!"}])
        said = frames.receive(theirs)[1]["text"]
    assert said == "\N{SLIGHTLY SMILING FACE} \N{REPLACEMENT CHARACTER}!"
