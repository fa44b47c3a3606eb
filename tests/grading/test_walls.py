"""Who may know of whom in autograders/grading: its wings stand on each other, in one order."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import autograders.grading

HOME = Path(autograders.grading.__file__).parent
NAME = "autograders.grading"
ORDER = (
    "text",
    "files",
    "exports",
    "conditions",
    "notebooks",
    "sandbox",
    "referee",
    "submissions",
    "gradebook",
    "reports",
    "class_run",
    "commands",
)
"""From the ground up."""
FOR_OLD_COPIES = "old_names"
"""Former names of modules; nothing of ours uses them."""


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(HOME.rglob("*.py"))}
MODULES.pop("__init__")


def imports(module: str) -> set[str]:
    """Every dotted name that a module imports, also within a function."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(module: str) -> set[str]:
    """The modules of ours that a module imports."""
    names = [name.removeprefix(f"{NAME}.") for name in imports(module) if name.startswith(NAME)]
    return {name if name in MODULES else name.rpartition(".")[0] for name in names} - {module}


def wing(module: str) -> str:
    return module.partition(".")[0]


def importing(*packages: str) -> set[str]:
    """The wings in which something imports one of these packages."""
    return {
        wing(module)
        for module in MODULES
        if any(name.partition(".")[0] in packages for name in imports(module))
    }


def test_every_module_lies_in_a_wing():
    assert {wing(module) for module in MODULES} == {*ORDER, FOR_OLD_COPIES}


def test_only_the_gradebook_knows_nbgrader_and_sql():
    assert importing("nbgrader", "sqlalchemy", "sqlite3") == {"gradebook"}


@pytest.mark.parametrize("ground", ["notebooks", "sandbox"])
def test_the_ground_knows_nothing_above_it(ground):
    used = {wing(name) for module in MODULES if wing(module) == ground for name in own(module)}
    assert used <= {ground, "text", "files", "conditions"}


@pytest.mark.parametrize("above", ORDER)
def test_no_arrow_runs_back_up(above):
    below = set(ORDER[: ORDER.index(above) + 1])
    arrows = {(m, name) for m in MODULES if wing(m) == above for name in own(m)}
    assert {arrow for arrow in arrows if wing(arrow[1]) not in below} == set()


def test_there_is_no_circle():
    TopologicalSorter({module: own(module) for module in MODULES}).prepare()


def test_what_a_worker_of_a_cluster_loads_is_without_nbgrader():
    load = f"import sys, {NAME}.class_run.cluster"
    look = f"{load}; print({{'nbgrader', 'sqlalchemy'}} & {{*sys.modules}})"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
