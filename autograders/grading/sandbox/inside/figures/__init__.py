"""What stands for `chainrule.explorables` in the student's process: figures that compute nothing.

A figure knows the rates that it draws, and lessons ask for the same rates; so the real ones are
neither importable nor readable where a submission is judged. A notebook that makes a figure,
sets it, links it or shows it goes on as at home. What a figure would have worked out is nan here.
"""

import math
from collections.abc import Callable

from traitlets import Any

from .base import CourseWidget

SETTINGS = {
    "ConveyorBelt": {
        "machines": ["triple", "square", "sin"],
        "x": 0.4,
        "nudge": False,
        "dx": 0.01,
        "swept": 0,
        "sweeps": True,
    },
    "CostRuler": {"n": 2410.0, "ns": 5.0, "controls": ["weights", "ns"]},
    "Dashboard": {
        "pedal": 20.0,
        "gear": 3,
        "nudge": 1.0,
        "join": "apart",
        "links": 2,
        "pushes": True,
        "last": {},
    },
    "DepthLab": {
        "mode": "net",
        "depth": 4,
        "w": 1.0,
        "x": 1.0,
        "y": 0.0,
        "activation": "sigmoid",
        "start": 1.0,
        "output": "sigmoid",
        "cut": 0,
        "seed": 0,
        "controls": ["depth", "activation", "start", "output", "cut", "seed", "train"],
        "epochs": 0,
        "accuracies": [],
        "runs": [],
        "mine": False,
        "asked": {},
        "answered": {},
    },
    "DescentLab": {
        "units": "standard",
        "w": 0.0,
        "b": 0.0,
        "lr": 0.1,
        "batch": 392,
        "steps": 0,
        "seed": 0,
        "trail": [],
        "controls": ["lr", "steps", "arrow", "promise", "start", "batch", "units"],
    },
    "DigitReader": {
        "pixels": [0] * 64,
        "at": 0,
        "neuron": 0,
        "loaded": "",
        "controls": ["pad", "epochs", "weights", "missed"],
    },
    "GraphStepper": {
        "example": "belt",
        "mode": "ready",
        "order": "right",
        "rule": "add",
        "seeded": True,
        "controls": ["step", "seed", "order", "rule", "judge", "queue"],
        "place": 0,
        "pressed": [],
    },
    "KnobDescent": {
        "W1": [[0.3, -0.5], [0.8, 0.2]],
        "b1": [0.1, -0.2],
        "W2": [[1.2], [-0.7]],
        "b2": [0.3],
        "lr": 5.0,
        "uphill": False,
        "steps": 0,
        "history": [],
        "controls": ["lr", "direction", "gradients"],
        "mine": False,
        "asked": {},
        "walked": {},
    },
    "NeuronGraph": {
        "x": [1.0, -2.0, 0.5],
        "w": [1.0, 0.5, -2.0],
        "b": 1.0,
        "y": 1.0,
        "back": 0,
        "controls": ["turn", "back", "step", "target"],
        "lr": 0.5,
        "mine": False,
        "walk": {},
        "asked": {},
        "answered": {},
    },
    "NeuronMicroscope": {
        "w": -0.8,
        "b": 0.3,
        "x": 1.5,
        "y": 1.0,
        "compare": False,
        "h": 0.001,
        "half": False,
        "activation": "sigmoid",
    },
    "NineKnobs": {
        "mode": "watch",
        "W1": [[0.3, -0.5], [0.8, 0.2]],
        "b1": [0.1, -0.2],
        "W2": [[1.2], [-0.7]],
        "b2": [0.3],
        "x": [1.0, -1.0],
        "y": 1.0,
        "squash": True,
        "hidden": True,
        "step": 0,
        "sweep": 1,
        "example": 0,
        "tries": 0,
        "best": 1.0,
        "history": [],
    },
    "RouteTracer": {
        "mode": "nine",
        "start": "x1",
        "controls": [
            *("routes", "merge", "end", "start", "inputs"),
            *("weights", "nudge", "counts", "four", "depth"),
        ],
        "W1": [[0.3, -0.5], [0.8, 0.2]],
        "b1": [0.1, -0.2],
        "W2": [[1.2], [-0.7]],
        "b2": [0.3],
        "x": [1.0, -1.0],
        "y": 1.0,
        "depth": 4,
        "walked": 0,
        "merged": 0,
        "merge_from": "loss",
        "four": False,
        "mine": {},
    },
    "ShapeWorkbench": {
        "target": "dW",
        "controls": ["Z", "dW", "dX", "db", "entry", "all", "bench"],
        "X": [[1.0, 2.0, -1.0], [3.0, 0.0, 2.0]],
        "W": [[1.0, -1.0], [2.0, 0.0], [0.0, 3.0]],
        "dZ": [[0.5, -1.0], [1.0, 2.0]],
        "row": -1,
        "column": -1,
        "whole": False,
        "left": "",
        "right": "",
    },
    "SlopeMicroscope": {"function": "sin", "x": 1.0, "h": 1.0, "zoom": 1.0, "follow": False},
    "ThreeNumberLines": {
        "inner": "square",
        "outer": "sin",
        "x": 1.3,
        "dx": 0.3,
        "ghost": False,
    },
}
"""What can be set on each figure, and how it stands at first."""

