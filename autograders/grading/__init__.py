"""Grading: the student's process gives values, the referee judges them.

`grade(fn)` stands in the hidden part of a lesson's test cells. The rest of this package runs
those cells for a class: `reading` and `merging` make a notebook of a submission, `zygote` and
`inside` run the student's cells in a sandbox, `referee` runs the test cells, `preprocessors` and
`command` are the two roads to it (nbgrader, and `python3 autograders grade`).
"""

from autograders.grading.judging import grade

__all__ = ["grade"]
