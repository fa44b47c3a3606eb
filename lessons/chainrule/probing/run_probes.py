"""Calling a learner's function at chosen inputs and writing down, as plain data, what happened.

Nothing here judges: a `Probe` goes in, an `Outcome` comes out. The same code runs beside the
learner's function wherever that is: in the notebook, or in the grader's sandbox.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np

from chainrule.cells import shell
from chainrule.machines import withheld
from chainrule.probing.copying import anew, surely_as_it_was
from chainrule.probing.drivers import DRIVERS, Noted
from chainrule.probing.leaving import Undone, as_it_was, chance_as_it_was
from chainrule.probing.lending import lent
from chainrule.probing.nothing import nothing_returned
from chainrule.probing.plain import (
    NotPlain,
    around_what_is_not_plain,
    class_name,
    copied,
    encode,
)
from chainrule.probing.probes import MAX_TEXT, Outcome, Probe
from chainrule.probing.surviving import EndsPython, in_a_live_kernel, kernel_kept
from chainrule.probing.unwritten import is_unwritten, stands_in, where_raised
from chainrule.probing.whereabouts import stopped_at

_NOTHING = nullcontext()


def run_probes(function: Callable, driver: str, probes: Sequence[Probe]) -> list[Outcome]:
    """One outcome for each probe, in order; never raises because of the function.

    A function with an attribute `__run_probes__(driver, probes)` (a stand-in for one that lives in
    another process) runs them itself. An interrupt ends the run: the probes after it count as
    interrupted too, so that stopping an endless loop takes one key press.
    """
    if driver not in DRIVERS:
        raise ValueError(f"no probe driver {driver!r}: use one of {', '.join(DRIVERS)}")
    elsewhere = getattr(type(function), "__run_probes__", None)
    if elsewhere is not None:
        return list(elsewhere(function, driver, list(probes)))
    outcomes: list[Outcome] = []
    live = in_a_live_kernel()
    with as_it_was(shell()), chance_as_it_was(live), kernel_kept(function, live) as stopped:
        for probe in probes:
            if outcomes and outcomes[-1].error == "KeyboardInterrupt":
                outcomes.append(outcomes[-1])
                continue
            before = len(stopped)
            outcome = _run_one(function, DRIVERS[driver], probe, live)
            if stopped[before:] and outcome.error != EndsPython.__name__:  # it was swallowed
                outcome = Outcome("crashed", error=EndsPython.__name__, message=stopped[before])
            outcomes.append(outcome)
    return outcomes


def _run_one(function: Callable, driver: Callable, probe: Probe, live: bool) -> Outcome:
    args, kwargs = anew((probe.args, probe.kwargs))
    helpers = lent(function, probe.lent) if probe.lent else _NOTHING
    away = withheld(probe.without) if probe.without else _NOTHING
    try:
        with catch_warnings(), np.errstate(all="ignore"), helpers, away, Undone(live):
            simplefilter("ignore")
            answer = driver(function, args, kwargs)
    except NotPlain as error:
        return Outcome("not_plain", message=_text_of(error))
    except BaseException as error:  # SystemExit and KeyboardInterrupt of a learner's code included
        message = _text_of(error)
        if is_unwritten(error):
            code = where_raised(error)
            if stands_in(function, code):
                return Outcome("not_started", error="NotImplementedError")
            message = f"{code.co_qualname[:MAX_TEXT]} is not written yet" if code else message
        where = stopped_at(function, error)
        return Outcome(
            "crashed",
            error=class_name(error),
            message=message,
            remark="calls_itself" if _inside_itself(function, error) else "",
            line=where.get("line", ""),
            inside=where.get("inside", ""),
            step=where.get("step", ""),
        )
    mutated = _changed(args, kwargs, probe)
    remark = ""
    if isinstance(answer, Noted):
        answer, remark = answer.answer, answer.remark
    if answer is None:
        return nothing_returned(function, mutated)
    try:
        value = copied(answer)  # a copy made of plain data, whatever the answer's class
    except NotPlain as error:
        message = f"{around_what_is_not_plain(answer)}{error}"[:MAX_TEXT]
        return Outcome("not_plain", message=message, mutated=mutated)
    except BaseException as error:  # a hostile object may raise anything while it is read
        return Outcome("crashed", error=class_name(error), message=_text_of(error), mutated=mutated)
    return Outcome("value", value=value, mutated=mutated, remark=remark)


def _changed(args: Any, kwargs: Any, probe: Probe) -> bool:
    if surely_as_it_was(args, probe.args) and surely_as_it_was(kwargs, probe.kwargs):
        return False  # as after most calls
    try:
        return (encode(args), encode(kwargs)) != probe.input
    except NotPlain:
        return True


def _inside_itself(function: Callable, error: BaseException) -> bool:
    """Had the function called itself when the error arose?"""
    code = getattr(function, "__code__", None)
    frames = (frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__))
    return code is not None and sum(one is code for one in frames) > 1


def _text_of(error: BaseException) -> str:
    try:
        return str.__str__(str(error))[:MAX_TEXT]
    except BaseException:  # an exception whose own text fails to be made
        return ""
