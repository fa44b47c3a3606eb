"""What is kept of a graded submission: enough for the sheet, the summary and the report.

A record is small and plain, so that a run's records can be written as they come and read again
by the run that goes on after an interruption.
"""

from dataclasses import asdict, dataclass, field

from nbformat import NotebookNode

from autograders.grading.notebooks.cells import codes, is_marked_by_hand, is_test, name_of
from autograders.grading.notebooks.results import OPEN, Result, Score, to_be_marked
from autograders.grading.reports.suspicions import suspicions
from autograders.grading.text import readable

EXCERPT = 1500
"""Characters of code kept of an answer that nobody has a name for yet."""


@dataclass(frozen=True)
class Record:
    """One graded submission.

    scores: in the order of the notebook, with those that a person gives; suspicions: what an
    instructor might look at; code: of the answers that are wrong without a name, by exercise;
    besides: points that belong to no score, such as a penalty (below 0) for being late; number:
    another system's for the student; uploaded_as: what that system has put before the file's name;
    comments: what a person wrote, by grade_id, once marks are in it.
    """

    student: str
    lesson: str
    scores: list[Score]
    suspicions: list[str] = field(default_factory=list)
    code: dict[str, str] = field(default_factory=dict)
    besides: float = 0.0
    number: str = ""
    uploaded_as: str = ""
    comments: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, student: str, lesson: str, notebook: NotebookNode, result: Result) -> "Record":
        """The record of a merged notebook and its result."""
        tests = result.scores
        code = {
            score.grade_id: readable(text)[:EXCERPT]
            for score, text in zip(tests.values(), codes(notebook), strict=True)
            if score.answers
        }
        scores = [
            tests[name_of(cell)] if is_test(cell) else to_be_marked(cell)
            for cell in notebook.cells
            if is_test(cell) or is_marked_by_hand(cell)
        ]
        return cls(student, lesson, scores, suspicions(notebook, result), code)

    @property
    def refused(self) -> str | None:
        """Why the file could not be read; None when it could."""
        return next((s.message for s in self.scores if s.status == "refused"), None)

    @property
    def open(self) -> list[str]:
        """The cells that wait for a person's mark; until then the points are not complete."""
        return [score.grade_id for score in self.scores if score.status == OPEN]

    @property
    def points(self) -> float:
        """Points in all, not less than 0."""
        return max(sum(score.points for score in self.scores) + self.besides, 0.0)

    def to_json(self) -> dict:
        """Plain data for a line of a file."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Record":
        """The inverse of to_json."""
        return cls(**{**data, "scores": [Score(**score) for score in data["scores"]]})
