"""Submissions that want points they did not earn, or more than points.

Every answer is wrong in the same way, so an honest grader gives 0 for all exercises. Each attack is
put into a cell of its own at the top, where it runs before anything else, or into an answer.
"""

import re

import pytest
from classroom import MOST, NAMES, answered, place, released, with_cell
from nbformat.v4 import new_code_cell

WRONG = {name: f"def {name}(*args, **kwargs):\n    return 0.125" for name in NAMES}

AT_THE_TOP = {
    "comparisons redefined": """
        import numpy as np, builtins, math
        for name in ("isclose", "allclose", "array_equal", "all", "any", "max", "abs"):
            setattr(np, name, lambda *a, **k: True)
        np.testing.assert_allclose = lambda *a, **k: None
        builtins.abs = lambda v: 0
        builtins.all = builtins.isinstance = lambda *a: True
        math.isclose = lambda *a, **k: True
    """,
    "the student package patched": """
        import chainrule, chainrule.comparing, chainrule.diagnosing, chainrule.checking
        import chainrule.probing, chainrule.plain
        chainrule.check = check = grade = lambda fn: 100.0
        chainrule.comparing.compare = lambda *a, **k: None
        chainrule.diagnosing.compare = lambda *a, **k: None
        chainrule.diagnosing.diagnose = lambda *a, **k: None
        chainrule.probing.run_probes = lambda fn, driver, probes: []
    """,
    "check and grade rebound": """
        check = grade = lambda *a: 100.0
        import sys, types
        sys.modules["autograders"] = types.ModuleType("autograders")
        sys.modules["autograders.grading"] = types.ModuleType("autograders.grading")
        sys.modules["autograders.grading"].grade = grade
    """,
    "an input transformer": """
        get_ipython().input_transformers_post.append(lambda lines: ["100.0"])
        get_ipython().input_transformers_cleanup.append(lambda lines: ["100.0"])
    """,
    "a syntax tree transformer": """
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node): return ast.Pass()
            def visit_Raise(self, node): return ast.Pass()
        get_ipython().ast_transformers.append(Drop())
    """,
    "the kernel replaced": """
        async def full(*a, **k):
            return {"status": "ok", "execution_count": 1}
        get_ipython().kernel.do_execute = full
        get_ipython().run_cell_async = full
    """,
    "a display hook": """
        import sys
        sys.displayhook = lambda value: print("100.0")
        get_ipython().displayhook = lambda value: None
    """,
    "IPython's events": """
        def again(*a):
            get_ipython().user_ns.update(grade=lambda f: 100.0, check=lambda f: None)
        for event in ("pre_execute", "pre_run_cell", "post_run_cell", "post_execute"):
            get_ipython().events.register(event, again)
    """,
    "a custom exception handler": """
        get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)
        get_ipython().showtraceback = lambda *a, **k: None
    """,
    "forged messages": """
        import json, struct, os
        def say(message):
            body = json.dumps(message).encode()
            os.write(3, struct.pack(">I", len(body)) + body)
        right = {"kind": "value", "value": 1.0}
        for _ in range(50):
            say(["output", {"kind": "execute_result",
                            "content": {"data": {"text/plain": "100.0"}}}])
            say(["outcomes", [right] * 4])
            say(["ran", {"status": "ok"}])
    """,
    "broken frames": """
        import os
        os.write(3, b"\\xff\\xff\\xff\\xff" + b"x" * 1000)
    """,
    "a flood into the line": """
        import os
        while True: os.write(3, b"\\x00\\x00\\x00\\x02[]")
    """,
    "the desk's own code replaced": """
        import gc, types
        for thing in gc.get_objects():
            if type(thing).__name__ == "Desk":
                thing.probe = thing.call = lambda *a: ["outcomes", [{"kind": "right"}] * 9]
                type(thing).probe = lambda *a: ["outcomes", [None] * 4]
                thing.look = lambda names: ["seen", {n: {"plain": 1.0} for n in names}]
        frame = __import__("sys")._getframe()
        while frame:
            if "answers" in frame.f_locals:
                frame.f_locals["answers"]["probe"] = lambda *a: ["outcomes", []]
            frame = frame.f_back
    """,
    "names shadowed by files": """
        for name in ("numpy", "chainrule", "parcels", "frames", "json"):
            open(name + ".py", "w").write("raise SystemExit")
    """,
    "a startup file": """
        import os
        os.makedirs(".ipython/profile_default/startup", exist_ok=True)
        open(".ipython/profile_default/startup/00.py", "w").write("check = grade = None")
        open("sitecustomize.py", "w").write("raise SystemExit")
    """,
    "threads that go on": """
        import threading, time
        def busy():
            while True: get_ipython().user_ns["grade"] = lambda f: 100.0; time.sleep(0.01)
        threading.Thread(target=busy, daemon=False).start()
    """,
    "signals blocked": """
        import signal
        signal.signal(signal.SIGALRM, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.Signals)
    """,
    "an exit hook": """
        import atexit, os
        atexit.register(lambda: os.write(3, b"100.0"))
    """,
    "garbage collection and recursion limits": """
        import gc, sys
        gc.disable(); sys.setrecursionlimit(10**6)
    """,
    "the codec replaced": """
        import sys
        plain = sys.modules["chainrule.plain"]
        plain.encode = lambda value: 1.0
        sys.modules["parcels"].encode = lambda value: 1.0
        outcome = sys.modules["chainrule.probing"].Outcome
        outcome.to_json = lambda self: {"kind": "value", "value": 1.0}
    """,
}

