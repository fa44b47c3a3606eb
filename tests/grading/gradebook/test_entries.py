"""A few statements write the rows that nbgrader's own interface writes."""

from datetime import datetime, timedelta

import pytest
from classroom import LESSON, begun_classroom

from autograders.grading.gradebook import book as books
from autograders.grading.gradebook.entries import Entries
from autograders.grading.gradebook.registered import FILE

WHEN = datetime(2026, 11, 24, 23, 59)


@pytest.fixture
def room(tmp_path):
    """A course whose gradebook has been told of the lesson."""
    return begun_classroom(tmp_path)


@pytest.fixture
def book(room):
    opened = books.CourseBook(room.course)
    opened.register(LESSON)
    yield opened
    opened.close()


def rows(book, student):
    submission = book.gradebook.find_submission(LESSON, student)
    (notebook,) = submission.notebooks
    told = [
        submission.to_dict(),
        notebook.to_dict(),
        *sorted((grade.to_dict() for grade in notebook.grades), key=lambda row: row["name"]),
        *sorted((comment.to_dict() for comment in notebook.comments), key=lambda row: row["name"]),
    ]
    return [
        {name: value for name, value in row.items() if name not in ("id", "student")}
        for row in told
    ]


@pytest.mark.parametrize("when", [None, WHEN])
def test_the_rows_are_those_of_nbgraders_own_interface(book, when):
    more = {"timestamp": when} if when else {}
    book.gradebook.update_or_create_student("theirs")
    book.gradebook.update_or_create_submission(LESSON, "theirs", **more)
    Entries(book.gradebook, LESSON).submission("ours", when)
    book.gradebook.db.commit()
    assert rows(book, "ours") == rows(book, "theirs")


def test_scores_and_comments_are_noted_and_marks_by_hand_stay(book):
    entries = Entries(book.gradebook, LESSON)
    stored = entries.submission("ada", WHEN)
    entries.note(stored.notebook, {"compose": 2.0, "slope": None}, {"slope-answer": "No response."})
    book.gradebook.db.commit()
    grade = book.gradebook.find_grade("compose", LESSON, LESSON, "ada")
    grade.manual_score = 1.5
    book.gradebook.db.commit()
    again = entries.submission("ada", None)
    assert again.notebook == stored.notebook
    entries.note(again.notebook, {"compose": 0.0, "slope": 1.0}, {"slope-answer": None})
    book.gradebook.db.commit()
    book.gradebook.db.expire_all()
    found = {g.name: g for g in book.gradebook.find_submission(LESSON, "ada").notebooks[0].grades}
    compose, slope = found["compose"], found["slope"]
    assert (compose.auto_score, compose.manual_score, compose.needs_manual_grade) == (0, 1.5, True)
    assert (slope.auto_score, slope.needs_manual_grade) == (1.0, False)
    assert book.gradebook.find_submission(LESSON, "ada").timestamp == WHEN


def test_who_is_late_is_told(book):
    assignment = book.gradebook.find_assignment(LESSON)
    assignment.duedate = WHEN
    book.gradebook.db.commit()
    entries = Entries(book.gradebook, LESSON)
    assert not entries.submission("ada", WHEN).late
    assert not entries.submission("bob", None).late
    late = WHEN + timedelta(minutes=1)
    assert entries.submission("cem", late).late
    book.gradebook.db.commit()
    book.gradebook.find_submission(LESSON, "cem").extension = timedelta(days=1)
    book.gradebook.db.commit()
    assert not entries.submission("cem", late).late
    assert entries.submission("cem", WHEN + timedelta(days=2)).late


# ------------------------------------------------------------------ told once
@pytest.fixture
def told(monkeypatch):
    """How often the gradebook is told of a lesson."""
    found = []
    real = books.CourseBook._tell

    def tell(self, lesson):
        found.append(lesson)
        real(self, lesson)

    monkeypatch.setattr(books.CourseBook, "_tell", tell)
    return found


def test_a_lesson_is_told_the_gradebook_once(book, room, told):
    template = book.register(LESSON)
    assert told == []
    assert template == book.register(LESSON)


def test_it_is_told_again_when_its_solution_or_the_config_changes(book, room, told):
    config = room.course / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\n# changed\n")
    book.register(LESSON)
    assert told == [LESSON]
    solution = room.folder / "solutions" / LESSON / f"{LESSON}.ipynb"
    solution.write_text(solution.read_text().replace('"points": 2', '"points": 3', 1))
    book.register(LESSON)
    assert told == [LESSON, LESSON]


def test_it_is_told_again_when_somebody_else_changes_what_the_gradebook_holds(book, told):
    cell = book.gradebook.find_notebook(LESSON, LESSON).grade_cells[0]
    before = cell.max_score
    cell.max_score = 100.0
    book.gradebook.db.commit()
    book.register(LESSON)
    assert told == [LESSON]
    found = book.gradebook.find_notebook(LESSON, LESSON).grade_cells
    assert {one.max_score for one in found if one.name == cell.name} == {before}


@pytest.mark.parametrize("text", ["", "[]", '{"01_chain_rule": 3}', "{"])
def test_a_spoilt_note_costs_time_and_nothing_else(book, room, monkeypatch, text):
    told = []  # what is told is what the gradebook holds: to say it again changes nothing
    monkeypatch.setattr(books.CourseBook, "_tell", lambda self, lesson: told.append(lesson))
    (room.course / FILE).write_text(text)
    book.register(LESSON)
    assert told == [LESSON]
    book.register(LESSON)
    assert told == [LESSON]
