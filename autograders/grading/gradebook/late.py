"""nbgrader's late penalties with the rules of `deadlines.toml`, on both roads of grading."""

from datetime import timedelta, tzinfo
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin

from autograders.grading.gradebook.deadlines import Deadlines, read_deadlines
from autograders.grading.submissions.folders import Submission


class LatePolicy(LateSubmissionPlugin):
    """nbgrader's `penalty_method`, and a grace period and a penalty for each day besides."""

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float | None:
        """Points to take off; None for none. nbgrader never takes off more than the score."""
        lesson, late = self.parent.assignment_id, timedelta(seconds=total_seconds_late)
        deadline = read_deadlines(Path(self.config.CourseDirectory.root or ".")).of(lesson)
        if late <= deadline.grace:
            return None
        most = float(self.parent.gradebook.find_assignment(lesson).max_score or 0.0)
        own = deadline.penalty(late, most)
        theirs = super().late_submission_penalty(student_id, score, total_seconds_late)
        return min(max(own, theirs or 0.0), score) or None


def set_deadline(book: Gradebook, lesson: str, deadlines: Deadlines) -> None:
    """Give the gradebook the lesson's deadline, where the file has one."""
    if due := deadlines.of(lesson).due:
        assignment = book.find_assignment(lesson)
        if assignment.duedate != due:
            assignment.duedate = due
            book.db.commit()


def settle(
    book: Gradebook,
    lesson: str,
    student: str,
    deadlines: Deadlines,
    folder: Path,
    zone: tzinfo | None = None,
) -> None:
    """A submission's extension, and the time of its timestamp.txt in `folder` as we read it:
    nbgrader itself takes some zones for UTC."""
    submission = book.find_submission(lesson, student)
    if deadlines.names(lesson):
        submission.extension = deadlines.of(lesson).extension(student)
    if when := Submission(student, lesson, folder, zone=zone).when():
        submission.timestamp = when
    book.db.commit()
