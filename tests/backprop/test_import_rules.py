"""Arrows point one way: the reference needs numpy alone, and what students get knows no answer."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = sorted((ROOT / "autograders/backprop").rglob("*.py"))
STUDENTS = sorted((ROOT / "lessons").rglob("*.py"))


def imported_modules(source):
    """The full name of every module an import statement names, anywhere in the source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def is_allowed_in_the_reference(module):
    package = module.split(".")[0]
    return (
        package in sys.stdlib_module_names
        or package == "numpy"
        or module.startswith("autograders.backprop")
    )


def test_imports_are_found_wherever_they_stand():
    source = "import a.b\ndef f():\n    from c.d import e\n    from . import g\n"
    assert list(imported_modules(source)) == ["a.b", "c.d", "."]


@pytest.mark.parametrize("path", REFERENCE, ids=lambda path: path.name)
def test_the_reference_imports_numpy_alone(path):
    strangers = [
        m for m in imported_modules(path.read_text("utf-8")) if not is_allowed_in_the_reference(m)
    ]
    assert strangers == []


@pytest.mark.parametrize("path", STUDENTS, ids=lambda path: path.name)
def test_what_students_get_imports_nothing_of_the_instructors(path):
    modules = imported_modules(path.read_text("utf-8"))
    assert [m for m in modules if m.split(".")[0] == "autograders"] == []


def test_there_is_something_to_look_at():
    assert len(REFERENCE) > 10
    assert ROOT / "lessons/chainrule/__init__.py" in STUDENTS
