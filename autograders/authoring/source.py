"""Read `solutions/NN_name.py`, a jupytext percent script, as a notebook.

The notebook depends on nothing but the script: the cell ids are made from the lesson's name and
the cell, and what Jupyter and jupytext note for themselves is left out.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from autograders.authoring.course import LESSON_NAME, AuthorError, Course
from autograders.authoring.first_cell import explain_first_import
from autograders.authoring.marks import released
from autograders.authoring.notes import CELL, Fact, Let, lift

#: The notebook metadata of every lesson. No version numbers: they differ between machines.
NOTEBOOK_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}

#: What jupytext notes in a cell in order to write the same script again.
_JUPYTEXT_NOTES = ("lines_to_next_cell", "lines_to_end_of_cell_marker", "cell_marker")


@dataclass(frozen=True)
class Source:
    """A lesson's source: the notebook in it, and where each cell stands in the script.

    `header` is the notebook metadata that the script's own header holds; the notebook itself has
    the constant one. `folder` holds the files beside the notebook, its figures. `facts` are those
    of each cell, `lets` the lesson's named quantities.
    """

    lesson: str
    folder: Path
    shown: str
    notebook: NotebookNode
    lines: list[int | None]
    header: dict[str, Any]
    facts: list[list[Fact]]
    lets: dict[str, Let]

    def place(self, index: int) -> str:
        """File, line and name of a cell, as messages begin."""
        line = self.lines[index]
        where = self.shown if line is None else f"{self.shown}:{line}"
        return f"{where}: {name_of(self.notebook.cells[index], index)}"


def name_of(cell: NotebookNode, index: int) -> str:
    """What messages call a cell: its grade_id when it has one, else its number and first line."""
    grade_id = nbgrader_of(cell).get("grade_id")
    if grade_id:
        return f"cell {grade_id}"
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "empty")
    short = first if len(first) <= 40 else first[:39] + "…"
    return f"cell {index + 1} ({short})"


def nbgrader_of(cell: NotebookNode) -> dict[str, Any]:
    """A cell's nbgrader metadata; empty when it has none (or no object)."""
    data = cell.metadata.get("nbgrader", {})
    return data if isinstance(data, dict) else {}


def read_source(course: Course, lesson: str) -> Source:
    """Read a lesson's source. Raises `AuthorError` when it cannot be read as a notebook."""
    path = course.source(lesson)
    shown = course.shown(path)
    if not LESSON_NAME.fullmatch(lesson):
        raise AuthorError(f"{shown}: name a lesson NN_name.py, in small letters")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise AuthorError(f"{shown}: no such file") from None
    except UnicodeDecodeError as error:
        raise AuthorError(f"{shown}: save it as UTF-8 ({error})") from None
    text = text.replace("\r\n", "\n")
    if not CELL.search(text):
        raise AuthorError(f"{shown}: no cell; each begins with a line '# %%' or '# %% [markdown]'")
    script, notes = lift(text, shown, lambda: {e.name: e.points for e in course.exercises(lesson)})
    try:
        read = jupytext.reads(script, fmt="py:percent")
    except Exception as error:  # jupytext raises whatever its parsers raise
        raise AuthorError(f"{shown}: jupytext cannot read it: {_one_line(error)}") from None
    cells = [_tidy(cell) for cell in read.cells]
    for cell, cell_id in zip(cells, cell_ids(lesson, cells), strict=True):
        cell["id"] = cell_id
    explain_first_import(cells, course.root / "README.md")
    rows = _markers(text)
    if (notes.claims or notes.facts) and len(rows) not in (len(cells), len(cells) - 1):
        raise AuthorError(f"{shown}: a line '# %%' stands inside of a cell; indent it")
    unmarked = len(cells) - len(rows)  # 1 when the script begins with a cell without a marker
    for count, claims in notes.claims.items():
        cells[count - 1 + unmarked].metadata["claims"] = claims
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=NOTEBOOK_METADATA)
    notebook.nbformat_minor = 5
    header = {key: value for key, value in read.metadata.items() if key != "jupytext"}
    return Source(
        lesson,
        course.solution(lesson).parent,
        shown,
        notebook,
        _lines(rows, len(cells)),
        header,
        [notes.facts.get(index + 1 - unmarked, []) for index in range(len(cells))],
        notes.lets,
    )


def cell_ids(lesson: str, cells: list[NotebookNode]) -> list[str]:
    """Ids for the cells, the same on every run, and untouched by edits to other cells.

    A cell with a grade_id is called by it. The others get a digest of what a student sees of
    them, so that an id tells nothing about an answer.
    """
    ids: list[str] = []
    for cell in cells:
        grade_id = nbgrader_of(cell).get("grade_id")
        if isinstance(grade_id, str) and re.fullmatch(r"[\w-]{1,56}", grade_id, re.ASCII):
            base = grade_id
        else:
            seen = "\0".join((lesson, cell.cell_type, released(cell.source)))
            base = "cell-" + hashlib.sha256(seen.encode()).hexdigest()[:12]
        unique, count = base, 1
        while unique in ids:
            count += 1
            unique = f"{base}-{count}"
        ids.append(unique)
    return ids


def serialised(notebook: NotebookNode) -> bytes:
    """The notebook as the bytes of its file: sorted keys, UTF-8, a newline at the end."""
    return (nbformat.writes(notebook, version=4).rstrip("\n") + "\n").encode("utf-8")


def read_notebook(path: Path, shown: str) -> NotebookNode:
    """Read a notebook file that this package has written."""
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except Exception as error:
        raise AuthorError(f"{shown}: cannot be read as a notebook: {_one_line(error)}") from None


def _tidy(cell: NotebookNode) -> NotebookNode:
    for note in _JUPYTEXT_NOTES:
        cell.metadata.pop(note, None)
    return cell


def _markers(text: str) -> list[int]:
    """The lines in which a cell begins."""
    return [number for number, row in enumerate(text.split("\n"), start=1) if CELL.match(row)]


def _lines(markers: list[int], cells: int) -> list[int | None]:
    """The line of every cell's marker; None for each when the script's markers do not tell."""
    if len(markers) == cells:
        return list(markers)
    if len(markers) == cells - 1:  # the script begins with a cell that has no marker
        return [1, *markers]
    return [None] * cells


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
