"""Text of unknown origin made fit for one line, and names in a row."""

from __future__ import annotations


def one_line(text: str, limit: int = 200) -> str:
    """The text without line breaks and control characters, cut to `limit` characters."""
    readable = "".join(c if c.isprintable() else " " for c in text)
    words = " ".join(readable.split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`; nothing of none."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
