"""Make the pages of the course and write them: what `python3 lessons --site` does."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup as Safe

from . import stage
from .apart import run_lessons
from .frame import GENERATOR, figure_place, make_page
from .glossary import PAGE as GLOSSARY_PAGE
from .glossary import glossary_page
from .lesson_page import LessonPage, binder_link
from .reading import Lesson, Stop, course_map, read_course
from .stage import SiteError
from .text import Text


@dataclass(frozen=True)
class Site:
    """The finished pages, by file name."""

    files: dict[str, str]
    complaints: tuple[str, ...] = ()  # one line for each cell that went wrong

    def write(self, folder: Path) -> None:
        """Write the pages into `folder`; a folder that holds other things is left alone."""
        folder.mkdir(parents=True, exist_ok=True)
        refuse_strangers(folder)
        for old in folder.glob("*.html"):
            if old.name not in self.files:
                old.unlink()  # a lesson that is no longer there; ours, as was just seen
        for name, text in self.files.items():
            _write(folder / name, text)


def refuse_strangers(folder: Path) -> None:
    """SiteError unless `folder` is new, empty, or holds pages of ours alone."""
    if folder.exists() and not folder.is_dir():
        raise SiteError(f"{folder} is a file: name a folder for the site")
    for path in sorted(folder.iterdir()) if folder.exists() else []:
        if path.name.startswith("."):
            continue
        ours = path.suffix == ".html" and path.is_file()
        made_here = f'name="generator" content="{GENERATOR}"'.encode()
        if not ours or made_here not in path.read_bytes():
            raise SiteError(
                f"{folder} holds {path.name}, which is not of this site: name a new folder"
            )


def _write(path: Path, text: str) -> None:
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def make_site(
    lessons: Path,
    binder: str = "",
    say: Callable[[str], None] = print,
    patience: float = stage.PATIENCE,
) -> Site:
    """Export all lessons below `lessons`.

    `binder` is the beginning of a launch link ("https://mybinder.org/v2/gh/owner/name/main"),
    empty while the course has no public address. `say` hears one line for each lesson, and one for
    each cell that fails or takes more than `patience` seconds: its page is made without what it
    shows. Raises SiteError with one line.
    """
    course = read_course(lessons)
    stops = course_map(course)
    shown = run_lessons([lesson.path for lesson in course], patience)
    files = {}
    words = glossary_page(lessons)
    complaints: list[str] = []
    totals = {}
    for place, lesson in enumerate(course):
        page = LessonPage(lesson, shown[place], course, stops, binder, glossary=bool(words))
        files[lesson.page] = page.html(
            before=course[place - 1] if place else None,
            after=course[place + 1] if place + 1 < len(course) else None,
        )
        totals[lesson.name] = page.questions
        say(f"{lesson.page}: {len(page.figures)} figures and questions")
        for line in page.complaints:
            say(f"  {line}")
        complaints += page.complaints
    files["index.html"] = landing_page(course, stops, totals, binder, bool(words))
    files["accessibility.html"] = make_page(
        "accessibility.html.j2",
        title="Accessibility",
        glossary=bool(words),
        data={},
        entries=set(),
        styles=[],
    )
    if words:
        files[GLOSSARY_PAGE] = words
    return Site(files, tuple(complaints))


def landing_page(
    course: list[Lesson],
    stops: list[Stop],
    totals: dict[str, int],
    binder: str,
    glossary: bool = False,
) -> str:
    """The page that shows the way: course map, a first figure, how to begin."""
    from chainrule.explorables import NineKnobs

    text = Text(lambda target: target)
    leads = {lesson.name: Safe(text.html(lesson.lead)) for lesson in course}
    figure = stage.figure_of(NineKnobs("game"))
    data = {
        "lesson": "",
        "figures": {
            "teaser": {
                "entry": figure.entry,
                "kind": figure.kind,
                "state": figure.state,
                "after": "",
            }
        },
        "questions": {},
        "blanks": {},
    }
    return make_page(
        "landing.html.j2",
        title="The chain rule, from one slope to backpropagation",
        course=course,
        stops=stops,
        leads=leads,
        totals=totals,
        teaser=Safe(figure_place(figure, "teaser")),
        minutes=sum(lesson.minutes for lesson in course),
        binder=binder_link(binder, course[0]),
        glossary=glossary,
        data=data,
        entries={figure.entry},
        styles=[*figure.styles, figure.entry],
    )
