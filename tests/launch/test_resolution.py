"""The lists of packages can be installed from wheels, on each Python and system that is promised.

uv works that out from the package index, for other Pythons and systems than this one, and installs
nothing.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterable
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


Answer = tuple[int, str, str]


def resolving(listed: Path, python: str, *how: str) -> subprocess.Popen:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--no-header"]
    command += ["--no-annotate", "--only-binary=:all:", "--no-python-downloads"]
    command += ["--python", sys.executable]  # else it looks for one of that version, in vain
    command += [f"--python-version={python}", *how, str(listed)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, encoding="utf-8")


def answer(process: subprocess.Popen) -> Answer:
    """Exit code, packages and complaints."""
    said, complained = process.communicate(timeout=600)
    return process.returncode, said, complained


def index_was_asked() -> bool:
    """Let uv ask the index for all that one of the cases may need, and keep the answers."""
    oldest = min(python for _, python, _ in CASES)
    return answer(resolving(ROOT / "requirements.txt", oldest, "--universal"))[0] == 0


@pytest.fixture(scope="module")
def resolved(tmp_path_factory) -> dict[tuple[str, str, str], Answer]:
    """What came out of each case.

    To ask the index is most of the work, so it is asked once for all of them. Where these answers
    are not enough, or hold no solution, a case asks for itself.
    """
    if os.environ.get(OFFLINE):
        pytest.skip(f"{OFFLINE} is set")
    too_old = tmp_path_factory.mktemp("too-old") / "requirements.txt"
    too_old.write_text("numpy==2.0.0\n")
    lists = {case: ROOT / case[0] for case in CASES}
    lists |= {("too old", python, "linux"): too_old for python in OLD}

    def found(cases: Iterable[tuple[str, str, str]], *how: str) -> dict:
        """What came out of these cases, which all wait for the index at the same time."""
        running = {
            case: resolving(lists[case], case[1], f"--python-platform={case[2]}", *how)
            for case in cases
        }
        return {case: answer(process) for case, process in running.items()}

    ended = found(lists, "--offline") if index_was_asked() else {}
    return ended | found(case for case in lists if case not in ended or ended[case][0])


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
