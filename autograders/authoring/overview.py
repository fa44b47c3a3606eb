"""The parts of READMEs that speak of the whole course, which `build` writes from the lessons.

A part stands between `<!-- NAME: written by …, do not edit -->` and `<!-- NAME: end -->`; whatever
else the page says stays as it is. A course without such a page or mark simply has none.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograders.authoring import claims, glossary
from autograders.authoring.course import Course


def pages(course: Course, products: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The pages with their parts written anew, from the lessons as `products` makes them."""
    lessons = _lessons(course, products)
    parts = {
        course.root / "README.md": {"lessons": listed(lessons)},
        course.root / "solutions" / "README.md": {"claims": claims.table(lessons)},
        course.root / "lessons" / "GLOSSARY.md": {"glossary": glossary.table(_names(lessons))},
    }
    made = {}
    for path, of_page in parts.items():
        text = path.read_bytes().decode("utf-8") if path.exists() else ""
        new = text
        for name, content in of_page.items():
            new = put_into(new, name, content)
        if any(_mark(name) in text for name in of_page):
            made[path] = new.encode()
    return made


def put_into(text: str, name: str, content: str) -> str:
    """The text with `content` between the marks of `name`; as it is without them."""
    before, begin, rest = text.partition(_mark(name))
    _, end, after = rest.partition(f"<!-- {name}: end -->")
    return f"{before}{begin}\n\n{content}\n\n{end}{after}" if begin and end else text


def _mark(name: str) -> str:
    return f"<!-- {name}: written by python3 autograders build, do not edit -->"


def listed(lessons: Mapping[str, NotebookNode]) -> str:
    """One line for each lesson that there is: number, title, minutes."""
    lines = ["| lesson | minutes |", "| --- | --- |"]
    for number, notebook in lessons.items():
        name = notebook.metadata["lesson"]
        title = _title(notebook)
        lines.append(f"| [{number}](lessons/{name}/{name}.ipynb) {title} | {_minutes(notebook)} |")
    return "\n".join(lines)


_ROW = re.compile(r"^\|[^|]+\|\s*(\d+)(?:–(\d+))?\s*\|[^|]+\|$", re.MULTILINE)


def _minutes(notebook: NotebookNode) -> str:
    """From the lesson's plan, the first table that states minutes."""
    for cell in notebook.cells:
        rows = _ROW.findall(cell.source) if cell.cell_type == "markdown" else []
        if rows:
            least, most = (sum(map(int, column)) for column in zip(*_ranges(rows), strict=True))
            return f"{least}" if least == most else f"{least}–{most}"
    return ""


def _ranges(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(least, most or least) for least, most in rows]


def _title(notebook: NotebookNode) -> str:
    found = re.search(r"^# (.+)$", notebook.cells[0].source, re.MULTILINE)
    return found[1].strip() if found else ""


def _names(lessons: Mapping[str, NotebookNode]) -> dict[str, str]:
    return {number: notebook.metadata["lesson"] for number, notebook in lessons.items()}


def _lessons(course: Course, products: Mapping[Path, bytes]) -> dict[str, NotebookNode]:
    """Student's notebooks by number: those just made, else those that lie there."""
    found = {}
    for lesson in course.lessons():
        path = course.lesson(lesson)
        made = products.get(path) or (path.read_bytes() if path.exists() else None)
        if made is not None:
            notebook = nbformat.reads(made.decode("utf-8"), as_version=4)
            notebook.metadata["lesson"] = lesson
            found[lesson[:2]] = notebook
    return found
