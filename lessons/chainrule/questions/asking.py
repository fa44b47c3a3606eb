"""Questions to the learner: predictions before a figure, quick questions, blanks, own words.

A lesson asks; the right answers are not in the lesson but in the check table beside this module.
An author writes them in the source with `answer(...)`; `recorded()` hands them to the build.

    predict("order", "f doubles, g squares: what is f(g(3))?", ["12", "18", "36"])
    reveal("order")

Without widgets the same works in plain Python: predict("order").commit("18", confidence=4).
"""

import html
import json
import math
import re
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from chainrule import cells, journal
from chainrule.explorables.line_order import LineOrder
from chainrule.explorables.question import Question
from chainrule.journal import Entry

TABLES = Path(__file__).parent / "checks"
CLOSE_ENOUGH = 5e-3  # relative: an answer rounded to three figures counts as right

_answers: dict[str, dict] = {}  # what this kernel's author said
_blanks: dict[str, object] = {}
_asked: dict[str, Question | LineOrder] = {}


def predict(name: str, question: str = "", choices: list[str] | None = None) -> Question:
    """Ask for a prediction with a confidence from 1 to 5, to be committed before the figure.

    `choices` are the answers to choose from; without them a number is asked for. The first
    commitment stands: asked again, the question shows what was committed. `reveal(name)` shows
    later what happened.
    """
    return _ask("prediction", name, question, choices)


def ask(name: str, question: str = "", choices: list[str] | None = None) -> Question:
    """Ask a quick question and say at once whether the answer is right, and why."""
    return _ask("question", name, question, choices)


def explain(name: str, prompt: str = "", use_word: str = "") -> Question:
    """Ask for an explanation in the learner's own words; a model answer follows on saving.

    `use_word` is a word that the explanation should use; when it is missing, the learner is
    told once and may save all the same.
    """
    return _ask("text", name, prompt, None, use_word=use_word)


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
    earlier = _asked.get(name)
    if earlier is not None and not question:
        question, lines = earlier.question, [tuple(block) for block in earlier.blocks]
    if not question:
        raise ValueError(f"there is no question {name!r} yet: run the cell that asks it first")
    blocks = [[line] if isinstance(line, str) else list(line) for line in lines]
    flat = [line for block in blocks for line in block]
    if len(set(flat)) != len(flat):
        raise ValueError(f"the question {name!r} offers the same line twice")
    widget = LineOrder(name=name, question=question, blocks=blocks)
    _asked[name] = widget
    kept = journal.current().entry(name)
    if kept is not None:
        _close_lines(widget, kept.skipped)
    widget.when_tried(_try_lines)
    return widget


def reveal(name: str) -> None:
    """Show what happened beside what the learner predicted, and say why.

    Before the prediction is committed or skipped this only says what it waits for; it then
    fills itself in.
    """
    shown = _show(_revelation(name))
    if shown is not None and not journal.is_settled(name) and not _is_author():
        journal.on_commit(name, lambda entry: shown.update(_revelation(name)))


def confirm(name: str, value: object, hint: str = "") -> None:
    """Check a value that the learner worked out in a faded example; `...` is a blank.

    It speaks of the variable that the cell shows; `name` stands in for a value without one.
    """
    shown = cells.variable_before(sys._getframe(1), value) or name
    if value is None or value is ...:
        print(
            f"{shown} is still blank: put your value in place of the dots and run the cell again."
        )
        return
    try:
        number = float(value)
    except (TypeError, ValueError):
        print(f"{shown} should be a number, but it is a {type(value).__name__}.")
        return
    said = f"{shown} = {_readable(number)}"
    if _is_author():
        _blanks[name] = number
        print(f"{said} is right.")
        return
    right = _table("blanks").get(name)
    if right is None:
        print(f"{said} (this copy of the course holds no value to compare).")
    elif _close(number, right):
        print(f"{said} is right.")
    else:
        print(f"{said} is not it yet." + (f" {hint}" if hint else ""))


def again(lesson: str) -> Question | None:
    """Ask once more what the learner got wrong in `lesson` although they were sure.

    Picks the most confident miss. Prints one line when there is none.
    """
    earlier = journal.of_lesson(lesson)
    misses = earlier.confident_misses()
    if not earlier.entries():
        print(f"You have not answered lesson {lesson[:2]} here, so there is nothing to ask again.")
        return None
    if not misses:
        print(
            f"Nothing from lesson {lesson[:2]} to ask again: you missed nothing you were sure of."
        )
        return None
    miss = max(misses, key=lambda entry: entry.confidence)
    question = _ask("question", f"{lesson}/{miss.name}", miss.question, miss.choices)
    question.note = "You missed this one when you were sure of it. That is when asking again helps."
    return question


