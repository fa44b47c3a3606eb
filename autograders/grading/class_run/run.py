"""One run over a class: what is done already, what is to be judged, and where results go."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from nbformat import NotebookNode

from autograders.grading.class_run import cluster, processes, progress_line
from autograders.grading.class_run.ledger import (
    Ledger,
    fingerprint,
    state_of_a_lesson,
    state_of_exercises,
)
from autograders.grading.conditions import ORDINARY, Conditions
from autograders.grading.gradebook.book import CourseBook, InUse
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.gradebook.marks import NO_MARKS
from autograders.grading.gradebook.seeds import seed_of
from autograders.grading.gradebook.submitted import Submitted
from autograders.grading.notebooks.outputs import insert
from autograders.grading.notebooks.reading import Unreadable, parse
from autograders.grading.notebooks.release import Template
from autograders.grading.notebooks.results import BEST_ATTEMPT, UNREADABLE, Result, refuse
from autograders.grading.referee.jobs import Failure, Job
from autograders.grading.reports.changes import FILE as CHANGES
from autograders.grading.reports.changes import Change, Changes, changed
from autograders.grading.reports.filling import Filling
from autograders.grading.reports.marked_pages import MarkedPages
from autograders.grading.reports.of_a_class import Tables
from autograders.grading.reports.records import Record
from autograders.grading.reports.standings import Standings
from autograders.grading.reports.summary import Summary
from autograders.grading.submissions.hand_in import HandIn
from autograders.grading.text import kind_and_text


@dataclass
class Run:
    """One run of the command; processes: how many judge at once, where no scheduler does."""

    book: CourseBook
    templates: dict[str, Template]
    seed: str
    unprotected: bool
    out: Path
    ledger: Ledger
    processes: int = 1
    scheduler: str | None = None
    filling: Filling | None = None
    submitted: Submitted | None = None
    conditions: Conditions = ORDINARY
    merged: dict[str, NotebookNode] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    @cached_property
    def marking(self) -> MarkedPages:
        """Marks given by hand, as they are when the run begins."""
        return MarkedPages(self.book, self.out)

    @cached_property
    def states(self) -> dict[str, str]:
        """What each lesson's results rest on, besides what was handed in."""
        return {
            lesson: state_of_a_lesson(
                template,
                f"{self.book.rules(lesson)} {state_of_exercises(lesson)} {self.conditions}",
            )
            for lesson, template in self.templates.items()
        }

    @cached_property
    def graded(self) -> dict[str, set[str]]:
        """Who is in the gradebook, by lesson, when the run begins."""
        return {lesson: self.book.graded(lesson) for lesson in self.templates}

    def done_before(self, submissions: Sequence[HandIn]) -> Iterator[tuple[HandIn, Record | None]]:
        """Each submission with its record, where earlier runs graded just this one."""
        for submission in submissions:
            known = self.ledger.has(submission.key) and self._is_written(submission)
            yield submission, self._record(submission) if known else None

    def _record(self, submission: HandIn) -> Record | None:
        try:
            content = self._content(submission)
        except Unreadable as reason:
            content = str(reason).encode()
        return self.ledger.known(submission.key, self._stamp(submission, content))

    def _content(self, submission: HandIn) -> bytes:
        """What was handed in, which from now on lies where nbgrader looks for it, too."""
        content = submission.content()
        if self.submitted:
            self.submitted.put(submission, content)
        return content

    def _stamp(self, submission: HandIn, content: bytes) -> str:
        state = self.states[submission.lesson]
        when: object = submission.when()
        if extension := self.book.extension(submission.student, submission.lesson):
            when = f"{when} {extension}"
        if submission.is_best:  # the page says so
            when = f"{when} best"
        return fingerprint(content, self._seed(submission), state, when)

    def _seed(self, submission: HandIn) -> int:
        return seed_of(self.seed, submission.student, submission.lesson)

    def _is_written(self, submission: HandIn) -> bool:
        student, lesson = submission.student, submission.lesson
        in_book = student in self.graded[lesson] and self.book.has_notebook(student, lesson)
        return in_book and self.marking.page(student, lesson).exists()

    def jobs(self, submissions: Sequence[HandIn]) -> Iterator[tuple[str, Job]]:
        """A job for each readable submission; the others are refused with their reason."""
        for submission in submissions:
            key, template = submission.key, self.templates[submission.lesson]
            try:
                content = self._content(submission)
                self.stamps[key] = self._stamp(submission, content)
                self.merged[key] = template.merge(parse(content))
                if submission.is_best:
                    self.merged[key].metadata[BEST_ATTEMPT] = True
            except Unreadable as reason:
                self.stamps.setdefault(key, self._stamp(submission, str(reason).encode()))
                self.refused[key] = str(reason)
                continue
            seed = self._seed(submission)
            yield key, Job.of(self.merged[key], seed, self.unprotected, self.conditions)

    def results(
        self, submissions: Sequence[HandIn]
    ) -> Generator[tuple[str, Result | Failure], None, None]:
        """Every submission's key with its result, as they come."""
        jobs = self.jobs(submissions)
        if self.scheduler:
            results = cluster.run(jobs, self.scheduler, self.unprotected)
        else:
            results = processes.run(jobs, min(self.processes, max(len(submissions), 1)))
        for key, result in results:
            yield from self._refused()
            yield key, result
        yield from self._refused()

    def _refused(self) -> Iterator[tuple[str, Result]]:
        while self.refused:
            key, reason = self.refused.popitem()
            lesson = key.rpartition("/")[2]
            self.merged[key] = notebook = self.templates[lesson].unanswered()
            yield key, refuse(notebook, reason, UNREADABLE, "refused")

    def write(self, submission: HandIn, result: Result) -> Record:
        """One submission's page and its lines in the gradebook; the record of both."""
        student, lesson, key = submission.student, submission.lesson, submission.key
        notebook, stamp = self.merged.pop(key), self.stamps.pop(key)
        record = replace(
            Record.of(student, lesson, notebook, result),
            number=submission.number,
            uploaded_as=submission.uploaded_as,
        )
        graded = insert(notebook, result)
        if self.book.save(student, lesson, graded, submission.when()):
            self.marking.look_again(student, lesson)
        self.marking.write(record, graded)
        self.ledger.add(key, stamp, record)
        return record

    def others(self, but: set[str]) -> Iterator[Record]:
        """What earlier runs gave those who are in the gradebook and not in `but`."""
        graded: dict[str, set[str]] = {}
        for record in self.ledger.others(but):
            if record.lesson not in graded:
                graded[record.lesson] = self.book.graded(record.lesson)
            if record.student in graded[record.lesson]:
                yield record

    def changes(self, before: Record, record: Record) -> list[Change]:
        """What this record changes of what the last finished run gave."""
        found = changed(before, record)
        marks = self.marking.marks(record) if found else NO_MARKS
        return [
            change.with_mark(marks.by_hand.get(change.exercise), marks.extra.get(change.exercise))
            for change in found
        ]


