"""What a student's process sends is taken within limits, whatever it sends."""

import pytest

from autograders.grading.notebooks import heard
from autograders.grading.notebooks.heard import Heard


def stream(text, name="stdout"):
    return ["output", {"kind": "stream", "content": {"name": name, "text": text}}]


def picture(size):
    content = {"data": {"text/plain": "<Figure>", "image/png": "A" * size, "text/html": "<b>"}}
    return ["output", {"kind": "display_data", "content": content}]


def test_lines_of_one_stream_are_one_output():
    outputs = []
    taken = Heard()
    for message in (stream("a\n"), stream("b\n"), stream("c\n", "stderr"), stream("d\n")):
        taken.take(outputs, message)
    assert [(o["name"], o["text"]) for o in outputs] == [
        ("stdout", "a\nb\n"),
        ("stderr", "c\n"),
        ("stdout", "d\n"),
    ]


def test_a_picture_stays_and_markup_does_not():
    outputs = []
    Heard().take(outputs, picture(1000))
    assert outputs[0]["data"].keys() == {"text/plain", "image/png"}


@pytest.mark.parametrize(
    "message, number, times",
    [(picture(1_900_000), 6, 4), (stream("x" * 30_000), 40, 10), (picture(9_000_000), 3, 2)],
)
def test_a_flood_is_cut_in_a_cell_and_in_a_notebook(message, number, times):
    """`times` messages in each of so many cells: several times what a cell and a notebook hold."""
    cells, taken = [[] for _ in range(number)], Heard()
    for outputs in cells:
        for _ in range(times):
            taken.take(outputs, message)
    assert number * times * len(str(message)) > heard.MOST_IN_A_NOTEBOOK
    sizes = [len(str(outputs)) for outputs in cells]
    assert sizes[0] > 0
    assert max(sizes) <= heard.MOST_IN_A_CELL + 1000
    assert sum(sizes) <= heard.MOST_IN_A_NOTEBOOK + 1000


@pytest.mark.parametrize(
    "message",
    [
        ["output", None],
        ["output", {"kind": "stream"}],
        ["output", {"kind": ["stream"], "content": {}}],
        ["output", {"kind": "display_data", "content": {"data": {"image/png": 7}}}],
        ["output", {"kind": "display_data", "content": {"data": {"image/png": "é"}}}],
        ["other", {"kind": "stream", "content": {"text": "x"}}],
    ],
)
def test_nonsense_is_dropped(message):
    outputs = []
    Heard().take(outputs, message)
    assert outputs == []


def test_clearing_and_errors():
    outputs, taken = [], Heard()
    taken.take(outputs, stream("gone"))
    taken.take(outputs, ["output", {"kind": "clear_output", "content": {}}])
    taken.take(
        outputs,
        ["output", {"kind": "error", "content": {"ename": "E" * 99, "traceback": ["line"] * 99}}],
    )
    assert [o["output_type"] for o in outputs] == ["error"]
    assert (len(outputs[0]["ename"]), len(outputs[0]["traceback"])) == (80, 20)


class Counted(list):
    """Outputs that count how often somebody goes through all of them."""

    rounds = 0

    def __iter__(self):
        self.rounds += 1
        return super().__iter__()


def test_what_was_taken_is_not_measured_again_with_each_line():
    """A process that waits for us meanwhile would pay for it."""
    outputs, taken = Counted(), Heard()
    for _ in range(300):
        taken.take(outputs, picture(1000))
    assert (len(outputs), outputs.rounds) == (300, 0)
