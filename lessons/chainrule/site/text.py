"""A lesson's Markdown and Python as HTML."""

import html
import re
from collections.abc import Callable
from typing import Any

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .formulas import mathml


def python(code: str) -> str:
    """Python code, coloured by classes."""
    inside = highlight(code, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)).rstrip("\n")
    return f'<pre class="code"><code>{inside}</code></pre>'


class Text:
    """Turns the Markdown cells of one page into HTML; remembers its headings.

    `resolve` turns the target of a link or picture into an address for the page.
    """

    def __init__(self, resolve: Callable[[str], str]):
        self._resolve = resolve
        self.headings: list[tuple[int, str, str]] = []  # level, anchor, words
        self._anchors: set[str] = set()

    def html(self, markdown: str, attachments: dict | None = None) -> str:
        """The HTML of one Markdown text."""
        renderer = _Renderer(self, escape=False, attachments=attachments or {})
        return MarkdownWithMath(renderer=renderer).render(markdown)

    def heading(self, words: str, level: int) -> str:
        plain = html.unescape(re.sub(r"<math.*?</math>|<[^>]+>", _latex_or_nothing, words))
        base = re.sub(r"[^\w]+", "-", plain.casefold()).strip("-") or "part"
        anchor, number = base, 1
        while anchor in self._anchors:
            number += 1
            anchor = f"{base}-{number}"
        self._anchors.add(anchor)
        self.headings.append((level, anchor, plain))
        return f'<h{level} id="{anchor}">{words}</h{level}>\n'

    def address(self, target: str) -> str:
        return self._resolve(target)


def _latex_or_nothing(found: re.Match) -> str:
    latex = re.search(r'data-latex="([^"]*)"', found[0])
    return latex[1] if latex else ""


class _Renderer(IPythonRenderer):
    def __init__(self, page: Text, **options: Any):
        super().__init__(**options)
        self._page = page

    def heading(self, text: str, level: int, **_: Any) -> str:
        return self._page.heading(text, level)

    def link(self, text: str, url: str, title: str | None = None) -> str:
        return f'<a href="{html.escape(self._page.address(url), quote=True)}">{text}</a>'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        source = (
            self._embed_image_or_attachment(url)
            if url.startswith("attachment:")
            else self._page.address(url)
        )
        return (
            f'<img alt="{html.escape(text, quote=True)}" src="{html.escape(source, quote=True)}">'
        )

    def inline_math(self, body: str) -> str:
        return mathml(html.unescape(body))

    def block_math(self, body: str) -> str:
        return f'<div class="formula scrolls">{mathml(html.unescape(body), block=True)}</div>\n'

    def multiline_math(self, text: str) -> str:
        return self.block_math(text.strip().strip("$"))

    def latex_environment(self, name: str, body: str) -> str:
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def block_code(self, code: str, info: str | None = None) -> str:
        if (info or "").startswith("py"):
            return python(code)
        return f'<pre class="code"><code>{html.escape(code)}</code></pre>\n'
