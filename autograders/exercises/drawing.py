"""Numbers for hidden probes, drawn so that a learner could type them in."""

from __future__ import annotations

import numpy as np
from chainrule.numbers import shown_number

Random = np.random.Generator


def between(random: Random, low: float, high: float) -> float:
    """A number of two decimals, never a whole one."""
    while True:
        number = round(float(random.uniform(low, high)), 2)
        if number != round(number):
            return number


def signed(random: Random, low: float, high: float) -> float:
    """A number of two decimals between `low` and `high` in size, of either sign."""
    return between(random, low, high) * int(random.choice([-1, 1]))


def digits(value: float) -> str:
    """A number in four significant digits, as messages print it."""
    return shown_number(value)
