"""Jobs done one after the other or in several processes; results come as they are ready."""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool

from autograders.grading.notebooks.results import Result
from autograders.grading.referee.jobs import Failure, Job, close_zygotes, evaluate_job, outcome

_SIGNAL_AT_THE_PARENTS_DEATH = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
WAITING_PER_PROCESS = 4
"""Jobs handed to the pool ahead of time, for each process: what bounds the memory of a run."""


def run(
    jobs: Iterable[tuple[str, Job]], processes: int = 1
) -> Iterator[tuple[str, Result | Failure]]:
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
    """Be ended by the run alone, and with it; leave no student's process behind."""
    signal.signal(signal.SIGTERM, _end_a_worker)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SIGNAL_AT_THE_PARENTS_DEATH, signal.SIGTERM)
        run = multiprocessing.parent_process()
        if run and os.getppid() != run.pid:  # it was killed while this process started
            _end_a_worker()


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
) -> Generator[tuple[str, Result | Failure], None, list[tuple[str, Job]]]:
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
