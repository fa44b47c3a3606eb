"""Every number and formula that a lesson states is recomputed.

A cell's metadata `facts` is a list of [printed text, expression]. The printed text must stand in
the cell. The expression, over `np`, `backprop`, `data` (the data sets) and `same`, is one of

* a number: the one number in the text, compared to as many decimals as are printed;
* a tuple: all numbers in the text, in their order;
* True or False: the text is a formula or a statement, and the expression tests it;
* the word `given`: the text sets a task or names a thing, and claims nothing.

Numbers that need no fact (NEEDS_NONE): lesson and exercise numbers, minutes, points, numbered
headings and lists, powers in the name of a function. Everything else must be covered.
"""

import re

import numpy as np
import pytest
from chainrule import data

from autograders import backprop

NEEDS_NONE = re.compile(
    r"""
      \*{0,2}0\d\s[a-z ]+            # the map: 04 one neuron
    | \*{2}Next:\s0\d                # the next lesson's number
    | 0\d\ ·\ [A-Z]                 # a lesson's title
    | \]\(\.\./[^)\s]+\)             # the address of another lesson
    | (?<![\w\\])[AWZabz][12](?!\w)     # names of a layer's numbers: W1, a2
    | Exercise\ 0\d\.\d              # an exercise's number
    | \(\d+\ (minutes|points?)\)     # in headings
    | ^\|\ (Warm-up|\d\..*?)\ \|\ \d+\ \|  # the table of objectives
    | ^\#+\ \d\.                     # numbered headings
    | ^\d\.\                         # numbered lists
    | \(sin\ x\)² | x²               # powers in the name of a function
    """,
    re.VERBOSE | re.MULTILINE,
)
NUMBER = re.compile(r"(?:(?<![\w)²³\]])[−-])?\d+(?:\.\d+)?(?:e[−-]?\d+)?|[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)


def same(f, g, at=(0.3, 0.7, 1.3, 1.9)) -> bool:
    """Two functions agree at some points, to the accuracy of a measured slope."""
    return bool(np.allclose([f(x) for x in at], [g(x) for x in at], rtol=1e-4, atol=1e-7))


def evaluate(expression: str):
    return eval(expression, {"np": np, "backprop": backprop, "data": data, "same": same})


def numbers(text: str) -> list[str]:
    """The numbers printed in a text, raised ones too; a sign counts when nothing stands before."""
    return [found.translate(RAISED) for found in NUMBER.findall(text)]


def agrees(printed: str, value: float) -> bool:
    """The printed digits are the value, rounded to them."""
    plain = printed.replace("−", "-")
    mantissa, _, power = plain.partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(power or 0)
    return abs(float(plain) - float(value)) <= 0.5 * 10.0**-decimals * (1 + 1e-9)


def wrong(text: str, expression: str) -> str:
    """What is wrong with one fact; nothing when it holds."""
    if expression == "given":
        return ""
    value = evaluate(expression)
    if isinstance(value, bool | np.bool_):
        return "" if value else f"{text!r} is not true: {expression}"
    values = value if isinstance(value, tuple) else (value,)
    printed = numbers(text)
    if len(printed) != len(values):
        return f"{text!r} prints {len(printed)} numbers, its expression gives {len(values)}"
    for shown, computed in zip(printed, values, strict=True):
        if not agrees(shown, computed):
            return f"{text!r} prints {shown}, but {expression} gives {computed}"
    return ""


def uncovered(text: str, facts: list[list[str]]) -> str:
    """What is left of a text without its facts, and without what needs none."""
    for printed, _ in sorted(facts, key=lambda fact: -len(fact[0])):
        if re.fullmatch(r"[−\d.]+", printed):  # a bare number covers itself, no part of another
            text = re.sub(rf"(?<![\w.−]){re.escape(printed)}(?![\w]|\.\d)", "∎", text)
        else:
            text = text.replace(printed, "∎")
    return NEEDS_NONE.sub("∎", text)


def test_every_fact_is_true(lesson):
    problems = []
    for index, cell in enumerate(lesson.cells):
        for text, expression in cell.metadata.get("facts", []):
            problem = wrong(text, expression)
            if problem:
                problems.append(f"{lesson.place(index)}: {problem}")
    assert not problems, "\n".join(problems)


def test_every_fact_is_printed(lesson):
    problems = []
    for index, cell in enumerate(lesson.cells):
        spoken = "\n".join(lesson.spoken(index))
        for text, _ in cell.metadata.get("facts", []):
            if text not in spoken:
                problems.append(f"{lesson.place(index)}: {text!r} is not in the cell any more")
    assert not problems, "\n".join(problems)


def test_every_number_has_a_fact(lesson):
    problems = []
    for index, cell in enumerate(lesson.cells):
        for text in lesson.spoken(index):
            rest = uncovered(text, cell.metadata.get("facts", []))
            for line in rest.split("\n"):
                if re.search(r"\d|[²³⁴⁵]", line):
                    problems.append(f"{lesson.place(index)}: no fact covers {line.strip()!r}")
    assert not problems, "\n".join(problems)


def test_every_formula_has_a_fact(lesson):
    problems = []
    for index, text in lesson.markdown():
        facts = lesson.cells[index].metadata.get("facts", [])
        for formula in FORMULA.findall(text):
            states = re.search(r"=|\\approx|\\d?frac", formula)
            if states and not any(formula in fact or fact in formula for fact, _ in facts):
                problems.append(f"{lesson.place(index)}: no fact covers {formula}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("u = 1.70", "1.3**2"),
        ("−0.3091", "backprop.d_sin_square(1.3)"),
        ("2 · 3 = 5", "(2, 3, 6)"),
        ("2 and 3", "2"),
        ("sin is cos", "same(np.sin, np.cos)"),
    ],
)
def test_a_wrong_fact_is_found(text, expression):
    assert wrong(text, expression)


@pytest.mark.parametrize("text", ["the slope is 7", "u² is it", "$\\frac{a}{b}$ is 0.5"])
def test_a_number_without_a_fact_is_found(text):
    assert re.search(r"\d|[²³⁴⁵]", uncovered(text, [["2.6", "2.6"]]))
