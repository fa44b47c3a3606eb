"""Whose an extension is: `deadlines.toml` may call a person as the class list does, in any way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from nbgrader.api import Gradebook

from autograders.grading.gradebook.deadlines import Deadline, Deadlines

if TYPE_CHECKING:
    from autograders.grading.gradebook.whose import Roster


def by_id(deadlines: Deadlines, gradebook: Gradebook) -> Deadlines:
    """The same with each extension under the id of the one person whom its line means.

    A line that may mean two people, or means nobody on the list, stays as it is, and is nobody's.
    """
    if not any(lesson.extensions for lesson in deadlines.lessons.values()):
        return deadlines
    # All that reads names: most runs have no extension, and start without it.
    from autograders.grading.gradebook.roster import roster
    from autograders.grading.gradebook.whose import Roster

    people = Roster(roster(gradebook))
    lessons = {name: _by_id(lesson, people) for name, lesson in deadlines.lessons.items()}
    return replace(deadlines, lessons=lessons)


def _by_id(deadline: Deadline, people: Roster) -> Deadline:
    given: dict[str, timedelta] = {}
    for called, more in deadline.extensions.items():
        meant = people.who(called)
        student = meant.pop() if len(meant) == 1 else called
        if student == called or student not in deadline.extensions:
            given[student] = max(more, given.get(student, more))
    return replace(deadline, extensions=given)
