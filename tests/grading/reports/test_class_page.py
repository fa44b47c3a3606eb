"""The instructor's page: what it counts, what it groups, whom it names, and how it looks."""

import re
from datetime import date, datetime, timedelta
from types import SimpleNamespace

import classroom
import pytest
from classroom import LESSON, MOST, answered, mistaken, released, with_cell
from nbgrader.api import Gradebook

from autograders.exercises import EXERCISES
from autograders.grading.gradebook.classlist import ClassList, how_long
from autograders.grading.gradebook.tables_version import read_it_here
from autograders.grading.notebooks import reading, results
from autograders.grading.referee import judging, trial
from autograders.grading.reports.class_page import ClassPage
from autograders.grading.reports.records import EXCERPT, Record
from autograders.grading.reports.suspicions import suspicions

from ...accessibility.seeing import lost_when_narrow, violations

FIRST = EXERCISES["chain_rule"].misconceptions[0]
TWICE = "def d_power(x):\n    u = 3 * x + 1\n    return 15 * u**4 + 37 * x * x"
TWICE_ELSEWHERE = "def d_power(x):\n    return 15 * (3 * x + 1) ** 4 + x * (x * 37)  # mine"
SCRIPT = "d_power = lambda x: 7 + x * x\n'</code></pre><script>document.title = 1</script>\x1b[31m'"
TABLE = """
def d_power(x):
    for known, value in VALUES.items():
        if abs(x - known) < 1e-12:
            return value
    return 0.0
"""


def learned_by_heart() -> str:
    exercise = EXERCISES["d_power"]
    right = exercise.run(exercise.reference, exercise.visible)
    values = {p.args[0]: o.value for p, o in zip(exercise.visible, right, strict=True)}
    return f"VALUES = {values!r}\n{TABLE}"


@pytest.fixture(scope="module")
def judged(zygote, template):
    """The record of a student's work, as the command makes it."""

    def record(student, work):
        content = work if isinstance(work, bytes) else classroom.bytes_of(work)
        try:
            merged = template.merge(reading.parse(content))
            result = trial.evaluate(merged, 5, zygote)
        except reading.Unreadable as reason:
            merged = template.unanswered()
            result = results.refuse(merged, str(reason), "unreadable", "refused")
        return Record.of(student, LESSON, merged, result)

    return record


@pytest.fixture(scope="module")
def records(judged) -> dict[str, Record]:
    works = {
        "ada": answered({}),
        "berta": mistaken({"chain_rule": FIRST.name}),
        "carl": mistaken({"chain_rule": FIRST.name}),
        "dan": answered({"d_power": TWICE}),
        "eve": answered({"d_power": TWICE_ELSEWHERE}),
        "fay": answered({"d_power": SCRIPT}),
        "gus": released(),
        "hal": b'{"cells": [',
        "<i>ivy": with_cell(answered({"d_power": learned_by_heart()}), "import os, sys"),
    }
    return {student: judged(student, work) for student, work in works.items()}


@pytest.fixture(scope="module")
def report(records) -> ClassPage:
    made = ClassPage()
    for record in records.values():
        made.add(record)
    made.fail("zoe/" + LESSON, "a grading process died twice")
    made.class_list = ClassList(
        frozenset({*records, "zoe", "karl"}), {LESSON: {"gus": timedelta(hours=23)}}
    )
    return made


@pytest.fixture(scope="module")
def html(report) -> str:
    return report.html()


def test_points_and_shares_are_those_of_the_class(report, records):
    view = report.lessons[LESSON]
    assert view.count == len(records)
    assert sum(MOST.values()) == 14
    rows = view.distribution()
    assert [label for label, _ in rows] == ["0 to 2", "3 to 5", "6 to 8", "9 to 11", "12 to 14"]
    assert [count for _, count in rows] == [2, 0, 0, 2, 5]
    exercise = view.exercises["chain_rule"]
    assert exercise.states == {"right": 5, "wrong": 3}  # the unreadable file counts nowhere


