"""What a cell is: a test, an answer, ours or the student's own; and what its code defines."""

import ast
import contextlib
from functools import lru_cache

from nbformat import NotebookNode

CODE_CHARACTERS = 20_000
MOST_MAGICS = 30
LONGEST_WITH_MAGICS = 20_000
"""Of a cell whose functions are still looked for although magics stand beside them."""


def grade_id(cell: NotebookNode) -> str | None:
    """nbgrader's name of a cell, if it has one."""
    return (cell.metadata.get("nbgrader") or {}).get("grade_id")


def name_of(cell: NotebookNode) -> str:
    """The name of a cell that has one, such as each test and answer."""
    return cell.metadata["nbgrader"]["grade_id"]


def is_test(cell: NotebookNode) -> bool:
    """Is this an automatically graded test cell?"""
    marks = cell.metadata.get("nbgrader") or {}
    return cell.cell_type == "code" and bool(marks.get("grade")) and not marks.get("solution")


def is_marked_by_hand(cell: NotebookNode) -> bool:
    """Does a person mark this cell: an answer in words or pictures that is worth points, a task?"""
    marks = cell.metadata.get("nbgrader") or {}
    return is_task(cell) or bool(marks.get("grade") and marks.get("solution"))


def worth(cell: NotebookNode) -> float:
    """The points that a test cell, or one that is marked by hand, gives at most."""
    return float(cell.metadata["nbgrader"].get("points", 0))


def is_answer(cell: NotebookNode) -> bool:
    """Is this a cell in which a student answers?"""
    return bool((cell.metadata.get("nbgrader") or {}).get("solution"))


def is_task(cell: NotebookNode) -> bool:
    """Is this a task, which a student answers in cells of their own below it?"""
    return bool((cell.metadata.get("nbgrader") or {}).get("task"))


def is_locked(cell: NotebookNode) -> bool:
    """Is this a locked cell that is neither an answer nor a test?"""
    marks = cell.metadata.get("nbgrader") or {}
    return bool(marks.get("locked")) and not is_answer(cell) and not is_test(cell)


def is_released(cell: NotebookNode) -> bool:
    """Is this cell's text ours, as we gave it out (so not an answer, and not the student's own)?"""
    return cell.metadata.get("origin") == "release" and not is_answer(cell)


def defined_functions(source: str) -> set[str]:
    """Names of the functions and classes that a cell defines at its top level."""
    tree = syntax_tree(source)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in tree.body if isinstance(node, kinds)} if tree else set()


def names_used(source: str) -> set[str]:
    """Names that a cell reads, wherever they stand in it."""
    tree = syntax_tree(source)
    nodes = ast.walk(tree) if tree else ()
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def asked_for(stub: str) -> dict[str, str]:
    """The names that an answer cell is given out with, each a "class" or something else."""
    found = {}
    tree = syntax_tree(stub)
    for node in tree.body if tree else ():
        if isinstance(node, ast.ClassDef):
            found[node.name] = "class"
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.name] = "function"
        elif isinstance(node, ast.Assign):
            names = (target.id for target in node.targets if isinstance(target, ast.Name))
            found.update(dict.fromkeys(names, "value"))
    return found


@lru_cache(maxsize=2000)
def syntax_tree(source: str) -> ast.Module | None:
    """The cell's syntax tree, magics included; None when it is no Python."""
    with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse(source)
    # IPython reads the whole cell anew for each magic, so that many of them take minutes.
    magics = sum(line.lstrip().startswith(("%", "!")) or "?" in line for line in source.split("\n"))
    if magics > MOST_MAGICS or len(source) > LONGEST_WITH_MAGICS:
        return None
    from IPython.core.inputtransformer2 import TransformerManager  # with a shell; few have magics

    with contextlib.suppress(Exception):  # IPython's own code, on whatever a student wrote
        return ast.parse(TransformerManager().transform_cell(source))
    return None


def codes(notebook: NotebookNode) -> list[str]:
    """The student's code before each test cell: the answer, and cells of their own beside it.

    What a person marks is none of it.
    """
    found: list[str] = []
    own: list[str] = []
    for cell in notebook.cells:
        if cell.cell_type != "code" or is_marked_by_hand(cell):
            continue
        if is_test(cell):
            found.append("\n\n".join(own)[:CODE_CHARACTERS])
            own = []
        elif (is_answer(cell) or grade_id(cell) is None) and not is_released(cell):
            own += [cell.source] if cell.source.strip() else []
    return found
