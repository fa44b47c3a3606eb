"""What the questions say, without a browser: through plain Python and through a widget's state."""

import json
from warnings import catch_warnings, simplefilter

import numpy as np
import pytest
from chainrule import journal
from chainrule.journal import Entry
from chainrule.questions import (
    again,
    answer,
    ask,
    confirm,
    explain,
    known,
    predict,
    recorded,
    reveal,
)
from chainrule.questions.asking import Questions
from chainrule.questions.line_order import LineOrder

from ...support.kernel import new_kernel

CHOICES = ["15", "18", "36"]
TABLE = {
    "lesson": "01_test",
    "exercises": {},
    "questions": {
        "order": {"right": "18", "why": "g runs first.", "replies": {"36": "f ran first."}},
        "number": {"right": "-0.3092", "why": "Multiply."},
        "count": {"right": "3", "why": "Count."},
        "many": {"right": "4820", "why": "Two each.", "replies": {"2410": "That is one each."}},
        "seen": {
            "right": "nearer to 1",
            "why": "It is 0.64.",
            "recall": "z is 0.58. Is its σ nearer to 0 or nearer to 1?",
        },
        "words": {"right": "It receives u.", "why": ""},
    },
    "blanks": {"inner": 3.0, "rate": -0.30920},
}


@pytest.fixture(autouse=True)
def learner(tmp_path, monkeypatch):
    """A learner's fresh kernel in a lesson's folder, with a check table."""
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "01_test.json").write_text(json.dumps(TABLE), "utf-8")
    monkeypatch.setattr(known, "TABLES", checks)
    restart(tmp_path / "01_test")
    yield
    known.table.cache_clear()


def restart(folder):
    """A new kernel in `folder`: what is kept there is all it knows."""
    folder.mkdir(exist_ok=True)
    new_kernel(folder)


def from_browser(widget, **state):
    """What a widget's front end sends when the learner commits."""
    widget.set_state(state | {"settled": True})


# ------------------------------------------------------------------ predictions


def test_a_prediction_is_kept_and_quoted_back(capsys):
    widget = predict("order", "What is f(g(3))?", CHOICES)
    from_browser(widget, answer="18", confidence=4)
    assert journal.current().entry("order") == Entry(
        "order", "18", 4, question="What is f(g(3))?", choices=CHOICES
    )
    assert widget.reply == [], "the answer comes with reveal, not before"
    reveal("order")
    assert capsys.readouterr().out.splitlines() == [
        "You predicted “18”, with confidence 4 of 5.",
        "Right.",
        "g runs first.",
    ]


def test_reveal_holds_back_until_the_prediction_stands(capsys):
    predict("order", "?", CHOICES)
    reveal("order")
    said = capsys.readouterr().out
    assert "waits for your prediction" in said and "18" not in said


def test_a_confident_miss_is_told_why_and_comes_again(capsys, tmp_path, monkeypatch):
    predict("order", "What is f(g(3))?", CHOICES).commit("36", confidence=5)
    reveal("order")
    said = capsys.readouterr().out
    assert "You predicted “36”, with confidence 5 of 5." in said
    assert "What happens: 18." in said and "f ran first." in said and "g runs first." in said
    assert "asked again at the start of the next lesson" in said

    restart(tmp_path / "02_next")
    widget = again("01_test")
    assert (widget.question, widget.choices) == ("What is f(g(3))?", CHOICES)
    assert "sure" in widget.note
    widget.commit("18")
    assert widget.reply == ["Right.", "g runs first."]


def test_a_question_that_leans_on_a_figure_is_asked_again_in_words_that_stand_alone(tmp_path):
    predict("seen", "With these nine numbers?", ["nearer to 0", "nearer to 1"]).commit(
        "nearer to 0", confidence=4
    )
    reveal("seen")
    restart(tmp_path / "02_next")
    widget = again("01_test")
    assert widget.question == "z is 0.58. Is its σ nearer to 0 or nearer to 1?"
    assert widget.commit("nearer to 1").reply == ["Right.", "It is 0.64."]


