"""Numbers as the course's sentences write them: few digits, a real minus sign."""

from __future__ import annotations

from typing import SupportsFloat


def shown_number(value: SupportsFloat, digits: int = 4) -> str:
    """`value` in up to `digits` significant digits: −0.30920 as "−0.3092", 2.0 as "2"."""
    return with_minus(f"{value:.{digits}g}")


def with_minus(text: str) -> str:
    """The text of a number with "−" (U+2212) in place of each hyphen, also in 1e−05."""
    return text.replace("-", "−")
