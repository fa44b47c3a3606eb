"""What is left of two answers when one is divided by the other, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chainrule.checking.comparing import close
from chainrule.probing import Outcome

MATCH = 1e-6
"""Relative agreement, at every probe, that makes an answer a known mistake's."""


def ratios_of(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> np.ndarray | None:
    """answer / right value for every number of every probe; None when they cannot be paired.

    Places where both are 0 are left out; a 0 against another number makes the ratio useless.
    """
    given: list[float] = []
    due: list[float] = []
    for outcome, known in zip(outcomes, right, strict=True):
        if outcome.kind != "value" or known.kind != "value":
            return None
        if not pair_numbers(outcome.value, known.value, given, due):
            return None
    return divide(given, due)


def divide(given: list[float], due: list[float]) -> np.ndarray | None:
    """given / due, shape (n,) without the places where both are 0; None when it says nothing."""
    answers, rights = np.array(given, float), np.array(due, float)
    kept = (answers != 0) | (rights != 0)
    answers, rights = answers[kept], rights[kept]
    if not len(rights) or not np.all(np.isfinite(answers) & np.isfinite(rights)):
        return None
    # One number met twice says no more than once: a ratio is only constant over different ones.
    if len(np.unique(rights)) < 2 or not np.all(rights):
        return None
    return answers / rights


def pair_numbers(given: Any, due: Any, numbers: list[float], rights: list[float]) -> bool:
    """Collect the numbers of two values of the same form; False when the forms differ."""
    if due is None or isinstance(due, (bool, np.bool_, str)):
        return type(given) is type(due) and given == due
    if isinstance(due, dict):
        if not isinstance(given, dict) or given.keys() != due.keys():
            return False
        return all(pair_numbers(given[key], due[key], numbers, rights) for key in due)
    if isinstance(due, (list, tuple)):
        if not isinstance(given, (list, tuple, np.ndarray)) or len(given) != len(due):
            return False
        return all(pair_numbers(g, d, numbers, rights) for g, d in zip(given, due, strict=True))
    try:
        array, known = np.asarray(given), np.asarray(due)
    except ValueError:
        return False
    if array.shape != known.shape or {array.dtype.kind, known.dtype.kind} - set("fiu"):
        return False
    numbers.extend(array.astype(float).ravel().tolist())
    rights.extend(known.astype(float).ravel().tolist())
    return True


def constant_ratio(ratios: np.ndarray | None) -> float | None:
    """The one number that all of these are; None when they differ, or are 0."""
    if ratios is None or not ratios[0] or not agree(ratios, np.full(ratios.shape, ratios[0])):
        return None
    return float(ratios[0])


def agree(given: np.ndarray, due: np.ndarray) -> bool:
    """Do two arrays of one shape hold the same numbers, within MATCH?"""
    return bool(np.all(close(given, due, MATCH)))
