"""What formgrader shows of a student's text: no script runs where the instructor is logged in."""

import nbformat
import pytest
from bs4 import BeautifulSoup
from classroom import ROOT
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config, PyFileConfigLoader

from autograders.grading.gradebook.shown import harmless_html

ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)">x</a></svg>',
    '<math><mtext><table><mglyph><style><img src=x onerror="alert(1)"></style></table></math>',
    '<details open ontoggle="alert(1)"><summary>x</summary></details>',
    "<input autofocus onfocus=alert(1)><form action=/formgrader/api><button>x</button></form>",
    "<style>* { display: none }</style><link rel=stylesheet href=//x.org><base href=//x.org>",
    '<div id="essay" class="score" style="position:fixed;inset:0">x</div>',
    "[x](javascript:alert(1)) [y](JaVaScRiPt&colon;alert(1))",
    "<a href='&#106;avascript:alert(1)'>z</a>",
    "![x](https://x.example/seen.png) ![y](//x.example/seen.png) ![z](/api/contents)",
    "<img src='data:text/html;base64,AAAA'>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    r"$\href{javascript:alert(1)}{x}$ $&#92;cssId{essay}{x}$ $\style{position:fixed}{x}$",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "`<img src=x onerror=alert(1)>` &lt;script&gt;alert(1)&lt;/script&gt;",
]
ALIVE = [
    *("script", "iframe", "svg", "math", "style", "link", "base", "form", "input", "button"),
    *("object", "embed"),
]
HONEST = """# A heading

The *rate* is `a < b`, **so** $\\frac{dy}{dx} < 2$ and $a & b$.

1. one
2. [two](https://en.wikipedia.org/wiki/Chain_rule)

| a | b |
|---|:-:|
| 1 | 2 |

```python
def f(x): return x < 1
```

![drawn](data:image/png;base64,iVBORw0KGgo=) ![beside](nine_numbers.svg)
"""


def shown(text: str) -> BeautifulSoup:
    return BeautifulSoup(harmless_html(markdown2html_mistune(text)), "html.parser")


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_of_an_attack_is_alive(text):
    page = shown(text)
    assert page.find_all(ALIVE) == []
    for tag in page.find_all(True):
        assert not [name for name in tag.attrs if name.startswith("on") or name in ("id", "style")]
        assert not str(tag.get("href", "")).lower().startswith(("javascript", "data"))
        assert str(tag.get("src", "x")) == "x"
        assert "score" not in tag.get("class", [])
    told = page.get_text()
    for command in ("href", "cssId", "style"):
        assert f"\\{command}" not in told


def test_an_honest_text_reads_as_it_was_written():
    page = shown(HONEST)
    assert page.h1.get_text().startswith("A heading")
    assert page.code.get_text() == "a < b" and page.strong.get_text() == "so"
    told = page.get_text()
    assert r"$\frac{dy}{dx} < 2$" in told and "$a & b$" in told and "return x < 1" in told
    assert page.a["href"].startswith(("#", "https://"))
    assert [td.get_text() for td in page.find_all("td")] == ["1", "2"]
    assert page.find("img", alt="drawn")["src"] == "data:image/png;base64,iVBORw0KGgo="
    assert page.find("img", alt="beside")["src"] == "nine_numbers.svg"


def test_formgraders_own_template_shows_texts_so():
    """With the course's settings, as formgrader puts them into its exporter."""
    config = Config(
        PyFileConfigLoader("nbgrader_config.py", str(ROOT / "autograders")).load_config()
    )
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    about = {"grade_id": "essay", "grade": True, "solution": True, "locked": False, "points": 4}
    cells = [
        nbformat.v4.new_markdown_cell("".join(ATTACKS[:2]), metadata=metadata)
        for metadata in ({"nbgrader": about}, {})
    ]
    notebook = nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_raw_cell(ATTACKS[1])])
    names = "base_url submission_id assignment_id notebook_id last_name first_name next prev"
    resources = {**dict.fromkeys(names.split(), ""), "index": 0, "total": 1}
    text, _ = HTMLExporter(config=config).from_notebook_node(notebook, resources=resources)
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert(1)" not in text
    tags = BeautifulSoup(text, "html.parser").find_all(True)
    assert not [tag for tag in tags if tag.has_attr("onerror")]
