"""What a cell shows is held back until the prediction above it is committed or skipped."""

import contextlib
import html
import io
from collections.abc import Iterator
from typing import Any

from chainrule import journal
from chainrule.cells import note_that_it_waits, shell

WAITING = "This cell waits for your prediction above: commit one, or skip it."
_WIDGET = "application/vnd.jupyter.widget-view+json"


@contextlib.contextmanager
def held_until(name: str) -> Iterator[None]:
    """Run the block at once, but show what it prints and displays after the prediction `name`.

    In a notebook the waiting line gives way to it when the prediction comes; figures have a cover
    of their own and are shown as they are. A block that stops with an error shows nothing else.
    Where something other than a notebook's kernel runs the cells, which is how the pages of the
    site are made, nothing is held back: a page waits by itself.
    """
    notebook = shell()
    runs_elsewhere = notebook is not None and getattr(notebook, "kernel", None) is None
    if runs_elsewhere or journal.is_settled(name) or _author_runs_it():
        yield
        return
    if notebook is None:
        with contextlib.redirect_stdout(io.StringIO()):
            yield
        print(WAITING)
        note_that_it_waits(name)
        return
    from IPython.display import display
    from IPython.utils.capture import capture_output

    from chainrule.questions.revealing import Revelation

    with capture_output(stderr=False) as shown:
        yield
    for output in shown.outputs:
        if _WIDGET in output.data:
            output.display()
    held = Held(shown.stdout, [one.data for one in shown.outputs if _WIDGET not in one.data])
    place = display(Revelation([WAITING], waiting=True), display_id=True)
    note_that_it_waits(name)
    journal.on_commit(name, lambda _entry: place.update(held))


class Held:
    """Printed text, and below it what was displayed: as HTML, a picture, or else plain text."""

    def __init__(self, printed: str, displayed: list[dict[str, Any]]):
        self.printed = printed
        self.displayed = displayed

    def __repr__(self) -> str:
        plain = [str(data.get("text/plain", "")) for data in self.displayed]
        return "\n".join([*self.printed.splitlines(), *plain])

    def _repr_html_(self) -> str:
        printed = f"<pre>{html.escape(self.printed.rstrip())}</pre>" if self.printed else ""
        return printed + "".join(map(_as_html, self.displayed))


def _as_html(data: dict[str, Any]) -> str:
    plain = html.escape(str(data.get("text/plain", "")))
    if data.get("text/html"):
        return data["text/html"]
    if "image/png" in data:  # matplotlib's; base64, as a notebook keeps it
        return f'<img src="data:image/png;base64,{data["image/png"].strip()}" alt="{plain}">'
    return f"<pre>{plain}</pre>"


def _author_runs_it() -> bool:
    from chainrule.questions.known import is_author  # not before it is asked for: it loads forms

    return is_author()
