"""The lists of packages can be installed from wheels, on each Python and system that is promised.

uv works that out from the package index, for other Pythons and systems than this one, and installs
nothing.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OFFLINE = "COURSE_TESTS_OFFLINE"

CASES = [
    ("requirements.txt", "3.11", "linux"),
    ("requirements.txt", "3.12", "macos"),
    ("requirements.txt", "3.13", "windows"),
    ("requirements.txt", "3.14", "linux"),
    ("requirements.txt", "3.14", "windows"),
    ("binder/requirements.txt", "3.12", "linux"),
    ("lessons/pyproject.toml", "3.13", "macos"),
]
OLD = ("3.11", "3.14")


def resolving(listed: Path, python: str, system: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header"]
    command += ["--no-annotate", "--only-binary=:all:", "--no-python-downloads"]
    command += [f"--python-version={python}", f"--python-platform={system}", str(listed)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, encoding="utf-8")


@pytest.fixture(scope="module")
def resolved(tmp_path_factory) -> dict[tuple[str, str, str], tuple[int, str, str]]:
    """Exit code, packages and complaints of each case; all wait for the index at the same time."""
    if os.environ.get(OFFLINE):
        pytest.skip(f"{OFFLINE} is set")
    too_old = tmp_path_factory.mktemp("too-old") / "requirements.txt"
    too_old.write_text("numpy==2.0.0\n")
    running = {case: resolving(ROOT / case[0], *case[1:]) for case in CASES}
    running |= {("too old", python, "linux"): resolving(too_old, python, "linux") for python in OLD}
    ended = {}
    for case, process in running.items():
        said, complained = process.communicate(timeout=600)
        ended[case] = (process.returncode, said, complained)
    return ended


@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_the_packages_fit_together(resolved, case):
    code, said, complained = resolved[case]
    assert code == 0, complained
    found = dict(re.findall(r"^([\w.-]+)==(\d+)", said, re.MULTILINE))
    assert {"anywidget", "matplotlib"} <= found.keys()
    assert found["numpy"] == "2"


def test_a_list_that_cannot_be_installed_is_noticed(resolved):
    """numpy 2.0 came out before Python 3.14, so there is no wheel of it."""
    (_, fits, _), (code, _, complained) = (resolved["too old", python, "linux"] for python in OLD)
    assert "numpy==2.0.0" in fits
    assert code and "numpy" in complained
