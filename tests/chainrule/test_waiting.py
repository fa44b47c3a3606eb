"""Cells that wait for an exercise say so in one line, and hide nothing else."""

from copy import deepcopy

import nbformat
import numpy as np
import pytest
from chainrule import journal, reveal, waits_for
from chainrule.formula import graph_of
from chainrule.journal import Entry
from chainrule.pictures import compare_columns
from nbclient import NotebookClient

from tests.support.kernel import new_kernel


def slope_unfinished(*_):
    raise NotImplementedError


def test_what_is_ready_runs(capsys):
    with waits_for("slope"):
        print(6.0)
    assert capsys.readouterr().out == "6.0\n"


def one_line(capsys) -> str:
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and said.startswith("This cell waits for your slope, which ")
    return said


def test_not_written_yet(capsys):
    with waits_for("slope"):
        slope_unfinished()
    assert "is not written yet" in one_line(capsys)


def test_not_defined_yet(capsys):
    with waits_for("slope"):
        slope(3)  # noqa: F821
    assert "is not defined yet" in one_line(capsys)


def test_gives_nothing_back(capsys):
    def slope(x):
        x + 1

    with waits_for("slope"):
        round(slope(1), 3)
    assert "gives nothing back" in one_line(capsys)


def test_crashes_inside(capsys):
    def slope(x):
        return x / 0

    with waits_for("slope"):
        slope(1)
    assert "ZeroDivisionError" in one_line(capsys)


def test_other_errors_are_not_hidden_from_authors_and_graders():
    with pytest.raises(ZeroDivisionError), waits_for("slope"):
        1 / 0  # noqa: B018
    with pytest.raises(NameError), waits_for("slope"):
        another  # noqa: B018, F821


def test_of_several_functions_the_missing_one_is_named(capsys):
    def rates():
        raise NotImplementedError

    def sweep(rate):
        return rate / 0

    with waits_for("rates", "sweep"):
        sweep(rates())
    with waits_for("rates", "sweep"):
        sweep(1)
    with waits_for("rates", "another"):
        another()  # noqa: F821
    said = capsys.readouterr().out.splitlines()
    assert [line.split(" ")[5].rstrip(",") for line in said] == ["rates", "sweep", "another"]


@pytest.mark.parametrize("given", [[1.0], [1.0, 2.0, 3.0], 5.0])
def test_another_number_of_values_is_told(capsys, given):
    def slope():
        return given

    with waits_for("slope"):
        _direct, _product = slope()
    assert "gives back another number of values" in one_line(capsys)


def test_a_column_that_cannot_be_drawn_is_told(capsys):
    with waits_for("slope"):
        compare_columns(np.arange(3), {"direct": [1, 2]}, "told", "x", "y")
    assert "does not fit: the column 'direct' has the shape (2,), not (3,)" in one_line(capsys)


def test_a_library_s_own_error_of_the_stub_s_family_is_told_as_it_is(capsys):
    def slope():
        raise NotImplementedError("not for complex numbers")

    with waits_for("slope"):
        slope()
    assert "slope, which stops with NotImplementedError: not for complex" in capsys.readouterr().out


# --- what may be a wrong answer's fault ----------------------------------------------------------


@pytest.fixture
def at_the_learners(monkeypatch):
    """As in a learner's notebook, where a wrong answer must not end Run All."""
    monkeypatch.setattr("chainrule.waiting.at_the_learners", lambda: True)


FIT_NOT = "This cell waits for your slope, which may give back what does not fit here: "


@pytest.mark.usefixtures("at_the_learners")
def test_what_does_not_fit_is_told_with_the_line_and_does_not_stop_run_all(capsys):
    def slope(given):
        return given

    with waits_for("slope"):
        slope({})["W1"]
    with waits_for("slope"):
        np.ones((3, 2)) @ slope(np.ones(5))
    with waits_for("slope"):
        print(f"{slope('6'):.2f}")
    key, shape, form = capsys.readouterr().out.splitlines()
    assert key == (
        FIT_NOT
        + """`slope({})["W1"]` stops with KeyError: 'W1'. (If you changed this cell, look """
        "there.) Come back and run it again afterwards."
    )
    assert shape.startswith(FIT_NOT + "`np.ones((3, 2)) @ slope(np.ones(5))` stops with ValueError")
    assert form.startswith(FIT_NOT + """`print(f"{slope('6'):.2f}")` stops with ValueError""")


@pytest.mark.usefixtures("at_the_learners")
def test_an_error_of_many_lines_is_one_line(capsys):
    with waits_for("slope"):
        raise ValueError("first.\nsecond" + 1000 * " and more")
    said = one_line(capsys)
    assert "ValueError: first. second and more" in said and len(said) < 500


@pytest.mark.usefixtures("at_the_learners")
def test_a_formula_that_cannot_be_read_is_told_and_no_function_is_blamed(capsys):
    class Value:
        pass

    with waits_for("Value", "power"):
        graph_of(["x"], {"x": 2.0}, Value, pow)
    assert capsys.readouterr().out == (
        'the formula is a text: put it between quotes, as in "x * w"\n'
    )


@pytest.mark.usefixtures("at_the_learners")
def test_a_name_of_a_cell_that_did_not_run_is_told(capsys):
    with waits_for("slope"):
        another  # noqa: B018, F821
    said = capsys.readouterr().out
    assert said.startswith(
        "This cell needs another, which is not defined: has every cell above run?"
    )
    assert said.count("\n") == 1


