"""What a run has done so far, so that the next one goes on where it was interrupted.

A line is added after a submission's page and scores are written; the file is deleted when all is
done. A line counts only while everything that decided it is the same: the notebook, the seed, the
lesson's tests, and the course's code.
"""

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import TextIO

import chainrule

from autograders.grading.records import Record
from autograders.grading.template import Template

FILE = ".progress.jsonl"
_AUTOGRADERS, _STUDENTS = Path(__file__).resolve().parents[1], Path(chainrule.__file__).parent
_CODE = (
    (_AUTOGRADERS, "backprop/*.py"),
    (_AUTOGRADERS, "exercises/*.py"),
    (_AUTOGRADERS, "grading/**/*.py"),
    (_STUDENTS, "*.py"),
)


@cache
def state_of_the_course() -> str:
    """A fingerprint of the code that grades: exercises, reference, student package, grader."""
    digest = hashlib.sha256()
    for folder, files in _CODE:
        for path in sorted(folder.glob(files)):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def fingerprint(content: bytes, seed: int, template: Template) -> str:
    """Everything that decides the result of a submission."""
    digest = hashlib.sha256(content)
    tests = json.dumps([template.release, template.tests], sort_keys=True)
    digest.update(f"{seed} {state_of_the_course()} {tests}".encode())
    return digest.hexdigest()


class Progress:
    """The records of an interrupted run in a folder, and those of this one."""

    def __init__(self, folder: Path, afresh: bool = False) -> None:
        self.path = folder / FILE
        self._before: dict[str, tuple[str, dict]] = {}
        if not afresh:
            self._read()
        self._file = self._start()

    def _read(self) -> None:
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return
        for line in lines:
            try:
                key, mark, data = json.loads(line)
                Record.from_json(data)
            except (ValueError, TypeError, KeyError):
                continue  # the line that was being written when the run ended
            self._before[key] = (mark, data)

    def _start(self) -> TextIO:
        part = self.path.with_name(f"{FILE}.part")
        file = open(part, "w", encoding="utf-8")  # noqa: SIM115
        for key, (mark, data) in self._before.items():
            file.write(json.dumps([key, mark, data]) + "\n")
        file.flush()
        os.replace(part, self.path)
        return file

    def known(self, key: str, mark: str) -> Record | None:
        """The record of a submission that the run before has finished."""
        before, data = self._before.get(key, ("", {}))
        return Record.from_json(data) if before == mark else None

    def add(self, key: str, mark: str, record: Record) -> None:
        """Note a submission whose page and scores are written."""
        self._file.write(json.dumps([key, mark, record.to_json()]) + "\n")
        self._file.flush()

    def close(self, done: bool) -> None:
        """End; when all is done, nothing is kept."""
        self._file.close()
        if done:
            self.path.unlink(missing_ok=True)
