"""Everything of the grader that runs in the student's process.

No test, seed, reference or other submission ever enters here: a student may read all of it.
The sandbox shows this folder and not the one above it, so its modules import each other by bare
name when they run inside, and nothing of `autograders`.
"""
