"""Numbers in figures whose values sit side by side; the twin of js/lib/digits.js."""

import math

from chainrule.numbers import with_minus

from .printing import number


def neat(value: float, digits: int = 4) -> str:
    """Print up to `digits` significant digits: 0.4 as "0.4", 0.991458 as "0.9915".

    Zeros at the end stand only where they say something: 0.31304 is "0.3130".
    """
    text = number(value, digits)
    exact = math.isfinite(value) and float(f"{value:.{digits}g}") == float(f"{value:.12g}")
    return text.rstrip("0").rstrip(".") if exact and "." in text and "×" not in text else text


def fixed(value: float, decimals: int = 2) -> str:
    """Print with a fixed number of decimals and a real minus sign, never "−0.00"."""
    if not math.isfinite(value):
        return number(value)
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else with_minus(text)


def signed(text: str) -> str:
    """A printed number with its sign: "+0.0939"."""
    return text if text.startswith("−") else f"+{text}"


def grouped(value: float) -> str:
    """Print a whole number with a space before the thousands: "2 846"."""
    return with_minus(f"{round(value):,}".replace(",", "\u00a0"))
