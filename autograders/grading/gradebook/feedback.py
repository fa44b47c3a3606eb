"""nbgrader's feedback page, made to stand alone: nothing fetched, no script, formulas as MathML.

`nbgrader generate_feedback` and formgrader's button write it; nbgrader's own template would load
MathJax and require.js from the internet, and show formulas as TeX wherever that does not answer.
"""

import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from chainrule.site.formulas import mathml
from chainrule.site.stage import SiteError
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
FETCHES = (
    "script",
    "link",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "video",
    "audio",
    "source",
)
LITERAL = ("pre", "code", "style", "math", "title", "textarea")
FORMULA = re.compile(r"\$\$(?P<block>.+?)\$\$|(?<![\\$])\$(?P<line>[^$\n]+?)\$", re.DOTALL)
OUTSIDE = re.compile(r"@import[^;]*;|url\((?!\s*['\"]?data:)[^)]*\)")


class FeedbackExporter(HTMLExporter):
    """The page of `nbgrader generate_feedback`."""

    def from_notebook_node(  # type: ignore[override]  # HTMLExporter gives a text, too
        self, nb: NotebookNode, resources: dict | None = None, **kw: object
    ) -> tuple[str, dict]:
        """nbgrader's page of a graded notebook, without anything that a browser would fetch."""
        text, resources = super().from_notebook_node(nb, resources=resources, **kw)
        return standing_alone(text), resources


def standing_alone(text: str) -> str:
    """The same page with its formulas drawn, and with no script, fetched file or outside style."""
    page = BeautifulSoup(text, "html.parser")
    for tag in page.find_all(FETCHES):
        tag.decompose()
    for style in page.find_all("style"):
        style.string = OUTSIDE.sub("none", style.string or "")
    for tag in page.find_all(True):
        _keep_inside(tag)
    for string in list(page.find_all(string=_holds_a_formula)):
        if not string.find_parent(LITERAL):
            string.replace_with(*_with_formulas(string))
    if page.html is not None:
        page.html["lang"] = "en"
    if page.head is not None:
        policy = {"http-equiv": "Content-Security-Policy", "content": POLICY}
        page.head.insert(0, page.new_tag("meta", attrs=policy))
    return str(page)


def _holds_a_formula(text: str | None) -> bool:
    return bool(text and FORMULA.search(text))


def _keep_inside(tag: Tag) -> None:
    """No handler, and no picture but one that the page itself holds."""
    for name in [name for name in tag.attrs if name.startswith("on") or name == "srcset"]:
        del tag[name]
    if OUTSIDE.search(str(tag.get("style", ""))):
        del tag["style"]
    if tag.name == "meta" and str(tag.get("http-equiv", "")).lower() == "refresh":
        tag.decompose()
    elif tag.has_attr("src") and not str(tag["src"]).startswith("data:"):
        tag.replace_with(NavigableString(f"[picture: {tag.get('alt') or tag['src']}]"))


def _with_formulas(string: NavigableString) -> list[PageElement]:
    """The text in parts; a formula that is not understood stays as it was written."""
    parts: list[PageElement] = []
    end = 0
    for found in FORMULA.finditer(string):
        try:
            drawn = mathml(found["block"] or found["line"], block=bool(found["block"]))
        except SiteError:
            continue
        parts.append(NavigableString(string[end : found.start()]))
        parts.extend(list(BeautifulSoup(drawn, "html.parser").contents))
        end = found.end()
    return [*parts, NavigableString(string[end:])]
