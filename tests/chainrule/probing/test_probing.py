"""What is written down about a call, whatever the called code does."""

import functools
import json
import sys
import warnings

import numpy as np
import pytest
from chainrule.checking.crashes import explain_crash
from chainrule.machines import sin, square
from chainrule.probing import Outcome, Probe, run_probes
from chainrule.probing.leaving import CUT, LONGEST_PRINT


def outcome_of(function, *args, **kwargs):
    (outcome,) = run_probes(function, "call", [Probe(args, kwargs)])
    return outcome


def test_a_value_is_written_down_as_plain_data():
    assert outcome_of(lambda x: x + 1, 2.0) == Outcome("value", value=3.0)
    assert outcome_of(lambda x, *, h: x * h, 2.0, h=0.5) == Outcome("value", value=1.0)
    assert outcome_of(functools.partial(max, 1), 2).value == 2


def test_an_empty_or_stubbed_function_is_not_started():
    def stub(x):
        """Says what to do."""
        raise NotImplementedError

    def passing(x):
        pass

    def documented(x):
        """Only a docstring."""

    def dotted(x): ...

    def documented_pass(x):
        """A docstring and pass."""
        pass  # noqa: PIE790

    for function in (stub, passing, documented, dotted, documented_pass):
        assert outcome_of(function, 1.0).kind == "not_started", function.__name__


def test_the_course_s_line_counts_where_it_stands():
    """In a function that is called, a library's, another exercise's, it is a crash of this one."""

    def helper(x):
        raise NotImplementedError

    def uses(x):
        return 2 * helper(x)

    def left(x):
        square(x)
        raise NotImplementedError

    class Value:
        def __neg__(self):
            raise NotImplementedError

    name = helper.__qualname__
    assert outcome_of(uses, 1.0) == Outcome(
        "crashed", error="NotImplementedError", message=f"{name} is not written yet"
    )
    assert explain_crash("NotImplementedError", "Value.__neg__ is not written yet") == (
        "it uses Value.__neg__, which is not written yet"
    )
    assert outcome_of(left, 1.0).kind == "not_started"
    assert outcome_of(functools.lru_cache(left), 1.0).kind == "not_started"
    assert outcome_of(functools.partial(left), 1.0).kind == "not_started"
    steps = Probe(("Value",), {"steps": ("a = Value()",), "read": ("-a",)})
    assert run_probes(Value, "call_class", [steps])[0].kind == "not_started"
    assert run_probes(type("Own", (Value,), {}), "call_class", [steps])[0].kind == "crashed"


def test_python_is_afterwards_as_it_was(monkeypatch, capsys):
    before = sys.getrecursionlimit()

    def unfit(x):
        sys.setrecursionlimit(before + 7)
        sys.stdout = sys.stderr = None
        return x

    out, err = sys.stdout, sys.stderr
    assert outcome_of(unfit, 2.0).value == 2.0
    assert (sys.stdout, sys.stderr, sys.getrecursionlimit()) == (out, err, before)


def test_a_flood_of_lines_is_cut(capsys):
    def chatty(x):
        for n in range(30_000):
            print("line", n)
        return x

    assert outcome_of(chatty, 2.0).value == 2.0
    said = capsys.readouterr().out
    assert said.startswith("line 0\nline 1\n") and said.endswith(CUT)
    assert len(said) == LONGEST_PRINT + len(CUT)


def test_only_the_line_that_the_course_left_is_not_started():
    """Others of the exception's family are a crash like any."""

    class Nobody(NotImplementedError):
        """As IPython raises for input() where nobody can type."""

    def of_a_library(x):
        raise NotImplementedError("complex values are not supported")

    def asks(x):
        raise Nobody

    assert outcome_of(of_a_library, 1.0) == Outcome(
        "crashed", error="NotImplementedError", message="complex values are not supported"
    )
    assert outcome_of(asks, 1.0) == Outcome("crashed", error="Nobody")


