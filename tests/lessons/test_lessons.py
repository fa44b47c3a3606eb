"""What every lesson owes its reader: structure, pace, claims kept, links that lead somewhere."""

import re

import nbformat
import pytest
from chainrule.explorables import CourseWidget
from nbclient import NotebookClient

from autograders.exercises import exercises_of

#: How long a lesson may take, in minutes.
MINUTES = {
    "00_predictions": (50, 95),
    "01_chain_rule": (65, 110),
    "02_nested_machines": (60, 115),
    "03_gas_pedal": (55, 95),
    "04_single_neuron": (65, 115),
    "05_layers": (70, 125),
    "06_weight_updates": (70, 125),
    "07_deep_networks": (70, 125),
    "08_your_own_engine": (70, 125),
}

#: Words a person reads in a minute when they think along.
READING = 90
LONGEST_PARAGRAPH = 75
ASKING = {"predict", "ask", "explain", "confirm", "again", "order_lines"}


def test_the_minutes_add_up(lesson, in_total):
    quick, slow = in_total(lesson.minutes())
    assert (quick, slow) == in_total(lesson.minutes_in_headings())
    least, most = MINUTES[lesson.name]
    assert least <= quick <= slow <= most


def test_reading_leaves_time_to_think(lesson, count_words, in_total):
    # An appendix is for looking up, and says its own minutes.
    words = sum(count_words(text) for index, text in lesson.markdown() if index < lesson.end())
    quick, slow = in_total(lesson.minutes())
    assert words / READING <= 0.4 * (quick + slow) / 2, f"{words} words of prose"


def test_paragraphs_are_short(lesson, count_words):
    for index, text in lesson.markdown():
        for paragraph in re.split(r"\n\s*\n|\n(?=- |\d\. )", text):
            if not paragraph.startswith("|"):
                assert count_words(paragraph) <= LONGEST_PARAGRAPH, lesson.place(index)


def test_no_more_than_three_runs_without_a_decision(lesson):
    runs = 0
    figures = {kind.__name__ for kind in CourseWidget.__subclasses__()}
    for index, _ in lesson.code():
        decides = lesson.role(index) == "answer" or set(lesson.calls(index)) & (ASKING | figures)
        runs = 0 if decides else runs + 1
        assert runs <= 3, lesson.place(index)


def test_every_figure_waits_for_a_prediction(lesson):
    figures = {kind.__name__ for kind in CourseWidget.__subclasses__()}
    predicted = set()
    for index, _ in lesson.code():
        text = lesson.released(index)
        predicted |= set(re.findall(r"\bpredict\(\s*\"(\w+)\"", text))
        for figure in set(lesson.calls(index)) & figures:
            waits = re.search(rf"{figure}\([^)]*after=\"(\w+)\"", text)
            assert waits, f"{lesson.place(index)}: {figure} waits for no prediction"
            assert waits[1] in predicted, f"{lesson.place(index)}: no prediction {waits[1]!r} above"


def test_every_prediction_is_revealed_once_below(lesson):
    asked, shown = [], []
    for index, _ in lesson.code():
        text = lesson.released(index)
        asked += re.findall(r"\bpredict\(\s*\"(\w+)\"", text)
        revealed = re.findall(r"\breveal\(\"(\w+)\"\)", text)
        assert set(revealed) <= set(asked), lesson.place(index)
        shown += revealed
    assert sorted(asked) == sorted(shown)


def test_exercises_show_an_example_and_say_what_they_return(lesson):
    for index, _ in lesson.code():
        if lesson.role(index) == "answer":
            text = lesson.released(index)
            assert "Example:" in text and "Returns" in text, lesson.place(index)
            assert re.search(r"\b(float|function|array|list)", text), lesson.place(index)


def test_no_line_of_code_is_cut_off(lesson):
    for index, _ in lesson.code():
        hidden = lesson.cells[index].metadata.get("jupyter", {}).get("source_hidden")
        for line in [] if hidden else lesson.released(index).split("\n"):
            assert len(line) <= 84, f"{lesson.place(index)}: {line}"


def test_questions_show_the_question_and_not_its_code(lesson):
    for index, _ in lesson.code():
        if set(lesson.calls(index)) & {"predict", "ask", "explain", "order_lines"}:
            hidden = lesson.cells[index].metadata.get("jupyter", {}).get("source_hidden")
            assert hidden, lesson.place(index)
        if lesson.cells[index].metadata.get("jupyter", {}).get("source_hidden"):
            first = lesson.released(index).split("\n")[0]  # all that shows before it runs
            assert first.endswith(": run this cell (Shift+Enter)"), lesson.place(index)


def test_messages_point_to_headings_that_exist(lesson):
    headings = [
        re.sub(r"^[\d.]+ ", "", line.lstrip("# "))
        for _, text in lesson.markdown()
        for line in text.split("\n")
        if line.startswith("#")
    ]
    for exercise in exercises_of(lesson.name):
        for see in [exercise.see, *(mistake.see for mistake in exercise.misconceptions)]:
            for place in re.findall("“(.+?)”", see):
                assert any(line.startswith(place) for line in headings), (exercise.name, see)


def test_links_lead_somewhere(lesson, course):
    folder = course.lesson(lesson.name).parent
    for index, text in lesson.markdown():
        for target in re.findall(r"\]\(([^)\s]+)", text):
            if not target.startswith(("https://", "#")):
                assert (folder / target.partition("#")[0]).exists(), (
                    f"{lesson.place(index)}: {target} does not exist"
                )


