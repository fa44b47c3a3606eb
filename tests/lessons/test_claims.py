"""The map of claims: what the course's two source documents say → lesson → cell.

A1 to A24 are the statements of the text on the chain rule as the engine of backpropagation,
B1 to B14 those of its lesson. A cell carries the numbers of the claims that it lets the learner
experience in its metadata, `claims=[…]`. The map is exact both ways: a lesson that it names carries
the claim, and a lesson that carries the claim is named. A claim whose lesson is not written yet is
skipped, and the run says so.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

LESSONS = Path(__file__).resolve().parents[2] / "lessons"


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
    """Where a cell carries a claim: its number in the notebook, and whether the learner acts there.

    One acts in a code cell, and in a part (from one `## ` to the next) that has a code cell. The
    title page and the summary card only tell.
    """

    cell: int
    acts: bool


@pytest.fixture(scope="module")
def met() -> dict[str, dict[str, list[Place]]]:
    """Number of every lesson that exists → claim → the places in it that carry the claim."""
    return {
        path.stem[:2]: _carried(nbformat.read(path, as_version=4).cells)
        for path in sorted(LESSONS.glob("[0-9][0-9]_*/*.ipynb"))
    }


def _carried(cells: list[nbformat.NotebookNode]) -> dict[str, list[Place]]:
    part, parts = 0, []
    for cell in cells:
        part += cell.cell_type == "markdown" and cell.source.startswith("## ")
        parts.append(part)
    active = {part for part, cell in zip(parts, cells, strict=True) if cell.cell_type == "code"}
    found: dict[str, list[Place]] = {}
    for number, cell in enumerate(cells):
        tells = number == 0 or cell.source.startswith("## Summary card")
        for claim in cell.metadata.get("claims", []):
            place = Place(number, acts=not tells and parts[number] in active)
            found.setdefault(claim, []).append(place)
    return found


def test_every_lesson_is_looked_at(met, course):
    assert sorted(met) == sorted(name[:2] for name in course.lessons())
    assert all(met.values()), "a lesson carries no claim at all"


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.number)
def test_a_claim_is_met_in_every_lesson_that_owes_it(claim, met):
    owed = [number for number in claim.lessons if number in met]
    if not owed:
        pytest.skip(f"{claim.number}, {claim.says}: waits for lesson {claim.lessons[0]}")
    assert [number for number in owed if claim.number not in met[number]] == []


def test_a_claim_is_met_nowhere_else(met):
    """So that a claim cannot be put off by naming a lesson that is not written yet."""
    lessons = {claim.number: claim.lessons for claim in CLAIMS}
    astray = [
        f"{claim} in lesson {number}"
        for number, claims in met.items()
        for claim in claims
        if number not in lessons.get(claim, ())
    ]
    assert astray == []


def test_a_claim_is_not_only_told(met):
    """When all its lessons are there, the learner does something about it in one of them."""
    only_told = [
        claim.number
        for claim in CLAIMS
        if met.keys() >= set(claim.lessons)
        and not any(place.acts for n in claim.lessons for place in met[n].get(claim.number, []))
    ]
    assert only_told == []


def test_the_map_is_whole():
    numbers = [claim.number for claim in CLAIMS]
    wanted = [f"A{n}" for n in range(1, 25)] + [f"B{n}" for n in range(1, 15)]
    assert numbers == wanted
    assert all(re.fullmatch(r"0[0-8]", n) for claim in CLAIMS for n in claim.lessons)
