"""A source may hold cells that a person marks: a text, a drawing, a task with its mark scheme."""

import nbformat
import pytest

from autograders.authoring.build import build
from autograders.authoring.course import AuthorError

LESSON = "01_doubling"
BY_HAND = """
# %% [markdown] nbgrader={"grade": true, "grade_id": "essay", "locked": false, "points": 4, "schema_version": 3, "solution": true, "task": false}
# ### BEGIN SOLUTION
# Because two halves make a whole.
# ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "drawing", "locked": false, "points": 3, "schema_version": 3, "solution": true, "task": false}
# Draw the line here.
### BEGIN SOLUTION
plt.plot([0, 1], [0, 2])
### END SOLUTION

# %% [markdown] nbgrader={"grade": false, "grade_id": "project", "locked": true, "points": 5, "schema_version": 3, "solution": false, "task": true}
# Describe a machine of yours.
#
# ### BEGIN MARK SCHEME
# Half for the idea.
# ### END MARK SCHEME
"""  # noqa: E501  (nbgrader metadata stands in one line)
ANSWER = "### BEGIN SOLUTION\n# Because two halves make a whole.\n# ### END SOLUTION"
WORDS = '"grade_id": "essay", "locked": false, "points": 4'


def with_cells(course, text: str = BY_HAND) -> None:
    path = course.source(LESSON)
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_the_lesson_has_them_without_what_answers_them(course):
    with_cells(course)
    build(course, say=lambda line: None)
    lesson = nbformat.read(course.lesson(LESSON), as_version=4)
    cells = {cell.id: cell for cell in lesson.cells}
    assert cells["essay"].source == "YOUR ANSWER HERE"
    assert cells["drawing"].source == "# Draw the line here.\nraise NotImplementedError"
    assert cells["project"].source.strip() == "Describe a machine of yours."
    assert cells["essay"].metadata.nbgrader.points == 4
    assert "checksum" in cells["essay"].metadata.nbgrader
    assert "Half for the idea" not in nbformat.writes(lesson)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (WORDS, WORDS.replace("essay", "double-answer"), "is both an answer and a test"),
        (WORDS, WORDS.replace(', "points": 4', ""), "needs 'points': a number"),
        ('"project", "locked": true', '"project", "locked": false', 'a task needs "locked": true'),
        ("# ### END MARK SCHEME\n", "", "without '### END MARK SCHEME'"),
        (ANSWER, ANSWER.replace("SOLUTION", "MARK SCHEME"), "belongs into a task"),
    ],
)
def test_a_slip_in_one_is_named(course, old, new, said):
    assert old in BY_HAND
    with_cells(course, BY_HAND.replace(old, new, 1))
    with pytest.raises(AuthorError) as caught:
        build(course, say=lambda line: None)
    assert any(said in problem for problem in caught.value.problems), caught.value.problems
