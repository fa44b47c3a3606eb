"""A submission merged into the release: structure and tests are ours, answers are the student's.

Cells are recognised by grade id, by the function they define, and by their text, never by cell
id: splitting a cell in JupyterLab gives both halves the same grade id, and the second one the old
cell id.
"""

import ast
from collections import defaultdict

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograders.grading.notebooks.cells import (
    asked_for,
    defined_functions,
    grade_id,
    is_answer,
    syntax_tree,
)


def without_shows(source: str, course_names: set[str]) -> str:
    """A released cell without the statements that only show something of the course's own.

    Questions, figures and explorables (calls of names in `course_names`) bind nothing that an
    answer could need, and drawing them for a whole class is what would cost most.
    """
    tree = syntax_tree(source)
    if tree is None:
        return source
    kept = [node for node in tree.body if not _only_shows(node, course_names)]
    return source if len(kept) == len(tree.body) else ast.unparse(ast.Module(kept, []))


def _only_shows(node: ast.stmt, course_names: set[str]) -> bool:
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and getattr(call.func, "id", None) in course_names


def merge(submission: NotebookNode, release: NotebookNode, tests: dict[str, str]) -> NotebookNode:
    """The release's notebook with the student's answers and extra code cells in it.

    release: the lesson as it was given out; tests: sources of locked cells (hidden tests included)
    by grade id, which replace those of the release.
    """
    merged = nbformat.from_dict(release)
    for cell in merged.cells:
        cell.metadata["origin"] = "release"
        if is_answer(cell) and cell.cell_type == "code":
            cell.metadata["asked_for"] = asked_for(cell.source)
        name = grade_id(cell)
        if name in tests and not is_answer(cell):
            cell.source = tests[name]
    answers, extras = _sort(submission, release)
    cells = _as_code(extras[None])
    for index, cell in enumerate(merged.cells):
        parts = answers.get(grade_id(cell) or "") if is_answer(cell) else None
        own = _answer_parts(parts, cell.cell_type) if parts else [cell.source]
        cell.source = own[0]
        cells += [cell, *_as_code(own[1:]), *_as_code(extras[index])]
    merged.cells = cells
    for number, cell in enumerate(merged.cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return merged


def _sort(
    submission: NotebookNode, release: NotebookNode
) -> tuple[dict[str, list[str]], dict[int | None, list[str]]]:
    """The student's answers by grade id, and their extra code by the release cell it follows."""
    places = {name: n for n, cell in enumerate(release.cells) if (name := grade_id(cell))}
    texts = {cell.source.strip(): place for place, cell in enumerate(release.cells)}
    stubs = {
        name: cell.source for cell in release.cells if is_answer(cell) and (name := grade_id(cell))
    }
    answers: dict[str, list[str]] = defaultdict(list)
    for cell in submission.cells:
        if (name := grade_id(cell)) in stubs:
            answers[name].append(cell.source)
    homes: dict[str, str] = {}
    for home, stub in stubs.items():
        written = [text for text in answers.get(home, ()) if text.strip() != stub.strip()]
        if written:
            answers[home] = written  # a copy of the stub, left below, would undo them
        else:
            homes.update(dict.fromkeys(defined_functions(stub), home))
    extras: dict[int | None, list[str]] = defaultdict(list)
    place = None
    for cell in submission.cells:
        name, text = grade_id(cell), cell.source.strip()
        if name in places:
            place = places[name]
        elif text in texts:
            place = texts[text]
        elif cell.cell_type == "code" and text:
            defined = {homes[name] for name in defined_functions(text) if name in homes}
            extras[min(places[name] for name in defined) if defined else place].append(cell.source)
            for elsewhere in defined:  # the stub, further down, would undo what the cell defines
                answers[elsewhere] = [""]
    return answers, extras


def _answer_parts(parts: list[str], kind: str) -> list[str]:
    """A split or copied answer: one cell where only the whole is Python, else one a part."""
    parts = [part for part in parts if part.strip()] or [""]
    if kind != "code":
        return ["\n\n".join(parts)]
    whole = "\n".join(parts)
    if not all(syntax_tree(part) for part in parts) and syntax_tree(whole):
        return [whole]
    return parts


def _as_code(sources: list[str]) -> list[NotebookNode]:
    return [new_code_cell(source) for source in sources]
