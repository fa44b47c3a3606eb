"""Scores that submissions deserve: right, half-right, every known mistake, crashes."""

import inspect
import os

import classroom
import in_a_worker
import pytest
from chainrule.checking import CheckFailed
from classroom import MOST, NAMES, answered, mistaken, place, released, right_answers, with_cell
from nbformat.v4 import new_code_cell

from autograders.exercises import EXERCISES
from autograders.grading import grade as grade_in_place
from autograders.grading.gradebook.seeds import seed_of
from autograders.grading.notebooks import results
from autograders.grading.notebooks.release import Template
from autograders.grading.referee import judging, lesson_tests, trial

WEEKLY = bool(os.environ.get("COURSE_TESTS_MANY_SEEDS"))
MISTAKES = {name: EXERCISES[name].misconceptions for name in NAMES}
ROUNDS = range(max(map(len, MISTAKES.values())))


def test_a_right_notebook_earns_everything(grade):
    scores = grade(answered({}))
    assert {name: score.points for name, score in scores.items()} == MOST
    assert all(
        "all" in score.message and "hidden tests" in score.message for score in scores.values()
    )


def test_an_untouched_notebook_earns_nothing_and_is_nudged(grade):
    for score in grade(released()).values():
        assert (score.points, score.diagnosis, score.status) == (0, "not_started", "graded")
        assert "not written yet" in score.message


@pytest.mark.parametrize("number", ROUNDS)
def test_each_known_mistake_is_named_and_costs_what_it_should(number, grade):
    """At one draw of hidden inputs, each mistake once; the weekly run draws anew for each round,
    and begins again with an exercise's mistakes when all have been made."""
    seed = number if WEEKLY else 1
    rounds = {name: number % len(known) if WEEKLY else number for name, known in MISTAKES.items()}
    wrong = {n: MISTAKES[n][r] for n, r in rounds.items() if r < len(MISTAKES[n])}
    scores = grade(mistaken({name: known.name for name, known in wrong.items()}), seed=seed)
    for name, known in wrong.items():
        assert scores[name].diagnosis == known.name, scores[name]
        assert known.message in scores[name].message
        assert scores[name].points == judging.judge(known.wrong, seed, name).points


def test_half_right_earns_its_part(grade):
    own_step = "def slope(f, x, h=1e-5):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5"
    score = grade(answered({"slope": own_step}))["slope"]
    assert (score.points, score.diagnosis) == (1.0, "own-h")


def outcome_of_check(source: str, name: str) -> str:
    """What the student's own check says of this answer, in a plain Python."""
    names: dict = {}
    try:
        exec(f"{source}\nfrom chainrule import check\ncheck({name})", names)
    except CheckFailed as failed:
        return str(failed)
    return "right"


@pytest.mark.parametrize(
    "answer",
    [
        right_answers()["d_power"],
        "def d_power(x):\n    return [15 * (3 * x + 1)**4][0]",
        "import numpy as np\ndef d_power(x):\n    return np.array(15.0 * (3 * x + 1)**4)",
        "import numpy as np\ndef d_power(x):\n    return np.float64(15 * (3 * x + 1)**4)",
        "d_power = lambda x: 15 * (3 * x + 1)**4",
        "def d_power(x):\n    return float('nan')",
        "def d_power(x):\n    return None",
        "def d_power(x):\n    return str(15 * (3 * x + 1)**4)",
        "def d_power(x):\n    return [15 * (3 * x + 1)**4, 0]",
        "def d_power(x):\n    return (3 * x + 1)**4 / 0",
        "def d_power(x):\n    raise NotImplementedError",
        "def d_power(x, y):\n    return 1",
        "import numpy as np\ndef d_power(x):\n    return np.ma.masked_all(())",
    ],
)
def test_the_verdict_is_that_of_the_own_check_and_of_the_authors_kernel(answer, grade):
    score = grade(answered({"d_power": answer}))["d_power"]
    assert (score.points == score.max_points) == (outcome_of_check(answer, "d_power") == "right")
    names: dict = {}
    exec(answer, names)
    in_place = judging.judge(names["d_power"], 1, "d_power")
    assert (in_place.points, in_place.message) == (score.points, score.message)


def test_grade_prints_its_sentence_and_returns_points_in_an_authors_kernel(capsys):
    def d_power(x):
        return 15 * (3 * x + 1) ** 4

    assert grade_in_place(d_power) == 2.0
    assert "(2 of 2 points)" in capsys.readouterr().out
    with pytest.raises(LookupError, match="no exercise is called 'nothing'"):
        grade_in_place(type("nothing", (), {}))


