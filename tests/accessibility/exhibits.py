"""Every widget of the course, in each of the forms in which a learner meets it."""

import math
from collections.abc import Callable

import numpy as np
from chainrule.explorables import (
    ConveyorBelt,
    CostRuler,
    CourseWidget,
    Dashboard,
    DepthLab,
    DescentLab,
    DigitReader,
    GraphStepper,
    KnobDescent,
    NeuronGraph,
    NeuronMicroscope,
    NineKnobs,
    RouteTracer,
    ShapeWorkbench,
    SlopeMicroscope,
    ThreeNumberLines,
)
from chainrule.questions.form import Question
from chainrule.questions.line_order import LineOrder

from ..explorables import small_engines as engines

PROMPT = "What is `f(g(3))`?"
CHOICES = ["15", "18", "36"]
BLOCKS = [["return a"], ["a = 2 * r", "a = r * r"], ["r = d / 2"]]
LONG = [
    ["for r in reversed(rates):"],
    ["    s.append(rates[-1] * s[-1])", "    s.append(r * s[-1])"],
]
# A learner's nine gradients: one is right, one is no number, the others are rounded or wrong.
MINE = {
    "W1": [[-0.0457, 0.0238], [0.0477, -0.0238]],
    "b1": [-0.0477, math.nan],
    "W2": [[-0.0663], [-0.0478]],
    "b2": [-0.16529687],
}
STEPPER = ["mode", "step", "seed", "order", "rule", "judge", "queue"]
# Shares of test digits read right, before training and after each of three epochs.
TRAINED = [0.1, 0.5, 0.7, 0.79]
REPLY = ["Not this time. The answer: 18.", "`g` runs first."]


def question(kind: str, **state) -> Question:
    return Question(kind=kind, name="order", **{"question": PROMPT, **state})


def lines(**state) -> LineOrder:
    given = {"question": "Put the lines in order.", "blocks": BLOCKS, **state}
    return LineOrder(name="circle", **given)


def stepper(backward=engines.backward, **state) -> GraphStepper:
    """The network with nine numbers as a graph of about thirty nodes, swept by `backward`."""
    loss, names = engines.nine_numbers()
    return GraphStepper(loss, names, backward, **state)


def reader(**state) -> DigitReader:
    """A network that has learned nothing: its weights are drawn at random."""
    rng = np.random.default_rng(3)
    params = {
        "W1": rng.normal(size=(64, 32)) / 8,
        "b1": rng.normal(size=32),
        "W2": rng.normal(size=(32, 10)),
        "b2": rng.normal(size=10),
    }
    later = {name: 2 * array for name, array in params.items()}
    pixels = rng.integers(0, 17, (3, 64))
    return DigitReader(
        {0: params, 1: params, 20: later},
        (np.full(64, 5.0), np.full(64, 6.0)),
        missed=(pixels, [3, 8, 9], [5, 1, 4]),
        **state,
    )


def covered(figure: type[CourseWidget]) -> CourseWidget:
    widget = figure()
    widget.locked = True
    return widget


