"""Submissions that want points they did not earn, or more than points."""

import re

import numpy as np
import pytest
from classroom import MOST, NAMES, answered, place, released, with_cell
from nbformat.v4 import new_code_cell

import hostile
from autograders.exercises import EXERCISES
from autograders.grading.referee import judging
from hostile import cell
from hostile.attacks_at_the_top import AT_THE_TOP, ENDLESS, MILD

LIMITS = {
    "referee.conversation.CALL_SECONDS": 0.7,
    "referee.trial.CELL_SECONDS": 0.6,
    "sandbox.clock.GRACE_SECONDS": 0.3,
}
"""Shorter than a class's: what is endless here would cost minutes."""


@pytest.fixture
def short_limits(monkeypatch):
    for name, seconds in LIMITS.items():
        monkeypatch.setattr(f"autograders.grading.{name}", seconds)


HANDED_IN = {
    kind: work for work in hostile.classes() for kinds in work.kinds.values() for kind in kinds
}


@pytest.fixture(scope="module")
def graded() -> dict[int, dict]:
    """Scores of the notebooks so far: several kinds share one."""
    return {}


def test_there_are_more_kinds_than_were_asked_for():
    assert set(HANDED_IN) == set(hostile.kinds())
    assert len(hostile.kinds()) == len(set(hostile.kinds())) >= 160


@pytest.mark.parametrize("kind", hostile.kinds())
def test_a_hostile_notebook_earns_nothing(kind, graded, grade, short_limits, monkeypatch):
    work = HANDED_IN[kind]
    if id(work) not in graded:
        if kind in ENDLESS:  # nothing of these is worth waiting for
            monkeypatch.setattr("autograders.grading.referee.trial.CELL_SECONDS", 0.15)
        graded[id(work)] = grade(work.notebook)
    scores = graded[id(work)]
    attacked = work.attacked_by(kind)
    assert list(scores) == NAMES
    assert {name: scores[name].points for name in attacked} == dict.fromkeys(attacked, 0.0)
    assert all(scores[name].message for name in attacked)
    if kind in MILD:  # nothing else has kept this attack from its points
        assert {scores[name].diagnosis for name in attacked} <= {"form", "factor", "unknown"}


# Where an attack breaks the student's own kernel, honest answers may be lost with it.
HARMLESS = [
    "check and grade rebound",
    "a startup file",
    "threads that go on",
    "names shadowed by files",
    "an exit hook",
    "a custom exception handler",
    "child processes",
    "connections",
    "the course's files written",
    "the environment",
]


@pytest.mark.parametrize("attack", HARMLESS)
def test_an_attack_at_the_top_takes_nothing_from_right_answers(attack, grade):
    scores = grade(with_cell(answered({}), cell({**AT_THE_TOP, **MILD}[attack])))
    assert {name: score.points for name, score in scores.items()} == MOST


def test_an_attack_in_one_answer_takes_nothing_from_the_others(grade, short_limits):
    sources = {"compose": "a deaf loop", "slope": "an exit", "d_power": "a caller's frame"}
    attacks = {name: hostile.answer(kind, name) for name, kind in sources.items()}
    scores = grade(answered(attacks))
    earned = {name: score.points for name, score in scores.items()}
    assert earned == {name: 0.0 if name in attacks else MOST[name] for name in NAMES}


FALSE_FORMS = {
    "one more axis": lambda value: np.asarray(value)[None],
    "a mask over all of it": lambda value: np.ma.masked_all_like(np.asarray(value)),
    "Python objects": lambda value: np.asarray(value).astype(object),
    "a text": str,
    "a subclass": lambda value: np.asarray(value).view(np.matrix),
    "NaN": lambda value: np.asarray(value) * np.nan,
    "a complex number": lambda value: np.asarray(value) + 0j,
    "spread over a huge array": lambda value: np.broadcast_to(value, (10**4, *np.shape(value))),
}


def reshaped(value, form):
    """The right value with each of its parts in a false form."""
    if isinstance(value, dict):
        return {name: reshaped(part, form) for name, part in value.items()}
    if isinstance(value, tuple | list):
        return type(value)(reshaped(part, form) for part in value)
    return form(value)


#: Judged by what it leaves in the graph that it gets; what it gives back is nothing.
GIVES_NOTHING_BACK = {"backward"}


@pytest.mark.parametrize("form", FALSE_FORMS)
def test_right_values_in_a_false_form_earn_nothing_in_any_lesson(form):
    for name in EXERCISES.keys() - GIVES_NOTHING_BACK:
        exercise = EXERCISES[name]

        def answer(*args, exercise=exercise, **kwargs):
            try:
                value = exercise.reference(*args, **kwargs)
            except ValueError:  # what is asked for there has no value in a false form
                return FALSE_FORMS[form](0.0)
            if callable(value):
                return lambda t: FALSE_FORMS[form](value(t))
            return reshaped(value, FALSE_FORMS[form])

        assert judging.judge(answer, 5, name).points == 0, name


@pytest.mark.parametrize("written", [np.nan, 0.0])
def test_arguments_written_over_earn_nothing_in_any_lesson(written):
    """An input that an answer has changed is no excuse for a wrong one, and no way to a right."""
    for name, exercise in EXERCISES.items():

        def answer(*args, exercise=exercise, **kwargs):
            for value in args:
                if isinstance(value, np.ndarray | list):
                    value[:] = [written] * len(value)
            try:
                return exercise.reference(*args, **kwargs)
            except TypeError:  # numbers where machines were
                return written

        arrays = isinstance(exercise.probes()[0].args[0], np.ndarray | list)
        assert judging.judge(answer, 5, name).points == 0 or not arrays, name


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
