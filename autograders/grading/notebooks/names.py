"""What a cell's code takes from other cells, and what it gives them: names, as its text says.

A name counts as taken where it may be read before the cell itself has bound it, and wherever a
function reads it, since that is called later. More than is needed may be told, never less; what no
text tells (`globals()`, magics) is for the caller to look for.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


@dataclass
class Names:
    """Of one cell: what it takes, what it gives, and what of the latter are functions,
    classes and imports, which nothing but another binding changes."""

    taken: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    defined: set[str] = field(default_factory=set)


def names_of(tree: ast.Module) -> Names:
    """The names of a cell's syntax tree."""
    found = Names()
    _read(tree.body, set(), found)
    found.given |= _bound(tree.body) | _declared_global(tree)
    for node in _of_this_scope(tree.body):
        if isinstance(node, (*_DEFINITIONS, ast.Import, ast.ImportFrom)):
            found.defined |= _binds(node)
        elif isinstance(node, ast.Assign) and _is_brought(node.value):
            found.defined |= _bound(node.targets)
    return found


def _is_brought(value: ast.expr) -> bool:
    """Is it `bring(…)`, which gives a function of an earlier lesson's?"""
    return isinstance(value, ast.Call) and getattr(value.func, "id", None) == "bring"


def _read(body: Iterable[ast.AST], known: set[str], found: Names) -> None:
    """Add what these statements take; known: what is bound in any case when they begin."""
    for statement in body:
        found.taken |= _in_functions(statement)
        if isinstance(statement, _DEFINITIONS):
            blocks = []
        else:
            blocks = [part for name in _BLOCKS if (part := getattr(statement, name, None))]
        within = {id(node) for block in blocks for node in block}
        head = [node for node in ast.iter_child_nodes(statement) if id(node) not in within]
        found.taken |= set().union(*map(_free, head if blocks else [statement])) - known
        for block in blocks:  # it may not run, so what it binds counts within it alone
            _read(block, known | _bound(head) | _binds(statement), found)
        if isinstance(statement, ast.Delete):
            known = known - _bound([statement])
        elif not blocks:
            known = known | _bound([statement])


def _in_functions(node: ast.AST) -> set[str]:
    """What functions in it take when they are called."""
    if isinstance(node, _Function):
        return _free_inside(node)
    return set().union(*map(_in_functions, ast.iter_child_nodes(node)))


def _free(node: ast.AST) -> set[str]:
    """Names that are read in it and that no scope within it binds."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
        return {node.target.id} | _free(node.value)
    if isinstance(node, _COMPREHENSIONS):
        targets = _bound([generator.target for generator in node.generators])
        return set().union(*map(_free, ast.iter_child_nodes(node))) - targets
    if isinstance(node, _Function):
        return _free_around(node) | _free_inside(node)
    return set().union(*map(_free, ast.iter_child_nodes(node)))


def _free_around(function: _Function) -> set[str]:
    """What is read where it is made: decorators, defaults, annotations."""
    outside = [*getattr(function, "decorator_list", ()), function.args]
    outside += [node for node in (getattr(function, "returns", None),) if node]
    return set().union(*map(_free, outside))


def _free_inside(function: _Function) -> set[str]:
    """What its body reads and does not bind."""
    body = function.body if isinstance(function.body, list) else [function.body]
    arguments = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    own = (arguments | _bound(body)) - _declared_global(function)
    return set().union(*map(_free, body)) - own


def _bound(body: Iterable[ast.AST]) -> set[str]:
    """All that these nodes may bind in their own scope."""
    return {name for node in _of_this_scope(body) for name in _binds(node)}


def _binds(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name):
        return {node.id} if not isinstance(node.ctx, ast.Load) else set()
    if isinstance(node, _DEFINITIONS):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).split(".")[0] for alias in node.names}
    named = (getattr(node, "name", None), getattr(node, "rest", None))  # except … as e, case {**e}
    return {name for name in named if isinstance(name, str) and not isinstance(node, ast.alias)}


def _of_this_scope(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """All nodes, but for what is inside a function or a class (a walrus in a comprehension binds
    outside of it)."""
    waiting = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _COMPREHENSIONS):
            waiting += [one.target for one in ast.walk(node) if isinstance(one, ast.NamedExpr)]
        elif not isinstance(node, (*_DEFINITIONS, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)


def _declared_global(node: ast.AST) -> set[str]:
    return {name for one in ast.walk(node) if isinstance(one, ast.Global) for name in one.names}