def test_every_sure_miss_comes_again_the_surest_first(tmp_path, capsys):
    predict("seen", "With these nine numbers?", ["nearer to 0", "nearer to 1"]).commit(
        "nearer to 0", confidence=4
    )
    predict("order", "What is f(g(3))?", CHOICES).commit("36", confidence=5)
    for name in ("seen", "order"):
        reveal(name)
    assert capsys.readouterr().out.count("you will be asked again") == 2
    restart(tmp_path / "02_next")
    widgets = again("01_test")
    assert [widget.name for widget in widgets] == ["01_test/order", "01_test/seen"]
    assert repr(widgets).count("Without the form") == 2
    assert all(widget.note for widget in widgets)


def test_several_questions_are_shown_below_each_other(monkeypatch):
    import IPython.display

    shown = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    first, second = ask("order", "?", CHOICES), ask("count", "How many?")
    Questions([first, second])._ipython_display_()
    assert shown == [first, second]


@pytest.mark.parametrize(("given", "confidence"), [("36", 3), ("18", 5)])
def test_unsure_misses_and_hits_do_not_come_again(capsys, tmp_path, monkeypatch, given, confidence):
    predict("order", "?", CHOICES).commit(given, confidence=confidence)
    reveal("order")
    assert "asked again" not in capsys.readouterr().out
    restart(tmp_path / "02_next")
    assert again("01_test") is None
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_lucky_guess_has_its_own_word(capsys):
    predict("order", "?", CHOICES).commit("18", confidence=1)
    reveal("order")
    assert "Right, though you were not sure" in capsys.readouterr().out


def test_whoever_skips_is_told_without_reproach(capsys):
    predict("order", "?", CHOICES).skip()
    reveal("order")
    assert capsys.readouterr().out.splitlines() == [
        "You skipped this prediction.",
        "What happens: 18.",
        "g runs first.",
    ]


def test_asked_again_after_a_restart_it_shows_what_was_committed(monkeypatch, tmp_path):
    predict("order", "?", CHOICES).commit("36", confidence=2)
    restart(tmp_path / "01_test")
    widget = predict("order", "?", CHOICES)
    assert (widget.settled, widget.answer, widget.confidence) == (True, "36", 2)
    widget.commit("18", confidence=5)
    assert widget.answer == "36" and journal.current().entry("order").answer == "36"


def test_an_exported_page_asks_for_no_second_answer_and_tells_none():
    """What was answered goes into predictions.json alone; an exported page holds the question.

    Its line is as old as the last run of the cell, so the first one may stand there, too.
    """
    widget = predict("order", "?", CHOICES)
    where = "run this cell (Shift+Enter) in the notebook."
    assert f"<p>To answer, or to see what you answered, {where}" in widget.fallback()
    widget.commit("36", confidence=2)
    page = predict("order", "?", CHOICES).fallback()
    assert f"<p>Done; your answer is left out here. To see it, {where}" in page
    assert page.count("36") == 1, "as a choice"
    for settled, said in ((False, "To answer, or to see"), (True, "Done; your answer")):
        lines = LineOrder(name="lines", blocks=[["a = 2"], ["return a"]], settled=settled)
        assert said in lines.fallback()


@pytest.mark.parametrize("confidence", [None, 0, 6, 2.5, "4"])
def test_a_prediction_needs_a_confidence(confidence):
    widget = predict("order", "?", CHOICES)
    with pytest.raises(ValueError, match="how sure"):
        widget.commit("18", confidence=confidence)
    assert not journal.is_settled("order")


def test_an_answer_must_be_among_the_choices():
    with pytest.raises(ValueError, match="choose one of '15', '18', '36'"):
        predict("order", "?", CHOICES).commit("17", confidence=3)


def test_a_question_must_be_asked_before_it_is_answered():
    with pytest.raises(ValueError, match="run the cell that asks it first"):
        predict("order")
    predict("order", "?", CHOICES)
    assert predict("order").commit("18", confidence=3).settled


# ------------------------------------------------------------------ quick questions, own words


