"""The order of the house: what lies at the top, and how the code is written."""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    *("README.md", "START.txt", "LICENSE", "requirements.txt", "pyproject.toml"),
    *("lessons", "solutions", "autograders", "binder", "tests"),
}


def files_of_the_course() -> list[str]:
    """Every file that git knows or would take in."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [name for name in names if name and (ROOT / name).exists()]


def test_the_top_folder_shows_the_plan():
    top = {name.split("/")[0] for name in files_of_the_course()}
    assert {name for name in top if not name.startswith(".")} == TOP


def test_installing_leaves_nothing_among_the_lessons():
    inside = [found for name in TOP for found in (ROOT / name).glob("**/*.egg-info")]
    assert [*ROOT.glob("*.egg-info"), *inside] == []


def test_ruff_finds_nothing():
    for task in (["check", "--quiet"], ["format", "--check"]):
        answer = subprocess.run(
            [sys.executable, "-m", "ruff", *task, "."], cwd=ROOT, capture_output=True, text=True
        )
        assert answer.returncode == 0, f"ruff {' '.join(task)}:\n{answer.stdout}{answer.stderr}"


def test_mypy_finds_nothing():
    """In the wings that pyproject.toml lists. What it knows of a file as it is now, it keeps."""
    kept = Path(sys.prefix) / "mypy-cache"
    answer = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(kept)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_class_can_install_the_lessons_without_the_answers(wheel_of_the_lessons):
    """The wheel of ./lessons holds all of `chainrule`, data included, and nothing else."""
    wheel = wheel_of_the_lessons
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    here = {
        name.removeprefix("lessons/")
        for name in files_of_the_course()
        if name.startswith("lessons/chainrule/")
    }
    assert packed == here
    assert any(name.endswith(".js") for name in packed)
    assert any(name.endswith(".css") for name in packed)
    assert any(name.startswith("chainrule/checks/") for name in packed)
