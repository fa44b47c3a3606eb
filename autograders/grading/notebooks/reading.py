"""A submission read as data: whatever the file is, a clean notebook or one line to the student.

Only cells' kinds, texts, grade ids and pasted pictures are taken; outputs, tags, ids and every
other metadata of the submission are left behind, so nothing of it can steer what happens later.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook

from autograders.grading.notebooks import attachments, slimming

MAX_BYTES = 20 * 2**20
MAX_PARTS = 400_000
"""Brackets in the file: 20 MB of `{}` become a gigabyte of objects."""
MAX_CELLS = 2000
MAX_SOURCE = 200_000
_most_bytes: ContextVar[int | None] = ContextVar("most_bytes", default=None)

_KINDS = ("code", "markdown", "raw")


class Unreadable(ValueError):
    """The file cannot be graded; the message is one line to the student that says why."""


@contextmanager
def files_up_to(megabytes: int | None) -> Iterator[None]:
    """In the block, a notebook may be so large without its outputs (None: MAX_BYTES)."""
    before = _most_bytes.set(megabytes and megabytes * 2**20)
    try:
        yield
    finally:
        _most_bytes.reset(before)


def too_large() -> str:
    """What a student is told whose notebook is."""
    most = (_most_bytes.get() or MAX_BYTES) // 2**20
    return (
        f"Your notebook is larger than {most} MB without its outputs, or holds too many parts. "
        "Take out what is large in it (a picture pasted into a cell, say), save, and hand it in "
        "again."
    )


def read(path: Path) -> NotebookNode:
    """The notebook in this file, cleaned; Unreadable with a reason for the student."""
    return parse(content(path))


def content(path: Path) -> bytes:
    """The bytes of an ordinary file of bounded size; Unreadable with a reason for the student."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError as error:
        raise Unreadable("There is no notebook in this submission.") from error
    except OSError as error:
        raise Unreadable(
            "Your notebook cannot be opened: it is a link or protected. Hand in the file itself."
        ) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("Your notebook is not an ordinary file. Hand in the file itself.")
    with os.fdopen(descriptor, "rb") as file:
        return bounded(file, lambda: _at_its_start(file))


def _at_its_start(file: IO[bytes]) -> IO[bytes]:
    file.seek(0)
    return file


def bounded(file: IO[bytes], again: Callable[[], IO[bytes]]) -> bytes:
    """All that is in the file, or what is left of a larger notebook without its outputs.

    again: gives the file anew, at its start. Raises Unreadable where that, too, is too much.
    """
    most = _most_bytes.get() or MAX_BYTES
    found = file.read(most + 1)
    if len(found) <= most:
        return found
    with again() as whole:
        try:
            return slimming.without_outputs(whole, most)
        except slimming.TooMuch:
            raise Unreadable(too_large()) from None


def parse(content: bytes) -> NotebookNode:
    """The notebook in these bytes, cleaned; Unreadable with a reason for the student."""
    text = _text(content)
    if not text.strip():
        raise Unreadable("Your notebook file is empty. Save it in JupyterLab and hand it in again.")
    if text.count("{") + text.count("[") > MAX_PARTS:
        raise Unreadable(too_large())
    try:
        data = json.loads(text)
    except RecursionError as error:
        raise Unreadable("Your notebook file is nested too deeply to be a notebook.") from error
    except ValueError as error:
        raise Unreadable(_why_broken(text)) from error
    cells = [_clean(cell) for cell in _cells(data)]
    for number, cell in enumerate(cells):
        cell.id = f"cell-{number}"
    return new_notebook(cells=cells)


def _text(content: bytes) -> str:
    """Text in whatever encoding an editor has left it in."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:4]:
        encodings = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("Your notebook file is not text. Save it in JupyterLab and hand it in again.")


def _why_broken(text: str) -> str:
    if re.search(r"^(<{7} |={7}$|>{7} )", text, re.MULTILINE):
        return (
            "Your notebook file holds an unfinished merge (lines with <<<<<<< and >>>>>>>). "
            "Finish the merge, open the notebook once, save, and hand it in again."
        )
    return (
        "Your file is not a notebook that can be read (its JSON is broken or cut off). "
        "Open it in JupyterLab, save, and hand it in again."
    )


def _cells(data: object) -> list[dict]:
    """The raw cells of a notebook of any format since version 2."""
    if isinstance(data, dict):
        if isinstance(data.get("cells"), list):
            cells = data["cells"]
        elif isinstance(data.get("worksheets"), list):
            sheets = [sheet for sheet in data["worksheets"] if isinstance(sheet, dict)]
            lists = [sheet.get("cells") for sheet in sheets]
            cells = [cell for part in lists if isinstance(part, list) for cell in part]
        else:
            raise Unreadable("Your file is not a notebook: it has no cells.")
        if len(cells) > MAX_CELLS:
            raise Unreadable(f"Your notebook has more than {MAX_CELLS} cells.")
        return [cell for cell in cells if isinstance(cell, dict)]
    raise Unreadable("Your file is not a notebook: it has no cells.")


def _clean(cell: dict) -> NotebookNode:
    kind = cell.get("cell_type")
    kind = kind if kind in _KINDS else "markdown"
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        source = ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    source = source.encode("utf-8", "replace").decode("utf-8")[:MAX_SOURCE]
    grade_id = _grade_id(cell)
    marks = {"nbgrader": {"grade_id": grade_id}} if grade_id else {}
    more: dict = {"outputs": [], "execution_count": None} if kind == "code" else {}
    if kind == "markdown" and (pictures := attachments.cleaned(cell)):
        more["attachments"] = pictures
    return from_dict({"cell_type": kind, "source": source, "metadata": marks, **more})


def _grade_id(cell: dict) -> str | None:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    grade_id = marks.get("grade_id") if isinstance(marks, dict) else None
    return grade_id[:200] if isinstance(grade_id, str) else None
