"""How nbgrader makes a lesson of a solution: its own steps and ours, by name.

Names alone, so that a command that only grades does not load what makes lessons.
"""

from __future__ import annotations

from autograders.authoring.marks import STUB

#: For `c.ClearSolutions.code_stub`.
CODE_STUB = {"python": STUB}

_STEPS = (
    "IncludeHeaderFooter",
    "InstantiateTests",
    "LockCells",
    "ClearSolutions",
    "autograders.authoring.clear_answers.ClearAnswers",
    "ClearOutput",
    "CheckCellMetadata",
    "ComputeChecksums",
    "SaveCells",
    "ClearHiddenTests",
    "ClearMarkScheme",
    "ComputeChecksums",
    "CheckCellMetadata",
)

#: For `c.GenerateAssignment.preprocessors`: nbgrader's own in their order, ours among them.
GENERATE_ASSIGNMENT = [step if "." in step else f"nbgrader.preprocessors.{step}" for step in _STEPS]
