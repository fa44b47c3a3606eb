"""How many students' hidden inputs the tests of the exercises meet.

Each run meets what learners see and one student's inputs at every exercise and every known mistake:
further draws from the same exercise, made and vetted by the same lines, seldom tell more. The
weekly run (COURSE_TESTS_MANY_SEEDS) meets many.
"""

from __future__ import annotations

import os

WEEKLY = bool(os.environ.get("COURSE_TESTS_MANY_SEEDS"))
QUICK = bool(os.environ.get("COURSE_TESTS_FEW_SEEDS"))

ONE_MORE = 100
"""A second student, where one has to be told from another."""


def hidden(weekly: int) -> range:
    """Seeds of hidden inputs: so many in the weekly run, else one, and always the same one, so that
    a process draws an exercise's inputs once for all tests of it."""
    return range(weekly if WEEKLY else 1)


def visible_and_hidden(weekly: int) -> tuple[int | None, ...]:
    """The visible inputs (None), and `hidden` ones."""
    return (None, *hidden(weekly))
