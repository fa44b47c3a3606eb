"""People of one name whose uploads come in different runs: nobody's grade becomes another's."""

import csv
import zipfile

import classroom
import pytest
from classroom import LESSON, answered, bytes_of, released, totals

from autograders.grading.class_run.ledger import people
from autograders.grading.commands import grade as command
from autograders.grading.submissions.namesakes import APART, SAME, Namesakes, kept_apart
from autograders.grading.submissions.uploads import collect

OTHER = "02_nested_machines"
KNOWN = {LESSON: {"4711": "Anna Müller", "4712": "Bo Ng"}}


def uploads_of(tmp_path, *people, lesson=LESSON):
    """A download of Moodle's with an upload of each (name, number)."""
    for name, number in people:
        folder = tmp_path / f"{name}_{number}_assignsubmission_file"
        folder.mkdir(parents=True)
        (folder / f"{lesson}.ipynb").write_bytes(b"{}")
    return collect(tmp_path, [lesson], [LESSON, OTHER]).uploads


def names(submissions):
    return {upload.number: upload.student for upload in submissions}


def test_another_number_is_asked_for_with_both_named(tmp_path):
    uploads = uploads_of(tmp_path, ("Anna Müller", 4799), ("Bo Ng", 4712))
    with pytest.raises(Namesakes) as told:
        kept_apart(uploads, KNOWN)
    assert "Anna Müller (4799; graded before: 4711)" in str(told.value)
    assert "Bo Ng" not in str(told.value)
    assert "\n" not in str(told.value)


def test_the_instructor_says_what_it_is(tmp_path):
    uploads = uploads_of(tmp_path, ("Anna Müller", 4799))
    apart, remarks = kept_apart(uploads, KNOWN, APART)
    assert names(apart) == {"4799": "Anna Müller-4799"}
    assert remarks == ["Anna Müller with the number 4799 is Anna Müller-4799"]
    assert names(kept_apart(uploads, KNOWN, SAME)[0]) == {"4799": "Anna Müller"}


def test_who_is_known_keeps_the_name_also_beside_a_namesake(tmp_path):
    uploads = uploads_of(tmp_path, ("Anna Müller", 4711), ("Anna Müller", 4799))
    told, _ = kept_apart(uploads, KNOWN)
    assert names(told) == {"4711": "Anna Müller", "4799": "Anna Müller-4799"}


def test_two_who_are_known_are_known_alone(tmp_path):
    both = {LESSON: {"4711": "Anna Müller-4711", "4799": "Anna Müller-4799"}}
    told, _ = kept_apart(uploads_of(tmp_path, ("Anna Müller", 4799)), both)
    assert names(told) == {"4799": "Anna Müller-4799"}


def test_a_new_number_in_another_lesson_asks_nothing_where_all_are_new(tmp_path):
    """Moodle's are; one line says that the name alone has told, where there is no class list."""
    people = (("Anna Müller", 5822), ("Bo Ng", 5823), ("Cy Lee", 5824))
    uploads = uploads_of(tmp_path, *people, lesson=OTHER)
    told, (line,) = kept_apart(uploads, KNOWN)
    assert told == uploads
    assert line.startswith("2 known from other lessons by name alone")
    assert kept_apart(uploads, KNOWN, has_a_list=True) == (uploads, [])
    again = {**KNOWN, OTHER: {str(number): name for name, number in people}}
    assert kept_apart(uploads, again) == (uploads, [])


def canvas_of(tmp_path, *people):
    """A download of Canvas's with an upload of each (name, number), of the other lesson."""
    for name, number in people:
        (tmp_path / f"{name}_{number}_88_{OTHER}.ipynb").write_bytes(b"{}")
    return collect(tmp_path, [OTHER], [LESSON, OTHER]).uploads


@pytest.mark.parametrize("by", ["Canvas's numbers", "a number that somebody has again"])
def test_another_number_in_another_lesson_is_asked_for_where_numbers_are_kept(tmp_path, by):
    if by == "Canvas's numbers":
        uploads = canvas_of(tmp_path, ("Anna Müller", 4799))
    else:
        uploads = uploads_of(tmp_path, ("Anna Müller", 4799), ("Bo Ng", 4712), lesson=OTHER)
    with pytest.raises(Namesakes) as told:
        kept_apart(uploads, KNOWN)
    assert "Anna Müller (4799; graded before: 4711)" in str(told.value)
    assert "Bo Ng" not in str(told.value)
    assert names(kept_apart(uploads, KNOWN, SAME)[0])["4799"] == "Anna Müller"
    assert names(kept_apart(uploads, KNOWN, APART)[0])["4799"] == "Anna Müller-4799"


def test_who_is_known_from_another_lesson_keeps_the_name_of_there(tmp_path):
    both = {LESSON: {"4711": "Anna Müller-4711", "4799": "Anna Müller-4799", "4": "Bo"}}
    told, remarks = kept_apart(canvas_of(tmp_path, ("Anna Müller", 4799), ("Bo", 4)), both)
    assert (names(told), remarks) == ({"4799": "Anna Müller-4799", "4": "Bo"}, [])


def test_a_number_alone_makes_nobody_another_name(tmp_path):
    uploads = uploads_of(tmp_path, ("Cy Lee", 4711))
    assert names(kept_apart(uploads, KNOWN)[0]) == {"4711": "Cy Lee"}


def test_a_namesakes_late_upload_overwrites_no_grade(tmp_path, walls, capsys):
    room, out = classroom.begun_classroom(tmp_path / "course"), tmp_path / "out"

    def grade(name, number, work, *more):
        source = tmp_path / f"{name}.zip"
        with zipfile.ZipFile(source, "w") as archive:
            path = f"Anna Müller_{number}_assignsubmission_file/{LESSON}.ipynb"
            archive.writestr(path, bytes_of(work))
        options = ["--course", str(room.course), "--report", str(out), "--jobs", "1", *more]
        return command.main([str(source), *options])

    def state():
        files = [path for path in out.rglob("*") if path.is_file() and path.name != ".lock"]
        return {str(path.relative_to(out)): path.read_bytes() for path in files}

    assert grade("week1", 4711, answered({})) == 0
    before = state()
    assert grade("late", 4799, released()) == command.WRONG_ARGUMENTS
    assert "Anna Müller (4799; graded before: 4711)" in capsys.readouterr().err
    assert state() == before
    assert grade("late", 4799, released(), "--namesakes", APART) == 0
    assert totals(out) == {"Anna Müller": 14.0, "Anna Müller-4799": 0.0}
    with open(out / "changes.csv", encoding="utf-8", newline="") as file:
        assert len(list(csv.reader(file))) == 1
    assert grade("late", 4799, released()) == 0  # asked once
    assert people(out) == {LESSON: {"4711": "Anna Müller", "4799": "Anna Müller-4799"}}
