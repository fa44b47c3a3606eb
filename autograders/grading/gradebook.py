"""nbgrader's gradebook, written through nbgrader's own classes and from one place."""

import logging
import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config, PyFileConfigLoader

from autograders.grading.template import Template


class CourseError(RuntimeError):
    """The course cannot be graded as it is; one line says why and what to do."""


class CourseBook:
    """An nbgrader course (its folder holds nbgrader_config.py) and its open gradebook."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        config_file = self.folder / "nbgrader_config.py"
        if not config_file.exists():
            raise CourseError(f"{config_file}: no such file; give the course's folder as --course")
        self.config: Config = PyFileConfigLoader(
            config_file.name, path=str(self.folder)
        ).load_config()
        scripts = str(Path(sys.executable).parent)  # nbgrader starts alembic by name
        if scripts not in os.environ.get("PATH", "").split(os.pathsep):
            os.environ["PATH"] = scripts + os.pathsep + os.environ.get("PATH", "")
        self.directory = CourseDirectory(config=self.config)
        self.gradebook = Gradebook(self.directory.db_url, self.directory.course_id)
        self._late = AssignLatePenalties(config=self.config)
        self._log = _quiet_log()[0]

    def close(self) -> None:
        """Close the gradebook."""
        self.gradebook.close()

    def lessons(self) -> list[str]:
        """Lessons that have both a solution and a release."""
        source = Path(self.directory.format_path(self.directory.source_directory, ".", "."))
        return sorted(
            path.parent.name for path in source.glob("*/*.ipynb") if self._is_lesson(path)
        )

    def _is_lesson(self, path: Path) -> bool:
        return path.stem == path.parent.name and self.release(path.stem).exists()

    def release(self, lesson: str) -> Path:
        """The notebook that students got."""
        folder = self.directory.format_path(self.directory.release_directory, ".", lesson)
        return Path(folder) / f"{lesson}.ipynb"

    def register(self, lesson: str) -> Template:
        """Tell the gradebook of a lesson's present tests, as generate_assignment would.

        The lesson's own files are left alone: nbgrader writes its copy to a temporary folder.
        """
        with tempfile.TemporaryDirectory() as elsewhere:
            config = Config(self.config)
            config.CourseDirectory.update(assignment_id=lesson, release_directory=elsewhere)
            log, said = _quiet_log()
            maker = GenerateAssignment(
                coursedir=CourseDirectory(config=config, log=log), config=config, log=log
            )
            try:
                maker.start()
            except Exception as error:
                reason = " ".join((said[-1] if said else str(error)).split())[-400:]
                raise CourseError(
                    f"{lesson}: the gradebook does not take this lesson: {reason}"
                ) from None
        self.gradebook.db.expire_all()
        return Template.of(self.release(lesson), lesson, lesson, self.gradebook)

    def save(
        self, student: str, lesson: str, notebook: NotebookNode, handed_in: datetime | None = None
    ) -> None:
        """Store a graded notebook's scores, and the notebook where formgrader looks for it."""
        book = self.gradebook
        book.update_or_create_student(student)
        more = {"timestamp": handed_in} if handed_in else {}
        submission = book.update_or_create_submission(lesson, student, **more)
        self._note_scores(book.find_submission_notebook(lesson, lesson, student), notebook)
        book.db.commit()
        if submission.total_seconds_late > 0:
            about = {"assignment": lesson, "notebook": lesson, "student": student}
            resources = {"nbgrader": {**about, "db_url": self.directory.db_url}}
            self._late.preprocess(notebook, resources)
            book.db.expire_all()
        folder = Path(
            self.directory.format_path(self.directory.autograded_directory, student, lesson)
        )
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / f"{lesson}.ipynb", nbformat.writes(notebook))

    def roll_back(self) -> None:
        """Forget what a failed `save` has half done, so that the next one can begin."""
        self.gradebook.db.rollback()

    def has_graded(self, student: str, lesson: str) -> bool:
        """Does the gradebook hold this student's scores and graded notebook?"""
        folder = self.directory.format_path(self.directory.autograded_directory, student, lesson)
        try:
            grades = self.gradebook.find_submission_notebook(lesson, lesson, student).grades
        except MissingEntry:
            return False
        scored = any(grade.auto_score is not None for grade in grades)
        return scored and (Path(folder) / f"{lesson}.ipynb").exists()

    def _note_scores(self, submitted: SubmittedNotebook, notebook: NotebookNode) -> None:
        """What nbgrader's SaveAutoGrades notes, in one transaction instead of one a cell."""
        grades = {grade.name: grade for grade in submitted.grades}
        comments = {comment.name: comment for comment in submitted.comments}
        for cell in notebook.cells:
            name = (cell.metadata.get("nbgrader") or {}).get("grade_id")
            if utils.is_grade(cell):
                grade = grades[name]
                grade.auto_score, _ = utils.determine_grade(cell, self._log)
                by_hand = grade.manual_score is not None or grade.auto_score is None
                grade.needs_manual_grade = by_hand
            if utils.is_solution(cell) or utils.is_task(cell):
                untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                silent = untouched and not utils.is_task(cell)
                comments[name].auto_comment = "No response." if silent else None


def write_whole(path: Path, text: str) -> None:
    """Write a file that is there in whole or not at all."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(text, encoding="utf-8")
    os.replace(temporary, path)


def _quiet_log() -> tuple[logging.Logger, list[str]]:
    """A log that keeps errors instead of printing them."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    log = logging.Logger("nbgrader", level=logging.ERROR)
    log.addHandler(Keep())
    return log, said
