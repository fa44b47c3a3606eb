"""Predictions before a figure, quick questions, blanks, own words: asking, keeping, replying."""

import math
import sys
from typing import Any

import numpy as np

from chainrule import cells, journal
from chainrule.journal import Entry
from chainrule.numbers import shown_number
from chainrule.questions.form import Question
from chainrule.questions.known import (
    as_written,
    asked,
    blanks,
    holds,
    is_author,
    is_close,
    known_answer,
    reason,
    table,
)


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


def confirm(name: str, value: Any, hint: str = "") -> None:
    """Check a value that the learner worked out in a faded example; `...` is a blank.

    It speaks of the variable that the cell shows; `name` stands in for a value without one.
    """
    shown = cells.variable_before(sys._getframe(1), value) or name
    if value is None or value is ...:
        print(
            f"{shown} is still blank: put your value in place of the dots and run the cell again."
        )
        return
    number = _as_number(value)
    if number is None:
        print(f"{shown} should be a number, but it is {_of_its_kind(value)}.")
        return
    said = f"{shown} = {shown_number(number)}"
    if is_author():
        blanks[name] = number
        print(f"{said} is right.")
        return
    right = table("blanks").get(name)
    if right is None:
        print(f"{said} (this copy of the course holds no value to compare).")
    elif is_close(number, right):
        print(f"{said} is right.")
    else:
        print(f"{said} is not it yet." + (f" {hint}" if hint else ""))


def _as_number(value: Any) -> float | None:
    """The value of a number, or of an array without an axis; None for whatever is no number."""
    if isinstance(value, str | bytes | bytearray | bool | np.bool_):
        return None
    try:
        return None if getattr(value, "ndim", 0) else float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    except Exception:  # whatever an object of the learner's does when it is asked
        return None


def _of_its_kind(value: Any) -> str:
    """ "a list", "an ndarray"."""
    kind = type(value).__name__
    return f"{'an' if kind[0].lower() in 'aeio' or kind == 'ndarray' else 'a'} {kind}"


class Questions(list):
    """Several questions, shown one below the other."""

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for question in self:
            display(question)

    def __repr__(self) -> str:
        return "\n\n".join(map(repr, self))


def again(lesson: str) -> Question | Questions | None:
    """Ask once more what the learner got wrong in `lesson` although they were sure.

    All such misses, the most confident first, in words that stand alone where the lesson has some.
    Prints one line when there is none.
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
    misses.sort(key=lambda entry: -(entry.confidence or 0))
    questions = Questions(_ask_once_more(lesson, miss) for miss in misses)
    return questions[0] if len(questions) == 1 else questions


def _ask_once_more(lesson: str, miss: Entry) -> Question:
    recall = (known_answer(miss.name) or {}).get("recall", "")
    question = _ask("question", f"{lesson}/{miss.name}", recall or miss.question, miss.choices)
    question.note = "You missed this one when you were sure of it. That is when asking again helps."
    return question


def _ask(
    kind: str, name: str, text: str, choices: list[str] | None, use_word: str = ""
) -> Question:
    earlier = asked.get(name)
    if earlier is not None and not text:
        text, choices, use_word = earlier.question, list(earlier.choices), earlier.use_word
    if not text:
        raise ValueError(f"there is no question {name!r} yet: run the cell that asks it first")
    choices = [str(choice) for choice in choices or []]
    if len(set(choices)) != len(choices):
        raise ValueError(f"the question {name!r} offers the same choice twice")
    widget = Question(name=name, kind=kind, question=text, choices=choices, use_word=use_word)
    asked[name] = widget
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
    reply = reply_to(widget.kind, kept)
    marked = journal.current().entry(kept.name) if widget.kind == "question" else None
    right = marked.right if marked else None
    with widget.hold_trait_notifications():
        widget.answer = kept.answer
        widget.confidence = kept.confidence or 0
        widget.skipped = kept.skipped
        widget.settled = True
        widget.reply = reply
        widget.tone = {True: "right", False: "wrong", None: ""}[right]
        widget.kept = "file" if journal.current().is_on_disk(kept.name) else "kernel"


def reply_to(kind: str, entry: Entry) -> list[str]:
    """What the learner is told on committing: first line the verdict, then the reason."""
    known = known_answer(entry.name)
    if kind == "prediction":
        return []
    if known is None:
        return ["This copy of the course holds no answer to this question."]
    if kind == "text":
        return ["One way to say it:", known["right"], *reason(known)]
    if entry.skipped:
        return [f"The answer: {as_written(known)}.", *reason(known)]
    if holds(entry, known):
        journal.current().mark(entry.name, True)
        return ["Right.", *reason(known)]
    journal.current().mark(entry.name, False)
    return [f"Not this time. The answer: {as_written(known)}.", *reason(known, entry.answer)]
