"""Tables that a spreadsheet or a learning platform has exported: what all of them share."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Iterable

FULL_NAME = ("fullname", "vollstandigername", "nomcomplet", "nombrecompleto")
EMAIL = (
    *("email", "emailaddress", "emailadresse", "adressedecourriel", "adresseelectronique"),
    *("direcciondecorreo", "correoelectronico", "direccionemail"),
)
ID_NUMBER = (
    *("idnumber", "idnummer", "matrikelnummer", "numerodidentification", "numerodeid"),
    *("numerodidentification", "matrikel"),
)
WORKSHEET = (
    ("identifier", "grade", "maximumgrade"),
    ("id", "bewertung", "bestwertung"),
    ("identifiant", "note", "notemaximale"),
    ("identificador", "calificacion", "calificacionmaxima"),
)
"""Moodle's offline grading worksheet in English, German, French and Spanish: what the columns of
the number, of the points and of the maximum are called, as `plain` writes it."""
COMMENTS = (
    *("feedbackcomments", "feedbackalskommentar", "feedbackparcommentaires"),
    "comentariosderetroalimentacion",
)
"""And its column of comments, which is there when the assignment has them switched on."""


def decoded(data: bytes) -> str:
    """The text of a file that a spreadsheet or a platform has saved, in whichever encoding.

    UTF-8 with or without a mark, UTF-16, or Windows' own. ValueError, in words, for other bytes.
    """
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise ValueError("is no text; save it as CSV")
        return text
    raise ValueError("cannot be read as text")


def rows_of(text: str) -> tuple[list[list[str]], str]:
    """The rows of a table in text form, and the sign that parts its fields: comma, semicolon or
    tab, whichever the first line has most of. ValueError, in words, where that is no table."""
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), separator
    except csv.Error as error:
        raise ValueError(f"is no table that can be read ({error})") from None


def is_about_points(row: list[str]) -> bool:
    """Is this Canvas's line of what each assignment is worth?"""
    return bool(row) and row[0].strip().casefold() == "points possible"


def number_at_the_end(text: str) -> str:
    """4711, of `4711` or of Moodle's `Participant 4711`."""
    return "".join(re.findall(r"\d+$", text))


def plain(header: str) -> str:
    """A header's letters and digits, without accents: `E-Mail-Adresse` is emailadresse."""
    bare = unicodedata.normalize("NFKD", header)
    return "".join(c for c in bare.casefold() if c.isascii() and c.isalnum())


def words(name: str) -> str:
    """A name whatever the order of its words: `Lovelace, Ada`, `Ada Lovelace`."""
    return " ".join(sorted(re.findall(r"\w+", unicodedata.normalize("NFC", name).casefold())))


def number(text: str) -> float | None:
    """14, of `14`, `14.00` or `14,00`; None for what is no number."""
    text = text.strip()
    return float(text.replace(",", ".")) if re.fullmatch(r"\d+(?:[.,]\d+)?", text, re.A) else None


def has_commas(fields: Iterable[str]) -> bool:
    """Are numbers written with decimal commas in these fields?"""
    return any(re.fullmatch(r"\d+,\d+", field.strip(), re.A) for field in fields)
