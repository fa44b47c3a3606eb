"""How the JavaScript is written: what oxlint finds, short functions, short lines.

The rules stand in js/oxlint.json. A function counts with all that is written inside it, so that a
figure is a list of parts and no single long `render`; see slope_microscope.js for the model.
"""

import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RULES = Path(__file__).with_name("js") / "oxlint.json"
OXLINT = shutil.which("oxlint", path=sysconfig.get_path("scripts")) or shutil.which("oxlint")
LINT = [OXLINT, "--config", RULES, "--deny-warnings", "--format", "unix"]
LONGEST_LINE = 120

needs_oxlint = pytest.mark.skipif(
    OXLINT is None, reason="oxlint has no build for this machine: the JavaScript is not linted"
)


def lint(*places: Path) -> subprocess.CompletedProcess:
    return subprocess.run([*LINT, *places], cwd=ROOT, capture_output=True, text=True)


@needs_oxlint
def test_oxlint_finds_nothing():
    found = lint(ROOT / "lessons", ROOT / "tests")
    assert found.returncode == 0, found.stdout + found.stderr


def function_of(lines: int) -> str:
    """A module whose only function has that many lines."""
    body = "  console.log(1);\n" * (lines - 2)
    return f"function f() {{\n{body}}}\n\nexport {{ f }};\n"


@needs_oxlint
@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("max-lines-per-function", function_of(61)),
        ("no-unused-vars", "import { a } from './a.js';\n"),
        ("no-undef", "export default { f: () => forgotten };\n"),
        ("eqeqeq", "export default { f: (a) => a == 1 };\n"),
        ("no-shadow", "const a = 1;\nexport default { a, f: (list) => list.map((a) => a) };\n"),
    ],
)
def test_each_rule_is_awake(tmp_path, rule, text):
    (tmp_path / "figure.js").write_text(text, "utf-8")
    found = lint(tmp_path)
    assert found.returncode != 0
    assert rule in found.stdout


@needs_oxlint
def test_a_function_of_sixty_lines_passes(tmp_path):
    (tmp_path / "figure.js").write_text(function_of(60), "utf-8")
    found = lint(tmp_path)
    assert found.returncode == 0, found.stdout


def test_no_line_of_javascript_is_longer_than_a_window_is_wide():
    scripts = sorted((ROOT / "lessons").rglob("*.js"))
    assert scripts
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in scripts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []
