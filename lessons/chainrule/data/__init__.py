"""The course's data sets: small tables that are shipped, checked when read, never downloaded.

Origin, licence, changes and checksum of every file stand in `DATA.md` beside it.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

FOLDER = Path(__file__).parent


@dataclass(frozen=True, eq=False)
class _Table:
    """Named columns of equal length, one numpy array each."""

    def __len__(self) -> int:
        return len(getattr(self, fields(self)[0].name))

    def select(self, rows: np.ndarray | slice) -> Self:
        """Return the same columns with only these rows: a mask, indices, or a slice."""
        return type(self)(*(getattr(self, column.name)[rows] for column in fields(self)))


@dataclass(frozen=True, eq=False)
class Penguins(_Table):
    """Penguins measured near Palmer Station, Antarctica. A missing number is nan."""

    species: np.ndarray  # "Adelie", "Chinstrap" or "Gentoo"
    island: np.ndarray  # "Biscoe", "Dream" or "Torgersen"
    bill_length_mm: np.ndarray
    bill_depth_mm: np.ndarray
    flipper_length_mm: np.ndarray
    body_mass_g: np.ndarray
    sex: np.ndarray  # "female", "male" or "" where it was not determined
    year: np.ndarray  # 2007, 2008 or 2009

    @property
    def measured(self) -> np.ndarray:
        """A mask of the rows that have all four measurements."""
        return ~np.isnan(
            self.bill_length_mm + self.bill_depth_mm + self.flipper_length_mm + self.body_mass_g
        )


@dataclass(frozen=True, eq=False)
class DriveLog(_Table):
    """A slow push on the gas pedal in third gear, logged row by row (simulated)."""

    pedal_percent: np.ndarray
    engine_rpm: np.ndarray
    speed_kmh: np.ndarray


def load_penguins() -> Penguins:
    """Return all 344 penguins; two of them have no measurements (see `.measured`)."""

    def measurement(text: str) -> float:
        return np.nan if text == "NA" else _positive(text)

    def one_of(*choices: str) -> Callable[[str], str]:
        def choose(text: str) -> str:
            if text not in choices:
                raise ValueError(f"{text!r} is none of {', '.join(choices)}")
            return "" if text == "NA" else text

        return choose

    columns: dict[str, Callable[[str], object]] = {
        "species": one_of("Adelie", "Chinstrap", "Gentoo"),
        "island": one_of("Biscoe", "Dream", "Torgersen"),
        "bill_length_mm": measurement,
        "bill_depth_mm": measurement,
        "flipper_length_mm": measurement,
        "body_mass_g": measurement,
        "sex": one_of("female", "male", "NA"),
        "year": int,
    }
    return Penguins(*_read("penguins.csv", columns, 344))


def load_drive_log(rows: int = 60) -> DriveLog:
    """Return the log with 60 rows, or the same drive logged at 400."""
    if rows not in (60, 400):
        raise ValueError(f"there is no drive log with {rows} rows: choose 60 or 400")
    name = f"drive_log_{rows}.csv"
    columns: dict[str, Callable[[str], object]] = {
        "pedal_percent": float,
        "engine_rpm": _positive,
        "speed_kmh": _positive,
    }
    log = DriveLog(*_read(name, columns, rows))
    for column in ("pedal_percent", "engine_rpm"):
        stuck = np.flatnonzero(np.diff(getattr(log, column)) <= 0)
        if stuck.size:
            raise ValueError(f"{name}, line {stuck[0] + 3}: {column} does not increase")
    return log


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < np.inf:
        raise ValueError(f"{text!r} is not a positive number")
    return number


def _read(name: str, columns: dict[str, Callable[[str], object]], rows: int) -> list[np.ndarray]:
    """Return the columns of a csv file as arrays.

    Raises ValueError, naming file and line, if header, a field, or the number of rows is not as
    expected.
    """
    with (FOLDER / name).open(newline="", encoding="utf-8") as file:
        header, *records = list(csv.reader(file)) or [[]]
    if header != list(columns):
        raise ValueError(f"{name}, line 1: the header should be {','.join(columns)}")
    table = []
    for line, record in enumerate(records, start=2):
        if len(record) != len(columns):
            raise ValueError(f"{name}, line {line}: {len(record)} fields, not {len(columns)}")
        try:
            table.append([read(text) for read, text in zip(columns.values(), record, strict=True)])
        except ValueError as problem:
            raise ValueError(f"{name}, line {line}: {problem}") from None
    if len(table) != rows:
        raise ValueError(f"{name}: {len(table)} rows, not {rows}: the file is not the one shipped")
    return [np.array(column) for column in zip(*table, strict=True)]
