"""What has been graded, so that the next run does only what is new, and can tell what changed.

Two files of one line a submission lie beside the pages: what finished runs have given, and what the
present run has done so far. A line is added after a submission's page and scores are written, so a
run that is killed loses at most the notebook it was writing; the next one redoes that. A line
counts only while everything that decided it is the same: the notebook, the seed, the lesson's
tests, the deadline, and the code of its exercises and of the course. When a run is done, its lines
join those of the runs before.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import IO

import chainrule

from autograders.grading.files import written_whole
from autograders.grading.notebooks.release import Template
from autograders.grading.reports.records import Record

FILE = ".progress.jsonl"
FINISHED = ".graded.jsonl"
_AUTOGRADERS, _STUDENTS = Path(__file__).resolve().parents[2], Path(chainrule.__file__).parent
_OWN_EXERCISES = re.compile(r"lesson_\d\d\.py")
_CODE = (
    (_AUTOGRADERS, "backprop/*.py"),
    (_AUTOGRADERS, "exercises/*.py"),
    (_AUTOGRADERS, "grading/**/*.py"),
    (_AUTOGRADERS, "grading/reports/templates/*"),
    (_STUDENTS, "cells.py"),
    (_STUDENTS, "counting.py"),
    (_STUDENTS, "landscapes.py"),
    (_STUDENTS, "machines.py"),
    (_STUDENTS, "numbers.py"),
    (_STUDENTS, "probing/**/*.py"),
    (_STUDENTS, "checking/**/*.py"),
)


@cache
def state_of_the_course() -> str:
    """A fingerprint of the code that grades: exercises, reference, student package, grader."""
    return _state_of(path for folder, files in _CODE for path in folder.glob(files))


@cache
def shared_state() -> str:
    """The same without each lesson's own exercises, which no other lesson rests on."""
    paths = (path for folder, files in _CODE for path in folder.glob(files))
    return _state_of(path for path in paths if not _OWN_EXERCISES.fullmatch(path.name))


@cache
def state_of_exercises(lesson: str) -> str:
    """A fingerprint of a lesson's own exercises, so that an edit there grades no other anew."""
    return _state_of((_AUTOGRADERS / "exercises").glob(f"lesson_{lesson[:2]}.py"))


