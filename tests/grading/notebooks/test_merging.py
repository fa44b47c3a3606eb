"""Structure and tests are ours, answers the student's, whatever was done to the cells."""

import copy

import classroom
import pytest
from classroom import NAMES, answered, bytes_of, mark, place, released, right_answers, with_cell
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograders.grading.notebooks import attachments, cells, merging, reading
from autograders.grading.referee.jobs import Job

RIGHT = right_answers()
FULL = ["right"] * len(NAMES)


def split(notebook, name):
    """Ctrl+Shift+Minus in JupyterLab: both halves keep the metadata."""
    index = place(notebook, name)
    first, second = (copy.deepcopy(notebook.cells[index]) for _ in range(2))
    lines = first.source.split("\n")
    first.source, second.source = "\n".join(lines[:4]), "\n".join(lines[4:])
    notebook.cells[index : index + 1] = [first, second]


def copied(notebook, name):
    notebook.cells.insert(0, copy.deepcopy(notebook.cells[place(notebook, name)]))


def moved_to_the_end(notebook, name):
    notebook.cells.append(notebook.cells.pop(place(notebook, name)))


def moved_to_the_top(notebook, name):
    notebook.cells.insert(0, notebook.cells.pop(place(notebook, name)))


def deleted(notebook, name):
    del notebook.cells[place(notebook, name)]


def retyped(notebook, name):
    cell = notebook.cells[place(notebook, name)]
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def without_metadata(notebook, name):
    notebook.cells[place(notebook, name)].metadata = {}


def as_another_cell(notebook, name):
    """The answer in a cell of one's own, the stub left as it was."""
    cell = notebook.cells[place(notebook, name)]
    notebook.cells.append(copy.deepcopy(cell))
    notebook.cells[-1].metadata = {}
    cell.source = released().cells[place(released(), name)].source


def all_in_one_cell(notebook):
    """Every answer in one cell of one's own at the end, the stubs left as they were."""
    answers = [place(notebook, each) for each in (f"{known}-answer" for known in NAMES)]
    together = "\n\n".join(notebook.cells[index].source for index in answers)
    for index, known in zip(answers, NAMES, strict=True):
        notebook.cells[index].source = released().cells[place(released(), f"{known}-answer")].source
    notebook.cells.append(new_code_cell(together))


def with_the_stub_below(notebook, name):
    """A copy of the stub, with its mark, left below the answer."""
    stub = copy.deepcopy(released().cells[place(released(), name)])
    notebook.cells.insert(place(notebook, name) + 1, stub)


def marked_as_a_test(notebook, name):
    notebook.cells[place(notebook, name)].metadata["nbgrader"].update(grade=True, points=100)


def tagged(notebook, name):
    notebook.cells[place(notebook, name)].metadata["tags"] = ["skip-execution"]


def with_equal_ids(notebook, name):
    for cell in notebook.cells:
        cell["id"] = "bad id!"


def as_colab_saves_it(notebook, name):
    """Metadata of its own everywhere, no ids, and the state of widgets without its `state`."""
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "a1"}}
    for cell in notebook.cells:
        cell.pop("id", None)
        cell.metadata.update(id="aB3_x", outputId="4f", colab={"base_uri": "https://x.example"})
        if cell.cell_type == "code":
            cell.outputs = [{"output_type": "display_data", "data": view, "metadata": {}}]
    state = {"a1": {"model_module": "@jupyter-widgets/base", "state": {}}}
    widgets = {"application/vnd.jupyter.widget-state+json": state}
    notebook.metadata = {"colab": {"provenance": []}, "widgets": widgets}


def with_all_metadata_lost(notebook, name):
    """As VS Code and some converters leave it: no name of a cell is left."""
    for cell in notebook.cells:
        cell.metadata = {"vscode": {"languageId": "python"}}
    notebook.metadata = {}


ANSWER_KINDS = [
    as_colab_saves_it,
    with_all_metadata_lost,
    split,
    copied,
    moved_to_the_end,
    moved_to_the_top,
    retyped,
    without_metadata,
]
ANSWER_KINDS += [as_another_cell, marked_as_a_test, tagged, with_equal_ids, with_the_stub_below]


