"""The coordinator's side of a student's process: start it, fork a child, ask it things."""

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any

from autograders.grading.sandbox import walls
from autograders.grading.sandbox.clock import FIRST_LOOK_SECONDS, Clock, Stuck
from autograders.grading.sandbox.inside import frames, sweeping

START_SECONDS = 90.0
MAX_TRAFFIC = 64 * 2**20
"""Bytes that one child may send in all."""


class StudentGone(Exception):
    """The child ended or was ended; the text says why, to the student."""


class TooSlow(StudentGone):
    """The child was interrupted, and goes on.

    within: the notebook's functions that it was in, the innermost first, as the child says.
    """

    def __init__(self, text: str, within: list[str]) -> None:
        super().__init__(text)
        self.within = within


class SandboxFailed(RuntimeError):
    """The sandbox itself did not work: the grader's fault, never the student's."""


@dataclass(frozen=True)
class Ended:
    """How a child ended; `excess` says what it had too much of, if that is why.

    out_of_memory: has the system ended processes meanwhile, having no memory left for all?
    """

    signal: int
    peak: int
    excess: str = ""
    out_of_memory: bool = False


class Zygote:
    """A warm process, inside the sandbox, that forks one child at a time."""

    def __init__(self, sandbox: walls.Sandbox, modules: list[str] | tuple[str, ...] = ()) -> None:
        self._orders, theirs = socket.socketpair()
        try:
            self._walls = walls.build_walls(sandbox)
            settings = json.dumps({**self._walls.settings, "modules": list(modules)})
            self._process = subprocess.Popen(
                [
                    *self._walls.command,
                    *(walls.interpreter(), *walls.ALONE, self._walls.student, settings),
                ],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=walls.VARIABLES,
                cwd="/",
            )
        except OSError as error:  # no disk, no process, no memory left
            self._orders.close()
            raise SandboxFailed(f"the sandbox did not start: {error}") from error
        finally:
            theirs.close()
        assert self._process.stderr is not None  # a pipe was asked for
        self._said = self._process.stderr
        self._orders.settimeout(START_SECONDS)
        self._ready = False

    def _wait_until_ready(self) -> None:
        """It starts while we do other things, and is waited for at the first child."""
        if self._ready:
            return
        try:
            ready = self._answer("start")
            if ready["threads"] != 1:
                raise SandboxFailed("a package started a thread while it was imported")
        except SandboxFailed:
            self.close()
            raise
        os.set_blocking(self._said.fileno(), False)
        self._ready = True

    def _answer(self, what: str) -> Any:
        try:
            text = self._orders.recv(65536)
        except OSError as error:
            raise SandboxFailed(f"the sandbox did not {what}: {error}") from error
        if not text:
            self._process.wait(10)
            said = (self._said.read() or b"").decode(errors="replace").strip()
            last = said.splitlines()[-1] if said else "it said nothing"
            raise SandboxFailed(f"the sandbox did not {what}: {last}")
        return json.loads(text)

    def fork(self) -> "Student":
        """A fresh child for one submission."""
        self._wait_until_ready()
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._orders, [b"f"], [theirs.fileno(), ours.fileno()])
        except OSError as error:
            ours.close()
            raise SandboxFailed(f"the sandbox is gone: {error}") from error
        finally:
            theirs.close()
        student = Student(self, ours)
        student.begin()
        return student

    def spent(self) -> list[float]:
        """[seconds of processor time, seconds asleep] of the child so far."""
        self._order(b"m")
        return self._answer("tell the time of a child")

    def interrupt(self) -> None:
        """Tell the child that its time is over."""
        self._order(b"i")

    def _order(self, order: bytes) -> None:
        try:
            self._orders.sendall(order)
        except OSError as error:
            raise SandboxFailed(f"the sandbox is gone: {error}") from error

    def end_child(self) -> Ended:
        """Kill the child with all it started."""
        self._order(b"k")
        return Ended(**self._answer("end a child"))

    def close(self) -> None:
        """End the process, its child and its folder."""
        self._orders.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._said.close()
        if self._walls.home:
            sweeping.sweep(self._walls.home)


