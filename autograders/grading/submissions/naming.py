"""Whose an upload is, told by its path: by the part of it that a system wrote, never a student.

A student chooses the file's name and the folders inside the own upload, so these may look like
anything. What counts is the outermost part of the path that a system names, as far as it goes.
"""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from autograders.grading.submissions.archives import File

NOTEBOOK = r"\.ipynb"
ANY_FILE = r"(?:\.\w*)*"
SYSTEMS = (
    # Moodle, with "Download submissions in folders" and without; a file, an online text, …
    r"(?P<student>[^/]+?)_(?P<id>\d+)_assignsubmission_[a-z0-9]+(?:_/?|/)(?P<file>.+)\.ipynb",
    # Canvas
    r"(?P<student>[^/_]+)(?P<late>_LATE)?_(?P<id>\d+)_(?P<number>\d+)_(?P<file>[^/]+)\.ipynb",
    # Blackboard
    r"[^/]+?_(?P<student>[^/_]+)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?P<file>[^/]*)\.ipynb",
)
"""How systems name uploads. Each begins a folder's or file's name, and a student chooses nothing
before its group `file`; LESSON stands for the name of any lesson."""
NBGRADER = r"(?P<student>[^/]+)/(?P<lesson>LESSON)/(?P<file>[^/]+)\.ipynb"
NAMES = (*SYSTEMS, NBGRADER)
BY_FOLDER = r"(?P<student>[^/]+)/(?P<file>.+)\.ipynb"
"""A folder for each student, below the one that all have in common."""
BY_NAME = (
    r"(?:.*/)?(?P<student>[^/]+?)[-_ ](?P<file>LESSON[^/]*)\.ipynb",
    r"(?:.*/)?LESSON[-_ ](?P<student>[^/]*[^\W\d][^/]*)\.ipynb",
    r"(?:.*/)?(?P<student>[^/]+)/(?P<file>[^/]+)\.ipynb",
)
"""Named by hand, all in one folder."""


class BadPattern(ValueError):
    """The file-name pattern cannot be used; one line says why."""


@dataclass(frozen=True)
class Origin:
    """Where an upload comes from, by what its student cannot choose.

    depth: how many folders lie around; person: two that differ are not known to be one person.
    """

    depth: int
    person: tuple[str, ...]


NOWHERE = Origin(0, ())


class Naming:
    """How the files of one collection are named."""

    def __init__(self, files: list[File], known: list[str], pattern: str | None = None) -> None:
        self._own, self._known = pattern, known
        endings = (NOTEBOOK, ANY_FILE)
        self._names = {ending: _compiled(NAMES, known, ending) for ending in endings}
        self._by_pattern = {} if pattern is None else _own(pattern, known)
        self._by_folder = {e: _compiled((BY_FOLDER,), known, e) for e in endings}
        notebooks = {_folder(file) for file in files if file.is_notebook}
        folders = notebooks | {_folder(file) for file in files} - {"."}
        common = os.path.commonpath(folders) if folders else ""
        self._shared = f"{common}/" if common else ""
        self._by_name = _compiled(BY_NAME, known) if len(notebooks) == 1 else []
        self._deep = pattern is None and self._most_folders_are_around(files)

    def whose(self, file: File) -> re.Match | None:
        """Whose a file is, and what more its name tells; None: it does not say."""
        name = f"{file.name}nothing" if file.name.endswith("/") else file.name
        ending = NOTEBOOK if file.is_notebook else ANY_FILE
        if self._own is not None:
            return self._by_pattern[ending].fullmatch(name)
        if match := self._by_a_system(name, ending, self._deep):
            return match
        if "/" in name.removeprefix(self._shared) and name.startswith(self._shared):
            return self._by_folder[ending][0].fullmatch(name, len(self._shared))
        by_name = self._by_name if file.is_notebook else []
        return next(filter(None, (pattern.fullmatch(name) for pattern in by_name)), None)

    def origin(self, match: re.Match) -> Origin:
        """The origin of a file that `whose` has told."""
        told, start = match.groupdict(), match.start("student")
        number = told.get("id") or ""
        around = "" if number or self._own is not None else match.string[:start]
        return Origin(match.string.count("/", 0, start), (around, told["student"] or "", number))

    def _by_a_system(self, name: str, ending: str, deep: bool) -> re.Match | None:
        """Of all places where a system's part can begin, the outermost."""
        *systems, nbgrader = self._names[ending]
        for start in (0, *(at + 1 for at, sign in enumerate(name) if sign == "/")):
            around = start <= len(self._shared)
            patterns = [*systems, nbgrader] if around else systems if deep else []
            matches = [match for each in patterns if (match := each.fullmatch(name, start))]
            if matches:
                return min(matches, key=lambda match: match.start("file"))
        return None

    def _most_folders_are_around(self, files: list[File]) -> bool:
        """Are the outermost folders an instructor's, with a system's names inside?

        Each has one vote, so that a student's own folder cannot decide it.
        """
        votes: dict[str, bool] = {}
        for file in files:
            first, inside, _ = file.name.removeprefix(self._shared).partition("/")
            if inside and file.name.startswith(self._shared):
                named = file.is_notebook and self._by_a_system(file.name, NOTEBOOK, deep=True)
                votes[first] = votes.get(first, False) or bool(named)
        return 2 * sum(votes.values()) > len(votes)


def is_moodles(folder: str) -> bool:
    """Is this a folder as Moodle names it for one student?"""
    return _compiled(SYSTEMS[:1], [], ANY_FILE)[0].fullmatch(f"{folder}/nothing") is not None


def keeps_numbers(uploaded_as: str) -> bool:
    """Does the system that put this before a file's name give a person one number in all lessons?

    Canvas does, Moodle does not.
    """
    return _compiled(SYSTEMS[1:2], [], ANY_FILE)[0].fullmatch(f"{uploaded_as}nothing") is not None


def _folder(file: File) -> str:
    """The folder of a file; of an empty folder, itself."""
    path = PurePosixPath(file.name)
    return str(path if file.name.endswith("/") else path.parent)


def _own(pattern: str, known: list[str]) -> dict[str, re.Pattern]:
    """The instructor's pattern, for notebooks and for any file."""
    try:
        (made,) = _compiled((pattern,), known, NOTEBOOK)
        (for_all,) = _compiled((pattern,), known, ANY_FILE)
    except re.error as error:
        raise BadPattern(f"--pattern: {error}; it is a regular expression of Python's") from None
    if "student" not in made.groupindex:
        raise BadPattern("--pattern: it needs a group (?P<student>…) that names the student")
    return {NOTEBOOK: made, ANY_FILE: for_all}


def _compiled(names: Iterable[str], known: list[str], ending: str = NOTEBOOK) -> list[re.Pattern]:
    lesson = "(?:" + "|".join(map(re.escape, known)) + ")"
    return [
        re.compile(
            name.replace("LESSON", lesson).replace(NOTEBOOK, ending), re.IGNORECASE | re.DOTALL
        )
        for name in names
    ]
