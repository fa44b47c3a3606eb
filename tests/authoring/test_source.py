"""A script becomes a notebook that depends on nothing but the script."""

import pytest

from autograders.authoring.course import AuthorError, Course
from autograders.authoring.source import read_source, serialised

LESSON = "01_doubling"


def ids(course):
    return [cell.id for cell in read_source(course, LESSON).notebook.cells]


def test_two_readings_give_the_same_bytes(course):
    first, second = (serialised(read_source(course, LESSON).notebook) for _ in range(2))
    assert first == second
    assert first.endswith(b"}\n")


def test_ids_are_unique_valid_and_named_after_the_grade_ids(course, edit):
    edit("# %%\n# What differs", "# %%\nx = 1\n\n# %%\nx = 1\n\n# %%\n# What differs")
    found = ids(course)
    assert len(set(found)) == len(found)
    assert all(1 <= len(one) <= 64 for one in found)
    assert {"double", "double-answer", "halve", "halve-answer"} <= set(found)
    assert found[-2] == found[-3] + "-2"  # the same cell twice


def test_an_edit_changes_the_id_of_its_own_cell_alone(course, edit):
    before = ids(course)
    edit("Twice three is six.", "Twice four is eight.")
    after = ids(course)
    assert [old == new for old, new in zip(before, after, strict=True)] == [False] + [True] * 11


def test_an_id_tells_nothing_about_an_answer(course, edit):
    before = ids(course)
    edit('answer("six", "6", "three and three")', 'answer("six", "9", "three threes")')
    edit("return first_half + second_half", "return 2 * first_half")
    assert ids(course) == before


def test_notes_of_jupytext_and_versions_stay_out(course):
    notebook = read_source(course, LESSON).notebook
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert "version" not in notebook.metadata.language_info
    assert {key for cell in notebook.cells for key in cell.metadata} == {
        "nbgrader",
        "claims",
        "tags",
    }


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(course):
    before = serialised(read_source(course, LESSON).notebook)
    path = course.source(LESSON)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert serialised(read_source(course, LESSON).notebook) == before


def test_the_place_names_line_and_cell(course):
    source = read_source(course, LESSON)
    text = course.source(LESSON).read_text(encoding="utf-8").split("\n")
    for index, line in enumerate(source.lines):
        assert text[line - 1].startswith("# %%")
        assert source.place(index).startswith(f"solutions/01_doubling.py:{line}: cell ")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("02_none", None, "solutions/02_none.py: no such file"),
        ("02_latin", "# %%\n# é".encode("latin-1"), "solutions/02_latin.py: save it as UTF-8"),
        ("02_empty", b"x = 1\n", "solutions/02_empty.py: no cell; each begins with a line '# %%'"),
        (
            "02_tags",
            b'# %% tags="varies"\nx = 1\n',
            "solutions/02_tags.py: jupytext cannot read it: 'varies' is not of type 'array'",
        ),
        ("2_Bad-Name", b"# %%\n", "solutions/2_Bad-Name.py: name a lesson NN_name.py"),
    ],
)
def test_what_cannot_be_read_is_one_line(course, name, content, expected):
    if content is not None:
        course.source(name).write_bytes(content)
    with pytest.raises(AuthorError) as caught:
        read_source(course, name)
    assert str(caught.value).startswith(expected)
    assert "\n" not in str(caught.value)


def test_lessons_are_picked_by_number_or_name(course):
    course.source("02_next").write_text("# %%\n")
    assert course.pick([]) == ["01_doubling", "02_next"]
    assert course.pick(["02"]) == ["02_next"]
    assert course.pick(["02_next", "01"]) == ["01_doubling", "02_next"]
    with pytest.raises(AuthorError, match="no lesson '03'; there are: 01_doubling, 02_next"):
        course.pick(["03"])


def test_a_folder_without_lessons_says_so(tmp_path):
    (tmp_path / "solutions").mkdir()
    with pytest.raises(AuthorError, match="solutions: no lesson NN_name"):
        Course(tmp_path).pick([])
