"""Classes and iterators as answers: through `grade`, and in ordinary asserts of an instructor."""

import json

import nbformat
import numpy as np
import pytest
from chainrule.checking import check
from chainrule.checking.table_files import FOLDER
from chainrule.probing import Probe, steps
from nbformat.v4 import new_code_cell, new_notebook

from autograders.authoring.check_table import NOTHING_NOTED, check_table
from autograders.exercises import EXERCISES, Exercise, Misconception
from autograders.grading.notebooks.release import Template
from autograders.grading.referee import judging, trial
from tests.support.engine import Value

LESSON = "09_objects"
TWICE = ("a = Value(x)", "b = a * a + a", "b.backward()")
READ = ("b.data", "a.grad")
ROWS = np.arange(10.0).reshape(5, 2)


def minibatches(X, size):
    for start in range(0, len(X), size):
        yield X[start : start + size]


class Overwrites(Value):
    def __setattr__(self, name, value):
        if name == "grad" and value and getattr(self, "grad", 0):
            value -= self.grad
        super().__setattr__(name, value)


MADE_UP = (
    Exercise(
        name="Value",
        lesson=LESSON,
        number="09.1",
        points=3,
        reference=Value,
        visible=(steps("Value", TWICE, READ, x=2.0), steps("Value", TWICE, READ, x=-0.7)),
        draw=lambda random: [
            steps("Value", TWICE, READ, x=round(float(random.uniform(1, 2)), 2)) for _ in range(2)
        ],
        misconceptions=(
            Misconception("overwrites", "A value used twice gets two shares.", Overwrites),
        ),
        driver="call_class",
        parts={"b.data": 1, "a.grad": 2},
        graded_by="entry",
    ),
    Exercise(
        name="minibatches",
        lesson=LESSON,
        number="09.2",
        points=2,
        reference=minibatches,
        visible=(Probe((ROWS, 2), {"take": 3, "lazily": True}),),
        draw=lambda random: [Probe((random.normal(size=(7, 2)), 3), {"take": 3})],
        misconceptions=(),
        driver="call_iterator",
    ),
)

ENGINE = '''
class Value:
    """A number that knows how it was made."""

    made = 0

    def __init__(self, data, parents=(), name=""):
        self.data, self.grad, self._prev, self.name = data, 0.0, set(parents), name
        self._backward = lambda: None
        Value.made += 1

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def back():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = back
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def back():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = back
        return out

    __radd__, __rmul__ = __add__, __mul__

    def __getitem__(self, place):
        return (self.data, self.grad)[place]

    def __len__(self):
        return 2

    def __repr__(self):
        return f"Value({self.data})"

    def apply(self, f, slope):
        out = Value(f(self.data), (self,))
        def back():
            self.grad += slope(self.data) * out.grad
        out._backward = back
        return out

    def plus(self, number):
        return self.data + number

    def parents(self):
        return list(self._prev)

    def backward(self):
        order, seen = [], []
        def visit(node):
            if not any(node is other for other in seen):
                seen.append(node)
                for parent in node._prev:
                    visit(parent)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            node._backward()
'''
BATCHES = '''
def minibatches(X, size):
    """Some rows of X at a time."""
    for start in range(0, len(X), size):
        yield X[start : start + size]
'''
STUBS = {
    "Value": 'class Value:\n    """A number."""\n    raise NotImplementedError',
    "minibatches": 'def minibatches(X, size):\n    """Rows."""\n    raise NotImplementedError',
}
GRADED = {
    name: f"check({name})\nfrom autograders.grading import grade\ngrade({name})" for name in STUBS
}


def marked(source, name, **marks):
    cell = new_code_cell(source)
    marks = {"grade": False, "locked": False, "solution": False, **marks}
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": name, "task": False, **marks}
    return cell


def template(tests):
    """Both answers, then a cell for each test."""
    cells = [new_code_cell("import numpy as np\nfrom chainrule import check")]
    cells += [marked(stub, f"{name}-answer", solution=True) for name, stub in STUBS.items()]
    for name in tests:
        points = 2 if name == "minibatches" else 3
        cells.append(marked("check(Value)", name, grade=True, locked=True, points=points))
    return Template(new_notebook(cells=cells), tests)


