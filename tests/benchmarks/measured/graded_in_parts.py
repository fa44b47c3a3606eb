"""The `grade` command, which notes where its own processor time goes.

    python graded_in_parts.py NOTES [what `grade` takes]

NOTES is written as JSON: `own`, the seconds of the command itself, and `inputs`, those of them in
which it draws hidden inputs and tries on them what is right and every known mistake, until a draw
tells all of these apart.
"""

import json
import sys
import time
from pathlib import Path

from autograders.exercises.exercise import Exercise
from autograders.grading.commands.grade import main

spent = {"own": 0.0, "inputs": 0.0}
table = Exercise.table


def timed_table(exercise: Exercise, seed: int | None = None):
    before = time.process_time()
    try:
        return table(exercise, seed)
    finally:
        spent["inputs"] += time.process_time() - before


if __name__ == "__main__":
    Exercise.table = timed_table
    code = main(sys.argv[2:])
    spent["own"] = time.process_time()
    Path(sys.argv[1]).write_text(json.dumps(spent), encoding="utf-8")
    sys.exit(code)
