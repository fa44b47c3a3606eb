"""One run over a class: what is done already, what is to be judged, and where results go."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode
from tqdm import tqdm

from autograders.grading import cluster, execution, referee
from autograders.grading.changes import FILE as CHANGES
from autograders.grading.changes import Changes, changed
from autograders.grading.collecting import Upload
from autograders.grading.filling import Filling
from autograders.grading.gradebook import CourseBook, write_whole
from autograders.grading.outputs import insert
from autograders.grading.page import page
from autograders.grading.progress import Progress, fingerprint, state_of_a_lesson
from autograders.grading.reading import Unreadable, parse
from autograders.grading.records import Record
from autograders.grading.referee import Result
from autograders.grading.report import Report
from autograders.grading.sheet import Sheet, Totals
from autograders.grading.submissions import Submission
from autograders.grading.summary import Summary
from autograders.grading.template import Template

RESERVED = {
    "canvas.csv",
    "changes.csv",
    "grades.csv",
    "left_out.txt",
    "moodle.csv",
    "report.html",
    "totals.csv",
}
"""Files of ours in OUT; those that begin with a dot are safe, since no student's name does."""


def folder_for(student: str) -> str:
    """The folder of a student's pages in OUT, which must not take the place of a file there."""
    return f"{student}_" if student.casefold().rstrip("_") in RESERVED else student


@dataclass
class Run:
    """One run of the command; processes: how many judge at once, where no scheduler does."""

    book: CourseBook
    templates: dict[str, Template]
    seed: str
    unprotected: bool
    out: Path
    progress: Progress
    processes: int = 1
    scheduler: str | None = None
    filling: Filling | None = None
    merged: dict[str, NotebookNode] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @cached_property
    def states(self) -> dict[str, str]:
        """What each lesson's results rest on, besides what was handed in."""
        return {
            lesson: state_of_a_lesson(template, self.book.rules(lesson))
            for lesson, template in self.templates.items()
        }

    @cached_property
    def graded(self) -> dict[str, set[str]]:
        """Who is in the gradebook, by lesson, when the run begins."""
        return {lesson: self.book.graded(lesson) for lesson in self.templates}

    def done_before(
        self, submissions: list[Submission | Upload]
    ) -> Iterator[tuple[Submission | Upload, Record | None]]:
        """Each submission with its record, where earlier runs graded just this one."""
        for submission in submissions:
            known = self.progress.has(submission.key) and self._is_written(submission)
            yield submission, self._record(submission) if known else None

    def _record(self, submission: Submission | Upload) -> Record | None:
        try:
            content = submission.content()
        except Unreadable as reason:
            content = str(reason).encode()
        return self.progress.known(submission.key, self._mark(submission, content))

    def _mark(self, submission: Submission | Upload, content: bytes) -> str:
        state = self.states[submission.lesson]
        return fingerprint(content, self._seed(submission), state, submission.handed_in())

    def _seed(self, submission: Submission | Upload) -> int:
        return referee.seed_of(self.seed, submission.student, submission.lesson)

    def _is_written(self, submission: Submission | Upload) -> bool:
        student, lesson = submission.student, submission.lesson
        in_book = student in self.graded[lesson] and self.book.has_notebook(student, lesson)
        return in_book and self.page(submission).exists()

    def page(self, submission: Submission | Upload) -> Path:
        """Where the student's page lies."""
        return self.out / folder_for(submission.student) / f"{submission.lesson}.html"

    def jobs(self, submissions: list[Submission | Upload]) -> Iterator[tuple[str, execution.Job]]:
        """A job for each readable submission; the others are refused with their reason."""
        for submission in submissions:
            key, template = submission.key, self.templates[submission.lesson]
            try:
                content = submission.content()
                self.marks[key] = self._mark(submission, content)
                self.merged[key] = template.merge(parse(content))
            except Unreadable as reason:
                self.marks.setdefault(key, self._mark(submission, str(reason).encode()))
                self.refused[key] = str(reason)
                continue
            seed = self._seed(submission)
            yield key, execution.Job.of(self.merged[key], seed, self.unprotected)

    def results(
        self, submissions: list[Submission | Upload]
    ) -> Iterator[tuple[str, Result | execution.Failure]]:
        """Every submission's key with its result, as they come."""
        jobs = self.jobs(submissions)
        if self.scheduler:
            results = cluster.run(jobs, self.scheduler, self.unprotected)
        else:
            results = execution.run(jobs, min(self.processes, max(len(submissions), 1)))
        for key, result in results:
            yield from self._refused()
            yield key, result
        yield from self._refused()

    def _refused(self) -> Iterator[tuple[str, Result]]:
        while self.refused:
            key, reason = self.refused.popitem()
            lesson = key.rpartition("/")[2]
            self.merged[key] = notebook = self.templates[lesson].unanswered()
            yield key, referee.refuse(notebook, reason, "unreadable", "refused")

    def write(self, submission: Submission | Upload, result: Result) -> Record:
        """One submission's page and its lines in the gradebook; the record of both."""
        student, lesson, key = submission.student, submission.lesson, submission.key
        notebook, mark = self.merged.pop(key), self.marks.pop(key)
        record = Record.of(student, lesson, notebook, result)
        path = self.page(submission)
        path.parent.mkdir(exist_ok=True)
        write_whole(path, page(student, lesson, notebook, result))
        self.book.save(student, lesson, insert(notebook, result), submission.handed_in())
        self.progress.add(key, mark, record)
        return record

    def changes(self, record: Record, key: str) -> list:
        """What this record changes of what the last finished run gave."""
        before = self.progress.before(key)
        found = changed(before, record) if before else []
        marks = self.book.marks_by_hand(record.student, record.lesson) if found else {}
        return [change.with_mark(marks.get(change.exercise)) for change in found]


