"""The walls, tier by tier: what a student's code can reach, tried from inside."""

import dataclasses
import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import classroom
import pytest
from chainrule.probing.plain import decode

from autograders.grading.sandbox import walls as sandbox
from autograders.grading.sandbox.inside import leftovers
from autograders.grading.sandbox.warm import MODULES as WARM_MODULES
from autograders.grading.sandbox.zygote import SandboxFailed, StudentGone, Zygote

ROOT = classroom.ROOT

REFUSED = {
    "reading the answer key": f"open({str(ROOT / 'autograders/exercises/lesson_01.py')!r}).read()",
    "reading the solution": f"open({str(ROOT / 'solutions/01_chain_rule.py')!r}).read()",
    "reading the grader": f"open({str(ROOT / 'autograders/grading/referee/trial.py')!r}).read()",
    "listing the course": f"os.listdir({str(ROOT)!r})",
    "reading a neighbour": "open(NEIGHBOUR).read()",
    "reading users": "open('/etc/shadow').read()",
    "reading the parent's memory": "open(f'/proc/{os.getppid()}/mem', 'rb').read(1)",
    "reading the parent's environment": "open(f'/proc/{os.getppid()}/environ', 'rb').read()",
    "importing the key": "__import__('autograders')",
    "importing nbgrader": "__import__('nbgrader')",
    "importing autograd": "__import__('autograd')",
    "a connection": "socket.create_connection(('127.0.0.1', PORT), 1)",
    "a datagram": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM)",
    "IPv6": "socket.socket(socket.AF_INET6)",
    "a listening socket": "socket.socket(socket.AF_UNIX).bind('here')",
    "a child process": "os.fork()",
    "a program": "subprocess.run(['/bin/true'])",
    "replacing the process": "os.execv(sys.executable, ['python'])",
    "writing beside": "open(os.path.join(os.getcwd(), '..', 'x'), 'w')",
    "writing into the packages": "open(np.__file__, 'a')",
    "writing into the temporary folder": "open('/tmp/left-behind', 'w')",
    "deleting outside": "os.remove(np.__file__)",
    "a link to the outside": "open(os.symlink('/etc/hostname', 'link') or 'link').read()",
    "changing a mode": "os.chmod('.', 0o777)",
    "killing the parent": "os.kill(os.getppid(), 9)",
    "killing everybody": "os.kill(-1, 9)",
    "a huge array": "np.ones(2**28)",
    "a huge shared memory": "mmap.mmap(-1, 2**31)",
    "a huge file": "open('big', 'wb').write(b'x' * 2**25)",
    "a new namespace": "ctypes.CDLL(None, use_errno=True).unshare(0x10000000) and 1 / 0",
    "tracing": "ctypes.CDLL(None, use_errno=True).ptrace(16, os.getppid(), 0, 0) and 1 / 0",
    "idling the parent": "os.sched_setscheduler(os.getppid(), os.SCHED_IDLE, os.sched_param(0))",
    "idling itself": "os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))",
    "a datagram to a path": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'x', LOG)",
    "a message to a path": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)"
    ".sendmsg([b'x'], [], 0, LOG)",
    "watching a folder": "ctypes.CDLL(None).inotify_add_watch(ctypes.CDLL(None).inotify_init(), "
    "b'.', 2) >= 0 or 1 / 0",
    "signals by input": "__import__('fcntl').fcntl(0, 8, os.getppid()) == 0",
    "raising its own limits": "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
}

ALLOWED = {
    "its own folder": "open('mine.txt', 'w').write('x') == 1",
    "reading its own file": "open('mine.txt', 'w').write('x') and open('mine.txt').read() == 'x'",
    "threads": "(lambda ts: ([t.start() for t in ts], [t.join() for t in ts], True))"
    "([threading.Thread(target=time.sleep, args=(0.05,)) for _ in range(40)])[-1]",
    "numpy": "float(np.linalg.norm(np.ones(4))) == 2.0",
    "the student package": "__import__('chainrule').check is not None",
    "an ordinary array": "np.ones(2**24).size == 2**24",
    "an empty home": "os.listdir(os.environ['HOME']) == ['.ipython'] or True",
    "no secrets in the environment": "not {'AWS_SECRET', 'TOKEN'} & set(os.environ)",
    "a temporary file": "__import__('tempfile').NamedTemporaryFile('w').write('x') == 1",
}

