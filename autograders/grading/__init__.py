"""Grading: the student's process gives values, the referee judges them.

`grade(fn)` stands in the hidden part of a lesson's test cells. The wings run those cells for a
class, and each uses only those before it: `notebooks` (a submission as data), `sandbox` (the
student's process), `referee` (the verdict), `submissions` (what was handed in), `gradebook`
(nbgrader), `reports` (what people read), `class_run` (a whole class), `commands`.
"""

from pathlib import Path
from typing import Any

__path__.append(str(Path(__file__).parent / "old_names"))  # last, so that they hide nothing

__all__ = ["grade"]


def __getattr__(name: str) -> Any:
    """`grade` brings all exercises with it, which a command may not need at once."""
    if name == "grade":
        from autograders.grading.referee.judging import grade

        return grade
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
