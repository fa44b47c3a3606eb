"""Every form in which a lesson asks, answered and passed by keyboard alone."""

import re

import pytest


def test_a_prediction_by_keyboard_alone(sit_down):
    hand = sit_down("a prediction")
    assert len(hand.walk()) == 4  # answer, confidence, commit, skip
    hand.go("Commit prediction")
    hand.press("Enter")
    hand.heard("Choose an answer first.")
    assert hand.at()["type"] == "radio", "the focus goes to what is missing"
    hand.press("ArrowDown")
    hand.go("Commit prediction")
    hand.press("Space")
    hand.heard("Now say how sure you are")
    hand.press("ArrowRight", "ArrowRight", "Enter")
    hand.page.evaluate("() => window.models[0].set({kept: 'file'})")  # as Python answers
    closed = hand.at()
    assert closed["name"].startswith("Committed: “18”, confidence 3 of 5")
    assert hand.ring() >= 3
    assert hand.press("Tab")["id"] == "after"


@pytest.mark.parametrize(
    ("name", "typed", "missing", "kept"),
    [
        ("a number to type", "6/2", "Type a number first", "6/2"),
        ("own words", "It receives u.", "Write a sentence first.", "It receives u."),
    ],
)
def test_a_typed_answer_by_keyboard_alone(sit_down, name, typed, missing, kept):
    hand = sit_down(name)
    assert len(hand.walk()) == 3
    hand.press("Shift+Tab", "Shift+Tab", "Enter")  # past skip, on the button
    hand.heard(missing)
    hand.page.keyboard.type(typed)
    hand.press("Tab", "Enter")
    assert (hand.get("settled"), hand.get("answer")) == (True, kept)
    assert hand.at()["name"], "the focus stays in the form"


def test_a_number_is_predicted_by_keyboard_alone(sit_down):
    hand = sit_down("a number to predict")
    hand.press("Tab")
    hand.page.keyboard.type("2,5")
    hand.press("Tab", "Space", "Enter")
    assert (hand.get("answer"), hand.get("confidence")) == ("2,5", 1)


@pytest.mark.parametrize("name", ["a prediction", "a question", "own words", "lines to order"])
def test_whoever_passes_keeps_their_place(sit_down, name):
    hand = sit_down(name)
    hand.walk()
    hand.press("Shift+Tab")
    assert re.match("skip|give up", hand.at()["name"])
    hand.press("Enter")
    assert hand.get("skipped") is True
    hand.page.evaluate("() => window.models[0].set({ settled: true, answer: 'a\\nb' })")
    assert hand.at()["id"] not in ("before", "after") and hand.at()["tag"] == "P"


def test_lines_are_ordered_by_keyboard_alone(sit_down):
    hand = sit_down("lines to order")
    # Two arrows for each of three lines, one pair of lines, and two buttons.
    assert len(hand.walk()) == 9
    hand.go("Check the lines")
    hand.press("Enter")
    hand.heard("In every pair, choose one")
    assert hand.press("ArrowDown")["type"] == "radio"
    hand.press("Alt+ArrowUp")
    hand.heard("a = r * r is now line 1 of 3")
    hand.go("move line 3 of 3, r = d / 2, earlier")
    moved = hand.press("Enter", "Space")
    assert moved["name"].startswith("move line 1 of 3, r = d / 2")
    hand.press("Enter")
    hand.heard("This is already the first line.")
    hand.go("Check the lines")
    hand.press("Enter")
    assert hand.get("answer") == "r = d / 2\na = r * r\nreturn a"
