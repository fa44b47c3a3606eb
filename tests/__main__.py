"""`python3 tests` sets the course up when needed and runs its tests.

python3 tests                        the whole suite
python3 tests --quick                what an edit can break first: derived files, facts, exercises,
                                     the mathematics in Python and JavaScript, style; no browser,
                                     and no training that lessons tell of
python3 tests tests/launch -k pip    a part; all arguments but --quick and --help are pytest's

The whole suite runs in four processes: on two cores, the others work while some wait for a page or
a kernel. Tests are dealt out in their order, so that in each process those with a browser come last
(see tests/conftest.py).
"""

import sys

# Started as a folder, Python looks for modules in `tests` first: not here, see lessons/__main__.py.
if __name__ == "__main__":
    del sys.path[0]

from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "binder"))
from course_env import VENV, run

DEALT = ["--dist", "loadgroup", "--no-loadscope-reorder"]
WHOLE_SUITE = ["-n", "4", *DEALT]
QUICK = [
    "tests/exercises",
    "tests/authoring/test_course.py",
    "tests/lessons/test_claims.py",
    "tests/backprop",
    "tests/explorables/test_maths.py",
    "tests/launch/test_house.py",
]
# Digits are learned anew in them, again and again, to see that they come out as the lessons tell.
TRAININGS = ["tests/backprop/test_runs.py", "tests/backprop/test_depth_runs.py"]

# Byte code is kept, whatever the user's Python is told: each test process and the programs that
# tests start would otherwise compile the same files again. Not beside the sources, where it would
# lie among what the tests look at.
KEEP_BYTE_CODE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(VENV / "byte-code")}

# Several processes share the cores already: threads of numpy's own would wait in each other's way.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}

# With --quick, exercises meet their visible inputs, one draw of hidden ones, and a few free draws.
FEW_DRAWS = {"COURSE_TESTS_FEW_SEEDS": "1"}


def main(arguments):
    """Run pytest; gives its exit code."""
    if "--help" in arguments or "-h" in arguments:
        print(__doc__)
        return 0
    chosen, variables = arguments or WHOLE_SUITE, KEEP_BYTE_CODE | ONE_THREAD
    if "--quick" in arguments:
        rest = [word for word in arguments if word != "--quick"]
        left_out = [f"--ignore={place}" for place in TRAININGS]
        chosen, variables = ["-n", "2", *DEALT, *QUICK, *left_out, *rest], variables | FEW_DRAWS
    return run("-m", "pytest", *chosen, part="tests", variables=variables)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
