"""The table as Markdown, its place in tests/README.md, and its headlines on the front page."""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .lines import Line
from .parts import Part

BEGIN = "<!-- measured: written by python3 tests/benchmarks --write, do not edit -->"
END = "<!-- measured: end -->"
HEADLINES = (
    "<!-- headlines: written by python3 tests/benchmarks --write, do not edit -->",
    "<!-- headlines: end -->",
)
#: How the rows begin that the front page quotes.
QUOTED = (
    "Fresh machine to first figure",
    "Second start to first figure",
    "Binder, emulated",
    "Latency, server 0 ms",
    "Latency, server 300 ms",
    "Updates while dragged, server 300 ms",
    "Site, one lesson sent",
)
HEAD = """| what | median | least to most | runs | beside |
| --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Outcome:
    """What became of one part: its lines, or why there are none."""

    part: Part
    lines: tuple[Line, ...] = ()
    failure: str = ""


def markdown(machine: str, outcomes: Iterable[Outcome]) -> str:
    """The machine's sentence, the table, and what each part means."""
    outcomes = list(outcomes)
    rows = [row for outcome in outcomes for row in rows_of(outcome)]
    meanings = [f"- {outcome.part.title}. {outcome.part.means}" for outcome in outcomes]
    return "\n".join([machine, "", HEAD, *rows, "", *meanings])


def rows_of(outcome: Outcome) -> list[str]:
    if outcome.failure:
        why = " ".join(outcome.failure.split()).replace("|", "/")
        return [_row(outcome.part.shows[0], f"not measured: {why}", "", "", "")]
    return [
        _row(line.what, line.value, line.spread, str(len(line.samples)), line.beside)
        for line in outcome.lines
    ]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def headlines(table: str) -> str:
    """The machine's sentence and the quoted rows of a table, in their order."""
    rows = [row for start in QUOTED for row in table.splitlines() if row.startswith(f"| {start}")]
    return "\n".join([table.splitlines()[0], "", HEAD, *rows])


def put_into(readme: Path, table: str, markers: tuple[str, str] = (BEGIN, END)) -> None:
    """Replace what stands between the markers; ValueError, and nothing written, without them.

    The file is replaced as a whole, so that it is never half written.
    """
    first, last = markers
    text = readme.read_bytes().decode("utf-8")
    before, begin, rest = text.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end or first in rest or last in after:
        raise ValueError(
            f"{readme.name} should hold the lines `{first}` and `{last}` once each, in this order"
        )
    handle, name = tempfile.mkstemp(dir=readme.parent, prefix=f".{readme.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(f"{before}{first}\n\n{table}\n\n{last}{after}")
        Path(name).chmod(readme.stat().st_mode)
        Path(name).replace(readme)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def written(readme: str, markers: tuple[str, str] = (BEGIN, END)) -> str:
    """What stands between the markers of a README's text."""
    first, last = markers
    return readme.partition(first)[2].partition(last)[0].strip()
