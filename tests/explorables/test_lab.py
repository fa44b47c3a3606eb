"""Both figures in a real JupyterLab: its keyboard stays out, Python reads and writes the state."""

import json

import nbformat
import pytest
from chainrule.explorables import SlopeMicroscope, ThreeNumberLines

from ..accessibility.seeing import violations_in_lab

SETUP = """from chainrule import journal
from chainrule.explorables import SlopeMicroscope, ThreeNumberLines
microscope = SlopeMicroscope("sin", x=1.0, h=0.1)
microscope"""
LINES = """lines = ThreeNumberLines("square", "sin", x=1.3, dx=0.3, after="smaller_h")
lines"""


@pytest.fixture
def notebook(tmp_path):
    cells = [
        nbformat.v4.new_code_cell(source)
        for source in (
            SETUP,
            LINES,
            "print(microscope.x, microscope.h, microscope.measured_slope)",
            "microscope.x = -2.0",
            "journal.current().commit(journal.Entry('smaller_h', answer='no')).answer",
            "print(lines.x, lines.ghost, lines.locked)",
        )
    ]
    folder = tmp_path / "figures"
    folder.mkdir()
    place = folder / "figures.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), place)
    return place


def told(lesson, cell: int, word: str) -> list[str]:
    """What a cell prints once Python has heard of `word`."""
    return lesson.run_until_it_prints(cell, lambda said: word in said.split()).split()


def test_figures_in_jupyterlab(open_lesson, notebook):
    lesson = open_lesson(notebook)
    page = lesson.page
    lesson.run(0)
    sources = [cell["source"] for cell in lesson.cells()]

    figure = lesson.cell(0).locator(".crx")
    figure.wait_for()
    x = figure.get_by_role("slider", name="x", exact=True)
    for control in figure.locator(".crx-head button, .crx-body :is(select, input)").all():
        control.focus()
        for key in ("b", "x", "d", "d", "a", "z"):
            page.keyboard.press(key)
    point = figure.get_by_role("slider", name="point x on the curve")
    point.focus()
    for key in ("b", "x", "d", "d", "a", "ArrowRight", "ArrowRight", "ArrowDown", "PageUp"):
        page.keyboard.press(key)
    assert [cell["source"] for cell in lesson.cells()] == sources, "a key reached the notebook"
    assert (
        figure.get_by_role("slider", name="x", exact=True)
        .get_attribute("aria-valuetext")
        .startswith("x is 1.55")
    )
    figure.get_by_role("slider", name="step h", exact=True).focus()
    page.keyboard.press("Home")
    assert told(lesson, 2, "1e-17") == ["1.55", "1e-17", "0.0"]

    box = point.locator(".mark").bounding_box()
    page.mouse.move(box["x"] + 7, box["y"] + 7)
    page.mouse.down()
    page.mouse.move(box["x"] - 60, box["y"] + 30, steps=5)
    page.mouse.up()
    assert not x.get_attribute("aria-valuetext").startswith("x is 1.55")
    shown = page.evaluate("() => document.querySelector('.crx-slider output').textContent")
    assert told(lesson, 2, shown.rstrip("0"))[0] != "1.55"
    lesson.run(3)
    page.wait_for_function(
        "() => document.querySelector('.crx input[type=range]')"
        ".getAttribute('aria-valuetext').startsWith('x is minus 2.00')"
    )

    lesson.run(1)
    lines = lesson.cell(1).locator(".crx")
    lines.locator(".crx-cover").wait_for()
    lesson.run(4)
    lines.locator(".crx-cover").wait_for(state="hidden")
    lesson.cell(1)
    lines.locator(".point").first.focus()
    page.keyboard.press("g")
    page.keyboard.press("ArrowRight")
    assert told(lesson, 5, "1.35") == ["1.35", "True", "False"]
    assert [cell["source"] for cell in lesson.cells()] == sources

    ids = page.evaluate("() => [...document.querySelectorAll('.crx [id]')].map(n => n.id)")
    assert len(ids) == len(set(ids))
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.crx')].every(n =>"
        " n.scrollWidth <= n.parentElement.clientWidth + 1)"
    )
    assert wide

    page.keyboard.press("Escape")
    lines.locator(".point").first.focus()
    page.keyboard.press("Control+s")
    page.wait_for_function(
        "() => !window.jupyterapp.shell.currentWidget.context.model.dirty", timeout=30_000
    )
    assert lesson.errors() == []
    assert lesson.outside == []
    assert lesson.trouble == []
    assert violations_in_lab(page) == []


def test_an_untrusted_viewer_shows_the_still_picture(open_lesson, notebook):
    """What a learner sees of somebody else's notebook before running it."""
    content = json.loads(notebook.read_text("utf-8"))
    content["cells"] = content["cells"][:2]
    figures = SlopeMicroscope(), ThreeNumberLines()
    for cell, widget in zip(content["cells"], figures, strict=True):
        data, metadata = widget._repr_mimebundle_()
        cell["execution_count"] = 1
        cell["outputs"] = [
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "data": data,
                "metadata": metadata,
            }
        ]
    notebook.write_text(json.dumps(content), "utf-8")
    lesson = open_lesson(notebook)
    for number in (0, 1):
        cell = lesson.cell(number)
        cell.locator("img").wait_for()
        assert cell.locator("img").evaluate("image => image.naturalWidth") > 400
        assert cell.locator("table tr").count() >= 6
