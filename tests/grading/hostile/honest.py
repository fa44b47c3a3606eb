"""What honest students hand in that is odd all the same: each of these deserves full marks.

`ANSWERS` are other ways of writing a right function; `CELLS` stand among the cells of a right
notebook; what is done to cells is in test_merging, what to files in test_reading.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from classroom import NAMES, answered, bytes_of, right_answers, with_cell
from notebooks import test_merging, test_reading

RIGHT = {
    "d_power": ("x", "15 * (3 * x + 1)**4"),
    "d_sin_square": ("x", "float(np.cos(x * x)) * 2 * x"),
    "chain_rule": ("df, g, dg, x", "df(g(x)) * dg(x)"),
}
"""Exercises whose answer is one expression: the arguments, and the expression."""

ANSWERS = {
    "a lambda": "{name} = lambda {args}: {body}",
    "a numpy number": "def {name}({args}): return np.float64({body})",
    "an array without axes": "def {name}({args}): return np.array({body})",
    "a helper": "def helper({args}): return {body}\ndef {name}({args}): return helper({args})",
    "a constant of its own": "one = 1\ndef {name}({args}): return one * ({body})",
    "a decorator": """
import functools
def plain(f):
    @functools.wraps(f)
    def wrapped(*a): return f(*a)
    return wrapped
@plain
def {name}({args}): return {body}""",
    "a partial function": """
from functools import partial
def general(one, {args}): return one * ({body})
{name} = partial(general, 1)""",
    "an object that can be called": """
class Mine:
    def __call__(self, {args}): return {body}
{name} = Mine()""",
    "a static method": """
class Mine:
    @staticmethod
    def {name}({args}): return {body}
{name} = Mine.{name}""",
    "a closure": """
def make(factor):
    def inner({args}): return factor * ({body})
    return inner
{name} = make(1)""",
    "itself called": """
def {name}({args}, left=3):
    if left: return {name}({args}, left - 1)
    return {body}""",
    "a loop": """
def {name}({args}):
    total = 0
    for _ in range(4): total = total + ({body}) / 4
    return total""",
    "type hints and a docstring": """
def {name}({args}) -> float:
    \"\"\"The slope.\"\"\"
    return {body}""",
    "tabs": "def {name}({args}):\n\treturn {body}",
    "Greek letters": "def {name}({args}):\n    Δξ = {body}\n    return Δξ",
    "an own assert": "def {name}({args}): return {body}\nassert callable({name})",
    "the stub's line behind the return": """
def {name}({args}):
    return {body}
    raise NotImplementedError""",
    "prints inside": "def {name}({args}):\n    print('at', x)\n    return {body}",
    "a cell magic": "%%time\ndef {name}({args}): return {body}",
    "a captured cell": "%%capture\ndef {name}({args}): return {body}",
    "all of numpy": "from numpy import *\ndef {name}({args}): return {body}",
    "its own check": "def {name}({args}): return {body}\ncheck({name})",
    "an error behind the function": "def {name}({args}): return {body}\nprint(undefined)",
    "a warning inside": """
import warnings
def {name}({args}):
    warnings.warn("careful")
    return {body}""",
    "a memory of results": """
import functools
@functools.cache
def {name}({args}): return {body}""",
    "a first try above": """
def {name}({args}): return 0
def {name}({args}): return {body}""",
    "any arguments": "def {name}(*all_of_them):\n    {args}, = all_of_them\n    return {body}",
}
"""Ways of writing the function {name}({args}) that returns {body}."""

CELLS = {
    "plots": "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()",
    "a shell command": "!ls",
    "an error": "1 / 0",
    "a question to the user": "name = input('your name? ')",
    "a file of its own": "open('notes.txt', 'w').write('x'); open('notes.txt').read()",
    "a package that is not there": "import pandas as pd",
    "much output": "for i in range(5000): print(i)",
    "a waiting cell": "import asyncio\nawait asyncio.sleep(0.01)",
    "threads": """
import threading, time
threads = [threading.Thread(target=time.sleep, args=(0.05,)) for _ in range(40)]
for thread in threads: thread.start()
for thread in threads: thread.join()""",
    "a seed": "import random, numpy as np\nrandom.seed(1); np.seterr(all='ignore')",
    "warnings and stderr": "import sys, warnings\nwarnings.warn('x'); print('y', file=sys.stderr)",
    "figures": "from chainrule.explorables import *\nThreeNumberLines(); SlopeMicroscope('cos')",
    "a widget": "import ipywidgets\nipywidgets.interact(lambda x: x, x=(0, 3))",
    "help": "from chainrule import check\nhelp(check)\ncheck?",
    "timing": "%timeit -n1 -r1 sum(range(10))",
    "broken code": "def unfinished(:\n    pass",
    "emoji": "text = '∂L/∂w 🙂'\nprint(text)",
    "an exit": "exit",
}
"""Cells at the top of a notebook whose answers are right."""


@dataclass(frozen=True)
class HandedIn:
    """One honest notebook's file, and the kinds of oddity in it."""

    content: bytes
    kinds: tuple[str, ...]


def classes(every: bool = True) -> Iterator[HandedIn]:
    """All kinds, in as few notebooks as they fit.

    every: with the changes to cells and files that test_merging and test_reading try one by one.
    """
    ways, names = list(ANSWERS), list(RIGHT)
    for start in range(0, len(ways), len(names)):
        share = dict(zip(names, ways[start : start + len(names)], strict=False))
        sources = {name: answer(kind, name) for name, kind in share.items()}
        yield HandedIn(bytes_of(answered(sources)), tuple(share.values()))
    notebook = answered({})
    for source in reversed(CELLS.values()):
        notebook = with_cell(notebook, source)
    yield HandedIn(bytes_of(notebook), tuple(CELLS))
    for change in test_merging.ANSWER_KINDS if every else ():
        notebook = answered({})
        for name in NAMES:
            change(notebook, f"{name}-answer")
        yield HandedIn(bytes_of(notebook), (change.__name__.replace("_", " "),))
    for kind, odd in test_reading.ODD.items() if every else ():
        yield HandedIn(odd(bytes_of(answered(right_answers()))), (f"a file: {kind}",))


def answer(kind: str, name: str) -> str:
    """The answer cell for that exercise, written in this way."""
    arguments, body = RIGHT[name]
    source = ANSWERS[kind].strip("\n")
    for place, text in (("{name}", name), ("{args}", arguments), ("{body}", body)):
        source = source.replace(place, text)
    magic, _, rest = source.partition("\n") if source.startswith("%%") else ("", "", source)
    return f"{magic}\nimport numpy as np\n{rest}".lstrip("\n")


def kinds() -> list[str]:
    """The names of all kinds."""
    return [kind for work in classes() for kind in work.kinds]
