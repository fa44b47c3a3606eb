"""A run that is killed goes on where it was; workers of a cluster may die; nothing is lost."""

import io
import json
import multiprocessing
import os
import pty
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import classroom
import in_a_worker
import pytest
from classroom import LESSON, answered, released, totals
from sqlalchemy import event
from sqlalchemy.engine import Engine

from autograders.grading.class_run import cluster, ledger, processes, progress_line
from autograders.grading.class_run.ledger import FILE, Ledger
from autograders.grading.commands import grade as command
from autograders.grading.notebooks import results
from autograders.grading.referee import jobs, lesson_tests
from autograders.grading.reports.records import Record

CALL = (
    "import sys; from autograders.grading.commands.grade import main; sys.exit(main(sys.argv[1:]))"
)
PATIENCE = 120


def hand_in(folder: Path, students: int) -> classroom.Classroom:
    """A class of which every third has answered nothing, and one file is broken."""
    room = classroom.begun_classroom(folder)
    right, untouched = answered({}), released()
    for number in range(students):
        room.hand_in(f"s{number:02}", untouched if number % 3 == 2 else right)
    room.hand_in("broken", b"{")
    (room.course / "grading_seed.txt").write_text("77\n")
    return room


def deserved(students: int) -> dict[str, float]:
    return {f"s{n:02}": 0.0 if n % 3 == 2 else 14.0 for n in range(students)} | {"broken": 0.0}


def lines(out: Path) -> list[str]:
    try:
        return (out / FILE).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []


def wait_for(true, what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.01)


def arguments(room: classroom.Classroom, out: Path) -> list[str]:
    return [str(room.submitted), "--course", str(room.course), "--report", str(out), "--jobs", "1"]