def test_misconceptions_are_counted_with_their_sentence_and_no_names(report, html):
    counted = [(v.name, d, n) for v, d, n in report.lessons[LESSON].mistakes()]
    assert counted[0] == ("chain_rule", FIRST.name, 2)
    assert counted[0][2] >= counted[1][2]
    assert FIRST.message[:40] in html.replace("&#39;", "'")
    counts, _ = html.split("Worth a look")
    assert "berta" not in counts
    assert "carl" not in counts


def test_a_table_of_points_has_no_more_rows_than_the_class_fills(records):
    def rows(copies):
        made = ClassPage()
        for _ in range(copies):
            made.add(records["ada"])
        return made.lessons[LESSON].distribution()

    assert [len(rows(copies)) for copies in (4, 5, 20, 60)] == [0, 5, 8, 15]
    assert rows(60)[-1] == ("14", 60)


def test_two_mistakes_at_once_count_at_both_names(judged):
    made = ClassPage()
    made.add(judged("lea", answered({"d_sin_square": "d_sin_square = lambda x: -cos(x) * 2 * x"})))
    ((_, first, one), (_, second, two)) = made.lessons[LESSON].mistakes()
    assert {first, second} == {"outer-at-x", "sign"}
    assert (one, two) == (1, 1)
    assert "1 answer with two mistakes at once counts at both." in made.html()
    assert ">two_slips<" not in made.html()


def test_it_begins_with_the_date_and_says_who_is_missing_or_late(records):
    made = ClassPage()
    for student in ("ada", "berta", "carl"):
        made.add(records[student])
    made.fail(f"zoe/{LESSON}", "a grading process died twice")
    late = {"ada": timedelta(minutes=5), "berta": timedelta(hours=23), "karl": timedelta(1)}
    students = frozenset({"ada", "berta", "carl", "<b>karl", "lena", "zoe"})
    made.class_list = ClassList(students, {LESSON: late, "00_predictions": late})
    assert (
        made.head(date(2026, 11, 2)) == "2 November 2026, 4 hand-ins; 6 students on the class list"
    )
    html = made.html()
    assert "On the class list and not handed in: &lt;b&gt;karl, lena<" in html
    assert html.count("Late: berta, 23 h; ada, 5 min<") == 1


@pytest.mark.filterwarnings("ignore:Object of type <Submitted")  # by nbgrader's own code
def test_the_class_list_is_the_gradebooks(tmp_path):
    read_it_here()
    due = datetime(2026, 11, 1, 12)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}", "course") as book:
        book.add_assignment(LESSON, duedate=due)
        book.add_assignment("00_predictions")
        for student, after in {"ada": -1, "berta": 23, "carl": 23, "lena": None}.items():
            book.add_student(student)
            for lesson in (LESSON, "00_predictions") if after else ():
                book.add_submission(lesson, student, timestamp=due + timedelta(hours=after))
        book.find_submission(LESSON, "carl").extension = timedelta(days=1)
        book.db.commit()
        known = ClassList.of(SimpleNamespace(gradebook=book))
    assert known.students == {"ada", "berta", "carl", "lena"}
    assert known.late == {LESSON: {"berta": timedelta(hours=23)}}


