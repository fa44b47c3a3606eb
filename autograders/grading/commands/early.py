"""Before a command's own modules are loaded: start what takes as long as loading them.

Where this process will judge itself, its warm student process starts beside the rest. It is a
guess from the words of the command line, and a wrong one costs a second of a processor.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import islice
from pathlib import Path

from autograders.grading.sandbox import walls, warm
from autograders.grading.sandbox.zygote import SandboxFailed

CONDITIONS = ("--time", "--memory", "--package", "--scratch")
"""With one of these, the process is of another kind, and starts when they have been read."""
FORMATS = ("fqdn", "idna", "rfc3987", "rfc3986_validator", "rfc3339_validator", "isoduration")
"""Packages that jsonschema does without where they are not installed."""
LOOKED_AT = 200
"""Folders looked into for a second notebook."""


def start(arguments: Sequence[str]) -> None:
    """Start the warm student process that `grade` will need in this process, if it will."""
    ordinary = not any(word.startswith(CONDITIONS) for word in arguments)
    if ordinary and judges_here(arguments):
        with suppress(walls.NoSandbox, SandboxFailed):  # the command says what is wrong
            warm.zygote("--unprotected" in arguments)
    read_notebooks_in()


def read_notebooks_in() -> None:
    """Import nbformat without what jsonschema checks addresses, dates and colours with.

    No notebook has such a format, and it is a third of all that this loads.
    """
    if "jsonschema" in sys.modules:
        return
    absent = [name for name in FORMATS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: there is none
    try:
        import_module("nbformat")
    finally:
        for name in absent:
            del sys.modules[name]


def judges_here(arguments: Sequence[str]) -> bool:
    """Will one process be enough: one notebook, or --jobs 1?"""
    words = " ".join(arguments).replace("=", " ").split()
    if {"--scheduler", "-h", "--help"} & {*words}:
        return False
    if "--jobs" in words:
        return words[words.index("--jobs") + 1 :][:1] == ["1"]
    folders = [path for path in map(Path, arguments) if path.is_dir()]
    return any(len(list(islice(_notebooks(folder), 2))) == 1 for folder in folders[:1])


def _notebooks(folder: Path) -> Iterator[str]:
    for _, inner, files in islice(os.walk(folder), LOOKED_AT):
        inner[:] = [name for name in inner if not name.startswith(".")]
        yield from (name for name in files if name.endswith(".ipynb"))
