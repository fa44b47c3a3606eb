"""What the tests of this folder share: each draw, and `mutants`, which the benchmark uses too."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograders.exercises.exercise import Exercise

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session", autouse=True)
def drawn_once() -> Iterator[None]:
    """An exercise's inputs at one seed, and what is right and wrong there, are worked out once a
    process: every test of an exercise meets the same few draws. Of `replace(exercise)`, which is
    another exercise, they are drawn anew."""
    tried, try_out = {}, Exercise._tried

    def once(self, seed):
        key = (id(self), seed)
        if key not in tried:
            tried[key] = try_out(self, seed)  # which holds the exercise: no other gets its id
        return tried[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Exercise, "_tried", once)
        yield
