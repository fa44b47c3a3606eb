"""nbgrader and its gradebook: the only wing that imports nbgrader, or SQL.

`book` opens a course and stores scores (`entries`, `registered`), `marks` reads what people have
added to them, `classlist` who is in the class. `autograde` and `feedback` are the parts that
`nbgrader_config.py` puts into nbgrader's own commands. `seeds` holds the course's private seed,
recorded beside the gradebook.
"""

from autograders.grading.gradebook import without_server

without_server.load()