@pytest.mark.parametrize(
    ("name", "typed", "right"),
    [
        ("number", "-0.3092", True),
        ("number", "−0,309", True),
        ("number", "-0.31", True),
        ("number", "0.3092", False),
        ("number", "-0.32", False),
        ("count", "3", True),
        ("count", "3.0", True),
        ("count", "6/2", True),
        ("count", "3.001", False),
        ("many", "4,820", True),
        ("many", "4.820", True),
        ("many", "4\u202f820", True),
        ("many", "4.82", False),
        ("count", "1/0", False),
        ("count", "three", False),
        ("count", "nan", False),
    ],
)
def test_numbers_are_read_as_people_write_them(name, typed, right):
    widget = ask(name, "How many?")
    from_browser(widget, answer=typed)
    assert widget.tone == ("right" if right else "wrong")
    assert widget.reply[0] == (
        "Right."
        if right
        else f"Not this time. The answer: {TABLE['questions'][name]['right']}.".replace(" -", " −")
    )


def test_a_wrong_choice_gets_its_own_sentence_then_the_reason():
    widget = ask("order", "?", CHOICES).commit("36")
    assert widget.reply == ["Not this time. The answer: 18.", "f ran first.", "g runs first."]


@pytest.mark.parametrize("typed", ["2410", "2,410", "2410.0"])
def test_a_wrong_number_gets_its_own_sentence_too(typed):
    widget = ask("many", "How many?")
    from_browser(widget, answer=typed)
    assert widget.reply == ["Not this time. The answer: 4820.", "That is one each.", "Two each."]


def test_another_wrong_number_gets_the_reason_alone():
    widget = ask("many", "How many?")
    from_browser(widget, answer="24")
    assert widget.reply == ["Not this time. The answer: 4820.", "Two each."]


def test_a_skipped_question_shows_the_answer():
    widget = ask("order", "?", CHOICES).skip()
    assert widget.reply == ["The answer: 18.", "g runs first."] and widget.tone == ""


def test_the_model_answer_follows_the_own_words():
    widget = explain("words", "Why?", use_word="receives")
    assert widget.reply == []
    from_browser(widget, answer="Because it receives u.")
    assert widget.reply == ["One way to say it:", "It receives u."]
    assert journal.current().entry("words").answer == "Because it receives u."


def test_an_unknown_question_is_said_and_not_raised(capsys):
    assert "holds no answer" in ask("nobody", "?").commit("1").reply[0]
    reveal("nobody")
    assert "holds no answer" in capsys.readouterr().out


class Refusing:
    """Can be asked for its number, and fails."""

    def __float__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("inner", ..., "inner is still blank"),
        ("inner", None, "inner is still blank"),
        ("inner", 3, "inner = 3 is right."),
        ("inner", 4, "inner = 4 is not it yet. Look at 3x."),
        ("inner", float("nan"), "inner = nan is not it yet."),
        ("inner", "3x", "inner should be a number, but it is a str."),
        ("inner", "3", "inner should be a number, but it is a str."),
        ("inner", [3], "inner should be a number, but it is a list."),
        ("inner", np.array([3.0]), "inner should be a number, but it is an ndarray."),
        ("inner", True, "inner should be a number, but it is a bool."),
        ("inner", Refusing(), "inner should be a number, but it is a Refusing."),
        pytest.param("inner", 10**400, "inner = inf is not it yet.", id="too large"),
        ("rate", -0.309, "rate = −0.309 is right."),
        ("rate", 0.309, "rate = 0.309 is not it yet."),
    ],
)
def test_blanks_are_confirmed(capsys, name, value, said):
    unnamed = [value]
    confirm(name, unnamed[0], hint="Look at 3x.")
    assert capsys.readouterr().out.startswith(said)


def test_a_blank_is_called_as_the_cell_calls_it(capsys):
    def wrong():
        return 4

    r, s = ..., 3
    confirm("inner", r)
    confirm("inner", s, hint="Look at 3x.")
    confirm("inner", value=r, hint="Look at 3x.")
    confirm("inner", wrong(), hint="Look at 3x.")
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == [
        "r is still blank",
        "s = 3 is right.",
        "r is still blank",
        "inner = 4 is not it yet. Look at 3x.",
    ]


