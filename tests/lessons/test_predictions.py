"""A prediction is one: what is asked stands nowhere in what its reader has seen by then.

A machine finds the right answer said in so many words; that a sentence gives it away in others is
for the eye.
"""

import ast
import re
from itertools import pairwise

from chainrule.explorables import CourseWidget

WORD = re.compile(r"[^\W\d_]{4,}")


def predictions(lesson):
    """(number of the cell, name, right answer) of each prediction with choices."""
    for index, _ in lesson.code():
        if "predict" not in lesson.calls(index):
            continue
        for part in lesson.hidden(index):
            for node in ast.walk(ast.parse(part)):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "answer":
                    yield index, node.args[0].value, str(node.args[1].value)


def asked_again(lesson):
    """(place, name, text) of what `again` asks in the next lesson after a confident miss."""
    for index, name, _ in predictions(lesson):
        for part in [*lesson.hidden(index), lesson.released(index)]:
            for node in ast.walk(ast.parse(part)):
                if not isinstance(node, ast.Call) or node.args[:1] == []:
                    continue
                kind, about = getattr(node.func, "id", ""), getattr(node.args[0], "value", None)
                if about == name and kind == "answer":
                    recalls = [word.value.value for word in node.keywords if word.arg == "recall"]
                elif about == name and kind == "predict":
                    question = node.args[1].value
        yield lesson.place(index), name, (recalls or [question])[0]


POINTS_ELSEWHERE = re.compile(
    r"\b([Tt]his|(above|below)(?! \d)|here|as before|the same gear)\b"
    r"|^(It|Now|They|The (same|game(?! of)))\b"
)


def test_what_is_asked_again_stands_alone(lesson):
    """In the next lesson, a question has neither its figure nor the sentence above it."""
    for place, name, text in asked_again(lesson):
        found = POINTS_ELSEWHERE.search(text)
        assert not found, f"{place}: {name!r} points at “{found[0]}”: {text}"


def seen_before(lesson, index):
    """What stands above the cell, and what Run All prints in the one below."""
    for number, text in lesson.markdown():
        if number < index:
            yield lesson.place(number), text
    for number, _ in lesson.code():
        if number < index:
            yield lesson.place(number), lesson.released(number)
        elif number == index + 1:
            yield lesson.place(number), without_comments(lesson.released(number))


def without_comments(source):
    return "\n".join(line for line in source.split("\n") if not line.lstrip().startswith("#"))


def says(text, right):
    """Does a text say an answer of several words, in these words or in all that matter?"""
    tidy = " ".join(text.casefold().split())
    if len(WORD.findall(right)) < 2:
        return False  # a number or one word: it stands anywhere
    if " ".join(right.casefold().split()) in tidy:
        return True
    wanted = set(WORD.findall(right.casefold()))
    return any(wanted <= set(WORD.findall(sentence)) for sentence in re.split(r"[.?!|]\s", tidy))


def test_what_would_be_noticed():
    right = "better at first, then worse"
    assert says("It gets better at first, then worse. You see.", right)
    assert says("| say why it is better, and then worse at first |", right)
    assert not says("Is it better? Or worse? At first you guess, then you see.", right)
    assert not says("18", "18")


def test_no_prediction_is_given_away(lesson):
    for index, name, right in predictions(lesson):
        for place, text in seen_before(lesson, index):
            assert not says(text, right), f"{place}: this gives {name!r} away: {right}"


def test_no_number_is_printed_before_it_is_predicted(lesson):
    """Run All runs the next cell, too: it may not print the very expression that is asked for."""
    for index, _, _ in predictions(lesson):
        (question,) = [
            node.args[1].value
            for node in ast.walk(ast.parse(lesson.released(index)))
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "predict"
        ]
        asked = {code for code in re.findall(r"`([^`]+)`", question) if "(" in code}
        following = [i for i, _ in lesson.code() if i > index][:1]
        for number in following:
            printed = without_comments(lesson.released(number))
            at_once = "print" in printed and "after=" not in printed
            assert not any(at_once and code in printed for code in asked), (
                f"{lesson.place(number)} prints what the cell above asks for"
            )


# --- what stands below waits ----------------------------------------------------------------------


def between(lesson):
    """(prediction, cell) for each cell of code from a prediction to where it is revealed."""
    texts = dict(lesson.code())
    for index, name, _ in asked_in(lesson):
        for number in (i for i in texts if i > index):
            yield name, number
            if f'reveal("{name}")' in lesson.released(number):
                break


