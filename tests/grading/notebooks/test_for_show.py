"""What of a lesson's own cells runs when a notebook is graded, and that no score depends on it."""

import ast
from functools import cache

import classroom
import pytest
from classroom import LESSONS, bytes_of, solved, work_of
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograders.grading.notebooks import cells, reading
from autograders.grading.notebooks.for_show import cells_for_show
from autograders.grading.notebooks.names import names_of
from autograders.grading.referee import trial

# ------------------------------------------------------------------ names
TAKEN = {
    "a = b": "b",
    "a = 1\nprint(a)": "print",
    "print(a)\na = 1": "print a",
    "a += 1": "a",
    "a[0] = b.c": "a b",
    "if b:\n    a = 1\nprint(a)": "b print a",
    "with b:\n    a = 1\n    print(a)\nprint(a)": "b print a",
    "with b:\n    a = 1\n    print(a)": "b print",
    "for a in b:\n    c = a\nprint(c)": "b print c",
    "try:\n    a = b\nexcept c as d:\n    print(d)": "b c print",
    "def f(a, b=c):\n    d = a + e\n    return d": "c e",
    "a = 1\ndef f():\n    return a": "a",  # another cell may bind it before the call
    "def f(x):\n    def g(y):\n        return x + y + z\n    return g": "z",
    "f = lambda x: x + y": "y",
    "def f():\n    global a\n    a = a + 1": "a",
    "[x + y for x in z if x]": "y z",
    "a = 1\n[x + a for x in b]": "b",
    "a = 1\ndel a\nprint(a)": "print a",
    "class A(B):\n    c = d\n    def e(self):\n        return f": "B d f",
    "import a.b as c, d.e\nprint(c, d)": "print",
    "@a\ndef b(c: d) -> e:\n    pass": "a d e",
    "match a:\n    case {'b': c, **d}:\n        print(c, d)": "a print",
    "a = (b := 1) + b": "b",  # more than is needed
}


@pytest.mark.parametrize("source", TAKEN)
def test_what_a_cell_takes(source):
    assert names_of(ast.parse(source)).taken == set(TAKEN[source].split())


def test_what_a_cell_gives():
    source = (
        "import a.b, c as d\nfrom e import f as g\ndef h(i):\n    global j\n    j = k = 1\n"
        "class l:\n    m = 1\nn, (o, *p) = 1, (2, 3)\nwith q() as r:\n    s = [t for t in u]\n"
        "for v in w:\n    x: int = 1\n[(y := z) for z in w]\nforward = bring('05', 'forward')"
    )
    found = names_of(ast.parse(source))
    assert found.given == set("adghjlnoprsvxy") | {"forward"}
    assert found.defined == {"a", "d", "g", "h", "l", "forward"}


# ------------------------------------------------------------------ cells
def ours(source):
    return new_code_cell(source, metadata={"origin": "release"})


def answer(source="def asked(x):\n    return x", **more):
    marks = {"grade_id": "asked-answer", "grade": False, "solution": True, **more}
    metadata = {"origin": "release", "nbgrader": marks, "asked_for": {"asked": "function"}}
    return new_code_cell(source, metadata=metadata)


def test_of(source="check(asked)\ngrade(asked)"):
    marks = {"grade_id": "asked", "grade": True, "locked": True, "solution": False}
    return new_code_cell(source, metadata={"origin": "release", "nbgrader": marks})


test_of.__test__ = False
SHOWN = ours("with waits_for('asked'):\n    run = asked(1.5)\n    print(run)")


def left_out(*notebook):
    return sorted(cells_for_show(notebook))


def test_what_nobody_takes_anything_from_is_for_show():
    assert left_out(answer(), test_of(), SHOWN) == [2]


