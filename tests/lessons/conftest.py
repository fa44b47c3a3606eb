"""The lessons' sources, read as notebooks: `lesson` runs a test once for every lesson."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from nbformat import NotebookNode

from autograders.authoring.course import Course
from autograders.authoring.marks import ANSWER, HIDDEN_TESTS, SOLUTION, inside, released
from autograders.authoring.source import Source, read_source

COURSE = Course(Path(__file__).resolve().parents[2])


@dataclass
class LessonSource:
    """One lesson as its author wrote it."""

    name: str
    source: Source
    cells: list[NotebookNode] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = self.source.notebook.cells

    def place(self, index: int) -> str:
        return self.source.place(index)

    def markdown(self) -> list[tuple[int, str]]:
        return [(i, c.source) for i, c in enumerate(self.cells) if c.cell_type == "markdown"]

    def code(self) -> list[tuple[int, str]]:
        return [(i, c.source) for i, c in enumerate(self.cells) if c.cell_type == "code"]

    def released(self, index: int) -> str:
        """A cell's text as a student gets it."""
        return released(self.cells[index].source)

    def role(self, index: int) -> str:
        """ "answer" or "check" for the cells of an exercise, else nothing."""
        data = self.cells[index].metadata.get("nbgrader", {})
        return "answer" if data.get("solution") else "check" if data.get("grade") else ""

    def hidden(self, index: int) -> list[str]:
        """The parts of a cell that students do not get."""
        return [
            part
            for kind in (SOLUTION, HIDDEN_TESTS, ANSWER)
            for part in inside(self.cells[index].source, kind)
        ]

    def minutes(self) -> list[tuple[int, int]]:
        """What the lesson's table says of its parts: least and most, which may be the same."""
        return self._stated(r"^\| (?:Warm-up|\d\..*?) \| (\d+)(?:–(\d+))? \|")

    def minutes_in_headings(self) -> list[tuple[int, int]]:
        """What the headings of the parts say."""
        return self._stated(r"^##? .*\((\d+)(?:–(\d+))? minutes\)$")

    def _stated(self, pattern: str) -> list[tuple[int, int]]:
        return [
            (int(least), int(most or least))
            for _, text in self.markdown()
            for least, most in re.findall(pattern, text, re.MULTILINE)
        ]

    def end(self) -> int:
        """The number of the cell where the appendix begins, which is for looking up only."""
        appendix = [i for i, text in self.markdown() if text.startswith("## Appendix")]
        return appendix[0] if appendix else len(self.cells)

    def calls(self, index: int) -> list[str]:
        """Names of the functions that a student's cell calls."""
        return [
            node.func.id
            for node in ast.walk(ast.parse(self.released(index)))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]


def total(parts: list[tuple[int, int]]) -> tuple[int, int]:
    """The least and the most minutes of all parts together."""
    return sum(least for least, _ in parts), sum(most for _, most in parts)


def words(text: str) -> int:
    """Words of prose: formulas and code count as one each."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$]*\$|`[^`]*`", " formula ", text, flags=re.DOTALL)
    return len(re.findall(r"[^\W\d_][\w’'-]*", text))


@pytest.fixture(scope="session", params=COURSE.lessons())
def lesson(request: pytest.FixtureRequest) -> LessonSource:
    return LessonSource(request.param, read_source(COURSE, request.param))


@pytest.fixture(scope="session")
def count_words():
    return words


@pytest.fixture(scope="session")
def in_total():
    return total


@pytest.fixture(scope="session")
def course() -> Course:
    return COURSE
