"""What a student's process has spent: processor time, and time asleep.

Neither depends on what else the machine does. While a process is ready but waits for a core, it
spends nothing; nor while it waits for a referee that has not read yet what it sent. So the same
code is stopped at the same place on a busy machine.
"""

import os
import time
from collections.abc import Callable
from typing import NamedTuple

_RESTING = "STtZX"
"""Asleep, stopped or ended; a process that waits for a disk (D) or a core (R) is not at rest."""
_TICK = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01


class State(NamedTuple):
    """A process at one moment.

    cpu: seconds of processor time, -1 when the system does not tell; resting: does nothing of it
    run? awake: seconds that it ran or waited for a core, to the nanosecond; None when that is not
    told, as of several threads, which are asleep together or not at all.
    """

    cpu: float
    resting: bool
    awake: float | None = None


class Meter:
    """Reads one process from time to time.

    is_behind: has the process sent something that nobody has read yet?
    """

    def __init__(self, process: int, is_behind: Callable[[], bool] = lambda: False) -> None:
        self._process, self._is_behind = process, is_behind
        self._started = time.monotonic()
        self._asleep = 0.0
        self._last: tuple[float, State] | None = None

    def look(self) -> float:
        """Add the time since the last look, as far as the process slept; its processor time."""
        return self._look(time.monotonic(), _state(self._process), hold=True)

    def read(self) -> list[float]:
        """[seconds of processor time, seconds asleep]; all counts where a system does not tell."""
        now = time.monotonic()
        cpu = self._look(now, _state(self._process), hold=False)
        return [0.0, now - self._started] if cpu < 0 else [cpu, self._asleep]

    def _look(self, now: float, state: State, hold: bool) -> float:
        """hold: a process that is awake now may have slept before; its next rest tells how long."""
        if self._is_behind():
            self._last = None
        elif state.resting:
            if self._last:
                self._asleep += _slept(now - self._last[0], self._last[1], state)
            self._last = (now, state)
        elif not (hold and self._last and self._last[1].awake is not None and state.awake):
            self._last = None
        return state.cpu


def _slept(seconds: float, before: State, after: State) -> float:
    """What of the seconds between two rests a process was asleep."""
    if before.awake is not None and after.awake is not None:
        return max(0.0, seconds - (after.awake - before.awake))
    return seconds if after.cpu == before.cpu else 0.0


def _state(process: int) -> State:
    try:
        fields = _fields(f"/proc/{process}/stat")
        cpu = (int(fields[11]) + int(fields[12])) * _TICK
        resting = fields[0] in _RESTING
        if int(fields[17]) == 1:
            return State(cpu, resting, None if fields[0] == "D" else _awake(process, cpu))
        if resting:
            tasks = f"/proc/{process}/task"
            resting = all(
                _fields(f"{tasks}/{task}/stat")[0] in _RESTING for task in os.listdir(tasks)
            )
        return State(cpu, resting)
    except (OSError, IndexError, ValueError):
        return State(-1.0, False)


def _awake(process: int, cpu: float) -> float | None:
    """Seconds that a process ran, or its only thread was ready to; None where nobody counts."""
    try:
        with open(f"/proc/{process}/schedstat") as file:
            ran, waited = map(int, file.read().split()[:2])
    except (OSError, ValueError):
        return None
    threads_that_ended = max(0.0, cpu - ran / 1e9)
    return (ran + waited) / 1e9 + threads_that_ended if ran else None


def _fields(path: str) -> list[str]:
    with open(path) as file:
        return file.read().rsplit(")", 1)[1].split()
