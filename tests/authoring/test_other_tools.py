"""The solutions under the tools that others have: a plain nbgrader, and nbval."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from autograders.authoring.course import Course

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
LESSONS = COURSE.lessons()
#: `build --check` runs every solution every time; whether nbval can is asked of three, and of all
#: by the weekly run (COURSE_TESTS_MANY_SEEDS).
FOR_NBVAL = LESSONS if os.environ.get("COURSE_TESTS_MANY_SEEDS") else LESSONS[::4]

PYTEST_WITH_FORKED_KERNELS = """
import sys, pytest

sys.path.insert(0, sys.argv[1])
from tests.support.forked_kernels import forking

with forking():
    sys.exit(pytest.main(sys.argv[2:]))
"""


@dataclass(frozen=True)
class Run:
    """A command that has worked on all lessons at once: its folder, exit code and text."""

    folder: Path
    code: int
    said: str


def run_on_all(command: list[str], folder: Path, where: Path, **variables: str) -> Run:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=where,
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    return Run(folder, done.returncode, done.stdout)


@pytest.fixture(scope="module")
def plain_nbgrader(tmp_path_factory) -> Run:
    """nbgrader's own command, which goes on after a lesson that it cannot make."""
    folder = tmp_path_factory.mktemp("release")
    release = f"--CourseDirectory.release_directory={folder}"
    command = ["-m", "nbgrader", "generate_assignment", "*", "--no-db", release]
    return run_on_all(command, folder, ROOT / "autograders")


def test_a_plain_nbgrader_reports_no_failure(plain_nbgrader):
    assert plain_nbgrader.code == 0, plain_nbgrader.said[-3000:]


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_plain_nbgrader_makes_the_same_lesson(lesson, plain_nbgrader):
    path = plain_nbgrader.folder / lesson / f"{lesson}.ipynb"
    assert path.exists(), plain_nbgrader.said[-3000:]
    assert path.read_bytes().replace(b"\r\n", b"\n") == COURSE.lesson(lesson).read_bytes()


@pytest.fixture(scope="module")
def nbval(tmp_path_factory) -> Run:
    """nbval on the solutions; a kernel for each, forked from one."""
    folder = tmp_path_factory.mktemp("nbval")
    for lesson in FOR_NBVAL:
        shutil.copytree(COURSE.solution(lesson).parent, folder / lesson)
    command = [
        *("-c", PYTEST_WITH_FORKED_KERNELS, str(ROOT)),
        *("-p", "nbval.plugin", "--nbval-lax", "--nbval-current-env"),
        *("--nbval-cell-timeout=60", "-v", "-p", "no:cacheprovider"),
    ]
    # Only nbval: no other plug-in of pytest has to start.
    only = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return run_on_all(command, folder, folder, **only)


def test_nbval_reports_no_failure(nbval):
    assert nbval.code == 0, nbval.said[-3000:]


@pytest.mark.parametrize("lesson", FOR_NBVAL)
def test_nbval_runs_the_solution(lesson, nbval):
    cells = nbformat.read(COURSE.solution(lesson), as_version=4).cells
    codes = sum(cell.cell_type == "code" for cell in cells)
    results = re.findall(rf"^{lesson}/{lesson}::\S+::Cell \d+ (\w+)", nbval.said, re.MULTILINE)
    assert results == ["PASSED"] * codes, nbval.said[-3000:]
