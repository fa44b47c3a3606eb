"""deadlines.toml: what it says, what is refused, and that both roads take off the same."""

import csv
from datetime import datetime, timedelta

import classroom
import pytest
from classroom import LESSON, answered, released, run_nbgrader
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from autograders.grading.commands import grade as command
from autograders.grading.gradebook.deadlines import (
    FILE,
    BadDeadlines,
    Deadlines,
    Penalty,
    read_deadlines,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ALL = f"""
timezone = "Europe/Berlin"
grace = "15 min"
penalty_per_day = "10 %"

[{LESSON}]
due = 2026-11-24 23:59:00

[{LESSON}.extensions]
s0103 = "2 days"
"a@x.example" = 2026-11-25 12:59:00

[00_predictions]
due = 2026-10-25 02:30:00
penalty_per_day = 2
nothing_after = "1 week"
grace = "0 min"
"""


def read(folder, text: str | bytes) -> Deadlines:
    (folder / FILE).write_bytes(text.encode() if isinstance(text, str) else text)
    return read_deadlines(folder, [LESSON, "00_predictions"])


@pytest.mark.parametrize("form", ["{}", "\ufeff{}"])
def test_the_whole_file_is_read(form, tmp_path):
    found = read(tmp_path, form.format(ALL).replace("\n", "\r\n"))
    one, other = found.of(LESSON), found.of("00_predictions")
    assert one.due == datetime(2026, 11, 24, 22, 59)
    assert one.extensions == {"s0103": 2 * DAY, "a@x.example": 13 * HOUR}
    assert (one.grace, one.per_day) == (HOUR / 4, Penalty(share=0.1))
    # in the hour that comes twice, the first; the lesson's own rules win
    assert other.due == datetime(2026, 10, 25, 0, 30)
    assert (other.grace, other.per_day, other.nothing_after) == (0 * HOUR, Penalty(2), 7 * DAY)
    assert found.of("another").grace == HOUR / 4
    assert found.names(LESSON) and not found.names("another")
    assert found.unknown(["s0103"]) == ["a@x.example"]


def test_without_a_file_there_are_no_rules(tmp_path):
    assert read_deadlines(tmp_path) == Deadlines()
    assert read_deadlines(tmp_path).of(LESSON).rules() == ""


@pytest.mark.parametrize(
    ("late", "points"),
    [
        (timedelta(), 0),
        (HOUR / 4, 0),
        (HOUR / 4 + timedelta(seconds=1), 1.4),
        (DAY, 1.4),
        (DAY + timedelta(seconds=1), 2.8),
        (20 * DAY, 28),
    ],
)
def test_each_day_begun_after_the_deadline_costs(late, points, tmp_path):
    deadline = read(tmp_path, ALL).of(LESSON)
    assert deadline.penalty(late, 14.0) == pytest.approx(points)


def test_after_the_last_day_nothing_counts(tmp_path):
    deadline = read(tmp_path, ALL).of("00_predictions")
    assert deadline.penalty(7 * DAY, 14.0) == 14.0
    assert deadline.penalty(7 * DAY + timedelta(seconds=1), 14.0) == float("inf")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("due = 2026-11-24 23:59:00", "due is no word of this file"),
        ("grase = '15 min'", "grase is no word of this file (known: timezone, grace"),
        ("grace = 15", '15 is no time; write "2 days", "36 hours" or "15 min"'),
        ("grace = '15 parsecs'", "no time"),
        ("grace = '-15 min'", "no time"),
        ("grace = '99999 days'", "no time"),
        ("penalty_per_day = '10'", '"10 %" of the lesson'),
        ("penalty_per_day = -1", "no penalty"),
        ("penalty_per_day = true", "no penalty"),
        ("penalty_per_day = nan", "no penalty"),
        ("penalty_per_day = inf", "no penalty"),
        ("timezone = 'Berlin'", "'Berlin' is no time zone"),
        ("timezone = '../../etc/passwd'", "is no time zone"),
        ("timezone = 1", "timezone is a text"),
        ("[01_chain_rul]", "[01_chain_rul]: there is no such lesson"),
        (f"[{LESSON}]\ndue = '24.11.2026'", "write 2026-11-24 23:59:00, without quotes"),
        (f"[{LESSON}]\ndue = 2026-11-24", "is no date and time"),
        (f"[{LESSON}]\ndue = 0001-01-01 00:00:00+14:00", "there is no such time"),
        (f"[{LESSON}]\nDue = 2026-11-24 23:59:00", "Due is no word"),
        (f"[{LESSON}]\nextensions = 2", "extensions is a table"),
        (f"[{LESSON}.extensions]\nada = 2", "[01_chain_rule] ada: 2 is no time"),
        (f"[{LESSON}.extensions]\nada = 2026-11-24 23:59:00", "needs the lesson's due"),
        (
            f"[{LESSON}]\ndue = 2026-11-24 23:59:00\nextensions.ada = 2026-11-23 23:59:00",
            "is before the deadline",
        ),
        ("grace =", "deadlines.toml: "),
        (b"\xff\xfe", "deadlines.toml: "),
        ("a" * 5000, "deadlines.toml: "),
        ("\x1b[31m = 1", "deadlines.toml: "),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line(text, said, tmp_path):
    with pytest.raises(BadDeadlines) as refused:
        read(tmp_path, text)
    line = str(refused.value)
    assert said in line and "\n" not in line and "\x1b" not in line and len(line) <= 400


@given(st.text(max_size=60) | st.text("[]=.\"' 0123456789-:graceduperday\n", max_size=80))
def test_any_text_is_followed_or_refused(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("course")
    try:
        read(folder, text.encode(errors="replace"))
    except BadDeadlines as refused:
        assert "\n" not in str(refused)


# ------------------------------------------------------------------ both roads
PAPERS = {  # written by nbgrader with several zones: points left of 14, and whole hours late
    "ada": ("2026-11-24 23:59:00.000000 CET", 14, 0),
    "bo": ("2026-11-25 00:10:00.000000 CET", 14, 11 / 60),
    "cy": ("2026-11-24 19:59:00.000000 EST", 12.6, 2),
    "di": ("2026-11-25 11:59:00.000000 +09", 12.6, 4),
    "s0103": ("2026-11-26 23:00:00.000000 CET", 14, 0),
    "ed": ("2026-11-27 00:00:00.000000 CET", 9.8, 48 + 1 / 60),
    "fi": (None, 14, 0),
}


def late_class(folder) -> classroom.Classroom:
    room = classroom.begun_classroom(folder)
    work = answered({})
    for student, (time, _, _) in PAPERS.items():
        path = room.hand_in(student, work)
        if time:
            (path.parent / "timestamp.txt").write_text(time)
    rules = ALL.split("[00_predictions]")[0].replace('"a@x.example"', "nobody")
    (room.course / FILE).write_text(rules)
    (room.course / "grading_seed.txt").write_text("77\n")
    return room


def lateness_of(room) -> dict[str, tuple[float, float]]:
    with Gradebook(f"sqlite:///{room.course / 'gradebook.db'}") as book:
        return {
            one.student.id: (
                round(one.score - one.late_submission_penalty, 6),
                one.total_seconds_late,
            )
            for one in book.assignment_submissions(LESSON)
        }


def test_both_roads_take_off_the_same(tmp_path, walls, capsys):
    due = {student: (points, round(hours * 3600)) for student, (_, points, hours) in PAPERS.items()}
    ours, out = late_class(tmp_path / "ours"), tmp_path / "out"
    options = ["--course", str(ours.course), "--report", str(out), "--jobs", "1"]
    assert command.main([str(ours.submitted), *options]) == 0
    said = capsys.readouterr().out
    assert f"{LESSON}: no time is known for 1 hand-in, so it does not count as late\n" in said
    assert "deadlines.toml: an extension for nobody that is known: nobody\n" in said
    assert "timestamp.txt" not in said
    assert lateness_of(ours) == due
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "No time is known of 1 of these hand-ins" in page

    theirs = late_class(tmp_path / "theirs")
    run_nbgrader(theirs, f"generate_assignment {LESSON} --force", f"autograde {LESSON}")
    assert lateness_of(theirs) == due

    # a longer extension for one is graded anew for that one alone, and told
    rules = ours.course / FILE
    rules.write_text(rules.read_text() + 'ed = "3 days"\n')
    assert command.main([str(ours.submitted), *options]) == 0
    said = capsys.readouterr().out
    assert f"{len(PAPERS) - 1} of {len(PAPERS)} were graded before" in said
    assert "  ed: late penalty 4.2 → 0" in said
    assert lateness_of(ours)["ed"] == (14, 0)
    with open(out / "changes.csv", encoding="utf-8-sig", newline="") as file:
        assert ["ed", LESSON, "late penalty", "4.2", "0", ""] in list(csv.reader(file))

    # the deadline moves, and all totals with it
    later = rules.read_text().replace("2026-11-24 23:59", "2026-11-28 23:59")
    rules.write_text(later)
    assert command.main([str(ours.submitted), *options]) == command.WRONG_ARGUMENTS
    assert "nobody: is before the deadline" in capsys.readouterr().err
    rules.write_text(later.replace("nobody = 2026-11-25 12:59:00\n", ""))
    assert command.main([str(ours.submitted), *options]) == 0
    said = capsys.readouterr().out
    assert "no score changed" not in said
    assert "  cy: late penalty 1.4 → 0\n" in said and "  di: late penalty 1.4 → 0\n" in said
    assert {points for points, _ in lateness_of(ours).values()} == {14}

    rules.write_text("grase = 1\n")
    assert command.main([str(ours.submitted), *options]) == command.WRONG_ARGUMENTS
    assert capsys.readouterr().err.startswith(f"grade: {rules}: grase is no word")


def test_nbgraders_own_method_still_takes_all(tmp_path, walls):
    room = classroom.begun_classroom(tmp_path)
    path = room.hand_in("ada", answered({}))
    room.hand_in("bo", released())
    (path.parent / "timestamp.txt").write_text("2026-11-25 00:30:00 CET")
    config = room.course / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    (room.course / FILE).write_text(f"[{LESSON}]\ndue = 2026-11-24 22:59:00Z\n")
    options = ["--course", str(room.course), "--report", str(tmp_path / "out"), "--jobs", "1"]
    assert command.main([str(room.submitted), *options]) == 0
    assert lateness_of(room)["ada"] == (0, 1860)
    (room.course / FILE).write_text(f"[{LESSON}]\ndue = 2026-11-24 22:59:00Z\ngrace = '1 h'\n")
    assert command.main([str(room.submitted), *options]) == 0
    assert lateness_of(room)["ada"] == (14, 1860)
