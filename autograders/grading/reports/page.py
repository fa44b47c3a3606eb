"""The page that a student reads: points, the named mistake, where to reread, their own code.

One self-contained file: everything escaped, no script, nothing fetched, and a content security
policy that says so.
"""

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat import NotebookNode

from autograders.exercises import EXERCISES
from autograders.grading.gradebook.marks import NO_MARKS, Marks
from autograders.grading.notebooks.cells import codes
from autograders.grading.notebooks.results import UNREADABLE, Result, Score
from autograders.grading.text import readable

TEMPLATES = Path(__file__).parent / "templates"
templates = Environment(
    loader=FileSystemLoader(TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


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


def _title(notebook: NotebookNode, lesson: str) -> str:
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return readable(line[2:].strip())
    return lesson
