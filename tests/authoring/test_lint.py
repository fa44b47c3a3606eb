"""Every mistake of an author is found before anything runs, and is one line naming the cell."""

# ruff: noqa: E501  (sources and messages stand as they are)

import pytest

from autograders.authoring.lint.all_checks import CHECKS, lint
from autograders.authoring.lint.by_hand import wrong_by_hand
from autograders.authoring.lint.draft import Draft
from autograders.authoring.source import read_source

LESSON = "01_doubling"
FILE = "solutions/01_doubling.py"

DOUBLE_ANSWER = (
    '# %% nbgrader={"grade": false, "grade_id": "double-answer", "locked": false, '
    '"schema_version": 3, "solution": true, "task": false}\n'
)
DOUBLE_CHECK = (
    '# %% nbgrader={"grade": true, "grade_id": "double", "locked": true, "points": 2, '
    '"schema_version": 3, "solution": false, "task": false}\n'
)
BODY = """\
    ### BEGIN SOLUTION
    first_half = second_half = x
    return first_half + second_half
    ### END SOLUTION
"""
DEF = 'def double(x):\n    """Twice x, for a float or an array."""\n'
GRADED = """\
check(double)
### BEGIN HIDDEN TESTS
from autograders.grading import grade

grade(double)
### END HIDDEN TESTS
"""
HEADING = "# ### Exercise 01.1 · double (2 points)\n"
TITLE = "# # Lesson 01 · Doubling\n"
IMAGE = "![A line through the origin](line.png)"


def problems(course):
    return lint(read_source(course, LESSON), course.exercises(LESSON))


def test_a_right_source_has_no_problem(course):
    assert problems(course) == []


