"""The lessons of this course: built from their sources, solved by them."""

import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from chainrule.checking.comparing import compare
from chainrule.probing import plain

from autograders.authoring import build, command, solution
from autograders.authoring.course import Course
from autograders.authoring.source import read_notebook, read_source
from autograders.exercises import EXERCISES

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course(ROOT)
LESSONS = COURSE.lessons()


def test_there_are_lessons():
    assert LESSONS


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_source_states_facts(lesson):
    """`build` computes them all before it makes a file."""
    assert sum(map(len, read_source(COURSE, lesson).facts)) > 50


@pytest.fixture
def outputs_as_they_are(monkeypatch):
    """A build starts no kernel: it takes what a cell printed from the notebook that is there."""

    def recall(source, folders, timeout=None):
        kept = read_notebook(COURSE.solution(source.lesson), source.lesson).cells
        notebook = copy.deepcopy(source.notebook)
        for cell, old in zip(notebook.cells, kept, strict=False):
            if cell.cell_type == old.cell_type == "code":
                cell.outputs, cell.execution_count = old.outputs, old.execution_count
        table = json.loads(COURSE.table(source.lesson).read_text("utf-8"))
        return notebook, {part: table[part] for part in ("questions", "blanks")}

    monkeypatch.setattr(solution, "run_solution", recall)


def test_every_derived_file_but_its_outputs_is_what_its_source_gives(outputs_as_they_are, capsys):
    """The outputs, too, in test_processors.py, on a processor that is unlike any of today."""
    code = command.main(["--check"], COURSE)
    shown = capsys.readouterr()
    assert (code, shown.err) == (0, "")
    assert len(shown.out.splitlines()) >= 3 * len(LESSONS)


def test_a_changed_source_shows_without_a_kernel(outputs_as_they_are, capsys, monkeypatch):
    def changed(course, lesson):
        source = read_source(course, lesson)
        source.notebook.cells[0].source += " And more."
        return source

    monkeypatch.setattr(build, "read_source", changed)
    assert command.main(["--check", LESSONS[1]], COURSE) == 1
    shown = capsys.readouterr().err
    for made in (COURSE.solution(LESSONS[1]), COURSE.lesson(LESSONS[1])):
        assert COURSE.shown(made) in shown


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
    known = "build, new, class, grade, report, feedback, formgrader"
    assert capsys.readouterr().err == f"There is no command 'biuld'; there are: {known}.\n"


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