CHAMELEON = """
import numpy as np
class Chameleon({base}):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0.0
    def __rsub__(self, other): return 0.0
    def __abs__(self): return 0.0
    def __float__(self): return 0.0
    def __lt__(self, other): return True
    def __le__(self, other): return True
    def __array__(self, *a, **k): return np.zeros(())
    def __array_ufunc__(self, *a, **k): return np.True_
    def __array_function__(self, *a, **k): return True
    def __bool__(self): return True
    def __hash__(self): return 0
    def __call__(self, *a, **k): return self
"""

ANSWERS = {
    "an object equal to everything": CHAMELEON.format(base="object")
    + "def {0}(*a, **k): return Chameleon()",
    "a float equal to everything": CHAMELEON.format(base="float")
    + "def {0}(*a, **k): return Chameleon(2.0)",
    "an array equal to everything": CHAMELEON.format(base="np.ndarray")
    + "def {0}(*a, **k): return np.zeros(()).view(Chameleon)",
    "a masked array": "import numpy as np\ndef {0}(*a, **k): return np.ma.masked_all(())",
    "not a number": "def {0}(*a, **k): return float('nan')",
    "infinity": "def {0}(*a, **k): return float('inf')",
    "an object array": "import numpy as np\ndef {0}(*a, **k): return np.array(object())",
    "an answer that grows": "def {0}(*a, **k): return [0] * 10**7",
    "an endless iterator": "import itertools\ndef {0}(*a, **k): return itertools.count()",
    "a list in itself": "def {0}(*a, **k):\n    x = []\n    x.append(x)\n    return x",
    "an enormous number": "def {0}(*a, **k): return 10**100000",
    "a text that looks right": "def {0}(*a, **k): return '1.0'",
    "arguments overwritten": "def {0}(*a, **k):\n    for x in a:\n"
    "        try: x.parameters = ()\n        except Exception: pass\n    return float('nan')",
    "a caller's frame": """
import sys
def {0}(*a, **k):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if type(value).__name__ in ("Table", "Exercise", "Verdict", "Sitting"):
                return value
        frame = frame.f_back
    return 0.125""",
    "a search of the memory": """
import gc
def {0}(*a, **k):
    for thing in gc.get_objects():
        if type(thing).__name__ in ("Table", "Exercise", "Mistake", "Misconception"):
            return thing.right[0].value
    return 0.125""",
    "a search of files": """
import os
def {0}(*a, **k):
    found = []
    for top in ("/", "/tmp", "..", "/grader", "/packages", "/proc"):
        for folder, _, files in os.walk(top):
            for file in files:
                if "autograder" in folder or "solutions" in folder or file == "gradebook.db":
                    found.append(os.path.join(folder, file))
            if folder.count("/") > 4: break
    return 0.125""",
    "a derivative by a machine": """
def {0}(*a, **k):
    for name in ("autograd", "torch", "sympy", "jax", "autograders", "autograders.backprop"):
        try:
            return getattr(__import__(name, fromlist=["x"]), {0!r})(*a, **k)
        except ImportError: pass
    return 0.125""",
    "an exception like a pass": """
class Passed(Exception): pass
def {0}(*a, **k): raise Passed('100.0')""",
    "an exception that cannot be shown": """
class Odd(Exception):
    def __str__(self): raise self
    __repr__ = __str__
def {0}(*a, **k): raise Odd""",
    "a class": """
class {0}:
    def __init__(self, *a, **k): pass
    def __call__(self, *a): return 1.0""",
    "a number": "{0} = 1.0",
    "a name that lies": """
class Liar:
    __class__ = float
    __name__ = property(lambda self: 1 / 0)
    def __call__(self, *a, **k): return self
{0} = Liar()""",
}


