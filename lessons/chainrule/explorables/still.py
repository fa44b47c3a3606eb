"""Prepared still pictures: a small SVG writer for viewers that run no JavaScript.

The picture is shown as an image (not as inline SVG), because notebook viewers strip SVG tags from
untrusted HTML, and leave images alone. It stands on its own light card, so that it is legible on
any theme.
"""

import base64
import html
from collections.abc import Callable, Iterable, Sequence

import numpy as np

INK, MUTED, FORWARD, SLOPE, MIDDLE = "#1f2328", "#565d66", "#0072b2", "#b84a00", "#00795a"


def as_image(picture: str, description: str) -> str:
    """Return an HTML image of the SVG document `picture`."""
    data = base64.b64encode(picture.encode("utf-8")).decode("ascii")
    return (
        f'<img alt="{html.escape(description)}" style="max-width:100%" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


class StillPicture:
    """An SVG document under construction; lengths in pixels, y downwards."""

    def __init__(self, width: int, height: int):
        self.width, self.height = width, height
        self._parts: list[str] = []

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1.5
    ) -> None:
        """Draw a straight line."""
        self._parts.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}" stroke-linecap="round"/>'
        )

    def path(self, points: Iterable[tuple[float, float]], colour: str, width: float = 2) -> None:
        """Draw a line through the points."""
        steps = "L".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._parts.append(
            f'<path d="M{steps}" fill="none" stroke="{colour}" stroke-width="{width}" '
            'stroke-linejoin="round"/>'
        )

    def area(self, corners: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill a polygon lightly."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        self._parts.append(f'<polygon points="{points}" fill="{colour}" fill-opacity="0.15"/>')

    def dot(self, x: float, y: float, colour: str, radius: float = 5) -> None:
        """Draw a filled circle."""
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius}" fill="{colour}"/>')

    def text(
        self, x: float, y: float, words: str, colour: str = INK, anchor: str = "start"
    ) -> None:
        """Write words; `anchor` is start, middle or end."""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">'
            f"{html.escape(words)}</text>"
        )

    def __str__(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'width="{self.width}" height="{self.height}" '
            'font-family="system-ui, Helvetica, Arial, sans-serif" font-size="13">'
            f'<rect width="{self.width}" height="{self.height}" rx="8" fill="#ffffff"/>'
            + "".join(self._parts)
            + "</svg>"
        )


def curve(
    f: Callable[[float], float],
    span: tuple[float, float],
    across: Callable[[float], float],
    down: Callable[[float], float],
    box: tuple[float, float],
) -> list[list[tuple[float, float]]]:
    """Return the pieces of the curve of `f` over `span` that lie between the rows of `box`.

    `across` and `down` turn values into pixels. A curve that leaves the box or has no value is
    broken there.
    """
    pieces: list[list[tuple[float, float]]] = [[]]
    with np.errstate(all="ignore"):
        for x in np.linspace(*span, 121):
            y = down(float(f(x)))
            if np.isfinite(y) and box[0] <= y <= box[1]:
                pieces[-1].append((across(float(x)), y))
            elif pieces[-1]:
                pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]
