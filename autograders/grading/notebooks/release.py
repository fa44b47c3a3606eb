"""What a submission is merged into: the lesson as given out, with its tests back in."""

from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from autograders.grading.notebooks import merging


@dataclass(frozen=True)
class Template:
    """A lesson's released notebook, and the sources of its locked cells by grade id."""

    release: NotebookNode
    tests: dict[str, str]

    def merge(self, submission: NotebookNode) -> NotebookNode:
        """The submission's answers and extra cells in this lesson's notebook."""
        return merging.merge(submission, self.release, self.tests)

    def unanswered(self) -> NotebookNode:
        """The lesson with no answers: what stands for a file that cannot be read."""
        return self.merge(new_notebook())
