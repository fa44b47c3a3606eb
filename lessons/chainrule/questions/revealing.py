"""What happened, beside what the learner predicted."""

from chainrule import journal
from chainrule.cells import has_said_that_it_waits, shell
from chainrule.questions.inline import inline
from chainrule.questions.known import as_written, holds, is_author, known_answer, reason


def reveal(name: str) -> None:
    """Show what happened beside what the learner predicted, and say why.

    Before the prediction is committed or skipped this only says what it waits for, unless the same
    cell holds back its results and has said so; it then fills itself in.
    """
    now = revelation(name)
    if now.waiting and has_said_that_it_waits(name):
        now = Revelation([], waiting=True)
    shown = _show(now)
    if shown is not None and not journal.is_settled(name) and not is_author():
        journal.on_commit(name, lambda entry: shown.update(revelation(name)))


def revelation(name: str) -> "Revelation":
    """What is to be shown about a prediction now."""
    known = known_answer(name)
    entry = journal.current().entry(name)
    if known is None:
        return Revelation(["This copy of the course holds no answer to this question."])
    happened = f"What happens: {as_written(known)}."
    if entry is None and not is_author():
        return Revelation(
            ["The answer waits for your prediction above: commit one, or skip it."], waiting=True
        )
    if entry is None:
        return Revelation([happened, *reason(known)])
    if entry.skipped:
        return Revelation(["You skipped this prediction.", happened, *reason(known)])
    marked = journal.current().mark(name, holds(entry, known)) or entry
    said = f"You predicted “{marked.answer}”, with confidence {marked.confidence} of 5."
    if marked.lucky_hit:
        verdict = ["Right, though you were not sure: read why, so that next time you are."]
    elif marked.right:
        verdict = ["Right."]
    elif marked.confident_miss:
        verdict = [
            happened,
            "You were sure, so this one is worth a second look: "
            "you will be asked again at the start of the next lesson.",
        ]
    else:
        verdict = [happened]
    return Revelation([said, *verdict[:1], *reason(known, marked.answer), *verdict[1:]])


class Revelation:
    """A few lines that read well in a notebook, in a terminal and aloud."""

    def __init__(self, lines: list[str], waiting: bool = False):
        self.lines = lines
        self.waiting = waiting

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        if not self.lines:
            return ""
        colour = "var(--jp-border-color1, #9e9e9e)" if self.waiting else "#0072b2"
        lines = "".join(f"<p style='margin:0.3em 0'>{inline(line)}</p>" for line in self.lines)
        return (
            f"<div style='border-left:4px solid {colour};padding:0.1em 0.9em;margin:0.4em 0;"
            f"max-width:44em'>{lines}</div>"
        )


def _show(revelation: Revelation):
    """Display in a notebook, print elsewhere; returns the handle that can change it later."""
    if shell() is not None:
        from IPython.display import display

        return display(revelation, display_id=True)
    if revelation.lines:
        print(revelation)
    return None
