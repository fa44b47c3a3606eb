"""A JupyterLab that stays open in the browser: to load it costs more than most tests do in it."""

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from .jupyterlab import LabServer
from .notebook import Lesson

OPEN = """(path) => window.jupyterapp.commands.execute(
    'docmanager:open', { path, factory: 'Notebook' }).then(() => {})"""

# What a learner who closes the notebook leaves behind, and what no new one may meet: drafts of
# answers, and the place of the focus. Nothing is saved and nobody is asked.
CLEAR = """() => {
    for (const widget of [...window.jupyterapp.shell.widgets('main')]) widget.dispose();
    document.activeElement?.blur();
    globalThis.crxDrafts?.clear();
    sessionStorage.clear();
    localStorage.clear();
}"""
IS_CLEAR = """() =>
    document.querySelectorAll('.jp-Dialog, .jp-Notebook, .jp-Completer').length === 0
    && document.body.dataset.jpThemeName === 'JupyterLab Light'"""


@dataclass
class Desk:
    """One page with JupyterLab in a browser context of its own, and on it one notebook at a time.

    After a test that failed, or left a dialogue open or a theme changed, the next one gets a new
    page.
    """

    context: object
    server: LabServer
    viewport: dict
    page: object = None
    _lying: list[Lesson] = field(default_factory=list)

    def open(self, path: Path) -> Lesson:
        """Open this notebook, below the server's folder, in the light in which Lab begins."""
        if self._lying:
            self.clear()
        place = path.relative_to(self.server.root).as_posix()
        if self.page:
            self.page.set_viewport_size(self.viewport)
            self.page.emulate_media()
            self._lying = [Lesson(self.page, self.server, path).listen()]
            self.page.evaluate(OPEN, place)
            return self._lying[0].wait()
        self.page = self.context.new_page()
        self._lying = [Lesson(self.page, self.server, path)]
        # A workspace that nobody has used: JupyterLab opens again what lay in one of that name.
        workspace = f"lab/workspaces/{uuid.uuid4().hex}/tree/{place}"
        return self._lying[0].open(self.server.address(workspace))

    def clear(self, spoilt: bool = False) -> None:
        """Take the notebook away with its kernel; the page, too, if it is `spoilt`."""
        if self.page and not spoilt:
            self.page.evaluate(CLEAR)
            spoilt = not self.page.evaluate(IS_CLEAR)
        for lesson in self._lying:
            lesson.listen_no_more()
        self._lying = []
        if self.page and spoilt:
            self.page.close()
            self.page = None
        self.server.end_sessions()
