"""The Validate button is as forgiving as the grader, and no success where a check is missing.

It is played as the button plays it: nbgrader's own Validator, with the file of settings that the
set-up puts into the environment. Its kernels begin as a fork; one test starts a kernel as ever.
"""

import copy
from contextlib import nullcontext
from pathlib import Path

import nbformat
import pytest
from nbgrader import validator
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).resolve().parents[2]
LESSON = "01_chain_rule"


@pytest.fixture
def validate(tmp_path, monkeypatch, forked_kernels):
    """Write the cells as the lesson's notebook and say what the button finds: {source: error}."""
    monkeypatch.setattr(
        validator.Validator.preprocessors,
        "default_args",
        validator.Validator.preprocessors.default_args,
    )
    folder = tmp_path / LESSON
    folder.mkdir()

    def run(cells, kernels=forked_kernels) -> dict[str, str]:
        config = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT / "binder")).load_config()
        notebook = nbformat.v4.new_notebook(cells=copy.deepcopy(cells))
        notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        path = folder / f"{LESSON}.ipynb"
        nbformat.write(notebook, path)
        with kernels():
            found = validator.Validator(config=Config(config)).validate(str(path))
        assert set(found) <= {"failed"}, found
        return {cell["source"]: cell["raw_error"] for cell in found.get("failed", [])}

    return run


@pytest.fixture(scope="module")
def solved():
    """The cells of the released lesson that its exercises need, with the author's answers."""
    with_answers, released = (
        nbformat.read(ROOT / where / LESSON / f"{LESSON}.ipynb", as_version=4).cells
        for where in ("solutions", "lessons")
    )
    answers = {cell.id: cell.source for cell in with_answers}
    code = [cell for cell in released if cell.cell_type == "code"]
    marked = [cell for cell in code if "nbgrader" in cell.metadata]
    for cell in marked:
        if cell.metadata["nbgrader"]["solution"]:
            cell.source = answers[cell.id]
    return [next(cell for cell in code if "import" in cell.source), *marked]


def place_of(cells, name: str, grade: bool) -> int:
    marks = [cell.metadata.get("nbgrader", {}) for cell in cells]
    return next(
        i
        for i, mark in enumerate(marks)
        if name in mark.get("grade_id", "") and mark["grade"] is grade
    )


@pytest.mark.filterwarnings("ignore::nbformat.warnings.DuplicateCellId")  # which is what is tried
def test_copied_and_split_cells_do_no_harm(validate, solved):
    assert validate(solved) == {}
    answer = place_of(solved, "compose", grade=False)
    check = place_of(solved, "compose", grade=True)
    kept = [*solved, copy.deepcopy(solved[answer]), copy.deepcopy(solved[check])]
    assert validate(kept) == {}
    first, second = copy.deepcopy(solved[answer]), copy.deepcopy(solved[answer])
    first.source, second.source = "# my plan: f after g", solved[answer].source
    assert validate([*solved[:answer], first, second, *solved[answer + 1 :]]) == {}


def test_a_mark_that_cannot_be_read_is_as_if_it_were_gone(validate, solved):
    check = place_of(solved, "compose", grade=True)
    for broken in ({}, {"grade_id": 3}, {"grade_id": "compose", "grade": "yes"}):
        cells = copy.deepcopy(solved)
        cells[check].metadata["nbgrader"] = broken
        found = validate(cells)
        assert list(found) == ["check(compose)"] and "lost its mark" in found["check(compose)"]


def test_a_check_that_has_gone_is_no_success(validate, solved):
    check = place_of(solved, "compose", grade=True)
    found = validate([*solved[:check], *solved[check + 1 :]])
    assert list(found) == ["check(compose)"]
    assert (
        "The cell with check(compose) of exercise 01.1 is not in this notebook"
        in (found["check(compose)"])
    )
    bare = copy.deepcopy(solved)
    for cell in bare:
        cell.metadata.pop("nbgrader", None)
    assert len(validate(bare)) == 6


def test_a_wrong_and_an_unwritten_answer_fail_as_before(validate, solved):
    cells = copy.deepcopy(solved)
    cells[
        place_of(cells, "compose", grade=False)
    ].source = "def compose(f, g):\n    raise NotImplementedError"
    (said,) = validate(cells, kernels=nullcontext).values()
    assert "compose is not written yet" in said


#: Cells of a learner that the kernel does not survive, and what the checks below them say.
FATAL = {
    "import os; os._exit(0)": "ends Python: mend it or take it out",
    "quit()": "ends Python: mend it or take it out",
    "import time\nwhile True:\n    try: time.sleep(1)\n    except: pass": (
        "never ends: mend it or take it out"
    ),
}


@pytest.mark.parametrize("code", FATAL)
def test_a_cell_that_takes_the_kernel_with_it_is_named(validate, solved, code, monkeypatch):
    monkeypatch.setattr("nbgrader.preprocessors.Execute.timeout.default_value", 8)
    place = place_of(solved, "compose", grade=True) + 1
    below = [cell.source for cell in solved[place:] if cell.metadata["nbgrader"]["grade"]]
    found = validate([*solved[:place], nbformat.v4.new_code_cell(code), *solved[place:]])
    assert list(found) == below
    first_line = code.splitlines()[0]
    assert all(
        f"The cell that begins `{first_line}` {FATAL[code]}" in one for one in found.values()
    )


def test_a_cell_that_only_takes_too_long_costs_itself_alone(validate, solved, monkeypatch):
    monkeypatch.setattr("nbgrader.preprocessors.Execute.timeout.default_value", 8)
    endless = nbformat.v4.new_code_cell("import time\nwhile True: time.sleep(0.01)")
    assert validate([solved[0], endless, *solved[1:]]) == {}
