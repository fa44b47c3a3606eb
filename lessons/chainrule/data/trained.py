"""A network that has learned already: it reads digits before the learner knows how."""

from __future__ import annotations

import gzip
import zlib
from typing import NamedTuple

import numpy as np

READER = "reader.csv.gz"
EPOCHS = 20
LAYOUT = {"W1": (64, 32), "b1": (32,), "W2": (32, 10), "b2": (10,)}
"""The parameters in the order of the file, a line for every row of an array."""


class Reader(NamedTuple):
    """What `DigitReader` takes: parameters after some epochs, and the ruler of the inputs."""

    snapshots: dict[int, dict[str, np.ndarray]]
    scale: tuple[np.ndarray, np.ndarray]


def load_reader() -> Reader:
    """Return the 2410 numbers of a network trained on the digits, and how its inputs are scaled.

    The scale is mean and spread, 64 numbers each, of the rows that it was trained on. Raises
    ValueError, naming the file, if it is damaged.
    """
    from chainrule.data import load_digits

    digits = load_digits()
    ink = digits.pixels[~digits.is_test]
    return Reader({EPOCHS: _parameters()}, (ink.mean(axis=0), ink.std(axis=0)))


def _parameters() -> dict[str, np.ndarray]:
    from chainrule.data import FOLDER

    try:
        text = gzip.decompress((FOLDER / READER).read_bytes()).decode("ascii")
        numbers = np.array([float(word) for word in text.replace("\n", ",").split(",") if word])
    except (OSError, EOFError, zlib.error, UnicodeDecodeError, ValueError) as problem:
        raise ValueError(f"{READER} is damaged: {problem}") from None
    ends = np.cumsum([int(np.prod(shape)) for shape in LAYOUT.values()])
    if numbers.size != ends[-1]:
        raise ValueError(f"{READER}: {numbers.size} numbers, not {ends[-1]}")
    parts = np.split(numbers / 100, ends[:-1])
    return {
        name: part.reshape(shape) for (name, shape), part in zip(LAYOUT.items(), parts, strict=True)
    }
