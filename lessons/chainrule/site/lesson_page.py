"""One lesson on its way into a page: cells, what they show, and what the page has to know."""

import base64
import html
import json
import mimetypes
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup as Safe

from . import stage
from .frame import figure_place, make_page, render
from .reading import Lesson, Stop, without_place
from .stage import (
    Again,
    Blank,
    Failed,
    Figure,
    LookingBack,
    Markup,
    Printed,
    Reveal,
    Shown,
    SiteError,
    Waits,
)
from .text import Text, python

CHECKS = Path(__file__).parents[1] / "checks"
NOT_YET = '<p class="hint not-yet">What this prints waits for your prediction above.</p>'
VARIES = '<p class="hint">What this prints differs from run to run: see it in the notebook.</p>'
WAITS = '<p class="hint">This cell uses {}: it runs in the notebook, once you have written it.</p>'
LOOKING_BACK = (
    '<div data-looking-back><noscript><p class="hint">This looks back on your predictions where '
    "JavaScript may run.</p></noscript></div>"
)
#: A prediction that a cell's results wait for, wherever the cell stands.
HELD_AFTER = re.compile(r'waits_for\([^)]*\bafter="(\w+)"')
LONG_TEXT = 10_000  # characters: data, no words
FAILED = '<p class="hint">What this cell shows is missing here: it {}.</p>'
IN_NOTEBOOK = re.compile(r"Shift\+Enter|predictions\.json|Ctrl\+S|[Rr]un the cell|Run All Cells")
#: A paragraph that tells how cells are run: a page has none, so it goes without.
OF_CELLS = re.compile(r"●●●|Error displaying widget")


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
    looks_back: bool = False
    glossary: bool = False  # the site has a page of words and signs
    open: list[str] = field(default_factory=list)  # predictions whose reveal is still to come
    complaints: list[str] = field(default_factory=list)  # one line for each cell that went wrong

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
        return make_page(
            "lesson.html.j2",
            title=f"{self.lesson.number} · {self.lesson.title}",
            lesson=self.lesson,
            body=Safe(body),
            toc=toc,
            stops=self.stops,
            before=before,
            after=after,
            glossary=self.glossary,
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
                blocks.append(self._markdown(cell, number))
            elif cell.cell_type == "code":
                for piece in shown.pieces:
                    if isinstance(piece, Failed):
                        self._complain(number, piece.why)
                blocks.append(self._code(cell, shown, f"c{number}"))
                if stage.is_check(cell) and in_exercise:
                    blocks.append("</section>")
                    in_exercise = False
        return blocks + ["</section>"] * in_exercise

    def _complain(self, number: int, why: str) -> None:
        self.complaints.append(f"{self.lesson.path.name}, cell {number + 1} {why}")

    def _markdown(self, cell: Any, number: int) -> str:
        source = without_place(cell.source)
        try:
            made = self._text.html(source, cell.get("attachments"))
        except SiteError as error:
            self._complain(number, f"is shown as plain text: {error}")
            made = f"<pre>{html.escape(source)}</pre>"
        made = made.replace("<table>", '<div class="scrolls"><table>')
        made = made.replace("</table>", "</table></div>")
        made = re.sub(r"<p>(.*?)</p>", _marked, made, flags=re.DOTALL)
        return f'<div class="prose">{made}</div>\n'

    def _code(self, cell: Any, shown: Shown, place: str) -> str:
        if stage.is_check(cell):
            return render(
                "task.html.j2",
                name=cell.metadata["nbgrader"]["grade_id"],
                lesson=self.lesson,
                binder=binder_link(self.binder, self.lesson),
            )
        code = python(cell.source)
        output = self._output(shown.pieces, place, HELD_AFTER.findall(cell.source))
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            return output
        if stage.is_answer(cell):
            return f'<div class="cell stub">{code}</div>\n'
        if stage.only_imports(cell.source):
            return _folded("Imports of this lesson", code)  # a page has nothing to get ready
        figures_alone = shown.pieces and all(
            isinstance(piece, Figure | Again | LookingBack) for piece in shown.pieces
        )
        if figures_alone:
            return output + _folded("Code of this cell", code)
        if "varies" in cell.metadata.get("tags", ()):
            output = VARIES
        return f'<div class="cell">{code}{output}</div>\n'

    def _output(self, shown: list, place: str, held_after: list[str]) -> str:
        """What a cell shows. What it prints waits, like a figure, for the predictions before it.

        These are the open ones, and those that the cell itself is `held_after`.
        """
        revealed = {piece.name for piece in shown if isinstance(piece, Reveal)}
        named = dict.fromkeys([*self.open, *held_after])
        waits_for = [name for name in named if name in self.asked]
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
                return f"<pre><samp>{html.escape(text.rstrip())}</samp></pre>"
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
            case LookingBack():
                self.looks_back = True
                return LOOKING_BACK
            case Blank(name, hint):
                self.blanks.add(name)
                return (
                    f'<div class="blank" data-blank="{html.escape(name)}" '
                    f'data-hint="{html.escape(hint, quote=True)}"></div>'
                )
            case Failed(why):
                return FAILED.format(html.escape(why))
            case Waits(name):
                whose = f"your <code>{html.escape(name)}</code>" if name else "your own function"
                return WAITS.format(whose)
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
        figures, texts = with_shared_texts(self.figures)
        page: dict[str, Any] = {
            "lesson": self.lesson.name,
            "figures": figures,
            "texts": texts,
            "questions": {name: known[name] for name in sorted(self.asked) if name in known},
            "blanks": {
                name: _answers("blanks")[name]
                for name in sorted(self.blanks)
                if name in _answers("blanks")
            },
        }
        if self.looks_back:
            page["lessons"] = [lesson.name for lesson in self.course]
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


def with_shared_texts(figures: dict[str, dict]) -> tuple[dict[str, dict], list[str]]:
    """The figures without the long texts of their states, and these texts, each once.

    Several figures of a page can hold the same data. Instead of a text, a figure's "texts" then
    says under the trait's name where in the list it stands.
    """
    texts: list[str] = []
    slim = {}
    for place, figure in figures.items():
        state = dict(figure["state"])
        places = {}
        for name, value in figure["state"].items():
            if isinstance(value, str) and len(value) > LONG_TEXT:
                del state[name]
                if value not in texts:
                    texts.append(value)
                places[name] = texts.index(value)
        slim[place] = figure | {"state": state} | ({"texts": places} if places else {})
    return slim, texts


def _folded(summary: str, code: str) -> str:
    return f'<details class="cell"><summary>{summary}</summary>{code}</details>\n'


def _marked(paragraph: re.Match) -> str:
    """A paragraph whose sentences about cells and files say that they mean the notebook."""
    if OF_CELLS.search(paragraph[1]):
        return ""
    sentences = re.split(r"(?<=[.?!]) |(?<=[.?!]</strong>) ", paragraph[1])
    if not any(IN_NOTEBOOK.search(re.sub(r"<[^>]*>", "", one)) for one in sentences):
        return paragraph[0]
    told = False
    for place, one in enumerate(sentences):
        if IN_NOTEBOOK.search(re.sub(r"<[^>]*>", "", one)):
            said = one if told else f"<b>In the notebook:</b> {one}"
            sentences[place] = f'<span class="in-notebook">{said}</span>'
            told = True
    return f"<p>{' '.join(sentences)}</p>"


def binder_link(binder: str, lesson: Lesson) -> str:
    """The launch link of a lesson; empty while the course has no public address."""
    if not binder:
        return ""
    return f"{binder}?urlpath=lab/tree/lessons/{lesson.name}/{lesson.name}.ipynb"


@cache
def _answers(part: str, lesson: str = "") -> dict:
    """`questions` or `blanks` of one lesson's check table, or of all."""
    found: dict = {}
    for path in sorted(CHECKS.glob(f"{lesson or '*'}.json")):
        found |= json.loads(path.read_text("utf-8")).get(part, {})
    return found


@cache
def _empty_question() -> dict:
    from chainrule.questions.form import Question

    return stage.figure_of(Question()).state
