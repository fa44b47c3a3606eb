"""What one request to a student's process may spend: processor time and sleep, not waiting for us.

A request that is answered at once costs no look at the meter. One that takes longer is looked at as
often as it could have reached its limit; at the limit it is interrupted, and some time later it is
late.
"""

import contextlib
import time
from collections.abc import Callable, Iterator

GRACE_SECONDS = 1.5
"""What a request gets beyond its limit: time to be interrupted before the process is killed."""
FIRST_LOOK_SECONDS = 0.05
SHORTEST_WAIT = 0.01
PATIENCE = 60.0
"""Seconds on the wall for each second of a limit, and one more: then the machine stands still."""


class Stuck(Exception):
    """The machine gives the process no time at all: nobody's fault in here."""


class Clock:
    """Counts for one request; called, it says how many seconds to wait before it is called again.

    meter: [seconds of processor time, seconds asleep] of the process so far; interrupt: tells the
    process that its time is over; counted: processor time of the process that was counted before.
    What many small requests spend is counted with one that comes after them.
    """

    def __init__(
        self,
        seconds: float,
        meter: Callable[[], list[float]],
        interrupt: Callable[[], None],
        counted: float = 0.0,
    ) -> None:
        self._limit, self._meter, self._interrupt = seconds, meter, interrupt
        self.counted = counted
        self._started = time.monotonic()
        self._next = self._started + FIRST_LOOK_SECONDS
        self._before: float | None = None
        self._excused = 0.0
        self._interrupted = False
        self._longest = PATIENCE * (1 + seconds)
        self.spent = 0.0

    def __call__(self) -> float:
        """Seconds to wait, or 0 when the request is late; Stuck when the machine is."""
        now = time.monotonic()
        if now < self._next:
            return self._next - now
        if now - self._started > self._longest:
            raise Stuck
        if self._before is None:
            self._begin()
        left = self._limit - self.look()
        if left <= 0 and not self._interrupted:
            self._interrupted = True
            self._interrupt()
            self._limit += GRACE_SECONDS
            left += GRACE_SECONDS
        if left <= 0:
            return 0.0
        self._next = now + max(left, SHORTEST_WAIT)
        return self._next - now

    def _begin(self) -> None:
        """All processor time since the last count is this request's, and sleep from now on."""
        self._before = self.counted + self._meter()[1]

    def look(self) -> float:
        """What has been spent so far; nothing, of a request that was answered at once."""
        if self._before is not None:
            self.counted, asleep = self._meter()
            self.spent = self.counted + asleep - self._before - self._excused
        return self.spent

    def end(self, look: bool) -> float:
        """What was spent; look: also where the request was answered at once."""
        if look and self._before is None:
            self._begin()
        return self.look()

    @contextlib.contextmanager
    def waiting_for_us(self) -> Iterator[None]:
        """The process waits for something of ours: it sleeps, and is excused for that."""
        if self._before is None:
            yield
            return
        before = self._meter()[1]
        yield
        self._excused += self._meter()[1] - before
