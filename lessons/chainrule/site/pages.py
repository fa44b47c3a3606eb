"""Put lessons into pages: what `python3 lessons --site` writes."""

import base64
import hashlib
import html
import json
import mimetypes
import os
import re
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup as Safe

from . import running
from .reading import Lesson, Stop, course_map, read_course, without_place
from .running import Again, Blank, Figure, Markup, Printed, Reveal, SiteError, Shown, Waits
from .text import Text, python

HERE = Path(__file__).parent
SCRIPTS = HERE.parent / "explorables" / "js"
CHECKS = HERE.parent / "checks"
LICENCE = "Code: MIT. Text and figures: CC BY 4.0."
NOT_YET = '<p class="hint not-yet">What this prints waits for your prediction above.</p>'
IN_NOTEBOOK = re.compile(r"Shift\+Enter|predictions\.json|Ctrl\+S|Run the cell|run the cell")
GENERATOR = "chain rule course"  # the mark of our own pages, which may be written over


@dataclass(frozen=True)
class Site:
    """The finished pages, by file name."""

    files: dict[str, str]

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
        if not ours or f'name="generator" content="{GENERATOR}"' not in path.read_text("utf-8"):
            raise SiteError(f"{folder} holds {path.name}, which is not of this site: name a new folder")


def _write(path: Path, text: str) -> None:
    handle, draft = tempfile.mkstemp(prefix=".draft-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.chmod(draft, 0o644)
    os.replace(draft, path)


def make_site(lessons: Path, binder: str = "", say: Callable[[str], None] = print) -> Site:
    """Export all lessons below `lessons`.

    `binder` is the beginning of a launch link ("https://mybinder.org/v2/gh/owner/name/main"),
    empty while the course has no public address. `say` hears one line for each lesson. Raises
    SiteError with one line.
    """
    course = read_course(lessons)
    stops = course_map(course)
    with ProcessPoolExecutor(
        max_workers=max(1, min(len(course), os.cpu_count() or 1)),
        mp_context=get_context("spawn"),
        max_tasks_per_child=1,
    ) as processes:
        runs = processes.map(running.run_lesson, [lesson.path for lesson in course])
        shown = list(runs)
    files = {}
    totals = {}
    for place, lesson in enumerate(course):
        page = LessonPage(lesson, shown[place], course, stops, binder)
        files[lesson.page] = page.html(
            before=course[place - 1] if place else None,
            after=course[place + 1] if place + 1 < len(course) else None,
        )
        totals[lesson.name] = page.questions
        say(f"{lesson.page}: {len(page.figures)} figures and questions")
    files["index.html"] = landing_page(course, stops, totals, binder)
    return Site(files)


# ------------------------------------------------------------------ one lesson


@dataclass
class LessonPage:
    """One lesson on its way into a page."""

    lesson: Lesson
    shown: list[Shown]
    course: list[Lesson]
    stops: list[Stop]
    binder: str
    figures: dict[str, dict] = field(default_factory=dict)
    entries: set[str] = field(default_factory=set)
    styles: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    blanks: set[str] = field(default_factory=set)
    again: set[str] = field(default_factory=set)
    open: list[str] = field(default_factory=list)  # predictions whose reveal is still to come

    @property
    def questions(self) -> int:
        """How many questions and predictions this lesson asks."""
        kinds = [figure["kind"] for figure in self.figures.values()]
        return sum(kind in ("Question", "LineOrder") for kind in kinds)

    def html(self, before: Lesson | None, after: Lesson | None) -> str:
        """The whole page."""
        self._text = Text(self._address)
        body = "".join(self._blocks())
        toc = [(anchor, words) for level, anchor, words in self._text.headings if level == 2]
        return _page(
            "lesson.html.j2",
            title=f"{self.lesson.number} · {self.lesson.title}",
            lesson=self.lesson,
            body=Safe(body),
            toc=toc,
            stops=self.stops,
            before=before,
            after=after,
            binder=binder_link(self.binder, self.lesson),
            data=self._data(),
            entries=self.entries,
            styles=self.styles,
        )

    def _blocks(self) -> list[str]:
        blocks = []
        in_exercise = False
        for number, (cell, shown) in enumerate(
            zip(self.lesson.notebook.cells, self.shown, strict=True)
        ):
            if cell.cell_type == "markdown":
                begins = cell.source.lstrip().startswith("### Exercise")
                if in_exercise and cell.source.lstrip().startswith("#"):
                    blocks.append("</section>")
                    in_exercise = False
                if begins:
                    blocks.append('<section class="exercise">')
                    in_exercise = True
                blocks.append(self._markdown(cell))
            elif cell.cell_type == "code":
                blocks.append(self._code(cell, shown, f"c{number}"))
                if running.is_check(cell) and in_exercise:
                    blocks.append("</section>")
                    in_exercise = False
        return blocks + ["</section>"] * in_exercise

    def _markdown(self, cell: Any) -> str:
        source = without_place(cell.source)
        made = self._text.html(source, cell.get("attachments"))
        made = made.replace("<table>", '<div class="scrolls"><table>')
        made = made.replace("</table>", "</table></div>")
        made = re.sub(r"<p>(.*?)</p>", _marked, made, flags=re.DOTALL)
        return f'<div class="prose">{made}</div>\n'

    def _code(self, cell: Any, shown: Shown, place: str) -> str:
        if running.is_check(cell):
            return _render(
                "task.html.j2",
                name=cell.metadata["nbgrader"]["grade_id"],
                lesson=self.lesson,
                binder=binder_link(self.binder, self.lesson),
            )
        code = python(cell.source)
        output = self._output(shown.pieces, place)
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            return output
        if running.is_answer(cell):
            return f'<div class="cell stub">{code}</div>\n'
        if running.only_imports(cell.source):
            return f'<details class="cell"><summary>Imports of this lesson</summary>{code}</details>\n{output}'
        figures_alone = shown.pieces and all(
            isinstance(piece, Figure | Again) for piece in shown.pieces
        )
        if figures_alone:
            return f'{output}<details class="cell after"><summary>Code of this figure</summary>{code}</details>\n'
        if "varies" in cell.metadata.get("tags", ()):
            output = '<p class="hint">What this prints differs from run to run: see it in the notebook.</p>'
        return f'<div class="cell">{code}{output}</div>\n'

    def _output(self, shown: list, place: str) -> str:
        """What a cell shows. What it prints waits, like a figure, for the predictions before it."""
        revealed = {piece.name for piece in shown if isinstance(piece, Reveal)}
        waits_for = [name for name in self.open if name in self.asked]
        pieces = []
        for number, piece in enumerate(shown):
            made = self._piece(piece, f"{place}-{number}")
            if waits_for and isinstance(piece, Printed | Markup):
                names = html.escape(" ".join(waits_for), quote=True)
                note = "" if revealed else NOT_YET
                made = f'<div class="held" data-after="{names}" hidden>{made}</div>{note}'
            pieces.append(made)
        self.open = [name for name in self.open if name not in revealed]
        return f'<div class="output">{"".join(pieces)}</div>' if pieces else ""

    def _piece(self, piece: Any, place: str) -> str:
        match piece:
            case Printed(text):
                return f"<pre>{html.escape(text.rstrip())}</pre>"
            case Markup(markup):
                return f'<div class="scrolls">{markup}</div>'
            case Reveal(name):
                self.asked.add(name)
                return (
                    f'<div class="revelation waiting" data-reveal="{html.escape(name)}" '
                    'aria-live="polite"><p>The answer waits for your prediction above.</p></div>'
                )
            case Again(lesson):
                self.again.add(lesson)
                self._needs("question", ("question",))
                return f'<div data-again="{html.escape(lesson)}"></div>'
            case Blank(name, hint):
                self.blanks.add(name)
                return (
                    f'<div class="blank" data-blank="{html.escape(name)}" '
                    f'data-hint="{html.escape(hint, quote=True)}"></div>'
                )
            case Waits(name):
                whose = f"your <code>{html.escape(name)}</code>" if name else "your own function"
                return f'<p class="hint">This cell uses {whose}: it runs in the notebook, once you have written it.</p>'
            case Figure():
                return self._figure(piece, place)
        raise TypeError(f"{self.lesson.name}: no page form for {type(piece).__name__}")

    def _figure(self, figure: Figure, place: str) -> str:
        self._needs(figure.entry, figure.styles)
        if "name" in figure.state and figure.kind in ("Question", "LineOrder"):
            self.asked.add(figure.state["name"])
            if figure.state.get("kind") == "prediction":
                self.open.append(figure.state["name"])
        state = figure.state | ({"locked": True} if figure.after else {})
        self.figures[place] = {
            "entry": figure.entry,
            "kind": figure.kind,
            "state": state,
            "after": figure.after,
        }
        return figure_place(figure, place)

    def _needs(self, entry: str, styles: tuple[str, ...]) -> None:
        self.entries.add(entry)
        for name in (*styles, entry):
            if name not in self.styles:
                self.styles.append(name)

    def _data(self) -> dict:
        """What page.js reads: figures, and of the check tables the questions of this page."""
        known = _answers("questions")
        page = {
            "lesson": self.lesson.name,
            "figures": self.figures,
            "questions": {name: known[name] for name in sorted(self.asked) if name in known},
            "blanks": {
                name: _answers("blanks")[name]
                for name in sorted(self.blanks)
                if name in _answers("blanks")
            },
        }
        if self.again:
            page["question"] = _empty_question()
            for lesson in self.again:
                page["questions"] |= _answers("questions", lesson)
        return page

    def _address(self, target: str) -> str:
        """Where a link or picture of the lesson leads on the site."""
        if re.match(r"[a-z]+:", target):
            return target
        if target.startswith("#"):
            return "#" + re.sub(r"[^\w]+", "-", target.casefold()).strip("-")
        file, _, anchor = target.partition("#")
        for lesson in self.course:
            if file == f"../{lesson.name}/{lesson.name}.ipynb":
                return lesson.page + (f"#{anchor.casefold()}" if anchor else "")
        path = self.lesson.path.parent / file
        kind = mimetypes.guess_type(path.name)[0] or ""
        if path.is_file() and kind.startswith("image/"):
            return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
        raise SiteError(f"{self.lesson.path.name} links to {target}, which the site does not have")


def _marked(paragraph: re.Match) -> str:
    """A paragraph that speaks of cells and files says that it means the notebook."""
    if not IN_NOTEBOOK.search(re.sub(r"<[^>]*>", "", paragraph[1])):
        return paragraph[0]
    return f'<p class="in-notebook"><b>In the notebook:</b> {paragraph[1]}</p>'


def figure_place(figure: Figure, place: str) -> str:
    """The element that a figure fills, with its still form for browsers that run no scripts."""
    if figure.kind in ("Question", "LineOrder"):
        still = f"<p><b>{html.escape(figure.state['question'])}</b></p>"
        choices = figure.state.get("choices", [])
        still += "<ul>" + "".join(f"<li>{html.escape(one)}</li>" for one in choices) + "</ul>"
    else:
        from chainrule.explorables.still import as_image

        still = f"<p><b>{html.escape(figure.title)}</b>, a still picture: the figure moves where JavaScript may run.</p>"
        still += as_image(figure.still, figure.title) if figure.still else ""
        still += "<table>" + "".join(
            f"<tr><th scope=row>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>"
            for name, value in figure.numbers
        )
        still += "</table>"
    return f'<div class="figure" data-figure="{place}"><noscript>{still}</noscript></div>'


# ------------------------------------------------------------------ the landing page


def landing_page(
    course: list[Lesson], stops: list[Stop], totals: dict[str, int], binder: str
) -> str:
    """The page that shows the way: course map, a first figure, how to begin."""
    from chainrule.explorables import NineKnobs

    text = Text(lambda target: target)
    leads = {lesson.name: Safe(text.html(lesson.lead)) for lesson in course}
    figure = running.figure_of(NineKnobs("game"))
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
    return _page(
        "landing.html.j2",
        title="The chain rule, from one slope to backpropagation",
        course=course,
        stops=stops,
        leads=leads,
        totals=totals,
        teaser=Safe(figure_place(figure, "teaser")),
        minutes=sum(lesson.minutes for lesson in course),
        binder=binder_link(binder, course[0]),
        data=data,
        entries={figure.entry},
        styles=[*figure.styles, figure.entry],
    )


# ------------------------------------------------------------------ templates, scripts, styles


def binder_link(binder: str, lesson: Lesson) -> str:
    """The launch link of a lesson; empty while the course has no public address."""
    if not binder:
        return ""
    return f"{binder}?urlpath=lab/tree/lessons/{lesson.name}/{lesson.name}.ipynb"


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
    return environment


def _render(template: str, **values: Any) -> str:
    return _templates().get_template(template).render(**values)


def _page(template: str, *, data: dict, entries: set[str], styles: list[str], **values: Any) -> str:
    scripts = {
        "first": (HERE / "templates" / "theme.js").read_text("utf-8"),
        "main": page_script(entries),
    }
    return _render(
        template,
        **values,
        policy=policy(scripts.values()),
        scripts={name: Safe(text) for name, text in scripts.items()},
        sheet=Safe(_formula_font() + _widget_styles(styles)),
        data=Safe(_as_json(data)),
    )


def policy(scripts: Any) -> str:
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

    linked = link(SCRIPTS / f"{entry}.js")
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
    sheets = HERE.parent / "explorables" / "css"
    wanted = ["base", *dict.fromkeys(names)]
    paths = [sheets / f"{name}.css" for name in wanted]
    return "\n".join(path.read_text("utf-8") for path in paths if path.exists())


def _as_json(data: dict) -> str:
    try:
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError as error:
        raise SiteError(f"a figure of {data['lesson']} cannot be kept as text: {error}") from None
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


@cache
def _answers(part: str, lesson: str = "") -> dict:
    """`questions` or `blanks` of one lesson's check table, or of all."""
    found: dict = {}
    for path in sorted(CHECKS.glob(f"{lesson or '*'}.json")):
        found |= json.loads(path.read_text("utf-8")).get(part, {})
    return found


@cache
def _empty_question() -> dict:
    from chainrule.explorables.question import Question

    return running.figure_of(Question()).state
