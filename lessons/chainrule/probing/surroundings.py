"""The names that a learner's function finds around it, and others in their place for a while.

They are the learner's own: whatever happens meanwhile (an error, a stopped loop, the process's
end), every name stands again for what it stood for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

_MOST_WRAPPERS = 20


def names_around(answer: Callable) -> dict[str, Any] | None:
    """The names of the module or notebook that a function, or a class, was written in.

    Of a class it is where the first of its methods was written; of a decorated function, where the
    function inside was. None when there are no Python names, as around `max`.
    """
    answer = unwrapped(answer)
    if isinstance(answer, type):
        members = list(vars(answer).values())
    else:
        members = [answer, vars(type(answer)).get("__call__")]
    for member in members:
        plain = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
        names = getattr(plain, "__globals__", None)
        if isinstance(names, dict):
            return names
    return None


def unwrapped(answer: Callable) -> Callable:
    """The function inside of decorators and of `functools.partial`."""
    for _ in range(_MOST_WRAPPERS):
        inner = answer.func if isinstance(answer, partial) else getattr(answer, "__wrapped__", None)
        if inner is None:
            break
        answer = inner
    return answer


@contextmanager
def replaced(names: dict[str, Any], others: Mapping[str, Any]) -> Iterator[None]:
    """Let names stand for `others` inside the block, and for what they stood for afterwards."""
    before = {name: names[name] for name in others if name in names}
    new = [name for name in others if name not in before]
    try:
        names.update(others)
        yield
    finally:
        _put_back(names, before, new)


def _put_back(names: dict[str, Any], before: Mapping[str, Any], new: list[str]) -> None:
    """To the end, also when a learner presses Interrupt again in the middle of it."""
    interrupted = None
    while True:
        try:
            names.update(before)
            for name in new:
                names.pop(name, None)
            break
        except KeyboardInterrupt as again:
            interrupted = again
    if interrupted is not None:
        raise interrupted
