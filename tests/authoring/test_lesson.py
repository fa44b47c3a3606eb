"""The lesson is the solution with holes, whoever makes it: our build or plain nbgrader."""

import copy
import os
import subprocess
import sys

import nbformat
import pytest

from autograders.authoring.clear_answers import ClearAnswers
from autograders.authoring.course import AuthorError
from autograders.authoring.lesson import generate, verify
from autograders.authoring.source import read_source

LESSON = "01_doubling"
RELEASED = "lessons/01_doubling/01_doubling.ipynb"


@pytest.fixture
def notebooks(built):
    """Solution and lesson of the tiny course, to be changed."""
    return tuple(
        nbformat.read(path, as_version=4) for path in (built.solution(LESSON), built.lesson(LESSON))
    )


def unix(text):
    """nbgrader writes the line ends of the system."""
    return text.replace(b"\r\n", b"\n")


def cell(notebook, name):
    return next(one for one in notebook.cells if one.id == name)


def problems(course, notebooks):
    with pytest.raises(AuthorError) as caught:
        verify(course, read_source(course, LESSON), *notebooks)
    return caught.value.problems


def test_the_lesson_is_the_solution_with_holes(built, notebooks):
    verify(built, read_source(built, LESSON), *notebooks)


def test_a_plain_nbgrader_makes_the_same_bytes(built, tmp_path):
    run = subprocess.run(
        [
            *(sys.executable, "-m", "nbgrader", "generate_assignment", LESSON, "--no-db"),
            f"--CourseDirectory.release_directory={tmp_path / 'plain'}",
        ],
        cwd=built.root / "autograders",
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    plain = tmp_path / "plain" / LESSON
    ours = built.lesson(LESSON).parent
    assert sorted(path.name for path in plain.iterdir()) == ["01_doubling.ipynb", "line.png"]
    for path in plain.iterdir():
        assert unix(path.read_bytes()) == (ours / path.name).read_bytes()


def test_no_gradebook_is_made(built):
    assert not list(built.root.rglob("*.db"))


def fill_a_hole(solution, lesson):
    cell(lesson, "double-answer").source = cell(solution, "double-answer").source


def another_stub(solution, lesson):
    cell(lesson, "double-answer").source += "  # YOUR CODE HERE"


def a_header(solution, lesson):
    lesson.cells.insert(0, nbformat.v4.new_markdown_cell("# Course header"))


def a_cell_less(solution, lesson):
    del lesson.cells[2]


def cells_swapped(solution, lesson):
    lesson.cells[0], lesson.cells[1] = lesson.cells[1], lesson.cells[0]


def text_for_code(solution, lesson):
    index = lesson.cells.index(cell(lesson, "double"))
    lesson.cells[index] = nbformat.v4.new_markdown_cell("check(double)", id="double")


def outputs(solution, lesson):
    cell(lesson, "double").outputs = copy.deepcopy(cell(solution, "double").outputs)


def execution(solution, lesson):
    cell(lesson, "double").metadata.execution = {"shell.execute_reply": "2024"}


def widgets(solution, lesson):
    lesson.metadata.widgets = {"state": {}}


def key_import(solution, lesson):
    for notebook in (solution, lesson):
        cell(notebook, "double").source = "check(double)\nfrom autograders import backprop"


def no_way_on(solution, lesson):
    del cell(lesson, "double").metadata["tags"]


def no_way_on_at_a_blank(solution, lesson):
    for notebook in (solution, lesson):
        notebook.cells[-1].source = "six = ...  # twice three"


HOLES = "cell double-answer: is not the solution with holes: something besides the marked regions"
SPOILED = {
    fill_a_hole: HOLES,
    another_stub: HOLES,
    a_header: "its cells are not those of the solution, in the same order",
    a_cell_less: "its cells are not those of the solution, in the same order",
    cells_swapped: "its cells are not those of the solution, in the same order",
    text_for_code: "cell 7 (check(double)): is markdown, in the solution code",
    outputs: "cell double: holds outputs, which would reach students",
    execution: "cell double: metadata 'execution' would reach students",
    no_way_on: "cell double: has no tag 'raises-exception': a wrong answer would stop Run All",
    no_way_on_at_a_blank: "has no tag 'raises-exception': a wrong answer would stop Run All",
    widgets: "notebook metadata 'widgets' would reach students",
    key_import: "cell double: an import of the answer key would reach students",
}


@pytest.mark.parametrize("spoil", SPOILED, ids=lambda spoil: spoil.__name__)
def test_a_spoiled_lesson_is_refused_in_one_line(built, notebooks, spoil):
    spoil(*notebooks)
    lines = problems(built, notebooks)
    assert lines[0].startswith(f"{RELEASED}: ")
    assert any(SPOILED[spoil] in line for line in lines)
    assert not any("\n" in line for line in lines)


def test_settings_of_nbgrader_that_change_the_lesson_are_found(built):
    from autograders.authoring.build import build

    config = built.nbgrader_config
    config.write_text(config.read_text() + "\nc.ClearSolutions.code_stub = {'python': 'pass'}\n")
    with pytest.raises(AuthorError, match="cell double-answer: is not the solution with holes"):
        build(built, say=lambda line: None)


def test_what_nbgrader_refuses_is_one_line(built, tmp_path):
    solution = built.solution(LESSON).read_text(encoding="utf-8")
    broken = solution.replace("### END SOLUTION", "### THE END", 1)
    with pytest.raises(AuthorError) as caught:
        generate(built, LESSON, broken.encode(), tmp_path / "work")
    assert caught.value.problems == [
        "solutions/01_doubling.py: nbgrader cannot make the lesson: "
        "RuntimeError: no end solution statement found"
    ]


def test_a_missing_configuration_is_said(built, tmp_path):
    built.nbgrader_config.unlink()
    with pytest.raises(AuthorError, match=r"autograders/nbgrader_config.py: no such file"):
        generate(built, LESSON, built.solution(LESSON).read_bytes(), tmp_path / "work")


def test_the_working_folder_is_left_as_it_was(built, tmp_path):
    before = os.getcwd()
    generate(built, LESSON, built.solution(LESSON).read_bytes(), tmp_path / "work")
    assert os.getcwd() == before


WRITTEN_IN = {
    "z = ...  # add the bias",
    "u = 4\ndy_dv = ...\ndy_dx = ...",
    "z: float = ...",
    "def mended(x):\n    return ...  # without the slip",
    "%matplotlib inline\nz = ...",
    'my_formula = "x * w"  # put your own formula here',
}
NOT_WRITTEN_IN = {
    "z = 3  # ...",
    "z = x[..., 0]",
    "if z is not ...:\n    print(z)",
    'ask("six", "What follows: z = ...?")',
    "rates: Callable[..., float] = make()",
    "z = (1 + ",
}


def released_cell(source, **metadata):
    one = nbformat.v4.new_code_cell(source, metadata=metadata)
    notebook, _ = ClearAnswers().preprocess(nbformat.v4.new_notebook(cells=[one]), {})
    return notebook.cells[0]


@pytest.mark.parametrize("source", sorted(WRITTEN_IN | NOT_WRITTEN_IN))
def test_run_all_goes_on_after_a_cell_in_which_a_learner_writes(source):
    tags = released_cell(source).metadata.get("tags", [])
    assert tags == (["fill-in", "raises-exception"] if source in WRITTEN_IN else [])


def test_a_blank_is_found_once_its_answer_is_out_and_keeps_other_tags():
    answered = "z = ...\n### BEGIN ANSWER\nz = 3\n### END ANSWER"
    cell = released_cell(answered, tags=["varies"])
    assert (cell.source, cell.metadata.tags) == (
        "z = ...",
        ["fill-in", "raises-exception", "varies"],
    )
    only_text = nbformat.v4.new_markdown_cell("`z = ...`")
    notebook, _ = ClearAnswers().preprocess(nbformat.v4.new_notebook(cells=[only_text]), {})
    assert "tags" not in notebook.cells[0].metadata
