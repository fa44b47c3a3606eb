"""A wrong fact, a number without a fact and a fact without its text are each one line."""

import pytest

from autograders.authoring import command
from autograders.authoring.course import AuthorError
from autograders.authoring.lint.all_checks import lint
from autograders.authoring.lint.facts import (
    DIGIT,
    Quantities,
    UnknownLet,
    bare_formulas,
    uncovered,
    wrong,
)
from autograders.authoring.notes import Fact, Let
from autograders.authoring.source import read_source

LESSON = "01_doubling"
FILE = "solutions/01_doubling.py"
TEXT = "# Twice three is six.\n"


def problems(course):
    return lint(read_source(course, LESSON), course.exercises(LESSON))


def what_is_wrong(text, expression, **lets):
    named = {name: Let(line, name, value) for line, (name, value) in enumerate(lets.items(), 1)}
    return wrong(Fact(1, text, expression), Quantities(named))


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("u = 1.70", "1.3**2"),
        ("−0.3091", "backprop.d_sin_square(1.3)"),
        ("2 · 3 = 5", "2, 3, 6"),
        ("2 · 3 = 5", "(2, 3, 6)"),
        ("2 and 3", "2"),
        ("2 and 3", "2, 3, 4"),
        ("2", "2, 3"),
        ("1.2² = 1.44", "1.2, 3, 1.44"),
        ("about 5e−3", "0.004"),
        ("sin is cos", "same(np.sin, np.cos)"),
        ("7", "float('nan')"),
        ("7", "None"),
        ("7", "7 + 0j"),
        ("1", "[True]"),
    ],
)
def test_a_wrong_fact_is_found(text, expression):
    found = what_is_wrong(text, expression)
    assert text in found and "\n" not in found


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("u = 1.69", "1.3**2"),
        ("−0.3092", "d_sin_square(1.3)"),
        ("2 · 3 = 6", "2, 3, 2*3"),
        ("3, 2.4, 0.13", "[3, 2.4, 0.13036]"),
        ("0.5, 1 and 2", "np.array([0.5, 1]), 2"),
        ("2 and −3", "*(2, -3),"),
        ("sin is sin", "same(np.sin, lambda t: np.sin(t))"),
        ("any 1 or 2", None),
    ],
)
def test_a_true_fact_holds(text, expression):
    assert what_is_wrong(text, expression) == ""


@pytest.mark.parametrize("text", ["the slope is 7", "u² is it", "$\\frac{a}{b}$ is 0.5"])
def test_a_number_without_a_fact_is_found(text):
    assert DIGIT.search(uncovered(text, [Fact(1, "2.6", "2.6")]))


def test_a_bare_number_covers_no_part_of_another():
    left = uncovered("15, 15 and 15.5 or −15", [Fact(1, "15", "15")])
    assert left == "∎, ∎ and 15.5 or −15"


def test_a_formula_without_a_fact_is_found():
    said = [Fact(1, "$a = b$", "True")]
    assert list(bare_formulas("$a = b$, $a$, $b = a$", said)) == ["$b = a$"]


# --- named quantities ---------------------------------------------------------------------------


def test_a_let_uses_others_and_is_seen_inside_of_functions():
    lets = {"both": "[f(x) for x in at]", "f": "lambda t: w * t", "at": "(1, 2)", "w": "3"}
    assert what_is_wrong("3 and 6", "both", **lets) == ""
    assert what_is_wrong("9", "(lambda n: n * w)(3)", **lets) == ""


def test_a_let_is_computed_once_and_only_when_a_fact_asks(tmp_path):
    called = []
    quantities = Quantities({name: Let(1, name, f"note({name!r})") for name in ("run", "other")})
    quantities._known["note"] = lambda name: called.append(name) or 5
    assert wrong(Fact(1, "5", "run"), quantities) == ""
    assert wrong(Fact(1, "10", "run + run"), quantities) == ""
    assert called == ["run"]


def test_a_let_stands_before_a_name_of_the_reference():
    assert what_is_wrong("3", "slope", slope="3") == ""
    assert "gives 4" in what_is_wrong("3", "slope", slope="4")


