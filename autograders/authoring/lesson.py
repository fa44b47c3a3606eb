"""Make the lesson of a solution: nbgrader takes the answers out, then the result is verified.

nbgrader runs with the course's own `nbgrader_config.py`, so that `nbgrader generate_assignment`
gives the same bytes; only the folders differ, and no gradebook is touched. `verify` then says
independently of nbgrader what the lesson must look like.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from autograders.authoring.clear_answers import AUTHORS_METADATA, GOES_ON, tags_needed
from autograders.authoring.course import AuthorError, Course
from autograders.authoring.marks import ANSWER, TEXT_STUB, regions, released, without
from autograders.authoring.source import Source, name_of, nbgrader_of

#: Words that no lesson may hold anywhere, and what each would mean.
_NEVER = {
    "BEGIN SOLUTION": "a mark of a solution",
    "END SOLUTION": "a mark of a solution",
    "BEGIN HIDDEN TESTS": "a mark of hidden tests",
    "END HIDDEN TESTS": "a mark of hidden tests",
    "BEGIN MARK SCHEME": "a mark of a mark scheme",
    "END MARK SCHEME": "a mark of a mark scheme",
    "BEGIN ANSWER": "a mark of an answer",
    "END ANSWER": "a mark of an answer",
    "import autograders": "an import of the answer key",
    "from autograders": "an import of the answer key",
}


def generate(course: Course, lesson: str, solution: bytes, folder: Path) -> Path:
    """Run nbgrader's generate_assignment below `folder`; returns the folder of the lesson.

    Files beside the solution notebook (figures) are copied along. Raises `AuthorError`.
    """
    beside = course.solution(lesson).parent
    source = folder / "source" / lesson
    if beside.exists():
        shutil.copytree(beside, source, ignore=shutil.ignore_patterns("*.ipynb", ".*"))
    source.mkdir(parents=True, exist_ok=True)
    (source / f"{lesson}.ipynb").write_bytes(solution)
    _generate_assignment(course, lesson, folder)
    return folder / "release" / lesson


def _generate_assignment(course: Course, lesson: str, folder: Path) -> None:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import PyFileConfigLoader

    path = course.nbgrader_config
    if not path.exists():
        raise AuthorError(f"{course.shown(path)}: no such file; nbgrader needs it")
    config = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    config.CourseDirectory.update(
        root=str(folder),
        source_directory="source",
        release_directory="release",
        assignment_id=lesson,
        db_url="sqlite:///" + (folder / "unused.db").as_posix(),
    )
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    log, said = _listening_log()
    converter = GenerateAssignment(
        coursedir=CourseDirectory(config=config, log=log), config=config, log=log
    )
    try:
        converter.start()
    except Exception as error:  # nbgrader raises many kinds, and says why in its log alone
        where = course.shown(course.source(lesson))
        reason = _reason(said) or str(error)
        raise AuthorError(f"{where}: nbgrader cannot make the lesson: {reason}") from None


def verify(course: Course, source: Source, solution: NotebookNode, lesson: NotebookNode) -> None:
    """Raise `AuthorError` unless the lesson is the solution with holes, and nothing more.

    Every cell must be the solution's cell with only the marked regions replaced, in the same
    order, without outputs, and with nothing of the author's alone.
    """
    where = course.shown(course.lesson(source.lesson))
    expected = [cell for cell in solution.cells if not _only_answers(cell)]
    problems = []
    if [cell.id for cell in expected] != [cell.id for cell in lesson.cells]:
        raise AuthorError(f"{where}: its cells are not those of the solution, in the same order")
    for index, (solved, cell) in enumerate(zip(expected, lesson.cells, strict=True)):
        problems += [f"{where}: {name_of(cell, index)}: {wrong}" for wrong in _wrong(solved, cell)]
    for key in sorted(lesson.metadata.keys() - {"kernelspec", "language_info"}):
        problems.append(f"{where}: notebook metadata {key!r} would reach students")
    for word in _NEVER:
        if word in json.dumps(lesson.metadata):
            problems.append(f"{where}: {_NEVER[word]} in the notebook's metadata")
    if problems:
        raise AuthorError(*problems)


def _wrong(solved: NotebookNode, cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type != solved.cell_type:
        yield f"is {cell.cell_type}, in the solution {solved.cell_type}"
    if cell.source != _with_holes(solved):
        yield "is not the solution with holes: something besides the marked regions differs"
    if cell.get("outputs") or cell.get("execution_count"):
        yield "holds outputs, which would reach students"
    for key in AUTHORS_METADATA:
        if key in cell.metadata:
            yield f"metadata {key!r} would reach students"
    for tag in sorted(tags_needed(cell) - set(cell.metadata.get("tags", []))):
        what = "a wrong answer would stop Run All there" if tag == GOES_ON else "a learner fills it"
        yield f"has no tag {tag!r}: {what}"
    if cell.cell_type == "code":
        for word in _NEVER:
            if word in cell.source:
                yield f"{_NEVER[word]} would reach students: {word!r}"


def _with_holes(solved: NotebookNode) -> str:
    """The text of a solution's cell as the lesson has it."""
    text = without(solved.source, ANSWER)
    if solved.cell_type == "code":
        return released(text)
    words = bool(nbgrader_of(solved).get("solution"))
    return TEXT_STUB if words and not regions(text)[0] else released(text, TEXT_STUB)


def _only_answers(cell: NotebookNode) -> bool:
    text = without(cell.source, ANSWER)
    return text != cell.source and not text.strip() and "nbgrader" not in cell.metadata


def _reason(said: list[str]) -> str:
    """Why nbgrader failed: the last line of the traceback in its log."""
    tracebacks = [text for text in said if text.startswith("Traceback")]
    return tracebacks[0].strip().split("\n")[-1][:300] if tracebacks else ""


def _listening_log() -> tuple[logging.Logger, list[str]]:
    """A log that keeps nbgrader's errors instead of printing them."""
    said: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    log = logging.Logger("nbgrader-of-build", level=logging.ERROR)
    log.addHandler(Keep())
    return log, said
