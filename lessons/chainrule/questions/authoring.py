"""The author's side: saying the right answers, and handing them to the build."""

from chainrule.questions.known import answers, asked, blanks, typed_number
from chainrule.questions.line_order import LineOrder
from chainrule.questions.lines import wrong_lines


def answer(
    name: str,
    right: object,
    why: str = "",
    replies: dict[str, str] | None = None,
    recall: str = "",
) -> None:
    """Say the right answer of a question. For authors: the build takes this out of the lesson.

    `replies` gives a wrong choice, number or line its own sentence. For `order_lines`, `right` is
    the list of lines. `recall` is the question in words that stand alone, without the figure or the
    text around it: the next lesson asks it so of whoever was sure and wrong (see `again`).
    """
    if isinstance(right, list):
        groups = [[item] if isinstance(item, str) else list(item) for item in right]
        answers[name] = {
            "right": "\n".join(line for group in groups for line in group),
            "why": why,
        }
        free = [group for group in groups if len(group) > 1]
        if free:
            answers[name]["any_order"] = free
    else:
        answers[name] = {"right": str(right), "why": why}
    if replies:
        answers[name]["replies"] = dict(replies)
    if recall:
        answers[name]["recall"] = recall


def recorded() -> dict[str, dict]:
    """The answers and blanks that the author's notebook gave while it ran, for the check table.

    Raises ValueError with one line when a question has no answer, or an answer fits no choice.
    """
    for name, question in asked.items():
        known = answers.get(name)
        if "/" in name:  # asked again from another lesson, which has the answer
            continue
        if known is None:
            raise ValueError(f"the question {name!r} has no answer(...): say what is right")
        if isinstance(question, LineOrder):
            _refuse_unfit_lines(question, known)
            continue
        if question.kind == "text":
            continue
        if not question.choices and typed_number(known["right"]) is None:
            raise ValueError(f"the answer of {name!r} should be a number: {known['right']!r}")
        if not question.choices:
            for text in known.get("replies", {}):
                if typed_number(text) is None:
                    raise ValueError(f"{text!r} is no number: {name!r} asks for one")
        for choice in [known["right"], *known.get("replies", {})]:
            if question.choices and choice not in question.choices:
                raise ValueError(f"{choice!r} is not among the choices of the question {name!r}")
    for name in answers.keys() - asked.keys():
        raise ValueError(f"answer({name!r}, ...) belongs to no question of this lesson")
    return {"questions": dict(answers), "blanks": dict(blanks)}


def _refuse_unfit_lines(question: LineOrder, known: dict) -> None:
    """ValueError when an author's answer does not fit the lines on offer."""
    try:
        right = question._lines(known["right"].split("\n"))
    except ValueError as error:
        raise ValueError(
            f"the answer of {question.name!r} does not fit its lines: {error}"
        ) from None
    if right != known["right"].split("\n"):
        raise ValueError(f"the answer of {question.name!r} indents a line in another way")
    offered = {line for block in question.blocks for line in block}
    for line in known.get("replies", {}).keys() - (offered - set(right)):
        raise ValueError(f"{line!r} is no wrong line of the question {question.name!r}")
    shown = [next(line for line in block if line in right) for block in question.blocks]
    if not wrong_lines(shown, known):
        raise ValueError(f"the question {question.name!r} shows its lines in the right order")
