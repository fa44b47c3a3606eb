"""`python3 autograders formgrader` in a real browser: scores, the Autograde button, feedback."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import classroom
import pytest
from bs4 import BeautifulSoup
from classroom import LESSON, answered, released
from nbgrader.api import Gradebook
from playwright.sync_api import expect

from autograders.exercises import EXERCISES
from autograders.grading import command, formgrader, reporting

from ..support import PATIENCE
from ..support.jupyterlab import free_port, lonely_jupyter, wait_for_answer

NEVER_GIVEN_OUT = "02_nested_machines"
WRONG = "def d_power(x):\n    return 5 * (3 * x + 1) ** 4"
MESSAGE = {m.name: m.message for m in EXERCISES["d_power"].misconceptions}["no-inner"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory, walls) -> classroom.Classroom:
    """A class of two, graded by the command, and a third whose work came later."""
    room = classroom.new_classroom(tmp_path_factory.mktemp("formgrader"))
    room.hand_in("ada", answered({"d_power": WRONG}))
    handed_in = room.hand_in("bob", released())
    (handed_in.parent / "timestamp.txt").write_text("2026-11-20 10:00:00 UTC")
    assert command.main([str(room.submitted), "--course", str(room.course), "--jobs", "1"]) == 0
    (room.submitted / "bob").rename(room.folder / "handed_in_bob")  # as if graded from elsewhere
    room.hand_in("eve", answered({"d_power": WRONG}))
    unseen = room.folder / "lessons" / NEVER_GIVEN_OUT / f"{NEVER_GIVEN_OUT}.ipynb"
    for path in (unseen, room.folder / "solutions" / NEVER_GIVEN_OUT / unseen.name):
        path.parent.mkdir()
        shutil.copy(classroom.ROOT / path.relative_to(room.folder), path)
    return room


@pytest.fixture(scope="module")
def server(graded) -> Iterator[tuple[str, str]]:
    """Formgrader, started by its command; the address and the token that it prints."""
    port = free_port()
    log = graded.folder / "server.log"
    run = f"import sys; from {formgrader.__name__} import main; sys.exit(main(sys.argv[1:]))"
    options = ["--no-browser", "--course", str(graded.course), f"--ServerApp.port={port}"]
    with open(log, "w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, "-c", run, *options],
            env=lonely_jupyter(graded.folder / "jupyter"),
            start_new_session=True,
            stdout=said,
            stderr=said,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        wait_for_answer(f"{base}/api", process, log)
        printed, end = None, time.monotonic() + PATIENCE / 1000
        while printed is None and process.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
            printed = re.search(rf"{base}/formgrader\?token=(\w+)", log.read_text())
        assert printed, f"no address is printed: {log.read_text()[-1000:]}"
        yield base, printed[1]
        process.terminate()  # the process that was started, not its group
        process.wait(30)
        with pytest.raises(OSError):
            urllib.request.urlopen(f"{base}/api", timeout=10)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def test_formgrader_lists_the_scores_and_opens_a_graded_notebook(server, page):
    address, token = server
    page.set_default_timeout(PATIENCE / 3)
    page.goto(f"{address}/formgrader?token={token}")  # the address that the server prints
    page.get_by_role("link", name=LESSON).first.wait_for()
    row = page.locator("tbody tr").filter(has_text=LESSON)
    expect(row.locator("td.num-submissions")).to_have_text("3")
    assert page.locator(".alert").count() == 0, page.locator(".alert").all_inner_texts()
    page.goto(f"{address}/formgrader/gradebook/{LESSON}/{LESSON}")
    rows = page.locator("tbody tr").filter(has_text="Submission #")
    rows.nth(1).wait_for()
    scores = sorted(text.split("\t")[2].strip() for text in rows.all_inner_texts())
    assert {"0 / 14", "12 / 14"} <= set(scores)
    page.goto(f"{address}/formgrader/manage_students/ada/{LESSON}")
    page.get_by_role("link", name=LESSON).last.wait_for()
    page.get_by_role("link", name=LESSON).last.click()
    page.get_by_text(MESSAGE[:40]).wait_for()
    expect(page.locator("input#d_power")).to_have_attribute("placeholder", "0", timeout=PATIENCE)
    expect(page.locator("input#compose")).to_have_attribute("placeholder", "2", timeout=PATIENCE)


def test_its_button_grades_with_our_grader(server, graded, page, tmp_path):
    address, token = server
    page.set_default_timeout(PATIENCE / 3)
    page.goto(f"{address}/formgrader?token={token}")
    page.get_by_role("link", name=LESSON).first.wait_for()
    page.goto(f"{address}/formgrader/manage_submissions/{LESSON}")
    page.locator("tbody tr").filter(has_text="eve").locator("td.autograde a").click()
    page.get_by_text("Successfully autograded").wait_for()
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        assert book.find_submission(LESSON, "eve").score == 12
    assert reporting.report_on(graded.course, tmp_path) == 0
    pages = [(tmp_path / student / f"{LESSON}.html").read_text() for student in ("ada", "eve")]
    assert MESSAGE.split("'")[0] in pages[1]
    assert pages[0].replace("ada", "eve") == pages[1]


def test_a_lesson_that_nobody_handed_in_is_not_in_the_gradebook(server, graded):
    """nbgrader's export would give everybody 0 points for it."""
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        assert [lesson.name for lesson in book.assignments] == [LESSON]


