"""Whatever changes a total is told as a change, once, and nothing else is."""

from dataclasses import replace

import pytest
from classroom import LESSON

from autograders.grading.gradebook.marks import NO_MARKS, Marks
from autograders.grading.notebooks.results import Score
from autograders.grading.reports.changes import Change, Changes
from autograders.grading.reports.records import Record
from autograders.grading.reports.standings import FILE, Standings


def record(points: float = 2.0, most: float = 2.0, besides: float = 0.0) -> Record:
    scores = [Score("slope", points, most, "right", ""), Score("compose", 1.0, 2.0, "right", "")]
    return Record("ada", LESSON, scores, besides=besides)


def run(folder, one: Record, marks: Marks = NO_MARKS, told=(), done=True) -> list[str]:
    standings = Standings(folder)
    found = standings.add(one, marks, list(told))
    standings.close(done)
    return list(map(str, found))


@pytest.mark.parametrize(
    ("now", "marks", "said"),
    [
        (record(besides=-3.0), Marks(late=3.0), ["late penalty 0 → 3"]),
        (record(besides=5.5), Marks(others=5.5), ["points for other cells 0 → 5.5"]),
        (
            record(besides=1.0),
            Marks(others=4.0, late=3.0),
            ["late penalty 0 → 3", "points for other cells 0 → 4"],
        ),
        (record(1.5), Marks(by_hand={"slope": 1.5}), ["slope 2 → 1.5 (your mark)"]),
        (
            record(3.0),
            Marks(by_hand={"slope": 3.0}, extra={"slope": 1.0}),
            ["slope 2 → 3 (your extra credit)"],
        ),
        (record(3.0), NO_MARKS, ["slope 2 → 3"]),
        (record(most=5.0), NO_MARKS, ["maximum 4 → 7"]),
        (record(), NO_MARKS, []),
        (record(), Marks(comments={"slope": "See me."}), []),
    ],
)
def test_each_part_of_a_total_that_changes_is_told(now, marks, said, tmp_path):
    assert run(tmp_path, record()) == []  # there is nothing to compare with
    assert run(tmp_path, now, marks) == said
    assert run(tmp_path, now, marks) == []  # once
    back = [line.split(" (")[0].split(" → ") for line in said]
    undone = [
        f"{before.rpartition(' ')[0]} {after} → {before.rpartition(' ')[2]}"
        for before, after in back
    ]
    assert run(tmp_path, record()) == undone


def test_what_the_tests_changed_is_not_told_twice(tmp_path):
    run(tmp_path, record())
    told = [Change("slope", 2.0, 0.0, 1.5)]
    assert run(tmp_path, record(1.5), Marks(by_hand={"slope": 1.5}), told) == []


def test_an_exercise_that_comes_or_goes_is_told(tmp_path):
    run(tmp_path, record())
    one = replace(record(), scores=[*record().scores[1:], Score("new", 1.0, 2.0, "right", "")])
    assert run(tmp_path, one) == ["new none → 1", "slope 2 → none"]


def test_a_run_that_did_not_finish_is_told_again(tmp_path):
    run(tmp_path, record())
    assert run(tmp_path, record(1.0), done=False) == ["slope 2 → 1"]
    assert run(tmp_path, record(1.0)) == ["slope 2 → 1"]


def test_who_is_not_in_a_run_is_not_forgotten(tmp_path):
    run(tmp_path, record())
    run(tmp_path, replace(record(), student="ben"))
    assert run(tmp_path, record(1.0)) == ["slope 2 → 1"]


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "\x00"])
def test_a_broken_file_costs_one_runs_changes(text, tmp_path):
    (tmp_path / FILE).write_text(text)
    assert run(tmp_path, record()) == []
    assert run(tmp_path, record(1.0)) == ["slope 2 → 1"]


def test_changes_of_tests_and_totals_stand_in_one_line(tmp_path):
    changes = Changes(tmp_path / "changes.csv")
    assert not changes and changes.lines() == ["no score changed"]
    changes.add("ada", LESSON, [Change("slope", 2.0, 0.0)])
    changes.add("ada", LESSON, [Change("late penalty", 0.0, 3.0)])
    assert changes.lines()[1:] == ["  ada: slope 2 → 0, late penalty 0 → 3"]
