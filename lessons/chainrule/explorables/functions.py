"""The functions that the explorables offer in their menus: machines of `chainrule.machines`."""

import math

import numpy as np

from chainrule import machines
from chainrule.machines import Machine

NAMES = ("square", "cube", "sin", "cos", "exp", "reciprocal", "triple_plus_one", "double")


def machine(name: str) -> Machine:
    """The machine of that name."""
    return getattr(machines, name)


def name_of(function: str | Machine) -> str:
    """The name by which a figure knows a function; a machine is looked up among `NAMES`.

    Raises ValueError, naming what there is, for anything else.
    """
    for name in NAMES:
        if function in (name, machine(name)):
            return name
    raise ValueError(f"the figures know {', '.join(NAMES)}, not {function!r}.")


def value(function: Machine, t: float) -> float:
    """`function` at `t`, for printing and drawing: nan where it has none, ∞ beyond the doubles."""
    if function.family == "power" and function.parameters[0] < 0 and t == 0:
        return math.nan
    with np.errstate(all="ignore"):
        return float(function(np.array(t, dtype=float)))


def sigmoid(t: float) -> float:
    """σ(t), as `chainrule.machines` computes it: no figure holds a formula of its own."""
    return value(machines.sigmoid, t)


def sigmoid_slope(t: float) -> float:
    """σ′(t) = σ(t)·σ(−t); written σ(1 − σ), the subtraction would round to 0 for t = 40."""
    return sigmoid(t) * sigmoid(-t)
