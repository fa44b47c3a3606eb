"""The map of claims: what the course's two source documents say, and which lessons take it up.

A1 to A24 are the statements of the text on the chain rule as the engine of backpropagation,
B1 to B14 those of its lesson. A cell carries the numbers of the claims that it lets the learner
experience in its metadata, `claims=[…]`. The build prints the map into solutions/README.md, with
what the learner does in each lesson.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nbformat import NotebookNode

from autograders.authoring.source import nbgrader_of


@dataclass(frozen=True)
class Claim:
    """One statement, and the lessons that take it up: every one of them that exists."""

    number: str
    says: str
    lessons: tuple[str, ...]


CLAIMS = [
    Claim("A1", "the chain rule is the engine of backpropagation", ("01", "05", "08")),
    Claim("A2", "a network can learn how to adjust its weights", ("00", "06")),
    Claim("A3", "the chain rule gives the derivative of a composite function", ("01",)),
    Claim("A4", "functions are nested; the outer rate is seen from the inner input", ("01", "02")),
    Claim("A5", "a prediction composes weighted sums and activations", ("00",)),
    Claim("A6", "the loss compares the prediction with the true value", ("00",)),
    Claim("A7", "the output of the input layer is the input", ("00", "01", "05")),
    Claim("A8", "the hidden output is a function of the input layer's output", ("00", "05")),
    Claim("A9", "the prediction is a function of the hidden output", ("00", "05")),
    Claim("A10", "the loss is a function of prediction and label", ("00", "04")),
    Claim("A11", "the loss is one composite function of all weights", ("00", "02", "05")),
    Claim("A12", "wanted: the change of the loss for each weight", ("01", "04", "05")),
    Claim("A13", "that tells the direction and amount of the adjustment", ("06",)),
    Claim("A14", "a complex derivative splits into easy local ones", ("02", "04")),
    Claim("A15", "four factors from the loss to a first-layer weight", ("03", "04", "05")),
    Claim("A16", "each factor is a local gradient of the forward pass", ("02", "04")),
    Claim("A17", "local gradients are computed and multiplied", ("02", "05", "07")),
    Claim("A18", "so one gets the gradient with respect to each weight", ("05", "08")),
    Claim("A19", "the optimizer uses the gradients", ("06",)),
    Claim("A20", "moving against the gradient reduces the loss", ("06",)),
    Claim("A21", "the error signal reaches all layers", ("05", "07")),
    Claim("A22", "how each weight affects the final error", ("05",)),
    Claim("A23", "without it, training deep networks is infeasible", ("07",)),
    Claim("A24", "it gives insight into how networks learn", ("04", "07", "08")),
    Claim("B1", "the network predicts; how does it learn?", ("00", "01")),
    Claim("B2", "by backpropagation, driven by the chain rule", ("01", "05")),
    Claim("B3", "the chain rule differentiates composed functions", ("01",)),
    Claim("B4", "machines in a row: x gives y, y gives z", ("02",)),
    Claim("B5", "y = g(x), z = f(y), z = f(g(x))", ("01", "02")),
    Claim("B6", "dz/dx = dz/dy · dy/dx", ("01", "02", "03")),
    Claim("B7", "gas pedal, RPM, speed", ("03",)),
    Claim("B8", "the overall effect is the product of the two", ("03",)),
    Claim("B9", "a network is one big nested function", ("00", "02", "05")),
    Claim("B10", "x to a1 to a2 and on to the loss", ("05", "07")),
    Claim("B11", "wanted for each weight and each bias", ("04", "05")),
    Claim("B12", "the gradient goes back to weights deep inside", ("04", "05")),
    Claim("B13", "that use of the chain rule is backpropagation", ("05",)),
    Claim("B14", "next: a single neuron", ("03", "04")),
]


@dataclass(frozen=True)
class Place:
    """Where a cell carries a claim: its number in the notebook, and what the learner does there.

    `weight` orders what one does: to write a function is more than to run a cell. One acts in a
    code cell, and in a part (from one `## ` to the next) that has a code cell; the title page and
    the summary card only tell.
    """

    cell: int
    does: str
    weight: int
    acts: bool


def carried(cells: Iterable[NotebookNode]) -> dict[str, list[Place]]:
    """The places of one lesson that carry a claim, by the claim's number."""
    cells = list(cells)
    part, parts = 0, []
    for cell in cells:
        part += cell.cell_type == "markdown" and cell.source.startswith("## ")
        parts.append(part)
    active = {part for part, cell in zip(parts, cells, strict=True) if cell.cell_type == "code"}
    found: dict[str, list[Place]] = {}
    for number, cell in enumerate(cells):
        tells = number == 0 or cell.source.startswith("## Summary card")
        does, weight = _done_in(cell)
        for claim in cell.metadata.get("claims", []):
            place = Place(number, does, weight, acts=not tells and parts[number] in active)
            found.setdefault(claim, []).append(place)
    return found


#: (what a cell's source calls, what the learner does there), the heaviest first.
_DOES = (
    (r"^order_lines\(", "orders lines"),
    (r"^confirm\(", "fills a blank"),
    (r"^explain\(", "explains in own words"),
    (r"^predict\(", "predicts"),
    (r"^ask\(", "answers a question"),
    (r"^([A-Z][A-Za-z]+)\(", "moves the figure {}"),
    (r"^reveal\(", "compares with the prediction"),
)


def _done_in(cell: NotebookNode) -> tuple[str, int]:
    """What a learner does in a cell, and how much that is."""
    if cell.cell_type != "code":
        exercise = re.match(r"### Exercise \S+ · (\w+)", cell.source)
        return (f"is asked for `{exercise[1]}`", 1) if exercise else ("reads", 0)
    if nbgrader_of(cell).get("solution"):
        name = nbgrader_of(cell)["grade_id"].removesuffix("-answer")
        return f"writes `{name}`", len(_DOES) + 2
    for place, (call, does) in enumerate(_DOES):
        found = re.search(call, cell.source, re.MULTILINE)
        if found:
            return does.format(*(f"`{name}`" for name in found.groups())), len(_DOES) - place + 1
    return "runs it", 1


def table(lessons: Mapping[str, NotebookNode]) -> str:
    """The map as Markdown: idea, lessons, cells, what the learner does there.

    `lessons`: the student's notebooks by number, such as "04". A lesson that is named and not
    written yet is said to be in preparation.
    """
    met = {number: carried(notebook.cells) for number, notebook in lessons.items()}
    lines = ["| idea | where, and what the learner does there |", "| --- | --- |"]
    for claim in CLAIMS:
        places = []
        for number in claim.lessons:
            found = met.get(number, {}).get(claim.number, [])
            best = max(found, key=lambda place: (place.acts, place.weight), default=None)
            said = f"cell {best.cell + 1} {best.does}" if best else "in preparation"
            places.append(f"{number}: {said}")
        lines.append(f"| {claim.number} {claim.says} | {'; '.join(places)} |")
    return "\n".join(lines)
