"""What hostile students hand in: more kinds than anybody should have to think of.

Every answer of theirs is wrong, so that an honest grader gives 0 for each exercise they attack.
`classes()` puts all kinds into notebooks; the tests and the benchmark of the guarantees grade the
same ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from classroom import NAMES, answered, with_cell
from nbformat import NotebookNode

from .attacks_at_the_top import AT_THE_TOP, ENDLESS, MILD
from .attacks_in_answers import ANSWERS
from .attacks_on_files import FORGED

WRONG = {name: f"def {name}(*args, **kwargs):\n    return 0.125" for name in NAMES}

TOGETHER = 4
"""Mild attacks in one notebook."""


@dataclass(frozen=True)
class HandedIn:
    """One hostile notebook: the kinds of attack on each exercise, which all deserve 0."""

    notebook: NotebookNode
    kinds: dict[str, tuple[str, ...]]

    def attacked_by(self, kind: str) -> list[str]:
        """The exercises that this kind wants points of."""
        return [name for name, kinds in self.kinds.items() if kind in kinds]


def classes() -> Iterator[HandedIn]:
    """All kinds, in as few notebooks as they fit: six attacks in answers share one."""
    for kind, source in {**AT_THE_TOP, **ENDLESS}.items():
        notebook = with_cell(answered({}, WRONG), cell(source))
        yield HandedIn(notebook, dict.fromkeys(NAMES, (kind,)))
    mild = list(MILD)
    for start in range(0, len(mild), TOGETHER):
        share = mild[start : start + TOGETHER]
        notebook = answered({}, WRONG)
        for kind in reversed(share):
            notebook = with_cell(notebook, cell(MILD[kind]))
        yield HandedIn(notebook, {name: tuple(share) for name in NAMES})
    kinds = list(ANSWERS)
    for start in range(0, len(kinds), len(NAMES)):
        attacks = dict(zip(NAMES, kinds[start : start + len(NAMES)], strict=False))
        sources = {name: answer(kind, name) for name, kind in attacks.items()}
        yield HandedIn(answered(sources, WRONG), {name: (a,) for name, a in attacks.items()})
    for kind, forge in FORGED.items():
        notebook = answered({}, WRONG)
        forge(notebook)
        yield HandedIn(notebook, dict.fromkeys(NAMES, (kind,)))


def kinds() -> list[str]:
    """The names of all kinds."""
    return [*AT_THE_TOP, *MILD, *ENDLESS, *ANSWERS, *FORGED]


def answer(kind: str, name: str) -> str:
    """An attack's answer cell for the exercise of that name."""
    return ANSWERS[kind].replace("{0!r}", repr(name)).replace("{0}", name)


def cell(source: str) -> str:
    """A cell's source without the margin that it has in this file."""
    lines = source.strip("\n").splitlines()
    margin = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[margin:] for line in lines)
