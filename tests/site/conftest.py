"""The whole site, exported once, and a browser without a network that opens its files."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from chainrule.site.pages import Site, make_site

from ..explorables.page import settle
from ..support import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
LESSONS = ROOT / "lessons"
BINDER = "https://mybinder.org/v2/gh/somebody/chain-rule/v1"


@pytest.fixture(scope="session")
def site(made_once) -> Site:
    return made_once("site", lambda: make_site(LESSONS, BINDER, say=lambda line: None))


@pytest.fixture(scope="session")
def folder(site, tmp_path_factory) -> Path:
    """The site as files on a disk."""
    place = tmp_path_factory.mktemp("stick") / "site"
    site.write(place)
    return place


@pytest.fixture(scope="session")
def lesson_pages(site) -> list[str]:
    return [name for name in site.files if re.match(r"\d\d_", name)]


# Presses a button as a hand does that looks first: it has to be in sight, and nothing over it.
# Gives what is in the way, or nothing.
PRESS = """const press = (button) => {
    button.scrollIntoView({ block: 'center' });
    const { left, top, width, height } = button.getBoundingClientRect();
    const there = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!button.contains(there)) return `${there?.outerHTML.slice(0, 100)} lies over it`;
    button.click();
    return '';
};
const seen = (node) => node.checkVisibility({ visibilityProperty: true });"""

OPEN = f"""() => {{ {PRESS}
    const next = () => [...document.querySelectorAll('.crx-cover button')].find(seen);
    const trouble = [];
    for (let cover = next(); cover && !trouble.length; cover = next()) {{
        const found = press(cover);
        if (found || next() === cover) trouble.push(`${{cover.textContent}}: ${{found}}`);
    }}
    return trouble;
}}"""


@dataclass
class Opened:
    """A page of the site in a browser; `trouble` fills with errors and with every request."""

    page: object
    folder: Path
    trouble: list[str] = field(default_factory=list)

    def go(self, name: str, theme: str = "light", width: int = 1280, height: int = 900) -> object:
        """Open the file in this theme and width, and wait until its figures stand."""
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.goto((self.folder / name).as_uri())
        self.page.wait_for_selector("body[data-ready]")
        self.page.evaluate("() => document.fonts.ready")
        settle(self.page)
        return self.page

    def reload_until(self, holds: Callable[[], bool]) -> bool:
        """Load the page anew until this holds, three times at most; gives whether it does.

        A busy browser may open a page before it has stored all that it was told.
        """
        for _ in range(3):
            self.page.reload()
            self.page.wait_for_selector("body[data-ready]")
            if holds():
                return True
            self.page.wait_for_timeout(500)
        return False

    def settled(self, *places: str) -> dict[str, bool]:
        """Whether each of these questions is closed."""
        return dict(zip(places, map(bool, self.get("settled", *places)), strict=True))

    def open_everything(self) -> None:
        """Uncover every figure by its quiet button."""
        assert self.page.evaluate(OPEN) == []

    def values(self, place: str) -> dict:
        """The traits of one figure."""
        return self.page.evaluate("(place) => window.models[place].values", place)

    def get(self, name: str, *places: str) -> list:
        """One trait of these figures."""
        return self.page.evaluate(
            "([name, places]) => places.map((place) => window.models[place].values[name] ?? null)",
            [name, places],
        )

    def remember(self, place: str) -> None:
        """Keep the figure's traits, in the page, until `has_changed` is asked."""
        self.page.evaluate(
            "(place) => { window.kept = JSON.stringify(window.models[place].values); }", place
        )

    def has_changed(self, place: str) -> bool:
        """Whether a trait of the figure is another one than when it was remembered."""
        return self.page.evaluate(
            "(place) => JSON.stringify(window.models[place].values) !== window.kept", place
        )


@pytest.fixture
def opened(page, folder):
    """Pages from files with the network cut. No error may happen, and no request but the page."""
    yield from without_network(page, folder)


@pytest.fixture
def opened_alone(new_context, folder):
    """The same in a browser context of its own, for what a page has to find again later."""
    context = new_context()
    context.set_default_timeout(PATIENCE)
    yield from without_network(context.new_page(), folder)


@pytest.fixture(scope="session")
def kept_context(browser, browser_context_args):
    """A browser context in which nobody clears what pages keep."""
    context = browser.new_context(**browser_context_args)
    context.set_default_timeout(PATIENCE)
    context.new_page()  # the process that draws the pages stays with it
    yield context
    context.close()


@pytest.fixture
def opened_in_turn(kept_context, folder):
    """The same for pages that forget what they kept before they go."""
    page = kept_context.new_page()
    yield from without_network(page, folder)
    page.close()


def without_network(page, folder):
    page.context.set_offline(True)
    shown = Opened(page, folder)
    page.on("pageerror", lambda error: shown.trouble.append(str(error)))
    page.on(
        "console",
        lambda line: shown.trouble.append(line.text) if line.type in ("error", "warning") else None,
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith("data:")
            or (
                request.url.startswith(folder.as_uri())
                and request.url.split("#")[0].endswith(".html")
            )
            else shown.trouble.append(request.url)
        ),
    )
    yield shown
    assert shown.trouble == []