WORKED_OUT = {
    "ConveyorBelt": (),
    "CostRuler": (),
    "Dashboard": ("rpm", "speed"),
    "DepthLab": ("pixels", "labels"),
    "DescentLab": ("loss", "cars"),
    "DigitReader": ("outputs", "snapshots", "mean", "spread", "missed"),
    "GraphStepper": ("nodes", "record", "recorded", "own", "note", "trouble"),
    "KnobDescent": ("loss", "params"),
    "NeuronGraph": (),
    "NeuronMicroscope": ("slope_by_nudging",),
    "NineKnobs": ("loss",),
    "RouteTracer": (),
    "ShapeWorkbench": (),
    "SlopeMicroscope": ("measured_slope", "exact_slope"),
    "ThreeNumberLines": ("inner_slope", "outer_slope", "ghost_slope", "nudges"),
}
"""What each figure computes from that at home."""

NUMBERS = {"nudges": (math.nan,) * 3, "outputs": (math.nan,) * 10}
"""What is more than one number of these."""

DROPPED = {
    "DigitReader": ("snapshots", "scale", "missed"),
    "GraphStepper": ("root", "names", "backward", "calls"),
    "KnobDescent": ("step",),
}
"""What a figure takes first at home and only draws from: weights, data, a learner's function."""

FUNCTIONS = {"DepthLab": ("mine",), "NeuronGraph": ("mine",)}
"""A learner's function that a figure takes by name."""


def _number_called(key: str) -> Callable[[object], tuple[float, ...] | float]:
    return lambda self: NUMBERS.get(key, math.nan)


def _figure(name: str) -> type[CourseWidget]:
    settings = {key: Any(value).tag(sync=True) for key, value in SETTINGS[name].items()}
    worked_out = {key: property(_number_called(key)) for key in WORKED_OUT[name]}
    return type(
        name,
        (CourseWidget,),
        {
            "__module__": __name__,
            "__doc__": f"Stands for the figure {name} while a notebook is graded.",
            "settings": tuple(SETTINGS[name]),
            "dropped": DROPPED.get(name, ()),
            "functions": FUNCTIONS.get(name, ()),
            **settings,
            **worked_out,
        },
    )


ConveyorBelt = _figure("ConveyorBelt")
CostRuler = _figure("CostRuler")
Dashboard = _figure("Dashboard")
DepthLab = _figure("DepthLab")
DescentLab = _figure("DescentLab")
DigitReader = _figure("DigitReader")
GraphStepper = _figure("GraphStepper")
KnobDescent = _figure("KnobDescent")
NeuronGraph = _figure("NeuronGraph")
NeuronMicroscope = _figure("NeuronMicroscope")
NineKnobs = _figure("NineKnobs")
RouteTracer = _figure("RouteTracer")
ShapeWorkbench = _figure("ShapeWorkbench")
SlopeMicroscope = _figure("SlopeMicroscope")
ThreeNumberLines = _figure("ThreeNumberLines")

__all__ = ["CourseWidget", *SETTINGS]
