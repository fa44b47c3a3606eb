"""The course's data sets: small tables that are shipped, checked when read, never downloaded.

Origin, licence, changes and checksum of every file stand in `DATA.md` beside it.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self

import numpy as np

from chainrule.data.trained import Reader as Reader
from chainrule.data.trained import load_reader as load_reader

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


@dataclass(frozen=True, eq=False)
class Digits(_Table):
    """Handwritten digits as pictures of 8 × 8 squares, by 13 writers."""

    pixels: np.ndarray  # (N, 64): ink of each square, row by row, whole numbers from 0 to 16
    label: np.ndarray  # the digit that was meant, 0 to 9
    row: np.ndarray  # its place in the file, from 0 to 1796

    @property
    def is_test(self) -> np.ndarray:
        """A mask of the rows that are kept for testing: every fifth of the file (0, 5, 10, …)."""
        return self.row % 5 == 0

    @property
    def in_last_fifth(self) -> np.ndarray:
        """A mask of the last 360 rows of the file: mostly of other people than those before."""
        return self.row >= 1437


@dataclass(frozen=True, eq=False)
class Cars(_Table):
    """Cars of the years 1970 to 1982: how heavy, and how far on a US gallon of petrol."""

    weight_lb: np.ndarray  # pounds; 1 lb = 0.4536 kg
    mpg: np.ndarray  # miles a gallon; 1 mpg = 0.425 km a litre


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


def load_digits() -> Digits:
    """Return all 1797 digits, in the order of the file (see `.is_test` for the split)."""
    table = _read_numbers("digits.csv.gz", (1797, 65))
    pixels, label = table[:, :64], table[:, 64]
    for name, part, most in (("a pixel", pixels, 16), ("a label", label[:, None], 9)):
        wrong = np.flatnonzero(((part < 0) | (part > most)).any(axis=1))
        if wrong.size:
            raise ValueError(f"digits.csv.gz, line {wrong[0] + 1}: {name} is not from 0 to {most}")
    return Digits(pixels.astype(float), label, np.arange(len(label)))


def load_cars() -> Cars:
    """Return all 392 cars."""
    columns: dict[str, Callable[[str], object]] = {
        "mpg": _positive,
        **dict.fromkeys(("cyl", "displ", "hp"), str),
        "weight": _positive,
        **dict.fromkeys(("accel", "yr", "origin", "name"), str),
    }
    mpg, *_, weight, _, _, _, _ = _read("cars.csv", columns, 392)
    return Cars(weight, mpg)


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


def _read_numbers(name: str, shape: tuple[int, int]) -> np.ndarray:
    """Return a compressed table of whole numbers without a header.

    Raises ValueError, naming file and line, if it is damaged or of another shape.
    """
    try:
        lines = gzip.decompress((FOLDER / name).read_bytes()).decode("ascii").splitlines()
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as problem:
        raise ValueError(f"{name} is damaged: {problem}") from None
    rows, width = shape
    for line, text in enumerate(lines, start=1):
        if text.count(",") != width - 1:
            raise ValueError(f"{name}, line {line}: {text.count(',') + 1} fields, not {width}")
    if len(lines) != rows:
        raise ValueError(f"{name}: {len(lines)} rows, not {rows}: the file is not the one shipped")
    try:
        return np.array(",".join(lines).split(","), dtype=int).reshape(shape)
    except ValueError as problem:
        raise ValueError(f"{name}: {problem}") from None
