"""One page for many looks: a gallery into which widgets are hung, looked at, and worked."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from ..explorables.page import BACKGROUND, page_html, settle
from .exhibits import EXHIBITS
from .hand import Hand

AROUND = "<button id='before'>before</button>{}<button id='after'>after</button>"


@dataclass
class Gallery:
    """A page that lives as long as its test file; `trouble` lists errors and requests."""

    page: object
    trouble: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    def hang(
        self,
        names: Iterable[str] = EXHIBITS,
        theme: str = "light",
        width: int = 1000,
        height: int = 900,
        motion: bool = False,
        forced: bool = False,
        system: str | None = None,
    ) -> object:
        """Show these exhibits, one below the other; gives the page.

        Whoever only looks finds what hangs already. `theme` is the notebook's; `system` that of
        the desktop, if it differs; `forced` is its mode of forced colours.
        """
        page = self.page
        page.emulate_media(
            color_scheme=system or theme,
            reduced_motion="no-preference" if motion else "reduce",
            forced_colors="active" if forced else "none",
        )
        page.set_viewport_size({"width": width, "height": height})
        ground = "Canvas" if forced else BACKGROUND[theme]
        if self.names == list(names):  # they hang as they hung: only the light is another
            page.evaluate(
                "([light, ground]) => { document.body.dataset.jpThemeLight = light;"
                " document.body.style.background = ground; }",
                [theme == "light", ground],
            )
        else:
            self.names = list(names)
            widgets = [EXHIBITS[name]() for name in self.names]
            page.evaluate("() => globalThis.crxDrafts?.clear()")  # nobody keeps what forms hold
            page.set_content(page_html(*widgets, theme=theme, background=ground))
            page.wait_for_selector("body[data-ready]")
        self.settle()
        return page

    def place(self, name: str):
        """Where this exhibit hangs."""
        return self.page.locator("[data-model]").nth(self.names.index(name))

    def touch(self, names: Iterable[str], **light) -> object:
        """As `hang`, for whoever changes what hangs there: nobody else meets it."""
        self.names = []
        page = self.hang(names, **light)
        self.names = []
        return page

    def settle(self) -> None:
        """Let two frames pass, so that observers of size have run."""
        settle(self.page)


@pytest.fixture(scope="module")
def room(shared_context) -> Iterator[Gallery]:
    page = shared_context.new_page()
    gallery = Gallery(page)
    page.on("pageerror", lambda error: gallery.trouble.append(str(error)))
    page.on(
        "console",
        lambda line: gallery.trouble.append(line.text) if line.type == "error" else None,
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.split(":")[0] in ("blob", "data", "about")
            else gallery.trouble.append(request.url)
        ),
    )
    yield gallery
    page.close()


@pytest.fixture
def gallery(room) -> Iterator[Gallery]:
    """The file's gallery, whose page had no trouble in this test."""
    room.trouble.clear()
    yield room
    assert room.trouble == []


@pytest.fixture
def sit_down(gallery) -> Callable[[str, str], Hand]:
    """A function that hangs one exhibit between two buttons and puts the focus before it."""

    def start(name: str, theme: str = "light") -> Hand:
        page = gallery.touch([name], theme=theme)
        page.evaluate(
            "(around) => { const [before, after] = around.split('{}');"
            " document.body.insertAdjacentHTML('afterbegin', before);"
            " document.body.insertAdjacentHTML('beforeend', after);"
            " document.getElementById('before').focus(); }",
            AROUND,
        )
        return Hand(page)

    return start
