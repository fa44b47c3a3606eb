"""How quickly a figure answers, beside `interact` with matplotlib drawing the same figure.

    python tests/benchmarks/widget_latency.py [--presses 30] [--seconds 3] [--round-trip 300]

In a real JupyterLab, once directly and once through a proxy that adds a round trip, it measures

* latency: from the keydown event to the change of what is displayed, median and worst tenth;
* rate: displayed updates a second while the slider is dragged to and fro, with the number of
  mouse moves that the browser got.

Both figures stand in the same page and are measured in turn. Needs Chromium, as the tests do.
Trust the ratios: the milliseconds are those of a busy machine.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import conftest  # the tests' own hand for JupyterLab and the browser

WIDGET_CELL = """from chainrule.explorables import ThreeNumberLines
ThreeNumberLines("square", "sin", x=1.3, dx=0.3, ghost=True)"""

# The same figure drawn by Python: three number lines with nudges, bars, two curves with tangents,
# and the fractions as text.
INTERACT_CELL = """%matplotlib inline
import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import FloatSlider, interact

g, dg, f, df, dx = np.square, lambda t: 2 * t, np.sin, np.cos, 0.3
ts = np.linspace(-3.6, 3.6, 121)

def draw(x):
    u, y = g(x), f(g(x))
    du, dy = g(x + dx) - u, f(g(x + dx)) - y
    rule, ghost = df(u) * dg(x), df(x) * dg(x)
    figure, ((lines, bars), (left, right)) = plt.subplots(2, 2, figsize=(9.2, 6))
    moves = [(x, dx), (u, du), (y, dy), (y, rule * dx), (y, ghost * dx)]
    for row, (start, move) in enumerate(moves):
        lines.axhline(-row, color="0.6", lw=1)
        lines.plot([start, start + move], [-row, -row], lw=4)
        lines.plot(start, -row, "o")
        bars.plot([0, move / dx], [-row, -row], lw=4)
    lines.set_xlim(-3.6, 3.6)
    for axes, h, dh, at in ((left, g, dg, x), (right, f, df, u)):
        axes.plot(ts, h(ts))
        axes.plot(ts, h(at) + dh(at) * (ts - at))
        axes.plot(at, h(at), "o")
        axes.set(xlim=(-3.6, 3.6), ylim=(-3.6, 3.6))
        axes.grid()
    plt.show()
    print(f"measured {du/dx:.3f} × {dy/du:.3f} = {dy/dx:.3f}")
    print(f"by rule {dg(x):.3f} × {df(u):.3f} = {rule:.3f}, ghost {ghost:.3f}")

interact(draw, x=FloatSlider(1.3, min=-3, max=3, step=0.05, continuous_update=True));"""

FIGURES = {
    "widget": {
        "cell": 0,
        "ready": ".crx svg .point",
        "handle": ".crx .point",
        "grip": ".crx .point .mark",
        "shown": "root => root.querySelector('.tl-fractions').textContent",
        "track": ".crx .crx-plot svg",
    },
    "interact": {
        "cell": 1,
        "ready": ".jp-OutputArea-output img",
        "handle": ".noUi-handle",
        "grip": ".noUi-handle",
        "shown": "root => root.querySelector('.jp-OutputArea-output img')?.src.slice(-4000)",
        "track": ".noUi-target",
    },
}

# Notes the moment of each key and mouse event, and of each change of what is displayed.
WATCH = """([cell, shown]) => {
    const root = document.querySelectorAll('.jp-Notebook .jp-Cell')[cell];
    const look = eval(shown);
    const log = { keys: [], moves: 0, updates: [], last: look(root) };
    window.log = log;
    window.addEventListener('keydown', event => log.keys.push(event.timeStamp), true);
    window.addEventListener('pointermove', () => { log.moves += 1; }, true);
    new MutationObserver(() => {
        const now = look(root);
        if (now === undefined || now === null || now === log.last) return;
        log.last = now;
        log.updates.push(performance.now());
    }).observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
}"""


class SlowLine:
    """A TCP proxy on the loopback that holds everything back for half a round trip each way."""

    def __init__(self, target: int, round_trip: float):
        self.target, self.delay = target, round_trip / 2
        self.port = conftest.free_port()
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._run, args=(started,), daemon=True).start()
        started.wait(10)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)

        async def serve() -> None:
            await asyncio.start_server(self._meet, "127.0.0.1", self.port)
            started.set()

        self._loop.run_until_complete(serve())
        self._loop.run_forever()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self.target)
        await asyncio.gather(self._carry(reader, back), self._carry(there, writer))

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        """Pass bytes on, each piece `delay` after it came, in order and without a queue's limit."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

        async def deliver() -> None:
            while True:
                due, piece = await pieces.get()
                await asyncio.sleep(max(0.0, due - self._loop.time()))
                if not piece:
                    break
                target.write(piece)
                await target.drain()
            target.close()

        delivery = asyncio.create_task(deliver())
        with contextlib.suppress(ConnectionError):  # the browser leaves when it likes
            while piece := await source.read(65536):
                pieces.put_nowait((self._loop.time() + self.delay, piece))
        pieces.put_nowait((self._loop.time() + self.delay, b""))
        with contextlib.suppress(ConnectionError):
            await delivery


