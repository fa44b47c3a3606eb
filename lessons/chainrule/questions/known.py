"""What is known of a question: what was asked, and the right answers, which the lessons lack.

A learner's copy has them in the check tables; an author's kernel collects what the lesson's source
says with `answer(...)`.
"""

import json
import math
import re
from functools import cache
from pathlib import Path

from chainrule.journal import Entry
from chainrule.questions.form import Question
from chainrule.questions.line_order import LineOrder

TABLES = Path(__file__).resolve().parents[1] / "checks"
CLOSE_ENOUGH = 5e-3  # relative: an answer rounded to three figures counts as right

answers: dict[str, dict] = {}  # what this kernel's author said
blanks: dict[str, object] = {}
asked: dict[str, Question | LineOrder] = {}


def is_author() -> bool:
    """An author's kernel has said answers; a learner's has none to say."""
    return bool(answers)


def known_answer(name: str) -> dict | None:
    """The answer to a question, with its reason; None when this copy of the course holds none.

    A question that is asked again has its lesson's name and a slash in front.
    """
    own_name = name.rpartition("/")[2]
    return answers.get(name) or table("questions").get(own_name)


@cache
def table(part: str) -> dict:
    """All `questions` or `blanks` of the check tables; names are unique over the course."""
    found: dict = {}
    for told in _told_in(TABLES):
        found |= told.get(part, {})
    return found


@cache
def _told_in(tables: Path) -> list[dict[str, dict]]:
    """What each check table tells of its questions. All else in it, by far the most, is let go."""
    read = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(tables.glob("*.json"))]
    return [{part: whole.get(part, {}) for part in ("questions", "blanks")} for whole in read]


def as_written(known: dict) -> str:
    """The right answer as the lessons write it: a number has a typographic minus."""
    right = known["right"]
    return f"−{right[1:]}" if re.fullmatch(r"-[\d.]+", right) else right


def reason(known: dict, chosen: str | None = None) -> list[str]:
    """Why it is so: first what belongs to the choice that the learner made, or to their number."""
    own = _own_reply(known, chosen) if chosen is not None else None
    return [line for line in (own, known["why"]) if line]


def _own_reply(known: dict, chosen: str) -> str | None:
    replies = known.get("replies", {})
    if chosen in replies:
        return replies[chosen]
    right = typed_number(known["right"])
    for text, reply in replies.items():
        value = typed_number(text)
        if right is None or value is None:
            continue
        number = number_meant(chosen, value)
        if number is not None and is_close(number, value):
            return reply
    return None


def holds(entry: Entry, known: dict) -> bool:
    """Is what the learner committed right?"""
    if entry.choices:
        return entry.answer == known["right"]
    right = typed_number(known["right"])
    if right is None:
        return False
    number = number_meant(entry.answer, right)
    return number is not None and is_close(number, right)


def is_close(number: float, right: float) -> bool:
    """Is a number right: a whole one exactly, any other to three figures, or rounded to two?

    0.125 may be rounded up or down. Twin of js/lib/typed.js.
    """
    if float(right).is_integer():
        return abs(number - right) < 1e-9
    if math.isclose(number, right, rel_tol=CLOSE_ENOUGH):
        return True
    unit = 10.0 ** (math.floor(math.log10(abs(right))) - 1)
    rounded = abs(number / unit - round(number / unit)) < 1e-6
    return rounded and abs(number - right) <= unit * (0.5 + 1e-9)


_DECIMAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?", re.IGNORECASE)
_ONE_GROUP = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_GROUPS = re.compile(
    r"([+-]?[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]*|(?:\.[0-9]{3})+,[0-9]*"
    r"|(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,}))"
)
THOUSANDS = 1000  # a right answer from here on may be typed with a separator: 4,820


def typed_number(text: str) -> float | None:
    """The number that a person typed: decimal point or comma, any dash for a minus, a fraction, a
    mixed number (1 1/2, 1½), thousands apart (4 820); None if it is none.

    Separators of thousands are read where they can be nothing else: 1,234,567 and 4,820.5. Twin of
    js/lib/typed.js.
    """
    written = _tidy(text).split("/")
    parts = [number for number in map(_number, written) if number is not None]
    if len(parts) < len(written) or len(parts) > 2 or (len(parts) == 2 and parts[1] == 0):
        return None
    value = parts[0] / parts[1] if len(parts) == 2 else parts[0]
    return value if math.isfinite(value) else None


def number_meant(text: str, right: float) -> float | None:
    """The number that a person typed, where a number near `right` is asked for.

    4,820 may be 4820 or 4.82: it is 4820 where the answer is a thousand or more.
    """
    tidy = _tidy(text)
    if abs(right) >= THOUSANDS and _ONE_GROUP.fullmatch(tidy):
        return float(re.sub(r"[.,]", "", tidy))
    return typed_number(text)


_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−﹣－", "-"))  # what is made of a minus
_FRACTIONS = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅛": "1/8",
    "⅜": "3/8",
    "⅝": "5/8",
    "⅞": "7/8",
}
_MIXED = re.compile(r"([+-]?)([0-9]+) ([0-9]+)/([0-9]+)")


def _tidy(text: str) -> str:
    """One text for all ways to write a number; empty where digits stand apart for no reason."""
    text = text.translate(_DASHES).replace("⁄", "/").replace("∕", "/")
    text = "".join(f" {_FRACTIONS[sign]}" if sign in _FRACTIONS else sign for sign in text)
    text = re.sub(r"^[=≈]", "", text.strip()).strip()
    text = re.sub(r" ?/ ?", "/", re.sub(r"\s+", " ", text))
    mixed = _MIXED.fullmatch(re.sub(r"^([+-]) ", r"\1", text))
    if mixed:
        sign, whole, top, bottom = mixed.groups()
        return f"{sign}{int(whole) * int(bottom) + int(top)}/{bottom}"
    text = re.sub(r"([0-9]) (?=[0-9]{3}(?![0-9]))", r"\1", text)
    return "" if re.search(r"[0-9] [0-9]", text) else text.replace(" ", "")


def _number(text: str) -> float | None:
    if _GROUPS.fullmatch(text):
        decimal = max(",.", key=text.rfind)
        if text.count(decimal) > 1:  # groups alone, without decimals
            decimal = ""
        text = "".join("." if c == decimal else c for c in text if c == decimal or c not in ",.")
    text = text.replace(",", ".")
    return float(text) if _DECIMAL.fullmatch(text) else None