@pytest.fixture(scope="module")
def exercises(tmp_path_factory):
    """The made-up exercises, as if the course had them."""
    folder = tmp_path_factory.mktemp("checks")
    (folder / f"{LESSON}.json").write_bytes(check_table(LESSON, MADE_UP, NOTHING_NOTED))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        for exercise in MADE_UP:
            patch.setitem(EXERCISES, exercise.name, exercise)
        yield
    judging.visible_table.cache_clear()


@pytest.fixture(scope="module")
def scores(exercises, zygote):
    """Scores of these answers (default: right ones) under these tests (default: `grade`)."""

    def of(answers=None, tests=None, seed=1):
        lesson = template(tests or GRADED)
        work = nbformat.from_dict(lesson.release)
        given = {"Value": ENGINE, "minibatches": BATCHES, **(answers or {})}
        for cell in work.cells:
            name = (cell.metadata.get("nbgrader") or {}).get("grade_id", "")
            if name.endswith("-answer"):
                cell.source = given[name.removesuffix("-answer")]
        return trial.evaluate(lesson.merge(work), seed, zygote).scores

    return of


# ------------------------------------------------------------------ through check and grade
def test_right_answers_earn_everything_by_every_road(scores, capsys):
    assert {name: score.points for name, score in scores().items()} == {
        "Value": 3,
        "minibatches": 2,
    }
    names: dict = {}
    exec(ENGINE + BATCHES, names)
    for name in STUBS:
        assert judging.judge(names[name], 1, name).diagnosis == "right"
        exec(f"check({name})", {**names, "check": check})
    assert capsys.readouterr().out.count("works") == 2


PARTLY = {
    "the gradient overwritten": (
        ENGINE.replace("grad += other", "grad = other").replace("grad += self", "grad = self"),
        1,
    ),
    "no backward": (ENGINE.replace("def backward", "def forward"), 0),
    "a text for a number": (ENGINE.replace("self.grad = 1.0", "self.grad = '1'"), 0),
    "lies in ==": (
        ENGINE + "    __eq__ = lambda self, other: True\n    __hash__ = object.__hash__\n",
        3,
    ),
    "numbers that lie": (
        "class Sly(float):\n    __eq__ = lambda *_: True\n    __sub__ = __rsub__ = lambda *_: 0.0\n"
        + ENGINE.replace("data, 0.0", "Sly(7), 0.0"),
        0,
    ),
    "answers everything": (
        "class Value:\n    def __init__(self, x): pass\n"
        "    __add__ = __mul__ = lambda self, other: self\n"
        "    def __getattr__(self, name): return lambda *_: 0\n",
        0,
    ),
    "a property that changes": (
        ENGINE + "    counts = iter(range(10**6))\n"
        "    grad = property(lambda self: next(self.counts), lambda self, value: None)\n",
        1,
    ),
    "ends the process": (ENGINE + "    def backward(self):\n        import os; os._exit(0)\n", 0),
    "a stub": (STUBS["Value"], 0),
    "an instance": (ENGINE + "Value = Value(3)", 0),
}


@pytest.mark.parametrize("kind", PARTLY)
def test_classes_get_what_they_deserve(kind, scores):
    source, points = PARTLY[kind]
    found = scores({"Value": source})
    assert found["Value"].points == points, found["Value"]
    assert found["minibatches"].points == 2


ITERATORS = {
    "endless": (
        "    while True:\n        yield X[:size]",
        "minibatches is wrong already at an input that the check shows",
    ),
    "raises midway": ("    yield X[:size]\n    raise KeyError('x')", "asks a dict for the key"),
    "never gives anything": ("    while True: pass\n    yield", "endless loop"),
    "a flood": ("    while True:\n        yield np.ones(2 * 10**6)", "minibatches"),
    "a class": ("    return minibatches", "a value of type function"),
}


@pytest.mark.parametrize("kind", ITERATORS)
def test_iterators_get_what_they_deserve(kind, scores, monkeypatch):
    if kind == "never gives anything":
        monkeypatch.setattr("autograders.grading.referee.conversation.CALL_SECONDS", 0.4)
    body, sentence = ITERATORS[kind]
    found = scores({"minibatches": f"def minibatches(X, size):\n{body}"})
    assert found["minibatches"].points == 0
    assert sentence in found["minibatches"].message
    assert found["Value"].points == 3


