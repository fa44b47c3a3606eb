"""A lesson's test cells: whose the names in them are, how one runs, and what it is worth."""

import ast
import builtins
import contextlib
import ctypes
import io
import math
import signal
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeGuard

import chainrule.checking
import numpy as np
from chainrule.machines import Machine
from nbformat import NotebookNode

from autograders.grading.notebooks.cells import is_locked, is_released, is_test, syntax_tree
from autograders.grading.referee.stand_ins import Use

TEST_SECONDS = 20.0
"""What one test cell may take here, of processor time, should an answer's size make it run on.
What the student's process takes meanwhile is counted there."""


@dataclass(frozen=True)
class Later:
    """Stands for a name of chainrule's until a test reads it: most figures and questions are only
    shown, and loading them takes longer than a notebook's tests."""

    statement: ast.ImportFrom


def _one_by_one(node: ast.ImportFrom) -> dict[str, Later]:
    """Each name that it takes, with a statement that takes this one alone."""
    return {
        name.asname or name.name: Later(
            ast.copy_location(ast.ImportFrom(node.module, [name], node.level), node)
        )
        for name in node.names
    }


def _home(value: object) -> str:
    """The module that it is from."""
    if isinstance(value, Later):
        return value.statement.module or ""
    return str(getattr(value, "__module__", ""))


def _is_for_the_student(node: ast.stmt) -> TypeGuard[ast.ImportFrom]:
    """Does it take names from chainrule? (Its machines are looked at by what they are.)"""
    return (
        isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[0] == "chainrule"
        and node.module != "chainrule.machines"
        and all(name.name != "*" for name in node.names)
    )


class Names:
    """Which names of a test cell are ours, and which are asked of the student's process.

    Ours are what locked cells and test cells bind, and what released cells import: a student who
    rebinds `check` or `np` changes nothing here.
    """

    def __init__(self, cells: list[NotebookNode]) -> None:
        self.namespace: dict[str, object] = {"__name__": "__main__", "__builtins__": builtins}
        self._cells = cells
        ours = [cell for cell in cells if cell.cell_type == "code" and is_released(cell)]
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            for cell in ours:
                if not is_test(cell):
                    self._prepare(cell)
        self._bound = {
            name for cell in ours if is_test(cell) for name in _bound(_tree(cell.source))
        }

    def _prepare(self, cell: NotebookNode) -> None:
        """Imports of a released cell, all of a locked one."""
        tree = _tree(cell.source)
        locked = is_locked(cell)
        if locked:
            self._load_what(tree)
        for node in tree.body:
            if not locked and _is_for_the_student(node):
                self.namespace.update(_one_by_one(node))
            elif locked or isinstance(node, ast.Import | ast.ImportFrom):
                self._execute(node)

    def _execute(self, node: ast.stmt) -> None:
        with contextlib.suppress(Exception):  # a locked cell may show what is not here
            exec(compile(ast.Module([node], []), "<lesson>", "exec"), self.namespace)

    def _load_what(self, tree: ast.AST) -> None:
        """Import what was left for later and this code reads."""
        for node in ast.walk(tree):
            value = self.namespace.get(node.id) if isinstance(node, ast.Name) else None
            if isinstance(value, Later):
                self._execute(value.statement)

    def of_the_course(self, pictures: bool = True) -> set[str]:
        """Names of chainrule's functions and figures that the lesson imports, with or without those
        that draw a still picture."""
        homes = {
            name: _home(value)
            for name, value in self.namespace.items()
            if not isinstance(value, Machine)
        }
        return {
            name
            for name, home in homes.items()
            if home.split(".")[0] == "chainrule" and (pictures or home != "chainrule.pictures")
        }

    def use(self, name: str) -> Use:
        """How far a test may go with what a name of the student's stands for.

        Only what a cell is given out with is asked for: `np` of the student's own making is not.
        """
        found = (cell.metadata.get("asked_for", {}) for cell in self._cells)
        kind = next((names[name] for names in found if name in names), None)
        return {"class": Use.CALCULATE, None: Use.CALL}.get(kind, Use.READ)

    def asked(self, index: int) -> list[str]:
        """The names that a test cell reads and that only the student's notebook can bind.

        Whatever else it reads is there from now on.
        """
        tree = _tree(self._cells[index].source)
        self._load_what(tree)
        read = {
            node.id
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        }
        own = self._bound | set(self.namespace) | _bound(tree)
        return sorted(name for name in read - own if not hasattr(builtins, name))


def _tree(source: str) -> ast.Module:
    return syntax_tree(source) or ast.Module([], [])


def _bound(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.arg):
            names.add(node.arg)
    return names


def run_test(
    source: str, namespace: dict, times: float = 1.0
) -> tuple[object, Exception | None, str]:
    """The last expression's value, what went wrong, and what was printed.

    times: how often it may take TEST_SECONDS.

    A `check` that fails does not keep `grade`, further down, from giving partial credit.
    """
    printed, value, failed_check = io.StringIO(), None, None
    with (
        _time_limit(times * TEST_SECONDS),
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for node in _tree(source).body:
            try:
                if isinstance(node, ast.Expr):
                    code = compile(ast.Expression(node.value), "<test>", "eval")
                    value = eval(code, namespace)
                else:
                    exec(compile(ast.Module([node], []), "<test>", "exec"), namespace)
                    value = None
            except chainrule.checking.CheckFailed as failure:
                failed_check = failed_check or failure
            except Exception as failure:
                return None, failure, printed.getvalue()
    return value, failed_check, printed.getvalue()


def is_of_the_test(failure: Exception) -> bool:
    """Was it raised by a line of the test cell, and not by something that the line calls?"""
    last = failure.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return last is not None and last.tb_frame.f_code.co_filename == "<test>"


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """TimeoutError in this thread after `seconds` of processor time."""
    if threading.current_thread() is not threading.main_thread():
        with _time_limit_of_a_thread(seconds):
            yield
        return

    def out_of_time(*_: object) -> None:
        raise TimeoutError("the test ran too long")

    before = signal.signal(signal.SIGPROF, out_of_time)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def _time_limit_of_a_thread(seconds: float) -> Iterator[None]:
    """A cluster's worker runs its jobs beside its main thread, which no signal reaches."""
    running, guard = threading.get_ident(), threading.Lock()
    until = time.thread_time() + seconds
    own_clock = time.pthread_getcpuclockid(running)
    over = threading.Event()

    def out_of_time() -> None:
        left = seconds
        while left > 0:
            if over.wait(left):
                return
            with guard:
                if over.is_set():  # its clock may be gone by now
                    return
                left = until - time.clock_gettime(own_clock)
        with guard:
            if not over.is_set():
                raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
                raise_in(ctypes.c_ulong(running), ctypes.py_object(TimeoutError))

    threading.Thread(target=out_of_time, daemon=True).start()
    try:
        yield
    finally:
        with guard:
            over.set()


def partial(value: object) -> float | None:
    """Partial credit from a test cell's last expression; None means all of it."""
    if value is None or isinstance(value, bool | np.bool_):
        return None if value is None or value else 0.0
    if isinstance(value, int | float | np.integer | np.floating):
        return float(value)
    return None


def clamped(points: float, most: float) -> float:
    points = points if math.isfinite(points) else 0.0
    return float(min(max(round(points, 6), 0.0), most))
