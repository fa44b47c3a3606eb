"""Mistakes about exercises: each one there once, in order, and with the same points everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograders.authoring.lint.draft import Draft, Found, headings, known, listed, shown_number

EXERCISE_HEADING = re.compile(
    r"#+ +Exercise +(?P<number>\S+) +· +`?(?P<name>\w+)`? +\((?P<points>[\d.]+) (?P<unit>points?)\)"
)


def exercises_complete(draft: Draft) -> Found:
    """Every exercise of the lesson once, answer before check, in their order."""
    order = []
    for index in range(len(draft.cells)):
        name = draft.metadata[index].get("grade_id", "")
        if draft.is_test(index):
            if name in draft.exercises:
                order.append(name)
            else:
                yield index, f"no exercise {name!r} in this lesson; {known(draft)}"
        elif draft.is_answer(index) and str(name).endswith("-answer"):
            exercise = name.removesuffix("-answer")
            if exercise not in draft.exercises:
                yield index, f"no exercise {exercise!r} in this lesson; {known(draft)}"
    for name in draft.exercises:
        tests = [i for i in draft.named(name) if draft.is_test(i)]
        answers = [i for i in draft.named(f"{name}-answer") if draft.is_answer(i)]
        if not tests:
            yield None, f"exercise {name!r} has no check cell (grade_id {name!r}, grade: true)"
        if not answers:
            yield (
                None,
                f"exercise {name!r} has no answer cell (grade_id '{name}-answer', solution: true)",
            )
        if tests and answers and answers[0] > tests[0]:
            yield answers[0], f"stands after its check cell {name!r}; put it before"
    expected = [name for name in draft.exercises if name in order]
    if list(dict.fromkeys(order)) != expected:
        yield None, f"check cells are in the order {listed(order)}; exercises: {listed(expected)}"


def points_agree(draft: Draft) -> Found:
    """The same points in the heading, in the metadata and in the exercise."""
    headings = list(_exercise_headings(draft))
    for index, _, name, *_ in headings:
        if name not in draft.exercises:
            yield index, f"heading names {name!r}, which is no exercise; {known(draft)}"
    for name, exercise in draft.exercises.items():
        for index in (i for i in draft.named(name) if draft.is_test(i)):
            points = draft.metadata[index].get("points")
            if isinstance(points, bool) or not isinstance(points, int | float):
                yield index, f"metadata needs 'points': {shown_number(exercise.points)}"
            elif points != exercise.points:
                yield (
                    index,
                    f"metadata says {shown_number(points)} points, "
                    f"the exercise {shown_number(exercise.points)}",
                )
        own = [heading for heading in headings if heading[2] == name]
        answers = draft.named(f"{name}-answer")
        if len(own) != 1 or (answers and own[0][0] > answers[0]):
            place = answers[0] if answers else None
            unit = "point" if exercise.points == 1 else "points"
            yield (
                place,
                f"needs one heading above it: '### Exercise {exercise.number} · {name} "
                f"({shown_number(exercise.points)} {unit})'",
            )
            continue
        index, number, _, points, unit = own[0]
        if number != exercise.number:
            yield index, f"heading says {number}, the exercise is {exercise.number}"
        if points != exercise.points:
            yield (
                index,
                f"heading says {shown_number(points)} points, "
                f"the exercise {shown_number(exercise.points)}",
            )
        elif (unit == "point") != (points == 1):
            yield index, f"heading says '{shown_number(points)} {unit}'"


def _exercise_headings(draft: Draft) -> Iterator[tuple[int, str, str, float, str]]:
    for index, _, line in headings(draft):
        found = EXERCISE_HEADING.fullmatch(line.strip())
        if found:
            yield index, found["number"], found["name"], float(found["points"]), found["unit"]