TRY = """
import ctypes, mmap, os, resource, socket, subprocess, sys, threading, time
import numpy as np
PORT, NEIGHBOUR, LOG = {port}, {neighbour!r}, {log!r}
REFUSED, ALLOWED = {refused!r}, {allowed!r}
def tried(code):
    try:
        value = eval(code)
    except BaseException as error:
        return type(error).__name__
    return "worked" if value or value is None else f"gave {{value!r}}"
report = {{name: tried(code) for name, code in (REFUSED | ALLOWED).items()}}
"""


def tiers() -> dict[str, sandbox.Sandbox]:
    found = sandbox.probe()
    kinds = {"Landlock alone": dataclasses.replace(found, bubblewrap=None)}
    if found.bubblewrap:
        kinds["bubblewrap"] = found
    return kinds


def what_happens(kind: sandbox.Sandbox, neighbour: Path) -> dict[str, str]:
    """What comes of trying these things from inside; `neighbour` is another student's file."""
    log = str(neighbour.parent / "log")
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener,
    ):
        listener.bind(log)
        zygote = Zygote(kind, WARM_MODULES)
        try:
            code = TRY.format(
                port=server.getsockname()[1],
                neighbour=str(neighbour),
                log=log,
                refused=REFUSED,
                allowed=ALLOWED,
            )
            student = zygote.fork()
            student.ask(["run", code], 40.0)
            (_, seen) = student.ask(["look", ["report"]], 10.0)
            student.end()
        finally:
            zygote.close()
    return decode(seen["report"]["plain"])


@pytest.fixture(scope="module", params=["bubblewrap", "Landlock alone"])
def report(request, walls, tmp_path_factory) -> dict[str, str]:
    """What happened when each of these things was tried from inside."""
    kind = tiers().get(request.param)
    if kind is None or not kind.walls:
        pytest.skip(f"{request.param} is not to be had on this machine")
    neighbour = tmp_path_factory.mktemp("class") / "gradebook.db"
    neighbour.write_text("other students' scores")
    happened = what_happens(kind, neighbour)
    assert not os.path.exists("/tmp/left-behind")
    return happened


def test_nothing_outside_can_be_reached(report):
    assert {name: report[name] for name in REFUSED if report[name] == "worked"} == {}


def test_what_a_lesson_needs_is_there(report):
    assert {name: report[name] for name in ALLOWED} == dict.fromkeys(ALLOWED, "worked")


def test_nothing_is_left_of_a_child(walls, zygote):
    first = zygote.fork()
    first.ask(["run", "open('left', 'w').write('x'); import os; here = os.getcwd()"], 6.0)
    folder = first.ask(["look", ["here"]], 5.0)[1]["here"]["plain"]
    first.end()
    second = zygote.fork()
    code = f"import os; there = os.path.exists({folder!r}); names = sorted(os.listdir())"
    second.ask(["run", code], 6.0)
    seen = second.ask(["look", ["there", "names", "here"]], 5.0)[1]
    second.end()
    assert seen["there"]["plain"] is False
    assert "here" not in seen


def test_to_show_a_first_error_nothing_has_to_be_read_in(zygote):
    """As each untouched notebook has one: the warm process has read it in for a whole class."""
    student = zygote.fork()
    student.ask(["run", "import sys\nbefore = set(sys.modules)"], 6.0)
    student.ask(["run", "def divides():\n    return 1 / 0\ndivides()"], 6.0)
    student.ask(["run", "new = sorted(set(sys.modules) - before)"], 6.0)
    seen = student.ask(["look", ["new"]], 5.0)[1]
    student.end()
    assert decode(seen["new"]["plain"]) == []


RAW_THREADS = """
import ctypes, mmap, time
c = ctypes.CDLL(None)
pause, stacks = ctypes.cast(c.pause, ctypes.c_void_p), []
while len(stacks) < 3000:  # no more, for the sake of the machine that runs this test
    stacks.append(mmap.mmap(-1, 4096))
    top = ctypes.addressof(ctypes.c_char.from_buffer(stacks[-1])) + 4096
    c.clone(pause, ctypes.c_void_p(top), 0x10f00, None)
time.sleep(20)
"""
"""Threads past Python and the C library, so small that the memory limit hardly sees them."""

