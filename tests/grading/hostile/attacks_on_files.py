"""Attacks on the notebook's file: its cells, metadata and outputs; every answer is wrong."""

from collections.abc import Callable

from classroom import NAMES, mark, place
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell


def every_test(change: Callable) -> Callable[[NotebookNode], None]:
    """The same change to every test cell."""

    def forge(notebook: NotebookNode) -> None:
        for name in NAMES:
            change(notebook.cells[place(notebook, name)])

    return forge


def _duplicated(notebook: NotebookNode) -> None:
    for name in NAMES:
        cell = new_code_cell("100.0", metadata={"nbgrader": {"grade_id": name, "points": 100}})
        notebook.cells.insert(0, cell)
        notebook.cells.append(cell)


def _exchanged(notebook: NotebookNode) -> None:
    """Each test cell carries the name of the next one."""
    cells = [notebook.cells[place(notebook, name)] for name in NAMES]
    for cell, name in zip(cells, [*NAMES[1:], NAMES[0]], strict=True):
        cell.metadata["nbgrader"]["grade_id"] = name


def _reversed(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def _without_tests(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if mark(cell) not in NAMES]


def _all_ours(notebook: NotebookNode) -> None:
    """Every cell claims to be of the release, locked, and the notebook to be graded already."""
    notebook.metadata.update(chainrule_refused="", nbgrader={"graded": True, "score": 100})
    for cell in notebook.cells:
        cell.metadata["origin"] = "release"
        cell.metadata.setdefault("nbgrader", {}).update(locked=True, schema_version=99)


def _before_each_test(notebook: NotebookNode) -> None:
    for name in NAMES:
        lie = new_code_cell(f"check = grade = lambda f: 100.0\n{name}.__name__ = 'compose'")
        notebook.cells.insert(place(notebook, name), lie)


FORGED = {
    "outputs and points": every_test(
        lambda cell: (
            cell.update(
                outputs=[{"output_type": "execute_result", "data": {"text/plain": "100.0"}}]
            ),
            cell.metadata["nbgrader"].update(points=100),
        )
    ),
    "a skipped test": every_test(
        lambda cell: cell.metadata.update(tags=["skip-execution", "raises-exception"])
    ),
    "a test's text": every_test(lambda cell: cell.update(source="100.0")),
    "a test that prints": every_test(lambda cell: cell.update(source="print('All tests pass.')")),
    "a test as an answer": every_test(
        lambda cell: cell.metadata["nbgrader"].update(solution=True, grade=False)
    ),
    "odd points": every_test(
        lambda cell: cell.metadata["nbgrader"].update(points=float("nan"), schema_version="9")
    ),
    "negative points": every_test(lambda cell: cell.metadata["nbgrader"].update(points=-100)),
    "a test of another kind": every_test(lambda cell: cell.update(cell_type="markdown")),
    "a test of a raw kind": every_test(lambda cell: cell.update(cell_type="raw", source=["100.0"])),
    "a test without a name": every_test(lambda cell: cell.update(metadata={})),
    "tests twice": _duplicated,
    "tests exchanged": _exchanged,
    "tests deleted": _without_tests,
    "cells upside down": _reversed,
    "cells that claim to be ours": _all_ours,
    "a cell before each test": _before_each_test,
}
"""Changes to the notebook's file, in which every answer is wrong."""
