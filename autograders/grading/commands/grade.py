"""`python3 autograders grade DIR`: submissions in, scores and pages out."""

import argparse
import contextlib
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from autograders.grading.class_run import cluster
from autograders.grading.class_run.ledger import Ledger, people
from autograders.grading.class_run.run import Run, grade
from autograders.grading.commands.attempts import BEST, Best
from autograders.grading.commands.lateness import IN_TIME, NEWEST, lateness, of_times
from autograders.grading.commands.options import (
    add_conditions,
    add_course,
    add_lesson,
    add_out,
    conditions,
)
from autograders.grading.files import LOCK, Busy, alone, write_whole
from autograders.grading.gradebook.book import (
    CourseBook,
    CourseError,
    InUse,
    NotRegistered,
    told_when_in_use,
)
from autograders.grading.gradebook.roster import roster
from autograders.grading.gradebook.seeds import EmptySeed, recorded_seed
from autograders.grading.gradebook.submitted import Submitted
from autograders.grading.gradebook.whose import NotCertain, Roster, on_the_list
from autograders.grading.notebooks.reading import files_up_to
from autograders.grading.reports.filling import CannotFill, Filling
from autograders.grading.reports.own_words import OwnWordsPage
from autograders.grading.sandbox import walls
from autograders.grading.submissions.finding import hand_ins, refuse_the_courses_own
from autograders.grading.submissions.hand_in import HandIn, NothingHandedIn
from autograders.grading.submissions.namesakes import APART, SAME, Namesakes, kept_apart
from autograders.grading.submissions.naming import BadPattern
from autograders.grading.submissions.own_words import handed_in
from autograders.grading.submissions.times import NoSuchZone, zone_of
from autograders.grading.submissions.uploads import told_apart
from autograders.grading.text import one_line

_WRONG = (
    NothingHandedIn,
    CourseError,
    NotRegistered,
    walls.NoSandbox,
    BadPattern,
    Busy,
    EmptySeed,
    CannotFill,
    Namesakes,
    NotCertain,
    NoSuchZone,
)
REMARKS = 40
"""Lines printed on what was left out; a file holds the others, too."""
DONE, OUR_FAULT, WRONG_ARGUMENTS, STOPPED = 0, 3, 2, 130


def main(arguments: list[str]) -> int:
    """Carry out the command; the exit code is 0, 2, 3 or 130 (see --help)."""
    options = _parser().parse_args(arguments)
    try:
        with told_when_in_use(options.course / "gradebook.db"):
            return grade_class(options)
    except _WRONG as error:
        print(f"grade: {error}", file=sys.stderr)
        return WRONG_ARGUMENTS
    except (cluster.ClusterError, InUse) as error:
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
        "in is only read; a copy of each notebook goes into the course's folder submitted, where "
        "nbgrader looks for it.",
        epilog="Exit codes: 0 every submission has its scores; 2 wrong arguments, or the course "
        "cannot be graded as it is; 3 some submissions could not be graded through no fault of "
        "their students (they are listed, and have no score: run the command again); 130 stopped "
        "by Ctrl+C. The same command goes on where a run was stopped, and later grades what is new "
        "or has changed: a notebook handed in again, the lesson's tests, the seed, the deadline. "
        "It prints whose score changed, and keeps marks given by hand. "
        "One run at a time writes into OUT and into one gradebook. When a notebook was handed in "
        "is read from timestamp.txt beside it, as nbgrader writes it: whoever can write into a "
        "student's folder can set that time.",
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
        "any lesson's name. Students choose what a file is called: let what the system writes come "
        "first in the expression, and be as narrow as you can",
    )
    add_lesson(parser)
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
        "--namesakes",
        choices=(APART, SAME),
        help="what an upload of somebody is whose name was graded before with another number of "
        "the system's: another person's (apart: the number comes behind the name), or the same "
        "person's (same: the system has given a new number). Without this option nothing is "
        "graded, and both are named. With apart, who may be more than one person on the class "
        "list keeps a name apart from these, too",
    )
    parser.add_argument(
        "--timezone",
        metavar="ZONE",
        help="the clocks by which Blackboard's times and zones like CET are read, such as "
        "Europe/Berlin (default: that of deadlines.toml, or c.Exchange.timezone; for Blackboard "
        "else this machine's)",
    )
    parser.add_argument(
        "--attempt",
        choices=(NEWEST, IN_TIME, BEST),
        default=NEWEST,
        help="which of several uploads of one student in DIR counts: the newest; the last that "
        "came in time, where there is one; or the one that earns the most points by the tests, "
        "among them what an earlier run graded; for that, all are judged in each run (default: "
        "%(default)s)",
    )
    parser.add_argument(
        "--afresh",
        action="store_true",
        help="grade all anew, also what has not changed since it was graded",
    )
    parser.add_argument(
        "--seed",
        help="draw the hidden inputs from this seed (default: the course's own, which is drawn "
        "once and kept in grading_seed.txt)",
    )
    add_conditions(parser)
    add_out(parser, "grades.csv and the pages")
    add_course(parser)
    parser.add_argument(
        "--unprotected",
        action="store_true",
        help="grade even where nothing keeps a student's code from your files",
    )
    return parser


