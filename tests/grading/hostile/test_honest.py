"""Honest notebooks that are odd in some way earn all they deserve."""

import pytest
from classroom import MOST

from hostile import honest

CLASS = list(honest.classes(every=False))


def test_there_are_more_kinds_than_were_asked_for():
    kinds = honest.kinds()
    assert len(set(kinds)) == len(kinds) >= 50


@pytest.mark.parametrize("work", CLASS, ids=["; ".join(work.kinds)[:80] for work in CLASS])
def test_an_odd_notebook_earns_everything(work, grade):
    scores = grade(work.content)
    assert {name: score.points for name, score in scores.items()} == MOST, {
        name: score.message for name, score in scores.items()
    }
