"""What a cell that stopped with an error has left without a value, further down.

A name that stands for nothing inside a function is mostly no slip of that function: the cell that
should have given it a value stopped one line before.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chainrule.probing import Outcome
from nbformat import NotebookNode

from autograders.grading.notebooks.cells import is_test, syntax_tree
from autograders.grading.text import one_line

NO_MODULE = "ModuleNotFoundError"
_NAME = re.compile(r"^name '(\w+)' is not defined")
_HIDING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


@dataclass(frozen=True)
class Stopped:
    """A cell that stopped: with what error, and at which of its lines it begins."""

    error: str
    first_line: str

    @property
    def package(self) -> str:
        """The package that was missing, if that is why."""
        return missing_package(self.error)

    def said(self, exercise: str, name: str) -> str:
        """What the student is told instead of advice on the name."""
        lead = f"{exercise} uses {name}" if name != exercise else f"{exercise} is not there"
        return (
            f"{lead}, and the cell that should make {name} stopped before it could, with "
            f"{self.error}. That cell begins with: {self.first_line}.{advice(self.error)}"
        )


def advice(error: str) -> str:
    """One more sentence, where a package is missing."""
    package = missing_package(error)
    if not package:
        return ""
    return f" When you are graded, there is no {package}: take it out, or ask your instructor."


def missing_package(error: str) -> str:
    """torch, of "ModuleNotFoundError: No module named 'torch.nn'"."""
    found = re.match(rf"{NO_MODULE}: No module named '(\w+)", error)
    return found[1] if found else ""


def left_without(
    cells: Sequence[NotebookNode], outputs: Mapping[int, list[dict]]
) -> dict[str, Stopped]:
    """Every name that a cell which stopped with an error would have bound; the last cell counts."""
    found: dict[str, Stopped] = {}
    for index, cell in enumerate(cells):
        if cell.cell_type != "code" or is_test(cell):
            continue
        names = _bound(syntax_tree(cell.source) or ast.Module([], []))
        error = next((o for o in outputs.get(index, ()) if o.get("output_type") == "error"), None)
        if error is None:
            for name in names:
                found.pop(name, None)
            continue
        lines = [line.strip() for line in cell.source.splitlines() if line.strip()]
        text = one_line(f"{error['ename']}: {error['evalue']}")[:200]
        stopped = Stopped(text, one_line(lines[0])[:80] if lines else "")
        found.update(dict.fromkeys(names, stopped))
    return found


def unknown_names(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """The names that a function found standing for nothing."""
    for outcome in outcomes:
        if outcome.error == "NameError" and (found := _NAME.match(outcome.message)):
            yield found[1]


def _bound(tree: ast.AST) -> set[str]:
    """Names that code binds at the top level of a cell, also inside a loop or a block there."""
    names: set[str] = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if not isinstance(node, _HIDING):
            names |= _bound(node)
    return names
