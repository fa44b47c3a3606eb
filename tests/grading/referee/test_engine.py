"""An engine of one's own through the grader: a class and functions that lean on each other."""

import nbformat
import pytest
from chainrule.checking.table_files import FOLDER
from nbformat.v4 import new_code_cell, new_notebook

from autograders.authoring.check_table import NOTHING_NOTED, check_table
from autograders.exercises import exercises_of
from autograders.grading.notebooks.release import Template
from autograders.grading.referee import judging, trial

from ...support.learners_engine import NOTEBOOK

LESSON = "08_your_own_engine"
EXERCISES = exercises_of(LESSON)
MOST = {exercise.name: exercise.points for exercise in EXERCISES}
STUB = "    raise NotImplementedError\n"


def marked(source, name, **marks):
    cell = new_code_cell(source)
    marks = {"grade": False, "locked": False, "solution": False, **marks}
    cell.metadata["nbgrader"] = {"schema_version": 3, "grade_id": name, "task": False, **marks}
    return cell


@pytest.fixture(scope="module")
def scores(tmp_path_factory, zygote):
    """Scores by exercise, of a notebook with these answers in place of right ones."""
    folder = tmp_path_factory.mktemp("checks")
    (folder / f"{LESSON}.json").write_bytes(check_table(LESSON, EXERCISES, NOTHING_NOTED))
    cells = [new_code_cell("import numpy as np\nfrom chainrule import check")]
    for name, points in MOST.items():
        head = "class Value:\n" if name == "Value" else f"def {name}(*args):\n"
        cells.append(marked(head + STUB, f"{name}-answer", solution=True))
        cells.append(marked(f"check({name})", name, grade=True, locked=True, points=points))
    tests = {
        name: f"check({name})\nfrom autograders.grading import grade\ngrade({name})"
        for name in MOST
    }
    lesson = Template(new_notebook(cells=cells), tests)

    def of(answers=None, seed=1):
        work = nbformat.from_dict(lesson.release)
        for cell in work.cells:
            name = (cell.metadata.get("nbgrader") or {}).get("grade_id", "")
            if name.endswith("-answer"):
                name = name.removesuffix("-answer")
                cell.source = {**NOTEBOOK, **(answers or {})}[name]
        return trial.evaluate(lesson.merge(work), seed, zygote).scores

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        judging.visible_table.cache_clear()
        yield of
    judging.visible_table.cache_clear()


@pytest.mark.parametrize("seed", [1, 2])
def test_an_engine_earns_everything(scores, seed):
    assert {name: score.points for name, score in scores(seed=seed).items()} == MOST


def test_a_slip_costs_its_own_points_once(scores):
    found = scores(
        {
            "Value": NOTEBOOK["Value"].replace(
                "(other.data, self.data)", "(self.data, other.data)"
            ),
            "topological_order": "def topological_order(root):\n    return [root]\n",
            "backward": NOTEBOOK["backward"].replace("+=", "="),
        }
    )
    lost = {name: (s.points, s.diagnosis) for name, s in found.items() if s.points < MOST[name]}
    assert lost == {
        "Value": (1, "own-slopes"),
        "topological_order": (0, "root-alone"),
        "backward": (1, "overwrite"),
    }


def test_nothing_of_an_engine_is_found_in_what_is_lent(scores):
    """Answers that look around for a ready engine, in the names that stand in, get nothing."""
    found = scores(
        {
            "power": "def power(v, n):\n    return v**n\n",
            "backward": "def backward(root):\n    type(root).backward(root)\n",
            "topological_order": "def topological_order(root):\n    return nodes\n",
        }
    )
    assert [found[name].points for name in ("power", "backward", "topological_order")] == [0, 0, 0]
    assert found["fit"].points == MOST["fit"]
