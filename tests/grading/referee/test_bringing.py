"""`bring` beside a student's answers: earlier lessons are lent, the one being graded never is."""

import base64
import zlib

import nbformat
import numpy as np
import pytest
from chainrule.checking.table_files import FOLDER
from chainrule.probing import Probe
from nbformat.v4 import new_code_cell, new_notebook

from autograders.authoring.check_table import NOTHING_NOTED, check_table
from autograders.exercises import EXERCISES, Exercise, ready
from autograders.grading.notebooks.release import Template
from autograders.grading.referee import judging, trial
from autograders.grading.sandbox import walls

LESSONS = {"mlp_backward": "05_layers", "train_step": "06_weight_updates"}


def exercise(name, *rest):
    """A stand-in for the course's own exercise: one probe, drawn anew when hidden."""

    def probe(random):
        P = {"W1": random.normal(size=(3, 4)), "b1": random.normal(size=4)}
        P |= {"W2": random.normal(size=(4, 2)), "b2": random.normal(size=2)}
        return Probe((P, random.normal(size=(5, 3)), random.uniform(0.1, 0.9, (5, 2)), *rest))

    return Exercise(
        name=name,
        lesson=LESSONS[name],
        number="05.6",
        points=3,
        reference={f.__name__: f for home in ready.HOMES.values() for f in home}[name],
        visible=(probe(np.random.default_rng(5)),),
        draw=lambda random: [probe(random)],
        misconceptions=(),
        sizes=(1e-9, 1e5),
    )


MADE_UP = {"mlp_backward": exercise("mlp_backward"), "train_step": exercise("train_step", 0.7)}
WRITTEN = {
    "mlp_backward": """
def mlp_backward(params, X, Y):
    A1 = 1 / (1 + np.exp(-(X @ params["W1"] + params["b1"])))
    A2 = 1 / (1 + np.exp(-(A1 @ params["W2"] + params["b2"])))
    dZ2 = 2 * (A2 - Y) / len(X) * A2 * (1 - A2)
    dZ1 = dZ2 @ params["W2"].T * A1 * (1 - A1)
    return {"W1": X.T @ dZ1, "b1": dZ1.sum(axis=0), "W2": A1.T @ dZ2, "b2": dZ2.sum(axis=0)}
""",
    "train_step": """
mlp_forward = bring("05_layers", "mlp_forward")
mlp_backward = bring("05_layers", "mlp_backward")
def train_step(params, X, Y, lr):
    grads = mlp_backward(params, X, Y)
    loss = float(np.sum((mlp_forward(params, X)[1] - Y) ** 2) / len(X))
    return {name: params[name] - lr * grads[name] for name in params}, loss
""",
}


@pytest.fixture(scope="module")
def result(zygote, tmp_path_factory):
    """The result of one answer to one of the two exercises."""
    folder = tmp_path_factory.mktemp("checks")
    for name, made in MADE_UP.items():
        table = check_table(LESSONS[name], [made], NOTHING_NOTED)
        (folder / f"{LESSONS[name]}.json").write_bytes(table)

    def of(name, answer, *below):
        check = new_code_cell(
            f"check({name})\nfrom autograders.grading import grade\ngrade({name})"
        )
        stub = new_code_cell("raise NotImplementedError")
        for cell, grade_id in ((stub, "answer"), (check, name)):
            marks = {"schema_version": 3, "grade_id": grade_id, "task": False, "points": 3}
            is_test = grade_id == name
            marks |= {"grade": is_test, "locked": is_test, "solution": not is_test}
            cell.metadata["nbgrader"] = marks
        first = new_code_cell("import numpy as np\nfrom chainrule import bring, check")
        template = Template(new_notebook(cells=[first, stub, check]), {name: check.source})
        work = nbformat.from_dict(template.release)
        work.cells[1].source = answer
        work.cells[2:2] = map(new_code_cell, below)
        return trial.evaluate(template.merge(work), 1, zygote)

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FOLDER, str(folder))
        for name, made in MADE_UP.items():
            patch.setitem(EXERCISES, name, made)
        judging.visible_table.cache_clear()
        yield of
    judging.visible_table.cache_clear()


def said(found):
    return "".join(
        str(output.get("text", "") or output.get("evalue", ""))
        for outputs in found.outputs.values()
        for output in outputs
    )


