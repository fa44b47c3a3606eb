"""The sentence for an error: the first entry of the tables that fits."""

from __future__ import annotations

import re

from chainrule.checking.crashes.matching import Nameless
from chainrule.checking.crashes.names_and_calls import NAMES_AND_CALLS
from chainrule.checking.crashes.rarer import RARER
from chainrule.checking.crashes.values_and_shapes import VALUES_AND_SHAPES
from chainrule.checking.text import one_line

TOLD = "Told"
"""Class of the errors that a check's own lines raise: their text is a clause for the learner."""

_ALL = (*NAMES_AND_CALLS, *VALUES_AND_SHAPES, *RARER)

_STOPS = "a function that calls itself needs a case in which it stops"
_WITHOUT_END = {
    "RecursionError": "it calls itself without end: its own name, used inside, means the very "
    "function that you are writing",
    "IndexError": f"it calls itself until there is no entry left to take: {_STOPS}",
    "OverflowError": f"it calls itself until a number is too big for the computer: {_STOPS}",
}
"""What is said when the function had called itself, in place of what the error alone tells."""


def explain_crash(error: str, message: str, quote: bool = True, itself: bool = False) -> str:
    """One clause for an exception of class `error` with the text `message`.

    With `quote=False` nothing of the message is repeated (at hidden inputs its text, which the
    learner's own code can write, could carry an input out). `itself`: the function had called
    itself when the error arose.
    """
    text = one_line(message)
    if error == TOLD and quote:
        return text
    if itself and error in _WITHOUT_END:
        return _WITHOUT_END[error]
    if itself and error == "ValueError":
        return f"in a call to itself, {explain_crash(error, message, quote)}"
    for classes, pattern, clause in _ALL:
        match = re.search(pattern, text) if error in classes else None
        if match:
            told = match if quote else Nameless()
            return clause.format(told) if isinstance(clause, str) else clause(told)
    if not quote:
        return "an error that is none of the usual ones"
    return f"{error}: {text}" if text else error


def as_every_python_says(message: str) -> str:
    """The text of an error without what Python 3.14 says around that of the ones before it."""
    return re.sub(r"^cannot use .+ as a (?:dict key|set element) \((.+)\)$", r"\1", message)
