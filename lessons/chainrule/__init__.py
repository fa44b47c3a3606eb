"""What a student's notebook imports: checks, predictions and explorables of the course.

Names are looked up on first use, so that checking a function does not load the figures.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "check": "chainrule.checking",
    "predict": "chainrule.questions",
    "ask": "chainrule.questions",
    "reveal": "chainrule.questions",
    "explain": "chainrule.questions",
    "order_lines": "chainrule.questions",
    "confirm": "chainrule.questions",
    "again": "chainrule.questions",
    "waits_for": "chainrule.waiting",
    "load_cars": "chainrule.data",
    "load_digits": "chainrule.data",
    "load_drive_log": "chainrule.data",
    "load_penguins": "chainrule.data",
}

__all__ = [*sorted(_HOMES), "explorables"]


def __getattr__(name: str) -> Any:
    if name == "explorables":
        return import_module("chainrule.explorables")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'chainrule' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
