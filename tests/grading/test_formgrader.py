"""nbgrader's formgrader, in a real browser, shows what our command has graded."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import classroom
import pytest
from classroom import LESSON, answered, released
from playwright.sync_api import expect

from autograders.exercises import EXERCISES
from autograders.grading import command

TOKEN = "formgrader-test"
PATIENCE = 120
MESSAGE = {m.name: m.message for m in EXERCISES["d_power"].misconceptions}["no-inner"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, walls) -> classroom.Classroom:
    """A class of two, graded by the command."""
    room = classroom.new_classroom(tmp_path_factory.mktemp("formgrader"))
    room.hand_in("ada", answered({"d_power": "def d_power(x):\n    return 5 * (3 * x + 1) ** 4"}))
    room.hand_in("bob", released())
    assert command.main([str(room.submitted), "--course", str(room.course), "--jobs", "1"]) == 0
    return room


@pytest.fixture(scope="module")
def address(graded) -> Iterator[str]:
    """A JupyterLab in the course's folder, started as the README says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = graded.folder / "jupyter"
    folders = ("CONFIG", "DATA", "RUNTIME")
    environment = {f"JUPYTER_{kind}_DIR": str(own / kind.lower()) for kind in folders}
    log = graded.folder / "server.log"
    with open(log, "w", encoding="utf-8") as said:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1"),
                *(f"--port={port}", f"--IdentityProvider.token={TOKEN}"),
                "--ServerApp.jpserver_extensions=nbgrader.server_extensions.formgrader=True",
                "--LabApp.default_url=/formgrader",
                *(["--allow-root"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
            ],
            cwd=graded.course,
            env={**os.environ, **environment},
            stdout=said,
            stderr=said,
        )
    base = f"http://127.0.0.1:{port}"
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(f"{base}/api?token={TOKEN}", timeout=5).close()
            break
        except (urllib.error.URLError, OSError):
            assert server.poll() is None, log.read_text()[-2000:]
            assert time.monotonic() < end, log.read_text()[-2000:]
            time.sleep(0.2)
    yield base
    server.terminate()
    server.wait(30)


def test_formgrader_lists_the_scores_and_opens_a_graded_notebook(address, browser):
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000 / 4)
    page.goto(f"{address}/formgrader?token={TOKEN}")  # the address that the server prints
    page.get_by_role("link", name=LESSON).first.wait_for()
    page.goto(f"{address}/formgrader/gradebook/{LESSON}/{LESSON}")
    rows = page.locator("tbody tr").filter(has_text="Submission #")
    rows.nth(1).wait_for()
    assert rows.count() == 2
    scores = sorted(text.split("\t")[2].strip() for text in rows.all_inner_texts())
    assert scores == ["0 / 14", "12 / 14"]
    page.goto(f"{address}/formgrader/manage_students/ada/{LESSON}")
    page.get_by_role("link", name=LESSON).last.wait_for()
    page.get_by_role("link", name=LESSON).last.click()
    page.get_by_text(MESSAGE[:40]).wait_for()
    patience = PATIENCE * 1000 / 4
    expect(page.locator("input#d_power")).to_have_attribute("placeholder", "0", timeout=patience)
    expect(page.locator("input#compose")).to_have_attribute("placeholder", "2", timeout=patience)
    context.close()
