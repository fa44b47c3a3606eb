"""Text that may be shown: in a terminal, on a page, in a line of a table."""

from collections.abc import Sequence


def readable(text: str) -> str:
    """Text without control codes (a terminal obeys some of them)."""
    return "".join(c for c in text if c in "\n\t" or c.isprintable())


def one_line(text: str) -> str:
    """The same text in one line, without control codes."""
    return readable(text).replace("\n", " ")


def kind_and_text(failure: Exception) -> str:
    """An exception's kind and text in one line, for the instructor's terminal."""
    return one_line(f"{type(failure).__name__}: {failure}")[:200]


def is_utf8(text: str) -> bool:
    """Can it be written down? JSON and file names may hold halves of signs, which cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def counted(count: float, what: str) -> str:
    """1 lesson, 2 lessons."""
    return f"{count:g} {what}" if count == 1 else f"{count:g} {what}s"


def some_of(texts: Sequence[str], most: int, between: str = ", ") -> str:
    """The first of these, and how many more there are: a, b and 3 more."""
    more = len(texts) - most
    return between.join(texts[:most]) + (f" and {more} more" if more > 0 else "")
