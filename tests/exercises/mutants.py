"""Automatic mistakes: every small change of a reference's source, as a function of its own.

A mutant that gives other values than the reference must not pass a check. `mutants_of` yields them
with a line that says what was changed; `changing_values` tells which mutants matter, by inputs that
are drawn freely and are not the check's own.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from chainrule.checking.comparing import compare
from chainrule.probing import Outcome, Probe

from autograders.exercises import Exercise

FREE_DRAWS = 12
OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)
NUMPY_FUNCTIONS = ("sin", "cos", "exp", "abs")


@dataclass(frozen=True)
class Mutant:
    """A changed reference: the change in words, and the function."""

    change: str
    function: Callable


def mutants_of(reference: Callable) -> list[Mutant]:
    """All single changes of the reference's source that can be compiled, each source once."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(reference)))
    names = _names(tree)
    found: dict[tuple[Path, str], Mutant] = {}
    for path, node in list(_places(tree)):
        to_statement = _to_statement(tree, path)
        unchanged = ast.unparse(_at(tree, to_statement))
        for change, replacement in list(_changes(node, names)):
            with _put(tree, path, replacement):
                # Sources are the same when this statement is: the rest is as it was.
                source = ast.unparse(_at(tree, to_statement))
                if source != unchanged and (to_statement, source) not in found:
                    told = f"line {node.lineno}: {change}"
                    found[to_statement, source] = Mutant(told, _compile(tree, reference))
    return list(found.values())


def changing_values(
    exercise: Exercise, mutants: Iterable[Mutant], seed: int = 0, draws: int = FREE_DRAWS
) -> list[Mutant]:
    """The mutants that differ from the reference, at the visible inputs or at free ones."""
    mutants = list(mutants)
    if not mutants:
        return []
    random = np.random.default_rng([seed, 20])
    free = [probe for _ in range(draws) for probe in exercise.draw(random)]
    probes = [*exercise.visible, *free]
    right = exercise.run(exercise.reference, probes)
    return [mutant for mutant in mutants if not _gives(exercise, mutant.function, probes, right)]


def passes(exercise: Exercise, function: Callable, probes: list[Probe]) -> bool:
    """Does a function agree with the reference at every probe?"""
    return _gives(exercise, function, probes, exercise.run(exercise.reference, probes))


def _gives(
    exercise: Exercise, function: Callable, probes: list[Probe], right: list[Outcome]
) -> bool:
    """Does a function give these outcomes at the probes? The first that differs is enough."""
    for probe, wanted in zip(probes, right, strict=True):
        (given,) = exercise.run(function, [probe])
        if not agrees(given, wanted, exercise.tolerance):
            return False
    return True


def agrees(given: Outcome, right: Outcome, tolerance: float) -> bool:
    """The same outcome, within the exercise's tolerance."""
    if (given.kind, given.error, given.mutated) != (right.kind, right.error, right.mutated):
        return False
    if given.remark != right.remark:
        return False
    return given.kind != "value" or compare(given.value, right.value, tolerance) is None


# --- places and changes ---------------------------------------------------------------------------

Path = tuple[tuple[str, int | None], ...]


def _places(node: ast.AST, path: Path = ()) -> Iterator[tuple[Path, ast.AST]]:
    """Every expression and statement inside, with the way to it. Annotations, docstrings and the
    def line's own names are left alone."""
    for field, value in ast.iter_fields(node):
        if field in ("annotation", "returns", "decorator_list"):
            continue
        children = value if isinstance(value, list) else [value]
        for place, child in enumerate(children):
            if not isinstance(child, ast.AST) or _is_docstring(child):
                continue
            step = (field, place if isinstance(value, list) else None)
            if hasattr(child, "lineno"):
                yield (*path, step), child
            yield from _places(child, (*path, step))


def _is_docstring(node: ast.AST) -> bool:
    is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return is_text and isinstance(node.value.value, str)


def _names(tree: ast.AST) -> list[str]:
    """Parameters and local names of the reference."""
    parameters = [node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)]
    stored = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return list(dict.fromkeys(parameters + stored))


def _changes(node: ast.AST, names: list[str]) -> Iterator[tuple[str, ast.AST]]:
    old = ast.unparse(node)

    def told(new: ast.AST) -> tuple[str, ast.AST]:
        return f"{_short(old)} → {_short(ast.unparse(new))}", new

    if isinstance(node, ast.BinOp):
        for operator in OPERATORS:
            if not isinstance(node.op, operator):
                yield told(ast.BinOp(node.left, operator(), node.right))
        yield told(node.left)
        yield told(node.right)
        yield told(ast.BinOp(node.right, node.op, node.left))
    elif isinstance(node, ast.UnaryOp):
        yield told(node.operand)
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in (node.value + 1, node.value - 1, node.value * 2, -node.value, 0):
            yield told(ast.Constant(value))
    elif isinstance(node, ast.Call):
        for order in permutations(node.args):
            if list(order) != node.args:
                yield told(ast.Call(node.func, list(order), node.keywords))
        for argument in node.args:
            yield told(argument)
        if len(node.args) == 1:
            yield told(ast.Call(node.func, [ast.Call(node.func, node.args, [])], []))
    elif isinstance(node, ast.Attribute) and node.attr in NUMPY_FUNCTIONS:
        for name in NUMPY_FUNCTIONS:
            if name != node.attr:
                yield told(ast.Attribute(node.value, name, node.ctx))
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
        for name in names:
            if name != node.id:
                yield told(ast.Name(name, ast.Load()))
    elif isinstance(node, ast.Return) and node.value is not None:
        yield told(ast.Return(ast.UnaryOp(ast.USub(), node.value)))
        yield told(ast.Return(None))
        yield told(ast.Pass())
    elif isinstance(node, (ast.Assign, ast.AugAssign)):
        yield told(ast.Pass())


def _short(source: str) -> str:
    line = " ".join(source.split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def _at(node: ast.AST, path: Path) -> ast.AST:
    for field, place in path:
        node = getattr(node, field) if place is None else getattr(node, field)[place]
    return node


def _to_statement(tree: ast.AST, path: Path) -> Path:
    """The way to the innermost statement that this one leads to or through."""
    ways = (path[:steps] for steps in range(len(path), 0, -1))
    return next(way for way in ways if isinstance(_at(tree, way), ast.stmt))


@contextmanager
def _put(tree: ast.AST, path: Path, replacement: ast.AST) -> Iterator[None]:
    """Let a replacement stand at a place of the tree for a while: a copy of it would cost more than
    all else that is done with a mutant."""
    node, (field, place) = _at(tree, path[:-1]), path[-1]
    before = _at(tree, path)
    _set(node, field, place, ast.fix_missing_locations(ast.copy_location(replacement, before)))
    try:
        yield
    finally:
        _set(node, field, place, before)


def _set(node: ast.AST, field: str, place: int | None, child: ast.AST) -> None:
    if place is None:
        setattr(node, field, child)
    else:
        getattr(node, field)[place] = child


def _compile(tree: ast.AST, reference: Callable) -> Callable:
    names = dict(vars(sys.modules[reference.__module__]))  # a class has no __globals__ of its own
    exec(compile(tree, f"<mutant of {reference.__name__}>", "exec"), names)
    return names[reference.__name__]
