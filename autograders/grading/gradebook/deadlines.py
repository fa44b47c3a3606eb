"""`deadlines.toml` in the course's folder: deadlines, extensions, and what being late costs.

One small file that an instructor writes; `grade` and nbgrader's own autograde both read it, so that
they take off the same. What it says of a lesson replaces what the gradebook had.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import Any

from nbgrader.api import Gradebook

from autograders.grading.submissions.folders import Submission
from autograders.grading.submissions.times import NoSuchZone, in_utc, zone_of
from autograders.grading.text import one_line

FILE = "deadlines.toml"
RULES = ("grace", "penalty_per_day", "nothing_after")
WORDS = ("due", "extensions", *RULES)
DAY = timedelta(days=1)
_UNITS = {
    **dict.fromkeys(("min", "minute", "minutes"), timedelta(minutes=1)),
    **dict.fromkeys(("h", "hour", "hours"), timedelta(hours=1)),
    **dict.fromkeys(("day", "days"), DAY),
    **dict.fromkeys(("week", "weeks"), timedelta(weeks=1)),
}
_DURATION = re.compile(r"(\d{1,4}(?:\.\d{1,3})?) *([a-z]+)", re.ASCII)
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,3})?) *%", re.ASCII)
_NONE: Mapping[str, timedelta] = MappingProxyType({})


class BadDeadlines(ValueError):
    """The file says something that cannot be followed; one line says what and where."""


@dataclass(frozen=True)
class Penalty:
    """What a day costs: points, or a share of the lesson's maximum."""

    points: float = 0.0
    share: float = 0.0

    def of(self, most: float) -> float:
        """Points for one day."""
        return self.points + self.share * most


@dataclass(frozen=True)
class Deadline:
    """One lesson's: when (UTC; None: as the gradebook has it), for whom later, and the rules.

    grace: how late nobody counts as late; per_day: for each day begun after the deadline;
    nothing_after: how late nothing counts any more (None: never).
    """

    due: datetime | None = None
    extensions: Mapping[str, timedelta] = field(default_factory=lambda: _NONE)
    grace: timedelta = timedelta()
    per_day: Penalty = Penalty()
    nothing_after: timedelta | None = None

    def penalty(self, late: timedelta, most: float) -> float:
        """Points taken off a hand-in that is this much late; infinite for all of them."""
        if late <= self.grace:
            return 0.0
        if self.nothing_after is not None and late > self.nothing_after:
            return float("inf")
        return ceil(late / DAY) * self.per_day.of(most)

    def extension(self, student: str) -> timedelta | None:
        """What this student has been given."""
        return self.extensions.get(student)

    def rules(self) -> str:
        """All that decides points of everybody, in one text; extensions decide one person's."""
        parts = (self.grace, self.per_day, self.nothing_after)
        return "" if parts == (timedelta(), Penalty(), None) else repr(parts)


NO_RULES = Deadline()


@dataclass(frozen=True)
class Deadlines:
    """The whole file; zone: by whose clocks it is written (None: this machine's)."""

    lessons: Mapping[str, Deadline] = field(default_factory=dict)
    general: Deadline = NO_RULES
    zone: tzinfo | None = None

    def of(self, lesson: str) -> Deadline:
        """What holds for a lesson."""
        return self.lessons.get(lesson, self.general)

    def names(self, lesson: str) -> bool:
        """Does the file say anything of this very lesson?"""
        return lesson in self.lessons

    def unknown(self, people: Iterable[str]) -> list[str]:
        """Who has an extension and is nobody's id."""
        given = {who for deadline in self.lessons.values() for who in deadline.extensions}
        return sorted(given - set(people))


def clocks(deadlines: Deadlines, exchange: str = "") -> tzinfo | None:
    """By whose clocks times of hand-ins are read: the file's, or else those that nbgrader's
    exchange is set to (None: neither says)."""
    if deadlines.zone is not None or exchange in ("", "UTC"):
        return deadlines.zone
    return zone_of(exchange)


