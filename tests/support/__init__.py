"""What the tests stand on: how they are dealt out, a browser, a JupyterLab, an open lesson."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "lessons"
PATIENCE = 90_000  # milliseconds before a browser test gives up; never a measure of speed
