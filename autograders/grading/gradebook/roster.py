"""The class list as the gradebook keeps it: who is on it, and by which other names.

nbgrader has a table of students, in which everybody stands who was ever graded, and no place for a
second login or number. So a table of ours beside it holds what a class list said.
"""

from collections.abc import Iterable, Sequence

from nbgrader.api import Gradebook, Student, SubmittedAssignment
from sqlalchemy import Column, MetaData, String, Table, delete, insert, inspect, select

from autograders.grading.gradebook.class_file import Person

_LISTED = Table(
    "course_class_list",
    MetaData(),
    Column("student_id", String(128), primary_key=True),
    Column("called", String(256), primary_key=True),
)
"""A line for everybody on the list (called: the id), and one for each other login or number."""


_NO_TAGS = str.maketrans("<>", "\u2039\u203a")


def enlist(gradebook: Gradebook, people: Iterable[Person]) -> None:
    """Put these people into the gradebook; an empty field leaves what is there."""
    _LISTED.metadata.create_all(gradebook.engine)
    for person in people:
        gradebook.update_or_create_student(person.id, **_known(person))
        db = gradebook.db
        if person.others:
            db.execute(delete(_LISTED).where(_LISTED.c.student_id == person.id))
        known = set(db.scalars(select(_LISTED.c.called).where(_LISTED.c.student_id == person.id)))
        new = {person.id, *person.others} - known
        for called in sorted(new):
            db.execute(insert(_LISTED).values(student_id=person.id, called=called))
        db.commit()


def roster(gradebook: Gradebook) -> list[Person]:
    """Everybody on the class list, by id; empty where there is none.

    Who stands in the gradebook for nothing but a hand-in is not on it. Where nbgrader's own command
    or formgrader took in names, or people who handed in nothing, nobody can tell these from a list:
    then all who are in the gradebook are on it.
    """
    db = gradebook.db
    others: dict[str, list[str]] = {}
    if inspect(gradebook.engine).has_table(_LISTED.name):
        for student, called in db.execute(select(_LISTED).order_by(_LISTED.c.called)):
            others.setdefault(student, []).append(called)
    query = select(
        Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id
    ).order_by(Student.id)
    about = {student: [part or "" for part in parts] for student, *parts in db.execute(query)}
    listed = {student for student, parts in about.items() if student in others or any(parts)}
    if not others:
        silent = about.keys() - set(db.scalars(select(SubmittedAssignment.student_id).distinct()))
        listed = set(about) if listed or silent else set()
    return [
        _person(student, parts, others.get(student, ()))
        for student, parts in about.items()
        if student in listed
    ]


def _person(student: str, parts: Sequence[str], called: Iterable[str]) -> Person:
    first, last, email, number = parts
    return Person(
        student, first, last, email, number, others=tuple(c for c in called if c != student)
    )


def _known(person: Person) -> dict[str, str]:
    """What the list says of a person; an empty field leaves what the gradebook has.

    In many systems people choose their names, and formgrader writes these into its page as HTML.
    """
    fields = {
        "first_name": person.first_name.translate(_NO_TAGS),
        "last_name": person.last_name.translate(_NO_TAGS),
        "email": person.email,
        "lms_user_id": person.number,
    }
    return {field: text for field, text in fields.items() if text}
