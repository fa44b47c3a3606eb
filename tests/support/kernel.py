"""A fresh kernel in this process: the questions and the journal know nothing of earlier tests."""

from pathlib import Path

from chainrule import cells, journal
from chainrule.questions import known


def new_kernel(folder: Path) -> None:
    """Begin anew in a lesson's folder: what is kept there is all that is known of a learner."""
    known.table.cache_clear()
    for memory in (known.answers, known.blanks, known.asked, cells.waiting):
        memory.clear()
    journal.open_in(folder)
