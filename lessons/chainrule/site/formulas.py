"""LaTeX formulas as MathML, which browsers draw by themselves."""

import html
import re
from functools import cache

from .running import SiteError

# Named functions stand close to their argument unless there is a bracket.
_NAMED = r"<mi>(?:sin|cos|tan|exp|log|ln|max|min)</mi>"
_BEFORE_ARGUMENT = re.compile(rf"({_NAMED})(?=<(?:mi|mn|msup|msub|mfrac|mrow><mi))")
_AFTER_FACTOR = re.compile(rf"(</(?:mi|mn|msup|msub|mfrac)>)({_NAMED})")
_THIN = '<mspace width="0.167em"/>'
# An arrow with words above: MathML's own form, which stretches with the words.
_ARROW = re.compile(
    r'<mover><mstyle scriptlevel="0"><mo>&#x2192;</mo></mstyle>'
    r'<mpadded [^>]*>(.*?)<mspace depth="\.25em" /></mpadded></mover>',
    re.DOTALL,
)
_PRIME = re.compile(r"<mi>((?:&#x02032;)+)</mi>")
_STRUCK = re.compile(r'<menclose notation="updiagonalstrike">')


@cache
def mathml(latex: str, block: bool = False) -> str:
    """The formula as a `<math>` element that keeps its LaTeX as a note.

    Raises SiteError, quoting the formula, when it holds a command that is not understood.
    """
    try:
        from latex2mathml.converter import convert
    except ImportError:
        raise SiteError(
            "the site needs latex2mathml for its formulas: pip install latex2mathml"
        ) from None
    source = latex.strip()
    try:
        drawn = convert(source, display="block" if block else "inline")
    except Exception as error:
        raise SiteError(f"the formula {source!r} cannot be read: {error!r}") from error
    unknown = re.search(r"<m[io]>(\\[A-Za-z]+)", drawn)
    if unknown:
        raise SiteError(f"the formula {source!r} uses {unknown[1]}, which is not understood")
    drawn = _ARROW.sub(r'<mover><mo stretchy="true">&#x2192;</mo>\1</mover>', drawn)
    drawn = _PRIME.sub(r"<mo>\1</mo>", drawn)
    drawn = _STRUCK.sub('<menclose notation="updiagonalstrike" class="struck">', drawn)
    drawn = _AFTER_FACTOR.sub(rf"\1{_THIN}\2", _BEFORE_ARGUMENT.sub(rf"\1{_THIN}", drawn))
    body = drawn[drawn.index(">") + 1 : drawn.rindex("</math>")]
    kind = ' display="block"' if block else ""
    note = html.escape(source, quote=True)
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{kind} data-latex="{note}">{body}</math>'
