"""The wheel of the student's package, built once for the tests of this folder."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def wheel_of_the_lessons(made_once, tmp_path_factory) -> Path:
    """What `%pip install` makes of the folder lessons/."""

    def build() -> Path:
        out = tmp_path_factory.mktemp("wheel")
        command = [sys.executable, "-m", "uv", "build", "--wheel", "--quiet"]
        command += ["--no-python-downloads", "--out-dir", str(out), str(ROOT / "lessons")]
        subprocess.run(command, check=True)
        (wheel,) = out.glob("*.whl")
        return wheel

    return made_once("wheel-of-the-lessons", build)
