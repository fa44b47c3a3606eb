"""What is saved of a run: nothing that another run would write differently."""

import base64
import struct
import zlib
from types import SimpleNamespace

import nbformat
import pytest
from chainrule import waits_for
from chainrule.holding_back import WAITING
from nbformat.v4 import new_code_cell, new_output

from autograders.authoring.solution import _waiting, normalise, steady_png

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def test_a_cell_of_the_author_s_that_waits_for_an_answer_is_a_mistake(monkeypatch, capsys):
    """A learner gets one line there, so that Run All goes on; an author has to hear of it."""
    monkeypatch.setattr("chainrule.waiting.at_the_learners", lambda: True)
    for broken in ("slope", "KeyError", "prediction"):
        with waits_for("slope"):
            if broken == "prediction":
                print(WAITING)
            elif broken == "slope":
                another  # noqa: B018, F821
            else:
                {}["W1"]
    printed = capsys.readouterr().out
    cells = [nbformat.v4.new_code_cell(outputs=[nbformat.v4.new_output("stream", text=printed)])]
    notebook = nbformat.v4.new_notebook(cells=cells)
    needs, waits = _waiting(SimpleNamespace(place=lambda index: f"cell {index}"), notebook)
    assert needs.startswith("cell 0: This cell needs another, which is not defined")
    assert waits.startswith("cell 0: This cell waits for your slope, which may give back")


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


HEADER = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
PIXEL = chunk(b"IDAT", zlib.compress(b"\x00\x7f"))
END = chunk(b"IEND", b"")


def normalised(*outputs, **metadata):
    cell = new_code_cell("x", metadata=metadata, outputs=list(outputs))
    normalise(cell)
    return cell.outputs


@pytest.mark.parametrize("kind", [b"tEXt", b"iTXt", b"zTXt", b"tIME", b"eXIf"])
def test_a_png_says_nothing_of_the_program_that_drew_it(kind):
    noted = SIGNATURE + HEADER + chunk(kind, b"Software\0Matplotlib 3") + PIXEL + END
    assert steady_png(noted) == SIGNATURE + HEADER + PIXEL + END


def test_what_belongs_to_the_picture_stays():
    resolution = chunk(b"pHYs", struct.pack(">IIB", 3937, 3937, 1))
    picture = SIGNATURE + HEADER + resolution + PIXEL + END
    assert steady_png(picture) == picture


def test_a_figure_that_matplotlib_saved_has_no_note_left(built):
    cells = nbformat.read(built.solution("01_doubling"), as_version=4).cells
    picture = base64.b64decode(cells[-1].outputs[-1].data["image/png"])
    assert picture.startswith(SIGNATURE)
    assert b"atplotlib" not in picture and b"tEXt" not in picture


def test_stream_outputs_are_joined_and_addresses_go():
    one = new_output("stream", name="stdout", text="<f at 0x7f3a>, ")
    two = new_output("stream", name="stdout", text="<g at 0x01>\n")
    (joined,) = normalised(one, two)
    assert joined.text == "<f>, <g>\n"


def test_an_output_that_is_only_a_live_view_goes_and_its_text_stays():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "12"}}
    assert normalised(new_output("display_data", dict(view))) == []
    (kept,) = normalised(new_output("display_data", {**view, "text/plain": "a figure"}))
    assert kept.data == {"text/plain": "a figure"}


def test_a_traceback_names_no_file_of_the_kernel_and_has_no_colours():
    lines = ["\x1b[31mError\x1b[0m", "/tmp/ipykernel_4711/123.py in f", "<f at 0xff>"]
    (error,) = normalised(new_output("error", ename="E", evalue="<f at 0xff>", traceback=lines))
    assert error.traceback == ["Error", "cell in f", "<f>"]
    assert error.evalue == "<f>"


def test_outputs_that_vary_are_left_out_when_the_cell_says_so():
    timing = new_output("stream", name="stdout", text="took 1.7 s\n")
    assert normalised(timing) == [timing]
    assert normalised(timing, tags=["varies"]) == []


def test_execution_times_go():
    cell = new_code_cell("x", metadata={"execution": {"iopub.status.busy": "2024-01-01"}})
    normalise(cell)
    assert cell.metadata == {}
