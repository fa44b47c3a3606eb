"""The JavaScript mathematics: run by node on the files themselves, and held to Python's numbers."""

import importlib.util
import json
import math
import shutil
import subprocess
from pathlib import Path

import pytest

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
    """Numbers may differ in their last bits from one platform's numpy to another's."""
    module = _golden()
    kept = json.loads(module.GOLDEN.read_text("utf-8"))
    assert _same(kept, json.loads(module.text())), (
        "golden.json is out of date: run `python tests/explorables/golden.py`"
    )


def _same(a, b) -> bool:
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    if isinstance(a, float):
        return math.isclose(a, b, rel_tol=1e-13, abs_tol=1e-13)
    return a == b