def test_what_a_class_says_at_hidden_inputs_is_not_repeated(scores):
    named = "type(f'E{{self.data}}', ({}), {{}})({})"
    tells = f"raise {named.format('Exception,', 'self.data')}"
    gives = f"self.data = {named.format('', '')}"
    hidden = [probe.kwargs["x"] for probe in EXERCISES["Value"].probes(1)]
    secrets = [str(number)[:5] for x in hidden for number in (x, x * x + x)]
    for line in (tells, gives):
        source = ENGINE.replace("self.grad = 1.0", f"self.grad = 1.0; {line}")
        score = scores({"Value": source})["Value"]
        assert score.points == 0
        told = json.dumps([score.message, score.answers, score.diagnosis])
        assert not any(secret in told for secret in secrets), told


# ------------------------------------------------------------------ ordinary asserts
ORDINARY = {
    "reads attributes": "assert Value(2.5).data == 2.5",
    "operators": "v = Value(2) * Value(3) + 1\nassert v.data == 7 and (2 * v).data == 14",
    "methods": "a = Value(3.0)\nb = a * a\nb.backward()\nassert a.grad == 6.0",
    "numpy compares": "np.testing.assert_allclose([Value(t).data for t in (1, 2)], [1, 2])",
    "numpy's numbers": "assert (Value(4) * np.float64(2)).data == 8",
    "keywords": "assert Value(1, name='left').name == 'left'",
    "sets attributes": "a = Value(1)\na.grad = 5.0\nassert a.grad == 5.0",
    "a loop": "n = Value(0)\nfor t in range(5):\n    n = n + t\nassert n.data == 10",
    "call-backs": "a = Value(3.0)\nb = a.apply(lambda t: t**3, lambda t: 3 * t * t)\n"
    "b.backward()\nassert (b.data, a.grad) == (27.0, 27.0)",
    "call-backs with objects": "made = []\n"
    "Value(3.0).apply(lambda t: made.append(Value(t)) or t, abs)\nassert made[0].data == 3.0",
    "objects in lists": "both = (Value(1) + Value(2)).parents()\n"
    "assert {p.data for p in both} == {1, 2}",
    "sets of objects": "assert len((Value(1) + Value(2))._prev) == 2",
    "goes through objects": "assert sorted(p.data for p in (Value(1) + 2)._prev) == [1, 2]",
    "items": "assert Value(4)[0] == 4 and len(Value(4)) == 2 and list(Value(4)._prev) == []",
    "isinstance": "assert isinstance(Value(1) + 1, Value) and not isinstance(3, Value)",
    "what the class counts": "before = Value.made\nValue(1)\nassert Value.made == before + 1",
    "its text": "assert repr(Value(2)) == 'Value(2)' and f'{Value(2)}' == 'Value(2)'",
    "an error that is due": "try:\n    Value()\n    assert False\nexcept TypeError:\n    pass",
    "no such attribute": "assert not hasattr(Value(1), 'nothing')",
    "partial credit": "points = 1.5 * (Value(2).data == 2)\nprint('half')\npoints",
    "one answer to another": "assert Value(3).apply(Value(2).plus, abs).data == 5",
    "through an iterator": "rows = 0\nfor part in minibatches(np.ones((5, 2)), 2):\n"
    "    rows += len(part)\nassert rows == 5",
    "a list of items": "assert [len(p) for p in list(minibatches(np.eye(5), 2))] == [2, 2, 1]",
    "the next item": "it = minibatches(np.eye(3), 1)\n"
    "assert next(it).shape == (1, 3) and len(list(it)) == 2",
    "zip": "for a, b in zip(minibatches(np.eye(4), 2), range(2)):\n    assert a.shape == (2, 4)",
    "stacked": "rows = np.vstack(list(minibatches(np.eye(3), 2)))\n"
    "np.testing.assert_array_equal(rows, np.eye(3))",
    "the end": "it = minibatches(np.eye(1), 1)\nnext(it)\nassert next(it, None) is None",
}


@pytest.fixture(scope="module")
def ordinary(scores):
    """Right answers under all ordinary tests, in one notebook."""
    return scores(tests=ORDINARY)


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_tests_use_objects_as_in_a_notebook(kind, ordinary):
    names: dict = {"np": np}
    exec(ENGINE + BATCHES + ORDINARY[kind], names)  # the same lines beside the answers themselves
    assert ordinary[kind].points == (1.5 if kind == "partial credit" else 3), ordinary[kind]


