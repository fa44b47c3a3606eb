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
class Part:
    """One exercise on the page."""

    title: str
    score: Score
    see: str
    code: str
    state: str


def page(student: str, lesson: str, notebook: NotebookNode, result: Result) -> str:
    """The HTML of one graded submission."""
    parts = [
        _part(score, code)
        for score, code in zip(result.scores.values(), codes(notebook), strict=True)
    ]
    style = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    return templates.get_template("page.html").render(
        student=readable(student),
        lesson=lesson,
        title=_title(notebook, lesson),
        parts=parts,
        points=sum(part.score.points for part in parts),
        most=sum(part.score.max_points for part in parts),
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def _part(score: Score, code: str) -> Part:
    exercise = EXERCISES.get(score.grade_id)
    title = f"Exercise {exercise.number} · {exercise.name}" if exercise else score.grade_id
    state = "right" if score.points >= score.max_points else "partly" if score.points else "wrong"
    see = getattr(exercise, "see", "") if state != "right" else ""
    return Part(title, score, see if see not in score.message else "", readable(code), state)


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
