"""`python3 autograders new NN_name`: a new lesson that works, to be rewritten piece by piece.

It has one part, one question and one exercise. Nothing that exists is overwritten; the one file
that is changed is the list of the exercise modules.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path

from autograders.authoring.course import LESSON_NAME, AuthorError, Course

TEMPLATES = Path(__file__).resolve().parent / "templates"
LONGEST_LINE = 100
_IMPORT = re.compile(r"from autograders\.exercises import (?:\([^)]*\)|[^\n(]*)\n")
_LISTED = re.compile(r"_LESSONS = \([^)]*\)\n")
_MODULE = re.compile(r"lesson_\d\d")
_MAP = re.compile(r"^# \*\*You are here:\*\* (.*)$", re.MULTILINE)
_STOP = re.compile(r"\*\*(.+?)\*\*|\[(.+?)\]\(.+?\)|(.+)")


def main(argv: list[str], course: Course | None = None) -> int:
    """Make the lesson that `argv` names; returns the exit code."""
    chosen = _parser().parse_args(argv)
    course = course or Course(Path(__file__).resolve().parents[2])
    try:
        made = make(course, chosen.lesson)
    except AuthorError as error:
        for line in error.problems:
            print(line, file=sys.stderr)
        return 1
    number = chosen.lesson[:2]
    for path in made:
        print(f"{course.shown(path)}: written")
    print(f"Next: python3 autograders build {number}, then python3 lessons {number}.")
    print(
        "Before the tests pass: name the lesson in README.md and in the other lessons' maps, its "
        "minutes in tests/lessons/test_lessons.py, its claims in its cells, and two other right "
        "solutions in tests/exercises/right_solutions.py."
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    built = argparse.ArgumentParser(
        prog="python3 autograders new",
        description="Write solutions/NN_name.py and autograders/exercises/lesson_NN.py for a new "
        "lesson: one part, one question, one exercise. Nothing is overwritten.",
        epilog="exit codes: 0 done, 1 the lesson cannot be made (one line says why), 2 wrong "
        "arguments",
    )
    built.add_argument("lesson", metavar="NN_name", help="for example 05_layers")
    return built


def make(course: Course, lesson: str) -> list[Path]:
    """Write a lesson's source and exercises, and list them; gives the files.

    Raises AuthorError when the name is none, or something of that number exists already.
    """
    if not LESSON_NAME.fullmatch(lesson):
        raise AuthorError(
            f"{lesson!r} is no lesson's name: two digits, then words in small letters joined by "
            "underscores, such as 05_layers"
        )
    number, words = lesson[:2], lesson[3:].replace("_", " ")
    folder = course.root / "autograders" / "exercises"
    source, exercises = course.source(lesson), folder / f"lesson_{number}.py"
    taken = [*course.root.glob(f"solutions/{number}_*"), *course.root.glob(f"lessons/{number}_*")]
    for path in (*sorted(taken), exercises):
        if path.exists():
            raise AuthorError(f"{course.shown(path)} exists already; choose another number")
    listing = folder / "__init__.py"
    listed = _listed(listing, course, number)
    values = {
        "NN": number,
        "lesson": lesson,
        "name": lesson[3:],
        "words": words,
        "Title": words.capitalize(),
        "map": _map(course, number, words),
        "next": f"{int(number) + 1:02d} · what comes then.",
    }
    _write(source, _filled("lesson.py.txt", values))
    _write(exercises, _filled("exercises.py.txt", values))
    _write(listing, listed)
    return [source, exercises, listing]


def _filled(template: str, values: dict[str, str]) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    return re.sub(r"@(\w+)@", lambda found: values[found[1]], text)


def _listed(path: Path, course: Course, number: str) -> str:
    """The list of the exercise modules with one more."""
    text = path.read_text(encoding="utf-8")
    listed = _LISTED.search(text)
    if not (listed and _IMPORT.search(text)):
        raise AuthorError(
            f"{course.shown(path)}: holds no line `from autograders.exercises import …` or no "
            "`_LESSONS = (…)`; put them back as they were"
        )
    known = _MODULE.findall(listed[0])
    modules = sorted({*known, f"lesson_{number}"})
    imported = _statement("from autograders.exercises import ", modules, brackets=False)
    text = _IMPORT.sub(imported, text, count=1)
    return _LISTED.sub(_statement("_LESSONS = ", modules, brackets=True), text, count=1)


def _statement(start: str, names: list[str], brackets: bool) -> str:
    """As the formatter writes it: in one line where that is short enough."""
    line = ", ".join(names) + ("," if brackets and len(names) == 1 else "")
    line = f"{start}({line})" if brackets else f"{start}{line}"
    if len(line) <= LONGEST_LINE:
        return f"{line}\n"
    return "".join([f"{start}(\n", *(f"    {name},\n" for name in names), ")\n"])


def _map(course: Course, number: str, words: str) -> str:
    """The line that says where the reader is, with a link to every lesson that exists."""
    stops = _stops(course)
    if not any(stop.startswith(number) for stop in stops):
        stops.append(f"{number} {words}")
    names = {name[:2]: name for name in course.lessons()}
    shown = []
    for stop in stops:
        name = names.get(stop[:2])
        if stop[:2] == number:
            shown.append(f"**{stop}**")
        else:
            shown.append(f"[{stop}](../{name}/{name}.ipynb)" if name else stop)
    return f"**You are here:** {' → '.join(shown)}"


def _stops(course: Course) -> list[str]:
    """The stops of the map in the first lesson that has one: "00 predictions", …"""
    for lesson in course.lessons():
        found = _MAP.search(course.source(lesson).read_text(encoding="utf-8"))
        if found:
            stops = [_STOP.fullmatch(stop.strip()) for stop in found[1].split("→")]
            return [next(filter(None, stop.groups())) for stop in stops if stop]
    return []


def _write(path: Path, text: str) -> None:
    """The whole file or none."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)
