"""The lessons of this course: built from their sources, solved by them, unsolved as released."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from autograders.authoring import command
from autograders.authoring.course import Course

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


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_plain_nbgrader_makes_the_same_lesson(lesson, tmp_path):
    run = subprocess.run(
        [
            *(sys.executable, "-m", "nbgrader", "generate_assignment", lesson, "--no-db"),
            f"--CourseDirectory.release_directory={tmp_path}",
        ],
        cwd=ROOT / "autograders",
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    made = (tmp_path / lesson / f"{lesson}.ipynb").read_bytes()
    assert made.replace(b"\r\n", b"\n") == COURSE.lesson(lesson).read_bytes()


@pytest.mark.parametrize("lesson", LESSONS)
def test_nbval_runs_the_solution(lesson, tmp_path):
    shutil.copytree(COURSE.solution(lesson).parent, tmp_path / lesson)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-current-env"),
            *("--nbval-cell-timeout=60", "-q", "-p", "no:cacheprovider", f"{lesson}.ipynb"),
        ],
        cwd=tmp_path / lesson,
        env={**os.environ, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
    )
    cells = nbformat.read(COURSE.solution(lesson), as_version=4).cells
    codes = sum(cell.cell_type == "code" for cell in cells)
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr
    assert re.search(rf"\b{codes} passed\b", run.stdout), run.stdout[-500:]


@pytest.mark.parametrize("lesson", LESSONS)
def test_as_released_every_check_says_not_started_and_nothing_else_fails(lesson, tmp_path):
    notebook = nbformat.read(COURSE.lesson(lesson), as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=60,
        allow_errors=True,
        store_widget_state=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(tmp_path)}},
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT / "lessons")})
    checks = 0
    for cell in notebook.cells:
        errors = [out for out in cell.get("outputs", []) if out.output_type == "error"]
        said = [f"{error.ename}: {error.evalue}" for error in errors]
        if cell.metadata.get("nbgrader", {}).get("grade"):
            checks += 1
            assert len(said) == 1, f"{cell.id} does not fail as released"
            assert re.match(rf"CheckFailed: {cell.id} is not written yet", said[0])
        else:
            assert said == [], f"{cell.id} fails in the lesson as released"
        stderr = [out.text for out in cell.get("outputs", []) if out.get("name") == "stderr"]
        assert stderr == [], f"{cell.id} writes to stderr"
    assert checks == len(COURSE.exercises(lesson))


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_students_get_holds_no_answer(lesson):
    text = COURSE.lesson(lesson).read_text(encoding="utf-8")
    for secret in ("autograders", "BEGIN ", "END ", '"facts"', "answer("):
        assert secret not in text


def test_the_readme_prints_the_derived_files_table():
    readme = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
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
    assert capsys.readouterr().err == "There is no command 'biuld'; there are: build, grade.\n"


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
