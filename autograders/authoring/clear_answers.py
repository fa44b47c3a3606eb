"""nbgrader preprocessors that take our own marks out of a lesson.

They run after nbgrader's own when a lesson is made, by `build` and by a plain
`nbgrader generate_assignment` alike; `autograders/nbgrader_config.py` lists them.
"""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor

from autograders.authoring.fill_ins import FILL_IN, is_filled_in
from autograders.authoring.making import CODE_STUB, GENERATE_ASSIGNMENT
from autograders.authoring.marks import ANSWER, without
from autograders.authoring.source import NOTEBOOK_METADATA, nbgrader_of

__all__ = [
    "AUTHORS_METADATA",
    "CODE_STUB",
    "GENERATE_ASSIGNMENT",
    "GOES_ON",
    "ClearAnswers",
    "tags_needed",
]

#: Cell metadata that stays with the author: what Jupyter notes by itself.
AUTHORS_METADATA = ("execution", "ExecuteTime", "collapsed", "scrolled")

#: Jupyter's tag of a cell after whose error Run All goes on.
GOES_ON = "raises-exception"


def belongs_to_an_exercise(cell: NotebookNode) -> bool:
    """Whether the learner's code stands in this cell, or is judged in it."""
    data = nbgrader_of(cell)
    return cell.cell_type == "code" and bool(data.get("grade") or data.get("solution"))


def tags_needed(cell: NotebookNode) -> set[str]:
    """The tags that this cell of a lesson has because a learner writes in it, or is judged there.

    Its text has no answers any more; that of an exercise may still hold its solution.
    """
    if belongs_to_an_exercise(cell):
        return {GOES_ON}
    written = cell.cell_type == "code" and is_filled_in(cell.source)
    return {GOES_ON, FILL_IN} if written else set()


class ClearAnswers(NbGraderPreprocessor):
    """Take the answers to questions out, and everything that is the author's alone.

    A cell in which nothing but answers stood is left out of the lesson. The cells of an exercise,
    and all others in which a learner writes, get the tag with which Run All goes on after an error:
    who comes back with a wrong or half-written answer gets back what stands below it. The author's
    own run stops there.
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
            needed = tags_needed(cell)
            if needed:
                cell.metadata["tags"] = sorted({*cell.metadata.get("tags", []), *needed})
            if not only_answers or "nbgrader" in cell.metadata:
                kept.append(cell)
        nb.cells = kept
        for key in set(nb.metadata) - set(NOTEBOOK_METADATA):
            del nb.metadata[key]
        return nb, resources
