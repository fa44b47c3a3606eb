"""Make the drive logs of lesson 03: `python3 -m autograders.authoring.drive_log`.

A simulated sweep of the pedal from 0 to 80 % in third gear, logged at uneven moments and rounded
as instruments round. The tyres slip a little, more at higher revs: without that the speed would
be proportional to the rpm, and a measured dv/dr would always be the same number.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np

from autograders.backprop import rpm, speed

FOLDER = Path(__file__).resolve().parents[2] / "lessons" / "chainrule" / "data"
HEADER = ("pedal_percent", "engine_rpm", "speed_kmh")
LENGTHS = (60, 400)
THIRD_GEAR = 1.4
FULLEST_PEDAL = 80.0  # %
SLIP_PER_RPM = 2e-5
SEED = 4


def drive_log(rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return pedal (%, to 0.01), engine (rpm, to 1) and speed (km/h, to 0.01), each (rows,)."""
    steps = np.random.default_rng(SEED).uniform(0.5, 1.5, rows - 1)
    pedal = np.round(np.append(0, FULLEST_PEDAL * np.cumsum(steps) / np.sum(steps)), 2)
    revs = rpm(pedal)
    kmh = speed(revs, np.full(rows, THIRD_GEAR)) * (1 - SLIP_PER_RPM * revs)
    return pedal, np.round(revs), np.round(kmh, 2)


def as_csv(rows: int) -> str:
    """Return the log as the text of its file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for pedal, revs, kmh in zip(*drive_log(rows), strict=True):
        writer.writerow((f"{pedal:.2f}", f"{revs:.0f}", f"{kmh:.2f}"))
    return text.getvalue()


def main() -> None:
    for rows in LENGTHS:
        path = FOLDER / f"drive_log_{rows}.csv"
        path.write_bytes(as_csv(rows).encode())
        print(f"{path.name}: {rows} rows")


if __name__ == "__main__":
    main()
