"""nbgrader preprocessors that take our own marks out of a lesson.

They run after nbgrader's own when a lesson is made, by `build` and by a plain
`nbgrader generate_assignment` alike; `autograders/nbgrader_config.py` lists them.
"""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograders.authoring.making import CODE_STUB, GENERATE_ASSIGNMENT
from autograders.authoring.marks import ANSWER, without
from autograders.authoring.source import NOTEBOOK_METADATA

__all__ = ["AUTHORS_METADATA", "CODE_STUB", "GENERATE_ASSIGNMENT", "ClearAnswers"]

#: Cell metadata that stays with the author: what Jupyter notes by itself.
AUTHORS_METADATA = ("execution", "ExecuteTime", "collapsed", "scrolled")


class ClearAnswers(NbGraderPreprocessor):
    """Take the answers to questions out, and everything that is the author's alone.

    A cell in which nothing but answers stood is left out of the lesson.
    """

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict
    ) -> tuple[NotebookNode, ResourcesDict]:
        kept = []
        for cell in nb.cells:
            text = without(cell.source, ANSWER)
            only_answers = text != cell.source and not text.strip()
            cell.source = text
            for key in AUTHORS_METADATA:
                cell.metadata.pop(key, None)
            if not only_answers or "nbgrader" in cell.metadata:
                kept.append(cell)
        nb.cells = kept
        for key in set(nb.metadata) - set(NOTEBOOK_METADATA):
            del nb.metadata[key]
        return nb, resources