def test_the_same_seed_gives_the_same_result_and_students_differ():
    assert seed_of("7", "ada", "01") == seed_of(7, "ada", "01")
    seeds = {seed_of(7, student, "01") for student in ("ada", "bob", "ada ")}
    assert len(seeds) == 3
    first, second = (EXERCISES["d_triple"].probes(seed) for seed in list(seeds)[:2])
    assert [p.args for p in first] != [p.args for p in second]


DEADLY = {
    "os._exit": "import os\ndef {0}(*a, **k):\n    os._exit(0)",
    "segfault": "import ctypes\ndef {0}(*a, **k):\n    ctypes.string_at(0)",
    "abort": "import os\ndef {0}(*a, **k):\n    os.abort()",
    "recursion": "def {0}(*a, **k):\n    return {0}(*a, **k)",
    "sys.exit": "import sys\ndef {0}(*a, **k):\n    sys.exit('bye')",
    "a dead cell": "import os\nos._exit(1)",
    "memory": "def {0}(*a, **k):\n    return bytearray(2**34)",
    "a syntax error": "def {0}(f, g) return 1",
    "a closed line": "import os\ndef {0}(*a, **k):\n    os.close(3)",
}


@pytest.mark.parametrize("kind", DEADLY)
def test_a_crash_in_one_function_costs_the_others_nothing(kind, grade):
    scores = grade(answered({"slope": DEADLY[kind].format("slope")}))
    assert scores["slope"].points == 0
    assert scores["slope"].message
    assert sum(score.points for score in scores.values()) == 12


def test_endless_loops_end_and_cost_the_others_nothing(monkeypatch, grade):
    in_a_worker.short_limits(monkeypatch.setattr)
    deaf = "def compose(f, g):\n    while True:\n        try:\n            while True: pass\n"
    deaf += "        except BaseException: pass"
    at_the_top = right_answers()["d_power"] + "\nwhile True: pass"
    scores = grade(answered({"compose": deaf, "d_power": at_the_top}))
    assert "endless loop" in scores["compose"].message
    assert {name: s.points for name, s in scores.items() if s.points == 0} == {"compose": 0}


def test_what_is_not_reached_has_no_score(monkeypatch, grade):
    monkeypatch.setattr(trial, "SUBMISSION_SECONDS", -1.0)
    with pytest.raises(trial.OutOfTime, match="before the last test was reached"):
        grade(answered({}))


def test_the_reason_of_a_missing_function_is_its_own_error(grade):
    scores = grade(answered({"d_power": "def d_power(x):\n    return 1\nundefined_name"}))
    assert scores["d_power"].diagnosis != "missing"  # the function was there before the error
    scores = grade(answered({"d_power": "undefined_name\ndef d_power(x):\n    return 1"}))
    assert "NameError: name 'undefined_name' is not defined" in scores["d_power"].message


def with_test(source: str, answers: dict[str, str]) -> tuple[Template, object]:
    """Lesson 01 in which an instructor has put another test in place of d_power's."""
    lesson = classroom.template()
    tests = {**lesson.tests, "d_power": source}
    return Template(lesson.release, tests), answered(answers)


def score_with(source: str, zygote, answers: dict[str, str] | None = None) -> results.Score:
    lesson, notebook = with_test(source, answers or {})
    return trial.evaluate(lesson.merge(notebook), 1, zygote).scores["d_power"]


INSTRUCTORS = {
    "plain asserts": ("assert abs(d_power(1.0) - 15 * 4**4) < 1e-6", 2),
    "numpy's own": (
        "import numpy as np\nnp.testing.assert_allclose(d_power(np.ones(2)), [3840, 3840])",
        2,
    ),
    "a failing assert": ("assert d_power(1.0) == 0, 'not so'", 0),
    "partial credit": ("1.5", 1.5),
    "too much credit": ("5", 2),
    "no number": ("'well done'", 2),
    "a numpy bool": ("import numpy as np\nnp.bool_(False)", 0),
    "not a number": ("float('nan')", 0),
    "an expected error": (
        "try:\n    d_power('a')\nexcept TypeError:\n    pass\nelse:\n    raise AssertionError",
        2,
    ),
    "a function handed in": (
        "calls = []\ndef probe(t):\n    calls.append(t)\n    return 2 * t\n"
        "assert abs(slope(probe, 1.0) - 2) < 1e-6 and len(calls) == 2",
        2,
    ),
    "a function that comes back": ("assert compose(abs, lambda t: t - 5)(2.0) == 3.0", 2),
    "two exercises": ("assert d_power(0.0) == 15 and chain_rule(abs, abs, abs, 2.0) == 4", 2),
    "data of the student's": ("assert u == 4", 2),
    "a check alone": ("check(d_power)", 2),
    "a name of nobody's": ("assert nowhere(1)", 0),
    "builtins": ("assert sum([1, 2]) == 3 and abs(-1) == 1", 2),
}


