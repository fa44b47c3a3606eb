"""What a figure's cell costs when a notebook is run without anybody looking, beside `interact`.

Processor time of kernel and client together, as a grader or a test spends it, and the bytes that
the cell adds to a saved notebook: its output and the state of its widgets.
"""

import json
import time
from dataclasses import dataclass, field

import nbformat
from nbclient import NotebookClient

from .figures import INTERACT
from .hand import say, scratch
from .lines import Line, slower

#: One cell of each kind; the names are those of the classes.
KINDS = {
    "ConveyorBelt": 'ConveyorBelt(["triple", "square", "sin"], x=0.4)',
    "CostRuler": "CostRuler()",
    "Dashboard": "Dashboard()",
    "DepthLab": "DepthLab()",
    "DescentLab": "DescentLab()",
    "DigitReader": "DigitReader()",
    "GraphStepper": 'GraphStepper(example="shortcut", mode="you")',
    "KnobDescent": "KnobDescent()",
    "NeuronGraph": "NeuronGraph()",
    "NeuronMicroscope": "NeuronMicroscope()",
    "NineKnobs": 'NineKnobs("watch")',
    "RouteTracer": 'RouteTracer("nine", start="x1", controls=["routes"])',
    "ShapeWorkbench": 'ShapeWorkbench("dW", controls=["entry"])',
    "SlopeMicroscope": "SlopeMicroscope()",
    "ThreeNumberLines": 'ThreeNumberLines("square", "sin", x=1.3, dx=0.3, ghost=True)',
    "Question": 'Question(name="one", kind="question", question="How many?", choices=["1", "2"])',
    "LineOrder": 'LineOrder(name="two", question="In order?", blocks=[["a = 1"], ["b = a"]])',
}
OTHER = "`interact`"

# The kernel's own clock, read before and after each cell; importing is not the cell's cost.
PREPARE = """import time
from chainrule.explorables import *
from chainrule.questions.line_order import LineOrder
from chainrule.questions.form import Question
spent = [-time.process_time()]
ip = get_ipython()
ip.events.register("pre_run_cell", lambda *_: spent.append(-time.process_time()))
ip.events.register("post_run_cell", lambda *_: spent.append(time.process_time() + spent.pop()))"""
ASK = "print(spent[:-1])"


@dataclass
class Cost:
    """Of one kind: milliseconds of processor time for each cell, kilobytes of one."""

    milliseconds: list[float] = field(default_factory=list)
    kilobytes: float = 0.0


def measure(quick: bool) -> list[Line]:
    costs = run_cells({**KINDS, OTHER: INTERACT}, 3 if quick else 12)
    for name, cost in costs.items():
        say(f"a cell with {name}: {sorted(cost.milliseconds)[len(cost.milliseconds) // 2]:.1f} ms")
    other = costs.pop(OTHER)
    lines = []
    for name, cost in costs.items():
        what = f"Headless cell, {name} ({cost.kilobytes:.0f} kB saved)"
        beside = slower(cost.milliseconds, {OTHER: other.milliseconds})
        lines.append(Line(what, "ms CPU", tuple(cost.milliseconds), beside))
    what = f"Headless cell, {OTHER} ({other.kilobytes:.0f} kB saved)"
    return [*lines, Line(what, "ms CPU", tuple(other.milliseconds))]


def run_cells(kinds: dict[str, str], rounds: int) -> dict[str, Cost]:
    """Run one cell of each kind, in turn, `rounds` times after a round that warms up."""
    order = [name for _ in range(rounds + 1) for name in kinds]
    sources = [PREPARE, *(kinds[name] for name in order), ASK]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    with scratch() as folder:
        client = NotebookClient(
            notebook,
            kernel_name="python3",
            timeout=120,
            extra_arguments=["--log-level=40"],
            resources={"metadata": {"path": str(folder)}},
        )
        costs = {name: Cost() for name in kinds}
        clients = []
        with client.setup_kernel():
            client.execute_cell(cells[0], 0)
            for place, name in enumerate(order, 1):
                known = set(client.widget_state)
                began = time.process_time()
                client.execute_cell(cells[place], place)
                clients.append(time.process_time() - began)
                costs[name].kilobytes = kilobytes(cells[place], client, known)
            client.execute_cell(cells[-1], len(cells) - 1)
    kernels = json.loads(cells[-1].outputs[0].text)[-len(order) :]
    for name, ours, theirs in list(zip(order, clients, kernels, strict=True))[len(kinds) :]:
        costs[name].milliseconds.append((ours + theirs) * 1000)
    return costs


def kilobytes(cell, client: NotebookClient, known: set[str]) -> float:
    """What the cell adds to the saved notebook: its outputs, the state of its new widgets."""
    new = {key: state for key, state in client.widget_state.items() if key not in known}
    return len(json.dumps([cell.outputs, new], ensure_ascii=False).encode()) / 1000
