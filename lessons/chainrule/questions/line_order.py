"""Lines of a program to put in order, some of them in pairs of which one is right.

The form only collects and shows, as `Question` does; whether an order is right, and what to say
about it, is decided in `chainrule.questions.order_lines`. Unlike a question, it may be tried again.
"""

import html
from collections.abc import Callable, Sequence
from typing import Any

from traitlets import Bool, Int, List, Unicode

from chainrule.explorables.base import CourseWidget
from chainrule.questions.form import run_to_answer
from chainrule.questions.inline import inline


class LineOrder(CourseWidget):
    """Blocks of code to order. `blocks` holds one line each, or two of which one is to be chosen.

    Each try sets `answer` (the lines, joined by line breaks) and counts `tries` up; `heard` is the
    last of them that was replied to. Once `settled`, it shows the lines of `answer` and takes no
    other.
    """

    entry = "line_order"
    title = "Lines to order"
    styles = ("question",)

    name = Unicode().tag(sync=True)
    question = Unicode().tag(sync=True)
    blocks = List(List(Unicode(), minlen=1, maxlen=2)).tag(sync=True)
    answer = Unicode().tag(sync=True)
    tries = Int(0).tag(sync=True)
    heard = Int(0).tag(sync=True)
    skipped = Bool(False).tag(sync=True)
    settled = Bool(False).tag(sync=True)
    reply = List(Unicode()).tag(sync=True)
    tone = Unicode().tag(sync=True)

    def when_tried(self, act: Callable[["LineOrder"], None]) -> None:
        """Call `act(self)` at each try, and when the learner asks for the answer."""
        self.observe(lambda change: act(self) if change.new else None, ["tries", "skipped"])

    def commit(self, lines: Sequence[str] | str) -> "LineOrder":
        """Try an order in plain Python: .commit(["first line", "second line", …]).

        Spaces in front of a line may be left out. Raises ValueError unless there is exactly one
        line from every block.
        """
        given = lines.split("\n") if isinstance(lines, str) else list(lines)
        if not self.settled:
            self.answer = "\n".join(self._lines(given))
            self.tries += 1
        return self

    def skip(self) -> "LineOrder":
        """Give up and see the lines in their order."""
        if not self.settled:
            self.skipped = True
        return self

    def _lines(self, given: list[str]) -> list[str]:
        """The lines as they are on the blocks, one from each."""
        left = list(self.blocks)
        found = []
        for line in given:
            block = next((b for b in left if line.strip() in [one.strip() for one in b]), None)
            if block is None:
                raise ValueError(f"{self.name}: there is no line {line.strip()!r} left to place")
            left.remove(block)
            found += [one for one in block if one.strip() == line.strip()][:1]
        if left:
            raise ValueError(
                f"{self.name}: {len(found)} lines given, {len(self.blocks)} are needed"
            )
        return found

    def fallback(self) -> str:
        """The lines as plain HTML, for viewers that cannot run the form."""
        blocks = "".join(
            "<li>" + " or ".join(f"<code>{html.escape(line)}</code>" for line in block) + "</li>"
            for block in self.blocks
        )
        return f"<p><b>{inline(self.question)}</b></p><ul>{blocks}</ul>" + run_to_answer(
            self.settled
        )

    def __repr__(self) -> str:
        blocks = (f"  - {'   or   '.join(block)}" for block in self.blocks)
        call = f'order_lines("{self.name}").commit(["first line", "second line", ...])'
        return "\n".join([self.question, *blocks, f"Without the form: {call}"])

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict, dict] | None:
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is not None:
            # anywidget cuts the text of long representations short.
            bundle[0]["text/plain"] = repr(self)
        return bundle
