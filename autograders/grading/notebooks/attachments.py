"""Pictures that were pasted into a text cell: kept with an answer, and never missed by its text.

JupyterLab keeps such a picture in the cell, and the text refers to it as `attachment:NAME`. A
reference that finds no picture stops formgrader, and nbgrader's feedback, for the whole notebook;
nbconvert, which both use, finds none whose name has a space or an accent. So pictures get names of
ours, and a reference that is left over becomes plain text.
"""

import html
import re
import string
from collections.abc import Iterable
from urllib.parse import quote, unquote

from nbformat import NotebookNode

from autograders.grading.text import is_utf8

KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
"""What is kept. No SVG: on a page that takes it in as its own, its script would run."""
MOST = 40
LONGEST_NAME = 200
_BASE64 = frozenset(f"{string.ascii_letters}{string.digits}+/=\n")
_MARK = "attachment:"


def cleaned(cell: dict) -> dict[str, dict[str, str]]:
    """The pictures of a cell of a submission, by name and kind; whatever else it holds is left."""
    held = cell.get("attachments")
    found: dict[str, dict[str, str]] = {}
    for name, kinds in held.items() if isinstance(held, dict) else ():
        usable = isinstance(kinds, dict) and len(name) <= LONGEST_NAME and is_utf8(name)
        if usable and len(found) < MOST:
            pictures = {kind: _data(kinds[kind]) for kind in KINDS if kind in kinds}
            pictures = {kind: text for kind, text in pictures.items() if text}
            if pictures:
                found[name] = pictures
    return found


def _data(data: object) -> str:
    if isinstance(data, list):
        data = "".join(line for line in data if isinstance(line, str))
    return data if isinstance(data, str) and set(data) <= _BASE64 else ""


def together(cells: Iterable[NotebookNode]) -> tuple[list[str], dict[str, dict[str, str]]]:
    """The texts of the parts of one answer (a split cell has two), and their pictures by new names.

    Every reference in the texts finds its picture.
    """
    texts: list[str] = []
    pictures: dict[str, dict[str, str]] = {}
    for cell in cells:
        text, own = cell.source, {}
        for name, kinds in cell.get("attachments", {}).items():
            kind, data = next(iter(kinds.items()))
            own[name] = f"picture-{len(pictures) + 1}.{KINDS[kind]}"
            pictures[own[name]] = {kind: data}
        texts.append(_mended(text, own))
    return texts, pictures


def _mended(text: str, names: dict[str, str]) -> str:
    """A text with the new names, and with no reference to a picture that is not there."""
    if _MARK not in _as_an_address(text):
        return text
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(_MARK + _however_written(name), _MARK + names[name], text)
    if _as_an_address(text).count(_MARK) != text.count(_MARK):
        text = _as_an_address(text)  # written so that only Markdown finds it
    known = "|".join(map(re.escape, names.values())) or "(?!)"
    return re.sub(rf"{_MARK}(?!(?:{known})(?![\w.%-]))", "attachment ", text)


def _however_written(name: str) -> str:
    """A pattern for a name of which any sign may be written as an address has it: %20 for a space.

    html.escape: as in the address of an image tag.
    """
    signs = ({sign, quote(sign, safe=""), quote(sign).lower(), html.escape(sign)} for sign in name)
    return "".join(f"(?:{'|'.join(sorted(map(re.escape, ways)))})" for ways in signs)


def _as_an_address(text: str) -> str:
    """A text as Markdown understands the addresses in it: without escapes and entities."""
    return unquote(html.unescape(text.replace("\\", "")))
