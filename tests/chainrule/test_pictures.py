"""Still pictures: told in words, steady from run to run, at home in both themes."""

import re
from warnings import catch_warnings, simplefilter
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from chainrule import load_digits
from chainrule.pictures import compare_columns, compare_curves, show_digits, show_groups
from chainrule.waiting import DoesNotFit


@pytest.fixture(scope="module")
def picture():
    return compare_curves(
        {"up & down": np.sin, "(sin x)²": lambda x: np.sin(x) ** 2}, -2, 2, 'A "wave".'
    )


def test_it_is_told_in_words(picture):
    assert repr(picture) == 'A "wave".'
    drawing = ElementTree.fromstring(
        re.search(r"<svg.*</svg>", picture._repr_html_(), re.DOTALL)[0]
    )
    assert drawing.get("role") == "img" and drawing.get("aria-label") == 'A "wave".'
    texts = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"up & down", "(sin x)²", "x"} <= set(texts)


def test_it_never_changes(picture):
    again = compare_curves(
        {"up & down": np.sin, "(sin x)²": lambda x: np.sin(x) ** 2}, -2, 2, 'A "wave".'
    )
    assert picture._repr_html_() == again._repr_html_()
    assert not re.search(r"20\d\d-|matplotlib v|Date", picture.svg)


@pytest.mark.parametrize(
    "wishes",
    [
        {"text.usetex": True},
        {"text.color": "white", "axes.labelcolor": "white", "axes.edgecolor": "white"},
        {"path.sketch": (1, 100, 2), "font.family": ["xkcd"], "lines.linewidth": 9},
    ],
)
def test_no_style_of_the_session_reaches_it(picture, wishes):
    with matplotlib.rc_context(wishes):
        again = compare_curves(
            {"up & down": np.sin, "(sin x)²": lambda x: np.sin(x) ** 2}, -2, 2, 'A "wave".'
        )
        assert all(matplotlib.rcParams[name] == value for name, value in wishes.items())
    assert again.svg == picture.svg


def test_no_setting_of_numpy_nor_of_warnings_reaches_it(picture):
    with np.errstate(all="raise"), np.printoptions(precision=0, sign="+"), catch_warnings():
        simplefilter("error")
        again = compare_curves(
            {"up & down": np.sin, "(sin x)²": lambda x: np.sin(x) ** 2}, -2, 2, 'A "wave".'
        )
        bars = compare_columns(np.array([0.0, 4.0]), {"one": [1e-300, 1.0]}, "Rises.", "x", "y")
    assert again.svg == picture.svg
    drawn = compare_columns(np.array([0.0, 4.0]), {"one": [1e-300, 1.0]}, "Rises.", "x", "y")
    assert bars.svg == drawn.svg


def test_it_takes_the_colour_of_the_text_around_it_and_changes_no_other(picture):
    assert "currentColor" in picture.svg and "#000000" not in picture.svg
    assert "<style" not in picture.svg, "a style inside the picture would reach the whole page"
    assert "#ffffff" not in picture.svg, "no card behind the curves"


def test_curves_are_told_apart_without_colour(picture):
    curves = re.findall(r'style="fill: none;([^"]*)stroke: #', picture.svg)
    assert len({("dasharray" in style) for style in curves}) == 2


def test_more_curves_than_strokes_are_refused():
    with pytest.raises(ValueError, match="at most 3"):
        compare_curves({str(n): np.sin for n in range(4)}, 0, 1, "four")


def test_columns_are_drawn_with_the_names_of_their_axes():
    x = np.array([0.0, 1.5, 4.0])
    drawn = compare_columns(x, {"one": x, "two": x**2}, "Two rise.", "pedal, %", "km/h per %")
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", drawn.svg)
    assert {"one", "two", "pedal, %", "km/h per %"} <= set(texts)
    assert repr(drawn) == "Two rise."


def test_a_column_of_another_length_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'two' has the shape \(2,\), not \(3,\)"):
        compare_columns(np.arange(3), {"one": [1, 2, 3], "two": [1, 2]}, "told", "x", "y")


