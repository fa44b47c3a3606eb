"""The JavaScript mathematics: run by node on the files themselves, and held to Python's numbers."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

from autograders.authoring.drift import difference

HERE = Path(__file__).parent
NODE = shutil.which("node")
needs_node = pytest.mark.skipif(NODE is None, reason="node is not installed: JavaScript untested")


def _golden():
    spec = importlib.util.spec_from_file_location("golden", HERE / "golden.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_node
@pytest.mark.parametrize("file", ["maths.test.mjs"])
def test_javascript_mathematics(file):
    run = subprocess.run([NODE, "--test", HERE / "js" / file], capture_output=True, text=True)
    failed = [line for line in run.stdout.splitlines() if line.startswith("not ok")]
    assert run.returncode == 0, "\n".join(failed) + "\n" + run.stdout[-3000:] + run.stderr[-1000:]
    assert "# pass 0" not in run.stdout


def test_golden_file_is_current():
    """Numbers may differ in their last digits, as in every derived file."""
    module = _golden()
    assert difference(module.GOLDEN, module.text().encode("utf-8")) is None, (
        "golden.json is out of date: run `python tests/explorables/golden.py`"
    )
