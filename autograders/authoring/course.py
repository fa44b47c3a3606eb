"""Where the parts of the course lie, and which files are made from which."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

#: The name of a lesson: two digits, then words joined by underscores.
LESSON_NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")

_BUILD = "`python3 autograders build`"

#: (derived file, what it is made from, the command). solutions/README.md prints the same table.
DERIVED_FILES = (
    ("`solutions/NN_name/NN_name.ipynb`", "`solutions/NN_name.py`, run", _BUILD),
    (
        "`lessons/NN_name/NN_name.ipynb`",
        "the solution, its answers taken out by nbgrader",
        _BUILD,
    ),
    ("`lessons/NN_name/` (other files)", "`solutions/NN_name/` (other files)", _BUILD),
    (
        "`lessons/chainrule/checks/NN_name.json`",
        "`autograders/exercises`, and the questions of the solution",
        _BUILD,
    ),
    (
        "`lessons/chainrule/ready/NN_name.json`",
        "`autograders/exercises/ready.py`",
        _BUILD,
    ),
    (
        "the marked parts of `README.md`, `solutions/README.md`, `lessons/GLOSSARY.md`",
        "the lessons, `autograders/authoring/claims.py`, `autograders/authoring/glossary.py`",
        _BUILD,
    ),
    (
        "the launch link in `README.md`",
        "the git remote `origin`",
        "`python3 lessons --binder --write`",
    ),
)


class AuthorError(Exception):
    """What an author has to mend: one line a problem, each naming the file and the cell."""

    def __init__(self, *problems: object) -> None:
        self.problems = [str(problem) for problem in problems]
        super().__init__("\n".join(self.problems))


def exercises_of(lesson: str) -> Sequence[Any]:
    """The exercises of one lesson of this course, in their order."""
    from autograders.exercises import exercises_of as registered

    return registered(lesson)


@dataclass(frozen=True)
class Course:
    """A course folder, and the exercises that its lessons may use.

    `exercises` maps a lesson's name to its exercises in order; tests put their own in.
    """

    root: Path
    exercises: Callable[[str], Sequence[Any]] = field(default=exercises_of)

    def source(self, lesson: str) -> Path:
        """What the author writes."""
        return self.root / "solutions" / f"{lesson}.py"

    def solution(self, lesson: str) -> Path:
        """The solution notebook, run."""
        return self.root / "solutions" / lesson / f"{lesson}.ipynb"

    def lesson(self, lesson: str) -> Path:
        """The notebook a student gets."""
        return self.root / "lessons" / lesson / f"{lesson}.ipynb"

    def table(self, lesson: str) -> Path:
        """The values that `check` compares with."""
        return self.package / "checks" / f"{lesson}.json"

    def ready(self, lesson: str) -> Path:
        """The functions of earlier lessons that `bring` may give in this one, packed."""
        return self.package / "ready" / f"{lesson}.json"

    @property
    def package(self) -> Path:
        """The student's package."""
        return self.root / "lessons" / "chainrule"

    @property
    def nbgrader_config(self) -> Path:
        return self.root / "autograders" / "nbgrader_config.py"

    def lessons(self) -> list[str]:
        """The names of all lessons that have a source, in order."""
        return sorted(path.stem for path in (self.root / "solutions").glob("[0-9][0-9]_*.py"))

    def pick(self, wanted: Sequence[str]) -> list[str]:
        """The lessons that `wanted` names, each by its number or its name; all when it is empty."""
        known = self.lessons()
        if not known:
            raise AuthorError(f"{self.shown(self.root / 'solutions')}: no lesson NN_name.py here")
        if not wanted:
            return known
        picked = []
        for word in wanted:
            found = [name for name in known if word in (name, name[:2])]
            if not found:
                raise AuthorError(f"no lesson {word!r}; there are: {', '.join(known)}")
            picked += [name for name in found if name not in picked]
        return sorted(picked)

    def shown(self, path: Path) -> str:
        """`path` as messages print it: relative to the course, with forward slashes."""
        return Path(os.path.relpath(path, self.root)).as_posix()