@pytest.mark.usefixtures("at_the_learners")
@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_what_stops_a_cell_from_outside_stops_it(stop):
    with pytest.raises(stop), waits_for("slope"):
        raise stop


@pytest.mark.usefixtures("at_the_learners")
def test_an_error_of_a_cell_that_waits_for_no_function_is_raised(lesson):
    with pytest.raises(KeyError), waits_for(after="order"):
        {}["W1"]


def test_a_name_that_the_answer_lacks_is_the_answers_fault(capsys):
    def slope():
        return no_such_name  # noqa: F821

    with waits_for("slope"):
        slope()
    assert "slope, which stops with NameError: name 'no_such_name'" in one_line(capsys)


def test_a_method_and_an_inner_function_belong_to_the_answer(capsys):
    class Value:
        def __add__(self, other):
            return other.nothing

    def compose():
        def both(x):
            return x / 0

        return both

    with waits_for("power", "Value"):
        Value() + 1
    with waits_for("slope", "compose"):
        compose()(1)
    said = capsys.readouterr().out.splitlines()
    assert "your Value, which stops with AttributeError: 'int' object has no" in said[0]
    assert "your compose, which stops with ZeroDivisionError: division by zero." in said[1]


# --- what waits for a prediction ------------------------------------------------------------------


@pytest.fixture
def lesson(tmp_path):
    new_kernel(tmp_path)
    return tmp_path


def commit(name: str) -> None:
    journal.current().commit(Entry(name=name, answer="so", confidence=3))


def test_before_the_prediction_nothing_is_shown_and_all_is_worked_out(lesson, capsys):
    with waits_for(after="order"):
        found = 18
        print(found)
    assert (
        capsys.readouterr().out
        == "This cell waits for your prediction above: commit one, or skip it.\n"
    )
    assert found == 18


@pytest.mark.parametrize(
    "entry", [Entry(name="order", answer="18"), Entry(name="order", skipped=True)]
)
def test_after_the_prediction_all_is_shown(lesson, capsys, entry):
    journal.current().commit(entry)
    with waits_for("slope", after="order"):
        print(18)
    assert capsys.readouterr().out == "18\n"


def test_a_missing_exercise_is_named_before_the_prediction(lesson, capsys):
    with waits_for("slope", after="order"):
        print(18)
        slope_unfinished()
    assert "is not written yet" in one_line(capsys)


def test_without_an_exercise_every_error_is_told(lesson):
    with pytest.raises(NotImplementedError), waits_for(after="order"):
        slope_unfinished()
    with pytest.raises(NameError), waits_for(after="order"):
        another  # noqa: B018, F821


IN_A_NOTEBOOK = [
    """
from chainrule import journal, reveal, waits_for
from chainrule.pictures import compare_curves
from IPython.display import display

with waits_for(after="order"):
    found = 18
    print("f(g(3)) <", found)
    display(compare_curves({"t": lambda t: t}, 0, 1, "A straight line."))
    import matplotlib.pyplot as plt
    plt.plot([1, 2])
    plt.show()
reveal("order")
""",
    "print(found)",
    'reveal("order")',
    """journal.current().commit(journal.Entry(name="order", skipped=True))""",
]


@pytest.fixture(scope="module")
def in_a_notebook(tmp_path_factory):
    """A cell that waits, what it defines, its answer once more, and then the prediction."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in IN_A_NOTEBOOK])
    folder = {"metadata": {"path": str(tmp_path_factory.mktemp("lesson"))}}
    client = NotebookClient(notebook, kernel_name="python3", timeout=120, resources=folder)
    seen = []
    client.on_cell_executed = lambda cell, **_: seen.append(deepcopy(cell.outputs))
    client.execute()
    return seen, [cell.outputs for cell in notebook.cells]


def test_in_a_notebook_the_waiting_line_gives_way_to_what_was_held(in_a_notebook):
    seen, (at_the_end, *_) = in_a_notebook
    waiting, _ = seen[0]
    assert waiting.data["text/plain"].startswith("This cell waits for your prediction above")
    assert "18" not in str(seen[0]) and "svg" not in str(seen[0])
    assert seen[1][0].text == "18\n"
    shown, _ = at_the_end
    assert shown.data["text/plain"].startswith("f(g(3)) < 18\nA straight line.\n<Figure size")
    assert "<pre>f(g(3)) &lt; 18</pre><figure" in shown.data["text/html"]
    assert '<img src="data:image/png;base64,iVBOR' in shown.data["text/html"]
    assert "waits" not in shown.data["text/html"]


def test_in_a_notebook_a_held_result_and_its_answer_wait_in_one_line(in_a_notebook):
    seen, (held, _, answer, _) = in_a_notebook
    _, empty = seen[0]
    assert (empty.data["text/plain"], empty.data["text/html"]) == ("", "")
    (alone,) = seen[2]
    assert alone.data["text/plain"].startswith("The answer waits for your prediction above")
    for filled in (held[1], answer[0]):
        assert "You skipped this prediction." in filled.data["text/plain"]


def test_in_plain_python_a_held_result_and_its_answer_wait_in_one_line(lesson, capsys):
    with waits_for(after="smaller_h"):
        print(3.0)
    reveal("smaller_h")
    reveal("linked_rates")
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == ["cell", "answer"]