def read_deadlines(folder: Path, lessons: Iterable[str] | None = None) -> Deadlines:
    """What the file in this folder says; nothing where there is none.

    lessons: those of the course, so that a mistyped one is told. Raises BadDeadlines.
    """
    path = folder / FILE
    try:
        said = tomllib.loads(path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    except FileNotFoundError:
        return Deadlines()
    except OSError as error:
        raise BadDeadlines(f"{path}: cannot be read ({error.strerror})") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadDeadlines(one_line(f"{path}: {error}")[:300]) from None
    try:
        return _deadlines(said, lessons)
    except (BadDeadlines, NoSuchZone) as error:
        raise BadDeadlines(one_line(f"{path}: {error}")[:400]) from None


def set_deadline(book: Gradebook, lesson: str, deadlines: Deadlines) -> None:
    """Give the gradebook the lesson's deadline, where the file has one."""
    if due := deadlines.of(lesson).due:
        assignment = book.find_assignment(lesson)
        if assignment.duedate != due:
            assignment.duedate = due
            book.db.commit()


def settle(
    book: Gradebook,
    lesson: str,
    student: str,
    deadlines: Deadlines,
    folder: Path,
    zone: tzinfo | None = None,
) -> None:
    """A submission's extension, and the time of its timestamp.txt in `folder` as we read it:
    nbgrader itself takes some zones for UTC."""
    submission = book.find_submission(lesson, student)
    if deadlines.names(lesson):
        submission.extension = deadlines.of(lesson).extension(student)
    if when := Submission(student, lesson, folder, zone=zone).when():
        submission.timestamp = when
    book.db.commit()


# ------------------------------------------------------------------ reading
def _deadlines(said: dict[str, Any], lessons: Iterable[str] | None) -> Deadlines:
    zone = said.pop("timezone", None)
    if zone is not None and not isinstance(zone, str):
        raise BadDeadlines('timezone is a text, such as "Europe/Berlin"')
    clocks = zone_of(zone) if zone else None
    known = None if lessons is None else set(lessons)
    rules = {word: said.pop(word) for word in RULES if word in said}
    tables = {}
    for lesson, table in said.items():
        if not isinstance(table, dict):
            words = ", ".join(("timezone", *RULES))
            raise BadDeadlines(f"{lesson} is no word of this file (known: {words}) and no [lesson]")
        if known is not None and lesson not in known:
            raise BadDeadlines(f"[{lesson}]: there is no such lesson")
        if unknown := set(table) - set(WORDS):
            raise BadDeadlines(
                f"[{lesson}]: {unknown.pop()} is no word of this file (known: {', '.join(WORDS)})"
            )
        tables[lesson] = _deadline(f"[{lesson}] ", {**rules, **table}, clocks)
    return Deadlines(tables, _deadline("", rules, clocks), clocks)


def _deadline(where: str, said: dict[str, Any], zone: tzinfo | None) -> Deadline:
    due = _moment(f"{where}due", said["due"], zone) if "due" in said else None
    given = said.get("extensions", {})
    if not isinstance(given, dict):
        raise BadDeadlines(f"{where}extensions is a table: [lesson.extensions], then student lines")
    after = said.get("nothing_after")
    return Deadline(
        due,
        {who: _extension(f"{where}{who}", what, due, zone) for who, what in given.items()},
        _duration(f"{where}grace", said.get("grace", "0 min")),
        _penalty(f"{where}penalty_per_day", said.get("penalty_per_day", 0)),
        None if after is None else _duration(f"{where}nothing_after", after),
    )


def _moment(where: str, value: Any, zone: tzinfo | None) -> datetime:
    if not isinstance(value, datetime):
        raise BadDeadlines(
            f"{where}: is no date and time; write 2026-11-24 23:59:00, without quotes"
        )
    try:
        return in_utc(value, zone) if value.tzinfo is None else _plain_utc(value)
    except (OverflowError, ValueError):
        raise BadDeadlines(f"{where}: there is no such time") from None


def _plain_utc(value: datetime) -> datetime:
    offset = value.utcoffset() or timedelta()
    return value.replace(tzinfo=None) - offset


def _extension(where: str, value: Any, due: datetime | None, zone: tzinfo | None) -> timedelta:
    if isinstance(value, datetime):
        if due is None:
            raise BadDeadlines(f"{where}: a new time needs the lesson's due above it")
        more = _moment(where, value, zone) - due
        if more < timedelta():
            raise BadDeadlines(f"{where}: is before the deadline")
        return more
    return _duration(where, value)


def _duration(where: str, value: Any) -> timedelta:
    found = _DURATION.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    if not found or found[2] not in _UNITS:
        raise BadDeadlines(
            f'{where}: {value!r} is no time; write "2 days", "36 hours" or "15 min", in quotes'
        )
    return float(found[1]) * _UNITS[found[2]]


def _penalty(where: str, value: Any) -> Penalty:
    if isinstance(value, str) and (found := _SHARE.fullmatch(value.strip())):
        return Penalty(share=float(found[1]) / 100)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e6:
        return Penalty(points=float(value))
    raise BadDeadlines(
        f'{where}: {value!r} is no penalty; write points, such as 2, or "10 %" of the lesson\'s '
        "maximum, in quotes"
    )
