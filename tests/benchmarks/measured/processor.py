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
from typing import Any

_ADOPT_WHAT_IS_LEFT_BEHIND = 36
"""PR_SET_CHILD_SUBREAPER of prctl(2)."""
_PATIENCE = 20.0


def run(command: Sequence[str], **options: Any) -> tuple[float, float, subprocess.CompletedProcess]:
    """Wall and processor seconds of one command and of everything below it, and how it ended.

    No other process of ours may run meanwhile. Raises RuntimeError when something that the command
    started goes on after it.
    """
    ctypes.CDLL(None).prctl(_ADOPT_WHAT_IS_LEFT_BEHIND, 1)
    before, started = _used(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, **options)
    wall = time.perf_counter() - started
    _wait_for_what_is_left(time.monotonic() + _PATIENCE)
    return wall, _used() - before, done


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _wait_for_what_is_left(until: float) -> None:
    while time.monotonic() < until:
        try:
            process, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not process:
            time.sleep(0.01)
    raise RuntimeError("a process that the command started does not end")
