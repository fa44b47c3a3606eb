"""`python3 autograders grade DIR`: submissions in, scores and pages out."""

import argparse
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode
from tqdm import tqdm

from autograders.grading import execution, referee, sandbox
from autograders.grading.collecting import Upload, collect, is_archive
from autograders.grading.gradebook import CourseBook, CourseError, write_whole
from autograders.grading.outputs import insert
from autograders.grading.page import page
from autograders.grading.reading import Unreadable, parse
from autograders.grading.records import Record
from autograders.grading.referee import Result
from autograders.grading.report import Report
from autograders.grading.seeds import recorded_seed
from autograders.grading.sheet import Sheet
from autograders.grading.submissions import NothingHandedIn, Submission, find
from autograders.grading.summary import Summary
from autograders.grading.template import NotRegistered, Template

COURSE = Path(__file__).resolve().parent.parent

DONE, OUR_FAULT, WRONG_ARGUMENTS = 0, 3, 2


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit code is 0, 2 (wrong arguments) or 3 (see --help)."""
    options = _parser().parse_args(arguments)
    try:
        return grade_class(options)
    except (NothingHandedIn, CourseError, NotRegistered, sandbox.NoSandbox, ValueError) as error:
        print(f"grade: {error}", file=sys.stderr)
        return WRONG_ARGUMENTS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 autograders grade",
        description="Grade DIR/<student>/<lesson>/<lesson>.ipynb: scores into OUT/grades.csv and "
        "nbgrader's gradebook, a page for each student into OUT/<student>/<lesson>.html, a report "
        "on the class into OUT/report.html. What was handed in is only read.",
        epilog="Exit codes: 0 every submission has its scores; 2 wrong arguments, or the course "
        "cannot be graded as it is; 3 some submissions could not be graded through no fault of "
        "their students (they are listed, and have no score: run the command again).",
    )
    parser.add_argument(
        "folder",
        type=Path,
        metavar="DIR",
        help="holds <student>/<lesson>/; or a folder or zip file of loose notebooks as Moodle, "
        "Canvas or Blackboard name them",
    )
    parser.add_argument(
        "--pattern",
        metavar="REGEX",
        help="how loose notebooks are named: a regular expression for the path below DIR with "
        "(?P<student>…) and, where the name tells it, (?P<lesson>…), (?P<id>…) for people of the "
        "same name, (?P<number>…) or (?P<time>…) that grows with each upload; LESSON stands for "
        "any lesson's name",
    )
    parser.add_argument("--lesson", metavar="NN_name", help="this lesson only (default: all)")
    parser.add_argument(
        "--jobs",
        type=int,
        default=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1,
        help="processes that grade at the same time (default: one a core, here %(default)s)",
    )
    parser.add_argument(
        "--seed",
        help="draw the hidden inputs from this seed (default: the course's own, which is drawn "
        "once and kept in grading_seed.txt)",
    )
    parser.add_argument(
        "--report",
        type=Path,
        metavar="OUT",
        help="folder for grades.csv and the pages (default: reports, in the course's folder)",
    )
    parser.add_argument(
        "--course",
        type=Path,
        default=COURSE,
        help="folder of nbgrader_config.py and gradebook.db (default: %(default)s)",
    )
    parser.add_argument(
        "--unprotected",
        action="store_true",
        help="grade even where nothing keeps a student's code from your files",
    )
    return parser


@dataclass
class _Run:
    """One run of the command."""

    book: CourseBook
    templates: dict[str, Template]
    seed: str
    unprotected: bool
    merged: dict[str, NotebookNode] = field(default_factory=dict)
    refused: dict[str, Result] = field(default_factory=dict)

    def jobs(self, submissions: list[Submission | Upload]) -> Iterator[tuple[str, execution.Job]]:
        """A job for each readable submission; the others are refused with their reason."""
        for submission in submissions:
            template = self.templates[submission.lesson]
            try:
                notebook = template.merge(parse(submission.content()))
            except Unreadable as reason:
                self.merged[submission.key] = template.unanswered()
                self.refused[submission.key] = referee.refuse(
                    self.merged[submission.key], str(reason), "unreadable", "refused"
                )
                continue
            self.merged[submission.key] = notebook
            seed = referee.seed_of(self.seed, submission.student, submission.lesson)
            yield submission.key, execution.Job.of(notebook, seed, self.unprotected)

    def results(
        self, submissions: list[Submission | Upload], processes: int
    ) -> Iterator[tuple[str, Result | execution.Failure]]:
        """Every submission's key with its result, as they come."""
        for key, result in execution.run(self.jobs(submissions), processes):
            yield from self._refusals()
            yield key, result
        yield from self._refusals()

    def _refusals(self) -> Iterator[tuple[str, Result]]:
        while self.refused:
            yield self.refused.popitem()


