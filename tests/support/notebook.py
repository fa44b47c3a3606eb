"""A lesson that is open in JupyterLab, and what a learner does in it."""

import time
import urllib.parse
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from . import PATIENCE
from .jupyterlab import LabServer

NOTEBOOK = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook"

# Promises that may never come true (a dialogue is open, a kernel hangs) are given a limit.
RACE = """const within = (promise, what, patience) => Promise.race([
    promise,
    new Promise((_, fail) => setTimeout(
        () => fail(new Error(`${what} did not end within ${patience} ms`)), patience)),
]);"""

WAIT_FOR_KERNEL = (
    "async (patience) => {"
    + RACE
    + """
    const panel = window.jupyterapp.shell.currentWidget;
    const ready = async () => {
        await panel.context.ready;
        await panel.sessionContext.ready;
        await panel.sessionContext.session.kernel.info;
    };
    await within(ready(), 'the start of the kernel', patience);
}"""
)

RUN_CELL = (
    "async ([index, patience]) => {"
    + RACE
    + """
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.deselectAll();
    notebook.activeCellIndex = index;
    const run = window.jupyterapp.commands.execute('notebook:run-cell');
    await within(run, `cell ${index}`, patience);
    const model = notebook.widgets[index].model;
    return model.type === 'code' ? model.outputs.toJSON() : [];
}"""
)

RUN_ALL = (
    "async (patience) => {"
    + RACE
    + """
    const run = window.jupyterapp.commands.execute('notebook:run-all-cells');
    await within(run, 'the run of all cells', patience);
}"""
)

# The page looks for what a test asks, and gives that alone: a lesson's outputs are megabytes.
CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(({ model }) => ({
    type: model.type,
    source: model.sharedModel.getSource(),
}))"""

OUTPUTS = """(index) => {
    const { model } = window.jupyterapp.shell.currentWidget.content.widgets[index];
    return model.type === 'code' ? model.outputs.toJSON() : [];
}"""

ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .flatMap(({ model }) => (model.type === 'code' ? model.outputs.toJSON() : []))
    .filter((output) => output.output_type === 'error')"""

PLACE = """(name) => {
    const models = window.jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model);
    const marked = models.findIndex(model => model.getMetadata('nbgrader')?.grade_id === name);
    if (marked >= 0) return marked;
    return models.findIndex(model => model.sharedModel.getSource().includes(name));
}"""


