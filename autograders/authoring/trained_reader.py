"""Train the digit reader that opens lesson 00: `python3 -m autograders.authoring.trained_reader`.

The network of lesson 06 (64-32-10, 20 epochs), trained on the same rows by the same loop. Its
numbers are rounded to hundredths, which changes none of its answers to the test rows, and so are
the same wherever they are trained.
"""

from __future__ import annotations

import gzip

import numpy as np
from chainrule.data import FOLDER, load_digits
from chainrule.data.trained import LAYOUT, READER

from autograders.backprop.networks import Params
from autograders.backprop.runs import digit_run

EPOCHS = 20
SEED = 2


def trained_params() -> Params:
    """Return W1 (64, 32), b1 (32,), W2 (32, 10), b2 (10,), trained on all but the test rows."""
    digits = load_digits()
    run = digit_run(digits.pixels, digits.label, digits.is_test, epochs=EPOCHS, seed=SEED)
    return run.params[EPOCHS]


def packed(params: Params) -> bytes:
    """Return the parameters as the bytes of their file: hundredths, a line for every row."""
    rows = [row for name in LAYOUT for row in np.atleast_2d(np.rint(100 * params[name]))]
    text = "".join(",".join(f"{number:.0f}" for number in row) + "\n" for row in rows)
    return gzip.compress(text.replace("-0,", "0,").replace("-0\n", "0\n").encode(), 9, mtime=0)


def main() -> None:
    path = FOLDER / READER
    path.write_bytes(packed(trained_params()))
    print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