def answer(name: str, right: object, why: str = "", replies: dict[str, str] | None = None) -> None:
    """Say the right answer of a question. For authors: the build takes this out of the lesson.

    `replies` gives a wrong choice (or a wrong line) its own sentence. For `order_lines`, `right` is
    the list of lines.
    """
    if isinstance(right, list):
        groups = [[item] if isinstance(item, str) else list(item) for item in right]
        _answers[name] = {
            "right": "\n".join(line for group in groups for line in group),
            "why": why,
        }
        free = [group for group in groups if len(group) > 1]
        if free:
            _answers[name]["any_order"] = free
    else:
        _answers[name] = {"right": str(right), "why": why}
    if replies:
        _answers[name]["replies"] = dict(replies)


def recorded() -> dict[str, dict]:
    """The answers and blanks that the author's notebook gave while it ran, for the check table.

    Raises ValueError with one line when a question has no answer, or an answer fits no choice.
    """
    for name, question in _asked.items():
        known = _answers.get(name)
        if "/" in name:  # asked again from another lesson, which has the answer
            continue
        if known is None:
            raise ValueError(f"the question {name!r} has no answer(...): say what is right")
        if isinstance(question, LineOrder):
            _refuse_unfit_lines(question, known)
            continue
        if question.kind == "text":
            continue
        if not question.choices and _number(known["right"]) is None:
            raise ValueError(f"the answer of {name!r} should be a number: {known['right']!r}")
        for choice in [known["right"], *known.get("replies", {})]:
            if question.choices and choice not in question.choices:
                raise ValueError(f"{choice!r} is not among the choices of the question {name!r}")
    for name in _answers.keys() - _asked.keys():
        raise ValueError(f"answer({name!r}, ...) belongs to no question of this lesson")
    return {"questions": dict(_answers), "blanks": dict(_blanks)}


def _ask(
    kind: str, name: str, text: str, choices: list[str] | None, use_word: str = ""
) -> Question:
    earlier = _asked.get(name)
    if earlier is not None and not text:
        text, choices, use_word = earlier.question, list(earlier.choices), earlier.use_word
    if not text:
        raise ValueError(f"there is no question {name!r} yet: run the cell that asks it first")
    choices = [str(choice) for choice in choices or []]
    if len(set(choices)) != len(choices):
        raise ValueError(f"the question {name!r} offers the same choice twice")
    widget = Question(name=name, kind=kind, question=text, choices=choices, use_word=use_word)
    _asked[name] = widget
    kept = journal.current().entry(name)
    if kept is not None:
        _show_kept(widget, kept)
    widget.when_settled(_settle)
    return widget


def _settle(widget: Question) -> None:
    """Keep what the learner committed, and answer at once where the question does so."""
    kept = journal.current().commit(
        Entry(
            name=widget.name,
            answer="" if widget.skipped else widget.answer,
            confidence=widget.confidence or None,
            skipped=widget.skipped,
            question=widget.question,
            choices=list(widget.choices),
        )
    )
    _show_kept(widget, kept)


def _show_kept(widget: Question, kept: Entry) -> None:
    reply = _reply(widget.kind, kept)
    right = journal.current().entry(kept.name).right if widget.kind == "question" else None
    with widget.hold_trait_notifications():
        widget.answer = kept.answer
        widget.confidence = kept.confidence or 0
        widget.skipped = kept.skipped
        widget.settled = True
        widget.reply = reply
        widget.tone = {True: "right", False: "wrong", None: ""}[right]


def _try_lines(widget: LineOrder) -> None:
    """Answer a try, or show the lines to whoever gives up; a right try ends the question."""
    known = _known(widget.name)
    if widget.settled or known is None:
        if known is None:
            widget.reply = ["This copy of the course holds no answer to this question."]
        return
    wrong = [] if widget.skipped else _wrong_lines(widget.answer.split("\n"), known)
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
    known = _known(widget.name)
    kept = journal.current().entry(widget.name)
    if known is None or kept is None:
        return
    with widget.hold_trait_notifications():
        widget.answer = known["right"] if skipped else kept.answer
        widget.skipped = skipped
        widget.settled = True
        widget.reply = ["These are the lines." if skipped else "Right.", *_reason(known)]
        widget.tone = "" if skipped else "right"


def _wrong_lines(given: list[str], known: dict) -> list[str]:
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


