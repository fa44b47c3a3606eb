"""What a student has answered where a person marks: words, code, and what it showed, as page parts.

Everything is text or a picture that the page holds itself; nothing of a student's is HTML here.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from autograders.grading.notebooks.cells import CODE_CHARACTERS, grade_id, is_released, is_task
from autograders.grading.notebooks.drawings import SVG
from autograders.grading.text import one_line, readable

WORDS, CODE, SHOWN, PICTURE = "words", "code", "shown", "picture"
MOST_PICTURES = 600_000
"""Characters of pictures on one page, in base64; a page stays below one megabyte."""
NOT_HERE = "[a picture that is too large for this page]"
_PASTED = re.compile(r"!\[[^\]\n]*\]\(attachment:picture-(\d+)\.\w+\)")


@dataclass(frozen=True)
class Piece:
    """One block of an answer; kind: WORDS, CODE, SHOWN (text that code has printed) or PICTURE, of
    which `text` is the address and `told` says what it is."""

    kind: str
    text: str
    told: str = ""


class Answers:
    """The answers in one graded notebook; the pictures of all of them share one page's room."""

    def __init__(self, notebook: NotebookNode) -> None:
        self._cells = notebook.cells
        self._room = MOST_PICTURES

    def title(self, name: str) -> str:
        """The nearest heading above the cell of that name (or in it, if its text is ours), and the
        name."""
        heading = ""
        for cell in self._cells:
            there = grade_id(cell) == name
            if cell.cell_type == "markdown" and is_released(cell):
                lines = re.findall(r"^#+ +(?!BEGIN |END )(.*)$", cell.source, re.MULTILINE)
                heading = lines[-1] if lines else heading
            if there:
                break
        return readable(f"{heading} · {name}" if heading else name)

    def of(self, name: str) -> list[Piece]:
        """The pieces of the answer in the cell of that name, or below it where it is a task."""
        return [piece for cell in self._parts(name) for piece in self._pieces(cell)]

    def _parts(self, name: str) -> Iterator[NotebookNode]:
        """The cell itself, unless its text is ours, and the student's own cells below it."""
        places = (i for i, cell in enumerate(self._cells) if grade_id(cell) == name)
        start = next(places, len(self._cells))
        for cell in self._cells[start : start + 1]:
            if not is_task(cell):
                yield cell
        for cell in self._cells[start + 1 :]:
            if cell.metadata.get("origin") == "release":
                return
            yield cell

    def _pieces(self, cell: NotebookNode) -> Iterator[Piece]:
        text = readable(cell.source).strip("\n")[:CODE_CHARACTERS]
        if cell.cell_type != "code":
            if text.strip():
                yield Piece(WORDS, _PASTED.sub(r"[picture \1]", text))
            for number, kinds in enumerate(cell.get("attachments", {}).values(), start=1):
                kind, data = next(iter(kinds.items()))
                yield self._picture(f"data:{kind};base64,{data}", f"picture {number}")
            return
        if text.strip():
            yield Piece(CODE, text)
        for output in cell.get("outputs", ()):
            yield from self._shown(output)

    def _shown(self, output: NotebookNode) -> Iterator[Piece]:
        data = output.get("data", {})
        told = one_line(str(data.get("text/plain", "")))[:500]
        drawing = base64.b64encode(str(data.get(SVG, "")).encode("utf-8", "replace")).decode()
        if "image/png" in data:
            png = str(data["image/png"]).replace("\n", "")
            yield self._picture(f"data:image/png;base64,{png}", told)
        elif drawing:
            yield self._picture(f"data:{SVG};base64,{drawing}", told)
        elif output.output_type == "stream":
            yield Piece(SHOWN, readable(output.text)[:CODE_CHARACTERS].rstrip("\n"))
        elif output.output_type == "error":
            yield Piece(SHOWN, one_line(f"{output.ename}: {output.evalue}")[:500])
        elif told:
            yield Piece(SHOWN, readable(str(data["text/plain"]))[:CODE_CHARACTERS])

    def _picture(self, address: str, told: str) -> Piece:
        if len(address) > self._room:
            return Piece(SHOWN, NOT_HERE)
        self._room -= len(address)
        return Piece(PICTURE, address, told)
