"""What a command loads and starts before it does anything: no more than it needs."""

import json
import subprocess
import sys

import pytest
from classroom import ROOT, answered, new_classroom

from autograders.grading.commands import early
from autograders.grading.referee.lesson_tests import Later, Names
from autograders.grading.sandbox import warm

NOT_NEEDED = {
    *("nbconvert", "jupytext", "distributed", "dask", "matplotlib", "ipywidgets", "anywidget"),
    *("nbgrader.apps", "nbgrader.exchange", "nbgrader.server_extensions", "jupyter_server"),
    *("chainrule.explorables", "chainrule.questions", "debugpy"),
    "lark",  # newer releases of jsonschema build a grammar, which outlasts several notebooks
}


def loaded(code: str) -> set[str]:
    """The modules that a fresh Python has loaded after this."""
    told = f"import json, sys\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", told], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_grade_command_loads_no_server_no_figures_and_no_converter():
    found = loaded("import autograders.grading.commands.grade")
    assert "nbgrader.api" in found
    assert found & NOT_NEEDED == set()


EACH_IN_A_FORK = """
import os, sys
import autograders.grading.gradebook.book
for code in sys.argv[1:]:
    sys.stdout.flush()
    child = os.fork()
    if not child:
        os.dup2(1, 2)
        exec(code)
        sys.exit()
    print("ended with", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
OF_NBGRADER = {
    "import nbgrader; assert nbgrader.__version__": 0,
    "import nbgrader; nbgrader._jupyter_server_extension_points()": 0,
    "from nbgrader.apps import NbGraderApp; assert NbGraderApp.version": 0,
    "from nbgrader.converters import Autograde": 0,
    "import nbgrader; nbgrader.no_such_name": 1,
}


@pytest.fixture(scope="module")
def asked_for() -> dict[str, str]:
    """What Python says, and how it ends, when this is asked of nbgrader by who has our gradebook."""
    done = subprocess.run(
        [sys.executable, "-c", EACH_IN_A_FORK, *OF_NBGRADER],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.split("ended with ")
    ends = zip(said, said[1:], strict=False)
    told = [before.partition("\n")[2] + "ended with " + end[0] for before, end in ends]
    return dict(zip(OF_NBGRADER, told, strict=True))


@pytest.mark.parametrize("code", OF_NBGRADER)
def test_all_of_nbgrader_is_there_for_who_asks_and_nothing_made_up(code, asked_for):
    assert asked_for[code].endswith(f"ended with {OF_NBGRADER[code]}"), asked_for[code]
    assert OF_NBGRADER[code] == 0 or "has no attribute 'no_such_name'" in asked_for[code]


def test_a_lessons_figures_wait_until_a_test_reads_them(template):
    names = Names(template.unanswered().cells)
    left = {name for name, value in names.namespace.items() if isinstance(value, Later)}
    assert {"ask", "predict", "check"} <= left
    assert left <= names.of_the_course()
    tests = [n for n, cell in enumerate(template.unanswered().cells) if "check(" in cell.source]
    names.asked(tests[0])
    assert not isinstance(names.namespace["check"], Later)
    assert isinstance(names.namespace["predict"], Later)


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


@pytest.mark.parametrize("option", ["--time=2", "--memory", "--package"])
def test_what_has_conditions_of_its_own_starts_when_they_are_read(option, class_of, monkeypatch):
    started = []
    monkeypatch.setattr(warm, "zygote", started.append)
    folder = class_of(1)
    early.start([folder, option])
    assert started == []
    early.start([folder])
    assert started == [False]
