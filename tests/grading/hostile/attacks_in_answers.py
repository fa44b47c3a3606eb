"""Attacks that stand in the place of a function, whose name is written {0} here."""

CHAMELEON = """
import numpy as np
class Chameleon(BASE):
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
    "an object equal to everything": CHAMELEON.replace("BASE", "object")
    + "def {0}(*a, **k): return Chameleon()",
    "a float equal to everything": CHAMELEON.replace("BASE", "float")
    + "def {0}(*a, **k): return Chameleon(2.0)",
    "an array equal to everything": CHAMELEON.replace("BASE", "np.ndarray")
    + "def {0}(*a, **k): return np.zeros(()).view(Chameleon)",
    "a masked array": "import numpy as np\ndef {0}(*a, **k): return np.ma.masked_all(())",
    "not a number": "def {0}(*a, **k): return float('nan')",
    "infinity": "def {0}(*a, **k): return float('inf')",
    "an object array": "import numpy as np\ndef {0}(*a, **k): return np.array(object())",
    "an answer that grows": "def {0}(*a, **k): return [0] * 10**6",
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
    "an int equal to everything": CHAMELEON.replace("BASE", "int")
    + "def {0}(*a, **k): return Chameleon(7)",
    "a complex equal to everything": CHAMELEON.replace("BASE", "complex")
    + "def {0}(*a, **k): return Chameleon(1, 1)",
    "a text equal to everything": CHAMELEON.replace("BASE", "str")
    + "def {0}(*a, **k): return Chameleon('1')",
    "a list that tells another story": """
class Liar(list):
    def __iter__(self): return iter([1.0])
    def __len__(self): return 1
    def __getitem__(self, index): return 1.0
    def __eq__(self, other): return True
def {0}(*a, **k): return Liar([0.125])""",
    "a dictionary that tells another story": """
class Liar(dict):
    def items(self): return [("values", [1.0, 1.0, 1.0]), ("called_early", False)]
    def __getitem__(self, key): return 1.0
    def __eq__(self, other): return True
def {0}(*a, **k): return Liar(values=[0.125])""",
    "a number that changes": """
class Changing(float):
    times = 0
    def __float__(self): Changing.times += 1; return float(Changing.times)
    __mul__ = __add__ = __sub__ = __neg__ = __float__
def {0}(*a, **k): return Changing(0.125)""",
    "an array that changes": """
import numpy as np, threading, time
shared = np.zeros(())
def spin():
    while True: shared[...] += 0.5; time.sleep(0)
threading.Thread(target=spin, daemon=True).start()
def {0}(*a, **k): return shared""",
    "another answer each time": """
import random
def {0}(*a, **k): return random.random()""",
    "every number at once": "import numpy as np\ndef {0}(*a, **k): return np.arange(-99, 99, 0.01)",
    "one more axis": "import numpy as np\ndef {0}(*a, **k): return np.full((1, 1, 1), 0.125)",
    "an array of nothing": "import numpy as np\ndef {0}(*a, **k): return np.zeros((0, 3))",
    "a view of a huge array": "import numpy as np\n"
    "def {0}(*a, **k): return np.broadcast_to(0.125, (10**6, 10**6))",
    "a gigabyte": "import numpy as np\ndef {0}(*a, **k): return np.ones(2**27)",
    "an array of records": "import numpy as np\n"
    "def {0}(*a, **k): return np.zeros(3, dtype=[('x', float)])",
    "an array of long numbers": "import numpy as np\ndef {0}(*a, **k): return np.longdouble(0.125)",
    "no time at all": "import numpy as np\ndef {0}(*a, **k): return np.datetime64('NaT')",
    "a matrix": "import numpy as np\ndef {0}(*a, **k): return np.matrix([[0.125]])",
    "True": "def {0}(*a, **k): return True",
    "nothing": "def {0}(*a, **k): return None",
    "three dots": "def {0}(*a, **k): return ...",
    "not implemented": "def {0}(*a, **k): return NotImplemented",
    "a decimal": "import decimal\ndef {0}(*a, **k): return decimal.Decimal('0.125')",
    "a generator": "def {0}(*a, **k): yield 0.125",
    "a coroutine": "async def {0}(*a, **k): return 0.125",
    "a module": "import numpy as np\ndef {0}(*a, **k): return np",
    "a lambda that gives itself": "def {0}(*a, **k): return {0}",
    "its own argument": "def {0}(*a, **k): return a[0]",
    "a machine of the course": "from chainrule.machines import Machine\n"
    "def {0}(*a, **k): return Machine('sin', 1)",
    "a machine of an odd kind": """
from chainrule.machines import Machine
def {0}(*a, **k):
    made = Machine('power', 2, 1)
    object.__setattr__(made, 'parameters', (float('nan'), 1e308))
    return made""",
    "a text of a hundred megabytes": "def {0}(*a, **k): return 'x' * 10**8",
    "bytes": "def {0}(*a, **k): return b'0.125'",
    "a list a hundred thousand deep": """
