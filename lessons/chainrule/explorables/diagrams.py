"""Boxes and arrows for the prepared still pictures of networks and chains."""

from collections.abc import Sequence

from .still import INK, MUTED, StillPicture


def box(
    picture: StillPicture,
    centre: tuple[float, float],
    size: tuple[float, float],
    lines: Sequence[tuple[str, str]],
    colour: str = MUTED,
) -> None:
    """Draw a box with `lines` of (words, colour), one below the other, in its middle."""
    (x, y), (w, h) = centre, size
    left, right, top, bottom = x - w / 2, x + w / 2, y - h / 2, y + h / 2
    corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
    picture.path(corners, colour, 1.5)
    for place, (words, ink) in enumerate(lines):
        picture.text(x, y + 5 + 18 * (place - (len(lines) - 1) / 2), words, ink, "middle")


def arrow(
    picture: StillPicture,
    start: tuple[float, float],
    end: tuple[float, float],
    words: str = "",
    at: float = 0.5,
    colour: str = MUTED,
) -> None:
    """Draw an arrow from `start` to `end`, with words beside it."""
    picture.line(*start, *end, colour)
    (x1, y1), (x2, y2) = start, end
    length = max(1e-9, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
    ux, uy = (x2 - x1) / length, (y2 - y1) / length
    for side in (1, -1):
        picture.line(x2, y2, x2 - 8 * ux + side * 4 * uy, y2 - 8 * uy - side * 4 * ux, colour)
    if words:
        picture.text(x1 + at * (x2 - x1), y1 + at * (y2 - y1) - 6, words, INK, "middle")