def test_its_button_leaves_alone_what_was_graded_from_elsewhere(server, graded, page):
    """One line says why, and the score stays in the list."""
    address, token = server
    page.set_default_timeout(PATIENCE / 3)
    page.goto(f"{address}/formgrader?token={token}")
    page.goto(f"{address}/formgrader/manage_submissions/{LESSON}")
    row = page.locator("tbody tr").filter(has_text="bob")
    row.locator("td.autograde a").click()
    told = page.locator("#error-modal")
    told.get_by_text("graded 01_chain_rule from another folder, and the score stays").wait_for()
    assert "Traceback" not in told.inner_text()
    expect(row.locator("td.score")).to_have_text("0 / 14")
    expect(row.locator("td.status")).to_have_text("graded")
    with Gradebook(f"sqlite:///{graded.course / 'gradebook.db'}") as book:
        assert book.find_submission(LESSON, "bob").timestamp is not None


def test_nbgrader_autograde_says_in_one_line_why_it_finds_nothing(graded):
    told = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", LESSON, "--student", "bob"],
        cwd=graded.course,
        env=lonely_jupyter(graded.folder / "jupyter"),
        capture_output=True,
        text=True,
    )
    assert told.returncode == 1
    lines = [line for line in told.stderr.splitlines() if "ERROR" in line]
    assert len(lines) == 1, told.stderr
    assert "bob: `python3 autograders grade` graded 01_chain_rule from another folder" in lines[0]


def test_its_feedback_page_stands_alone(server, graded, page, open_alone):
    """nbgrader's own page: no outside request, formulas drawn, no hidden test, no script."""
    address, token = server
    made = page.request.post(
        f"{address}/formgrader/api/assignment/{LESSON}/ada/generate_feedback",
        headers={"Authorization": f"token {token}"},
    )
    assert made.json()["success"], made.json()
    path = graded.course / "feedback" / "ada" / LESSON / f"{LESSON}.html"
    text = path.read_text(encoding="utf-8")
    shown = open_alone(text)
    assert shown.locator("math").count() > 20
    assert shown.get_by_text(MESSAGE[:40]).is_visible()
    assert shown.locator("html").get_attribute("lang") == "en"
    words = BeautifulSoup(text, "html.parser")
    for told in words.find_all(["math", "pre", "style"]):
        told.decompose()
    assert not re.search(r"\$[^$]*\\", words.get_text()), "a formula is shown as TeX"
    for secret in ("<script", "HIDDEN TESTS", "grade(d_power)", "autograders.grading"):
        assert secret not in text
