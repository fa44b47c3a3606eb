"""The page that a student reads: points, the named mistake, where to reread, their own code.

One self-contained file: everything escaped, no script, nothing fetched, and a content security
policy that says so.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat import NotebookNode

from autograders.exercises import EXERCISES
from autograders.grading import merging
from autograders.grading.referee import Result, Score, readable

CODE_CHARACTERS = 20_000
TEMPLATES = Path(__file__).parent / "templates"
templates = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Marks:
    """What an instructor or the course's rules have added to the verdicts of a submission.

    by_hand: marks that replace a test's points, by grade_id; comments: by grade_id of the test;
    others: points for cells that no test decides; late: the penalty, taken off.
    """

    by_hand: dict[str, float] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    others: float = 0.0
    late: float = 0.0


@dataclass(frozen=True)
class Part:
    """One exercise on the page."""

    title: str
    score: Score
    see: str
    code: str
    state: str
    by_hand: bool
    comment: str

    @property
    def shown(self) -> bool:
        """Is there more to say than that the whole file could not be read?"""
        return self.state != "unread" or bool(self.comment)

    @property
    def message(self) -> str:
        """What the test says; a file that could not be read has its reason at the page's top."""
        return "" if self.score.diagnosis == UNREADABLE else self.score.message


NO_MARKS = Marks()
UNREADABLE = "unreadable"
"""Diagnosis of every exercise of a file that is no notebook."""


def page(
    student: str, lesson: str, notebook: NotebookNode, result: Result, marks: Marks = NO_MARKS
) -> str:
    """The HTML of one graded submission; `result` has the marks given by hand in it already."""
    scores = list(result.scores.values())
    refused = next((s.message for s in scores if s.diagnosis == UNREADABLE), "")
    answers = [""] * len(scores) if refused else codes(notebook)
    parts = [_part(score, code, marks) for score, code in zip(scores, answers, strict=True)]
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    return templates.get_template("page.html").render(
        student=readable(student),
        lesson=lesson,
        title=_title(notebook, lesson),
        parts=parts,
        refused=refused,
        marks=marks,
        points=max(sum(p.score.points for p in parts) + marks.others - marks.late, 0.0),
        most=sum(part.score.max_points for part in parts),
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def _part(score: Score, code: str, marks: Marks) -> Part:
    exercise = EXERCISES.get(score.grade_id)
    title = f"Exercise {exercise.number} · {exercise.name}" if exercise else score.grade_id
    state = "right" if score.points >= score.max_points else "partly" if score.points else "wrong"
    comment = readable(marks.comments.get(score.grade_id, ""))
    by_hand = score.grade_id in marks.by_hand
    unread = score.diagnosis == UNREADABLE
    if unread and not by_hand:
        state = "unread"
    see = getattr(exercise, "see", "") if state != "right" and not unread else ""
    see = see if see not in score.message else ""
    return Part(title, score, see, readable(code), state, by_hand, comment)


def codes(notebook: NotebookNode) -> list[str]:
    """The student's code before each test cell: the answer, and cells of their own beside it."""
    codes, own = [], []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        if merging.is_test(cell):
            codes.append("\n\n".join(own)[:CODE_CHARACTERS])
            own = []
        elif merging.is_answer(cell) or merging.grade_id(cell) is None:
            released = cell.metadata.get("origin") == "release" and not merging.is_answer(cell)
            if not released and cell.source.strip():
                own.append(cell.source)
    return codes


def _title(notebook: NotebookNode, lesson: str) -> str:
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return readable(line[2:].strip())
    return lesson
