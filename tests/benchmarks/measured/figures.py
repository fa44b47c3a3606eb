"""The same figure made in three ways: the course's own, `interact`, ipympl.

Three number lines with nudges, bars, two curves with tangents, and the fractions as text. Each
`Figure` says how the browser finds it, takes hold of it, and sees that it has changed.
"""

from dataclasses import dataclass

OWN = """from chainrule.explorables import ThreeNumberLines
ThreeNumberLines("square", "sin", x=1.3, dx=0.3, ghost=True)"""

MATHS = """import matplotlib.pyplot as plt
import numpy as np
from ipywidgets import HTML, FloatSlider, VBox, interact

g, dg, f, df, dx = np.square, lambda t: 2 * t, np.sin, np.cos, 0.3
ts = np.linspace(-3.6, 3.6, 121)

def numbers(x):
    u, y = g(x), f(g(x))
    du, dy = g(x + dx) - u, f(g(x + dx)) - y
    rule, ghost = df(u) * dg(x), df(x) * dg(x)
    moves = [(x, dx), (u, du), (y, dy), (y, rule * dx), (y, ghost * dx)]
    text = (
        f"measured {du/dx:.3f} × {dy/du:.3f} = {dy/dx:.3f}, "
        f"by rule {dg(x):.3f} × {df(u):.3f} = {rule:.3f}, ghost {ghost:.3f}"
    )
    return u, moves, text

slider = FloatSlider(1.3, min=-3, max=3, step=0.05, continuous_update=True)
"""

# As one writes it for `interact`: draw everything again.
INTERACT = (
    "%matplotlib inline\n"
    + MATHS
    + """
def draw(x):
    u, moves, text = numbers(x)
    figure, ((lines, bars), (left, right)) = plt.subplots(2, 2, figsize=(9.2, 6))
    for row, (start, move) in enumerate(moves):
        lines.axhline(-row, color="0.6", lw=1)
        lines.plot([start, start + move], [-row, -row], lw=4)
        lines.plot(start, -row, "o")
        bars.plot([0, move / dx], [-row, -row], lw=4)
    lines.set_xlim(-3.6, 3.6)
    for axes, h, dh, at in ((left, g, dg, x), (right, f, df, u)):
        axes.plot(ts, h(ts))
        axes.plot(ts, h(at) + dh(at) * (ts - at))
        axes.plot(at, h(at), "o")
        axes.set(xlim=(-3.6, 3.6), ylim=(-3.6, 3.6))
        axes.grid()
    plt.show()
    print(text)

interact(draw, x=slider);"""
)

# As one writes it for ipympl: draw once, then move what has moved.
IPYMPL = (
    "%matplotlib widget\n"
    + MATHS
    + """
with plt.ioff():
    figure, ((lines, bars), (left, right)) = plt.subplots(2, 2, figsize=(9.2, 6))
arrows, starts, lengths, tangents, points = [], [], [], [], []
for row in range(5):
    lines.axhline(-row, color="0.6", lw=1)
    arrows += lines.plot([], [], lw=4)
    starts += lines.plot([], [], "o")
    lengths += bars.plot([], [], lw=4)
lines.set(xlim=(-3.6, 3.6), ylim=(-4.5, 0.5))
bars.set(xlim=(-6, 6), ylim=(-4.5, 0.5))
for axes, h in ((left, g), (right, f)):
    axes.plot(ts, h(ts))
    tangents += axes.plot([], [])
    points += axes.plot([], [], "o")
    axes.set(xlim=(-3.6, 3.6), ylim=(-3.6, 3.6))
    axes.grid()
told = HTML()

def move(change=None):
    u, moves, told.value = numbers(slider.value)
    for row, (start, step) in enumerate(moves):
        arrows[row].set_data([start, start + step], [-row, -row])
        starts[row].set_data([start], [-row])
        lengths[row].set_data([0, step / dx], [-row, -row])
    for place, (h, dh, at) in enumerate(((g, dg, slider.value), (f, df, u))):
        tangents[place].set_data(ts, h(at) + dh(at) * (ts - at))
        points[place].set_data([at], [h(at)])
    figure.canvas.draw_idle()

slider.observe(move, "value")
move()
VBox([slider, figure.canvas, told])"""
)


@dataclass(frozen=True)
class Figure:
    """`shown` is JavaScript that gives, for the cell, something that differs when it changes.

    An empty `shown` means a canvas: there every image drawn on it is a change.
    """

    name: str
    source: str
    ready: str
    handle: str
    grip: str
    track: str
    shown: str


SLIDER = {"handle": ".noUi-handle", "grip": ".noUi-handle", "track": ".noUi-target"}
FIGURES = (
    Figure(
        name="course figure",
        source=OWN,
        ready=".crx svg .point",
        handle=".crx .point",
        grip=".crx .point .mark",
        track=".crx .crx-plot svg",
        shown="root => root.querySelector('.tl-fractions').textContent",
    ),
    Figure(
        name="`interact`",
        source=INTERACT,
        ready=".jp-OutputArea-output img",
        shown="root => root.querySelector('.jp-OutputArea-output img')?.src.slice(-4000)",
        **SLIDER,
    ),
    Figure(
        name="ipympl",
        source=IPYMPL,
        ready=".jupyter-matplotlib-canvas-container canvas",
        shown="",
        **SLIDER,
    ),
)
