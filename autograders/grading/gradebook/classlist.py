"""What the gradebook knows of a class besides scores: who is in it, who is late, whose time is
not known."""

from dataclasses import dataclass, field
from datetime import timedelta

from nbgrader.api import Assignment, Student, SubmittedAssignment
from sqlalchemy import select

from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.class_file import name_of
from autograders.grading.gradebook.roster import roster
from autograders.grading.gradebook.sections import sections


@dataclass(frozen=True)
class ClassList:
    """students: everybody on the class list (nobody, where there is none); late: by lesson and
    student, how long after the deadline (and its extension, if the student has one); names and
    sections: by id, as far as the class list gave them; untimed: by lesson with a deadline, those
    of whose hand-in no time is known."""

    students: frozenset[str] = frozenset()
    late: dict[str, dict[str, timedelta]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    untimed: dict[str, set[str]] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, book: CourseBook) -> "ClassList":
        """The class as the gradebook has it now, in a few queries."""
        db = book.gradebook.db
        late: dict[str, dict[str, timedelta]] = {}
        untimed: dict[str, set[str]] = {}
        query = (
            select(
                Assignment.name,
                Student.id,
                SubmittedAssignment.timestamp,
                Assignment.duedate,
                SubmittedAssignment.extension,
            )
            .join(SubmittedAssignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(Student, Student.id == SubmittedAssignment.student_id)
            .where(Assignment.duedate.is_not(None))
        )
        for lesson, student, handed_in, due, extension in db.execute(query):
            if handed_in is None:
                untimed.setdefault(lesson, set()).add(student)
                continue
            over = handed_in - due - (extension or timedelta())
            if over > timedelta():
                late.setdefault(lesson, {})[student] = over
        people = roster(book.gradebook)
        names = {person.id: name for person in people if (name := name_of(person))}
        everybody = frozenset(person.id for person in people)
        return cls(everybody, late, names, untimed, sections(book))


def how_long(time: timedelta) -> str:
    """A time in the unit that suits it: 25 min, 23 h, 3 days."""
    minutes = time.total_seconds() / 60
    if minutes < 90:
        return f"{max(minutes, 1):.0f} min"
    if minutes < 48 * 60:
        return f"{minutes / 60:.0f} h"
    return f"{minutes / 60 / 24:.0f} days"
