"""A lesson's first import says what to do, how to install the course, and that all is ready."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from autograders.authoring.course import Course
from autograders.authoring.first_cell import ADVICE, FIRST, READY
from autograders.authoring.source import read_source

ROOT = Path(__file__).resolve().parents[2]
LESSONS = Course(ROOT).lessons()
BADGE = "[![Binder](badge.svg)](https://mybinder.org/v2/gh/{}/v1.0?urlpath=lab/tree/x.ipynb)\n"

WITHOUT_THE_COURSE = """
import sys
sys.modules["chainrule"] = None
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.colors = "nocolor"
for cell in sys.argv[1:]:
    InteractiveShell.instance().run_cell(cell)
"""


def first_import(course: Course, lesson: str) -> str:
    cells = read_source(course, lesson).notebook.cells
    return next(cell.source for cell in cells if "from chainrule" in cell.source)


def first_code(lesson: str) -> str:
    notebook = json.loads((ROOT / f"lessons/{lesson}/{lesson}.ipynb").read_text("utf-8"))
    return "".join(
        next(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    )


@pytest.mark.parametrize(
    ("readme", "line"),
    [
        (None, "# %pip install .."),
        (BADGE.format("OWNER/REPOSITORY"), "# %pip install .."),
        (
            BADGE.format("ada/course"),
            "# %pip install https://github.com/ada/course/archive/v1.0.zip#subdirectory=lessons",
        ),
    ],
    ids=["no README", "not yet published", "published"],
)
def test_the_line_installs_from_where_the_readme_says(course, readme, line):
    before = [cell.id for cell in read_source(course, "01_doubling").notebook.cells]
    if readme:
        (course.root / "README.md").write_text(readme, encoding="utf-8")
    code = first_import(course, "01_doubling")
    assert code.startswith(f"{FIRST}\n{ADVICE}{line}\nfrom chainrule import check\n")
    after = [cell.id for cell in read_source(course, "01_doubling").notebook.cells]
    assert after == before


def test_only_the_first_import_says_so(course, edit):
    edit("### BEGIN ANSWER\nfrom", "from chainrule import explain\n\n### BEGIN ANSWER\nfrom")
    cells = read_source(course, "01_doubling").notebook.cells
    assert sum(ADVICE in cell.source for cell in cells) == 1


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_lesson_begins_with_it(lesson):
    code = first_code(lesson)
    assert code.startswith(f"{FIRST}\n{ADVICE}")
    assert code.endswith(f"\n\n{READY}") and "\n\n\n" not in code


def test_a_missing_course_is_explained_beside_the_error():
    cells = [first_code(lesson) for lesson in LESSONS]
    answer = subprocess.run(
        [sys.executable, "-c", WITHOUT_THE_COURSE, *cells],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    errors = answer.stdout.split("Traceback (most recent call last)")[1:]
    assert len(errors) == len(LESSONS)
    for error in errors:
        assert "ModuleNotFoundError: import of chainrule halted" in error
        assert "choose the kernel .venv" in error
        assert "# %pip install " in error