def asked_in(lesson):
    """(number of the cell, name, question) of each prediction."""
    for index, _ in lesson.code():
        for node in ast.walk(ast.parse(lesson.released(index))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "predict":
                yield index, node.args[0].value, node.args[1].value


#: What may stand by itself: it asks, judges an exercise, or waits for the prediction by itself.
WAITS_BY_ITSELF = {"ask", "explain", "order_lines", "predict", "reveal", "confirm", "check"}
SHOWS = {"print", "display"}
DEFINES = (ast.FunctionDef, ast.ClassDef)


def shown_at_once(source, name, figures):
    """The lines of a cell that show something before the prediction `name` is committed."""
    for statement in ast.parse(source).body:
        if isinstance(statement, DEFINES) or f"after='{name}'" in ast.unparse(statement):
            continue
        calls = {
            getattr(node.func, "id", "")
            for node in ast.walk(statement)
            if isinstance(node, ast.Call)
        }
        is_shown = isinstance(statement, ast.Expr) and not calls & (WAITS_BY_ITSELF | figures)
        if is_shown or calls & SHOWS:
            yield statement.lineno


def test_what_would_be_shown_at_once():
    def shown(source):
        return list(shown_at_once(source, "order", {"Belt"}))

    assert shown("x = 1\nprint(x)") == [2]
    assert shown("for n in (1, 2):\n    print(n)") == [1]
    assert shown("import numpy\nnumpy.arange(3)") == [2]
    assert shown("with waits_for('slope'):\n    display(3)") == [1]
    assert shown("with waits_for('slope', after='order'):\n    print(3)\nreveal('order')") == []
    assert shown("def f():\n    print(1)\n\nBelt(after='swap')\nask('a', 'b')") == []


def test_between_a_prediction_and_its_reveal_nothing_is_shown_that_does_not_wait(lesson):
    """Run All runs every cell: a result that answers a prediction is held until there is one."""
    figures = {kind.__name__ for kind in CourseWidget.__subclasses__()}
    for name, number in between(lesson):
        if lesson.role(number):
            continue
        lines = list(shown_at_once(lesson.released(number), name, figures))
        assert not lines, (
            f"{lesson.place(number)}, line {lines[0]}: this shows before {name!r} is committed; "
            f'put it into `with waits_for(after="{name}"):`'
        )


def test_a_held_result_and_its_reveal_are_one_cell(lesson):
    """In two cells, one below the other, both would say that they wait."""
    code = [number for number, _ in lesson.code()]
    for number, after in pairwise(code):
        held = re.findall(r'waits_for\([^)]*after="(\w+)"', lesson.released(number))
        for name in held:
            assert f'reveal("{name}")' not in lesson.released(after), (
                f"{lesson.place(number)}: reveal {name!r} at the end of this cell, not in the next"
            )


# --- what stands below does not tell --------------------------------------------------------------

NUMBER = re.compile(r"(?<![\w.,])[−-]?\d[\d ]*(?:\.\d+)?(?![\w])")


def in_sight(lesson, index, name):
    """(number, text) of what the reader of a prediction in cell `index` sees further down, to the
    end of the part in which it is revealed."""
    revealed = False
    for number in range(index + 1, len(lesson.cells)):
        cell = lesson.cells[number]
        if revealed and cell.source.startswith("## "):
            return
        if cell.cell_type == "markdown":
            yield number, cell.source
        else:
            yield number, "\n".join(asked_or_shown(lesson, number))
        if cell.cell_type == "code" and f'reveal("{name}")' in lesson.released(number):
            revealed = True


def asked_or_shown(lesson, number):
    """What a cell shows without being answered: its question and, unless hidden, its code."""
    source = lesson.released(number)
    asks = False
    for node in ast.walk(ast.parse(source)):
        called = getattr(getattr(node, "func", None), "id", "")
        if isinstance(node, ast.Call) and called in {"ask", "explain", "predict", "order_lines"}:
            asks = True
            yield node.args[1].value
    hidden = lesson.cells[number].metadata.get("jupyter", {}).get("source_hidden")
    if not (asks or hidden or lesson.role(number)):
        yield without_comments(source)


def asked_for(lesson, index):
    """The question of the prediction in a cell, and its choices; none for a number."""
    for node in ast.walk(ast.parse(lesson.released(index))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "predict":
            choices = node.args[2].elts if len(node.args) > 2 else []
            return node.args[1].value, [choice.value for choice in choices]
    raise AssertionError(f"{lesson.place(index)} predicts nothing")


def tells(text, right, question, choices):
    """The words or the number of a text that pick the right choice; nothing when none do."""
    tidy = " ".join(text.casefold().split())
    others = " ".join([question, *(choice for choice in choices if choice != right)]).casefold()
    if says(tidy, right):
        return right
    words = [word for word in WORD.findall(right.casefold()) if word not in others]
    if len(WORD.findall(right)) == 1 and words and re.search(rf"\b{words[0]}\b", tidy):
        return words[0]
    for number in NUMBER.findall(right):
        number = number.strip()
        apart = number not in {one.strip() for one in NUMBER.findall(others)}
        if len(number) > 1 and apart and number in {one.strip() for one in NUMBER.findall(tidy)}:
            return number
    return ""


def test_what_would_tell():
    ways = ["it falls", "it rises", "it stays"]
    assert tells("And so the loss falls.", "it falls", "What does it do?", ways) == "falls"
    assert not tells("And so the loss falls.", "it falls", "How far it falls?", ways)
    assert tells("that is 81 routes", "81", "Of 4 layers?", ["12", "81"]) == "81"
    assert not tells("that is 0.81 or 181", "81", "Of 4 layers?", ["12", "81"])
    assert tells("with −4 it works", "about −4", "Which w?", ["about 4", "about −4"]) == "−4"
    assert not tells("with 4 it works", "about −4", "Which w?", ["about 4", "about −4"])
    assert not tells("in 3 steps", "3", "How many?", ["1", "3"]), "one digit stands anywhere"


def test_nothing_in_sight_below_an_open_prediction_tells(lesson):
    """Prose is there at once, and so are forms and code after Run All: a reveal alone may tell."""
    for index, name, right in predictions(lesson):
        question, choices = asked_for(lesson, index)
        for number, text in in_sight(lesson, index, name):
            told = tells(text, right, question, choices)
            assert not told, (
                f"{lesson.place(number)}: “{told}” answers {name!r}, which may still be open: say "
                "it in the reveal"
            )
