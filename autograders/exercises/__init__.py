"""The course's exercises: reference, probes, known misconceptions, points.

`EXERCISES` maps an exercise's name (its function's name, unique over the course) to the exercise;
`exercises_of("01_chain_rule")` lists one lesson's in order.
"""

from autograders.exercises import (
    lesson_00,
    lesson_01,
    lesson_02,
    lesson_03,
    lesson_04,
    lesson_05,
    lesson_06,
    lesson_07,
    lesson_08,
)
from autograders.exercises.exercise import Exercise, Misconception

__all__ = ["EXERCISES", "Exercise", "Misconception", "exercises_of"]

_LESSONS = (
    lesson_00,
    lesson_01,
    lesson_02,
    lesson_03,
    lesson_04,
    lesson_05,
    lesson_06,
    lesson_07,
    lesson_08,
)

EXERCISES: dict[str, Exercise] = {
    exercise.name: exercise for lesson in _LESSONS for exercise in lesson.EXERCISES
}


def exercises_of(lesson: str) -> list[Exercise]:
    """The exercises of a lesson such as "01_chain_rule", in the lesson's order."""
    return [exercise for exercise in EXERCISES.values() if exercise.lesson == lesson]