class Results:
    """Where every submission's result goes: the tables, the summary, the changes."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.seen: set[str] = set()
        self.first_time = self.again = 0
        self.summary, self.changes = Summary(), Changes(run.out / CHANGES)
        self.standings = Standings(run.out)
        self.tables = Tables(run.out, run.filling, set(run.templates))

    def add(self, key: str, record: Record) -> None:
        """A submission that has its scores, as the tests gave them."""
        self.seen.add(key)
        before = self.run.ledger.before(key)
        self.first_time += before is None
        self.again += before is not None
        told = self.run.changes(before, record) if before else []
        self.summary.add(self._tell(record, told))

    def _tell(self, record: Record, told: list[Change]) -> Record:
        """Put a record with its marks into the tables, and tell what of it has changed."""
        marked = self.run.marking.over(record)
        marks = self.run.marking.marks(record)
        more = self.standings.add(marked, marks, told)
        self.changes.add(record.student, record.lesson, [*told, *more])
        self.tables.add(marked)
        return marked

    def fail(self, key: str, reason: str) -> None:
        """A submission that has none, which is the grader's fault."""
        self.seen.add(key)
        self.summary.fail(key, reason)
        self.tables.fail(key, reason)

    def close(self, count: int) -> None:
        """Put all files in place; the run is done when all `count` submissions have a score."""
        done = len(self.seen) == count and not self.summary.failed
        for record in self.run.others(self.seen):
            self._tell(record, [])
        self.tables.close(ClassList.of(self.run.book))
        self.changes.close()
        self.standings.close(done)
        self.run.marking.close()
        self.run.ledger.close(done)

    def lines(self) -> list[str]:
        """What to print on whose score is another one now, and whose mark stays."""
        lines = []
        if self.first_time and not self.run.ledger.first:
            lines.append(f"{self.first_time} graded for the first time")
        if self.again or self.changes:
            lines += self.changes.lines()
        told = self.run.submitted.lines() if self.run.submitted else []
        return [*lines, *self.run.marking.lines(), *told]


def grade(run: Run, submissions: Sequence[HandIn]) -> Results:
    """Grade all that is not done already; files are whole whenever the run ends."""
    results, count = Results(run), len(submissions)
    try:
        waiting = []
        for submission, record in run.done_before(submissions):
            if record:
                results.add(submission.key, record)
            else:
                waiting.append(submission)
        if results.seen:
            print(
                f"{len(results.seen)} of {count} were graded before and have not changed since; "
                "they stay as they are (--afresh grades all anew).",
                flush=True,
            )
        _judge(run, waiting, results)
    except BaseException:  # Ctrl+C in a statement leaves the gradebook in the middle of it
        run.book.roll_back()
        raise
    finally:
        results.close(count)
    for line in (*results.lines(), *results.tables.fill()):
        print(line)
    return results


def _judge(run: Run, waiting: Sequence[HandIn], results: Results) -> None:
    by_key = {submission.key: submission for submission in waiting}
    done = len(results.seen)
    with closing(run.results(waiting)) as judged:
        for key, result in progress_line.shown(judged, done, done + len(waiting)):
            if isinstance(result, Failure):
                run.merged.pop(key), run.stamps.pop(key)
                results.fail(key, result.reason)
                continue
            try:
                record = run.write(by_key[key], result)
            except InUse:  # no other result could be written
                raise
            except Exception as error:  # one notebook never ends the run for the others
                run.book.roll_back()
                reason = kind_and_text(getattr(error, "orig", None) or error)  # without the SQL
                results.fail(key, f"its result cannot be written: {reason}")
                continue
            results.add(key, record)
