"""`python3 autograders report`: pages, tables and the class report of what nbgrader has graded.

`nbgrader autograde` and formgrader's button leave each verdict in the graded notebook; this reads
them again and writes what `grade` writes. Marks and comments given by hand and penalties for being
late come from the gradebook, so that pages and totals agree with `nbgrader export`.
"""

import argparse
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import nbformat

from autograders.grading.class_run.ledger import numbers
from autograders.grading.commands.options import add_course, add_lesson, add_out
from autograders.grading.files import LOCK, Busy, alone
from autograders.grading.gradebook.book import CourseBook, CourseError, InUse, told_when_in_use
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.notebooks.outputs import verdicts
from autograders.grading.reports.changes import FILE as CHANGES
from autograders.grading.reports.changes import Changes
from autograders.grading.reports.filling import CannotFill, Filling
from autograders.grading.reports.marked_pages import MarkedPages
from autograders.grading.reports.of_a_class import Tables
from autograders.grading.reports.own_words import OwnWordsPage
from autograders.grading.reports.records import Record
from autograders.grading.reports.standings import Standings
from autograders.grading.text import counted

DONE, TO_LOOK_AT, WRONG_ARGUMENTS = 0, 1, 2
AGAIN = "it was graded by another version of this grader: grade it again"
REMOVED = "the gradebook does not have it (any more)"
NOT_YET = "it was handed in and is not graded yet: run nbgrader autograde, or the grade command"


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit code is 0, 1 or 2 (see --help)."""
    options = _parser().parse_args(arguments)
    try:
        with told_when_in_use(options.course / "gradebook.db"):
            return report_on(
                options.course, options.report, options.lesson, options.fill, options.column
            )
    except (CourseError, CannotFill, Busy, InUse) as error:
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
    add_lesson(
        parser,
        "with --fill, the lesson whose points go into the sheet (default: all); pages, tables and "
        "the report hold every lesson",
    )
    add_out(parser, "the pages and tables")
    add_course(parser)
    return parser


def report_on(
    course: Path,
    out: Path | None = None,
    lesson: str | None = None,
    fill: Path | None = None,
    columns: Sequence[str] = (),
) -> int:
    """Write the pages and tables of a course; the exit code.

    lesson: the one that must be there and is filled into the sheet; tables, pages and the report
    hold the others, too. fill: what an LMS has exported; columns: which of its columns take the
    points, by name.
    """
    with contextlib.ExitStack() as held:
        book = CourseBook(course)
        held.callback(book.close)
        out = out or book.folder / "reports"
        filling = Filling(fill, book.people(), columns=columns) if fill else None
        found, removed = graded_notebooks(book, lesson)
        out.mkdir(parents=True, exist_ok=True)
        held.enter_context(alone(out / LOCK, f"--report {out}"))
        changes, standings = Changes(out / CHANGES), Standings(out)
        tables = Tables(out, filling, {lesson} if lesson else None)
        marking = MarkedPages(book, out)
        known = numbers(out) if fill else {}
        for student, name, path in found:
            record = _record(student, name, path, marking, known.get(student, ""))
            if record:
                tables.add(record)
                changed = standings.add(record, marking.marks(record), [])
                changes.add(student, name, changed)
            else:
                tables.fail(f"{student}/{name}", AGAIN)
        for key in _submitted(book) - {f"{student}/{name}" for student, name, _ in found}:
            if key not in removed:
                tables.fail(key, NOT_YET)
        tables.close(ClassList.of(book))
        marking.close()
        standings.close(True)
        if changes:
            changes.close()
        said = OwnWordsPage().read(book.submitted(), book.lessons()).write(out, book.names())
    for key in sorted(removed):
        print(f"Left out: {key}: {REMOVED}")
    for key, why in sorted(tables.report.failed):
        print(f"Left out: {key}: {why}")
    told = changes.lines() if changes else []
    for line in (*told, *marking.lines(), *tables.fill()):
        print(line)
    print(f"{counted(len(found), 'notebook')}; pages and tables: {out}")
    print(f"Report: {out / 'report.html'}; the course at a glance: {out / 'overview.html'}")
    for line in said:
        print(line)
    return TO_LOOK_AT if tables.report.failed else DONE


def graded_notebooks(
    book: CourseBook, lesson: str | None
) -> tuple[list[tuple[str, str, Path]], set[str]]:
    """(student, lesson, file) of every graded notebook, and those that the gradebook misses.

    Raises CourseError when there is none, or none of this lesson.
    """
    folder = book.folder / book.directory.autograded_directory
    found = [
        (path.parent.parent.name, path.stem, path)
        for path in sorted(folder.glob("*/*/*.ipynb"))
        if path.stem == path.parent.name
    ]
    if not any(lesson in (None, name) for _, name, _ in found):
        what = f"no graded {lesson}" if lesson else "nothing graded"
        raise CourseError(
            f"{folder}: holds {what} yet; run `nbgrader autograde` there, or "
            "`python3 autograders grade`"
        )
    graded = {name: book.graded(name) for name in {name for _, name, _ in found}}
    there = [one for one in found if one[0] in graded[one[1]]]
    return there, {f"{student}/{name}" for student, name, _ in set(found) - set(there)}


def _submitted(book: CourseBook) -> set[str]:
    folder = book.folder / book.directory.submitted_directory
    lessons = set(book.lessons())
    found = (path for path in folder.glob("*/*") if path.is_dir())
    return {f"{path.parent.name}/{path.name}" for path in found if path.name in lessons}


def _record(
    student: str, lesson: str, path: Path, marking: MarkedPages, number: str
) -> Record | None:
    """The record of a graded notebook, and its page; None when the notebook holds no verdicts."""
    notebook = nbformat.read(path, as_version=4)
    result = verdicts(notebook)
    if result is None:
        return None
    record = replace(Record.of(student, lesson, notebook, result), number=number)
    marking.write(record, notebook)
    return marking.over(record)
