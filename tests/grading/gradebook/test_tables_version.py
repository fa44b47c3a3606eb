"""A new gradebook says the version of its tables, as nbgrader itself writes it there."""

import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from classroom import WITH_NBGRADER, new_classroom

from autograders.grading.gradebook.book import CourseBook

THEIRS = "from nbgrader.api import Gradebook; Gradebook('sqlite:///gradebook.db').close()"


def version_in(folder: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(folder / "gradebook.db")) as book:
        return book.execute("SELECT version_num FROM alembic_version").fetchall()


def test_a_new_gradebook_says_what_nbgrader_writes(tmp_path, monkeypatch):
    room = new_classroom(tmp_path)
    with_alembic = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    theirs = {**os.environ, "PATH": with_alembic}
    code, said = WITH_NBGRADER.run(THEIRS, folder=tmp_path, environment=theirs)
    assert code == 0, said
    monkeypatch.setenv("PATH", "")  # no program is asked
    CourseBook(room.course).close()
    assert version_in(room.course) == version_in(tmp_path)
