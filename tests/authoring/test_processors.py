"""What is derived from the sources is the same on every processor."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Names that numpy's own BLAS and numpy's loops read at their start; elsewhere they mean nothing.
PROCESSORS = {
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4"},
    "Prescott": {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": "AVX2,FMA3,X86_V3,X86_V4",
    },
}

#: All that a build computes: facts, check tables, what is brought ready. It runs no notebook, so
#: what questions noted there is taken from the table as it is.
COMPUTE = """
import json
from pathlib import Path

from autograders.authoring.build import read_sources
from autograders.authoring.check_table import check_table
from autograders.authoring.course import Course
from autograders.authoring.drift import difference
from autograders.exercises.ready import ready_file

course = Course(Path.cwd())
for source in read_sources(course, course.lessons()):
    table, ready = course.table(source.lesson), ready_file(source.lesson)
    noted = json.loads(table.read_text("utf-8"))
    made = {table: check_table(source.lesson, course.exercises(source.lesson), noted)}
    made |= {course.ready(source.lesson): ready} if ready else {}
    for path, content in made.items():
        print(path.name, difference(path, content))
"""

#: `python3 autograders build --check`, its nine kernels forked from one.
CHECK = """
import sys

from autograders.authoring.command import main
from tests.support.forked_kernels import forking

with forking():
    sys.exit(main(["--check"]))
"""


def elsewhere(processor: str, program: str) -> list[str]:
    """What a program of Python's prints on this processor; also in another time zone and with a
    locale that knows no letters but English ones."""
    settings = {**PROCESSORS[processor], "TZ": "Pacific/Chatham", "LC_ALL": "C"}
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, **settings, "PYTHONWARNINGS": "ignore::ImportWarning"},
        capture_output=True,
        encoding="utf-8",
    )
    assert (found.returncode, found.stderr) == (0, "")
    return found.stdout.splitlines()


def test_the_same_numbers_on_a_processor_of_ten_years_ago():
    lines = elsewhere("Haswell", COMPUTE)
    assert len(lines) > 5
    assert [line for line in lines if not line.endswith(".json None")] == []


def test_the_same_files_on_a_processor_of_twenty_years_ago():
    """With the outputs of every notebook: whoever agrees here agrees in between, too."""
    lines = elsewhere("Prescott", CHECK)
    assert len(lines) > 3 * 9
    assert [line for line in lines if not line.endswith(": up to date")] == []
