"""Close calls: a second draw decides, and the instructor is told; a fickle answer is flagged."""

import classroom
import pytest
from classroom import answered

from autograders import backprop
from autograders.exercises import EXERCISES
from autograders.grading.gradebook import seeds
from autograders.grading.notebooks import reading
from autograders.grading.referee import judging, trial
from autograders.grading.referee.judging import judge
from autograders.grading.reports.suspicions import suspicions

EXERCISE = EXERCISES["d_power"]
SEED = 5
CLOSE_BY = 5 * EXERCISE.tolerance
FIRST = {probe.args[0] for probe in EXERCISE.probes(SEED)}
UNLUCKY = min(FIRST)


def off(by: float, where=lambda x: True):
    """The right function, wrong by this share at some inputs."""

    def d_power(x):
        return EXERCISE.reference(x) * (1 + by * where(x))

    return d_power


def test_an_unlucky_input_costs_nothing():
    verdict = judge(off(CLOSE_BY, lambda x: x == UNLUCKY), SEED)
    assert (verdict.points, verdict.near) == (EXERCISE.points, True)


def test_what_is_off_everywhere_stays_wrong_and_is_told():
    verdict = judge(off(CLOSE_BY), SEED)
    assert (verdict.points, verdict.near) == (0, True)


@pytest.mark.parametrize("by", [1e-6, 1e-3, 1.0])
def test_what_is_clearly_wrong_gets_no_second_draw(by):
    verdict = judge(off(by, lambda x: x == UNLUCKY), SEED)
    assert (verdict.points, verdict.near) == (0, False)


def test_one_clearly_wrong_input_outweighs_a_close_one():
    verdict = judge(lambda x: off(CLOSE_BY if x == UNLUCKY else 0.1)(x), SEED, "d_power")
    assert (verdict.points, verdict.near) == (0, False)


def test_a_right_answer_gets_one_draw_and_no_flag():
    verdict = judge(backprop.d_power, SEED)
    assert (verdict.points, verdict.near) == (EXERCISE.points, False)


def test_the_second_draw_has_other_inputs_the_same_each_time():
    second = EXERCISE.probes(SEED + judging.SECOND_DRAW)
    assert len(FIRST & {probe.args[0] for probe in second}) < len(FIRST)
    assert second == EXERCISE.probes(SEED + judging.SECOND_DRAW)
    assert seeds.seed_of(1, "ada", classroom.LESSON) < judging.SECOND_DRAW


CLOSE = "def d_power(x):\n    return 15 * (3 * x + 1) ** 4 * (1 + 5e-12)"
FICKLE = "import random\ndef d_power(x):\n    return x + random.random()"


@pytest.mark.parametrize(("source", "flag"), [(CLOSE, trial.NEAR_FLAG), (FICKLE, trial.FLAKY_FLAG)])
def test_the_referee_flags_what_is_close_or_fickle(source, flag, result_of, template):
    work = answered({"d_power": source})
    result = result_of(work)
    assert result.scores["d_power"].flags == [flag]
    assert result.scores["d_power"].points == 0
    assert all(not s.flags for name, s in result.scores.items() if name != "d_power")
    merged = template.merge(reading.parse(classroom.bytes_of(work)))
    assert suspicions(merged, result) == [f"d_power: {flag}"]


def test_the_same_work_gets_the_same_result(result_of):
    work = answered({"d_power": CLOSE, "slope": "def slope(f, x, h=1e-5):\n    return 1.0"})
    one, other = result_of(work), result_of(work)
    assert one.scores == other.scores