def {0}(*a, **k):
    deep = []
    for _ in range(10**5): deep = [deep]
    return deep""",
    "a dictionary of a million": "def {0}(*a, **k): return dict.fromkeys(range(10**6))",
    "NaN in the arguments": """
import numpy as np
def {0}(*a, **k):
    for x in a:
        try: x[...] = np.nan
        except Exception: pass
        for name in ("parameters", "family", "_function"):
            try: object.__setattr__(x, name, (float("nan"),))
            except Exception: pass
    return float("nan")""",
    "the visible answers": """
from chainrule.checking.table_files import tables
from chainrule.probing.plain import encode
def {0}(*a, **k):
    table = tables()["{0}"]
    for probe, right in zip(table.probes, table.right):
        if encode(list(probe.args)) == encode(list(a)): return right.value
    return 0.125""",
    "right at the first calls alone": """
from chainrule.checking.table_files import tables
calls = []
def {0}(*a, **k):
    calls.append(a)
    known = tables()["{0}"].right
    return known[len(calls) - 1].value if len(calls) <= len(known) else 0.125""",
    "the known mistakes' values": """
from chainrule.checking.table_files import tables
def {0}(*a, **k): return tables()["{0}"].mistakes[0].outcomes[0].value""",
    "a figure that knows": """
def {0}(*a, **k):
    import chainrule.explorables as figures
    lines = figures.ThreeNumberLines(x=1.3)
    return lines.inner_slope * lines.outer_slope""",
    "figures read from their files": """
import glob, os, chainrule
def {0}(*a, **k):
    top = os.path.dirname(chainrule.__file__)
    text = "".join(open(path).read() for path in glob.glob(top + "/**/*.js"))
    return float(len(text))""",
    "a probe run by itself": """
class Forger:
    __name__ = "{0}"
    def __call__(self, *a, **k): return 0.125
    def __run_probes__(self, driver, probes):
        from chainrule.checking.table_files import tables
        from chainrule.probing import Outcome
        return [Outcome("value", value=1.0)] * len(probes)
{0} = Forger()""",
    "outcomes of another kind": """
class Forger:
    def __call__(self, *a, **k): return 0.125
    def __run_probes__(self, driver, probes):
        class Fake:
            def to_json(self): return {"kind": "right", "value": 1.0, "points": 100}
        return [Fake()] * len(probes)
{0} = Forger()""",
    "the callers searched": """
import inspect
def {0}(*a, **k):
    for frame in inspect.stack():
        for value in frame.frame.f_locals.values():
            for name in ("right", "expected", "reference", "outcomes", "table", "exercise"):
                if hasattr(value, name): return getattr(value, name)
    return 0.125""",
    "a test told by its depth": """
import inspect
def {0}(*a, **k):
    if len(inspect.stack(0)) > 12: raise SystemExit(0)
    return 0.125""",
    "an error like a system's": "def {0}(*a, **k): raise SystemExit(0)",
    "an interrupt": "def {0}(*a, **k): raise KeyboardInterrupt",
    "an assertion of its own": "def {0}(*a, **k): raise AssertionError('All tests pass. 100.0')",
    "not started, it says": "def {0}(*a, **k): raise NotImplementedError('100.0')",
    "a group of errors": """
def {0}(*a, **k):
    group = ValueError("x")
    for _ in range(2000): group = ExceptionGroup("g", [group])
    raise group""",
    "errors in a circle": """
def {0}(*a, **k):
    one, two = ValueError("1"), ValueError("2")
    one.__cause__, two.__cause__ = two, one
    raise one""",
    "an error with a script for a name": """
def {0}(*a, **k):
    raise type("<script>alert(1)</script>\\x1b[2J=HYPERLINK(1)", (Exception,), {})("\\u202e")""",
    "an error of a hundred megabytes": "def {0}(*a, **k): raise ValueError('x' * 10**8)",
    "a crash": "import ctypes\ndef {0}(*a, **k): ctypes.string_at(0)",
    "an exit": "import os\ndef {0}(*a, **k): os._exit(0)",
    "an abort": "import os\ndef {0}(*a, **k): os.abort()",
    "a killed process": "import os, signal\ndef {0}(*a, **k): os.kill(os.getpid(), signal.SIGKILL)",
    "itself without end": "def {0}(*a, **k): return {0}(*a, **k)",
    "a deaf loop": """
def {0}(*a, **k):
    while True:
        try:
            while True: pass
        except BaseException: pass""",
    "a name that looks alike": "def {0}\u0430(*a, **k): return 1.0\n{0} = {0}\u0430",
    "a text that runs backwards": "def {0}(*a, **k):\n  '\u202e\u2066 return 1.0'\n  return 0.125",
    "the whole test in its own hands": """
import sys
def {0}(*a, **k): return 0.125
check = grade = lambda function: 100.0
sys.modules["__main__"].__dict__["{0}"] = {0}
100.0""",
}
