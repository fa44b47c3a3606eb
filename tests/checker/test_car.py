"""The car's driver: a function is judged for its own line, whatever the ones before it give."""

import numpy as np
import pytest
from chainrule import car
from chainrule.probing import Probe, run_probes

from autograders import backprop

PROBE = Probe((20.0, 1.4))


def learner(source: str):
    """The function `dspeed_dpedal` of a notebook with this text."""
    names = {"np": np}
    exec(source, names)
    return names["dspeed_dpedal"], names


def outcome(function, probe=PROBE):
    (found,) = run_probes(function, "call_in_car", [probe])
    return found


@pytest.mark.parametrize("helper", car.CAR, ids=lambda helper: helper.__name__)
@pytest.mark.parametrize("at", [0.3, 20.0, 37, 88.25])
def test_the_lent_car_is_the_reference_car(helper, at):
    due = getattr(backprop, helper.__name__)
    args = (at, 1.4) if helper.__name__ in ("speed", "dspeed_drpm", "dspeed_dpedal") else (at,)
    assert helper(*args) == pytest.approx(due(*args), rel=1e-14)


def test_the_lent_engine_takes_arrays():
    p = np.array([3, 20, 71])
    assert car.drpm_dpedal(p) == pytest.approx(backprop.drpm_dpedal(p), rel=1e-14)


WRONG_BEFORE = """
def drpm_dpedal(p): return 5200 * np.exp(-p / 40)
def dspeed_drpm(r, gear): raise NotImplementedError
def rpm(p): return 0.0
def dspeed_dpedal(p, gear): return dspeed_drpm(rpm(p), gear) * drpm_dpedal(p)
"""


def test_a_slip_further_up_costs_nothing_here():
    function, names = learner(WRONG_BEFORE)
    own = dict(names)
    assert outcome(function).value == pytest.approx(backprop.dspeed_dpedal(20, 1.4))
    assert names == own, "the learner's functions are back in place"


def test_names_that_were_not_there_are_gone_again():
    function, names = learner("def dspeed_dpedal(p, gear): return drpm_dpedal(p)")
    assert outcome(function).value == pytest.approx(backprop.drpm_dpedal(20))
    assert "drpm_dpedal" not in names and "speed" not in names


def test_the_function_itself_is_not_replaced():
    function, names = learner("def dspeed_dpedal(p, gear): return dspeed_dpedal(p, gear)")
    assert outcome(function).error == "RecursionError"
    assert names["dspeed_dpedal"] is function


def test_names_are_back_after_a_crash():
    function, names = learner("rpm = None\ndef dspeed_dpedal(p, gear): return 1 / 0")
    assert outcome(function).error == "ZeroDivisionError"
    assert names["rpm"] is None and "drag" not in names


def test_a_function_without_names_of_its_own_is_called_as_it_is():
    assert outcome(max).value == 20.0
