"""What an author may get wrong in a lesson's source, each found before anything is run.

`lint(source, exercises)` returns one line a problem, naming file, line and cell. The checks are
small functions; each takes the `Draft` and yields (cell number, message).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode

from autograders.authoring.marks import (
    ANSWER,
    HIDDEN_TESTS,
    SOLUTION,
    STUB,
    inside,
    regions,
    released,
)
from autograders.authoring.source import Source, nbgrader_of

Found = Iterator[tuple[int | None, str]]

#: Cell metadata that a source may hold.
CELL_METADATA = {"nbgrader", "tags", "claims", "facts", "jupyter"}
#: What Jupyter leaves in a cell that was open in it.
SAVED_BY_JUPYTER = {"execution", "ExecuteTime", "collapsed", "scrolled", "widgets", "trusted"}
NBGRADER_METADATA = {
    "grade": bool,
    "grade_id": str,
    "locked": bool,
    "schema_version": int,
    "solution": bool,
    "task": bool,
}
SCHEMA_VERSION = 3

#: The only expressions a test cell may end with. `grade` is the score, the others return None.
SCORE_SAFE = ("grade", "check", "print")
#: Anything on stderr makes nbgrader score a test cell 0.
WRITES_TO_STDERR = {"warnings", "logging", "subprocess", "tqdm", "sys", "os", "traceback"}

MACHINERY_LINES = 3
#: A shorter solution may stand in the text by chance (`return 2 * t`).
TELLING_SOLUTION = 24

EXERCISE_HEADING = re.compile(
    r"#+ +Exercise +(?P<number>\S+) +· +`?(?P<name>\w+)`? +\((?P<points>[\d.]+) (?P<unit>points?)\)"
)
_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_FENCE = re.compile(r"\s*(```|~~~)")
_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(\s*<?(?P<file>[^)\s>]*)")
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SRC = re.compile(r"""\bsrc\s*=\s*["']?(?P<file>[^"'\s>]*)""", re.IGNORECASE)
_ALT = re.compile(r"""\balt\s*=\s*("\s*[^"\s][^"]*"|'\s*[^'\s][^']*')""", re.IGNORECASE)


@dataclass
class Draft:
    """A source, its exercises, and what the checks ask for again and again."""

    source: Source
    exercises: dict[str, Any]
    cells: list[NotebookNode] = field(init=False)
    metadata: list[dict] = field(init=False)

    def __post_init__(self) -> None:
        self.cells = self.source.notebook.cells
        self.metadata = [nbgrader_of(cell) for cell in self.cells]

    def is_answer(self, index: int) -> bool:
        return self.metadata[index].get("solution") is True

    def is_test(self, index: int) -> bool:
        return self.metadata[index].get("grade") is True and not self.is_answer(index)

    def code(self) -> Iterator[tuple[int, NotebookNode]]:
        return ((i, cell) for i, cell in enumerate(self.cells) if cell.cell_type == "code")

    def text(self) -> Iterator[tuple[int, NotebookNode]]:
        return ((i, cell) for i, cell in enumerate(self.cells) if cell.cell_type == "markdown")

    def named(self, grade_id: str) -> list[int]:
        return [i for i, data in enumerate(self.metadata) if data.get("grade_id") == grade_id]


def lint(source: Source, exercises: Sequence[Any]) -> list[str]:
    """Every mistake in the source, one line each, in the order of the cells."""
    draft = Draft(source, {exercise.name: exercise for exercise in exercises})
    problems: list[tuple[int, str]] = []
    for look in CHECKS:
        for index, message in look(draft):
            where = source.shown if index is None else source.place(index)
            problems.append((-1 if index is None else index, f"{where}: {message}"))
    problems.sort(key=lambda problem: problem[0])
    return list(dict.fromkeys(line for _, line in problems))


# --- metadata --------------------------------------------------------------------------------


def unknown_metadata(draft: Draft) -> Found:
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
        if data.get("task"):
            yield index, "nbgrader tasks are graded by hand; this course has none"
        if data.get("grade") and data.get("solution"):
            yield index, "is both an answer and a test, which nbgrader grades by hand; make it two"
        if draft.is_answer(index) and data.get("locked"):
            yield index, 'an answer cell needs "locked": false, or a student cannot write in it'
        if draft.is_test(index) and not data.get("locked"):
            yield index, 'a test cell needs "locked": true, or a student can change it'
        if draft.is_test(index) and cell.cell_type != "code":
            yield index, "a test cell must be code"


def unique_names(draft: Draft) -> Found:
    seen: dict[str, int] = {}
    for index, data in enumerate(draft.metadata):
        name = data.get("grade_id")
        if not isinstance(name, str):
            continue
        if name in seen:
            yield index, f"grade_id {name!r} is used twice (first in cell {seen[name] + 1})"
        elif not re.fullmatch(r"[a-z][\w-]{0,55}", name, re.ASCII):
            yield index, f"grade_id {name!r}: use small letters, digits, '_' and '-'"
        seen.setdefault(name, index)


# --- exercises -------------------------------------------------------------------------------


def exercises_complete(draft: Draft) -> Found:
    order = []
    for index in range(len(draft.cells)):
        name = draft.metadata[index].get("grade_id", "")
        if draft.is_test(index):
            if name in draft.exercises:
                order.append(name)
            else:
                yield index, f"no exercise {name!r} in this lesson; {_known(draft)}"
        elif draft.is_answer(index) and str(name).endswith("-answer"):
            exercise = name.removesuffix("-answer")
            if exercise not in draft.exercises:
                yield index, f"no exercise {exercise!r} in this lesson; {_known(draft)}"
    for name in draft.exercises:
        tests = [i for i in draft.named(name) if draft.is_test(i)]
        answers = [i for i in draft.named(f"{name}-answer") if draft.is_answer(i)]
        if not tests:
            yield None, f"exercise {name!r} has no check cell (grade_id {name!r}, grade: true)"
        if not answers:
            yield (
                None,
                f"exercise {name!r} has no answer cell (grade_id '{name}-answer', solution: true)",
            )
        if tests and answers and answers[0] > tests[0]:
            yield answers[0], f"stands after its check cell {name!r}; put it before"
    expected = [name for name in draft.exercises if name in order]
    if list(dict.fromkeys(order)) != expected:
        yield None, f"check cells are in the order {_list(order)}; exercises: {_list(expected)}"


def points_agree(draft: Draft) -> Found:
    headings = list(_exercise_headings(draft))
    for index, _, name, *_ in headings:
        if name not in draft.exercises:
            yield index, f"heading names {name!r}, which is no exercise; {_known(draft)}"
    for name, exercise in draft.exercises.items():
        for index in (i for i in draft.named(name) if draft.is_test(i)):
            points = draft.metadata[index].get("points")
            if isinstance(points, bool) or not isinstance(points, int | float):
                yield index, f"metadata needs 'points': {_number(exercise.points)}"
            elif points != exercise.points:
                yield (
                    index,
                    f"metadata says {_number(points)} points, "
                    f"the exercise {_number(exercise.points)}",
                )
        own = [heading for heading in headings if heading[2] == name]
        answers = draft.named(f"{name}-answer")
        if len(own) != 1 or (answers and own[0][0] > answers[0]):
            place = answers[0] if answers else None
            unit = "point" if exercise.points == 1 else "points"
            yield (
                place,
                f"needs one heading above it: '### Exercise {exercise.number} · {name} "
                f"({_number(exercise.points)} {unit})'",
            )
            continue
        index, number, _, points, unit = own[0]
        if number != exercise.number:
            yield index, f"heading says {number}, the exercise is {exercise.number}"
        if points != exercise.points:
            yield (
                index,
                f"heading says {_number(points)} points, the exercise {_number(exercise.points)}",
            )
        elif (unit == "point") != (points == 1):
            yield index, f"heading says '{_number(points)} {unit}'"


def _exercise_headings(draft: Draft) -> Iterator[tuple[int, str, str, float, str]]:
    for index, _, line in _headings(draft):
        found = EXERCISE_HEADING.fullmatch(line.strip())
        if found:
            yield index, found["number"], found["name"], float(found["points"]), found["unit"]


# --- marks and answers -----------------------------------------------------------------------


def marks_balanced(draft: Draft) -> Found:
    for index, cell in enumerate(draft.cells):
        for message in regions(cell.source)[1]:
            yield index, message


def marks_in_their_cells(draft: Draft) -> Found:
    for index, cell in enumerate(draft.cells):
        kinds = {region.kind for region in regions(cell.source)[0]}
        if SOLUTION in kinds and not draft.is_answer(index):
            yield index, "holds a solution but is no answer cell (solution: true in its metadata)"
        if HIDDEN_TESTS in kinds and not draft.is_test(index):
            yield index, "holds hidden tests but is no test cell (grade: true in its metadata)"
        if ANSWER in kinds and (cell.cell_type != "code" or draft.is_test(index)):
            yield index, "'### BEGIN ANSWER' belongs into a code cell that is no test"


def answers_have_holes(draft: Draft) -> Found:
    for index, cell in enumerate(draft.cells):
        if not draft.is_answer(index) or cell.cell_type != "code" or regions(cell.source)[1]:
            continue
        holes = inside(cell.source, SOLUTION)
        if not holes:
            yield index, "has no '### BEGIN SOLUTION': nbgrader would empty the whole cell"
            continue
        if all(_says_nothing(hole) for hole in holes):
            yield index, "its solution is empty"
        stub = released(cell.source)
        tree = _parsed(stub)
        if tree is None:
            yield index, "is no Python once the solution is taken out; mark whole statements"
            continue
        if any(_badly_indented(cell.source)):
            yield index, "indent '### BEGIN SOLUTION' like the code below it: the stub goes there"
        kept = [line for line in stub.split("\n") if line.strip() and line.strip() != STUB]
        if all(line.lstrip().startswith("#") for line in kept):
            yield index, "is a solution as a whole; leave the signature and its docstring outside"
            continue
        name = draft.metadata[index].get("grade_id", "").removesuffix("-answer")
        if name in draft.exercises:
            yield from _signature_stays(index, name, tree)


def _badly_indented(text: str) -> Iterator[bool]:
    lines = text.split("\n")
    for region in regions(text)[0]:
        inner = [line for line in lines[region.first + 1 : region.last] if line.strip()]
        if region.kind == SOLUTION and inner:
            yield inner[0][: len(inner[0]) - len(inner[0].lstrip())] != region.indent


def _signature_stays(index: int, name: str, tree: ast.Module) -> Found:
    kinds = ast.FunctionDef | ast.ClassDef
    defined = [node for node in tree.body if isinstance(node, kinds) and node.name == name]
    if not defined:
        yield index, f"the line 'def {name}(…)' must stand outside of the solution marks"
    elif not ast.get_docstring(defined[0]):
        yield index, f"the docstring of {name} must stand outside of the solution marks"


def test_cells_safe(draft: Draft) -> Found:
    for index, cell in draft.code():
        if not draft.is_test(index) or regions(cell.source)[1]:
            continue
        name = draft.metadata[index].get("grade_id", "")
        tree = _plain(cell.source)
        if tree is None:
            yield index, "a test cell must be plain Python, without magics"
            continue
        yield from _canonical(index, name, cell.source, tree)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and _called(last.value) not in SCORE_SAFE:
            yield (
                index,
                f"ends with the bare expression {_short(ast.unparse(last))}, "
                "which nbgrader would take for the score",
            )
        for culprit in _stderr_prone(tree):
            yield index, f"{culprit} may write to stderr, which nbgrader scores 0; keep it out"


def _canonical(index: int, name: str, text: str, tree: ast.Module) -> Found:
    check, score = f"check({name})", f"grade({name})"
    shown = _plain(released(text))
    first = ast.unparse(shown.body[0]) if shown and shown.body else ""
    if first != check:
        yield index, f"must begin with the line {check}"
    hidden = [_plain(part) for part in inside(text, HIDDEN_TESTS)]
    scores = [ast.unparse(statement) for part in hidden if part for statement in part.body]
    if scores.count(score) != 1:
        yield index, f"needs {score} once, between '### BEGIN HIDDEN TESTS' and the END"
    elif ast.unparse(tree.body[-1]) != score:
        yield index, f"must end with {score}: its value is the score"


def nothing_reaches_students(draft: Draft) -> Found:
    for index, cell in draft.code():
        tree = _parsed(released(cell.source))
        if tree is None:
            if not draft.is_answer(index):
                yield index, "is no Python as a student would get it"
            continue
        for node in ast.walk(tree):
            for module in _imported(node):
                if module.split(".")[0] == "autograders":
                    yield index, f"import of {module} would reach students; mark it as hidden"
            called = _called(node)
            if called == "answer":
                yield index, "the answer to a question would reach students; mark it BEGIN ANSWER"
            if called == "grade":
                yield index, "grade(…) would reach students; mark it BEGIN HIDDEN TESTS"


def no_solution_elsewhere(draft: Draft) -> Found:
    shown = [_squeezed(released(cell.source)) for cell in draft.cells]
    for index, cell in enumerate(draft.cells):
        for hole in inside(cell.source, SOLUTION):
            body = _squeezed(hole)
            if len(body) < TELLING_SOLUTION:
                continue
            for other, text in enumerate(shown):
                if body in text:
                    solved = draft.source.place(index).rsplit(": ", 1)[1]
                    yield other, f"shows the solution of {solved} to students"


# --- what a student reads --------------------------------------------------------------------


def headings_in_order(draft: Draft) -> Found:
    above = 0
    for count, (index, level, line) in enumerate(_headings(draft)):
        if count == 0 and level != 1:
            yield index, f"the first heading must be the title '# …', not {_short(line)}"
        elif level == 1 and above:
            yield index, f"second title {_short(line)}; a lesson has one '# …'"
        elif level > above + 1:
            yield index, f"heading {_short(line)} skips a level (the one above has {above})"
        above = level
    if not above:
        yield None, "has no heading; the first cell begins with the title '# …'"


def images_have_text(draft: Draft) -> Found:
    for index, cell in draft.text():
        text = "\n".join(_outside_fences(cell.source))
        for image in _IMAGE.finditer(text):
            if not image["alt"].strip():
                yield index, "image without alternative text; write ![what it shows](…)"
        for image in _IMG.finditer(text):
            if not _ALT.search(image[0]):
                yield index, f"image without alternative text: {_short(image[0])}"


def images_are_there(draft: Draft) -> Found:
    for index, cell in draft.text():
        text = "\n".join(_outside_fences(cell.source))
        files = [image["file"] for image in _IMAGE.finditer(text)]
        files += [src["file"] for img in _IMG.findall(text) for src in _SRC.finditer(img)]
        for file in files:
            if re.match(r"\w+:", file):
                yield index, f"image {_short(file)} is not a file; a lesson works without a network"
            elif not (draft.source.folder / file).is_file():
                yield index, f"image {_short(file)} is missing; put it into the lesson's folder"


def little_machinery(draft: Draft) -> Found:
    """Cells that only call the course's own tools stay short: they are not what is learned."""
    tools: set[str] = set()
    for index, cell in draft.code():
        tree = _parsed(released(cell.source))
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


CHECKS = (
    unknown_metadata,
    nbgrader_metadata,
    unique_names,
    exercises_complete,
    points_agree,
    marks_balanced,
    marks_in_their_cells,
    answers_have_holes,
    test_cells_safe,
    nothing_reaches_students,
    no_solution_elsewhere,
    headings_in_order,
    images_have_text,
    images_are_there,
    little_machinery,
)


# --- reading code and text -------------------------------------------------------------------


def _plain(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def _parsed(text: str) -> ast.Module | None:
    """The code of a cell, its magics turned into calls; None when it is no Python."""
    return _plain(TransformerManager().transform_cell(text)) if text.strip() else ast.Module([], [])


def _called(node: ast.AST) -> str | None:
    """The name of the function that a node calls, when it is a plain name."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id
    return None


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        return [node.module]
    return []


def _stderr_prone(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for module in _imported(node):
            if module.split(".")[0] in WRITES_TO_STDERR:
                yield f"module {module}"
        if isinstance(node, ast.Attribute) and node.attr in ("stderr", "warn"):
            yield f"'.{node.attr}'"


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


def _says_nothing(hole: str) -> bool:
    lines = [line.strip() for line in hole.split("\n")]
    return all(not line or line.startswith("#") or line in ("pass", "...", STUB) for line in lines)


def _outside_fences(text: str) -> Iterator[str]:
    fenced = False
    for line in text.split("\n"):
        if _FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield line


def _headings(draft: Draft) -> Iterator[tuple[int, int, str]]:
    """(cell, level, line) of every heading."""
    for index, cell in draft.text():
        for line in _outside_fences(cell.source):
            found = _HEADING.fullmatch(line)
            if found:
                yield index, len(found[1]), line


def _squeezed(text: str) -> str:
    """Code without its white space, so that another indentation hides nothing."""
    return re.sub(r"\s+", "", text)


def _known(draft: Draft) -> str:
    return f"there are: {_list(draft.exercises)}"


def _list(names: Sequence[str] | dict[str, Any]) -> str:
    return ", ".join(names) or "none"


def _number(value: float) -> str:
    return f"{value:g}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return repr(text if len(text) <= 50 else text[:49] + "…")
