"""What a class is given: the unpacked archive, started by its command, and what a student sees.

The archive is made of the last commit. Its `.venv` is made of links to this environment, so that
nothing is installed; settings and start are the real ones.
"""

import importlib.util
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ..support import PATIENCE
from ..support.jupyterlab import LabServer, free_port, lonely_jupyter, wait_for_answer, without_yarn
from ..support.notebook import Lesson, keep_cells

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_PYTHON = getattr(sys, "_base_executable", sys.executable)
#: The README's command, without the name of the file that it makes.
GIVE_OUT = "git archive --prefix=chain-rule/ -o {} HEAD lessons binder LICENSE START.txt"
LESSON = "00_predictions"
#: Enough of it for a day: its beginning, and an exercise.
CELLS = (
    "# Predictions: what a network computes",
    "| part | minutes |",
    "from chainrule import",
    "### Exercise 00.1",
    "weighted_sum-answer",
    "weighted_sum",
)
FOR_THE_TEST = "--LabApp.expose_app_in_browser=True"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    """The folder in which a student unpacked the archive."""
    folder = tmp_path_factory.mktemp("given-out")
    archive = folder / "course.zip"
    assert GIVE_OUT.format("course.zip") in (ROOT / "autograders/README.md").read_text(
        encoding="utf-8"
    )
    subprocess.run(GIVE_OUT.format(archive).split(), cwd=ROOT, check=True)
    zipfile.ZipFile(archive).extractall(folder)
    archive.unlink()
    return folder


def borrow_environment(course: Path) -> None:
    """Give the course a `.venv` that counts as set up and has the packages of this one."""
    spec = importlib.util.spec_from_file_location("given_out_env", course / "binder/course_env.py")
    bootstrap = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(bootstrap)
    venv, ours = bootstrap.VENV, Path(sys.prefix)
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", venv], check=True)
    (packages,) = venv.glob("lib/python*/site-packages")
    there = next(path for path in map(Path, sys.path) if (path / "jupyterlab").is_dir())
    borrow = f"import site; site.addsitedir({str(there)!r})"
    (packages / "borrowed.pth").write_text(f"{course / 'lessons'}\n{borrow}\n")
    link_below(ours / "etc/jupyter", venv / "etc/jupyter", {"labconfig"})
    link_below(ours / "share/jupyter", venv / "share/jupyter", {"lab"})
    link_below(ours / "share/jupyter/lab", venv / "share/jupyter/lab", {"settings"})
    version = "{}.{}".format(*sys.version_info[:2])
    stamp = bootstrap._stamp_text("lessons", version)
    (venv / bootstrap.STAMP.format("lessons")).write_text(stamp, encoding="utf-8")


def link_below(source: Path, target: Path, without: set[str]) -> None:
    """Link what lies in a folder, but for these names and single files: those are the course's."""
    target.mkdir(parents=True)
    for path in source.iterdir():
        if path.is_dir() and path.name not in without:
            (target / path.name).symlink_to(path)


@pytest.fixture(scope="module")
def started(unpacked, tmp_path_factory) -> Iterator[LabServer]:
    """`python3 lessons --no-browser` there, in a terminal; the token is what it printed."""
    if sys.platform == "win32":
        pytest.skip("makes its environment of links, and a terminal")
    course = unpacked / "chain-rule"
    borrow_environment(course)
    private = tmp_path_factory.mktemp("student")
    log, port = private / "terminal.log", free_port()
    keyboard, terminal = os.openpty()
    with log.open("wb") as said:
        process = subprocess.Popen(
            [SYSTEM_PYTHON, "lessons", "--no-browser", f"--port={port}", FOR_THE_TEST],
            cwd=course,
            env=without_yarn(lonely_jupyter(private), private),
            stdin=terminal,
            stdout=said,
            stderr=said,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(f"{base}/api", process, log)
        token, end = None, time.monotonic() + PATIENCE / 1000
        while not token and time.monotonic() < end:
            time.sleep(0.1)
            token = re.search(rf"{base}/lab/tree/lessons/\S+\?token=(\w+)\n", log.read_text())
        assert token, f"no address is printed: {log.read_text()}"
        yield LabServer(base, token[1], course, log, process)
    finally:
        process.kill()
        process.wait()
        os.close(keyboard)
        os.close(terminal)


def test_the_archive_tells_a_student_what_to_do(unpacked):
    (course,) = unpacked.iterdir()
    assert {path.name for path in course.iterdir()} - {".venv"} == {
        *("lessons", "binder", "LICENSE", "START.txt")
    }
    told = (course / "START.txt").read_text(encoding="ascii")
    assert "python3 lessons" in told and "py lessons" in told and "Ctrl+C" in told
    helped = subprocess.run(
        [SYSTEM_PYTHON, "lessons", "--help"], cwd=course, capture_output=True, text=True
    )
    assert helped.returncode == 0 and "python3 lessons 01" in helped.stdout


def names_shown(server: LabServer, folder: str) -> set[str]:
    """What the file browser lists in a folder of the course."""
    return {entry["name"] for entry in server.ask(f"api/contents/{folder}")["content"]}


def test_a_student_sees_the_lessons_and_a_quiet_terminal(started, page):
    """The file browser first, then a lesson's day: run, save, restart, validate, Ctrl+C."""
    for own in ("my_notes.md", "tests.py", "solutions of mine.ipynb", "requirements.md"):
        (started.root / "lessons" / own).write_text("{}")
    assert names_shown(started, "") == {"lessons", "LICENSE"}
    shown = names_shown(started, "lessons")
    assert {"my_notes.md", "tests.py", "solutions of mine.ipynb", "requirements.md"} <= shown
    assert not {"chainrule", "__main__.py", "pyproject.toml"} & shown

    place = f"lessons/{LESSON}/{LESSON}.ipynb"
    lesson = Lesson(page, started, started.root / place)
    keep_cells(lesson.path, CELLS)
    lesson.open(started.address(f"lab/tree/{place}"))
    lesson.run("from chainrule import")
    lesson.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"
    )
    lesson.run("from chainrule import")
    assert lesson.errors() == []
    assert "failed" in lesson.validate()
    assert lesson.outside == []

    said = started.log.read_text()
    before, _, after = said.partition(f"?token={started.token}\n")
    assert before.count("http://") == 1
    assert "press Ctrl+C" in before and "Open the last address" in before
    assert after.strip() == ""
    started.process.send_signal(signal.SIGINT)
    assert started.process.wait(PATIENCE / 1000) == 0
    assert "(y/[n])" not in started.log.read_text()