def test_whoever_has_not_done_a_lesson_has_nothing_to_be_asked_again(capsys):
    assert again("00_before") is None
    assert capsys.readouterr().out == (
        "You have not answered lesson 00 here, so there is nothing to ask again.\n"
    )


# ------------------------------------------------------------------ headless, and for authors


def test_texts_do_not_change_from_run_to_run():
    first, second = (repr(predict("order", "What?", CHOICES)) for _ in range(2))
    assert first == second and " at 0x" not in first
    assert first.splitlines()[0] == "What?" and 'commit("your answer", confidence=3)' in first
    bundle, _ = predict("order")._repr_mimebundle_()
    assert bundle["text/plain"] == first and "What?" in bundle["text/html"]


def test_an_author_sees_the_answers_and_hands_them_over(capsys):
    answer("order", 18, "g runs first.", {"36": "f ran first."})
    predict("order", "?", CHOICES)
    reveal("order")
    assert capsys.readouterr().out.splitlines() == ["What happens: 18.", "g runs first."]
    confirm("inner", 3)
    assert recorded() == {
        "questions": {
            "order": {"right": "18", "why": "g runs first.", "replies": {"36": "f ran first."}}
        },
        "blanks": {"inner": 3.0},
    }


def no_answer():
    ask("order", "?", CHOICES)


def answer_fits_no_choice():
    answer("order", 17)
    ask("order", "?", CHOICES)


def reply_fits_no_choice():
    answer("order", 18, "", {"19": "no"})
    ask("order", "?", CHOICES)


def answer_is_no_number():
    answer("order", "many")
    ask("order", "?")


def reply_to_no_number():
    answer("order", 3, "Count.", {"a few": "Say how many."})
    ask("order", "How many?")


def answer_without_question():
    answer("order", 18)


@pytest.mark.parametrize(
    "slip",
    [
        no_answer,
        answer_fits_no_choice,
        reply_fits_no_choice,
        answer_is_no_number,
        reply_to_no_number,
        answer_without_question,
    ],
)
def test_an_authors_slip_is_one_line_that_names_the_question(slip):
    slip()
    with pytest.raises(ValueError, match="order") as caught:
        recorded()
    assert "\n" not in str(caught.value)


def test_the_same_choice_twice_is_refused():
    with pytest.raises(ValueError, match="same choice twice"):
        ask("order", "?", ["18", "18"])


# --- a session in an odd state -------------------------------------------------------------------


def test_what_numpy_and_warnings_were_told_changes_no_verdict(capsys):
    with np.errstate(all="raise"), np.printoptions(precision=1, sign="+"), catch_warnings():
        simplefilter("error")
        number = ask("number", "How much?")
        number.commit("-0.309")
        wrong = ask("count", "How many?")
        wrong.commit("1e-320")
        confirm("rate", np.float64(-0.3092))
        confirm("inner", np.array(1e-320))
    assert (number.tone, wrong.tone) == ("right", "wrong")
    assert number.answer == "-0.309"
    assert capsys.readouterr().out == "rate = −0.3092 is right.\ninner = 1e−320 is not it yet.\n"


def test_who_deletes_the_file_is_asked_anew_while_the_kernel_lives(tmp_path):
    predict("order", "What is f(g(3))?", CHOICES).commit("18", confidence=4)
    assert predict("order", "What is f(g(3))?", CHOICES).settled
    (tmp_path / "01_test/predictions.json").unlink()
    anew = predict("order", "What is f(g(3))?", CHOICES)
    assert (anew.settled, anew.answer, anew.confidence, anew.kept) == (False, "", 0, "")
    anew.commit("36", confidence=1)
    (entry,) = json.loads((tmp_path / "01_test/predictions.json").read_text("utf-8"))["entries"]
    assert (entry["name"], entry["answer"]) == ("order", "36")
