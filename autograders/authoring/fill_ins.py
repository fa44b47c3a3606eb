"""Code cells in which a learner writes, beside those of the exercises.

A blank is `name = ...` or `return ...` in the text that a student gets. Other cells invite to write
a line anew with the comment `# put your own …`.
"""

from __future__ import annotations

import ast
import re

from IPython.core.inputtransformer2 import TransformerManager

#: Cell tag of the lesson: what a learner writes here may be wrong; an error is no part of the text.
FILL_IN = "fill-in"

_INVITES = re.compile(r"#\s*put your own\b", re.IGNORECASE)


def is_filled_in(text: str) -> bool:
    """Whether a learner writes in this code cell; `text` is as a student gets it."""
    return bool(_INVITES.search(text)) or has_a_blank(text)


def has_a_blank(text: str) -> bool:
    """Whether dots stand where a value is asked for; not in a text that is no Python."""
    try:
        tree = ast.parse(TransformerManager().transform_cell(text))  # a cell may hold a magic
    except SyntaxError:
        return False
    return any(
        isinstance(node, ast.Assign | ast.AnnAssign | ast.Return)
        and isinstance(node.value, ast.Constant)
        and node.value.value is ...
        for node in ast.walk(tree)
    )
