"""Lines of a program to put in order: what is said about a try, and how the question ends."""

from collections.abc import Sequence

from chainrule import journal
from chainrule.journal import Entry
from chainrule.questions.known import asked, known_answer, reason
from chainrule.questions.line_order import LineOrder


def order_lines(
    name: str, question: str = "", lines: Sequence[str | tuple[str, str]] = ()
) -> LineOrder:
    """Ask to put lines of a program in order (a Parsons problem), and say what is wrong with a try.

    `lines` are shown in the order given here, which must not be the right one. A pair of lines in
    one place asks the learner to choose one of the two. Tries are free; the journal keeps how
    it ended. The author's answer is the list of right lines, in which a tuple
    holds lines that may stand in any order:

        answer("area", ["r = d / 2", ("a = r * r", "p = 3.14159"), "return a * p"], "why")
    """
    earlier = asked.get(name)
    if earlier is not None and not question:
        question, lines = earlier.question, [tuple(block) for block in earlier.blocks]
    if not question:
        raise ValueError(f"there is no question {name!r} yet: run the cell that asks it first")
    blocks = [[line] if isinstance(line, str) else list(line) for line in lines]
    flat = [line for block in blocks for line in block]
    if len(set(flat)) != len(flat):
        raise ValueError(f"the question {name!r} offers the same line twice")
    widget = LineOrder(name=name, question=question, blocks=blocks)
    asked[name] = widget
    kept = journal.current().entry(name)
    if kept is not None:
        _close_lines(widget, kept.skipped)
    widget.when_tried(_try_lines)
    return widget


def _try_lines(widget: LineOrder) -> None:
    """Answer a try, or show the lines to whoever gives up; a right try ends the question."""
    widget.heard = widget.tries
    known = known_answer(widget.name)
    if widget.settled or known is None:
        if known is None:
            widget.reply = ["This copy of the course holds no answer to this question."]
        return
    wrong = [] if widget.skipped else wrong_lines(widget.answer.split("\n"), known)
    if wrong:
        with widget.hold_trait_notifications():
            widget.reply, widget.tone = wrong, "wrong"
        return
    entry = Entry(
        name=widget.name, answer=widget.answer, skipped=widget.skipped, question=widget.question
    )
    journal.current().commit(entry)
    if not widget.skipped:
        journal.current().mark(widget.name, True)
    _close_lines(widget, widget.skipped)


def _close_lines(widget: LineOrder, skipped: bool) -> None:
    """Show a question of lines as it ended; an answer that the course does not hold stays open."""
    known = known_answer(widget.name)
    kept = journal.current().entry(widget.name)
    if known is None or kept is None:
        return
    with widget.hold_trait_notifications():
        widget.answer = known["right"] if skipped else kept.answer
        widget.skipped = skipped
        widget.settled = True
        widget.reply = ["These are the lines." if skipped else "Right.", *reason(known)]
        widget.tone = "" if skipped else "right"


def wrong_lines(given: list[str], known: dict) -> list[str]:
    """What to say about lines that are not right: first the wrong one of a pair, then the order."""
    right = known["right"].split("\n")
    for line in given:
        if line not in right:
            own = known.get("replies", {}).get(line, "Compare it with the other line of the pair.")
            return [f"Not yet: look at `{line.strip()}`.", own]
    for place, line in enumerate(given):
        if line not in _may_stand_at(place, right, known.get("any_order", [])):
            return [
                "Not yet: the lines are well chosen, their order is not right.",
                f"Line {place + 1}, `{line.strip()}`, comes too early: what has to happen before?",
            ]
    return []


def _may_stand_at(place: int, right: list[str], any_order: list[list[str]]) -> list[str]:
    return next((group for group in any_order if right[place] in group), [right[place]])
