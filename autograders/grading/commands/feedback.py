"""`python3 autograders feedback`: every student's page, as Moodle, Canvas and mail take it."""

import argparse
import contextlib
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import nbformat

from autograders.grading.class_run.ledger import uploads
from autograders.grading.commands.options import add_course, add_lesson
from autograders.grading.commands.report import AGAIN, graded_notebooks
from autograders.grading.files import LOCK, Busy, alone
from autograders.grading.gradebook.book import CourseBook, CourseError, InUse, told_when_in_use
from autograders.grading.notebooks.outputs import verdicts
from autograders.grading.reports.give_back import FOLDER, GiveBack
from autograders.grading.reports.marked_pages import MarkedPages
from autograders.grading.reports.records import Record
from autograders.grading.text import one_line

DONE, TO_LOOK_AT, WRONG_ARGUMENTS = 0, 1, 2


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit code is 0, 1 or 2 (see --help)."""
    options = _parser().parse_args(arguments)
    try:
        with told_when_in_use(options.course / "gradebook.db"):
            return give_back(options.course, options.report, options.lesson)
    except (CourseError, Busy, InUse) as error:
        print(f"feedback: {one_line(str(error))}", file=sys.stderr)
        return WRONG_ARGUMENTS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 autograders feedback",
        description="Pack each student's page, with marks and comments given by hand, into a new "
        f"folder in OUT/{FOLDER}: of every lesson a zip file as Moodle takes feedback files "
        "(moodle.zip) and one as Canvas takes them (canvas.zip), for whom the hand-in came from "
        "there; a list to send the pages by mail (mail.csv), for whom the class list has an "
        "address; and all as text (comments.csv). Nothing is sent, graded or overwritten.",
        epilog="Exit codes: 0 done; 1 somebody is left out (and named); 2 wrong arguments, or "
        "nothing is graded yet.",
    )
    add_lesson(parser)
    parser.add_argument(
        "--report",
        type=Path,
        metavar="OUT",
        help="folder of the pages (default: reports, in the course's folder)",
    )
    add_course(parser)
    return parser


def give_back(course: Path, out: Path | None = None, lesson: str | None = None) -> int:
    """Write the files for a course, or one lesson of it; the exit code."""
    with contextlib.ExitStack() as held:
        book = CourseBook(course)
        held.callback(book.close)
        out = out or book.folder / "reports"
        found, _ = graded_notebooks(book, lesson)
        out.mkdir(parents=True, exist_ok=True)
        held.enter_context(alone(out / LOCK, f"--report {out}"))
        marking, known = MarkedPages(book, out), uploads(out)
        files = held.enter_context(GiveBack(out, book.people()))
        left_out = []
        for student, name, path in (one for one in found if lesson in (None, one[1])):
            key = f"{student}/{name}"
            record = _record(student, name, path, marking)
            if record is None:
                left_out.append(f"Left out: {key}: {AGAIN}")
                continue
            number, uploaded_as = known.get(key, ("", ""))
            record = replace(record, number=number, uploaded_as=uploaded_as)
            files.add(record, marking.page(student, name))
        lines = files.close(datetime.now())
        marking.close()
    for line in (*lines, *map(one_line, left_out)):
        print(line)
    return TO_LOOK_AT if left_out or files.left_out else DONE


def _record(student: str, lesson: str, path: Path, marking: MarkedPages) -> Record | None:
    """The record of a graded notebook with its marks, and its page; None: it holds no verdicts."""
    notebook = nbformat.read(path, as_version=4)
    result = verdicts(notebook)
    if result is None:
        return None
    record = Record.of(student, lesson, notebook, result)
    marking.write(record, notebook)
    return marking.over(record)
