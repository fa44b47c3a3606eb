"""This process's warm student processes: started once, for all notebooks that it judges."""

import atexit
from dataclasses import replace

from autograders.grading.conditions import ORDINARY, Conditions
from autograders.grading.sandbox import walls
from autograders.grading.sandbox.zygote import Zygote

MODULES = ("numpy", "chainrule", "chainrule.checking", "chainrule.explorables")
"""What every lesson imports; the warm process does it once for a whole class."""

_zygotes: dict[tuple[bool, Conditions], Zygote] = {}


def zygote(unprotected: bool = False, conditions: Conditions = ORDINARY) -> Zygote:
    """This process's warm student process, started at the first use; it may still be starting.

    Raises walls.NoSandbox and SandboxFailed.
    """
    kind = (unprotected, conditions)
    if kind not in _zygotes:
        close_zygotes()  # one is enough: a run has one kind
        sandbox = replace(walls.chosen(unprotected), conditions=conditions)
        _zygotes[kind] = Zygote(sandbox, MODULES)
    return _zygotes[kind]


@atexit.register
def close_zygotes() -> None:
    """End this process's warm student processes."""
    while _zygotes:
        _zygotes.popitem()[1].close()
