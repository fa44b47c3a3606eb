"""Does a sentence give a formula away? Compares tokens of both, however they are written."""

from __future__ import annotations

import ast
import math
import re
import textwrap

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
TOKEN = re.compile(r"[A-Za-z_]+|\d+|[-+/(]")
MODULES = {"np", "math"}


def clauses_of(measured: list) -> list[str]:
    """All that a table's measurements may say: at each input one clause, or one for each number."""
    listed = [[one] if isinstance(one, str) else clauses_of(one or []) for one in measured]
    return [clause for clauses in listed for clause in clauses]


def gives_away(sentence: str, source: str) -> bool:
    """Does the sentence hold nearly all of the expression that the source's function returns?

    Both are written as tokens without spaces, brackets' ends, and signs of multiplication; powers
    as plain numbers. A run of the sentence's tokens gives the expression away when it contains, in
    any order, all of its tokens (constants may have been multiplied out, and count by their kind).
    """
    for formula in formulas(source):
        wanted = tokens(formula)
        said = tokens(sentence)
        kinds = [_kind(token) for token in said]
        needed = sorted({_kind(token) for token in wanted})
        length = math.ceil(0.8 * len(wanted))
        for start in range(len(said) - length + 1):
            for end in range(start + length, min(len(said), start + len(wanted) + 2) + 1):
                window = kinds[start:end]
                if all(kind in window for kind in needed) and _is_formula(said[start:end], wanted):
                    return True
    return False


def formulas(source: str) -> list[str]:
    """The returned expressions, with the function's own local names put in."""
    tree = ast.parse(textwrap.dedent(source))
    local: dict[str, ast.expr] = {}

    class PutIn(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.AST:
            return local.get(node.id, node)

    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            local[node.targets[0].id] = PutIn().visit(node.value)
        elif isinstance(node, ast.Return) and not isinstance(node.value, ast.Name):
            found.append(ast.unparse(PutIn().visit(node.value)))
    return found


def tokens(text: str) -> list[str]:
    """Names, numbers, + − / and opening brackets, in order."""
    plain = text.translate(SUPERSCRIPTS).replace("−", "-")
    plain = re.sub(r"(\d)([A-Za-z])", r"\1 \2", plain)
    return [token for token in TOKEN.findall(plain) if token not in MODULES]


def _kind(token: str) -> str:
    return "number" if token.isdigit() else token


def _is_formula(window: list[str], wanted: list[str]) -> bool:
    """Only tokens of the formula, no prose in between."""
    return {_kind(token) for token in window} <= {_kind(token) for token in wanted}
