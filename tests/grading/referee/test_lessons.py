"""Every lesson that is built can be graded: its solution earns everything, untouched it earns 0."""

import classroom
import nbformat
import pytest
from classroom import LESSONS, ROOT, bytes_of, mark

from autograders.grading.notebooks import cells, reading
from autograders.grading.notebooks.release import Template
from autograders.grading.referee import trial


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_solution_earns_everything_and_the_untouched_lesson_nothing(lesson, zygote):
    release = nbformat.read(ROOT / "lessons" / lesson / f"{lesson}.ipynb", as_version=4)
    solution = nbformat.read(ROOT / "solutions" / lesson / f"{lesson}.ipynb", as_version=4)
    solved = {mark(cell): cell for cell in solution.cells if mark(cell)}
    locked = {name: c.source for name, c in solved.items() if c.metadata.nbgrader.get("locked")}
    template = Template(release, locked)
    answered = nbformat.from_dict(release)
    for cell in answered.cells:
        if cells.is_answer(cell):
            cell.source = solved[mark(cell)].source
    for work, share in ((answered, 1.0), (release, 0.0)):
        merged = template.merge(reading.parse(bytes_of(work)))
        scores = trial.evaluate(merged, 5, zygote).scores
        assert scores
        assert {name: score.points for name, score in scores.items()} == {
            name: share * score.max_points for name, score in scores.items()
        }


def test_lesson_01_is_among_them():
    assert classroom.LESSON in LESSONS
