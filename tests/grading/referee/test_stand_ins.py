"""Stand-ins and lent values beside a student's function: in the sandbox, too, none outlives its
probe, and parameters in a dict are known."""

import nbformat
import numpy as np
import pytest
from chainrule.checking.table_files import FOLDER
from chainrule.probing import Probe, steps
from nbformat.v4 import new_code_cell, new_notebook

from autograders.authoring.check_table import NOTHING_NOTED, check_table
from autograders.exercises import EXERCISES, Exercise, Misconception
from autograders.grading.notebooks.release import Template
from autograders.grading.referee import judging, trial

LESSON = "09_loops"
ROWS = np.array([[0.5], [1.25]])
RECORD = """
calls = []
def one_step(weight, rate):
    calls.append([weight, rate])
    return weight + 1.5
"""


def probe(rate, epochs):
    lines = ("weight = go(0.25, epochs, rate)",)
    return steps(
        "go",
        lines,
        ("weight", "calls"),
        given=(RECORD,),
        instead=("one_step",),
        rate=rate,
        epochs=epochs,
    )


def one_step(weight, rate):
    return weight - rate


def go(weight, epochs, rate):
    for _ in range(epochs):
        weight = one_step(weight, rate)
    return weight


def frozen(weight, epochs, rate):
    for _ in range(epochs):
        new = one_step(weight, rate)
    return new


LOOP = Exercise(
    name="go",
    lesson=LESSON,
    number="09.1",
    points=3,
    reference=go,
    visible=(probe(0.5, 2), probe(0.3, 3)),
    draw=lambda random: [
        probe(round(float(random.uniform(0.6, 0.9)), 3), epochs) for epochs in (2, 3, 4)
    ],
    misconceptions=(Misconception("frozen", "Every step starts from the same weight.", frozen),),
    driver="call_class",
    parts={"weight": 1, "calls": 2},
    graded_by="entry",
)


def grads_of(params, rows):
    return {name: value * np.sum(rows) for name, value in params.items()}


def moved(params, rows, lr):
    grads = grads_of(params, rows)
    return {name: params[name] - lr * grads[name] for name in params}


def params_of(*numbers):
    return {"W1": np.array([numbers[:3], numbers[3:6]]), "b1": np.array(numbers[6:9])}


def drawn(random):
    numbers = random.uniform(0.5, 1.5, 9)
    return Probe((params_of(*numbers), random.uniform(0.3, 0.8, (2, 1)), 0.2))


MOVED = Exercise(
    name="moved",
    lesson=LESSON,
    number="09.2",
    points=3,
    reference=moved,
    visible=(Probe((params_of(0.4, -0.7, 0.2, 1.1, 0.6, -0.3, 0.3, -0.8, 0.9), ROWS, 0.3)),),
    draw=lambda random: [drawn(random)],
    misconceptions=(
        Misconception("uphill", "That goes uphill.", lambda p, X, lr: moved(p, X, -lr)),
    ),
    lend=lambda probe: {"grads_of": [(probe.args[:2], grads_of(*probe.args[:2]))]},
)
MOVES = """
def grads_of(params, rows):
    return {name: 0.0 * value for name, value in params.items()}
def moved(params, rows, lr):
    grads = grads_of(rows=rows, params=dict(params))
    return {name: params[name] - lr * grads[name] for name in sorted(params)}
"""
HELPER = "def one_step(weight, rate):\n    return weight - rate\n"
RIGHT = """
def go(weight, epochs, rate):
    for _ in range(epochs):
        weight = one_step(weight, rate)
    return weight
"""
TESTS = {
    "go": "check(go)\nfrom autograders.grading import grade\ngrade(go)",
    "moved": "check(moved)\nfrom autograders.grading import grade\ngrade(moved)",
    "afterwards": "assert go(5.0, 2, 0.25) == 4.5",
    "the helper itself": "assert one_step(5.0, 0.25) == 4.75",
}


def marked(source, name, **marks):
    cell = new_code_cell(source)
    marks = {"grade": False, "locked": False, "solution": False, **marks}
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": name, "task": False, **marks}
    return cell


@pytest.fixture(scope="module")
def scores(zygote, tmp_path_factory):
    """Scores of this answer: under check and grade, then in ordinary tests of its own helper."""
    folder = tmp_path_factory.mktemp("checks")
    (folder / f"{LESSON}.json").write_bytes(check_table(LESSON, [LOOP, MOVED], NOTHING_NOTED))

    def of(answer):
        cells = [new_code_cell("from chainrule import check")]
        cells += [marked("raise NotImplementedError", "answer", solution=True)]
        cells += [
            marked(source, name, grade=True, locked=True, points=3)
            for name, source in TESTS.items()
        ]
        template = Template(new_notebook(cells=cells), TESTS)
        work = nbformat.from_dict(template.release)
        work.cells[1].source = MOVES + answer
        return trial.evaluate(template.merge(work), 1, zygote).scores

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        patch.setitem(EXERCISES, "go", LOOP)
        patch.setitem(EXERCISES, "moved", MOVED)
        yield of
    judging.visible_table.cache_clear()


def points(found):
    return {name: score.points for name, score in found.items()}


def test_the_right_loop_earns_everything_and_keeps_its_own_helper(scores):
    found = scores(HELPER + RIGHT)
    assert points(found) == dict.fromkeys(TESTS, 3), found


def test_a_slip_in_the_helper_costs_nothing_in_the_loop(scores):
    wrong = HELPER.replace("weight - rate", "weight + rate")
    found = points(scores(wrong + RIGHT))
    assert found == {"go": 3, "moved": 3, "afterwards": 0, "the helper itself": 0}


def test_a_known_mistake_is_named(scores):
    source = RIGHT.replace("weight = one", "new = one").replace("return weight", "return new")
    found = scores(HELPER + source)
    assert (found["go"].points, found["go"].diagnosis) == (0, "frozen")


ENDINGS = {
    "an error": "raise ValueError('no')",
    "not written": "raise NotImplementedError",
    "a stopped loop": "raise KeyboardInterrupt",
    "an exit": "raise SystemExit",
    "a dead process": "import os; os._exit(1)",
    "a loop that never ends": "while True: pass",
    "a loop that no error ends": (
        "while True:\n            try:\n                while True: pass\n"
        "            except BaseException: pass"
    ),
    "a name of its own for it": "globals()['mine'] = one_step; globals()['one_step'] = abs",
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_no_stand_in_outlives_its_probe(ending, scores, monkeypatch):
    """The loop goes wrong only while it is probed, so that what stays behind shows afterwards."""
    if "never" in ending or "no error" in ending:
        monkeypatch.setattr("autograders.grading.referee.conversation.CALL_SECONDS", 0.3)
        monkeypatch.setattr("autograders.grading.sandbox.clock.GRACE_SECONDS", 0.5)
    body = f"    if weight == 0.25:\n        one_step(weight, rate)\n        {ENDINGS[ending]}\n"
    source = RIGHT.replace("    for _", body + "    for _")
    found = scores(HELPER + source)
    assert found["go"].points < 3, found["go"]
    assert (found["afterwards"].points, found["the helper itself"].points) == (3, 3), found


def test_what_an_answer_keeps_of_a_stand_in_is_gone_with_the_probe(scores):
    keeps = "    if weight == 5.0 and 'kept' in globals():\n        return -1.0\n"
    keeps += "    globals()['kept'] = one_step\n"
    source = RIGHT.replace("    for _", keeps + "    for _")
    assert points(scores(HELPER + source)) == dict.fromkeys(TESTS, 3)
