"""The coordinator's side of a student's process: start it, fork a child, ask it things."""

import contextlib
import json
import os
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

from autograders.grading.sandbox import walls
from autograders.grading.sandbox.inside import frames, sweeping

START_SECONDS = 90.0
MAX_TRAFFIC = 64 * 2**20
"""Bytes that one child may send in all."""
GRACE_SECONDS = 1.5
"""What a cell gets beyond its limit, to be interrupted in Python before the process is killed."""


class StudentGone(Exception):
    """The child ended or was ended; the text says why, to the student."""


class SandboxFailed(RuntimeError):
    """The sandbox itself did not work: the grader's fault, never the student's."""


@dataclass(frozen=True)
class Ended:
    """How a child ended; `excess` says what it had too much of, if that is why."""

    signal: int
    peak: int
    excess: str = ""


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
                    *(walls.interpreter(), "-I", "-S", "-B", self._walls.student, settings),
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
        self._orders.settimeout(START_SECONDS)
        ready = self._answer("start")
        if ready["threads"] != 1:
            raise SandboxFailed("a package started a thread while it was imported")
        os.set_blocking(self._process.stderr.fileno(), False)

    def _answer(self, what: str) -> dict:
        try:
            text = self._orders.recv(65536)
        except OSError as error:
            raise SandboxFailed(f"the sandbox did not {what}: {error}") from error
        if not text:
            self._process.wait(10)
            said = (self._process.stderr.read() or b"").decode(errors="replace").strip()
            last = said.splitlines()[-1] if said else "it said nothing"
            raise SandboxFailed(f"the sandbox did not {what}: {last}")
        return json.loads(text)

    def fork(self) -> "Student":
        """A fresh child for one submission."""
        ours, theirs = socket.socketpair()
        try:
            socket.send_fds(self._orders, [b"f"], [theirs.fileno()])
        except OSError as error:
            raise SandboxFailed(f"the sandbox is gone: {error}") from error
        finally:
            theirs.close()
        student = Student(self, ours)
        student.begin()
        return student

    def end_child(self) -> Ended:
        """Kill the child with all it started."""
        try:
            self._orders.sendall(b"k")
        except OSError as error:
            raise SandboxFailed(f"the sandbox is gone: {error}") from error
        return Ended(**self._answer("end a child"))

    def close(self) -> None:
        """End the process, its child and its folder."""
        self._orders.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(5)
        self._process.stderr.close()
        if self._walls.home:
            sweeping.sweep(self._walls.home)


class Student:
    """One child: a conversation of requests and answers, each with a deadline."""

    def __init__(self, zygote: Zygote, line: socket.socket) -> None:
        self._zygote, self._line, self._traffic = zygote, line, 0
        self.gone: str | None = None
        self.ended: Ended | None = None

    def begin(self) -> None:
        """Wait until the child has confined itself."""
        try:
            if frames.receive(self._line, time.monotonic() + START_SECONDS) != ["ready"]:
                raise frames.FrameError("broken")
        except frames.FrameError as error:
            with contextlib.suppress(SandboxFailed):
                self.end()
            raise SandboxFailed("the sandbox could not confine a child") from error

    def ask(
        self,
        request: list,
        seconds: float,
        hear: Callable[[list], list | None] = lambda message: None,
    ) -> list:
        """Send a request; the answer within `seconds`.

        Messages on the way ("output", "call back") go to `hear`; what it returns is sent back.
        Raises StudentGone when the child ended, was too slow or sent nonsense.
        """
        if self.gone:
            raise StudentGone(self.gone)
        deadline = time.monotonic() + seconds
        try:
            self._line.settimeout(seconds)
            frames.send(self._line, request)
            while True:
                message = frames.receive(self._line, deadline)
                if not isinstance(message, list) or len(message) < 2:
                    raise frames.FrameError("broken")
                if message[0] not in ("output", "call back"):
                    return message
                self._traffic += len(json.dumps(message))
                if self._traffic > MAX_TRAFFIC:
                    raise frames.FrameError("flood")
                answer = hear(message)
                if answer is not None:
                    self._line.settimeout(max(deadline - time.monotonic(), 0.001))
                    frames.send(self._line, answer)
        except (frames.FrameError, RecursionError) as error:
            why = str(error) if isinstance(error, frames.FrameError) else "broken"
            raise StudentGone(self._leave(why, seconds)) from error

    def _leave(self, why: str, seconds: float) -> str:
        ended = self.end()
        if ended.excess:
            self.gone = ended.excess
        elif why == "late":
            self.gone = f"did not come back within {seconds:g} seconds (an endless loop?)"
        elif why == "flood":
            self.gone = "produced more output than the grader takes"
        elif why == "broken":
            self.gone = "sent something that is not an answer"
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
