"""A course of one tiny lesson in a temporary folder, with a package and exercises of its own."""

import copy
import shutil
from types import SimpleNamespace

import nbformat
import pytest

from autograders.authoring import solution
from autograders.authoring.build import build
from autograders.authoring.course import Course

LESSON = "01_doubling"

# ruff: noqa: E501  (nbgrader metadata stands in one line)
SOURCE = '''\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

#| let twice = lambda x: 2 * x

# %% [markdown]
# # Lesson 01 · Doubling
#
# Twice three is six.

# %%
from chainrule import check
from chainrule.questions import predict

# %%
### BEGIN ANSWER
from chainrule.questions import answer

answer("six", "6", "three and three")
### END ANSWER
#| 6  <-  twice(3)

# %%
predict("six", "What is twice three?", ["6", "9"])
#| given  9
#| 6  <-  twice(3)

# %% [markdown] tags=["aside"]
# ## Write it
#
# ![A line through the origin](line.png)
#| claims A1 B2

# %% [markdown]
# ### Exercise 01.1 · double (2 points)
#
# Write `double`.

# %% nbgrader={"grade": false, "grade_id": "double-answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def double(x):
    """Twice x, for a float or an array."""
    ### BEGIN SOLUTION
    first_half = second_half = x
    return first_half + second_half
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "double", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
check(double)
### BEGIN HIDDEN TESTS
from autograders.grading import grade

grade(double)
### END HIDDEN TESTS

# %% [markdown]
# ### Exercise 01.2 · halve (1 point)

# %% nbgrader={"grade": false, "grade_id": "halve-answer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def halve(x):
    """Half of x."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "halve", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
check(halve)
assert halve(2.0) == 1.0
### BEGIN HIDDEN TESTS
from autograders.grading import grade

grade(halve)
### END HIDDEN TESTS

# %%
# What differs from run to run: a set of texts, an address, a figure.
import sys

import matplotlib.pyplot as plt

print({"a", "b", "c", "d", "e"}, object())
sys.stdout.flush()
print("and more")
plt.plot([0, 1], [0, 2])
plt.title("double")
plt.show()
'''

CHECK = """\
import json
from pathlib import Path


def check(fn):
    fn(1.0)
    table = json.loads((Path(__file__).parent / "checks" / "01_doubling.json").read_text())
    print(f"{fn.__name__} works ({table['exercises'][fn.__name__]['probes']})")
"""

QUESTIONS = """\
_answers = {}


class Asked:
    def _repr_mimebundle_(self, **kwargs):
        view = {"model_id": str(id(self))}
        return {"application/vnd.jupyter.widget-view+json": view, "text/plain": "a question"}


def predict(name, text, choices):
    return Asked()


def answer(name, right, why):
    _answers[name] = {"right": right, "why": why}


def recorded():
    return {"questions": _answers, "blanks": {"third": 1 / 3}}
"""

GRADE = """\
POINTS = {"double": 2.0, "halve": 1.0}


def grade(fn):
    right = fn(4.0) == {"double": 8.0, "halve": 2.0}[fn.__name__]
    print(f"{fn.__name__}: {'right' if right else 'wrong'}")
    return POINTS[fn.__name__] if right else 0.0
"""

CONFIG = """\
import os

from autograders.authoring import clear_answers

c = get_config()
c.CourseDirectory.root = os.path.dirname(os.path.abspath(__file__))
c.CourseDirectory.source_directory = "../solutions"
c.CourseDirectory.release_directory = "../lessons"
c.ClearSolutions.code_stub = clear_answers.CODE_STUB
c.GenerateAssignment.preprocessors = clear_answers.GENERATE_ASSIGNMENT
"""


def exercise(name, number, points, right=(1.0,), probes=((0.1,),)):
    table = {"exercise": name, "probes": probes, "right": list(right), "mistakes": []}
    return SimpleNamespace(
        name=name,
        number=number,
        points=points,
        table=lambda: SimpleNamespace(to_json=lambda: dict(table)),
    )


def exercises(lesson):
    """The tiny lesson's exercises."""
    return [exercise("double", "01.1", 2, [2 / 3]), exercise("halve", "01.2", 1)]


@pytest.fixture
def other_probes():
    """The same exercises, tried at other inputs."""
    return lambda lesson: [
        exercise("double", "01.1", 2, [2 / 3], probes=((0.7,),)),
        exercise("halve", "01.2", 1),
    ]


@pytest.fixture
def source_text():
    """The tiny lesson's source, without mistakes."""
    return SOURCE


def write_course(root):
    """Write the tiny course, not built yet."""
    files = {
        f"solutions/{LESSON}.py": SOURCE,
        f"solutions/{LESSON}/line.png": "not looked at",
        "lessons/chainrule/__init__.py": CHECK,
        "lessons/chainrule/questions.py": QUESTIONS,
        "autograders/__init__.py": "",
        "autograders/grading/__init__.py": GRADE,
        "autograders/nbgrader_config.py": CONFIG,
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Course(root, exercises)


# A folder with a space and an umlaut, as people have them.
FOLDER = "der Kurs für alle"


@pytest.fixture
def course(tmp_path):
    """The tiny course, not built yet."""
    return write_course(tmp_path / FOLDER)


@pytest.fixture(scope="session")
def built_once(made_once, forked_kernels, tmp_path_factory):
    def make():
        course = write_course(tmp_path_factory.mktemp("built") / FOLDER)
        with forked_kernels():
            build(course, say=lambda line: None)
        return course.root

    return Course(made_once("built", make), exercises)


@pytest.fixture
def built(built_once, tmp_path):
    """The tiny course, built: a copy that the test may change."""
    shutil.copytree(built_once.root, tmp_path / FOLDER)
    return Course(tmp_path / FOLDER, exercises)


@pytest.fixture(scope="session")
def runs():
    """What solutions gave, by all that goes into a run of theirs."""
    return {}


@pytest.fixture
def recalled(runs, monkeypatch):
    """A build starts no kernel for a source and packages that such a test has run before."""
    run = solution.run_solution

    def run_or_recall(source, folders, timeout=None):
        packages = [folder / name for folder in folders for name in ("chainrule", "autograders")]
        files = [path for package in packages for path in sorted(package.rglob("*.*"))]
        files = [path for path in files if path.suffix in (".py", ".json")]
        key = (nbformat.writes(source.notebook), *((f.name, f.read_bytes()) for f in files))
        if key not in runs:
            runs[key] = run(source, folders, timeout)
        return copy.deepcopy(runs[key])

    monkeypatch.setattr(solution, "run_solution", run_or_recall)


@pytest.fixture
def edit(tmp_path):
    """Change the tiny lesson's source: `edit("old", "new")`; the old text must be there once."""

    def change(old, new):
        path = tmp_path / FOLDER / "solutions" / f"{LESSON}.py"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in the source"
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change
