"""A page that is kept for many tests: to make a new one costs more than most tests do in it.

Figures are hung into its one document. When a test is over they end, and whatever it left is taken
away: the figures, listeners of the page, clocks that run, names in the window and browser functions
that it had exchanged. After a test that failed the next one gets a new page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ..support import PATIENCE, chromium

SCRIPT = Path(__file__).with_suffix(".js")
EMPTY = "<!doctype html><title>Explorables</title><body>"
MOST_TESTS = 40
"""What was compiled for a figure stays in a page's memory until it is closed."""


class KeptPage:
    """A page in this browser context; `functions` by their names can be called from the page."""

    def __init__(self, context, **functions: Callable) -> None:
        self._context = context
        self._functions = functions
        self._page = None
        self._tests = 0

    @contextmanager
    def given_to(self, test: pytest.Item, pictures: Path) -> Iterator:
        """The page, for one test: its picture is taken when it fails, and all it left is undone.

        At the end the page must have complained of nothing, and asked nobody for anything.
        """
        page = self._page or self._born()
        test.stash[chromium.OPEN_PAGE] = (page, pictures)
        self._tests += 1
        fine = False
        try:
            with _nothing_amiss(page):
                yield page
                if not test.stash[chromium.FAILED]:
                    page.evaluate("() => keptPage.forget()")
                    page.mouse.move(0, 0)  # where no figure hangs
                    fine = self._tests < MOST_TESTS
        finally:
            if not fine:
                self.close()
            self._context.clear_permissions()

    def close(self) -> None:
        """Close the page; who asks next gets a new one."""
        if self._page:
            self._page.close()
        self._page, self._tests = None, 0

    def _born(self):
        self._page = self._context.new_page()
        for name, function in self._functions.items():
            self._page.expose_function(name, function)
        self._page.set_content(EMPTY)
        self._page.evaluate(SCRIPT.read_text("utf-8"))
        return self._page


def hang(page, html: str) -> None:
    """Hang the figures of a whole page, as `page_html` makes it, into a kept one; wait for them."""
    page.evaluate("([html, patience]) => keptPage.hang(html, patience)", [html, PATIENCE])


@contextmanager
def _nothing_amiss(page) -> Iterator[None]:
    complaints, requests = [], []
    listeners = {
        "pageerror": lambda error: complaints.append(str(error)),
        "console": lambda line: complaints.append(line.text) if line.type == "error" else None,
        "request": lambda request: requests.append(request.url),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)
    assert complaints == []
    assert [url for url in requests if url.split(":")[0] not in ("blob", "data", "about")] == []
