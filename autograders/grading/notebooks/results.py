"""What came of a notebook: a score for every test cell, and what the student's cells showed."""

from dataclasses import asdict, dataclass, field

from nbformat import NotebookNode

from autograders.grading.notebooks.cells import is_test, name_of, worth

OPEN, BY_HAND, NO_ANSWER = "open", "by_hand", "no_answer"
"""Of a score that a person gives: a status while it is not given, and once it is; a diagnosis."""
UNREADABLE = "unreadable"
"""Diagnosis of every exercise of a file that is no notebook."""
BEST_ATTEMPT = "chainrule_best_attempt"
"""Notebook metadata: it counts because no other attempt of the student's earns more."""


@dataclass
class Score:
    """What one test cell gave, or (`by_person`) a person gives for a cell that no test decides.

    For the instructor alone: `answers`, what an answer that is wrong without a name gives at the
    visible inputs; `seen_right`, that a wrong answer is right at all of these; `flags`, what was
    odd about the judging; `because`, the error of a cell above that cost it.
    """

    grade_id: str
    points: float
    max_points: float
    diagnosis: str
    message: str
    status: str = "graded"
    answers: list[str] = field(default_factory=list)
    seen_right: bool = False
    flags: list[str] = field(default_factory=list)
    because: str = ""
    by_person: bool = False


@dataclass
class Result:
    """A whole submission: a score for every test cell, and the student's own outputs."""

    scores: dict[str, Score]
    outputs: dict[int, list[dict]] = field(default_factory=dict)
    counts: dict[int, int | None] = field(default_factory=dict)
    seconds: float = 0.0
    peak: int = 0

    def to_json(self) -> dict:
        """Plain data, for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict) -> "Result":
        """The inverse of to_json."""
        scores = {name: Score(**score) for name, score in data["scores"].items()}
        outputs = {int(index): outputs for index, outputs in data["outputs"].items()}
        counts = {int(index): count for index, count in data["counts"].items()}
        return cls(**{**data, "scores": scores, "outputs": outputs, "counts": counts})


def to_be_marked(cell: NotebookNode) -> Score:
    """The score of a cell that a person marks, before that."""
    return Score(name_of(cell), 0.0, worth(cell), OPEN, "", OPEN, by_person=True)


def refuse(notebook: NotebookNode, reason: str, diagnosis: str, status: str) -> Result:
    """Every test cell 0, with the reason: the file cannot be graded."""
    tests = {name_of(cell): worth(cell) for cell in notebook.cells if is_test(cell)}
    return Result(
        {name: Score(name, 0.0, most, diagnosis, reason, status) for name, most in tests.items()}
    )