@pytest.mark.parametrize(
    "lets", [{"a": "1 / 0"}, {"a": "b", "b": "a"}, {"a": "x y"}, {"np": "3", "a": "np"}]
)
def test_a_let_without_a_value_is_said_at_the_let_and_once(lets):
    quantities = Quantities({name: Let(1, name, value) for name, value in lets.items()})
    for _ in range(2):
        with pytest.raises(UnknownLet):
            quantities.value("a + 1")
        assert wrong(Fact(1, "2", "a + 1"), quantities) == ""
    assert [why for why in quantities.failed.values() if why]


# --- in a source --------------------------------------------------------------------------------

# What is put below the first cell's text, and the one line that must come of it.
MISTAKES = {
    "wrong number": (
        "# It is 6.\n#| It is 6  <-  twice(4)\n",
        f"{FILE}:16: 'It is 6' prints 6, but twice(4) gives 8",
    ),
    "not printed": (
        "#| It is 6  <-  twice(3)\n",
        f"{FILE}:15: 'It is 6' is not printed in this cell",
    ),
    "given, not printed": ("#| given  It is\n", f"{FILE}:15: 'It is' is not printed in this cell"),
    "no fact": (
        "# It is 6.\n",
        f"{FILE}:11: cell 1 (# Lesson 01 · Doubling): no fact covers 'It is 6.'",
    ),
    "formula without a fact": (
        "# It is $a = b$.\n",
        f"{FILE}:11: cell 1 (# Lesson 01 · Doubling): no fact covers $a = b$",
    ),
    "no such name": (
        "# It is 6.\n#| 6  <-  thrice(2)\n",
        f"{FILE}:16: '6' cannot be computed: 'thrice(2)': NameError: name 'thrice' is not defined",
    ),
    "no expression": (
        "# It is 6.\n#| 6  <-  2 * \n",
        f"{FILE}:16: '6' cannot be computed: '2 *' is no expression (invalid syntax)",
    ),
    "long expression": (
        "# It is 6.\n#| 6\n#|     <-  twice(\n#|     4)\n",
        f"{FILE}:16: '6' prints 6, but twice( 4) gives 8",
    ),
    "unused let": ("#| let four = 4\n", f"{FILE}:15: no fact uses 'let four'; delete it"),
    "broken let": (
        "# It is 6.\n#| 6  <-  six\n#| let six = 6 / 0\n",
        f"{FILE}:17: 'let six' cannot be computed: '6 / 0': ZeroDivisionError: division by zero",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_naming_file_line_and_fact(course, edit, mistake):
    put, expected = MISTAKES[mistake]
    edit(TEXT, TEXT + put)
    assert problems(course) == [expected]


def test_the_facts_alone_are_looked_at_without_running_anything(course, edit, capsys):
    edit('print("and more")', "import time; time.sleep(1000)")
    before = sorted(course.root.rglob("*"))
    assert command.main(["--facts"], course) == 0
    assert capsys.readouterr().out == f"{FILE}: no mistake found; 3 facts hold\n"
    edit("#| 6  <-  twice(3)\n\n# %%\npredict", "#| 6  <-  twice(2)\n\n# %%\npredict")
    assert command.main(["--facts", "01"], course) == 1
    assert capsys.readouterr().err == f"{FILE}:26: '6' prints 6, but twice(2) gives 4\n"
    assert sorted(course.root.rglob("*")) == before


def test_build_says_a_wrong_fact_and_a_wrong_note_of_two_lessons_at_once(course, edit):
    from autograders.authoring.build import build

    edit(TEXT, TEXT + "#| It is 6  <-  twice(3)\n")
    course.source("02_next").write_text("# %%\n#| claims one\n", encoding="utf-8")
    with pytest.raises(AuthorError) as caught:
        build(course, say=lambda line: None)
    assert [line.split(": ")[0] for line in caught.value.problems] == [
        f"{FILE}:15",
        "solutions/02_next.py:2",
    ]
