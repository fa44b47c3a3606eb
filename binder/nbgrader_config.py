"""What nbgrader's Validate button reads.

Without this file nbgrader warns in the terminal that it found none; without the first setting,
every kernel that it starts warns that it talks to the server in the open.

And the button is as forgiving as the course's grader: a copied or split cell keeps its mark once,
and a check that has gone is named, for without it nothing says that the exercise works.
"""

from pathlib import Path

from chainrule.checking.table_files import tables
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import ClearOutput, Execute, NbGraderPreprocessor
from nbgrader.validator import Validator

c = get_config()  # noqa: F821

c.KernelManager.transport_encryption = "auto"


def mark_of(cell):
    """The cell's mark for nbgrader: a dict with a name, or None where there is none to be read."""
    mark = cell.metadata.get("nbgrader")
    named = isinstance(mark, dict) and isinstance(mark.get("grade_id"), str)
    whole = named and all(
        isinstance(mark.get(part), bool) for part in ("grade", "solution", "locked")
    )
    return mark if whole else None


class KeepMarksOnce(NbGraderPreprocessor):
    """Of copied and split cells the first keeps the mark, and a mark that cannot be read goes."""

    def preprocess(self, nb, resources):
        met = set()
        for cell in nb.cells:
            mark = mark_of(cell)
            if mark is None or (mark["grade"], mark["grade_id"]) in met:
                cell.metadata.pop("nbgrader", None)
            else:
                met.add((mark["grade"], mark["grade_id"]))
        return nb, resources


class NameMissingChecks(NbGraderPreprocessor):
    """Each check that the lesson has and this notebook has not fails, with what to do about it."""

    def preprocess(self, nb, resources):
        there = {mark["grade_id"] for mark in map(mark_of, nb.cells) if mark and mark["grade"]}
        lesson = lesson_of(there)
        for table in tables().values():
            if table.lesson == lesson and table.exercise not in there:
                nb.cells.append(absent(table))
        return nb, resources


def lesson_of(there):
    """The lesson whose folder this is, else the one that the checks belong to, else None."""
    lessons = {name: table.lesson for name, table in tables().items()}
    folder = Path.cwd().name  # nbgrader works in the notebook's folder
    if folder in lessons.values():
        return folder
    return next((lessons[name] for name in sorted(there) if name in lessons), None)


def absent(table):
    """A cell in place of the check that has gone, as nbgrader shows one that failed."""
    said = (
        f"The cell with check({table.exercise}) of exercise {table.number} is not in this "
        "notebook, or has lost its mark: take it from a fresh copy of the lesson."
    )
    failed = new_output("error", ename="CheckMissing", evalue=said, traceback=[said])
    cell = new_code_cell(f"check({table.exercise})", outputs=[failed])
    cell.metadata["nbgrader"] = {
        "grade_id": table.exercise,
        "grade": True,
        "solution": False,
        "locked": False,
        "points": 1,
        "task": False,
        "schema_version": 3,
    }
    return cell


# The list is no setting of nbgrader's, so its default is exchanged.
Validator.preprocessors.default_args = ([KeepMarksOnce, ClearOutput, Execute, NameMissingChecks],)
