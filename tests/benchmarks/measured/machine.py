"""The class of the machine that measures: enough to judge the figures by, and no name of it."""

import os
import platform
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from .hand import browser


def description() -> str:
    """Date, cores, processor, memory, system, Python and browser in one sentence."""
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({processor()}), "
        f"{memory()} of memory, {system()}, Python {platform.python_version()}, "
        f"Chromium {chromium_version()}{load()}."
    )


def processor() -> str:
    """The processor's model."""
    told = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", told.read_text(), re.M) if told.exists() else None
    return plain(found[1] if found else platform.processor() or platform.machine())


def plain(name: str) -> str:
    """A processor's name without trademark signs and clock rate."""
    return " ".join(re.sub(r"\((R|TM|r|tm)\)|\bCPU\b|@.*", "", name).split())


def memory() -> str:
    """Memory in whole gigabytes."""
    if sys.platform == "win32":
        import psutil

        size = psutil.virtual_memory().total
    else:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{size / 1e9:.0f} GB"


def system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return f"{platform.system()} {platform.release()}"


def load() -> str:
    """What else the machine was doing, where the system tells."""
    return f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""


def chromium_version() -> str:
    with browser() as started:
        return started.version
