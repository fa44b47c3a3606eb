"""Mistakes in code cells: marks, holes, test cells, and what would reach students."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from autograders.authoring.fill_ins import has_a_blank
from autograders.authoring.lint.draft import (
    Draft,
    Found,
    called,
    imported,
    parsed,
    plain_python,
    short,
)
from autograders.authoring.marks import (
    ANSWER,
    HIDDEN_TESTS,
    MARK_SCHEME,
    SOLUTION,
    STUB,
    inside,
    regions,
    released,
)

#: The only expressions a test cell may end with. `grade` is the score, the others return None.
SCORE_SAFE = ("grade", "check", "print")
#: Anything on stderr makes nbgrader score a test cell 0.
WRITES_TO_STDERR = {"warnings", "logging", "subprocess", "tqdm", "sys", "os", "traceback"}
#: A shorter solution may stand in the text by chance (`return 2 * t`).
TELLING_SOLUTION = 24


def marks_balanced(draft: Draft) -> Found:
    """Every mark well written, and every BEGIN with its END."""
    for index, cell in enumerate(draft.cells):
        for message in regions(cell.source)[1]:
            yield index, message


def marks_in_their_cells(draft: Draft) -> Found:
    """Each kind of region only where it is taken out again."""
    for index, cell in enumerate(draft.cells):
        kinds = {region.kind for region in regions(cell.source)[0]}
        if SOLUTION in kinds and not draft.is_answer(index):
            yield index, "holds a solution but is no answer cell (solution: true in its metadata)"
        if HIDDEN_TESTS in kinds and not draft.is_test(index):
            yield index, "holds hidden tests but is no test cell (grade: true in its metadata)"
        if MARK_SCHEME in kinds and not draft.metadata[index].get("task"):
            yield index, "'### BEGIN MARK SCHEME' belongs into a task"
        if ANSWER in kinds and (cell.cell_type != "code" or draft.is_test(index)):
            yield index, "'### BEGIN ANSWER' belongs into a code cell that is no test"


def answers_have_holes(draft: Draft) -> Found:
    """An answer cell keeps signature and docstring and loses only whole statements."""
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
        tree = parsed(stub)
        if tree is None:
            yield index, "is no Python once the solution is taken out; mark whole statements"
            continue
        if any(_badly_indented(cell.source)):
            yield index, "indent '### BEGIN SOLUTION' like the code below it: the stub goes there"
        kept = [line for line in stub.split("\n") if line.strip() and line.strip() != STUB]
        bare = all(line.lstrip().startswith("#") for line in kept)
        if bare and not draft.is_marked_by_hand(index):
            yield index, "is a solution as a whole; leave the signature and its docstring outside"
            continue
        name = draft.metadata[index].get("grade_id", "").removesuffix("-answer")
        if name in draft.exercises:
            yield from _signature_stays(index, name, tree)


def blanks_where_confirmed(draft: Draft) -> Found:
    """A learner writes where `confirm` looks: its dots tell Run All to go on after an error."""
    for index, cell in draft.code():
        tree = parsed(released(cell.source))
        calls = {called(node) for node in ast.walk(tree)} if tree else set()
        if "confirm" in calls and not has_a_blank(released(cell.source)):
            yield index, "confirms a value but leaves no blank: write 'name = ...' above its answer"


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
    """A test cell whose score is what `grade` says, whatever nbgrader makes of it."""
    for index, cell in draft.code():
        if not draft.is_test(index) or regions(cell.source)[1]:
            continue
        name = draft.metadata[index].get("grade_id", "")
        tree = plain_python(cell.source)
        if tree is None:
            yield index, "a test cell must be plain Python, without magics"
            continue
        yield from _canonical(index, name, cell.source, tree)
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr) and called(last.value) not in SCORE_SAFE:
            yield (
                index,
                f"ends with the bare expression {short(ast.unparse(last))}, "
                "which nbgrader would take for the score",
            )
        for culprit in _stderr_prone(tree):
            yield index, f"{culprit} may write to stderr, which nbgrader scores 0; keep it out"


def _canonical(index: int, name: str, text: str, tree: ast.Module) -> Found:
    check, score = f"check({name})", f"grade({name})"
    shown = plain_python(released(text))
    first = ast.unparse(shown.body[0]) if shown and shown.body else ""
    if first != check:
        yield index, f"must begin with the line {check}"
    hidden = [plain_python(part) for part in inside(text, HIDDEN_TESTS)]
    scores = [ast.unparse(statement) for part in hidden if part for statement in part.body]
    if scores.count(score) != 1:
        yield index, f"needs {score} once, between '### BEGIN HIDDEN TESTS' and the END"
    elif ast.unparse(tree.body[-1]) != score:
        yield index, f"must end with {score}: its value is the score"


def nothing_reaches_students(draft: Draft) -> Found:
    """No answer, no score and no import of the key outside of the marks."""
    for index, cell in draft.code():
        tree = parsed(released(cell.source))
        if tree is None:
            if not draft.is_answer(index):
                yield index, "is no Python as a student would get it"
            continue
        for node in ast.walk(tree):
            for module in imported(node):
                if module.split(".")[0] == "autograders":
                    yield index, f"import of {module} would reach students; mark it as hidden"
            function = called(node)
            if function == "answer":
                yield index, "the answer to a question would reach students; mark it BEGIN ANSWER"
            if function == "grade":
                yield index, "grade(…) would reach students; mark it BEGIN HIDDEN TESTS"


def imports_are_used(draft: Draft) -> Found:
    """No name imported that no cell uses, the check cells among them."""
    trees = [(index, parsed(cell.source)) for index, cell in draft.code()]
    nodes = [(index, node) for index, tree in trees if tree for node in ast.walk(tree)]
    used = {node.id for _, node in nodes if isinstance(node, ast.Name)}
    for index, node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                name = (alias.asname or alias.name).split(".")[0]
                if name not in used:
                    yield index, f"imports {name!r}, which no cell uses"


def no_solution_elsewhere(draft: Draft) -> Found:
    """No solution that stands in another cell as well."""
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


def _says_nothing(hole: str) -> bool:
    lines = [line.strip() for line in hole.split("\n")]
    return all(not line or line.startswith("#") or line in ("pass", "...", STUB) for line in lines)


def _stderr_prone(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        for module in imported(node):
            if module.split(".")[0] in WRITES_TO_STDERR:
                yield f"module {module}"
        if isinstance(node, ast.Attribute) and node.attr in ("stderr", "warn"):
            yield f"'.{node.attr}'"


def _squeezed(text: str) -> str:
    """Code without its white space, so that another indentation hides nothing."""
    return re.sub(r"\s+", "", text)
