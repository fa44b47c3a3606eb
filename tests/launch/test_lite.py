"""The lessons in JupyterLite: every import can be met, and each package has a place.

The whole site is built where it is published (.github/workflows/pages.yml), for it takes npm, the
package index and half a minute; here are the parts that decide what a browser loads.
"""

import hashlib
import importlib.util
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: What Pyodide's lock and the course's own wheels have under these names.
IN_THE_BROWSER = {"numpy", "matplotlib", "IPython", "traitlets", "anywidget", "ipywidgets"}


@pytest.fixture(scope="module")
def lite_lock():
    spec = importlib.util.spec_from_file_location("lite_lock", ROOT / "binder/lite_lock.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def package(name: str, file_name: str, *depends: str, content: bytes = b"") -> dict:
    return {
        "name": name,
        "version": "1.0",
        "file_name": file_name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "imports": [name],
        "depends": list(depends),
    }


@pytest.fixture
def lock() -> dict:
    wheels = [
        package("numpy", "numpy-1.0-cp314-cp314-wasm32.whl", content=b"numpy"),
        package("matplotlib", "matplotlib-1.0-cp314-cp314-wasm32.whl", "numpy", "cycler"),
        package("cycler", "cycler-1.0-py3-none-any.whl"),
        package("anywidget", "anywidget-1.0-py3-none-any.whl"),
        package("scipy", "scipy-1.0-cp314-cp314-wasm32.whl", "numpy"),
    ]
    return {"info": {}, "packages": {one["name"]: one for one in wheels}}


def test_every_import_of_the_lessons_can_be_met_in_a_browser(lite_lock):
    """Python's own modules, the course's package, and what its lock has; nothing else."""
    imported = lite_lock.imports_of(ROOT / "lessons") - set(sys.stdlib_module_names)
    assert {"numpy", "matplotlib", "chainrule"} <= imported
    assert imported <= IN_THE_BROWSER | {"chainrule"}


def test_a_missing_import_is_named(lite_lock, lock, tmp_path):
    lesson = tmp_path / "01_first/01_first.ipynb"
    lesson.parent.mkdir()
    cell = {"cell_type": "code", "source": ["import numpy, torch.nn\n", "from os import path"]}
    lesson.write_text(json.dumps({"cells": [cell]}))
    assert lite_lock.missing_imports(lock, tmp_path) == ["torch"]


def test_the_package_enters_the_lock_with_all_that_it_needs(
    lite_lock, lock, wheel_of_the_lessons, tmp_path
):
    lite_lock.add_wheels(lock, [wheel_of_the_lessons], tmp_path)
    entry = lock["packages"]["chainrule"]
    assert entry["imports"] == ["chainrule"]
    assert entry["depends"] == ["anywidget", "matplotlib", "numpy"]  # not the site's extras
    assert (tmp_path / entry["file_name"]).read_bytes() == wheel_of_the_lessons.read_bytes()
    assert entry["sha256"] == hashlib.sha256(wheel_of_the_lessons.read_bytes()).hexdigest()
    needed = lite_lock.closure(lock, ["chainrule"])
    assert needed == ["anywidget", "chainrule", "cycler", "matplotlib", "numpy"]
    assert [name for name in needed if lite_lock.is_pure(lock, name)] == needed[:3]


def test_a_wheel_of_a_known_package_keeps_what_pyodide_says_of_it(lite_lock, lock, tmp_path):
    wheel = tmp_path / "Cycler-2.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("cycler/__init__.py", "")
        about = "Name: Cycler\nVersion: 2.0\nRequires-Dist: numpy>=1; extra == 'tests'\n"
        archive.writestr("cycler-2.0.dist-info/METADATA", about)
    (tmp_path / "site").mkdir()
    lite_lock.add_wheels(lock, [wheel], tmp_path / "site")
    entry = lock["packages"]["cycler"]
    assert (entry["version"], entry["imports"], entry["depends"]) == ("2.0", ["cycler"], [])


def test_what_can_be_fetched_lies_in_the_site_and_the_rest_has_an_address(
    lite_lock, lock, tmp_path
):
    distribution, site = tmp_path / "pyodide", tmp_path / "site"
    distribution.mkdir()
    site.mkdir()
    base = f"{distribution.as_uri()}/"
    numpy = "numpy-1.0-cp314-cp314-wasm32.whl"
    wanted = ["numpy", "matplotlib"]
    (distribution / numpy).write_bytes(b"somebody else's")
    assert lite_lock.fetch_compiled(json.loads(json.dumps(lock)), wanted, base, site) == wanted
    (distribution / numpy).write_bytes(b"numpy")
    assert lite_lock.fetch_compiled(lock, wanted, base, site) == ["matplotlib"]
    assert (site / numpy).read_bytes() == b"numpy"
    names = {name: entry["file_name"] for name, entry in lock["packages"].items()}
    assert names["numpy"] == numpy
    assert names["scipy"] == f"{base}scipy-1.0-cp314-cp314-wasm32.whl"


@pytest.mark.parametrize("arguments", [["--lite"], ["--lite", "--write"], ["--lite", "a", "b"]])
def test_a_call_without_a_folder_is_one_line(arguments):
    command = [sys.executable, "lessons", *arguments]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert answer.returncode == 1
    (line,) = answer.stderr.splitlines()
    assert "python3 lessons --lite OUT" in line


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("important")
    command = [sys.executable, "binder/lite_site.py", str(tmp_path)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    assert answer.returncode == 1 and "holds other files" in answer.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
