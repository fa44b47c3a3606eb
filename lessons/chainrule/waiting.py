"""Cells that use what the learner writes further up say kindly what they wait for."""

import contextlib
import traceback
from collections.abc import Iterator


@contextlib.contextmanager
def waits_for(name: str) -> Iterator[None]:
    """Run the block that uses the learner's function `name`, or say that it waits for it.

        with waits_for("slope"):
            print(slope(square, 3.0))

    While the function is missing, unfinished or returns None, one line says so; when it crashes,
    one line names the error. Errors of any other origin are raised as usual.
    """
    try:
        yield
    except NotImplementedError:
        _ask_for(name, "is not written yet")
    except NameError as error:
        if error.name != name:
            raise
        _ask_for(name, "is not defined yet: run the cell in which you write it")
    except Exception as error:
        if _raised_inside(error, name):
            _ask_for(name, f"stops with {type(error).__name__}: {error}")
        elif isinstance(error, TypeError) and "NoneType" in str(error):
            _ask_for(name, "gives nothing back yet: is there a return?")
        else:
            raise


def _ask_for(name: str, state: str) -> None:
    print(f"This cell waits for your {name}, which {state}. Come back and run it again afterwards.")


def _raised_inside(error: Exception, name: str) -> bool:
    return any(frame.name == name for frame in traceback.extract_tb(error.__traceback__))
