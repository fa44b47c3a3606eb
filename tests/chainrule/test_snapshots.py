"""Training watched from outside: what is kept on the way, and a helper that is another one."""

import numpy as np
import pytest
from chainrule.snapshots import keep_snapshots, with_other
from chainrule.waiting import DoesNotFit


def test_the_legs_follow_each_other_and_are_kept_by_their_epochs():
    asked = []

    def go_on(params, epochs):
        asked.append(epochs)
        return {"w": params["w"] + epochs}, [0.0] * epochs

    start = {"w": np.array([10.0])}
    kept = keep_snapshots(go_on, start, [1, 3, 7])
    assert asked == [1, 2, 4]
    assert {epoch: params["w"].item() for epoch, params in kept.items()} == {
        0: 10,
        1: 11,
        3: 13,
        7: 17,
    }
    assert kept[0] is start


@pytest.mark.parametrize(
    ("trained", "clause"),
    [
        (np.ones((3, 5)), "the parameters are of type ndarray, and no dict"),
        ({"b": np.array([0.5])}, "the parameters have no 'w' any more"),
        (
            {"w": np.ones((2, 3))},
            r"the array 'w' of the parameters has the shape \(2, 3\), not \(1,\)",
        ),
    ],
)
def test_what_no_figure_could_show_is_told_in_one_clause(trained, clause):
    with pytest.raises(DoesNotFit, match=clause):
        keep_snapshots(lambda params, epochs: (trained, []), {"w": np.array([10.0])}, [1])


def step(number):
    return number + 1


def walk(number, times=2, *, scale=1):
    for _ in range(times):
        number = step(number)
    return number * scale


def test_the_other_helper_is_met_inside_alone():
    other = with_other(walk, step=lambda number: number + 10)
    assert (other(1), other(1, 3), other(1, scale=2)) == (21, 31, 42)
    assert (walk(1), step(1)) == (3, 2)


def test_what_is_no_function_is_refused_in_one_line():
    with pytest.raises(TypeError, match="with_other needs a function of yours, not int"):
        with_other(3, step=step)
