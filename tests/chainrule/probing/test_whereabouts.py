"""Where an answer stopped: its own line, and the function of the learner's that stopped there."""

import linecache

import numpy as np
import pytest
from chainrule.probing import Outcome, Probe, run_probes
from chainrule.probing.whereabouts import stopped_at

CELL = """
def helper(a):
    return a @ a

def answer(a):
    return helper(
        a + 0.5
    )

def lists(a):
    return [b @ b for b in [a]]

def gives(a):
    yield a @ a

class Node:
    def __init__(self, a):
        self.a = a

    def doubled(self):
        return self.a @ self.a
"""


def written(text: str, file: str, **names) -> dict:
    """What a cell of a notebook defines, with its lines where tracebacks look for them."""
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    names = {"__name__": "made_up", "np": np, **names}
    exec(compile(text, file, "exec"), names)
    return names


def place_of(answer, *args):
    (outcome,) = run_probes(answer, "call", [Probe(args)])
    return outcome.line, outcome.inside


TABLE = np.ones((2, 3))


def test_the_own_line_and_the_function_that_it_calls():
    cell = written(CELL, "/tmp/cell_1.py")
    assert place_of(cell["helper"], TABLE) == ("return a @ a", "")
    assert place_of(cell["answer"], TABLE) == ("return helper(", "helper")
    assert place_of(cell["lists"], TABLE) == ("return [b @ b for b in [a]]", "")
    assert place_of(lambda a: list(cell["gives"](a)), TABLE)[1] == ""
    assert place_of(cell["helper"], np.ones((2, 2))) == ("", "")


def test_of_calls_without_end_the_first_is_told():
    text = "def mine(a):\n    if len(a) < 3:\n        return mine([*a, 1])\n    return mine(a)\n"
    assert place_of(written(text, "/tmp/cell_6.py")["mine"], [1])[0] == "return mine([*a, 1])"


def test_a_function_of_an_earlier_lesson_counts_and_one_of_a_library_does_not():
    brought = written(CELL, "<05_layers.ipynb, code cell 3>")
    ready = written(CELL, "<ready-made helper>")
    for names in (brought, ready):
        cell = written(
            "def mine(a):\n    return helper(a)\n", "/tmp/cell_2.py", helper=names["helper"]
        )
        assert place_of(cell["mine"], TABLE) == ("return helper(a)", "helper")
    cell = written("def mine(a):\n    return np.linalg.inv(a)\n", "/tmp/cell_3.py")
    assert place_of(cell["mine"], TABLE) == ("return np.linalg.inv(a)", "")


def test_a_method_of_a_class():
    cell = written(CELL, "/tmp/cell_4.py")
    probe = Probe(("Node",), {"steps": ("n = Node(a)",), "read": ("n.doubled()",), "a": TABLE})
    (outcome,) = run_probes(cell["Node"], "call_class", [probe])
    assert (outcome.line, outcome.inside) == ("return self.a @ self.a", "")


def test_nothing_is_told_where_nothing_is_known():
    cell = written("def mine(a):\n    return a.b\n", "/tmp/cell_5.py")
    linecache.cache.pop("/tmp/cell_5.py")
    assert place_of(cell["mine"], TABLE) == ("", "")
    with pytest.raises(ValueError, match="nothing of its own") as raised:
        raise ValueError("nothing of its own")
    assert not any(stopped_at(max, raised.value).values())
    # A name of a file that no system takes.
    code = cell["mine"].__code__.replace(co_filename="a\0b")
    assert place_of(type(cell["mine"])(code, cell), TABLE) == ("", "")


def test_it_neither_travels_nor_makes_two_outcomes_differ():
    outcome = Outcome("crashed", error="ValueError", line="return secret", inside="helper")
    assert outcome == Outcome("crashed", error="ValueError")
    assert outcome.to_json() == {"kind": "crashed", "error": "ValueError"}


def test_the_line_of_the_probe_that_was_running():
    cell = written(CELL, "/tmp/cell_7.py")
    lines = ("n = Node(a)", "b = n.doubled()")
    probe = Probe(("Node",), {"steps": lines, "read": ("b",), "a": TABLE})
    (outcome,) = run_probes(cell["Node"], "call_class", [probe])
    assert outcome.step == "b = n.doubled()"


def test_an_error_that_hides_where_it_comes_from_breaks_nothing():
    class Sly(Exception):
        @property
        def __traceback__(self):
            raise KeyError

    assert stopped_at(max, Sly()) == {}