EXCESSIVE = {
    "threads": (RAW_THREADS, leftovers.TOO_MANY_THREADS),
    "small files": (
        "import ctypes, os, time\nc = ctypes.CDLL(None)\n"
        "for n in range(20000): os.close(c.creat(b'f%d' % n, 0o600))\ntime.sleep(20)",
        leftovers.TOO_MANY_FILES,
    ),
    "large files": (
        "import time\nfor n in range(9): open(f'f{n}', 'wb').write(b'x' * 2**23)\ntime.sleep(20)",
        leftovers.TOO_MANY_FILES,
    ),
    "folders in folders": (
        "import os, time\nfor _ in range(30):\n"
        "    os.mkdir('d' * 200); os.chdir('d' * 200)\ntime.sleep(20)",
        leftovers.TOO_MANY_FILES,
    ),
}


NINE_THREADS = """
import threading, time
threads = [threading.Thread(target=time.sleep, args=(0.01,)) for _ in range(9)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.fixture(scope="module", params=["bubblewrap", "Landlock alone"])
def around(request, walls) -> str:
    """The kind of sandbox."""
    return request.param


@pytest.fixture(scope="module")
def warm(around, stock) -> Iterator[Zygote]:
    """A warm process of each kind of sandbox."""
    kind = tiers().get(around)
    if kind is None or not kind.walls:
        pytest.skip(f"{around} is not to be had on this machine")
    ready = stock.take(kind, ["numpy"])
    yield ready
    ready.close()


def said(kind: str, around: str) -> str:
    """A disk of its own is full at the same byte on every machine: nobody has to watch that."""
    return "OSError" if (kind, around) == ("large files", "bubblewrap") else EXCESSIVE[kind][1]


@pytest.mark.parametrize("kind", EXCESSIVE)
def test_what_the_kernel_does_not_bound_is_watched(kind, around, warm, zygote):
    """The child is ended with its reason, while another and this very process can make threads."""
    code, _ = EXCESSIVE[kind]
    other, child = zygote.fork(), warm.fork()
    stopped: list[str] = []
    bomb = threading.Thread(target=lambda: stopped.append(outcome_of(child, code)))
    bomb.start()
    while bomb.is_alive():
        assert other.ask(["run", NINE_THREADS], 30.0)[1]["status"] == "ok"
    other.end()
    assert len(stopped) == 1 and said(kind, around) in stopped[0]
    warm.fork().end()  # and the next one begins as ever


def outcome_of(student, code: str) -> str:
    try:
        return str(student.ask(["run", code], 30.0))
    except StudentGone as gone:
        return str(gone)
    finally:
        student.end()


def test_a_child_that_ends_is_told_apart_from_a_sandbox_that_fails(zygote):
    student = zygote.fork()
    with pytest.raises(StudentGone, match="ended the Python process"):
        student.ask(["run", "import os; os._exit(0)"], 6.0)
    with pytest.raises(StudentGone):
        student.ask(["look", []], 1.0)


def test_a_sandbox_that_cannot_start_is_our_fault_and_never_a_score(walls, monkeypatch):
    monkeypatch.setattr(sandbox, "interpreter", lambda: "/nowhere/python3")
    with pytest.raises((SandboxFailed, OSError)):
        Zygote(walls).fork()


def test_a_child_that_cannot_be_confined_says_why(walls, monkeypatch):
    built = sandbox.build_walls(walls)
    unlimited = {**built.settings, "processes": "as many as it likes"}
    broken = dataclasses.replace(built, settings=unlimited)
    monkeypatch.setattr(sandbox, "build_walls", lambda chosen: broken)
    zygote = Zygote(walls)
    for _ in range(2):  # the warm process outlasts it
        with pytest.raises(SandboxFailed, match=r"could not confine a child \(.*TypeError"):
            zygote.fork()
    zygote.close()


def test_without_walls_it_refuses_unless_told_otherwise(monkeypatch):
    none = sandbox.Sandbox(None, False, False, ("bubblewrap", "Landlock", "seccomp"))
    monkeypatch.setattr(sandbox, "probe", lambda: none)
    monkeypatch.delenv("CHAINRULE_UNPROTECTED", raising=False)
    with pytest.raises(sandbox.NoSandbox, match="--unprotected"):
        sandbox.chosen()
    assert sandbox.chosen(unprotected=True) is none
    assert "not available here: bubblewrap, Landlock, seccomp" in none.line()


def test_the_students_packages_hold_no_key_and_nothing_that_differentiates():
    names = {entry.name for entry in sandbox.student_packages()}
    assert {"numpy", "matplotlib", "ipykernel"} <= names
    assert not names & {"autograders", "autograd", "nbgrader", "torch", "sympy", "jax"}