# What is changed in the source (old, new), and the one line that must come of it: a part of the
# place and of the message.
MISTAKES = {
    # marks
    "no end": (
        ("second_half\n    ### END SOLUTION\n", "second_half\n"),
        "cell double-answer: '### BEGIN SOLUTION' without '### END SOLUTION' below it",
    ),
    "no begin": (
        ('array."""\n    ### BEGIN SOLUTION\n', 'array."""\n'),
        "cell double-answer: '### END SOLUTION' without '### BEGIN SOLUTION' above it",
    ),
    "nested": (
        ("    first_half =", "    ### BEGIN SOLUTION\n    first_half ="),
        "cell double-answer: '### BEGIN SOLUTION' inside a SOLUTION region; end that one first",
    ),
    "crossed": (
        ("second_half\n    ### END SOLUTION\n", "second_half\n    ### END ANSWER\n"),
        "cell double-answer: '### END ANSWER' closes a SOLUTION region; write '### END SOLUTION'",
    ),
    "misspelt": (
        ('array."""\n    ### BEGIN SOLUTION', 'array."""\n    # Begin Solution'),
        "cell double-answer: '# Begin Solution' is no mark; write exactly '### BEGIN SOLUTION'",
    ),
    "no marks": (
        (DEF + BODY, DEF + "    return x + x\n"),
        "cell double-answer: has no '### BEGIN SOLUTION': nbgrader would empty the whole cell",
    ),
    "empty": (
        (BODY, "    ### BEGIN SOLUTION\n    # later\n    pass\n    ### END SOLUTION\n"),
        "cell double-answer: its solution is empty",
    ),
    "whole cell": (
        (DEF + BODY, "### BEGIN SOLUTION\n" + DEF + "    return 2 * x\n### END SOLUTION\n"),
        "cell double-answer: is a solution as a whole; leave the signature and its docstring",
    ),
    "signature inside": (
        (DEF + BODY, "import math\n### BEGIN SOLUTION\ndouble = float\n### END SOLUTION\n"),
        "cell double-answer: the line 'def double(…)' must stand outside of the solution marks",
    ),
    "docstring inside": (
        (DEF + BODY, DEF.replace('    """', '    ### BEGIN SOLUTION\n    """') + BODY[23:]),
        "cell double-answer: the docstring of double must stand outside of the solution marks",
    ),
    "mark not indented": (
        (BODY, BODY.replace("    ### BEGIN", "### BEGIN")),
        "cell double-answer: indent '### BEGIN SOLUTION' like the code below it: the stub goes",
    ),
    "stub does not parse": (
        (BODY, "    return (\n" + BODY[:23] + "        x + x\n    ### END SOLUTION\n    )\n"),
        "cell double-answer: is no Python once the solution is taken out; mark whole statements",
    ),
    "solution outside an answer cell": (
        ('print("and more")', '### BEGIN SOLUTION\nprint("and more")\n### END SOLUTION'),
        "cell 12 (# What differs from run to run: a set o…): holds a solution but is no answer",
    ),
    "hidden tests outside a test cell": (
        ('print("and more")', '### BEGIN HIDDEN TESTS\nprint("and more")\n### END HIDDEN TESTS'),
        "cell 12 (# What differs from run to run: a set o…): holds hidden tests but is no test",
    ),
    "answer in a test cell": (
        ("check(halve)\n", "check(halve)\n### BEGIN ANSWER\nx = 1\n### END ANSWER\n"),
        "cell halve: '### BEGIN ANSWER' belongs into a code cell that is no test",
    ),
    "solution in the text": (
        ("# Twice three is six.", "# ### BEGIN SOLUTION\n# six\n# ### END SOLUTION"),
        "cell 1 (# Lesson 01 · Doubling): holds a solution but is no answer cell",
    ),
    "confirmed without a blank": (
        ('print("and more")', 'six = 6\nconfirm("six", six)'),
        "cell 12 (# What differs from run to run: a set o…): confirms a value but leaves no blank: "
        "write 'name = ...' above its answer",
    ),
    # exercises
    "unknown exercise": (
        ('"grade_id": "double",', '"grade_id": "dubble",'),
        "cell dubble: no exercise 'dubble' in this lesson; there are: double, halve",
    ),
    "exercise without check": (
        (DOUBLE_CHECK + GRADED, ""),
        f"{FILE}: exercise 'double' has no check cell (grade_id 'double', grade: true)",
    ),
    "exercise without answer": (
        (DOUBLE_ANSWER, "# %%\n"),
        f"{FILE}: exercise 'double' has no answer cell (grade_id 'double-answer', solution: true)",
    ),
    "answer after check": (
        (
            DOUBLE_ANSWER + DEF + BODY + "\n\n" + DOUBLE_CHECK + GRADED,
            DOUBLE_CHECK + GRADED + "\n" + DOUBLE_ANSWER + DEF + BODY,
        ),
        "cell double-answer: stands after its check cell 'double'; put it before",
    ),
    "answer to no exercise": (
        ('"grade_id": "halve-answer"', '"grade_id": "half-answer"'),
        "cell half-answer: no exercise 'half' in this lesson; there are: double, halve",
    ),
    "name twice": (
        ('"grade_id": "halve-answer"', '"grade_id": "double-answer"'),
        "cell double-answer: grade_id 'double-answer' is used twice (first in cell 7)",
    ),
    "bad name": (
        ('"grade_id": "halve-answer"', '"grade_id": "Halve answer"'),
        "cell Halve answer: grade_id 'Halve answer': use letters, digits, '_' and '-'",
    ),
    # points
    "points in the heading": (
        ("double (2 points)", "double (3 points)"),
        "cell 6 (### Exercise 01.1 · double (3 points)): heading says 3 points, the exercise 2",
    ),
    "points in the metadata": (
        ('"points": 2,', '"points": 4,'),
        "cell double: metadata says 4 points, the exercise 2",
    ),
    "no points": (('"points": 2, ', ""), "cell double: metadata needs 'points': 2"),
    "number in the heading": (
        ("Exercise 01.1", "Exercise 01.7"),
        "heading says 01.7, the exercise is 01.1",
    ),
    "no heading": (
        (HEADING, "# Now write.\n"),
        "cell double-answer: needs one heading above it: '### Exercise 01.1 · double (2 points)'",
    ),
    "heading of no exercise": (
        ("# Write `double`.", "# ### Exercise 01.3 · triple (1 point)"),
        "heading names 'triple', which is no exercise; there are: double, halve",
    ),
    "one points": (("halve (1 point)", "halve (1 points)"), "heading says '1 points'"),
    # test cells
    "bare expression": (
        (
            "grade(halve)\n### END HIDDEN TESTS\n",
            "grade(halve)\n### END HIDDEN TESTS\nhalve(2.0)\n",
        ),
        "cell halve: ends with the bare expression 'halve(2.0)', which nbgrader would take for the",
    ),
    "grade is not last": (
        (
            "grade(halve)\n### END HIDDEN TESTS\n",
            "grade(halve)\n### END HIDDEN TESTS\nassert halve(4) == 2\n",
        ),
        "cell halve: must end with grade(halve): its value is the score",
    ),
    "no grade": (
        ("grade(halve)\n", "assert halve(4) == 2\n"),
        "cell halve: needs grade(halve) once, between '### BEGIN HIDDEN TESTS' and the END",
    ),
    "no check": (("check(halve)\n", ""), "cell halve: must begin with the line check(halve)"),
    "magic in a test": (
        ("check(halve)\n", "%time check(halve)\n"),
        "cell halve: a test cell must be plain Python, without magics",
    ),
    "stderr": (
        ("check(halve)\n", "check(halve)\nimport sys\n"),
        "cell halve: module sys may write to stderr, which nbgrader scores 0; keep it out",
    ),
    "warning": (
        ("assert halve(2.0) == 1.0", "numpy.warn(halve)"),
        "cell halve: '.warn' may write to stderr, which nbgrader scores 0; keep it out",
    ),
    # what would reach students
    "import of the key": (
        ('print("and more")', "from autograders.backprop import slope"),
        "import of autograders.backprop would reach students; mark it as hidden",
    ),
    "grade in the open": (
        ("check(halve)\n", "check(halve)\ngrade(halve)\n"),
        "cell halve: grade(…) would reach students; mark it BEGIN HIDDEN TESTS",
    ),
    "answer in the open": (
        ('print("and more")', 'answer("six", "6", "because")'),
        "the answer to a question would reach students; mark it BEGIN ANSWER",
    ),
    "import for nothing": (
        ("from chainrule import check\n", "from chainrule import ask, check\n"),
        "cell 2 (# Run this first, and again after every…): imports 'ask', which no cell uses",
    ),
    "solution shown elsewhere": (
        ("# Twice three is six.", "#     first_half = second_half = x\n#     return first_half + second_half"),
        "cell 1 (# Lesson 01 · Doubling): shows the solution of cell double-answer to students",
    ),
    # metadata
    "no schema version": (
        ('"halve", "locked": true, "points": 1, "schema_version": 3,', '"halve", "locked": true, "points": 1,'),
        'cell halve: nbgrader metadata needs "schema_version": 3',
    ),
    "missing key": (
        ('"points": 2, "schema_version": 3, "solution": false, "task": false}', '"points": 2, "schema_version": 3, "solution": false}'),
        "cell double: nbgrader metadata needs 'task' (bool)",
    ),
    "unknown nbgrader key": (
        ('"points": 2,', '"points": 2, "hint": 1,'),
        "cell double: unknown nbgrader metadata 'hint'",
    ),
    "unlocked test": (
        ('"grade_id": "double", "locked": true', '"grade_id": "double", "locked": false'),
        "cell double: a test cell needs \"locked\": true, or a student can change it",
    ),
    "locked answer": (
        ('"double-answer", "locked": false', '"double-answer", "locked": true'),
        "cell double-answer: an answer cell needs \"locked\": false, or a student cannot write",
    ),
    "answer and test": (
        ('{"grade": false, "grade_id": "double-answer"', '{"grade": true, "grade_id": "double-answer"'),
        "cell double-answer: is both an answer and a test, which nbgrader grades by hand",
    ),
    "task": (
        ('"points": 2, "schema_version": 3, "solution": false, "task": false', '"points": 2, "schema_version": 3, "solution": false, "task": true'),
        'cell double: a task needs "locked": true, "grade": false and "solution": false',
    ),
    "test in the text": (
        (DOUBLE_CHECK, DOUBLE_CHECK.replace("# %% ", "# %% [markdown] ")),
        "cell double: a test cell must be code",
    ),
    "nbgrader is no object": (
        ('tags=["aside"]', 'nbgrader="solution"'),
        "nbgrader metadata must be {…}, not 'solution'",
    ),
    "unknown key": (
        ('tags=["aside"]', 'claim=["six"]'),
        "cell 5 (## Write it): unknown metadata 'claim'; known: claims, jupyter, nbgrader, tags",
    ),
    "saved by Jupyter": (
        ('tags=["aside"]', 'execution={"iopub.status.idle": "2024"}'),
        "cell 5 (## Write it): metadata 'execution' was saved by Jupyter; delete it",
    ),
    "jupyter metadata": (
        ('tags=["aside"]', 'jupyter={"outputs_hidden": true}'),
        "cell 5 (## Write it): metadata 'jupyter' may hold 'source_hidden' alone",
    ),
    "skipped": (
        ('tags=["aside"]', 'tags=["skip-execution"]'),
        "tag 'skip-execution': an untested cell would count as right; remove it",
    ),
    "saved widgets": (
        ("#   kernelspec:\n", "#   widgets:\n#     state: {}\n#   kernelspec:\n"),
        f"{FILE}: holds saved widget state; delete 'widgets' from the header",
    ),
    "unknown header": (
        ("#   kernelspec:\n", "#   celltoolbar: Tags\n#   kernelspec:\n"),
        f"{FILE}: unknown notebook metadata 'celltoolbar' in the header",
    ),
    # what a student reads
    "no title": (
        (TITLE, "# ## Lesson 01\n"),
        "the first heading must be the title '# …', not '## Lesson 01'",
    ),
    "second title": (
        ("# ## Write it", "# # Write it"),
        "cell 5 (# Write it): second title '# Write it'; a lesson has one '# …'",
    ),
    "skipped level": (
        ("# ## Write it", "# Write it"),
        "heading '### Exercise 01.1 · double (2 points)' skips a level (the one above has 1)",
    ),
    "image without text": (
        (IMAGE, "![](line.png)"),
        "cell 5 (## Write it): image without alternative text; write ![what it shows](…)",
    ),
    "img without text": (
        (IMAGE, "<img src='line.png' alt=''>"),
        "cell 5 (## Write it): image without alternative text: \"<img src='line.png' alt=''>\"",
    ),
    "image from the network": (
        (IMAGE, "![a line](https://example.org/line.png)"),
        "image 'https://example.org/line.png' is not a file; a lesson works without a network",
    ),
    "missing image": (
        (IMAGE, "![a line](lines.png)"),
        "image 'lines.png' is missing; put it into the lesson's folder",
    ),
    "missing img": (
        (IMAGE, "<img src='lines.png' alt='a line'>"),
        "image 'lines.png' is missing; put it into the lesson's folder",
    ),
    "machinery": (
        ('predict("six", "What is twice three?", ["6", "9"])', 'predict("a")\npredict("b")\npredict("c")\npredict("d")'),
        'cell 4 (predict("a")): has 4 statements of machinery; at most 3 in a cell',
    ),
    "not so by hand": (
        ("Twice three is six.", "Twice three is $1.23 \\cdot 4.9 = 6$, and 1.5 · 1.5 = 2.24."),
        "cell 1 (# Lesson 01 · Doubling): by hand, '1.5 · 1.5 = 2.24' gives 2.25",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_naming_file_and_cell(course, edit, mistake):
    (old, new), expected = MISTAKES[mistake]
    edit(old, new)
    found = problems(course)
    assert all(line.startswith(FILE) and "\n" not in line for line in found)
    matching = [line for line in found if expected in line]
    assert len(matching) == 1, found


def test_the_line_points_into_the_source(course, edit):
    edit('"points": 2,', '"points": 4,')
    (line,) = problems(course)
    number = int(line.removeprefix(f"{FILE}:").split(":")[0])
    marked = course.source(LESSON).read_text(encoding="utf-8").split("\n")[number - 1]
    assert '"grade_id": "double",' in marked


def test_all_mistakes_are_told_at_once_in_the_order_of_the_cells(course, edit):
    edit('"points": 2,', '"points": 4,')
    edit(IMAGE, "![](line.png)")
    assert ["image" in line for line in problems(course)] == [True, False]


def test_exercises_in_another_order(course, source_text):
    start = source_text.index("# %% [markdown]\n# ### Exercise 01.1")
    middle = source_text.index("# %% [markdown]\n# ### Exercise 01.2")
    end = source_text.index("# %%\n# What differs")
    swapped = source_text[:start] + source_text[middle:end] + source_text[start:middle]
    course.source(LESSON).write_text(swapped + source_text[end:], encoding="utf-8")
    assert problems(course) == [
        f"{FILE}: check cells are in the order halve, double; exercises: double, halve"
    ]


def test_every_check_has_a_mistake_that_it_finds(course, source_text):
    """No check is dead: each one says something about one of the mistakes above."""
    silent = {look.__name__ for look in CHECKS}
    for (old, new), _ in MISTAKES.values():
        course.source(LESSON).write_text(source_text.replace(old, new), encoding="utf-8")
        source = read_source(course, LESSON)
        draft = Draft(source, {exercise.name: exercise for exercise in course.exercises(LESSON)})
        silent -= {look.__name__ for look in CHECKS if list(look(draft))}
    assert silent == set()


@pytest.mark.parametrize(
    "allowed",
    [
        ('print("and more")', "%timeit -n1 -r1 double(1)\n!echo shell"),
        (IMAGE, "```\n# a comment in code, ![](no image)\n```"),
        (IMAGE, "<img src='line.png' alt='a line'>"),
        ('tags=["aside"]', 'tags=["by the way"] jupyter={"source_hidden": true}'),
        ("assert halve(2.0) == 1.0", "for x in (1, 2):\n    assert halve(x) == x / 2, print(x)"),
        ('predict("six"', 'x = 1\ny = 2\nz = 3\npredict("six"'),
    ],
)
def test_what_is_allowed(course, edit, allowed):
    edit(*allowed)
    assert problems(course) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0.2301 · 1.2 = 0.2762", ["0.2301 · 1.2 = 0.2762"]),
        ("that is −0.198 · 0.2403 = −0.0477.", ["−0.198 · 0.2403 = −0.0477"]),
        (
            r"$(1.86 \cdot 122.7 + 1.28 \cdot 117.2)/3.14 = 120.4$",
            [r"(1.86 \cdot 122.7 + 1.28 \cdot 117.2)/3.14 = 120.4"],
        ),
        ("2 · 3 = 6 = 7 − 2", ["2 · 3 = 6 = 7 − 2"]),
        ("2² + 3² = 12, and 1 − (−1) = 0", ["2² + 3² = 12", "1 − (−1) = 0"]),
        ("a = 4 / 3 = 1.34", ["4 / 3 = 1.34"]),
        # right, or rounded to the digits that are shown
        ("0.23015 · 1.2 = 0.2762, −4 · 0.2 = −0.8; 4 · 0.019 = 0.08", []),
        (r"$0.5 \cdot 2 + (-1) \cdot 0 = 1$, and 0.7 − 0.2 · (−3) = 1.3", []),
        ("10^2 + 1 = 101, 3 · 3 · 3 · 3 = 3^4", []),
        # parts of something longer, and what a function receives
        ("x · 2 + 1 = 7, sin 2 · 3 = 1, f(2 + 3) = 9, 2 · 3 = 6 · x, 2 · 3 = 5x", []),
        (r"1.5 · 2 + (−2) · 1 = 1, $\sqrt{4 + 1 + 9} = 3.74$, 7 = 7, 12 = 13", []),
        ("1 + 1 ≈ 2.1, 2 · 3/0 = 5", []),
    ],
)
def test_an_equation_of_plain_numbers_is_worked_out_as_it_is_printed(text, found):
    assert [equation for equation, _ in wrong_by_hand(text)] == found
