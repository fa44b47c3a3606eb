"""The JavaScript mathematics: run by node on the files themselves, and held to Python's numbers."""

import importlib.util
from pathlib import Path

import pytest

from autograders.authoring.drift import difference

from .against_python import needs_node, node_passes

HERE = Path(__file__).parent


def _golden():
    spec = importlib.util.spec_from_file_location("golden", HERE / "golden.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_node
@pytest.mark.parametrize("file", ["maths.test.mjs", "heard.test.mjs"])
def test_javascript_mathematics(file):
    node_passes(file)


def test_golden_file_is_current():
    """Numbers may differ in their last digits, as in every derived file."""
    module = _golden()
    assert difference(module.GOLDEN, module.text().encode("utf-8")) is None, (
        "golden.json is out of date: run `python tests/explorables/golden.py`"
    )
