"""The marks around what a student must not get, and what a lesson shows in their place.

    ### BEGIN SOLUTION … ### END SOLUTION            in an answer cell; a stub takes its place
    ### BEGIN HIDDEN TESTS … ### END HIDDEN TESTS    in a test cell; taken out
    ### BEGIN ANSWER … ### END ANSWER                the right answer to a question; taken out
    ### BEGIN MARK SCHEME … ### END MARK SCHEME      in a task, for who marks it; taken out

All but the third are nbgrader's own. This module does not call nbgrader: it says independently what
the lesson must look like, so that `lint` can compare.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: What a lesson shows where the solution stands.
STUB = "raise NotImplementedError"
#: The same in a text, which is nbgrader's own.
TEXT_STUB = "YOUR ANSWER HERE"

SOLUTION, HIDDEN_TESTS, ANSWER = "SOLUTION", "HIDDEN TESTS", "ANSWER"
MARK_SCHEME = "MARK SCHEME"
KINDS = (SOLUTION, HIDDEN_TESTS, ANSWER, MARK_SCHEME)

_MARK = re.compile(rf"(?P<indent>[ \t]*)### (?P<end>BEGIN|END) (?P<kind>{'|'.join(KINDS)})")
_LIKE_A_MARK = re.compile(
    r"\s*#+\s*(begin|end)[\s_-]*(solutions?|hidden[\s_-]*tests?|answers?|mark[\s_-]*schemes?)\b",
    re.IGNORECASE,
)
_NBGRADER_SEES = re.compile(
    r"(BEGIN|END) (SOLUTION|HIDDEN TESTS|MARK SCHEME)|###\s*(HASHED )?AUTOTEST"
)


@dataclass(frozen=True)
class Region:
    """Lines `first`..`last` of a cell (counted from 0, marks included)."""

    kind: str
    first: int
    last: int
    indent: str


def regions(text: str) -> tuple[list[Region], list[str]]:
    """The marked regions of a cell's text, and what is wrong with its marks (empty: nothing)."""
    found: list[Region] = []
    wrong: list[str] = []
    opened: tuple[str, int, str] | None = None
    for number, line in enumerate(text.split("\n")):
        mark = _MARK.fullmatch(line.rstrip())
        if not mark:
            if _LIKE_A_MARK.match(line) or _NBGRADER_SEES.search(line):
                wrong.append(
                    f"{line.strip()!r} is no mark; write exactly "
                    "'### BEGIN SOLUTION', '### BEGIN HIDDEN TESTS' or '### BEGIN ANSWER' (or END)"
                )
            continue
        kind = mark["kind"]
        if mark["end"] == "BEGIN":
            if opened:
                wrong.append(f"'### BEGIN {kind}' inside a {opened[0]} region; end that one first")
            else:
                opened = kind, number, mark["indent"]
        elif not opened:
            wrong.append(f"'### END {kind}' without '### BEGIN {kind}' above it")
        elif opened[0] != kind:
            wrong.append(
                f"'### END {kind}' closes a {opened[0]} region; write '### END {opened[0]}'"
            )
        else:
            found.append(Region(kind, opened[1], number, opened[2]))
            opened = None
    if opened:
        wrong.append(f"'### BEGIN {opened[0]}' without '### END {opened[0]}' below it")
    return found, wrong


def released(text: str, stub: str = STUB) -> str:
    """`text` as a student gets it: solutions replaced by the stub, the other regions gone."""
    lines: list[str] = []
    source = text.split("\n")
    position = 0
    for region in regions(text)[0]:
        lines += source[position : region.first]
        if region.kind == SOLUTION:
            lines.append(region.indent + stub)
        position = region.last + 1
    return "\n".join(lines + source[position:])


def without(text: str, kind: str) -> str:
    """`text` without its regions of one kind; blank lines left at either end go with them."""
    found = [region for region in regions(text)[0] if region.kind == kind]
    if not found:
        return text
    lines = text.split("\n")
    for region in reversed(found):
        del lines[region.first : region.last + 1]
    return "\n".join(lines).strip("\n")


def inside(text: str, kind: str) -> list[str]:
    """The text between the marks of every region of one kind."""
    lines = text.split("\n")
    return [
        "\n".join(lines[region.first + 1 : region.last])
        for region in regions(text)[0]
        if region.kind == kind
    ]
