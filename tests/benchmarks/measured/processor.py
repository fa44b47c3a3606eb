"""What a command costs, with all that it starts: time on the wall, and processor time.

The system counts a process that has ended for whoever waits for it. bubblewrap does not wait for
what runs inside of it, so that a student's process is counted for nobody, unless somebody adopts
what is left behind.
"""

import ctypes
import os
import resource
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_ADOPT_WHAT_IS_LEFT_BEHIND = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""
_PATIENCE = 20.0


def run(command: Sequence[str], **options: Any) -> tuple[float, float, subprocess.CompletedProcess]:
    """Wall and processor seconds of one command and of everything below it, and how it ended.

    What ran below us before goes on, and may not end meanwhile. Raises RuntimeError when something
    that the command started goes on after it.
    """
    ctypes.CDLL(None).prctl(_ADOPT_WHAT_IS_LEFT_BEHIND, 1)
    others = _children()
    before, started = _used(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, **options)
    wall = time.perf_counter() - started
    _wait_for_what_is_left(time.monotonic() + _PATIENCE, others)
    return wall, _used() - before, done


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _children() -> set[int]:
    """The processes right below this one, such as multiprocessing's own."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def _wait_for_what_is_left(until: float, others: set[int]) -> None:
    while time.monotonic() < until:
        left = _children() - others
        if not left:
            return
        for process in left:
            os.waitpid(process, os.WNOHANG)
        time.sleep(0.01)
    raise RuntimeError("a process that the command started does not end")
