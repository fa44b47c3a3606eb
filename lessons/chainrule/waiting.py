"""Cells that use what the learner writes or predicts further up say kindly what they wait for."""

import contextlib
import inspect
import traceback
from collections.abc import Iterator

from chainrule.cells import at_the_learners
from chainrule.holding_back import held_until
from chainrule.probing.unwritten import is_unwritten

LONGEST = 200
"""So many characters of an error's own text are shown."""


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
    In a learner's notebook any other error is one line, too, so that Run All brings back what
    stands below: a wrong answer ends in any of them. Elsewhere, where an author or the grader has
    to see it, it is raised as usual; so is every error of a block that names no function, and
    always what stops a cell from outside (KeyboardInterrupt, SystemExit).
    """
    try:
        with held_until(after) if after else contextlib.nullcontext():
            yield
    except Exception as error:
        if not names:
            raise
        waiting = _why_it_waits(error, names)
        if waiting:
            _ask_for(*waiting)
        elif not at_the_learners():
            raise
        elif hasattr(error, "_render_traceback_"):  # one of the course's own says what to do
            print(*error._render_traceback_())
        elif isinstance(error, NameError) and error.name:
            print(f"This cell needs {error.name}, which is not defined: has every cell above run?")
        else:
            _ask_for(_any_of(names), _may_not_fit(error), "(If you changed this cell, look there.)")


def _ask_for(name: str, state: str, also: str = "") -> None:
    waits = f"This cell waits for your {name}, which {state}{'' if state.endswith('?') else '.'}"
    print(*filter(None, [waits, also, "Come back and run it again afterwards."]))


def _why_it_waits(error: Exception, names: tuple[str, ...]) -> tuple[str, str] | None:
    """The function that is at fault and what is the matter with it; None where that is not sure."""
    culprit = _raised_inside(error, names)
    if isinstance(error, NameError) and error.name in names:
        return error.name, "is not defined yet: run the cell that defines it"
    if is_unwritten(error):
        return culprit or names[0], "is not written yet"
    if culprit:
        return culprit, f"stops with {_in_one_line(error)}"
    if isinstance(error, TypeError) and "NoneType" in str(error):
        return _any_of(names), "gives nothing back yet: is there a return?"
    if isinstance(error, DoesNotFit):
        return _any_of(names), f"gives back what does not fit: {error}"
    if "to unpack" in str(error) or "cannot unpack" in str(error):
        return _any_of(names), "gives back another number of values than asked for"
    return None


def _may_not_fit(error: Exception) -> str:
    """What to say of an error in the cell's own lines, which its learner may have changed."""
    line = _line_of_the_cell(error)
    where = f"`{line}` stops with " if line else ""
    return f"may give back what does not fit here: {where}{_in_one_line(error)}"


def _any_of(names: tuple[str, ...]) -> str:
    return " or ".join(names)


def _in_one_line(error: Exception) -> str:
    """The kind of an error and what it says, without the full stop that ends the sentence."""
    text = " ".join(str(error).split()).rstrip(".")
    short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return f"{type(error).__name__}: {short}" if short else type(error).__name__


def _raised_inside(error: Exception, names: tuple[str, ...]) -> str:
    """The innermost of these functions or classes in which an error arose; nothing if in none."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    # The whole name also tells a method's class, and the function that made an inner one.
    within = [part for frame in frames for part in frame.f_code.co_qualname.split(".")]
    return next((part for part in reversed(within) if part in names), "")


def _line_of_the_cell(error: Exception) -> str:
    """The cell's own line in which an error arose, or nothing where its text is not known."""
    ours = {__file__, contextlib.__file__, inspect.unwrap(held_until).__code__.co_filename}
    frames = traceback.extract_tb(error.__traceback__)
    outer = next((frame for frame in frames if frame.filename not in ours), None)
    return (outer.line or "").strip() if outer else ""
