"""Mistakes in what a student reads: headings, images, and more machinery than lesson."""

from __future__ import annotations

import ast
import re

from autograders.authoring.lint.draft import Draft, Found, headings, outside_fences, parsed, short
from autograders.authoring.marks import released

MACHINERY_LINES = 3
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<file>[^)\s>]*)")
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SRC = re.compile(r"""\bsrc\s*=\s*["']?(?P<file>[^"'\s>]*)""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*("\s*[^"\s][^"]*"|'\s*[^'\s][^']*')""", re.IGNORECASE)


def headings_in_order(draft: Draft) -> Found:
    """One title, and no level skipped: people who listen go by the headings."""
    above = 0
    for count, (index, level, line) in enumerate(headings(draft)):
        if count == 0 and level != 1:
            yield index, f"the first heading must be the title '# …', not {short(line)}"
        elif level == 1 and above:
            yield index, f"second title {short(line)}; a lesson has one '# …'"
        elif level > above + 1:
            yield index, f"heading {short(line)} skips a level (the one above has {above})"
        above = level
    if not above:
        yield None, "has no heading; the first cell begins with the title '# …'"


def images_have_text(draft: Draft) -> Found:
    """Every image says what it shows."""
    for index, cell in draft.text():
        text = "\n".join(outside_fences(cell.source))
        for image in _IMAGE.finditer(text):
            if not image["alt"].strip():
                yield index, "image without alternative text; write ![what it shows](…)"
        for image in _IMG.finditer(text):
            if not _ALT.search(image[0]):
                yield index, f"image without alternative text: {short(image[0])}"


def images_are_there(draft: Draft) -> Found:
    """Every image is a file of the lesson."""
    for index, cell in draft.text():
        text = "\n".join(outside_fences(cell.source))
        files = [image["file"] for image in _IMAGE.finditer(text)]
        files += [src["file"] for img in _IMG.findall(text) for src in _SRC.finditer(img)]
        for file in files:
            if re.match(r"\w+:", file):
                yield index, f"image {short(file)} is not a file; a lesson works without a network"
            elif not (draft.source.folder / file).is_file():
                yield index, f"image {short(file)} is missing; put it into the lesson's folder"


def little_machinery(draft: Draft) -> Found:
    """Cells that only call the course's own tools stay short: they are not what is learned."""
    tools: set[str] = set()
    for index, cell in draft.code():
        tree = parsed(released(cell.source))
        if tree is None:
            continue
        for node in tree.body:
            tools |= _tools(node)
        tagged = "machinery" in cell.metadata.get("tags", [])
        only_tools = all(_is_machinery(node, tools) for node in tree.body)
        if (tagged or only_tools) and len(tree.body) > MACHINERY_LINES:
            yield (
                index,
                f"has {len(tree.body)} statements of machinery; "
                f"at most {MACHINERY_LINES} in a cell",
            )


def _tools(node: ast.stmt) -> set[str]:
    """The names that a statement imports from the student's package."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "chainrule":
        return {alias.asname or alias.name for alias in node.names}
    if isinstance(node, ast.Import):
        roots = {alias.asname or alias.name.split(".")[0] for alias in node.names}
        return roots & {"chainrule"}
    return set()


def _is_machinery(node: ast.stmt, tools: set[str]) -> bool:
    if isinstance(node, ast.Import | ast.ImportFrom):
        return True
    if not isinstance(node, ast.Expr | ast.Assign):
        return False
    root: ast.AST = node.value
    if not isinstance(root, ast.Call):
        return False
    while isinstance(root, ast.Call | ast.Attribute):
        root = root.func if isinstance(root, ast.Call) else root.value
    return isinstance(root, ast.Name) and root.id in tools
