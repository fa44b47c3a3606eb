"""A result put back into the notebook, in the form that nbgrader reads scores from."""

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output

from autograders.grading import merging
from autograders.grading.referee import Result


def insert(notebook: NotebookNode, result: Result) -> NotebookNode:
    """Give every cell its outputs; every test cell its message and then a plain number.

    nbgrader pays a test cell without output in full, so each gets its output here.
    """
    for index, cell in enumerate(notebook.cells):
        for ours in ("origin", "asked_for"):
            cell.metadata.pop(ours, None)
        if cell.cell_type != "code":
            continue
        if merging.is_test(cell):
            score = result.scores[merging.grade_id(cell)]
            points = min(max(float(score.points), 0.0), float(cell.metadata.nbgrader.points))
            cell.execution_count = None
            cell.outputs = [
                new_output("stream", name="stdout", text=score.message + "\n"),
                new_output("execute_result", data={"text/plain": repr(points)}),
            ]
        else:
            cell.outputs = [from_dict(output) for output in result.outputs.get(index, [])]
            cell.execution_count = result.counts.get(index)
    return notebook
