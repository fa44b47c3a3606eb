"""The course's own tests, as `python3 tests` runs them."""

import subprocess
import sys
import time

from .hand import ROOT
from .lines import Line


def measure(quick: bool) -> list[Line]:
    """One run; there is no quick one. A failing suite has no time."""
    del quick
    began = time.monotonic()
    done = subprocess.run([sys.executable, "tests"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the tests fail: {done.stdout.strip().splitlines()[-1:]}")
    return [Line("The course's own tests", "min", ((time.monotonic() - began) / 60,))]
