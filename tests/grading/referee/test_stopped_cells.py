"""A cell that stopped is told, where a function further down misses what it should have made."""

import pytest
from classroom import MOST, answered, right_answers, with_cell

SLOPE = """
def slope(f, x, h=1e-5):
    return np.divide(f(x + h) - f(x - h), 2 * h)
"""
TORCH = "ModuleNotFoundError: No module named 'torch'"


def test_a_missing_package_is_named_where_it_costs_points(grade):
    work = with_cell(answered({"slope": SLOPE}), "import torch\nimport numpy as np", "slope-answer")
    score = grade(work)["slope"]
    assert (score.points, score.because) == (0, TORCH)
    assert "slope uses np" in score.message
    assert "import torch" in score.message
    assert "there is no torch" in score.message
    assert "after def" not in score.message


def test_an_answer_cell_that_stops_above_its_function_is_told(grade):
    source = "import torch\n" + right_answers()["d_power"]
    scores = grade(answered({"d_power": source}))
    assert (scores["d_power"].points, scores["d_power"].because) == (0, TORCH)
    assert "d_power is not there" in scores["d_power"].message
    assert [name for name, score in scores.items() if score.points < MOST[name]] == ["d_power"]


def test_a_package_missed_inside_a_function_is_told(grade):
    source = "def d_power(x):\n    import torch\n    return 15 * (3 * x + 1)**4"
    score = grade(answered({"d_power": source}))["d_power"]
    assert (score.points, score.because) == (0, TORCH)
    assert "there is no torch" in score.message


@pytest.mark.parametrize("error", ["1 / 0", "raise ValueError('as it is')"])
def test_any_error_that_leaves_a_name_out_is_told(error, grade):
    work = answered({"d_power": "def d_power(x):\n    return fifteen * (3 * x + 1)**4"})
    score = grade(with_cell(work, f"{error}\nfifteen = 15", "d_power-answer"))["d_power"]
    assert score.because.startswith(("ZeroDivisionError", "ValueError"))
    assert "d_power uses fifteen" in score.message


def test_a_name_that_nothing_would_have_made_keeps_its_own_advice(grade):
    work = answered({"d_power": "def d_power(x):\n    return fifteen * (3 * x + 1)**4"})
    score = grade(with_cell(work, "1 / 0\nother = 15", "d_power-answer"))["d_power"]
    assert score.because == ""
    assert "which stands for nothing here" in score.message


def test_a_cell_that_ran_after_all_is_not_blamed(grade):
    work = answered({"d_power": "def d_power(x):\n    return None"})
    work = with_cell(work, "1 / 0\nfifteen = 15", "d_power-answer")
    score = grade(with_cell(work, "fifteen = 15", "d_power-answer"))["d_power"]
    assert score.because == ""
