"""Cells that stopped and cost exercises below: in the class report, with what to do about it."""

from autograders.exercises import exercises_of
from autograders.grading.notebooks.results import Score
from autograders.grading.reports.causes import Causes
from autograders.grading.reports.class_page import ClassPage
from autograders.grading.reports.records import Record

LESSON = "01_chain_rule"
TORCH = "ModuleNotFoundError: No module named 'torch.nn'"
ZERO = "ZeroDivisionError: division by <zero>"


def record(student: str, because: dict[str, str]) -> Record:
    scores = [
        Score(e.name, 0 if e.name in because else e.points, e.points, "crashed", "It stops.")
        for e in exercises_of(LESSON)
    ]
    for score in scores:
        score.because = because.get(score.grade_id, "")
    return Record(student, LESSON, scores)


RECORDS = [
    record("ada", {"slope": TORCH, "d_power": TORCH}),
    record("bob", {"slope": TORCH}),
    record("cem", {"compose": ZERO}),
    record("dan", {"compose": ZERO}),
    record("eve", {"compose": ZERO}),
    record("fay", {}),
]


def test_packages_come_first_then_what_cost_most_students():
    causes = Causes()
    for one in RECORDS:
        causes.add(one)
    packages, others = causes.rows()
    assert (packages.package, len(packages.students)) == ("torch", 2)
    assert packages.cost == "slope (2 students), d_power"
    assert (others.package, len(others.students), others.cost) == ("", 3, "compose (3 students)")
    assert causes.packages == ["torch"]


def test_the_class_report_says_what_it_cost_and_how_to_add_it():
    page = ClassPage()
    for one in RECORDS:
        page.add(one)
    html = page.html()
    assert "slope (2 students), d_power" in html
    assert "pip install torch" in html
    assert "--package torch" in html
    assert "division by &lt;zero&gt;" in html


def test_a_class_without_such_cells_has_no_such_part():
    page = ClassPage()
    page.add(RECORDS[-1])
    assert "Cells that stopped" not in page.html()
    assert "--package" not in page.html()


def test_a_record_keeps_it_over_a_line_of_json():
    assert Record.from_json(RECORDS[0].to_json()) == RECORDS[0]