def test_the_input_has_its_own_name():
    assert ">z</text>" in compare_curves({"σ(z)": np.tanh}, -2, 2, "A curve.", along="z").svg


def rectangles(picture):
    drawing = ElementTree.fromstring(picture.svg)
    groups = drawing.findall("{http://www.w3.org/2000/svg}g")
    return drawing, [
        {
            (float(rect.get("x")), float(rect.get("y"))): float(rect.get("fill-opacity"))
            for rect in group.find("{http://www.w3.org/2000/svg}g")
        }
        for group in groups
    ]


def test_digits_are_drawn_square_by_square():
    digits = load_digits().select([3, 141])
    _, drawn = rectangles(show_digits(digits.pixels, digits.label))
    for ink, squares in zip(digits.pixels, drawn, strict=True):
        due = {(5.0 * (n % 8), 5.0 * (n // 8)): share / 16 for n, share in enumerate(ink) if share}
        assert squares == pytest.approx(due, abs=1e-4)


def test_digits_are_told_with_their_labels():
    pixels = load_digits().pixels[:2]
    picture = show_digits(pixels, [0, "1 <for> 7"], "The second was missed.")
    assert repr(picture) == (
        "2 handwritten digits, 8 by 8 squares of ink; written below: 0, 1 <for> 7. "
        "The second was missed."
    )
    drawing = ElementTree.fromstring(
        re.search(r"<svg.*</svg>", picture._repr_html_(), re.DOTALL)[0]
    )
    assert (drawing.get("role"), drawing.get("aria-label")) == ("img", repr(picture))
    texts = [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == ["0", "1 <for> 7"]
    assert "currentColor" in picture.svg and "#" not in picture.svg, "the colours of the page"
    assert repr(show_digits(pixels[:1], [0])).startswith("A handwritten digit, 8 by 8")


def test_ten_digits_make_a_row():
    pixels = load_digits().pixels[:13]
    drawing, _ = rectangles(show_digits(pixels, range(13)))
    places = [group.get("transform") for group in drawing]
    assert places[:2] == ["translate(0 0)", "translate(52 0)"]
    assert places[10:12] == ["translate(0 62)", "translate(52 62)"]
    assert drawing.get("viewBox") == "-6 -2 520 124"


def test_digits_of_another_shape_are_refused():
    for pixels, shape in ((np.ones((2, 8, 8)), "(2, 8, 8)"), (np.ones(64), "(64,)")):
        with pytest.raises(DoesNotFit, match=re.escape(f"the shape {shape}, not (n, 64)")):
            show_digits(pixels, [1, 2])
    with pytest.raises(DoesNotFit, match="there are 3 labels for 2 digits"):
        show_digits(np.ones((2, 64)), [1, 2, 3])


GROUPS = {"left": np.array([[-1.5, 0.4], [-2.0, 1.1]]), "right": np.array([[1.2, -0.3]])}


def test_groups_are_known_by_name_and_by_mark():
    drawn = show_groups(GROUPS, "Two groups.", "depth", "length")
    assert repr(drawn) == "Two groups."
    assert {"left", "right", "depth", "length"} <= set(re.findall(r">([^<>]+)</text>", drawn.svg))
    assert "a = 0.5" not in drawn.svg
    assert drawn.svg.count("<use ") >= 3, "a mark for each point"


def test_a_boundary_is_drawn_where_the_neuron_says_half():
    plain = show_groups(GROUPS, "Two groups.", "depth", "length")
    flat = show_groups(GROUPS, "Two groups.", "depth", "length", (np.zeros(2), 0.0))
    split = show_groups(GROUPS, "Two groups.", "depth", "length", (np.array([2.0, 0.5]), 0.3))
    assert flat.svg == plain.svg, "without weights there is no boundary"
    assert "a = 0.5" in split.svg


def test_points_of_another_shape_are_refused_with_one_line():
    with pytest.raises(DoesNotFit, match="the group 'left' has the shape"):
        show_groups({"left": np.array([1.0, 2.0])}, "", "", "")
