"""The course at a glance: what it adds up, what it says of each exercise, and how it looks."""

import csv
import io
import random

import classroom
import numpy as np
import pytest

from autograders.exercises import EXERCISES, exercises_of
from autograders.grading.gradebook.classlist import ClassList
from autograders.grading.notebooks.results import UNREADABLE, Score
from autograders.grading.reports.item_plot import FIELD, ItemPlot
from autograders.grading.reports.items import Item, Items, Spread, correlation
from autograders.grading.reports.overview import Overview
from autograders.grading.reports.records import Record

from ...accessibility.seeing import lost_when_narrow, violations

LESSONS = ("01_chain_rule", "02_nested_machines")
SECTIONS = ("Mon", "Tue")


def record(student: str, lesson: str, wrong: dict[str, str], refused: bool = False) -> Record:
    """A hand-in with these mistakes, all else right."""
    scores = []
    for exercise in exercises_of(lesson):
        name = wrong.get(exercise.name)
        message = next((m.message for m in exercise.misconceptions if m.name == name), "")
        points = 0 if name or refused else exercise.points
        diagnosis = UNREADABLE if refused else name or "right"
        status, message = ("refused", "It is no notebook.") if refused else ("graded", message)
        scores.append(Score(exercise.name, points, exercise.points, diagnosis, message, status))
    return Record(student, lesson, scores)


def a_class(size: int = 30) -> list[Record]:
    chance = random.Random(7)
    records = []
    for number in range(size):
        for lesson in LESSONS:
            wrong = {
                e.name: chance.choice(e.misconceptions).name
                for e in exercises_of(lesson)
                if chance.random() < 0.2 + 0.6 * number / size
            }
            records.append(record(f"s{number:02}", lesson, wrong))
    return records


def written(tmp_path, records, class_list=None) -> dict[str, list[dict[str, str]]]:
    overview = Overview()
    for one in records:
        overview.add(one)
    overview.close(tmp_path, class_list or ClassList())
    return {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))
        for path in tmp_path.glob("*.csv")
    }


CLASS_LIST = ClassList(
    frozenset({"ada", "bob", "cem"}),
    names={"ada": "Ada Lovelace", "cem": "Cem Şahin"},
    sections={"ada": "Tue", "bob": "Mon"},
)


def test_everybody_is_there_with_points_maximum_sum_and_per_cent(tmp_path):
    slip = {"d_power": EXERCISES["d_power"].misconceptions[0].name}
    records = [
        record("ada", LESSONS[0], slip),
        record("ada", LESSONS[1], {}),
        record("bob", LESSONS[0], {}),
        record("dan", LESSONS[0], {}, refused=True),
    ]
    rows = {row["student"]: row for row in written(tmp_path, records, CLASS_LIST)["overview"]}
    first, second = (sum(e.points for e in exercises_of(lesson)) for lesson in LESSONS)
    columns = [
        f"{lesson} (of {most})" for lesson, most in zip(LESSONS, (first, second), strict=True)
    ]
    ada = first - EXERCISES["d_power"].points
    assert [rows["ada"][name] for name in columns] == [f"{ada}", f"{second}"]
    assert (rows["ada"]["name"], rows["ada"]["section"]) == ("Ada Lovelace", "Tue")
    assert (rows["ada"]["sum"], rows["ada"]["maximum"]) == (f"{ada + second}", f"{first + second}")
    assert float(rows["ada"]["per_cent"]) == round(100 * (ada + second) / (first + second), 1)
    assert [rows["bob"][name] for name in columns] == [f"{first}", ""]
    assert [rows["cem"][name] for name in columns] == ["", ""]  # on the list, nothing handed in
    assert rows["cem"]["sum"] == "0"
    assert rows["dan"]["sum"] == "0"  # handed in what could not be read
    assert list(rows) == ["bob", "ada", "dan", "cem"]  # by section, those without one last


def test_an_item_is_measured_as_numpy_measures_it(tmp_path):
    records = a_class()
    rows = written(tmp_path, records)["items"]
    assert [row["exercise"] for row in rows] == [e.name for n in LESSONS for e in exercises_of(n)]
    for row in rows:
        of = [one for one in records if one.lesson == row["lesson"]]
        own = np.array(
            [next(s.points for s in r.scores if s.grade_id == row["exercise"]) for r in of]
        )
        total = np.array([sum(s.points for s in r.scores) for r in of])
        share = own / float(row["points"])
        assert float(row["difficulty"]) == pytest.approx(share.mean(), abs=6e-4)
        assert float(row["standard_deviation"]) == pytest.approx(share.std(), abs=6e-4)
        expected = np.corrcoef(own, total - own)[0, 1]
        assert float(row["discrimination"]) == pytest.approx(expected, abs=6e-4)
        assert float(row["right"]) + float(row["partly"]) + float(row["wrong"]) == pytest.approx(1)


