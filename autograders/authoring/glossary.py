"""The words and signs of the whole course, each with one meaning and the lesson where it enters.

The build prints them into lessons/GLOSSARY.md; the symbols of lesson 00 are the same ones. What
would give a word a second meaning is in `SECOND_MEANINGS`, and a test looks for it in all lessons.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """A word or a sign: its meaning, and the number of the lesson where it enters.

    `code` says how it is written in code, `seen` how a lesson's text is searched for it (as it is
    written, when empty).
    """

    name: str
    lesson: str
    meaning: str
    code: str = ""
    seen: str = ""

    @property
    def pattern(self) -> re.Pattern:
        """How the term is found in a lesson's text."""
        return re.compile(self.seen or rf"(?<!\w){re.escape(self.name)}(?!\w)", re.IGNORECASE)


SYMBOLS = (
    Term("$x$", "00", "input; `X` holds one example in each row", "`x`, `X`"),
    Term("$w$, $b$", "00", "weight and bias", "`w`, `b`, `W1`, `b1`", r"\$w = "),
    Term("$z$", "00", "weighted sum with bias, before the activation function", "`z`, `Z1`"),
    Term(
        "$\\sigma$", "00", "the activation function: a curve from 0 to 1", "`sigmoid`", r"\\sigma"
    ),
    Term("$a$", "00", "activation, what a neuron puts out", "`a`, `A1`", r"\$a = "),
    Term("$y$", "00", "target, the truth; for machines in a row, the last value", "`y`, `Y`"),
    Term("$L$", "00", "loss, $(a - y)^2$", "`L`"),
    Term("$f(g(x))$", "01", "composition: `g` runs first", "`f(g(x))`", r"f\(g\(x\)\)"),
    Term("$t$", "01", "whatever a machine receives, as in “square, $t^2$”", "`t`", r"\bt\b"),
    Term("$u$, $v$", "01", "values between two machines", "`u`, `v`", r"\$u\b"),
    Term("$dy/dx$", "01", "slope of y with respect to x", "`dy_dx`", r"dy\}?/?\{?dx"),
    Term(
        "$dL/dw$",
        "04",
        "gradient of the loss with respect to the weight",
        "`dL_dw`, `dW`",
        r"dL\}?/?\{?dw",
    ),
    Term("$\\delta$", "04", "gradient of the loss with respect to $z$", "`dZ`", r"\\delta"),
    Term("$\\eta$", "06", "learning rate, how far each weight moves", "`lr`", r"\\eta"),
)
"""As the table at the end of lesson 00 has them, in its order; `lesson` is where each enters."""

WORDS = (
    Term("weight", "00", "what an input is multiplied by on its way into a neuron"),
    Term("bias", "00", "what a neuron adds to its weighted sum"),
    Term("hidden layer", "00", "neurons between the input and the output"),
    Term("activation function", "00", "the bent curve that a weighted sum goes through"),
    Term("activation", "00", "what comes out of it; what a neuron puts out"),
    Term("sigmoid", "00", "the activation function σ, between 0 and 1"),
    Term("forward pass", "00", "from the input through every layer to the prediction"),
    Term("target", "00", "what the prediction should have been"),
    Term("loss", "00", "how far a prediction is off: its squared gap"),
    Term("slope", "01", "how fast an output changes for each unit of its input, at one place"),
    Term("composition", "01", "one function fed into another"),
    Term("chain rule", "01", "the slope of a composition is the product of the slopes in it"),
    Term("local rate", "02", "a machine's slope, at what it received; in a neuron: its slope"),
    Term(
        "sensitivities", "02", "how the output reacts to each value on the belt", "", "sensitivit"
    ),
    Term("backward sweep", "02", "from the output back, one multiplication at each machine"),
    Term("gradient", "02", "how the loss reacts to a number, such as a weight"),
    Term("gap", "04", "$a - y$, the prediction less the target"),
    Term("saturated", "04", "of a neuron: so far out that σ is flat"),
    Term("relative error", "04", "how far two gradients differ, measured by their size"),
    Term("route", "05", "a way from one number to the loss, through one neuron of each layer"),
    Term("training step", "05", "every number moves once, against its gradient"),
    Term(
        "backpropagation", "05", "all gradients of the loss, in one sweep back", "", r"\*\*backprop"
    ),
    Term(
        "learning rate",
        "06",
        "the factor between a gradient and the move",
        "",
        r"\*\*learning rate",
    ),
    Term("mini-batch", "06", "the rows of one training step", "", "mini-batch"),
    Term("epoch", "06", "every training row has had its turn once"),
    Term("accuracy", "06", "the fraction of rows that are answered right"),
    Term("vanish", "07", "of gradients: to get so small that a layer does not learn", "", "vanish"),
    Term("explode", "07", "of gradients: to grow from layer to layer", "", "explode"),
    Term("tanh", "07", "an activation function between −1 and 1"),
    Term("ReLU", "07", "the activation function that lets positive numbers pass and others not"),
    Term("example-runs", "07", "a cost: passes times the rows in each", "", "example-run"),
    Term("node", "08", "a value of the engine that knows what it was made from"),
    Term("leaf", "08", "a node that was made from nothing: a number that was put in"),
    Term("root", "08", "the node from which the sweep starts, such as the loss"),
    Term("local slope", "08", "on an edge: how a node reacts to one of those it was made from"),
    Term(
        "topological order", "08", "an order in which each node comes after what it was made from"
    ),
)


