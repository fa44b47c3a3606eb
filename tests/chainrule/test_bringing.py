"""A function of an earlier lesson: the learner's own where it is right, else a ready-made one."""

import base64
import inspect
import json
import os
import traceback
import zlib

import numpy as np
import pytest
from chainrule import bring, bringing, check, journal
from chainrule.bringing import CannotBring, is_ready_made
from chainrule.checking import CheckFailed
from chainrule.checking.table_files import FOLDER
from chainrule.probing import Probe

from autograders.authoring.check_table import NOTHING_NOTED, check_table
from autograders.exercises import EXERCISES, Exercise, exercises_of, ready
from autograders.exercises.ready import ready_file

LESSON, HERE = "04_single_neuron", "05_layers"
RIGHT = """
def numerical_grad(f, v, h=1e-5):
    print("working")
    v = np.asarray(v, dtype=float)
    out = np.zeros_like(v)
    for place in np.ndindex(v.shape):
        out[place] = slope_at(f, v, place, h)
    return out
"""
HELPER = """
def slope_at(f, v, place, h):
    step = np.zeros_like(v)
    step[place] = h
    return (f(v + step) - f(v - step)) / (2 * h)
"""
IMPORTS = "import numpy as np\nfrom chainrule import check, predict"


@pytest.fixture
def room(tmp_path, monkeypatch):
    """Lesson 05 runs in its folder; the packed functions lie where the package has them."""
    (tmp_path / "packed").mkdir()
    for lesson in ready.BROUGHT:
        (tmp_path / "packed" / f"{lesson}.json").write_bytes(ready_file(lesson))
    monkeypatch.setattr(bringing, "READY", tmp_path / "packed")
    (tmp_path / HERE).mkdir()
    (tmp_path / LESSON).mkdir()
    before = journal.current()
    journal.open_in(tmp_path / HERE)
    monkeypatch.chdir(tmp_path / HERE)
    yield tmp_path
    journal.open_in(before.path.parent)


