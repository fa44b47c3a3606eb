"""What every test may use: one Chromium, one JupyterLab, and a hand that works in a lesson.

    def test_something(open_lesson):
        lesson = open_lesson("01_chain_rule")     # a fresh copy, kernel ready
        lesson.run_every_cell()
        assert lesson.errors() == []

Tests of a figure without Jupyter take `page` alone. Browser and context are started once a
session; each test gets a page of its own, and nothing that another test stored. Tests with a
browser run last: Playwright keeps an event loop in the main thread, and code that starts one of its
own (nbclient, say) must come before.
"""

import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows: each test process makes its own
    fcntl = None

ROOT = Path(__file__).resolve().parent.parent
LESSONS = ROOT / "lessons"
TOKEN = "a-token-for-the-tests"
PATIENCE = 90_000  # milliseconds before a browser test gives up; never a measure of speed

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = "COURSE_TESTS_WITHOUT_BROWSER"
NO_CHROMIUM = (
    "no Chromium found: install it (Debian: `sudo apt install chromium`; anywhere: "
    "`python -m playwright install chromium`), or set CHROMIUM to its path, "
    f"or set {NO_BROWSER}=1 to skip the tests that need it"
)


#: What takes longest begins first, so that no process is left alone with it at the end. Tests in a
#: JupyterLab belong to it as well.
LONG = (
    "tests/launch/test_binder_launch.py",
    "tests/site/test_in_browser.py",
    "tests/exercises/test_exercises.py",
    "tests/authoring/test_course.py",
)


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in its own hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order the tests, and say which of them several processes must leave together.

    Tests with a browser come last. Without one, a file stays together; with one, only tests that
    share a fixture of their module do, and the others are dealt out by function.
    """
    places = {item: item.path.relative_to(ROOT).as_posix() for item in items}
    fixtures = {item: _fixtures(item) for item in items}
    browser = {item for item in items if "browser_type" in fixtures[item]}
    sharing = {places[item] for item in browser if "module" in fixtures[item].values()}
    for item in items:
        group = f"{'browser' if item in browser else 'plain'} {places[item]}"
        if item in browser and places[item] not in sharing:
            group += f" {item.originalname}"
        item.add_marker(pytest.mark.xdist_group(group))

    def is_long(item: pytest.Item) -> bool:
        return places[item] in LONG or "start_lab" in fixtures[item]

    items.sort(key=lambda item: (item in browser, not is_long(item)))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Stop when pytest-xdist does not see the groups: it marks them in the tests' names."""
    grouped = getattr(session.config.option, "loadgroup", False)
    if grouped and not all("@" in item.nodeid for item in session.items):
        raise pytest.UsageError("pytest-xdist loses the groups of tests: install requirements.txt")


