"""What `grade` asks and says of times: which upload came in time, and of whom no time is known."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from autograders.grading.gradebook.book import CourseBook
from autograders.grading.gradebook.deadlines import FILE
from autograders.grading.gradebook.whose import Roster, called
from autograders.grading.submissions.hand_in import HandIn
from autograders.grading.submissions.uploads import Upload
from autograders.grading.text import some_of

NEWEST, IN_TIME = "newest", "in-time"
SHOWN = 20


def lateness(book: CourseBook, whose: Roster, lessons: Iterable[str]) -> Callable[[Upload], bool]:
    """Did an upload come too late, by its lesson's deadline, the student's extension and grace?

    Where no time or deadline is known, by what the platform's name for it says.
    """
    due = {lesson: book.due(lesson) for lesson in lessons}

    def is_late(upload: Upload) -> bool:
        when, deadline = upload.when(), due.get(upload.lesson)
        if when is None or deadline is None:
            return upload.late
        rules = book.deadlines.of(upload.lesson)
        people = {upload.student, *whose.who(called(upload), upload.number)}
        given = [more for one in people if (more := rules.extension(one))]
        return when - deadline > rules.grace + max(given, default=timedelta())

    return is_late


def of_times(submissions: Sequence[HandIn], book: CourseBook) -> list[str]:
    """Lines on hand-ins of which no time is known, on those that the platform calls late, and on
    extensions for nobody."""
    untimed: dict[str, int] = defaultdict(int)
    late: dict[str, list[str]] = defaultdict(list)
    for submission in submissions:
        untimed[submission.lesson] += submission.when() is None
        if getattr(submission, "late", False):
            late[submission.lesson].append(submission.student)
    lines = []
    for lesson in sorted(untimed):
        if (count := untimed[lesson]) and book.due(lesson):
            of = (
                "1 hand-in, so it does not count"
                if count == 1
                else f"{count} hand-ins, so none counts"
            )
            lines.append(f"{lesson}: no time is known for {of} as late")
        if who := sorted(late[lesson]):
            lines.append(
                f"{lesson}: LATE by the names that Canvas gave: {some_of(who, SHOWN)}; no "
                "points are taken off for that"
            )
    known = {*book.people(), *(submission.student for submission in submissions)}
    if unknown := book.deadlines.unknown(known):
        lines.append(f"{FILE}: an extension for nobody that is known: {', '.join(unknown[:SHOWN])}")
    return lines
