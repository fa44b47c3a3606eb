"""Mistakes in the metadata of a source: what nbgrader needs, and what Jupyter left there."""

from __future__ import annotations

import re

from autograders.authoring.lint.draft import Draft, Found

#: Cell metadata that a source may hold.
CELL_METADATA = {"nbgrader", "tags", "claims", "jupyter"}
#: What Jupyter leaves in a cell that was open in it.
SAVED_BY_JUPYTER = {"execution", "ExecuteTime", "collapsed", "scrolled", "widgets", "trusted"}
#: What nbgrader's metadata must hold, and of which kind. A test cell has `points`, too.
NBGRADER_METADATA = {
    "grade": bool,
    "grade_id": str,
    "locked": bool,
    "schema_version": int,
    "solution": bool,
    "task": bool,
}
SCHEMA_VERSION = 3


def unknown_metadata(draft: Draft) -> Found:
    """Only metadata that the course uses; nothing that an open Jupyter has saved."""
    for key in sorted(draft.source.header.keys() - {"kernelspec", "language_info"}):
        if key == "widgets":
            yield None, "holds saved widget state; delete 'widgets' from the header"
        else:
            yield None, f"unknown notebook metadata {key!r} in the header"
    for index, cell in enumerate(draft.cells):
        for key in sorted(cell.metadata.keys() - CELL_METADATA):
            if key in SAVED_BY_JUPYTER:
                yield index, f"metadata {key!r} was saved by Jupyter; delete it"
            else:
                yield index, f"unknown metadata {key!r}; known: {', '.join(sorted(CELL_METADATA))}"
        if set(cell.metadata.get("jupyter", {})) - {"source_hidden"}:
            yield index, "metadata 'jupyter' may hold 'source_hidden' alone"
        if "skip-execution" in cell.metadata.get("tags", []):
            yield index, "tag 'skip-execution': an untested cell would count as right; remove it"


def nbgrader_metadata(draft: Draft) -> Found:
    """What nbgrader needs to know of a cell, all of it and nothing else."""
    for index, cell in enumerate(draft.cells):
        if "nbgrader" not in cell.metadata:
            continue
        data = cell.metadata["nbgrader"]
        if not isinstance(data, dict):
            yield index, f"nbgrader metadata must be {{…}}, not {data!r}"
            continue
        if data.get("schema_version") != SCHEMA_VERSION:
            yield index, f'nbgrader metadata needs "schema_version": {SCHEMA_VERSION}'
        for key in sorted(data.keys() - NBGRADER_METADATA.keys() - {"points"}):
            yield index, f"unknown nbgrader metadata {key!r}"
        for key, kind in NBGRADER_METADATA.items():
            if key != "schema_version" and type(data.get(key)) is not kind:
                yield index, f"nbgrader metadata needs {key!r} ({kind.__name__})"
        if draft.is_marked_by_hand(index):
            yield from _by_hand(draft, index, data)
        if draft.is_answer(index) and data.get("locked"):
            yield index, 'an answer cell needs "locked": false, or a student cannot write in it'
        if draft.is_test(index) and not data.get("locked"):
            yield index, 'a test cell needs "locked": true, or a student can change it'
        if draft.is_test(index) and cell.cell_type != "code":
            yield index, "a test cell must be code"


def _by_hand(draft: Draft, index: int, data: dict) -> Found:
    """What a cell that a person marks needs: a name that is no exercise's, and points."""
    name = str(data.get("grade_id", ""))
    alone = data.get("locked") and not data.get("grade") and not data.get("solution")
    if data.get("task") and not alone:
        yield index, 'a task needs "locked": true, "grade": false and "solution": false'
    elif name.removesuffix("-answer") in draft.exercises:
        yield index, "is both an answer and a test, which nbgrader grades by hand; make it two"
    points = data.get("points")
    if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
        yield index, "is marked by hand, and needs 'points': a number"


def unique_names(draft: Draft) -> Found:
    """No name twice; nbgrader's gradebook goes by them."""
    seen: dict[str, int] = {}
    for index, data in enumerate(draft.metadata):
        name = data.get("grade_id")
        if not isinstance(name, str):
            continue
        if name in seen:
            yield index, f"grade_id {name!r} is used twice (first in cell {seen[name] + 1})"
        elif not re.fullmatch(r"[A-Za-z][\w-]{0,55}", name, re.ASCII):
            yield index, f"grade_id {name!r}: use letters, digits, '_' and '-'"
        seen.setdefault(name, index)
