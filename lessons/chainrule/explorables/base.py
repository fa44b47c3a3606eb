"""What every explorable (interactive figure) of the course shares.

A new widget is a class, a JavaScript entry and, if it needs one, a style sheet:

    class NeuronMicroscope(CourseWidget):
        entry = "neuron_microscope"           # js/neuron_microscope.js, css/neuron_microscope.css
        title = "One neuron under the microscope"
        settings = ("w", "b")                 # what Reset restores and "Copy as code" writes
        ranges = {"w": (-6, 6), "b": (-6, 6)}  # refused outside, both ends allowed
        w = Float(0.5).tag(sync=True)
        b = Float(0.0).tag(sync=True)

        def numbers(self): ...                # [(name, value)]: the table of the static fallback
        def picture(self): ...                # the prepared picture, a still.StillPicture
        def told(self): ...                   # what that picture shows, in a sentence or two

State lives in traits: JavaScript draws from them and writes to them, Python reads and sets them,
and any change from Python redraws. The interaction itself never waits for Python. Whatever is
graded must be a Python property: JavaScript does not run when a notebook is graded.

`CourseWidget` brings: linking (linking.py), styles (css/base.css, all under the class `crx`), a
constant repr (so that built notebooks do not change), an HTML fallback with picture and numbers
for viewers that run nothing, and `after="name"`: the figure stays covered until the prediction
of that name is committed or skipped. The JavaScript half is described in js/lib/frame.js; the model
for a new figure is js/slope_microscope.js with its folder.
"""

import html
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
from traitlets import Bool, Dict, List, TraitError, Unicode, validate

from chainrule import journal

from .linking import link

HERE = Path(__file__).parent


@cache
def style(entry: str, *shared: str) -> str:
    """Return css/base.css, the sheets named `shared`, and css/<entry>.css, if there is one."""
    own = HERE / "css" / f"{entry}.css"
    named = [HERE / "css" / f"{name}.css" for name in ("base", *shared)]
    sheets = [*named, *([own] if own.exists() else [])]
    return "\n".join(sheet.read_text("utf-8") for sheet in sheets)


def _within_its_range(widget: "CourseWidget", proposal: Any) -> float:
    name, wish = proposal.trait.name, proposal.value
    low, high = widget.ranges[name]
    if not low <= wish <= high:
        kind = type(widget).__name__
        raise TraitError(f"{kind}: {name} must lie between {low:g} and {high:g}.")
    return wish


class CourseWidget(anywidget.AnyWidget):
    """An interactive figure of the course; see the module's text for how to make one.

    `after` names a prediction: the figure is covered until it is committed or skipped.
    """

    entry: ClassVar[str] = ""
    title: ClassVar[str] = "Interactive figure"
    settings: ClassVar[tuple[str, ...]] = ()
    ranges: ClassVar[dict[str, tuple[float, float]]] = {}
    styles: ClassVar[tuple[str, ...]] = ()  # style sheets that it shares with other widgets
    offers: ClassVar[tuple[str, ...]] = ()  # what its trait `controls` may name, if it has one

    _after = ""
    _stop_watching: Callable[[], None] | None = None

    locked = Bool(False).tag(sync=True)
    _heard = Bool(False, help="Python knows that the cover was opened").tag(sync=True)
    table = Bool(False, help="the table view is open").tag(sync=True)
    _title = Unicode().tag(sync=True)
    _class_name = Unicode().tag(sync=True)
    _settings = List(Unicode()).tag(sync=True)
    _initial = Dict().tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if cls.__dict__.get("ranges"):
            cls._within_its_range = validate(*cls.ranges)(_within_its_range)
        super().__init_subclass__(**kwargs)

    def __init__(self, *, after: str = "", **state: Any) -> None:
        unknown = sorted(name for name in state if not self.has_trait(name))
        if unknown:
            raise TypeError(
                f"{type(self).__name__} has no setting {unknown[0]!r}; "
                f"it has {', '.join((*self.settings, 'after'))}."
            )
        self._dress()
        super().__init__(**state)
        self._title = self.title
        self._class_name = type(self).__name__
        self._settings = list(self.settings)
        self._initial = {name: getattr(self, name) for name in self.settings}
        self._after = after
        if after and not journal.is_settled(after):
            self.locked = True
            self._stop_watching = journal.on_commit(after, self._unlock)
            self.observe(self._settle, "locked")

    @classmethod
    def _dress(cls) -> None:
        """Give this kind of figure its JavaScript and its styles, before the first of it is made:
        a lesson shows a few of all kinds, and to join their modules takes longer than all else."""
        own = (kind for kind in cls.__mro__ if issubclass(kind, CourseWidget))
        kind = next((kind for kind in own if kind.__dict__.get("entry")), None)
        if kind and "_esm" not in kind.__dict__:
            kind._esm = link(HERE / "js" / f"{kind.entry}.js")
            kind._css = style(kind.entry, *kind.styles)

    @validate("controls")
    def _known_controls(self, proposal: Any) -> list[str]:
        """Refuse, in one line, a control that this figure does not have."""
        for name in proposal.value:
            if not self._has_control(name):
                raise TraitError(self._no_control(name))
        return proposal.value

    def _has_control(self, name: str) -> bool:
        return name in self.offers

    def _no_control(self, name: str) -> str:
        has = ", ".join(self.offers)
        return f"{type(self).__name__}: no control {name!r}; it has {has}."

    @property
    def after(self) -> str:
        """Name of the prediction that uncovers this figure; empty when nothing does."""
        return self._after

    def _unlock(self, _entry: object) -> None:
        self.locked = False

    def _settle(self, change: Any) -> None:
        """The figure was uncovered, here or by the quiet skip on its cover."""
        if change.new:
            return
        if self._stop_watching:
            self._stop_watching()
            self._stop_watching = None
        self.unobserve(self._settle, "locked")
        self._heard = True
        if not journal.is_settled(self._after):
            journal.current().commit(journal.Entry(name=self._after, skipped=True))

    def close(self) -> None:
        """Close the widget and stop waiting for a prediction."""
        if self._stop_watching:
            self._stop_watching()
            self._stop_watching = None
        super().close()

    def numbers(self) -> list[tuple[str, str]]:
        """Rows (name, printed value) of the fallback's table."""
        return []

    def picture(self) -> str:
        """The prepared still picture: an SVG document as text, or nothing."""
        return ""

    def told(self) -> str:
        """What the still picture shows, for whoever does not see it."""
        return f"{self.title}. " + ", ".join(f"{name}: {value}" for name, value in self.numbers())

    def code(self) -> str:
        """The Python call that makes this figure as it stands now."""
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.settings)
        return f"{type(self).__name__}({inside})"

    def fallback(self) -> str:
        """HTML for viewers that cannot run the figure: picture, numbers, and how to run it."""
        # Imported here: most kernels show the figure itself and never need the still picture.
        from .still import as_image

        picture = self.picture()
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{html.escape(name)}</th>'
            f'<td style="text-align:right">{html.escape(value)}</td></tr>'
            for name, value in self.numbers()
        )
        return (
            f"<p><b>{html.escape(self.title)}.</b> Still picture of an interactive figure: "
            "run this cell (Shift+Enter) to use it.</p>"
            + (as_image(picture, self.told()) if picture else "")
            + (f"<table>{rows}</table>" if rows else "")
            + (
                "<p>Other numbers without the figure: change the constants in "
                f"<code>{html.escape(self.code())}</code> and run it again.</p>"
                if self.settings
                else ""
            )
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: run this cell (Shift+Enter) to use it>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        data, metadata = bundle
        data["text/html"] = self.fallback()
        return data, metadata
