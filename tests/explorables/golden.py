"""Write golden.json: what numpy and the course's reference say, for the JavaScript to agree with.

    python tests/explorables/golden.py

The JavaScript tests read the file; a test here holds that it is current.
"""

import json
from pathlib import Path

import numpy as np
from chainrule.explorables import printing

from autograders.backprop.slopes import chain_rule, slope

GOLDEN = Path(__file__).with_name("golden.json")
XS = (-2.95, -1.3, -0.7, -0.05, 0.05, 0.4, 1.0, 1.3, 2.2, 3.0)
STEPS = (0.5, 0.1, 0.01)
NUDGES = (0.3,)

# Value and derivative, written out once more: the golden file must not share code with the figures.
FUNCTIONS = {
    "square": (lambda t: np.square(t), lambda t: t + t),
    "cube": (lambda t: np.power(t, 3), lambda t: 3 * np.square(t)),
    "sin": (np.sin, np.cos),
    "cos": (np.cos, lambda t: -np.sin(t)),
    "exp": (np.exp, np.exp),
    "reciprocal": (np.reciprocal, lambda t: -np.power(t, -2.0)),
    "triple_plus_one": (lambda t: 1 + t + t + t, lambda t: np.float64(3)),
    "double": (lambda t: t + t, lambda t: np.float64(2)),
}

NUMBERS = (
    *(0.0, 1.0, -1.0, 0.4017, -0.3092, 1e-5, 1234.5, 9999.0, 99999.0, 1.125, 2.675, 0.125, 9.995),
    *(0.001, 0.00099996, 0.0009999, 1e-17, 5e-324, 1.7e308, 1e22, -2.5e-7, 100.0, 10.0, 1000.0),
    *(0.1, 0.01, 12345.0, 999.5, 9994.9, 9995.0, 1 / 3, 2 / 3, -0.0),
)


def golden() -> dict:
    """Everything the JavaScript is compared with, as plain data."""
    xs = [np.float64(x) for x in XS]
    return {
        "functions": [
            {"name": name, "x": float(x), "f": float(f(x)), "df": float(df(x))}
            for name, (f, df) in FUNCTIONS.items()
            for x in xs
        ],
        "slopes": [
            {"name": name, "x": float(x), "h": h, "slope": float(slope(f, x, h))}
            for name, (f, _) in FUNCTIONS.items()
            for x in xs
            for h in STEPS
        ],
        "chains": [
            _chain(inner, outer, x, dx)
            for inner in FUNCTIONS
            for outer in FUNCTIONS
            for x in xs[1::4]
            for dx in NUDGES
        ],
        "numbers": [
            {"value": value, "number": printing.number(value), "power": printing.power(value)}
            for value in NUMBERS
        ],
    }


def _chain(inner: str, outer: str, x: np.float64, dx: float) -> dict:
    (g, dg), (f, df) = FUNCTIONS[inner], FUNCTIONS[outer]
    return {
        "inner": inner,
        "outer": outer,
        "x": float(x),
        "dx": dx,
        "u": float(g(x)),
        "y": float(f(g(x))),
        "du": float(g(x + dx) - g(x)),
        "dy": float(f(g(x + dx)) - f(g(x))),
        "rule": float(chain_rule(df, g, dg, x)),
        "ghost": float(chain_rule(df, lambda t: t, dg, x)),
    }


def text() -> str:
    """The file's text."""
    parts = (
        f"{json.dumps(part)}: [\n"
        + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        + "\n]"
        for part, rows in golden().items()
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    GOLDEN.write_text(text(), "utf-8")
    print(f"wrote {GOLDEN}")
