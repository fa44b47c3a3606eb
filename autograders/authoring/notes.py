"""What an author writes in a lesson's source beside the lesson: notes, and the cells of exercises.

A note is a line that begins with `#|`. It stands below the text of its cell, and is one of

    #| claims A4 B6                       the claims that the cell lets a learner experience
    #| given  at x = 0.4 ; ×3             printed texts that set a task or name a thing
    #| 1.2² = 1.44  <-  1.2, 2, v[2]      a printed text, and what each of its numbers is
    #| let v = run_machines(0.4, belt)    a quantity with a name, for the facts of the whole lesson

A line that begins with two or more spaces continues the note above it. The cells of an exercise
are `# %% answer NAME` and `# %% check NAME`; nbgrader's metadata, and all that stands in a check
cell, follow from the name. `lift` takes the notes out and writes those cells out in full, so that
what is left is an ordinary percent script. `lint.facts` computes the facts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from autograders.authoring.course import AuthorError

MARK = "#|"
CELL = re.compile(r"# %%(\s|$)")

_EXERCISE = re.compile(r"# %% (answer|check) (\w+)\s*")
_METADATA = re.compile(r"# %%.*?\b(claims|facts)=")
_NUMBER = re.compile(r"[A-Z]\d+")
_LET = re.compile(r"let\s+([A-Za-z]\w*)\s*=(.+)", re.DOTALL)
_BETWEEN = re.compile(r"\s;(?:\s|$)")
_ARROW = re.compile(r"\s+<-\s+")
_CHECK = """\
check({name})
### BEGIN HIDDEN TESTS
from autograders.grading import grade

grade({name})
### END HIDDEN TESTS"""


@dataclass(frozen=True)
class Fact:
    """A printed text and the expression for its numbers; None when the text claims nothing."""

    line: int
    text: str
    expression: str | None


@dataclass(frozen=True)
class Let:
    """A named quantity of a lesson, not computed yet."""

    line: int
    name: str
    expression: str


@dataclass
class Notes:
    """All notes of a source. Cells are counted by their markers: 1 is the first `# %%`."""

    claims: dict[int, list[str]] = field(default_factory=dict)
    facts: dict[int, list[Fact]] = field(default_factory=dict)
    lets: dict[str, Let] = field(default_factory=dict)


def lift(text: str, shown: str, points: Callable[[], dict[str, float]]) -> tuple[str, Notes]:
    """The source without its notes and with the cells of its exercises written out, and the notes.

    `shown` is the file's name in messages. `points` gives the lesson's exercises and their points;
    it is asked only when there is a check cell. Raises `AuthorError`, one line a mistake.
    """
    lifter = _Lifter(points)
    for line, row in enumerate(text.split("\n"), start=1):
        if row.startswith(MARK):
            lifter.note(line, row.removeprefix(MARK))
        else:
            lifter.row(line, row)
    lifter.close()
    if lifter.wrong:
        raise AuthorError(*(f"{shown}:{line}: {message}" for line, message in lifter.wrong))
    return "\n".join(lifter.kept), lifter.notes


class _Lifter:
    """Walks through a source line by line, and keeps what is no note."""

    def __init__(self, points: Callable[[], dict[str, float]]) -> None:
        self.kept: list[str] = []
        self.notes = Notes()
        self.wrong: list[tuple[int, str]] = []
        self._points = points
        self._cell = 0
        self._check = ""  # the exercise in whose check cell the next lines stand
        self._open: tuple[int, list[str]] | None = None  # a note that may go on: line, its rows

    def note(self, line: int, said: str) -> None:
        if not said.startswith("  "):
            self.close()
            self._open = (line, [said.strip()])
        elif self._open:
            self._open[1].append(said.strip())
        else:
            self.wrong.append((line, "continues a note, but none stands right above it"))

    def row(self, line: int, row: str) -> None:
        self.close()
        if CELL.match(row):
            self._cell += 1
            self._check = ""
            row = self._begin(line, row)
        elif self._check and row.strip():
            name, self._check = self._check, ""
            message = f"what stands in '# %% check {name}' is made; write nothing of it yourself"
            self.wrong.append((line, message))
        above = not self._cell and self.notes.lets
        if row.strip() or not above:  # blank lines below the lesson's `let`s would make a cell
            self.kept.append(row)

    def close(self) -> None:
        """The note above, if there is one, is whole."""
        if self._open:
            line, rows = self._open
            self._open = None
            try:
                _take(self.notes, self._cell, line, "\n".join(rows))
            except ValueError as why:
                self.wrong.append((line, str(why)))

    def _begin(self, line: int, row: str) -> str:
        """The first line of a cell as jupytext wants it; of a check cell, all of it."""
        if found := _METADATA.match(row):
            message = f"write '#| …' below the text of the cell instead of '{found[1]}=' here"
            self.wrong.append((line, message))
        exercise = _EXERCISE.fullmatch(row)
        if not exercise:
            return row
        kind, name = exercise.groups()
        if kind == "answer":
            return _marker(f"{name}-answer", solution=True)
        self._check, points = name, self._points()
        if name not in points:
            there = ", ".join(points) or "none"
            self.wrong.append((line, f"no exercise {name!r} in this lesson; there are: {there}"))
            return row
        return _marker(name, solution=False, points=points[name]) + "\n" + _CHECK.format(name=name)


def _take(notes: Notes, cell: int, line: int, said: str) -> None:
    """Put one note to the others. Raises `ValueError` that says how to write it."""
    kind, *rest = said.split(maxsplit=1) or [""]
    if kind == "let":
        found = _LET.fullmatch(said)
        if not found:
            raise ValueError("write '#| let name = expression'")
        if found[1] in notes.lets:
            first = notes.lets[found[1]].line
            raise ValueError(f"{found[1]!r} is named in line {first} already")
        notes.lets[found[1]] = Let(line, found[1], found[2].strip())
    elif cell == 0:
        raise ValueError("stands above the first cell, where only '#| let …' may stand")
    elif kind == "claims":
        numbers = " ".join(rest).split()
        if not numbers or not all(map(_NUMBER.fullmatch, numbers)):
            raise ValueError("write '#| claims A4 B6': the claims' numbers with spaces")
        notes.claims.setdefault(cell, []).extend(numbers)
    elif kind == "given":
        texts = [text.strip() for text in _BETWEEN.split(" ".join(rest))]
        if not all(texts):
            raise ValueError("write '#| given  a text ; another text'")
        notes.facts.setdefault(cell, []).extend(Fact(line, text, None) for text in texts)
    else:
        printed, *expressions = _ARROW.split(f" {said} ", maxsplit=1)
        if not (printed.strip() and expressions and expressions[0].strip()):
            raise ValueError(
                f"{said!r} is no note: write '#| printed text  <-  expression', or begin with "
                "claims, given or let (in a text, a table's row begins '# |')"
            )
        fact = Fact(line, printed.strip(), expressions[0].strip())
        notes.facts.setdefault(cell, []).append(fact)


def _marker(grade_id: str, solution: bool, points: float | None = None) -> str:
    """The first line of an answer or check cell, with what nbgrader wants to know of it."""
    data: dict[str, Any] = {
        "grade": not solution,
        "grade_id": grade_id,
        "locked": not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        data["points"] = int(points) if points == int(points) else points
    return f"# %% nbgrader={json.dumps(data)}"