def grade_class(options: argparse.Namespace) -> int:
    """Grade everything below options.folder; the exit code."""
    if options.jobs < 1:
        raise CourseError("--jobs must be 1 or more")
    allowed = conditions(options)
    started = time.monotonic()
    print(walls.chosen(options.unprotected).line())
    with contextlib.ExitStack() as held:
        if (options.course / "nbgrader_config.py").exists():
            book_file = options.course / "gradebook.db"
            held.enter_context(alone(book_file.with_name("gradebook.db.lock"), str(book_file)))
        held.enter_context(files_up_to(options.file_size))
        book = CourseBook(options.course)
        held.callback(book.close)
        lessons = [options.lesson] if options.lesson else book.lessons()
        if unknown := set(lessons) - set(book.lessons()):
            raise CourseError(
                f"there is no lesson {unknown.pop()} in this course (known: "
                f"{', '.join(book.lessons()) or 'none, run `python3 autograders build`'})"
            )
        out = options.report or book.folder / "reports"
        refuse_the_courses_own(options.folder, book.folder)
        filling = None
        if options.fill:
            filling = Filling(options.fill, book.people(), columns=options.column)
        whose = Roster(roster(book.gradebook), filling.people_by_number() if filling else None)
        raw, remarks = _handed_in(options, book, lessons, whose)
        own = options.folder.resolve() == book.submitted().resolve()
        found = on_the_list(raw, whose, options.namesakes, own, book.people())
        out.mkdir(parents=True, exist_ok=True)
        held.enter_context(alone(out / LOCK, f"--report {out}"))
        unread: list[str] = []
        words = handed_in(options.folder, raw, book.lessons(), unread, options.pattern)
        submissions, told = kept_apart(
            found.submissions, people(out), options.namesakes, bool(whose.people)
        )
        _tell([*remarks, *unread], out)
        for line in (*told_apart(submissions), *told, *found.lines):
            print(one_line(line))
        templates = {name: book.register(name) for name in sorted({s.lesson for s in submissions})}
        for name in templates:
            book.put_deadline(name)
        seed = options.seed or recorded_seed(book.folder)
        if options.attempt == BEST and not own:
            submissions, told = _best(options, book).of_all_runs(submissions)
            for line in told:
                print(line)
        for line in of_times(submissions, book):
            print(one_line(line))
        ledger = Ledger(out, options.afresh)
        held.callback(ledger.let_go)
        run = Run(book, templates, seed, options.unprotected, out, ledger)
        run.submitted = Submitted(book, options.folder)
        run.processes, run.scheduler = options.jobs, options.scheduler
        run.filling = filling
        run.conditions = allowed
        known_as = {old.key: new.student for old, new in zip(raw, submissions, strict=True)}
        for one in words:
            student = known_as.get(f"{one.student}/{one.lesson}", one.student)
            run.submitted.put_words(replace(one, student=student))
        summary = grade(run, submissions).summary
        said = OwnWordsPage().read(book.submitted(), book.lessons()).write(out, book.names())
    print(summary.text(time.monotonic() - started))
    print(f"Scores: {out / 'grades.csv'} and {book.folder / 'gradebook.db'}; pages: {out}")
    print(f"Report: {out / 'report.html'}; the course at a glance: {out / 'overview.html'}")
    for line in said:
        print(line)
    return OUR_FAULT if summary.failed else DONE


def _handed_in(
    options: argparse.Namespace, book: CourseBook, lessons: list[str], whose: Roster
) -> tuple[Sequence[HandIn], list[str]]:
    """What was handed in, with its times; and a line on all that is left out."""
    zone = zone_of(options.timezone) if options.timezone else book.clocks()
    is_late = lateness(book, whose, lessons) if options.attempt == IN_TIME else None
    best = _best(options, book) if options.attempt == BEST else None
    return hand_ins(options.folder, lessons, book.lessons(), options.pattern, zone, is_late, best)


def _best(options: argparse.Namespace, book: CourseBook) -> Best:
    seed = options.seed or recorded_seed(book.folder)
    return Best(book, seed, options.unprotected, conditions(options))


def _tell(remarks: list[str], out: Path) -> None:
    lines = ["Left out: " + one_line(remark) for remark in remarks]
    if len(lines) > REMARKS:
        write_whole(out / "left_out.txt", "\n".join(lines) + "\n")
        lines[REMARKS:] = [f"and {len(lines) - REMARKS} more in {out / 'left_out.txt'}"]
    for line in lines:
        print(line)
