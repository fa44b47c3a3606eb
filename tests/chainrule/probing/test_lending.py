"""A function is judged for its own line, with right values behind the names it builds on."""

import numpy as np
import pytest
from chainrule import machines
from chainrule.probing import Probe, run_probes

Z = 0.5 * 2.0 + 0.3 * 1.5 + 0.7
ARGS = (np.array([2.0, -1.5]), np.array([0.5, -0.3]), 0.7)
LENT = {"sigmoid": machines.sigmoid, "weighted_sum": [(ARGS, Z)]}
PROBE = Probe(ARGS, lent=LENT)
RIGHT = machines.sigmoid(Z)

WRONG_BEFORE = """
def weighted_sum(x, w, b): raise NotImplementedError
def sigmoid(z): return 0.0
def neuron(x, w, b): return sigmoid(weighted_sum(x, w, b))
"""


def learner(source):
    """The function `neuron` of a notebook with this text, and the notebook's names."""
    names = {"np": np}
    exec(source, names)
    return names["neuron"], names


def outcome(function, probe=PROBE):
    (found,) = run_probes(function, "call", [probe])
    return found


def test_slips_further_up_cost_nothing_here():
    function, names = learner(WRONG_BEFORE)
    own = dict(names)
    assert outcome(function).value == pytest.approx(RIGHT)
    assert names == own, "the learner's functions are back in place"


def test_a_lent_machine_takes_its_argument_by_the_learner_s_own_name_for_it():
    function, _ = learner(
        "def sigmoid(height): return 0.0\n"
        "def neuron(x, w, b): return sigmoid(height=weighted_sum(x, w, b))"
    )
    assert outcome(function).value == pytest.approx(RIGHT)


def test_what_is_no_number_meets_the_learner_s_own_function():
    """Lesson 00 knows no machines: one that is fed a function would speak of itself."""
    function, _ = learner(
        "def sigmoid(z): return 1 / (1 + np.exp(-z))\n"
        "def neuron(x, w, b): return sigmoid(weighted_sum)"
    )
    found = outcome(function)
    assert (found.error, found.inside) == ("TypeError", "sigmoid")
    assert "machine" not in found.message


def test_what_is_lent_survives_being_written_down():
    function, _ = learner(WRONG_BEFORE)
    assert outcome(function, Probe.from_json(PROBE.to_json())).value == pytest.approx(RIGHT)


def test_a_lent_value_is_a_fresh_one_at_each_call():
    function, _ = learner(
        "def neuron(x, w, b):\n"
        "    first = weighted_sum(x, w, b)\n"
        "    first += 1\n"
        "    return weighted_sum(x, w, b)"
    )
    probe = Probe(ARGS, lent={"weighted_sum": [(ARGS, np.array([1.0, 2.0]))]})
    assert outcome(function, probe).value.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "call", ["weighted_sum(x, w, b)", "weighted_sum(x.tolist(), list(w), b=b)"]
)
def test_arguments_are_known_in_any_form(call):
    function, _ = learner(f"def neuron(x, w, b): return {call}")
    assert outcome(function).value == pytest.approx(Z)


def test_elsewhere_the_learner_s_own_function_answers():
    function, _ = learner(
        "def weighted_sum(x, w, b): return -7.0\n"
        "def neuron(x, w, b): return weighted_sum(x, w, 2 * b)"
    )
    assert outcome(function).value == -7.0


def test_elsewhere_a_name_that_is_not_there_is_not_there():
    function, _ = learner("def neuron(x, w, b): return weighted_sum(x, w, 2 * b)")
    assert outcome(function).error == "NameError"


def test_what_was_not_there_is_gone_again_after_a_crash():
    function, names = learner("def neuron(x, w, b): return sigmoid(1.0) / nothing")
    assert outcome(function).error == "NameError"
    assert "sigmoid" not in names and "weighted_sum" not in names


def test_the_function_itself_is_not_replaced():
    function, names = learner("def neuron(x, w, b): return neuron(x, w, b)")
    found = outcome(function, Probe(ARGS, lent={"neuron": [(ARGS, 1.0)]}))
    assert found.error == "RecursionError"
    assert names["neuron"] is function


def test_a_function_without_names_of_its_own_is_called_as_it_is():
    assert outcome(max, Probe((20.0, 1.4), lent=LENT)).value == 20.0


def test_the_machine_that_would_be_the_answer_is_put_away():
    ready = machines.sigmoid
    found = outcome(lambda z: ready(z), Probe((0.3,), without=(ready,)))
    assert (found.kind, found.error) == ("crashed", "RuntimeError")
    assert "write it yourself" in found.message
    assert ready(0.0) == 0.5, "afterwards it is there again"


