"""Still pictures that a lesson draws: matplotlib, as SVG that follows the notebook's theme."""

import html
import io
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from chainrule.rings import REACH
from chainrule.waiting import DoesNotFit

# Okabe and Ito's colours with different dashes: a curve is known by its dash and its name too.
STROKES = (("#0072b2", "-"), ("#d55e00", (0, (6, 2))), ("#009e73", (0, (2, 2))))
MARKS = ("o", "^", "s")
STEADY = {"svg.hashsalt": "chainrule", "svg.fonttype": "none", "font.size": 11}


class Picture:
    """An SVG drawing with the sentence that tells it to whoever does not see it."""

    def __init__(self, svg: str, told: str):
        self.svg = svg
        self.told = told

    def __repr__(self) -> str:
        return self.told

    def _repr_html_(self) -> str:
        told = html.escape(self.told, quote=True)
        drawing = self.svg.replace("<svg", f'<svg role="img" aria-label="{told}"', 1)
        return f'<figure style="max-width:40em;margin:0.4em 0">{drawing}</figure>'


def compare_curves(
    functions: dict[str, Callable], start: float, end: float, told: str, along: str = "x"
) -> Picture:
    """Draw up to three functions on [start, end] into one picture, each with its name.

    `told` says in one or two sentences what the picture shows, for screen readers and plain text;
    `along` is the name of the input.
    """
    x = np.linspace(start, end, 241)
    curves = {name: function(x) for name, function in functions.items()}
    return _compare(x, curves, told, along, "")


def compare_columns(
    x: np.ndarray, columns: dict[str, np.ndarray], told: str, x_name: str, y_name: str
) -> Picture:
    """Draw up to three columns of numbers over a column x, each with its name.

    x and the columns: shape (N,). `x_name` and `y_name` are written at the axes, with units; `told`
    as for `compare_curves`. Raises DoesNotFit for a column of another length.
    """
    for name, column in columns.items():
        if np.shape(column) != np.shape(x):
            raise DoesNotFit(
                f"the column {name!r} has the shape {np.shape(column)}, not {np.shape(x)}"
            )
    return _compare(x, columns, told, x_name, y_name)


def show_groups(
    groups: dict[str, np.ndarray],
    told: str,
    x_name: str,
    y_name: str,
    boundary: tuple[np.ndarray, float] | None = None,
) -> Picture:
    """Draw up to three groups of points, each with its name and its own mark.

    Each group: shape (N, 2), across and up. `boundary` holds w, shape (2,), and b of the straight
    line w·x + b = 0 that a neuron draws between them; without a slope there is none. `told` and the
    names of the axes as for `compare_columns`. Raises DoesNotFit for points of another shape.
    """
    for name, points in groups.items():
        if np.ndim(points) != 2 or np.shape(points)[1] != 2:
            raise DoesNotFit(f"the group {name!r} has the shape {np.shape(points)}, not (N, 2)")

    def draw(axes: Any) -> None:
        for (name, points), (colour, _), mark in zip(groups.items(), STROKES, MARKS, strict=False):
            axes.scatter(*np.transpose(points), s=14, color=colour, marker=mark, label=name)
        if boundary is not None and np.any(boundary[0]):
            _draw_line(axes, *boundary)

    return Picture(_drawn(draw, x_name, y_name), told)


def _draw_line(axes: Any, w: np.ndarray, b: float) -> None:
    """The line w·x + b = 0 through the picture, whose section stays as it is."""
    foot = -b * np.asarray(w) / np.dot(w, w)
    section = axes.axis()
    axes.axline(foot, foot + np.array([-w[1], w[0]]), color="black", linewidth=1.5, label="a = 0.5")
    axes.axis(section)


MOST_BOUNDARIES = 4
"""Beside each other."""
SHADE = 0.15
"""How much of its colour lies on the plane where the output is above a half."""


