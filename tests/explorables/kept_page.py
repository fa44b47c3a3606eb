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

SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
EMPTY = f"<!doctype html><title>Kept</title><body><script type=module>{SCRIPT}</script>"
WITHIN = ("blob", "data", "about")
"""Addresses that ask nobody else."""
MOST_TESTS = 40
"""What was compiled for a figure stays in a page's memory until it is closed."""


class KeptPage:
    """A page in this browser context; `functions` by their names can be called from the page."""

    def __init__(self, context, **functions: Callable) -> None:
        self._context = context
        self._functions = functions
        self._page = None
        self._start_anew()

    @contextmanager
    def given_to(self, test: pytest.Item, pictures: Path) -> Iterator:
        """The page, for one test: its picture is taken when it fails, and all it left is undone.

        At the end the page must have complained of nothing, and asked nobody for anything.
        """
        page = self._page or self._born()
        test.stash[chromium.OPEN_PAGE] = (page, pictures)
        self._tests += 1
        clean = False
        try:
            yield page
            if not test.stash[chromium.FAILED]:
                self._forget()
            outside = [url for url in self._asked if url.split(":")[0] not in WITHIN]
            assert not outside, f"the page asked for {outside}"
            assert not self._complaints, f"the page complains: {self._complaints}"
            clean = not test.stash[chromium.FAILED]
        finally:
            if not clean:
                self._context.clear_permissions()
            if not clean or self._tests >= MOST_TESTS:
                self.close()

    def hang(
        self,
        html: str,
        size: tuple[int, int] | None = None,
        dark: bool = False,
        less_motion: bool = False,
    ) -> None:
        """Hang the figures of a whole page, as `page_html` makes it, in place of what hangs there.

        `size`: of the window, in pixels. Returns when the figures stand and have been drawn.
        """
        known, self._known = self._known, {}  # a test may change whatever it likes
        if known.get("media") != [dark, less_motion]:
            self._page.emulate_media(
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce" if less_motion else "no-preference",
            )
        if size and known.get("size") != [*size]:
            self._page.set_viewport_size({"width": size[0], "height": size[1]})
        call = "([html, patience]) => keptPage.hang(html, patience)"
        self._page.evaluate(call, [html, PATIENCE])

    def close(self) -> None:
        """Close the page; who asks next gets a new one."""
        if self._page:
            self._page.close()
        self._page = None
        self._start_anew()

    def _start_anew(self) -> None:
        self._tests = 0
        self._known: dict = {}  # how the page stands while it is nobody's
        self._complaints: list[str] = []
        self._asked: list[str] = []  # the addresses that it asked for

    def _born(self):
        self._page = self._context.new_page()
        self._page.on("pageerror", lambda error: self._complaints.append(str(error)))
        self._page.on("console", self._hear)
        self._page.on("request", lambda request: self._asked.append(request.url))
        for name, function in self._functions.items():
            self._page.expose_function(name, function)
        self._page.set_content(EMPTY)
        return self._page

    def _hear(self, line) -> None:
        if line.type == "error":
            self._complaints.append(line.text)

    def _forget(self) -> None:
        self._known = self._page.evaluate("() => keptPage.forget()")
        if self._known["pointed"]:
            self._page.mouse.move(0, 0)
