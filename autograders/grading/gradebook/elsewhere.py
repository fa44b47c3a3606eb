"""nbgrader beside the grade command: what was graded from another folder stays as it is.

`python3 autograders grade DIR` reads DIR and writes the scores; nothing has to lie in submitted/.
nbgrader asks there for everything: formgrader then counts no submission, its Autograde button
fails, and a score leaves the list. `teach_nbgrader` puts the answers in, as nbgrader has no
setting for them.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory


def teach_nbgrader() -> None:
    """Let formgrader and `nbgrader autograde` know of such hand-ins; twice is as good as once."""
    for owner, name, more in (
        (NbGraderAPI, "get_submitted_students", _students),
        (NbGraderAPI, "get_submitted_timestamp", _timestamp),
        (NbGraderAPI, "autograde", _button),
        (Autograde, "init_notebooks", _command),
    ):
        known = getattr(owner, name)
        if not hasattr(known, "__wrapped__"):
            setattr(owner, name, more(known))


def graded_elsewhere(course: CourseDirectory, lesson: str) -> set[str]:
    """The students whose graded notebook is here, but not the one that they handed in."""
    graded = Path(course.format_path(course.autograded_directory, ".", ".")).glob(
        f"*/{lesson}/{lesson}.ipynb"
    )
    return {
        path.parent.parent.name
        for path in graded
        if not _submitted(course, path.parent.parent.name, lesson).exists()
    }


def sentence(course: CourseDirectory, lesson: str, students: set[str]) -> str:
    """Why nbgrader leaves these hand-ins alone, and what grades them again."""
    who = min(students)
    others = f" and {len(students) - 1} more" if len(students) > 1 else ""
    place = _submitted(course, who, lesson)
    return (
        f"{who}{others}: `python3 autograders grade` graded {lesson} from another folder, and the "
        f"score stays. To grade again, use that command; this one reads only {place}."
    )


def _submitted(course: CourseDirectory, student: str, lesson: str) -> Path:
    return Path(course.format_path(course.submitted_directory, student, lesson))


def _students(known: Callable) -> Callable:
    @wraps(known)
    def get_submitted_students(api: NbGraderAPI, assignment_id: str) -> set[str]:
        students = known(api, assignment_id)
        if assignment_id == "*":
            return students
        return students | graded_elsewhere(api.coursedir, assignment_id)

    return get_submitted_students


def _timestamp(known: Callable) -> Callable:
    @wraps(known)
    def get_submitted_timestamp(
        api: NbGraderAPI, assignment_id: str, student_id: str
    ) -> datetime | None:
        if _submitted(api.coursedir, student_id, assignment_id).exists():
            return known(api, assignment_id, student_id)
        with Gradebook(api.coursedir.db_url, api.course_id) as book:
            try:
                return book.find_submission(assignment_id, student_id).timestamp
            except MissingEntry:
                return None

    return get_submitted_timestamp


def _button(known: Callable) -> Callable:
    @wraps(known)
    def autograde(api: NbGraderAPI, assignment_id: str, student_id: str, **more: bool) -> dict:
        if student_id in graded_elsewhere(api.coursedir, assignment_id):
            told = sentence(api.coursedir, assignment_id, {student_id})
            return {"success": False, "log": told}
        return known(api, assignment_id, student_id, **more)

    return autograde


def _command(known: Callable) -> Callable:
    @wraps(known)
    def init_notebooks(converter: Autograde) -> None:
        course = converter.coursedir
        kept = graded_elsewhere(course, course.assignment_id)
        if course.student_id != "*":
            kept &= {course.student_id}
        here = Path(course.format_path(course.submitted_directory, ".", ".")).glob(
            f"{course.student_id}/{course.assignment_id}"
        )
        if kept and not any(here):
            told = sentence(course, course.assignment_id, kept)
            converter.log.error(told)
            raise NbGraderException(told)
        known(converter)

    return init_notebooks
