"""Which column of a class list tells who is who, as the README says it may be written."""

from pathlib import Path

import pytest

from autograders.grading.gradebook.class_file import NoClassList, Person, read_class
from autograders.grading.reports.filling import CannotFill, Filling


def test_the_columns_of_the_readme_go_together(tmp_path):
    """A list with logins and sections, too, is written by hand and is not Canvas's."""
    path = tmp_path / "students.csv"
    path.write_text(
        "id;first_name;last_name;email;login;section\ns1;Ada;Lovelace;ada@x.y;lovelacea;Tue 10\n"
    )
    assert read_class(path) == [
        Person("s1", "Ada", "Lovelace", "ada@x.y", others=("lovelacea",), section="Tue 10")
    ]


@pytest.mark.parametrize("login", ["", ",SIS Login ID"])
def test_canvas_gradebook_is_known_by_its_own_columns(login, tmp_path):
    path = tmp_path / "canvas.csv"
    row = ",al1" if login else ""
    path.write_text(f'Student,ID{login},SIS User ID,Section\n"Lovelace, Ada",77{row},u1,A\n')
    (ada,) = read_class(path)
    assert (ada.id != "77", ada.number) == (True, "77")


def test_a_file_that_is_no_table_is_refused_in_one_line(tmp_path):
    path = tmp_path / "students.csv"
    path.write_text('id,name\ns1,"' + "x" * 200_000)
    with pytest.raises(NoClassList, match=r"students\.csv: is no table that can be read"):
        read_class(path)
    with pytest.raises(CannotFill, match=r"students\.csv: is no table that can be read"):
        Filling(Path(path))
