"""A page without Jupyter that shows explorables, and a hand that reads and writes their state."""

import json
from dataclasses import dataclass, field

import pytest

from .page import page_html, settle


@dataclass
class Shown:
    """Widgets on a page: `trouble` lists console errors, `outside` every request to the network."""

    page: object
    trouble: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def get(self, name: str, which: int = 0):
        """A trait's value in the browser."""
        return self.page.evaluate(f"() => window.models[{which}].get({json.dumps(name)})")

    def set(self, which: int = 0, **values) -> None:
        """Change traits as Python does."""
        self.page.evaluate(f"(values) => window.models[{which}].set(values)", values)

    def settle(self) -> None:
        """Let two frames pass, so that observers of size have run."""
        settle(self.page)


@pytest.fixture
def show(page):
    """A function that shows widgets on a page without Jupyter and checks for trouble at the end."""
    shown = Shown(page)
    page.on("pageerror", lambda error: shown.trouble.append(str(error)))
    page.on(
        "console",
        lambda message: shown.trouble.append(message.text) if message.type == "error" else None,
    )
    page.on(
        "request",
        lambda request: (
            shown.outside.append(request.url)
            if request.url.split(":")[0] not in ("blob", "data", "about")
            else None
        ),
    )

    def place(*widgets, theme: str = "light", width: int = 1000, height: int = 900, motion=True):
        page.emulate_media(
            color_scheme=theme, reduced_motion="no-preference" if motion else "reduce"
        )
        page.set_viewport_size({"width": width, "height": height})
        page.set_content(page_html(*widgets, theme=theme))
        page.wait_for_selector("body[data-ready]")
        shown.settle()
        return shown

    yield place
    assert shown.trouble == []
    assert shown.outside == []
