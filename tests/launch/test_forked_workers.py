"""The processes of a run are forks of one that has read in all tests."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from ..support import PATIENCE, ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes are lent on Linux alone")

CONFTEST = f"""
import os, sys

sys.path.insert(0, {str(ROOT)!r})
from tests.support.forked_workers import pytest_sessionstart, pytest_xdist_setupnodes
"""
LIBRARY = """
import os
from pathlib import Path

with Path(__file__).with_name("read-in").open("a") as file:
    print(os.getpid(), file=file)
"""
TESTS = """
import os, sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import library

@pytest.mark.parametrize("number", range(4))
def test_a_number(number):
    with Path(__file__).with_name("ran").open("a") as file:
        print(os.getpid(), file=file)
    assert number != 2
    if number == 3:
        os._exit(7)
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> tuple[Path, str]:
    """A folder where four tests ran in two processes, one of which it ended; and what was said."""
    folder = tmp_path_factory.mktemp("forked")
    for name, text in {"conftest": CONFTEST, "library": LIBRARY, "test_four": TESTS}.items():
        (folder / f"{name}.py").write_text(text, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    environment = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    environment["TMPDIR"] = str(folder)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "each"]
    done = subprocess.run(
        [*command, "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return folder, done.stdout


def numbers(file: Path) -> list[str]:
    return file.read_text("utf-8").split()


def has_ended(number: int) -> bool:
    """Whether this process has ended, or does within the patience of a test."""
    try:
        watched = os.pidfd_open(number)
    except ProcessLookupError:
        return True
    ready, _, _ = select.select([watched], [], [], PATIENCE / 1000)
    os.close(watched)
    return bool(ready)


def test_what_all_import_is_read_in_once(run):
    folder, _ = run
    assert len(numbers(folder / "read-in")) == 1
    ran = set(numbers(folder / "ran"))
    assert len(ran) >= 2
    assert ran.isdisjoint(numbers(folder / "read-in"))


def test_a_process_that_dies_is_noticed(run):
    _, said = run
    assert "worker 'gw0' crashed while running" in said
    assert "assert 2 != 2" in said


def test_nothing_is_left_of_them(run):
    folder, _ = run
    assert not list(folder.glob("tests-*"))
    for number in {*numbers(folder / "read-in"), *numbers(folder / "ran")}:
        assert has_ended(int(number))


def test_this_process_is_a_fork_itself():
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert "forked_workers.be_the_seed" in Path("/proc/self/cmdline").read_text("utf-8")
