"""LaTeX formulas as MathML, which browsers draw by themselves."""

import html
import re
from functools import cache
from itertools import cycle
from xml.etree import ElementTree

from .stage import SiteError

OPENING = '<math xmlns="http://www.w3.org/1998/Math/MathML"'
LONGEST_UNBROKEN = 20  # characters of LaTeX

# Named functions stand close to their argument unless there is a bracket.
_NAMED = r"<mi>(?:sin|cos|tan|exp|log|ln|max|min)</mi>"
_BEFORE_ARGUMENT = re.compile(rf"({_NAMED})(?=<(?:mi|mn|msup|msub|mfrac|mrow><mi))")
_AFTER_FACTOR = re.compile(rf"(</(?:mi|mn|msup|msub|mfrac)>)({_NAMED})")
_THIN = '<mspace width="0.167em"/>'
# An arrow with words above. Hardly a font stretches it, so it is drawn as wide as the words.
_ARROW = re.compile(
    r'<mover><mstyle scriptlevel="0"><mo>&#x2192;</mo></mstyle>'
    r'<mpadded [^>]*>(.*?)<mspace depth="\.25em" /></mpadded></mover>',
    re.DOTALL,
)
_STRUCK = '<menclose notation="updiagonalstrike">'
# What a formula knows by TeX's classes, MathML has to be told: a minus that is a sign, a slash
# without room around it, and which bar opens and which closes.
_SIGN = re.compile(
    r"(<mo[^>]*>(?:&#x00028;|&#x0005B;|&#x0003D;|&#x0002C;|&#x000B7;|&#x02248;|&#x0002F;)</mo>"
    r"(?:<mspace [^>]*/>|<mtext>&#x000A0;</mtext>)*"
    r'|<mo [^>]*form="prefix">[^<]*</mo>|<mrow>)<mo>&#x02212;</mo>'
)
_SLASH = "<mo>&#x0002F;</mo>"
_BAR = re.compile(r"<mo[^>]*>(?:&#x0007C;|\|)</mo>")


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
    drawn = _ARROW.sub(_arrow, drawn)
    drawn = drawn.replace(_STRUCK, _STRUCK.replace(">", ' class="struck">'))
    drawn = _SIGN.sub(r'\1<mo form="prefix">&#x02212;</mo>', drawn)
    drawn = drawn.replace(_SLASH, '<mo lspace="0" rspace="0">/</mo>')
    drawn = _with_bars(drawn)
    drawn = _AFTER_FACTOR.sub(rf"\1{_THIN}\2", _BEFORE_ARGUMENT.sub(rf"\1{_THIN}", drawn))
    body = _with_primes(drawn[drawn.index(">") + 1 : drawn.rindex("</math>")])
    kind = ' display="block"' if block else ""
    note = html.escape(source, quote=True)
    if not block and len(source) > LONGEST_UNBROKEN:
        body = _broken_before_equals(body)
    return f'{OPENING}{kind} data-latex="{note}">{body}</math>'


def _with_bars(drawn: str) -> str:
    """The bars |…| as fences, in turn opening and closing."""
    if len(_BAR.findall(drawn)) % 2:
        return drawn
    forms = cycle(("prefix", "postfix"))
    return _BAR.sub(
        lambda _: f'<mo form="{next(forms)}" fence="true" lspace="0" rspace="0">|</mo>', drawn
    )


def _broken_before_equals(body: str) -> str:
    """A long chain a = b = c in a line as several formulas, between which the line may break."""
    root = ElementTree.fromstring(body)
    if root.tag != "mrow":
        return body
    parts: list[list[str]] = [[]]
    for child in root:
        if child.tag == "mo" and child.text in ("=", "≈") and parts[-1]:
            parts.append([])
        parts[-1].append(ElementTree.tostring(child, encoding="unicode"))
    return f"</math><wbr>{OPENING}>".join(f"<mrow>{''.join(part)}</mrow>" for part in parts)


def _arrow(found: re.Match) -> str:
    """An arrow about as wide as its words, in em of the formula."""
    words = html.unescape(re.sub(r"<[^>]+>", "", found[1]))
    wide = 0.4 * len(words) + 0.4  # the words are set in script size
    sign, own = ("→", 1.0) if wide < 1.3 else ("⟶", 1.65)
    stretch = f' style="transform:scaleX({wide / own:.2f})"' if wide > own else ""
    label = f'<mpadded voffset="-0.3em" height="0.5em">{found[1]}</mpadded>'
    return f'<mover><mo stretchy="false"{stretch}>{sign}</mo>{label}</mover>'


def _with_primes(body: str) -> str:
    """f′ with the prime beside f: the sign itself is raised, and a second time is too high."""
    root = ElementTree.fromstring(f"<mrow>{body}</mrow>")
    for node in root.iter("msup"):
        raised = node[1]
        if raised.tag == "mi" and set(raised.text or "") == {"′"}:
            node.tag = "mrow"
            raised.tag = "mo"
            raised.attrib = {"lspace": "0", "rspace": "0"}
    text = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    return text[len("<mrow>") : -len("</mrow>")]
