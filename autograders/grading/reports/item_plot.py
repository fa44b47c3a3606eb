"""Where the dots of an item analysis lie: points earned across, discrimination upwards."""

from collections.abc import Sequence

from autograders.grading.reports.items import Item

PLOT = (960, 460)
"""Width and height, in the picture's own units."""
FIELD = (60, 16, 930, 408)
"""Left, top, right and bottom of the plot's field."""
NUMBER = (9.0, 12.0)
"""Width of a digit, and height of a number, beside its dot."""
RADIUS = 5.0
Box = tuple[float, float, float, float]


class ItemPlot:
    """The dots of these exercises; those without a discrimination have none."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = [item for item in items if item.discrimination is not None]
        least = min((item.discrimination or 0.0 for item in self._items), default=0.0)
        self._lowest = 0.0 if least >= 0 else -0.4 if least >= -0.4 else -1.0

    def ticks(self) -> dict[str, list[tuple[float, str]]]:
        """(place, label) of the lines across the plot."""
        steps = [step / 5 for step in range(round(5 * self._lowest), 6)]
        return {
            "x": [(self._x(part / 4), f"{25 * part} %") for part in range(5)],
            "y": [(self._y(step), f"{step:g}") for step in steps],
        }

    def dots(self) -> list[tuple[float, float, float, float, int, str]]:
        """(x, y, where its number begins, the number's base line, the number, what it is)."""
        places = [
            (item, self._x(item.difficulty), self._y(item.discrimination or 0.0))
            for item in self._items
        ]
        taken: list[Box] = [(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS) for _, x, y in places]
        found = []
        for item, x, y in places:
            box = _free(x, y, NUMBER[0] * len(str(item.number)), taken)
            taken.append(box)
            what = (
                f"{item.title}: {100 * item.difficulty:.0f} % of the points, discrimination "
                f"{item.discrimination:.2f}"
            )
            found.append((x, y, box[0], box[3], item.number, what))
        return found

    def _x(self, share: float) -> float:
        return FIELD[0] + (FIELD[2] - FIELD[0]) * share

    def _y(self, tells: float) -> float:
        return FIELD[3] - (FIELD[3] - FIELD[1]) * (tells - self._lowest) / (1 - self._lowest)


def _free(x: float, y: float, width: float, taken: Sequence[Box]) -> Box:
    """A place for a number near its dot on which nothing lies, as far as there is one."""
    height, gap = NUMBER[1], RADIUS + 2
    around = [
        (left, top, left + width, top + height)
        for more in (0.0, 8.0, 16.0, 26.0)
        for left, top in (
            (x + gap + more, y - height / 2),
            (x - gap - width - more, y - height / 2),
            (x - width / 2, y - gap - height - more),
            (x - width / 2, y + gap + more),
            (x + gap + more, y - gap - height - more),
            (x - gap - width - more, y + gap + more),
        )
    ]
    return min(around, key=lambda box: sum(_meet(box, other) for other in taken))


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
