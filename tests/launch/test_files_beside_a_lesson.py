"""A file of the learner's is named like one of Python's, of a library's or of the course's.

Beside a lesson it is left out, in the notebook as in Validate and on the site; in the course's
folder it stops no set-up. What is named like nothing else can be imported, as ever.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from chainrule.site.apart import run_lessons
from chainrule.site.stage import Printed
from ipykernel.kernelspec import get_kernel_dict
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.validator import Validator

ROOT = Path(__file__).resolve().parents[2]
LIKE_A_MODULE = (
    *("types", "enum", "operator", "functools", "random", "math", "string", "numpy", "matplotlib"),
    *("ipywidgets", "anywidget", "IPython", "ipykernel", "traitlets", "chainrule"),
)
CELLS = (
    "from chainrule import ask, check, predict\n"
    "from chainrule.explorables import SlopeMicroscope\n"
    "import enum, math, numpy, random, string, types\n"
    "print('Ready')",
    "from helpers import mine\nprint(mine)",
)


def write_files(folder: Path) -> None:
    for name in LIKE_A_MODULE:
        (folder / f"{name}.py").write_text("raise ImportError('a file of the learner')\n")
    (folder / "helpers.py").write_text("mine = 5\n")


@pytest.fixture(scope="module")
def bootstrap():
    place = ROOT / "binder/course_env.py"
    spec = importlib.util.spec_from_file_location("course_env_for_files", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def kernels(bootstrap, tmp_path, monkeypatch):
    """The kernel as ipykernel installs it, with what the set-up does to it."""
    kernel = tmp_path / "environment" / bootstrap.KERNEL
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps(get_kernel_dict()))
    bootstrap.start_kernels_with_the_library(tmp_path / "environment")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "environment/share/jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    profile = tmp_path / "ipython/profile_default"
    profile.mkdir(parents=True)
    shutil.copy(ROOT / "binder/ipython_kernel_config.py", profile)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))


@pytest.fixture
def lesson(tmp_path) -> Path:
    """A notebook with such files beside it."""
    folder = tmp_path / "01_small"
    folder.mkdir()
    write_files(folder)
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in CELLS])
    mark = {"grade": True, "solution": False, "locked": True, "points": 1, "task": False}
    notebook.cells[-1].metadata["nbgrader"] = {**mark, "grade_id": "own", "schema_version": 3}
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "01_small.ipynb")
    return folder / "01_small.ipynb"


def test_a_notebook_and_validate_leave_them_out(kernels, lesson):
    notebook = nbformat.read(lesson, as_version=4)
    place = {"metadata": {"path": str(lesson.parent)}}
    NotebookClient(notebook, resources=place, kernel_name="python3").execute()
    assert [cell.outputs[0].text for cell in notebook.cells] == ["Ready\n", "5\n"]
    assert Validator().validate(str(lesson)) == {}


def test_the_site_leaves_them_out(lesson):
    notebook = nbformat.read(lesson, as_version=4)
    notebook.cells[-1].metadata.clear()  # no check: those do not run there
    nbformat.write(notebook, lesson)
    (shown,) = run_lessons([lesson])
    assert [one.pieces for one in shown] == [[Printed("Ready\n")], [Printed("5\n")]]


def test_the_installer_leaves_them_out(bootstrap, tmp_path, monkeypatch):
    write_files(tmp_path)
    monkeypatch.setattr(bootstrap, "venv_python", lambda: Path(sys.executable))
    command = bootstrap._installer(False)
    if command[0] == "uv":
        pytest.skip("this environment has no pip of its own")
    answer = subprocess.run(
        [*command[: command.index("install")], "--version"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert answer.stdout.startswith("pip "), answer.stderr


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"argv": 3}', '{"argv": ["julia", "{file}"]}'])
def test_a_kernel_of_another_make_stays_as_it_is(bootstrap, tmp_path, text):
    kernel = tmp_path / bootstrap.KERNEL
    bootstrap.start_kernels_with_the_library(tmp_path)  # none there
    kernel.parent.mkdir(parents=True)
    kernel.write_text(text)
    bootstrap.start_kernels_with_the_library(tmp_path)
    assert kernel.read_text() == text


def test_the_kernel_is_told_once(bootstrap, tmp_path):
    kernel = tmp_path / bootstrap.KERNEL
    kernel.parent.mkdir(parents=True)
    kernel.write_text(json.dumps(get_kernel_dict()))
    for _ in range(2):
        bootstrap.start_kernels_with_the_library(tmp_path)
    told = json.loads(kernel.read_text())
    assert told["argv"].count("-P") == 1
    told["argv"].remove("-P")
    assert told == get_kernel_dict()
