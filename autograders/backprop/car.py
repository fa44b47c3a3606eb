"""A car's gas pedal: four linked rates, with units that cancel.

Lesson 03. pedal p (%) → engine r (rpm) → speed v (km/h) → speed u (m/s) → drag power D (kW).
The model is ours, with realistic orders of magnitude: the engine saturates, the gearbox is
rigid, the drag power is that of air, ½·ρ·c_w·A·u³. A gear is given by its ratio.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from autograders.backprop.shapes import require_axes, require_shape

_Number = TypeVar("_Number", float, np.ndarray)
"""One number or an array: what goes in decides what comes out."""

IDLE = 800.0  # rpm with the pedal untouched
REVS_TO_GAIN = 5200.0  # rpm between idle and the limit that the engine approaches
PEDAL_SCALE = 40.0  # % of pedal after which all but 1/e of those are gained
GEAR_RATIOS = (3.6, 2.1, 1.4, 1.0, 0.8)  # engine turns per turn of the gearbox's output
FINAL_DRIVE = 3.9  # turns of that output per turn of a wheel
WHEEL_DIAMETER = 0.64  # m
METRES_PER_MINUTE_IN_KMH = 60 / 1000
KMH_PER_METRE_PER_SECOND = 3.6
DRAG_IN_KW = 0.5 * 1.2 * 0.66 / 1000  # ½ · air density (kg/m³) · drag area (m²) · kW per W


def rpm(p: _Number) -> _Number:
    """Return the engine's speed in rpm at pedal position `p` in %: 800 + 5200 (1 − e^(−p/40))."""
    return IDLE + REVS_TO_GAIN * (1 - np.exp(-p / PEDAL_SCALE))


def speed(r: _Number, ratio: _Number) -> _Number:
    """Return the car's speed in km/h at `r` rpm in the gear with this `ratio`."""
    return r * dspeed_drpm(r, ratio)


def drag(u: _Number) -> _Number:
    """Return the power in kW that the air takes at `u` m/s: ½·ρ·c_w·A·u³."""
    return DRAG_IN_KW * u**3


def drpm_dpedal(p: _Number) -> _Number:
    """Return dr/dp in rpm per %: 130 e^(−p/40), falling because the engine saturates."""
    return REVS_TO_GAIN / PEDAL_SCALE * np.exp(-p / PEDAL_SCALE)


def dspeed_drpm(r: _Number, ratio: _Number) -> _Number:
    """Return dv/dr in km/h per rpm: the gearbox is rigid, so `r` makes no difference."""
    metres_per_turn = np.pi * WHEEL_DIAMETER / (FINAL_DRIVE * ratio)
    return METRES_PER_MINUTE_IN_KMH * metres_per_turn


def dspeed_dpedal(p: _Number, ratio: _Number) -> _Number:
    """Return dv/dp in km/h per %: dv/dr · dr/dp, where the rpm cancel."""
    return dspeed_drpm(rpm(p), ratio) * drpm_dpedal(p)


def drag_rates(p: _Number, ratio: _Number) -> tuple[_Number, float, _Number, _Number]:
    """Return the four links from pedal to drag, each read at the value its machine receives.

    (dD/du in kW per m/s, du/dv in m/s per km/h, dv/dr in km/h per rpm, dr/dp in rpm per %)
    """
    r = rpm(p)
    u = speed(r, ratio) / KMH_PER_METRE_PER_SECOND
    drag_slope = 3 * DRAG_IN_KW * u**2
    return drag_slope, 1 / KMH_PER_METRE_PER_SECOND, dspeed_drpm(r, ratio), drpm_dpedal(p)


def ddrag_dpedal(p: _Number, ratio: _Number) -> _Number:
    """Return dD/dp in kW per %: the product of the four linked rates."""
    dD_du, du_dv, dv_dr, dr_dp = drag_rates(p, ratio)
    return dD_du * du_dv * dv_dr * dr_dp


def rates_from_log(p: np.ndarray, r: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Measure dv/dp in a drive log twice: directly, and as the product dv/dr · dr/dp.

    `p` (%), `r` (rpm), `v` (km/h): shape (N,), strictly increasing, N ≥ 2, spacing free.
    Returns two arrays of shape (N,) in km/h per %. They are differences over neighbouring rows
    (`np.gradient`), so they agree up to the log's rounding, not exactly. Raises ValueError.
    """
    (rows,) = require_axes("p", p, "(N,)")
    require_shape("r", r, (rows,), "one rpm per log row")
    require_shape("v", v, (rows,), "one speed per log row")
    for name, column in (("p", p), ("r", r)):
        if not np.all(np.diff(column) > 0):
            raise ValueError(f"{name} must increase from row to row, or a rate would divide by 0")
    return np.gradient(v, p), np.gradient(v, r) * np.gradient(r, p)
