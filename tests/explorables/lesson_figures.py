"""Every figure of every lesson, as the solved lesson shows it, on a page without Jupyter."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chainrule.explorables as explorables
from chainrule.site import stage
from chainrule.site.apart import run_lessons

from ..support import ROOT
from .page import BACKGROUND, host

FORMS = ("Question", "LineOrder")


@dataclass(frozen=True)
class Appearance:
    """One figure in one lesson: its class, its place among the lesson's cells, its traits."""

    lesson: str
    cell: int
    kind: str
    state: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.lesson[:2]}, cell {self.cell + 1}, {self.kind}"


def solved_lessons() -> list[Path]:
    return sorted((ROOT / "solutions").glob("[0-9][0-9]_*/*.ipynb"))


def appearances(lessons: list[Path]) -> list[Appearance]:
    """The figures of these notebooks in their order, uncovered. Runs every cell but the checks."""
    runs = run_lessons(lessons)
    return [
        Appearance(path.stem, number, piece.kind, {**piece.state, "locked": False})
        for path, shown in zip(lessons, runs, strict=True)
        for number, cell in enumerate(shown)
        for piece in cell.pieces
        if isinstance(piece, stage.Figure) and piece.kind not in FORMS
    ]


def page_of(shown: list[Appearance], theme: str = "light") -> str:
    """A page with these figures, one below the other."""
    state = {str(place): {"state": _with_code(each)} for place, each in enumerate(shown)}
    told = json.dumps(state).replace("</", "<\\/")
    places = "".join(f'<div data-model="{place}"></div>' for place in range(len(shown)))
    light = str(theme == "light").lower()
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Explorables</title>"
        f'<body data-jp-theme-light="{light}" style="margin:0;background:{BACKGROUND[theme]}">'
        f'{places}<script type="application/json" id="state">{told}</script>'
        f'<script type="module">{host()}</script></body></html>'
    )


def _with_code(shown: Appearance) -> dict[str, Any]:
    kind = getattr(explorables, shown.kind)
    kind._dress()  # it may be made nowhere else in this process
    return {**shown.state, "_esm": kind._esm, "_css": kind._css}
