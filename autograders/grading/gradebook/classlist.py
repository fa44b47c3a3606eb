"""What the gradebook knows of a class besides scores: who is in it, and who handed in late."""

from dataclasses import dataclass, field
from datetime import timedelta

from nbgrader.api import Assignment, Student, SubmittedAssignment
from sqlalchemy import select

from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.sections import sections


@dataclass(frozen=True)
class ClassList:
    """students: everybody in the gradebook; late: by lesson and student, how long after the
    deadline (and its extension, if the student has one); names and sections: by id, as far as the
    class list gave them."""

    students: frozenset[str] = frozenset()
    late: dict[str, dict[str, timedelta]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, book: CourseBook) -> "ClassList":
        """The class as the gradebook has it now, in a few queries."""
        db = book.gradebook.db
        late: dict[str, dict[str, timedelta]] = {}
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
            .where(Assignment.duedate.is_not(None), SubmittedAssignment.timestamp.is_not(None))
        )
        for lesson, student, handed_in, due, extension in db.execute(query):
            over = handed_in - due - (extension or timedelta())
            if over > timedelta():
                late.setdefault(lesson, {})[student] = over
        people = select(Student.id, Student.first_name, Student.last_name)
        names = {one: " ".join(filter(None, name)) for one, *name in db.execute(people)}
        names = {one: name for one, name in names.items() if name}
        return cls(frozenset(db.scalars(select(Student.id))), late, names, sections(book))


def how_long(time: timedelta) -> str:
    """A time in the unit that suits it: 25 min, 23 h, 3 days."""
    minutes = time.total_seconds() / 60
    if minutes < 90:
        return f"{max(minutes, 1):.0f} min"
    if minutes < 48 * 60:
        return f"{minutes / 60:.0f} h"
    return f"{minutes / 60 / 24:.0f} days"
