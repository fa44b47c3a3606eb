"""How long a newcomer waits: from `python3 lessons` to the first figure that answers.

    .venv/bin/python tests/benchmarks/first_widget.py [--python /usr/bin/python3]

Clones the committed course into a temporary folder, which has no `.venv`, and plays the first and
the second start there with headless Chromium. The first start installs everything, so the network
and pip's cache matter; the table says whether there was a cache. Takes one to three minutes.
"""

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_chain_rule"
SLOWEST_SET_UP = 1800  # seconds


def shared_helpers():
    """The tests' conftest, for its hand that works in a lesson."""
    spec = importlib.util.spec_from_file_location("course_conftest", ROOT / "tests/conftest.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def seconds_of(command: list[str], course: Path) -> float:
    began = time.monotonic()
    subprocess.run(command, cwd=course, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def one_start(helpers, browser, course: Path, python: str) -> dict[str, float]:
    """Start the course as a newcomer does; gives the seconds after which each thing was there."""
    port = helpers.free_port()
    with tempfile.TemporaryDirectory() as private, open(Path(private) / "log", "wb") as output:
        began = time.monotonic()
        process = subprocess.Popen(
            [
                *(python, "lessons", "01", "--no-browser", f"--port={port}"),
                *(
                    f"--IdentityProvider.token={helpers.TOKEN}",
                    "--LabApp.expose_app_in_browser=True",
                ),
            ],
            cwd=course,
            env=helpers.lonely_jupyter(Path(private)),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        log = Path(private) / "log"
        server = helpers.LabServer(f"http://127.0.0.1:{port}", helpers.TOKEN, course, log, process)
        times = {}
        try:
            wait_for_server(helpers, server, began)
            times["JupyterLab answers"] = time.monotonic() - began
            page = browser.new_page()
            place = f"lab/tree/lessons/{LESSON}/{LESSON}.ipynb"
            lesson = helpers.Lesson(page, server, course / place).open(server.address(place))
            times["lesson open, kernel ready"] = time.monotonic() - began
            lesson.run(lesson.index("from chainrule import"))
            lesson.run(lesson.index("SlopeMicroscope(after="))
            figure = lesson.cell("SlopeMicroscope(after=")
            figure.get_by_role("button", name="Open it without predicting").click()
            slider = figure.get_by_role("slider").first
            times["first figure visible"] = time.monotonic() - began
            before = slider.get_attribute("aria-valuenow")
            slider.press("ArrowRight")
            page.wait_for_function(
                "([node, before]) => node.getAttribute('aria-valuenow') !== before",
                arg=[slider.element_handle(), before],
            )
            times["first figure answers"] = time.monotonic() - began
            page.close()
        finally:
            server.stop()
            (course / "lessons" / LESSON / "predictions.json").unlink(missing_ok=True)
    return times


def wait_for_server(helpers, server, began: float) -> None:
    import urllib.error
    import urllib.request

    while time.monotonic() - began < SLOWEST_SET_UP and server.process.poll() is None:
        try:
            urllib.request.urlopen(f"{server.base}/api", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    sys.exit(f"The course did not start:\n{server.log.read_text(errors='replace')[-2000:]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    base = getattr(sys, "_base_executable", sys.executable)
    parser.add_argument("--python", default=base, help="the Python a newcomer has")
    python = parser.parse_args().python
    helpers = shared_helpers()
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(helpers.shutil.which, helpers.CHROMIUM_NAMES)), None
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        course = Path(folder) / "course"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(course)], check=True)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        cache = subprocess.run(
            [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True
        ).stdout.strip()
        filled = bool(cache) and Path(cache).is_dir() and any(Path(cache).iterdir())
        first = one_start(helpers, browser, course, python)
        second = one_start(helpers, browser, course, python)
        bootstrap = seconds_of([python, "binder/course_env.py"], course)
        browser.close()
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} cores{load}, pip's cache {'filled' if filled else 'empty'}")
    print(f"{'seconds after the command':28} {'no .venv':>9} {'again':>7}")
    for what in first:
        print(f"{what:28} {first[what]:9.1f} {second[what]:7.1f}")
    print(f"{'bootstrap alone':28} {'':9} {bootstrap:7.2f}")


if __name__ == "__main__":
    main()
