"""One lesson's rows in the gradebook, written in a few statements instead of some sixty.

The rows are what nbgrader's own `update_or_create_submission` and SaveAutoGrades write: a student,
a submission, its notebook, a grade for each cell with points and a comment for each answer. What a
lesson's cells are called is asked once. Nothing here commits.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from sqlalchemy import bindparam, insert, select, update

_STUDENTS, _SUBMISSIONS = Student.__table__, SubmittedAssignment.__table__
_NOTEBOOKS, _GRADES, _COMMENTS = (table.__table__ for table in (SubmittedNotebook, Grade, Comment))


@dataclass(frozen=True)
class Stored:
    """A submission that has its rows; late: is there, or may there be, a penalty?"""

    notebook: str
    late: bool


class Entries:
    """The rows of one lesson."""

    def __init__(self, gradebook: Gradebook, lesson: str) -> None:
        self._db = gradebook.db
        assignment = gradebook.find_assignment(lesson)
        self._assignment, self._due = assignment.id, assignment.duedate
        self._lesson = gradebook.find_notebook(lesson, lesson).id
        self._cells = {
            notebook.id: (
                {cell.name: cell.id for cell in (*notebook.grade_cells, *notebook.task_cells)},
                {cell.name: cell.id for cell in (*notebook.solution_cells, *notebook.task_cells)},
            )
            for notebook in assignment.notebooks
        }

    def submission(self, student: str, handed_in: datetime | None) -> Stored:
        """A student's submission, made where there is none; handed_in: its time in UTC."""
        db = self._db
        columns = (_SUBMISSIONS.c.id, _SUBMISSIONS.c.timestamp, _SUBMISSIONS.c.extension)
        mine = select(*columns).where(
            _SUBMISSIONS.c.assignment_id == self._assignment, _SUBMISSIONS.c.student_id == student
        )
        found = db.execute(mine).first()
        if found is None:
            return self._new(student, handed_in)
        if handed_in and handed_in != found.timestamp:
            db.execute(
                update(_SUBMISSIONS)
                .where(_SUBMISSIONS.c.id == found.id)
                .values(timestamp=handed_in)
            )
        notebooks = db.execute(
            select(
                _NOTEBOOKS.c.id, _NOTEBOOKS.c.notebook_id, _NOTEBOOKS.c.late_submission_penalty
            ).where(_NOTEBOOKS.c.assignment_id == found.id)
        ).all()
        late = self._is_late(handed_in or found.timestamp, found.extension)
        late = late or any(notebook.late_submission_penalty for notebook in notebooks)
        return Stored(next(n.id for n in notebooks if n.notebook_id == self._lesson), late)

    def extended(self, student: str, extension: timedelta | None) -> Stored:
        """The student's submission, with so much longer a time for it."""
        self._db.execute(
            update(_SUBMISSIONS)
            .where(
                _SUBMISSIONS.c.assignment_id == self._assignment,
                _SUBMISSIONS.c.student_id == student,
            )
            .values(extension=extension)
        )
        return self.submission(student, None)

    def _new(self, student: str, handed_in: datetime | None) -> Stored:
        db = self._db
        if db.execute(select(_STUDENTS.c.id).where(_STUDENTS.c.id == student)).first() is None:
            db.execute(insert(_STUDENTS).values(id=student))
        submission = new_uuid()
        db.execute(
            insert(_SUBMISSIONS).values(
                id=submission,
                assignment_id=self._assignment,
                student_id=student,
                timestamp=handed_in,
            )
        )
        made = {notebook: new_uuid() for notebook in self._cells}
        db.execute(
            insert(_NOTEBOOKS),
            [
                {"id": own, "notebook_id": notebook, "assignment_id": submission}
                for notebook, own in made.items()
            ],
        )
        for notebook, (with_points, answers) in self._cells.items():
            for table, cells in ((_GRADES, with_points), (_COMMENTS, answers)):
                rows = [
                    {"id": new_uuid(), "cell_id": cell, "notebook_id": made[notebook]}
                    for cell in cells.values()
                ]
                if rows:
                    db.execute(insert(table), rows)
        return Stored(made[self._lesson], self._is_late(handed_in, None))

    def _is_late(self, when: datetime | None, extension: timedelta | None) -> bool:
        if when is None or self._due is None:
            return False
        return when > self._due + (extension or timedelta())

    def note(
        self,
        notebook: str,
        scores: Mapping[str, float | None],
        comments: Mapping[str, str | None],
    ) -> None:
        """The tests' scores (None: somebody has to mark it) and our comments, by cell name."""
        db = self._db
        with_points, answers = self._cells[self._lesson]
        if scores:
            mark = _GRADES.c.manual_score
            db.connection().execute(
                update(_GRADES)
                .where(_GRADES.c.notebook_id == notebook, _GRADES.c.cell_id == bindparam("of_cell"))
                .values(
                    auto_score=bindparam("score"),
                    needs_manual_grade=mark.is_not(None) | bindparam("is_open"),
                ),
                [
                    {"of_cell": with_points[name], "score": score, "is_open": score is None}
                    for name, score in scores.items()
                ],
            )
        if comments:
            db.connection().execute(
                update(_COMMENTS)
                .where(
                    _COMMENTS.c.notebook_id == notebook,
                    _COMMENTS.c.cell_id == bindparam("of_cell"),
                )
                .values(auto_comment=bindparam("said")),
                [{"of_cell": answers[name], "said": said} for name, said in comments.items()],
            )