@dataclass(frozen=True)
class SecondMeaning:
    """A word that has one meaning here: what else it must not stand for, and what to write.

    `unless` is how it may be used; `lessons` are those in which it may not be used otherwise.
    """

    word: str
    unless: str
    write: str
    lessons: str = "0[0-8]"


SECOND_MEANINGS = (
    SecondMeaning(
        r"errors?",
        r"relative error|squared error|Error displaying|(is|with|in|by) an error|trial and error|"
        r"some the neuron's \*error\*|back-propagating errors",
        "δ, gap or relative error",
    ),
    SecondMeaning(r"\\partial|∂", r"Books write ∂", "d, as in dL/dw"),
    SecondMeaning(r"paths?", r"(?!)", "route"),
    SecondMeaning(
        r"sensitivit(?:y|ies)",
        r"we said \*sensitivity\*",
        "gradient",
        "0[013-8]",
    ),
    SecondMeaning(
        r"rates?",
        r"learning rates?|a machine's \*rate\*|linked rates|local rates|recall rates|one rate|"
        r"second rate|Rates in different|rates of lesson|three_rates|belt's rate",
        "slope",
        "0[04-8]",
    ),
    SecondMeaning(r"(?:the|a|its|own|common) shares?", r"shares? of", "part"),
    SecondMeaning(
        r"forward run|walk forward|way forward|forward walk",
        r"(?!)",
        "forward pass",
    ),
    SecondMeaning(r"2[, ]?410 weights", r"weights and biases", "2410 numbers (weights and biases)"),
)


def second_meanings(lesson: str, source: str) -> list[str]:
    """Uses of a word in a second meaning in a lesson's source: line, words, what to write."""
    found = []
    for number, line in enumerate(source.splitlines(), 1):
        if line.lstrip().startswith("#|"):
            continue
        for rule in SECOND_MEANINGS:
            if not re.fullmatch(rule.lessons, lesson[:2]):
                continue
            rest = re.sub(rule.unless, "", line, flags=re.IGNORECASE)
            met = re.search(rf"(?<!\w){rule.word}(?!\w)", rest, flags=re.IGNORECASE)
            if met:
                found.append(f"{lesson}.py:{number}: “{met[0]}”: write {rule.write}")
    return found


def table(lessons: Mapping[str, str]) -> str:
    """The terms of the lessons that exist (number → name) as Markdown, words first."""
    lines = []
    for title, column, terms in (
        ("Words", "word", sorted(WORDS, key=lambda term: term.name.casefold())),
        ("Signs", "sign", SYMBOLS),
    ):
        in_code = " in code |" if title == "Signs" else ""
        lines += [f"## {title}", "", f"| {column} |{in_code} meaning | enters in |"]
        lines += [f"| --- |{' --- |' if in_code else ''} --- | --- |"]
        for term in terms:
            if term.lesson in lessons:
                name = lessons[term.lesson]
                code = f" {term.code} |" if in_code else ""
                link = f"[{term.lesson}]({name}/{name}.ipynb)"
                lines.append(f"| {term.name} |{code} {term.meaning} | {link} |")
        lines.append("")
    return "\n".join(lines).rstrip()
