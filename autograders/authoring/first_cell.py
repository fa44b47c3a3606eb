"""What a lesson's first import says: to be run first, what to do without the course, and "Ready.".

The first line tells a reader what to do, the last one prints that all went well. Above the imports
stands what helps where the course is not installed (Colab, another kernel): there it is repeated
beside "No module named 'chainrule'", and its last line, without its `#`, installs the student's
package before it is imported. The address comes from the launch link in README.md, the one place
that names the repository.
"""

from __future__ import annotations

import ast
import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

from nbformat import NotebookNode

from autograders.authoring.marks import released

FIRST = "# Run this first, and again after every break: press Shift+Enter."
ADVICE = (
    "# (Only if a module is missing: in VS Code, choose the kernel .venv;\n"
    "# elsewhere, take away the # in front of %pip and run this cell again.)\n"
)
LAST_MARK = "### END ANSWER"
READY = 'print("Ready. Press Shift+Enter to go on.")'


def explain_first_import(cells: list[NotebookNode], readme: Path) -> None:
    """Frame the first code that imports `chainrule`; without such code, do nothing."""
    for cell in cells:
        if cell.cell_type == "code" and _imports_the_course(released(cell.source)):
            advice = f"{ADVICE}{_binder_link().install_line(readme)}"
            imports = cell.source.rstrip()
            space = "\n" if imports.endswith(LAST_MARK) else "\n\n"  # marked lines go, theirs stays
            cell.source = f"{FIRST}\n{advice}\n{imports}{space}{READY}"
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
