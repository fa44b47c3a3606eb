"""What a student's notebook imports: checks, predictions and explorables of the course.

Names are looked up on first use, so that checking a function does not load the figures.
"""

import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_HOMES = {
    "bring": "chainrule.bringing",
    "check": "chainrule.passes",  # it keeps what passed
    "predict": "chainrule.questions",
    "ask": "chainrule.questions",
    "reveal": "chainrule.questions",
    "explain": "chainrule.questions",
    "order_lines": "chainrule.questions",
    "confirm": "chainrule.questions",
    "again": "chainrule.questions",
    "certificate": "chainrule.certificates",
    "looking_back": "chainrule.calibration",
    "my_answers": "chainrule.handing_in",
    "waits_for": "chainrule.waiting",
    "load_cars": "chainrule.data",
    "load_digits": "chainrule.data",
    "load_drive_log": "chainrule.data",
    "load_penguins": "chainrule.data",
}

__all__ = [*sorted(_HOMES), "explorables"]


def __getattr__(name: str) -> Any:
    if name == "explorables":
        return _load("chainrule.explorables")
    if name in _HOMES:
        return getattr(_load(_HOMES[name]), name)
    raise AttributeError(f"module 'chainrule' has no attribute {name!r}")


def _load(module: str) -> Any:
    """The module; ImportError with one line, where Python's own would hide the cause."""
    try:
        return import_module(module)
    except Exception as error:
        why = f"{type(error).__name__}: {error}"
        taken = _taken_for_a_library()
        if taken:
            raise ImportError(
                f"{taken.name} beside this notebook is taken for the library {taken.stem}: "
                f"rename it, then restart the kernel ({why})"
            ) from error
        if isinstance(error, AttributeError):  # `from chainrule import …` would swallow it
            raise ImportError(f"{module} cannot be loaded in this Python ({why})") from error
        raise


def _taken_for_a_library() -> Path | None:
    """A file or folder in the working folder that Python finds in place of a library."""
    needed = {"numpy", "matplotlib", "anywidget", "ipywidgets", "traitlets", "IPython"}
    try:
        beside = {path.stem for path in Path().iterdir()}
    except OSError:  # the folder may be gone
        return None
    for name in sorted((needed | sys.stdlib_module_names) & beside):
        for path in (Path(f"{name}.py"), Path(name) / "__init__.py"):
            try:
                found = find_spec(name) if path.exists() else None
                if found and found.origin and path.samefile(found.origin):
                    return path if path.stem == name else path.parent
            except (OSError, ValueError):
                continue  # built in, without a file
    return None


def __dir__() -> list[str]:
    return __all__
