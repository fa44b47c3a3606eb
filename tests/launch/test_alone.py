"""A notebook alone in an empty folder, with nothing of the course but the installed package.

That is what Colab has, or any Jupyter to which somebody uploads one file.
"""

import ast
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

RUN_ALONE = """
import json, os, sys
from pathlib import Path
import chainrule
from IPython.core.interactiveshell import InteractiveShell

told = {"from": chainrule.__file__}
for notebook in map(Path, sys.argv[1:]):
    Path(notebook.stem).mkdir()
    os.chdir(notebook.stem)
    shell = InteractiveShell()
    shell.showtraceback = shell.showsyntaxerror = lambda *args, **how: None
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    told[notebook.stem] = [
        f"{type(error).__name__}: {error}"
        for cell in cells
        if cell["cell_type"] == "code"
        for result in [shell.run_cell("".join(cell["source"]))]
        for error in [result.error_before_exec or result.error_in_exec]
        if error
    ]
    os.chdir("..")
Path("told.json").write_text(json.dumps(told), encoding="utf-8")
"""


def test_every_lesson_runs_alone_beside_the_installed_package(wheel_of_the_lessons, tmp_path):
    """Only the exercises that are not written yet complain."""
    package = tmp_path / "package"
    zipfile.ZipFile(wheel_of_the_lessons).extractall(package)
    notebooks = sorted(str(path) for path in ROOT.glob("lessons/[0-9][0-9]_*/*.ipynb"))
    variables = {**os.environ, "PYTHONPATH": str(package), "MPLBACKEND": "agg", "PYTHONUTF8": "1"}
    variables["IPYTHONDIR"] = str(tmp_path / "ipython")
    command = [sys.executable, "-c", RUN_ALONE, *notebooks]
    run = subprocess.run(command, cwd=tmp_path, env=variables, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    told = json.loads((tmp_path / "told.json").read_text("utf-8"))
    assert Path(told.pop("from")).is_relative_to(package)
    assert len(told) == len(notebooks)
    for lesson, errors in told.items():
        assert errors, f"{lesson} has no exercise"
        unexpected = [one for one in errors if "is not written yet" not in one]
        assert unexpected == [], lesson


def test_the_package_names_everything_that_it_imports(wheel_of_the_lessons, tmp_path):
    """The site's own needs are an extra; what a notebook uses comes with the package."""
    zipfile.ZipFile(wheel_of_the_lessons).extractall(tmp_path)
    (about,) = tmp_path.glob("*.dist-info")
    needs = [one for one in Distribution.at(about).requires or [] if "extra ==" not in one]
    named = {re.match(r"[\w-]+", one)[0] for one in needs}
    brought = {"chainrule", "IPython", "traitlets"}  # by ipywidgets, which anywidget brings
    for module in tmp_path.glob("chainrule/**/*.py"):
        if "site" in module.parts:
            continue
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            roots = {name.split(".")[0] for name in names} - set(sys.stdlib_module_names)
            assert roots <= named | brought, module.name