def _fixtures(item: pytest.Item) -> dict[str, str]:
    """The names of the fixtures that a test uses, each with its scope."""
    info = getattr(item, "_fixtureinfo", None)
    known = info.name2fixturedefs if info else {}
    return {
        name: known[name][-1].scope for name in getattr(item, "fixturenames", ()) if known.get(name)
    }


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable], object]:
    """`made_once(name, make)`: what `make()` gives, made by the first test process for all of them.

    The others wait for it and read its pickle. When `make` fails, the next one tries for itself.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent

    def get(name: str, make: Callable[[], object]) -> object:
        kept = folder / f"{name}.pickle"
        with open(folder / f"{name}.lock", "w") as lock:
            if fcntl:
                fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                new = folder / f"{name}.{os.getpid()}"
                new.write_bytes(pickle.dumps(make()))
                new.replace(kept)
            return pickle.loads(kept.read_bytes())

    return get


# ------------------------------------------------------------------ the browser


def chromium() -> str | None:
    """The machine's Chromium; None means the one that Playwright installed."""
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict, browser_type) -> dict:
    """Launch arguments for the machine's Chromium, or for the one Playwright installed."""
    if os.environ.get(NO_BROWSER):
        pytest.skip(f"{NO_BROWSER} is set")
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        pytest.fail(f"CHROMIUM names {named}, which is no program", pytrace=False)
    found = chromium()
    if not found and not Path(browser_type.executable_path).exists():
        pytest.fail(NO_CHROMIUM, pytrace=False)
    return {
        **browser_type_launch_args,
        **({"executable_path": found} if found else {}),
        "args": CHROMIUM_SWITCHES,
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def shared_context(browser, browser_context_args: dict) -> Iterator:
    """One browser context for all pages: to make one costs more than most tests do in it."""
    context = browser.new_context(**browser_context_args)
    yield context
    context.close()


@pytest.fixture
def page(shared_context) -> Iterator:
    """A new page that knows nothing of the tests before; only the cache of files stays warm."""
    page = shared_context.new_page()
    everything = {"origin": "*", "storageTypes": "all"}
    shared_context.new_cdp_session(page).send("Storage.clearDataForOrigin", everything)
    yield page
    page.close()
    shared_context.clear_permissions()
    shared_context.set_offline(False)


# ------------------------------------------------------------------ JupyterLab


@dataclass
class LabServer:
    """A running JupyterLab: its base address, its token, and the folder that it serves."""

    base: str
    token: str
    root: Path
    log: Path
    process: subprocess.Popen

    def address(self, place: str) -> str:
        """The full address of a place such as "lab/tree/lessons/…", with the token."""
        return f"{self.base}/{urllib.parse.quote(place)}?token={self.token}"

    def ask(self, place: str, method: str = "GET"):
        """What the server's own interface answers, e.g. `ask("api/sessions")`."""
        request = urllib.request.Request(
            f"{self.base}/{place}",
            method=method,
            headers={"Authorization": f"token {self.token}"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def end_sessions(self) -> None:
        """Shut every kernel down, so that tests do not fill the memory."""
        for session in self.ask("api/sessions"):
            self.ask(f"api/sessions/{session['id']}", "DELETE")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def lonely_jupyter(folder: Path) -> dict[str, str]:
    """Environment variables that keep a Jupyter away from the user's own settings."""
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "JUPYTERLAB_SETTINGS_DIR": "user-settings",
        "IPYTHONDIR": "ipython",
        "MPLCONFIGDIR": "matplotlib",
    }
    for place in places.values():
        (folder / place).mkdir(parents=True, exist_ok=True)
    return {**os.environ, **{name: str(folder / place) for name, place in places.items()}}


def wait_for_answer(
    url: str, process: subprocess.Popen, log: Path, patience: float = PATIENCE / 1000
) -> None:
    """Wait until `url` answers, `patience` seconds; show the log's end when the server has died."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it lives and wants a token
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} does not answer:\n{log.read_text(errors='replace')[-3000:]}", pytrace=False)


def launch_lab(
    root: Path,
    private: Path,
    python: str | Path = sys.executable,
    arguments: tuple[str, ...] | list[str] = (),
    base_url: str = "/",
    settings: bool = True,
    variables: dict[str, str] | None = None,
) -> LabServer:
    """A JupyterLab on the folder `root`, answering; its own files go into the folder `private`.

    With `settings`, the course's Jupyter settings are given to it; else it has those of its own
    environment. Whoever launches it stops it.
    """
    environment = lonely_jupyter(private)
    programs = str(Path(python).parent)
    environment["PATH"] = os.pathsep.join([programs, environment.get("PATH", "")])
    environment.update(variables or {})
    port = free_port()
    command = [
        *(str(python), "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"),
        *("--ServerApp.port_retries=0", f"--ServerApp.root_dir={root}"),
        *(f"--ServerApp.base_url={base_url}", f"--IdentityProvider.token={TOKEN}"),
        "--LabApp.expose_app_in_browser=True",
    ]
    if settings:
        app_settings = private / "app-settings"
        app_settings.mkdir()
        for name in ("overrides.json", "page_config.json"):
            shutil.copy(ROOT / "binder" / name, app_settings)
        shutil.copy(ROOT / "binder/jupyter_server_config.json", private / "config")
        command.append(f"--LabApp.app_settings_dir={app_settings}")
        notebook_7 = {"app_settings_dir": str(app_settings), "expose_app_in_browser": True}
        config = json.dumps({"JupyterNotebookApp": notebook_7})  # no argument reaches it
        (private / "config/jupyter_notebook_config.json").write_text(config)
    log = private / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=root,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    base = f"http://127.0.0.1:{port}{base_url}".rstrip("/")
    server = LabServer(base, TOKEN, Path(root), log, process)
    try:
        wait_for_answer(f"{base}/api", process, log)
    except BaseException:
        server.stop()
        raise
    return server


@pytest.fixture(scope="session")
def start_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., LabServer]]:
    """A function that starts a JupyterLab on a folder; all of them are stopped at the end.

    `start_lab(root, …)` takes what `launch_lab` takes, but for the private folder.
    """
    servers: list[LabServer] = []

    def start(root: Path, **wishes) -> LabServer:
        servers.append(launch_lab(root, tmp_path_factory.mktemp("jupyter"), **wishes))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


@pytest.fixture(scope="session")
def lab(start_lab, tmp_path_factory: pytest.TempPathFactory) -> LabServer:
    """One JupyterLab for the whole session, with the course's settings, in a folder of its own."""
    return start_lab(tmp_path_factory.mktemp("course"))


# ------------------------------------------------------------------ working in a lesson

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

CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell => ({
    type: cell.model.type,
    source: cell.model.sharedModel.getSource(),
    metadata: cell.model.sharedModel.getMetadata(),
    outputs: cell.model.type === 'code' ? cell.model.outputs.toJSON() : [],
}))"""


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
        page = self.page
        page.set_default_timeout(PATIENCE)
        page.on("request", self._note_request)
        page.on("pageerror", lambda error: self.trouble.append(str(error)))
        page.goto(address)
        page.wait_for_selector(f"{NOTEBOOK} .jp-Cell")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext")
        page.evaluate(WAIT_FOR_KERNEL, PATIENCE)
        return self

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
        """Every cell: its type, source, metadata, outputs (nbformat's output dictionaries)."""
        return self.page.evaluate(CELLS)

    def index(self, cell: int | str) -> int:
        if isinstance(cell, int):
            return cell
        cells = self.cells()
        for number, found in enumerate(cells):
            if found["metadata"].get("nbgrader", {}).get("grade_id") == cell:
                return number
        for number, found in enumerate(cells):
            if cell in found["source"]:
                return number
        raise AssertionError(f"{self.path.name} has no cell {cell!r}")

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
        """Run > Run All Cells: stops at the first error, as for a learner."""
        for number, cell in enumerate(self.cells()):
            if cell["type"] == "code" and errors_in(self.run(number)):
                return

    def run_every_cell(self) -> None:
        """Run every cell in order, also after an error."""
        for number, cell in enumerate(self.cells()):
            if cell["type"] == "code":
                self.run(number)

    def outputs(self) -> list[list[dict]]:
        """The outputs of every code cell."""
        return [cell["outputs"] for cell in self.cells() if cell["type"] == "code"]

    def errors(self) -> list[str]:
        """Every error in the notebook, as "NameError: name 'x' is not defined"."""
        return [line for outputs in self.outputs() for line in errors_in(outputs)]

    def text(self, cell: int | str) -> str:
        """What a cell printed."""
        outputs = self.cells()[self.index(cell)]["outputs"]
        return "".join(
            "".join(output["text"]) for output in outputs if output["output_type"] == "stream"
        )

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


@pytest.fixture
def open_address(page) -> Iterator[Callable[[LabServer, str], Lesson]]:
    """A function that opens a place of a server, such as "lab/tree/lessons/…", as it lies there."""
    used: list[LabServer] = []

    def open_place(server: LabServer, place: str) -> Lesson:
        used.append(server)
        path = server.root / place.removeprefix("lab/tree/")
        return Lesson(page, server, path).open(server.address(place))

    yield open_place
    page.close()
    for server in used:
        server.end_sessions()


@pytest.fixture
def open_lesson(page, lab: LabServer, request) -> Iterator[Callable[..., Lesson]]:
    """A function that opens a fresh copy of a lesson: its name, or the path of any notebook.

    Files beside the notebook come along. The copy's place on disk is the lesson's `path`. With
    `notebook_7`, the same server shows it in Notebook 7.
    """
    opened = 0

    def open_copy(notebook: str | Path, notebook_7: bool = False) -> Lesson:
        nonlocal opened
        opened += 1
        source = Path(notebook)
        if source.suffix != ".ipynb":
            source = LESSONS / source.name / f"{source.name}.ipynb"
        letters = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
        place = f"{letters[:60]}-{opened}"
        copy = lab.root / place / source.parent.name
        ignored = shutil.ignore_patterns("predictions.json*", ".ipynb_checkpoints")
        shutil.copytree(source.parent, copy, ignore=ignored)
        path = copy / source.name
        app = "notebooks" if notebook_7 else f"lab/workspaces/{place}/tree"
        where = f"{app}/{path.relative_to(lab.root).as_posix()}"
        return Lesson(page, lab, path).open(lab.address(where))

    yield open_copy
    page.close()
    lab.end_sessions()
