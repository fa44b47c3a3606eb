"""Which lessons the gradebook has already just as they are now, so that none is told again in vain.

Telling it costs more than grading a notebook. It is done again whenever anything differs that it
rests on, or the gradebook holds another thing than it did right afterwards.
"""

import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograders.grading.files import write_whole

FILE = ".registered.json"
_MAKING = Path(__file__).resolve().parents[2] / "authoring"
_CELLS = ("name", "cell_type", "source", "checksum", "locked", "max_score")
"""What a cell of the gradebook's may hold that is not a student's."""


class Registered:
    """The lessons of one course that were told the gradebook, each with what it was told."""

    def __init__(self, folder: Path, gradebook: Gradebook) -> None:
        self._file, self._gradebook = folder / FILE, gradebook
        self._config = folder / "nbgrader_config.py"
        self._known: dict[str, list[str]] = {}
        with suppress(OSError, ValueError):
            known = json.loads(self._file.read_text(encoding="utf-8"))
            self._known = known if isinstance(known, dict) else {}

    def has(self, lesson: str, files: Iterable[Path]) -> bool:
        """Does the gradebook hold what these files of the lesson would tell it?"""
        return self._known.get(lesson) == [self._told(files), self._held(lesson)]

    def note(self, lesson: str, files: Iterable[Path]) -> None:
        """It has been told just now."""
        self._known[lesson] = [self._told(files), self._held(lesson)]
        with suppress(OSError):  # it is told again, then
            write_whole(self._file, json.dumps(self._known))

    def _told(self, files: Iterable[Path]) -> str:
        digest = hashlib.sha256(version("nbgrader").encode())
        for path in (self._config, *sorted(_MAKING.glob("*.py")), *files):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _held(self, lesson: str) -> str:
        try:
            notebook = self._gradebook.find_notebook(lesson, lesson)
        except MissingEntry:
            return ""
        kinds = ("source_cells", "grade_cells", "solution_cells", "task_cells")
        cells = {
            kind: sorted(
                [str(getattr(cell, name, None)) for name in _CELLS]
                for cell in getattr(notebook, kind)
            )
            for kind in kinds
        }
        return hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()
