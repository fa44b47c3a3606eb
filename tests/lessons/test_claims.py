"""The map of claims: what the course's two source documents say → lesson → cell.

The map is exact both ways: a lesson that it names carries the claim, and a lesson that carries the
claim is named. A claim whose lesson is not written yet is skipped, and the run says so.
"""

import re
from pathlib import Path

import nbformat
import pytest

from autograders.authoring.claims import CLAIMS, Place, carried, table

LESSONS = Path(__file__).resolve().parents[2] / "lessons"


@pytest.fixture(scope="module")
def met() -> dict[str, dict[str, list[Place]]]:
    """Number of every lesson that exists → claim → the places in it that carry the claim."""
    return {
        path.stem[:2]: carried(nbformat.read(path, as_version=4).cells)
        for path in sorted(LESSONS.glob("[0-9][0-9]_*/*.ipynb"))
    }


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


def notebook(*cells):
    """(kind, source, metadata) as a notebook."""
    made = nbformat.v4.new_notebook()
    for kind, source, metadata in cells:
        new = nbformat.v4.new_markdown_cell if kind == "text" else nbformat.v4.new_code_cell
        made.cells.append(new(source, metadata=metadata))
    return made


def test_the_printed_map_names_the_cell_in_which_one_does_most():
    written = {"nbgrader": {"solution": True, "grade_id": "forward-answer"}}
    lesson = notebook(
        ("text", "# Title", {"claims": ["A5"]}),
        ("text", "## 1. A part", {}),
        ("code", "x = 1", {"claims": ["A5", "A6"]}),
        ("code", 'predict("a", "b?")', {"claims": ["A5"]}),
        ("code", "def forward():\n    ...", {"claims": ["A5"], **written}),
        ("code", 'NineKnobs("watch")', {"claims": ["B1"]}),
    )
    rows = table({"00": lesson}).splitlines()
    assert (
        "| A5 a prediction composes weighted sums and activations | 00: cell 5 writes `forward` |"
        in rows
    )
    assert (
        "| A6 the loss compares the prediction with the true value | 00: cell 3 runs it |" in rows
    )
    row = next(row for row in rows if row.startswith("| B1 "))
    assert "00: cell 6 moves the figure `NineKnobs`; 01: in preparation" in row
    assert len(rows) == 2 + len(CLAIMS)
