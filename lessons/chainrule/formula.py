"""A formula that a learner types, as a graph of the learner's own Values, beside nudges.

The text is read, never run: only numbers, names, + − * / **, brackets and the curves of `CURVES`
are let through. Sums, products and powers are the learner's own, with the slopes that they store;
curves store the slope that a nudge of the curve itself gives to ten digits and more (a step into
the imaginary direction; Squire and Trapp 1998).
"""

from __future__ import annotations

import ast
import cmath
import contextlib
import html
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chainrule.numbers import shown_number

CURVES: dict[str, Callable[[complex], complex]] = {
    "sin": cmath.sin,
    "cos": cmath.cos,
    "exp": cmath.exp,
    "log": cmath.log,
    "sqrt": cmath.sqrt,
    "tanh": cmath.tanh,
    "sigmoid": lambda t: 1 / (1 + cmath.exp(-t)),
}
"""What a formula may call."""
LONGEST = 300
"""Of a text, in characters."""
DEEPEST = 60
"""So many brackets and operations within each other."""
STEP = 1e-5
"""Of a nudge, to either side."""
AGREE = 1e-6
"""So close, relative to the larger one or to 1, a gradient and a nudge agree."""

_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
_POSITIVE = {"log", "sqrt"}


class FormulaError(ValueError):
    """A formula cannot be read or worked out; its one line says where and what to do."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


def graph_of(
    formula: str, numbers: Mapping[str, float], Value: type, power: Callable
) -> tuple[Any, dict[str, Any]]:
    """Build a formula from the learner's own Values; return the root and its named leaves.

    formula: such as "exp(sin(x**2)) * w"; numbers: a number for each of its names. Made of + and *
    of `Value`, of `power(v, n)`, and of curves. A name that comes twice is the same leaf. Raises
    FormulaError, in one line.
    """
    tree = _read(formula, numbers)
    leaves = {name: Value(float(number)) for name, number in numbers.items()}
    return _build(tree, _Graph(leaves, Value, power)), leaves


def compare_with_nudges(
    formula: str,
    numbers: Mapping[str, float],
    Value: type,
    power: Callable,
    backward: Callable,
) -> Comparison:
    """Differentiate a typed formula with the learner's own engine, beside measured slopes.

    Arguments as in `graph_of`; `backward(root)` writes into `.grad`. The measured slope of each
    name is a central difference of the formula with step 1e-5. Raises FormulaError, in one line.
    """
    root, leaves = graph_of(formula, numbers, Value, power)
    backward(root)
    tree = _read(formula, numbers)
    rows = [
        Row(name, float(numbers[name]), float(leaf.grad), _nudged(tree, numbers, name))
        for name, leaf in leaves.items()
    ]
    return Comparison(formula, _plain(tree, numbers), float(root.data), tuple(rows))


@dataclass(frozen=True)
class Row:
    """One name of a formula: its number, the engine's gradient, the measured slope."""

    name: str
    at: float
    engine: float
    nudged: float

    @property
    def agrees(self) -> bool:
        """Are gradient and measured slope the same, as far as a nudge can tell?"""
        return abs(self.engine - self.nudged) <= AGREE * max(1.0, abs(self.nudged))


