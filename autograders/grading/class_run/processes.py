"""Submissions judged one after the other or in several processes; results come as they are ready.

`evaluate_job` is a plain function of plain data: it can run in this process, in a pool's, or on
another machine.
"""

import atexit
import contextlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

import nbformat

from autograders.grading import referee, sandbox
from autograders.grading.referee import Result
from autograders.grading.zygote import SandboxFailed, Zygote

WAITING_PER_PROCESS = 4
"""Jobs handed to the pool ahead of time, for each process: what bounds the memory of a run."""

_zygotes: dict[bool, Zygote] = {}
_one_at_a_time = threading.Lock()
"""A process judges one notebook at a time, also where a cluster's worker has several threads."""


@dataclass(frozen=True)
class Job:
    """One merged notebook to judge."""

    notebook: str
    seed: int
    unprotected: bool = False

    @classmethod
    def of(cls, notebook: nbformat.NotebookNode, seed: int, unprotected: bool = False) -> "Job":
        """A job of plain data from a notebook."""
        return cls(json.dumps(notebook), seed, unprotected)


@dataclass(frozen=True)
class Failure:
    """The grader itself failed: never the student's fault, never a score."""

    reason: str


def evaluate_job(job: Job) -> dict:
    """Judge one job: {"result": …}, or {"failed": reason} when the sandbox, or the grader, fails
    twice. No notebook, whatever is in it, ends the run for the others."""
    notebook = nbformat.from_dict(json.loads(job.notebook))
    reason = "unknown"
    with _one_at_a_time:
        for _ in range(2):
            try:
                return {"result": referee.evaluate(notebook, job.seed, zygote(job)).to_json()}
            except SandboxFailed as failure:
                reason = str(failure)
                close_zygotes()
            except Exception as failure:
                reason = f"the grader stops with {one_line(failure)}"
                close_zygotes()
    return {"failed": reason}


def one_line(failure: Exception) -> str:
    """An exception's kind and text for the instructor's terminal."""
    return referee.readable(f"{type(failure).__name__}: {failure}").replace("\n", " ")[:200]


def zygote(job: Job) -> Zygote:
    """This process's warm student process, started at the first use."""
    if job.unprotected not in _zygotes:
        walls = sandbox.chosen(job.unprotected)
        _zygotes[job.unprotected] = Zygote(walls, referee.WARM_MODULES)
    return _zygotes[job.unprotected]


@atexit.register
def close_zygotes() -> None:
    """End this process's warm student processes."""
    while _zygotes:
        _zygotes.popitem()[1].close()


def run(jobs: Iterable[tuple[str, Job]], processes: int = 1) -> Iterator[tuple[str, object]]:
    """(key, Result or Failure) of every (key, job), in the order in which they are ready."""
    if processes == 1:
        for key, job in jobs:
            yield key, outcome(evaluate_job(job))
        return
    waiting = iter(jobs)
    again: list[tuple[str, Job]] = []
    tried: set[str] = set()
    while True:
        with _pool(processes) as pool:
            lost = yield from _drain(pool, waiting, again, processes)
        again = []
        for key, job in lost:  # a process died under them: once more, then it is our failure
            if key in tried:
                yield key, Failure("a grading process died twice")
            else:
                tried.add(key)
                again.append((key, job))
        if not lost:
            return


@contextlib.contextmanager
def _pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """A pool that is over at once when its results are wanted no more (Ctrl+C)."""
    others = set(multiprocessing.active_children())
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_as_a_worker)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown()


def _as_a_worker() -> None:
    """Be ended by the run alone; leave no student's process behind."""
    signal.signal(signal.SIGTERM, _end_a_worker)


def _end_a_worker(*_: object) -> None:
    close_zygotes()
    os._exit(128 + signal.SIGTERM)


@contextlib.contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """What is started in here never hears Ctrl+C, from its first moment on; we hear it after."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _drain(
    pool: Executor,
    waiting: Iterator[tuple[str, Job]],
    first: list[tuple[str, Job]],
    processes: int,
) -> Iterator[tuple[str, object]]:
    """Results of a pool until all is done; returns the jobs that were lost when it broke."""
    running: dict[Future, tuple[str, Job]] = {}
    lost: list[tuple[str, Job]] = []
    first = list(first)
    while True:
        while not lost and len(running) < processes * WAITING_PER_PROCESS:
            item = first.pop() if first else next(waiting, None)
            if item is None:
                break
            try:
                with _deaf_to_ctrl_c():  # the first call starts the processes
                    running[pool.submit(evaluate_job, item[1])] = item
            except BrokenProcessPool:
                lost.append(item)
        if not running:
            return lost + first
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            key, job = running.pop(future)
            try:
                yield key, outcome(future.result())
            except BrokenProcessPool:
                lost.append((key, job))


def outcome(answer: dict) -> Result | Failure:
    """What `evaluate_job` has answered."""
    if "failed" in answer:
        return Failure(answer["failed"])
    return Result.from_json(answer["result"])
