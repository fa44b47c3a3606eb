"""The whole site, exported once, and a browser without a network that opens its files."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from chainrule.site.pages import Site, make_site

from ..explorables.page import settle
from ..support import PATIENCE, chromium

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


NARROW = {"width": 360, "height": 740}


@dataclass
class Visit(Opened):
    """One page of the site for many looks: to load it and draw its figures costs most of a look.

    Each look says in which state it wants the page, which is loaded anew if it is in another one.
    It clears `state` before it changes the page, and says at its end how it leaves it.
    """

    name: str = ""
    state: str = ""

    def fresh(self, **size: int) -> object:
        """The page as it opens, for whoever leaves it like that; it knows nothing of before.

        If it is to be loaded, then in a window of this size.
        """
        if self.state != "fresh":
            self.forget()
            self.go(self.name, **size)
            self.state = "fresh"
        return self.page

    def forget(self) -> None:
        """Take away what the browser has kept. (Its own way to do so may meet a later answer.)"""
        if self.page.url.startswith("file:"):
            self.page.evaluate("localStorage.clear()")

    def uncovered(self, also_settled: bool = False) -> object:
        """The page with every figure uncovered, and no question closed unless `also_settled`."""
        if self.state != "uncovered" and not (also_settled and self.state == "settled"):
            self.fresh()
            self.open_everything()
            self.state = "uncovered"
        return self.page

    def anyhow(self, **size: int) -> object:
        """The page in whichever state; if it is to be loaded, then in a window of this size."""
        return self.page if self.state else self.fresh(**size)

    def show(self, theme: str = "light", width: int = 1280, height: int = 900) -> None:
        """Give the page this theme and size."""
        self.page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": width, "height": height})
        settle(self.page)


@pytest.fixture(scope="module")
def visited(request, kept_context, folder) -> Iterator[Visit]:
    """The visit of the page that a test is given; pytest runs all tests of one page together."""
    visit = Visit(kept_context.new_page(), folder, name=request.param)
    listen(visit)
    yield visit
    visit.forget()
    visit.page.close()


@pytest.fixture
def visit(visited, request, tmp_path_factory) -> Iterator[Visit]:
    """The same for one test: no error may happen in it, and no request but the page."""
    pictures = tmp_path_factory.getbasetemp() / "screenshots"
    request.node.stash[chromium.OPEN_PAGE] = (visited.page, pictures)
    visited.trouble.clear()
    yield visited
    if visited.trouble or request.node.stash.get(chromium.FAILED, False):
        visited.state = ""  # whoever comes next begins anew
    assert visited.trouble == []


def without_network(page, folder):
    shown = Opened(page, folder)
    listen(shown)
    yield shown
    assert shown.trouble == []


def listen(shown: Opened) -> None:
    """Cut the network, and note every error and request."""
    page, folder = shown.page, shown.folder
    page.context.set_offline(True)
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