@dataclass(frozen=True)
class Comparison:
    """What an engine and nudges say about a formula; shows itself as a table."""

    formula: str
    value: float
    data: float
    rows: tuple[Row, ...]

    def _head(self) -> str:
        shown = shown_number(self.value, 6)
        if abs(self.value - self.data) > 1e-9 * max(1.0, abs(self.value)):
            return f"{self.formula} = {shown}, but the graph's data is {shown_number(self.data, 6)}"
        return f"{self.formula} = {shown}"

    def _lines(self) -> Iterator[tuple[str, ...]]:
        yield "name", "at", "your engine", "nudged", "agree?"
        for row in self.rows:
            numbers = (shown_number(n, 6) for n in (row.at, row.engine, row.nudged))
            yield (row.name, *numbers, "yes" if row.agrees else "no")

    def __repr__(self) -> str:
        lines = list(self._lines())
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        table = (
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        )
        return "\n".join((self._head(), *table))

    def _repr_html_(self) -> str:
        head, *body = [[html.escape(cell) for cell in line] for line in self._lines()]
        titles = "".join(f'<th scope="col">{cell}</th>' for cell in head)
        rows = "".join(
            f'<tr><th scope="row">{name}</th>{"".join(f"<td>{c}</td>" for c in cells)}</tr>'
            for name, *cells in body
        )
        caption = html.escape(self._head())
        return (
            f"<table><caption>{caption}</caption><thead><tr>{titles}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )


# --- reading --------------------------------------------------------------------------------------


def _read(formula: str, numbers: Mapping[str, float]) -> ast.expr:
    """The formula as a tree in which nothing else can stand."""
    if not isinstance(formula, str):
        raise FormulaError('the formula is a text: put it between quotes, as in "x * w"')
    if len(formula) > LONGEST:
        raise FormulaError(
            f"the formula has {len(formula)} characters, and {LONGEST} is the most: shorten it"
        )
    if "^" in formula:
        raise FormulaError("in Python ^ is not a power: write **, as in x**2")
    plain = formula.replace("−", "-").replace("·", "*").strip()
    if not plain:
        raise FormulaError('the formula is empty: write one, such as "exp(sin(x**2)) * w"')
    for name, number in numbers.items():
        _see_number(name, number)
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise FormulaError(_why_unread(plain, error)) from None
    _see(tree, numbers, 0)
    return tree


def _see_number(name: object, number: object) -> None:
    if not isinstance(name, str) or not name.isidentifier() or name in CURVES:
        raise FormulaError(f"{name!r} cannot be a name in a formula: take letters, such as x or w1")
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        raise FormulaError(f"{name} needs one plain number, not {type(number).__name__}")
    if not math.isfinite(number):
        raise FormulaError(f"{name} is {number}: give it an ordinary number")


def _why_unread(plain: str, error: Exception) -> str:
    before = plain[: max(0, getattr(error, "offset", None) or 0)]
    if plain.count("(") != plain.count(")"):
        return (
            f"the formula has {plain.count('(')} “(” and {plain.count(')')} “)”: "
            "close every bracket that you open"
        )
    near = f" near “{before[-12:].strip()}”" if before.strip() else ""
    return (
        f"the formula cannot be read{near}: write every sign, such as 2 * x for two times x, and "
        "sin(x) with brackets"
    )


def _see(node: ast.expr, numbers: Mapping[str, float], depth: int) -> None:  # noqa: C901
    """Let through what a formula is made of; raise FormulaError for anything else."""
    if depth > DEEPEST:
        raise FormulaError(f"the formula is nested more than {DEEPEST} deep: write a shorter one")
    match node:
        case ast.Constant(value=bool() | complex() | str() | bytes() | None):
            raise FormulaError(f"{node.value!r} is no number for a formula: write one, such as 2.5")
        case ast.Constant(value=int() | float() as number):
            if not abs(number) < 1e100:
                raise FormulaError("a number in the formula is too large: keep it below 1e100")
        case ast.Name(id=name):
            if name in CURVES:
                raise FormulaError(f"{name} needs its input in brackets: {name}(x)")
            if name not in numbers and name != "pi":
                given = ", ".join(numbers) or "none"
                raise FormulaError(
                    f"{name} has no number (names with one: {given}): add it, as in "
                    f'{{"{name}": 2.0}}'
                )
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            _see(operand, numbers, depth + 1)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            _see(left, numbers, depth + 1)
            _exponent(right)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
            _see(left, numbers, depth + 1)
            _see(right, numbers, depth + 1)
        case ast.Call(func=ast.Name(id=name), args=[argument], keywords=[]) if name in CURVES:
            if isinstance(argument, ast.Starred):
                raise FormulaError(f"{name} takes one input, without a star: {name}(x)")
            _see(argument, numbers, depth + 1)
        case ast.Call(func=ast.Name(id=name)) if name in CURVES:
            raise FormulaError(f"{name} takes one input: {name}(x)")
        case ast.Call(func=ast.Name(id=name)) if name in numbers:
            raise FormulaError(
                f"{name} is a number, and a bracket follows it: write * between the two"
            )
        case ast.Call(func=ast.Constant()) | ast.Call(func=ast.BinOp()):
            raise FormulaError("a bracket follows a number or a bracket: write * between the two")
        case ast.Call(func=ast.Name(id=name)):
            raise FormulaError(f"there is no curve {name} here: use {', '.join(CURVES)}")
        case _:
            raise FormulaError(
                "a formula is made of numbers, names, + - * / **, brackets and "
                f"{', '.join(CURVES)}: leave out “{ast.unparse(node)[:30]}”"
            )


def _exponent(node: ast.expr) -> float:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_exponent(operand)
        case ast.BinOp(left=left, op=ast.Div(), right=right) if _exponent(right):
            return _exponent(left) / _exponent(right)
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            if abs(number) <= 100:
                return number
    raise FormulaError(
        f"the exponent “{ast.unparse(node)[:30]}” has to be a plain number up to 100, as in x**3: "
        "for e to a power write exp(…)"
    )


# --- working out ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Graph:
    """What a graph is built of: the learner's own."""

    leaves: Mapping[str, Any]
    Value: type
    power: Callable


def _build(node: ast.expr, graph: _Graph) -> Any:
    Value = graph.Value
    match node:
        case ast.Constant(value=int() | float() as number):
            return Value(float(number))
        case ast.Name(id=name):
            return graph.leaves[name] if name in graph.leaves else Value(math.pi)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _build(operand, graph)
        case ast.UnaryOp(operand=operand):
            return _build(operand, graph) * Value(-1.0)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _raised(_build(left, graph), _exponent(right), graph.power)
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _build(left, graph), _build(right, graph)
            if isinstance(op, ast.Add):
                return one + other
            if isinstance(op, ast.Sub):
                return one + other * Value(-1.0)
            if isinstance(op, ast.Mult):
                return one * other
            return one * _raised(other, -1, graph.power)
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            inner = _build(argument, graph)
            number = _number_in(inner)
            curve = CURVES[name]
            _see_input(name, number)
            value = _finite(curve, number, name).real
            slope = _finite(curve, complex(number, 1e-30), name).imag / 1e-30
            return Value(value, (inner,), (slope,), name)
    raise AssertionError(f"unseen {node}")


def _number_in(node: Any) -> float:
    try:
        return float(node.data)
    except (AttributeError, TypeError):
        kind = type(node).__name__
        raise FormulaError(
            f"an operation of your Value gave back {kind}, where a Value is due: check + and * "
            "and power first"
        ) from None


def _raised(node: Any, exponent: float, power: Callable) -> Any:
    _see_power(_number_in(node), exponent)
    return power(node, exponent)


def _see_power(base: float, exponent: float) -> None:
    if base == 0 and exponent < 1:
        raise FormulaError("something is divided by 0, or 0 has no slope there: change a number")
    if base < 0 and exponent != int(exponent):
        raise FormulaError(
            f"{shown_number(base)} to the power {shown_number(exponent)} is no real number: change "
            "a number"
        )
    if base and abs(exponent) * abs(math.log10(abs(base))) > 100:
        raise FormulaError("a power grows beyond all ordinary numbers: take a smaller one")


def _see_input(name: str, number: float) -> None:
    if name in _POSITIVE and number <= 0:
        raise FormulaError(
            f"{name} received {shown_number(number)}, and takes positive numbers alone: change a "
            "number"
        )


def _finite(curve: Callable, number: complex, name: str) -> complex:
    with contextlib.suppress(OverflowError, ValueError, ZeroDivisionError):
        found = curve(number)
        if cmath.isfinite(found):
            return found
    raise FormulaError(
        f"{name} received {shown_number(complex(number).real)}, which is too large for it: take "
        "smaller numbers"
    )


def _plain(node: ast.expr, numbers: Mapping[str, float]) -> float:
    """The formula's value, by numbers alone."""
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Name(id=name):
            return float(numbers.get(name, math.pi))
        case ast.UnaryOp(op=op, operand=operand):
            return _plain(operand, numbers) * (1 if isinstance(op, ast.UAdd) else -1)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            base, exponent = _plain(left, numbers), _exponent(right)
            _see_power(base, exponent)
            return base**exponent
        case ast.BinOp(left=left, op=op, right=right):
            one, other = _plain(left, numbers), _plain(right, numbers)
            if isinstance(op, ast.Add):
                return one + other
            if isinstance(op, ast.Sub):
                return one - other
            if isinstance(op, ast.Mult):
                return one * other
            _see_power(other, -1)
            return one / other
        case ast.Call(func=ast.Name(id=name), args=[argument]):
            number = _plain(argument, numbers)
            _see_input(name, number)
            return _finite(CURVES[name], number, name).real
    raise AssertionError(f"unseen {node}")


def _nudged(tree: ast.expr, numbers: Mapping[str, float], name: str) -> float:
    """The slope with respect to one name, from a nudge to either side."""
    up, down = ({**numbers, name: numbers[name] + step} for step in (STEP, -STEP))
    return (_plain(tree, up) - _plain(tree, down)) / (2 * STEP)