def _refuse_unfit_lines(question: LineOrder, known: dict) -> None:
    """ValueError when an author's answer does not fit the lines on offer."""
    try:
        right = question._lines(known["right"].split("\n"))
    except ValueError as error:
        raise ValueError(
            f"the answer of {question.name!r} does not fit its lines: {error}"
        ) from None
    if right != known["right"].split("\n"):
        raise ValueError(f"the answer of {question.name!r} indents a line in another way")
    offered = {line for block in question.blocks for line in block}
    for line in known.get("replies", {}).keys() - (offered - set(right)):
        raise ValueError(f"{line!r} is no wrong line of the question {question.name!r}")
    shown = [next(line for line in block if line in right) for block in question.blocks]
    if not _wrong_lines(shown, known):
        raise ValueError(f"the question {question.name!r} shows its lines in the right order")


def _reply(kind: str, entry: Entry) -> list[str]:
    """What the learner is told on committing: first line the verdict, then the reason."""
    known = _known(entry.name)
    if kind == "prediction":
        return []
    if known is None:
        return ["This copy of the course holds no answer to this question."]
    if kind == "text":
        return ["One way to say it:", known["right"], *_reason(known)]
    if entry.skipped:
        return [f"The answer: {_written(known)}.", *_reason(known)]
    if _holds(entry, known):
        journal.current().mark(entry.name, True)
        return ["Right.", *_reason(known)]
    journal.current().mark(entry.name, False)
    return [f"Not this time. The answer: {_written(known)}.", *_reason(known, entry.answer)]


def _written(known: dict) -> str:
    """The right answer as the lessons write it: a number has a typographic minus."""
    right = known["right"]
    return f"−{right[1:]}" if re.fullmatch(r"-[\d.]+", right) else right


def _revelation(name: str) -> "Revelation":
    known = _known(name)
    entry = journal.current().entry(name)
    if known is None:
        return Revelation(["This copy of the course holds no answer to this question."])
    happened = f"What happens: {_written(known)}."
    if entry is None and not _is_author():
        return Revelation(
            ["The answer waits for your prediction above: commit one, or skip it."], waiting=True
        )
    if entry is None:
        return Revelation([happened, *_reason(known)])
    if entry.skipped:
        return Revelation(["You skipped this prediction.", happened, *_reason(known)])
    marked = journal.current().mark(name, _holds(entry, known)) or entry
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
    return Revelation([said, *verdict[:1], *_reason(known, marked.answer), *verdict[1:]])


class Revelation:
    """A few lines that read well in a notebook, in a terminal and aloud."""

    def __init__(self, lines: list[str], waiting: bool = False):
        self.lines = lines
        self.waiting = waiting

    def __repr__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        colour = "var(--jp-border-color1, #9e9e9e)" if self.waiting else "#0072b2"
        lines = "".join(f"<p style='margin:0.3em 0'>{_inline(line)}</p>" for line in self.lines)
        return (
            f"<div style='border-left:4px solid {colour};padding:0.1em 0.9em;margin:0.4em 0;"
            f"max-width:44em'>{lines}</div>"
        )


def _show(revelation: Revelation):
    """Display in a notebook, print elsewhere; returns the handle that can change it later."""
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        print(revelation)
        return None
    if get_ipython() is None:
        print(revelation)
        return None
    return display(revelation, display_id=True)


def _inline(text: str) -> str:
    """HTML of a line in which `back ticks` mark code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def _reason(known: dict, chosen: str | None = None) -> list[str]:
    own = known.get("replies", {}).get(chosen)
    return [line for line in (own, known["why"]) if line]


def _holds(entry: Entry, known: dict) -> bool:
    if entry.choices:
        return entry.answer == known["right"]
    number, right = _number(entry.answer), _number(known["right"])
    return number is not None and right is not None and _close(number, right)


def _close(number: float, right: float) -> bool:
    if float(right).is_integer():
        return abs(number - right) < 1e-9
    return math.isclose(number, right, rel_tol=CLOSE_ENOUGH)


def _number(text: str) -> float | None:
    """The number that a person typed: decimal point or comma, typographic minus, fractions."""
    tidy = text.strip().replace("−", "-").replace(" ", "").replace(",", ".")
    top, slash, bottom = tidy.partition("/")
    try:
        value = float(top) / float(bottom) if slash else float(top)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) else None


def _readable(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")


def _is_author() -> bool:
    """An author's kernel has said answers; a learner's has none to say."""
    return bool(_answers)


def _known(name: str) -> dict | None:
    own_name = name.rpartition("/")[2]
    return _answers.get(name) or _table("questions").get(own_name)


@cache
def _table(part: str) -> dict:
    """All `questions` or `blanks` of the check tables; names are unique over the course."""
    found = {}
    for path in sorted(TABLES.glob("*.json")):
        found |= json.loads(path.read_text(encoding="utf-8")).get(part, {})
    return found
