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

from autograders.grading import cluster, execution, referee, sandbox
from autograders.grading.collecting import BadPattern, Upload, collect, is_archive
from autograders.grading.gradebook import CourseBook, CourseError, write_whole
from autograders.grading.outputs import insert
from autograders.grading.page import page
from autograders.grading.progress import Progress, fingerprint
from autograders.grading.reading import Unreadable, parse
from autograders.grading.records import Record
from autograders.grading.referee import Result
from autograders.grading.report import Report
from autograders.grading.seeds import EmptySeed, recorded_seed
from autograders.grading.sheet import Sheet, Totals
from autograders.grading.submissions import NothingHandedIn, Submission, find
from autograders.grading.summary import Summary
from autograders.grading.template import NotRegistered, Template

COURSE = Path(__file__).resolve().parent.parent

_WRONG = (NothingHandedIn, CourseError, NotRegistered, sandbox.NoSandbox, BadPattern, EmptySeed)
DONE, OUR_FAULT, WRONG_ARGUMENTS, STOPPED = 0, 3, 2, 130


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit code is 0, 2, 3 or 130 (see --help)."""
    options = _parser().parse_args(arguments)
    try:
        return grade_class(options)
    except _WRONG as error:
        print(f"grade: {error}", file=sys.stderr)
        return WRONG_ARGUMENTS
    except cluster.ClusterError as error:
        print(f"grade: {error}", file=sys.stderr)
        return OUR_FAULT
    except KeyboardInterrupt:
        print("grade: stopped; the same command goes on from here", file=sys.stderr)
        return STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 autograders grade",
        description="Grade DIR/<student>/<lesson>/<lesson>.ipynb: scores into OUT/grades.csv, "
        "OUT/totals.csv and nbgrader's gradebook, a page for each student into "
        "OUT/<student>/<lesson>.html, a report on the class into OUT/report.html. What was handed "
        "in is only read.",
        epilog="Exit codes: 0 every submission has its scores; 2 wrong arguments, or the course "
        "cannot be graded as it is; 3 some submissions could not be graded through no fault of "
        "their students (they are listed, and have no score: run the command again); 130 stopped "
        "by Ctrl+C. A run that was stopped, or left something ungraded, is continued by the same "
        "command.",
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
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="judge on the workers of this Dask scheduler instead of --jobs processes; they need "
        "this course's folder and environment",
    )
    parser.add_argument(
        "--afresh",
        action="store_true",
        help="grade all anew, also what an interrupted run has finished",
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
    out: Path
    progress: Progress
    merged: dict[str, NotebookNode] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    ready: dict[str, Result | Record] = field(default_factory=dict)

    def jobs(self, submissions: list[Submission | Upload]) -> Iterator[tuple[str, execution.Job]]:
        """A job for each readable submission; the others are refused with their reason, and what
        an interrupted run has finished is not done again."""
        for submission in submissions:
            key, template = submission.key, self.templates[submission.lesson]
            seed = referee.seed_of(self.seed, submission.student, submission.lesson)
            try:
                content = submission.content()
                if self._is_done(submission, fingerprint(content, seed, template)):
                    continue
                self.merged[key] = template.merge(parse(content))
            except Unreadable as reason:
                if self._is_done(submission, fingerprint(str(reason).encode(), seed, template)):
                    continue
                self.merged[key] = template.unanswered()
                self.ready[key] = referee.refuse(
                    self.merged[key], str(reason), "unreadable", "refused"
                )
                continue
            yield key, execution.Job.of(self.merged[key], seed, self.unprotected)

    def _is_done(self, submission: Submission | Upload, mark: str) -> bool:
        self.marks[submission.key] = mark
        record = self.progress.known(submission.key, mark)
        there = record is not None and self.book.has_graded(submission.student, submission.lesson)
        if there and _page(self.out, submission).exists():
            self.ready[submission.key] = record
            return True
        return False

    def results(
        self, submissions: list[Submission | Upload], processes: int, scheduler: str | None
    ) -> Iterator[tuple[str, Result | Record | execution.Failure]]:
        """Every submission's key with its result, as they come."""
        jobs = self.jobs(submissions)
        if scheduler:
            results = cluster.run(jobs, scheduler, self.unprotected)
        else:
            results = execution.run(jobs, processes)
        for key, result in results:
            yield from self._ready()
            yield key, result
        yield from self._ready()

    def _ready(self) -> Iterator[tuple[str, Result | Record]]:
        while self.ready:
            yield self.ready.popitem()


def grade_class(options: argparse.Namespace) -> int:
    """Grade everything below options.folder; the exit code."""
    if options.jobs < 1:
        raise CourseError("--jobs must be 1 or more")
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
        out = options.report or book.folder / "reports"
        out.mkdir(parents=True, exist_ok=True)
        progress = Progress(out, options.afresh)
        run = _Run(book, templates, seed, options.unprotected, out, progress)
        summary = _grade(run, submissions, min(options.jobs, len(submissions)), options.scheduler)
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


def _grade(
    run: _Run, submissions: list[Submission | Upload], processes: int, scheduler: str | None
) -> Summary:
    by_key = {submission.key: submission for submission in submissions}
    summary, report = Summary(), Report()
    sheet, totals = Sheet(run.out / "grades.csv"), Totals(run.out / "totals.csv")
    kept = seen = 0
    try:
        results = run.results(submissions, processes, scheduler)
        for key, result in tqdm(results, total=len(by_key), unit=" notebooks", desc="Grading"):
            seen += 1
            submission, notebook = by_key[key], run.merged.pop(key, None)
            mark = run.marks.pop(key)
            if isinstance(result, execution.Failure):
                summary.fail(key, result.reason)
                report.fail(key, result.reason)
                continue
            if isinstance(result, Record):
                record, kept = result, kept + 1
            else:
                try:
                    record = Record.of(submission.student, submission.lesson, notebook, result)
                    _write(run, submission, notebook, result)
                    run.progress.add(key, mark, record)
                except Exception as error:  # one notebook never ends the run for the others
                    run.book.roll_back()
                    reason = f"its result cannot be written: {execution.one_line(error)}"
                    summary.fail(key, reason)
                    report.fail(key, reason)
                    continue
            for reader in (sheet, totals, summary, report):
                reader.add(record)
    finally:
        sheet.close()
        totals.close()
        write_whole(run.out / "report.html", report.html())
        run.progress.close(done=seen == len(by_key) and not summary.failed)
    if kept:
        print(f"{kept} of {len(by_key)} were graded by the run before, and are as it left them.")
    return summary


def _write(
    run: _Run, submission: Submission | Upload, notebook: NotebookNode, result: Result
) -> None:
    """One submission's page and its lines in the gradebook."""
    path = _page(run.out, submission)
    path.parent.mkdir(exist_ok=True)
    write_whole(path, page(submission.student, submission.lesson, notebook, result))
    graded = insert(notebook, result)
    run.book.save(submission.student, submission.lesson, graded, submission.handed_in())


def _page(out: Path, submission: Submission | Upload) -> Path:
    return out / submission.student / f"{submission.lesson}.html"