def saved(room, *cells, lesson=LESSON, **content):
    """The notebook of an earlier lesson with these code cells; its path."""
    written = [
        {"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells
    ]
    notebook = {"cells": written, "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **content}
    path = room / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def brought(capsys, name="numerical_grad", lesson=LESSON):
    """What is brought, and the line that is said."""
    capsys.readouterr()
    function = bring(lesson, name)
    out, err = capsys.readouterr()
    assert err == "" and out.count("\n") == 1
    return function, out.strip()


def works(function):
    v = np.array([0.7, -1.3, 2.1])
    found = function(lambda w: float(np.sum(w**3)), v)
    np.testing.assert_allclose(found, 3 * v**2, rtol=1e-6)
    return True


def test_a_right_one_is_the_learner_s_own_with_its_own_helpers(room, capsys):
    saved(room, IMPORTS, RIGHT, HELPER)
    own, said = brought(capsys)
    assert said == "numerical_grad: your own, from 04_single_neuron."
    assert "slope_at" in own.__globals__ and not is_ready_made(own)
    assert works(own) and capsys.readouterr().out.startswith("working")


def test_a_line_of_it_shows_in_a_traceback(room, capsys):
    saved(room, IMPORTS, HELPER + RIGHT)
    own, _ = brought(capsys)
    try:
        own(lambda v: 1 / 0, np.array([2.5]))
    except ZeroDivisionError as error:
        said = "".join(traceback.format_exception(error))
    assert "return (f(v + step) - f(v - step)) / (2 * h)" in said
    assert "04_single_neuron.ipynb, code cell 2" in said


NO_OWN = {
    "wrong": ([IMPORTS, HELPER.replace("2 * h", "h") + RIGHT], "does not pass its check yet"),
    "not written": ([IMPORTS, "def numerical_grad(f, v, h=1e-5):\n    raise NotImplementedError"],
                    "is not written yet"),
    "empty": ([IMPORTS, "def numerical_grad(f, v, h=1e-5):\n    pass"], "is not written yet"),
    "without its helper": ([IMPORTS, RIGHT], "does not pass its check yet"),
    "half written": ([IMPORTS, RIGHT + HELPER + "def more(:"], "defines no numerical_grad"),
    "not there": ([IMPORTS, HELPER], "as it was saved defines no numerical_grad"),
    "no code at all": ([], "defines no numerical_grad"),
    "exits": ([IMPORTS, "def numerical_grad(f, v, h=1):\n    raise SystemExit"], "does not pass"),
    "stopped": ([IMPORTS, "def numerical_grad(f, v, h=1):\n    raise KeyboardInterrupt"],
                "does not pass"),
    "too deep": ([IMPORTS, "def numerical_grad(f, v, h=1):\n    return numerical_grad(f, v, h)"],
                 "does not pass"),
    "no function": ([IMPORTS, "numerical_grad = 3"], "defines no numerical_grad"),
    "made by a statement": ([IMPORTS + HELPER + RIGHT.replace("numerical_grad", "grad"),
                             "numerical_grad = grad"], "defines no numerical_grad"),
    "a default that works": ([IMPORTS, HELPER + RIGHT.replace("h=1e-5", "h=float('1e-5')")],
                             "defines no numerical_grad"),
    "a class": (["class numerical_grad:\n    pass"], "defines no numerical_grad"),
}  # fmt: skip


@pytest.mark.parametrize("kind", NO_OWN)
def test_otherwise_a_ready_made_one_stands_in_and_says_why(kind, room, capsys):
    cells, why = NO_OWN[kind]
    saved(room, *cells)
    function, said = brought(capsys)
    assert said.startswith("numerical_grad: a ready-made one, for ") and why in said
    assert is_ready_made(function) and works(function)


BROKEN = {
    "no json": b"{",
    "cut off": b'{"cells": [{"cell_type": "code", "sour',
    "not utf-8": b"\xff\xfe\x00",
    "a list": b"[1, 2]",
    "no cells": b'{"cells": 7}',
    "nested": b"[" * 100_000,
    "empty": b"",
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_notebook_is_said_and_left_alone(kind, room, capsys):
    path = room / LESSON / f"{LESSON}.ipynb"
    path.write_bytes(BROKEN[kind])
    function, said = brought(capsys)
    assert "04_single_neuron.ipynb cannot be read (it is no notebook)" in said and works(function)
    assert path.read_bytes() == BROKEN[kind]


def test_odd_cells_do_no_harm(room, capsys):
    path = saved(room, IMPORTS, RIGHT + HELPER)
    content = json.loads(path.read_text("utf-8"))
    content["cells"][1]["source"] = content["cells"][1]["source"].splitlines(keepends=True)
    content["cells"] += [7, {"cell_type": "code"}, {"cell_type": "code", "source": [3, None]}, {}]
    content["cells"] += [{"cell_type": "markdown", "source": "def numerical_grad(): pass"}]
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(content).encode())
    assert brought(capsys)[1].endswith("your own, from 04_single_neuron.")


def test_a_missing_notebook_is_said(room, capsys):
    function, said = brought(capsys)
    assert said.endswith("for 04_single_neuron.ipynb is not beside this lesson.")
    assert works(function)
    (room / LESSON / f"{LESSON}.ipynb").mkdir()
    assert brought(capsys)[1] == said, "a folder of that name is no notebook"


def test_the_newest_definition_and_the_lines_that_only_a_notebook_knows(room, capsys):
    magic = "%matplotlib inline\n!pip list\nnumerical_grad?\n" + IMPORTS
    wrong = "def slope_at(f, v, place, h):\n    return 0.5"
    saved(room, magic, wrong, RIGHT, "def half(:", HELPER)
    assert brought(capsys)[1].endswith("your own, from 04_single_neuron.")
    saved(room, magic, HELPER, RIGHT, wrong)
    assert "does not pass" in brought(capsys)[1]


def test_nothing_runs_but_imports_and_definitions_and_nothing_is_written(room, capsys):
    mark = room / "mark"
    act = f"open({str(mark)!r}, 'a').write('x')"
    (room / HERE / "local_module.py").write_text(act)
    cells = [
        act,
        f"def one(x={act}): pass",
        f"def two(*, x=[{act}]): pass",
        f"def three(x: {act}) -> {act}: pass",
        f"def wrap(f):\n    {act}\n    return f\n@wrap\ndef four(): pass",
        f"class Five:\n    {act}",
        f"class Six:\n    def __init_subclass__(cls): {act}\nclass Seven(Six): pass",
        f"if True:\n    {act}\n    def numerical_grad(f, v): return v",
        f"for _ in range(2): {act}",
        f"x = [{act} for _ in range(2)]",
        f"with open({str(mark)!r}, 'w'): pass",
        "import local_module",
        "from .local_module import x",
        "import antigravity, this",
        f"import os; os.system('touch {mark}')",
        f"lambda: {act}",
        f"numerical_grad = bring({act}, 'numerical_grad')",
    ]
    path = saved(room, IMPORTS, *cells, RIGHT, HELPER)
    before = path.read_bytes(), path.stat().st_mtime_ns, sorted(os.listdir(path.parent))
    _, said = brought(capsys)
    assert said.endswith("your own, from 04_single_neuron.")
    assert not mark.exists()
    after = path.read_bytes(), path.stat().st_mtime_ns, sorted(os.listdir(path.parent))
    assert before == after


def test_helpers_that_are_lent_in_a_check_are_the_learner_s_own_here(room, capsys, monkeypatch):
    """The function passes its own check with right values lent; with its own helper it is wrong."""
    table_with(room, monkeypatch, "05_layers")
    body = "def mlp_backward(params, X, Y):\n    return {'b1': part(X) * Y}"
    for slip, whose in (("3 *", "your own"), ("2 *", "ready-made")):
        saved(room, IMPORTS, f"def part(X):\n    return {slip} X", body, lesson="05_layers")
        journal.open_in(room / "06_weight_updates")
        assert whose in brought(capsys, "mlp_backward", "05_layers")[1]
        names = {}
        exec(f"def part(X):\n    return {slip} X\n{body}", names)
        check(names["mlp_backward"])


def table_with(room, monkeypatch, lesson):
    def made_up(params, X, Y):
        return {"b1": 3 * X * Y}

    X, Y = np.array([0.5, 1.5]), np.array([0.7, -1.1])
    exercise = Exercise(
        name="mlp_backward",
        lesson=lesson,
        number="05.6",
        points=1,
        reference=made_up,
        visible=(Probe(({"b1": X}, X, Y)),),
        draw=lambda random: [],
        misconceptions=(),
        lend=lambda probe: {"part": [((X,), 3 * X)]},
    )
    folder = room / "checks"
    folder.mkdir()
    (folder / f"{lesson}.json").write_bytes(check_table(lesson, [exercise], NOTHING_NOTED))
    four = check_table(LESSON, exercises_of(LESSON), NOTHING_NOTED)
    (folder / f"{LESSON}.json").write_bytes(four)
    monkeypatch.setenv(FOLDER, str(folder))


def test_what_an_earlier_lesson_brought_itself_is_followed(room, capsys, monkeypatch):
    table_with(room, monkeypatch, "05_layers")
    uses = (
        "def mlp_backward(params, X, Y):\n"
        "    slopes = numerical_grad(lambda v: float(np.sum(3 * v * X * Y)), X)\n"
        "    return {'b1': np.round(slopes, 6)}"
    )
    line = 'numerical_grad = bring("04_single_neuron", "numerical_grad")'
    saved(room, IMPORTS, line, uses, lesson="05_layers")
    journal.open_in(room / "06_weight_updates")
    for cells in ([IMPORTS, RIGHT, HELPER], []):
        saved(room, *cells)
        own, said = brought(capsys, "mlp_backward", "05_layers")
        assert said == "mlp_backward: your own, from 05_layers."
        assert is_ready_made(own.__globals__["numerical_grad"]) == (not cells)


def test_lessons_that_bring_from_each_other_end(room, capsys, monkeypatch):
    table_with(room, monkeypatch, "05_layers")
    saved(room, 'mlp_backward = bring("05_layers", "mlp_backward")', lesson="05_layers")
    journal.open_in(room / "06_weight_updates")
    function, said = brought(capsys, "mlp_backward", "05_layers")
    assert said.endswith("05_layers.ipynb brings it, too.") and is_ready_made(function)


# --- no answer to this lesson's own exercises -----------------------------------------------------


def test_an_exercise_of_this_very_lesson_is_not_brought(room):
    for name in ("mlp_backward", "numerical_grad", "nothing"):
        with pytest.raises(CannotBring) as refusal:
            bring(HERE, name)
        assert str(refusal.value) == (
            f"bring: {name} is an exercise of this lesson, so write it yourself."
        )
    assert refusal.value._render_traceback_() == [str(refusal.value)]


@pytest.mark.parametrize(
    ("lesson", "name"),
    [(LESSON, "neuron"), (LESSON, "mlp_backward"), ("03_gas_pedal", "numerical_grad"), ("", "")],
)
def test_what_no_lesson_brings_is_refused_in_one_line(lesson, name, room):
    with pytest.raises(CannotBring, match=f"brings no {name} of {lesson}: are both") as refusal:
        bring(lesson, name)
    assert "\n" not in str(refusal.value)


def test_a_ready_made_function_passes_no_check(room, capsys):
    function, _ = brought(capsys)
    numerical_grad = function
    with pytest.raises(CheckFailed, match="This numerical_grad is the ready-made one"):
        check(numerical_grad)
    with pytest.raises(CheckFailed, match="ready-made"):
        check(function)


def test_where_something_was_handed_over_nothing_else_is_there(room, capsys, monkeypatch):
    """As in the grader: no neighbour is read, and this lesson's own functions are not there."""
    saved(room, IMPORTS, RIGHT, HELPER)
    monkeypatch.setattr(bringing, "_handed_over", None)
    bringing.hand_over(HERE, ready.ready_for(HERE))
    function, said = brought(capsys)
    assert is_ready_made(function)
    assert said.endswith("for 04_single_neuron.ipynb is not beside this lesson.")
    for lesson, name in ((HERE, "mlp_backward"), ("06_weight_updates", "train_step")):
        with pytest.raises(CannotBring):
            bring(lesson, name)
    bringing.hand_over("", {})
    with pytest.raises(CannotBring, match="brings no numerical_grad"):
        bring(LESSON, "numerical_grad")


# --- what lies in the package ---------------------------------------------------------------------


@pytest.mark.parametrize("lesson", ready.BROUGHT)
def test_no_lesson_has_its_own_functions_or_later_ones(lesson):
    found = ready.ready_for(lesson)
    assert {f.__name__ for f in ready.BROUGHT[lesson]} == set(found)
    assert all(entry["lesson"] < lesson for entry in found.values())
    for name, entry in found.items():
        home = EXERCISES[name].lesson if name in EXERCISES else entry["lesson"]
        assert home == entry["lesson"]


def test_nothing_readable_lies_in_the_package(room):
    for lesson in ready.BROUGHT:
        text = ready_file(lesson).decode("ascii")
        assert not any(word in text for word in ("def ", "return", "params", "np.exp", "dtype"))
    assert ready_file("03_gas_pedal") is None


@pytest.mark.parametrize("lesson", ready.BROUGHT)
def test_packed_functions_come_out_as_they_went_in(lesson, room):
    for function in ready.BROUGHT[lesson]:
        entry = ready.ready_for(lesson)[function.__name__]
        made = bringing._ready_made(function.__name__, entry["code"])
        assert is_ready_made(made) and made.__module__ == "chainrule.ready"
        assert inspect.signature(made) == inspect.signature(function)
        text = zlib.decompress(base64.b85decode(entry["code"])).decode()
        assert text == inspect.getsource(function)
