"""The form in which a lesson asks: choices, a number or a few sentences, and how sure you are.

The form only collects and shows. What is kept and what is replied is decided in
`chainrule.questions`, which also has the functions that a lesson calls.
"""

from collections.abc import Callable
from typing import Any

from traitlets import Bool, Enum, Int, List, Unicode

from chainrule.explorables.base import CourseWidget
from chainrule.questions.inline import inline


def run_to_answer(settled: bool) -> str:
    """What a viewer that cannot run a form says to do; the answer itself stays out of the notebook.

    It goes nowhere but into the file `predictions.json`, as a lesson promises. The line stands as
    it was when the cell ran, on an exported page, too: what was not answered then may be by now.
    """
    run = "run this cell (Shift+Enter) in the notebook"
    if settled:
        return f"<p>Done; your answer is left out here. To see it, {run}.</p>"
    return f"<p>To answer, or to see what you answered, {run}.</p>"


class Question(CourseWidget):
    """One question. `kind` is "prediction" (with confidence), "question" or "text".

    Once `settled`, it shows `answer` (or that it was skipped) and the lines of `reply`, and takes
    no other answer. `tone` says how the reply is meant: "right", "wrong" or nothing. `kept` says
    where the answer lies: in the "file", in the "kernel" alone where the file cannot be written,
    on a "page" of a browser that stores nothing, or nowhere yet; the form claims nothing before.
    """

    entry = "question"
    title = "Question"

    kind = Enum(["prediction", "question", "text"], "question").tag(sync=True)
    name = Unicode().tag(sync=True)
    question = Unicode().tag(sync=True)
    choices = List(Unicode()).tag(sync=True)
    use_word = Unicode().tag(sync=True)
    note = Unicode().tag(sync=True)
    answer = Unicode().tag(sync=True)
    confidence = Int(0, min=0, max=5).tag(sync=True)
    skipped = Bool(False).tag(sync=True)
    settled = Bool(False).tag(sync=True)
    kept = Enum(["", "file", "kernel", "page"], "").tag(sync=True)
    reply = List(Unicode()).tag(sync=True)
    tone = Unicode().tag(sync=True)

    def when_settled(self, act: Callable[["Question"], None]) -> None:
        """Call `act(self)` when the learner commits, saves or skips."""
        self.observe(lambda change: act(self) if change.new else None, "settled")

    def commit(self, answer: object, confidence: int | None = None) -> "Question":
        """Answer in plain Python, where widgets do not run: .commit("18", confidence=4).

        The first commitment stands. Raises ValueError for an answer that is not among the choices
        and for a prediction without a confidence from 1 to 5.
        """
        text = str(answer).strip()
        if self.choices:
            text = self._choice(text)
        if not text:
            raise ValueError(f"{self.name}: write an answer first")
        if self.kind == "prediction" and confidence not in (1, 2, 3, 4, 5):
            raise ValueError(f"{self.name}: say how sure you are, confidence=1 (a guess) to 5")
        if not self.settled:
            with self.hold_trait_notifications():
                self.answer = text
                self.confidence = confidence or 0
                self.settled = True
        return self

    def skip(self) -> "Question":
        """Pass on this question; nothing is held back from whoever skips."""
        if not self.settled:
            with self.hold_trait_notifications():
                self.skipped = True
                self.settled = True
        return self

    def _choice(self, text: str) -> str:
        wanted = text.replace("-", "−").casefold()
        for choice in self.choices:
            if choice.replace("-", "−").casefold() == wanted:
                return choice
        raise ValueError(f"{self.name}: choose one of {', '.join(map(repr, self.choices))}")

    def fallback(self) -> str:
        """The question as plain HTML, for viewers that cannot run it."""
        items = "".join(f"<li>{inline(choice)}</li>" for choice in self.choices)
        return (
            f"<p><b>{inline(self.question)}</b></p>"
            + (f"<ul>{items}</ul>" if items else "")
            + run_to_answer(self.settled)
        )

    def __repr__(self) -> str:
        asker = {"prediction": "predict", "question": "ask", "text": "explain"}[self.kind]
        sure = ", confidence=3" if self.kind == "prediction" else ""
        lines = [self.question, *(f"  - {choice}" for choice in self.choices)]
        return "\n".join(
            [*lines, f'Without the form: {asker}("{self.name}").commit("your answer"{sure})']
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            # anywidget cuts the text of long representations short.
            bundle[0]["text/plain"] = repr(self)
        return bundle