@pytest.mark.parametrize("kind", INSTRUCTORS)
def test_ordinary_tests_of_an_instructor_work(kind, zygote):
    source, points = INSTRUCTORS[kind]
    assert score_with(source, zygote).points == points


def test_a_failing_check_does_not_hide_partial_credit(zygote):
    own_step = "def slope(f, x, h=1e-5):\n    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5"
    source = "check(slope)\nfrom autograders.grading import grade\ngrade(slope)"
    assert score_with(source, zygote, {"slope": own_step}).points == 1.0


def test_a_test_that_runs_on_and_on_is_ended(monkeypatch, zygote):
    monkeypatch.setattr(lesson_tests, "TEST_SECONDS", 0.3)
    score = score_with("for _ in iter(int, 1): pass", zygote)
    assert (score.points, score.diagnosis) == (0, "too_large")


PLOTS = [
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "plt.plot([1, 2]);",
    "%matplotlib inline\nplt.plot([1, 2])",
    "figure, axes = plt.subplots()\naxes.plot([1, 2])\nfigure",
    "from IPython.display import display\naxes.plot([2, 1])\ndisplay(figure)",
]


def test_a_plot_is_seen_however_it_is_shown(drawing, template):
    work = answered({})
    for cell in reversed(PLOTS):
        work = with_cell(work, cell)
    outputs = trial.evaluate(template.merge(work), 1, drawing).outputs
    seen = [shown for shown in outputs.values() if "image/png" in str(shown)]
    assert len(seen) == len(PLOTS)


def test_prints_of_a_tested_function_are_nobodys_output(result_of):
    notebook = answered({"d_power": "def d_power(x):\n    print('input', x)\n    return x"})
    assert "input" not in str(result_of(notebook).outputs)


def test_cells_run_as_in_jupyter(result_of):
    notebook = released()
    cells = [
        "import asyncio\nawait asyncio.sleep(0)\n1 + 1",
        "%matplotlib inline\n%timeit -n1 -r1 None",
        "print('a'); import sys; print('b', file=sys.stderr)",
        "from IPython.display import HTML; HTML('<script>alert(1)</script>')",
        "input()",
        "%%writefile helper.py\nvalue = 5",
        "import helper\nhelper.value",
        "1 / 0",
    ]
    notebook.cells = [new_code_cell(source) for source in cells]
    outputs = result_of(notebook).outputs
    assert outputs[0][0]["data"]["text/plain"] == "2"
    assert "per loop" in outputs[1][0]["text"]
    assert [(o["name"], o["text"]) for o in outputs[2]] == [("stdout", "a\n"), ("stderr", "b\n")]
    assert list(outputs[3][0]["data"]) == ["text/plain"]
    assert outputs[4][0]["ename"] == "StdinNotImplementedError"
    assert outputs[6][0]["data"]["text/plain"] == "5"
    assert outputs[7][0]["ename"] == "ZeroDivisionError"
    assert "/grader/" not in str(outputs)


def test_floods_are_cut(result_of):
    flood = "for i in range(30000): print('x' * 1000)"
    notebook = with_cell(answered({}), flood)
    result = result_of(notebook)
    assert len(str(result.outputs)) < 100_000
    assert sum(score.points for score in result.scores.values()) == sum(MOST.values())


def test_results_travel_as_plain_data(result_of):
    result = result_of(answered({}))
    assert results.Result.from_json(result.to_json()) == result


def test_the_students_process_is_given_no_test():
    """What runs there imports nothing of ours but its own folder and the student package."""
    from autograders.grading.sandbox.inside import confine, frames, kernel, parcels

    for module in (confine, frames, kernel, parcels):
        assert "autograders" not in inspect.getsource(module)


@pytest.mark.parametrize("below", ["del d_power", "factor = 3", "del factor", "%reset -f"])
def test_cells_below_a_test_change_nothing_of_it(below, grade):
    answer = "factor = 15\ndef d_power(x):\n    return factor * (3 * x + 1)**4"
    notebook = answered({"d_power": answer})
    notebook.cells.insert(place(notebook, "d_power") + 1, new_code_cell(below))
    assert grade(notebook)["d_power"].points == 2
