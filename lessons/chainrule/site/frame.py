"""What all pages share: templates, style sheets, the one script, the policy that locks them."""

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup as Safe

from .stage import Figure, SiteError

HERE = Path(__file__).parent
EXPLORABLES = HERE.parent / "explorables"
LICENCE = "Code: MIT. Text and figures: CC BY 4.0. Font of the formulas: STIX Two Math, OFL 1.1."
AXE = "4.12"  # the release of axe-core with which the site and the figures were tested
GENERATOR = "chain rule course"  # the mark of our own pages, which may be written over


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals["LICENCE"] = LICENCE
    environment.globals["GENERATOR"] = GENERATOR
    environment.globals["AXE"] = AXE
    return environment


def render(template: str, **values: Any) -> str:
    return _templates().get_template(template).render(**values)


def make_page(
    template: str, *, data: dict, entries: set[str], styles: list[str], **values: Any
) -> str:
    scripts = {
        "first": (HERE / "templates" / "theme.js").read_text("utf-8"),
        "main": page_script(entries),
    }
    formulas = any("<math" in str(value) for value in values.values())
    return render(
        template,
        **values,
        policy=policy(scripts.values()),
        scripts={name: Safe(text) for name, text in scripts.items()},
        sheet=Safe(
            (_formula_font() if formulas else "") + (_widget_styles(styles) if data else "")
        ),
        data=Safe(_as_json(data)) if data else "",
    )


def policy(scripts: Iterable[str]) -> str:
    """The page's content security policy: our own scripts, and nothing from anywhere."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for text in scripts
    )
    return (
        f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; "
        "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
    )


def page_script(entries: set[str]) -> str:
    """One script: every figure's module and page.js. Plain, because files cannot load modules."""
    parts = ["'use strict';", "const entries = {};"]
    parts += [f"entries.{name} = {_as_function(name)};" for name in sorted(entries)]
    parts.append(f"({_as_function('page')}).start(entries);")
    return "(() => {\n" + "\n".join(parts) + "\n})();"


def _as_function(entry: str) -> str:
    from chainrule.explorables.linking import link

    linked = link(EXPLORABLES / "js" / f"{entry}.js")
    body, count = re.subn(r"^export default ", "return ", linked, flags=re.M)
    if count != 1 or "</script" in body:
        raise SiteError(f"{entry}.js cannot stand inside a page")
    return f"(() => {{\n{body}\n}})()"


@cache
def _formula_font() -> str:
    """The font of the formulas, inside the style sheet: a file may not load another one."""
    font = base64.b64encode((HERE / "fonts" / "stix_two_math_subset.woff2").read_bytes()).decode()
    return (
        '@font-face { font-family: "Course Math"; font-display: block; '
        f'src: url("data:font/woff2;base64,{font}") format("woff2"); }}\n'
    )


def _widget_styles(names: list[str]) -> str:
    sheets = EXPLORABLES / "css"
    wanted = ["base", *dict.fromkeys(names)]
    paths = [sheets / f"{name}.css" for name in wanted]
    return "\n".join(path.read_text("utf-8") for path in paths if path.exists())


def _as_json(data: dict) -> str:
    try:
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError as error:
        raise SiteError(f"a figure of {data['lesson']} cannot be kept as text: {error}") from None
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def figure_place(figure: Figure, place: str) -> str:
    """The element that a figure fills, with its still form for browsers that run no scripts."""
    if figure.kind in ("Question", "LineOrder"):
        choices = "".join(f"<li>{html.escape(one)}</li>" for one in figure.state.get("choices", ()))
        still = f"<p><b>{html.escape(figure.state['question'])}</b></p><ul>{choices}</ul>"
    else:
        from chainrule.explorables.still import as_image

        rows = "".join(
            f"<tr><th scope=row>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in figure.numbers
        )
        still = (
            f"<p><b>{html.escape(figure.title)}</b>, a still picture: "
            "the figure moves where JavaScript may run.</p>"
            + (as_image(figure.still, figure.told) if figure.still else "")
            + f"<table>{rows}</table>"
        )
    return f'<div class="figure" data-figure="{place}"><noscript>{still}</noscript></div>'
