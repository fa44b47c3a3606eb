"""nbgrader's late penalties with the rules of `deadlines.toml`, on both roads of grading."""

from datetime import timedelta
from pathlib import Path

from nbgrader.plugins import LateSubmissionPlugin

from autograders.grading.gradebook.deadlines import read_deadlines


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
