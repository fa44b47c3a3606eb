"""What nbgrader's Validate button reads.

Without this file nbgrader warns in the terminal that it found none; without the first setting,
every kernel that it starts warns that it talks to the server in the open.

And the button is as forgiving as the course's grader: a copied or split cell keeps its mark once,
and a check that has gone is named, for without it nothing says that the exercise works. A cell that
ends Python or never ends is named, too, and the checks below it say that they did not run.
"""

from pathlib import Path

from chainrule.checking.table_files import tables
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_output
from nbgrader.preprocessors import ClearOutput, Execute, NbGraderPreprocessor
from nbgrader.validator import Validator

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (Jupyter gives it)

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


class ExecuteToTheEnd(Execute):
    """Run the cells; when one takes the kernel with it, the checks below tell which one it was."""

    def preprocess(self, nb, resources=None, km=None):
        self.lost = ""
        return super().preprocess(nb, resources, km)

    def preprocess_cell(self, cell, resources, index):
        if cell.cell_type != "code":
            return cell, resources
        if not self.lost:
            try:
                cell, resources = super().preprocess_cell(cell, resources, index)
            except DeadKernelError:
                self.lost = f"The cell that begins {beginning(cell)} ends Python"
            except CellTimeoutError:  # it goes on after an interrupt
                self.lost = f"The cell that begins {beginning(cell)} never ends"
        if self.lost and mark_of(cell) and mark_of(cell)["grade"]:
            cell.outputs = [failure("NotRun", f"{self.lost}: mend it or take it out.")]
        return cell, resources

    def on_cell_executed(self, **about):
        super().on_cell_executed(**about)
        reply = about["execute_reply"]["content"]
        if any(wish.get("source") == "ask_exit" for wish in reply.get("payload", ())):
            self.lost = f"The cell that begins {beginning(about['cell'])} ends Python"


def beginning(cell):
    """The first line of a cell, shortened, as it can be found again in the notebook."""
    line = next((line.strip() for line in cell.source.splitlines() if line.strip()), "")
    return f"`{line[:40]}…`" if len(line) > 40 else f"`{line}`"


def failure(name, said):
    """An output as nbgrader shows it of a check that failed."""
    return new_output("error", ename=name, evalue=said, traceback=[said])


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
    cell = new_code_cell(f"check({table.exercise})", outputs=[failure("CheckMissing", said)])
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
Validator.preprocessors.default_args = (
    [KeepMarksOnce, ClearOutput, ExecuteToTheEnd, NameMissingChecks],
)