def _state_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        folder = _AUTOGRADERS if path.is_relative_to(_AUTOGRADERS) else _STUDENTS
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def state_of_a_lesson(template: Template, rules: str = "") -> str:
    """A fingerprint of what one lesson's results rest on besides the shared code.

    rules: its deadline, its exercises, the run's conditions.
    """
    text = json.dumps([template.release, template.tests, rules], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(content: bytes, seed: int, lesson: str, handed_in: object = None) -> str:
    """Everything that decides the result of a submission; lesson: its state_of_a_lesson."""
    digest = hashlib.sha256(content)
    digest.update(f"{seed} {shared_state()} {lesson} {handed_in}".encode())
    return digest.hexdigest()


class Ledger:
    """The records in a folder: those of finished runs, and those of the run that is under way.

    Only places in the files are held, so memory does not grow with what is known of a student.
    afresh: nothing counts as done; what was given before is still known.
    """

    def __init__(self, folder: Path, afresh: bool = False) -> None:
        self.path, self._old_path = folder / FILE, folder / FINISHED
        if afresh:
            self.path.unlink(missing_ok=True)
        self._afresh = afresh
        self._old_file = _opened(self._old_path, "rb")
        self._file = _opened(self.path, "a+b")
        self._old, self._new = _places(self._old_file), _places(self._file)
        last = max((start + length for _, start, length in self._new.values()), default=0)
        self._file.truncate(last)

    def known(self, key: str, stamp: str) -> Record | None:
        """The record of a submission that is done already, if nothing changed since."""
        for file, places in ((self._file, self._new), (self._old_file, self._old)):
            if key in places and not (self._afresh and file is self._old_file):
                return _record(file, places[key]) if places[key][0] == stamp else None
        return None

    def has(self, key: str) -> bool:
        """Is anything known of this submission?"""
        return key in self._new or key in self._old

    def before(self, key: str) -> Record | None:
        """What the last finished run gave, whatever has changed since."""
        return _record(self._old_file, self._old[key]) if key in self._old else None

    def others(self, but: set[str]) -> Iterator[Record]:
        """The last records of all submissions that are not in `but`."""
        for key in sorted({*self._old, *self._new} - but):
            new = key in self._new
            file, places = (self._file, self._new) if new else (self._old_file, self._old)
            yield _record(file, places[key])

    @property
    def first(self) -> bool:
        """Has no run been finished in this folder?"""
        return not self._old

    def add(self, key: str, stamp: str, record: Record) -> None:
        """Note a submission whose page and scores are written."""
        line = json.dumps([key, stamp, record.to_json()]).encode() + b"\n"
        start = self._file.seek(0, os.SEEK_END)
        self._file.write(line)
        self._file.flush()
        self._new[key] = (stamp, start, len(line))

    def close(self, done: bool) -> None:
        """End; when all is done, what it gave is what the next run compares with."""
        if done:
            with written_whole(self._old_path, "wb") as joined:
                for key in {**self._old, **self._new}:
                    new = key in self._new
                    file, places = (self._file, self._new) if new else (self._old_file, self._old)
                    joined.write(_line(file, places[key]))
            self.path.unlink(missing_ok=True)
        self.let_go()

    def let_go(self) -> None:
        """Close the files, also of a run that never began."""
        self._file.close()
        self._old_file.close()


def numbers(folder: Path) -> dict[str, str]:
    """What another system calls each student whose grading is recorded in this folder."""
    return {
        key.rpartition("/")[0]: number for key, (number, _) in uploads(folder).items() if number
    }


def uploads(folder: Path) -> dict[str, tuple[str, str]]:
    """Of each hand-in recorded here, the student's number in another system, and what that has put
    before the file's name."""
    found = {}
    for name in (FINISHED, FILE):
        with _opened(folder / name, "rb") as file:
            for key, place in _places(file).items():
                record = _record(file, place)
                found[key] = (record.number, record.uploaded_as)
    return found


def people(folder: Path) -> dict[str, dict[str, str]]:
    """Of each lesson, the students graded in this folder by what another system calls them."""
    last: dict[str, tuple[str, str, str]] = {}
    for name in (FINISHED, FILE):
        with _opened(folder / name, "rb") as file:
            for key, place in _places(file).items():
                record = _record(file, place)
                last[key] = (record.lesson, record.number, record.student)
    found: dict[str, dict[str, str]] = {}
    for lesson, number, student in last.values():
        if number:
            found.setdefault(lesson, {})[number] = student
    return found


def _opened(path: Path, mode: str) -> IO[bytes]:
    try:
        return open(path, mode)
    except FileNotFoundError:
        return open(os.devnull, mode)


def _places(file: IO[bytes]) -> dict[str, tuple[str, int, int]]:
    """(stamp, start, length) of each submission's last whole line."""
    places, start = {}, 0
    file.seek(0)
    for line in file:
        if about := _key_and_stamp(line):
            places[about[0]] = (about[1], start, len(line))
        start += len(line)
    return places


def _key_and_stamp(line: bytes) -> tuple[str, str] | None:
    """Whose line it is; None for one that was being written when the run ended."""
    try:
        key, stamp, data = json.loads(line)
        Record.from_json(data)
    except (ValueError, TypeError, KeyError):
        return None
    return (key, stamp) if line.endswith(b"\n") else None


def _line(file: IO[bytes], place: tuple[str, int, int]) -> bytes:
    file.seek(place[1])
    return file.read(place[2])


def _record(file: IO[bytes], place: tuple[str, int, int]) -> Record:
    return Record.from_json(json.loads(_line(file, place))[2])
