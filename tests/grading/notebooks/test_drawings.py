"""Of a student's SVG only what draws is kept: no script, no address, no style of a page's."""

import pytest
from chainrule.pictures import compare_curves

from autograders.grading.notebooks.drawings import cleaned

OPEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'


def test_a_picture_of_the_course_stays_as_it_is_drawn():
    svg = cleaned(compare_curves({"bowl": lambda x: x**2}, -1, 1, "A bowl.").svg)
    assert svg.startswith("<svg") and svg.count("<path") > 5 and ">bowl<" in svg


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<style>@import url(http://example.org/x.css)</style>",
        '<image href="http://example.org/x.png"/>',
        '<use xlink:href="http://example.org/x.svg#a"/>',
        '<use href="data:image/svg+xml,x#a"/>',
        '<rect onload="alert(1)" style="fill:url(http://example.org)"/>',
        '<rect fill="u\\72l(http://example.org)"/>',
        '<a href="javascript:alert(1)"><text>x</text></a>',
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>",
        '<animate attributeName="href" values="javascript:alert(1)"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
    ],
)
def test_what_does_not_draw_is_left(inside):
    svg = cleaned(f"{OPEN}<path d='M0 0'/>{inside}</svg>")
    assert "<path" in svg
    plain = svg.replace("http://www.w3.org/2000/svg", "").replace(
        "http://www.w3.org/1999/xlink", ""
    )
    for word in ("script", "http", "alert", "import", "data:", "onload", "foreign", "animate"):
        assert word not in plain, svg


@pytest.mark.parametrize(
    "drawing",
    [
        "",
        "<svg",
        "<b>no</b>",
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg>&a;</svg>',
        "<svg>" + "<g>" * 100_000,
    ],
)
def test_what_is_no_drawing_is_none(drawing):
    assert cleaned(drawing) == ""