@pytest.mark.parametrize("change", ANSWER_KINDS, ids=lambda change: change.__name__)
def test_an_answer_keeps_its_points_whatever_is_done_to_its_cell(change, grade):
    notebook = answered({})
    for name in ("compose", "d_triple"):
        change(notebook, f"{name}-answer")
    assert [score.diagnosis for score in grade(notebook).values()] == FULL


@pytest.mark.parametrize("at_the_top", [False, True])
def test_answers_may_all_stand_in_one_cell(at_the_top, grade):
    notebook = answered({})
    all_in_one_cell(notebook)
    if at_the_top:
        notebook.cells.insert(0, notebook.cells.pop())
    assert [score.diagnosis for score in grade(notebook).values()] == FULL


TEST_KINDS = [deleted, copied, moved_to_the_top, retyped, without_metadata, tagged]


@pytest.mark.parametrize("change", TEST_KINDS, ids=lambda change: change.__name__)
def test_a_test_cell_is_ours_whatever_is_done_to_it(change, grade):
    wrong = "def chain_rule(df, g, dg, x):\n    return 1.0"
    notebook = answered({"chain_rule": wrong})
    notebook.cells[place(notebook, "chain_rule")].source = "3.0"
    change(notebook, "chain_rule")
    scores = grade(notebook)
    assert scores["chain_rule"].points == 0
    assert sum(score.points for score in scores.values()) == 11


def test_a_deleted_answer_costs_that_exercise_alone(grade):
    notebook = answered({})
    deleted(notebook, "d_power-answer")
    scores = grade(notebook)
    assert scores["d_power"].diagnosis == "not_started"
    assert sum(score.points for score in scores.values()) == 12


def test_the_last_definition_above_a_test_counts(grade):
    notebook = with_cell(answered({}), "def slope(f, x, h=1e-5):\n    return 0.0", "slope")
    scores = grade(notebook)
    assert scores["slope"].points == 0
    later = answered({})
    later.cells.insert(place(later, "slope") + 1, notebook.cells[place(notebook, "slope") - 1])
    assert grade(later)["slope"].points == 2


def test_an_empty_notebook_scores_nothing_and_crashes_nothing(grade):
    empty = released()
    empty.cells = []
    assert {score.diagnosis for score in grade(empty).values()} == {"not_started"}


def test_the_merged_notebook_holds_each_grade_id_once(template):
    notebook = answered({})
    copied(notebook, "compose-answer")
    copied(notebook, "compose")
    merged = template.merge(notebook)
    marks = [mark(cell) for cell in merged.cells if mark(cell)]
    assert len(marks) == len(set(marks))
    assert len({cell.id for cell in merged.cells}) == len(merged.cells)
    assert "grade(compose)" in merged.cells[place(merged, "compose")].source


FIRST_CELLS = {
    "as it was given out before": lambda code: "\n".join(
        line for line in code.split("\n") if not line.startswith(("#", "print("))
    ),
    "as it was given out with its advice first": lambda code: "\n".join(
        line for line in code.split("\n")[1:] if not line.startswith("print(")
    ),
    "with its installation switched on": lambda code: code.replace("# %pip", "%pip"),
}


@pytest.mark.parametrize("change", FIRST_CELLS.values(), ids=FIRST_CELLS)
def test_another_state_of_the_first_import_costs_nothing(change, grade):
    notebook = answered(RIGHT)
    cell = next(cell for cell in notebook.cells if "from chainrule import" in cell.source)
    assert change(cell.source) != cell.source
    cell.source = change(cell.source)
    assert [score.diagnosis for score in grade(notebook).values()] == FULL


def test_magics_beside_a_function_do_not_hide_it_and_many_cost_nothing():
    function = "def slope(f, x):\n    return 1.0\n"
    assert cells.defined_functions(f"%matplotlib inline\n!true\n{function}") == {"slope"}
    assert cells.defined_functions("!true\n" * 5000 + function) == set()
    assert cells.defined_functions("%" + "x" * 100_000) == set()