@pytest.mark.parametrize("name", WRITTEN)
def test_an_answer_of_one_s_own_earns_everything(name, result):
    found = result(name, WRITTEN[name])
    assert found.scores[name].points == 3, (found.scores[name], said(found))
    if name == "train_step":
        assert "mlp_backward: a ready-made one, for 05_layers.ipynb is not beside" in said(found)


CODE = ready.ready_for("06_weight_updates")["mlp_backward"]["code"]
CHEATS = {
    "brought": 'mlp_backward = bring("05_layers", "mlp_backward")',
    "brought when called": (
        "def mlp_backward(*a):\n    return bring('05_layers', 'mlp_backward')(*a)"
    ),
    "as another lesson": (
        "from chainrule import bringing\n"
        "bringing._handed_over = None\n"
        "from chainrule import journal\n"
        "journal.open_in('/tmp/06_weight_updates')\n"
        "mlp_backward = bring('05_layers', 'mlp_backward')"
    ),
    "another lesson's hand": (
        "from chainrule import bringing\n"
        "ready = {**bringing._handed_over[1]}\n"
        "bringing.hand_over('06_weight_updates', ready)\n"
        "mlp_backward = bring('05_layers', 'mlp_backward')"
    ),
    "read from the package": (
        "import base64, json, pathlib, zlib, chainrule\n"
        "home = pathlib.Path(chainrule.__file__).parent\n"
        "text = (home / 'ready' / '06_weight_updates.json').read_text()\n"
        "code = json.loads(text)['ready']['mlp_backward']['code']\n"
        "exec(zlib.decompress(base64.b85decode(code)).decode())"
    ),
    "searched for on the disk": (
        "import base64, os, zlib\n"
        f"sought = {CODE[20:60]!r}\n"
        "for folder, _, names in os.walk('/'):\n"
        "    for name in names:\n"
        "        if name.endswith(('.json', '.py')) and not folder.startswith(('/proc', '/sys')):\n"
        "            try:\n"
        "                text = open(os.path.join(folder, name)).read()\n"
        "            except (OSError, ValueError):\n"
        "                continue\n"
        "            if sought in text and 'def mlp_backward' not in text:\n"
        "                mlp_backward = lambda *a: 1\n"
        "                print('FOUND', folder, name)\n"
    ),
    "searched for in memory": (
        "import gc\n"
        f"sought = {CODE[:50]!r}\n"
        "everything = [d for d in gc.get_objects() if isinstance(d, dict)]\n"
        "texts = [v for d in everything for v in list(d.values()) if isinstance(v, str)]\n"
        "print('FOUND' if any(t != sought and sought in t for t in texts) else 'nothing')"
    ),
}


@pytest.mark.parametrize("kind", CHEATS)
def test_a_ready_made_function_never_earns_its_own_exercise(kind, result):
    found = result("mlp_backward", CHEATS[kind])
    assert found.scores["mlp_backward"].points == 0, found.scores
    assert "FOUND" not in said(found)


def test_the_refusal_names_what_to_do(result):
    assert "is an exercise of this lesson, so write it yourself." in said(
        result("mlp_backward", CHEATS["brought"])
    )


def test_the_lesson_before_is_lent_while_this_one_is_graded(result):
    lends = "numerical_grad = bring('04_single_neuron', 'numerical_grad')\n"
    asks = "print('SLOPE', numerical_grad(lambda v: float(v @ v), np.array([1.5])).round(3))\n"
    found = result("mlp_backward", lends + asks + WRITTEN["mlp_backward"])
    assert found.scores["mlp_backward"].points == 3
    assert "numerical_grad: a ready-made one" in said(found) and "SLOPE [3.]" in said(found)


def test_a_fresh_child_is_lent_them_again(result):
    """A cell below ends the first one; the next one runs the answer, which brings, once more."""
    found = result("train_step", WRITTEN["train_step"], "import os; os._exit(0)")
    assert found.scores["train_step"].points == 3


def test_the_folder_of_packed_functions_stays_outside(tmp_path, monkeypatch):
    for name in ("ready", "checks", "site"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("chainrule.__file__", str(tmp_path / "__init__.py"))
    assert list(walls.parts_of_chainrule.__wrapped__()) == ["checks"]


def test_what_is_handed_over_is_what_the_test_looks_for():
    text = zlib.decompress(base64.b85decode(CODE)).decode()
    assert text.startswith("def mlp_backward(")
