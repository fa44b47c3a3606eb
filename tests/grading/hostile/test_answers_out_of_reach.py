"""Nothing that a submission can import or read where it is judged works an exercise out."""

import inspect
import json

import chainrule.explorables
import pytest
from chainrule import machines
from chainrule.probing.plain import decode, encode
from classroom import answered

from autograders.exercises import EXERCISES
from autograders.grading.notebooks import results
from autograders.grading.referee import judging
from autograders.grading.reports.suspicions import suspicions
from autograders.grading.sandbox import walls as sandbox
from autograders.grading.sandbox.inside import figures
from autograders.grading.sandbox.warm import MODULES as WARM_MODULES
from hostile import searching

SEED = 5


def questions() -> dict[str, tuple[list[str], list]]:
    """Every exercise's hidden inputs at one draw, with the right values."""
    found = {}
    for name, exercise in EXERCISES.items():
        table = exercise.table(SEED)
        names = list(inspect.signature(exercise.reference).parameters)
        rights = [outcome.value for outcome in table.right]
        cases = [(p.args, p.kwargs, r) for p, r in zip(table.probes, rights, strict=True)]
        found[name] = (names, cases)
    return found


def inside(zygote, code: str, *names: str) -> list:
    """What these names stand for after `code` has run in a student's process."""
    student = zygote.fork()
    try:
        student.ask(["run", code], 70.0)
        seen = student.ask(["look", list(names)], 10.0)[1]
    finally:
        student.end()
    assert set(seen) == set(names), "the search itself has failed"
    return [decode(seen[name]["plain"]) for name in names]


SEARCH = """
import json, sys
from chainrule.probing.plain import decode
import chainrule
sent = json.loads({questions!r})
questions = {{name: (names, decode(cases)) for name, (names, cases) in sent.items()}}
{searching}
tried = sorted(everything_callable(chainrule))
found = search(chainrule, questions)
"""


@pytest.fixture(scope="module")
def searched(zygote) -> tuple[list[str], dict]:
    sent = {name: (names, encode(cases)) for name, (names, cases) in questions().items()}
    code = SEARCH.format(questions=json.dumps(sent), searching=inspect.getsource(searching))
    return tuple(inside(zygote, code, "tried", "found"))


def test_the_search_finds_the_answers_in_the_real_figures():
    """Otherwise the tests below would prove nothing."""
    found = searching.search(chainrule.explorables, questions())
    assert set(found) == {"drpm_dpedal", "dsigmoid", "local_grads", "sigmoid"}


def test_nothing_that_can_be_imported_gives_an_answer(searched):
    tried, found = searched
    assert any(path.endswith("Dashboard") for path in tried)
    assert "chainrule.machines._sigmoid" in tried
    ready = {"sigmoid": ["chainrule.machines.sigmoid(*args)"]}
    assert found == ready, "which is withheld while exercise 00.2 is judged"


LOOK = """
import os, chainrule
folder = os.path.dirname(chainrule.__file__)
def readable(path):
    try:
        open(path, "rb").close()
        return True
    except OSError:
        return False
places = [os.path.join(top, file) for top, _, files in os.walk(folder) for file in files]
files = [os.path.relpath(path, folder) for path in places if readable(path)]
real = [path for path in PATHS if readable(path)]
"""


@pytest.fixture(scope="module", params=["bubblewrap", "Landlock alone"])
def seen(request, walls, stock) -> tuple[set[str], list[str]]:
    """The student package's files that can be read inside, and which of the real ones."""
    kind = walls
    if request.param == "Landlock alone":
        kind = sandbox.Sandbox(None, walls.landlock, walls.seccomp)
    if not kind.walls or (request.param == "bubblewrap" and not kind.bubblewrap):
        pytest.skip(f"{request.param} is not to be had on this machine")
    home = sandbox.parts_of_chainrule()["machines.py"].parent
    hidden = [
        str(path)
        for part in sandbox.HIDDEN_PARTS
        for path in (home / part).rglob("*")
        if path.is_file()
    ]
    assert any(path.endswith("neuron_microscope.py") for path in hidden)
    warm = stock.take(kind, WARM_MODULES)
    try:
        files, real = inside(warm, f"PATHS = {hidden!r}\n{LOOK}", "files", "real")
    finally:
        warm.close()
    return set(files), real


