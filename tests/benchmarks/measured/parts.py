"""The parts of the table, in its order: what each measures, and what its figures mean to a user."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from .lines import Line


@dataclass(frozen=True)
class Part:
    """One part of the table.

    `name` is its module here and its name for `--only`, `title` its name below the table. Each of
    `shows` is how at least one of its lines begins. `limit` is in seconds: a part that takes
    longer is ended, and told as a failure (busy machines get several times what a quiet one needs).
    """

    name: str
    title: str
    shows: tuple[str, ...]
    means: str
    limit: int
    optional: bool = False

    def measurer(self) -> Callable[[bool], list[Line]]:
        """The function that measures this part: `measure(quick)` of its module."""
        return importlib.import_module(f"{__package__}.{self.name}").measure


PARTS = (
    Part(
        name="starting",
        title="Start",
        shows=("Fresh machine to first figure", "Second start to first figure"),
        means="The first start of `python3 lessons` installs everything, so the network counts. "
        "Later starts are JupyterLab's own time; checking that all is in place adds little. "
        "The clock stops when a figure of lesson 00 has answered a key.",
        limit=1800,
    ),
    Part(
        name="binder",
        title="Binder",
        shows=(
            "Binder, emulated: image started to first figure",
            "Binder: image layer",
            "Binder: pip",
            "Binder: postBuild",
        ),
        means="Who follows the Binder link waits for the start, and for Binder itself, which "
        "cannot be measured here. The layer is what a Binder machine fetches once beside its base.",
        limit=1800,
    ),
    Part(
        name="latency",
        title="Figures",
        shows=tuple(
            f"{what}, server {far} ms away"
            for what in ("Latency", "Updates while dragged")
            for far in (0, 100, 300)
        ),
        means="Latency runs from the key's event to the frame that shows its effect. A frame lasts "
        "16.7 ms: a figure that needs about one answers as soon as a screen can. Below 10 updates "
        "a second, dragging feels like a slide show. 100 and 300 ms are round trips to a server on "
        "the same continent and on another. `interact` draws with matplotlib inline.",
        limit=900,
    ),
    Part(
        name="redraws",
        title="Redraws",
        shows=("Redraw, ",),
        means="What the browser works for one movement of a hand on each figure of the lessons, "
        "in processor time of the page's main thread: input, JavaScript, style, layout, painting. "
        "Below a frame of 16.7 ms a figure follows the hand as fast as the screen shows it.",
        limit=900,
    ),
    Part(
        name="headless",
        title="Cells",
        shows=(
            *(
                f"Headless cell, {kind}"
                for kind in (
                    *("ConveyorBelt", "CostRuler", "Dashboard", "DepthLab", "DescentLab"),
                    *("DigitReader", "GraphStepper", "KnobDescent"),
                    *("NeuronGraph", "NeuronMicroscope", "NineKnobs", "RouteTracer"),
                    *("ShapeWorkbench", "SlopeMicroscope", "ThreeNumberLines"),
                    *("Question", "LineOrder"),
                )
            ),
            "Headless cell, `interact`",
        ),
        means="What a cell adds when a grader or a test runs the notebook and nobody looks: "
        "processor time, and the size of the file when it is saved with its widgets.",
        limit=300,
    ),
    Part(
        name="lessons",
        title="Lessons",
        shows=("Lesson",),
        means="A solution from its first to its last cell without a reader: the longest that "
        "Run All can take. Thinking takes longer; each lesson says how long.",
        limit=600,
    ),
    Part(
        name="grades",
        title="Grading",
        shows=("One more notebook of lesson",),
        means="What a class costs for each further student on one core, all start-up left out: "
        "the notebook runs, meets its hidden tests, and its pages and marks are written. In "
        "lessons 03 and 06 to 08 half of it and more goes into each student's own hidden inputs: "
        "on every draw of them what is right and all known mistakes are tried, until it tells them "
        "apart. What is left after these and the student's process are the gradebook, the pages "
        "and the tests. Untouched: the processor's time for a notebook in which nothing was "
        "written.",
        limit=1800,
        optional=True,
    ),
    Part(
        name="site",
        title="Site",
        shows=(
            "Site, whole folder",
            "Site, largest page",
            "Site, one lesson sent",
            "Site, export",
        ),
        means="A web server that compresses sends this much for a lesson, figures and formulas "
        "included, and nothing more afterwards.",
        limit=600,
    ),
    Part(
        name="suite",
        title="Tests",
        shows=("The course's own tests",),
        means="What an author waits for after a change.",
        limit=1800,
        optional=True,
    ),
)


def part(name: str) -> Part:
    return next(one for one in PARTS if one.name == name)
