"""What a test hands to a pool's processes: each reads this module in, and all that it names."""

import importlib
import signal
import time
from collections.abc import Callable
from pathlib import Path

from autograders.grading.class_run import processes

SHORT = {
    "referee.trial.CELL_SECONDS": 0.3,
    "referee.trial.QUICK_SECONDS": 0.1,
    "referee.conversation.CALL_SECONDS": 0.15,
    "sandbox.clock.GRACE_SECONDS": 1.0,
}
"""Limits that are shorter than a class's: what is endless would cost minutes.

They are still several times what the lessons' own answers and cells take. Only the grace is long:
whoever is interrupted spends a tenth of a second on telling of it, and more on a busy machine.
"""


def short_limits(put: Callable[[object, str, object], None] = setattr) -> None:
    """Set them, with `setattr` or a monkeypatch's."""
    for name, seconds in SHORT.items():
        module, _, constant = name.rpartition(".")
        put(importlib.import_module(f"autograders.grading.{module}"), constant, seconds)


def as_a_worker() -> None:
    """What a grading process of a pool begins with, when its limits are short."""
    short_limits()
    signal.signal(signal.SIGTERM, processes._end_a_worker)


def a_dask_worker(scheduler: str, folder: str) -> None:
    """Be a worker of this scheduler, as `dask worker` is one."""
    from distributed.cli.dask_worker import main

    options = ["--no-nanny", "--nthreads", "1", "--host", "127.0.0.1", "--no-dashboard"]
    main([scheduler, *options, "--local-directory", folder])


LONG = 120


def judged_before(job: tuple[str, dict]) -> dict:
    """In place of evaluate_job: an answer given before, when the file of that name is there."""
    there, answer = job
    while there and not Path(there).exists():
        time.sleep(0.01)
    return answer


def hears_ctrl_c(job: str) -> dict:
    """In place of evaluate_job: `job` is a file to make after a long time, or nothing."""
    if job:
        time.sleep(LONG)
        Path(job).touch()
    hears = signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    return {"failed": f"hears Ctrl+C: {hears}"}
