"""Marks and comments given by hand and penalties for being late: read here and nowhere else."""

from dataclasses import dataclass, field

from nbgrader.api import MissingEntry

from autograders.grading.gradebook.book import CourseBook


@dataclass(frozen=True)
class Marks:
    """What an instructor or the course's rules have added to the verdicts of a submission.

    by_hand: marks that replace a test's points, or are a cell's only ones, by grade_id; comments:
    by grade_id; others: points for cells that the lesson does not have any more; late: the penalty,
    taken off; open: the cells that wait for a mark; above: those whose mark is more than they are
    worth (its points were lowered later, say); extra: the extra credit in those of by_hand that are
    no mark, but the tests' points and this.
    """

    by_hand: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    others: float = 0.0
    late: float = 0.0
    open: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()
    extra: dict[str, float] = field(default_factory=dict)


NO_MARKS = Marks()


def marks_of(book: CourseBook, student: str, lesson: str, names: set[str]) -> Marks:
    """What the gradebook holds of a submission besides verdicts; names: of all that has points."""
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
        by_hand={name: points for name, points in given.items() if name in names},
        comments={
            name: text
            for name in names
            if (text := comments.get(name) or comments.get(f"{name}-answer", ""))
        },
        others=sum(points for name, points in given.items() if name not in names),
        late=float(submission.late_submission_penalty or 0.0),
        open=frozenset(
            grade.name
            for grade in notebook.grades
            if grade.auto_score is None and grade.manual_score is None
        ),
        above=frozenset(
            grade.name for grade in notebook.grades if (grade.manual_score or 0) > grade.max_score
        ),
        extra={
            grade.name: float(grade.extra_credit)
            for grade in notebook.grades
            if grade.extra_credit and grade.manual_score is None and grade.name in names
        },
    )
