"""Every number and formula that a lesson states is recomputed.

A fact (a `#|` note of the source) is a printed text of its cell and an expression, which gives

* a number: the one number in the text, compared to as many decimals as are printed;
* several (a tuple, a list, an array): all numbers in the text, in their order;
* True or False: the text is a formula or a statement, and the expression tests it.

A text that is only `given` sets a task or names a thing, and claims nothing. Numbers that need no
fact (NEEDS_NONE): lesson and exercise numbers, minutes, points, numbered headings and lists,
powers in the name of a function. Everything else must be covered.

Expressions know numpy as `np`, the data sets as `data`, the reference as `backprop` and each of
its public names, `same`, and the lesson's own `let`s, each computed once.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from numbers import Real
from typing import Any

import numpy as np
from chainrule import data

from autograders import backprop
from autograders.authoring.lint.draft import Draft, parsed, short
from autograders.authoring.notes import Fact, Let

#: What a lesson says to its reader from within code: all but the first argument of these calls,
#: and texts that get a name.
SPEAKING = {
    "predict",
    "ask",
    "explain",
    "order_lines",
    "answer",
    "confirm",
    "compare_curves",
    "compare_columns",
}

NEEDS_NONE = re.compile(
    r"""
      \*{0,2}0\d\s[a-z ]+            # the map: 04 one neuron
    | \*{2}Next:\s0\d                # the next lesson's number
    | 0\d\ ·\ [A-Z]                 # a lesson's title
    | \]\(\.\./[^)\s]+\)             # the address of another lesson
    | (?<![\w\\])[AWZabz][12](?!\w)     # names of a layer's numbers: W1, a2
    | Exercise\ 0\d\.\d              # an exercise's number
    | \(\d+(–\d+)?\ (minutes|points?)\)  # in headings
    | ^\|\ (Warm-up|\d\..*?)\ \|\ \d+(–\d+)?\ \|  # the table of objectives
    | ^\#+\ \d\.                     # numbered headings
    | ^\d\.\                         # numbered lists
    | \(sin\ x\)² | x²               # powers in the name of a function
    """,
    re.VERBOSE | re.MULTILINE,
)
NUMBER = re.compile(r"(?:(?<![\w)²³\]])[−-])?\d+(?:\.\d+)?(?:e[−-]?\d+)?|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
DIGIT = re.compile(r"\d|[²³⁴⁵]")

#: (number of the cell, or None; line, or None for the cell's own; message)
Wrong = Iterator[tuple[int | None, int | None, str]]


class Unknown(Exception):
    """An expression that has no value, and why."""


class UnknownLet(Exception):
    """An expression that needs a `let` without a value; that is said once, at the `let`."""


def same(
    f: Callable[[float], Any],
    g: Callable[[float], Any],
    at: tuple[float, ...] = (0.3, 0.7, 1.3, 1.9),
) -> bool:
    """Two functions agree at some points, to the accuracy of a measured slope."""
    return bool(np.allclose([f(x) for x in at], [g(x) for x in at], rtol=1e-4, atol=1e-7))


#: Names that no `let` may take.
OWN_NAMES = {"np": np, "backprop": backprop, "data": data, "same": same}


class Quantities:
    """What a lesson's expressions know. A `let` is computed when the first fact asks for it."""

    def __init__(self, lets: dict[str, Let]) -> None:
        public = {name: value for name, value in vars(backprop).items() if name[0] != "_"}
        self._known: dict[str, Any] = {**public, **OWN_NAMES}
        for name in lets:
            self._known.pop(name, None)
        self._lets = lets
        self.used: set[str] = set()
        self.failed: dict[str, str] = {}

    def value(self, expression: str) -> Any:
        """The value of an expression; several with commas give a tuple.

        Raises `Unknown` when it has none, `UnknownLet` when a `let` that it needs has none.
        """
        try:
            tree = ast.parse(f"({expression}\n)", mode="eval")
        except SyntaxError as error:
            raise Unknown(f"{short(expression)} is no expression ({error.msg})") from None
        for node in ast.walk(tree):
            if isinstance(node, ast.Name) and node.id in self._lets:
                self._compute(self._lets[node.id])
        try:
            return eval(compile(tree, "<fact>", "eval"), self._known)
        except Exception as error:  # an expression may raise anything
            raise Unknown(f"{short(expression)}: {type(error).__name__}: {error}") from None

    def _compute(self, let: Let) -> None:
        if let.name in self.failed:
            raise UnknownLet
        if let.name in self.used:
            return
        self.used.add(let.name)
        try:
            if let.name in OWN_NAMES:
                raise Unknown("the name means something else already; choose another")
            self._known[let.name] = self.value(let.expression)
        except Unknown as why:
            self.failed[let.name] = str(why)
            raise UnknownLet from None
        except UnknownLet:
            self.failed[let.name] = ""
            raise


