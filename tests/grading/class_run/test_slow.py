"""What is slow costs its own exercise alone, always the same: on a busy machine, in a pool, again.

Limits are short in here; what counts is that nothing depends on the clock on the wall.
"""

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import replace
from itertools import cycle, islice

import classroom
import in_a_worker
import pytest
from classroom import LESSONS, solved, with_cell, work_of

from autograders.exercises import EXERCISES
from autograders.grading.class_run import cluster, processes
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.heard import Heard
from autograders.grading.referee import jobs, lesson_tests, trial
from autograders.grading.referee.jobs import Failure, Job
from autograders.grading.sandbox import clock as clocks
from autograders.grading.sandbox.clock import Clock
from autograders.grading.sandbox.inside import meter as meters
from autograders.grading.sandbox.inside.meter import Meter, State
from autograders.grading.sandbox.zygote import SandboxFailed, Zygote

BODIES = {
    "loops": "while True: pass",
    "sleeps": "import time; time.sleep(1000)",
    "naps": "import time\n{0}while True: time.sleep(0.01)",
    "catches": "while True:\n{0}    try: return endless()\n{0}    except Exception: pass",
}
HELPER = "def endless():\n    while True: pass\n"
INNER = "def inner(x):\n    return sum(range(20_000))\ndef outer():\n    while True: inner(2)\n"


def slow(name: str, kind: str, right: str) -> str:
    """An answer that never comes back, in place of the right one."""
    if f"class {name}" in right:
        body = BODIES[kind].format(" " * 8)
        return f"{HELPER}class {name}:\n    def __init__(self, *a, **k):\n        {body}\n"
    return f"{HELPER}def {name}(*a, **k):\n    {BODIES[kind].format(' ' * 4)}\n"


def merged(template, work):
    return template.merge(reading.parse(classroom.bytes_of(work)))


@pytest.fixture(autouse=True)
def _short_limits(monkeypatch):
    in_a_worker.short_limits(monkeypatch.setattr)


@pytest.mark.parametrize("half", [0, 1])
@pytest.mark.parametrize("lesson", LESSONS)
def test_slow_answers_cost_their_own_exercise_alone(lesson, half, zygote):
    template, right, release = solved(lesson)
    kinds = cycle(BODIES)
    late = {name: slow(name, next(kinds), right[name]) for name in list(right)[half::2]}
    notebook = merged(template, work_of(release, {**right, **late}))
    scores = trial.evaluate(notebook, 1, zygote).scores
    due = {n: 0.0 if n in late else float(EXERCISES[n].points) for n in right}
    assert {name: score.points for name, score in scores.items()} == due
    for name in late:
        told = f"Your function {name} did not come back within 0.15 seconds (an endless loop?)."
        inner = " It was in endless then."
        assert scores[name].message in (told, told + inner), scores[name]
        assert (scores[name].status, scores[name].diagnosis) == ("graded", "gone")


LESSON = "01_chain_rule"
LOOPS, SLEEPS, CALLS = "while True: pass", "import time\ntime.sleep(1000)", "slope(abs, 1.0)"
NEARLY = """
import time
worked = []
def slope(f, x, h=1e-5):
    while not worked or time.process_time() < worked[0]:
        worked.append(time.process_time() + 0.08)
    return (f(x + h) - f(x - h)) / (2 * h)
"""
"""Right, and half of what a call may take; on a wall's clock that depends on the others."""
CELLS = {
    "own cells that loop": (LOOPS,),
    "own cells that sleep": (SLEEPS,),
    "cells that call it, below all of these": (LOOPS, SLEEPS, CALLS),
}


def short_lesson():
    """What `solved` gives of a lesson, of the one that a classroom has."""
    return classroom.template(), classroom.right_answers(), classroom.released()


