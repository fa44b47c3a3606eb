"""A warm student process is handed on only as it was, and only to who asks for the very same."""

import dataclasses
from collections.abc import Iterator

import pytest
from stock import Stock

from autograders.grading.conditions import Conditions
from autograders.grading.sandbox.zygote import SandboxFailed, Zygote

MORE = Conditions(memory=900)


@pytest.fixture
def shelf(walls) -> Iterator[Stock]:
    """An empty stock of its own, which must hold nothing that runs when the test is over."""
    if not walls.bubblewrap:
        pytest.skip("without bubblewrap each student's process has a folder of its own")
    made = Stock()
    yield made
    made.close()


def number(zygote: Zygote) -> int:
    return zygote._process.pid


def runs(zygote: Zygote) -> bool:
    return zygote._process.poll() is None


def used(zygote: Zygote) -> Zygote:
    zygote.fork().end()
    return zygote


def test_the_very_same_is_handed_on_and_who_gave_it_back_has_it_no_more(shelf, walls):
    first = used(shelf.take(walls))
    first.close()
    second = shelf.take(walls)
    assert runs(second) and number(second) == number(first)
    with pytest.raises(SandboxFailed):
        first.fork()
    first.close()  # a second time: the other still has it
    assert runs(used(second))

    second.close()  # it waits again, and is for nobody who asks for more or for other modules
    for asked in ((dataclasses.replace(walls, conditions=MORE),), (walls, ["json"])):
        other = shelf.take(*asked)
        assert number(other) != number(second)
        other.close()  # nobody knows yet whether it has started well
        assert not runs(other)
    assert runs(second)
    shelf.close()
    assert not runs(second)


def test_one_with_a_child_left_or_that_has_ended_is_not_handed_on(shelf, walls):
    left = shelf.take(walls)
    child = left.fork()
    left.close()
    assert not runs(left)
    child._line.close()

    dead = used(shelf.take(walls))
    dead.close()
    dead._process.kill()
    dead._process.wait()
    new = shelf.take(walls)
    assert number(new) != number(dead)
    new.close()


def test_a_closed_stock_gives_new_ones_that_end_with_their_test(shelf, walls):
    shelf.open = False
    alone = shelf.take(walls)
    alone.close()
    assert type(alone) is Zygote and not runs(alone)
