"""Run a lesson headless, as a learner meets it, and keep what every cell shows.

Exercises stay unsolved: stubs run, checks do not. A cell that builds on an exercise therefore says
what it waits for. Everything that Python would answer later (a reveal, a blank, a question asked
again) is kept by its name, so that the page can answer it.
"""

import _thread
import ast
import base64
import contextlib
import gc
import importlib
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chainrule.probing.unwritten import is_unwritten

#: Seconds after which a cell is stopped, and characters after which it prints no more.
PATIENCE = 60.0
LONGEST_PRINT = 100_000
CUT = "\n… (the rest of what this cell prints is left out)\n"
NO_CERTIFICATE = (
    '<p class="hint">The certificate is made in the notebook, which knows what has passed.</p>'
)
WIDGET = "application/vnd.jupyter.widget-view+json"
IMAGES = ("image/png", "image/jpeg")


class SiteError(Exception):
    """The site cannot be made; one line says where and why."""


@dataclass(frozen=True)
class Printed:
    """Text on standard output, or the plain form of a value."""

    text: str


@dataclass(frozen=True)
class Markup:
    """HTML that a cell displayed."""

    html: str


@dataclass(frozen=True)
class Figure:
    """An explorable or a question: its class, its JavaScript entry, its synchronised traits."""

    kind: str
    entry: str
    title: str
    styles: tuple[str, ...]
    state: dict[str, Any]
    after: str
    still: str
    told: str  # what the still picture shows
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reveal:
    """The place where a prediction meets what happens."""

    name: str


@dataclass(frozen=True)
class Again:
    """The place where a confident miss of another lesson is asked again."""

    lesson: str


@dataclass(frozen=True)
class LookingBack:
    """The place where all predictions of the course are looked back on."""


@dataclass(frozen=True)
class Blank:
    """A value that the learner works out in a faded example."""

    name: str
    hint: str


@dataclass(frozen=True)
class Waits:
    """The cell needs a function that the learner writes in the notebook."""

    name: str


@dataclass(frozen=True)
class Failed:
    """The cell stopped with an error that is not part of the lesson; one phrase says which."""

    why: str


@dataclass
class Shown:
    """What one cell shows, in order."""

    pieces: list = field(default_factory=list)


def run_lesson(
    path: Path,
    folder: str,
    patience: float = PATIENCE,
    left_out: Mapping[int, str] = MappingProxyType({}),
    tell: Callable[[int], object] = lambda cell: None,
    ready: Callable[[], object] = lambda: None,
) -> list[Shown]:
    """What each cell of the lesson at `path` shows; empty for Markdown and for checks.

    To be called in a process of its own: it replaces parts of `chainrule` by ones that remember,
    and keeps all that has to be written in `folder`. A cell that fails, or takes more than
    `patience` seconds, shows `Failed`; so do the cells `left_out`, which do not run (a phrase says
    why). `ready` is called before the first cell runs, `tell` before each with its place.
    """
    import nbformat

    notebook = nbformat.read(path, as_version=4)
    with _inside(path.parent):
        _keep_in(folder)
        # A process that was started in the background would otherwise ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        warnings.filterwarnings("ignore", "To exit: use 'exit'")
        sys.path.append(str(path.parent))  # last, as a kernel has it
        stage = Stage(folder, patience)
        ready()
        shown = []
        for place, cell in enumerate(notebook.cells):
            pieces: list = []
            if place in left_out:
                pieces = [Failed(left_out[place])]
            elif cell.cell_type == "code" and not is_check(cell):
                tell(place)
                pieces = stage.run(cell.source, allowed(cell))
                if "varies" in cell.metadata.get("tags", ()):
                    pieces = []
            shown.append(Shown(pieces))
    return shown


def load_libraries(folder: str, pictures: bool) -> None:
    """Import what `run_lesson` does; with `pictures`, also what lessons draw with.

    What these libraries keep goes into the empty `folder`, and settings of anybody's are not read.
    """
    names = [
        *("nbformat", "traitlets.config", "IPython.core.interactiveshell", "chainrule"),
        *("chainrule.calibration", "chainrule.certificates", "chainrule.explorables"),
        *("chainrule.questions", "chainrule.waiting"),
        *(["matplotlib.pyplot", "matplotlib_inline.backend_inline"] if pictures else []),
    ]
    with _inside(Path(folder)):  # matplotlib looks for settings in the working folder, too
        _keep_in(folder)
        for name in names:
            importlib.import_module(name)
        nbformat = sys.modules["nbformat"]
        nbformat.validate(nbformat.v4.new_notebook())  # at first, it makes what it validates with


