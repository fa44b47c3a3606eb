"""`python3 autograders report`: pages, tables and the class report of what nbgrader has graded.

`nbgrader autograde` and formgrader's button leave each verdict in the graded notebook; this reads
them again and writes what `grade` writes. Marks and comments given by hand and penalties for being
late come from the gradebook, so that pages and totals agree with `nbgrader export`.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import nbformat
from nbgrader.api import MissingEntry

from autograders.grading.gradebook import CourseBook, CourseError, write_whole
from autograders.grading.outputs import verdicts
from autograders.grading.page import Marks, page
from autograders.grading.records import Record
from autograders.grading.referee import Result
from autograders.grading.report import Report
from autograders.grading.sheet import Sheet, Totals

COURSE = Path(__file__).resolve().parent.parent
DONE, TO_LOOK_AT, WRONG_ARGUMENTS = 0, 1, 2
BY_HAND = "by_hand"
AGAIN = "it was graded by another version of this grader: grade it again"
NOT_YET = "it was handed in and is not graded yet: run nbgrader autograde, or the grade command"


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit code is 0, 1 or 2 (see --help)."""
    options = _parser().parse_args(arguments)
    try:
        return report_on(options.course, options.report, options.lesson)
    except CourseError as error:
        print(f"report: {error}", file=sys.stderr)
        return WRONG_ARGUMENTS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 autograders report",
        description="Write OUT/<student>/<lesson>.html, OUT/report.html, OUT/grades.csv and "
        "OUT/totals.csv of all that is graded in the course's folder, by the grade command, by "
        "nbgrader autograde or in formgrader. Marks and comments given by hand are in them, and "
        "penalties for being late. Nothing is graded again.",
        epilog="Exit codes: 0 done; 1 something handed in is left out (it is listed); 2 wrong "
        "arguments, or nothing is graded yet.",
    )
    parser.add_argument("--lesson", metavar="NN_name", help="this lesson only (default: all)")
    parser.add_argument(
        "--report",
        type=Path,
        metavar="OUT",
        help="folder for the pages and tables (default: reports, in the course's folder)",
    )
    parser.add_argument(
        "--course",
        type=Path,
        default=COURSE,
        help="folder of nbgrader_config.py and gradebook.db (default: %(default)s)",
    )
    return parser


def report_on(course: Path, out: Path | None = None, lesson: str | None = None) -> int:
    """Write the pages and tables of a course; the exit code."""
    book = CourseBook(course)
    try:
        out = out or book.folder / "reports"
        found = graded_notebooks(book, lesson)
        out.mkdir(parents=True, exist_ok=True)
        report = Report()
        tables = (Sheet(out / "grades.csv"), Totals(out / "totals.csv"))
        for student, name, path in found:
            record = _write(book, out, student, name, path)
            if record is None:
                report.fail(f"{student}/{name}", AGAIN)
                continue
            for reader in (*tables, report):
                reader.add(record)
        for key in _handed_in(book, lesson) - {f"{student}/{name}" for student, name, _ in found}:
            report.fail(key, NOT_YET)
        for table in tables:
            table.close()
        write_whole(out / "report.html", report.html())
    finally:
        book.close()
    for key, why in sorted(report.failed):
        print(f"Left out: {key}: {why}")
    print(f"{len(found)} notebooks; pages and tables: {out}")
    print(f"Report: {out / 'report.html'}")
    return TO_LOOK_AT if report.failed else DONE


def graded_notebooks(book: CourseBook, lesson: str | None) -> list[tuple[str, str, Path]]:
    """(student, lesson, file) of every graded notebook.

    Raises CourseError when there is none.
    """
    folder = book.folder / book.directory.autograded_directory
    found = [
        (path.parent.parent.name, path.stem, path)
        for path in sorted(folder.glob(f"*/{lesson or '*'}/*.ipynb"))
        if path.stem == path.parent.name
    ]
    if not found:
        what = f"no graded {lesson}" if lesson else "nothing graded"
        raise CourseError(
            f"{folder}: holds {what} yet; run `nbgrader autograde` there, or "
            "`python3 autograders grade`"
        )
    return found


def _handed_in(book: CourseBook, lesson: str | None) -> set[str]:
    folder = book.folder / book.directory.submitted_directory
    lessons = set(book.lessons())
    found = (path for path in folder.glob(f"*/{lesson or '*'}") if path.is_dir())
    return {f"{path.parent.name}/{path.name}" for path in found if path.name in lessons}


def _write(book: CourseBook, out: Path, student: str, lesson: str, path: Path) -> Record | None:
    """A student's page, and the record of it; None when the notebook holds no verdicts."""
    notebook = nbformat.read(path, as_version=4)
    result = verdicts(notebook)
    if result is None:
        return None
    marks = marks_of(book, student, lesson, result)
    for name, points in marks.by_hand.items():
        result.scores[name] = replace(result.scores[name], points=points, status=BY_HAND)
    target = out / student / f"{lesson}.html"
    target.parent.mkdir(exist_ok=True)
    write_whole(target, page(student, lesson, notebook, result, marks))
    record = Record.of(student, lesson, notebook, result)
    return replace(record, besides=marks.others - marks.late)


def marks_of(book: CourseBook, student: str, lesson: str, result: Result) -> Marks:
    """What the gradebook holds of a submission besides the verdicts."""
    try:
        submission = book.gradebook.find_submission(lesson, student)
    except MissingEntry:
        return Marks()
    (notebook,) = submission.notebooks
    given = {
        grade.name: float(grade.score)
        for grade in notebook.grades
        if grade.manual_score is not None or grade.extra_credit
    }
    comments = {comment.name: comment.manual_comment or "" for comment in notebook.comments}
    return Marks(
        by_hand={name: points for name, points in given.items() if name in result.scores},
        comments={
            name: text
            for name in result.scores
            if (text := comments.get(name) or comments.get(f"{name}-answer", ""))
        },
        others=sum(points for name, points in given.items() if name not in result.scores),
        late=float(submission.late_submission_penalty or 0.0),
    )
