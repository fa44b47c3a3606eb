"""The graph stepper (lesson 08): a graph of numbers, and the sweep that runs back through it.

It draws any objects with `.data`, `.parents` and `.slopes`. Let a node hand on by hand, watch a
sweep in another order, or replay what the learner's own `backward` wrote, mistakes and all. Sweeps
and nudges are worked out in JavaScript alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from traitlets import Bool, Enum, Int, List, TraitError, Unicode

from .base import CourseWidget
from .diagrams import arrow, box
from .digits import grouped, neat
from .example_graphs import EXAMPLES, TOLD, example_nodes
from .recording import as_number, called, find_nodes, named_nodes, record_sweep
from .still import FORWARD, INK, MUTED, StillPicture

MOST_NODES = 60
MOST_WRITES = 2000
LONGEST_LABEL = 24
MODES = ("ready", "you", "mine", "sabotage")
ORDERS = ("right", "at_once", "each_listing", "part", "discovery", "levels")
ALL_CONTROLS = ("step", "seed", "order", "rule", "judge", "queue")
CONTROLS = (*ALL_CONTROLS, "mode")


class GraphStepper(CourseWidget):
    """A graph of numbers, and the sweep back through it.

    root: the last node of a graph of your own: objects with .data, .parents and .slopes (and
    .grad, .made_by, if they have them); without it the figure draws the course's own `example`,
    "belt", "diamond" or "shortcut". names: {"x": x}, or lists of nodes. backward: your own sweep;
    `backward(root)` is run here, `calls` times, from gradients of 0, every write to .grad is noted,
    and afterwards all gradients are as they were. mode: "ready" (values and local slopes), "you"
    (let nodes hand on by hand), "mine" (replay what backward wrote) or "sabotage" (the figure's own
    sweep under an order and a rule). order: "right", "at_once", "each_listing", "part",
    "discovery" or "levels"; rule: "add" (+=) or "overwrite" (=); seeded: the last node begins with
    1. controls: what the figure offers, out of step, seed, order ("order:right,part" offers these
    only), rule, judge (what nudges say, at the end of a sweep), queue and mode. place: how many
    steps are done; pressed: the nodes that have handed on, −1 for the 1 at the end.

    Raises TypeError, in one line that names the node, for what is not a graph.
    """

    entry = "graph_stepper"
    title = "A graph of numbers"
    offers = CONTROLS
    settings = ("example", "mode", "order", "rule", "seeded", "controls", "place", "pressed")
    styles = ("graph",)

    example = Enum(tuple(EXAMPLES), "belt").tag(sync=True)
    mode = Enum(MODES, "ready").tag(sync=True)
    order = Enum(ORDERS, "right").tag(sync=True)
    rule = Enum(("add", "overwrite"), "add").tag(sync=True)
    seeded = Bool(True).tag(sync=True)
    controls = List(Unicode(), list(ALL_CONTROLS)).tag(sync=True)
    place = Int(0, min=0).tag(sync=True)
    pressed = List(Int()).tag(sync=True)
    nodes: List = List(help="what is drawn: value, parents by place, slopes, name").tag(sync=True)
    record: List = List(help="the learner's sweep: [place, gradient before, after]").tag(sync=True)
    recorded = Bool(False, help="a sweep of the learner's was run").tag(sync=True)
    own = Bool(False, help="the graph is the learner's").tag(sync=True)
    note = Unicode(help="what the figure says about what it draws").tag(sync=True)
    trouble = Unicode(help="what went wrong in the learner's sweep").tag(sync=True)
    _given = Unicode(help="what the call began with, as code").tag(sync=True)

    def __init__(
        self,
        root: Any = None,
        names: Mapping[str, Any] | None = None,
        backward: Callable[[Any], Any] | None = None,
        *,
        mode: str | None = None,
        calls: int = 1,
        controls: Iterable[str] | None = None,
        **state: Any,
    ) -> None:
        wanted = {} if controls is None else {"controls": list(controls)}
        drawn = _own_graph(root, names or {}, backward, calls) if root is not None else {}
        if mode is None:
            mode = "mine" if drawn.get("recorded") else "ready"
        super().__init__(mode=mode, **{**state, **wanted, **drawn})
        if root is None:
            self.nodes = example_nodes(self.example)
            self.note = f"The course's own example: {TOLD[self.example]}."
        if mode == "mine" and not self.recorded:
            raise TypeError("GraphStepper: the mode 'mine' needs root and backward.")

    def _has_control(self, name: str) -> bool:
        kind, _, orders = name.partition(":")
        if kind not in CONTROLS or (orders and kind != "order"):
            return False
        for order in filter(None, orders.split(",")):
            if order not in ORDERS:
                raise TraitError(f"GraphStepper: no order {order!r}; it has {', '.join(ORDERS)}.")
        return True

    def code(self) -> str:
        call = super().code()
        return call.replace("(", f"({self._given}, ", 1) if self._given else call

    def _label(self, place: int) -> str:
        node = self.nodes[place]
        made_by = f"({node['made_by']})" if node["made_by"] else ""
        return " ".join(filter(None, (node["name"], made_by))) or neat(node["data"], 3)

    def numbers(self) -> list[tuple[str, str]]:
        """How many nodes there are, and the values of those with a name; no slope, no gradient."""
        named = [node for node in reversed(self.nodes) if node["name"]][:20]
        return [
            ("nodes", str(len(self.nodes))),
            *((node["name"], neat(node["data"], 4)) for node in named),
            ("last value", neat(self.nodes[0]["data"], 4)),
        ]

    def told(self) -> str:
        values = "; ".join(f"{name}: {value}" for name, value in self.numbers())
        return f"A graph of numbers, each made from its parents. {self.note} {values}.".replace(
            "  ", " "
        )

    def picture(self) -> str:
        return str(_still_picture(self))


def _own_graph(root: Any, names: Mapping, backward: Callable | None, calls: int) -> dict[str, Any]:
    """What the traits need to know of the learner's graph and of the learner's sweep."""
    found, parents = find_nodes(root)
    shown = found[:MOST_NODES]
    labels, missing = _labels(names, found)
    given = ", ".join(
        ["root", *(["names=names"] if names else []), *(["backward=backward"] if backward else [])]
    )
    drawn: dict[str, Any] = {
        "own": True,
        "_given": given,
        "nodes": [_plain(node, parents[i], labels) for i, node in enumerate(shown)],
        "note": _note(len(found) - len(shown), missing),
    }
    if backward is not None:
        record, drawn["trouble"] = record_sweep(backward, root, found, calls)
        noted = [write for write in record if write[0] < len(shown)]
        drawn["record"] = noted[:MOST_WRITES]
        if len(noted) > MOST_WRITES and not drawn["trouble"]:
            drawn["trouble"] = f"Only the first {MOST_WRITES} writes are shown."
        drawn["recorded"] = True
    return drawn


def _labels(names: Mapping, found: list[Any]) -> tuple[dict[int, str], list[str]]:
    """Names by the identity of a node, and the names that belong to no node of the graph."""
    inside = {id(node) for node in found}
    labels: dict[int, str] = {}
    missing: list[str] = []
    for name, node in named_nodes(names):
        if id(node) in inside:
            labels.setdefault(id(node), name)
        else:
            missing.append(name)
    return labels, missing


def _plain(node: Any, parents: list[int], labels: Mapping[int, str]) -> dict[str, Any]:
    data = as_number(node.data)
    if data is None:
        shape = getattr(node.data, "shape", None)
        what = f"an array of shape {shape}" if shape else repr(node.data)[:40]
        raise TypeError(
            f"GraphStepper draws numbers, and the data of {called(node)} is no finite number: "
            f"{what}."
        )
    near = [place for place in parents if place < MOST_NODES]
    slopes = [as_number(slope) for slope in (node.slopes or ())]
    made_by = getattr(node, "made_by", "")
    return {
        "name": labels.get(id(node), "")[:LONGEST_LABEL],
        "made_by": str(made_by or "")[:LONGEST_LABEL],
        "data": data,
        "parents": near,
        "slopes": [slope for place, slope in zip(parents, slopes, strict=True) if place in near],
        "hidden": len(parents) - len(near),
    }


def _note(more: int, missing: list[str]) -> str:
    notes = []
    if more:
        notes.append(f"{grouped(more)} more nodes are not drawn.")
    if missing:
        some = ", ".join(missing[:5]) + (" …" if len(missing) > 5 else "")
        notes.append(f"Not in this graph: {some}.")
    return " ".join(notes)


def _still_picture(figure: GraphStepper) -> StillPicture:
    """The nodes nearest the result, level by level, and which was made from which."""
    levels = _levels(figure.nodes)[:5][::-1]
    tallest = max(len(level) for level in levels)
    picture = StillPicture(130 * len(levels) + 20, 56 * min(tallest, 6) + 50)
    middle = 30 + 28 * min(tallest, 6)
    at = {}
    for column, level in enumerate(levels):
        for row, place in enumerate(level[:6]):
            at[place] = (75 + 130 * column, middle + 56 * (row - (min(len(level), 6) - 1) / 2))
    for place, (x, y) in at.items():
        for parent in sorted(set(figure.nodes[place]["parents"])):
            if parent in at and at[parent][0] < x:
                arrow(picture, (at[parent][0] + 38, at[parent][1]), (x - 38, y))
    for place, (x, y) in at.items():
        value = neat(figure.nodes[place]["data"], 3)
        box(picture, (x, y), (76, 26), [(value, FORWARD)])
        picture.text(x, y - 17, figure._label(place)[:12], INK, "middle")
    left = len(figure.nodes) - len(at)
    if left:
        picture.text(10, picture.height - 8, f"and {left} more", MUTED)
    return picture


def _levels(nodes: list[dict]) -> list[list[int]]:
    """Places of the nodes by how many edges lie between them and the result, at least."""
    levels, seen = [[0]], {0}
    while True:
        below = dict.fromkeys(
            parent for place in levels[-1] for parent in nodes[place]["parents"]
        ).keys()
        fresh = [place for place in below if place not in seen]
        if not fresh:
            return levels
        seen.update(fresh)
        levels.append(fresh)
