"""What a lesson says about itself: title, minutes, objectives, and its place in the course."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .stage import SiteError

_PLACE = re.compile(r"^\*\*You are here:\*\*\s*(.+)$", re.M)
_ROW = re.compile(
    r"^\|\s*(?P<part>[^|]+?)\s*\|\s*(?P<least>\d+)(?:–(?P<most>\d+))?\s*"
    r"\|\s*(?P<goal>[^|]+?)\s*\|$",
    re.M,
)
_TITLE = re.compile(r"\A\s*# (.+)$", re.M)


@dataclass(frozen=True)
class Part:
    """One part of a lesson: what a learner can do after these minutes."""

    name: str
    minutes: int
    goal: str


@dataclass(frozen=True)
class Lesson:
    """One lesson that exists. `name` is its folder, `number` like "01"."""

    name: str
    path: Path
    title: str
    lead: str
    parts: tuple[Part, ...]
    notebook: Any

    @property
    def number(self) -> str:
        return self.name[:2]

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)

    @property
    def page(self) -> str:
        """The file of its page."""
        return f"{self.name}.html"


@dataclass(frozen=True)
class Stop:
    """One stop of the course map; `lesson` is None while it is being written."""

    number: str
    name: str
    lesson: Lesson | None


def read_lesson(path: Path) -> Lesson:
    """Read the notebook `NN_name/NN_name.ipynb`; SiteError with one line when it has no title."""
    import nbformat

    if not path.is_file():  # to read a pipe would wait for ever
        raise SiteError(f"{path.name} is no file: rename it or take it away")
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise SiteError(f"{path.name} is not a notebook: {error}") from None
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    title = _TITLE.search(texts[0]) if texts else None
    if not title:
        raise SiteError(f"{path.name}: the first cell should begin with `# ` and the title")
    return Lesson(
        name=path.stem,
        path=path,
        title=title[1].strip(),
        lead=_lead(texts[0]),
        parts=_parts(texts),
        notebook=notebook,
    )


def read_course(lessons: Path) -> list[Lesson]:
    """All lessons below `lessons`, in order."""
    paths = sorted(
        folder / f"{folder.name}.ipynb"
        for folder in lessons.iterdir()
        if folder.name[:2].isdigit() and (folder / f"{folder.name}.ipynb").exists()
    )
    if not paths:
        raise SiteError(f"there are no lessons in {lessons}")
    return [read_lesson(path) for path in paths]


def course_map(course: list[Lesson]) -> list[Stop]:
    """Every stop of the course, also those that are only announced in "You are here"."""
    by_number = {lesson.number: lesson for lesson in course}
    names: dict[str, str] = {}
    for lesson in course:
        line = _PLACE.search(lesson.notebook.cells[0].source)
        for stop in line[1].split("→") if line else []:
            plain = re.sub(r"\]\([^)]*\)|[\[*]", "", stop).strip()
            number, _, name = plain.partition(" ")
            if number.isdigit():
                names.setdefault(number, name)
    for lesson in course:
        names.setdefault(lesson.number, lesson.title)
    return [Stop(number, names[number], by_number.get(number)) for number in sorted(names)]


def without_place(markdown: str) -> str:
    """The text without its line "You are here", for which a page has a bar of its own."""
    return _PLACE.sub("", markdown)


def _lead(first_cell: str) -> str:
    paragraphs = without_place(_TITLE.sub("", first_cell, count=1)).strip().split("\n\n")
    return paragraphs[0].strip()


def _parts(texts: list[str]) -> tuple[Part, ...]:
    for text in texts:
        found = [Part(row["part"], _minutes(row), row["goal"]) for row in _ROW.finditer(text)]
        if found:
            return tuple(found)
    return ()


def _minutes(row: re.Match) -> int:
    """What a row states; the middle of a range, such as 15 for "12–18"."""
    least = int(row["least"])
    return (least + int(row["most"] or least)) // 2
