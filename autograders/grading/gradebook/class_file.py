"""A class list as Excel, Moodle and Canvas write it, read into one person a line.

Bytes may be UTF-8 with or without a mark, UTF-16 or Windows' own; fields may be parted by comma,
semicolon or tab; headers may be English, German, French or Spanish, in any letters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograders.grading.exports import (
    EMAIL,
    FULL_NAME,
    ID_NUMBER,
    decoded,
    is_about_points,
    number_at_the_end,
    plain,
    rows_of,
)
from autograders.grading.text import one_line


class NoClassList(ValueError):
    """The file is no class list; one line says why and what to do."""


@dataclass(frozen=True)
class Person:
    """Who is in the class. `id` is the name of the folder that the person hands in with.

    others: other logins and numbers that the list gives.
    """

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    number: str = ""
    others: tuple[str, ...] = ()
    section: str = ""


def name_of(person: Person) -> str:
    """First and last name."""
    return " ".join(filter(None, (person.first_name, person.last_name)))


#: What a column is called, letters and digits alone: ours, Canvas's, Moodle's in four languages.
#: The first of an entry's names that the file has is taken.
NAMES = {
    "id": (
        *("sisloginid", "loginid", "username", "login", "anmeldename", "benutzername"),
        *("nomdutilisateur", "nombredeusuario", "student", "studentid", "id"),
        *ID_NUMBER,
    ),
    "first_name": ("firstname", "givenname", "vorname", "prenom", "nombre"),
    "last_name": ("lastname", "surname", "familyname", "nachname", "nom", "apellidos", "apellido"),
    "name": (*FULL_NAME, "student", "name"),
    "email": EMAIL,
    "number": ("id", "idnumber", "idnummer", "matrikelnummer", "identifier"),
    "section": (
        *("section", "sections", "group", "groups", "tutorial", "tutor", "gruppe", "gruppen"),
        *("ubungsgruppe", "groupe", "groupes", "grupo", "grupos"),
    ),
}
CANVAS = ({"sisloginid"}, {"student", "section"})
"""By either of these a table is Canvas's gradebook, whose `ID` is a number of its own. A section
alone does not tell: a list written by hand may have one, too."""
OTHERS = {*NAMES["id"], "sisuserid", "integrationid"} - {"student", "id"}
"""What columns are called that hold another login or number of a person."""


def read_class(path: Path) -> list[Person]:
    """Everybody on the list, in its order.

    Raises NoClassList for a file that cannot be read, has no column that tells people apart, or
    names somebody twice.
    """
    rows = _rows(path)
    header = [plain(name) for name in rows[0]] if rows else []
    places = _places(header)
    others = [place for place, name in enumerate(header) if name in OTHERS]
    if "id" not in places:
        raise NoClassList(
            f"{path}: no column tells who is who; name one of them id in its first line, which "
            f"begins with {one_line(', '.join(rows[0][:4]) if rows else 'nothing')!r}"
        )
    people = [
        _person(
            {part: row[place].strip() for part, place in places.items() if place < len(row)},
            [row[place].strip() for place in others if place < len(row)],
        )
        for row in rows[1:]
        if any(field.strip() for field in row) and not is_about_points(row)
    ]
    people = [person for person in people if person.id]
    if not people:
        raise NoClassList(f"{path}: no line below the first names anybody")
    twice = [one for one, times in Counter(person.id for person in people).items() if times > 1]
    if twice:
        raise NoClassList(f"{path}: {one_line(twice[0])} stands there more than once")
    return people


def _rows(path: Path) -> list[list[str]]:
    try:
        return rows_of(decoded(path.read_bytes()))[0]
    except OSError as error:
        raise NoClassList(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise NoClassList(f"{path}: {error}") from None


def _places(header: list[str]) -> dict[str, int]:
    """Which column holds what; a column `id` is the person's, except Canvas's own number."""
    names = dict(NAMES)
    if "id" in header and not any(columns <= set(header) for columns in CANVAS):
        names["id"], names["number"] = ("id",), ("number", "idnumber", "matrikelnummer", "matrikel")
    return {
        part: header.index(next(name for name in known if name in header))
        for part, known in names.items()
        if any(name in header for name in known)
    }


def _person(fields: dict[str, str], others: list[str]) -> Person:
    first, last = fields.get("first_name", ""), fields.get("last_name", "")
    name = fields.get("name", "")
    if not (first or last) and "," in name:  # Canvas: Lovelace, Ada
        last, _, first = (part.strip() for part in name.partition(","))
    elif not (first or last):
        first, _, last = name.rpartition(" ")
    number = number_at_the_end(fields.get("number", ""))
    own, section = fields["id"], fields.get("section", "")
    more = tuple(sorted({other for other in others if other not in ("", own, number)}))
    return Person(own, first, last, fields.get("email", ""), number, more, section)


def nearest(one: str, others: Iterable[str]) -> str | None:
    """The other that one may be a slip for: letter case, lost zeros, one wrong sign or two."""
    distance, best = min(((_distance(one, other), other) for other in others), default=(9, ""))
    return best if distance <= 2 else None


def _distance(one: str, other: str) -> float:
    one, other = one.casefold(), other.casefold()
    if one == other or one.lstrip("0") == other.lstrip("0"):
        return 0
    if min(len(one), len(other)) < 4 or abs(len(one) - len(other)) > 2:
        return 9
    before = list(range(len(other) + 1))
    for i, sign in enumerate(one, 1):
        now = [i]
        for j, against in enumerate(other, 1):
            now.append(min(before[j] + 1, now[-1] + 1, before[j - 1] + (sign != against)))
        before = now
    return before[-1]