@dataclass
class Lesson:
    """A notebook that is open in the browser, and what a learner does in it.

    A cell is named by its index, or by its nbgrader `grade_id`, or by a text in its source.
    `outside` lists every request that left this machine; `trouble` every error on the page.
    """

    page: object
    server: LabServer
    path: Path
    outside: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def open(self, address: str) -> "Lesson":
        """Go to the address, and wait until the notebook stands and its kernel answers."""
        self.listen()
        self.page.goto(address)
        return self.wait()

    def listen(self) -> "Lesson":
        """Begin to note the page's requests and errors."""
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", self._note_request)
        self.page.on("pageerror", self._note_error)
        return self

    def listen_no_more(self) -> None:
        self.page.remove_listener("request", self._note_request)
        self.page.remove_listener("pageerror", self._note_error)

    def wait(self) -> "Lesson":
        """Wait until the notebook stands and its kernel answers."""
        page = self.page
        page.wait_for_selector(f"{NOTEBOOK} .jp-Cell")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext")
        page.evaluate(WAIT_FOR_KERNEL, PATIENCE)
        return self

    def _note_error(self, error) -> None:
        self.trouble.append(str(error))

    def _note_request(self, request) -> None:
        host = urllib.parse.urlsplit(request.url)
        if host.scheme in ("http", "https", "ws", "wss") and host.hostname != "127.0.0.1":
            self.outside.append(request.url)

    def drag(self, mark, across: float) -> None:
        """Drag a mark of a figure to the right, by pixels."""
        mark.scroll_into_view_if_needed()
        box = mark.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + across, y, steps=6)
        mouse.up()

    def cells(self) -> list[dict]:
        """Every cell: its type and its source."""
        return self.page.evaluate(CELLS)

    def index(self, cell: int | str) -> int:
        if isinstance(cell, int):
            return cell
        number = self.page.evaluate(PLACE, cell)
        assert number >= 0, f"{self.path.name} has no cell {cell!r}"
        return number

    def cell(self, cell: int | str):
        """The Playwright locator of a cell, scrolled into view."""
        place = self.page.locator(f"{NOTEBOOK} .jp-Cell").nth(self.index(cell))
        place.scroll_into_view_if_needed()
        return place

    def type_into(self, cell: int | str, code: str) -> None:
        """Replace the cell's code, as a learner who pastes it."""
        self.cell(cell).locator(".cm-content").click()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(code)

    def run(self, cell: int | str) -> list[dict]:
        """Run one cell to its end; gives its outputs."""
        number = self.index(cell)
        return self.page.evaluate(RUN_CELL, [number, PATIENCE])

    def run_all(self) -> None:
        """Run > Run All Cells, to the end of the last one that runs.

        An error is the end, except in a cell with the tag for that.
        """
        self.page.evaluate(RUN_ALL, PATIENCE)

    def errors(self) -> list[str]:
        """Every error in the notebook, as "NameError: name 'x' is not defined"."""
        return errors_in(self.page.evaluate(ERRORS))

    def text(self, cell: int | str) -> str:
        """What a cell printed."""
        outputs = self.page.evaluate(OUTPUTS, self.index(cell))
        return "".join(
            "".join(output["text"]) for output in outputs if output["output_type"] == "stream"
        )

    def run_until_it_prints(self, cell: int | str, expected: Callable[[str], bool]) -> str:
        """Run a cell until what it prints is as expected, or patience ends; gives what it printed.

        A cell that is run once may print what was true before: ipywidgets keeps one message in
        flight with the newest state behind it, and printed text reaches the page after the end of
        the cell is known.
        """
        end = time.monotonic() + PATIENCE / 1000
        while True:
            self.run(cell)
            said = self.text(cell).strip()
            if expected(said) or time.monotonic() > end:
                return said
            self.page.wait_for_timeout(100)

    def wake(self, source: str):
        """Run a figure's cell, uncover the figure, turn it by a key and wait for its answer.

        `source` is in the cell; gives the cell's Playwright locator.
        """
        self.run(self.index(source))
        figure = self.cell(source)
        figure.get_by_role("button", name="Open it without predicting").click()
        slider = figure.get_by_role("slider").first
        before = slider.get_attribute("aria-valuenow")
        slider.press("ArrowLeft")
        self.page.wait_for_function(
            "([node, before]) => node.getAttribute('aria-valuenow') !== before",
            arg=[slider.element_handle(), before],
        )
        return figure

    def save(self) -> None:
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def validate(self) -> str:
        """Press nbgrader's Validate; gives the text of its dialogue, and closes it."""
        self.save()
        self.page.get_by_role("button", name="Validate").click()
        dialogue = self.page.locator(".jp-Dialog-content")
        dialogue.wait_for()
        text = dialogue.inner_text()
        dialogue.locator("button").last.click()
        dialogue.wait_for(state="detached")
        return text


def errors_in(outputs: list[dict]) -> list[str]:
    return [
        f"{output['ename']}: {output['evalue']}"
        for output in outputs
        if output["output_type"] == "error"
    ]


def keep_cells(path: Path, wanted: Iterable[str]) -> None:
    """Leave these cells alone in a notebook, in its order; each is named as a `Lesson` names it.

    What JupyterLab draws and a kernel runs is a lesson's all the same, and much less of it.
    """
    notebook = nbformat.read(path, as_version=4)
    marks = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    kept = set()
    for name in wanted:
        found = [place for place, mark in enumerate(marks) if mark == name] or [
            place for place, cell in enumerate(notebook.cells) if name in cell.source
        ]
        assert found, f"{path.name} has no cell {name!r}"
        kept.add(found[0])
    notebook.cells = [notebook.cells[place] for place in sorted(kept)]
    nbformat.write(notebook, path)


def notebook_of(sources: Iterable[str], place: Path) -> Path:
    """Write a notebook with these code cells, in a folder of its own; gives its place."""
    place.parent.mkdir()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), place)
    return place