def class_of_jobs():
    """Slow answers and slow cells of one lesson, and one that takes its time but is right."""
    template, right, release = short_lesson()
    for kind in BODIES:
        answers = {name: slow(name, kind, right[name]) for name in ("slope", "d_power")}
        yield kind, Job.of(merged(template, work_of(release, {**right, **answers})), 1)
    for number in range(4):
        yield (
            f"nearly {number}",
            Job.of(merged(template, work_of(release, {**right, "slope": NEARLY})), 1),
        )
    for kind, sources in CELLS.items():
        work = work_of(release, {**right, "slope": slow("slope", "loops", right["slope"])})
        for source in 2 * sources:
            work = with_cell(work, source, before="chain_rule")
        yield kind, Job.of(merged(template, work), 1)


def given(results) -> dict:
    found = dict(results)
    assert not any(isinstance(result, Failure) for result in found.values())
    return {key: result.scores for key, result in found.items()}


@pytest.fixture
def one_core():
    """Everything that is started shares a core: as busy a machine as there can be."""
    if not hasattr(os, "sched_setaffinity"):
        pytest.skip("this system cannot keep a process on one core")
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


@contextlib.contextmanager
def a_cluster(folder):
    """The address of a Dask scheduler with one worker of two threads, all in this process."""
    distributed = pytest.importorskip("distributed", reason="pip install -r requirements.txt")
    options = {"processes": False, "dashboard_address": ":0", "local_directory": str(folder)}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, **options) as made:
        yield made.scheduler_address


def test_the_same_score_alone_in_a_pool_on_a_cluster_and_again(
    walls, one_core, tmp_path, monkeypatch
):
    monkeypatch.setattr(processes, "_as_a_worker", in_a_worker.as_a_worker)
    jobs.close_zygotes()
    alone = given(processes.run(class_of_jobs(), 1))
    assert {key: sum(s.points for s in scores.values()) for key, scores in alone.items()} == {
        **dict.fromkeys(BODIES, 10.0),
        **{f"nearly {number}": 14.0 for number in range(4)},
        **dict.fromkeys(CELLS, 12.0),
    }
    assert given(processes.run(class_of_jobs(), 3)) == alone
    with a_cluster(tmp_path) as address:  # its threads are no main thread, which signals would need
        there = given(cluster.run(islice(class_of_jobs(), 0, None, 2), address))
    assert there == {key: alone[key] for key in list(alone)[::2]}


# ------------------------------------------------------------------ cells
def evaluated(work, zygote):
    template, right, release = short_lesson()
    return trial.evaluate(merged(template, work(work_of(release, right))), 1, zygote)


def limits_of_cells(monkeypatch, text: str) -> list[float]:
    """The seconds that cells with this text in them are given, noted as they run."""
    seconds: list[float] = []
    ask = trial.Student.ask

    def noted(student, request, limit, *others):
        if request[0] == "run" and text in request[1]:
            seconds.append(limit)
        return ask(student, request, limit, *others)

    monkeypatch.setattr(trial.Student, "ask", noted)
    return seconds


def test_cells_cannot_use_up_the_time_of_tests(zygote, monkeypatch):
    monkeypatch.setattr(trial, "CELLS_SECONDS", 0.3)
    monkeypatch.setattr(trial, "MORE_SECONDS", 0.15)

    def full_of_loops(work):
        for _ in range(6):
            work = with_cell(work, "while True: pass")
        return work

    result = evaluated(full_of_loops, zygote)
    assert all(score.points == score.max_points for score in result.scores.values())
    told = [outputs[0]["evalue"] for outputs in result.outputs.values() if "ename" in str(outputs)]
    assert told.count(trial.USED_UP) >= 2


def test_a_cell_that_uses_what_did_not_end_has_to_be_quick(zygote, monkeypatch):
    seconds = limits_of_cells(monkeypatch, "endless")

    def calls(work):
        for source in ("endless()", "endless()", HELPER):
            work = with_cell(work, source)
        return work

    evaluated(calls, zygote)
    assert seconds == [trial.CELL_SECONDS, trial.CELL_SECONDS, trial.QUICK_SECONDS]


