"""Training watched from outside: parameters kept on the way, and a function with another helper."""

from collections.abc import Callable, Iterable, Mapping
from types import FunctionType
from typing import Any

Params = Mapping[str, Any]


def keep_snapshots(
    go_on: Callable[[Params, int], tuple[Params, Iterable[float]]],
    start: Params,
    epochs: Iterable[int],
) -> dict[int, Params]:
    """Train in several legs, and return {epoch: parameters}, 0 and `start` among them.

    `go_on(params, n)` trains for n epochs more and returns the new parameters and the losses of
    these epochs; `epochs` says after how many the parameters are kept, in rising order.
    """
    kept, params, done = {0: start}, start, 0
    for epoch in epochs:
        params, _ = go_on(params, epoch - done)
        kept[epoch], done = params, epoch
    return kept


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
