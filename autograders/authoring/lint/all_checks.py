"""What an author may get wrong in a lesson's source, each found before anything is run.

`lint(source, exercises)` returns one line a problem, naming file, line and cell. The checks are
small functions, in `metadata`, `exercises`, `code`, `text` and `by_hand`; each
takes the `Draft` and yields (cell number, message). `facts` says the line of a note as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograders.authoring.lint import by_hand, code, exercises, facts, metadata, text
from autograders.authoring.lint.draft import Draft
from autograders.authoring.source import Source

CHECKS = (
    metadata.unknown_metadata,
    metadata.nbgrader_metadata,
    metadata.unique_names,
    exercises.exercises_complete,
    exercises.points_agree,
    code.marks_balanced,
    code.marks_in_their_cells,
    code.answers_have_holes,
    code.blanks_where_confirmed,
    code.test_cells_safe,
    code.nothing_reaches_students,
    code.imports_are_used,
    code.no_solution_elsewhere,
    text.headings_in_order,
    text.images_have_text,
    text.images_are_there,
    text.little_machinery,
    by_hand.equations_hold_as_printed,
)


def lint(source: Source, lessons_exercises: Sequence[Any]) -> list[str]:
    """Every mistake in the source, one line each, in the order of the cells."""
    draft = Draft(source, {exercise.name: exercise for exercise in lessons_exercises})
    problems: list[tuple[int, str]] = []
    for look in CHECKS:
        for index, message in look(draft):
            where = source.shown if index is None else source.place(index)
            problems.append((-1 if index is None else index, f"{where}: {message}"))
    for index, line, message in facts.all_facts(draft):
        where = f"{source.shown}:{line}" if line else source.shown
        if index is not None and line is None:
            where = source.place(index)
        problems.append((-1 if index is None else index, f"{where}: {message}"))
    problems.sort(key=lambda problem: problem[0])
    return list(dict.fromkeys(line for _, line in problems))
