"""Whether a derived file is what its source gives, and if not, where it differs.

Everything must be the same byte for byte, with one exception: the pixels of a figure may differ by
what another version of the drawing library makes of the same drawing.
"""

from __future__ import annotations

import base64
import copy
import io
import json
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode

from autograders.authoring.source import name_of

#: Mean difference of two drawings, of 255, that still counts as the same drawing.
SAME_DRAWING = 4.0


def difference(path: Path, made: bytes) -> str | None:
    """None when the file at `path` is what was `made`, else a few words on where it differs."""
    if not path.exists():
        return "is missing"
    found = path.read_bytes()
    if found == made:
        return None
    if path.suffix == ".ipynb":
        return _of_notebooks(found, made)
    if path.suffix == ".json":
        return _of_json(found, made)
    return "differs"


def _of_notebooks(found: bytes, made: bytes) -> str | None:
    try:
        old = nbformat.reads(found.decode("utf-8"), as_version=4)
    except Exception:  # whatever is wrong with it, it is not what was made
        return "is no notebook"
    new = nbformat.reads(made.decode("utf-8"), as_version=4)
    if len(old.cells) != len(new.cells):
        return f"has {len(old.cells)} cells, the source gives {len(new.cells)}"
    for index, (was, now) in enumerate(zip(old.cells, new.cells, strict=True)):
        what = _of_cells(was, now)
        if what:
            return f"differs in the {what} of {name_of(now, index)}"
    if old.metadata != new.metadata:
        return "differs in the notebook's metadata"
    return None if _without_pictures(old) == _without_pictures(new) else "differs"


def _of_cells(was: NotebookNode, now: NotebookNode) -> str | None:
    for what in ("cell_type", "source", "metadata", "id", "execution_count"):
        if was.get(what) != now.get(what):
            return what.replace("_", " ")
    ours, theirs = now.get("outputs", []), was.get("outputs", [])
    if _bare(ours) != _bare(theirs):
        return "output"
    pictures = zip(_pictures(theirs), _pictures(ours), strict=True)
    return None if all(same_drawing(old, new) for old, new in pictures) else "figure"


def same_drawing(old: str, new: str) -> bool:
    """Whether two PNGs (base64) show the same drawing, up to the drawing library's version."""
    if old == new:
        return True
    from PIL import Image

    def pixels(text: str) -> np.ndarray:
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(text))).convert("RGB"), float)

    one, other = pixels(old), pixels(new)
    return one.shape == other.shape and float(np.abs(one - other).mean()) < SAME_DRAWING


def _pictures(outputs: list[NotebookNode]) -> list[str]:
    return [o.data["image/png"] for o in outputs if "image/png" in o.get("data", {})]


def _bare(outputs: list[NotebookNode]) -> list[NotebookNode]:
    outputs = copy.deepcopy(outputs)
    for output in outputs:
        if "image/png" in output.get("data", {}):
            output.data["image/png"] = ""
    return outputs


def _without_pictures(notebook: NotebookNode) -> NotebookNode:
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = _bare(cell.outputs)
    return notebook


def _of_json(found: bytes, made: bytes) -> str:
    try:
        old = json.loads(found)
    except ValueError:
        return "is no JSON"
    where = _first_difference(old, json.loads(made))
    return f"differs at {where}" if where else "differs in its layout"


def _first_difference(old: Any, new: Any, path: str = "") -> str:
    """The path to the first place where two JSON values differ; empty when they are equal."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if key not in old or key not in new:
                return f"{path}/{key}"
            where = _first_difference(old[key], new[key], f"{path}/{key}")
            if where:
                return where
        return ""
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for index, (was, now) in enumerate(zip(old, new, strict=True)):
            where = _first_difference(was, now, f"{path}/{index}")
            if where:
                return where
        return ""
    return "" if old == new and type(old) is type(new) else path or "/"
