"""How long the browser works for one redraw of each figure, while a hand drags it.

Every figure of the solved lessons stands on a page of its own, as wide as in JupyterLab. Its first
handle is dragged to and fro; where a figure has none, its first button is pressed. A sample is what
the page's main thread worked for one movement: input, JavaScript, style, layout and painting, in
milliseconds of its own processor time, so that waiting for the screen or for other programs does
not count; what the measuring itself costs is taken off. A screen shows a frame every 16.7 ms.
"""

import math
import statistics
from collections.abc import Callable, Iterator
from typing import Any

from tests.explorables.lesson_figures import Appearance, appearances, page_of, solved_lessons

from .hand import browser, say
from .lines import Line, number

FRAME = 1000 / 60  # milliseconds
WINDOW = {"width": 1140, "height": 700}  # the output of a cell, and the notebook, at 1280 × 800
WARM = 5  # movements that are not counted
# A picture's own handle comes first, then a slider, then what is drawn on, then a button.
GRIPS = (
    ".crx svg [role=slider]",
    ".crx input[type=range]",
    ".crx [role=grid]",
    ".crx .crx-stage button, .crx .crx-controls button, .crx svg [tabindex='0']",
)
PAINTED = """() => new Promise((done) => requestAnimationFrame(() => {
    const afterwards = new MessageChannel();
    afterwards.port1.onmessage = () => done();
    afterwards.port2.postMessage(0);
}))"""
PRESS = """([selector, move]) => {
    const shown = [...document.querySelectorAll(selector)].filter((node) => node.checkVisibility());
    const open = shown.filter((node) => !node.hasAttribute('aria-disabled'));
    open[move % open.length]?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
}"""


def measure(quick: bool) -> list[Line]:
    lessons = solved_lessons()[:3] if quick else solved_lessons()
    found: dict[str, list[float]] = {}
    with browser() as started:
        for shown in appearances(lessons):
            samples = dragged(started, shown, 12 if quick else 40)
            if not samples:
                continue  # nothing in it can be moved
            say(f"{shown.name}: {told(samples)}")
            found.setdefault(shown.kind, []).extend(samples)
    return list(lines_of(found))


def lines_of(found: dict[str, list[float]]) -> Iterator[Line]:
    """One line for each kind of figure, over all its appearances."""
    for kind, samples in sorted(found.items()):
        yield Line(f"Redraw, {kind}", "ms CPU", tuple(samples), told(samples))


def told(samples: list[float]) -> str:
    """The 95th of 100 samples, and both as parts of a frame."""
    middle, late = statistics.median(samples), ninety_fifth(samples)
    return (
        f"95 %: {number(late)} ms; {number(middle / FRAME)} and {number(late / FRAME)} of a frame"
    )


def ninety_fifth(samples: list[float]) -> float:
    """The sample that 95 of 100 do not exceed."""
    return sorted(samples)[max(0, math.ceil(0.95 * len(samples)) - 1)]


def dragged(started: Any, shown: Appearance, moves: int) -> list[float]:
    """Milliseconds of the main thread for each movement of a figure's handle."""
    page = started.new_page(viewport=WINDOW, reduced_motion="reduce")
    try:
        page.set_content(page_of([shown]))
        page.wait_for_selector("body[data-ready]")
        page.evaluate(PAINTED)
        clock = page.context.new_cdp_session(page)
        clock.send("Performance.enable", {"timeDomain": "threadTicks"})
        act, let_go = hand_on(page)
        if act is None:
            return []
        idle = statistics.median(one_by_one(page, clock, lambda move: None, 10))
        samples = one_by_one(page, clock, act, WARM + moves)
        let_go()
        return [max(0.0, sample - idle) for sample in samples[WARM:]]
    finally:
        page.close()


def one_by_one(page: Any, clock: Any, act: Callable[[int], None], moves: int) -> list[float]:
    """What the main thread worked for each `act(move)`, until its frame was painted."""
    samples = []
    for move in range(moves):
        before = worked(clock)
        act(move)
        page.evaluate(PAINTED)
        samples.append(worked(clock) - before)
    return samples


def worked(clock: Any) -> float:
    """Milliseconds that the page's main thread has worked until now."""
    metrics = clock.send("Performance.getMetrics")["metrics"]
    return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")


def hand_on(page: Any):
    """What moves the figure's handle once, by the number of the movement, and what lets it go.

    None, where nothing can be moved.
    """
    for selector in GRIPS:
        grips = page.locator(f"{selector} >> visible=true")
        if grips.count():
            break
    else:
        return None, lambda: None
    grip = grips.first
    grip.scroll_into_view_if_needed()
    if "button" in selector:
        return (lambda move: page.evaluate(PRESS, [selector, move]), lambda: None)
    box = grip.bounding_box()
    y = box["y"] + box["height"] / 2
    slider = "input" in selector
    x = box["x"] + box["width"] / 2
    reach = box["width"] / 2 - 12 if slider or "grid" in selector else 60
    page.mouse.move(x, y)
    page.mouse.down()

    def act(move: int) -> None:
        page.mouse.move(x + reach * math.sin(0.7 * (move + 1)), y)

    return act, page.mouse.up
