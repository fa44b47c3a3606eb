"""What every test may use: one Chromium, one JupyterLab, and a hand that works in a lesson.

    def test_something(open_lesson):
        lesson = open_lesson("01_chain_rule")     # a fresh copy, kernel ready
        lesson.run_all()
        assert lesson.errors() == []

Tests of a figure without Jupyter take `page` alone. Browser and context are started once a
session; each test gets a page of its own, and nothing that another test stored. Tests with a
browser run last: Playwright keeps an event loop in the main thread, and code that starts one of its
own (nbclient, say) must come before.
"""

import gc
import os
import pickle
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from .support import LESSONS, PATIENCE, chromium, dealing
from .support.desk import Desk
from .support.forked_kernels import forking
from .support.forked_workers import pytest_sessionstart, pytest_xdist_setupnodes  # noqa: F401 (hooks)
from .support.jupyterlab import LabServer, launch_lab
from .support.notebook import Lesson, keep_cells

try:
    import fcntl
except ImportError:  # Windows: each test process makes its own
    fcntl = None


# While the tests are collected, hardly anything becomes garbage.
gc.disable()

#: Where Python alone is at work, a warning is a mistake: also a file or a socket left open.
WITHOUT_WARNINGS = (
    *("authoring", "backprop", "chainrule", "exercises", "explorables", "grading", "launch"),
    *("lessons", "site"),
)
#: Except for what is said of a library that others are to mend.
OF_LIBRARIES = (
    "ignore::DeprecationWarning:traitlets.*",
    "ignore:datetime.datetime.utcnow:DeprecationWarning:nbclient.*",
    "ignore:pythonjsonlogger.jsonlogger has been moved:DeprecationWarning",  # of repo2docker's
)


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in its own hook
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    strict = pytest.mark.filterwarnings("error", *OF_LIBRARIES)
    folders = {Path(__file__).parent / name for name in WITHOUT_WARNINGS}
    for item in items:
        if folders & set(item.path.parents):
            item.add_marker(strict, append=False)  # what a test says itself comes later and wins
    dealing.deal(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    dealing.refuse_lost_groups(session)
    # Ten thousand tests lie in memory until the end. Unless they are left out, each collection of
    # garbage walks through all of them again: IPython's reset and some tests ask for one.
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    item.stash[chromium.FAILED] = report.failed
    if call.when == "call":
        chromium.keep_a_picture(item, report)
    return report


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


@pytest.fixture(scope="session")
def forked_kernels() -> Callable[[], AbstractContextManager[None]]:
    """`with forked_kernels(): …`: kernels that this process starts meanwhile begin as a fork."""
    return forking


# ------------------------------------------------------------------ the browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict, browser_type) -> dict:
    """Launch arguments for the machine's Chromium, or for the one Playwright installed."""
    from playwright.sync_api import expect

    expect.set_options(timeout=PATIENCE)  # five seconds by itself: too few on a busy machine
    return {**browser_type_launch_args, **chromium.launch_arguments(browser_type)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def shared_context(browser, browser_context_args: dict) -> Iterator:
    """One browser context for all pages: to make one costs more than most tests do in it.

    An empty page stays open in it, so that the process that draws the pages does not end with each.
    """
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(PATIENCE)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def page(shared_context, request, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """A new page that knows nothing of the tests before; only the cache of files stays warm."""
    page = shared_context.new_page()
    everything = {"origin": "*", "storageTypes": "all"}
    shared_context.new_cdp_session(page).send("Storage.clearDataForOrigin", everything)
    pictures = tmp_path_factory.getbasetemp() / "screenshots"
    request.node.stash[chromium.OPEN_PAGE] = (page, pictures)
    yield page
    page.close()
    shared_context.clear_permissions()
    shared_context.set_offline(False)


# ------------------------------------------------------------------ JupyterLab


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
    return start_lab(tmp_path_factory.mktemp("course"), for_tests=True)


# ------------------------------------------------------------------ working in a lesson


@pytest.fixture
def open_address(page) -> Iterator[Callable[[LabServer, str], Lesson]]:
    """A function that opens a place of a server, such as "lab/tree/lessons/…", as it lies there."""
    used: list[LabServer] = []

    def open_place(server: LabServer, place: str) -> Lesson:
        used.append(server)
        path = server.root / re.sub("^lab/(workspaces/[^/]+/)?tree/", "", place)
        return Lesson(page, server, path).open(server.address(place))

    yield open_place
    page.close()
    for server in used:
        server.end_sessions()


@pytest.fixture(scope="session")
def desk(browser, browser_context_args: dict, lab: LabServer) -> Iterator[Desk]:
    """One page with JupyterLab for the whole session."""
    context = browser.new_context(**browser_context_args)
    yield Desk(context, lab, browser_context_args["viewport"])
    context.close()


@pytest.fixture
def open_lesson(
    desk: Desk, lab: LabServer, request, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., Lesson]]:
    """A function that opens a fresh copy of a lesson: its name, or the path of any notebook.

    Files beside the notebook come along. The copy's place on disk is the lesson's `path`. It opens
    on the desk, where JupyterLab stays open between tests. With `notebook_7`, the same server shows
    it in Notebook 7, on the test's own page. With `cells`, the copy has only those of the lesson:
    most tests look at a few, and a whole lesson takes JupyterLab many times as long.
    """
    opened = 0

    def open_copy(
        notebook: str | Path, notebook_7: bool = False, cells: Iterable[str] = ()
    ) -> Lesson:
        nonlocal opened
        opened += 1
        source = Path(notebook)
        if source.suffix != ".ipynb":
            source = LESSONS / source.name / f"{source.name}.ipynb"
        letters = "".join(letter if letter.isalnum() else "-" for letter in request.node.name)
        place = tempfile.mkdtemp(prefix=f"{letters[:60]}-{opened}-", dir=lab.root)
        copy = Path(place) / source.parent.name  # at a second try, too, it is a new one
        ignored = shutil.ignore_patterns("predictions.json*", "passed.json*", ".ipynb_checkpoints")
        shutil.copytree(source.parent, copy, ignore=ignored)
        path = copy / source.name
        if cells:
            keep_cells(path, cells)
        if notebook_7:
            where = f"notebooks/{path.relative_to(lab.root).as_posix()}"
            return Lesson(request.getfixturevalue("page"), lab, path).open(lab.address(where))
        lesson = desk.open(path)
        pictures = tmp_path_factory.getbasetemp() / "screenshots"
        request.node.stash[chromium.OPEN_PAGE] = (lesson.page, pictures)
        return lesson

    yield open_copy
    desk.clear(spoilt=request.node.stash.get(chromium.FAILED, False))
