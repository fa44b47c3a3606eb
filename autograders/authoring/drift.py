"""Whether a derived file is what its source gives, and if not, where it differs.

Everything must be the same, but for what another machine makes of the same source: the pixels of a
figure may differ as two versions of the drawing library do, and computed numbers as two sines, two
BLAS kernels or two orders of summation do. Numbers, also those packed in arrays, are the same
within `SAME_NUMBER`; text, structure, order, kinds and shapes must be equal.
"""

from __future__ import annotations

import base64
import io
import json
import math
import re
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from chainrule.checking.comparing import SMALL_ENTRY
from chainrule.probing import plain
from nbformat import NotebookNode

from autograders.authoring.source import name_of

#: Relative difference of two computed numbers that still count as the same. Right values of two
#: processors differ by 1e-13 at most; a measured slope, in which digits cancel, by up to 1e-10.
#: Every mistake that a table tells apart is more than ten times as far from its neighbours.
SAME_NUMBER = 1e-9
#: Where numbers are next to 0, rounding alone is left of them, and has no digit in common.
NEXT_TO_ZERO = 1e-13
#: Two versions of the drawing library smooth edges and place letters differently: the mean of an
#: 8 × 8 block differs by up to 28 of 255 (measured with every kind of hinting, and unsmoothed).
#: Another word in a title makes 57, a line that is a pixel wider 43.
BLOCK, SAME_DRAWING = 8, 32.0

_DECIMAL = re.compile(r"-?\d+(?:\.\d+(?:e[+-]?\d+)?|e[+-]?\d+)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
#: A text in JSON, and what makes it a key.
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"(\s*:)?')
#: How chainrule.probing.plain tags numbers that it packs.
_PACKED = ({"array"}, {"scalar"})


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
    return None


def _of_cells(was: NotebookNode, now: NotebookNode) -> str | None:
    for what in ("cell_type", "source", "metadata", "id", "execution_count"):
        if was.get(what) != now.get(what):
            return what.replace("_", " ")
    ours, theirs = now.get("outputs", []), was.get("outputs", [])
    if not _same_outputs(theirs, ours):
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
    if one.shape != other.shape:
        return False
    difference = one - other
    rows, columns = (np.arange(0, size, BLOCK) for size in difference.shape[:2])
    sums = np.add.reduceat(np.add.reduceat(difference, rows, axis=0), columns, axis=1)
    return float(np.abs(sums).max()) / BLOCK**2 < SAME_DRAWING


def _pictures(outputs: list[NotebookNode]) -> list[str]:
    return [o.data["image/png"] for o in outputs if "image/png" in o.get("data", {})]


def _same_outputs(old: Any, new: Any) -> bool:
    """Whether two outputs say the same; pictures are compared elsewhere."""
    if isinstance(old, dict) and isinstance(new, dict):
        return old.keys() == new.keys() and all(
            key == "image/png" or _same_outputs(old[key], new[key]) for key in old
        )
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same_outputs, old, new))
    if isinstance(old, str) and isinstance(new, str):
        return same_text(old, new)
    return old == new


def same_text(old: str, new: str) -> bool:
    """Whether two texts are the same, but for the last digits of the numbers in them."""
    if old == new:
        return True
    if _DECIMAL.split(old) != _DECIMAL.split(new):
        return False
    pairs = zip(_DECIMAL.findall(old), _DECIMAL.findall(new), strict=True)
    return all(_same_number(float(was), float(now)) for was, now in pairs)


def _same_number(old: float, new: float) -> bool:
    both_nan = math.isnan(old) and math.isnan(new)
    return both_nan or math.isclose(old, new, rel_tol=SAME_NUMBER, abs_tol=NEXT_TO_ZERO)


def _same_packed(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether two packed arrays (or numpy scalars) hold the same kind, shape and numbers."""
    try:
        was, now = plain.decode(old), plain.decode(new)
    except (plain.NotPlain, TypeError, ValueError):
        return False
    if was.dtype != now.dtype or was.shape != now.shape:
        return False
    if was.dtype.kind not in "fc":
        return bool(np.array_equal(was, now))
    size = float(np.abs(now[np.isfinite(now)]).max(initial=0.0)) if now.ndim else 0.0
    near_zero = max(NEXT_TO_ZERO, SAME_NUMBER * SMALL_ENTRY * size)
    return bool(np.allclose(was, now, rtol=SAME_NUMBER, atol=near_zero, equal_nan=True))


def _of_json(found: bytes, made: bytes) -> str | None:
    try:
        old = json.loads(found)
    except ValueError:
        return "is no JSON"
    where = _first_difference(old, json.loads(made))
    if where:
        return f"differs at {where}"
    return None if _layout(found) == _layout(made) else "differs in layout"


def _layout(text: bytes) -> str:
    """The text of a JSON file without its values: keys, order, brackets and space are left."""
    lines = text.decode("utf-8").replace("\r\n", "\n")
    return _NUMBER.sub("0", _TEXT.sub(lambda text: text[0] if text[1] else '""', lines))


def _first_difference(old: Any, new: Any, path: str = "") -> str:
    """The path to the first place where two JSON values differ; empty when they are equal."""
    if isinstance(old, dict) and isinstance(new, dict):
        if old.keys() == new.keys() and new.keys() in _PACKED:
            return "" if old == new or _same_packed(old, new) else path
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
    if isinstance(old, float) and isinstance(new, float):
        return "" if _same_number(old, new) else path
    return "" if old == new and type(old) is type(new) else path or "/"
