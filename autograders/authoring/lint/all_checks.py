"""What an author may get wrong in a lesson's source, each found before anything is run.

`lint(source, exercises)` returns one line a problem, naming file, line and cell. The checks are
small functions, in `lint_metadata`, `lint_exercises`, `lint_code` and `lint_text`; each takes the
`Draft` and yields (cell number, message).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograders.authoring import lint_code, lint_exercises, lint_metadata, lint_text
from autograders.authoring.draft import Draft
from autograders.authoring.source import Source

CHECKS = (
    lint_metadata.unknown_metadata,
    lint_metadata.nbgrader_metadata,
    lint_metadata.unique_names,
    lint_exercises.exercises_complete,
    lint_exercises.points_agree,
    lint_code.marks_balanced,
    lint_code.marks_in_their_cells,
    lint_code.answers_have_holes,
    lint_code.test_cells_safe,
    lint_code.nothing_reaches_students,
    lint_code.no_solution_elsewhere,
    lint_text.headings_in_order,
    lint_text.images_have_text,
    lint_text.images_are_there,
    lint_text.little_machinery,
)


def lint(source: Source, exercises: Sequence[Any]) -> list[str]:
    """Every mistake in the source, one line each, in the order of the cells."""
    draft = Draft(source, {exercise.name: exercise for exercise in exercises})
    problems: list[tuple[int, str]] = []
    for look in CHECKS:
        for index, message in look(draft):
            where = source.shown if index is None else source.place(index)
            problems.append((-1 if index is None else index, f"{where}: {message}"))
    problems.sort(key=lambda problem: problem[0])
    return list(dict.fromkeys(line for _, line in problems))
