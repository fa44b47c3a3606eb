"""Arrays, dicts and functions of arrays through the grader: the scores of lesson 04."""

import copy

import nbformat
import pytest
from classroom import ROOT, bytes_of, mark, place

from autograders.exercises import exercises_of
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.release import Template
from autograders.grading.referee import trial

LESSON = "04_single_neuron"
MOST = {exercise.name: exercise.points for exercise in exercises_of(LESSON)}


def read(folder: str) -> nbformat.NotebookNode:
    return nbformat.read(ROOT / folder / LESSON / f"{LESSON}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def graded(zygote):
    """Scores by exercise of the lesson with these answers, untouched where there is none."""
    solution, lesson = read("solutions"), read("lessons")
    marked = [cell for cell in solution.cells if mark(cell)]
    tests = {mark(c): c.source for c in marked if c.metadata.nbgrader.get("locked")}
    right = {mark(c): c.source for c in marked if c.metadata.nbgrader.get("solution")}
    template = Template(lesson, tests)

    def scores(answers: dict[str, str] | None = None):
        work = copy.deepcopy(lesson)
        for name, source in (right if answers is None else answers).items():
            work.cells[place(work, f"{name.removesuffix('-answer')}-answer")].source = source
        merged = template.merge(reading.parse(bytes_of(work)))
        return trial.evaluate(merged, 1, zygote).scores

    return scores


def test_the_solution_earns_everything(graded):
    assert {name: score.points for name, score in graded().items()} == MOST


def test_untouched_work_is_nudged(graded):
    for score in graded({}).values():
        assert (score.points, score.diagnosis) == (0, "not_started")


HALF_RIGHT = {
    "dsigmoid": "import math\n"
    "def dsigmoid(z):\n    a = 1 / (1 + math.exp(-z))\n    return a - a * a",
    "local_grads": "def local_grads(x, w, b, y):\n    a = sigmoid(w * x + b)\n"
    '    return {"dL_da": 2 * (y - a), "da_dz": a - a * a, "dz_dw": w, "dz_db": 1, "dz_dx": w}',
    "neuron_grads": "def neuron_grads(x, w, b, y):\n    a = sigmoid(w * x + b)\n"
    "    return 2 * (a - y) * (a - a * a) * x, 0",
    "neuron_grads_vec": "def neuron_grads_vec(x, w, b, y):\n    a = sigmoid(w @ x + b)\n"
    "    d = 2 * (a - y) * (a - a * a)\n    return d * x, d * np.ones(len(x))",
    "numerical_grad": "def numerical_grad(f, v, h=1e-5):\n    v = np.array(v)\n"
    "    g = np.zeros(v.shape)\n    for i in np.ndindex(v.shape):\n        old = v[i]\n"
    "        v[i] = old + h\n        right = f(v)\n        v[i] = old - h\n"
    "        g[i] = (right - f(v)) / (2 * h)\n        v[i] = old\n    return g",
}


def test_half_right_answers_earn_their_parts_and_are_named(graded):
    scores = graded(HALF_RIGHT)
    assert {name: (score.points, score.diagnosis) for name, score in scores.items()} == {
        "dsigmoid": (1, "crashed"),
        "local_grads": (3, "first_wrong_link"),
        "neuron_grads": (2, "bias-zero"),
        "neuron_grads_vec": (2, "bias-vector"),
        "numerical_grad": (2, "int-truncation"),
    }
    assert "Your dL_da has the wrong sign" in scores["local_grads"].message


@pytest.mark.parametrize(
    ("answer", "diagnosis"),
    [
        ("    v += h\n    return f(v) * v", ""),
        ("    return f * v", "crashed"),
        ("    return f", "form"),
        ("    return f(f)", "crashed"),
        ("    return f.parameters", "form"),
    ],
)
def test_whatever_is_done_with_a_function_of_arrays_is_judged(answer, diagnosis, graded):
    source = f"def numerical_grad(f, v, h=1e-5):\n{answer}"
    score = graded({"numerical_grad": source})["numerical_grad"]
    assert (score.points, score.status) == (0, "graded")
    assert not diagnosis or score.diagnosis == diagnosis
