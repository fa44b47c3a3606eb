"""This process's warm student processes: started once, for all notebooks that it judges."""

import atexit

from autograders.grading.sandbox import walls
from autograders.grading.sandbox.zygote import Zygote

MODULES = ("numpy", "chainrule", "chainrule.checking", "chainrule.explorables")
"""What every lesson imports; the warm process does it once for a whole class."""

_zygotes: dict[bool, Zygote] = {}


def zygote(unprotected: bool = False) -> Zygote:
    """This process's warm student process, started at the first use; it may still be starting.

    Raises walls.NoSandbox and SandboxFailed.
    """
    if unprotected not in _zygotes:
        _zygotes[unprotected] = Zygote(walls.chosen(unprotected), MODULES)
    return _zygotes[unprotected]


@atexit.register
def close_zygotes() -> None:
    """End this process's warm student processes."""
    while _zygotes:
        _zygotes.popitem()[1].close()
