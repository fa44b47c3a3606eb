"""Stand-ins in a learner's own module: they note who was called with what, and are gone again."""

import functools

import numpy as np
import pytest
from chainrule.diagnosing import diagnose
from chainrule.probing import Probe, run_probes, steps
from chainrule.surroundings import names_around, replaced
from chainrule.wording import show_call

from autograders.exercises import Exercise, Misconception

RECORD = """
calls = []
def batches_of(rows, size, rng):
    calls.append(["batches", rows == all_rows, size, rng is the_rng])
    return [rows[:size], rows[size:]]
def one_step(weight, rows, rate):
    calls.append(["step", weight, len(rows), rate])
    return weight + 1.5
"""
LINES = (
    "the_rng = object()",
    "weight = go(0.25, all_rows, epochs, rate, size, the_rng)",
)
STANDING_IN = ("batches_of", "one_step")


def probe(rate=0.5, epochs=2, size=3):
    return steps(
        "go",
        LINES,
        ("weight", "calls"),
        given=(RECORD,),
        instead=STANDING_IN,
        all_rows=[0.3, 0.7, -0.4, 1.9, 2.6],
        rate=rate,
        epochs=epochs,
        size=size,
    )


# The learner's own functions of these names are of no use here: the stand-ins are called.
def batches_of(rows, size, rng):
    raise AssertionError("the learner's own")


one_step = "not even a function"


def go(weight, rows, epochs, rate, size, rng):
    for _ in range(epochs):
        for some in batches_of(rows, size, rng):
            weight = one_step(weight, some, rate)
    return weight


def frozen(weight, rows, epochs, rate, size, rng):
    for _ in range(epochs):
        for some in batches_of(rows, size, rng):
            new = one_step(weight, some, rate)
    return new


def own_rate(weight, rows, epochs, rate, size, rng):
    return go(weight, rows, epochs, 0.1, size, rng)


EXERCISE = Exercise(
    name="go",
    lesson="06_made_up",
    number="06.1",
    points=3,
    reference=go,
    visible=(probe(), probe(0.3, 3, 2)),
    draw=lambda random: [
        probe(round(float(random.uniform(0.6, 0.9)), 2), epochs, 4) for epochs in (2, 3)
    ],
    misconceptions=(
        Misconception("frozen", "Every step starts from the same weight.", frozen),
        Misconception("own-rate", "The rate that was handed in is not used.", own_rate),
    ),
    driver="call_class",
    parts={"weight": 1, "calls": 2},
    graded_by="entry",
)

LOOP = """
def go(weight, rows, epochs, rate, size, rng):
    done = 0
    while done < epochs:
        for part in list(batches_of(rows, size=size, rng=rng)):
            weight = one_step(weight, rate=rate, rows=part)
        done += 1
    return weight
"""


def notebook(source, **others):
    """The learner's names, as a notebook has them."""
    names = {"np": np, **others}
    exec(source, names)
    return names


def said(answer, seed=None):
    table = EXERCISE.table(seed)
    return diagnose(run_probes(answer, table.driver, table.probes), table)


def outcome(answer, question=None):
    (found,) = run_probes(answer, "call_class", [question or probe()])
    return found


# --- judged by the record -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [None, 1])
def test_a_loop_is_judged_by_who_was_called_with_what(seed):
    assert said(notebook(LOOP)["go"], seed).kind == "right"
    slips = {"frozen": ("weight = one_step", "last = one_step"), "own-rate": ("=rate", "=0.1")}
    for name, (right, wrong) in slips.items():
        source = LOOP.replace(right, wrong)
        if name == "frozen":
            source = source.replace("return weight", "return last")
        found = said(notebook(source)["go"], seed)
        assert (found.kind, found.name) == ("misconception", name)


def test_the_record_of_one_probe_in_full():
    found = outcome(notebook(LOOP)["go"]).value
    epoch = [["batches", True, 3, True], ["step", 0.25, 3, 0.5], ["step", 1.75, 2, 0.5]]
    assert found["calls"][:3] == epoch
    assert (found["weight"], len(found["calls"])) == (6.25, 6)


def test_stand_ins_come_before_what_is_lent():
    question = probe()
    values = [((0.25, [0.3, 0.7, -0.4], 0.5), -77.0)]
    with_loan = Probe(question.args, question.kwargs, lent={"one_step": values})
    assert outcome(notebook(LOOP)["go"], with_loan).value == outcome(go).value


def test_a_probe_survives_being_written_down_and_an_old_one_stays_as_it_was():
    question = probe()
    again = Probe.from_json(question.to_json())
    assert outcome(notebook(LOOP)["go"], again).value == outcome(go).value
    assert set(steps("go", LINES, ("weight",)).kwargs) == {"steps", "read"}


