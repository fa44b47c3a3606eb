"""`bring(lesson, name)`: a function of an earlier lesson, the learner's own where it is right.

The learner's own is read from the saved notebook of that lesson, which stands beside this one.
Nothing of it runs but imports of what the course has, and what defines functions; nothing is ever
written there. It is used when it passes its visible check without anything lent; otherwise a
ready-made one stands in, whose text lies packed in `ready/`. One line says which it is.
"""

from __future__ import annotations
import __future__

import ast
import base64
import builtins
import contextlib
import io
import json
import linecache
import re
import sys
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from chainrule import journal
from chainrule.checking.check import READY_MODULE
from chainrule.checking.diagnosing import diagnose
from chainrule.checking.table_files import tables
from chainrule.checking.tables import Table
from chainrule.probing import run_probes

READY = Path(__file__).with_name("ready")
MOST_BYTES = 50_000_000
"""Of a notebook; a larger file is not read."""
DEEPEST = 9
"""How many lessons back what is brought may have been brought itself."""

_THE_COURSE_HAS = frozenset({"numpy", "chainrule", "matplotlib"})
_NOT_QUIET = frozenset({"antigravity", "this", "idlelib", "turtle", "turtledemo"})
"""Modules of Python that do something when they are imported."""
_FOR_THE_NOTEBOOK = re.compile(r"\s*[%!?]|.*\?\s*$")
"""Lines that only a notebook understands."""
_PLAIN = (
    *(ast.Constant, ast.Name, ast.Attribute, ast.Load),
    *(ast.UnaryOp, ast.unaryop, ast.Tuple, ast.List, ast.Dict),
)
"""What may stand in the default of an argument, so that a def runs nothing."""

Ready = Mapping[str, Mapping[str, str]]
_handed_over: tuple[str, Ready] | None = None


class CannotBring(RuntimeError):
    """There is nothing to bring under this name here; its one line is all that is shown."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def bring(lesson: str, name: str) -> Callable:
    """Return the function `name` of an earlier lesson such as "05_layers"; print whose it is.

    Raises CannotBring, in one line, where this lesson brings no such function: above all for one
    that is to be written in this very lesson.
    """
    here = _handed_over[0] if _handed_over else journal.current().path.parent.name
    if lesson == here:
        raise CannotBring(f"bring: {name} is an exercise of this lesson, so write it yourself.")
    code = _ready_code(lesson, name)
    if code is None:
        raise CannotBring(f"bring: this lesson brings no {name} of {lesson}: are both names right?")
    own, why = _own(lesson, name)
    if own is not None:
        print(f"{name}: your own, from {lesson}.")
        return own
    print(f"{name}: a ready-made one, for {why}.")
    return _ready_made(name, code)


def is_ready_made(function: object) -> bool:
    """Was it made by the course, and not by a learner?"""
    names = getattr(function, "__globals__", None)
    return isinstance(names, dict) and names.get("__name__") == READY_MODULE


def hand_over(lesson: str, ready: Ready) -> None:
    """For a process without neighbours: it works on `lesson`, and `ready` is all that it brings."""
    global _handed_over
    _handed_over = (lesson, ready)


# --- the ready-made one ---------------------------------------------------------------------------


def _ready_code(lesson: str, name: str) -> str | None:
    if _handed_over:
        found: list[Ready] = [_handed_over[1]]
    else:
        found = [
            json.loads(path.read_text("ascii"))["ready"] for path in sorted(READY.glob("*.json"))
        ]
    packed = (ready[name] for ready in found if name in ready)
    return next((entry["code"] for entry in packed if entry["lesson"] == lesson), None)


def _ready_made(name: str, code: str) -> Callable:
    import numpy as np

    names: dict[str, Any] = {"__name__": READY_MODULE, "__builtins__": builtins, "np": np}
    text = zlib.decompress(base64.b85decode(code)).decode()
    exec(compile(text, f"<ready-made {name}>", "exec"), names)
    return names[name]


# --- the learner's own ----------------------------------------------------------------------------


def _own(lesson: str, name: str, depth: int = 0) -> tuple[Callable | None, str]:
    """The learner's own function if it is right, or None and why not, as a clause after "for"."""
    path = None if _handed_over or depth > DEEPEST else _notebook(lesson)
    if path is None:
        return None, f"{lesson}.ipynb is not beside this lesson"
    try:
        cells = _cells(path)
    except (OSError, ValueError, RecursionError) as trouble:
        said = getattr(trouble, "strerror", None) or "it is no notebook"
        return None, f"{path.name} cannot be read ({said})"
    table = _table(lesson, name)
    if table is None:
        return None, f"this copy of the course has no check of {name}"
    names = _definitions(cells, path, depth)
    own = names.get(name)
    if not callable(own):
        return None, f"{path.name} as it was saved defines no {name}"
    if is_ready_made(own):
        return None, f"{path.name} brings it, too"
    kind = _judged(own, table)
    if kind == "right":
        return own, ""
    state = "is not written yet" if kind == "not_started" else "does not pass its check yet"
    return None, f"yours in {path.name}, as it was saved, {state}"


