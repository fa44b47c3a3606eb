"""A submission merged into the release: structure and tests are ours, answers are the student's.

Cells are recognised by grade id, by the function they define, and by their text, never by cell
id: splitting a cell in JupyterLab gives both halves the same grade id, and the second one the old
cell id.
"""

import ast
from collections import defaultdict

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograders.grading.notebooks import attachments
from autograders.grading.notebooks.cells import (
    asked_for,
    defined_functions,
    grade_id,
    is_answer,
    is_marked_by_hand,
    is_task,
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
    cells = [*extras[None]]
    for index, cell in enumerate(merged.cells):
        parts = answers.get(grade_id(cell) or "") if is_answer(cell) else None
        if parts and not _is_code(cell) and not all(_is_stub(part, cell) for part in parts):
            _put_words(cell, parts)
        own = _code_parts([part.source for part in parts]) if parts and _is_code(cell) else None
        cell.source, *more = own or [cell.source]
        cells += [cell, *map(new_code_cell, more), *extras[index]]
    merged.cells = cells
    for number, cell in enumerate(merged.cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return merged


def _sort(
    submission: NotebookNode, release: NotebookNode
) -> tuple[dict[str, list[NotebookNode]], dict[int | None, list[NotebookNode]]]:
    """The student's answers by grade id, and their extra cells by the release cell they follow.

    Extra cells are code; text only below a task, for which it is the answer. What is to be marked
    by hand may be answered in a cell below the one that is meant for it.
    """
    places = {name: n for n, cell in enumerate(release.cells) if (name := grade_id(cell))}
    texts = {cell.source.strip(): place for place, cell in enumerate(release.cells)}
    stubs = {name: cell for cell in release.cells if is_answer(cell) and (name := grade_id(cell))}
    answers: dict[str, list[NotebookNode]] = defaultdict(list)
    for cell in submission.cells:
        if (name := grade_id(cell)) in stubs:
            answers[name].append(cell)
    homes: dict[str, str] = {}
    for home, stub in stubs.items():
        written = [cell for cell in answers.get(home, ()) if not _is_stub(cell, stub)]
        if written:
            answers[home] = written  # a copy of the stub, left below, would undo them
        else:
            homes.update(dict.fromkeys(defined_functions(stub.source), home))
    tasks = {place for place, cell in enumerate(release.cells) if is_task(cell)}
    by_hand = {
        places[home]: home
        for home in stubs
        if is_marked_by_hand(cell := release.cells[places[home]])
        and (not _is_code(cell) or all(_is_stub(part, stubs[home]) for part in answers[home]))
    }
    below: dict[str, list[NotebookNode]] = defaultdict(list)
    extras: dict[int | None, list[NotebookNode]] = defaultdict(list)
    place = None
    for cell in submission.cells:
        name, text = grade_id(cell), cell.source.strip()
        code = text if _is_code(cell) else ""
        defined = {homes[name] for name in defined_functions(code) if name in homes}
        if name in places:
            place = places[name]
        elif text in texts:
            place = texts[text]
        elif not (text or cell.get("attachments")):
            continue
        elif (
            not defined and (at := _answered_at(place, cell, release, by_hand, answers)) is not None
        ):
            place = at
            below[by_hand[at]].append(cell)
        elif code:
            where = min(places[name] for name in defined) if defined else place
            extras[where].append(new_code_cell(cell.source))
            for elsewhere in defined:  # the stub, further down, would undo what the cell defines
                answers[elsewhere] = [new_code_cell("")]
        elif place in tasks:
            words = new_markdown_cell()
            _put_words(words, [cell])
            extras[place].append(words)
    for home, cells in below.items():
        written = [cell for cell in answers[home] if not _is_stub(cell, stubs[home])]
        answers[home] = written + cells
    return answers, extras


def _answered_at(
    place: int | None,
    cell: NotebookNode,
    release: NotebookNode,
    by_hand: dict[int, str],
    answers: dict[str, list[NotebookNode]],
) -> int | None:
    """Where a cell of the student's own answers what is to be marked by hand, if it does.

    place: the release's cell above it. The cell meant for the answer is that one, or the next one
    where the submission has none of its name (some programs lose all names).
    """
    after = 0 if place is None else place + 1
    lost = after in by_hand and not answers.get(by_hand[after])
    for found in ([] if place is None else [place]) + ([after] if lost else []):
        if found in by_hand and _is_code(cell) == _is_code(release.cells[found]):
            return found
    return None


def _is_code(cell: NotebookNode) -> bool:
    return cell.cell_type == "code"


def _is_stub(cell: NotebookNode, stub: NotebookNode) -> bool:
    """Is this cell as it was given out?"""
    more = cell.get("attachments", {}).keys() - stub.get("attachments", {}).keys()
    return cell.source.strip() == stub.source.strip() and not more


def _put_words(cell: NotebookNode, parts: list[NotebookNode]) -> None:
    """Make a text cell of the parts of an answer, with the pictures that were pasted into them."""
    texts, pictures = attachments.together(parts)
    cell.source = "\n\n".join([text for text in texts if text.strip()] or [""])
    if pictures:
        cell.attachments = nbformat.from_dict(pictures)


def _code_parts(parts: list[str]) -> list[str]:
    """A split or copied answer: one cell where only the whole is Python, else one a part."""
    parts = [part for part in parts if part.strip()] or [""]
    whole = "\n".join(parts)
    if not all(syntax_tree(part) for part in parts) and syntax_tree(whole):
        return [whole]
    return parts
