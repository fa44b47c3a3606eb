"""What every hand-in is, wherever it lies: one student's notebook of one lesson."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Protocol

from autograders.grading.text import one_line

_OWN_WORDS = re.compile(r"my[-_ ]answers[^/]*\.json", re.IGNORECASE)


def is_own_words(name: str) -> bool:
    """Is a file of this name what `my_answers()` writes, whatever a platform put around it?"""
    return _OWN_WORDS.search(PurePosixPath(name).name) is not None


class NothingHandedIn(ValueError):
    """No submission was found; the message says what was looked for."""


class HandIn(Protocol):
    """One student's notebook of one lesson, in a folder of its own or among loose uploads.

    number: what another system calls the student; uploaded_as: what that system has put before the
    file's name; is_best: it was chosen because no other attempt earns more.
    """

    @property
    def student(self) -> str: ...

    @property
    def lesson(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def uploaded_as(self) -> str: ...

    @property
    def is_best(self) -> bool: ...

    @property
    def key(self) -> str:
        """A name of its own within a run."""

    def content(self) -> bytes:
        """The notebook's bytes; Unreadable with a reason for the student."""

    def changed(self) -> float:
        """When the notebook's file was last changed, in seconds since 1970."""

    def when(self) -> datetime | None:
        """The time at which it was handed in (UTC), as far as anything tells it."""


def instead(names: Sequence[str]) -> str:
    """What was handed in where no notebook was: some names of files, or that there are none."""
    what = f"no notebook but {', '.join(names[:3])}" if names else "an empty folder"
    return one_line(what)[:200]