# ------------------------------------------------------------------ interruptions
def test_a_killed_run_is_continued_and_gives_what_one_run_gives(tmp_path, walls, capsys):
    students = 8
    room, out = hand_in(tmp_path, students), tmp_path / "out"
    run = subprocess.Popen(
        [sys.executable, "-c", CALL, *arguments(room, out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: len(lines(out)) >= 2 or run.poll() is not None, "two graded notebooks")
    run.send_signal(signal.SIGKILL)
    run.wait()
    done = [json.loads(line)[0] for line in lines(out) if line.endswith("}]")]
    assert 2 <= len(done) < students
    pages = {key: out / f"{key}.html" for key in done}
    times = {key: path.stat().st_mtime_ns for key, path in pages.items()}

    assert command.main(arguments(room, out)) == 0
    assert f"{len(done)} of {students + 1} were graded before" in capsys.readouterr().out
    assert {key: path.stat().st_mtime_ns for key, path in pages.items()} == times
    assert totals(out) == deserved(students)
    assert f"<strong>{students + 1}</strong> graded" in (out / "report.html").read_text()
    assert not (out / FILE).exists()


def test_ctrl_c_in_a_terminal_is_one_line_and_the_terminal_shows_how_far_it_is(tmp_path, walls):
    """In a terminal, Ctrl+C goes to all of its processes, whatever they are at."""
    room, out = hand_in(tmp_path, 40), tmp_path / "out"
    ours, theirs = pty.openpty()
    command_line = [sys.executable, "-c", CALL, *arguments(room, out)[:-1], "2"]
    said = bytearray()
    with subprocess.Popen(
        command_line,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
        # A test run in the background ignores Ctrl+C, and its children would, too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as run:
        os.close(theirs)
        stopped = False
        while text := read(ours):
            said += text
            if not stopped and len(lines(out)) >= 2:
                os.killpg(run.pid, signal.SIGINT)
                stopped = True
        assert run.wait(PATIENCE) == command.STOPPED, said.decode()
    os.close(ours)
    shown = said.decode().replace("\r\n", "\n")
    assert "\r\x1b[KGraded 0 of 41" in shown
    assert re.search(r"\r\x1b\[KGraded \d+ of 41, about \d+ (s|min) to go", shown)
    left = re.sub(r"\r\x1b\[K[^\n\r]*", "", shown.replace("grade: stopped", "\ngrade: stopped"))
    assert left.split("\n")[1:] == [
        "",
        "grade: stopped; the same command goes on from here",
        "",
    ]
    assert 2 <= len(totals(out)) < 41


def test_ctrl_c_in_the_middle_of_a_statement_leaves_whole_tables(
    tmp_path, walls, monkeypatch, capsys
):
    room, out = hand_in(tmp_path, 4), tmp_path / "out"
    counted = []

    def interrupted(connection, cursor, statement, *_):
        counted.append(statement.startswith("UPDATE grade"))
        if sum(counted) == 3 and counted[-1]:
            raise KeyboardInterrupt

    event.listen(Engine, "before_cursor_execute", interrupted)
    try:
        assert command.main(arguments(room, out)) == command.STOPPED
    finally:
        event.remove(Engine, "before_cursor_execute", interrupted)
    assert len(totals(out)) == 2
    assert command.main(arguments(room, out)) == 0
    assert totals(out) == deserved(4)


def test_workers_are_deaf_to_ctrl_c_and_end_with_the_run(tmp_path, monkeypatch):
    monkeypatch.setattr(processes, "evaluate_job", in_a_worker.hears_ctrl_c)
    late, others = tmp_path / "late", set(multiprocessing.active_children())
    results = processes.run([("now", ""), ("late", str(late))], 2)
    assert next(results) == ("now", jobs.Failure("hears Ctrl+C: False"))
    results.close()
    wait_for(lambda: set(multiprocessing.active_children()) <= others, "the workers' end")
    assert not late.exists()
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])  # we hear it


def read(terminal: int) -> bytes:
    """What a terminal shows next; nothing when all its processes have ended."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_only_a_terminal_is_told_how_long_it_takes(monkeypatch):
    clock = iter(range(0, 10_000, 90))
    monkeypatch.setattr(progress_line.time, "monotonic", lambda: next(clock))
    terminal, file = Terminal(), io.StringIO()
    assert list(progress_line.shown(iter("abc"), 2, 5, terminal)) == list("abc")
    assert terminal.getvalue().split("\r\x1b[K") == [
        "",
        "Graded 2 of 5",
        "Graded 3 of 5, about 3 min to go",
        "Graded 4 of 5, about 90 s to go",
        "Graded 5 of 5, about 0 s to go",
        "",
    ]
    assert list(progress_line.shown(iter("abc"), 2, 5, file)) == list("abc")
    assert file.getvalue() == ""


def record(student: str, points: float = 2.0) -> Record:
    return Record(student, LESSON, [results.Score("compose", points, 2.0, "right", "It works.")])


def test_a_line_counts_only_for_the_same_work_and_whole(tmp_path):
    first = Ledger(tmp_path)
    first.add("ada/x", "mark", record("ada"))
    first.add("bob/x", "mark", record("bob"))
    first.close(done=False)
    text = (tmp_path / FILE).read_text()
    (tmp_path / FILE).write_text(text[:-20])  # killed while it wrote bob's
    second = Ledger(tmp_path)
    assert second.known("ada/x", "mark") == record("ada")
    assert second.known("ada/x", "another") is None
    assert second.known("bob/x", "mark") is None
    second.add("bob/x", "mark", record("bob"))
    second.close(done=False)
    third = Ledger(tmp_path)
    assert third.known("bob/x", "mark") == record("bob")
    assert third.before("bob/x") is None  # no run is finished yet
    third.close(done=False)
    fourth = Ledger(tmp_path, afresh=True)
    assert fourth.known("ada/x", "mark") is None
    fourth.close(done=False)


def test_what_finished_runs_gave_is_known_until_the_next_is_finished(tmp_path):
    first = Ledger(tmp_path)
    for student in ("ada", "bob"):
        first.add(f"{student}/x", "old", record(student))
    first.close(done=True)
    second = Ledger(tmp_path)
    assert not second.first
    assert second.known("ada/x", "old") == record("ada")
    second.add("ada/x", "new", record("ada", points=1.0))
    second.close(done=False)  # interrupted: the scores to compare with are still the old ones
    third = Ledger(tmp_path)
    assert third.known("ada/x", "new") == record("ada", points=1.0)
    assert third.known("ada/x", "old") is None
    assert third.before("ada/x") == record("ada")
    third.close(done=True)
    fourth = Ledger(tmp_path, afresh=True)
    assert fourth.before("ada/x") == record("ada", points=1.0)
    assert fourth.before("bob/x") == record("bob")  # not in that run, and not forgotten
    assert fourth.known("bob/x", "old") is None
    fourth.close(done=False)


def test_what_decides_a_result_is_in_its_mark(template, monkeypatch):
    other = type(template)(template.release, {**template.tests, "compose": "grade(slope)"})
    lesson = ledger.state_of_a_lesson(template)
    marks = {
        ledger.fingerprint(b"work", 1, lesson),
        ledger.fingerprint(b"work!", 1, lesson),
        ledger.fingerprint(b"work", 2, lesson),
        ledger.fingerprint(b"work", 1, lesson, datetime(2026, 1, 1)),
        ledger.fingerprint(b"work", 1, ledger.state_of_a_lesson(other)),
        ledger.fingerprint(b"work", 1, ledger.state_of_a_lesson(template, "a deadline")),
    }
    monkeypatch.setattr(ledger, "shared_state", lambda: "a changed grader")
    marks.add(ledger.fingerprint(b"work", 1, lesson))
    assert len(marks) == 7


def test_an_edit_in_one_lessons_exercises_is_in_no_other_lessons_mark(tmp_path, monkeypatch):
    names = ["lesson_01.py", "lesson_02.py", "exercise.py"]
    (tmp_path / "exercises").mkdir()
    for name in names:
        (tmp_path / "exercises" / name).write_text(name)
    monkeypatch.setattr(ledger, "_AUTOGRADERS", tmp_path)
    monkeypatch.setattr(ledger, "_CODE", ((tmp_path, "exercises/*.py"),))

    def marks() -> tuple[str, ...]:
        for known in (ledger.shared_state, ledger.state_of_exercises, ledger.state_of_the_course):
            known.cache_clear()
        lessons = map(ledger.state_of_exercises, ("01_chain_rule", "02_nested_machines"))
        return (*lessons, ledger.shared_state(), ledger.state_of_the_course())

    before = marks()
    changed = []
    for name in names:
        (tmp_path / "exercises" / name).write_text(f"{name}, mended")
        after = marks()
        changed.append([a != b for a, b in zip(before, after, strict=True)])
        before = after
    monkeypatch.undo()
    marks()
    assert changed == [
        [True, False, False, True],
        [False, True, False, True],
        [False, False, True, True],
    ]


# ------------------------------------------------------------------ a cluster
@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a real Dask scheduler on the loopback interface, in this process."""
    distributed = pytest.importorskip("distributed", reason="pip install -r requirements.txt")
    options = {"protocol": "tcp://", "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(n_workers=0, **options) as made:
        yield made.scheduler_address


@pytest.fixture(scope="module")
def workers(scheduler, tmp_path_factory) -> Iterator[list[multiprocessing.Process]]:
    """Two workers, processes of their own; of which the test that kills one leaves the other.

    Both are forks of a process that has read in what they need.
    """
    from distributed import Client

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["distributed.cli.dask_worker", jobs.__name__])
    folder = str(tmp_path_factory.mktemp("workers"))
    given = {"target": in_a_worker.a_dask_worker, "args": (scheduler, folder)}
    started = [context.Process(**given) for _ in range(2)]
    for worker in started:
        worker.start()
    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=PATIENCE)
    yield started
    for worker in started:
        worker.kill()
        worker.join()


