"""A result put back into the notebook, in the form that nbgrader reads scores from."""

from dataclasses import asdict

from nbformat import NotebookNode, from_dict

from autograders.grading.notebooks.cells import is_test, name_of
from autograders.grading.notebooks.results import Result, Score

VERDICT = "chainrule_verdict"
"""Metadata of a test cell: its score as plain values, from which `report` makes the pages."""


def insert(notebook: NotebookNode, result: Result) -> NotebookNode:
    """Give every cell its outputs; every test cell its message and then a plain number.

    nbgrader pays a test cell without output in full, so each gets its output here.
    """
    for index, cell in enumerate(notebook.cells):
        cell.metadata.pop("asked_for", None)
        if cell.cell_type != "code":
            continue
        if is_test(cell):
            score = result.scores[name_of(cell)]
            points = min(max(float(score.points), 0.0), float(cell.metadata.nbgrader.points))
            cell.metadata[VERDICT] = from_dict(asdict(score))
            cell.execution_count = None
            cell.outputs = [from_dict(output) for output in _verdict(score.message, repr(points))]
        else:
            cell.outputs = [from_dict(output) for output in result.outputs.get(index, [])]
            cell.execution_count = result.counts.get(index)
    return notebook


def _verdict(message: str, points: str) -> list[dict]:
    """A test cell's outputs as nbformat has them; its `new_output` checks each at some length."""
    return [
        {"output_type": "stream", "name": "stdout", "text": f"{message}\n"},
        {
            "output_type": "execute_result",
            "data": {"text/plain": points},
            "metadata": {},
            "execution_count": None,
        },
    ]


def verdicts(notebook: NotebookNode) -> Result | None:
    """The scores that `insert` has put into a graded notebook; None when one is missing."""
    scores = {}
    for cell in notebook.cells:
        if is_test(cell):
            try:
                score = Score(**cell.metadata[VERDICT])
            except (KeyError, TypeError):
                return None
            scores[name_of(cell)] = score
    return Result(scores)
