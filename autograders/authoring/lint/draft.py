"""A lesson's source as the checks for an author's mistakes see it, and how they read it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from autograders.authoring.source import Source, nbgrader_of

#: What a check yields: (number of the cell, or None for the whole source; message).
Found = Iterator[tuple[int | None, str]]

_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_FENCE = re.compile(r"\s*(```|~~~)")


@dataclass
class Draft:
    """A source, its exercises, and what the checks ask for again and again."""

    source: Source
    exercises: dict[str, Any]
    cells: list[NotebookNode] = field(init=False)
    metadata: list[dict] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = self.source.notebook.cells
        self.metadata = [nbgrader_of(cell) for cell in self.cells]

    def is_answer(self, index: int) -> bool:
        """Whether a student writes in the cell."""
        return self.metadata[index].get("solution") is True

    def is_test(self, index: int) -> bool:
        """Whether the cell is scored."""
        return self.metadata[index].get("grade") is True and not self.is_answer(index)

    def is_marked_by_hand(self, index: int) -> bool:
        """Whether a person gives the cell's points: an answer that is no exercise's, or a task."""
        data = self.metadata[index]
        words = data.get("grade") is True and self.is_answer(index)
        return data.get("task") is True or words

    def code(self) -> Iterator[tuple[int, NotebookNode]]:
        """Every code cell with its number."""
        return ((i, cell) for i, cell in enumerate(self.cells) if cell.cell_type == "code")

    def text(self) -> Iterator[tuple[int, NotebookNode]]:
        """Every cell of text with its number."""
        return ((i, cell) for i, cell in enumerate(self.cells) if cell.cell_type == "markdown")

    def named(self, grade_id: str) -> list[int]:
        """The numbers of the cells with this grade_id; more than one is a mistake."""
        return [i for i, data in enumerate(self.metadata) if data.get("grade_id") == grade_id]


def plain_python(text: str) -> ast.Module | None:
    """The code as a tree; None when it is not Python, or holds a magic."""
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def parsed(text: str) -> ast.Module | None:
    """The code of a cell, its magics turned into calls; None when it is no Python."""
    if not text.strip():
        return ast.Module([], [])
    return plain_python(TransformerManager().transform_cell(text))


def called(node: ast.AST) -> str | None:
    """The name of the function that a node calls, when it is a plain name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return None


def imported(node: ast.AST) -> list[str]:
    """The modules that a node imports, by their dotted names."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


def headings(draft: Draft) -> Iterator[tuple[int, int, str]]:
    """(cell, level, line) of every heading."""
    for index, cell in draft.text():
        for line in outside_fences(cell.source):
            found = _HEADING.fullmatch(line)
            if found:
                yield index, len(found[1]), line


def outside_fences(text: str) -> Iterator[str]:
    """The lines of a Markdown text that are not inside a fenced block of code."""
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield line


def known(draft: Draft) -> str:
    """The end of a message: which exercises there are."""
    return f"there are: {listed(draft.exercises)}"


def listed(names: Iterable[str]) -> str:
    """Names with commas, for a message."""
    return ", ".join(names) or "none"


def shown_number(value: float) -> str:
    """2.0 as "2", 1.5 as "1.5"."""
    return f"{value:g}"


def short(text: str) -> str:
    """Text quoted in one line of at most 52 characters."""
    text = " ".join(text.split())
    return repr(text if len(text) <= 50 else text[:49] + "…")
