"""Lines to order in a browser, without Jupyter, joined to the real widget in Python."""

import json

import pytest
from chainrule import journal
from chainrule.questions import known, order_lines
from playwright.sync_api import expect

from ...explorables.page import page_html
from ...support.kernel import new_kernel

JOIN = """
const model = window.models[0];
model.save_changes = async () => {
  model.set(await window.tellPython(
    {answer: model.get('answer'), tries: model.get('tries'), skipped: model.get('skipped')}));
};
"""
BLOCKS = ["return a", ("a = 2 * r", "a = r * r"), "r = d / 2"]
RIGHT = ["r = d / 2", "a = r * r", "return a"]


@pytest.fixture
def show(page, tmp_path, monkeypatch):
    checks = tmp_path / "checks"
    checks.mkdir()
    answer = {"right": "\n".join(RIGHT), "why": "", "replies": {"a = 2 * r": "The diameter."}}
    (checks / "01_test.json").write_text(json.dumps({"questions": {"circle": answer}}), "utf-8")
    monkeypatch.setattr(known, "TABLES", checks)
    new_kernel(tmp_path)
    trouble = []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    widget = order_lines("circle", "Put the lines in order.", BLOCKS)

    def tell_python(said: dict) -> dict:
        widget.set_state(said)
        names = ("answer", "tries", "skipped", "settled", "heard", "reply", "tone")
        return {name: getattr(widget, name) for name in names}

    page.expose_function("tellPython", tell_python)

    def place():
        page.set_content(page_html(widget, joined=JOIN))
        page.wait_for_selector("body[data-ready]")
        return page

    yield place
    known.table.cache_clear()
    assert trouble == []


def shown(page) -> list[str]:
    return [line.inner_text() for line in page.locator(".lo-line").all()]


def starts(page) -> list[str]:
    """The first code of every line."""
    return [line.locator("code").first.text_content() for line in page.locator(".lo-line").all()]


def test_solved_by_keyboard_alone(show):
    page = show()
    page.get_by_role("button", name="move line 3 of 3, r = d / 2, earlier").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowUp")
    assert starts(page) == ["r = d / 2", "return a", "a = 2 * r"]
    focused = page.evaluate("() => document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("move line 1 of 3, r = d / 2"), "the focus travels with the line"
    page.get_by_role("radio", name="a = r * r").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Alt+ArrowUp")
    page.get_by_role("button", name="Check the lines").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".crx-reply p")).to_have_text(["Right."])
    assert [line.split("\n")[-1] for line in shown(page)] == RIGHT
    assert page.get_by_role("button").count() == 0
    assert journal.current().entry("circle").right


def test_a_pair_must_be_decided_and_a_wrong_line_is_explained(show):
    page = show()
    check = page.get_by_role("button", name="Check the lines")
    check.click()
    expect(page.get_by_role("status").first).to_contain_text("In every pair, choose one")
    page.get_by_role("radio", name="a = 2 * r").check()
    check.click()
    expect(page.locator(".crx-reply p")).to_have_text(
        ["Not yet: look at a = 2 * r.", "The diameter."]
    )
    assert page.locator(".crx-question").get_attribute("data-tone") == "wrong"
    assert not journal.is_settled("circle")


def test_a_line_is_dragged_by_its_handle(show):
    page = show()
    grip = page.locator(".lo-grip").nth(0).bounding_box()
    last = page.locator(".lo-line").nth(2).bounding_box()
    page.mouse.move(grip["x"] + 5, grip["y"] + 5)
    page.mouse.down()
    for step in range(1, 11):
        page.mouse.move(
            grip["x"] + 5, grip["y"] + step * (last["y"] + last["height"] - grip["y"]) / 10
        )
    page.mouse.up()
    assert starts(page) == ["a = 2 * r", "r = d / 2", "return a"]
    assert page.locator(".lo-line.held").count() == 0


def test_giving_up_shows_the_lines(show):
    page = show()
    page.get_by_role("button", name="give up and show").click()
    expect(page.get_by_role("status").first).to_contain_text("Shown without an answer")
    assert [line.split("\n")[-1] for line in shown(page)] == RIGHT


def test_what_a_screen_reader_meets(show):
    page = show()
    tree = page.locator("body").aria_snapshot()
    assert 'group "Put the lines in order."' in tree
    assert 'radiogroup "One of these two lines"' in tree and 'radio "a = r * r"' in tree
    assert 'button "move line 1 of 3, return a, earlier"' in tree
    page.get_by_role("button", name="move line 1 of 3, return a, later").click()
    expect(page.locator(".crx-live")).to_have_text("return a is now line 2 of 3.")


def test_a_try_that_nobody_heard_is_said_and_the_order_stays(show):
    page = show()
    page.evaluate("() => { window.models[0].save_changes = () => {}; }")
    page.get_by_role("radio", name="a = r * r").check()
    page.get_by_role("button", name="move line 3 of 3, r = d / 2, earlier").press("Enter")
    page.get_by_role("button", name="Check the lines").click()
    expect(page.get_by_role("status").first).to_contain_text("Nobody has answered yet")
    ((_, draft),) = page.evaluate("() => [...globalThis.crxDrafts.entries()]")
    assert draft == {"order": [0, 2, 1], "chosen": ["return a", "r = d / 2", "a = r * r"]}