@contextlib.contextmanager
def jupyterlab(folder: Path) -> Iterator[int]:
    """A JupyterLab on `folder`, away from the user's settings; gives its port."""
    port = conftest.free_port()
    log = folder / "server.log"
    private = folder / "private"
    environment = conftest.lonely_jupyter(private)
    programs = str(Path(sys.executable).parent)
    environment["PATH"] = os.pathsep.join([programs, environment.get("PATH", "")])
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(f"--ServerApp.root_dir={folder}", f"--IdentityProvider.token={conftest.TOKEN}"),
        "--LabApp.expose_app_in_browser=True",
    ]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        conftest.wait_for_answer(f"http://127.0.0.1:{port}/api", server, log)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def chromium() -> str | None:
    """The machine's Chromium, or None for the one that Playwright installed."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, conftest.CHROMIUM_NAMES)), None)


def open_notebook(page: Page, port: int) -> None:
    """Open the notebook and run both cells."""
    page.set_default_timeout(conftest.PATIENCE)
    page.goto(f"http://127.0.0.1:{port}/lab/tree/figures.ipynb?reset&token={conftest.TOKEN}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext")
    page.evaluate(
        """async () => { const panel = window.jupyterapp.shell.currentWidget;
            await panel.context.ready; await panel.sessionContext.ready;
            await panel.sessionContext.session.kernel.info;
            await window.jupyterapp.commands.execute('notebook:run-all-cells'); }"""
    )
    for figure in FIGURES.values():
        cell = page.locator(".jp-Notebook .jp-Cell").nth(figure["cell"])
        cell.scroll_into_view_if_needed()
        cell.locator(figure["ready"]).first.wait_for()
    page.wait_for_timeout(2000)


def latency(page: Page, figure: dict, presses: int) -> list[float]:
    """Milliseconds from each keydown to the change of what is displayed."""
    cell = page.locator(".jp-Notebook .jp-Cell").nth(figure["cell"])
    cell.locator(figure["handle"]).first.focus()
    page.evaluate(WATCH, [figure["cell"], figure["shown"]])
    taken = []
    for number in range(presses):
        page.evaluate("() => { window.log.keys = []; window.log.updates = []; }")
        page.keyboard.press("ArrowLeft" if number % 2 else "ArrowRight")
        page.wait_for_function("() => window.log.updates.length > 0")
        page.wait_for_timeout(30)
        taken.append(page.evaluate("() => window.log.updates[0] - window.log.keys[0]"))
        page.evaluate("() => new Promise(done => setTimeout(done, 60))")
    return taken


def rate(page: Page, figure: dict, seconds: float) -> tuple[float, float]:
    """Displayed updates a second, and mouse moves a second, while dragging to and fro."""
    cell = page.locator(".jp-Notebook .jp-Cell").nth(figure["cell"])
    box = cell.locator(figure["grip"]).first.bounding_box()
    track = cell.locator(figure["track"]).first.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate("() => { window.log.updates = []; window.log.moves = 0; }")
    begin = time.monotonic()
    reach = track["width"] / 4
    while (now := time.monotonic() - begin) < seconds:
        phase = (now / 1.5) % 2
        page.mouse.move(x - reach * (phase if phase < 1 else 2 - phase), y)
        time.sleep(max(0.0, 1 / 60 - (time.monotonic() - begin - now)))
    spent = time.monotonic() - begin
    updates, moves = page.evaluate("() => [window.log.updates.length, window.log.moves]")
    page.mouse.up()
    page.wait_for_timeout(1500)
    return updates / spent, moves / spent


def main() -> None:
    """Measure and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--round-trip", type=float, default=300.0, help="milliseconds")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [nbformat.v4.new_code_cell(source) for source in (WIDGET_CELL, INTERACT_CELL)]
        book = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
        nbformat.write(book, folder / "figures.ipynb")
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        with jupyterlab(folder) as port:
            slow = SlowLine(port, options.round_trip / 1000)
            places = (("local", port), (f"{options.round_trip:.0f} ms round trip", slow.port))
            for place, door in places:
                page = browser.new_page(viewport={"width": 1280, "height": 1500})
                open_notebook(page, door)
                for kind, figure in FIGURES.items():
                    taken = latency(page, figure, options.presses)
                    rows.append((place, kind, taken, *rate(page, figure, options.seconds)))
                    print(f"measured {kind}, {place}", file=sys.stderr)
                page.close()
        browser.close()
    print_table(rows)


def print_table(rows: list[tuple[str, str, list[float], float, float]]) -> None:
    """Print the figures of both, and how many times better the widget is."""
    print("| line | figure | latency, ms (median) | worst tenth | updates/s | mouse moves/s |")
    print("| --- | --- | --- | --- | --- | --- |")
    for place, kind, taken, updates, moves in rows:
        worst = sorted(taken)[int(0.9 * len(taken))]
        print(
            f"| {place} | {kind} | {statistics.median(taken):.1f} | {worst:.1f} "
            f"| {updates:.1f} | {moves:.1f} |"
        )
    for (place, _, ours, our_rate, _), (_, _, theirs, their_rate, _) in zip(
        rows[::2], rows[1::2], strict=True
    ):
        faster = statistics.median(theirs) / statistics.median(ours)
        print(
            f"{place}: the widget answers {faster:.0f} times as quickly "
            f"and updates {our_rate / their_rate:.1f} times as often."
        )


if __name__ == "__main__":
    main()
