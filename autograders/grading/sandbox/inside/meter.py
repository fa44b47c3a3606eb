"""What a student's process has spent: processor time, and time asleep.

Neither depends on what else the machine does. While a process is ready but waits for a core, it
spends nothing; so the same code is stopped at the same place on a busy machine.
"""

import os
import time

_RESTING = "STtZX"
"""Asleep, stopped or ended; a process that waits for a disk (D) or a core (R) is not at rest."""
_TICK = 1 / os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 0.01


class Meter:
    """Reads one process from time to time."""

    def __init__(self, process: int) -> None:
        self._process, self._started = process, time.monotonic()
        self._asleep = 0.0
        self._last: tuple[float, float, bool] | None = None

    def look(self) -> float:
        """Add the time since the last look, if the process slept through it; its processor time."""
        now = time.monotonic()
        cpu, resting = _state(self._process)
        if self._last and resting and self._last[1:] == (cpu, True):
            self._asleep += now - self._last[0]
        self._last = (now, cpu, resting)
        return cpu

    def read(self) -> list[float]:
        """[seconds of processor time, seconds asleep]; all counts where a system does not tell."""
        cpu = self.look()
        return [0.0, time.monotonic() - self._started] if cpu < 0 else [cpu, self._asleep]


def _state(process: int) -> tuple[float, bool]:
    """Processor time, and whether nothing of the process runs; -1 when the system does not tell."""
    try:
        fields = _fields(f"/proc/{process}/stat")
        cpu = (int(fields[11]) + int(fields[12])) * _TICK
        resting = fields[0] in _RESTING
        if resting and int(fields[17]) > 1:
            tasks = f"/proc/{process}/task"
            resting = all(
                _fields(f"{tasks}/{task}/stat")[0] in _RESTING for task in os.listdir(tasks)
            )
        return cpu, resting
    except (OSError, IndexError, ValueError):
        return -1.0, False


def _fields(path: str) -> list[str]:
    with open(path) as file:
        return file.read().rsplit(")", 1)[1].split()
