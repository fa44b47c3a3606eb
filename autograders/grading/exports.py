"""Tables that a spreadsheet or a learning platform has exported: what all of them share."""

import csv
import io
import re


def rows_of(text: str) -> tuple[list[list[str]], str]:
    """The rows of a table in text form, and the sign that parts its fields: comma, semicolon or
    tab, whichever the first line has most of."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), separator


def is_about_points(row: list[str]) -> bool:
    """Is this Canvas's line of what each assignment is worth?"""
    return bool(row) and row[0].strip().casefold() == "points possible"


def number_at_the_end(text: str) -> str:
    """4711, of `4711` or of Moodle's `Participant 4711`."""
    return "".join(re.findall(r"\d+$", text))
