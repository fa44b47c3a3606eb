"""Training watched from outside: parameters kept on the way, and a function with another helper."""

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

import numpy as np

from chainrule.waiting import DoesNotFit

Params = Mapping[str, Any]


def keep_snapshots(
    go_on: Callable[[Params, int], tuple[Params, Iterable[float]]],
    start: Params,
    epochs: Iterable[int],
) -> dict[int, Params]:
    """Train in several legs, and return {epoch: parameters}, 0 and `start` among them.

    `go_on(params, n)` trains for n epochs more and returns the new parameters and the losses of
    these epochs; `epochs` says after how many the parameters are kept, in rising order. Raises
    DoesNotFit, in one clause, where these are not arrays of the names and shapes of `start`.
    """
    kept, params, done = {0: start}, start, 0
    for epoch in epochs:
        params, _ = go_on(params, epoch - done)
        _refuse_unlike(params, start)
        kept[epoch], done = params, epoch
    return kept


def _refuse_unlike(params: Params, start: Params) -> None:
    """What was trained has the arrays that it began with, or no figure could show them."""
    if not isinstance(params, Mapping):
        raise DoesNotFit(f"the parameters are of type {type(params).__name__}, and no dict")
    for name, array in start.items():
        if name not in params:
            raise DoesNotFit(f"the parameters have no {name!r} any more")
        if np.shape(params[name]) != np.shape(array):
            shapes = f"{np.shape(params[name])}, not {np.shape(array)}"
            raise DoesNotFit(f"the array {name!r} of the parameters has the shape {shapes}")


def with_other(function: Callable, **others: Any) -> Callable:
    """Return `function` as it is, but where it uses one of these names it meets the other thing.

    The function itself and the notebook's names stay as they are. Raises TypeError for what is no
    function written in Python.
    """
    if not isinstance(function, FunctionType):
        raise TypeError(f"with_other needs a function of yours, not {type(function).__name__}")
    made = FunctionType(
        function.__code__,
        {**function.__globals__, **others},
        function.__name__,
        function.__defaults__,
        function.__closure__,
    )
    made.__kwdefaults__ = function.__kwdefaults__
    return made
