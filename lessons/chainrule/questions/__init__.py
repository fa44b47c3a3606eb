"""Questions to the learner: predictions before a figure, quick questions, blanks, own words.

A lesson asks; the right answers are not in the lesson but in the check tables. An author writes
them in the source with `answer(...)`; `recorded()` hands them to the build.

    predict("order", "f doubles, g squares: what is f(g(3))?", ["12", "18", "36"])
    reveal("order")

Without widgets the same works in plain Python: predict("order").commit("18", confidence=4).

`form` and `line_order` collect and show, and are figures like those of `explorables`; what is kept
and what is replied is decided in `asking`, `lines` and `revealing`, with what `known` holds.
"""

from chainrule.questions.asking import again, ask, confirm, explain, predict
from chainrule.questions.authoring import answer, recorded
from chainrule.questions.lines import order_lines
from chainrule.questions.revealing import reveal

__all__ = [
    "again",
    "answer",
    "ask",
    "confirm",
    "explain",
    "order_lines",
    "predict",
    "recorded",
    "reveal",
]
