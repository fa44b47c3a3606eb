"""Whose an extension is: `deadlines.toml` may call a person as the class list does, in any way."""

from dataclasses import replace
from datetime import timedelta

from autograders.grading.gradebook.deadlines import Deadline, Deadlines
from autograders.grading.gradebook.roster import HasGradebook, roster
from autograders.grading.gradebook.whose import Roster


def by_id(deadlines: Deadlines, book: HasGradebook) -> Deadlines:
    """The same with each extension under the id of the one person whom its line means.

    A line that may mean two people, or means nobody on the list, stays as it is, and is nobody's.
    """
    if not any(lesson.extensions for lesson in deadlines.lessons.values()):
        return deadlines
    people = Roster(roster(book))
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