# ------------------------------------------------------------------ cells that a person marks
def merged_by_hand(work):
    """The lesson with cells to mark, and the named cells of a submission merged into it."""
    given = classroom.written()
    merged = merging.merge(reading.parse(bytes_of(work)), given, {})
    return {mark(cell): cell for cell in merged.cells if mark(cell)}, merged


def test_an_answer_in_words_may_stand_below_its_cell():
    work = classroom.written()
    at = place(work, classroom.WORDS) + 1
    work.cells[at:at] = [new_markdown_cell("It receives u."), new_markdown_cell("Not x.")]
    cells, _ = merged_by_hand(work)
    assert cells[classroom.WORDS].source == "It receives u.\n\nNot x."


def test_a_drawing_may_stand_below_its_cell_and_a_function_there_goes_home():
    work = classroom.written()
    at = place(work, classroom.PLOT) + 1
    work.cells[at:at] = [
        new_code_cell("plt.plot([1])"),
        new_code_cell("def compose(f, g):\n    return lambda x: f(g(x))"),
    ]
    cells, merged = merged_by_hand(work)
    assert cells[classroom.PLOT].source == "plt.plot([1])"
    sources = [cell.source for cell in merged.cells]
    moved = next(i for i, source in enumerate(sources) if source.startswith("def compose"))
    assert moved < place(merged, "compose") and cells["compose-answer"].source == ""


def test_answers_are_found_where_all_names_are_lost():
    work = classroom.written("It receives u.", "plt.plot([1])")
    for cell in work.cells:
        cell.metadata.clear()
    cells, _ = merged_by_hand(work)
    assert cells[classroom.WORDS].source == "It receives u."
    assert cells[classroom.PLOT].source == "plt.plot([1])"


def test_what_was_given_out_is_no_answer_whatever_picture_it_has():
    given = classroom.written("Look: ![s](attachment:s.png)")
    picture = {"s.png": {"image/png": "QUJD"}}
    given.cells[place(given, classroom.WORDS)]["attachments"] = picture
    merged = merging.merge(reading.parse(bytes_of(given)), given, {})
    kept = merged.cells[place(merged, classroom.WORDS)]
    assert (kept.source, kept.attachments) == ("Look: ![s](attachment:s.png)", picture)


def test_pictures_of_megabytes_cost_no_points_and_go_to_nobody_but_who_marks():
    work = classroom.written("My sketch: ![s](attachment:s.png)")
    picture = {"s.png": {"image/png": "QUJD" * 1_000_000}}
    work.cells[place(work, classroom.WORDS)]["attachments"] = picture
    work.cells.insert(1, new_markdown_cell(f"![t](data:image/png;base64,{'QUJD' * 300_000})"))
    found, merged = merged_by_hand(work)
    assert list(found[classroom.WORDS].attachments.values()) == list(picture.values())
    assert found["slope-answer"].source == RIGHT["slope"]
    assert len(Job.of(merged, 1).notebook) < 1_000_000


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("![a](attachment:a.png)", ["a.png"]),
        ("![a](<attachment:a b.png>) ![b](attachment:a%20b.png)", ["a b.png"]),
        ("![a][r]\n\n[r]: attachment:ä.png", ["ä.png"]),
        ("![gone](attachment:gone.png) ![gone](attachment:)", []),
        ("![a](attachment:a.png) ![b](attachment:a.png.png)", ["a.png"]),
        ("![hidden](&#97;ttachment:x) ![b](attachment:b.png)", ["b.png"]),
        ("![x](\\attachment:x) ![x](attachment&colon;x) ![x](attachment:%78)", []),
    ],
)
def test_every_reference_finds_its_picture(text, names):
    """nbconvert, with which formgrader shows a notebook, stops at one that does not."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    cell = new_markdown_cell(text)
    cell["attachments"] = {name: {"image/png": f"QUJ{i}"} for i, name in enumerate(names)}
    (kept,), pictures = attachments.together([cell])
    page = MarkdownWithMath(renderer=IPythonRenderer(attachments=pictures)).render(kept)
    assert all(f"data:image/png;base64,QUJ{i}" in page for i in range(len(names)))
