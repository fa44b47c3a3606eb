"""The verdict: the test cells run here, on what the student's process answers.

`trial` judges one notebook from its first cell to its last score. In `lesson_tests` each name of
the student's is a proxy (`proxies`, `stand_ins`) that asks the other side through a `conversation`;
`judging` is `grade`, the call in a hidden test. `jobs` does the same for plain data, with a second
try, for a pool, a cluster or nbgrader.
"""
