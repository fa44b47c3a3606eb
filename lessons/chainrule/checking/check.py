"""`check(fn)`: does the learner's function work, and if not, which mistake is it?

It tries the function on the lesson's visible inputs and compares what comes back with a table of
values (`checks/<lesson>.json`, made by the authors' build): the right ones, and those of every
known mistake with its sentence. No formula is stored here.
"""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Any, NoReturn

from chainrule import cells
from chainrule.checking.diagnosing import Diagnosis, diagnose
from chainrule.checking.strays import told_of_strays
from chainrule.checking.table_files import tables
from chainrule.checking.tables import Table
from chainrule.probing import run_probes

READY_MODULE = "chainrule.ready"
"""What a function says its module is that `bring` lends (see chainrule.bringing)."""


told_of_success: list[Callable[[str], object]] = []
"""Who hears of an exercise that passed its check in a notebook, by its name."""


class CheckFailed(AssertionError):
    """A check did not pass; its text is the one sentence, and all that is shown."""

    def _render_traceback_(self) -> list[str]:
        """IPython and Jupyter show these lines in place of a traceback (and `nbgrader validate`
        cuts lines longer than this)."""
        return textwrap.wrap(str(self), width=80, break_on_hyphens=False)


def check(fn: Callable) -> None:
    """Try `fn` on its exercise's visible inputs: say one line when it works.

    Raises CheckFailed with one sentence that names the mistake when it does not, and when a newer
    cell that defines `fn` stopped with an error, so that an earlier `fn` would be judged. An `fn`
    that is not written yet is only named in a learner's notebook, so that Run All brings back what
    stands below it; nbgrader, which counts an error as what is missing, sees one.
    """
    table = _table_for(fn, sys._getframe(1))
    if getattr(fn, "__module__", None) == READY_MODULE:
        _fail(f"This {table.exercise} is the ready-made one: check the one that you write.")
    if not cells.ran_through(table.exercise, fn):
        _fail(
            f"This would judge your earlier {table.exercise}: "
            "the cell that defines it now did not run through."
        )
    diagnosis = diagnose(run_probes(fn, table.driver, table.probes), table)
    if diagnosis.kind == "right":
        _last_said.pop(table.exercise, None)
        if cells.shell() is not None:  # the grader's plain Python keeps nothing
            for tell in told_of_success:
                tell(table.exercise)
        cells.say_success(diagnosis.message)
        return
    if diagnosis.kind == "not_started" and cells.at_the_learners():
        cells.say_open(diagnosis.message)
        return
    _fail(_with_hint(_with_strays(diagnosis, fn), table))


# --- which exercise? ----------------------------------------------------------------------------


def _table_for(fn: Any, caller: FrameType | None) -> Table:
    try:
        known = tables()
    except (OSError, ValueError) as error:
        _fail(f"The checks of this course cannot be read ({error}): get a fresh copy of it.")
    name = cells.written_name(fn, caller, known) or getattr(fn, "__name__", None)
    if isinstance(name, str) and name in known:
        if not callable(fn):
            _fail(f"{name} is no function any more: run the cell with def {name} again.")
        return known[name]
    if not callable(fn):
        _fail("check takes the function itself: write its name without brackets after it.")
    _fail(f"There is no exercise called {name}: keep the function's name as the lesson gives it.")


# --- what is said -------------------------------------------------------------------------------

_SAYS_WHAT_TO_DO = {"not_started", "crashed", "form"}
"""Diagnoses about the code, where a hint about the idea would be beside the point."""

_last_said: dict[str, tuple[str, int]] = {}


def forget_tries() -> None:
    """Begin anew with the hints: they count one learner's tries, not a class's."""
    _last_said.clear()


def _with_hint(diagnosis: Diagnosis, table: Table) -> str:
    """The sentence, and a hint when it is the same for the second and the third time running."""
    if diagnosis.kind in _SAYS_WHAT_TO_DO:
        return diagnosis.message
    before, times = _last_said.get(table.exercise, ("", 0))
    times = times + 1 if before == diagnosis.message else 1
    _last_said[table.exercise] = (diagnosis.message, times)
    if times < 2 or not table.hints:
        return diagnosis.message
    return f"{diagnosis.message} Hint: {table.hints[min(times - 2, len(table.hints) - 1)]}"


_SAYS_ITS_CAUSE = {"not_started", "misconception", "near"}


def _with_strays(diagnosis: Diagnosis, fn: Callable) -> Diagnosis:
    """Where the cause is not known: what the answer takes from another cell. Two slips that would
    give the same numbers are then beside the point."""
    stray = "" if diagnosis.kind in _SAYS_ITS_CAUSE else told_of_strays(fn)
    if not stray:
        return diagnosis
    before = "Your numbers are not the right ones." if diagnosis.kind == "two_slips" else ""
    return replace(diagnosis, message=f"{before or diagnosis.message} {stray}")


def _fail(sentence: str) -> NoReturn:
    _quiet_plain_python()
    raise CheckFailed(sentence) from None


def _quiet_plain_python() -> None:
    """Plain Python prints a traceback whatever an exception says; show the sentence alone there."""
    if sys.excepthook is sys.__excepthook__:
        sys.excepthook = _excepthook


def _excepthook(kind: type[BaseException], error: BaseException, trace: Any) -> None:
    if isinstance(error, CheckFailed):
        print(error, file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)