def test_what_only_sets_up_is_not_shown():
    shown = show_call("go", "call_class", probe())
    assert shown.startswith("the_rng = object(); weight = go(0.25")
    assert "append" not in shown and "instead" not in shown and "batches_of" not in shown
    assert "rate = 0.5, epochs = 2, size = 3" in shown


def test_a_stand_in_that_nobody_defined_is_an_authors_slip_with_a_name():
    for instead in (("nobody",), ("go",)):
        found = outcome(go, steps("go", LINES[:1], (), instead=instead))
        assert found.error == "LookupError"
        assert f"nothing can stand in for {instead[0]}" in found.message


# --- gone again, whatever happens -----------------------------------------------------------------

ENDINGS = {
    "right": "return 1.0",
    "an error": "raise ValueError('no')",
    "not written": "raise NotImplementedError",
    "a stopped loop": "raise KeyboardInterrupt",
    "an exit": "raise SystemExit",
    "too deep": "return go(weight, rows, epochs, rate, size, rng)",
    "another name for it": "globals()['one_step'] = 3; del globals()['batches_of']; return 1.0",
    "no plain data": "return one_step",
}
CALLS = "def go(weight, rows, epochs, rate, size, rng):\n    batches_of(rows, size, rng)\n    "


@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize("ending", ENDINGS)
def test_a_stand_in_never_stays(ending, there):
    own = {"batches_of": batches_of, "one_step": one_step} if there else {}
    names = notebook(CALLS + ENDINGS[ending], **own)
    before = dict(names)
    found = outcome(names["go"])
    assert (found.kind == "value") == (ending in ("right", "another name for it"))
    assert names == before and list(names) != [], "every name stands for what it stood for"
    assert all(names[name] is before[name] for name in before)


def test_a_reading_that_stops_leaves_nothing_behind():
    names = notebook(LOOP)
    before = dict(names)
    question = steps(
        "go", LINES[:1], ("one_step(0, [], 0) / 0",), given=(RECORD,), instead=STANDING_IN
    )
    assert outcome(names["go"], question).error == "ZeroDivisionError"
    assert names == before


def test_a_set_up_that_stops_has_put_nothing_in_place():
    names = notebook(LOOP)
    before = dict(names)
    question = steps("go", LINES, (), given=(RECORD, "1 / 0"), instead=STANDING_IN)
    assert outcome(names["go"], question).error == "ZeroDivisionError"
    assert names == before


class Pressed(dict):
    """A notebook's names; whoever puts some back is interrupted in the middle, twice."""

    presses = 3

    def update(self, *args):
        self.presses -= 1
        if self.presses in (0, 1):
            raise KeyboardInterrupt
        super().update(*args)


def test_pressing_interrupt_again_and_again_leaves_no_stand_in():
    names = Pressed(one_step="own")
    with pytest.raises(KeyboardInterrupt), replaced(names, {"one_step": 1, "batches_of": 2}):
        assert dict(names) == {"one_step": 1, "batches_of": 2}
    assert dict(names) == {"one_step": "own"}
    assert names.presses == -1, "it was interrupted twice, and went on"


# --- where an answer's names are ------------------------------------------------------------------


def test_an_answer_in_any_dress_has_its_notebook_around_it():
    names = notebook(
        "import functools\n"
        "def plain(): pass\n"
        "def noisy(f):\n"
        "    @functools.wraps(f)\n"
        "    def inner(*a): return f(*a)\n"
        "    return inner\n"
        "dressed = noisy(plain)\n"
        "kept = functools.lru_cache(plain)\n"
        "half = functools.partial(plain)\n"
        "class Maker:\n"
        "    width = 3\n"
        "    @property\n"
        "    def size(self): return 1\n"
        "    def __call__(self): return 2\n"
        "called = Maker()\n"
        "bound = called.__call__\n"
        "class Static:\n"
        "    @staticmethod\n"
        "    def of(): pass\n"
    )
    for name in ("plain", "dressed", "kept", "half", "Maker", "called", "bound", "Static"):
        assert names_around(names[name]) is names, name
    for nowhere in (max, np.add, int, functools.partial(max), type("Bare", (), {})):
        assert names_around(nowhere) is None


def test_around_a_function_that_python_did_not_write_nothing_stands_in():
    question = steps(
        "top", ("a = top(x, 1.2)",), ("a",), given=("def f(): 0",), instead=("f",), x=2
    )
    assert outcome(max, question).value == {"a": 2}
