"""How sure a learner was and how often right, over the predictions of all lessons.

A page of the site does the same in the browser: js/page/calibration.js is the twin of what is
counted, said and drawn here, and a test holds the two together.
"""

import html
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chainrule import journal
from chainrule.journal import CONFIDENT, HESITANT, Entry
from chainrule.pictures import Picture
from chainrule.questions.known import TABLES

CERTAIN = 5
"""The highest confidence; the lowest is 1, a guess."""
ENOUGH = 5
"""So many predictions on either side, sure and not sure, before the two are compared."""


@dataclass(frozen=True)
class Level:
    """The predictions of one confidence whose outcome was seen: how many, and how many right."""

    confidence: int
    count: int
    right: int


@dataclass(frozen=True)
class Calibration:
    """One level for each confidence from 1 to 5, and how many outcomes were not yet looked at."""

    levels: tuple[Level, ...]
    unseen: int

    def of(self, least: int, most: int) -> Level:
        """The levels from `least` to `most` taken together, called by the first."""
        some = [level for level in self.levels if least <= level.confidence <= most]
        return Level(least, sum(one.count for one in some), sum(one.right for one in some))


def calibrate(entries: Iterable[Entry]) -> Calibration:
    """Count predictions by their confidence; what was skipped or asks for none is no prediction."""
    predictions = [
        entry
        for entry in entries
        if not entry.skipped and entry.confidence in range(1, CERTAIN + 1)
    ]
    levels = []
    for confidence in range(1, CERTAIN + 1):
        seen = [
            entry.right
            for entry in predictions
            if entry.confidence == confidence and entry.right is not None
        ]
        levels.append(Level(confidence, len(seen), sum(seen)))
    return Calibration(tuple(levels), sum(entry.right is None for entry in predictions))


def of_all_lessons() -> Calibration:
    """The calibration over the journals of all lessons that stand beside this one."""
    here = journal.current()
    books = [here]
    for lesson in sorted(path.stem for path in TABLES.glob("*.json")):
        if lesson != here.path.parent.name:
            books.append(journal.of_lesson(lesson))
    return calibrate(entry for book in books for entry in book.entries().values())


def looking_back() -> "LookingBack":
    """Show how often your predictions held, by how sure you were, over all lessons."""
    return LookingBack(of_all_lessons())


class LookingBack(Picture):
    """Bars of a calibration, with its sentences below."""

    def __init__(self, calibration: Calibration):
        shapes = "".join(_written(*shape) for shape in drawing(calibration))
        svg = (
            f'<svg viewBox="{BOX}" xmlns="http://www.w3.org/2000/svg" fill="currentColor" '
            f'style="width:100%;height:auto">{shapes}</svg>'
        )
        super().__init__(svg, told(calibration))
        self.verdict = " ".join(verdict(calibration))

    def __repr__(self) -> str:
        return f"{self.verdict}\n{self.told}"

    def _repr_html_(self) -> str:
        picture = super()._repr_html_().removesuffix("</figure>")
        return f"{picture}<figcaption>{html.escape(self.verdict)}</figcaption></figure>"


# --- in words -------------------------------------------------------------------------------------


def verdict(calibration: Calibration) -> list[str]:
    """Sentences about a calibration, in plain words, for everybody to read."""
    seen, unseen = calibration.of(1, CERTAIN), calibration.unseen
    if seen.count == 0 and unseen == 0:
        return ["No prediction of yours is kept here yet, so there is nothing to look back on."]
    if seen.count == 0:
        return [f"You have committed {_predictions(unseen)}, and seen no outcome yet."]
    said = [
        f"Of {_predictions(seen.count)} whose outcome you have seen, {_were(seen.right)} right."
    ]
    sure, unsure = calibration.of(CONFIDENT, CERTAIN), calibration.of(1, HESITANT)
    said += _compared(sure, unsure)
    missed = sure.count - sure.right
    if missed:
        verb, again = ("was", "that one is") if missed == 1 else ("were", "those are")
        missing = f"{_predictions(missed)} {verb} wrong although you were sure"
        said.append(f"{missing}: {again} worth a second look.")
    if unseen:
        said.append(f"{_predictions(unseen)} more {_wait(unseen)} for you to see the outcome.")
    return said


