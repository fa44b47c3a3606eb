"""Is an exercise still as the course left it? The line `raise NotImplementedError` tells."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from types import CodeType

from chainrule.probing.surroundings import unwrapped


def is_unwritten(error: BaseException) -> bool:
    """Whether this is the line that the course leaves in an exercise: `raise NotImplementedError`.

    Libraries raise errors of this family, too, as IPython does for `input()` where nobody can type;
    theirs say something, or have a class of their own.
    """
    return type(error) is NotImplementedError and not error.args


def where_raised(error: BaseException) -> CodeType | None:
    """The code of the function in which an error arose; None when it was never raised."""
    codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    return codes[-1] if codes else None


def stands_in(answer: Callable, code: CodeType | None) -> bool:
    """Whether this code is a line of `answer` itself: of the function, or a method of the class.

    What a function calls is not its own: of two exercises only one may be unwritten.
    """
    inner = unwrapped(answer)
    name = getattr(inner, "__qualname__", None) or type(inner).__qualname__
    return code is not None and f"{code.co_qualname}.".startswith(f"{name}.")
