"""`python3 tests [pytest arguments]` sets the course up when needed and runs its tests.

Without arguments the whole suite runs, in three processes: on two cores, the third works while the
others wait for a page or a kernel. Tests are dealt out in their order, so that in each process
those with a browser come last (see tests/conftest.py).
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "binder"))
from course_env import run

WHOLE_SUITE = ["-n", "3", "--dist", "loadgroup", "--no-loadscope-reorder"]

sys.exit(run("-m", "pytest", *(sys.argv[1:] or WHOLE_SUITE)))
