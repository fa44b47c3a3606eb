"""Sweeps under every order, records of a learner's sweep, and nudges: node holds them to Python."""

from chainrule.explorables import GraphStepper, recording

from . import small_engines as engines
from .against_python import needs_node, node_agrees

GRAPHS = {
    "diamond": engines.diamond,
    "shortcut": engines.shortcut,
    "nine": engines.nine_numbers,
    "ladder": lambda: (engines.ladder(4), {}),
    "functions": engines.many_functions,
}
SWEEPS = {
    "right": engines.backward,
    "at_once": engines.at_once,
    "each_listing": engines.each_listing,
    "part": engines.part_by_part,
    "discovery": engines.as_found,
    "levels": engines.by_levels,
}
OTHERS = {"pulling": engines.pulling, "overwriting": engines.overwriting}


def _gradients(sweep, root) -> list[float]:
    """What a sweep written in Python leaves in the nodes, in the figure's order of nodes."""
    nodes, _ = recording.find_nodes(root)
    for node in nodes:
        node.grad = 0.0
    sweep(root)
    return [float(node.grad) for node in nodes]


def golden() -> dict:
    graphs = {}
    for name, make in GRAPHS.items():
        root, names = make()
        figure = GraphStepper(root, names)
        graphs[name] = {
            "nodes": figure.nodes,
            "sweeps": {order: _gradients(sweep, root) for order, sweep in SWEEPS.items()},
            "others": {order: _gradients(sweep, root) for order, sweep in OTHERS.items()},
            "records": {
                order: GraphStepper(root, names, sweep).record
                for order, sweep in (SWEEPS | OTHERS).items()
            },
            "twice": GraphStepper(root, names, engines.backward, calls=2).record,
        }
    return {"graphs": graphs}


@needs_node
def test_javascript_agrees_with_sweeps_in_python(tmp_path):
    node_agrees("stepper.test.mjs", golden(), tmp_path)


def test_the_numbers_of_the_lesson():
    """What the golden file has is what the lesson prints: c, b, a of the diamond; d, b, c, a."""
    numbers = golden()["graphs"]
    leaf = {order: values[-1] for order, values in numbers["diamond"]["sweeps"].items()}
    assert leaf == {
        "right": 4,
        "at_once": 6,
        "each_listing": 8,
        "part": 4,
        "discovery": 4,
        "levels": 4,
    }
    assert numbers["shortcut"]["sweeps"]["right"] == [1, 14, 6, 48]
    leaf = {order: values[-1] for order, values in numbers["shortcut"]["sweeps"].items()}
    assert (leaf["at_once"], leaf["discovery"], leaf["levels"], leaf["part"]) == (72, 30, 30, 48)
    assert numbers["shortcut"]["others"]["overwriting"][-1] == 18