def show_boundaries(
    X: np.ndarray, y: np.ndarray, snapshots: dict[str, np.ndarray], told: str
) -> Picture:
    """Draw points of two kinds and where a model draws the line between them, at some moments.

    The plane is shaded where the model says more than a half.

    X: shape (N, 2), across and up; y: shape (N,), above a half for the first kind. `snapshots`: up
    to four, each with its name and shape (n, n), a model's outputs on a square grid over the
    picture as `chainrule.rings.outputs_on_grid` gives them; the line runs where they are 0.5.
    `told` as for `compare_curves`. Raises DoesNotFit for other shapes.
    """
    X, inside = np.asarray(X, dtype=float), np.asarray(y) > 0.5
    if X.ndim != 2 or X.shape[1] != 2 or inside.shape != X.shape[:1]:
        raise DoesNotFit(
            f"the points have the shapes {X.shape} and {inside.shape}, not (N, 2), (N,)"
        )
    if not 0 < len(snapshots) <= MOST_BOUNDARIES:
        raise DoesNotFit(f"there are {len(snapshots)} snapshots, not 1 to {MOST_BOUNDARIES}")
    for name, outputs in snapshots.items():
        if np.ndim(outputs) != 2 or np.shape(outputs) != (len(outputs),) * 2:
            raise DoesNotFit(f"the snapshot {name!r} has the shape {np.shape(outputs)}, not (n, n)")

    def draw(figure: Any) -> None:
        for axes, (name, outputs) in zip(
            np.ravel(figure.subplots(1, len(snapshots), sharey=True)),
            snapshots.items(),
            strict=True,
        ):
            _draw_boundary(axes, X, inside, np.asarray(outputs, dtype=float))
            axes.set_title(name, fontsize=11)
            axes.set_xlabel("x₁")
            axes.label_outer()
        figure.axes[0].set_ylabel("x₂")
        handles, names = figure.axes[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside lower center", ncols=len(names), frameon=False)

    height = 1.1 + 5.4 / max(2, len(snapshots))
    return Picture(_drawn_figure(draw, (6.4, height)), told)


def _draw_boundary(axes: Any, X: np.ndarray, inside: np.ndarray, outputs: np.ndarray) -> None:
    for kind, place, name in ((inside, 0, "y = 1"), (~inside, 1, "y = 0")):
        colour, _ = STROKES[place]
        axes.scatter(*X[kind].T, s=14, color=colour, marker=MARKS[place], label=name)
    lines = np.linspace(-REACH, REACH, len(outputs))
    if outputs.max() > 0.5:
        shade: dict = {"colors": [STROKES[0][0]], "alpha": SHADE, "zorder": 0}
        axes.contourf(lines, lines, outputs, levels=[0.5, np.inf], **shade)
    if outputs.min() < 0.5 < outputs.max():
        axes.contour(lines, lines, outputs, levels=[0.5], colors="black", linewidths=1.5)
    axes.plot([], [], color="black", linewidth=1.5, label="output = 0.5")
    square: dict = {"marker": "s", "markersize": 10, "linestyle": "", "alpha": SHADE}
    axes.plot([], [], color=STROKES[0][0], label="above", **square)
    axes.set(aspect="equal", xlim=(-REACH, REACH), ylim=(-REACH, REACH), xticks=(-2, 0, 2))
    axes.set_yticks((-2, 0, 2))


DOT, SIDE, PITCH, LINE = 5, 8, 52, 62
"""Of a digit, in the drawing's units: a square, squares a side, the next one's place and line."""
A_ROW = 10


def show_digits(pixels: np.ndarray, labels: Sequence[object], told: str = "") -> Picture:
    """Draw digits of 8 × 8 squares beside each other, ten a row, each with its label below.

    pixels: shape (n, 64), ink from 0 to 16; labels: n short texts or numbers, such as the digit
    that was meant; `told` is said after them to whoever does not see the picture. Raises DoesNotFit
    for other shapes.
    """
    pixels, names = np.asarray(pixels, dtype=float), [str(label) for label in labels]
    if pixels.ndim != 2 or pixels.shape[1] != SIDE * SIDE or not len(pixels):
        raise DoesNotFit(f"the digits have the shape {pixels.shape}, not (n, 64)")
    if len(names) != len(pixels):
        raise DoesNotFit(f"there are {len(names)} labels for {len(pixels)} digits")
    lines, columns = -(-len(pixels) // A_ROW), min(len(pixels), A_ROW)
    drawn = (
        _digit(ink, label, PITCH * (place % A_ROW), LINE * (place // A_ROW))
        for place, (ink, label) in enumerate(zip(pixels, names, strict=True))
    )
    svg = (
        f'<svg viewBox="-6 -2 {PITCH * columns} {LINE * lines}" xmlns="http://www.w3.org/2000/svg" '
        f'fill="currentColor" style="width:100%;max-width:{4 * columns}em;height:auto">'
        f"{''.join(drawn)}</svg>"
    )
    how_many = "A handwritten digit" if len(names) == 1 else f"{len(names)} handwritten digits"
    said = f"{how_many}, 8 by 8 squares of ink; written below: {', '.join(names)}."
    return Picture(svg, " ".join(filter(None, (said, told))))


def _digit(ink: np.ndarray, label: str, left: int, top: int) -> str:
    width = DOT * SIDE
    squares = "".join(
        f'<rect x="{DOT * (place % SIDE)}" y="{DOT * (place // SIDE)}" width="{DOT}" '
        f'height="{DOT}" fill-opacity="{share:.4g}"/>'
        for place, share in enumerate(np.clip(ink / 16, 0, 1))
        if share > 0
    )
    return (
        f'<g transform="translate({left} {top})"><g shape-rendering="crispEdges">{squares}</g>'
        f'<rect width="{width}" height="{width}" fill="none" stroke="currentColor" '
        'stroke-opacity="0.6" stroke-width="0.5"/>'
        f'<text x="{width / 2:g}" y="{width + 14}" text-anchor="middle" font-size="13">'
        f"{html.escape(label)}</text>"
        "</g>"
    )


def _compare(
    x: np.ndarray, curves: dict[str, np.ndarray], told: str, x_name: str, y_name: str
) -> Picture:
    if len(curves) > len(STROKES):
        raise ValueError(f"a picture compares at most {len(STROKES)} curves")

    def draw(axes: Any) -> None:
        for (name, y), (colour, dash) in zip(curves.items(), STROKES, strict=False):
            axes.plot(x, y, color=colour, linestyle=dash, linewidth=2, label=name)
        axes.axhline(0, color="black", linewidth=0.6)

    return Picture(_drawn(draw, x_name, y_name), told)


def _drawn(draw: Callable[[Any], None], x_name: str, y_name: str) -> str:
    """What `draw` puts on matplotlib's axes, as SVG for any theme."""

    def draw_all(figure: Any) -> None:
        axes = figure.subplots()
        draw(axes)
        axes.set_xlabel(x_name)
        axes.set_ylabel(y_name)
        figure.legend(loc="outside right upper", frameon=False, handlelength=3)

    return _drawn_figure(draw_all, (6.4, 3.2))


def _drawn_figure(draw: Callable[[Any], None], size: tuple[float, float]) -> str:
    """What `draw` puts into matplotlib's figure, as SVG for any theme."""
    import matplotlib
    from matplotlib.figure import Figure

    # Whatever style the session has: a picture looks as its lesson says.
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(STEADY)  # type: ignore[arg-type]  # its list of names is long
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        figure.patch.set_visible(False)
        for axes in figure.axes:
            axes.spines[["top", "right"]].set_visible(False)
            axes.patch.set_visible(False)
        drawing = io.StringIO()
        figure.savefig(drawing, format="svg", metadata={"Date": None, "Creator": None})
    return _themed(drawing.getvalue())


def _themed(svg: str) -> str:
    """The drawing alone, as wide as its place, its black taken from the surrounding text."""
    found = re.search(r'viewBox="[^"]*"', svg)
    assert found, "every drawing has its size"
    box = found[0]
    content = svg[svg.index(">", svg.index("<svg")) + 1 :]
    content = re.sub(r"\s*<metadata>.*?</metadata>", "", content, flags=re.DOTALL)
    # Inside a page this style would reach everything; the root passes the same on to the drawing.
    content = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", content, flags=re.DOTALL)
    content = content.replace("#000000", "currentColor")
    content = content.replace("<text style=", '<text fill="currentColor" style=')
    return (
        f'<svg {box} xmlns="http://www.w3.org/2000/svg" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'style="width:100%;height:auto;stroke-linejoin:round">{content}'
    )
