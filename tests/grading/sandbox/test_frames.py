"""What arrives from a student's process: bounded, in time, and an answer, or the process ends."""

import os
import socket
import struct
import time

import pytest

from autograders.grading.sandbox import zygote as zygotes
from autograders.grading.sandbox.inside import frames
from autograders.grading.sandbox.inside.frames import FrameError
from autograders.grading.sandbox.zygote import StudentGone


@pytest.fixture
def line():
    """Both ends of a line: ours, and a student's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_what_is_sent_is_received(line):
    ours, theirs = line
    for message in (["ready"], {"a": [1.5, None, "ä"]}, []):
        frames.send(theirs, message)
        assert frames.receive(ours) == message


BROKEN = {
    "longer than any message": struct.pack(">I", frames.MAX_FRAME + 1),
    "of a negative length": struct.pack(">i", -1),
    "no JSON": struct.pack(">I", 2) + b"[[",
    "no text": struct.pack(">I", 2) + b"\xff\xfe",
    "nested deeply": struct.pack(">I", 200_000) + b"[" * 100_000 + b"]" * 100_000,
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_message_that_is_none_is_told(kind, line):
    ours, theirs = line
    theirs.sendall(BROKEN[kind])
    with pytest.raises(FrameError, match="broken"):
        frames.receive(ours, time.monotonic() + 20)


def test_half_a_message_is_waited_for_until_the_deadline_alone(line):
    ours, theirs = line
    theirs.sendall(struct.pack(">I", 100) + b"[")
    with pytest.raises(FrameError, match="late"):
        frames.receive(ours, time.monotonic() + 0.05)
    theirs.close()
    with pytest.raises(FrameError, match="closed"):
        frames.receive(ours, time.monotonic() + 20)


def test_a_message_longer_than_any_is_not_sent(line):
    with pytest.raises(FrameError, match="broken"):
        frames.send(line[0], "x" * frames.MAX_FRAME)


SPEAK = """
import json, os, struct
def say(message):
    body = json.dumps(message).encode()
    rest = struct.pack(">I", len(body)) + body
    while rest: rest = rest[os.write(3, rest):]
"""


@pytest.mark.parametrize("spoken", ["{}", "[]", "'ran'", "None", "7", "['ran']"])
def test_what_is_no_answer_ends_the_child(spoken, zygote):
    student = zygote.fork()
    with pytest.raises(StudentGone, match="not an answer"):
        student.ask(["run", f"{SPEAK}say({spoken})"], 20.0)
    assert student.gone


def test_a_flood_of_messages_ends_the_child(zygote, monkeypatch):
    monkeypatch.setattr(zygotes, "MAX_TRAFFIC", 10_000)
    student = zygote.fork()
    flood = f"{SPEAK}while True: say(['output', {{'kind': 'stream', 'content': 'x' * 500}}])"
    with pytest.raises(StudentGone, match="more output than the grader takes"):
        student.ask(["run", flood], 30.0)


def test_a_child_holds_no_line_but_its_own(zygote):
    """No order, no other child's answers: one descriptor, and nothing behind the first three."""
    student = zygote.fork()
    code = "import os\nopen_ones = sorted(int(n) for n in os.listdir('/proc/self/fd'))[:4]\n"
    code += "links = [os.readlink(f'/proc/self/fd/{n}') for n in open_ones[:3]]"
    student.ask(["run", code], 20.0)
    seen = student.ask(["look", ["open_ones", "links"]], 10.0)[1]
    student.end()
    assert seen["open_ones"]["plain"] == [0, 1, 2, 3]
    assert seen["links"]["plain"] == [os.devnull] * 3
