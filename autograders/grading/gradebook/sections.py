"""Which section (group, tutor) each student is in, as the class list says; nbgrader has no place
for that, so a table of ours lies beside its own."""

from collections.abc import Iterable

from sqlalchemy import Column, MetaData, String, Table, delete, insert, inspect, select

from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.class_file import Person

_SECTIONS = Table(
    "course_sections",
    MetaData(),
    Column("student_id", String(128), primary_key=True),
    Column("section", String(256), nullable=False),
)


def note(book: CourseBook, people: Iterable[Person]) -> None:
    """Keep these people's sections; who has none in the list keeps what is known."""
    rows = [{"student_id": one.id, "section": one.section} for one in people if one.section]
    if not rows:
        return
    _SECTIONS.metadata.create_all(book.gradebook.engine)
    db = book.gradebook.db
    for row in rows:
        db.execute(delete(_SECTIONS).where(_SECTIONS.c.student_id == row["student_id"]))
    db.execute(insert(_SECTIONS), rows)
    db.commit()


def sections(book: CourseBook) -> dict[str, str]:
    """Each student's section, where the class list gave one."""
    if not inspect(book.gradebook.engine).has_table(_SECTIONS.name):
        return {}
    return dict(map(tuple, book.gradebook.db.execute(select(_SECTIONS))))
