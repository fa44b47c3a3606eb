"""nbgrader's gradebook, written through nbgrader's own classes and from one place."""

import contextlib
import hashlib
import json
import logging
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbformat import NotebookNode
from nbgrader import utils
from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import event, or_, select, text
from sqlalchemy.exc import DatabaseError, OperationalError
from traitlets.config import Config, PyFileConfigLoader

from autograders.grading.files import write_whole
from autograders.grading.gradebook.deadlines import (
    BadDeadlines,
    Deadlines,
    clocks,
    read_deadlines,
    set_deadline,
)
from autograders.grading.gradebook.entries import Entries
from autograders.grading.gradebook.extensions import by_id
from autograders.grading.gradebook.registered import Registered
from autograders.grading.gradebook.tables_version import read_it_here
from autograders.grading.notebooks.cells import (
    grade_id,
    is_answer,
    is_marked_by_hand,
    is_test,
    name_of,
)
from autograders.grading.notebooks.release import Template
from autograders.grading.submissions.times import NoSuchZone

if TYPE_CHECKING:
    from nbgrader.preprocessors import AssignLatePenalties


TRIES, TRIES_TO_SAVE = 3, 10
"""So often a gradebook is asked for that somebody else is changing, and in the middle of a run."""
IN_USE = (
    "another program has it open and is changing it (a database browser, say); save there, close "
    "it, and run the same command again"
)


class CourseError(RuntimeError):
    """The course cannot be graded as it is; one line says why and what to do."""


class InUse(RuntimeError):
    """Another program began to change the gradebook in the middle of a run, and does not end."""


@contextlib.contextmanager
def told_when_in_use(book: Path) -> Iterator[None]:
    """InUse, in one line, where something in the block finds the gradebook held by another."""
    try:
        yield
    except DatabaseError as error:
        if not _is_in_use(error):
            raise
        raise InUse(f"{book}: {IN_USE}") from None


class NotRegistered(LookupError):
    """The gradebook does not know this lesson, or the lesson was not made; says what to do."""


