"""Lines to order: what is said about a try, what is kept, and what an author may get wrong."""

import json

import pytest
from chainrule import journal
from chainrule.questions import answer, known, order_lines, recorded

from ...support.kernel import new_kernel

BLOCKS = [
    "return a, p",
    ("a = 2 * r", "a = r * r"),
    "p = 6.28 * r",
    "r = d / 2",
]
RIGHT = ["r = d / 2", "a = r * r", "p = 6.28 * r", "return a, p"]
TABLE = {
    "questions": {
        "circle": {
            "right": "\n".join(RIGHT),
            "why": "The radius comes first.",
            "replies": {"a = 2 * r": "That is the diameter again."},
            "any_order": [["a = r * r", "p = 6.28 * r"]],
        },
        "loop": {"right": "for r in rates:\n    s = s * r", "why": ""},
    }
}


@pytest.fixture(autouse=True)
def learner(tmp_path, monkeypatch):
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "01_test.json").write_text(json.dumps(TABLE), "utf-8")
    monkeypatch.setattr(known, "TABLES", checks)
    new_kernel(tmp_path)
    yield
    known.table.cache_clear()


def from_browser(widget, lines):
    widget.set_state({"answer": "\n".join(lines), "tries": widget.tries + 1})


def test_a_wrong_line_of_a_pair_gets_its_own_sentence_and_may_be_mended():
    widget = order_lines("circle", "Order them.", BLOCKS)
    from_browser(widget, ["r = d / 2", "a = 2 * r", "p = 6.28 * r", "return a, p"])
    assert widget.reply == ["Not yet: look at `a = 2 * r`.", "That is the diameter again."]
    assert (widget.tone, widget.settled) == ("wrong", False)
    assert not journal.is_settled("circle")
    from_browser(widget, RIGHT)
    assert widget.reply == ["Right.", "The radius comes first."]
    assert (widget.tone, widget.settled) == ("right", True)
    assert journal.current().entry("circle").right


def test_the_first_line_out_of_order_is_named():
    widget = order_lines("circle", "?", BLOCKS).commit([RIGHT[0], RIGHT[3], *RIGHT[1:3]])
    assert widget.reply[1].startswith("Line 2, `return a, p`, comes too early")


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 1, 3)])
def test_lines_that_do_not_need_each_other_may_stand_in_any_order(order):
    assert order_lines("circle", "?", BLOCKS).commit([RIGHT[i] for i in order]).tone == "right"


@pytest.mark.parametrize("order", [(1, 0, 2, 3), (1, 2, 0, 3), (3, 1, 2, 0)])
def test_other_orders_are_wrong(order):
    assert order_lines("circle", "?", BLOCKS).commit([RIGHT[i] for i in order]).tone == "wrong"


def test_giving_up_shows_the_lines():
    widget = order_lines("circle", "?", BLOCKS)
    widget.set_state({"skipped": True})
    assert widget.answer.split("\n") == RIGHT
    assert (widget.settled, widget.tone) == (True, "")
    assert widget.reply == ["These are the lines.", "The radius comes first."]
    assert journal.current().entry("circle").right is None


@pytest.mark.parametrize("end", ["solve", "give up"])
def test_after_a_restart_it_stands_as_it_ended(monkeypatch, tmp_path, end):
    widget = order_lines("circle", "?", BLOCKS)
    mine = [RIGHT[0], RIGHT[2], RIGHT[1], RIGHT[3]]
    widget.commit(mine) if end == "solve" else widget.skip()
    new_kernel(tmp_path)
    widget = order_lines("circle", "?", BLOCKS)
    assert widget.settled
    assert widget.answer.split("\n") == (mine if end == "solve" else RIGHT)
    assert widget.commit(RIGHT[::-1]).tries == 0, "a settled question takes no more tries"


def test_indented_lines_may_be_typed_without_their_spaces():
    widget = order_lines("loop", "?", ["    s = s * r", "for r in rates:"])
    assert widget.commit("for r in rates:\ns = s * r").tone == "right"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["r = d"], "no line 'r = d'"),
        (RIGHT[:2], "4 are needed"),
        (RIGHT * 2, "no line 'r = d / 2'"),
    ],
)
def test_a_try_takes_one_line_from_every_block(lines, said):
    with pytest.raises(ValueError, match=said):
        order_lines("circle", "?", BLOCKS).commit(lines)


def test_an_answer_that_this_copy_does_not_hold_is_said():
    widget = order_lines("nobody", "?", ["b", "a"]).commit("a\nb")
    assert "holds no answer" in widget.reply[0] and not widget.settled


def test_text_and_fallback_show_every_line_and_never_change():
    first, second = (order_lines("circle", "Order them.", BLOCKS) for _ in range(2))
    assert repr(first) == repr(second) and " at 0x" not in repr(first)
    bundle, _ = first._repr_mimebundle_()
    for line in ["a = 2 * r", *RIGHT]:
        assert line in bundle["text/plain"] and line in bundle["text/html"]
    assert repr(order_lines("circle")) == repr(first), "asked again by name"


def test_an_author_hands_the_lines_over():
    answer("circle", [RIGHT[0], (RIGHT[1], RIGHT[2]), RIGHT[3]], "why", {"a = 2 * r": "no"})
    order_lines("circle", "?", BLOCKS)
    assert recorded()["questions"]["circle"] == {
        "right": "\n".join(RIGHT),
        "why": "why",
        "replies": {"a = 2 * r": "no"},
        "any_order": [["a = r * r", "p = 6.28 * r"]],
    }


@pytest.mark.parametrize(
    ("right", "replies", "blocks"),
    [
        (["r = d / 3", *RIGHT[1:]], {}, BLOCKS),  # a line that is not offered
        (RIGHT[:3], {}, BLOCKS),  # a line is missing
        (RIGHT, {"a = r * r": "no"}, BLOCKS),  # a reply to a right line
        (RIGHT, {"a = 3": "no"}, BLOCKS),  # a reply to no line
        (RIGHT, {}, [RIGHT[0], BLOCKS[1], *RIGHT[2:]]),  # shown in the right order
        (["    r = d / 2", *RIGHT[1:]], {}, BLOCKS),  # another indent
    ],
)
def test_an_authors_slip_is_one_line_that_names_the_question(right, replies, blocks):
    answer("circle", right, "", replies)
    order_lines("circle", "?", blocks)
    with pytest.raises(ValueError, match="circle") as caught:
        recorded()
    assert "\n" not in str(caught.value)


def test_the_same_line_twice_is_refused():
    with pytest.raises(ValueError, match="same line twice"):
        order_lines("circle", "?", ["a", ("b", "a")])
