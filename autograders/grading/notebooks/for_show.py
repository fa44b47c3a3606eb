"""Which of a lesson's own cells only show something: no test can tell whether they ran.

Most cells of a lesson that calculate for long train a network with the learner's functions, print
how well it reads, and bind what nobody asks for. For a learner that is the point of them; a class
that is graded would do it again for each notebook. A cell runs where an answer, a cell of the
student's own or a test takes a name that it gives, or where it may change the object behind such a
name, and so on from that cell to the next. All of them run where a person looks at the notebook to
mark it, and where the student's code may find names that its text does not tell.
"""

import ast
import builtins
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nbformat import NotebookNode

from autograders.grading.notebooks.cells import (
    is_locked,
    is_marked_by_hand,
    is_released,
    is_test,
    syntax_tree,
)
from autograders.grading.notebooks.names import Names, names_of

_FINDING = re.compile(
    r"\b(?:globals|locals|vars|eval|exec|compile|get_ipython|__\w*main__|__dict__|__globals__|"
    r"f_globals|user_ns|inspect|modules|gc)\b"
)
_OF_THE_SHELL = re.compile(r"In|Out|_+|_\d+|_i+|_i\d+|_oh|_ih|_dh|exit|quit|get_ipython")
"""Ways to a name that no text tells, in the student's own code: what finds it, and what Jupyter
keeps of earlier cells."""
_HARMLESS = {
    *("abs", "bool", "dict", "display", "enumerate", "float", "int", "isinstance", "len", "list"),
    *("max", "min", "print", "range", "repr", "round", "set", "sorted", "str", "sum", "tuple"),
    *("type", "waits_for", "zip"),
}
"""Calls that change none of their arguments, and nothing else that a test could see."""
_FAR_REACHING = {
    *("delattr", "eval", "exec", "exit", "get_ipython", "globals", "open", "quit", "setattr"),
}
_COURSE = ("chainrule", "IPython")
_ODD = (ast.Delete, ast.Global, ast.Await, ast.AsyncFor, ast.AsyncWith)


@dataclass(frozen=True)
class _Cell:
    """A released cell: its names; what it may change in place; whom it tells something without
    taking an answer, be it a module its settings; which of these are certainly its own, a function
    of the course's or mere data; and whether it does only such things."""

    names: Names
    changed: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()
    plain: bool = False


def cells_for_show(cells: Sequence[NotebookNode]) -> set[int]:
    """Places of the released cells of a merged notebook that nothing else in it needs."""
    code = {place: cell for place, cell in enumerate(cells) if cell.cell_type == "code"}
    if any(map(is_marked_by_hand, cells)):
        return set()
    ours = {place: _looked_at(cell.source) for place, cell in code.items() if _is_ours(cell)}
    others = [cell for place, cell in code.items() if place not in ours]
    if any(_FINDING.search(cell.source) for cell in others if not is_released(cell)):
        return set()
    theirs = [_names_in(cell.source) for cell in others]
    needed = set().union(*(one.taken for one in theirs))
    if any(map(_OF_THE_SHELL.fullmatch, needed)):
        return set()
    asked = {name for cell in others for name in _functions_asked_for(cell)}
    defined = asked.union(*(names.defined for names in theirs), dir(builtins))
    defined |= set().union(*(one.names.defined for one in ours.values()))
    known = asked.union(*(one.known for one in ours.values()), dir(builtins))
    while True:
        now = [p for p, cell in ours.items() if _is_needed(cell, needed, defined, known)]
        if not now:
            return set(ours)
        for place in now:
            needed |= ours.pop(place).names.taken


def _is_ours(cell: NotebookNode) -> bool:
    return is_released(cell) and not is_test(cell) and not is_locked(cell)


def _functions_asked_for(cell: NotebookNode) -> set[str]:
    """Functions and classes that an answer cell is given out with."""
    kinds = cell.metadata.get("asked_for", {})
    return {name for name, kind in kinds.items() if kind != "value"}


@lru_cache(maxsize=300)
def _names_in(source: str) -> Names:
    """The names of a cell that is not ours alone; of one that is no Python, all words are taken."""
    tree = syntax_tree(source)
    return Names(set(re.findall(r"\w+", source))) if tree is None else names_of(tree)


def _is_needed(cell: _Cell, needed: set[str], defined: set[str], known: set[str]) -> bool:
    if not cell.plain or cell.told - known:
        return True
    return bool(needed & cell.names.given or cell.changed & needed - defined)


@lru_cache(maxsize=1000)
def _looked_at(source: str) -> _Cell:
    tree = syntax_tree(source)
    if tree is None:
        return _Cell(Names())
    nodes = list(ast.walk(tree))
    return _Cell(
        names_of(tree),
        frozenset(name for node in nodes for name in _changed_by(node)),
        frozenset(name for node in nodes for name in _told_by(node)),
        frozenset(name for node in nodes for name in _known_by(node)),
        all(map(_is_plain, nodes)),
    )


def _changed_by(node: ast.AST) -> set[str]:
    """Names of what it may change in place: what it stores into, and what it hands to a call."""
    if isinstance(node, ast.AugAssign):
        return {_root(node.target)}
    if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
        return {_root(node)}
    if not isinstance(node, ast.Call) or _root(node.func) in _HARMLESS:
        return set()
    handed = [inner for argument in (*node.args, *node.keywords) for inner in ast.walk(argument)]
    called = {id(inner.func) for inner in handed if isinstance(inner, ast.Call)}
    names = {n.id for n in handed if isinstance(n, ast.Name) and id(n) not in called}
    return names | ({_root(node.func)} if isinstance(node.func, ast.Attribute) else set())


def _told_by(node: ast.AST) -> set[str]:
    """Whom it tells something without taking an answer, such as a module its settings."""
    if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
        return {_root(node)}
    call = node.value if isinstance(node, ast.Expr) else None
    return {_root(call.func)} - _HARMLESS if isinstance(call, ast.Call) else set()


def _known_by(node: ast.AST) -> set[str]:
    """Names that it makes stand for data, for a function of the lesson's, or for one of the
    course's."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Store) else set()
    if isinstance(node, ast.arg):
        return {node.arg}
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _COURSE:
        return {name.asname or name.name for name in node.names}
    return set()


def _root(node: ast.AST) -> str:
    """x, of x.y[0].z; "" of what does not begin with a name."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_plain(node: ast.AST) -> bool:
    """Is it none of what may reach further than the names in it?"""
    if isinstance(node, ast.ImportFrom):
        return all(name.name != "*" for name in node.names)
    return not isinstance(node, _ODD) and not (
        isinstance(node, ast.Name) and node.id in _FAR_REACHING
    )
