"""Text of unknown origin, made fit for one line."""

from __future__ import annotations


def one_line(text: str, limit: int = 200) -> str:
    """The text without line breaks and control characters, cut to `limit` characters."""
    readable = "".join(c if c.isprintable() else " " for c in text)
    words = " ".join(readable.split())
    return words if len(words) <= limit else words[: limit - 1] + "…"
