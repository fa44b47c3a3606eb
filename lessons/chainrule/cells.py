"""What a check knows of the notebook that it runs in: nothing outside of IPython.

Plain Python, where the grader works too, has no cells: there `shell()` is None, `ran_through` is
always true, and what is said is printed.
"""

from __future__ import annotations

import ast
import dis
import html
import inspect
import os
import re
import sys
from collections.abc import Callable, Container
from types import FrameType
from typing import Any


def shell() -> Any | None:
    """The IPython that runs this code, or None; IPython is never loaded for the question."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython else None


def at_the_learners() -> bool:
    """Whether a notebook runs for its learner: in IPython, and not for nbgrader to judge."""
    judged = "NBGRADER_EXECUTION" in os.environ or "NBGRADER_VALIDATING" in os.environ
    return shell() is not None and not judged


waiting: set[tuple[int, str]] = set()  # the number of a cell's run, and what it waits for


def note_that_it_waits(prediction: str) -> None:
    """Keep in mind that the cell that runs has said that it waits for this prediction."""
    waiting.add((_run(), prediction))


def has_said_that_it_waits(prediction: str) -> bool:
    """Whether the cell that runs has said so already."""
    return (_run(), prediction) in waiting


def _run() -> int:
    """The number that the running cell gets in its brackets; plain Python is one run."""
    return getattr(shell(), "execution_count", 0)


def say_success(sentence: str) -> None:
    """Show a sentence as a success: a bar and a check mark in a notebook, else the words alone."""
    _say(Verdict(sentence, "✓", SUCCESS))


def say_open(sentence: str) -> None:
    """Show a sentence about what is still to be done: a bar and a ring, else the words alone."""
    _say(Verdict(sentence, "○", OPEN))


def _say(verdict: Verdict) -> None:
    if shell() is None:
        print(verdict)
        return
    from IPython.display import display

    display(verdict)


# Under a white mark, which so has more than 4.5 : 1 whatever the page's theme is.
SUCCESS = "#00735a"
OPEN = "#5f5f5f"


class Verdict:
    """A sentence that reads the same in a notebook, in a terminal and aloud."""

    def __init__(self, sentence: str, mark: str, colour: str) -> None:
        self.sentence, self.mark, self.colour = sentence, mark, colour

    def __repr__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        verdict, colon, rest = self.sentence.partition(": ")
        return (
            f"<p style='border-left:4px solid {self.colour};padding:0.3em 0.9em;margin:0.2em 0'>"
            f"<span aria-hidden='true' style='background:{self.colour};color:#fff;"
            f"border-radius:1em;padding:0 0.4em;margin-right:0.5em;font-weight:bold'>"
            f"{self.mark}</span>"
            f"<strong>{html.escape(verdict)}</strong>{colon}{html.escape(rest)}</p>"
        )


def ran_through(name: str, defined: Any) -> bool:
    """False when a newer cell defines `name` than the one that `defined` comes from.

    That newer cell then stopped with an error, so that an earlier function answers to the name.
    Wherever this cannot be told for certain (another assignment, a decorator, a magic command),
    it is taken for granted that the cell ran.
    """
    running = shell()
    if running is None:
        return True
    raw, transformed = (
        running.history_manager.input_hist_raw,
        running.history_manager.input_hist_parsed,
    )
    numbers = range(min(len(raw), len(transformed)))
    newest = next((n for n in reversed(numbers) if _binding(name, transformed[n])), None)
    home = _file_of(defined)
    if newest is None or home is None or _binding(name, transformed[newest]) != "def":
        return True

    def is_home(number: int) -> bool:
        # The history keeps cells without the line break at their end, which counts in the name.
        return any(
            running.compile.get_code_name(raw[number] + end, transformed[number] + end, number)
            == home
            for end in ("", "\n")
        )

    return is_home(newest) or not any(map(is_home, numbers[:newest]))


def _binding(name: str, source: str) -> str:
    """How a cell gives `name` a meaning: "def", in some "other" way, or not at all."""
    if name not in source:
        return ""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        begins = rf"^(?:async\s+)?(?:def|class)\s+{re.escape(name)}\b"
        return "def" if re.search(begins, source, re.MULTILINE) else ""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for node in tree.body:
        if isinstance(node, kinds) and node.name == name:
            return "other" if node.decorator_list else "def"
    return "other" if any(name in _names_given(node) for node in ast.walk(tree)) else ""


def _names_given(node: ast.AST) -> tuple[str | None, ...]:
    if isinstance(node, ast.Name):
        return () if isinstance(node.ctx, ast.Load) else (node.id,)
    if isinstance(node, ast.alias):
        return (node.asname or node.name,)
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return (node.name,)
    return ()


def _file_of(defined: Any) -> str | None:
    """The name under which IPython compiled the cell of a function, or of a class's first one."""
    if inspect.isclass(defined):
        defined = next(filter(inspect.isfunction, vars(defined).values()), None)
    code = getattr(defined, "__code__", None) if inspect.isfunction(defined) else None
    return code.co_filename if code else None


def variable_before(frame: FrameType | None, value: Any) -> str | None:
    """The variable that a caller wrote as the last one before it called, if it holds `value`."""
    if frame is None:
        return None
    written = _last_loaded(frame, lambda step: step.opname != "LOAD_CONST")
    names = {**frame.f_globals, **frame.f_locals}
    known = isinstance(written, str) and written in names and names[written] is value
    return written if known else None


def written_name(fn: Any, caller: FrameType | None, known: Container[str]) -> str | None:
    """The exercise whose name stands in the call of check: after `d_triple = d_power` one function
    must not pass as both, and a lambda has no name of its own. `known`: the exercises' names."""
    if caller is None:
        return None
    written = _last_loaded(caller, lambda step: isinstance(step.argval, str))
    names = {**caller.f_globals, **caller.f_locals}
    return written if written in known and names.get(written) is fn else None


def _last_loaded(frame: FrameType, counts: Callable[[dis.Instruction], bool]) -> Any:
    """What the last loading instruction that counts, before the running call, has loaded."""
    loaded = None
    for step in dis.get_instructions(frame.f_code):
        if step.offset >= frame.f_lasti:
            break
        if step.opname.startswith("LOAD_") and counts(step):
            loaded = step.argval
    return loaded
