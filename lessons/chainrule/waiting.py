"""Cells that use what the learner writes or predicts further up say kindly what they wait for."""

import contextlib
import traceback
from collections.abc import Iterator

from chainrule.holding_back import held_until
from chainrule.probing.unwritten import is_unwritten


class DoesNotFit(ValueError):
    """What one of the course's tools was given does not fit together; one clause says how."""


@contextlib.contextmanager
def waits_for(*names: str, after: str = "") -> Iterator[None]:
    """Run the block that uses the learner's functions `names`, or say which one it waits for.

        with waits_for("slope", after="smaller_h"):
            print(slope(square, 3.0))

    What it shows is held back until the prediction `after` is committed or skipped, if one is
    named; the block itself runs at once, so that what it defines is there.
    While one of them is missing, unfinished or returns None, one line says so; when it crashes,
    one line names the error; and so it is when what it gives back cannot be unpacked or drawn.
    Errors of any other origin are raised as usual.
    """
    try:
        with held_until(after) if after else contextlib.nullcontext():
            yield
    except NameError as error:
        if error.name not in names:
            raise
        _ask_for(error.name, "is not defined yet: run the cell in which you write it")
    except Exception as error:
        if not names:
            raise
        if is_unwritten(error):
            _ask_for(_raised_inside(error, names) or names[0], "is not written yet")
            return
        culprit = _raised_inside(error, names)
        if culprit:
            _ask_for(culprit, f"stops with {type(error).__name__}: {error}")
        elif isinstance(error, TypeError) and "NoneType" in str(error):
            _ask_for(" or ".join(names), "gives nothing back yet: is there a return?")
        elif isinstance(error, DoesNotFit):
            _ask_for(" or ".join(names), f"gives back what does not fit: {error}")
        elif "to unpack" in str(error) or "cannot unpack" in str(error):
            _ask_for(" or ".join(names), "gives back another number of values than asked for")
        else:
            raise


def _ask_for(name: str, state: str) -> None:
    print(f"This cell waits for your {name}, which {state}. Come back and run it again afterwards.")


def _raised_inside(error: Exception, names: tuple[str, ...]) -> str:
    """The innermost of these functions in which an error arose; nothing when in none of them."""
    frames = reversed(traceback.extract_tb(error.__traceback__))
    return next((frame.name for frame in frames if frame.name in names), "")
