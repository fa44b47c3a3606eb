"""The lessons as web pages: how long the export takes, and what a reader has to fetch."""

import gzip
import subprocess
import sys
import time
from pathlib import Path

from .hand import ROOT, repeat, scratch
from .lines import Line


def measure(quick: bool) -> list[Line]:
    with scratch() as folder:
        out = folder / "site"
        times = repeat(1 if quick else 2, "site exported, s", lambda: export(out))
        files = {path: path.stat().st_size for path in out.rglob("*") if path.is_file()}
        lessons = [path for path in files if path.stem[:2].isdigit() and path.suffix == ".html"]
        sent = [len(gzip.compress(path.read_bytes(), 6)) / 1e6 for path in lessons]
    largest = max(files, key=files.__getitem__)
    return [
        Line(f"Site, whole folder of {len(files)} files", "MB", (sum(files.values()) / 1e6,)),
        Line(f"Site, largest page ({largest.name})", "MB", (files[largest] / 1e6,)),
        Line(f"Site, one lesson sent compressed ({len(sent)} lessons)", "MB", tuple(sent)),
        Line("Site, export", "s", tuple(times)),
    ]


def export(out: Path) -> float:
    """Seconds of `python3 lessons --site OUT`, which replaces what it wrote before."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "lessons", "--site", str(out)], cwd=ROOT, capture_output=True, text=True
    )
    if done.returncode:
        raise RuntimeError(f"the site could not be made: {done.stderr.strip()[-300:]}")
    return time.monotonic() - began
