"""A notebook under another name: what a browser saved as text, or a student put into a zip file.

It is told by what is in it. A file that only looks like one is left to the ordinary reasons.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath

from autograders.exercises import exercises_of
from autograders.grading.notebooks import reading
from autograders.grading.notebooks.cells import defined_functions, grade_id
from autograders.grading.notebooks.reading import Unreadable

ENDINGS = (".txt", ".json", ".zip", ".ipynb_", ".htm", ".html", ".download", "")
MOST_LOOKED_AT = 10
MOST_MEMBERS = 1000
STUB = "raise NotImplementedError"


def may_be(name: str) -> bool:
    """Can a file of this name be a notebook that was renamed?"""
    return PurePosixPath(name).suffix.lower() in ENDINGS and not name.startswith(".")


def notebook_in(data: bytes, lesson: str) -> bytes | None:
    """The lesson's notebook that these bytes are, or that lies in the zip file which they are."""
    if data.startswith(b"PK\x03\x04"):
        return _of_an_archive(data, lesson)
    return data if _is_of(data, lesson) else None


def only_one(files: Iterable[Path], lesson: str) -> Path | None:
    """The one file among these that is, or holds, the lesson's notebook."""
    found = []
    for path in [path for path in files if may_be(path.name)][:MOST_LOOKED_AT]:
        with suppress(Unreadable):
            if notebook_in(reading.content(path), lesson) is not None:
                found.append(path)
    return found[0] if len(found) == 1 else None


def _of_an_archive(data: bytes, lesson: str) -> bytes | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [
                member
                for member in archive.infolist()[:MOST_MEMBERS]
                if member.filename.lower().endswith(".ipynb")
                and not any(part.startswith((".", "__MACOSX")) for part in _parts(member))
            ]
            named = [member for member in members if _parts(member)[-1] == f"{lesson}.ipynb"]
            chosen = named if len(named) == 1 else members
            if len(chosen) != 1:
                return None
            with archive.open(chosen[0]) as file:
                found = reading.bounded(file, lambda: archive.open(chosen[0]))
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError):
        return None  # Unreadable is a ValueError, too
    except NotImplementedError:
        return None
    return found if _is_of(found, lesson) else None


def _parts(member: zipfile.ZipInfo) -> tuple[str, ...]:
    return PurePosixPath(member.filename).parts


def _is_of(data: bytes, lesson: str) -> bool:
    """Is this a notebook with exercises of the lesson in it?"""
    if not data.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"{"):
        return False
    with suppress(Unreadable):
        there = {grade_id(cell) for cell in reading.parse(data).cells}
        return bool(there & {exercise.name for exercise in exercises_of(lesson)})
    return False


def answered(data: bytes, lesson: str) -> int:
    """How many of the lesson's exercises have something written in this notebook."""
    names = {exercise.name for exercise in exercises_of(lesson)}
    try:
        cells = reading.parse(data).cells
    except Unreadable:
        return 0
    written = [
        cell.source for cell in cells if cell.cell_type == "code" and STUB not in cell.source
    ]
    return len(names & {name for source in written for name in defined_functions(source)})


def better_beside(chosen: Path, lesson: str) -> str | None:
    """Which other notebook in the folder has answers where the one that counts has fewer."""
    others = sorted(
        path
        for path in chosen.parent.glob("*.ipynb")
        if path != chosen and not path.name.startswith(".")
    )[:MOST_LOOKED_AT]
    if not others:
        return None
    counts = {path: _count(path, lesson) for path in others}
    best = max(others, key=counts.__getitem__)
    own = _count(chosen, lesson)
    if counts[best] <= own:
        return None
    return (
        f"{best.name}, in which {counts[best]} exercises are written; {chosen.name}, which counts, "
        f"has {own or 'none'}"
    )


def _count(path: Path, lesson: str) -> int:
    with suppress(Unreadable):
        return answered(reading.content(path), lesson)
    return 0
