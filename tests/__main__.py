"""`python3 tests [pytest arguments]` sets the course up when needed and runs its tests.

Without arguments the whole suite runs, in three processes: on two cores, the third works while the
others wait for a page or a kernel. Tests are dealt out in their order, so that in each process
those with a browser come last (see tests/conftest.py).
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "binder"))
from course_env import VENV, run

WHOLE_SUITE = ["-n", "3", "--dist", "loadgroup", "--no-loadscope-reorder"]

# Byte code is kept, whatever the user's Python is told: each test process and the programs that
# tests start would otherwise compile the same files again. Not beside the sources, where it would
# lie among what the tests look at.
KEEP_BYTE_CODE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "byte-code")}

sys.exit(
    run("-m", "pytest", *(sys.argv[1:] or WHOLE_SUITE), part="tests", variables=KEEP_BYTE_CODE)
)