def test_putting_one_machine_away_leaves_its_neighbours():
    slope = machines.sigmoid.derivative()
    probe = Probe((0.3,), without=(slope,))
    assert outcome(lambda z: machines.sigmoid(z), probe).kind == "value"
    other_factor = machines.Machine("sigmoid", 1, 2)
    assert outcome(lambda z: other_factor(z) / 2, probe).kind == "crashed"


def test_the_student_s_package_has_no_answer_under_an_exercise_s_name():
    import importlib
    import pkgutil

    import chainrule

    from autograders.exercises import EXERCISES

    plain = [m.name for m in pkgutil.iter_modules(chainrule.__path__, "chainrule.")]
    found = {
        (module, name)
        for module in plain
        for name in EXERCISES
        if callable(getattr(importlib.import_module(module), name, None))
    }
    assert found == {("chainrule.machines", "sigmoid")}, "withheld while 00.2 is judged"


CHAIN = [machines.square, machines.sin]


@pytest.mark.parametrize(
    ("call", "right"),
    [
        ("run(x, chain)", True),
        ("run(x, list(chain))", True),
        ("run(x, chain[::-1])", False),
        ("run(x, chain[:1])", False),
        ("run(x + 1, chain)", False),
        ("run(x, 7)", False),
    ],
)
@pytest.mark.parametrize("driver", ["call", "call_at_x"])
def test_values_of_a_chain_are_known_by_its_machines(call, right, driver):
    names = {}
    exec(f"def run(x, chain): return -1.0\ndef answer(x, chain): return {call}", names)
    probe = Probe((0.5, CHAIN), lent={"run": [((0.5, CHAIN), 42.0)]})
    (found,) = run_probes(names["answer"], driver, [Probe.from_json(probe.to_json())])
    assert found.value == (42.0 if right else -1.0)


PARAMS = {"W1": np.array([[0.4, -0.7, 0.2], [1.1, 0.6, -0.3]]), "b1": np.array([0.3, -0.8, 0.6])}
ROWS = np.array([[0.5, -1.2]])


@pytest.mark.parametrize(
    ("call", "right"),
    [
        ("back(params, X)", True),
        ("back(params=params, X=X.tolist())", True),
        ("back(X=X, params=params)", True),
        ("back(dict(reversed(params.items())), X)", True),
        ("back({name: value.tolist() for name, value in params.items()}, X)", True),
        ("back({name: value + 0.001 for name, value in params.items()}, X)", False),
        ("back({**params, 'b1': params['b1'][::-1]}, X)", False),
        ("back({'W1': params['W1']}, X)", False),
        ("back({**params, 'more': X}, X)", False),
        ("back(list(params.values()), X)", False),
        ("back(list(params), X)", False),
        ("back(None, X)", False),
        ("back(params, X + 1)", False),
    ],
)
def test_parameters_in_a_dict_are_known_name_by_name(call, right):
    _, names = learner(f"def back(params, X): return -1.0\ndef neuron(params, X): return {call}")
    probe = Probe((PARAMS, ROWS), lent={"back": [((PARAMS, ROWS), 42.0)]})
    again = Probe.from_json(probe.to_json())
    assert outcome(names["neuron"], again).value == (42.0 if right else -1.0)


@pytest.mark.parametrize(("change", "right"), [("", True), (" + 0.5", False)])
def test_dicts_are_known_in_lists_and_in_dicts(change, right):
    nested = {"layers": [PARAMS, {"b1": np.array([1.5, 2.5])}], "rate": 0.5}
    _, names = learner(
        "def back(all): return -1.0\n"
        "def neuron(all):\n"
        "    second = {'b1': all['layers'][1]['b1']" + change + "}\n"
        "    return back({'rate': all['rate'], 'layers': (all['layers'][0], second)})"
    )
    probe = Probe((nested,), lent={"back": [((nested,), 42.0)]})
    assert outcome(names["neuron"], probe).value == (42.0 if right else -1.0)


def test_what_is_lent_as_a_dict_is_a_fresh_one_at_each_call():
    _, names = learner(
        "def neuron(X):\n"
        "    first = back(X)\n"
        "    first['W1'] *= 0\n"
        "    del first['b1']\n"
        "    return back(X)"
    )
    found = outcome(names["neuron"], Probe((ROWS,), lent={"back": [((ROWS,), PARAMS)]})).value
    assert found["W1"].tolist() == PARAMS["W1"].tolist() and "b1" in found