@pytest.mark.parametrize(
    ("time", "said"),
    [
        (timedelta(seconds=9), "1 min"),
        (timedelta(minutes=89), "89 min"),
        (timedelta(hours=23, minutes=10), "23 h"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_a_delay_is_told_in_its_own_unit(time, said):
    assert how_long(time) == said


def test_equal_wrong_answers_make_one_group_with_the_code_of_one(report):
    ((view, groups, rest),) = report.lessons[LESSON].nameless()
    assert (view.name, rest) == ("d_power", 0)
    assert sorted(group.count for group in groups)[-1] == 2
    largest = max(groups, key=lambda group: group.count)
    assert largest.code.strip() in (TWICE, TWICE_ELSEWHERE)
    for call, given, right in view.answers(largest):
        assert call.startswith("d_power(")
        assert float(given) != float(right)


def test_a_hidden_input_is_named_only_where_the_visible_ones_are_right(records, judged):
    def told(record):
        return next(s.message for s in record.scores if s.grade_id == "d_power")

    dan = told(records["dan"])
    assert dan.startswith("d_power is wrong already at an input that the check shows: ")
    assert re.search(r"d_power\(0\.4\) gives \S+, but the slope measured there is", dan)
    by_heart = learned_by_heart().replace("return 0.0", "return x + 2")
    kim = told(judged("kim", answered({"d_power": by_heart})))
    assert kim.startswith("d_power is wrong at a hidden input")


def test_many_different_answers_are_counted_in_bounded_memory(records, monkeypatch):
    monkeypatch.setattr("autograders.grading.reports.class_page.MOST_GROUPS", 3)
    made = ClassPage()
    for number in range(10):
        record = Record.from_json(records["dan"].to_json())
        next(s for s in record.scores if s.answers).answers[0] = str(number)
        made.add(record)
    ((_, groups, rest),) = made.lessons[LESSON].nameless()
    assert (len(groups), rest) == (3, 7)
    assert "7 more in smaller groups" in made.html()


def test_an_excerpt_is_cut(judged):
    record = judged("ann", answered({"d_power": TWICE + "\n# " + "long " * 2000}))
    assert len(record.code["d_power"]) == EXCERPT


def test_who_could_not_be_graded_and_why(html):
    assert re.search(r"hal</th>.*broken or cut off", html)
    assert re.search(r"zoe/.*a grading process died twice", html)


def test_reasons_to_look_are_given_and_honest_work_gives_none(records):
    assert records["<i>ivy"].suspicions == [
        "imports os",
        "imports sys",
        "d_power: right at every visible input, not at the hidden ones",
    ]
    for student in ("ada", "dan", "gus", "hal"):
        assert records[student].suspicions == [], student


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("!cat /etc/passwd", "runs a command of the operating system"),
        ("from subprocess import run", "imports subprocess"),
        ("check = lambda f: 1.0", "defines check anew"),
        ("def grade(f):\n    return 1.0", "defines grade anew"),
        ("f = (1).__class__.__base__.__subclasses__()", "uses __subclasses__"),
        ("open('../../autograders/gradebook.db')", "names the file or folder gradebook.db"),
        ("__import__('math')", "uses __import__"),
    ],
)
def test_each_kind_of_reason(source, reason, template):
    merged = template.merge(reading.parse(classroom.bytes_of(with_cell(released(), source))))
    assert reason in suspicions(merged, results.Result({}))


@pytest.mark.parametrize(
    "source",
    ["%matplotlib inline\n%timeit -n1 sum(range(3))", "import os, sys\nimport inspect, threading"],
)
def test_what_honest_work_has_too_is_no_reason(source, template):
    work = with_cell(released(), source)
    merged = template.merge(reading.parse(classroom.bytes_of(work)))
    assert suspicions(merged, results.Result({})) == []


def test_it_is_escaped_and_holds_no_hidden_input(html, records):
    assert "<script" not in html
    assert "<i>ivy" not in html
    assert "\x1b" not in html
    assert "default-src 'none'" in html
    shown = re.sub(r"(?s)<(svg|style).*?</\1>", "", html)
    hidden = EXERCISES["d_power"].table(5)
    for outcome in [*hidden.right, *hidden.mistakes[0].outcomes]:
        assert judging.written(outcome) not in shown
    assert judging.written(EXERCISES["d_power"].table().right[0]) in shown


def test_a_record_survives_a_line_of_json(records):
    for record in records.values():
        assert Record.from_json(record.to_json()) == record


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_a_browser_it_reads_well_and_asks_for_nothing(html, scheme, open_alone):
    sheet = open_alone(html, scheme)
    for closed in sheet.locator("summary").all():
        closed.click()
    assert sheet.title() == "Grading report"
    assert sheet.get_by_role("heading", level=1).count() == 1
    assert sheet.get_by_role("region", name="Code for Exercise").first.is_visible()
    assert min(sheet.evaluate(classroom.CONTRASTS)) >= 4.5
    assert violations(sheet) == []
    assert lost_when_narrow(sheet) == []
