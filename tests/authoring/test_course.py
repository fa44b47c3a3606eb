"""The lessons of this course: built from their sources, solved by them."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from chainrule.checking.comparing import compare
from chainrule.probing import plain

from autograders.authoring import command
from autograders.authoring.course import Course
from autograders.exercises import EXERCISES

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
LESSONS = COURSE.lessons()


def test_there_are_lessons():
    assert LESSONS


def test_every_derived_file_is_what_its_source_gives(capsys):
    code = command.main(["--check"], COURSE)
    shown = capsys.readouterr()
    assert (code, shown.err) == (0, "")
    assert len(shown.out.splitlines()) >= 3 * len(LESSONS)


#: Names that numpy's own BLAS and numpy's loops read at their start; elsewhere they mean nothing.
PROCESSORS = {
    "Haswell": {"OPENBLAS_CORETYPE": "Haswell", "NPY_DISABLE_CPU_FEATURES": "X86_V4"},
    "Prescott": {
        "OPENBLAS_CORETYPE": "Prescott",
        "NPY_DISABLE_CPU_FEATURES": "AVX2,FMA3,X86_V3,X86_V4",
    },
}


@pytest.mark.parametrize("processor", PROCESSORS)
def test_the_same_files_on_another_processor(processor):
    """Also in another time zone and with a locale that knows no letters but English ones."""
    settings = {**PROCESSORS[processor], "TZ": "Pacific/Chatham", "LC_ALL": "C"}
    found = subprocess.run(
        [sys.executable, "autograders", "build", "--check"],
        cwd=ROOT,
        env={**os.environ, **settings, "PYTHONWARNINGS": "ignore::ImportWarning"},
        capture_output=True,
        encoding="utf-8",
    )
    assert (found.returncode, found.stderr) == (0, "")


@pytest.mark.parametrize("name", EXERCISES)
def test_the_committed_right_values_are_right_far_below_the_tolerance(name):
    """Drift is looked for with one tolerance; what an answer is held to is held here."""
    exercise = EXERCISES[name]
    kept = json.loads(COURSE.table(exercise.lesson).read_text("utf-8"))["exercises"][name]["right"]
    made = exercise.table().to_json()["right"]
    for old, new in zip(kept, made, strict=True):
        values = (plain.decode(outcome.get("value")) for outcome in (old, new))
        difference = compare(*values, exercise.tolerance / 5)
        assert difference is None, difference


@dataclass(frozen=True)
class Run:
    """A command that has worked on all lessons at once: its folder, exit code and text."""

    folder: Path
    code: int
    said: str


def run_on_all(command: list[str], folder: Path, where: Path, **variables: str) -> Run:
    done = subprocess.run(
        [sys.executable, "-m", *command],
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
    command = ["nbgrader", "generate_assignment", "*", "--no-db", release]
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
    """nbval on the solutions of all lessons; a kernel for each."""
    folder = tmp_path_factory.mktemp("nbval")
    for lesson in LESSONS:
        shutil.copytree(COURSE.solution(lesson).parent, folder / lesson)
    command = [
        *("pytest", "-p", "nbval.plugin", "--nbval-lax", "--nbval-current-env"),
        *("--nbval-cell-timeout=60", "-v", "-p", "no:cacheprovider"),
    ]
    # Only nbval: no other plug-in of pytest has to start.
    only = {"PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return run_on_all(command, folder, folder, **only)


def test_nbval_reports_no_failure(nbval):
    assert nbval.code == 0, nbval.said[-3000:]


@pytest.mark.parametrize("lesson", LESSONS)
def test_nbval_runs_the_solution(lesson, nbval):
    cells = nbformat.read(COURSE.solution(lesson), as_version=4).cells
    codes = sum(cell.cell_type == "code" for cell in cells)
    results = re.findall(rf"^{lesson}/{lesson}::\S+::Cell \d+ (\w+)", nbval.said, re.MULTILINE)
    assert results == ["PASSED"] * codes, nbval.said[-3000:]


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_students_get_holds_no_answer(lesson):
    text = COURSE.lesson(lesson).read_text(encoding="utf-8")
    for secret in ("autograders", "BEGIN ", "END ", '"facts"', "answer("):
        assert secret not in text


def test_the_readme_prints_the_derived_files_table():
    readme = (ROOT / "solutions/README.md").read_text(encoding="utf-8").splitlines()
    table = command.derived_files_table().splitlines()
    start = readme.index(table[0])
    assert readme[start : start + len(table) + 1] == [*table, ""]


# --- python3 autograders ---------------------------------------------------------------------


@pytest.fixture
def entry():
    spec = importlib.util.spec_from_file_location("entry", ROOT / "autograders" / "__main__.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_help_names_every_command(entry, capsys):
    assert entry.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert "python3 autograders build" in shown and "python3 autograders grade" in shown
    assert entry.main([]) == 2


def test_an_unknown_command_is_one_line(entry, capsys):
    assert entry.main(["biuld"]) == 2
    assert (
        capsys.readouterr().err
        == "There is no command 'biuld'; there are: build, new, grade, report, formgrader.\n"
    )


@pytest.mark.parametrize("name", ["build", "grade"])
def test_each_command_has_its_help(entry, capsys, name):
    with pytest.raises(SystemExit) as ended:
        entry.main([name, "--help"])
    assert ended.value.code == 0
    assert f"python3 autograders {name}" in capsys.readouterr().out


def test_the_entry_can_be_read_by_an_old_python():
    """It has to get as far as the line that says which Python is needed."""
    import ast

    ast.parse((ROOT / "autograders" / "__main__.py").read_text(), feature_version=(3, 6))


def test_started_as_a_folder_it_finds_the_course_and_not_its_own_parts():
    run = subprocess.run(
        [sys.executable, str(ROOT / "autograders"), "build", "99"],
        cwd=ROOT.parent,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert run.stderr.startswith("no lesson '99'; there are: 00_predictions, 01_chain")