def test_a_missing_return_and_a_print_are_told_apart(capsys):
    def forgets(x):
        y = x + 1  # noqa: F841

    def prints(x):
        print(x + 1)

    assert outcome_of(forgets, 1.0) == Outcome("value", value=None)
    assert outcome_of(prints, 1.0) == Outcome("value", value=None, message="printed")
    assert capsys.readouterr().out == "2.0\n"


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("no text")


class Sly(str):
    def __getitem__(self, key):
        raise RuntimeError("cut")

    def __str__(self):
        return self


class Nameless(type):
    @property
    def __name__(cls):
        raise RuntimeError("no name")


class Anonymous(Exception, metaclass=Nameless):
    pass


class Talkative(Exception):
    def __str__(self):
        return Sly("x" * 10_000)


RAISED = [
    (ValueError("text"), "ValueError", "text"),
    (SystemExit(3), "SystemExit", "3"),
    (KeyboardInterrupt(), "KeyboardInterrupt", ""),
    (GeneratorExit(), "GeneratorExit", ""),
    (StopIteration(5), "StopIteration", "5"),
    (MemoryError(), "MemoryError", ""),
    (BaseExceptionGroup("two", [ValueError(), KeyboardInterrupt()]), "BaseExceptionGroup", None),
    (Unspeakable(), "Unspeakable", ""),
    (Anonymous("text"), "Anonymous", "text"),
    (Talkative(), "Talkative", "x" * 300),
    (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad"), "UnicodeDecodeError", None),
]


@pytest.mark.parametrize(("error", "name", "text"), RAISED, ids=lambda value: repr(type(value)))
def test_every_exception_is_an_outcome(error, name, text):
    def raises(x):
        raise error

    outcome = outcome_of(raises, 1.0)
    assert (outcome.kind, outcome.error) == ("crashed", name)
    assert type(outcome.message) is str
    assert text is None or outcome.message == text


def test_endless_recursion_is_an_outcome():
    def deep(x):
        return deep(x)

    assert outcome_of(deep, 1.0).error == "RecursionError"


def test_an_interrupt_ends_the_run():
    calls = []

    def interrupted(x):
        calls.append(x)
        raise KeyboardInterrupt

    outcomes = run_probes(interrupted, "call", [Probe((1.0,)), Probe((2.0,)), Probe((3.0,))])
    assert [o.error for o in outcomes] == ["KeyboardInterrupt"] * 3
    assert calls == [1.0]


def test_what_is_no_function_crashes_as_a_call():
    assert outcome_of(3.0, 1.0).error == "TypeError"


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda a: a, False),
        (lambda a: a.__setitem__(0, 9.0), True),
        (lambda a: a.resize((5,), refcheck=False), True),
        (lambda a: a.__setitem__(0, np.nan), True),
    ],
)
def test_changed_arguments_are_noticed_and_the_probe_stays_as_it_was(change, changed):
    probe = Probe((np.array([1.0, 2.0]),), {"h": [1.0]})

    def works_in_place(a, h):
        change(a)
        return 1.0

    first, second = run_probes(works_in_place, "call", [probe, probe])
    assert first == second
    assert first.mutated is changed
    assert probe.args[0].tolist() == [1.0, 2.0]


def test_nan_arguments_do_not_count_as_changed():
    assert not outcome_of(lambda a: 1.0, np.array([np.nan])).mutated


def test_a_changed_list_or_dict_is_noticed():
    assert outcome_of(lambda a: a.pop(), [1.0, 2.0]).mutated
    assert outcome_of(lambda a: a.setdefault("x", 1.0), {}).mutated
    assert outcome_of(lambda a: a.append(lambda: 0) or 1.0, [1.0]).mutated


def test_warnings_are_silent_and_settings_come_back():
    def noisy(x):
        warnings.warn("look", stacklevel=1)
        return np.array([x]) / 0

    before = np.geterr()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert outcome_of(noisy, 1.0).kind == "value"
    assert caught == []
    assert np.geterr() == before


def test_answers_do_not_share_memory_with_the_learner():
    kept = np.array([1.0, 2.0])
    outcome = outcome_of(lambda x: kept, 1.0)
    kept[0] = 99.0
    assert outcome.value.tolist() == [1.0, 2.0]


