"""When something was handed in: times as nbgrader and platforms write them, told in UTC.

A time that names its zone is read in it. An abbreviation is not enough to know a zone (nbgrader
itself reads CEST, EDT or -03 as if they were UTC), so a course's own zone comes first, then what
nbgrader reads, then a few abbreviations that mean one zone in practice.
"""

import re
import warnings
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import dateutil.parser
import dateutil.tz
from dateutil.parser import UnknownTimezoneWarning

HOURS = dict(
    **dict.fromkeys(("PDT", "MST"), -7),
    **dict.fromkeys(("CDT", "EST"), -5),
    **dict.fromkeys(("CEST", "MEST"), 2),
    **dict.fromkeys(("EEST", "MSK"), 3),
    **dict.fromkeys(("WEST", "BST"), 1),
    **dict.fromkeys(("JST", "KST"), 9),
    EDT=-4,
    CST=-6,
    MDT=-6,
    PST=-8,
    SAST=2,
    AWST=8,
    AEST=10,
    AEDT=11,
    NZST=12,
    NZDT=13,
)
"""Zones that no file of the time zone database is called after, in hours east of Greenwich."""
_ZONED = re.compile(r"(?P<time>.*?)\s*\b(?!AM$|PM$)(?P<zone>[A-Za-z]{1,5})", re.DOTALL)
_DEFAULTS = (datetime(2000, 1, 1), datetime(2001, 2, 2))


class NoSuchZone(ValueError):
    """A time zone of that name is not known; one line says how it is written."""


def zone_of(name: str) -> tzinfo:
    """The zone of the time zone database; NoSuchZone for any other name."""
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # no such entry, a folder, a path out of the database
        raise NoSuchZone(
            f"{name!r} is no time zone; write it as in Europe/Berlin or America/New_York"
        ) from None


def in_utc(local: datetime, zone: tzinfo | None = None) -> datetime:
    """A time on the clocks of a zone (None: this machine's), in UTC without a zone.

    In the hour that comes twice when clocks are put back, the earlier of the two: a student is not
    late for it.
    """
    if zone is None:
        return min(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1)).replace(tzinfo=None)
    both = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return min(both).replace(tzinfo=None)


def read_time(text: str, zone: tzinfo | None = None) -> datetime:
    """The time that nbgrader has written, in UTC without a zone; one without a zone is UTC.

    zone: the course's own, by which abbreviations are known. Raises ValueError or OverflowError for
    anything but a whole date and time, or a zone that is not known.
    """
    text = text.strip()
    if text[-1:].isalpha() and (named := _ZONED.fullmatch(text)):
        return _in_zone(_parsed(named["time"]), named["zone"], zone)
    time = _parsed(text)
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time


def _parsed(text: str) -> datetime:
    """A whole date and a time, or its first moment; no part of the date is made up."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UnknownTimezoneWarning)  # else it is left out
            one, two = (dateutil.parser.parse(text, default=default) for default in _DEFAULTS)
    except (ArithmeticError, LookupError, TypeError, UnknownTimezoneWarning) as error:
        raise ValueError(str(error)) from None  # of odd texts
    if one.replace(tzinfo=None) != two.replace(tzinfo=None):
        raise ValueError("no whole date")
    return one


def _in_zone(local: datetime, name: str, own: tzinfo | None) -> datetime:
    if local.tzinfo is not None:
        raise ValueError("two zones")
    if name.upper() in ("UTC", "GMT", "Z"):
        return local
    theirs = dateutil.tz.gettz(name) if len(name) > 1 else None
    for zone in filter(None, (own, theirs)):
        for fold in (0, 1):
            time = local.replace(tzinfo=zone, fold=fold)
            if time.tzname() == name:
                return time.astimezone(UTC).replace(tzinfo=None)
    if theirs is not None:  # CET in summer: as nbgrader reads it
        return local.replace(tzinfo=theirs).astimezone(UTC).replace(tzinfo=None)
    if name in HOURS:
        return local - timedelta(hours=HOURS[name])
    raise ValueError(f"the zone {name} is not known")