def _compared(sure: Level, unsure: Level) -> list[str]:
    said = []
    if sure.count:
        said.append(f"When you were sure (4 or 5), {_part(sure)} right.")
    if unsure.count:
        said.append(f"When you were not (1 or 2), {_part(unsure)} right.")
    if min(sure.count, unsure.count) < ENOUGH:
        return [*said, "That is too few to say how well you know what you know."]
    difference = sure.right * unsure.count - unsure.right * sure.count
    if difference > 0:
        return [*said, "So when you felt sure, you had more reason to."]
    if difference == 0:
        return [*said, "So being sure made no difference."]
    return [*said, "So you were right less often when you felt sure."]


def told(calibration: Calibration) -> str:
    """What the bars show, for whoever does not see them."""
    bars = " ".join(
        f"Confidence {level.confidence}: {_share(level)}." for level in calibration.levels
    )
    return f"Bars for how sure you were, from 1, a guess, to 5, certain. {bars}"


def _share(level: Level) -> str:
    return f"{level.right} of {level.count} right" if level.count else "no prediction"


def _part(level: Level) -> str:
    return f"{level.right} of {level.count} {'was' if level.right == 1 else 'were'}"


def _predictions(count: int) -> str:
    return "1 prediction" if count == 1 else f"{count} predictions"


def _were(count: int) -> str:
    return "1 was" if count == 1 else f"{count} were"


def _wait(count: int) -> str:
    return "waits" if count == 1 else "wait"


# --- as a drawing ---------------------------------------------------------------------------------

BOX = "0 0 460 214"
LEFT, RIGHT, TOP, BOTTOM, PITCH, BAR = 52, 452, 26, 158, 80, 44
"""Of the drawing, in its own units: the field, the next bar's place, and a bar's width."""

Shape = tuple[str, dict[str, Any], str]


def drawing(calibration: Calibration) -> list[Shape]:
    """The picture as plain data: (element, its attributes, its text)."""
    shapes: list[Shape] = []
    for percent in (0, 50, 100):
        y = BOTTOM - (BOTTOM - TOP) * percent / 100
        line = {"x1": LEFT, "x2": LEFT + 6 if percent else RIGHT, "y1": y, "y2": y}
        shapes.append(("line", line | {"stroke": "currentColor", "stroke-opacity": 0.6}, ""))
        shapes.append(_text(LEFT - 6, y + 4, "end", f"{percent} %"))
    for place, level in enumerate(calibration.levels):
        shapes += _bar(level, LEFT + PITCH * place + PITCH / 2)
    shapes.append(_text(LEFT + PITCH / 2, BOTTOM + 34, "middle", "a guess"))
    shapes.append(_text(RIGHT - PITCH / 2, BOTTOM + 34, "middle", "certain"))
    shapes.append(_text((LEFT + RIGHT) / 2, BOTTOM + 50, "middle", "how sure you were"))
    shapes.append(_text(0, 12, "start", "share that was right"))
    return shapes


def _bar(level: Level, middle: float) -> list[Shape]:
    height = (BOTTOM - TOP) * level.right / level.count if level.count else 0
    name = f"{level.right} of {level.count}" if level.count else "none"
    bar = {"x": middle - BAR / 2, "y": BOTTOM - height, "width": BAR, "height": height}
    return [
        ("rect", bar | {"fill": "#0072b2"}, ""),
        _text(middle, BOTTOM - height - 5, "middle", name),
        _text(middle, BOTTOM + 18, "middle", str(level.confidence)),
    ]


def _text(x: float, y: float, anchor: str, text: str) -> Shape:
    return ("text", {"x": x, "y": y, "text-anchor": anchor, "font-size": 13}, text)


def _written(tag: str, attributes: dict[str, Any], text: str) -> str:
    named = " ".join(
        f'{name}="{value if isinstance(value, str) else format(value, "g")}"'
        for name, value in attributes.items()
    )
    return f"<{tag} {named}>{html.escape(text)}</{tag}>"