def test_no_file_of_a_figure_can_be_read(seen):
    files, real = seen
    assert real == []
    assert not [file for file in files if file.startswith(("explorables", "site"))]
    assert not [file for file in files if file.endswith((".js", ".pyc"))]
    assert {"machines.py", "questions/form.py", "probing/plain.py"} <= files


@pytest.mark.parametrize("name", sorted(figures.SETTINGS))
def test_a_figure_has_inside_all_that_it_has_at_home(name):
    """An honest notebook that sets, reads or links a figure must not stop where it is graded."""
    real, stand_in = getattr(chainrule.explorables, name), getattr(figures, name)
    assert sorted(chainrule.explorables.__all__) == sorted(figures.__all__)
    own, ours = real(), stand_in()
    missing = {part for part in dir(real) if not part.startswith("_")} - set(dir(stand_in))
    assert missing == set(), "autograders/grading/sandbox/inside/figures needs the same"
    settings = figures.SETTINGS[name]
    assert {key: getattr(ours, key) for key in settings} == settings
    assert {key: getattr(own, key) for key in settings} == settings
    for key in figures.WORKED_OUT[name]:
        assert str(getattr(ours, key)).count("nan"), key
    assert real.settings == stand_in.settings[: len(real.settings)]
    assert repr(ours) == repr(own)


USE = """
import ipywidgets
from chainrule import ask, order_lines, predict
from chainrule.explorables import *
car = Dashboard(pedal=30, after="x")
car.gear = 2
car.observe(lambda change: None, names="pedal")
SlopeMicroscope("cos", x=0.5); ThreeNumberLines(inner="sin"); NineKnobs("curve")
belt = ConveyorBelt(["square", "sin"], x=0.4)
slider = ipywidgets.FloatSlider()
ipywidgets.jslink((car, "pedal"), (slider, "value"))
box = ipywidgets.VBox([car, slider])
print(f"{car.speed:.1f}", car.numbers())
predict("a", "?", ["1", "2"]).commit("1", confidence=3)
ask("b", "?").commit("2")
order_lines("c", "?", ["x = 1", "y = 2"]).commit(["x = 1", "y = 2"])
done = [car.gear, belt.x, belt.machines]
"""


def test_a_notebook_that_plays_with_figures_runs_to_its_end(zygote):
    assert inside(zygote, USE, "done") == [[2, 0.4, ["square", "sin"]]]


@pytest.mark.parametrize("name", sorted(EXERCISES))
def test_visible_answers_learned_by_heart_earn_nothing(name):
    """The tables of the visible checks can be read; a function made of them is wrong elsewhere."""
    table = judging.visible_table(name)
    by_heart = {
        json.dumps(probe.to_json()["args"]): outcome.value
        for probe, outcome in zip(table.probes, table.right, strict=True)
    }

    def recite(*args, **kwargs):
        answer = by_heart.get(json.dumps(encode(args)), 0.125)
        if isinstance(answer, dict) and "values" in answer:
            values = dict(zip(kwargs.get("at", ()), answer["values"], strict=False))
            return lambda t: values.get(t, 0.125)
        return answer

    assert judging.judge(recite, SEED, name).points == 0


READY_SIGMOIDS = {
    "the machine": lambda order: machines.Machine("sigmoid", order, 1),
    "with a factor": lambda order: lambda z: machines.Machine("sigmoid", order, 2)(z) / 2,
    "its family": lambda order: lambda z: machines._FAMILIES["sigmoid"].run(z, order, 1),
    "its formula": lambda order: lambda z: machines._sigmoid(z, order, 1),
    "a derivative": lambda order: (
        lambda z: machines.sigmoid.derivative()(z) if order else machines.sigmoid(z)
    ),
}


@pytest.mark.parametrize("way", READY_SIGMOIDS)
def test_the_ready_sigmoid_answers_nothing_where_it_is_asked_for(way):
    """It is a tool of other lessons, so it stays in the package; see also `suspicions`."""
    for name, order in (("sigmoid", 0), ("dsigmoid", 1)):
        assert judging.judge(READY_SIGMOIDS[way](order), SEED, name).points == 0


@pytest.mark.parametrize("name", ["_FAMILIES", "_sigmoid", "_withheld"])
def test_who_reaches_into_the_machines_is_named_to_the_instructor(name, template):
    source = f"from chainrule import machines\ndef d_power(x): return machines.{name}"
    merged = template.merge(answered({"d_power": source}))
    assert f"uses {name}" in suspicions(merged, results.Result({}))
