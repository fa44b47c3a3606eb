"""What was handed in: DIR/<student>/<lesson>/<lesson>.ipynb, renamed files found or reported."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograders.grading.reading import Unreadable, content


class NothingHandedIn(ValueError):
    """No submission was found; the message says what was looked for."""


@dataclass(frozen=True)
class Submission:
    """One student's folder of one lesson; number: what another system calls the student."""

    student: str
    lesson: str
    folder: Path
    number: str = ""

    @property
    def key(self) -> str:
        """A name of its own within a run."""
        return f"{self.student}/{self.lesson}"

    def notebook(self) -> Path:
        """The notebook in the folder: of the lesson's name, or the only one there is."""
        path = self.folder / f"{self.lesson}.ipynb"
        if os.path.lexists(path):
            return path
        others = sorted(p for p in self.folder.glob("*.ipynb") if not p.name.startswith("."))
        if len(others) == 1:
            return others[0]
        if others:
            names = ", ".join(other.name for other in others[:5])
            raise Unreadable(
                f"There is no {path.name} in this submission, and several other notebooks "
                f"({names}). Hand in one, named {path.name}."
            )
        raise Unreadable(f"There is no notebook in this submission. Hand in {path.name}.")

    def content(self) -> bytes:
        """The notebook's bytes; Unreadable with a reason for the student."""
        return content(self.notebook())

    def handed_in(self) -> datetime | None:
        """When, by the collector's timestamp.txt; None when there is none to be read."""
        try:
            text = (self.folder / "timestamp.txt").read_text(encoding="utf-8").strip()
            return datetime.fromisoformat(text.removesuffix(" UTC")).replace(tzinfo=None)
        except (OSError, ValueError):
            return None


def find(folder: Path, lessons: list[str]) -> list[Submission]:
    """All submissions of these lessons below `folder`, by student and lesson."""
    if not folder.is_dir():
        raise NothingHandedIn(
            f"{folder}: no such folder or zip file; give the one that holds what was handed in"
        )
    found = [
        Submission(student.name, lesson, student / lesson)
        for student in sorted(folder.iterdir())
        if student.is_dir() and not student.is_symlink() and not student.name.startswith(".")
        for lesson in lessons
        if (student / lesson).is_dir() and not (student / lesson).is_symlink()
    ]
    if not found:
        wanted = " or ".join(f"<student>/{lesson}/{lesson}.ipynb" for lesson in lessons)
        raise NothingHandedIn(f"{folder}: holds no {wanted}")
    return found
