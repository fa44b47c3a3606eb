"""Answers that are classes or iterators: how a probe uses one, and what is read of it.

A class is put through a few lines of code (`steps`) and then asked for values (`read`). The lines
are no secret: they run beside the learner's class, and the numbers they use travel with the probe.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from chainrule.probing.plain import (
    NotPlain,
    around_what_is_not_plain,
    class_name,
    copied,
)
from chainrule.probing.surroundings import names_around, replaced

_COLLECTIONS = (list, tuple, set, frozenset, dict, str, bytes, bytearray, np.ndarray)
_OVER_A_COLLECTION = tuple(type(iter(kind())) for kind in (list, tuple, set, dict, str, bytes))


CHECKED = "<check> "
"""What the file name of a line of a probe begins with; the line itself follows, so that a traceback
tells which of them was running."""

_OF_THE_DRIVER = ("given", "steps", "after", "read", "instead", "shown")


def call_class(made: Callable, args: tuple, kwargs: dict) -> dict[str, Any]:
    """For an answer that is a class: run `kwargs["steps"]`, then take each of `kwargs["read"]`.

    `args` is the name that the class has in these lines; the other keyword arguments are the names
    and values that they use. Returns {expression: value}; raises NotPlain when a value is no data.

    More are allowed. `kwargs["given"]` are lines that run first and only set up, so that no
    message shows them, `kwargs["after"]` such that run last, and `kwargs["shown"]` is what messages
    show in place of the steps. `kwargs["instead"]` names what stands in: while the steps run and
    are read, these names of theirs stand in the answer's own module or notebook as well, so that a
    function that is due to call `minibatches` calls theirs, which can note by whom it was called
    and how.
    """
    (name,) = args
    names = {key: value for key, value in kwargs.items() if key not in _OF_THE_DRIVER}
    names[name] = made
    _run(kwargs.get("given", ()), names)
    with _standing_in(made, name, kwargs.get("instead", ()), names):
        _run((*kwargs["steps"], *kwargs.get("after", ())), names)
        return {expression: _read(expression, names) for expression in kwargs["read"]}


def _run(lines: Sequence[str], names: dict[str, Any]) -> None:
    for line in lines:
        exec(_compiled(line, "exec"), names)


@lru_cache(maxsize=1000)  # the same few lines run at every probe, and for every answer of a class
def _compiled(line: str, mode: str) -> CodeType:
    return compile(line, f"{CHECKED}{line}", mode)


@contextmanager
def _standing_in(
    made: Callable, name: str, instead: Sequence[str], names: dict[str, Any]
) -> Iterator[None]:
    missing = [other for other in instead if other not in names or other == name]
    if missing:
        raise LookupError(f"nothing can stand in for {', '.join(missing)}: define it in `given`")
    around = names_around(made) if instead else None
    if around is None:
        yield
        return
    with replaced(around, {other: names[other] for other in instead}):
        yield


def _read(expression: str, names: dict[str, Any]) -> Any:
    value = eval(_compiled(expression, "eval"), names)
    try:
        return copied(value)  # taken now: what comes later cannot change it
    except NotPlain as reason:
        around = around_what_is_not_plain(value)
        raise NotPlain(f"{expression} is {around}{reason}") from None


def call_iterator(function: Callable, args: tuple, kwargs: dict) -> Any:
    """For an answer that gives item after item: take the first `kwargs["take"]`, see if it ends.

    Returns {"items": the items as `list` would hold them, "ends": whether there are no more}, and
    with `kwargs["lazily"]` also {"lazy": whether they are made one at a time}. One item more than
    `take` is asked for, so an endless iterator does no harm. When what comes back cannot be gone
    through, "items" is None and "returned" says what it is.
    """
    others = {key: value for key, value in kwargs.items() if key not in ("take", "lazily")}
    made = function(*args, **others)
    if made is None:
        return None
    try:
        source = iter(made)
    except TypeError:
        return {"items": None, "returned": class_name(made)}
    items = list(itertools.islice(source, kwargs["take"] + 1))
    found = {"items": items[: kwargs["take"]], "ends": len(items) <= kwargs["take"]}
    if kwargs.get("lazily"):
        found["lazy"] = not isinstance(made, _COLLECTIONS + _OVER_A_COLLECTION)
    return found
