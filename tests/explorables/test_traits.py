"""What Python sees of a figure, without a browser: state, numbers, fallback, waiting, repr."""

import base64
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from chainrule import journal, machines
from chainrule.explorables import CourseWidget, SlopeMicroscope, ThreeNumberLines
from chainrule.explorables.functions import NAMES, machine, name_of, value
from traitlets import Float, TraitError

FIGURES = [SlopeMicroscope, ThreeNumberLines]
each_figure = pytest.mark.parametrize("figure", FIGURES, ids=lambda c: c.__name__)


@pytest.fixture(autouse=True)
def own_journal(tmp_path, monkeypatch):
    monkeypatch.setattr(journal, "_open", None)
    return journal.open_in(tmp_path)


@each_figure
def test_repr_and_fallback_never_change(figure):
    first, second = figure(), figure()
    assert repr(first) == repr(second)
    assert "0x" not in repr(first)
    assert first.fallback() == second.fallback()


@each_figure
def test_fallback_shows_picture_and_numbers(figure):
    widget = figure()
    data, _ = widget._repr_mimebundle_()
    page = data["text/html"]
    picture = base64.b64decode(re.search(r"data:image/svg\+xml;base64,([^\"]+)", page)[1])
    svg = ET.fromstring(picture)
    drawn = [node for node in svg.iter() if node.tag.endswith(("path", "circle", "line"))]
    assert len(drawn) > 4
    assert "nan" not in picture.decode() and "inf" not in picture.decode()
    for name, printed in widget.numbers():
        assert name in page and printed in page
    assert "alt=" in page and "Shift+Enter" in page
    assert "application/vnd.jupyter.widget-view+json" in data


@pytest.mark.parametrize("x", [-3.0, -0.2, 0.0, 1e-3, 3.0])
@pytest.mark.parametrize("inner", NAMES)
def test_every_still_picture_can_be_drawn(inner, x):
    lines = ThreeNumberLines(inner, x=x, ghost=True)
    for lines.outer in NAMES:
        assert_drawn(lines)
    if inner != "double":
        microscope = SlopeMicroscope(inner, x=x, follow=True)
        for microscope.h in (1.0, 1e-9, 1e-17):
            assert_drawn(microscope)


def assert_drawn(widget: CourseWidget) -> None:
    picture = widget.picture()
    ET.fromstring(picture)
    assert not re.search(r'"-?(nan|inf)', picture)
    assert all(isinstance(printed, str) for _, printed in widget.numbers())


def test_ticks_too_long_for_their_place_are_left_out_of_the_still_picture():
    for x, fit in ((2.5, True), (2.7, False)):
        figure = ThreeNumberLines("exp", "exp", x=x, dx=1e-6)
        _, y = figure._through(x)
        assert (y < 1e6) == fit
        assert (f">{round(y)}<" in figure.picture()) == fit
        assert bool(re.search(r">\d{6,}<", figure.picture())) == fit


@each_figure
def test_code_makes_the_same_figure(figure):
    widget = figure(x=0.25)
    again = eval(widget.code(), {c.__name__: c for c in FIGURES})
    for name in widget.settings:
        assert getattr(again, name) == getattr(widget, name)


@each_figure
def test_a_front_end_message_reaches_python(figure):
    widget, seen = figure(), []
    widget.observe(lambda change: seen.append(change.new), "x")
    widget.set_state({"x": 0.25})
    assert seen == [0.25]


@each_figure
def test_wrong_settings_are_one_clear_line(figure):
    with pytest.raises(TraitError, match=f"{figure.__name__}: x must lie between -3 and 3"):
        figure(x=4.0)
    with pytest.raises(TypeError, match=r"no setting 'speed'; it has .*x"):
        figure(speed=1)
    with pytest.raises(ValueError, match="square, cube, sin"):
        figure("tan")
    widget = figure()
    with pytest.raises(TraitError):
        widget.x = float("nan")


