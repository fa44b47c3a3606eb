"""The tests' own hand for JupyterLab and the browser, and what else the parts share."""

import contextlib
import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.support.chromium import CHROMIUM_SWITCHES, whole_chromium

ROOT = Path(__file__).resolve().parents[3]


def module_at(path: Path, name: str) -> ModuleType:
    """The module in this file, loaded once under this name."""
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    """The tests' Chromium, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=whole_chromium(), args=CHROMIUM_SWITCHES
        )
        yield started
        started.close()


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards, also when a process still writes into it."""
    with tempfile.TemporaryDirectory(
        prefix="course-benchmark-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def say(progress: str) -> None:
    """One line of progress, beside the table."""
    print(f"  {progress}", file=sys.stderr, flush=True)


def repeat(times: int, what: str, act: Callable[[], float]) -> list[float]:
    """Measure several times, and tell each."""
    samples = []
    for number in range(times):
        samples.append(act())
        say(f"{what}, {number + 1} of {times}: {samples[-1]:.3g}")
    return samples
