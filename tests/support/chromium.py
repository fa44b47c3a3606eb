"""The machine's Chromium, and a picture of the page when a test fails."""

import os
import re
import shutil
from pathlib import Path

import pytest

HEADLESS = "chromium-headless-shell"
WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_NAMES = (HEADLESS, *WHOLE)
"""The shell first: it shows nothing to anybody, and a page in it takes half the time."""
CHROMIUM_SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A process for each page costs more than most tests do in it. Contexts never share one.
    "--renderer-process-limit=1",
]
NO_BROWSER = "COURSE_TESTS_WITHOUT_BROWSER"
NO_CHROMIUM = (
    "no Chromium found: install it (Debian: `sudo apt install chromium`; anywhere: "
    "`python -m playwright install chromium`), or set CHROMIUM to its path, "
    f"or set {NO_BROWSER}=1 to skip the tests that need it"
)


def chromium() -> str | None:
    """The machine's Chromium; None means the one that Playwright installed."""
    return os.environ.get("CHROMIUM") or _first_of(CHROMIUM_NAMES)


def whole_chromium() -> str | None:
    """The machine's Chromium as people have it, if it is there; else what `chromium` gives."""
    return os.environ.get("CHROMIUM") or _first_of(WHOLE) or chromium()


def _first_of(names: tuple[str, ...]) -> str | None:
    return next(filter(None, map(shutil.which, names)), None)


def launch_arguments(browser_type) -> dict:
    """What to launch Playwright's `browser_type` with; skips or fails where there is no browser."""
    if os.environ.get(NO_BROWSER):
        pytest.skip(f"{NO_BROWSER} is set")
    named = os.environ.get("CHROMIUM")
    if named and not shutil.which(named):
        pytest.fail(f"CHROMIUM names {named}, which is no program", pytrace=False)
    found = chromium()
    if not found and not Path(browser_type.executable_path).exists():
        pytest.fail(NO_CHROMIUM, pytrace=False)
    return {**({"executable_path": found} if found else {}), "args": CHROMIUM_SWITCHES}


OPEN_PAGE = pytest.StashKey[tuple[object, Path]]()
"""A test's page, and the folder for its picture."""
FAILED = pytest.StashKey[bool]()
"""Whether the newest part of a test failed: its beginning, itself, or its end."""


def keep_a_picture(item: pytest.Item, report: pytest.TestReport) -> None:
    """When a test with a page has failed, save what the page shows, and say where."""
    if not report.failed or OPEN_PAGE not in item.stash:
        return
    page, folder = item.stash[OPEN_PAGE]
    folder.mkdir(exist_ok=True)
    name = re.sub(r"\W+", "-", item.nodeid.removeprefix("tests/").replace(".py", ""))[:120]
    try:
        page.screenshot(path=folder / f"{name}.png", timeout=10_000)
    except Exception as error:  # a closed page has no picture, and the test's failure counts
        told = f"no picture of the page: {str(error).splitlines()[0]}"
    else:
        told = f"the page when it failed: {folder / name}.png"
    report.sections.append(("screenshot", told))
