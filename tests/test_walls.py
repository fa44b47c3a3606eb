"""Walls of the house: which wing may import which. An arrow that runs back up is found here.

That the student's package knows no answer key is in tests/backprop/test_import_rules.py.
"""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from .support import ROOT

CHAINRULE = ROOT / "lessons/chainrule"
GROUND = {"cells", "counting", "landscapes", "machines", "numbers"}
"""What stands below all wings, and grades together with probing and checking."""


def modules_of(package: Path) -> dict[str, Path]:
    """Every module of a package by its dotted name; a folder's __init__ is the folder."""
    named = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return named


def imported(name: str, path: Path, known: set[str]) -> Iterator[str]:
    """The names in the import statements of a module, also of those within functions.

    `from package import module` names the module where `known` has it, else the package.
    """
    package = name if path.stem == "__init__" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            home = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                yield f"{home}.{alias.name}" if f"{home}.{alias.name}" in known else home


MODULES = modules_of(CHAINRULE)
ARROWS = {name: set(imported(name, path, set(MODULES))) for name, path in MODULES.items()}


def room(name: str) -> str:
    """The wing of a module, or the module itself where it stands at the top."""
    return ".".join(name.split(".")[:2])


def arrows_between_rooms() -> dict[str, set[str]]:
    """For every room the rooms that it needs. The package's own __init__ only hands names on."""
    needs: dict[str, set[str]] = {}
    for name, targets in ARROWS.items():
        if name != "chainrule":
            inside = {room(t) for t in targets if t.startswith("chainrule.")}
            needs.setdefault(room(name), set()).update(inside - {room(name)})
    return needs


def strangers_of(wing: str, *below: str) -> set[str]:
    """What a wing imports of the course, but for itself, the wings `below` and the ground."""
    allowed = {f"chainrule.{name}" for name in (wing, *below, *GROUND)}
    return arrows_between_rooms()[f"chainrule.{wing}"] - allowed


def test_probing_knows_nothing_above_it():
    assert strangers_of("probing") == set()


def test_checking_knows_probing_alone():
    assert strangers_of("checking", "probing") == set()


def test_questions_know_figures_and_the_journal_but_no_checks():
    assert strangers_of("questions", "explorables", "journal") == set()


def test_figures_know_the_journal_and_the_data_alone():
    assert strangers_of("explorables", "journal", "data") == set()


def test_the_ground_carries_itself():
    strangers = {n: strangers_of(n) for n in GROUND}
    assert {name: found for name, found in strangers.items() if found} == {}


def test_no_circle_between_rooms():
    TopologicalSorter(arrows_between_rooms()).prepare()  # CycleError names the circle


def test_no_circle_between_modules():
    TopologicalSorter({name: ARROWS[name] - {name, parent(name)} for name in MODULES}).prepare()


def parent(name: str) -> str:
    """A folder's __init__ hands on names of its own modules, which may speak of the folder."""
    return name.rpartition(".")[0]


def test_what_grades_is_in_the_fingerprint():
    """A changed checker must regrade a class; a changed picture must not."""
    from autograders.grading.class_run import ledger

    folder = Path(ledger.chainrule.__file__).parent
    counted = {p for top, glob in ledger._CODE for p in top.glob(glob) if top == folder}
    grading = {
        path
        for name, path in MODULES.items()
        if room(name).removeprefix("chainrule.") in {"probing", "checking", *GROUND}
    }
    assert counted == grading


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import chainrule.site", {"chainrule.site"}),
        ("from chainrule import machines", {"chainrule.machines"}),
        ("from chainrule import check", {"chainrule"}),
        ("def f():\n    from ..explorables.base import style", {"chainrule.explorables.base"}),
        ("from . import plain", {"chainrule.probing.plain"}),
    ],
)
def test_arrows_are_found_however_they_are_written(tmp_path, source, found):
    path = tmp_path / "module.py"
    path.write_text(source, "utf-8")
    assert set(imported("chainrule.probing.module", path, set(MODULES))) == found