def cell(source: str) -> str:
    lines = source.strip("\n").splitlines()
    margin = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[margin:] for line in lines)


@pytest.fixture(autouse=True)
def short_limits(monkeypatch):
    monkeypatch.setattr("autograders.grading.proxies.CALL_SECONDS", 1.5)
    monkeypatch.setattr("autograders.grading.referee.CELL_SECONDS", 1.5)


def earns_nothing(scores) -> None:
    assert list(scores) == NAMES
    assert {name: score.points for name, score in scores.items()} == dict.fromkeys(NAMES, 0.0)
    assert all(score.message for score in scores.values())


@pytest.mark.parametrize("attack", AT_THE_TOP)
def test_an_attack_at_the_top_earns_nothing(attack, grade):
    earns_nothing(grade(with_cell(answered({}, WRONG), cell(AT_THE_TOP[attack]))))


# Where an attack breaks the student's own kernel, honest answers may be lost with it.
HARMLESS = [
    "check and grade rebound",
    "a startup file",
    "threads that go on",
    "names shadowed by files",
    "an exit hook",
    "a custom exception handler",
]


@pytest.mark.parametrize("attack", HARMLESS)
def test_an_attack_at_the_top_takes_nothing_from_right_answers(attack, grade):
    scores = grade(with_cell(answered({}), cell(AT_THE_TOP[attack])))
    assert {name: score.points for name, score in scores.items()} == MOST


@pytest.mark.parametrize("attack", ANSWERS)
def test_a_hostile_answer_earns_nothing(attack, grade):
    # Its braces are Python's own but for the name's place.
    source = ANSWERS[attack].replace("{0!r}", repr("d_triple")).replace("{0}", "d_triple")
    scores = grade(answered({"d_triple": source}))
    assert scores["d_triple"].points == 0
    assert scores["d_triple"].message
    assert sum(score.points for score in scores.values()) == 11


FORGED = {
    "outputs and points": lambda cell: (
        cell.update(outputs=[{"output_type": "execute_result", "data": {"text/plain": "100.0"}}]),
        cell.metadata["nbgrader"].update(points=100),
    ),
    "a skipped test": lambda cell: cell.metadata.update(
        tags=["skip-execution", "raises-exception"]
    ),
    "a test's text": lambda cell: cell.update(source="100.0"),
    "a test as an answer": lambda cell: cell.metadata["nbgrader"].update(
        solution=True, grade=False
    ),
}


@pytest.mark.parametrize("forgery", FORGED)
def test_a_forged_file_earns_nothing(forgery, grade):
    notebook = answered({}, WRONG)
    for name in NAMES:
        FORGED[forgery](notebook.cells[place(notebook, name)])
    earns_nothing(grade(notebook))


LEAKS = {
    "an exception's text": "raise ValueError(f'seen {a} {k}')",
    "an exception's name": "raise type('seen' + repr(a), (Exception,), {})",
    "a class name": "return type('seen' + repr(a), (), {})()",
    "a text as an answer": "return 'seen' + repr(a)",
    "a dictionary": "return {'values': None, 'called_early': False, 'returned': 'seen' + repr(a)}",
    "a print": "print('seen', a)",
    "a list for later": "SEEN.append('seen' + repr(a)); return 1.0",
}


@pytest.mark.parametrize("leak", LEAKS)
def test_no_hidden_input_comes_back_to_the_student(leak, result_of, template):
    from autograders.exercises import EXERCISES

    source = f"SEEN = []\ndef d_triple(*a, **k):\n    {LEAKS[leak]}"
    notebook = answered({"d_triple": source})
    notebook.cells.append(new_code_cell("print(SEEN)"))
    result = result_of(notebook, 5)
    shown = "\n".join(score.message for score in result.scores.values()) + str(result.outputs)
    for probe in EXERCISES["d_triple"].probes(5):
        assert not re.search(rf"seen\W*{re.escape(repr(probe.args[0]))}", shown)
    assert result.scores["d_triple"].points == 0


def test_control_codes_and_scripts_stay_text(grade):
    notebook = released()
    source = "print('x')\n\x1b]0;owned\x07\nraise ValueError('\\x1b[31m<script>alert(1)</script>')"
    notebook.cells[place(notebook, "d_power-answer")].source = source
    for score in grade(notebook).values():
        assert "\x1b" not in score.message
        assert "\x07" not in score.message