TAKES_DATA = "def asked(x):\n    return x * data[0]"
NEEDED = {
    "an answer takes a name that it gives": (
        "data = [1.5]",
        "def asked(x):\n    return x * data[0]",
    ),
    "it defines a function that is asked for": ("def asked(x):\n    return 2 * x", None),
    "it changes what an answer takes": ("data[0] = 3", "def asked(x):\n    return data[0]"),
    "it adds to what an answer takes": ("data.append(3)", "def asked(x):\n    return data[0]"),
    "it grows what an answer takes": ("data += [3]", "def asked(x):\n    return data[0]"),
    "it hands to a call what an answer takes": ("loss = fill(data)", TAKES_DATA),
    "it hands it to a call within a list": ("loss = fill([data])", TAKES_DATA),
    "it sets how numpy works": ("np.random.seed(3)", None),
    "it sets something of a module's": ("np.wrong = 3", None),
    "it calls a function from who knows where": ("from numpy.random import seed\nseed(3)", None),
    "it imports all there is": ("from numpy import *", None),
    "it writes a file": ("with open('a', 'w') as file:\n    print(1, file=file)", None),
    "it is Jupyter's": ("%matplotlib inline", None),
    "it is no Python": ("data = (", None),
    "it takes a name away": ("del data", None),
}


@pytest.mark.parametrize("why", NEEDED)
def test_a_cell_runs_where(why):
    source, own = NEEDED[why]
    theirs = answer(own) if own else answer()
    assert left_out(ours("import numpy as np"), ours(source), theirs, test_of())[-1:] != [1]


FINDING = {
    "eval": "value = eval('run')",
    "the notebook's names": "value = globals()['run']",
    "what was shown last": "value = _",
    "an output's number": "value = _3",
    "all inputs": "value = In[2]",
    "a magic": "%timeit asked(1.5)",
    "a module that knows its way": "import inspect",
    "no Python, and a name in it": "print(run",
    "the name": "print(run)",
}


@pytest.mark.parametrize("way", FINDING)
def test_a_cell_runs_where_the_student_may_find_what_it_gives_by(way):
    assert left_out(SHOWN, answer(), new_code_cell(FINDING[way]), test_of()) == []


def test_throwing_a_value_away_finds_nothing():
    own = answer("def asked(x):\n    _, y = x\n    return [y for _ in x]")
    assert left_out(SHOWN, own, test_of()) == [0]


def test_what_a_needed_cell_takes_is_needed_too():
    chain = [ours("a = 1.5"), ours("b = a"), ours("c = b")]
    assert left_out(*chain, answer("def asked(x):\n    return x * b"), test_of()) == [2]


def test_what_a_test_takes_is_there():
    assert left_out(ours("points = [1.5]"), answer(), test_of("assert asked(points)")) == []


def test_all_cells_run_for_who_marks_by_hand():
    by_hand = answer("", grade=True, points=2)
    assert left_out(SHOWN, answer(), by_hand, test_of()) == []
    task = new_markdown_cell(metadata={"nbgrader": {"grade_id": "t", "task": True, "points": 2}})
    assert left_out(SHOWN, answer(), task, test_of()) == []


# ------------------------------------------------------------------ lessons
@cache
def merged(lesson, kind):
    template, right, release = solved(lesson)
    wrong = {name: f"def {name}(*a, **k):\n    return 0.25" for name in list(right)[::2]}
    work = work_of(release, {**right, **(wrong if kind == "half wrong" else {})})
    return template.merge(reading.parse(bytes_of(work)))


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_trains_and_draws_is_for_show(lesson):
    notebook = merged(lesson, "right")
    places = cells_for_show(notebook.cells)
    run = [
        c.source for n, c in enumerate(notebook.cells) if n not in places and cells.is_released(c)
    ]
    assert not [source for source in run if "with waits_for(" in source]
    assert any("import" in source for source in run)  # the first cell


@pytest.mark.parametrize("kind", ["right", "half wrong"])
@pytest.mark.parametrize("lesson", LESSONS)
def test_no_score_depends_on_what_is_for_show(lesson, kind, zygote, drawing, monkeypatch):
    notebook = merged(lesson, kind)
    without = trial.evaluate(notebook, 5, zygote).scores
    monkeypatch.setattr(trial, "cells_for_show", lambda cells: set())
    assert trial.evaluate(notebook, 5, drawing).scores == without


def test_a_students_own_cell_gets_what_a_cell_for_show_gives(zygote):
    template, right, release = solved("02_nested_machines")
    work = work_of(release, right)
    work.cells.append(new_code_cell("print(h)"))
    notebook = template.merge(reading.parse(classroom.bytes_of(work)))
    result = trial.evaluate(notebook, 5, zygote)
    own = next(n for n, c in enumerate(notebook.cells) if c.source == "print(h)")
    assert result.outputs[own][0]["text"] == "1e-05\n"
