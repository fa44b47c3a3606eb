"""What every figure and every question shares in the student's process: a widget without a face."""

from typing import Any, ClassVar

from ipywidgets import DOMWidget
from traitlets import Bool


class CourseWidget(DOMWidget):
    """A widget that takes its settings and shows nothing; its class's traits are all it has."""

    entry: ClassVar[str] = ""
    title: ClassVar[str] = "Interactive figure"
    settings: ClassVar[tuple[str, ...]] = ()
    ranges: ClassVar[dict[str, tuple[float, float]]] = {}
    styles: ClassVar[tuple[str, ...]] = ()
    offers: ClassVar[tuple[str, ...]] = ()  # any control will do where nothing is shown
    dropped: ClassVar[tuple[str, ...]] = ()  # what the real figure takes first, and nobody needs
    functions: ClassVar[tuple[str, ...]] = ()  # and a learner's functions that it takes by name

    locked = Bool(False).tag(sync=True)
    table = Bool(False).tag(sync=True)

    def __init__(self, *first: Any, after: str = "", **state: Any) -> None:
        """`first`: values of the first settings, as the real figures take them in order."""
        state = dict(zip((*self.dropped, *self.settings), first, strict=False)) | state
        unneeded = {*self.dropped, *self.functions}
        state = {name: value for name, value in state.items() if name not in unneeded}
        unknown = sorted(name for name in state if not self.has_trait(name))
        if unknown:
            raise TypeError(f"{type(self).__name__} has no setting {unknown[0]!r}.")
        super().__init__(**state)
        self._after = after

    @property
    def after(self) -> str:
        """Name of the prediction that uncovers this figure at home."""
        return self._after

    def numbers(self) -> list[tuple[str, str]]:
        """Nothing is worked out here."""
        return []

    def picture(self) -> str:
        """Nothing is drawn here."""
        return ""

    def told(self) -> str:
        """Nothing is told here."""
        return ""

    def code(self) -> str:
        """The Python call that makes this figure as it stands now."""
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.settings)
        return f"{type(self).__name__}({inside})"

    def fallback(self) -> str:
        """Nothing is shown here."""
        return ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: run this cell (Shift+Enter) to use it>"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict, dict]:
        return {"text/plain": repr(self)}, {}