def is_check(cell: Any) -> bool:
    """Whether this is the cell that checks an exercise."""
    return bool(cell.metadata.get("nbgrader", {}).get("grade"))


def is_answer(cell: Any) -> bool:
    """Whether this is the cell in which the learner writes."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def allowed(cell: Any) -> bool:
    """Whether the author lets this cell end in an error; where a learner writes, the tag is there
    for Run All alone."""
    tags = cell.metadata.get("tags", ())
    return "raises-exception" in tags and "fill-in" not in tags and not is_answer(cell)


def _keep_in(folder: str) -> None:
    """Let libraries keep what they write in `folder`, and find nothing of the user's own there."""
    os.environ["IPYTHONDIR"] = os.environ["MPLCONFIGDIR"] = folder
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"


@contextlib.contextmanager
def _inside(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


class Stage:
    """An IPython without a kernel, on which the cells of one lesson run one after the other."""

    def __init__(self, folder: str, patience: float = PATIENCE):
        from IPython.core.displayhook import DisplayHook
        from IPython.core.displaypub import DisplayPublisher
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        from chainrule import journal

        journal.open_in(folder)  # nothing is predicted yet, whatever lies beside the lesson
        self.pieces: list = []
        self.patience = patience
        stage = self

        class Publisher(DisplayPublisher):
            def publish(self, data: Any, *_: Any, **__: Any) -> None:
                stage.show_bundle(data)

        class Hook(DisplayHook):
            def __call__(self, result: Any = None) -> None:
                if result is not None and not self.quiet():
                    data, _ = self.compute_format_data(result)
                    stage.show_bundle(data)

        class Shell(InteractiveShell):
            displayhook_class = Hook
            display_pub_class = Publisher

            def showtraceback(self, *_: Any, **__: Any) -> None:
                """A page says in one line what went wrong."""

            showsyntaxerror = showtraceback

            def ask_exit(self) -> None:
                """`quit()` ends what a kernel would not come back from: the cell, here."""
                raise SystemExit

            def enable_gui(self, gui: Any = None) -> None:
                """There are no windows here: `%matplotlib inline` asks for none."""

        nothing_kept = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}})
        self._shell = Shell.instance(config=nothing_kept)
        self._remember_what_python_would_answer()

    def run(self, source: str, may_fail: bool) -> list:
        """Run one cell; gives its pieces."""
        self.pieces = []
        before, sys.stdout = (sys.stdout, sys.stderr), _Writer(self._print)
        try:
            with _interrupted_after(self.patience):
                result = self._shell.run_cell(source, store_history=False)
            error = result.error_before_exec or result.error_in_exec
        except (KeyboardInterrupt, Exception) as late:  # between the cell's end and ours
            error = late
        finally:
            sys.stdout, sys.stderr = before
        self.pieces = [
            piece.printed() if isinstance(piece, _Printing) else piece
            for piece in self.pieces
            if piece is not None
        ]
        kept = [one for one in self.pieces if isinstance(one, Reveal | Blank)]
        if error and is_unwritten(error):
            return [Waits("")]
        if error and not may_fail:
            why = self._why(error)
            _let_go(error)
            return [Failed(why), *kept]
        if error:
            self.pieces = [Printed(f"{type(error).__name__}: {error}")]
        waiting = [piece for piece in self.pieces if isinstance(piece, Waits)]
        if waiting:  # what was printed before is only a part
            return [*waiting[:1], *kept]
        return self.pieces

    def _why(self, error: BaseException) -> str:
        """One phrase about an error that ended a cell."""
        if isinstance(error, KeyboardInterrupt):
            return f"takes more than {self.patience:g} seconds and was stopped"
        if isinstance(error, SiteError):
            return f"is left out: {error}"
        said = " ".join(str(error).split())
        if isinstance(error, SyntaxError):  # without the name that IPython gave to the cell
            said = f"{error.msg}, in line {error.lineno}"
        return f"fails with {type(error).__name__}" + (f": {said[:200]}" if said else "")

    def show_bundle(self, data: dict) -> None:
        """Keep the richest form of what a cell displayed."""
        if WIDGET in data:
            from ipywidgets.widgets.widget import _instances

            self.pieces.append(figure_of(_instances[data[WIDGET]["model_id"]]))
        elif "text/html" in data:
            self.pieces.append(Markup(data["text/html"]))
        elif any(kind in data for kind in IMAGES):
            kind = next(kind for kind in IMAGES if kind in data)
            picture = data[kind]
            coded = base64.b64encode(picture).decode() if isinstance(picture, bytes) else picture
            told = data.get("text/plain", "Figure").strip("<>")
            self.pieces.append(
                Markup(f'<img alt="{told}" src="data:{kind};base64,{coded.strip()}">')
            )
        elif "text/plain" in data:
            self._print(data["text/plain"] + "\n")

    def _print(self, text: str) -> None:
        if isinstance(text, str) and text:
            if not (self.pieces and isinstance(self.pieces[-1], _Printing)):
                self.pieces.append(_Printing())
            self.pieces[-1].add(text)

    def _remember_what_python_would_answer(self) -> None:
        from chainrule import calibration, certificates, questions, waiting

        def keep(make: Callable) -> Callable:
            return lambda *given, **named: self.pieces.append(make(*given, **named))

        questions.reveal = keep(Reveal)
        questions.again = keep(Again)
        calibration.looking_back = keep(LookingBack)
        certificates.certificate = keep(lambda name="": Markup(NO_CERTIFICATE))
        questions.confirm = keep(lambda name, value, hint="": Blank(name, hint))
        waiting._ask_for = keep(lambda name, state, also="": Waits(name))
        waiting.at_the_learners = lambda: False  # a page names the cell that goes wrong


