"""What a lesson works out in print can be worked out by hand, with the digits that are printed.

A fact compares each printed number with its exact value. That alone lets `0.2301 · 1.2 = 0.2762`
pass, where whoever multiplies gets 0.2761: the exact factors have more digits.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator

from autograders.authoring.lint.draft import Draft, Found
from autograders.authoring.lint.facts import agrees, spoken

_NUMBER = r"[−-]?\d+(?:\.\d+)?(?:²|³|\^\d)?"
_SIGN = r"(?:·|×|\+|−|-|/|\\cdot|\\times)"
_TERM = rf"\(*\s*{_NUMBER}\s*\)*(?:²|³|\^\d)?"
#: Plain numbers and what joins them, on the left with one sign at least; more may follow behind
#: another =. No name, no function and no unit within.
_EQUATION = re.compile(
    rf"(?<![\w.²³)\\]){_TERM}(?:\s*{_SIGN}\s*{_TERM})+(?:\s*=\s*{_TERM}(?:\s*{_SIGN}\s*{_TERM})*)+"
    rf"(?!\s*{_SIGN}|[\w^²³]|\.\d|\s*\\(?:times|sqrt))"
)
#: What makes the left side the end of something longer, or what a function receives.
_GOES_ON = re.compile(
    r"(?:[·×+−/^√(){\w-]|\\cdot|\\times)$|(?:sin|cos|exp|log|ln|tanh)\s+$|[·×+−/]\s+$"
)
_PYTHON = {"·": "*", "×": "*", "\\cdot": "*", "\\times": "*", "−": "-", "²": "**2", "³": "**3"}
_OPERATIONS: dict[type, Callable[..., float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}


def equations_hold_as_printed(draft: Draft) -> Found:
    """Every equation of plain numbers is right for whoever works it out with these digits."""
    for index in range(len(draft.cells)):
        for text in spoken(draft, index):
            for equation, result in wrong_by_hand(text):
                yield index, f"by hand, '{equation}' gives {result:.6g}"


def wrong_by_hand(text: str) -> Iterator[tuple[str, float]]:
    """Each equation of the text that is not right as it is printed, and what its left side gives.

    A side that is a single number may be rounded to the digits that it shows.
    """
    for found in _EQUATION.finditer(text):
        if _GOES_ON.search(text[: found.start()]):
            continue
        sides = [side.strip() for side in found[0].split("=")]
        values = [_value(side) for side in sides]
        for left, right, shown in zip(values, values[1:], sides[1:], strict=False):
            if left is None or right is None:
                continue
            alone = re.fullmatch(r"\(?([−-]?[\d.]+)\)?", shown)
            if not (agrees(alone[1], left) if alone else abs(left - right) < 1e-9):
                yield found[0].strip(), left


def _value(side: str) -> float | None:
    """The value of a side, None when its brackets do not close within it."""
    for sign, python in _PYTHON.items():
        side = side.replace(sign, python)
    try:
        return _computed(ast.parse(side.replace("^", "**"), mode="eval").body)
    except (SyntaxError, ZeroDivisionError):
        return None


def _computed(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return _OPERATIONS[type(node.op)](_computed(node.left), _computed(node.right))
    if isinstance(node, ast.UnaryOp):
        return _OPERATIONS[type(node.op)](_computed(node.operand))
    assert isinstance(node, ast.Constant) and isinstance(node.value, int | float)
    return float(node.value)