def _notebook(lesson: str) -> Path | None:
    here = journal.current().path.parent
    places = (here.parent / lesson / f"{lesson}.ipynb", here / f"{lesson}.ipynb")
    return next((place for place in places if place.is_file()), None)


def _cells(path: Path) -> list[str]:
    """The texts of the code cells; ValueError for what is no notebook."""
    if path.stat().st_size > MOST_BYTES:
        raise ValueError("too large")
    content = json.loads(path.read_bytes().decode("utf-8-sig"))
    if not isinstance(content, dict) or not isinstance(content.get("cells"), list):
        raise ValueError("no notebook")
    found = []
    for cell in content["cells"]:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source", "")
            lines = source if isinstance(source, list) else [source]
            found.append("".join(line for line in lines if isinstance(line, str)))
    return found


def _table(lesson: str, name: str) -> Table | None:
    try:
        table = tables().get(name)
    except (OSError, ValueError):
        return None
    return table if table is not None and table.lesson == lesson else None


def _judged(own: Callable, table: Table) -> str:
    """The kind of the diagnosis at the visible inputs, where the learner's own helpers answer."""
    probes = [replace(probe, lent={}) for probe in table.probes]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return diagnose(run_probes(own, table.driver, probes), table).kind


def _definitions(cells: list[str], path: Path, depth: int) -> dict[str, Any]:
    """The names that the cells' imports and functions define; nothing else of them runs."""
    names: dict[str, Any] = {"__name__": path.stem, "__builtins__": builtins}
    for number, cell in enumerate(cells, 1):
        place = f"<{path.name}, code cell {number}>"
        for statement in _statements(cell):
            # Whatever goes wrong in one definition, such as a module that is not here, is left out.
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                brought = _brought(statement)
                if brought:
                    target, lesson, name = brought
                    names[target] = _own_or_ready(lesson, name, depth + 1)
                elif _only_defines(statement):
                    _define(statement, names, cell, place)
    return names


def _statements(cell: str) -> Iterator[ast.stmt]:
    """A cell's statements; none where it is half written."""
    plain = "\n".join("" if _FOR_THE_NOTEBOOK.match(line) else line for line in cell.split("\n"))
    for text in (cell, plain):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield from ast.parse(text).body
            return
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue


def _brought(statement: ast.stmt) -> tuple[str, str, str] | None:
    """(target, lesson, name) of `target = bring("lesson", "name")`, which is read, not run."""
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=target)],
            value=ast.Call(
                func=ast.Name(id="bring"),
                args=[ast.Constant(value=str(lesson)), ast.Constant(value=str(name))],
                keywords=[],
            ),
        ):
            return target, lesson, name
    return None


def _own_or_ready(lesson: str, name: str, depth: int) -> Callable:
    own, _ = _own(lesson, name, depth)
    code = _ready_code(lesson, name)
    if own is not None:
        return own
    if code is None:
        raise CannotBring(name)
    return _ready_made(name, code)


def _only_defines(statement: ast.stmt) -> bool:
    """Is it a quiet import, or a def that runs nothing?"""
    if isinstance(statement, ast.Import):
        return all(_is_quiet(alias.name) for alias in statement.names)
    if isinstance(statement, ast.ImportFrom):
        return statement.level == 0 and _is_quiet(statement.module or "")
    if not isinstance(statement, ast.FunctionDef) or statement.decorator_list:
        return False
    defaults = [d for d in (*statement.args.defaults, *statement.args.kw_defaults) if d]
    return all(isinstance(node, _PLAIN) for value in defaults for node in ast.walk(value))


def _is_quiet(module: str) -> bool:
    package = module.split(".")[0]
    if package in _THE_COURSE_HAS:
        return True
    return package in sys.stdlib_module_names and package not in _NOT_QUIET


def _define(statement: ast.stmt, names: dict[str, Any], cell: str, place: str) -> None:
    module = ast.Module([statement], [])
    # Annotations stay text, so that they run nothing.
    flags = __future__.annotations.compiler_flag
    code = compile(module, place, "exec", flags=flags, dont_inherit=True)
    exec(code, names)
    # A traceback shows the learner's own lines.
    linecache.cache[place] = (len(cell), None, cell.splitlines(keepends=True), place)