def all_facts(draft: Draft) -> Wrong:
    """What is wrong with the facts of a source, and every number without one."""
    quantities = Quantities(draft.source.lets)
    for index, facts in enumerate(draft.source.facts):
        texts = spoken(draft, index)
        for fact in facts:
            if not any(fact.text in text for text in texts):
                yield index, fact.line, f"{fact.text!r} is not printed in this cell"
            if message := wrong(fact, quantities):
                yield index, fact.line, message
        for line in bare_numbers(texts, facts):
            yield index, None, f"no fact covers {line!r}"
        if draft.cells[index].cell_type == "markdown":
            for formula in bare_formulas(draft.cells[index].source, facts):
                yield index, None, f"no fact covers {formula}"
    for let in draft.source.lets.values():
        if let.name not in quantities.used:
            yield None, let.line, f"no fact uses 'let {let.name}'; delete it"
        elif why := quantities.failed.get(let.name):
            yield None, let.line, f"'let {let.name}' cannot be computed: {why}"


def wrong(fact: Fact, quantities: Quantities) -> str:
    """What is wrong with one fact; nothing when it holds."""
    if fact.expression is None:
        return ""
    try:
        value = quantities.value(fact.expression)
    except UnknownLet:
        return ""
    except Unknown as why:
        return f"{fact.text!r} cannot be computed: {why}"
    expression = " ".join(fact.expression.split())
    if isinstance(value, bool | np.bool_):
        return "" if value else f"{fact.text!r} is not true: {expression}"
    values = list(_flat(value))
    printed = numbers(fact.text)
    if len(printed) != len(values):
        return f"{fact.text!r} prints {len(printed)} numbers, {expression} gives {len(values)}"
    for shown, computed in zip(printed, values, strict=True):
        if isinstance(computed, bool | np.bool_) or not isinstance(computed, Real):
            return f"{fact.text!r}: {expression} gives {computed!r}, which is no number"
        if not agrees(shown, float(computed)):
            return f"{fact.text!r} prints {shown}, but {expression} gives {computed}"
    return ""


def numbers(text: str) -> list[str]:
    """The numbers printed in a text, raised ones too; a sign counts when nothing stands before."""
    return [found.translate(RAISED) for found in NUMBER.findall(text)]


def agrees(printed: str, value: float) -> bool:
    """The printed digits are the value, rounded to them."""
    plain = printed.replace("−", "-")
    mantissa, _, power = plain.partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(power or 0)
    return abs(float(plain) - value) <= 0.5 * 10.0**-decimals * (1 + 1e-9)


def bare_numbers(texts: list[str], facts: list[Fact]) -> Iterator[str]:
    """The lines in which a number is left when facts, and what needs none, are taken out."""
    for text in texts:
        for line in uncovered(text, facts).split("\n"):
            if DIGIT.search(line):
                yield line.strip()


def uncovered(text: str, facts: list[Fact]) -> str:
    """What is left of a text without its facts, and without what needs none."""
    for printed in sorted((fact.text for fact in facts), key=lambda printed: -len(printed)):
        if re.fullmatch(r"[−\d.]+", printed):  # a bare number covers itself, no part of another
            text = re.sub(rf"(?<![\w.−]){re.escape(printed)}(?![\w]|\.\d)", "∎", text)
        else:
            text = text.replace(printed, "∎")
    return NEEDS_NONE.sub("∎", text)


def bare_formulas(text: str, facts: list[Fact]) -> Iterator[str]:
    """The formulas that state something, and that no fact speaks of."""
    for formula in FORMULA.findall(text):
        states = re.search(r"=|\\approx|\\d?frac", formula)
        if states and not any(formula in fact.text or fact.text in formula for fact in facts):
            yield formula


def spoken(draft: Draft, index: int) -> list[str]:
    """The texts in a cell that its reader reads: the prose, or what code says to them."""
    cell = draft.cells[index]
    if cell.cell_type == "markdown":
        return [cell.source]
    tree = parsed(cell.source)
    texts: list[str] = []
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            texts += _texts(node.value)
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        if node.func.id in SPEAKING:
            for argument in [*node.args[1:], *(keyword.value for keyword in node.keywords)]:
                texts += _texts(argument)
        if node.func.id == "answer" and len(node.args) > 1:
            right = getattr(node.args[1], "value", "")
            texts += [str(right)] if isinstance(right, int | float) else []
    return texts


def _flat(value: Any) -> Iterator[Any]:
    """The numbers of a value, those in tuples, lists and arrays one after the other."""
    if isinstance(value, tuple | list):
        for part in value:
            yield from _flat(part)
    elif isinstance(value, np.ndarray):
        yield from value.ravel().tolist()
    else:
        yield value


def _texts(node: ast.AST) -> list[str]:
    return [
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
