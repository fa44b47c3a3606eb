"""Numbers as the explorables print them: three significant digits, a real minus sign.

The twin of js/lib/format.js, for the still pictures and tables; a golden file in the tests holds
the two together.
"""

import math
from decimal import ROUND_HALF_UP, Context, Decimal

from chainrule.numbers import with_minus

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 3) -> str:
    """Print `value`: 0.4017 as "0.402", 1e-5 as "1.00×10⁻⁵", −0.3092 as "−0.309".

    Decimals from a thousandth up to ten thousand, powers of ten beyond.
    """
    if math.isnan(value):
        return "no value"
    if math.isinf(value):
        return "too large" if value > 0 else "−too large"
    if value == 0:
        return "0"
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(value))
    exponent = rounded.adjusted()
    if -3 <= exponent <= 3:
        return with_minus(f"{rounded:.{max(0, digits - 1 - exponent)}f}")
    mantissa = rounded.scaleb(-exponent)
    return with_minus(f"{mantissa:.{digits - 1}f}") + "×10" + raised(exponent)


def power(value: float) -> str:
    """Print a power of ten as itself ("10⁻⁵", "0.1", "100"), any other number as `number` does."""
    if value > 0 and math.isfinite(value):
        exponent = Decimal(f"{value:.2e}").adjusted()
        if float(f"1e{exponent}") == value:
            return f"{value:g}" if -1 <= exponent <= 3 else "10" + raised(exponent)
    return number(value)


def raised(exponent: int) -> str:
    """Print an integer in superscript digits."""
    return str(exponent).translate(_RAISED)
