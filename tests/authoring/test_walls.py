"""The floors of authoring: notes, source, lint, and only then what builds."""

import ast
from pathlib import Path

import pytest

AUTHORING = Path(__file__).resolve().parents[2] / "autograders" / "authoring"
GROUND = {"course", "marks", "notes", "first_cell", "source", "fill_ins"}


def imported(folder: Path) -> dict[str, set[str]]:
    """Every module of the answer key that a folder's files import, also inside of functions."""
    found: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            ours = {name for name in names if name.split(".")[0] == "autograders"}
            found.setdefault(path.stem, set()).update(ours)
    return found


def above(names: set[str], *allowed: str) -> list[str]:
    """The names that lie in none of the allowed modules and packages."""
    starts = tuple(f"{name}." for name in allowed)
    return [name for name in sorted(names) if not f"{name}.".startswith(starts)]


@pytest.mark.parametrize("module", sorted(imported(AUTHORING / "lint")))
def test_lint_knows_the_source_and_nothing_of_how_it_is_built(module):
    ground = [f"autograders.authoring.{name}" for name in GROUND]
    allowed = [*ground, "autograders.authoring.lint", "autograders.backprop"]
    assert above(imported(AUTHORING / "lint")[module], *allowed) == []


@pytest.mark.parametrize("module", sorted(GROUND))
def test_the_ground_knows_nothing_above_it(module):
    allowed = [f"autograders.authoring.{name}" for name in GROUND] + ["autograders.exercises"]
    assert above(imported(AUTHORING)[module], *allowed) == []


def test_notes_stand_on_the_course_alone():
    assert imported(AUTHORING)["notes"] == {"autograders.authoring.course.AuthorError"}
