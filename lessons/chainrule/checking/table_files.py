"""The check tables as files: one JSON file a lesson, made by the authors' build."""

from __future__ import annotations

import json
import os
from pathlib import Path

from chainrule.checking.tables import Table

HOME = Path(__file__).resolve().parents[1] / "checks"
FOLDER = "CHAINRULE_CHECKS"
"""Environment variable: another folder with check tables (an author's build tries new ones)."""


def tables(folder: Path | None = None) -> dict[str, Table]:
    """All exercises' tables by name; raises ValueError naming the file that cannot be read."""
    folder = folder or Path(os.environ.get(FOLDER) or HOME)
    found: dict[str, Table] = {}
    for path in sorted(folder.glob("*.json")):
        found.update(_read(path))
    return found


_read_before: dict[Path, tuple[tuple[int, int], dict[str, Table]]] = {}


def _read(path: Path) -> dict[str, Table]:
    state = path.stat()
    version = (state.st_mtime_ns, state.st_size)
    if path not in _read_before or _read_before[path][0] != version:
        try:
            exercises = json.loads(path.read_text(encoding="utf-8"))["exercises"]
            found = {name: Table.from_json(data) for name, data in exercises.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.name} is no check table: {error}") from None
        _read_before[path] = (version, found)
    return _read_before[path][1]
