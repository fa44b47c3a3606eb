"""What a student's cells show, taken as notebook outputs: text and pictures, within limits.

The process that sends these messages is the student's, so the limits of its own side do not count.
"""

import string

from autograders.grading.notebooks.drawings import SVG, cleaned

_BASE64 = f"{string.ascii_letters}{string.digits}+/=\n".encode()
MOST_TEXT = 20_000
MOST_PICTURE = 2_000_000
MOST_IN_A_CELL = 4_000_000
MOST_IN_A_NOTEBOOK = 8_000_000
"""Characters; a picture counts as its base64 text. What is more is left out."""
LINES_OF_A_TRACEBACK = 20


class Heard:
    """Counts what one notebook shows, over all of its cells and processes."""

    def __init__(self) -> None:
        self._room = MOST_IN_A_NOTEBOOK
        self._cell: list[dict] | None = None
        self._in_the_cell = 0

    def take(self, outputs: list[dict], message: list) -> None:
        """Put one message into a cell's outputs, in nbformat's form; what is none is dropped."""
        if message[0] != "output" or not isinstance(message[1], dict):
            return
        kind, content = message[1].get("kind"), message[1].get("content")
        if not isinstance(content, dict):
            return
        if outputs is not self._cell:
            self._cell, self._in_the_cell = outputs, 0
        if kind == "clear_output":
            outputs.clear()
            self._in_the_cell = 0
            return
        output = _output(kind, content)
        if output is None:
            return
        last = outputs[-1] if outputs else {}
        same_stream = last.get("output_type") == "stream" and last["name"] == output.get("name")
        size = len(output["text"] if same_stream else str(output))
        if size > self._room or size + self._in_the_cell > MOST_IN_A_CELL:
            return
        self._room -= size
        self._in_the_cell += size
        if not same_stream:
            outputs.append(output)
        else:
            last["text"] = (last["text"] + output["text"])[: 2 * MOST_TEXT]


def error_output(name: object, text: object, traceback: object = None) -> dict:
    """An error as a notebook keeps it."""
    lines = traceback if isinstance(traceback, list) else []
    return {
        "output_type": "error",
        "ename": str(name)[:80],
        "evalue": str(text)[:300],
        "traceback": [str(line)[:2000] for line in lines[:LINES_OF_A_TRACEBACK]],
    }


def _output(kind: object, content: dict) -> dict | None:
    if kind == "stream":
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        text = str(content.get("text"))[: 2 * MOST_TEXT]
        return {"output_type": "stream", "name": name, "text": text}
    if kind == "error":
        return error_output(content.get("ename"), content.get("evalue"), content.get("traceback"))
    if kind not in ("display_data", "execute_result"):
        return None
    data = _shown(content.get("data"))
    if not data:
        return None
    output: dict = {"output_type": kind, "data": data, "metadata": {}}
    if kind == "execute_result":
        count = content.get("execution_count")
        output["execution_count"] = count if isinstance(count, int) else None
    return output


def _shown(data: object) -> dict:
    """Text and pictures only: no HTML of a student's, no script."""
    if not isinstance(data, dict):
        return {}
    text, picture, drawing = (data.get(kind) for kind in ("text/plain", "image/png", SVG))
    shown = {"text/plain": text[:MOST_TEXT]} if isinstance(text, str) else {}
    if isinstance(picture, str) and len(picture) <= MOST_PICTURE and _is_base64(picture):
        shown["image/png"] = picture
    elif isinstance(drawing, str) and len(drawing) <= MOST_PICTURE and (svg := cleaned(drawing)):
        shown[SVG] = svg
    return shown


def _is_base64(text: str) -> bool:
    return text.isascii() and not text.encode().translate(None, delete=_BASE64)