class Hostile:
    def __eq__(self, other):
        return True

    __hash__ = None

    def __getattr__(self, name):
        raise SystemExit(name)

    def __array__(self, *args, **kwargs):
        raise KeyboardInterrupt

    def __float__(self):
        return 1.0

    def __len__(self):
        return 10**12

    def __repr__(self):
        raise RuntimeError


def test_objects_that_are_no_data_are_named_not_touched():
    assert outcome_of(lambda x: Hostile(), 1.0).message == "an object of type Hostile"
    assert outcome_of(lambda x: lambda t: t, 1.0).message == "a function"
    assert outcome_of(lambda x: (yield x), 1.0).message.startswith("a generator")
    assert outcome_of(lambda x: np.ma.array([1.0], mask=True), 1.0).kind == "not_plain"


# --- answers that are functions ----------------------------------------------------------------


def built(function, *args, at=(0.5, 2.0)):
    (outcome,) = run_probes(function, "call_result", [Probe(args, {"at": at})])
    return outcome


def test_a_built_function_is_called_at_the_points():
    outcome = built(lambda f, g: lambda x: f(g(x)), sin, square)
    assert outcome.value == {"values": [sin(0.25), sin(4.0)], "called_early": False}


def test_calling_while_building_is_noticed():
    def early(f, g):
        g(1.0)
        return lambda x: f(g(x))

    assert built(early, sin, square).value["called_early"] is True


def test_handing_back_an_argument_is_a_function_too():
    assert built(lambda f, g: g, sin, square).value["values"] == [0.25, 4.0]


def test_a_value_instead_of_a_function_is_written_down():
    outcome = built(lambda f, g: f(g(1.0)), sin, square)
    assert outcome.value == {"values": None, "called_early": True, "returned": "float"}


def test_a_crash_inside_the_built_function_is_an_outcome():
    outcome = built(lambda f, g: lambda x: f(g), sin, square)
    assert (outcome.kind, outcome.error) == ("crashed", "TypeError")
    assert "was fed a function" in outcome.message


def test_a_built_function_that_hides_a_stub_is_not_started():
    def later(f, g):
        def inner(x):
            raise NotImplementedError

        return inner

    assert built(later, sin, square).kind == "not_started"
    assert built(lambda f, g: None, sin, square) == Outcome("not_started")


# --- stand-ins, and the way to JSON ------------------------------------------------------------


def test_a_stand_in_runs_its_probes_itself():
    class StandIn:
        def __run_probes__(self, driver, probes):
            return [Outcome("value", value=(driver, len(probes)))]

    assert run_probes(StandIn(), "call", [Probe((1.0,))])[0].value == ("call", 1)


def test_an_unknown_driver_is_refused():
    with pytest.raises(ValueError, match="no probe driver 'shout'"):
        run_probes(len, "shout", [])


def test_probes_and_outcomes_survive_json():
    probe = Probe((sin, 1.5, np.array([1, 2])), {"h": 0.1, "at": (1, 2.5)}, part="one")
    copy = Probe.from_json(json.loads(json.dumps(probe.to_json())))
    assert copy.args[:2] == probe.args[:2]
    assert copy.args[2].tolist() == [1, 2]
    assert (copy.kwargs, copy.part) == (probe.kwargs, probe.part)
    for outcome in (
        Outcome("value", value={"a": (1, [2.5])}, mutated=True),
        Outcome("value", value=None, message="printed"),
        Outcome("crashed", error="ValueError", message="text"),
        Outcome("not_plain", message="a function"),
    ):
        assert Outcome.from_json(json.loads(json.dumps(outcome.to_json()))) == outcome


def test_texts_from_another_process_are_cut():
    data = {"kind": "crashed", "error": "E" * 10**5, "message": "m" * 10**5}
    outcome = Outcome.from_json(data)
    assert sys.getsizeof(outcome.error) < 1000
    assert len(outcome.message) == 300
