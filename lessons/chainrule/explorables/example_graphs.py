"""The course's own small graphs: how each number was made, and with which local slopes.

A row is (name, made by, value, parents by name, local slopes). The last row is the result.
"""

import math

Row = tuple[str, str, float, tuple[str, ...], tuple[float, ...]]

EXAMPLES: dict[str, tuple[Row, ...]] = {
    "belt": (
        ("x", "", 0.4, (), ()),
        ("3x", "×", 1.2, ("x",), (3.0,)),
        ("(3x)²", "power", 1.44, ("3x",), (2.4,)),
        ("y", "sin", math.sin(1.44), ("(3x)²",), (math.cos(1.44),)),
    ),
    "diamond": (
        ("a", "", 3.0, (), ()),
        ("b", "+", 6.0, ("a", "a"), (1.0, 1.0)),
        ("c", "+", 12.0, ("b", "b"), (1.0, 1.0)),
    ),
    "shortcut": (
        ("a", "", 2.0, (), ()),
        ("c", "+", 8.0, ("b", "a"), (1.0, 1.0)),
        ("b", "×", 6.0, ("a",), (3.0,)),
        ("d", "×", 48.0, ("b", "c"), (8.0, 6.0)),
    ),
}
TOLD = {
    "belt": "y = sin((3x)²) at x = 0.4",
    "diamond": "b = a + a, c = b + b",
    "shortcut": "b = 3a, c = b + a, d = b · c",
}


def example_nodes(name: str) -> list[dict]:
    """Return the nodes of an example as the figure draws them, the result first."""
    rows = EXAMPLES[name][::-1]
    places = {row[0]: place for place, row in enumerate(rows)}
    return [
        {
            "name": own,
            "made_by": made_by,
            "data": data,
            "parents": [places[parent] for parent in parents],
            "slopes": list(slopes),
            "hidden": 0,
        }
        for own, made_by, data, parents, slopes in rows
    ]
