"""Test processes forked from one that has read in all tests and what they import.

Each process of pytest-xdist collects ten thousand tests, and reads in for it what all of them need:
the same work in each, and in a fresh clone each compiles the same files. Here a seed collects once,
and forks for each process, which finds the modules read and makes its list of tests alone.

pytest-xdist notices nothing: all it is told is another Python to start. That is this file, which
lends its pipes to a fork of the seed and ends with it. Where pipes cannot be lent, it starts its
processes as ever.
"""

import contextlib
import gc
import json
import os
import select
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import types
from collections.abc import Sequence
from pathlib import Path

import pytest

PIPES = (0, 1, 2)
# Not to run them, nor with what pytest-rerunfailures begins for that: a thread, which no fork has.
WITHOUT_RUNNING = ("--collect-only", "-qq", "-n0", "-p", "no:rerunfailures")
WITHOUT_RUNNING += ("-o", "addopts=--import-mode=importlib -p no:cacheprovider")
# Not this file as a program: it would be read in once more for the tests, and know nothing there.
SEED = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.support import forked_workers
forked_workers.be_the_seed(*sys.argv[1:])
"""
_on_the_path_since: list[str] = []
"""Where the tests look for modules, beside where Python does."""


# ------------------------------------------------------------------ the process that asks


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: Sequence) -> None:
    """Let the processes be forks of a seed. `specs` are what execnet is told of each."""
    if sys.platform != "linux" or any(spec.python for spec in specs):
        return
    place = Path(tempfile.mkdtemp(prefix="tests-")) / "seed"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(place))
    listener.listen()
    subprocess.Popen(
        [sys.executable, "-c", SEED, str(listener.fileno()), *config.invocation_params.args],
        stdin=subprocess.PIPE,  # which closes when this process ends, however it does
        pass_fds=[listener.fileno()],
    )
    listener.close()
    for spec in specs:
        spec.python = shlex.join([sys.executable, "-P", __file__, str(place)])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart() -> None:
    """In a fork: find modules where the tests do. pytest-xdist has put back the path of before."""
    sys.path[:0] = [place for place in _on_the_path_since if place not in sys.path]


# ------------------------------------------------------------------ the seed


def be_the_seed(number: str, *arguments: str) -> None:
    """Collect the tests, then fork for whoever calls, until the process that asked has ended.

    number: of the open socket to listen at; arguments: pytest's.
    """
    listener = socket.socket(fileno=int(number))
    folder = Path(listener.getsockname()).parent
    with contextlib.suppress(KeyboardInterrupt):
        read_in_all_tests(arguments)
        while sys.stdin not in select.select([listener, sys.stdin], [], [])[0]:
            caller, _ = listener.accept()
            if not os.fork():
                listener.close()
                become(caller)
            caller.close()
    shutil.rmtree(folder)


def read_in_all_tests(arguments: Sequence[str]) -> None:
    """Collect them as each process will: all that they import is there afterwards.

    What is wrong with a test is left to those processes to say.
    """
    before = set(sys.path)
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        pytest.main([*arguments, *WITHOUT_RUNNING])
    _on_the_path_since[:] = [place for place in sys.path if place not in before]
    if threading.active_count() > 1:
        sys.exit("A test file starts a thread when it is imported: no process can be forked.")
    gc.collect()
    gc.freeze()


def become(caller: socket.socket) -> None:
    """Go on as the process that called: with its pipes, and what it was told to run.

    `caller` closes with this process, and so tells when it has ended.
    """
    message, pipes, *_ = socket.recv_fds(caller, 65536, len(PIPES))
    for number, pipe in zip(PIPES, pipes, strict=True):
        os.dup2(pipe, number)
        os.close(pipe)
    sys.stdin = os.fdopen(0, closefd=False)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    gc.disable()  # as tests/conftest.py does while tests are collected; it is read in already
    option, program = json.loads(message)
    sys.argv = [option]
    main = sys.modules["__main__"] = types.ModuleType("__main__")
    exec(program, vars(main))
    sys.exit()


# ------------------------------------------------------------------ what pytest-xdist starts


def enter(place: str, *arguments: str) -> None:
    """Lend the pipes to a fork of the seed, and wait until it has ended."""
    with socket.socket(socket.AF_UNIX) as seed, contextlib.suppress(KeyboardInterrupt):
        seed.connect(place)
        socket.send_fds(seed, [json.dumps(arguments[-2:]).encode()], PIPES)
        for pipe in PIPES[:2]:
            os.close(pipe)  # their other ends see it when the fork closes them
        seed.recv(1)


if __name__ == "__main__":
    enter(*sys.argv[1:])
