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
    found = {}
    for path in sorted(TABLES.glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8")).get(part, {})
    return found


def as_written(known: dict) -> str:
    """The right answer as the lessons write it: a number has a typographic minus."""
    right = known["right"]
    return f"−{right[1:]}" if re.fullmatch(r"-[\d.]+", right) else right


def reason(known: dict, chosen: str | None = None) -> list[str]:
    """Why it is so: first what belongs to the choice that the learner made."""
    own = known.get("replies", {}).get(chosen)
    return [line for line in (own, known["why"]) if line]


def holds(entry: Entry, known: dict) -> bool:
    """Is what the learner committed right?"""
    if entry.choices:
        return entry.answer == known["right"]
    number, right = typed_number(entry.answer), typed_number(known["right"])
    return number is not None and right is not None and is_close(number, right)


def is_close(number: float, right: float) -> bool:
    """Is a number right: a whole one exactly, any other to three figures?"""
    if float(right).is_integer():
        return abs(number - right) < 1e-9
    return math.isclose(number, right, rel_tol=CLOSE_ENOUGH)


def typed_number(text: str) -> float | None:
    """The number that a person typed: decimal point or comma, typographic minus, fractions."""
    tidy = text.strip().replace("−", "-").replace(" ", "").replace(",", ".")
    top, slash, bottom = tidy.partition("/")
    try:
        value = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None
