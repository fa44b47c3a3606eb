"""The same jobs on an existing Dask scheduler: workers judge, this process alone writes.

A worker's death costs a second try of what it was doing, never a score. Workers need this very
course (the same code) and its environment.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

from autograders.grading.class_run.ledger import state_of_the_course
from autograders.grading.class_run.processes import WAITING_PER_PROCESS
from autograders.grading.notebooks.results import Result
from autograders.grading.referee.jobs import Failure, Job, evaluate_job, outcome
from autograders.grading.sandbox import walls

if TYPE_CHECKING:
    from distributed import Client

CONNECT_SECONDS = 20
WORKER_SECONDS = 60


class ClusterError(RuntimeError):
    """The cluster cannot be used, or is gone; one line says what to do."""


def run(
    jobs: Iterable[tuple[str, Job]], address: str, unprotected: bool = False
) -> Iterator[tuple[str, Result | Failure]]:
    """(key, Result or Failure) of every (key, job), in the order in which they are ready."""
    client = _connected(address)
    try:
        print(_workers(client, unprotected))
        yield from _results(client, iter(jobs))
    except (OSError, CancelledError) as error:
        raise ClusterError(
            f"{address}: the scheduler is gone ({error or type(error).__name__}); the same "
            "command goes on where this one stopped"
        ) from None
    finally:
        client.close(timeout=5)


def _connected(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "--scheduler needs the package distributed: pip install -r requirements.txt"
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=WORKER_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        said = " ".join(str(error).split())[:200]
        raise ClusterError(f"--scheduler {address}: no scheduler with workers ({said})") from None
    return client


def _workers(client: "Client", unprotected: bool) -> str:
    """One line on the workers; ClusterError when one of them would grade otherwise than we do."""
    about = client.run(_about_a_worker, unprotected)
    for worker, (state, _, trouble) in sorted(about.items()):
        if state != state_of_the_course():
            raise ClusterError(f"the worker {worker} runs another version of the course")
        if trouble:
            raise ClusterError(f"the worker {worker}: {trouble}")
    lines = sorted({line for _, line, _ in about.values()})
    return f"{len(about)} workers. {' '.join(lines)}"


def _about_a_worker(unprotected: bool) -> tuple[str, str, str]:
    try:
        return state_of_the_course(), walls.chosen(unprotected).line(), ""
    except walls.NoSandbox as error:
        return state_of_the_course(), "", str(error)


def _results(
    client: "Client", waiting: Iterator[tuple[str, Job]]
) -> Iterator[tuple[str, Result | Failure]]:
    from distributed import as_completed

    running: dict[object, str] = {}
    done = as_completed(loop=client.loop)

    def hand_out() -> None:
        """Keep a few jobs ahead for each worker: what bounds the memory of a run."""
        workers = max(len(client.nthreads()), 1)
        while len(running) < workers * WAITING_PER_PROCESS:
            item = next(waiting, None)
            if item is None:
                return
            future = client.submit(evaluate_job, item[1], pure=False)
            running[future.key] = item[0]
            done.add(future)

    hand_out()
    while running:
        future = next(done)
        key = running.pop(future.key)
        if future.status == "cancelled":
            raise CancelledError
        if future.status == "error":
            yield key, Failure(f"on the cluster: {future.exception()}"[:300])
        else:
            yield key, outcome(future.result())
        future.release()
        hand_out()
