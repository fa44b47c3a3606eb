"""The page that a student reads: points, the named mistake, where to reread, their own code.

One self-contained file: everything escaped, no script, nothing fetched, and a content security
policy that says so.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from nbformat import NotebookNode

from autograders.exercises import EXERCISES
from autograders.grading.gradebook.marks import NO_MARKS, Marks
from autograders.grading.notebooks.cells import codes
from autograders.grading.notebooks.results import (
    BEST_ATTEMPT,
    BY_HAND,
    NO_ANSWER,
    OPEN,
    UNREADABLE,
    Result,
    Score,
)
from autograders.grading.reports.answers import Answers, Piece
from autograders.grading.reports.compiled import KeptTemplates
from autograders.grading.text import readable

RESULTS = {"right": "works", "partly": "partly", "wrong": "not yet", "unread": "not read"}
NOT_MARKED = "Your instructor has not marked this yet."
NOTHING_THERE = "There is no answer of yours here."
TEMPLATES = Path(__file__).parent / "templates"
OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
}
templates = Environment(
    loader=FileSystemLoader(TEMPLATES), bytecode_cache=KeptTemplates(OPTIONS), **OPTIONS
)


def styled(*sheets: str) -> dict[str, str]:
    """These style sheets as a page holds them: the text, and the hash that its policy allows."""
    style = "\n".join((TEMPLATES / name).read_text(encoding="utf-8") for name in sheets)
    digest = hashlib.sha256(style.encode()).digest()
    return {"style": style, "style_hash": base64.b64encode(digest).decode()}


@dataclass(frozen=True)
class Part:
    """One exercise on the page."""

    title: str
    score: Score
    see: str
    code: str
    state: str
    by_hand: bool
    extra: float
    comment: str
    answer: list[Piece] = field(default_factory=list)

    @property
    def result(self) -> str:
        """In one or two words."""
        if self.score.by_person and self.state != "unread":
            return {OPEN: "not marked yet", BY_HAND: "marked"}.get(self.score.status, "no answer")
        return RESULTS[self.state]

    @property
    def points(self) -> str:
        """Of how many points: none are given yet where a mark is missing."""
        given = "–" if self.score.status == OPEN else f"{self.score.points:g}"
        return f"{given} of {self.score.max_points:g}"

    @property
    def shown(self) -> bool:
        """Is there more to say than that the whole file could not be read?"""
        return self.state != "unread" or bool(self.comment)

    @property
    def message(self) -> str:
        """What the test says; a file that could not be read has its reason at the page's top."""
        if self.score.diagnosis in (OPEN, NO_ANSWER):
            return NOT_MARKED if self.score.diagnosis == OPEN else NOTHING_THERE
        return "" if self.score.diagnosis == UNREADABLE else self.score.message


def page(
    student: str, lesson: str, notebook: NotebookNode, result: Result, marks: Marks = NO_MARKS
) -> str:
    """The HTML of one graded submission; `result` has the marks given by hand in it already."""
    scores = list(result.scores.values())
    refused = next((s.message for s in scores if s.diagnosis == UNREADABLE), "")
    tests = [score.grade_id for score in scores if not score.by_person]
    code = dict.fromkeys(tests, "") if refused else dict(zip(tests, codes(notebook), strict=True))
    answers = Answers(notebook)
    parts = [
        _answered(score, answers, marks)
        if score.by_person
        else _part(score, code[score.grade_id], marks)
        for score in scores
    ]
    return templates.get_template("page.html").render(
        student=readable(student),
        lesson=lesson,
        title=_title(notebook, lesson),
        parts=parts,
        refused=refused,
        best=notebook.metadata.get(BEST_ATTEMPT, False),
        marks=marks,
        open=sum(part.score.status == OPEN for part in parts),
        points=max(sum(p.score.points for p in parts) + marks.others - marks.late, 0.0),
        most=sum(part.score.max_points for part in parts),
        **styled("page.css"),
    )


def _part(score: Score, code: str, marks: Marks) -> Part:
    exercise = EXERCISES.get(score.grade_id)
    title = f"Exercise {exercise.number} · {exercise.name}" if exercise else score.grade_id
    state = "right" if score.points >= score.max_points else "partly" if score.points else "wrong"
    comment = readable(marks.comments.get(score.grade_id, ""))
    by_hand, extra = score.grade_id in marks.by_hand, marks.extra.get(score.grade_id, 0.0)
    unread = score.diagnosis == UNREADABLE
    if unread and not by_hand:
        state = "unread"
    see = getattr(exercise, "see", "") if state != "right" and not unread else ""
    see = see if see not in score.message else ""
    return Part(title, score, see, readable(code), state, by_hand, extra, comment)


def _answered(score: Score, answers: Answers, marks: Marks) -> Part:
    """The part of a cell that a person marks."""
    state = "right" if score.points >= score.max_points else "partly" if score.points else "wrong"
    state = {OPEN: "open", "refused": "unread"}.get(score.status, state)
    there = state != "unread" and score.diagnosis != NO_ANSWER
    return Part(
        answers.title(score.grade_id),
        score,
        "",
        "",
        state,
        score.status == BY_HAND,
        marks.extra.get(score.grade_id, 0.0),
        readable(marks.comments.get(score.grade_id, "")),
        answers.of(score.grade_id) if there else [],
    )


def _title(notebook: NotebookNode, lesson: str) -> str:
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return readable(line[2:].strip())
    return lesson