#: name of a form → how to make it. A figure appears once as it opens and once with all it can show.
FIGURES: dict[str, Callable[[], CourseWidget]] = {
    "SlopeMicroscope": SlopeMicroscope,
    "SlopeMicroscope, following h": lambda: SlopeMicroscope(h=1e-9, follow=True, table=True),
    "ThreeNumberLines": ThreeNumberLines,
    "ThreeNumberLines, with the ghost": lambda: ThreeNumberLines(ghost=True, table=True),
    "ConveyorBelt": ConveyorBelt,
    "ConveyorBelt, full": lambda: ConveyorBelt(
        ["square", "reciprocal", "cos", "sigmoid", "exp"], nudge=True, swept=6, table=True
    ),
    "NineKnobs, watch": lambda: NineKnobs("watch", step=5),
    "NineKnobs, curve": lambda: NineKnobs("curve", table=True),
    "NineKnobs, game": lambda: NineKnobs("game", tries=12, best=0.1, table=True),
    "NineKnobs, without hidden layer": lambda: NineKnobs("curve", hidden=False),
    "NeuronGraph": NeuronGraph,
    "NeuronGraph, all the way back": lambda: NeuronGraph(back=5, table=True),
    "NeuronGraph, with mine": lambda: NeuronGraph(
        lambda x, w, b, y: (x, b), x=[2.85, -1.15], w=[-2.55, 0.05], b=-1.35, y=0.25, back=5
    ),
    "NeuronMicroscope": NeuronMicroscope,
    "NeuronMicroscope, compared": lambda: NeuronMicroscope(compare=True, h=0.5, half=True),
    "NeuronMicroscope, flat": lambda: NeuronMicroscope(w=4, b=0, x=3, y=0, table=True),
    "Dashboard": Dashboard,
    "Dashboard, multiplied": lambda: Dashboard(links=4, join="multiply", nudge=10.0, table=True),
    "Dashboard, added": lambda: Dashboard(join="add"),
    "DescentLab": DescentLab,
    "DescentLab, walked": lambda: DescentLab(
        units="own", lr=0.05, steps=30, trail=[[0, 0], [9, 20], [-5, 40]], table=True
    ),
    "DescentLab, climbing": lambda: DescentLab(lr=1.2, steps=200, batch=8),
    "KnobDescent": KnobDescent,
    "KnobDescent, walked": lambda: KnobDescent(
        W1=[[9, -3], [-2, 5]], steps=3, history=[0.3, 0.25, 0.28], uphill=True, table=True
    ),
    "DigitReader": reader,
    "DigitReader, drawn on": lambda: reader(
        pixels=[(3 * i) % 17 for i in range(64)], neuron=4, at=1, table=True
    ),
    "GraphStepper": lambda: GraphStepper(example="shortcut", mode="you"),
    "GraphStepper, stepped": lambda: GraphStepper(
        example="shortcut", mode="sabotage", order="levels", place=99, table=True
    ),
    "GraphStepper, my own": lambda: stepper(place=12, controls=STEPPER),
    "GraphStepper, overwritten": lambda: stepper(engines.overwriting, place=99),
    "RouteTracer": RouteTracer,
    "RouteTracer, merged": lambda: RouteTracer(
        "nine", start="all", controls=["merge", "end", "counts"], merged=5, table=True
    ),
    "RouteTracer, with mine": lambda: RouteTracer(controls=["four"], walked=1, mine=MINE),
    "RouteTracer, deep": lambda: RouteTracer("deep", walked=30),
    "DepthLab": DepthLab,
    "DepthLab, chain": lambda: DepthLab("chain", w=-4.0, table=True),
    "DepthLab, trained": lambda: DepthLab(
        depth=3, activation="tanh", cut=2, epochs=3, accuracies=TRAINED, table=True
    ),
    "DepthLab, with mine": lambda: DepthLab(depth=20, start=2, mine=lambda layers, X, Y: None),
    "CostRuler": CostRuler,
    "CostRuler, long": lambda: CostRuler(n=1e12, ns=20.0, table=True),
    "ShapeWorkbench": ShapeWorkbench,
    "ShapeWorkbench, an entry": lambda: ShapeWorkbench(
        "dX", row=0, column=1, left="dZ", right="WT", table=True
    ),
}
COVERED = {
    f"{figure.__name__}, covered": lambda figure=figure: covered(figure)
    for figure in (
        *(SlopeMicroscope, ThreeNumberLines, ConveyorBelt),
        *(NineKnobs, NeuronMicroscope, Dashboard, RouteTracer, ShapeWorkbench),
        *(DescentLab, KnobDescent, DepthLab, CostRuler, GraphStepper, NeuronGraph),
    )
}
COVERED["DigitReader, covered"] = lambda: covered(reader)
FORMS: dict[str, Callable[[], CourseWidget]] = {
    "a prediction": lambda: question("prediction", choices=CHOICES),
    "a prediction, committed": lambda: question(
        "prediction", choices=CHOICES, answer="36", confidence=4, settled=True
    ),
    "a number to predict": lambda: question("prediction"),
    "a question": lambda: question("question", choices=CHOICES, note="You missed this one."),
    "a question, right": lambda: question(
        "question", choices=CHOICES, answer="18", settled=True, reply=["Right."], tone="right"
    ),
    "a question, wrong": lambda: question(
        "question", choices=CHOICES, answer="36", settled=True, reply=REPLY, tone="wrong"
    ),
    "a question, skipped": lambda: question(
        "question", choices=CHOICES, skipped=True, settled=True, reply=REPLY
    ),
    "a number to type": lambda: question("question"),
    "own words": lambda: question("text", use_word="receives"),
    "own words, saved": lambda: question(
        "text", answer="It gets u.", settled=True, reply=["One way to say it:", "It receives u."]
    ),
    "lines to order": lines,
    "long lines to order": lambda: lines(blocks=LONG),
    "lines, not yet right": lambda: lines(
        reply=["Not yet: look at a = 2 * r.", "The diameter."], tone="wrong", tries=1
    ),
    "lines, in order": lambda: lines(
        answer="r = d / 2\na = r * r\nreturn a", settled=True, reply=["Right."], tone="right"
    ),
}
EXHIBITS = {**FIGURES, **COVERED, **FORMS}
