"""How soon a figure answers in a real JupyterLab, near and far, beside other ways to make it.

A key is pressed: from its event to the frame that shows the change. The figure is dragged: how many
frames a second show something new. A proxy adds the round trip. ipympl is installed into a folder
that is thrown away; the course does not need it.
"""

import contextlib
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat

from tests.support import PATIENCE
from tests.support.jupyterlab import TOKEN, launch_lab
from tests.support.notebook import RUN_CELL, WAIT_FOR_KERNEL

from .figures import FIGURES, Figure
from .hand import browser, say, scratch
from .lines import Line, oftener, slower
from .slow_line import slow_line

ROUND_TRIPS = (0, 100, 300)  # milliseconds
DRAG = 2.0  # seconds
IPYMPL_VERSIONS = "ipympl>=0.9.7,<1"

# Notes the moment of each key, and of each frame that shows a change of the figure.
WATCH = """([cell, shown]) => {
    const root = document.querySelectorAll('.jp-Notebook .jp-Cell')[cell];
    const log = { keys: [], painted: [], last: 0 };
    window.log = log;
    window.addEventListener('keydown', event => log.keys.push(event.timeStamp), true);
    let waiting = false;
    const changed = () => {
        log.last = performance.now();
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
            const afterwards = new MessageChannel();
            afterwards.port1.onmessage = () => {
                waiting = false;
                log.painted.push(performance.now());
            };
            afterwards.port2.postMessage(0);
        });
    };
    if (!shown) {
        const plain = CanvasRenderingContext2D.prototype.drawImage;
        CanvasRenderingContext2D.prototype.drawImage = function (...given) {
            if (root.contains(this.canvas)) changed();
            return plain.apply(this, given);
        };
        return;
    }
    const look = eval(shown);
    let before = look(root);
    new MutationObserver(() => {
        const now = look(root);
        if (now === undefined || now === null || now === before) return;
        before = now;
        changed();
    }).observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
}"""

QUIET = "(pause) => performance.now() - Math.max(window.log.last, window.log.asked) > pause"


@dataclass
class Answers:
    """Of one figure over one line: milliseconds to the painted frame; shown changes a second."""

    waits: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)


def measure(quick: bool) -> list[Line]:
    presses, drags = (4, 1) if quick else (15, 3)
    found: dict[tuple[int, str], Answers] = {}
    with scratch() as folder, browser() as started:
        server = lab_with_figures(folder, with_ipympl(folder / "ipympl"))
        try:
            with slow_line(int(server.base.rsplit(":", 1)[1])) as line:
                for figure in FIGURES:
                    with opened(started, line.port, figure) as page:
                        for far in ROUND_TRIPS:
                            line.round_trip = far
                            found[far, figure.name] = examine(page, figure, far, presses, drags)
                    line.round_trip = 0
                    server.end_sessions()
        finally:
            server.stop()
    return list(lines_of(found))


def lines_of(found: dict[tuple[int, str], Answers]) -> Iterator[Line]:
    """The course's figure at each round trip, the others beside it."""
    for what, unit, kind, beside in (
        ("Latency", "ms", "waits", slower),
        ("Updates while dragged", "a second", "rates", oftener),
    ):
        for far in ROUND_TRIPS:
            own, *others = (getattr(found[far, figure.name], kind) for figure in FIGURES)
            names = (figure.name for figure in FIGURES[1:])
            compared = beside(own, dict(zip(names, others, strict=True)), unit)
            yield Line(f"{what}, server {far} ms away", unit, tuple(own), compared)


def with_ipympl(folder: Path) -> dict[str, str]:
    """Put ipympl into `folder`; gives the variables with which Jupyter and Python find it."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--no-deps", "--target", folder, IPYMPL_VERSIONS], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"ipympl could not be installed: {done.stderr.strip()[-300:]}")
    return {"PYTHONPATH": str(folder), "JUPYTER_PATH": str(folder / "share/jupyter")}


def lab_with_figures(folder: Path, variables: dict[str, str]):
    """A JupyterLab with one notebook for each figure."""
    root = folder / "notebooks"
    root.mkdir()
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    for number, figure in enumerate(FIGURES):
        cell = nbformat.v4.new_code_cell(figure.source)
        book = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
        nbformat.write(book, root / f"figure{number}.ipynb")
    private = folder / "private"
    private.mkdir()
    return launch_lab(root, private, variables=variables)


def examine(page, figure: Figure, round_trip: int, presses: int, drags: int) -> Answers:
    """Press keys and drag, at this round trip in milliseconds."""
    answers = Answers()
    page.locator(figure.handle).first.focus()
    pause = 250 + 1.5 * round_trip
    for number in range(-2, presses):  # the first two warm up
        wait = one_press(page, "ArrowLeft" if number % 2 else "ArrowRight", pause)
        if number >= 0:
            answers.waits.append(wait)
    for _ in range(drags):
        answers.rates.append(one_drag(page, figure, DRAG, pause))
    say(
        f"{figure.name}, {round_trip} ms away: {statistics.median(answers.waits):.0f} ms, "
        f"{statistics.median(answers.rates):.1f} updates/s"
    )
    return answers


@contextlib.contextmanager
def opened(started, port: int, figure: Figure) -> Iterator[Any]:
    """The figure's notebook in the browser, its cell run."""
    page = started.new_page(viewport={"width": 1280, "height": 1500})
    page.set_default_timeout(PATIENCE)
    try:
        place = f"lab/tree/figure{FIGURES.index(figure)}.ipynb?reset&token={TOKEN}"
        page.goto(f"http://127.0.0.1:{port}/{place}")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext")
        page.evaluate(WAIT_FOR_KERNEL, PATIENCE)
        page.evaluate(RUN_CELL, [0, PATIENCE])
        page.locator(figure.ready).first.wait_for()
        page.wait_for_timeout(1500)
        page.evaluate(WATCH, [0, figure.shown])
        yield page
    finally:
        page.close()


def settle(page, pause: float) -> None:
    """Wait until nothing has changed for `pause` milliseconds."""
    page.evaluate("() => { window.log.asked = performance.now(); }")
    page.wait_for_function(QUIET, arg=pause)


def one_press(page, key: str, pause: float) -> float:
    """Milliseconds from the keydown event to the first frame that shows a change."""
    page.evaluate("() => { window.log.keys = []; window.log.painted = []; }")
    page.keyboard.press(key)
    # A frame from before the key belongs to the one before it.
    first = "window.log.painted.find(moment => moment > window.log.keys[0])"
    page.wait_for_function(f"() => {first} !== undefined")
    settle(page, pause)
    return page.evaluate(f"() => {first} - window.log.keys[0]")


def one_drag(page, figure: Figure, duration: float, pause: float) -> float:
    """Frames a second that show something new, while dragging to and fro for `duration` seconds."""
    box = page.locator(figure.grip).first.bounding_box()
    track = page.locator(figure.track).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    reach = track["width"] / 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("() => { window.log.painted = []; }")
    began = time.monotonic()
    while (now := time.monotonic() - began) < duration:
        phase = now / duration * 2
        page.mouse.move(x - reach * (phase if phase < 1 else 2 - phase), y)
        time.sleep(max(0.0, 1 / 60 - (time.monotonic() - began - now)))
    spent = time.monotonic() - began
    shown = page.evaluate("() => window.log.painted.length")
    page.mouse.up()
    settle(page, pause)
    return shown / spent
