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


def array(
    random: Random, shape: tuple[int, ...], low: float, high: float, decimals: int = 2
) -> np.ndarray:
    """Numbers between `low` and `high` in size, of either sign; no two of one size, none whole."""
    count = int(np.prod(shape))
    while True:
        sizes = np.round(random.uniform(low, high, count), decimals)
        signs = random.choice([-1.0, 1.0], count)
        if len(set(sizes.tolist())) == count and np.all(sizes % 1):
            return (sizes * signs).reshape(shape)
