"""What a submission is merged into: the lesson as given out, with its tests back in."""

from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook, MissingEntry

from autograders.grading import merging


class NotRegistered(LookupError):
    """The gradebook does not know this lesson, or the lesson was not made; says what to do."""


@dataclass(frozen=True)
class Template:
    """A lesson's released notebook, and the sources of its locked cells by grade id."""

    release: NotebookNode
    tests: dict[str, str]

    @classmethod
    def of(cls, release: Path, lesson: str, notebook: str, gradebook: Gradebook) -> "Template":
        """Read the released notebook, and the hidden tests that nbgrader keeps of it."""
        try:
            released = nbformat.read(release, as_version=4)
        except (OSError, ValueError) as error:
            raise NotRegistered(
                f"{release}: the lesson cannot be read ({error}); make it with "
                "`python3 autograders build`"
            ) from error
        try:
            known = gradebook.find_notebook(notebook, lesson).source_cells
        except MissingEntry as error:
            raise NotRegistered(
                f"the gradebook does not know {lesson}: run `nbgrader generate_assignment "
                f"{lesson} --force` first (or `python3 autograders grade`, which does it itself)"
            ) from error
        tests = {cell.name: cell.source for cell in known if cell.locked}
        given = {merging.grade_id(c) for c in released.cells if merging.is_test(c)}
        if missing := sorted(given - tests.keys()):
            raise NotRegistered(
                f"the gradebook's {lesson} is of another version ({missing[0]} is missing): run "
                f"`nbgrader generate_assignment {lesson} --force`"
            )
        return cls(released, tests)

    def merge(self, submission: NotebookNode) -> NotebookNode:
        """The submission's answers and extra cells in this lesson's notebook."""
        return merging.merge(submission, self.release, self.tests)

    def unanswered(self) -> NotebookNode:
        """The lesson with no answers: what stands for a file that cannot be read."""
        return self.merge(new_notebook())
