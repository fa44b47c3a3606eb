"""Formgrader on a class's course, started and stopped as an instructor does it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from autograders.grading.commands import formgrader

from . import PATIENCE
from .jupyterlab import free_port, lonely_jupyter, wait_for_answer, without_yarn


@contextlib.contextmanager
def formgrader_of(room) -> Iterator[tuple[str, str]]:
    """The address and the token that the command prints; gone at the end, with its server.

    room: a Classroom of the grading tests.
    """
    port = free_port()
    log = room.folder / "server.log"
    run = f"import sys; from {formgrader.__name__} import main; sys.exit(main(sys.argv[1:]))"
    options = ["--no-browser", "--course", str(room.course), f"--ServerApp.port={port}"]
    with open(log, "w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", run, *options],
            env=without_yarn(lonely_jupyter(room.folder / "jupyter"), room.folder / "jupyter"),
            start_new_session=True,
            stdout=said,
            stderr=said,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(f"{base}/api", process, log)
        printed, end = None, time.monotonic() + PATIENCE / 1000
        while printed is None and process.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
            printed = re.search(rf"{base}/formgrader\?token=(\w+)", log.read_text())
        assert printed, f"no address is printed: {log.read_text()[-1000:]}"
        yield base, printed[1]
        process.terminate()  # the process that was started, not its group
        process.wait(30)
        with pytest.raises(OSError):
            urllib.request.urlopen(f"{base}/api", timeout=10)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