def test_a_test_is_told_of_what_was_defined_before_the_time_was_over(zygote):
    """The cell that loops below its function is run again for a child that was lost; so is this."""
    right = classroom.right_answers()

    def work(notebook):
        at_the_top = right["d_power"] + "\nwhile True: pass"
        notebook.cells[classroom.place(notebook, "d_power-answer")].source = at_the_top
        deadly = "import os\ndef compose(f, g):\n    os._exit(1)"
        notebook.cells[classroom.place(notebook, "compose-answer")].source = deadly
        return notebook

    scores = evaluated(work, zygote).scores
    assert {name for name, score in scores.items() if not score.points} == {"compose"}


# ------------------------------------------------------------------ not graded
def test_tests_that_are_not_reached_give_no_score(walls, monkeypatch):
    monkeypatch.setattr(trial, "SUBMISSION_SECONDS", -1.0)
    jobs.close_zygotes()
    answer = jobs.evaluate_job(next(job for _, job in class_of_jobs()))
    failure = jobs.outcome(answer)
    assert isinstance(failure, Failure)
    assert "before the last test was reached" in failure.reason


# ------------------------------------------------------------------ meter and clock
class Process:
    """A process that spends what a test says, on a machine as slow as it says."""

    def __init__(self, monkeypatch):
        self.wall = self.cpu = self.asleep = 0.0
        self.interrupts = 0
        monkeypatch.setattr(clocks.time, "monotonic", lambda: self.wall)

    def meter(self):
        return [self.cpu, self.asleep]

    def interrupt(self):
        self.interrupts += 1

    def clock(self, seconds, counted=0.0):
        return Clock(seconds, self.meter, self.interrupt, counted)


def test_a_process_that_gets_no_core_is_not_late(monkeypatch):
    process = Process(monkeypatch)
    late = process.clock(1.0)
    for _ in range(50):
        assert late() > 0
        process.wall += 1.0
        process.cpu += 0.01
    assert process.interrupts == 0
    process.wall += 200
    with pytest.raises(clocks.Stuck):
        late()


@pytest.mark.parametrize("how", ["cpu", "asleep"])
def test_what_is_spent_is_interrupted_once_and_late_in_the_end(how, monkeypatch):
    monkeypatch.setattr(clocks, "GRACE_SECONDS", 0.25)
    process = Process(monkeypatch)
    late = process.clock(1.0)
    unseen = clocks.FIRST_LOOK_SECONDS if how == "asleep" else 0.0
    waited = 0.0
    while left := late():
        process.wall += left
        setattr(process, how, getattr(process, how) + left)
        waited += left
        assert process.interrupts == (waited > 1.0 + unseen)
    assert waited == pytest.approx(unseen + 1.0 + clocks.GRACE_SECONDS)


def test_what_a_process_sleeps_while_it_waits_for_us_is_not_its_own(monkeypatch):
    process = Process(monkeypatch)
    late = process.clock(1.0)
    process.wall = 0.1
    late()
    with late.waiting_for_us():
        process.asleep += 5.0
    assert late.look() == 0.0


def test_what_was_answered_at_once_is_counted_with_what_comes_after(monkeypatch):
    process = Process(monkeypatch)
    process.cpu = 3.0
    late = process.clock(1.0, counted=2.75)
    assert late.end(look=False) == 0.0
    assert late.end(look=True) == 0.25
    assert late.counted == 3.0


def test_many_small_calls_are_counted_however_quickly_each_is_answered(zygote, monkeypatch):
    """None of them lasts until somebody looks at it, on a machine that has nothing else to do."""
    monkeypatch.setattr(clocks, "FIRST_LOOK_SECONDS", 1000.0)
    student, spent, busy = zygote.fork(), 0.0, "until = time.process_time() + 0.02\n"
    student.ask(["run", "import time"], 5.0)
    for _ in range(50):
        student.ask(["run", busy + "while time.process_time() < until: pass"], 5.0)
        spent += student.spent
    student.end()
    assert spent > 0.9