class Results:
    """Where every submission's result goes: the sheets, the summary, the report, the changes."""

    def __init__(self, run: Run) -> None:
        self.run, self.seen = run, 0
        self.summary, self.report = Summary(), Report()
        self.sheet, self.totals = Sheet(run.out / "grades.csv"), Totals(run.out / "totals.csv")
        self.changes = Changes(run.out / CHANGES)

    def add(self, key: str, record: Record) -> None:
        """A submission that has its scores."""
        self.seen += 1
        for reader in (self.sheet, self.totals, self.summary, self.report, self.run.filling):
            if reader:
                reader.add(record)
        self.changes.add(record.student, record.lesson, self.run.changes(record, key))

    def fail(self, key: str, reason: str) -> None:
        """A submission that has none, which is the grader's fault."""
        self.seen += 1
        self.summary.fail(key, reason)
        self.report.fail(key, reason)

    def close(self, count: int) -> None:
        """Put all files in place; the run is done when all `count` submissions have a score."""
        self.sheet.close()
        self.totals.close()
        self.changes.close()
        write_whole(self.run.out / "report.html", self.report.html())
        self.run.progress.close(done=self.seen == count and not self.summary.failed)


def grade(run: Run, submissions: list[Submission | Upload]) -> Results:
    """Grade all that is not done already; files are whole whenever the run ends."""
    results, count = Results(run), len(submissions)
    compares = not run.progress.first
    try:
        waiting = []
        for submission, record in run.done_before(submissions):
            if record:
                results.add(submission.key, record)
            else:
                waiting.append(submission)
        if results.seen:
            print(
                f"{results.seen} of {count} were graded before and have not changed since; they "
                "stay as they are (--afresh grades all anew).",
                flush=True,
            )
        _judge(run, waiting, results)
    finally:
        results.close(count)
    if compares:
        print("\n".join(results.changes.lines()))
    if run.filling:
        print("\n".join(run.filling.close(run.out)))
    return results


def _judge(run: Run, waiting: list[Submission | Upload], results: Results) -> None:
    by_key = {submission.key: submission for submission in waiting}
    count = results.seen + len(waiting)
    for key, result in _with_a_bar(run.results(waiting), results.seen, count):
        if isinstance(result, execution.Failure):
            run.merged.pop(key), run.marks.pop(key)
            results.fail(key, result.reason)
            continue
        try:
            record = run.write(by_key[key], result)
        except Exception as error:  # one notebook never ends the run for the others
            run.book.roll_back()
            results.fail(key, f"its result cannot be written: {execution.one_line(error)}")
            continue
        results.add(key, record)


def _with_a_bar(results: Iterable, done: int, count: int) -> Iterable:
    """A bar with the remaining time; nothing where no terminal shows it."""
    return tqdm(results, initial=done, total=count, unit=" notebooks", desc="Grading", disable=None)
