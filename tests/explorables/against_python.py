"""Node holds the figures' JavaScript to numbers that Python worked out."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).parent
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript untested")


def node_agrees(
    test_file: str, golden: dict, folder: Path, default: Callable[[object], object] | None = None
) -> None:
    """Run js/`test_file` with the numbers in a file; `default`: as json.dumps takes it."""
    file = folder / "golden.json"
    file.write_text(json.dumps(golden, allow_nan=False, default=default), "utf-8")
    node_passes(test_file, GOLDEN=str(file))


def node_passes(test_file: str, **variables: str) -> None:
    """Run js/`test_file` with these variables in its environment; at least one test must pass."""
    run = subprocess.run(
        [NODE, "--test-reporter=tap", HERE / "js" / test_file],
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
    )
    failed = [line for line in run.stdout.splitlines() if line.startswith("not ok")]
    assert run.returncode == 0, "\n".join(failed) + "\n" + run.stdout[-3000:] + run.stderr[-1000:]
    assert "# pass 0" not in run.stdout
