"""Processor time is counted with what a command leaves to others to wait for."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets us adopt orphans")
HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 0.2  # several times what a Python needs to start
WORK = f"import time\nwhile time.process_time() < {SECONDS}: pass"
LEAVES_IT_TO_OTHERS = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {WORK!r}])
"""


@pytest.mark.parametrize("command", [WORK, LEAVES_IT_TO_OTHERS])
def test_what_nobody_waits_for_counts(command):
    measure = (
        f"import sys; sys.path.insert(0, {HERE!r})\n"
        "from measured import processor\n"
        f"print(processor.run([sys.executable, '-c', {command!r}])[1])"
    )
    done = subprocess.run(  # in a process of its own, since it waits for whatever it can
        [sys.executable, "-c", measure], capture_output=True, text=True, check=True
    )
    assert float(done.stdout) >= SECONDS


def test_what_ran_before_goes_on():
    """The pool of a benchmark has a process that lives as long as the benchmark."""
    measure = (
        f"import subprocess, sys; sys.path.insert(0, {HERE!r})\n"
        "from measured import processor\n"
        "beside = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)\n"
        "processor._PATIENCE = 5.0\n"
        "processor.run([sys.executable, '-c', ''])\n"
        "print(beside.poll())\n"
        "beside.communicate(b'\\n')"
    )
    done = subprocess.run([sys.executable, "-c", measure], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("None\n", "")
