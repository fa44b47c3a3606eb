"""This process's warm student processes: started once, for all notebooks that it judges."""

import atexit
from dataclasses import replace

from autograders.grading.conditions import ORDINARY, Conditions
from autograders.grading.sandbox import walls
from autograders.grading.sandbox.zygote import Zygote

MODULES = (
    *("numpy", "numpy.random", "chainrule", "chainrule.checking", "chainrule.explorables"),
    *("chainrule.questions", "chainrule.waiting", "chainrule.data", "chainrule.pictures"),
    *("bdb", "IPython.core.logger", "tornado.platform.asyncio"),
    *("stack_data", "pygments.formatters.terminal256", "pygments.styles.default"),
)
"""What lessons import in their first cell, IPython to run it and to show a first error, as in every
lesson with an answer left open, and numpy to be given a seed; the warm process does it once for a
whole class."""

DRAWING_MODULES = ("matplotlib.pyplot", "matplotlib.backends.backend_agg")
"""Not the notebook's backend: it looks for the shell, which is made after the modules are in."""

_zygotes: dict[tuple[bool, Conditions], tuple[Zygote, bool]] = {}
"""Warm processes, by kind; has each read matplotlib in?"""


def zygote(
    unprotected: bool = False, conditions: Conditions = ORDINARY, draws: bool = False
) -> Zygote:
    """This process's warm student process, started at the first use; it may still be starting.

    It starts anew at the first notebook that draws, which would spend more on reading matplotlib
    in than on all else. Raises walls.NoSandbox and SandboxFailed.
    """
    kind = (unprotected, conditions)
    known = _zygotes.get(kind)
    if known is None or (draws and not known[1]):
        close_zygotes()  # one is enough: a run has one kind
        sandbox = replace(walls.chosen(unprotected), conditions=conditions)
        modules = (*MODULES, *(DRAWING_MODULES if draws else ()))
        known = _zygotes[kind] = (Zygote(sandbox, modules), draws)
    return known[0]


@atexit.register
def close_zygotes() -> None:
    """End this process's warm student processes."""
    while _zygotes:
        _zygotes.popitem()[1][0].close()
