"""The page of words and signs: lessons/GLOSSARY.md, with its links to lessons turned to pages."""

import re
from pathlib import Path

from markupsafe import Markup as Safe

from .frame import make_page
from .text import Text

FILE = "GLOSSARY.md"
PAGE = "glossary.html"
_LESSON = re.compile(r"(?P<name>\d\d_\w+)/(?P=name)\.ipynb")


def glossary_page(lessons: Path) -> str:
    """The finished page; empty where the folder `lessons` has no glossary."""
    file = lessons / FILE
    if not file.is_file():
        return ""
    source = re.sub(r"<!--.*?-->", "", file.read_text("utf-8"), flags=re.DOTALL)
    made = Text(_page_of).html(source)
    made = made.replace("<table>", '<div class="scrolls"><table>')
    made = made.replace("</table>", "</table></div>")
    return make_page(
        "glossary.html.j2",
        title="Words and signs",
        body=Safe(made),
        glossary=True,
        data={},
        entries=set(),
        styles=[],
    )


def _page_of(target: str) -> str:
    """The page of a lesson whose notebook `target` is; any other address as it is."""
    lesson = _LESSON.fullmatch(target)
    return f"{lesson['name']}.html" if lesson else target
