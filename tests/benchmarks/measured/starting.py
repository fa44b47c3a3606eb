"""From `python3 lessons` to the first figure that answers: on a fresh machine, and again.

Each fresh start works in a clone of the committed course, which has no `.venv`, and installs
everything; so the network counts, and whether pip has a cache.
"""

import subprocess
import sys
import time
from pathlib import Path

from tests.support.jupyterlab import TOKEN, LabServer, free_port, lonely_jupyter, wait_for_answer
from tests.support.notebook import Lesson

from .hand import ROOT, browser, repeat, say, scratch
from .lines import Line, slower

PYTHON = getattr(sys, "_base_executable", sys.executable)  # what a newcomer has
FIRST_LESSON = "lessons/00_predictions/00_predictions.ipynb"
FIRST_FIGURE = 'NineKnobs("curve", after='
SLOWEST_SET_UP = 600  # seconds


def measure(quick: bool) -> list[Line]:
    with scratch() as folder, browser() as started:
        courses = []

        def fresh() -> float:
            courses.append(clone(folder / f"course {len(courses)}"))
            return one_start(started, courses[-1])

        first = repeat(1 if quick else 2, "fresh machine to first figure, s", fresh)
        again = repeat(
            1 if quick else 5,
            "second start to first figure, s",
            lambda: one_start(started, courses[-1]),
        )
        check = repeat(
            1 if quick else 5, "bootstrap alone, s", lambda: bootstrap_alone(courses[-1])
        )
    cache = "filled" if pip_has_a_cache() else "empty"
    return [
        Line(f"Fresh machine to first figure, pip's cache {cache}", "s", tuple(first)),
        Line(
            "Second start to first figure",
            "s",
            tuple(again),
            slower(again, {"fresh": first}),
        ),
        Line("Second start: what `python3 lessons` adds to JupyterLab", "s", tuple(check)),
    ]


def clone(course: Path) -> Path:
    """The committed course, as somebody else gets it."""
    done = subprocess.run(
        ["git", "clone", "--quiet", str(ROOT), str(course)], capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"the course could not be cloned: {done.stderr.strip()}")
    return course


def one_start(started, course: Path) -> float:
    """Seconds from the command to a figure's answer in the browser."""
    with scratch() as private:
        port = free_port()
        log = private / "log"
        began = time.monotonic()
        with log.open("wb") as output:
            process = subprocess.Popen(
                [
                    *(PYTHON, "lessons", "--no-browser", f"--port={port}"),
                    f"--IdentityProvider.token={TOKEN}",
                    "--LabApp.expose_app_in_browser=True",
                ],
                cwd=course,
                env=lonely_jupyter(private),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        base = f"http://127.0.0.1:{port}"
        server = LabServer(base, TOKEN, course, log, process)
        try:
            wait_for_answer(f"{base}/api", process, log, SLOWEST_SET_UP)
            say(f"JupyterLab answers after {time.monotonic() - began:.1f} s")
            return first_figure(started, server, f"lab/tree/{FIRST_LESSON}", began)
        finally:
            server.stop()


def first_figure(started, server, place: str, began: float) -> float:
    """Open the lesson in a browser that knows nothing, and wake its first figure."""
    page = started.new_page()
    path = server.root / place.removeprefix("lab/tree/")
    try:
        lesson = Lesson(page, server, path).open(server.address(place))
        lesson.run(lesson.index("from chainrule import"))
        lesson.wake(FIRST_FIGURE)
        return time.monotonic() - began
    finally:
        page.close()
        # What was answered is kept beside the lesson; the next start is to ask again.
        path.with_name("predictions.json").unlink(missing_ok=True)


def bootstrap_alone(course: Path) -> float:
    began = time.monotonic()
    subprocess.run(
        [PYTHON, "binder/course_env.py"], cwd=course, check=True, stdout=subprocess.DEVNULL
    )
    return time.monotonic() - began


def pip_has_a_cache() -> bool:
    told = subprocess.run(
        [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True
    )
    folder = Path(told.stdout.strip() or "no such folder")
    return folder.is_dir() and any(folder.iterdir())
