"""What a question and its reply say, as HTML; the twin of js/lib/inline.js."""

import html
import re

_CODE = re.compile(r"`([^`]+)`")
#: A stressed word has nothing else at its stars: `2 * x * y` and `x**2` are no stress.
_STRESSED = re.compile(r"(?<![\w*])\*([^\s*](?:[^*]*[^\s*])?)\*(?![\w*])")


def inline(text: str) -> str:
    """HTML of a line in which `back ticks` mark code and *stars* stress."""
    parts = _CODE.split(html.escape(text))
    parts[1::2] = [f"<code>{code}</code>" for code in parts[1::2]]
    parts[::2] = [_STRESSED.sub(r"<em>\1</em>", plain) for plain in parts[::2]]
    return "".join(parts)