@pytest.mark.parametrize(("source", "which"), [("while True: pass", 0), ("input()", 1)])
def test_the_meter_tells_work_from_sleep(source, which):
    child = subprocess.Popen([sys.executable, "-S", "-c", source], stdin=subprocess.PIPE)
    try:
        meter = Meter(child.pid)
        while meter.read()[which] < 0.1:
            os.sched_yield()
    finally:
        child.kill()
        child.communicate()  # ends its pipe, too


def played(monkeypatch, states, unread=()):
    """What a meter calls sleep, of a process with these states at these moments."""
    left = list(states)
    monkeypatch.setattr(meters, "_state", lambda process: State(*left[0][1:]))
    monkeypatch.setattr(meters.time, "monotonic", lambda: left[0][0])
    meter = Meter(0, lambda: left[0][0] in unread)
    while left[1:]:
        meter.look()
        del left[0]
    return meter.read()[1]


def test_a_nap_is_as_long_as_it_was_however_long_the_process_waits_for_a_core(monkeypatch):
    """Nine times out of ten it is found waiting; what it waited is known where it rests again."""
    waits = [(second, 0.0, second % 10 == 0, 0.75 * second) for second in range(31)]
    assert played(monkeypatch, waits) == pytest.approx(0.25 * 30)


def test_who_waits_for_us_to_read_is_not_asleep(monkeypatch):
    blocked = [(second, 0.0, True, 0.0) for second in range(10)]
    assert played(monkeypatch, blocked) == 9.0
    assert played(monkeypatch, blocked, unread=range(2, 8)) == 2.0


def test_several_threads_sleep_together_or_not_at_all(monkeypatch):
    together = [(0.0, 0.0, True), (1.0, 0.0, True), (2.0, 0.5, True), (3.0, 0.5, False)]
    assert played(monkeypatch, [*together, (4.0, 0.5, True), (5.0, 0.5, True)]) == 2.0


def test_a_cell_that_shows_much_does_not_pay_for_a_busy_referee(zygote, monkeypatch):
    """The line between the two is full, and the process waits."""
    take = Heard.take

    def slowly(*arguments):
        time.sleep(0.05)
        take(*arguments)

    monkeypatch.setattr(Heard, "take", slowly)
    shows = "from IPython.display import display\nfor _ in range(60): display('x' * 19_000)"
    name = "d_power"
    right = classroom.right_answers()

    def work(notebook):
        cell = notebook.cells[classroom.place(notebook, f"{name}-answer")]
        cell.source = f"{shows}\n{right[name]}"
        return notebook

    scores = evaluated(work, zygote).scores
    assert scores[name].points == scores[name].max_points, scores[name].message


# ------------------------------------------------------------------ whose fault it was
def test_what_a_slow_function_calls_is_not_slow(zygote, monkeypatch):
    """It was in the other one by chance: that would decide how long cells below may take."""
    seconds = limits_of_cells(monkeypatch, "inner(1)")

    def calls(work):
        for source in ("inner(1)", "outer()", INNER):
            work = with_cell(work, source)
        return work

    evaluated(calls, zygote)
    assert seconds == [trial.CELL_SECONDS]


def test_tests_of_large_answers_have_more_time_too(zygote, monkeypatch):
    given = []

    @contextlib.contextmanager
    def noted(seconds):
        given.append(seconds)
        yield

    monkeypatch.setattr(lesson_tests, "_time_limit", noted)
    template, right, release = short_lesson()
    trial.evaluate(merged(template, work_of(release, right)), 1, zygote, times=3.0)
    assert set(given) == {3 * lesson_tests.TEST_SECONDS}


def test_a_machine_without_memory_takes_nobodys_points(zygote, monkeypatch):
    """Another submission's appetite may have ended this one: it is tried again, or not graded."""
    end = Zygote.end_child
    monkeypatch.setattr(Zygote, "end_child", lambda self: replace(end(self), out_of_memory=True))
    with pytest.raises(SandboxFailed, match="no memory left"):
        zygote.fork().ask(["run", "import os; os.kill(os.getpid(), 9)"], 5.0)