def test_the_next_lesson_is_named_and_linked_once_it_exists(lesson, course):
    last = lesson.markdown()[-1][1]
    number = int(lesson.name[:2]) + 1
    if number == 9:  # the last one leads back to the first
        assert "../00_predictions/00_predictions.ipynb" in last
        return
    assert f"Next: {number:02d} ·" in last
    following = [name for name in course.lessons() if int(name[:2]) == number]
    for name in following:
        assert f"../{name}/{name}.ipynb" in last, f"link to {name}"


def test_the_map_says_where_you_are_and_links_every_other_lesson(lesson, course):
    (line,) = re.findall(r"^\*\*You are here:\*\*.*$", lesson.markdown()[0][1], re.MULTILINE)
    assert re.findall(r"\*\*(\d\d) [a-z ]+\*\*", line) == [lesson.name[:2]]
    assert re.findall(r"(?<![\w/])(\d\d) ", line) == [f"{number:02d}" for number in range(9)]
    for name in course.lessons():
        linked = f"[{name[:2]} " in line and f"](../{name}/{name}.ipynb)" in line
        assert linked == (name != lesson.name), name


def run_all(notebook, folder, **options) -> None:
    """Run a notebook's cells in `folder`, in a kernel of its own."""
    NotebookClient(
        notebook,
        kernel_name="python3",
        timeout=120,
        store_widget_state=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": str(folder)}},
        **options,
    ).execute()


@pytest.fixture(scope="module")
def untouched(lesson, course, forked_kernels, tmp_path_factory):
    """The lesson as a student gets it, run from the first to the last cell."""
    notebook = nbformat.read(course.lesson(lesson.name), as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    places = [index for index, _ in lesson.code() if lesson.released(index).strip()]
    sources = [lesson.released(index).rstrip() for index in places]
    stale = [cell.source.rstrip() for cell in notebook.cells] != sources
    assert not stale, "the lesson is not what its source gives: python3 autograders build"
    for cell, place in zip(notebook.cells, places, strict=True):
        cell.metadata.place = place
    folder = tmp_path_factory.mktemp("student") / lesson.name
    folder.mkdir()
    with forked_kernels():
        run_all(notebook, folder, allow_errors=True)
    return notebook.cells, folder


def test_an_untouched_lesson_runs_to_its_end(lesson, untouched):
    cells, folder = untouched
    for cell in cells:
        errors = [out for out in cell.outputs if out.output_type == "error"]
        index = cell.metadata["place"]
        assert errors == [], f"{lesson.place(index)}: {[error.evalue for error in errors]}"
        assert not [out for out in cell.outputs if out.get("name") == "stderr"], lesson.place(index)
    assert list(folder.iterdir()) == [], "nothing is written before anything is committed"


def test_as_released_every_check_says_not_started(lesson, course, untouched):
    checks = [cell for cell in untouched[0] if cell.metadata.get("nbgrader", {}).get("grade")]
    assert len(checks) == len(course.exercises(lesson.name))
    for cell in checks:
        (said,) = cell.outputs
        assert said.data["text/plain"].startswith(f"{cell.id} is not written yet"), cell.id


def test_cells_that_need_an_exercise_say_so(lesson, untouched):
    for cell in untouched[0]:
        if "waits_for(" in cell.source:
            said = "".join(said_in(out) for out in cell.outputs)
            assert said.startswith("This cell waits for your"), said


def said_in(output):
    """The plain text of one output."""
    return output.text if output.output_type == "stream" else output.data["text/plain"]


def test_an_untouched_lesson_gives_no_answer_away(lesson, untouched):
    for cell in untouched[0]:
        revealed = "reveal(" in cell.source
        texts = [
            out.data["text/plain"] for out in cell.outputs if out.output_type == "display_data"
        ]
        if revealed:
            assert any("waits for your prediction" in text for text in texts), cell.source


#: A blank, and the line that invites to write another one; as a reader sees them.
BLANK = re.compile(r"(?m)(?<=\b(?:return) )\.\.\.(?=\s|$)|(?<= = )\.\.\.(?=\s|$)")
INVITING = re.compile(r"(?m)(?<= = ).*(?=  # put your own )")


def written_anew(text: str, value: str) -> str:
    """A cell's text with this in each of its blanks; the same text when a learner fills none."""
    return INVITING.sub(value, BLANK.sub(value, text))


def test_a_learner_writes_in_cells_after_which_run_all_goes_on(lesson, course):
    """Where they fill a blank, too; and a cell that they do not write in stops it."""
    goes_on = [
        cell.source
        for cell in nbformat.read(course.lesson(lesson.name), as_version=4).cells
        if "raises-exception" in cell.metadata.get("tags", [])
    ]
    expected = [
        lesson.released(index)
        for index, _ in lesson.code()
        if lesson.role(index) or written_anew(lesson.released(index), "") != lesson.released(index)
    ]
    assert goes_on == [text.rstrip() for text in expected]


def test_what_stands_below_a_broken_blank_runs(course, forked_kernels, tmp_path):
    """Run All as Jupyter does it: no blank of these cells can even be read as Python."""
    notebook = nbformat.read(course.lesson("00_predictions"), as_version=4)
    broken = []
    for cell in notebook.cells:
        text = written_anew(cell.source, "(1 + ") if cell.cell_type == "code" else cell.source
        if text != cell.source:
            cell.source = text
            broken.append(cell)
    with forked_kernels():
        run_all(notebook, tmp_path)
    assert [cell.outputs[0].ename for cell in broken] == ["SyntaxError"] * 3
    last = [cell for cell in notebook.cells if cell.cell_type == "code"][-1]
    assert last.execution_count and last.outputs
