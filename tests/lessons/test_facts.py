"""Every number and formula that a lesson states is recomputed, as `build` does it."""

from autograders.authoring.lint.all_checks import lint


def test_every_number_and_formula_holds(lesson, course):
    assert sum(map(len, lesson.source.facts)) > 50
    assert lint(lesson.source, course.exercises(lesson.name)) == []