def test_machines_may_be_handed_over():
    assert SlopeMicroscope(machines.cube).function == "cube"
    widget = ThreeNumberLines(inner=machines.sin, outer=machines.reciprocal)
    assert (widget.inner, widget.outer) == ("sin", "reciprocal")
    with pytest.raises(ValueError):
        name_of(machines.Machine("sin", 5))


def test_microscope_numbers_are_the_computers_own():
    widget = SlopeMicroscope("sin", x=1.0, h=1e-17)
    assert widget.measured_slope == 0.0
    assert widget.exact_slope == pytest.approx(np.cos(1.0))
    widget.h = 1e-5
    assert widget.measured_slope == pytest.approx(np.cos(1.0), abs=1e-9)


def test_three_lines_numbers():
    widget = ThreeNumberLines("square", "sin", x=1.3, dx=1e-6)
    dx, du, dy = widget.nudges
    assert (du / dx) * (dy / du) == pytest.approx(dy / dx)
    assert widget.inner_slope * widget.outer_slope == pytest.approx(-0.3092, abs=1e-4)
    assert dy / dx == pytest.approx(widget.inner_slope * widget.outer_slope, abs=1e-4)
    assert widget.inner_slope * widget.ghost_slope == pytest.approx(0.6955, abs=1e-4)


def test_values_beyond_the_domain():
    assert np.isnan(value(machine("reciprocal"), 0.0))
    assert value(machine("exp"), 1000.0) == np.inf


def test_reset_goes_back_to_what_the_cell_asked_for():
    assert ThreeNumberLines(x=0.5, ghost=True)._initial == {
        "inner": "square",
        "outer": "sin",
        "x": 0.5,
        "dx": 0.3,
        "ghost": True,
    }


# ------------------------------------------------------------------ waiting for a prediction


def test_a_figure_waits_for_its_prediction(own_journal):
    widget = SlopeMicroscope(after="smaller_h")
    assert widget.locked and widget.after == "smaller_h"
    own_journal.commit(journal.Entry("another"))
    assert widget.locked
    own_journal.commit(journal.Entry("smaller_h", answer="no", confidence=3))
    assert not widget.locked
    assert own_journal.entry("smaller_h").answer == "no"
    assert not SlopeMicroscope(after="smaller_h").locked


def test_the_quiet_skip_is_kept_as_skipped_and_may_be_answered_later(own_journal):
    first, second = SlopeMicroscope(after="smaller_h"), ThreeNumberLines(after="smaller_h")
    first.set_state({"locked": False})  # what the skip on the cover sends
    assert own_journal.entry("smaller_h").skipped
    assert first.get_state("_heard") == {"_heard": True}, "the figure is told that it is kept"
    assert not second.locked
    own_journal.commit(journal.Entry("smaller_h", answer="yes"))
    assert own_journal.entry("smaller_h").answer == "yes"


def test_a_closed_figure_waits_no_longer(own_journal):
    widget = SlopeMicroscope(after="smaller_h")
    widget.close()
    own_journal.commit(journal.Entry("smaller_h"))
    assert widget.locked


def test_a_figure_without_prediction_is_open_and_silent(own_journal):
    widget = SlopeMicroscope()
    assert not widget.locked
    widget.locked = True
    widget.locked = False
    assert own_journal.entries() == {}


# ------------------------------------------------------------------ making another figure


def test_a_new_figure_is_a_class_and_an_entry():
    class Small(CourseWidget):
        entry = "slope_microscope"
        settings = ("x",)
        x = Float(1.0).tag(sync=True)

    widget = Small(x=2.0)
    assert "export default" in widget._esm
    assert widget._css.count("The look of every explorable") == 1
    assert widget.code() == "Small(x=2.0)"
    assert "<table>" not in widget.fallback()


def test_every_style_stands_under_the_root_class():
    for figure in FIGURES:
        css = re.sub(r"/\*.*?\*/", "", figure()._css, flags=re.S)
        for selectors in re.findall(r"([^{}]+)\{", css):
            for selector in re.split(r",(?![^(]*\))", selectors):
                if not selector.strip().startswith("@"):
                    assert re.search(r"\.crx\b", selector), selector.strip()
