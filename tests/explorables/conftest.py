"""A page without Jupyter that shows explorables, and a hand that reads and writes their state."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from .kept_page import KeptPage
from .page import page_html, settle


@dataclass
class Shown:
    """Widgets on a page."""

    page: object

    def get(self, name: str, which: int = 0):
        """A trait's value in the browser."""
        return self.page.evaluate(f"() => window.models[{which}].get({json.dumps(name)})")

    def values(self, *names: str) -> dict:
        """Several traits of the first widget, by name."""
        read = "(names) => Object.fromEntries(names.map((name) => [name, models[0].get(name)]))"
        return self.page.evaluate(read, names)

    def set(self, which: int = 0, **values) -> None:
        """Change traits as Python does."""
        self.page.evaluate(f"(values) => window.models[{which}].set(values)", values)

    def settle(self) -> None:
        """Let two frames pass, so that observers of size have run."""
        settle(self.page)


@pytest.fixture(scope="session")
def kept_page(shared_context) -> Iterator[KeptPage]:
    """The page on which all these tests show their figures, one after the other."""
    kept = KeptPage(shared_context)
    yield kept
    kept.close()


@pytest.fixture
def show(kept_page, request, tmp_path_factory) -> Iterator[Callable[..., Shown]]:
    """A function that shows widgets on a page without Jupyter and checks for trouble at the end."""
    pictures = tmp_path_factory.getbasetemp() / "screenshots"
    with kept_page.given_to(request.node, pictures) as page:

        def place(
            *widgets, theme: str = "light", width: int = 1000, height: int = 900, motion=True
        ):
            html = page_html(*widgets, theme=theme)
            kept_page.hang(html, (width, height), dark=theme == "dark", less_motion=not motion)
            return Shown(page)

        yield place
