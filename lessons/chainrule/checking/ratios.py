"""What is left of two answers when one is divided by the other, number by number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from chainrule.checking.comparing import close
from chainrule.probing import Outcome

MATCH = 1e-6
"""Relative agreement, at every probe, that makes an answer a known mistake's."""
NEARLY = 1e-3
"""Within this of every right value, but not right: a measured or rounded number."""


def ratios_of(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> np.ndarray | None:
    """answer / right value for every number of every probe; None when they cannot be paired.

    Places where both are 0 are left out; a 0 against another number makes the ratio useless.
    """
    pairs = _paired(outcomes, right)
    return divide(*pairs) if pairs else None


def numbers_of(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> np.ndarray | None:
    """Every number of these answers, shape (n,), in the order of the right ones; None when they
    cannot be paired with them."""
    pairs = _paired(outcomes, right)
    return np.array(pairs[0], float) if pairs else None


def _paired(
    outcomes: Sequence[Outcome], right: Sequence[Outcome]
) -> tuple[list[float], list[float]] | None:
    """The numbers of all answers, and beside them the right ones; None when the forms differ."""
    given: list[float] = []
    due: list[float] = []
    for outcome, known in zip(outcomes, right, strict=True):
        if outcome.kind != "value" or known.kind != "value":
            return None
        if not pair_numbers(outcome.value, known.value, given, due):
            return None
    return given, due


def divide(given: list[float], due: list[float]) -> np.ndarray | None:
    """given / due, shape (n,) without the places where both are 0; None when it says nothing."""
    answers, rights = np.array(given, float), np.array(due, float)
    kept = (answers != 0) | (rights != 0)
    answers, rights = answers[kept], rights[kept]
    if not len(rights) or not (np.isfinite(answers) & np.isfinite(rights)).all():
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
        if isinstance(given, np.ndarray):
            given = list(given) if given.ndim else None
        if not isinstance(given, (list, tuple)) or len(given) != len(due):
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


def constant_difference(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> float | None:
    """The one number by which all numbers of these answers are too big; None when there is none,
    when it is 0, or when all right values are the same."""
    numbers = _finite_pairs(outcomes, right)
    if numbers is None or len(np.unique(numbers[1])) < 2:
        return None
    answers, rights = numbers
    apart = answers - rights
    # Of an answer that is all but 0 everything is lost, and no number was added to it.
    same = np.allclose(apart, apart[0], rtol=1e-9, atol=1e-12 * np.abs(rights).max())
    return float(apart[0]) if apart[0] and same else None


def is_cut_off(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> bool:
    """Are these answers the right ones, cut off to whole numbers by // or int()? Only where that
    leaves at least one number that is not 0, and where something was cut off."""
    numbers = _finite_pairs(outcomes, right)
    if numbers is None:
        return False
    answers, rights = numbers
    told = bool(np.any(answers)) and not np.array_equal(answers, rights)
    return told and any(np.array_equal(answers, cut(rights)) for cut in (np.floor, np.trunc))


def _finite_pairs(
    outcomes: Sequence[Outcome], right: Sequence[Outcome]
) -> tuple[np.ndarray, np.ndarray] | None:
    """All numbers given and due, shape (n,) each; None when forms differ or one is not finite."""
    given: list[float] = []
    due: list[float] = []
    for outcome, known in zip(outcomes, right, strict=True):
        if outcome.kind != "value" or not pair_numbers(outcome.value, known.value, given, due):
            return None
    answers, rights = np.array(given, float), np.array(due, float)
    fine = len(rights) and np.all(np.isfinite(answers) & np.isfinite(rights))
    return (answers, rights) if fine else None


def agree(given: np.ndarray, due: np.ndarray) -> bool:
    """Do two arrays of one shape hold the same finite numbers, each within MATCH of its own size?

    A ratio is no sum: a small one beside a large one counts as much.
    """
    return bool((np.abs(given - due) <= MATCH * np.abs(due)).all())


def pairs_giving(given: np.ndarray, slips: Sequence[np.ndarray]) -> list[tuple[int, int]]:
    """Which two of the slips, all of shape (n,), multiplied agree with `given`: their places."""
    pairs = []
    for place, one in enumerate(slips[:-1]):
        products = one * np.array(slips[place + 1 :])  # shape (slips after this one, n)
        # At a glance, for all of them together: more than this apart are no two that agree.
        apart = np.abs(given - products).max(axis=1) > 2 * MATCH * np.abs(products).max(axis=1)
        pairs += [
            (place, place + 1 + int(further))
            for further in np.flatnonzero(~apart)
            if agree(given, products[further])
        ]
    return pairs


FARTHEST_ROUNDED = 0.051
"""Rounding to one decimal moves a number by less than this, and to more decimals by less."""


def rounded_to(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> int | None:
    """To how many decimals (1 to 8) these answers are the right ones, rounded; None when they are
    not, or when too few of their figures are left to tell."""
    given: list[float] = []
    due: list[float] = []
    for outcome, known in zip(outcomes, right, strict=True):
        if outcome.kind != "value" or not pair_numbers(outcome.value, known.value, given, due):
            return None
    answers, rights = np.array(given, float), np.array(due, float)
    if not (np.isfinite(answers) & np.isfinite(rights)).all():
        return None
    with np.errstate(over="ignore"):
        far = np.abs(answers - rights) > FARTHEST_ROUNDED + 1e-11 * np.abs(rights)
    if far.any():  # as in most answers: no decimal need be tried
        return None
    whole = np.isclose(answers, rights, rtol=1e-12, atol=0)  # not every number need be rounded
    for decimals in range(1, 9):
        cut = (np.abs(np.round(rights, decimals) - rights) > 1e-12 * np.abs(rights)) & ~whole
        told = cut & (answers != 0)
        # A number that is rounded away to 0 could as well be lost in another way.
        if 2 * np.sum(told) > np.sum(cut) and np.all(
            whole | _as_rounded(answers, rights, decimals)
        ):
            return decimals
    return None


def _as_rounded(answers: np.ndarray, rights: np.ndarray, decimals: int) -> np.ndarray:
    # To the last bits: a measured number may lie near a rounded one.
    return np.isclose(answers, np.round(rights, decimals), rtol=2e-15, atol=0)


def first_wrong(given: Any, due: Any, tolerance: float) -> int | None:
    """The place, in the order in which they are written, of the first number of an answer that is
    not right; None when the forms differ or all numbers agree."""
    numbers: list[float] = []
    rights: list[float] = []
    if not pair_numbers(given, due, numbers, rights):
        return None
    wrong = ~close(np.array(numbers), np.array(rights), tolerance)
    return int(np.argmax(wrong)) if wrong.any() else None