def test_what_does_not_vary_has_no_discrimination():
    assert correlation([1.0, 1.0, 1.0], [2.0, 5.0, 9.0]) is None
    assert correlation([0.0, 1.0], [3.0, 7.0]) == pytest.approx(1.0)
    assert correlation([0.0, 1.0], [7.0, 3.0]) == pytest.approx(-1.0)


def test_a_spread_is_numpys():
    numbers = [3.0, 9.5, 4.0, 14.0, 0.0, 7.0, 7.5]
    spread = Spread.of(numbers)
    five = (spread.least, spread.lower, spread.median, spread.upper, spread.most)
    assert five == pytest.approx(np.percentile(numbers, [0, 25, 50, 75, 100]))
    assert (spread.mean, spread.deviation) == pytest.approx((np.mean(numbers), np.std(numbers)))
    assert Spread.of([5.0]) == Spread(1, 5.0, 0.0, 5.0, 5.0, 5.0, 5.0, 5.0)


@pytest.mark.parametrize(
    "shares, rests, said",
    [
        ([1.0] * 20, list(range(20)), "Nearly everybody"),
        ([0.0] * 18 + [1.0] * 2, list(range(20)), "Hard"),
        ([1.0] * 10 + [0.0] * 10, list(range(20)), "look at its text"),
        ([0.0, 1.0] * 10, [*range(10), *range(10)], "hardly tells"),
        ([0.0] * 10 + [1.0] * 10, list(range(20)), ""),
        ([0.0] * 9, list(range(9)), ""),
    ],
)
def test_a_remark_says_what_to_look_at(shares, rests, said):
    item = Item("d_power", LESSONS[0], 2.0, shares=shares, rests=rests)
    assert said in item.remark
    assert bool(item.remark) == bool(said)


def test_files_that_could_not_be_read_say_nothing_on_exercises():
    items = Items()
    items.add(record("ada", LESSONS[0], {}))
    items.add(record("bob", LESSONS[0], {}, refused=True))
    assert {len(item.shares) for item in items.rows()} == {1}


def test_each_misconception_names_whom_it_fell_to(tmp_path):
    one, two = (known.name for known in EXERCISES["d_power"].misconceptions[:2])
    records = [
        record("ada", LESSONS[0], {"d_power": one}),
        record("bob", LESSONS[0], {"d_power": one, "compose": "unknown"}),
        record("cem", LESSONS[0], {"d_power": two}),
    ]
    rows = written(tmp_path, records, CLASS_LIST)["mistakes"]
    found = {(row["misconception"], row["student"]) for row in rows}
    assert found == {(one, "ada"), (one, "bob"), (two, "cem")}
    assert {row["name"] for row in rows} == {"Ada Lovelace", "Cem Şahin", ""}


def test_dots_and_their_numbers_lie_in_the_plot_and_apart():
    items = Items()
    for one in a_class():
        items.add(one)
    rows = items.rows()
    dots = ItemPlot(rows).dots()
    assert [dot[4] for dot in dots] == [item.number for item in rows]
    left, top, right, bottom = FIELD
    assert all(left <= dot[0] <= right and top <= dot[1] <= bottom for dot in dots)
    places = [(round(dot[2]), round(dot[3])) for dot in dots]
    assert len(set(places)) == len(places)


HOSTILE = "</td><script>document.title = 'taken'</script>"


def page(tmp_path, records) -> str:
    students = frozenset({"=1+1", HOSTILE})
    names = {HOSTILE: '"><b onclick="x">\x1b[31m', "=1+1": "=cmd()"}
    written(tmp_path, records, ClassList(students, names=names, sections={"=1+1": "@sum"}))
    return (tmp_path / "overview.html").read_text("utf-8")


def test_a_name_is_only_a_name(tmp_path):
    text = page(tmp_path, [*a_class(6), record(HOSTILE, LESSONS[0], {})])
    assert "<script>" not in text
    assert "\x1b" not in text
    assert "<b onclick" not in text
    for line in (tmp_path / "overview.csv").read_text("utf-8-sig").splitlines()[1:]:
        assert not any(field.startswith(("=", "@", "+")) for field in next(csv.reader([line])))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_legible_and_asks_for_nothing(scheme, open_alone, tmp_path):
    text = page(tmp_path / "out" if (tmp_path / "out").mkdir() is None else tmp_path, a_class(12))
    sheet = open_alone(text, scheme)
    assert min(sheet.evaluate(classroom.CONTRASTS)) >= 4.5
    assert violations(sheet) == []
    assert lost_when_narrow(sheet) == []