def grade_class(options: argparse.Namespace) -> int:
    """Grade everything below options.folder; the exit code."""
    if options.jobs < 1:
        raise ValueError("--jobs must be 1 or more")
    started = time.monotonic()
    print(sandbox.chosen(options.unprotected).line())
    book = CourseBook(options.course)
    try:
        lessons = [options.lesson] if options.lesson else book.lessons()
        if unknown := set(lessons) - set(book.lessons()):
            raise CourseError(
                f"there is no lesson {unknown.pop()} in this course (known: "
                f"{', '.join(book.lessons()) or 'none, run `python3 autograders build`'})"
            )
        submissions = _handed_in(options, lessons, book.lessons())
        templates = {name: book.register(name) for name in sorted({s.lesson for s in submissions})}
        seed = options.seed or recorded_seed(book.folder)
        run = _Run(book, templates, seed, options.unprotected)
        out = options.report or book.folder / "reports"
        out.mkdir(parents=True, exist_ok=True)
        summary = _grade(run, submissions, min(options.jobs, len(submissions)), out)
    finally:
        book.close()
    print(summary.text(time.monotonic() - started))
    print(f"Scores: {out / 'grades.csv'} and {book.folder / 'gradebook.db'}; pages: {out}")
    print(f"Report: {out / 'report.html'}")
    return OUR_FAULT if summary.failed else DONE


def _handed_in(
    options: argparse.Namespace, lessons: list[str], known: list[str]
) -> list[Submission | Upload]:
    """nbgrader's layout where there is one, else loose uploads told apart by their names."""
    loose = options.pattern is not None or is_archive(options.folder)
    if not loose:
        try:
            return find(options.folder, lessons)
        except NothingHandedIn:
            a_course = (options.folder / "nbgrader_config.py").exists()
            if a_course or not options.folder.is_dir():
                raise
    collection = collect(options.folder, lessons, known, options.pattern)
    for remark in collection.remarks:
        print(f"Left out: {remark}")
    return collection.uploads


def _grade(run: _Run, submissions: list[Submission | Upload], processes: int, out: Path) -> Summary:
    by_key = {submission.key: submission for submission in submissions}
    summary, report, sheet = Summary(), Report(), Sheet(out / "grades.csv")
    try:
        results = run.results(submissions, processes)
        for key, result in tqdm(results, total=len(by_key), unit=" notebooks", desc="Grading"):
            submission, notebook = by_key[key], run.merged.pop(key)
            if isinstance(result, execution.Failure):
                summary.fail(key, result.reason)
                report.fail(key, result.reason)
                continue
            record = Record.of(submission.student, submission.lesson, notebook, result)
            _write(run.book, submission, notebook, result, out)
            for reader in (sheet, summary, report):
                reader.add(record)
    finally:
        sheet.close()
        write_whole(out / "report.html", report.html())
    return summary


def _write(
    book: CourseBook,
    submission: Submission | Upload,
    notebook: NotebookNode,
    result: Result,
    out: Path,
) -> None:
    """One submission's page and its lines in the gradebook."""
    folder = out / submission.student
    folder.mkdir(exist_ok=True)
    text = page(submission.student, submission.lesson, notebook, result)
    write_whole(folder / f"{submission.lesson}.html", text)
    graded = insert(notebook, result)
    book.save(submission.student, submission.lesson, graded, submission.handed_in())
