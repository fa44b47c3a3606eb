"""The car of lesson 03, and what its later exercises may build on.

Four machines in a row, pedal p (%) → engine r (rpm) → speed v (km/h) → speed u (m/s) → drag power
D (kW). `rpm`, `speed` and `drag` are the ones that the lesson prints; gears are given by ratio.

An exercise that multiplies rates found in earlier exercises is judged for its own line alone:
`right_helpers` lends it all names of the car with right values while it runs, so that a slip
further up costs its points once and not again. The rates are read off the machines by a complex
step; no formula of an exercise is written down here.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from chainrule.lending import lent

_TINY = 1e-30  # far below what a float next to 1 can hold, so that no difference is ever taken


def rpm(p):
    """The engine's speed in rpm, at pedal p in %."""
    return 800 + 5200 * (1 - np.exp(-p / 40))


def speed(r, gear):
    """The car's speed in km/h, at r rpm in the gear with this ratio."""
    return r * 0.06 * np.pi * 0.64 / (3.9 * gear)


def drag(u):
    """The power in kW that the air takes, at u m/s."""
    return 0.5 * 1.2 * 0.66 * u**3 / 1000


def _rate(machine: Callable, at: Any) -> Any:
    """The slope of a machine, exact to the last digits: the imaginary part of a tiny step."""
    return np.imag(machine(at + 1j * _TINY)) / _TINY


def drpm_dpedal(p):
    """The engine's rate in rpm per %."""
    return _rate(rpm, p)


def dspeed_drpm(r, gear):
    """The gearbox's rate in km/h per rpm, one number: it is the same at all r."""
    return float(_rate(lambda revs: speed(revs, gear), 1000.0))


def dspeed_dpedal(p, gear):
    """The rate of both in km/h per %."""
    return _rate(lambda pedal: speed(rpm(pedal), gear), p)


CAR = (rpm, speed, drag, drpm_dpedal, dspeed_drpm, dspeed_dpedal)


def right_helpers(function: Callable) -> AbstractContextManager[None]:
    """Lend a function the car's names with right values; its own name stays its own."""
    return lent(function, CAR)
