"""What `grade` allows beyond the ordinary: time, memory, packages, room for files."""

import classroom
import pytest
from classroom import MOST, answered, right_answers, with_cell

from autograders.grading.class_run.ledger import state_of_a_lesson
from autograders.grading.commands import grade as command
from autograders.grading.conditions import ORDINARY, Conditions
from autograders.grading.notebooks import reading
from autograders.grading.referee import conversation, jobs
from autograders.grading.referee.jobs import Job

SLOW = "import time\ndef d_power(x):\n    time.sleep(0.2)\n    return 15 * (3 * x + 1)**4"
LARGE = "held = bytearray(1_000 * 2**20)\n" + right_answers()["d_power"]
WRITES = """
import time
for name in "{names}":
    with open(name, "wb") as file:
        file.write(bytes({megabytes} * 2**20))
time.sleep(0.5)
"""
"""Written, and left there until somebody has looked."""
FOREIGN = "import toolz\ndef d_power(x):\n    return 15 * toolz.identity(3 * x + 1)**4"


def writes(names, megabytes):
    return WRITES.format(names=names, megabytes=megabytes)


@pytest.fixture
def points(template, walls):
    """Points of d_power in a notebook, under these conditions."""

    def of(work, conditions=ORDINARY):
        merged = template.merge(reading.parse(classroom.bytes_of(work)))
        result = jobs.outcome(jobs.evaluate_job(Job.of(merged, 5, conditions=conditions)))
        return result.scores["d_power"].points

    yield of
    jobs.close_zygotes()


@pytest.mark.parametrize(
    "answer, more",
    [
        (SLOW, Conditions(time=20)),
        (LARGE, Conditions(memory=2_000)),
        (FOREIGN, Conditions(packages=("toolz",))),
        (writes("abc", 25) + right_answers()["d_power"], Conditions(scratch=200)),
    ],
    ids=["time", "memory", "package", "files"],
)
def test_what_is_too_much_is_right_with_more(answer, more, points, monkeypatch):
    if answer is SLOW:
        monkeypatch.setattr(conversation, "CALL_SECONDS", 0.3)
    work = answered({"d_power": answer})
    assert points(work) == 0
    assert points(work, more) == MOST["d_power"]


def test_what_is_promised_to_files_is_there_to_the_last_megabyte(points):
    """All 64 MB that the table of the README names, however long they lie there."""
    work = answered({"d_power": writes("abcd", 15) + right_answers()["d_power"]})
    assert points(work) == MOST["d_power"]


def test_a_package_opens_no_other(points):
    work = with_cell(answered({"d_power": FOREIGN}), "import nbgrader", "d_power-answer")
    cell = "try:\n    import nbgrader\nexcept ImportError:\n    there = 0"
    source = cell + "\nimport toolz\ndef d_power(x):\n    return 15 * (3 * x + 1)**4 + there"
    assert points(work, Conditions(packages=("toolz",))) == MOST["d_power"]
    work = answered({"d_power": source})
    assert points(work, Conditions(packages=("toolz",))) == MOST["d_power"]


@pytest.mark.parametrize(
    "words, said",
    [
        (["--time", "0"], "--time must be above 0"),
        (["--time", "nan"], "--time must be above 0"),
        (["--memory", "1"], "--memory must be"),
        (["--scratch", "0"], "--scratch must be 16 to 4000 (MB)"),
        (["--scratch", "5000"], "--scratch must be"),
        (["--file-size", "-1"], "--file-size must be 1 to 400 (MB)"),
        (["--file-size", "401"], "--file-size must be"),
        (["--package", "no-such-package-here"], "pip install no-such-package-here"),
        (["--package", "../../etc"], "it is not installed here"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(words, said, tmp_path, capsys):
    room = classroom.begun_classroom(tmp_path)
    room.hand_in("ada", answered({}))
    assert command.main([str(room.submitted), "--course", str(room.course), *words]) == 2
    error = capsys.readouterr().err.strip()
    assert said in error
    assert "\n" not in error


def test_other_conditions_are_another_grading(template):
    states = {
        state_of_a_lesson(template, f"rules{conditions}")
        for conditions in (
            ORDINARY,
            Conditions(time=2),
            Conditions(packages=("toolz",)),
            Conditions(scratch=200),
        )
    }
    assert len(states) == 4
    assert str(ORDINARY) == ""


def test_a_large_notebook_is_read_where_it_may_be(tmp_path, monkeypatch, walls):
    """Who was refused is graded with --file-size, and the limit is the ordinary one again after."""
    monkeypatch.setattr(reading, "MAX_BYTES", 2**19)
    room = classroom.begun_classroom(tmp_path)
    room.hand_in("ada", with_cell(answered({}), f"# {'x' * 2**19}"))
    arguments = [str(room.submitted), "--course", str(room.course), "--jobs", "1"]
    for more, points in ([], 0), (["--file-size", "1"], 14):
        assert command.main([*arguments, *more]) == 0
        assert classroom.totals(room.course / "reports") == {"ada": points}
    with pytest.raises(reading.Unreadable, match="is larger than"):
        reading.read(room.submitted / "ada" / classroom.LESSON / f"{classroom.LESSON}.ipynb")