OTHER_EXERCISES = (
    "exercises were added or taken out after it was graded, and nbgrader's gradebook cannot "
    "follow. Move gradebook.db away and grade anew (it holds the marks given by hand), or put the "
    "lesson back as it was"
)


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
        self.directory = CourseDirectory(config=self.config)
        self.gradebook = _free(self.directory.db_url, self.directory.course_id)
        self._log = _quiet_log()[0]
        self._rows: dict[str, Entries] = {}

    @cached_property
    def deadlines(self) -> Deadlines:
        """What `deadlines.toml` says; CourseError where that cannot be followed."""
        try:
            found = read_deadlines(self.folder, self.lessons())
        except BadDeadlines as error:
            raise CourseError(str(error)) from None
        return by_id(found, self.gradebook)

    def clocks(self) -> tzinfo | None:
        """The course's time zone, where it is set."""
        try:
            return clocks(self.deadlines, str(self.config.Exchange.get("timezone", "")))
        except NoSuchZone as error:
            raise CourseError(f"nbgrader_config.py, c.Exchange.timezone: {error}") from None

    def due(self, lesson: str) -> datetime | None:
        """A lesson's deadline (UTC), by `deadlines.toml` or else as the gradebook has it."""
        if due := self.deadlines.of(lesson).due:
            return due
        try:
            return self.gradebook.find_assignment(lesson).duedate
        except MissingEntry:
            return None

    def extension(self, student: str, lesson: str) -> timedelta | None:
        """How much longer this student has, by `deadlines.toml`."""
        return self.deadlines.of(lesson).extension(student)

    def close(self) -> None:
        """Close the gradebook, and leave it one plain file again."""
        _keep_one_file(self.gradebook)
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
        Where the gradebook has all that already, nothing is done.
        """
        self._rows.pop(lesson, None)
        registered, files = Registered(self.folder, self.gradebook), self._files(lesson)
        if not registered.has(lesson, files):
            self._tell(lesson)
            registered.note(lesson, files)
        return template_of(self.release(lesson), lesson, lesson, self.gradebook)

    def _files(self, lesson: str) -> list[Path]:
        """What a lesson is made of: its solution and all that lies beside it."""
        source = self.directory.format_path(self.directory.source_directory, ".", lesson)
        return sorted(path for path in Path(source).rglob("*") if path.is_file())

    def _tell(self, lesson: str) -> None:
        from nbgrader.converters import GenerateAssignment  # with nbconvert, half a second

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
                if "Cannot add or remove cells" in f"{reason} {error} {said}":
                    reason = OTHER_EXERCISES
                raise CourseError(
                    f"{lesson}: the gradebook does not take this lesson: {reason}"
                ) from None
        self.gradebook.db.expire_all()

    def put_deadline(self, lesson: str) -> None:
        """Tell the gradebook the lesson's deadline, where `deadlines.toml` has one."""
        set_deadline(self.gradebook, lesson, self.deadlines)
        self._rows.pop(lesson, None)  # they know the deadline as it was

    def save(
        self, student: str, lesson: str, notebook: NotebookNode, handed_in: datetime | None = None
    ) -> bool:
        """Store a graded notebook's scores, and the notebook where formgrader looks for it.

        Is there more to know of it: was it late, so that there may be a penalty, or is it to be
        marked by hand?

        What another program is changing is waited for; InUse, in one line, when that takes long.
        """
        for left in reversed(range(TRIES_TO_SAVE)):
            try:
                return self._save(student, lesson, notebook, handed_in)
            except OperationalError as error:
                if not _is_in_use(error):
                    raise
                self.roll_back()
                if not left:
                    path = _path(self.directory.db_url)
                    raise InUse(f"{path}: {IN_USE}: it goes on from here") from None
        raise AssertionError("there is no last try")

    def _save(
        self, student: str, lesson: str, notebook: NotebookNode, handed_in: datetime | None
    ) -> bool:
        book, entries = self.gradebook, self._entries(lesson)
        stored = entries.submission(student, handed_in)
        if self.deadlines.names(lesson):
            stored = entries.extended(student, self.extension(student, lesson))
        entries.note(stored.notebook, *self._noted(notebook))
        book.db.commit()
        late = stored.late
        if late:
            about = {"assignment": lesson, "notebook": lesson, "student": student}
            resources = {"nbgrader": {**about, "db_url": self.directory.db_url}}
            self._late.preprocess(notebook, resources)
            book.db.expire_all()
        path = self.autograded(student, lesson)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(notebook))  # indented, it takes ten times as long
        return late or any(map(is_marked_by_hand, notebook.cells))

    @cached_property
    def _late(self) -> "AssignLatePenalties":
        from nbgrader.preprocessors import AssignLatePenalties  # with nbconvert; few are late

        return AssignLatePenalties(config=self.config)

    def roll_back(self) -> None:
        """Forget what a failed `save` has half done, so that the next one can begin."""
        self.gradebook.db.rollback()
        self._rows.clear()

    def rules(self, lesson: str) -> str:
        """What decides scores besides the tests: the deadline, and the course's configuration."""
        due = self.gradebook.find_assignment(lesson).duedate
        config = (self.folder / "nbgrader_config.py").read_bytes()
        ours = self.deadlines.of(lesson).rules() if due else ""  # without one, nobody is late
        return f"{due} {hashlib.sha256(config).hexdigest()}{ours and ' '}{ours}"

    def graded(self, lesson: str) -> set[str]:
        """The students who have scores for this lesson, in one query for a whole class."""
        query = (
            select(Student.id)
            .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .where(Assignment.name == lesson, Grade.auto_score.is_not(None))
        )
        return set(self.gradebook.db.scalars(query.distinct()))

    def marked(self, lesson: str) -> set[str]:
        """Students about whom the gradebook knows more than the tests' scores of this lesson.

        Marks and comments given by hand or still to be given, extra credit, a penalty: one query
        for a whole class.
        """
        by_hand = or_(
            Grade.manual_score.is_not(None), Grade.extra_credit != 0, Grade.auto_score.is_(None)
        )
        more = (
            SubmittedNotebook.late_submission_penalty != 0,
            SubmittedNotebook.id.in_(select(Grade.notebook_id).where(by_hand)),
            SubmittedNotebook.id.in_(
                select(Comment.notebook_id).where(Comment.manual_comment.is_not(None))
            ),
        )
        query = (
            select(Student.id)
            .join(SubmittedAssignment, SubmittedAssignment.student_id == Student.id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .where(Assignment.name == lesson, or_(*more))
        )
        return set(self.gradebook.db.scalars(query.distinct()))

    def people(self) -> dict[str, tuple[str, str]]:
        """Name and e-mail address of each student, as far as the class list gave them."""
        query = select(Student.id, Student.first_name, Student.last_name, Student.email)
        return {
            student: (" ".join(filter(None, (first, last))), email or "")
            for student, first, last, email in self.gradebook.db.execute(query)
        }

    def names(self) -> dict[str, str]:
        """The name of each student, as far as the class list gave it."""
        return {student: name for student, (name, _) in self.people().items()}

    def has_notebook(self, student: str, lesson: str) -> bool:
        """Does the graded notebook lie where formgrader looks for it?"""
        return self.autograded(student, lesson).exists()

    def submitted(self, student: str = ".", lesson: str = ".") -> Path:
        """Where nbgrader looks for what a student handed in; without a name, for everything."""
        directory = self.directory.submitted_directory
        return Path(self.directory.format_path(directory, student, lesson))

    def autograded(self, student: str, lesson: str) -> Path:
        """Where the graded notebook lies."""
        directory = self.directory.autograded_directory
        return Path(self.directory.format_path(directory, student, lesson)) / f"{lesson}.ipynb"

    def _entries(self, lesson: str) -> Entries:
        if lesson not in self._rows:
            self._rows[lesson] = Entries(self.gradebook, lesson)
        return self._rows[lesson]

    def _noted(
        self, notebook: NotebookNode
    ) -> tuple[dict[str, float | None], dict[str, str | None]]:
        """What nbgrader's SaveAutoGrades notes: scores and comments by cell."""
        scores: dict[str, float | None] = {}
        comments: dict[str, str | None] = {}
        for cell in notebook.cells:
            name = grade_id(cell)
            if name is None:
                continue
            if utils.is_grade(cell):
                scores[name], _ = utils.determine_grade(cell, self._log)
            if utils.is_solution(cell) or utils.is_task(cell):
                untouched = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
                silent = untouched and not utils.is_task(cell)
                comments[name] = "No response." if silent else None
        return scores, comments


def template_of(release: Path, lesson: str, notebook: str, gradebook: Gradebook) -> Template:
    """The released notebook, and the hidden tests that nbgrader keeps of it."""
    try:
        released = nbformat.read(release, as_version=4)
    except (OSError, ValueError) as error:
        raise NotRegistered(
            f"{release}: the lesson cannot be read ({error}); make it with "
            "`python3 autograders build`"
        ) from error
    try:
        known = gradebook.find_notebook(notebook, lesson).source_cells
    except MissingEntry as error:
        raise NotRegistered(
            f"the gradebook does not know {lesson}: run `nbgrader generate_assignment "
            f"{lesson} --force` first (or `python3 autograders grade`, which does it itself)"
        ) from error
    for cell in released.cells:  # by which nbgrader knows an answer that was left as it was
        if is_marked_by_hand(cell) and is_answer(cell):
            cell.metadata.nbgrader.setdefault("checksum", utils.compute_checksum(cell))
    tests = {cell.name: cell.source for cell in known if cell.locked}
    given = {name_of(cell) for cell in released.cells if is_test(cell)}
    if missing := sorted(given - tests.keys()):
        raise NotRegistered(
            f"the gradebook's {lesson} is of another version ({missing[0]} is missing): run "
            f"`nbgrader generate_assignment {lesson} --force`"
        )
    return Template(released, tests)


def _free(url: str, course: str) -> Gradebook:
    """The opened gradebook; CourseError where another program holds it, or it is no gradebook."""
    try:
        book = _opened(url, course)
        if book.engine.dialect.name == "sqlite":
            _wait_for_a_turn(book)
    except DatabaseError as error:
        wrong = f"it cannot be used as a gradebook ({error.orig})"
        raise CourseError(f"{_path(url)}: {IN_USE if _is_in_use(error) else wrong}") from None
    return book


def _path(url: str) -> str:
    return url.removeprefix("sqlite:///")


def _is_in_use(error: DatabaseError) -> bool:
    return "locked" in str(error.orig)


def _wait_for_a_turn(book: Gradebook) -> None:
    """Each try waits for some seconds: formgrader may be saving a mark on a busy machine."""
    for left in reversed(range(TRIES)):
        try:
            with book.engine.connect() as connection:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                connection.rollback()
            return
        except OperationalError:
            if not left:
                raise


def _opened(url: str, course: str) -> Gradebook:
    """The gradebook, set to write once a submission instead of waiting for the disk at each step.

    With a write-ahead log, SQLite stays whole whenever this process or the machine ends; the last
    moments before a power failure may be missing, and are graded again by the next run.
    """
    read_it_here()
    book = Gradebook(url, course)
    if book.engine.dialect.name == "sqlite":
        book.db.remove()
        book.engine.dispose()

        @event.listens_for(book.engine, "connect")
        def prepare(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")

    return book


def _keep_one_file(book: Gradebook) -> None:
    """Put the log back into the gradebook's file, unless somebody else has it open."""
    if book.engine.dialect.name == "sqlite":
        book.db.remove()
        with contextlib.suppress(OperationalError), book.engine.connect() as connection:
            connection.execute(text("PRAGMA journal_mode=DELETE"))


def _quiet_log() -> tuple[logging.Logger, list[str]]:
    """A log that keeps errors instead of printing them."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    log = logging.Logger("nbgrader", level=logging.ERROR)
    log.addHandler(Keep())
    return log, said