LIAR = """
class Liar:
    def __init__(self, *a, **k): pass
    def _all(self, *a, **k): return self
    def _yes(self, *a, **k): return True
    def _nought(self, *a, **k): return 0.0
    __eq__ = __ne__ = __lt__ = __gt__ = __le__ = __ge__ = __contains__ = __bool__ = _yes
    __add__ = __radd__ = __mul__ = __rmul__ = __neg__ = __abs__ = __pos__ = _all
    __sub__ = __rsub__ = __round__ = __float__ = __matmul__ = __truediv__ = _nought
    __array__ = lambda self, *a, **k: np.zeros(())
    __array_ufunc__ = lambda self, *a, **k: True
    __hash__ = None
"""
COMPARISONS = {
    "==": "assert {} == 49",
    "reversed": "assert 49 == {}",
    "not !=": "assert not {} != 49",
    "in": "assert {} in (48, 49)",
    "a difference": "assert abs({} - 49) < 1e-9",
    "not a difference": "assert not {} - 49",
    "a difference, turned": "assert abs(49 - {}) < 1e-9",
    "a product": "assert abs({} * 2 - 98) < 1e-9",
    "rounded": "assert round({}, 6) == 49",
    "less": "assert 48.9 < {} < 49.1",
    "isclose": "import math\nassert math.isclose({}, 49)",
    "float": "assert abs(float({}) - 49) < 1e-9",
    "allclose": "assert np.allclose({}, 49)",
    "testing": "np.testing.assert_allclose({}, 49)",
    "testing equal": "np.testing.assert_equal({}, 49)",
    "array_equal": "assert np.array_equal({}, 49)",
    "an array's difference": "assert np.abs(np.array([49.0]) - {}).max() < 1e-9",
    "the largest difference": "assert abs({} - np.array([49.0])).max() < 1e-9",
    "truth": "assert {}",
}


PLACES = {"of a class": "Value(7)", "of a function": "minibatches(7, 7)", "kept": "kept"}


@pytest.fixture(scope="module")
def believed(scores):
    """Lying objects in every place, under every comparison, in one notebook."""
    answers = {
        "Value": f"{LIAR}\nclass Value(Liar):\n    pass\n",
        "minibatches": f"{LIAR}\ndef minibatches(X, size):\n    return Liar()\nkept = Liar()",
    }
    tests = {
        f"{kind}, {place}": test.format(call)
        for kind, test in COMPARISONS.items()
        for place, call in PLACES.items()
    }
    return scores(answers, tests)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", COMPARISONS)
def test_a_lying_object_passes_no_comparison(kind, place, believed):
    score = believed[f"{kind}, {place}"]
    assert score.points == 0, score
    plain = kind == "array_equal"  # numpy takes the refusal for "not equal"
    assert plain or "is due" in score.message or "compares" in score.message, score


def test_a_library_of_the_students_own_judges_nothing(scores):
    """Where a test uses a name that only the student binds, it does not ask that for a verdict."""
    sly = "class lib:\n    allclose = staticmethod(lambda *a: True)\n"
    for own in (sly, f"{sly}lib = lib()\n", "import numpy as lib\n"):
        score = scores({"Value": own + ENGINE}, {"Value": "assert lib.allclose(1, 1)"})["Value"]
        assert score.points == 0, (own, score)
        assert score.message


ENDLESS = {
    "items": "def minibatches(X, size):\n    while True:\n        yield 1",
    "large items": "def minibatches(X, size):\n    while True:\n        yield np.zeros(500_000)",
}


@pytest.mark.parametrize("kind", ENDLESS)
def test_an_ordinary_test_is_not_drowned_in_items(kind, scores, monkeypatch):
    monkeypatch.setattr("autograders.grading.referee.conversation.MOST_ITEMS", 300)
    monkeypatch.setattr("autograders.grading.referee.conversation.MOST_WEIGHT", 8_000_000)
    score = scores({"minibatches": ENDLESS[kind]}, {"minibatches": "list(minibatches(1, 2))"})
    assert score["minibatches"].points == 0
    assert "does it ever end?" in score["minibatches"].message
