"""Several grading processes: every submission comes back once, also when one of them dies."""

import contextlib
import dataclasses
import errno
import multiprocessing
import socket
import subprocess
import sys
import time
from pathlib import Path

import classroom
import in_a_worker
import pytest
from classroom import MOST, answered, released

from autograders.grading.class_run import processes
from autograders.grading.commands import grade as command
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.results import Result
from autograders.grading.referee import jobs
from autograders.grading.referee.jobs import Job
from autograders.grading.sandbox import walls as sandbox
from autograders.grading.sandbox.zygote import Student

COUNT = 7


def class_of_jobs(template, count: int = COUNT):
    """`count` submissions, every other one untouched."""
    for number in range(count):
        work = released() if number % 2 else answered({})
        merged = template.merge(reading.parse(classroom.bytes_of(work)))
        yield f"student{number}", Job.of(merged, number)


def points(result: Result) -> float:
    return sum(score.points for score in result.scores.values())


def test_a_process_that_dies_costs_a_retry_and_no_grade(template, walls, tmp_path, monkeypatch):
    """All but the first are answered when one of the two is dead."""
    answers = [jobs.evaluate_job(job) for _, job in class_of_jobs(template, 2)]
    killed = tmp_path / "killed"
    waiting = [(f"student{n}", (str(killed) if n else "", answers[n % 2])) for n in range(COUNT)]
    monkeypatch.setattr(processes, "evaluate_job", in_a_worker.judged_before)
    others, results = set(multiprocessing.active_children()), {}
    for key, result in processes.run(waiting, processes=2):
        if not results:
            (set(multiprocessing.active_children()) - others).pop().kill()
            killed.touch()
        assert key not in results
        results[key] = result
    assert {key: points(result) for key, result in results.items()} == {
        f"student{number}": 0.0 if number % 2 else sum(MOST.values()) for number in range(COUNT)
    }


def test_jobs_are_read_as_they_are_needed(template, walls):
    taken = []

    def watched():
        for job in class_of_jobs(template):
            taken.append(job[0])
            yield job

    results = processes.run(watched(), processes=1)
    next(results)
    assert len(taken) == 1
    results.close()


@pytest.mark.parametrize(("asked", "due"), [("2", 2), ("7", 3)])
def test_as_many_judge_as_are_asked_for_and_needed(asked, due, tmp_path, walls, monkeypatch):
    room, started = classroom.begun_classroom(tmp_path), []

    def noted(waiting, number):
        started.append(number)
        return [(key, jobs.Failure("nobody judges here")) for key, _ in waiting]

    monkeypatch.setattr(processes, "run", noted)
    for number in range(3):
        room.hand_in(f"student{number}", released())
    words = [str(room.submitted), "--course", str(room.course), "--jobs", asked]
    assert command.main(words) == command.OUR_FAULT
    assert started == [due]


@pytest.mark.parametrize("seed", [3, 4])
def test_a_job_is_plain_data_and_gives_the_same_result_twice(template, walls, seed):
    merged = template.merge(reading.parse(classroom.bytes_of(answered({}))))
    first, second = (jobs.evaluate_job(Job.of(merged, seed))["result"] for _ in range(2))
    for result in (first, second):
        del result["seconds"], result["peak"]
    assert first == second


# ------------------------------------------------------------------ the sandbox itself fails
def no_process(*_, **__):
    raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")


def no_disk(*_, **__):
    raise OSError(errno.ENOSPC, "No space left on device")


def without_a_folder(walls: sandbox.Walls) -> sandbox.Walls:
    """A disk so full that the child gets no folder of its own."""
    return dataclasses.replace(walls, settings={**walls.settings, "scratch": "/nowhere"})


def without_python(walls: sandbox.Walls) -> sandbox.Walls:
    return dataclasses.replace(walls, student="/nowhere/student.py")


FAULTS = {
    "no process to be had": lambda patch: patch.setattr("subprocess.Popen", no_process),
    "no disk for the walls": lambda patch: patch.setattr(sandbox, "build_walls", no_disk),
    "no disk inside": lambda patch: patch.setattr(
        sandbox, "build_walls", lambda kind, real=sandbox.build_walls: without_a_folder(real(kind))
    ),
    "a process that dies at once": lambda patch: patch.setattr(
        sandbox, "build_walls", lambda kind, real=sandbox.build_walls: without_python(real(kind))
    ),
    "a process killed while it judges": lambda patch: killing(patch, times=2),
}


def killing(patch: pytest.MonkeyPatch, times: int) -> list[int]:
    """Kill the warm process in the middle of the first submissions; which were killed."""
    killed: list[int] = []
    real = Student.ask

    def ask(student, request, *others):
        if len(killed) < times and request[0] == "probe":
            killed.append(student._zygote._process.pid)
            student._zygote._process.kill()
            student._line.settimeout(30)
            with contextlib.suppress(ConnectionError):
                student._line.recv(1, socket.MSG_PEEK)  # its child is gone, too, and cannot answer
        return real(student, request, *others)

    patch.setattr(Student, "ask", ask)
    return killed


KILLED = """
import os, signal, sys, time
from autograders.grading.class_run import processes
if __name__ == "__main__":
    with processes._pool(2) as pool:
        pool.submit(time.sleep, float(sys.argv[1])).result()
        busy = [pool.submit(time.sleep, 120) for _ in range(2)]
        print(*pool._processes, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of that")
@pytest.mark.parametrize("after", [0.0, 3.0], ids=["at the start", "in the middle"])
def test_no_worker_outlives_a_run_that_was_killed(after, tmp_path):
    script = tmp_path / "run.py"
    script.write_text(KILLED)
    done = subprocess.run([sys.executable, str(script), str(after)], capture_output=True, text=True)
    workers = [int(word) for word in done.stdout.split()]
    assert len(workers) == 2
    deadline = time.monotonic() + 60
    while any(map(is_there, workers)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(is_there, workers))


def is_there(process: int) -> bool:
    """Does it still run? (One that has ended and waits to be noticed does not.)"""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_sandbox_that_fails_twice_is_our_fault_and_never_a_score(
    fault, template, walls, monkeypatch, own_zygotes
):
    merged = template.merge(reading.parse(classroom.bytes_of(answered({}))))
    FAULTS[fault](monkeypatch)
    outcome = jobs.outcome(jobs.evaluate_job(Job.of(merged, 1)))
    assert isinstance(outcome, jobs.Failure)
    assert "\n" not in outcome.reason
    assert "sandbox" in outcome.reason


def test_a_sandbox_that_fails_once_is_tried_again(template, walls, monkeypatch, own_zygotes):
    merged = template.merge(reading.parse(classroom.bytes_of(answered({}))))
    killed = killing(monkeypatch, times=1)
    assert points(jobs.outcome(jobs.evaluate_job(Job.of(merged, 1)))) == sum(MOST.values())
    assert len(killed) == 1
