"""What a lesson's first import says where the course is not installed: Colab, another kernel.

Three comment lines above the import: a reader sees them, and Jupyter repeats them beside "No module
named 'chainrule'". The last one, without its `#`, installs the student's package. The address in
it comes from the launch link in README.md, the one place that names the repository.
"""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

from nbformat import NotebookNode

from autograders.authoring.marks import released

ADVICE = (
    "# A module is missing? In VS Code, choose the kernel .venv.\n"
    "# Elsewhere, take away the # in front of %pip and run this cell again:\n"
)


def explain_first_import(cells: list[NotebookNode], readme: Path) -> None:
    """Put the advice above the first code that imports `chainrule`; without such code, nowhere."""
    for cell in cells:
        if cell.cell_type == "code" and _imports_the_course(released(cell.source)):
            cell.source = f"{ADVICE}{_binder_link().install_line(readme)}\n{cell.source}"
            return


def _imports_the_course(code: str) -> bool:
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return False
    return any(
        (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "chainrule")
        or (
            isinstance(node, ast.Import)
            and any(name.name.split(".")[0] == "chainrule" for name in node.names)
        )
        for node in tree.body
    )


@cache
def _binder_link() -> ModuleType:
    """binder/binder_link.py, which belongs to no package because it runs before any is there."""
    path = Path(__file__).resolve().parents[2] / "binder" / "binder_link.py"
    spec = importlib.util.spec_from_file_location("binder_link", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
