"""What a submission may have at a time is counted where it is made, and not now and then."""

import dataclasses
from collections.abc import Iterator

import pytest
from chainrule.probing.plain import decode
from classroom import answered, right_answers, with_cell

from autograders.grading.sandbox.inside import bounds, confine, leftovers
from autograders.grading.sandbox.warm import DRAWING_MODULES, MODULES
from autograders.grading.sandbox.zygote import Zygote

THREADS = """
import threading
go, names = threading.Event(), []
def begin():
    threads.append(threading.Thread(target=go.wait))
    threads[-1].start()
for _ in range(3):
    threads, refused = [], ""
    for _ in range({most}): begin()
    try: begin()
    except RuntimeError as error: refused = str(error)
    go.set()
    for thread in threads[:{most}]: thread.join()
    names.append(refused)
    go.clear()
"""
"""As many as there may be, and one more, three times over."""

FILES = """
import os
told = []
for n in range({most} - len(os.listdir())): open(f"f{{n}}", "w").close()
for make in (lambda: open("one", "w"), lambda: os.mkdir("more"), lambda: os.symlink("f1", "two")):
    try: make()
    except OSError as error: told.append(error.strerror)
os.remove("f1")
open("f1", "w").close()
left = len(os.listdir())
"""


@pytest.fixture(scope="module", params=["bubblewrap", "Landlock alone"])
def warm(request, walls, stock) -> Iterator[Zygote]:
    alone = request.param == "Landlock alone"
    kind = dataclasses.replace(walls, bubblewrap=None) if alone else walls
    if not (kind.walls and (alone or kind.bubblewrap)):
        pytest.skip(f"{request.param} is not to be had on this machine")
    ready = stock.take(kind, ["numpy"])
    yield ready
    ready.close()


def seen(zygote: Zygote, code: str, *names: str) -> list:
    """What these names stand for when the code has run."""
    student = zygote.fork()
    try:
        reply = student.ask(["run", code], 60.0)[1]
        assert reply["status"] == "ok", reply
        found = student.ask(["look", list(names)], 10.0)[1]
        return [decode(found[name]["plain"]) for name in names]
    finally:
        student.end()


def test_a_thread_too_many_is_refused_where_it_is_started(warm):
    (told,) = seen(warm, THREADS.format(most=bounds.MOST_THREADS), "names")
    assert told == 3 * ["can't start new thread"]


def test_a_file_too_many_is_refused_where_it_is_made(warm):
    told, left = seen(warm, FILES.format(most=bounds.MOST_FILES), "told", "left")
    assert len(told) == 3 and all(str(bounds.MOST_FILES) in words for words in told)
    assert left == bounds.MOST_FILES


def test_who_keeps_to_these_limits_is_ended_by_no_look():
    assert leftovers.MOST_FILES > bounds.MOST_FILES
    assert leftovers.MOST_THREADS > bounds.MOST_THREADS + 1


def test_files_that_are_left_cost_the_cell_that_made_them_alone(grade):
    """And not whatever runs when somebody looks."""
    right = right_answers()["compose"]
    too_many = f"for n in range(2 * {bounds.MOST_FILES}): open(f'f{{n}}', 'w').close()\n"
    scores = grade(with_cell(answered({"compose": too_many + right}), "import time\ntime.sleep(1)"))
    lost = {name for name, score in scores.items() if score.points < score.max_points}
    assert lost == {"compose"}
    assert "OSError" in scores["compose"].message


# ------------------------------------------------------------------ the same in every process
ORDER = """
import random, numpy as np
words = list({"one", "two", "three", "four", "five", "six", "seven", "eight"})
drawn = [random.random(), np.random.rand()]
"""
ROOM = """
import resource
with open("/proc/self/statm") as pages: used = int(pages.read().split()[5])
room = resource.getrlimit(resource.RLIMIT_DATA)[0] - used * resource.getpagesize()
"""


@pytest.fixture(scope="module")
def two(walls, stock) -> Iterator[list[Zygote]]:
    """Two warm processes, as two machines or two runs have them; one has read matplotlib in."""
    both = [stock.take(walls, modules) for modules in (MODULES, (*MODULES, *DRAWING_MODULES))]
    yield both
    for zygote in both:
        zygote.close()


def test_what_rests_on_an_order_or_on_chance_is_the_same_again(two):
    first, second = (seen(zygote, ORDER, "words", "drawn") for zygote in two)
    assert first == second


def test_a_submission_has_the_same_memory_whoever_was_graded_before(two):
    rooms = [seen(zygote, ROOM, "room")[0] for zygote in two]
    assert rooms == pytest.approx(2 * [confine.MEMORY], abs=8 * 2**20)
