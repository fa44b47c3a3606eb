"""What in a submission an instructor might look at, each with its reason; it costs no points.

Nothing here protects anything (the process boundary does); it tells who has tried. An honest
notebook may give a reason too, so these are facts to look at, not accusations.
"""

import ast

from nbformat import NotebookNode

from autograders.grading.notebooks.cells import is_released, syntax_tree
from autograders.grading.notebooks.results import Result

MODULES = frozenset(
    {
        "autograders",
        "builtins",
        "ctypes",
        "gc",
        "http",
        "importlib",
        "inspect",
        "multiprocessing",
        "os",
        "pickle",
        "requests",
        "resource",
        "shutil",
        "signal",
        "site",
        "socket",
        "subprocess",
        "sys",
        "threading",
        "urllib",
    }
)
"""What no exercise of this course has a use for."""
HARMLESS_ALONE = {f"imports {name}" for name in ("importlib", "inspect", "os", "sys", "threading")}
"""Honest notebooks import these too; they are named beside another reason only."""
INTERNALS = frozenset(
    {
        "__builtins__",
        "__closure__",
        "__code__",
        "__globals__",
        "__subclasses__",
        "_FAMILIES",
        "_getframe",
        "_sigmoid",
        "_withheld",
        "ast_transformers",
        "currentframe",
        "displayhook",
        "do_execute",
        "f_back",
        "f_globals",
        "f_locals",
        "input_transformers_cleanup",
        "input_transformers_post",
        "set_custom_exc",
    }
)
FILES = ("checks/", "gradebook.db", "grading_seed", "solutions/", "/proc/", "/etc/")
OURS = frozenset({"check", "grade"})
MOST = 8
"""Reasons given for one submission."""


def suspicions(notebook: NotebookNode, result: Result) -> list[str]:
    """The reasons to look at a submission, each a clause about it; mostly none."""
    found: dict[str, None] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code" and not is_released(cell):
            tree = syntax_tree(cell.source)
            for node in ast.walk(tree) if tree else ():
                found.update(dict.fromkeys(_of(node)))
    for score in result.scores.values():
        if score.seen_right:
            found[f"{score.grade_id}: right at every visible input, not at the hidden ones"] = None
        found.update({f"{score.grade_id}: {flag}": None for flag in score.flags})
        if score.diagnosis == "gone":
            found[f"{score.grade_id}: {score.message}"] = None
    reasons = [] if found.keys() <= HARMLESS_ALONE else list(found)
    more = len(reasons) - MOST
    return [*reasons[:MOST], f"{more} more of this kind"] if more > 0 else reasons


def _of(node: ast.AST) -> list[str]:
    """What one part of the student's code gives reason to."""
    if isinstance(node, ast.Import):
        modules = [alias.name.split(".")[0] for alias in node.names]
        return [f"imports {name}" for name in modules if name in MODULES]
    if isinstance(node, ast.ImportFrom):
        module = (node.module or "").split(".")[0]
        return [f"imports {module}"] if module in MODULES else []
    if isinstance(node, ast.Attribute) and node.attr in INTERNALS:
        return [f"uses {node.attr}"]
    if isinstance(node, ast.Attribute) and node.attr in ("system", "getoutput"):
        return ["runs a command of the operating system"]
    if isinstance(node, ast.Name):
        return _of_name(node)
    if isinstance(node, ast.FunctionDef) and node.name in OURS:
        return [f"defines {node.name} anew"]
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [f"names the file or folder {part}" for part in FILES if part in node.value]
    return []


def _of_name(node: ast.Name) -> list[str]:
    if node.id in OURS and isinstance(node.ctx, ast.Store):
        return [f"defines {node.id} anew"]
    return [f"uses {node.id}"] if node.id in INTERNALS | {"__import__"} else []
