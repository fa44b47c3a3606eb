"""What a command loads and starts before it does anything: no more than it needs."""

import json
import subprocess
import sys

import pytest
from classroom import ROOT, answered, new_classroom

from autograders.grading.commands import early
from autograders.grading.referee import trial
from autograders.grading.referee.lesson_tests import Later, Names
from autograders.grading.sandbox import warm

NOT_NEEDED = {
    *("nbconvert", "jupytext", "distributed", "dask", "matplotlib", "ipywidgets", "anywidget"),
    *("nbgrader.apps", "nbgrader.exchange", "nbgrader.server_extensions", "jupyter_server"),
    *("chainrule.explorables", "chainrule.questions", "debugpy"),
    *("IPython.core.interactiveshell", "requests.sessions", "urllib3"),
    "lark",  # newer releases of jsonschema build a grammar, which outlasts several notebooks
}


TELL = "import json, sys\nprint(json.dumps(sorted(sys.modules)))\n"
"""Which modules are loaded by now."""


def test_the_grade_command_loads_no_server_no_figures_and_no_converter(after_grade):
    found = set(json.loads(after_grade(TELL)[1]))
    assert "nbgrader.api" in found
    assert found & NOT_NEEDED == set()


@pytest.mark.parametrize(
    "code",
    [
        "import nbgrader; assert nbgrader.__version__",
        "import nbgrader; nbgrader._jupyter_server_extension_points()",
        "from nbgrader.apps import NbGraderApp; assert NbGraderApp.version",
        "from nbgrader.converters import Autograde",
        "from nbgrader.auth import jupyterhub; assert jupyterhub.requests.Session().get",
    ],
)
def test_all_of_nbgrader_is_there_for_who_asks(code, after_grade):
    assert after_grade(code) == (0, "")


def test_nothing_else_of_nbgraders_is_made_up(after_grade):
    code, said = after_grade("import nbgrader\nnbgrader.no_such_name")
    assert code == 1 and "has no attribute 'no_such_name'" in said


def test_a_lessons_figures_wait_until_a_test_reads_them(template):
    names = Names(template.unanswered().cells)
    left = {name for name, value in names.namespace.items() if isinstance(value, Later)}
    assert {"ask", "predict", "check"} <= left
    assert left <= names.of_the_course()
    tests = [n for n, cell in enumerate(template.unanswered().cells) if "check(" in cell.source]
    names.asked(tests[0])
    assert not isinstance(names.namespace["check"], Later)
    assert isinstance(names.namespace["predict"], Later)


def test_a_notebook_is_read_without_what_checks_addresses_and_dates():
    start = "from autograders.grading.commands import early\nearly.start(['--help'])\n"
    command = "import autograders.grading.commands.grade\n"
    told = f"{start}{command}{TELL}import isoduration\n{TELL}"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found, after = map(set, map(json.loads, done.stdout.splitlines()[-2:]))
    assert found & {*early.FORMATS, "arrow", "rfc3987_syntax"} == set()
    assert "isoduration" in after  # it is there as ever


def test_a_lessons_text_is_not_read_as_code(template, zygote, monkeypatch):
    """IPython would be loaded to make sense of it."""
    read = []
    monkeypatch.setattr(trial, "without_shows", lambda source, names: read.append(source) or source)
    notebook = template.unanswered()
    trial._Trial(notebook, 1, zygote, 1.0)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert read and set(read) <= set(code)


# ------------------------------------------------------------------ started early
@pytest.fixture
def class_of(tmp_path):
    """A folder of so many hand-ins."""

    def made(size: int) -> str:
        room = new_classroom(tmp_path / str(size))
        for number in range(size):
            room.hand_in(f"s{number}", answered({}))
        return str(room.submitted)

    return made


def test_one_process_is_enough_for_one_notebook_or_one_job(class_of, tmp_path):
    one, two = class_of(1), class_of(2)
    assert early.judges_here([one])
    assert early.judges_here([two, "--jobs", "1"])
    assert early.judges_here([two, "--jobs=1"])
    for arguments in (
        [two],
        [one, "--jobs", "2"],
        [one, "--jobs"],
        [one, "--scheduler", "tcp://here:8786"],
        [one, "--help"],
        [str(tmp_path / "none")],
        [],
    ):
        assert not early.judges_here(arguments), arguments


@pytest.mark.parametrize("option", ["--time=2", "--memory", "--package", "--scratch"])
def test_what_has_conditions_of_its_own_starts_when_they_are_read(option, class_of, monkeypatch):
    started = []
    monkeypatch.setattr(warm, "zygote", started.append)
    folder = class_of(1)
    early.start([folder, option])
    assert started == []
    early.start([folder])
    assert started == [False]