class Student:
    """One child: a conversation of requests and answers, each with a deadline."""

    def __init__(self, zygote: Zygote, line: socket.socket) -> None:
        self._zygote, self._line, self._traffic = zygote, line, 0
        self.gone: str | None = None
        self.spent = self._counted = 0.0
        self._counted_at = time.monotonic()
        self.ended: Ended | None = None

    def begin(self) -> None:
        """Wait until the child has confined itself."""
        try:
            said = frames.receive(self._line, time.monotonic() + START_SECONDS)
        except frames.FrameError as error:
            said = str(error)
        if said != ["ready"]:
            with suppress(SandboxFailed):
                self.end()
            raise SandboxFailed(f"the sandbox could not confine a child ({said})")

    def ask(
        self,
        request: list,
        seconds: float,
        hear: Callable[[list], list | None] = lambda message: None,
    ) -> list:
        """Send a request; the answer within `seconds` of processor time and sleep.

        Messages on the way ("output", "call back") go to `hear`; what it returns is sent back.
        `spent` is then what the request took, and quick ones before it. Raises StudentGone when
        the child ended, was too slow or sent nonsense, TooSlow when it was too slow and could be
        interrupted, and SandboxFailed when the machine gives it neither time nor memory.
        """
        if self.gone:
            raise StudentGone(self.gone)
        clock = Clock(seconds, self._zygote.spent, self._zygote.interrupt, self._counted)
        try:
            answer = self._exchange(request, clock, hear)
            clock.end(time.monotonic() - self._counted_at > FIRST_LOOK_SECONDS)
        except (frames.FrameError, RecursionError) as error:
            why = str(error) if isinstance(error, frames.FrameError) else "broken"
            raise StudentGone(self._leave(why, seconds)) from error
        except Stuck as error:
            raise SandboxFailed("the machine gives a child of the sandbox no time") from error
        finally:
            self.spent = clock.spent
            if clock.counted != self._counted:
                self._counted, self._counted_at = clock.counted, time.monotonic()
        if answer[0] == "late":
            within = answer[1] if isinstance(answer[1], list) else []
            raise TooSlow(_late(seconds), [str(name)[:80] for name in within[:20]])
        return answer

    def _exchange(self, request: list, clock: Clock, hear: Callable[[list], list | None]) -> list:
        frames.send(self._line, request, clock)
        while True:
            message = frames.receive(self._line, clock)
            if not isinstance(message, list) or len(message) < 2:
                raise frames.FrameError("broken")
            if message[0] not in ("output", "call back"):
                return message
            self._traffic += len(json.dumps(message))
            if self._traffic > MAX_TRAFFIC:
                raise frames.FrameError("flood")
            with clock.waiting_for_us() if message[0] == "call back" else nullcontext():
                answer = hear(message)
            if answer is not None:
                frames.send(self._line, answer, clock)

    def _leave(self, why: str, seconds: float) -> str:
        ended = self.end()
        if ended.excess:
            self.gone = ended.excess
        elif why == "late" or ended.signal == signal.SIGUSR1:
            self.gone = _late(seconds)
        elif why == "flood":
            self.gone = "produced more output than the grader takes"
        elif why == "broken":
            self.gone = "sent something that is not an answer"
        elif ended.signal == 9 and ended.out_of_memory:
            raise SandboxFailed(
                "the machine has no memory left for so much at a time: use fewer --jobs"
            )
        elif ended.signal == 9:
            self.gone = "was ended by the system (out of memory?)"
        elif ended.signal == 24:
            self.gone = "used more processor time than it may"
        elif ended.signal:
            self.gone = f"crashed the Python process (signal {ended.signal})"
        else:
            self.gone = "ended the Python process"
        return self.gone

    def end(self) -> Ended:
        """End the child; safe to call twice."""
        if self.ended is None:
            self._line.close()
            self.ended = self._zygote.end_child()
            self.gone = self.gone or "is over"
        return self.ended


def _late(seconds: float) -> str:
    return f"did not come back within {seconds:g} seconds (an endless loop?)"