def test_a_worker_killed_in_mid_run_loses_nothing(scheduler, workers, tmp_path, walls, capsys):
    students = 12
    room, out = hand_in(tmp_path, students), tmp_path / "out"
    graded_at_the_kill = []

    def kill_one() -> None:
        wait_for(lambda: len(lines(out)) >= 4, "a few graded notebooks")
        workers[0].kill()
        graded_at_the_kill.append(len(lines(out)))

    ledger.state_of_the_course.cache_clear()
    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    assert command.main([*arguments(room, out), "--scheduler", scheduler]) == 0
    killer.join()
    assert graded_at_the_kill[0] < students
    workers[0].join(PATIENCE)
    assert workers[0].exitcode == -signal.SIGKILL
    assert totals(out) == deserved(students)
    said = capsys.readouterr().out
    assert "2 workers. Sandbox: " in said
    assert "NOT GRADED" not in said


def test_a_worker_with_another_version_of_the_course_is_refused(
    scheduler, workers, tmp_path, walls, capsys, monkeypatch
):
    monkeypatch.setattr(cluster, "state_of_the_course", lambda: "changed here")
    room = hand_in(tmp_path, 1)
    options = [*arguments(room, tmp_path / "out"), "--scheduler", scheduler]
    assert command.main(options) == command.OUR_FAULT
    assert "another version of the course" in capsys.readouterr().err


def test_no_scheduler_is_one_line(tmp_path, walls, capsys, monkeypatch):
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    room = hand_in(tmp_path, 1)
    options = [*arguments(room, tmp_path / "out"), "--scheduler", "tcp://127.0.0.1:9"]
    assert command.main(options) == command.OUR_FAULT
    error = capsys.readouterr().err.strip().splitlines()[-1]
    assert error.startswith("grade: --scheduler tcp://127.0.0.1:9: no scheduler")


# ------------------------------------------------------------------ threads
def test_an_endless_test_ends_in_a_thread_too():
    ended = []

    def run() -> None:
        try:
            with lesson_tests._time_limit(0.05):
                while True:
                    pass
        except TimeoutError:
            ended.append("late")
        with lesson_tests._time_limit(0.05):
            pass
        time.sleep(0.1)  # a limit that was kept must not strike later
        ended.append("kept")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(PATIENCE)
    assert ended == ["late", "kept"]


def test_threads_of_one_worker_take_turns(template, walls):
    notebook = template.merge(answered({}))
    three = [jobs.Job.of(notebook, seed) for seed in range(3)]
    answers = {}

    def judge(place: int) -> None:
        answers[place] = jobs.evaluate_job(three[place])

    threads = [threading.Thread(target=judge, args=(place,)) for place in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    for place in range(3):
        scores = jobs.outcome(answers[place]).scores.values()
        assert sum(score.points for score in scores) == 14