def _let_go(error: BaseException) -> None:
    """Free what the frames of an error hold: a cell that filled memory would starve those below."""
    met: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in met:
        met.add(id(one))
        one.__traceback__ = None
        one = one.__cause__ or one.__context__
    gc.collect()


@contextlib.contextmanager
def _interrupted_after(seconds: float) -> Iterator[None]:
    """Interrupt what the main thread does in the block, as Ctrl+C would, when it takes longer."""
    thread = threading.main_thread().ident or 0

    def interrupt() -> None:
        if hasattr(signal, "pthread_kill"):
            signal.pthread_kill(thread, signal.SIGINT)
        else:  # Windows: a long wait inside C goes on
            _thread.interrupt_main()

    timer = threading.Timer(seconds, interrupt)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class _Printing:
    """What a cell is printing, up to the longest that a page shows."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._room = LONGEST_PRINT

    def add(self, text: str) -> None:
        if self._room >= 0:
            self._parts.append(text if len(text) <= self._room else text[: self._room] + CUT)
            self._room -= len(text)

    def printed(self) -> Printed:
        return Printed("".join(self._parts))


class _Writer:
    """Standard output that hands every text on."""

    encoding = "utf-8"

    def __init__(self, write: Callable[[str], None]):
        self._write = write

    def write(self, text: str) -> int:
        self._write(text)
        return len(text)

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return False


def figure_of(widget: Any) -> Figure:
    """The plain data of an explorable. Raises SiteError for widgets of other makers."""
    from chainrule.explorables.base import CourseWidget

    if not isinstance(widget, CourseWidget):
        raise SiteError(
            f"{type(widget).__name__} needs a kernel: a lesson's page shows explorables alone"
        )
    state = widget.get_state()
    own = {name: state[name] for name in sorted(state) if name not in _FRAMEWORK}
    return Figure(
        kind=type(widget).__name__,
        entry=widget.entry,
        title=widget.title,
        styles=tuple(widget.styles),
        state=own,
        after=widget.after,
        still=widget.picture(),
        told=widget.told(),
        numbers=tuple(widget.numbers()),
    )


_FRAMEWORK = {
    *("_anywidget_id", "_css", "_esm", "_dom_classes", "_model_module", "_model_module_version"),
    *("_model_name", "_view_count", "_view_module", "_view_module_version", "_view_name"),
    *("layout", "tabbable", "tooltip", "comm", "keys", "log"),
}


def only_imports(source: str) -> bool:
    """Whether a cell does nothing but import, and perhaps print at the end that it is ready."""
    try:
        *body, last = ast.parse(source).body or [ast.Pass()]
    except SyntaxError:  # a line for IPython, as %pip or np?
        return False
    ready = isinstance(last, ast.Expr) and ast.unparse(last).startswith("print('Ready")
    imports = body if ready else [*body, last]
    return bool(imports) and all(isinstance(one, ast.Import | ast.ImportFrom) for one in imports)
